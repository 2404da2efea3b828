"""Two people at the same record: other fields go through, the same field is a choice, nothing is lost."""

from __future__ import annotations

import pytest

from customer_card.database import Database
from customer_card.domain.errors import Conflict, Invalid
from customer_card.models import Address, Contact, Customer, Keyword
from customer_card.services import addresses, contacts, customers
from customer_card.services.contact_form import ContactFields, PointFields
from customer_card.services.history import Base
from tests.support.people import actor
from tests.support.records import bare_customer, row, rows, street, user_id
from tests.support.snapshot import snapshot

FIRST = Base(1)


async def with_address() -> tuple[int, int]:
    customer = await bare_customer("9001", country="SE")
    return customer, await addresses.add(await actor("kundansvarig"), customer, street("Gatan 1"))


async def move(who: str, customer: int, address: int, base: Base = FIRST, **fields: str) -> None:
    """Send the address form as it was first read, with some fields changed."""
    form = street("Gatan 1").model_copy(update=fields)
    await addresses.change(await actor(who), customer, address, form, base)


async def with_contact(fields: ContactFields) -> tuple[int, int]:
    customer = await bare_customer("9001", country="SE")
    return customer, await contacts.add(await actor("kundansvarig"), customer, fields)


async def set_field(who: str, customer: int, field: str, text: str, base: Base) -> Customer:
    return (await customers.change_field(await actor(who), customer, field, text, base)).customer


def emails(*values: str) -> list[PointFields]:
    return [PointFields(value=value) for value in values]


@pytest.mark.asyncio
async def test_two_edits_of_different_fields_of_an_address_both_go_through(firm: Database) -> None:
    customer, address = await with_address()
    await move("ekonomi", customer, address, line1="Gatan 2")
    await move("ledning", customer, address, region="Skåne")
    kept = await row(Address, address)
    assert (kept.line1, kept.region, kept.version) == ("Gatan 2", "Skåne", 3)


@pytest.mark.asyncio
async def test_two_edits_of_the_same_field_are_a_conflict_with_both_values(firm: Database) -> None:
    customer, address = await with_address()
    await move("ekonomi", customer, address, line1="Gatan 2")
    with pytest.raises(Conflict) as conflict:
        await move("ledning", customer, address, line1="Gatan 3", region="Skåne")
    [clash] = conflict.value.fields
    assert (clash.field, clash.mine, clash.theirs) == ("line1", "Gatan 3", "Gatan 2")
    assert (conflict.value.version, clash.changed_by) == (2, await user_id("ekonomi"))


@pytest.mark.asyncio
async def test_a_conflict_writes_nothing_at_all(firm: Database) -> None:
    customer, address = await with_address()
    await move("ekonomi", customer, address, line1="Gatan 2")
    before = await snapshot(firm)
    with pytest.raises(Conflict):
        await move("ledning", customer, address, line1="Gatan 3", region="Skåne")
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_both_typing_the_same_value_is_no_conflict(firm: Database) -> None:
    customer, address = await with_address()
    await move("ekonomi", customer, address, line1="Gatan 2")
    await move("ledning", customer, address, line1="Gatan 2")
    assert (await row(Address, address)).version == 2


@pytest.mark.asyncio
async def test_choosing_mine_after_having_seen_theirs_goes_through(firm: Database) -> None:
    customer, address = await with_address()
    await move("ekonomi", customer, address, line1="Gatan 2")
    await move("ledning", customer, address, Base(1, {"line1": 2}), line1="Gatan 3")
    assert (await row(Address, address)).line1 == "Gatan 3"


@pytest.mark.asyncio
async def test_choosing_theirs_keeps_theirs_and_saves_the_rest_of_mine(firm: Database) -> None:
    customer, address = await with_address()
    await move("ekonomi", customer, address, line1="Gatan 2")
    await move("ledning", customer, address, Base(1, {"line1": 2}), line1="Gatan 2", region="Skåne")
    kept = await row(Address, address)
    assert (kept.line1, kept.region) == ("Gatan 2", "Skåne")


