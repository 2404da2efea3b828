"""What becomes of each row: a new customer, an update of one, nothing, or an error."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.business_ids import parse_organisation_number
from customer_card.services.addresses import PURPOSES
from customer_card.services.contact_form import CheckedContact
from customer_card.services.customer_fields import DERIVED, Values
from customer_card.services.imports.business_numbers import KEYS
from customer_card.services.imports.checked import Basis, Checked
from customer_card.services.imports.checking import Checker
from customer_card.services.imports.identity import Identity
from customer_card.services.imports.ledger import Draft, Target
from customer_card.services.imports.matching import Columns, look_up
from customer_card.services.imports.reading import Row
from customer_card.services.imports.records import Problem
from customer_card.services.imports.values import key_of
from customer_card.services.imports.work import Outcome, Plan, Work

FIELD_OF_COLUMN = {
    "owner_id": "owner",
    "industry_id": "industry",
    "revenue_minor": "revenue",
    "revenue_currency": "revenue",
}

_FOLLOWS_FROM = {
    "name_sort": "name",
    "number_key": "number",
    "number_sort": "number",
    "organisation_key": "organisation_number",
    "vat_key": "vat_number",
}


async def make_plan(
    session: AsyncSession, rows: list[Row], checker: Checker, draft: Draft, *, lock: bool = False
) -> Plan:
    """Decide about a batch of rows, each in the light of those above it. Nothing is written."""
    plan = Plan(draft, await look_up(session, rows, checker, draft, lock=lock))
    for row in rows:
        if row.problem:
            plan.outcomes.append(Outcome(row.line, "error", errors=(row.problem,)))
        else:
            plan.outcomes.append(await _Decision(plan, row, checker).make(session))
    return plan


class _Decision:
    """The decision about one row."""

    def __init__(self, plan: Plan, row: Row, checker: Checker) -> None:
        self._plan = plan
        self._draft = plan.draft
        self._found = plan.found
        self._row = row
        self._checker = checker
        self._identity = Identity(plan.found, plan.draft, row, checker)
        self._problems = self._identity.problems
        self._warnings = self._identity.warnings

    async def make(self, session: AsyncSession) -> Outcome:
        """Find the customer, check the cells, and plan what changes. A bad row leaves no trace."""
        target = self._identity.find()
        basis = Basis(target.country, target.head_country) if target else Basis()
        checked = await self._checker.check(session, self._row, basis)
        is_new = target is None
        if target is None:
            target = self._draft.begin(self._row.line)
            self._look_whether_new_may_be()
        values = self._without_what_found_it(target, checked)
        self._look_for_conflicts(target, values)
        errors = (*checked.errors, *self._problems)
        if errors:
            return Outcome(self._row.line, "error", None if is_new else target, errors=errors)
        fields = self._merge(target, is_new, checked, values)
        result = "new" if is_new else "updated" if fields else "unchanged"
        warnings = (*checked.warnings, *self._warnings)
        return Outcome(self._row.line, result, target, () if is_new else fields, warnings=warnings)

    def _look_whether_new_may_be(self) -> None:
        if self._problems:
            return
        if self._checker.mandate.update_only:
            asked = next((name for name in ("number", *KEYS, "name") if name in self._row.cells), "name")
            self._problems.append(Problem(asked, "customer_unknown", {}))
        elif "name" not in self._row.cells:
            self._problems.append(Problem("name", "required", {}))

    def _without_what_found_it(self, target: Target, checked: Checked) -> Values:
        """A former number finds its customer and does not come back by that; nor does another spelling of a name."""
        values = dict(checked.values)
        if self._identity.is_by_name:
            values.pop("name", None)
            values.pop("name_sort", None)
        if target.id and self._identity.keys.get("number") in self._found.former and "number" not in target.given:
            for column in ("number", "number_key", "number_sort"):
                values.pop(column, None)
            self._warnings.append(Problem("number", "former_number", {"number": target.number}))
        return values

    def _look_for_conflicts(self, target: Target, values: Values) -> None:
        """Two rows of one customer that say different things would change it back and forth for ever."""
        for column, value in values.items():
            if column in DERIVED or target.given.get(column) in (None, _fingerprint(column, value)):
                continue
            name = FIELD_OF_COLUMN.get(column, column)
            problem = Problem(name, "conflict_in_file", {"line": str(target.line)})
            if problem not in self._problems:
                self._problems.append(problem)

    def _merge(self, target: Target, is_new: bool, checked: Checked, values: Values) -> tuple[str, ...]:
        """Put the row's values to what is planned for the customer. Returns the fields that change."""
        work = self._plan.works.get(target.serial)
        if work is None:
            current = self._found.customers.get(target.id) if target.id else None
            work = self._plan.works[target.serial] = Work(target, current)
        known = {"country": target.country} | target.given
        implied = {c: v for c, v in checked.implied.items() if not known.get(c) and not work.value(c)}
        changed = self._changed_columns(target, work, implied | values)
        self._remember(target, work, implied | values)
        if "country" in changed and not is_new:
            changed |= _read_again(work, changed)
        work.values |= changed
        target.country = work.value("country") or target.country
        fields = [FIELD_OF_COLUMN.get(column, column) for column in changed if column not in DERIVED]
        fields += self._add_address(target, work, checked.address)
        fields += self._add_contact(target, work, checked.contact)
        return tuple(dict.fromkeys(fields))

    def _remember(self, target: Target, work: Work, values: Values) -> None:
        if target.id:
            self._draft.lead("id", target.id, target)
        if work.current:
            # What led to the customer before the import leads to it throughout, whatever rows change.
            self._draft.lead("number", work.current["number_key"], target)
            self._draft.call(key_of(work.current["name"]), target)
            for name, column in KEYS.items():
                if work.current[column]:
                    self._draft.lead(name, work.current[column], target)
        for name, key in self._identity.keys.items():
            self._draft.lead(name, key, target)
        if "name" in values:
            self._draft.call(key_of(values["name"]), target)
        target.keys |= {name: key for name, column in KEYS.items() if (key := values.get(column) or work.value(column))}
        for column, value in values.items():
            if column not in DERIVED:
                target.given[column] = _fingerprint(column, value)

    def _changed_columns(self, target: Target, work: Work, values: Values) -> Values:
        """What differs from what is kept; what a row above has said already is done."""
        changed = {
            column: value
            for column, value in values.items()
            if work.value(column) != value and _FOLLOWS_FROM.get(column, column) not in target.given
        }
        if "number" in changed and values["number_key"] == work.value("number_key"):
            del changed["number"]  # Another spelling of the same number.
        if "number" in changed:
            if target.id:
                self._warnings.append(Problem("number", "number_changed", {"number": target.number}))
            target.number = changed["number"]
        return changed if changed.keys() - DERIVED else {}

    def _add_address(self, target: Target, work: Work, address: Values | None) -> list[str]:
        if address is None:
            return []
        key = _address_key(address)
        existing = self._found.addresses.get(target.id or 0, [])
        if self._draft.has_part(target, "address", *key) or key in map(_address_key, existing):
            return []
        self._draft.add_part(target, "address", *key)
        address = dict(address)
        for purpose in (purpose for purpose in PURPOSES if address[purpose]):
            for earlier in work.addresses:
                earlier[purpose] = False
            for row in existing:
                if row[purpose]:
                    work.released.setdefault(row["id"], set()).add(purpose)
        work.addresses.append(address)
        if target.head_country is None:
            target.head_country = address["country"]
        return ["address"]

    def _add_contact(self, target: Target, work: Work, contact: CheckedContact | None) -> list[str]:
        """Add a contact, unless one of the same name and e-mail is there; without e-mail the name decides."""
        if contact is None:
            return []
        name = (
            key_of(contact.columns["first_name"] or ""),
            key_of(contact.columns["last_name"] or ""),
        )
        existing = {
            ((key_of(first), key_of(last)), email)
            for first, last, email in self._found.contacts.get(target.id or 0, ())
        }
        emails = [point.key for point in contact.emails]
        same = [*name, *emails[:1]]
        known = any(n == name and (not emails or email in emails) for n, email in existing)
        if known or self._draft.has_part(target, "contact", *same):
            return []
        self._draft.add_part(target, "contact", *name)
        self._draft.add_part(target, "contact", *same)
        work.contacts.append(contact)
        return ["contact"]


def _read_again(work: Work, changed: Values) -> Values:
    """Another country reads a bare organisation number anew, as when the country is chosen in the form."""
    if "organisation_number" in changed or not work.value("organisation_number"):
        return {}
    parsed = parse_organisation_number(work.value("organisation_number"), changed["country"])
    if parsed.refused:
        return {}
    again = {"organisation_number": parsed.value, "organisation_key": parsed.key}
    return {column: value for column, value in again.items() if work.value(column) != value}


def _fingerprint(column: str, value: Any) -> int:
    return hash(key_of(value) if column in {"name", "number"} else value)


def _address_key(address: Columns | Values) -> tuple[str, str, str]:
    """Where an address is: blanks in a postal code, case and accents' spelling mean nothing."""
    return (
        key_of(address["line1"]),
        key_of(address["postal_code"]).replace(" ", ""),
        key_of(address["city"]),
    )
