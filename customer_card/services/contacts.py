"""The contact persons of a customer: listing, adding, changing, inactivating, erasing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from customer_card.database import database
from customer_card.domain.clock import now
from customer_card.domain.errors import Invalid, NotFound
from customer_card.domain.permissions import Actor, Need
from customer_card.domain.text_keys import name_sort_key
from customer_card.models import (
    Address,
    Contact,
    ContactKeyword,
    ContactPoint,
    Customer,
    Keyword,
    Role,
    User,
)
from customer_card.services import contact_points, search_index
from customer_card.services.contact_form import CheckedContact, ContactFields, PointFields, check
from customer_card.services.contact_points import PointDetails
from customer_card.services.customer_access import lock
from customer_card.services.free_text import Masking
from customer_card.services.history import Base, ChangeLog, Done
from customer_card.services.history import forget_contact as forget_in_history
from customer_card.services.parameters import CUSTOMER, LIMIT, Rights, made_once, rights_of, somebody_with
from customer_card.services.visibility import customer_is_visible
from customer_card.settings import settings

PAGE = 50

DERIVED = {"sort_key"}


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """A contact with what its row and its dialog show."""

    contact: Contact
    role_name: str | None
    points: list[PointDetails]
    keywords: list[tuple[int, str]]
    created_by: str | None = None
    updated_by: str | None = None


@dataclass(frozen=True, slots=True)
class ContactPage:
    """One page of a customer's contacts, and how many there are."""

    contacts: list[ContactDetails]
    shown: int
    has_more: bool
    active_count: int
    inactive_count: int


@dataclass(frozen=True, slots=True)
class ContactCounts:
    """How many contacts of a customer are active, and how many are not."""

    active: int = 0
    inactive: int = 0


_CREATOR, _CHANGER = aliased(User), aliased(User)


@made_once
def _counted(rights: Rights) -> Select[tuple[bool, int]]:
    return (
        select(Contact.active, func.count())
        .join(Customer, Customer.id == Contact.customer_id)
        .where(Contact.customer_id == CUSTOMER, customer_is_visible(somebody_with(rights)))
        .group_by(Contact.active)
    )


@made_once
def _of_customer(rights: Rights, inactive: bool) -> Select[tuple[Contact, str]]:
    shown = [] if inactive else [Contact.active]
    return (
        select(Contact, Role.name)
        .join(Customer, Customer.id == Contact.customer_id)
        .outerjoin(Role, Role.id == Contact.role_id)
        .where(Contact.customer_id == CUSTOMER, customer_is_visible(somebody_with(rights)), *shown)
        .order_by(Contact.active.desc(), Contact.sort_key.nulls_last(), Contact.id)
        .limit(LIMIT)
    )


async def _counts(session: AsyncSession, actor: Actor, customer_id: int) -> ContactCounts:
    rows = await session.execute(_counted(rights_of(actor)), {"customer_id": customer_id})
    found = {row[0]: row[1] for row in rows}
    return ContactCounts(found.get(True, 0), found.get(False, 0))


async def of_customer(
    session: AsyncSession,
    actor: Actor,
    customer_id: int,
    *,
    inactive: bool,
    limit: int = PAGE,
    counts: ContactCounts | None = None,
) -> ContactPage:
    """The contacts of a customer by last name; the inactive and erased ones last, when asked for.

    ``counts`` are handed in by whoever has counted them in the same unit of work.
    """
    counts = counts or await _counts(session, actor, customer_id)
    statement = _of_customer(rights_of(actor), inactive)
    rows = (await session.execute(statement, {"customer_id": customer_id, "limit": limit + 1})).all()
    contacts = await with_points(session, rows[:limit])
    return ContactPage(contacts, len(contacts), len(rows) > limit, counts.active, counts.inactive)


async def find(session: AsyncSession, actor: Actor, customer_id: int, contact_id: int) -> ContactDetails:
    """One contact with everything its dialog shows. Raises ``NotFound``."""
    row = (
        await session.execute(
            select(Contact, Role.name, _CREATOR.name, _CHANGER.name)
            .join(Customer, Customer.id == Contact.customer_id)
            .outerjoin(Role, Role.id == Contact.role_id)
            .outerjoin(_CREATOR, _CREATOR.id == Contact.created_by)
            .outerjoin(_CHANGER, _CHANGER.id == Contact.updated_by)
            .where(
                Contact.id == contact_id,
                Contact.customer_id == customer_id,
                Contact.erased_at.is_(None),
                customer_is_visible(actor),
            )
        )
    ).first()
    if row is None:
        raise NotFound
    [details] = await with_points(session, [(row[0], row[1])])
    return ContactDetails(details.contact, row[1], details.points, details.keywords, row[2], row[3])


