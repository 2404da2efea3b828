"""Contact persons: adding, changing, listing, inactivating, and what their forms accept."""

from __future__ import annotations

import pytest

from customer_card.database import Database
from customer_card.domain.errors import Invalid, NotFound
from customer_card.models import Contact, ContactPoint, Keyword, Role
from customer_card.services import addresses, contacts
from customer_card.services.contact_form import ContactFields, PointFields
from customer_card.services.contacts import ContactDetails, ContactPage
from customer_card.services.history import Base
from tests.support.people import actor
from tests.support.records import bare_customer, contacts_of, customer_id, row, rows, street


def points(*values: str) -> list[PointFields]:
    return [PointFields(value=value) for value in values]


async def added(fields: ContactFields, country: str | None = "SE") -> tuple[int, int]:
    """A contact at a customer of its own: the ids of both."""
    customer = await bare_customer("9001", country=country)
    return customer, await contacts.add(await actor("kundansvarig"), customer, fields)


async def found(database: Database, customer: int, contact: int) -> ContactDetails:
    async with database.reading() as session:
        return await contacts.find(session, await actor("medarbetare"), customer, contact)


async def listed(database: Database, customer: int, *, inactive: bool, limit: int = 50) -> ContactPage:
    async with database.reading() as session:
        who = await actor("medarbetare")
        return await contacts.of_customer(session, who, customer, inactive=inactive, limit=limit)


@pytest.mark.asyncio
async def test_a_contact_is_kept_with_everything_that_was_entered(firm: Database) -> None:
    role, keyword = (await rows(Role))[0], (await rows(Keyword))[0]
    fields = ContactFields(
        first_name=" Eva ",
        last_name="von  Ek",
        title="Chef",
        role_id=str(role.id),
        language="fi",
        consent="given",
        consent_at="2026-03-01",
        description="Ringer helst",
        emails=points("eva@ek.example"),
        phones=points("070-174 06 70"),
        keywords=[str(keyword.id)],
    )
    details = await found(firm, *await added(fields))
    contact = details.contact
    assert (contact.first_name, contact.last_name, contact.title) == ("Eva", "von Ek", "Chef")
    assert (contact.language, contact.consent, str(contact.consent_at)) == ("fi", "given", "2026-03-01")
    assert (details.role_name, details.keywords) == (role.name, [(keyword.id, keyword.name)])
    assert [point.value for point in details.points] == ["eva@ek.example", "+46701740670"]


@pytest.mark.asyncio
async def test_a_telephone_number_is_read_in_the_head_offices_country(firm: Database) -> None:
    customer, who = await bare_customer("9001", country="SE"), await actor("kundansvarig")
    await addresses.add(who, customer, street("Katu 1", country="FI", postal_code="00100"))
    fields = ContactFields(last_name="Ek", phones=points("050 000 0123"))
    contact = await contacts.add(who, customer, fields)
    [point] = await rows(ContactPoint, ContactPoint.contact_id == contact)
    assert point.value == "+358500000123"


@pytest.mark.asyncio
async def test_the_first_usable_value_of_a_kind_is_the_primary_one(firm: Database) -> None:
    emails = [PointFields(value="a@ek.example", do_not_use=True), *points("b@ek.example", "c@ek.example")]
    details = await found(firm, *await added(ContactFields(last_name="Ek", emails=emails)))
    assert [point.is_primary for point in details.points] == [False, True, False]


@pytest.mark.asyncio
async def test_the_same_email_twice_is_kept_once(firm: Database) -> None:
    fields = ContactFields(last_name="Ek", emails=points("a@ek.example", "A@EK.example"))
    details = await found(firm, *await added(fields))
    assert [point.value for point in details.points] == ["a@ek.example"]


@pytest.mark.asyncio
async def test_every_wrong_field_of_a_contact_is_told_at_once(firm: Database) -> None:
    fields = ContactFields(
        title="x" * 151,
        language="xx",
        consent="maybe",
        emails=points("ok@ek.example", "nope"),
        phones=points("hej"),
        role_id="1 OR 1=1",
    )
    with pytest.raises(Invalid) as invalid:
        await added(fields)
    assert set(invalid.value.problems) == {
        "last_name", "title", "language", "consent", "email.1", "phone.0", "role_id",
    }  # fmt: skip
    assert await contacts_of(await customer_id("9001")) == []


@pytest.mark.asyncio
async def test_an_unknown_role_address_or_keyword_is_no_choice(firm: Database) -> None:
    fields = ContactFields(last_name="Ek", role_id="999999", address_id="999999", keywords=["999999"])
    with pytest.raises(Invalid) as invalid:
        await added(fields)
    assert invalid.value.problems == dict.fromkeys(("role_id", "address_id", "keywords"), "not_a_choice")


