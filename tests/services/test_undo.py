"""Undo and setting back: through the ordinary use cases, kept in history, refused rather than lossy."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from customer_card.database import Database
from customer_card.domain.errors import Conflict, Invalid, NotFound, Refused
from customer_card.models import Address, Change, ChangeItem, Contact, ContactPoint, Customer
from customer_card.services import addresses, contacts, customers, undo
from customer_card.services.contact_form import ContactFields, PointFields
from customer_card.services.history import Base
from tests.support.people import actor
from tests.support.records import bare_customer, customer_id, last_logged, row, rows, street
from tests.support.snapshot import snapshot

LATEST = Base(10**6)


async def change(customer: int, field: str, text: str, who: str = "kundansvarig") -> int:
    """Change a field of a customer. Returns the change's id."""
    done = await customers.change_field(await actor(who), customer, field, text, LATEST)
    return done.change_id or 0


async def item_of(change_id: int, field: str) -> int:
    [item] = await rows(ChangeItem, ChangeItem.change_id == change_id, ChangeItem.field == field)
    return item.id


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("field", "former", "later", "columns"),
    [
        ("name", "Först AB", "Sedan AB", ("name", "name_sort")),
        ("number", "F-1", "S-2", ("number", "number_key", "number_sort")),
        ("email", "forst@kund.example", "", ("email",)),
        ("phone", "08-465 004 00", "+358 9 4245 0123", ("phone",)),
        ("website", "www.forst.example", "www.sedan.example/sida", ("website",)),
        ("revenue", "1 200 000,50 SEK", "3 EUR", ("revenue_minor", "revenue_currency")),
        ("employees", "12", "34", ("employees",)),
        ("description", "Rad ett\nRad två", "", ("description",)),
        ("language", "fi", "nb", ("language",)),
        ("country", "SE", "FI", ("country", "organisation_number")),
        ("sole_trader", "true", "", ("sole_trader",)),
        ("organisation_number", "556012-5790", "", ("organisation_number", "organisation_key")),
        ("vat_number", "SE556012579001", "FI23319727", ("vat_number", "vat_key")),
    ],
)
async def test_every_field_of_a_customer_can_be_undone(
    firm: Database, field: str, former: str, later: str, columns: tuple[str, ...]
) -> None:
    customer = await bare_customer("9001", country="SE" if field != "country" else None)
    await change(customer, field, former)
    before = await row(Customer, customer)
    done = await change(customer, field, later)
    assert (await undo.undo(await actor("kundansvarig"), customer, done)).change_id
    after = await row(Customer, customer)
    assert [getattr(after, name) for name in columns] == [getattr(before, name) for name in columns]
    assert after.version > before.version


@pytest.mark.asyncio
async def test_owner_and_industry_are_undone_by_their_ids(firm: Database) -> None:
    customer = await customer_id("1002")
    before = await row(Customer, customer)
    for field in ("owner_id", "industry_id"):
        done = await change(customer, field, "")
        await undo.undo(await actor("ledning"), customer, done)
    after = await row(Customer, customer)
    assert (after.owner_id, after.industry_id) == (before.owner_id, before.industry_id)


@pytest.mark.asyncio
async def test_a_number_that_settled_the_country_is_undone_with_it(firm: Database) -> None:
    customer = await bare_customer("9001")
    done = await change(customer, "vat_number", "SE556012579001")
    assert (await row(Customer, customer)).country == "SE"
    await undo.undo(await actor("kundansvarig"), customer, done)
    after = await row(Customer, customer)
    assert (after.vat_number, after.vat_key, after.country) == (None, None, None)


@pytest.mark.asyncio
async def test_an_undone_number_leads_on_from_the_one_that_was_taken_back(firm: Database) -> None:
    customer = await bare_customer("9001")
    done = await change(customer, "number", "9002")
    await undo.undo(await actor("kundansvarig"), customer, done)
    async with firm.reading() as session:
        found = await customers.find(session, await actor("medarbetare"), "9002")
    assert found.customer.number == "9001"


@pytest.mark.asyncio
async def test_an_undo_is_kept_in_history_as_what_it_takes_back(firm: Database) -> None:
    customer = await bare_customer("9001")
    done = await change(customer, "email", "en@kund.example")
    undone = await undo.undo(await actor("ekonomi"), customer, done)
    kept = await row(Change, undone.change_id or 0)
    assert (kept.undo_of, kept.use_case, kept.actor_id) == (
        done, "change_customer", (await actor("ekonomi")).user_id,
    )  # fmt: skip
    assert [(one.before, one.after) for one in await last_logged()] == [("en@kund.example", None)]