async def add(actor: Actor, customer_id: int, fields: ContactFields) -> int:
    """Add a contact. Returns its id. Raises ``NotFound`` or ``Invalid``."""
    async with database().writing() as session:
        customer = await lock(session, actor, customer_id, Need.CUSTOMERS_EDIT)
        checked = check(fields, await _country(session, customer))
        await _check_choices(session, customer_id, checked, None)
        contact = Contact(
            **checked.columns,
            customer_id=customer_id,
            created_by=actor.user_id,
            updated_by=actor.user_id,
        )
        session.add(contact)
        await session.flush()
        assert contact.id is not None
        await contact_points.write(session, contact.id, checked.emails + checked.phones)
        await contact_points.write_keywords(session, contact.id, checked.keyword_ids)
        log = ChangeLog(session, actor, "add_contact", customer_id)
        await log.add("contact", contact.id, _as_new(checked), version_after=1, contact_id=contact.id)
        await contact_points.index(session, contact)
        return contact.id


async def change(actor: Actor, customer_id: int, contact_id: int, fields: ContactFields, base: Base) -> Done:
    """Change a contact; an inactive one stays inactive.

    Raises ``NotFound``, ``Invalid`` or ``Conflict``; in each case nothing was written.
    """
    async with database().writing() as session:
        customer = await lock(session, actor, customer_id, Need.CUSTOMERS_EDIT)
        contact = await locked(session, customer_id, contact_id)
        log = ChangeLog(session, actor, "change_contact", customer_id)
        await write_contact(session, log, customer, contact, fields, base)
        return log.done


async def write_contact(
    session: AsyncSession, log: ChangeLog, customer: Customer, contact: Contact, fields: ContactFields, base: Base
) -> None:
    """Change a contact that is locked, with its customer, in this transaction."""
    assert customer.id is not None
    assert contact.id is not None
    checked = check(fields, await _country(session, customer))
    await _check_choices(session, customer.id, checked, contact)
    current = await contact_points.current(session, contact.id)
    typed = {name: value for name, value in checked.columns.items() if name not in DERIVED}
    changes = await log.edit(
        "contact", contact, typed | contact_points.of_form(checked), current=current, base=base, contact_id=contact.id
    )
    if not changes:
        return
    if not contact.first_name and not contact.last_name:
        # One of two people emptied the first name and the other one the last name.
        raise Invalid.one("last_name", "name_needed")
    contact.sort_key = name_sort_key(contact.first_name or "", contact.last_name or "")
    if "emails" in changes:
        await contact_points.replace(session, contact.id, "email", checked.emails)
    if "phones" in changes:
        await contact_points.replace(session, contact.id, "phone", checked.phones)
    if "keywords" in changes:
        await contact_points.write_keywords(session, contact.id, checked.keyword_ids)
    await contact_points.index(session, contact)


async def set_active(actor: Actor, customer_id: int, contact_id: int, active: bool) -> Done:
    """Inactivate a contact, which hides it here and in every picker, or activate it again."""
    async with database().writing() as session:
        await lock(session, actor, customer_id, Need.CUSTOMERS_EDIT)
        contact = await locked(session, customer_id, contact_id)
        use_case = "activate_contact" if active else "inactivate_contact"
        log = ChangeLog(session, actor, use_case, customer_id)
        await write_active(log, contact, active, Base(contact.version))
        return log.done


async def write_active(log: ChangeLog, contact: Contact, active: bool, base: Base) -> None:
    """Inactivate or activate a contact that is locked in this transaction."""
    await log.edit("contact", contact, {"active": active}, base=base, contact_id=contact.id)


async def erase(actor: Actor, customer_id: int, contact_id: int, *, alone: bool = True) -> None:
    """Erase everything that describes a contact; the empty row stays in its place.

    Texts of the customer that name the person are masked, where a first or a last name stands
    ``alone`` only if wanted. Invoices that were issued keep the name they were issued with.
    """
    async with database().writing() as session:
        await lock(session, actor, customer_id, Need.CUSTOMERS_EDIT)
        contact = await locked(session, customer_id, contact_id)
        log = ChangeLog(session, actor, "erase_contact", customer_id)
        masking = await Masking.of(session, log, contact, alone=alone)
        await session.execute(delete(ContactPoint).where(ContactPoint.contact_id == contact_id))
        await session.execute(delete(ContactKeyword).where(ContactKeyword.contact_id == contact_id))
        await search_index.forget_contact(session, contact_id)
        await forget_in_history(session, contact_id)
        contact.first_name = contact.last_name = contact.sort_key = contact.title = None
        contact.language = contact.description = None
        contact.role_id = contact.address_id = contact.consent_at = None
        contact.consent = "unstated"
        contact.active = False
        contact.erased_at = now()
        log.touch(contact)
        await log.add("contact", contact_id, {"erased": (False, True)}, version_after=contact.version)
        await masking.run(customer_id, contact_id)
    await database().scrub()