@pytest.mark.asyncio
async def test_another_customers_address_is_no_choice(firm: Database) -> None:
    other = (await rows(Contact, Contact.address_id.is_not(None)))[0]
    with pytest.raises(Invalid) as invalid:
        await added(ContactFields(last_name="Ek", address_id=str(other.address_id)))
    assert invalid.value.problems == {"address_id": "not_a_choice"}


@pytest.mark.asyncio
async def test_contacts_are_listed_by_last_name_in_the_order_of_the_alphabet(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    for first, last in (("Bo", "Öst"), ("Bo", "Ånger"), ("Cleo", "Ek"), ("Ann", "Ek"), ("", "Zorn")):
        await contacts.add(who, customer, ContactFields(first_name=first, last_name=last))
    page = await listed(firm, customer, inactive=False)
    names = [(one.contact.first_name, one.contact.last_name) for one in page.contacts]
    assert names == [("Ann", "Ek"), ("Cleo", "Ek"), (None, "Zorn"), ("Bo", "Ånger"), ("Bo", "Öst")]


@pytest.mark.asyncio
async def test_inactive_contacts_are_hidden_until_asked_for_and_then_stand_last(firm: Database) -> None:
    customer, contact = await added(ContactFields(last_name="Aabel"))
    who = await actor("kundansvarig")
    other = await contacts.add(who, customer, ContactFields(last_name="Zorn"))
    await contacts.set_active(who, customer, contact, False)
    shown = await listed(firm, customer, inactive=False)
    assert [one.contact.id for one in shown.contacts] == [other]
    everyone = await listed(firm, customer, inactive=True)
    assert [one.contact.id for one in everyone.contacts] == [other, contact]
    assert (everyone.active_count, everyone.inactive_count) == (1, 1)


@pytest.mark.asyncio
async def test_an_erased_contact_stands_last_in_the_list_with_the_inactive_ones(firm: Database) -> None:
    page = await listed(firm, await customer_id("1007"), inactive=True)
    assert page.contacts[-1].contact.erased_at is not None


@pytest.mark.asyncio
async def test_a_page_of_contacts_says_whether_there_are_more(firm: Database) -> None:
    customer = await customer_id("1004")
    page = await listed(firm, customer, inactive=False, limit=20)
    assert (page.shown, page.has_more) == (20, True)
    whole = await listed(firm, customer, inactive=True, limit=60)
    assert (whole.shown, whole.has_more) == (60, False)


@pytest.mark.asyncio
async def test_correcting_an_inactive_contact_does_not_activate_it(firm: Database) -> None:
    customer, contact = await added(ContactFields(last_name="Ek"))
    who = await actor("kundansvarig")
    await contacts.set_active(who, customer, contact, False)
    await contacts.change(who, customer, contact, ContactFields(last_name="Alm"), Base(2))
    assert (await row(Contact, contact)).active is False


@pytest.mark.asyncio
async def test_an_inactive_contact_can_be_activated_again(firm: Database) -> None:
    customer, contact = await added(ContactFields(last_name="Ek"))
    who = await actor("kundansvarig")
    await contacts.set_active(who, customer, contact, False)
    await contacts.set_active(who, customer, contact, True)
    assert (await row(Contact, contact)).active is True


@pytest.mark.asyncio
async def test_an_inactive_keyword_stays_on_who_has_it_and_is_no_choice_for_others(firm: Database) -> None:
    keyword = (await rows(Keyword))[0]
    fields = ContactFields(last_name="Ek", keywords=[str(keyword.id)])
    customer, contact = await added(fields)
    async with firm.writing() as session:
        (await session.get_one(Keyword, keyword.id)).active = False
    who = await actor("kundansvarig")
    changed = fields.model_copy(update={"title": "Chef"})
    await contacts.change(who, customer, contact, changed, Base(1))
    assert (await found(firm, customer, contact)).keywords == [(keyword.id, keyword.name)]
    with pytest.raises(Invalid):
        await contacts.add(who, customer, fields)


@pytest.mark.asyncio
async def test_an_email_that_somebody_else_has_is_told_with_the_customers_name(firm: Database) -> None:
    [point] = await rows(ContactPoint, ContactPoint.kind == "email", ContactPoint.id == 1)
    holder = await row(Contact, point.contact_id)
    who = await actor("kundansvarig")
    others = await contacts.with_email(who, None, [point.value_key])
    assert others[0][0] == f"{holder.first_name} {holder.last_name}"
    assert await contacts.with_email(who, holder.id, [point.value_key]) == []


@pytest.mark.asyncio
async def test_a_contact_is_not_found_under_another_customer(firm: Database) -> None:
    _customer, contact = await added(ContactFields(last_name="Ek"))
    other, who = await customer_id("1002"), await actor("kundansvarig")
    with pytest.raises(NotFound):
        await found(firm, other, contact)
    with pytest.raises(NotFound):
        await contacts.change(who, other, contact, ContactFields(last_name="Alm"), Base(1))
    with pytest.raises(NotFound):
        await contacts.erase(who, other, contact)
    assert (await row(Contact, contact)).last_name == "Ek"
