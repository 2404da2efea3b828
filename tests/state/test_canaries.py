"""What a reader may not see reaches no page of that reader, whichever handler is called.

Each planted text has a positive control: whoever may see it, does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
import pytest_asyncio

from customer_card.database import Database
from customer_card.models import ChangeItem
from customer_card.services import addresses, contacts, customers, documents
from customer_card.services.addresses import AddressFields
from customer_card.services.contact_form import ContactFields, PointFields
from customer_card.services.customers import NewCustomer
from customer_card.services.documents import LinkFields
from customer_card.services.history import Base
from customer_card.state.contacts import ContactsState
from customer_card.state.customers import CustomersState
from tests.state.conftest import SignIn
from tests.support.handlers import marked
from tests.support.papers import project
from tests.support.people import actor
from tests.support.pipeline import Page, Pipeline
from tests.support.records import rows
from tests.support.world import World, the_world

EDITORS = ["admin", "ledning", "ekonomi", "kundansvarig", "projektledare"]
READERS = [*EDITORS, "medarbetare"]

PERSONAL_NUMBER = "640823-3234"
PERSONAL_DIGITS = "6408233234"

CUSTOMERS_WORDS = (
    "Zyxelkvist", "Qvickzotum", "Wrenzibald", "Xantippe", "Zvartkrok", "Zqvist", "zqvist.example", "Krokzilla",
    "lenkz.example",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planted:
    """A sole trader with an address and a contact, all of whose texts stand nowhere else."""

    world: World
    number: str

    @property
    def card(self) -> str:
        return f"/customers/{self.number}/contacts"


@pytest_asyncio.fixture
async def planted(firm: Database, world: World) -> Planted:
    """Plant one unmistakable text in everything that hangs on a customer."""
    admin = await actor("admin")
    number = await customers.create(
        admin,
        NewCustomer(
            name="Zyxelkvist Konsult",
            country="SE",
            organisation_number=PERSONAL_NUMBER,
            vat_number=f"SE{PERSONAL_DIGITS}01",
            address=AddressFields(line1="Zvartkrok 7", postal_code="111 22", city="Stockholm", country="SE"),
        ),
    )
    async with firm.reading() as session:
        details = await customers.find(session, admin, number)
        customer_id = details.customer.id or 0
        [head_office] = await addresses.of_customer(session, admin, customer_id)
    await customers.change_field(admin, customer_id, "sole_trader", "true", Base(1))
    await customers.change_field(admin, customer_id, "description", "Qvickzotum ska inte synas", Base(2))
    other = await addresses.add(admin, customer_id, AddressFields(line1="Xantippe 9", city="Umeå"))
    contact = await contacts.add(
        admin,
        customer_id,
        ContactFields(
            first_name="Wrenzibald",
            last_name="Zqvist",
            description="Zqvist svarar på fredagar",
            emails=[PointFields(value="wrenzibald@zqvist.example")],
        ),
    )
    link = LinkFields(url="https://lenkz.example/mapp", name="Krokzilla avtal")
    document = (await documents.add_link(admin, customer_id, documents.THE_CUSTOMER, link)).document_id
    [of_description] = await rows(ChangeItem, ChangeItem.entity_id == customer_id, ChangeItem.field == "description")
    return Planted(
        replace(
            await the_world(),
            customer_id=customer_id,
            address_id=head_office.address.id or 0,
            other_address_id=other,
            contact_id=contact,
            document_id=document,
            change_id=of_description.change_id,
            item_id=of_description.id or 0,
            user_id=admin.user_id,
            organisation_number=PERSONAL_NUMBER,
            vat_number=f"SE{PERSONAL_DIGITS}01",
            email="wrenzibald@zqvist.example",
        ),
        number,
    )


async def everything_sent(page: Page, planted: Planted) -> str:
    """All that reaches a page that visits the card and the list, and calls every handler that only reads."""
    for address in ("/customers", planted.card, "/customers?search=zyx&view=all", "/customers/9999/contacts"):
        await page.go(address)
        for handler in marked():
            if not handler.mark.writes:
                await page.send(handler.event_name, **handler.arguments(planted.world))
    await page.go(planted.card)
    await page.send(CustomersState.search_for, text="zyxelk")
    await page.send(CustomersState.search_for, text=PERSONAL_NUMBER)
    await page.send(CustomersState.search_for, text="wrenz")
    return "\n".join(page.received)


def bare(text: str) -> str:
    """A text without what may stand between the digits of a number."""
    return text.replace("-", "").replace(" ", "")


@pytest.mark.asyncio
@pytest.mark.parametrize("account", READERS)
async def test_who_may_read_customers_sees_what_was_planted(account: str, sign_in: SignIn, planted: Planted) -> None:
    page = await sign_in(account, planted.card)
    await page.send(
        ContactsState.open_contact,
        customer_id=planted.world.customer_id,
        contact_id=planted.world.contact_id,
    )
    sent = "\n".join(page.received)
    assert planted_words(sent) == list(CUSTOMERS_WORDS)


@pytest.mark.asyncio
async def test_nothing_of_a_customer_reaches_a_profile_without_customers(sign_in: SignIn, planted: Planted) -> None:
    page = await sign_in("ingen", planted.card)
    sent = await everything_sent(page, planted)
    assert planted_words(sent) == []
    assert PERSONAL_DIGITS not in bare(sent)


@pytest.mark.asyncio
async def test_nothing_of_a_customer_reaches_somebody_who_is_not_signed_in(server: Pipeline, planted: Planted) -> None:
    page = server.page()
    await page.open(planted.card)
    sent = await everything_sent(page, planted)
    assert planted_words(sent) == []
    assert PERSONAL_DIGITS not in bare(sent)
    assert "demo.example" not in sent


@pytest.mark.asyncio
@pytest.mark.parametrize(("account", "sees"), [("admin", True), ("medarbetare", False), ("projektledare", False)])
async def test_nothing_of_a_hidden_projects_file_reaches_a_page(
    account: str, sees: bool, sign_in: SignIn, planted: Planted
) -> None:
    admin, customer = await actor("admin"), planted.world.customer_id
    hidden = await project(customer, "Quastzinder")
    link = LinkFields(url="https://quastz.example", name="Quastlink")
    document = (await documents.add_link(admin, customer, hidden, link)).document_id
    await documents.change(admin, customer, document, documents.DocumentFields(name="Quastnamn"), Base(10**6))
    page = await sign_in(account, planted.card)
    sent = await everything_sent(page, replace(planted, world=replace(planted.world, document_id=document)))
    assert ("uast" in sent.lower()) == sees


@pytest.mark.asyncio
@pytest.mark.parametrize("account", EDITORS)
async def test_who_may_edit_sees_a_sole_traders_number(account: str, sign_in: SignIn, planted: Planted) -> None:
    page = await sign_in(account, planted.card)
    assert PERSONAL_NUMBER in "\n".join(page.received)


@pytest.mark.asyncio
async def test_a_sole_traders_number_reaches_nobody_who_only_reads(sign_in: SignIn, planted: Planted) -> None:
    page = await sign_in("medarbetare", planted.card)
    world = planted.world
    for handler in marked():
        if not handler.mark.writes:
            await page.send(handler.event_name, **handler.arguments(world))
    for address in (planted.card, "/customers?search=zyxelkvist&view=all", planted.card):
        await page.go(address)
    sent = bare("\n".join(page.received))
    assert "Zyxelkvist" in sent
    assert PERSONAL_DIGITS not in sent
    assert PERSONAL_DIGITS[-4:] + "01" not in sent


@pytest.mark.asyncio
@pytest.mark.parametrize("typed", [PERSONAL_NUMBER, PERSONAL_DIGITS, "640823", "6408", f"SE{PERSONAL_DIGITS}01"])
async def test_a_sole_traders_number_cannot_be_guessed_by_searching(
    typed: str, sign_in: SignIn, planted: Planted
) -> None:
    reader, editor = await sign_in("medarbetare"), await sign_in("admin")
    assert (await found(reader, typed), await found(editor, typed)) == ([], ["Zyxelkvist Konsult"])


async def found(page: Page, typed: str) -> list[str]:
    """The names that a search lists."""
    await page.send(CustomersState.choose_view, view="all")
    answer = await page.send(CustomersState.search_for, text=typed)
    return [row["name"] for row in answer.changed(CustomersState).get("rows", [])]


def planted_words(sent: str) -> list[str]:
    """The words of the planted customer that were sent."""
    return [word for word in CUSTOMERS_WORDS if word in sent]
