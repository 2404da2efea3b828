"""What the marks' examples speak of: records of the demo firm, missing ones, and ones of another customer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select

from customer_card.database import database
from customer_card.domain.register_targets import register_target
from customer_card.models import (
    ChangeItem,
    Contact,
    ContactPoint,
    Customer,
    Document,
    FeedItem,
    Keyword,
    PermissionProfile,
    Project,
    ProjectMember,
    RegisterFinding,
    RegisterLookup,
    RegisterOffer,
    SalesStatus,
    User,
)
from customer_card.registers import RegisterAddress, RegisterRecord
from customer_card.services import activities, customers, documents, notes
from customer_card.services.documents import LinkFields
from customer_card.services.feed_fields import ActivityFields, NoteFields
from customer_card.services.history import Base
from customer_card.services.register_gateway import dumped
from customer_card.services.register_lookups import digests
from tests.support.people import SIGN_INS, actor
from tests.support.records import addresses_of, bare_customer, contacts_of, customer_id, row, rows, user_id

NUMBER = "1037"
"""A customer with several addresses and contacts, none of them changed but by the world itself."""

NEIGHBOUR = "1012"
DELETABLE = "1025"
"""A customer with contacts and an address, and without anything that keeps it."""

NO_SUCH_ID = 99_999_999


@dataclass(frozen=True, slots=True)
class World:
    """The values from which every handler's example arguments are made."""

    customer_id: int
    number: str
    deletable_id: int
    deletable_version: int
    address_id: int
    other_address_id: int
    contact_id: int
    document_id: int
    removed_document_id: int
    change_id: int
    item_id: int
    user_id: int
    organisation_number: str
    vat_number: str
    email: str
    colleague_id: int
    builtin_profile_id: int
    own_profile_id: int
    keyword_id: int
    lookup_id: int
    head_office_id: int
    activity_id: int
    """A to-do that everybody who reads may change."""
    mention_id: int
    """A note that names everybody who reads."""
    feed_change_id: int
    """The change that made the to-do."""
    project_id: int
    """A project that everybody who reads sees."""
    task_id: int
    """A task of it that everybody who reads may move."""

    def without_the_customer(self) -> World:
        """The same, but the customer does not exist, and nothing of it does."""
        return replace(
            self,
            customer_id=NO_SUCH_ID,
            deletable_id=NO_SUCH_ID,
            address_id=NO_SUCH_ID,
            other_address_id=NO_SUCH_ID,
            contact_id=NO_SUCH_ID,
            document_id=NO_SUCH_ID,
            removed_document_id=NO_SUCH_ID,
            change_id=NO_SUCH_ID,
            item_id=NO_SUCH_ID,
            lookup_id=NO_SUCH_ID,
            activity_id=NO_SUCH_ID,
            mention_id=NO_SUCH_ID,
            feed_change_id=NO_SUCH_ID,
            project_id=NO_SUCH_ID,
            task_id=NO_SUCH_ID,
        )

    def without_the_parts(self) -> World:
        """The same customer, but its address, its contact, its files and its change do not exist."""
        return replace(
            self,
            address_id=NO_SUCH_ID,
            other_address_id=NO_SUCH_ID,
            contact_id=NO_SUCH_ID,
            document_id=NO_SUCH_ID,
            removed_document_id=NO_SUCH_ID,
            change_id=NO_SUCH_ID,
            item_id=NO_SUCH_ID,
            lookup_id=NO_SUCH_ID,
            activity_id=NO_SUCH_ID,
            mention_id=NO_SUCH_ID,
            feed_change_id=NO_SUCH_ID,
            project_id=NO_SUCH_ID,
            task_id=NO_SUCH_ID,
        )

    def without_the_administered(self) -> World:
        """The same, but the user, the profiles and the word that are administered do not exist."""
        return replace(
            self,
            colleague_id=NO_SUCH_ID,
            builtin_profile_id=NO_SUCH_ID,
            own_profile_id=NO_SUCH_ID,
            keyword_id=NO_SUCH_ID,
        )


