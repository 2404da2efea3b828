"""The firm's lists of words: who keeps them, when a word can go, and what is said of its uses."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select, update

from customer_card.database import Database, database
from customer_card.domain.errors import Conflict, Invalid, NotFound, Refused
from customer_card.domain.permissions import Customers, Profile, Projects
from customer_card.models import Contact, ContactKeyword, Customer
from customer_card.services import contacts, pickers, terms
from customer_card.services.contact_form import ContactFields
from customer_card.services.history import Base
from customer_card.services.terms import REGISTERS, TermFields
from tests.services.administration import own_profile, somebody
from tests.support.people import SIGN_INS, actor
from tests.support.records import bare_customer, last_logged, row, rows
from tests.support.snapshot import snapshot
from tests.support.statements import counted

KEEPERS = ["admin", "ekonomi"]
USED = {"keywords": "Golf", "roles": "VD", "industries": "Energi"}

each_list = pytest.mark.parametrize("kind", list(REGISTERS))


@dataclass(frozen=True)
class Word:
    """A word of a list, by its id."""

    kind: str
    id: int

    async def stored(self) -> Any:
        return await row(REGISTERS[self.kind].table, self.id)


async def word(kind: str, name: str) -> Word:
    table = REGISTERS[kind].table
    [found] = await rows(table, table.name == name)
    return Word(kind, found.id)


async def new_word(kind: str, name: str = "Nymodighet") -> Word:
    return Word(kind, await terms.add(await actor("ekonomi"), kind, TermFields(name=name)))


async def use(one: Word) -> None:
    """Let a customer or a contact carry a word."""
    customer, who = await bare_customer("9001"), await actor("admin")
    if one.kind == "industries":
        async with database().writing() as session:
            await session.execute(update(Customer).where(Customer.id == customer).values(industry_id=one.id))
    else:
        carried: dict[str, Any] = {"keywords": [str(one.id)]} if one.kind == "keywords" else {"role_id": str(one.id)}
        await contacts.add(who, customer, ContactFields(last_name="Ek", **carried))


@each_list
@pytest.mark.asyncio
@pytest.mark.parametrize("name", KEEPERS)
async def test_whoever_has_the_registers_adds_a_word(kind: str, name: str, firm: Database) -> None:
    who = await actor(name)
    made = Word(kind, await terms.add(who, kind, TermFields(name="  Nytt   ord ")))
    stored = await made.stored()
    assert (stored.name, stored.name_key, stored.active, stored.version) == ("Nytt ord", "nytt ord", True, 1)
    assert [(one.entity, one.entity_id, one.actor_id, one.field, one.after) for one in await last_logged()] == [
        (REGISTERS[kind].entity, made.id, who.user_id, "name", "Nytt ord")
    ]


@pytest.mark.asyncio
async def test_a_new_word_is_offered_where_it_is_chosen(firm: Database) -> None:
    who = await actor("kundansvarig")
    for kind, search in (("keywords", pickers.keywords), ("roles", pickers.roles), ("industries", pickers.industries)):
        one = await new_word(kind)
        assert [choice.id for choice in await search(who, "nymod")] == [one.id]
        await terms.set_active(await actor("ekonomi"), kind, one.id, False)
        assert await search(who, "nymod") == []


@pytest.mark.asyncio
@pytest.mark.parametrize("name", [name for name in SIGN_INS.values() if name not in KEEPERS])
async def test_who_has_no_registers_finds_no_word(name: str, firm: Database) -> None:
    who, one = await actor(name), await word("keywords", "Mässa")
    before = await snapshot(firm)
    async with firm.reading() as session:
        for reading in (
            terms.page_of(session, who, "keywords", 1),
            terms.find(session, who, "keywords", one.id),
        ):
            with pytest.raises(NotFound):
                await reading
    for attempt in (
        terms.add(who, "keywords", TermFields(name="Ny")),
        terms.rename(who, "keywords", one.id, TermFields(name="Ny"), Base(1)),
        terms.set_active(who, "keywords", one.id, False),
        terms.remove(who, "keywords", one.id),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert await snapshot(firm) == before


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["", "users", "app_user", "keyword", "__class__"])
async def test_a_list_that_does_not_exist_is_not_found(kind: str, firm: Database) -> None:
    with pytest.raises(NotFound):
        await terms.add(await actor("admin"), kind, TermFields(name="Ny"))


@each_list
@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("name", "code"), [("", "required"), ("\u200b", "required"), ("x" * 81, "too_long"), ("NyMODIGHET ", "term_taken")]
)
async def test_a_word_needs_a_name_that_no_other_has_in_any_case(
    kind: str, name: str, code: str, firm: Database
) -> None:
    who = await actor("ekonomi")
    await new_word(kind)
    other = await new_word(kind, "En annan")
    before = await snapshot(firm)
    for attempt in (
        terms.add(who, kind, TermFields(name=name)),
        terms.rename(who, kind, other.id, TermFields(name=name), Base(1)),
    ):
        with pytest.raises(Invalid) as invalid:
            await attempt
        assert invalid.value.problems == {"name": code}
    assert await snapshot(firm) == before


@each_list
@pytest.mark.asyncio
async def test_a_word_is_renamed_and_may_change_its_case(kind: str, firm: Database) -> None:
    one, who = await new_word(kind), await actor("ekonomi")
    await terms.rename(who, kind, one.id, TermFields(name="NYMODIGHET"), Base(1))
    await terms.rename(who, kind, one.id, TermFields(name="Ålderdom"), Base(2))
    stored = await one.stored()
    assert (stored.name, stored.name_key, stored.version) == ("Ålderdom", "ålderdom", 3)
    assert stored.name_sort > "z"


@each_list
@pytest.mark.asyncio
async def test_the_second_who_renames_a_word_is_asked(kind: str, firm: Database) -> None:
    one = await new_word(kind)
    await terms.rename(await actor("ekonomi"), kind, one.id, TermFields(name="Ett"), Base(1))
    with pytest.raises(Conflict) as conflict:
        await terms.rename(await actor("admin"), kind, one.id, TermFields(name="Två"), Base(1))
    assert [(field.mine, field.theirs) for field in conflict.value.fields] == [("Två", "Ett")]
    assert (await one.stored()).name == "Ett"


@each_list
@pytest.mark.asyncio
async def test_two_who_add_the_same_word_at_once_make_one(kind: str, firm: Database) -> None:
    who, table = await actor("ekonomi"), REGISTERS[kind].table
    results = await asyncio.gather(
        *(terms.add(who, kind, TermFields(name="Samma")) for _ in range(4)), return_exceptions=True
    )
    assert len([one for one in results if isinstance(one, Invalid)]) == 3
    assert len(await rows(table, table.name_key == "samma")) == 1


@each_list
@pytest.mark.asyncio
async def test_an_unused_word_is_deleted(kind: str, firm: Database) -> None:
    one = await new_word(kind)
    await terms.remove(await actor("ekonomi"), kind, one.id)
    table = REGISTERS[kind].table
    assert await rows(table, table.id == one.id) == []
    assert [(one.before, one.after) for one in await last_logged()] == [("Nymodighet", None)]


@each_list
@pytest.mark.asyncio
async def test_a_used_word_is_not_deleted_but_can_be_inactivated(kind: str, firm: Database) -> None:
    one, who = await new_word(kind), await actor("ekonomi")
    await use(one)
    before = await snapshot(firm)
    with pytest.raises(Refused) as refused:
        await terms.remove(who, kind, one.id)
    assert refused.value.code == "term_used"
    assert await snapshot(firm) == before
    await terms.set_active(who, kind, one.id, False)
    assert not (await one.stored()).active


@each_list
@pytest.mark.asyncio
async def test_the_uses_of_a_word_are_counted(kind: str, firm: Database) -> None:
    one, who = await new_word(kind), await actor("ekonomi")
    async with firm.reading() as session:
        assert (await terms.find(session, who, kind, one.id)).uses == 0
    await use(one)
    async with firm.reading() as session:
        assert (await terms.find(session, who, kind, one.id)).uses == 1
        page = await terms.page_of(session, who, kind, 1)
    shown = {details.row.name: details.uses for details in page.rows}
    expected = {
        "keywords": len(await rows_with_keyword(USED["keywords"])),
        "roles": len(await rows(Contact, Contact.role_id == (await word("roles", "VD")).id)),
        "industries": len(await rows(Customer, Customer.industry_id == (await word("industries", "Energi")).id)),
    }
    assert shown[USED[kind]] == expected[kind] > 0


async def rows_with_keyword(name: str) -> list[Contact]:
    carried = (await word("keywords", name)).id
    having = ContactKeyword.contact_id
    return await rows(Contact, Contact.id.in_(select(having).where(ContactKeyword.keyword_id == carried)))


@each_list
@pytest.mark.asyncio
async def test_who_sees_no_customer_learns_of_no_use_but_is_refused_all_the_same(kind: str, firm: Database) -> None:
    blind = Profile(Customers.NONE, Projects.NONE, registers=True)
    who = await somebody("blind", await own_profile("Blind", blind))
    used, unused = await word(kind, USED[kind]), await new_word(kind)
    async with firm.reading() as session:
        page = await terms.page_of(session, who, kind, 1)
    assert {details.uses for details in page.rows} == {None}
    with pytest.raises(Refused):
        await terms.remove(who, kind, used.id)
    await terms.remove(who, kind, unused.id)


@pytest.mark.asyncio
async def test_a_word_that_is_chosen_while_it_is_deleted_either_goes_or_stays_whole(firm: Database) -> None:
    one, customer = await new_word("keywords"), await bare_customer("9001")
    results = await asyncio.gather(
        contacts.add(await actor("admin"), customer, ContactFields(last_name="Ek", keywords=[str(one.id)])),
        terms.remove(await actor("ekonomi"), "keywords", one.id),
        return_exceptions=True,
    )
    carried = await rows(Contact, Contact.customer_id == customer)
    kept = await rows(REGISTERS["keywords"].table, REGISTERS["keywords"].table.id == one.id)
    assert isinstance(results[1], Refused) == bool(kept)
    assert not carried or kept


@pytest.mark.asyncio
async def test_a_list_comes_in_pages_with_the_inactive_words_last(firm: Database) -> None:
    who = await actor("ekonomi")
    for number in range(50):
        await new_word("roles", f"Roll {number:02}")
    await terms.set_active(who, "roles", (await word("roles", "Beslutsfattare")).id, False)
    async with firm.reading() as session:
        first = await terms.page_of(session, who, "roles", 1)
        second = await terms.page_of(session, who, "roles", 2)
    assert (len(first.rows), first.has_more, len(second.rows), second.has_more) == (50, True, 8, False)
    assert second.rows[-1].row.name == "Beslutsfattare"


@pytest.mark.asyncio
async def test_a_page_of_words_takes_a_bounded_number_of_statements(firm: Database) -> None:
    who = await actor("ekonomi")
    async with firm.reading() as session:
        with counted(firm) as statements:
            await terms.page_of(session, who, "keywords", 1)
    assert len(statements) == 2
