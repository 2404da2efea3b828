"""``make bench``: measures the running program, and writes a table, ``docs/bench.json`` and ``docs/bench.svg``."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import statistics
import sys
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Browser

from bench import wire
from bench.browser import GESTURES, Times, chromium, measure_card, measure_crowd, measure_empty
from bench.report import Line, as_json, picture, table
from bench.servers import CROWDS, LARGE, ROOT, Server, customer_card, empty_page, postgres_server

GATES_MS = {"open a card": (60, 34), "switch a tab": (40, 30), "save a field": (40, 30), "list search": (60, 45)}
GROWTH = (1.3, 1.1)
SERVER_P95_MS = {"sqlite": (30, 15), "postgres": (40, 15)}
CARDS_A_SECOND = (100, 250)
"""Of PostgreSQL: whoever has thirty people at work at once uses it."""
FIRST_VISIT_KB = (430, 300)
FIRST_VISIT_REQUESTS = (20, None)
MEMORY_KB = (300, 100)


@dataclass(slots=True)
class Measured:
    """What one engine at one size gave."""

    engine: str
    size: int
    times: Times
    server_ms: dict[str, list[float]] = field(default_factory=dict)
    cards_a_second: float = 0.0
    card_processor_ms: float = 0.0
    memory_kb: float = 0.0
    crowd_ms: tuple[list[float], list[float]] | None = None
    """Opening the crowded and the sparse customer's card; None for a size without them."""
    crowd_server_ms: dict[tuple[str, str], tuple[list[float], list[float]]] = field(default_factory=dict)
    """The same of the server alone, by gesture and reader."""


def main() -> None:
    """Measure everything that was asked for, in one run."""
    engines = os.environ.get("ENGINES", "sqlite,postgres").split(",")
    sizes = [int(size) for size in os.environ.get("SIZES", f"100,{LARGE}").split(",")]
    quick = os.environ.get("QUICK", "") not in {"", "0"}
    repetitions = 5 if quick else 15
    measured: list[Measured] = []
    with postgres_server() if "postgres" in engines else nullcontext("") as postgres, chromium() as browser:
        with empty_page() as server:
            _say("the empty page")
            floor = measure_empty(browser, server, repetitions)
        for engine in engines:
            for size in sizes:
                _say(f"{engine}, {size} customers")
                with customer_card(engine, size, postgres) as server:
                    measured.append(_measure(browser, server, engine, size, repetitions))
    lines = _lines(measured, floor)
    print(table(lines))
    conditions = _conditions(repetitions)
    (ROOT / "docs" / "bench.json").write_text(
        json.dumps(as_json(lines, conditions), indent=1, ensure_ascii=False) + "\n"
    )
    (ROOT / "docs" / "bench.svg").write_text(picture(lines))


def _measure(browser: Browser, server: Server, engine: str, size: int, repetitions: int) -> Measured:
    numbers = _finished(wire.some_numbers(server, 60))
    # Memory first: what a server has once taken it keeps, and later users would seem to cost nothing.
    memory = _finished(wire.memory_of_a_user(server, numbers))
    found = Measured(engine, size, measure_card(browser, server, numbers, repetitions), memory_kb=memory)
    found.server_ms = _finished(wire.server_times(server, numbers, 4 * repetitions))
    if server.crowded:
        found.crowd_ms = measure_crowd(browser, server, repetitions)
        for reader, user in wire.READERS.items():
            pairs = _finished(wire.crowded_times(server, user, 2 * repetitions))
            found.crowd_server_ms |= {(gesture, reader): pair for gesture, pair in pairs.items()}
    found.cards_a_second, found.card_processor_ms = _finished(wire.cards_a_second(server, numbers, repetitions / 2))
    return found


def _finished(work: Any) -> Any:
    """The result of a coroutine; in a thread, since the browser's own loop runs in this one."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


def _lines(measured: list[Measured], floor: Times) -> list[Line]:
    lines: list[Line] = []
    for one in measured:
        where = f"{one.engine}, {one.size}"
        for gesture in GESTURES:
            gate, goal = GATES_MS[gesture]
            lines.append(
                Line(f"{gesture} ({where})", one.times.median(gesture), "ms", gate, goal, floor=floor.median(gesture))
            )
        lines += _against_small(one, measured) + _against_sparse(one)
        gate, goal = SERVER_P95_MS[one.engine]
        lines += [
            Line(f"{gesture}, server p95 ({where})", wire.p95(times), "ms", gate, goal)
            for gesture, times in one.server_ms.items()
        ]
        gate, goal = CARDS_A_SECOND if one.engine == "postgres" else (None, None)
        lines.append(Line(f"cards a second ({where})", one.cards_a_second, "", gate, goal, more_is_better=True))
        lines.append(Line(f"processor time of a card ({where})", one.card_processor_ms, "ms"))
        lines.append(Line(f"memory of a user ({where})", one.memory_kb, "kB", *MEMORY_KB))
        lines += _first_visit(one, where, floor)
    return lines


def _against_small(one: Measured, measured: list[Measured]) -> list[Line]:
    """The same gestures against the smallest size of the same engine."""
    small = min((other for other in measured if other.engine == one.engine), key=lambda other: other.size)
    if small is one:
        return []
    return [
        Line(
            f"{gesture}, {one.size} : {small.size} ({one.engine})",
            one.times.median(gesture) / small.times.median(gesture),
            "×",
            *GROWTH,
        )
        for gesture in GESTURES
    ]


def _against_sparse(one: Measured) -> list[Line]:
    """The card of a customer with so many more activities, most of which a member does not see."""
    counts = f"{CROWDS['crowded']} : {CROWDS['sparse']} activities"
    pairs = {f"open a card as a member, {counts}": one.crowd_ms}
    for (gesture, reader), times in one.crowd_server_ms.items():
        pairs[f"{gesture} as {reader}, {counts}, server"] = times
    return [
        Line(f"{name} ({one.engine})", statistics.median(pair[0]) / statistics.median(pair[1]), "×", *GROWTH)
        for name, pair in pairs.items()
        if pair
    ]


def _first_visit(one: Measured, where: str, floor: Times) -> list[Line]:
    times, middle = one.times, statistics.median
    return [
        Line(f"first visit, transferred ({where})", middle(times.cold_bytes) / 1000, "kB", *FIRST_VISIT_KB,
             floor=middle(floor.cold_bytes) / 1000),
        Line(f"first visit, requests ({where})", middle(times.cold_requests), "", *FIRST_VISIT_REQUESTS,
             floor=middle(floor.cold_requests)),
        Line(f"first visit, time ({where})", middle(times.cold_ms), "ms", floor=middle(floor.cold_ms)),
    ]  # fmt: skip


def _conditions(repetitions: int) -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "cores": os.cpu_count(),
        "load_average": os.getloadavg()[0],
        "python": platform.python_version(),
        "repetitions": repetitions,
    }


def _say(what: str) -> None:
    print(f"Measuring {what} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