async def the_world() -> World:
    """The world of the demo firm that is in use."""
    return await _around(NUMBER)


async def with_a_neighbours_parts() -> World:
    """The world's customer with the address, the contact, the files and the change of another customer."""
    here, there = await _around(NUMBER), await _around(NEIGHBOUR)
    return replace(
        here,
        address_id=there.address_id,
        other_address_id=there.other_address_id,
        contact_id=there.contact_id,
        document_id=there.document_id,
        removed_document_id=there.removed_document_id,
        change_id=there.change_id,
        item_id=there.item_id,
        lookup_id=there.lookup_id,
        activity_id=there.activity_id,
        mention_id=there.mention_id,
        feed_change_id=there.feed_change_id,
        project_id=there.project_id,
        task_id=there.task_id,
    )


async def _around(number: str) -> World:
    of_customer = await customer_id(number)
    deletable = await _deletable()
    first, second, *_ = await addresses_of(of_customer)
    contact = await _with_email(await contacts_of(of_customer))
    change = await _a_change(of_customer)
    activity_id, feed_change_id = await _an_activity(of_customer)
    project_id = await _a_project(of_customer)
    emails = await rows(ContactPoint, ContactPoint.contact_id == contact.id, ContactPoint.kind == "email")
    return World(
        customer_id=of_customer,
        number=NUMBER,
        deletable_id=deletable.id or 0,
        deletable_version=deletable.version,
        address_id=first.id or 0,
        other_address_id=second.id or 0,
        contact_id=contact.id or 0,
        document_id=await _a_link(of_customer, removed=False),
        removed_document_id=await _a_link(of_customer, removed=True),
        change_id=change.change_id,
        item_id=change.id or 0,
        user_id=await user_id("kundansvarig"),
        organisation_number="9900003-4",
        vat_number="FI99000034",
        email=emails[0].value,
        colleague_id=await user_id("mika.lehtonen"),
        builtin_profile_id=(await rows(PermissionProfile, PermissionProfile.builtin_key == "employee"))[0].id,
        own_profile_id=(await rows(PermissionProfile, PermissionProfile.builtin_key.is_(None)))[0].id,
        keyword_id=(await rows(Keyword, Keyword.name == "Mässa"))[0].id,
        lookup_id=await _a_lookup(of_customer),
        head_office_id=(await row(Customer, of_customer)).head_office_id or 0,
        activity_id=activity_id,
        mention_id=await _a_mention(of_customer),
        feed_change_id=feed_change_id,
        project_id=project_id,
        task_id=await _a_task(of_customer, project_id),
    )


async def _deletable() -> Customer:
    """The customer that can be deleted; another one of its number once it was."""
    found = await rows(Customer, Customer.number == DELETABLE)
    return found[0] if found else await row(Customer, await bare_customer(DELETABLE))


async def _a_lookup(of_customer: int) -> int:
    """A look-up that was shown to everybody, with something that the watch found, made when first asked for."""
    found = await rows(RegisterLookup, RegisterLookup.customer_id == of_customer)
    if found:
        return found[0].id or 0
    customer: Customer = await row(Customer, of_customer)
    target = register_target(customer.vat_number, customer.organisation_number, customer.country, None)
    assert target is not None
    address = RegisterAddress(("Uusikatu 4",), "00150", "HELSINKI", "HELSINGFORS", "FI")
    record = RegisterRecord(target.register_id, "REKISTERIN NIMI OY", address=address, website="www.rekisteri.example")
    async with database().writing() as session:
        lookup = RegisterLookup(
            source="prh", register_id=target.register_id, customer_id=of_customer, state="valid", **digests(record)
        )
        session.add(lookup)
        await session.flush()
        lookup_id = lookup.id or 0
        for user in await session.scalars(select(User.id)):
            session.add(RegisterOffer(lookup_id=lookup_id, user_id=user, record=dumped(record)))
        session.add(RegisterFinding(customer_id=of_customer, lookup_id=lookup_id, kinds="renamed", digest="d"))
    return lookup_id


