"""What an import leaves behind beside the records: the history of each, and the words that find them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Set
from datetime import date, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, TypeVar, cast

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from customer_card.models import Address, Change, ChangeItem, Contact, ContactPoint, Customer, SearchToken
from customer_card.services import search_index
from customer_card.services.contact_form import CheckedContact
from customer_card.services.customer_fields import DERIVED, Values
from customer_card.services.imports.matching import Columns, Found
from customer_card.services.imports.tables import insert_rows, reserve_ids, table_of
from customer_card.services.imports.work import Run, Work

T = TypeVar("T")

USE_CASE = "import_customers"
_SEARCHED = {"name", "number", "email", "phone", "organisation_number", "vat_number", "sole_trader"}


class Trace:
    """The history items and the search words that writing one customer's rows leaves."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.items: list[Values] = []
        self.words: list[tuple[str, int | None, Set[str]]] = []

    @property
    def customer_id(self) -> int:
        """The customer's id, known since it was written."""
        assert self.work.target.id is not None
        return self.work.target.id

    @property
    def renews_customer_words(self) -> bool:
        """Whether an existing customer is found by other words from now on."""
        return self.work.current is not None and bool(_SEARCHED & self.work.values.keys())

    def customer_added(self) -> None:
        """The customer is new."""
        self._fields("customer", self.customer_id, None, self.work.values, 1)
        self._customer_words()

    def customer_changed(self, version: int) -> None:
        """The customer's row was changed and has this version now."""
        self._fields("customer", self.customer_id, self.work.current, self.work.values, version)
        if self.renews_customer_words:
            self._customer_words()

    def address_added(self, values: Values) -> None:
        """An address is new."""
        kept = {name: value for name, value in values.items() if name != "id" and value not in ("", False)}
        self._fields("address", values["id"], None, kept, 1)
        self.words.append((search_index.ADDRESSES, None, _address_words(values["city"])))

    def purposes_released(self, address: Columns, purposes: Iterable[str]) -> None:
        """An existing address serves these purposes no longer."""
        for purpose in sorted(purposes):
            self._item("address", address["id"], purpose, (True, False), version=address["version"] + 1)

    def contact_added(self, contact_id: int, contact: CheckedContact) -> None:
        """A contact is new."""
        lists = {
            "emails": [point.scalar for point in contact.emails],
            "phones": [point.scalar for point in contact.phones],
            "keywords": contact.keyword_ids,
        }
        for name, value in (contact.columns | lists).items():
            if value and name != "sort_key":
                self._item("contact", contact_id, name, (None, value), version=1, contact_id=contact_id)
        person = _stand_in(Contact, contact.columns)
        points = [
            _stand_in(ContactPoint, {"kind": point.kind, "value": point.value})
            for point in (*contact.emails, *contact.phones)
        ]
        self.words.append((search_index.CONTACTS, contact_id, search_index.contact_words(person, points)))

    def _customer_words(self) -> None:
        customer = _stand_in(Customer, {name: self.work.value(name) for name in _SEARCHED})
        self.words += [(s, None, words) for s, words in search_index.customer_words(customer).items()]

    def _fields(self, entity: str, entity_id: int, before: Any, after: Values, version: int) -> None:
        for name, value in after.items():
            if name not in DERIVED:
                self._item(entity, entity_id, name, (before[name] if before else None, value), version=version)

    def _item(
        self,
        entity: str,
        entity_id: int,
        name: str,
        change: tuple[Any, Any],
        *,
        version: int,
        contact_id: int | None = None,
    ) -> None:
        self.items.append(
            {
                "entity": entity,
                "entity_id": entity_id,
                "project_id": None,
                "is_money": False,
                "contact_id": contact_id,
                "field": name,
                "before": _dump(change[0]),
                "after": _dump(change[1]),
                "version_after": version,
            }
        )


async def write_traces(
    connection: AsyncConnection, traces: list[Trace], found: Found, run: Run, moment: datetime
) -> None:
    """Write the history, one change per customer, and the words, in the transaction they belong to."""
    ids = await reserve_ids(connection, Change, len(traces))
    changes: list[Values] = [
        {
            "id": row_id,
            "at": moment,
            "actor_id": run.actor_id,
            "use_case": USE_CASE,
            "customer_id": trace.customer_id,
            "undo_of": None,
            "batch_id": run.batch_id,
        }
        for trace, row_id in zip(traces, ids, strict=True)
    ]
    items: list[Values] = []
    for trace, row_id in zip(traces, ids, strict=True):
        items += [item | {"change_id": row_id} for item in trace.items]
    await insert_rows(connection, Change, changes)
    await insert_rows(connection, ChangeItem, items)
    await _write_words(connection, traces, found)


async def _write_words(connection: AsyncConnection, traces: list[Trace], found: Found) -> None:
    table = table_of(SearchToken)
    renewed = [trace.customer_id for trace in traces if trace.renews_customer_words]
    if renewed:
        own = table.c.source.in_([search_index.CUSTOMER, search_index.PRIVATE])
        await connection.execute(delete(table).where(table.c.customer_id.in_(renewed), own))
    tokens: list[Values] = [
        {"customer_id": trace.customer_id, "source": source, "contact_id": contact_id, "token": word}
        for trace in traces
        for source, contact_id, words in _new_words(trace, found)
        for word in sorted(words)
    ]
    await insert_rows(connection, SearchToken, tokens)


def _new_words(trace: Trace, found: Found) -> Iterable[tuple[str, int | None, Set[str]]]:
    """The words of a customer's addresses are kept once each, so those it has are left out."""
    known: set[str] = set()
    for row in found.addresses.get(trace.customer_id, ()):
        known |= _address_words(row["city"])
    for source, contact_id, words in trace.words:
        if source != search_index.ADDRESSES:
            yield source, contact_id, words
            continue
        yield source, contact_id, words - known
        known |= words


def _stand_in(model: type[T], values: Values) -> T:
    """Something with the attributes of a record that the index reads; making a record takes far longer."""
    return cast("T", SimpleNamespace(**values))


@lru_cache(maxsize=10_000)
def _address_words(city: str) -> frozenset[str]:
    return frozenset(search_index.address_words(_stand_in(Address, {"city": city})))


def _dump(value: Any) -> str | None:
    """The form in which the change log keeps a value."""
    if value is None:
        return None
    scalar = value.isoformat() if isinstance(value, (date, datetime)) else value
    return json.dumps(scalar, ensure_ascii=False, sort_keys=True)
