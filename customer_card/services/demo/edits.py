"""The history of the demo firm: who changed which customer, address or contact, from what to what.

The rows already hold what the changes led to; here the log is written, and the rows get the versions and
the marks of the last change that belong to it.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from customer_card.models import Change, ChangeItem, Contact, Customer
from customer_card.services.demo.contacts import ERASED_DAYS_AGO
from customer_card.services.demo.customers import FORMER_NUMBER
from customer_card.services.demo.firm import Edit, Firm, chance, id_of

FORMER_NAME = (1028, "Møllestenen Entreprise A/S", 140)
MOVED_HEAD_OFFICE = (1035, 90)
INACTIVATED = ((1014, 75), (1022, 310), (1030, 33))
# Customer number, what the owner was before (empty for nobody), and how many days ago that changed.
FORMER_OWNERS = ((1001, "ledning", 410), (1018, "erik.berglund", 230), (1024, "", 300), (1032, "ledning", 61))
# Customer number, former first line of the first address, days ago.
FORMER_STREETS = (
    (1002, "Turbinvägen 2", 370), (1010, "Kaiveien 4", 205), (1011, "Svarvaregatan 1", 122),
    (1019, "Nyhavnsgade 3", 48), (1021, "Satamakatu 3", 19), (1029, "Kompassgatan 5", 8),
)  # fmt: skip
FORMER_TITLE = "Controller"
CREATED_WITH_CARD = (
    "number", "name", "country", "organisation_number", "vat_number", "owner_id", "language", "industry_id",
    "email", "phone", "website", "employees",
)  # fmt: skip


def history_of(firm: Firm) -> list[tuple[Change, list[ChangeItem]]]:
    """What people changed; brings the rows' versions in line with it."""
    _told_edits(firm)
    _everyday_customer_edits(firm)
    _contact_edits(firm)
    firm.edits.sort(key=lambda edit: (-edit.days_ago, edit.entity, id_of(edit.row), edit.use_case))
    pairs = [_created(firm, c) for c in firm.customers if c.head_office_id is None]
    pairs += [_applied(firm, edit, salt) for salt, edit in enumerate(firm.edits)]
    return pairs


def _told_edits(firm: Firm) -> None:
    """The changes that the customers' descriptions and invoices tell of."""
    by_number = {customer.number: customer for customer in firm.customers}

    def customer_edit(number: int, days_ago: int, use_case: str, before: dict[str, Any]) -> None:
        customer = by_number[str(number)]
        firm.edits.append(Edit(days_ago, _somebody(firm, customer), use_case, "customer", customer, before))

    customer_edit(FORMER_NAME[0], FORMER_NAME[2], "change_customer", {"name": FORMER_NAME[1]})
    customer_edit(FORMER_NUMBER[0], 265, "change_customer", {"number": FORMER_NUMBER[1]})
    for number, days_ago in INACTIVATED:
        customer_edit(number, days_ago, "inactivate_customer", {"active": True})
    for number, account, days_ago in FORMER_OWNERS:
        customer_edit(number, days_ago, "change_customer", {"owner_id": firm.users.get(account)})
    moved, days_ago = MOVED_HEAD_OFFICE
    former = firm.addresses[id_of(by_number[str(moved)])][0]
    customer_edit(moved, days_ago, "change_head_office", {"head_office_id": former.id})
    for number, street, days_ago in FORMER_STREETS:
        customer = by_number[str(number)]
        address = firm.addresses[id_of(customer)][0]
        actor = _somebody(firm, customer)
        firm.edits.append(Edit(days_ago, actor, "change_address", "address", address, {"line1": street}))


