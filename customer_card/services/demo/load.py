"""Loading the demo firm into an empty database."""

from __future__ import annotations

from datetime import date

from sqlalchemy import update

from customer_card.database import database
from customer_card.domain.errors import Refused
from customer_card.models import Change, ChangeItem, NumberSeries
from customer_card.services import search_index
from customer_card.services.bootstrap import has_users
from customer_card.services.demo import projects
from customer_card.services.demo.contacts import make_contacts
from customer_card.services.demo.customers import SHEETS, make_customers
from customer_card.services.demo.edits import history_of
from customer_card.services.demo.feed import make_feed
from customer_card.services.demo.files import make_files
from customer_card.services.demo.firm import Firm, id_of
from customer_card.services.demo.invoices import FIRST_NUMBER as FIRST_INVOICE
from customer_card.services.demo.invoices import make_invoices
from customer_card.services.demo.people import hashes, make_people
from customer_card.services.demo.projects import make_projects
from customer_card.services.demo.registers import make_registers
from customer_card.services.history import record_batch
from customer_card.services.number_series import CUSTOMERS

PROJECTS = "project"
INVOICES = "invoice"


async def load_demo(today: date) -> None:
    """Fill the database with the demo firm as it looks on a day, all of it or nothing.

    The database is migrated and has its base data. Raises ``Refused("not_empty")`` when anybody has an
    account already.
    """
    demo_hash, unknown_hash = await hashes()
    async with database().writing() as session:
        if await has_users(session):
            raise Refused("not_empty")
        firm = Firm(session, today)
        await make_people(firm, demo_hash, unknown_hash)
        await make_registers(firm)
        await make_customers(firm)
        await make_contacts(firm)
        await make_projects(firm)
        invoices = await make_invoices(firm)
        await make_feed(firm)
        await _keep_log(firm, [*history_of(firm), *await make_files(firm)])
        await _index(firm)
        await _step_over(firm, CUSTOMERS, SHEETS[-1].number)
        await _step_over(firm, PROJECTS, projects.FIRST_NUMBER + len(firm.projects) - 1)
        await _step_over(firm, INVOICES, FIRST_INVOICE + len(invoices) - 1)


async def _keep_log(firm: Firm, changes: list[tuple[Change, list[ChangeItem]]]) -> None:
    """Write the change log, the oldest change first, as it would have come about."""
    await record_batch(firm.session, sorted(changes, key=lambda change: change[0].at))


async def _index(firm: Firm) -> None:
    """Write the words by which customers are found."""
    for customer in firm.customers:
        await search_index.index_customer(firm.session, customer)
        await search_index.index_addresses(firm.session, id_of(customer))
        for contact in firm.contacts[id_of(customer)]:
            points = firm.points.get(id_of(contact), [])
            await search_index.index_contact(firm.session, contact, points)


async def _step_over(firm: Firm, series: str, used: int) -> None:
    """The next number of a series is above the last one used."""
    stepped = await firm.session.execute(update(NumberSeries).where(NumberSeries.name == series).values(next=used + 1))
    if not stepped.rowcount:
        firm.session.add(NumberSeries(name=series, next=used + 1))
