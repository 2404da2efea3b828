"""What an actor may not do: the same answer as for what does not exist, and nothing written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import pytest

from customer_card.database import Database, database
from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import BUILT_IN_PROFILES, Actor, Need, meets
from customer_card.models import Contact, Customer
from customer_card.services import addresses, contacts, customers, pickers
from customer_card.services.contact_form import ContactFields
from customer_card.services.customers import NewCustomer
from customer_card.services.history import Base
from tests.support.people import SIGN_INS, actor
from tests.support.records import addresses_of, contacts_of, customer_id, row, street
from tests.support.snapshot import snapshot

NOBODY = 999_999_999
LATE = Base(10**6)


@dataclass(frozen=True)
class Target:
    """What a use case is pointed at: a customer with one of its addresses and one of its contacts."""

    customer: int
    address: int
    successor: int
    contact: int
    number: str


UseCase = Callable[[Actor, Target], Awaitable[object]]


async def _find_customer(who: Actor, target: Target) -> object:
    async with database().reading() as session:
        return await customers.find(session, who, target.number)


async def _find_contact(who: Actor, target: Target) -> object:
    async with database().reading() as session:
        return await contacts.find(session, who, target.customer, target.contact)


async def _find_address(who: Actor, target: Target) -> object:
    async with database().reading() as session:
        return await addresses.find(session, who, target.customer, target.address)


PERSON = ContactFields(first_name="Ny", last_name="Person")

READING: dict[str, UseCase] = {
    "find a customer": _find_customer,
    "find a contact": _find_contact,
    "find an address": _find_address,
    "pick an address": lambda a, t: pickers.addresses(a, t.customer),
}
EDITING: dict[str, UseCase] = {
    "change a customer's field": lambda a, t: customers.change_field(a, t.customer, "name", "Nytt", LATE),
    "change a customer's field wrongly": lambda a, t: customers.change_field(
        a, t.customer, "employees", "många", LATE
    ),
    "inactivate a customer": lambda a, t: customers.set_active(a, t.customer, False),
    "add an address": lambda a, t: addresses.add(a, t.customer, street("Gatan 1")),
    "add an empty address": lambda a, t: addresses.add(a, t.customer, street("", postal_code="", city="")),
    "change an address": lambda a, t: addresses.change(a, t.customer, t.address, street("Gatan 1"), LATE),
    "move the head office": lambda a, t: addresses.make_head_office(a, t.customer, t.successor),
    "delete an address": lambda a, t: addresses.remove(a, t.customer, t.address, t.successor),
    "delete the head office without successor": lambda a, t: addresses.remove(a, t.customer, t.address),
    "add a contact": lambda a, t: contacts.add(a, t.customer, PERSON),
    "add a nameless contact": lambda a, t: contacts.add(a, t.customer, ContactFields()),
    "change a contact": lambda a, t: contacts.change(a, t.customer, t.contact, PERSON, LATE),
    "inactivate a contact": lambda a, t: contacts.set_active(a, t.customer, t.contact, False),
    "erase a contact": lambda a, t: contacts.erase(a, t.customer, t.contact),
}
ANYWHERE: dict[str, tuple[Need, UseCase]] = {
    "make a customer": (Need.CUSTOMERS_EDIT, lambda a, _: customers.create(a, NewCustomer(name="Ny AB"))),
    "make a nameless customer": (
        Need.CUSTOMERS_EDIT,
        lambda a, _: customers.create(a, NewCustomer(name=" ")),
    ),
    "look for doubles": (
        Need.CUSTOMERS_EDIT,
        lambda a, _: customers.similar(a, "559910-1002", "", "SE"),
    ),
    "look for an email": (
        Need.CUSTOMERS_EDIT,
        lambda a, _: contacts.with_email(a, None, ["info@bjorkvik.example"]),
    ),
    "pick an owner": (Need.CUSTOMERS_READ, lambda a, _: pickers.owners(a, "")),
    "pick an industry": (Need.CUSTOMERS_READ, lambda a, _: pickers.industries(a, "")),
    "pick a role": (Need.CUSTOMERS_READ, lambda a, _: pickers.roles(a, "")),
    "pick a keyword": (Need.CUSTOMERS_READ, lambda a, _: pickers.keywords(a, "")),
}
ON_A_CUSTOMER: dict[str, tuple[Need, UseCase]] = {
    **{name: (Need.CUSTOMERS_READ, case) for name, case in READING.items()},
    **{name: (Need.CUSTOMERS_EDIT, case) for name, case in EDITING.items()},
}
ON_A_PART = [
    name
    for name in ON_A_CUSTOMER
    if name.startswith(("find", "change", "move", "delete", "inactivate", "erase")) and "customer" not in name
]
NEVER_RIGHT = {
    "make a nameless customer",
    "change a customer's field wrongly",
    "add an empty address",
    "delete the head office without successor",
    "add a nameless contact",
}


async def target_of(number: str = "1001") -> Target:
    customer = await customer_id(number)
    head = (await row(Customer, customer)).head_office_id
    others = [one.id for one in await addresses_of(customer) if one.id != head]
    contact: Contact = (await contacts_of(customer))[0]
    return Target(customer, head or 0, others[0] or 0, contact.id or 0, number)


def not_allowed(need: Need) -> list[str]:
    """The demo accounts whose built-in profile does not meet the need."""
    return [SIGN_INS[name] for name, profile in BUILT_IN_PROFILES.items() if not meets(profile, need)]


async def refused(use_case: UseCase, who: Actor, target: Target) -> str:
    """What a refusal says."""
    with pytest.raises(NotFound) as error:
        await use_case(who, target)
    assert type(error.value) is NotFound
    return str(error.value)


def missing(target: Target) -> Target:
    return replace(target, customer=NOBODY, number=str(NOBODY))


@pytest.mark.asyncio
async def test_who_may_not_gets_the_same_answer_for_a_hidden_customer_as_for_none(firm: Database) -> None:
    target, before = await target_of(), await snapshot(firm)
    for name, (need, use_case) in ON_A_CUSTOMER.items():
        for account in not_allowed(need):
            who = await actor(account)
            answers = {await refused(use_case, who, one) for one in (target, missing(target))}
            assert answers == {""}, (name, account)
        assert await snapshot(firm) == before, name


@pytest.mark.asyncio
async def test_who_may_not_is_refused_before_anything_is_looked_at(firm: Database) -> None:
    target, before = await target_of(), await snapshot(firm)
    for name, (need, use_case) in ANYWHERE.items():
        for account in not_allowed(need):
            assert await refused(use_case, await actor(account), target) == "", (name, account)
        assert await snapshot(firm) == before, name


@pytest.mark.asyncio
async def test_who_may_finds_no_customer_that_does_not_exist(firm: Database) -> None:
    target, before = missing(await target_of()), await snapshot(firm)
    who = await actor("kundansvarig")
    for name, (_need, use_case) in ON_A_CUSTOMER.items():
        assert await refused(use_case, who, target) == "", name
        assert await snapshot(firm) == before, name


@pytest.mark.asyncio
async def test_who_may_finds_no_part_of_another_customer_under_this_one(firm: Database) -> None:
    mine, foreign = await target_of("1001"), await target_of("1004")
    crossed = replace(foreign, customer=mine.customer)
    gone = replace(mine, address=NOBODY, successor=NOBODY, contact=NOBODY)
    who, before = await actor("kundansvarig"), await snapshot(firm)
    for name in ON_A_PART:
        _need, use_case = ON_A_CUSTOMER[name]
        answers = {await refused(use_case, who, one) for one in (crossed, gone)}
        assert answers == {""}, name
        assert await snapshot(firm) == before, name


@pytest.mark.parametrize("name", [name for name in (*ON_A_CUSTOMER, *ANYWHERE) if name not in NEVER_RIGHT])
@pytest.mark.asyncio
async def test_who_may_does_it(firm: Database, name: str) -> None:
    _need, use_case = (ON_A_CUSTOMER | ANYWHERE)[name]
    before = await snapshot(firm)
    await use_case(await actor("kundansvarig"), await target_of())
    writes = name in EDITING or name == "make a customer"
    assert (await snapshot(firm) != before) is writes


@pytest.mark.parametrize("account", SIGN_INS.values())
@pytest.mark.asyncio
async def test_lists_hold_nothing_for_who_reads_no_customers_and_something_for_the_others(
    firm: Database, account: str
) -> None:
    who, target = await actor(account), await target_of()
    async with firm.reading() as session:
        found = await addresses.of_customer(session, who, target.customer)
        page = await contacts.of_customer(session, who, target.customer, inactive=True)
    sees = account != "ingen"
    assert bool(found) is sees
    assert (bool(page.contacts), bool(page.active_count)) == (sees, sees)