@pytest.mark.asyncio
async def test_a_third_edit_after_the_one_that_was_seen_is_a_conflict_again(firm: Database) -> None:
    customer, address = await with_address()
    await move("ekonomi", customer, address, line1="Gatan 2")
    await move("admin", customer, address, Base(2), line1="Gatan 4")
    with pytest.raises(Conflict) as conflict:
        await move("ledning", customer, address, Base(1, {"line1": 2}), line1="Gatan 3")
    assert conflict.value.fields[0].theirs == "Gatan 4"


@pytest.mark.asyncio
async def test_a_field_left_untouched_keeps_the_colleagues_value(firm: Database) -> None:
    customer, address = await with_address()
    await move("ekonomi", customer, address, line1="Gatan 2", city="Lund")
    await move("ledning", customer, address, region="Skåne")
    kept = await row(Address, address)
    assert (kept.line1, kept.city, kept.city_sort) == ("Gatan 2", "Lund", "lund")


@pytest.mark.asyncio
async def test_two_halves_emptied_by_two_people_do_not_leave_an_empty_address(firm: Database) -> None:
    customer, address = await with_address()
    await move("ekonomi", customer, address, line1="", postal_code="")
    with pytest.raises(Invalid):
        await move("ledning", customer, address, city="")
    assert (await row(Address, address)).city == "Stockholm"


@pytest.mark.asyncio
async def test_different_lists_and_fields_of_a_contact_both_go_through(firm: Database) -> None:
    keyword = (await rows(Keyword))[0]
    fields = ContactFields(last_name="Ek", emails=emails("a@ek.example"))
    customer, contact = await with_contact(fields)
    one = fields.model_copy(update={"emails": emails("b@ek.example"), "title": "Chef"})
    other = fields.model_copy(update={"keywords": [str(keyword.id)], "first_name": "Eva"})
    await contacts.change(await actor("ekonomi"), customer, contact, one, FIRST)
    await contacts.change(await actor("ledning"), customer, contact, other, FIRST)
    async with firm.reading() as session:
        found = await contacts.find(session, await actor("medarbetare"), customer, contact)
    assert [point.value for point in found.points] == ["b@ek.example"]
    assert found.keywords == [(keyword.id, keyword.name)]
    assert (found.contact.title, found.contact.first_name) == ("Chef", "Eva")
    assert found.contact.sort_key == "ek  eva"


@pytest.mark.asyncio
async def test_the_same_list_of_a_contact_is_a_conflict_with_both_lists(firm: Database) -> None:
    one, two = [str(keyword.id) for keyword in (await rows(Keyword))[:2]]
    fields = ContactFields(last_name="Ek")
    customer, contact = await with_contact(fields)
    first = fields.model_copy(update={"emails": emails("a@ek.example"), "keywords": [one]})
    second = fields.model_copy(update={"emails": emails("b@ek.example"), "keywords": [two]})
    await contacts.change(await actor("ekonomi"), customer, contact, first, FIRST)
    before = await snapshot(firm)
    with pytest.raises(Conflict) as conflict:
        await contacts.change(await actor("ledning"), customer, contact, second, FIRST)
    clashes = {clash.field: (clash.mine, clash.theirs) for clash in conflict.value.fields}
    assert clashes == {
        "emails": ([["work", "b@ek.example", False, True]], [["work", "a@ek.example", False, True]]),
        "keywords": ([int(two)], [int(one)]),
    }
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_mine_and_theirs_can_be_chosen_field_by_field_for_a_contact(firm: Database) -> None:
    fields = ContactFields(last_name="Ek", title="Vd")
    customer, contact = await with_contact(fields)
    first = fields.model_copy(update={"emails": emails("a@ek.example"), "title": "Chef"})
    await contacts.change(await actor("ekonomi"), customer, contact, first, FIRST)
    second = fields.model_copy(update={"emails": emails("b@ek.example"), "title": "Ordförande"})
    async with firm.reading() as session:
        now = await contacts.find(session, await actor("ledning"), customer, contact)
    chosen = contacts.with_current(second, now, {"title"})
    base = Base(1, {"emails": 2, "title": 2})
    await contacts.change(await actor("ledning"), customer, contact, chosen, base)
    async with firm.reading() as session:
        now = await contacts.find(session, await actor("ledning"), customer, contact)
    assert (now.contact.title, [point.value for point in now.points]) == ("Chef", ["b@ek.example"])


