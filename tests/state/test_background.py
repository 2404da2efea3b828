"""What is done behind an answer: one thing after the other, whatever becomes of the event that began it."""

from __future__ import annotations

import asyncio

import pytest

from customer_card.state import background
from customer_card.state.background import in_background, until_done


@pytest.mark.asyncio
async def test_one_thing_is_done_after_the_other_in_the_order_in_which_it_came() -> None:
    done: list[str] = []

    async def work(name: str) -> None:
        done.append(f"{name} begins")
        await asyncio.sleep(0)
        if name == "two":
            raise ValueError
        done.append(f"{name} ends")

    for name in ("one", "two", "three"):
        in_background(work(name))
    await until_done()
    assert done == ["one begins", "one ends", "two begins", "three begins", "three ends"]


@pytest.mark.asyncio
async def test_what_is_begun_goes_on_when_the_event_is_cancelled() -> None:
    go, done = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await go.wait()
        done.set()

    async def event() -> None:
        in_background(work())
        await asyncio.Event().wait()

    running = asyncio.create_task(event())
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait([running])
    go.set()
    await until_done()
    assert done.is_set()


@pytest.mark.asyncio
async def test_what_comes_when_too_much_waits_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "AT_MOST", 2)
    done: list[int] = []

    async def work(number: int) -> None:
        done.append(number)

    for number in range(4):
        in_background(work(number))
    await until_done()
    assert done == [0, 1]
