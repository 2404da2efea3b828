"""Exactly one head office whenever there is an address: kept by the database itself, past every use case."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import Database
from customer_card.models import Address, Customer
from tests.support.records import addresses_of, bare_customer, row


async def add_address(session: AsyncSession, customer_id: int, head_office_id: int, **values: Any) -> int:
    statement = insert(Address).values(
        customer_id=customer_id, head_office_id=head_office_id, line1="Gatan 1", city="Lund", **values
    )
    return (await session.scalars(statement.returning(Address.id))).one() or 0


async def point_at(session: AsyncSession, customer_id: int, head_office_id: int | None) -> None:
    await session.execute(
        update(Customer).where(Customer.id == customer_id).values(head_office_id=head_office_id)
    )


async def remove(session: AsyncSession, address_id: int) -> None:
    await session.execute(delete(Address).where(Address.id == address_id))


async def self_named_address(session: AsyncSession, customer_id: int) -> int:
    address_id = await add_address(session, customer_id, 0)
    await session.execute(update(Address).where(Address.id == address_id).values(head_office_id=address_id))
    return address_id


async def first_address(session: AsyncSession, customer_id: int) -> int:
    address_id = await self_named_address(session, customer_id)
    await point_at(session, customer_id, address_id)
    return address_id


async def with_two(database: Database, number: str = "1") -> tuple[int, int, int]:
    """A customer with a head office and one more address: the ids of all three."""
    customer_id = await bare_customer(number)
    async with database.writing() as session:
        head = await first_address(session, customer_id)
        other = await add_address(session, customer_id, head)
    return customer_id, head, other


@pytest.mark.asyncio
async def test_an_address_of_a_customer_without_head_office_is_refused(empty: Database) -> None:
    customer_id = await bare_customer("1")
    with pytest.raises(IntegrityError):
        async with empty.writing() as session:
            await add_address(session, customer_id, 0)
    assert await addresses_of(customer_id) == []


@pytest.mark.asyncio
async def test_an_address_that_names_itself_needs_the_customer_to_point_at_it(empty: Database) -> None:
    customer_id = await bare_customer("1")
    with pytest.raises(IntegrityError):
        async with empty.writing() as session:
            await self_named_address(session, customer_id)
    assert await addresses_of(customer_id) == []


@pytest.mark.asyncio
async def test_an_address_cannot_leave_out_which_the_head_office_is(empty: Database) -> None:
    customer_id = await bare_customer("1")
    with pytest.raises(IntegrityError):
        async with empty.writing() as session:
            await session.execute(insert(Address).values(customer_id=customer_id, line1="Gatan 1"))


@pytest.mark.asyncio
async def test_a_second_address_cannot_name_another_head_office(empty: Database) -> None:
    customer_id, _head, other = await with_two(empty)
    with pytest.raises(IntegrityError):
        async with empty.writing() as session:
            await add_address(session, customer_id, other)
    assert len(await addresses_of(customer_id)) == 2


@pytest.mark.asyncio
async def test_the_pointer_cannot_be_emptied_while_there_are_addresses(empty: Database) -> None:
    customer_id, head, _other = await with_two(empty)
    with pytest.raises(IntegrityError):
        async with empty.writing() as session:
            await point_at(session, customer_id, None)
    assert (await row(Customer, customer_id)).head_office_id == head


@pytest.mark.asyncio
async def test_the_pointer_cannot_lead_to_another_customers_address(empty: Database) -> None:
    customer_id, head, _other = await with_two(empty)
    _, foreign, _ = await with_two(empty, "2")
    with pytest.raises(IntegrityError):
        async with empty.writing() as session:
            await point_at(session, customer_id, foreign)
    assert (await row(Customer, customer_id)).head_office_id == head


@pytest.mark.asyncio
async def test_the_pointer_cannot_lead_to_an_address_that_does_not_exist(empty: Database) -> None:
    customer_id, head, _other = await with_two(empty)
    with pytest.raises(IntegrityError):
        async with empty.writing() as session:
            await point_at(session, customer_id, head + 1000)


@pytest.mark.asyncio
async def test_the_head_office_cannot_be_deleted_while_there_are_others(empty: Database) -> None:
    customer_id, head, other = await with_two(empty)
    with pytest.raises(IntegrityError):
        async with empty.writing() as session:
            await remove(session, head)
    assert [address.id for address in await addresses_of(customer_id)] == [head, other]


@pytest.mark.asyncio
async def test_the_last_address_cannot_go_while_the_customer_still_points_at_it(empty: Database) -> None:
    customer_id = await bare_customer("1")
    async with empty.writing() as session:
        head = await first_address(session, customer_id)
    with pytest.raises(IntegrityError):
        async with empty.writing() as session:
            await remove(session, head)


@pytest.mark.asyncio
async def test_a_first_and_a_second_address_are_kept(empty: Database) -> None:
    customer_id, head, _other = await with_two(empty)
    assert [address.head_office_id for address in await addresses_of(customer_id)] == [head, head]


@pytest.mark.asyncio
async def test_moving_the_head_office_is_one_statement_that_every_address_follows(empty: Database) -> None:
    customer_id, _head, other = await with_two(empty)
    async with empty.writing() as session:
        await point_at(session, customer_id, other)
    assert [address.head_office_id for address in await addresses_of(customer_id)] == [other, other]


@pytest.mark.asyncio
async def test_the_head_office_can_move_and_the_old_one_be_deleted_at_once(empty: Database) -> None:
    customer_id, head, other = await with_two(empty)
    async with empty.writing() as session:
        await point_at(session, customer_id, other)
        await remove(session, head)
    assert [address.id for address in await addresses_of(customer_id)] == [other]


@pytest.mark.asyncio
async def test_the_last_address_goes_together_with_the_pointer(empty: Database) -> None:
    customer_id = await bare_customer("1")
    async with empty.writing() as session:
        head = await first_address(session, customer_id)
    async with empty.writing() as session:
        await remove(session, head)
        await point_at(session, customer_id, None)
    assert (await row(Customer, customer_id)).head_office_id is None


@pytest.mark.asyncio
async def test_deleting_a_customer_takes_its_addresses_along(empty: Database) -> None:
    customer_id, _head, _other = await with_two(empty)
    async with empty.writing() as session:
        await session.execute(delete(Customer).where(Customer.id == customer_id))
    async with empty.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Address)) == 0
