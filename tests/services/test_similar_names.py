"""The warning that a customer with nearly the same name exists."""

from __future__ import annotations

import pytest

from customer_card.database import Database
from customer_card.domain.errors import NotFound
from customer_card.services import customers
from customer_card.services.customers import NewCustomer
from customer_card.services.similar_names import SHOWN, with_similar_name
from tests.support.people import actor
from tests.support.statements import counted


async def alike(name: str, who: str = "kundansvarig") -> list[str]:
    return [one.name for one in await with_similar_name(await actor(who), name)]


async def make(*names: str) -> None:
    who = await actor("admin")
    for name in names:
        await customers.create(who, NewCustomer(name=name))


@pytest.mark.parametrize(
    "typed",
    ["Havsörnens Byggteknik", "havsornens byggteknik oy", "Byggteknik Havsörnens AB", "Havsörnens Bygteknik AB",
     "Havsörnes Byggteknik"],
)  # fmt: skip
@pytest.mark.asyncio
async def test_spelling_form_and_order_of_words_matter_little(firm: Database, typed: str) -> None:
    await make("Havsörnens Byggteknik AB")
    assert await alike(typed) == ["Havsörnens Byggteknik AB"]


@pytest.mark.parametrize("typed", ["", "Ha", "AB", "Havsörnens", "Byggteknik i Norr", "Havsörnens Byggteknik 2"])
@pytest.mark.asyncio
async def test_another_name_is_not_warned_about(firm: Database, typed: str) -> None:
    await make("Havsörnens Byggteknik AB")
    assert await alike(typed) == []


@pytest.mark.asyncio
async def test_the_most_alike_come_first_and_at_most_three(firm: Database) -> None:
    await make(*(f"Zinkgruvans Åkeri{end} AB" for end in ("e", "s", "er", "")))
    found = await alike("Zinkgruvans Åkeri")
    assert len(found) == SHOWN
    assert found[0] == "Zinkgruvans Åkeri AB"


@pytest.mark.asyncio
async def test_an_inactive_customer_is_a_double_too(firm: Database) -> None:
    who = await actor("admin")
    await make("Havsörnens Byggteknik AB")
    async with firm.reading() as session:
        number = (await with_similar_name(who, "Havsörnens Byggteknik"))[0].number
        details = await customers.find(session, who, number)
    await customers.set_active(who, details.customer.id or 0, False)
    assert await alike("Havsörnens Byggteknik") == ["Havsörnens Byggteknik AB"]


@pytest.mark.parametrize("who", ["medarbetare", "ingen"])
@pytest.mark.asyncio
async def test_who_may_add_none_is_told_nothing(firm: Database, who: str) -> None:
    with pytest.raises(NotFound):
        await alike("Havsörnens Byggteknik", who)


@pytest.mark.asyncio
async def test_asking_takes_one_statement(firm: Database) -> None:
    who = await actor("kundansvarig")
    with counted(firm) as statements:
        await with_similar_name(who, "Åkerlunda Livsmedel i Norr Konsult Bygg AB")
    assert len(statements) == 1
