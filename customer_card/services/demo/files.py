"""The demo firm's files and links: contracts, quotes, plans and pictures made here, the same at every load."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from customer_card.models import Change, ChangeItem, Customer, Document, Project
from customer_card.services.demo.firm import Firm, chance, id_of
from customer_card.services.demo.papers import bars, page, paper
from customer_card.services.document_steps import KEPT_DAYS
from customer_card.services.documents import place_of
from customer_card.storage import LocalStore, store
from customer_card.storage.sniffing import media_type

FILED_CUSTOMERS = 24
FILED_PROJECTS = 28
MEETINGS_AT, MEETINGS = "1004", 30
"""A customer with so many notes that there is something to narrow and to page through."""

REMOVED_DAYS_AGO = 6
LINKS = (
    ("Delad mapp", "https://filer.demo.example/kunder/{number}"),
    ("Kundens webbplats", "https://www.demo.example/om/{number}"),
    ("Projektplats", "https://projekt.demo.example/{number}/start"),
)


@dataclass(frozen=True, slots=True)
class _Filing:
    """Where and when something was filed, and by whom; ``salt`` spreads moments over the day."""

    customer: Customer
    project: Project | None
    days_ago: int
    by: str
    salt: int


async def make_files(firm: Firm) -> list[tuple[Change, list[ChangeItem]]]:
    """Write the documents and their contents. Returns the log's word of who added them."""
    rng = chance("files")
    documents = [*_of_customers(firm, rng), *_of_projects(firm, rng)]
    documents.sort(key=lambda document: document.created_at)
    await firm.keep(documents)
    return [pair for document in documents for pair in _log_of(document)]


def _of_customers(firm: Firm, rng: Random) -> Iterator[Document]:
    """A frame agreement for the customers, a link for every other one, a draft that was removed, and many notes."""
    known = [customer for customer in firm.customers if customer.head_office_id is not None]
    for salt, customer in enumerate(known[:FILED_CUSTOMERS]):
        owner, days = firm.owner_of(customer, "ledning"), max(min(firm.age(customer), 380 - 9 * salt), 1)
        filing = _Filing(customer, None, days, owner, salt)
        text = ["Ramavtal", customer.name, "", "1. Uppdraget beskrivs i varje avrop.", "2. Priser enligt bilaga A."]
        content = paper([page(text), page(["Bilaga A", "Timpriser per roll"])])
        yield _file(firm, rng, filing, "Ramavtal.pdf", content, "contract")
        if salt % 2:
            name, address = LINKS[salt % len(LINKS)]
            yield _document(firm, filing, "other", name=name, url=address.format(number=customer.number))
        if customer.number == MEETINGS_AT:
            yield from _meetings(firm, rng, customer, owner)
        if salt == 0:
            draft = _file(
                firm, rng, filing, "Ramavtal utkast.txt", b"Utkast, ersatt av det undertecknade.\n", "contract"
            )
            draft.deleted_at = draft.updated_at = firm.moment(REMOVED_DAYS_AGO)
            draft.purge_after = draft.deleted_at + timedelta(days=KEPT_DAYS)
            draft.deleted_by = draft.updated_by = firm.users[owner]
            draft.version = 2
            yield draft


def _meetings(firm: Firm, rng: Random, customer: Customer, owner: str) -> Iterator[Document]:
    for back in range(1, MEETINGS + 1):
        day = firm.day(back * 11)
        text = f"Möte med {customer.name}, {day.isoformat()}\n\n- Läget i uppdragen\n- Nästa steg\n"
        filing = _Filing(customer, None, back * 11, owner, back)
        yield _file(firm, rng, filing, f"Mötesanteckningar {day.isoformat()}.txt", text.encode(), "other")


def _of_projects(firm: Firm, rng: Random) -> Iterator[Document]:
    """A quote for each of the first projects, and a picture or a plan for some."""
    customers = {id_of(customer): customer for customer in firm.customers}
    accounts = {user_id: account for account, user_id in firm.users.items()}
    for salt, project in enumerate(firm.projects[:FILED_PROJECTS]):
        customer = customers[project.customer_id]
        days = max((firm.today - project.created_at.date()).days - 3, 1)
        by = accounts[project.seller_id or 0]
        quote = ["Offert", project.name, customer.name, "", "Omfattning och tidplan framgår av projektplanen."]
        content = paper([page(quote)])
        filing = _Filing(customer, project, days, by, salt)
        yield _file(firm, rng, filing, f"Offert {project.name}.pdf", content, "quote")
        later = _Filing(customer, project, max(days // 2, 1), by, salt + 1)
        if salt % 3 == 0:
            picture = bars([rng.randint(20, 100) for _ in range(8)])
            yield _file(firm, rng, later, "Utfall per månad.png", picture, "other")
        if salt % 4 == 1:
            plan = f"Projektplan\n{project.name}\n\nvecka;aktivitet\n1;Uppstart\n3;Nuläge\n6;Förslag\n9;Beslut\n"
            yield _file(firm, rng, later, "Projektplan.csv", plan.encode(), "other")


def _file(firm: Firm, rng: Random, filing: _Filing, name: str, content: bytes, kind: str) -> Document:
    """A document with its content put into the store."""
    # From the firm's own chance, so that two loads are alike; a key that the program makes is nobody's to guess.
    key = f"{rng.getrandbits(128):032x}"
    kept = store()
    if isinstance(kept, LocalStore):
        kept.put(key, content)
    return _document(
        firm,
        filing,
        kind,
        name=name,
        storage_key=key,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=media_type(content),
    )


def _document(firm: Firm, filing: _Filing, kind: str, **facts: Any) -> Document:
    return Document(
        customer_id=id_of(filing.customer),
        project_id=id_of(filing.project) if filing.project else None,
        kind=kind,
        **facts,
        **firm.made(filing.days_ago, filing.by, filing.salt),
    )


def _log_of(document: Document) -> Iterator[tuple[Change, list[ChangeItem]]]:
    """The log's word of how a document was added, and removed."""
    added: dict[str, Any] = {"name": document.name, "kind": document.kind}
    added |= {"url": document.url} if document.url else {}
    use_case = "add_link" if document.url else "add_document"
    yield _logged(document, use_case, 1, {name: (None, value) for name, value in added.items()} | _placed(document))
    if document.deleted_at is not None:
        yield _logged(document, "remove_document", 2, {"removed": (False, True)})


def _placed(document: Document) -> dict[str, tuple[Any, Any]]:
    return {"place": (None, place_of(document))}


def _logged(
    document: Document, use_case: str, version: int, fields: dict[str, tuple[Any, Any]]
) -> tuple[Change, list[ChangeItem]]:
    first = version == 1
    change = Change(
        at=document.created_at if first else document.updated_at,
        actor_id=document.created_by if first else document.updated_by,
        use_case=use_case,
        customer_id=document.customer_id,
    )
    items = [
        ChangeItem(
            change_id=0,
            entity="document",
            entity_id=id_of(document),
            project_id=document.project_id,
            field=name,
            before=None if before is None else json.dumps(before),
            after=json.dumps(after, ensure_ascii=False),
            version_after=version,
        )
        for name, (before, after) in fields.items()
    ]
    return change, items
