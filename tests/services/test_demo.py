"""The demo firm: who and what it holds, who sees what of it, and that it is the same every time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from customer_card.database import database
from customer_card.domain.business_ids import IdProblem, parse_organisation_number, parse_vat_number
from customer_card.domain.errors import Refused
from customer_card.domain.permissions import BUILT_IN_PROFILES
from customer_card.models import (
    Address,
    Change,
    Contact,
    ContactPoint,
    Customer,
    CustomerNumberAlias,
    CustomerSegment,
    Document,
    Industry,
    Invoice,
    Keyword,
    PermissionProfile,
    Project,
    ProjectMember,
    Role,
    SalesStatus,
    Segment,
    SegmentGroup,
    Unit,
    User,
)
from customer_card.services import sessions, visibility
from customer_card.services.demo import load_demo
from customer_card.services.users import DEMO_PASSWORD
from customer_card.settings import settings
from customer_card.storage.sniffing import media_type
from tests.services.demo_file import TODAY, DemoFile, count, loaded, rows_of, within

ACCOUNTS = ("admin", "ledning", "ekonomi", "kundansvarig", "projektledare", "medarbetare", "ingen")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoFile:
    """The demo firm, loaded once for all tests that only read it."""
    return loaded(tmp_path_factory.mktemp("demo") / "firm.db", TODAY)


@pytest.fixture
def firm(demo: DemoFile) -> Iterator[Session]:
    """A session that reads the loaded firm."""
    engine = create_engine(f"sqlite:///{demo.path}")
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_the_firm_has_the_size_that_the_demo_promises(firm: Session) -> None:
    assert sorted(firm.scalars(select(Unit.name))) == ["Helsingfors", "Oslo", "Stockholm"]
    assert [count(firm, table) for table in (User, Customer, Project)] == [12, 40, 70]
    assert 180 <= count(firm, Invoice) <= 220
    assert [count(firm, table) for table in (Role, Keyword, Industry, SalesStatus)] == [8, 11, 14, 6]
    assert [count(firm, table) for table in (SegmentGroup, Segment)] == [3, 11]
    assert count(firm, Customer, Customer.active.is_(False)) == 3
    assert count(firm, Customer, Customer.sole_trader) == 2
    assert count(firm, Customer, Customer.organisation_key.is_(None), Customer.vat_key.is_(None)) == 1
    assert count(firm, Customer, Customer.head_office_id.is_(None)) == 2
    assert count(firm, Customer, Customer.stand_in_id.is_not(None)) == 2
    assert count(firm, CustomerNumberAlias) == 1
    assert count(firm, CustomerSegment) > 100


def test_every_customer_has_two_to_eight_contacts_and_one_has_sixty(firm: Session) -> None:
    sizes = sorted(firm.scalars(select(func.count()).select_from(Contact).group_by(Contact.customer_id)))
    assert len(sizes) == 40
    assert sizes[0] >= 2
    assert sizes[-2] <= 8
    assert sizes[-1] == 60
    consents = firm.execute(select(Contact.consent, Contact.consent_at.is_(None))).all()
    assert {consent for consent, _ in consents} == {"given", "unstated", "declined"}
    assert all((consent == "unstated") == undated for consent, undated in consents)


def test_customers_and_projects_have_files_and_links_and_the_contents_are_in_the_store(firm: Session) -> None:
    assert count(firm, Document, Document.project_id.is_(None)) > 40
    assert count(firm, Document, Document.project_id.is_not(None)) > 40
    assert count(firm, Document, Document.url.is_not(None)) > 10
    assert count(firm, Document, Document.deleted_at.is_not(None)) == 1
    for document in firm.scalars(select(Document).where(Document.storage_key.is_not(None))):
        key = document.storage_key or ""
        content = (settings.documents_dir / key[:2] / key).read_bytes()
        assert (len(content), media_type(content)) == (document.size, document.media_type)


def test_seven_people_sign_in_with_one_profile_each(
    demo: DemoFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "data_dir", tmp_path)

    async def sign_in() -> list[tuple[str, Any]]:
        actors = []
        for account in ACCOUNTS:
            token = await sessions.sign_in(f"{account}@demo.example", DEMO_PASSWORD, "127.0.0.1")
            actor = await sessions.resolve(token)
            assert actor is not None
            actors.append((actor.language, actor.profile))
        return actors

    assert within(demo.path, sign_in) == [("sv", profile) for profile in BUILT_IN_PROFILES.values()]


def test_colleagues_can_be_picked_but_not_sign_in(
    demo: DemoFile, firm: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "data_dir", tmp_path)
    own = [f"{account}@demo.example" for account in ACCOUNTS]
    colleagues = list(firm.scalars(select(User).where(User.email_key.not_in(own)).order_by(User.id)))
    assert len(colleagues) == 5
    assert all(user.active for user in colleagues)
    assert sorted(user.language for user in colleagues) == ["fi", "nb", "sv", "sv", "sv"]
    with pytest.raises(sessions.SignInFailed):
        within(demo.path, lambda: sessions.sign_in(colleagues[0].email, DEMO_PASSWORD, "127.0.0.1"))


def test_two_loads_on_the_same_day_give_the_same_firm(demo: DemoFile, tmp_path: Path) -> None:
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    loaded(first, TODAY)
    loaded(second, TODAY)
    assert rows_of(first) == rows_of(second)


@pytest.mark.parametrize("today", [date(2027, 1, 1), date(2028, 2, 29), date(2026, 5, 17)])
def test_the_firm_is_as_large_on_any_other_day_and_nothing_lies_in_the_future(tmp_path: Path, today: date) -> None:
    other = loaded(tmp_path / "firm.db", today)
    engine = create_engine(f"sqlite:///{other.path}")
    with Session(engine) as session:
        assert 170 <= count(session, Invoice) <= 230
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        midnight = datetime(today.year, today.month, today.day, tzinfo=UTC)
        for table in (User, Customer, Address, Contact, Project, Invoice):
            assert count(session, table, table.updated_at >= midnight) == 0
            assert count(session, table, table.updated_at < table.created_at) == 0
        assert count(session, Change, Change.at >= midnight) == 0
        assert count(session, Contact, Contact.consent_at >= today) == 0
        assert count(session, Invoice, Invoice.invoice_date >= today) == 0
    engine.dispose()


def test_only_one_number_is_wrong_and_that_on_purpose(firm: Session) -> None:
    problems = {}
    for customer in firm.scalars(select(Customer)):
        if customer.organisation_number:
            number = parse_organisation_number(customer.organisation_number, customer.country)
            assert (number.value, number.key) == (customer.organisation_number, customer.organisation_key)
            assert number.personal == customer.sole_trader
            if number.problem:
                problems[customer.number] = number.problem
        if customer.vat_number:
            vat = parse_vat_number(customer.vat_number, customer.country)
            assert (vat.value, vat.key, vat.problem) == (customer.vat_number, customer.vat_key, None)
    assert problems == {"1016": IdProblem.WRONG_CHECKSUM}


def test_every_customer_with_an_address_has_exactly_one_head_office(firm: Session) -> None:
    assert firm.execute(text("PRAGMA foreign_key_check")).all() == []
    heads = {
        customer.id: customer.head_office_id
        for customer in firm.scalars(select(Customer).where(Customer.head_office_id.is_not(None)))
    }
    addresses = list(firm.scalars(select(Address)))
    assert {address.customer_id for address in addresses} == set(heads)
    assert all(address.head_office_id == heads[address.customer_id] for address in addresses)
    own = {address.id: address.customer_id for address in addresses}
    assert all(own[head] == customer_id for customer_id, head in heads.items())


def test_each_contact_has_one_primary_email_and_at_most_one_primary_phone(firm: Session) -> None:
    primary: dict[tuple[int, str], list[bool]] = {}
    for point in firm.scalars(select(ContactPoint)):
        primary.setdefault((point.contact_id, point.kind), []).append(point.is_primary)
    assert all(sum(flags) == 1 for flags in primary.values())
    assert len([flags for flags in primary.values() if len(flags) > 1]) > 20
    assert count(firm, ContactPoint, ContactPoint.do_not_use) > 5


def test_the_demo_sign_ins_see_some_projects_and_not_all(demo: DemoFile) -> None:
    async def seen() -> dict[str, tuple[int, int]]:
        async with database().reading() as session:
            numbers = {}
            for account in ACCOUNTS:
                user, profile = (
                    await session.execute(
                        select(User, PermissionProfile)
                        .join(PermissionProfile, PermissionProfile.id == User.profile_id)
                        .where(User.email_key == f"{account}@demo.example")
                    )
                ).one()
                actor = sessions.actor_of(user, profile)
                conditions = (
                    visibility.project_is_visible(actor),
                    visibility.project_money_is_visible(actor),
                )
                counts = [
                    await session.scalar(select(func.count()).select_from(Project).where(condition))
                    for condition in conditions
                ]
                numbers[account] = (counts[0] or 0, counts[1] or 0)
            return numbers

    numbers = within(demo.path, seen)
    assert [numbers[account] for account in ("admin", "ledning", "ekonomi")] == [(70, 70)] * 3
    assert numbers["projektledare"] == (8, 8)
    assert numbers["medarbetare"] == (6, 0)
    assert 12 <= numbers["kundansvarig"][0] <= 30
    assert numbers["ingen"] == (0, 0)


def test_the_account_managers_own_customers_have_projects_of_others(firm: Session) -> None:
    anna = firm.scalars(select(User).where(User.email_key == "kundansvarig@demo.example")).one()
    assert count(firm, Customer, Customer.owner_id == anna.id) == 8
    of_others = (
        select(func.count())
        .select_from(Project)
        .join(Customer, Customer.id == Project.customer_id)
        .where(Customer.owner_id == anna.id, Project.manager_id != anna.id, Project.seller_id != anna.id)
    )
    assert (firm.scalar(of_others) or 0) >= 5
    assert count(firm, ProjectMember) > 50


def test_a_database_that_somebody_uses_is_left_alone(demo: DemoFile) -> None:
    before = rows_of(demo.path)
    with pytest.raises(Refused) as refused:
        within(demo.path, lambda: load_demo(TODAY))
    assert refused.value.code == "not_empty"
    assert rows_of(demo.path) == before


def test_loading_takes_less_than_five_seconds(demo: DemoFile) -> None:
    assert demo.seconds < 5