async def with_email(actor: Actor, contact_id: int | None, keys: list[str]) -> list[tuple[str, str]]:
    """Who else, at visible customers, has one of these e-mail addresses: (contact, customer) names."""
    if not actor.meets(Need.CUSTOMERS_EDIT):
        raise NotFound
    async with database().reading() as session:
        rows = await session.execute(
            select(Contact.first_name, Contact.last_name, Customer.name)
            .join(ContactPoint, ContactPoint.contact_id == Contact.id)
            .join(Customer, Customer.id == Contact.customer_id)
            .where(
                ContactPoint.kind == "email",
                ContactPoint.value_key.in_(keys),
                Contact.id != (contact_id or 0),
                customer_is_visible(actor),
            )
            .order_by(Contact.id)
            .limit(3)
        )
        return [(" ".join(filter(None, (first, last))), customer) for first, last, customer in rows]


def with_current(fields: ContactFields, details: ContactDetails, names: set[str]) -> ContactFields:
    """The form with some fields as they are kept now: those where the colleague's value was chosen."""
    contact = details.contact
    current: dict[str, Any] = {
        "keywords": [str(keyword_id) for keyword_id, _ in details.keywords],
        "consent_at": contact.consent_at.isoformat() if contact.consent_at else "",
    }
    for kind in ("email", "phone"):
        current[f"{kind}s"] = [
            PointFields(type=p.type, value=p.value, do_not_use=p.do_not_use, is_primary=p.is_primary)
            for p in details.points
            if p.kind == kind
        ]
    for name in ContactFields.model_fields.keys() - current.keys():
        current[name] = str(getattr(contact, name) or "")
    return fields.model_copy(update={name: current[name] for name in names & current.keys()})


async def with_points(session: AsyncSession, rows: Any) -> list[ContactDetails]:
    """Contacts, given with the names of their roles, with how to reach them and their keywords."""
    ids = [contact.id for contact, _ in rows]
    points, keywords = await contact_points.of_contacts(session, ids)
    return [
        ContactDetails(contact, role, points.get(contact.id, []), keywords.get(contact.id, []))
        for contact, role in rows
    ]


async def locked(session: AsyncSession, customer_id: int, contact_id: int) -> Contact:
    """A contact who was not erased, locked for the rest of the transaction. Raises ``NotFound``."""
    contact = await session.scalar(
        select(Contact)
        .where(Contact.id == contact_id, Contact.customer_id == customer_id, Contact.erased_at.is_(None))
        .with_for_update()
    )
    if contact is None:
        raise NotFound
    return contact


async def _country(session: AsyncSession, customer: Customer) -> str:
    """The country whose telephone numbers need no prefix: the head office's, the customer's, or ours."""
    head_office = await session.scalar(
        select(Address.country).where(Address.customer_id == customer.id, Address.id == customer.head_office_id)
    )
    return head_office or customer.country or settings.country


async def _check_choices(
    session: AsyncSession, customer_id: int, checked: CheckedContact, contact: Contact | None
) -> None:
    """Role, keywords and address are ones that may be chosen, or that the contact already has."""
    problems: dict[str, str] = {}
    role_id, address_id = checked.columns["role_id"], checked.columns["address_id"]
    kept = contact is not None and role_id == contact.role_id
    if role_id and not kept and not await _exists(session, Role.id == role_id, Role.active):
        problems["role_id"] = "not_a_choice"
    if address_id and not await _exists(session, Address.id == address_id, Address.customer_id == customer_id):
        problems["address_id"] = "not_a_choice"
    had: set[int] = set()
    if contact is not None:
        had = set(
            await session.scalars(select(ContactKeyword.keyword_id).where(ContactKeyword.contact_id == contact.id))
        )
    added = set(checked.keyword_ids) - had
    known = set(await session.scalars(select(Keyword.id).where(Keyword.id.in_(added), Keyword.active)))
    if added - known:
        problems["keywords"] = "not_a_choice"
    if problems:
        raise Invalid(problems)


async def _exists(session: AsyncSession, *conditions: Any) -> bool:
    return bool(await session.scalar(select(exists().where(*conditions))))


def _as_new(checked: CheckedContact) -> dict[str, tuple[Any, Any]]:
    values = {
        name: value.isoformat() if name == "consent_at" and value else value
        for name, value in checked.columns.items()
        if name not in DERIVED
    }
    return {name: (None, value) for name, value in (values | contact_points.of_form(checked)).items() if value}
