"""Making what a browser test works on, through the services and as an administrator."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select, update

from customer_card.database import Database, database, use_database
from customer_card.models import (
    Address,
    Contact,
    Customer,
    Document,
    Project,
    ProjectMember,
    RegisterFinding,
    RegisterLookup,
    RegisterPace,
    SalesStatus,
    User,
)
from customer_card.services import activities, addresses, contacts, customer_deletion, customers, document_files
from customer_card.services.addresses import AddressFields
from customer_card.services.contact_form import ContactFields, PointFields
from customer_card.services.customers import NewCustomer
from customer_card.services.document_files import Upload
from customer_card.services.feed_fields import ActivityFields, Column
from customer_card.services.history import Base
from customer_card.storage import LocalStore, use_store
from tests.support.people import actor
from tests.support.records import user_id

Result = TypeVar("Result")


@dataclass(frozen=True)
class Made:
    """A customer that a test made."""

    id: int
    number: str
    name: str

    @property
    def path(self) -> str:
        """Where its card is."""
        return f"/customers/{self.number}/contacts"


class Maker:
    """Makes rows in the server's database, in a thread with an event loop of its own."""

    def __init__(self, url: str, documents: Path) -> None:
        self._url = url
        self._documents = documents
        self._numbers = itertools.count(1)

    def customer(self, name: str = "", *, owner: str = "admin", **fields: str) -> Made:
        """A customer with a name of its own."""
        name = name or f"Provkund {next(self._numbers)} AB"

        async def work() -> Made:
            number = await customers.create(await actor(owner), NewCustomer(name=name, **fields))  # pyright: ignore[reportArgumentType]
            async with database().reading() as session:
                row = (await session.scalars(select(Customer).where(Customer.number == number))).one()
            return Made(row.id or 0, number, name)

        return self._run(work())

    def address(self, customer: Made, line1: str = "Storgatan 1", **fields: Any) -> int:
        """An address of a customer."""
        values = {"postal_code": "111 22", "city": "Stockholm", "country": "SE"} | fields

        async def work() -> int:
            return await addresses.add(await actor("admin"), customer.id, AddressFields(line1=line1, **values))

        return self._run(work())

    def contact(
        self,
        customer: Made,
        first: str,
        last: str,
        *,
        email: str = "",
        email_barred: bool = False,
        phone: str = "",
        **fields: Any,
    ) -> int:
        """A contact of a customer; ``email_barred`` marks the address as one that must not be used."""
        emails = [PointFields(value=email, is_primary=True, do_not_use=email_barred)] if email else []
        phones = [PointFields(value=phone, is_primary=True)] if phone else []

        async def work() -> int:
            form = ContactFields(first_name=first, last_name=last, emails=emails, phones=phones, **fields)
            return await contacts.add(await actor("admin"), customer.id, form)

        return self._run(work())

    def project(self, customer: Made, name: str = "Ett projekt", *, member: str = "") -> int:
        """A running project of a customer, managed by nobody, with one member perhaps."""

        async def work() -> int:
            number = f"P-{customer.id}-{next(self._numbers)}"
            async with database().writing() as session:
                status = (await session.scalars(select(SalesStatus.id).limit(1))).one()
                project = Project(
                    number=number,
                    number_key=number.lower(),
                    customer_id=customer.id,
                    name=name,
                    name_sort=name.lower(),
                    status_id=status or 0,
                )
                session.add(project)
                await session.flush()
                if member:
                    user = await session.scalar(select(User.id).where(User.email_key == f"{member}@demo.example"))
                    await session.execute(insert(ProjectMember).values(project_id=project.id, user_id=user))
                return project.id or 0

        return self._run(work())

    def file(self, customer: Made, name: str, content: bytes = b"Innehall.\n", *, project: int = 0) -> int:
        """A file of a customer, or of one of its projects."""

        async def chunks() -> AsyncIterator[bytes]:
            yield content

        async def work() -> int:
            upload = Upload(customer.id, project, name, "", len(content))
            return (await document_files.receive(await actor("admin"), upload, chunks())).document_id

        return self._run(work())

    def stored_documents(self, customer: Made) -> list[Document]:
        """The files and links of a customer as they stand in the database, the oldest first."""

        async def work() -> list[Document]:
            async with database().reading() as session:
                found = select(Document).where(Document.customer_id == customer.id).order_by(Document.id)  # pyright: ignore
                return list(await session.scalars(found))

        return self._run(work())

    def change(self, customer: Made, field: str, text: str, *, by: str = "admin") -> None:
        """A field of a customer changed by somebody, on top of whatever it was."""

        async def work() -> None:
            version = (await self._get(Customer, customer.id)).version
            await customers.change_field(await actor(by), customer.id, field, text, Base(version))

        self._run(work())

    def delete(self, customer: Made) -> None:
        """A customer that is there no more."""

        async def work() -> None:
            version = (await self._get(Customer, customer.id)).version
            await customer_deletion.remove(await actor("admin"), customer.id, version, customer.number)

        self._run(work())

    def erase(self, customer: Made, contact_id: int) -> None:
        """A contact whose data has been erased."""

        async def work() -> None:
            await contacts.erase(await actor("admin"), customer.id, contact_id)

        self._run(work())

    def stored_address(self, address_id: int) -> Address:
        """An address as it stands in the database."""
        return self._run(self._get(Address, address_id))

    def stored_contact(self, contact_id: int) -> Contact:
        """A contact as it stands in the database."""
        return self._run(self._get(Contact, contact_id))

    def stored_customer(self, customer: Made) -> Customer:
        """A customer as it stands in the database."""
        return self._run(self._get(Customer, customer.id))

    def new_rights(self, name: str) -> None:
        """What happens to a user whose rights are changed: the stamp of the rights moves on."""

        async def work() -> None:
            async with database().writing() as session:
                await session.execute(
                    update(User)
                    .where(User.email_key == f"{name}@demo.example")
                    .values(rights_stamp=User.rights_stamp + 1)
                )

        self._run(work())

    def reopen_registers(self) -> None:
        """The registers may be asked again, although one said that there were too many questions."""

        async def work() -> None:
            async with database().writing() as session:
                await session.execute(delete(RegisterPace))

        self._run(work())

    def find_news(self, customer: Made, kinds: str) -> None:
        """What the watch keeps when a register has news of a customer."""

        async def work() -> None:
            async with database().writing() as session:
                values = {"source": "brreg", "register_id": "", "customer_id": customer.id, "state": "changed"}
                lookup = RegisterLookup(**values)
                session.add(lookup)
                await session.flush()
                finding = {"customer_id": customer.id, "lookup_id": lookup.id or 0, "digest": kinds}
                session.add(RegisterFinding(**finding, kinds=kinds))

        self._run(work())

    async def _get(self, table: Any, row_id: int) -> Any:
        async with database().reading() as session:
            return await session.get_one(table, row_id)

    def task(
        self, customer: Made, project: int, title: str, *, assignee: str = "", column: Column = "not_started"
    ) -> int:
        """A project task, as an administrator adds it."""

        async def work() -> int:
            given = str(await user_id(assignee)) if assignee else ""
            fields = ActivityFields(kind="task", title=title, project_id=str(project), assignee_id=given)
            done = await activities.add(await actor("admin"), customer.id, fields, column=column)
            return done.item_id

        return self._run(work())

    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        async def finished() -> Result:
            use_database(Database(self._url))
            use_store(LocalStore(self._documents))
            try:
                return await work
            finally:
                await database().dispose()
                use_database(None)
                use_store(None)

        with ThreadPoolExecutor(1) as threads:
            return threads.submit(asyncio.run, finished()).result()
