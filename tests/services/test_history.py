"""History: every use case leaves who did what, from what to what, and which version it led to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from customer_card.database import Database
from customer_card.domain.clock import now
from customer_card.models import Change, Contact, Customer
from customer_card.services import addresses, contacts, customers
from customer_card.services.contact_form import ContactFields, PointFields
from customer_card.services.customers import NewCustomer
from customer_card.services.history import Base
from tests.support.people import actor
from tests.support.records import Logged, bare_customer, customer_id, last_logged, row, rows, street

FIRST = Base(1)


async def logged(use_case: str, customer: int) -> dict[tuple[str, str], Logged]:
    """The last change by entity and field, after a look at who made it, where and when."""
    items = await last_logged()
    who = await actor("kundansvarig")
    assert {(one.use_case, one.actor_id, one.customer_id) for one in items} == {
        (use_case, who.user_id, customer)
    }
    last = (await rows(Change))[-1]
    assert timedelta(0) <= now() - last.at < timedelta(minutes=5)
    return {(one.entity, one.field): one for one in items}


def values(items: dict[tuple[str, str], Logged]) -> dict[str, tuple[object, object]]:
    return {field: (one.before, one.after) for (_, field), one in items.items()}


async def with_contact(**fields: object) -> tuple[int, int]:
    customer = await bare_customer("9001", country="SE")
    form = ContactFields(last_name="Ek", **fields)  # pyright: ignore[reportArgumentType]
    return customer, await contacts.add(await actor("kundansvarig"), customer, form)


async def with_addresses() -> tuple[int, int, int]:
    customer, who = await bare_customer("9001", country="SE"), await actor("kundansvarig")
    first = await addresses.add(who, customer, street("Gatan 1", is_billing=True))
    return customer, first, await addresses.add(who, customer, street("Gatan 2"))


@pytest.mark.asyncio
async def test_a_new_customer_with_its_address_is_one_change(firm: Database) -> None:
    command = NewCustomer(name="Nykund AB", country="SE", address=street("Gatan 1"))
    number = await customers.create(await actor("kundansvarig"), command)
    items = await logged("create_customer", await customer_id(number))
    assert values(items)["name"] == (None, "Nykund AB")
    assert values(items)["line1"] == (None, "Gatan 1")
    assert items["customer", "head_office_id"].version_after == 2
    assert not {field for _, field in items} & {"name_sort", "number_key"}


@pytest.mark.asyncio
async def test_a_changed_field_of_a_customer_is_kept_before_and_after(firm: Database) -> None:
    customer = await customer_id("1002")
    before = await row(Customer, customer)
    who = await actor("kundansvarig")
    await customers.change_field(who, customer, "name", "Nytt Namn AB", Base(before.version))
    items = await logged("change_customer", customer)
    assert values(items) == {"name": (before.name, "Nytt Namn AB")}
    assert items["customer", "name"].version_after == before.version + 1


@pytest.mark.asyncio
async def test_a_change_marks_the_row_with_who_and_when(firm: Database) -> None:
    customer = await customer_id("1002")
    who = await actor("kundansvarig")
    await customers.change_field(who, customer, "employees", "7", Base(10**6))
    changed = await row(Customer, customer)
    assert changed.updated_by == who.user_id
    assert now() - changed.updated_at < timedelta(minutes=5)
    assert changed.version == (await last_logged())[0].version_after


@pytest.mark.asyncio
async def test_saving_what_is_there_already_is_no_change(firm: Database) -> None:
    customer = await row(Customer, await customer_id("1002"))
    async with firm.reading() as session:
        before = await session.scalar(select(func.count()).select_from(Change))
    who = await actor("kundansvarig")
    await customers.change_field(who, customer.id or 0, "name", f" {customer.name} ", FIRST)
    async with firm.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Change)) == before


@pytest.mark.parametrize(
    ("active", "use_case"), [(False, "inactivate_customer"), (True, "activate_customer")]
)
@pytest.mark.asyncio
async def test_inactivating_and_activating_a_customer_are_kept(
    firm: Database, active: bool, use_case: str
) -> None:
    customer = await bare_customer("9001", active=not active)
    await customers.set_active(await actor("kundansvarig"), customer, active)
    assert values(await logged(use_case, customer)) == {"active": (not active, active)}


@pytest.mark.asyncio
async def test_a_new_address_is_kept_with_what_was_entered(firm: Database) -> None:
    customer, _first, second = await with_addresses()
    items = await logged("add_address", customer)
    assert values(items) == {
        "line1": (None, "Gatan 2"),
        "postal_code": (None, "111 29"),
        "city": (None, "Stockholm"),
    }
    assert items["address", "line1"].entity_id == second


@pytest.mark.asyncio
async def test_a_changed_address_is_kept_with_the_one_that_lost_a_purpose(firm: Database) -> None:
    customer, first, second = await with_addresses()
    form = street("Gatan 3", is_billing=True)
    await addresses.change(await actor("kundansvarig"), customer, second, form, FIRST)
    items = [(one.entity_id, one.field, one.before, one.after) for one in await last_logged()]
    assert sorted(items) == [
        (first, "is_billing", True, False),
        (second, "is_billing", False, True),
        (second, "line1", "Gatan 2", "Gatan 3"),
    ]
    assert {one.use_case for one in await last_logged()} == {"change_address"}


@pytest.mark.asyncio
async def test_a_moved_head_office_is_kept_as_a_change_of_the_customer(firm: Database) -> None:
    customer, first, second = await with_addresses()
    await addresses.make_head_office(await actor("kundansvarig"), customer, second)
    items = await logged("change_head_office", customer)
    assert values(items) == {"head_office_id": (first, second)}
    assert items["customer", "head_office_id"].version_after == 3


@pytest.mark.asyncio
async def test_a_deleted_address_is_kept_with_what_stood_in_it(firm: Database) -> None:
    customer, _first, second = await with_addresses()
    await addresses.remove(await actor("kundansvarig"), customer, second)
    items = await logged("delete_address", customer)
    assert values(items)["line1"] == ("Gatan 2", None)
    assert items["address", "line1"].version_after == 2


@pytest.mark.asyncio
async def test_a_deleted_head_office_and_its_successor_are_one_change(firm: Database) -> None:
    customer, first, second = await with_addresses()
    contact = await contacts.add(
        await actor("kundansvarig"), customer, ContactFields(last_name="Ek", address_id=str(first))
    )
    await addresses.remove(await actor("kundansvarig"), customer, first, second)
    items = await logged("delete_address", customer)
    assert values(items)["head_office_id"] == (first, second)
    assert values(items)["address_id"] == (first, None)
    assert items["contact", "address_id"].contact_id == contact


@pytest.mark.asyncio
async def test_a_new_contact_is_kept_with_everything_that_was_entered(firm: Database) -> None:
    customer, contact = await with_contact(emails=[PointFields(value="a@ek.example")])
    items = await logged("add_contact", customer)
    assert values(items)["last_name"] == (None, "Ek")
    assert values(items)["emails"] == (None, [["work", "a@ek.example", False, True]])
    assert {one.contact_id for one in items.values()} == {contact}
    assert ("contact", "sort_key") not in items


@pytest.mark.asyncio
async def test_a_changed_contact_is_kept_field_by_field(firm: Database) -> None:
    customer, contact = await with_contact(phones=[PointFields(value="0980-319 255")])
    form = ContactFields(last_name="Alm", consent="given", consent_at="2026-02-03")
    await contacts.change(await actor("kundansvarig"), customer, contact, form, FIRST)
    items = await logged("change_contact", customer)
    assert values(items) == {
        "last_name": ("Ek", "Alm"),
        "consent": ("unstated", "given"),
        "consent_at": (None, "2026-02-03"),
        "phones": ([["work", "+46980319255", False, True]], []),
    }
    assert {(one.contact_id, one.version_after) for one in items.values()} == {(contact, 2)}


@pytest.mark.asyncio
async def test_inactivating_and_activating_a_contact_are_kept(firm: Database) -> None:
    customer, contact = await with_contact()
    who = await actor("kundansvarig")
    await contacts.set_active(who, customer, contact, False)
    assert values(await logged("inactivate_contact", customer)) == {"active": (True, False)}
    await contacts.set_active(who, customer, contact, True)
    items = await logged("activate_contact", customer)
    assert values(items) == {"active": (False, True)}
    assert items["contact", "active"].version_after == (await row(Contact, contact)).version == 3


@pytest.mark.asyncio
async def test_an_erased_contact_is_kept_as_erased_and_nothing_more(firm: Database) -> None:
    customer, contact = await with_contact()
    await contacts.erase(await actor("kundansvarig"), customer, contact)
    items = await logged("erase_contact", customer)
    assert values(items) == {"erased": (False, True)}
    assert items["contact", "erased"].version_after == (await row(Contact, contact)).version
