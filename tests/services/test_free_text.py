"""Texts that name a person who is erased: listed as far as one may see, masked everywhere, history included."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, insert
from sqlalchemy import ForeignKey as Key

from customer_card.database import Database, database
from customer_card.domain.errors import Conflict, NotFound, Refused
from customer_card.models import Change, ChangeItem, Contact, Customer, Project
from customer_card.services import change_feed, contacts, customers, free_text, undo
from customer_card.services.contact_form import ContactFields, PointFields
from customer_card.services.free_columns import free_columns, logged_as, of_customer, part_of, record_of
from customer_card.services.free_text import Mentions
from customer_card.services.history import Base
from customer_card.views.history import history_rows
from customer_card.views.mentions import PLACES, mention_lines, more_text
from tests.support.people import actor
from tests.support.records import bare_customer, last_logged, row, rows
from tests.support.snapshot import columns_with, everything, snapshot

LATEST = Base(10**6)
FIRST, LAST, MARRIED = "Quistina", "Zwärd", "Xqvist"
NAMED = ContactFields(
    first_name=FIRST,
    last_name=LAST,
    description="Quistina Zwärd själv",
    emails=[PointFields(value="quistina@wyxq.example")],
    phones=[PointFields(value="+46 980 31 92 99")],
)
TEXT = "Ring Quistina Zwärd (QUISTINA@wyxq.example, +46 980 31 92 99) före tolv."
MASKED = "Ring Borttagen kontakt (Borttagen kontakt, Borttagen kontakt) före tolv."
TRACES = ("quistina", "zwärd", "wyxq", "31 92 99", "319299", "xqvist")


async def named_everywhere() -> tuple[int, int, int]:
    """A customer, a contact and a colleague of hers, with texts that name the contact, now and formerly."""
    customer, who = await bare_customer("9001", country="SE"), await actor("kundansvarig")
    contact = await contacts.add(who, customer, NAMED)
    await contacts.change(who, customer, contact, NAMED.model_copy(update={"last_name": MARRIED}), LATEST)
    colleague = await contacts.add(
        who, customer, ContactFields(first_name="Bo", last_name="Ek", description="Chef över Zwärd, Quistina.")
    )
    await customers.change_field(who, customer, "description", "Förr: fru Quistina Xqvist", LATEST)
    await customers.change_field(who, customer, "description", TEXT, LATEST)
    return customer, contact, colleague


async def erase(customer: int, contact: int, *, alone: bool = True, who: str = "kundansvarig") -> None:
    await contacts.erase(await actor(who), customer, contact, alone=alone)


async def mentions(customer: int, contact: int, who: str = "kundansvarig") -> Mentions:
    async with database().reading(streaming=True) as session:
        return await free_text.mentions_of(session, await actor(who), customer, contact)


def test_every_free_text_belongs_to_a_customer_and_has_a_place_to_be_named() -> None:
    free = [(table, column) for table, columns in free_columns().items() for column in columns]
    assert {(record_of(table).name, logged_as(table, column)) for table, column in free} == set(PLACES)
    for table in free_columns():
        assert of_customer(table, 1) is not None


def test_a_text_in_a_table_of_its_own_is_followed_to_its_customer() -> None:
    own = MetaData()
    Table("customer", own, Column("id", Integer, primary_key=True))
    Table(
        "note", own, Column("id", Integer, primary_key=True), Column("customer_id", Integer, Key("customer.id")),
        Column("parent_id", Integer, Key("note.id")), Column("project_id", Integer),
    )  # fmt: skip
    told = Table("note_text", own, Column("note_id", Integer, Key("note.id"), primary_key=True), Column("t", String))
    astray = Table("astray", own, Column("id", Integer, primary_key=True), Column("t", String))
    condition = str(of_customer(told, 7).compile(compile_kwargs={"literal_binds": True}))
    assert condition == "note_text.note_id IN (SELECT note.id \nFROM note \nWHERE note.customer_id = 7)"
    key = part_of(told)
    assert key is not None
    assert (key.parent.name, record_of(told).name) == ("note_id", "note")
    with pytest.raises(LookupError):
        of_customer(astray, 7)


@pytest.mark.asyncio
async def test_texts_that_name_the_person_are_listed_with_where_they_stand(firm: Database) -> None:
    customer, contact, _ = await named_everywhere()
    found = await mentions(customer, contact)
    lines = mention_lines(found, "sv", alone=False)
    places = [line.place for line in lines]
    assert sorted(places[:2]) == ["Beskrivningen av Bo Ek", "Kundens beskrivning"]
    [of_history] = places[2:]
    assert (of_history[:9], of_history.rpartition(": ")[2]) == ("Historik,", "Kundens beskrivning")
    [of_customer_itself] = [line for line in lines if line.place == "Kundens beskrivning"]
    assert "".join(piece.text for piece in of_customer_itself.pieces) == TEXT
    assert [piece.text for piece in of_customer_itself.pieces if piece.is_hit] == [
        "Quistina Zwärd",
        "QUISTINA@wyxq.example",
        "+46 980 31 92 99",
    ]
    assert more_text(found, "sv") == ""


@pytest.mark.asyncio
async def test_everything_that_names_the_person_is_masked(firm: Database) -> None:
    customer, contact, colleague = await named_everywhere()
    for trace in TRACES:
        assert await columns_with(firm, trace), trace
    await erase(customer, contact)
    assert (await row(Customer, customer)).description == MASKED
    assert (await row(Contact, colleague)).description == "Chef över Borttagen kontakt."
    left = await everything(firm)
    assert [trace for trace in TRACES if trace in left] == []


@pytest.mark.asyncio
async def test_masking_is_a_new_version_that_the_log_knows_without_the_name(firm: Database) -> None:
    customer, contact, colleague = await named_everywhere()
    before = await row(Customer, customer)
    await erase(customer, contact, who="admin")
    after = await row(Customer, customer)
    assert after.version == before.version + 1
    assert (after.updated_by, after.name) == ((await actor("admin")).user_id, before.name)
    logged = {(one.entity, one.field): one for one in await last_logged()}
    item = logged["customer", "description"]
    assert (item.use_case, item.before, item.after, item.version_after) == (
        "erase_contact", MASKED, MASKED, after.version,
    )  # fmt: skip
    assert logged["contact", "description"].contact_id == colleague
    async with firm.reading(streaming=True) as session:
        reader = await actor("ledning")
        page = history_rows(await change_feed.of_customer(session, reader, customer), reader, of_one_record=False)
    [line] = [line for line in page[0].lines if line.label == "Beskrivning" and not line.about]
    assert (line.was, line.became, line.version) == ("", MASKED, "")


@pytest.mark.asyncio
async def test_somebody_who_was_editing_the_text_meets_a_conflict_and_not_the_name_in_silence(firm: Database) -> None:
    customer, contact, colleague = await named_everywhere()
    seen = Base((await row(Customer, customer)).version)
    of_colleague = Base((await row(Contact, colleague)).version)
    done = await customers.change_field(await actor("ekonomi"), customer, "email", "a@b.example", seen)
    await erase(customer, contact)
    with pytest.raises(Conflict):
        await customers.change_field(await actor("ekonomi"), customer, "description", f"{TEXT} Tack.", seen)
    stale = ContactFields(first_name="Bo", last_name="Ek", title="Chef", description="Chef över Zwärd, Quistina. Ny.")
    with pytest.raises(Conflict):
        await contacts.change(await actor("ekonomi"), customer, colleague, stale, of_colleague)
    with pytest.raises(Refused):
        await undo.undo(await actor("ekonomi"), customer, done.change_id or 0)
    assert await columns_with(firm, "quistina") == []


@pytest.mark.asyncio
async def test_a_name_that_stands_alone_can_be_left(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    contact = await contacts.add(who, customer, NAMED)
    text = "Quistina ringde. Quistina Zwärd återkommer."
    await customers.change_field(who, customer, "description", text, LATEST)
    [line] = mention_lines(await mentions(customer, contact), "sv", alone=True)
    assert [piece.text for piece in line.pieces if piece.is_hit] == ["Quistina"]
    await erase(customer, contact, alone=False)
    assert (await row(Customer, customer)).description == "Quistina ringde. Borttagen kontakt återkommer."


@pytest.mark.asyncio
@pytest.mark.parametrize("others", ["a contact", "a colleague", "the customer"])
async def test_a_name_that_others_have_does_not_count_alone(firm: Database, others: str) -> None:
    name = "Kund" if others == "the customer" else "Anna"
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    if others == "a contact":
        await contacts.add(who, customer, ContactFields(first_name="Anna", last_name="Berg"))
    contact = await contacts.add(who, customer, ContactFields(first_name=name, last_name="Zwärd"))
    await customers.change_field(who, customer, "description", f"{name} ringde. Zwärd med.", LATEST)
    await erase(customer, contact)
    expected = f"{name} ringde. Borttagen kontakt med."
    assert (await row(Customer, customer)).description == expected


@pytest.mark.asyncio
async def test_texts_of_other_customers_are_left(firm: Database) -> None:
    customer, contact, _ = await named_everywhere()
    other = await bare_customer("9002")
    await customers.change_field(await actor("admin"), other, "description", "Quistina Zwärd på annat håll", LATEST)
    assert "annat håll" not in str(await mentions(customer, contact))
    await erase(customer, contact)
    assert (await row(Customer, other)).description == "Quistina Zwärd på annat håll"


@pytest.mark.asyncio
async def test_what_the_actor_may_not_see_is_masked_but_neither_listed_nor_counted(firm: Database) -> None:
    customer, contact, _ = await named_everywhere()
    before = await mentions(customer, contact, "projektledare")
    async with firm.writing() as session:
        project = (await rows(Project))[0]
        change = (await session.execute(insert(Change).values(use_case="x", customer_id=customer))).inserted_primary_key
        values = {"before": '"Dolda Quistina Zwärd"', "after": None, "project_id": project.id}
        item = {"change_id": (change or [0])[0], "entity": "customer", "entity_id": customer, "field": "description"}
        await session.execute(insert(ChangeItem).values(**item, **values))
        hidden = await session.get_one(Project, project.id)
        hidden.manager_id = hidden.seller_id = None
    assert await mentions(customer, contact, "projektledare") == before
    assert "Dolda" in str(await mentions(customer, contact, "ledning"))
    await erase(customer, contact, who="projektledare")
    assert await columns_with(firm, "quistina") == []
    assert await columns_with(firm, "dolda") == ["change_item.before"]


@pytest.mark.asyncio
async def test_who_may_not_erase_is_told_of_no_text(firm: Database) -> None:
    customer, contact, _ = await named_everywhere()
    other = await bare_customer("9002")
    before = await snapshot(firm)
    for who in ("medarbetare", "ingen"):
        for asked in ((customer, contact), (customer, 10**9), (10**9, contact), (other, contact)):
            with pytest.raises(NotFound):
                await mentions(*asked, who)
        with pytest.raises(NotFound):
            await erase(customer, contact, who=who)
    with pytest.raises(NotFound):
        await mentions(other, contact)
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_long_lists_are_cut_and_say_how_much_they_leave_out(firm: Database) -> None:
    customer, contact, _ = await named_everywhere()
    who = await actor("admin")
    for number in range(40):
        await customers.change_field(who, customer, "description", f"Quistina Zwärd, {number}", LATEST)
    found = await mentions(customer, contact)
    assert (len(found.shown), found.more) == (25, 18)
    assert more_text(found, "sv") == "och 18 texter till"


@pytest.mark.asyncio
async def test_hostile_names_mask_nothing_else(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    hostile = [".*", "a|b", "((", "%", "_", "\\", "$^"]
    people = [await contacts.add(who, customer, ContactFields(last_name=name)) for name in hostile]
    await customers.change_field(who, customer, "description", "Ett möte om priset (100 %), [a-z] och annat", LATEST)
    before = await row(Customer, customer)
    for contact in people:
        await erase(customer, contact)
    after = await row(Customer, customer)
    assert (after.description, after.version) == (before.description, before.version)