async def _an_activity(of_customer: int) -> tuple[int, int]:
    """A to-do without project, given to the one who may do least, and the change that made it."""
    titled = (FeedItem.customer_id == of_customer, FeedItem.title == "Provuppgift")
    if not await rows(FeedItem, *titled):
        given = {"title": "Provuppgift", "assignee_id": str(await user_id("medarbetare"))}
        await activities.add(await actor("admin"), of_customer, ActivityFields.model_validate(given))
    [made] = await rows(FeedItem, *titled)
    [title] = await rows(
        ChangeItem,
        ChangeItem.entity == "feed_item",
        ChangeItem.entity_id == made.id,
        ChangeItem.field == "title",
        ChangeItem.version_after == 1,
    )
    return made.id or 0, title.change_id


async def _a_project(of_customer: int) -> int:
    """A project managed, sold and worked on by those who see only such ones."""
    number = f"PROV-{of_customer}"
    if not await rows(Project, Project.number == number):
        [status, *_] = await rows(SalesStatus)
        project = Project(
            number=number,
            number_key=number.casefold(),
            customer_id=of_customer,
            name="Provprojekt",
            name_sort="provprojekt",
            status_id=status.id or 0,
            manager_id=await user_id("projektledare"),
            seller_id=await user_id("kundansvarig"),
        )
        member = await user_id("medarbetare")
        async with database().writing() as session:
            session.add(project)
            await session.flush()
            session.add(ProjectMember(project_id=project.id or 0, user_id=member))
    return (await rows(Project, Project.number == number))[0].id or 0


async def _a_task(of_customer: int, project_id: int) -> int:
    """A task of the project, given to the one who may do least."""
    titled = (FeedItem.customer_id == of_customer, FeedItem.title == "Provkort")
    if not await rows(FeedItem, *titled):
        given = {"kind": "task", "title": "Provkort", "project_id": str(project_id)}
        given["assignee_id"] = str(await user_id("medarbetare"))
        await activities.add(await actor("admin"), of_customer, ActivityFields.model_validate(given))
    return (await rows(FeedItem, *titled))[0].id or 0


async def _a_mention(of_customer: int) -> int:
    titled = (FeedItem.customer_id == of_customer, FeedItem.title == "Provanteckning")
    if not await rows(FeedItem, *titled):
        named = [str(await user_id(account)) for account in SIGN_INS.values() if account != "ingen"]
        await notes.add(await actor("admin"), of_customer, NoteFields(text="Provanteckning", mentions=named))
    return (await rows(FeedItem, *titled))[0].id or 0


async def _a_change(of_customer: int) -> ChangeItem:
    """A change of the customer that can be undone, made the first time that anybody asks."""
    of_website = (ChangeItem.entity == "customer", ChangeItem.entity_id == of_customer, ChangeItem.field == "website")
    changed = (*of_website, ChangeItem.version_after > 1)
    if not await rows(ChangeItem, *changed):
        who = await actor("kundansvarig")
        await customers.change_field(who, of_customer, "website", "www.provad.example", Base(10**6))
    return (await rows(ChangeItem, *changed))[0]


async def _a_link(of_customer: int, *, removed: bool) -> int:
    """A link of the customer, a removed one where that is asked for, made the first time that anybody asks."""
    name = "Borttagen länk" if removed else "Länk att prova"
    of_world = (Document.customer_id == of_customer, Document.name == name)
    if not await rows(Document, *of_world):
        who = await actor("kundansvarig")
        fields = LinkFields(url="https://www.provad.example/sida", name=name, kind="other")
        added = await documents.add_link(who, of_customer, documents.THE_CUSTOMER, fields)
        if removed:
            await documents.remove(who, of_customer, added.document_id)
    return (await rows(Document, *of_world))[0].id


async def _with_email(contacts: list[Contact]) -> Contact:
    having = {point.contact_id for point in await rows(ContactPoint, ContactPoint.kind == "email")}
    return next(contact for contact in contacts if contact.active and contact.id in having)