@pytest.mark.asyncio
async def test_two_halves_of_a_name_emptied_by_two_people_do_not_leave_it_nameless(firm: Database) -> None:
    fields = ContactFields(first_name="Eva", last_name="Ek")
    customer, contact = await with_contact(fields)
    one, other = ContactFields(first_name="Eva"), ContactFields(last_name="Ek")
    await contacts.change(await actor("ekonomi"), customer, contact, one, FIRST)
    with pytest.raises(Invalid) as invalid:
        await contacts.change(await actor("ledning"), customer, contact, other, FIRST)
    assert invalid.value.problems == {"last_name": "name_needed"}
    assert (await row(Contact, contact)).first_name == "Eva"


@pytest.mark.asyncio
async def test_a_customers_field_that_both_changed_is_a_conflict(firm: Database) -> None:
    customer = await bare_customer("9001")
    await set_field("ekonomi", customer, "name", "Ett AB", FIRST)
    with pytest.raises(Conflict) as conflict:
        await set_field("ledning", customer, "name", "Två AB", FIRST)
    [clash] = conflict.value.fields
    assert (clash.field, clash.mine, clash.theirs) == ("name", "Två AB", "Ett AB")
    await set_field("ledning", customer, "name", "Två AB", Base(1, {"name": 2}))
    assert (await row(Customer, customer)).name == "Två AB"


@pytest.mark.asyncio
async def test_different_fields_of_a_customer_both_go_through(firm: Database) -> None:
    customer = await bare_customer("9001")
    await set_field("ekonomi", customer, "name", "Ett AB", FIRST)
    await set_field("ledning", customer, "website", "ett.example", FIRST)
    kept = await row(Customer, customer)
    assert (kept.name, kept.website) == ("Ett AB", "https://ett.example")


@pytest.mark.asyncio
async def test_an_amount_and_its_currency_clash_as_one_field(firm: Database) -> None:
    customer = await bare_customer("9001", country="SE")
    before = await set_field("ekonomi", customer, "revenue", "100 SEK", FIRST)
    await set_field("ekonomi", customer, "revenue", "100 EUR", Base(before.version))
    with pytest.raises(Conflict) as conflict:
        await set_field("ledning", customer, "revenue", "200 SEK", Base(before.version))
    [clash] = conflict.value.fields
    assert (clash.field, clash.mine, clash.theirs) == ("revenue", "200 SEK", "100 EUR")
    seen = Base(before.version, {"revenue": conflict.value.version})
    kept = await set_field("ledning", customer, "revenue", "200 SEK", seen)
    assert (kept.revenue_minor, kept.revenue_currency) == (20_000, "SEK")


@pytest.mark.asyncio
async def test_an_untouched_amount_keeps_the_colleagues_amount_and_currency(firm: Database) -> None:
    customer = await bare_customer("9001", country="SE")
    before = await set_field("ekonomi", customer, "revenue", "100 SEK", FIRST)
    await set_field("ekonomi", customer, "revenue", "90 EUR", Base(before.version))
    kept = await set_field("ledning", customer, "revenue", "100 SEK", Base(before.version))
    assert (kept.revenue_minor, kept.revenue_currency) == (9_000, "EUR")
