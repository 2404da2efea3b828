"""An e-mail list by purpose: every rule of who is in it, what is told of the others, and what history keeps."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, update

from customer_card.database import Database
from customer_card.domain.errors import NotFound
from customer_card.domain.text_keys import name_sort_key
from customer_card.models import Change, Contact, ContactKeyword, ContactPoint, Customer
from customer_card.services import contacts, mailing_list
from customer_card.services.contact_form import PointFields
from customer_card.services.contact_query import ContactQuery
from customer_card.services.mailing_list import MAXIMUM_ADDRESSES, MailingCount, MailingOrder, Purpose
from tests.services.test_contact_list import keyword, person
from tests.support.people import SIGN_INS, actor
from tests.support.records import bare_customer, customer_id, last_logged, row, rows
from tests.support.snapshot import snapshot
from tests.support.statements import counted

BOTH: tuple[Purpose, ...] = ("marketing", "service")
READERS = [SIGN_INS["employee"], SIGN_INS["no_customer_access"]]


def at(address: str, *, do_not_use: bool = False, is_primary: bool = False) -> PointFields:
    return PointFields(value=address, do_not_use=do_not_use, is_primary=is_primary)


class Circle:
    """People who carry a keyword of their own, so that a list of them holds nobody else."""

    def __init__(self, word: int) -> None:
        self.word = word

    @classmethod
    async def drawn(cls) -> Circle:
        return cls(await keyword("Utskick"))

    async def joined(self, name: str, *emails: PointFields | str, consent: str = "given", number: str = "1002") -> int:
        points = [one if isinstance(one, PointFields) else at(one) for one in emails]
        return await person(name, "Krets", number, emails=points, consent=consent, keywords=[str(self.word)])

    def order(self, purpose: Purpose, *, unstated: bool = False, active: str = "all") -> MailingOrder:
        query = ContactQuery(keywords=(self.word,), active=active)  # pyright: ignore[reportArgumentType]
        return MailingOrder(query, purpose, unstated)

    async def copied(self, purpose: Purpose, **options: bool) -> list[str]:
        return await mailing_list.copy(await actor("kundansvarig"), self.order(purpose, **options))

    async def counted(self, database: Database, purpose: Purpose, **options: bool) -> MailingCount:
        async with database.reading() as session:
            return await mailing_list.count(session, await actor("kundansvarig"), self.order(purpose, **options))


@pytest.mark.asyncio
async def test_consent_decides_for_marketing_and_not_for_service_information(firm: Database) -> None:
    circle = await Circle.drawn()
    for name, consent in (("Anna", "given"), ("Bo", "unstated"), ("Cia", "declined")):
        await circle.joined(name, f"{name}@krets.example", consent=consent)
    anna, bo, cia = "Anna@krets.example", "Bo@krets.example", "Cia@krets.example"
    assert await circle.copied("marketing") == [anna]
    assert await circle.copied("marketing", unstated=True) == [anna, bo]
    assert await circle.copied("service") == [anna, bo, cia]
    assert await circle.counted(firm, "marketing") == MailingCount(1, {"declined": 1, "unstated": 1})
    assert await circle.counted(firm, "marketing", unstated=True) == MailingCount(2, {"declined": 1})
    assert await circle.counted(firm, "service") == MailingCount(3)


@pytest.mark.parametrize("purpose", BOTH)
@pytest.mark.asyncio
async def test_an_inactive_contact_is_never_in_it_whatever_the_list_shows(firm: Database, purpose: Purpose) -> None:
    circle = await Circle.drawn()
    contact = await circle.joined("Ina", "ina@krets.example")
    await contacts.set_active(await actor("kundansvarig"), await customer_id("1002"), contact, False)
    assert await circle.copied(purpose, unstated=True) == []
    assert await circle.counted(firm, purpose, unstated=True) == MailingCount(0, {"inactive": 1})


@pytest.mark.parametrize("purpose", BOTH)
@pytest.mark.asyncio
async def test_a_contact_of_an_inactive_customer_is_never_in_it(firm: Database, purpose: Purpose) -> None:
    circle = await Circle.drawn()
    contact = await circle.joined("Ina", "ina@krets.example")
    of_customer = (await row(Contact, contact)).customer_id
    async with firm.writing() as session:
        await session.execute(update(Customer).where(Customer.id == of_customer).values(active=False))
    assert await circle.copied(purpose) == []
    assert await circle.counted(firm, purpose) == MailingCount(0, {"inactive": 1})


@pytest.mark.parametrize("purpose", BOTH)
@pytest.mark.asyncio
async def test_an_erased_contact_is_never_in_it_nor_counted(firm: Database, purpose: Purpose) -> None:
    circle = await Circle.drawn()
    contact = await circle.joined("Eva", "eva@krets.example")
    await contacts.erase(await actor("kundansvarig"), await customer_id("1002"), contact)
    assert await circle.copied(purpose, unstated=True) == []
    assert await circle.counted(firm, purpose, unstated=True) == MailingCount(0)


@pytest.mark.parametrize("purpose", BOTH)
@pytest.mark.asyncio
async def test_an_address_that_must_not_be_used_is_never_in_it(firm: Database, purpose: Purpose) -> None:
    circle = await Circle.drawn()
    await circle.joined("Dan", at("dan@krets.example", do_not_use=True, is_primary=True))
    await circle.joined("Eli", at("eli@krets.example", do_not_use=True, is_primary=True), "eli@hemma.example")
    await circle.joined("Fia")
    assert await circle.copied(purpose) == ["eli@hemma.example"]
    assert await circle.counted(firm, purpose) == MailingCount(1, {"without_email": 1, "unusable": 1})


@pytest.mark.parametrize("purpose", BOTH)
@pytest.mark.asyncio
async def test_an_address_marked_at_one_contact_is_used_for_no_other_either(firm: Database, purpose: Purpose) -> None:
    circle = await Circle.drawn()
    await person("Någon", "Annan", "1004", emails=[at("delad@krets.example", do_not_use=True)])
    await circle.joined("Gun", "Delad@KRETS.example")
    assert await circle.copied(purpose) == []
    assert await circle.counted(firm, purpose) == MailingCount(0, {"unusable": 1})


@pytest.mark.asyncio
async def test_marketing_uses_no_address_of_somebody_who_declined_elsewhere(firm: Database) -> None:
    circle = await Circle.drawn()
    await person("Hanna", "Krets", "1004", emails=[at("hanna@krets.example")], consent="declined")
    await circle.joined("Hanna", "hanna@krets.example")
    assert await circle.copied("marketing", unstated=True) == []
    assert await circle.counted(firm, "marketing") == MailingCount(0, {"unusable": 1})
    assert await circle.copied("service") == ["hanna@krets.example"]


@pytest.mark.asyncio
async def test_the_primary_address_is_taken_and_one_from_each_contact(firm: Database) -> None:
    circle = await Circle.drawn()
    await circle.joined("Ida", "ida@hemma.example", at("ida@krets.example", is_primary=True))
    assert await circle.copied("service") == ["ida@krets.example"]


@pytest.mark.asyncio
async def test_an_address_that_two_contacts_share_is_there_once(firm: Database) -> None:
    circle = await Circle.drawn()
    await circle.joined("Jan", "info@krets.example")
    await circle.joined("Kim", "info@KRETS.example", number="1004")
    [address] = await circle.copied("marketing")
    assert address.lower() == "info@krets.example"
    assert await circle.counted(firm, "marketing") == MailingCount(1, {"double": 1})


@pytest.mark.asyncio
async def test_the_first_reason_is_told_and_each_contact_once(firm: Database) -> None:
    circle = await Circle.drawn()
    who, customer = await actor("kundansvarig"), await customer_id("1002")
    gone = await circle.joined("Liv", consent="declined")
    await contacts.set_active(who, customer, gone, False)
    await circle.joined("Mia", consent="declined")
    await circle.joined("Nils", consent="unstated")
    assert await circle.counted(firm, "marketing") == MailingCount(0, {"inactive": 1, "declined": 1, "unstated": 1})
    assert await circle.counted(firm, "service") == MailingCount(0, {"inactive": 1, "without_email": 2})


@pytest.mark.asyncio
async def test_the_list_follows_its_filters(firm: Database) -> None:
    circle = await Circle.drawn()
    await circle.joined("Olle", "olle@krets.example")
    await circle.joined("Pia", "pia@krets.example", number="1004")
    query = ContactQuery(keywords=(circle.word,), search="pia")
    assert await mailing_list.copy(await actor("admin"), MailingOrder(query, "service")) == ["pia@krets.example"]


@pytest.mark.asyncio
async def test_a_copy_takes_a_thousand_addresses_at_most_by_last_name(firm: Database) -> None:
    circle, of_customer = await Circle.drawn(), await bare_customer("Z1")
    numbers = range(MAXIMUM_ADDRESSES + 5)
    async with firm.writing() as session:
        people = [
            {"customer_id": of_customer, "last_name": f"L{n}", "sort_key": name_sort_key("", f"L{n}")} for n in numbers
        ]
        ids = list(await session.scalars(insert(Contact).returning(Contact.id), people))
        await session.execute(insert(ContactKeyword), [{"contact_id": i, "keyword_id": circle.word} for i in ids])
        found = await session.execute(select(Contact.id, Contact.last_name).where(Contact.id.in_(ids)))
        points = [
            {"contact_id": i, "kind": "email", "value": f"{name}@m.example", "value_key": f"{name}@m.example"}
            for i, name in found
        ]
        await session.execute(insert(ContactPoint), points)
    addresses = await circle.copied("service")
    assert addresses == [f"L{n}@m.example" for n in range(MAXIMUM_ADDRESSES)]
    count = await circle.counted(firm, "service")
    assert (count.addresses, count.left_out) == (MAXIMUM_ADDRESSES + 5, {})


@pytest.mark.asyncio
async def test_history_keeps_who_copied_by_which_filters_and_how_many_but_not_the_search(firm: Database) -> None:
    circle, who = await Circle.drawn(), await actor("kundansvarig")
    await circle.joined("Rolf", "rolf@krets.example")
    query = ContactQuery(keywords=(circle.word,), match="all", consent="given", search="Rolf")
    await mailing_list.copy(who, MailingOrder(query, "marketing", True))
    items = await last_logged()
    assert {(one.use_case, one.actor_id, one.customer_id, one.entity) for one in items} == {
        ("copy_contact_list", who.user_id, None, "contact_list")
    }
    assert {one.field: one.after for one in items} == {
        "purpose": "marketing",
        "unstated": True,
        "addresses": 1,
        "keywords": [circle.word],
        "match": "all",
        "active": "yes",
        "consent": "given",
        "searched": True,
    }
    assert "olf" not in str(items)


@pytest.mark.asyncio
async def test_counting_or_copying_nothing_leaves_no_trace(firm: Database) -> None:
    circle = await Circle.drawn()
    before = len(await rows(Change))
    await circle.counted(firm, "service")
    assert await circle.copied("service") == []
    assert len(await rows(Change)) == before


@pytest.mark.parametrize("account", READERS)
@pytest.mark.asyncio
async def test_who_may_not_edit_customers_gets_no_list_and_leaves_no_trace(firm: Database, account: str) -> None:
    who, order = await actor(account), MailingOrder(ContactQuery(), "service")
    before = await snapshot(firm)
    with pytest.raises(NotFound):
        await mailing_list.copy(who, order)
    async with firm.reading() as session:
        with pytest.raises(NotFound):
            await mailing_list.count(session, who, order)
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_counting_takes_two_statements_whatever_the_list_is(firm: Database) -> None:
    who = await actor("kundansvarig")
    for query in (ContactQuery(), ContactQuery(search="an berg", keywords=(1, 2))):
        with counted(firm) as statements:
            async with firm.reading() as session:
                await mailing_list.count(session, who, MailingOrder(query, "marketing"))
        assert len(statements) <= 2


@pytest.mark.asyncio
async def test_no_address_of_the_demo_firms_list_breaks_the_rules(firm: Database) -> None:
    people = {one.id: one for one in await rows(Contact)}
    active = {one.id for one in await rows(Customer) if one.active}
    emails = await rows(ContactPoint, ContactPoint.kind == "email")
    barred = {one.value_key for one in emails if one.do_not_use}
    declined = {one.value_key for one in emails if people[one.contact_id].consent == "declined"}
    reachable = {
        one.value_key
        for one in emails
        if people[one.contact_id].active and people[one.contact_id].customer_id in active
    }
    who, query = await actor("kundansvarig"), ContactQuery(active="all")
    service = {a.lower() for a in await mailing_list.copy(who, MailingOrder(query, "service"))}
    marketing = {a.lower() for a in await mailing_list.copy(who, MailingOrder(query, "marketing", True))}
    assert service <= reachable - barred
    assert marketing <= reachable - barred - declined
    assert marketing < service