@pytest.mark.asyncio
async def test_an_undo_can_be_undone(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    undone = await undo.undo(who, customer, await change(customer, "vat_number", "SE556012579001"))
    await undo.undo(who, customer, undone.change_id or 0)
    after = await row(Customer, customer)
    assert (after.vat_number, after.country) == ("SE556012579001", "SE")


@pytest.mark.asyncio
async def test_inactivating_a_customer_is_undone_by_activating_it(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    done = await customers.set_active(who, customer, False)
    await undo.undo(who, customer, done.change_id or 0)
    assert (await row(Customer, customer)).active
    assert (await last_logged())[0].use_case == "activate_customer"


@pytest.mark.asyncio
async def test_an_address_is_undone_together_with_the_one_that_lost_a_purpose(firm: Database) -> None:
    customer, who = await bare_customer("9001", country="SE"), await actor("kundansvarig")
    first = await addresses.add(who, customer, street("Gatan 1", is_billing=True, is_postal=True))
    second = await addresses.add(who, customer, street("Gatan 2", phone="08-465 004 00"))
    changed = street("Gatan 3", is_billing=True, is_postal=True)
    done = await addresses.change(who, customer, second, changed, LATEST)
    await undo.undo(who, customer, done.change_id or 0)
    one, two = await row(Address, first), await row(Address, second)
    assert (one.is_billing, one.is_postal, two.is_billing, two.is_postal) == (True, True, False, False)
    assert (two.line1, two.phone) == ("Gatan 2", "+46846500400")


@pytest.mark.asyncio
async def test_a_head_office_is_undone(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    first = await addresses.add(who, customer, street("Gatan 1"))
    second = await addresses.add(who, customer, street("Gatan 2"))
    done = await addresses.make_head_office(who, customer, second)
    await undo.undo(who, customer, done.change_id or 0)
    assert (await row(Customer, customer)).head_office_id == first


@pytest.mark.asyncio
async def test_a_head_office_whose_former_address_is_gone_is_not_undone(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    first = await addresses.add(who, customer, street("Gatan 1"))
    second = await addresses.add(who, customer, street("Gatan 2"))
    done = await addresses.make_head_office(who, customer, second)
    await addresses.remove(who, customer, first)
    with pytest.raises(Refused, match="changed_since"):
        await undo.undo(who, customer, done.change_id or 0)
    assert (await row(Customer, customer)).head_office_id == second


FULL = ContactFields(
    first_name="Eva",
    last_name="Ek",
    title="Chef",
    language="sv",
    consent="given",
    consent_at="2026-02-03",
    description="Ringer helst",
    emails=[PointFields(value="eva@kund.example"), PointFields(value="ek@kund.example", is_primary=True)],
    phones=[PointFields(value="0980-319 255", type="mobile", do_not_use=True)],
)


@pytest.mark.asyncio
async def test_a_contact_is_undone_with_all_its_lists(firm: Database) -> None:
    customer, who = await bare_customer("9001", country="SE"), await actor("kundansvarig")
    contact = await contacts.add(who, customer, FULL)
    before = (await row(Contact, contact), await points_of(contact))
    done = await contacts.change(who, customer, contact, ContactFields(last_name="Alm"), LATEST)
    assert done.change_id
    await undo.undo(who, customer, done.change_id)
    after = (await row(Contact, contact), await points_of(contact))
    names = ("first_name", "last_name", "sort_key", "title", "language", "consent", "consent_at", "description")
    assert [getattr(after[0], name) for name in names] == [getattr(before[0], name) for name in names]
    assert after[1] == before[1]


async def points_of(contact: int) -> list[tuple[str, str, bool, bool]]:
    found = await rows(ContactPoint, ContactPoint.contact_id == contact)
    return sorted((one.kind, one.value, one.do_not_use, one.is_primary) for one in found)


@pytest.mark.asyncio
async def test_inactivating_a_contact_is_undone(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    contact = await contacts.add(who, customer, FULL)
    done = await contacts.set_active(who, customer, contact, False)
    await undo.undo(who, customer, done.change_id or 0)
    assert (await row(Contact, contact)).active


@pytest.mark.asyncio
async def test_a_change_of_an_erased_contact_is_refused_and_brings_nothing_back(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    contact = await contacts.add(who, customer, FULL)
    done = await contacts.change(who, customer, contact, FULL.model_copy(update={"title": ""}), LATEST)
    item = await item_of(done.change_id or 0, "title")
    await contacts.erase(who, customer, contact)
    with pytest.raises(Refused, match="changed_since"):
        await undo.undo(who, customer, done.change_id or 0)
    with pytest.raises(NotFound):
        await undo.set_back(who, customer, item, 2)
    assert (await row(Contact, contact)).title is None


@pytest.mark.asyncio
async def test_undo_is_refused_once_anything_of_the_record_was_changed_since(firm: Database) -> None:
    customer = await bare_customer("9001")
    done = await change(customer, "email", "min@kund.example")
    await change(customer, "website", "www.kollegan.example", "ekonomi")
    before = await snapshot(firm)
    with pytest.raises(Refused, match="changed_since"):
        await undo.undo(await actor("kundansvarig"), customer, done)
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_undoing_twice_is_refused(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    done = await change(customer, "email", "min@kund.example")
    await undo.undo(who, customer, done)
    with pytest.raises(Refused, match="changed_since"):
        await undo.undo(who, customer, done)


@pytest.mark.asyncio
async def test_a_field_is_set_back_past_a_colleagues_other_changes(firm: Database) -> None:
    customer = await bare_customer("9001")
    await change(customer, "email", "ett@kund.example")
    later = await change(customer, "email", "tva@kund.example")
    await change(customer, "website", "www.kollegan.example", "ekonomi")
    version = (await row(Customer, customer)).version
    done = await undo.set_back(await actor("kundansvarig"), customer, await item_of(later, "email"), version)
    assert (done.customer.email, done.customer.website) == ("ett@kund.example", "https://www.kollegan.example")
    assert (await row(Change, done.change_id or 0)).undo_of == later


@pytest.mark.asyncio
async def test_setting_back_from_an_old_view_clashes_with_what_was_changed_since(firm: Database) -> None:
    customer = await bare_customer("9001")
    await change(customer, "email", "ett@kund.example")
    later = await change(customer, "email", "tva@kund.example")
    version = (await row(Customer, customer)).version
    await change(customer, "email", "tre@kund.example", "ekonomi")
    before = await snapshot(firm)
    with pytest.raises(Conflict):
        await undo.set_back(await actor("kundansvarig"), customer, await item_of(later, "email"), version)
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_a_revenue_is_set_back_with_its_currency(firm: Database) -> None:
    customer = await bare_customer("9001", country="SE")
    await change(customer, "revenue", "1200 SEK")
    later = await change(customer, "revenue", "90 EUR")
    version = (await row(Customer, customer)).version
    done = await undo.set_back(await actor("ekonomi"), customer, await item_of(later, "revenue_currency"), version)
    assert (done.customer.revenue_minor, done.customer.revenue_currency) == (120_000, "SEK")


@pytest.mark.asyncio
async def test_a_value_that_the_rules_no_longer_take_is_refused_with_its_reason(firm: Database) -> None:
    customer = await bare_customer("9001")
    done = await change(customer, "number", "9002")
    await bare_customer("9001")
    before = await snapshot(firm)
    with pytest.raises(Invalid) as refused:
        await undo.undo(await actor("kundansvarig"), customer, done)
    assert refused.value.problems == {"number": "number_taken"}
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_creations_deletions_and_imports_are_not_undone(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    await addresses.add(who, customer, street("Gatan 1"))
    second = await addresses.add(who, customer, street("Gatan 2"))
    await addresses.remove(who, customer, second)
    made = await rows(Change, Change.customer_id == customer)
    assert [one.use_case for one in made] == ["add_address", "add_address", "delete_address"]
    before = await snapshot(firm)
    for one in made:
        with pytest.raises(NotFound):
            await undo.undo(who, customer, one.id)
        for item in await rows(ChangeItem, ChangeItem.change_id == one.id):
            with pytest.raises(NotFound):
                await undo.set_back(who, customer, item.id, 5)
    assert await snapshot(firm) == before


@pytest.mark.asyncio
@pytest.mark.parametrize("who", ["medarbetare", "ingen"])
async def test_who_may_not_edit_may_not_take_anything_back(firm: Database, who: str) -> None:
    customer = await bare_customer("9001")
    done = await change(customer, "email", "en@kund.example")
    item = await item_of(done, "email")
    before = await snapshot(firm)
    with pytest.raises(NotFound):
        await undo.undo(await actor(who), customer, done)
    with pytest.raises(NotFound):
        await undo.set_back(await actor(who), customer, item, 2)
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_a_change_of_another_customer_is_as_if_it_did_not_exist(firm: Database) -> None:
    customer, other = await bare_customer("9001"), await bare_customer("9002")
    done = await change(other, "email", "en@kund.example")
    before = await snapshot(firm)
    with pytest.raises(NotFound):
        await undo.undo(await actor("admin"), customer, done)
    with pytest.raises(NotFound):
        await undo.undo(await actor("admin"), customer, 10**9)
    with pytest.raises(NotFound):
        await undo.set_back(await actor("admin"), customer, await item_of(done, "email"), 2)
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_the_use_cases_hand_out_the_change_they_made_or_none(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    done = await customers.change_field(who, customer, "email", "en@kund.example", Base(1))
    async with firm.reading() as session:
        newest = await session.scalar(select(Change.id).order_by(Change.id.desc()).limit(1))
    assert done.change_id == newest
    again = await customers.change_field(who, customer, "email", "en@kund.example", Base(2))
    assert again.change_id is None