def _everyday_customer_edits(firm: Firm) -> None:
    """Figures brought up to date and descriptions written, one or two of them for most customers."""
    rng = chance("customer edits")
    for customer in firm.customers:
        age = firm.age(customer)
        actor = _somebody(firm, customer)
        if age < 30 or not customer.active:
            continue
        if customer.employees and rng.random() < 0.6:
            before = {"employees": max(1, customer.employees * rng.randint(70, 95) // 100)}
            when = rng.randint(2, age - 10)
            firm.edits.append(Edit(when, actor, "change_customer", "customer", customer, before))
        if customer.revenue_minor and rng.random() < 0.4:
            former = customer.revenue_minor * rng.randint(80, 97) // 100
            before = {"revenue_minor": former // 100_000 * 100_000}
            when = rng.randint(2, age - 10)
            firm.edits.append(Edit(when, "ekonomi", "change_customer", "customer", customer, before))
        if customer.description and rng.random() < 0.7:
            when = rng.randint(1, age - 10)
            before = {"description": None}
            firm.edits.append(Edit(when, actor, "change_customer", "customer", customer, before))


def _contact_edits(firm: Firm) -> None:
    """Everybody who is inactive was inactivated, one was erased, and some got another title."""
    rng = chance("contact edits")
    for customer in firm.customers:
        actor = _somebody(firm, customer)
        for contact in firm.contacts[id_of(customer)]:
            age = (firm.today - contact.created_at.date()).days
            if contact.erased_at:
                firm.edits.append(Edit(ERASED_DAYS_AGO, actor, "erase_contact", "contact", contact, {"erased": False}))
            elif not contact.active:
                when = rng.randint(1, max(age - 1, 1))
                firm.edits.append(Edit(when, actor, "inactivate_contact", "contact", contact, {"active": True}))
            elif contact.title and age > 40 and rng.random() < 0.1:
                before = {"title": FORMER_TITLE}
                when = rng.randint(1, age - 20)
                firm.edits.append(Edit(when, actor, "change_contact", "contact", contact, before))


def _somebody(firm: Firm, customer: Customer) -> str:
    """The owner changes things, and for a customer without owner the management does."""
    return firm.owner_of(customer, "ledning")


def _applied(firm: Firm, edit: Edit, salt: int) -> tuple[Change, list[ChangeItem]]:
    """The log of one edit; its row moves on by one version."""
    row = edit.row
    row.version += 1
    erased_at = row.erased_at if isinstance(row, Contact) else None
    row.updated_at = erased_at or max(firm.moment(edit.days_ago, salt), row.updated_at)
    row.updated_by = firm.users[edit.actor]
    change = Change(
        at=row.updated_at,
        actor_id=row.updated_by,
        use_case=edit.use_case,
        customer_id=row.id if isinstance(row, Customer) else row.customer_id,
    )
    items = [
        _item(edit, field, before, True if field == "erased" else getattr(row, field))
        for field, before in edit.before.items()
    ]
    return change, items


def _item(edit: Edit, field: str, before: Any, after: Any) -> ChangeItem:
    # What tells only that somebody was erased describes nobody, and stays when a person's values are taken out.
    describes = isinstance(edit.row, Contact) and field != "erased"
    return ChangeItem(
        change_id=0,
        entity=edit.entity,
        entity_id=id_of(edit.row),
        contact_id=edit.row.id if describes else None,
        field=field,
        before=_dumped(before),
        after=_dumped(after),
        version_after=edit.row.version,
    )


def _created(firm: Firm, customer: Customer) -> tuple[Change, list[ChangeItem]]:
    """The log of a customer that was entered by hand; the older ones came with an import that kept none."""
    change = Change(
        at=customer.created_at,
        actor_id=customer.created_by,
        use_case="create_customer",
        customer_id=customer.id,
    )
    values = {name: getattr(customer, name) for name in CREATED_WITH_CARD}
    items = [
        ChangeItem(
            change_id=0,
            entity="customer",
            entity_id=id_of(customer),
            field=name,
            after=_dumped(value),
            version_after=1,
        )
        for name, value in values.items()
        if value is not None
    ]
    return change, items


def _dumped(value: Any) -> str | None:
    """A value as the log keeps it."""
    plain = value.isoformat() if isinstance(value, date) else value
    return None if plain is None else json.dumps(plain, ensure_ascii=False, sort_keys=True)
