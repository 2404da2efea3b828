"""What generated customers' feeds hold: tasks, calendar entries and notes, the same for the same position."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from customer_card.models import FeedItem, FeedParticipant, FeedText
from customer_card.services.feed_writing import RANK_GAP, words_of
from customer_card.services.generated_values import DAYS_BACK

DAYS_AHEAD = 120
VERBS = ("Ring om", "Skicka", "Följ upp", "Boka", "Gå igenom", "Stäm av", "Förbered", "Granska")
MATTERS = ("offerten", "avtalet", "tidplanen", "budgeten", "fakturan", "testerna", "utbildningen", "rapporten")
NOTE_KINDS = ("note", "call", "meeting", "email")
COLUMNS = ("not_started", "in_progress", "in_review")

TableRows = dict[Any, list[dict[str, Any]]]


def feed_rows(
    customer_id: int,
    item_ids: Sequence[int],
    projects: Sequence[int],
    contacts: Sequence[int],
    people: Sequence[int],
    epoch: date,
    rng: Random,
) -> TableRows:
    """The rows of one customer's feed: half of them notes, a third tasks, the rest calendar entries."""
    rows: TableRows = {FeedItem: [], FeedText: [], FeedParticipant: []}
    for item_id in item_ids:
        at = datetime.combine(epoch - timedelta(days=rng.randint(-DAYS_AHEAD, DAYS_BACK)), time(8), UTC)
        at += timedelta(minutes=rng.randint(0, 480))
        project = rng.choice(projects) if projects and rng.random() < 0.7 else None
        person = rng.choice(people) if people else None
        title = f"{rng.choice(VERBS)} {rng.choice(MATTERS)}"
        item = _BLANK | _what(at, epoch, project, person, rng)
        item |= {"id": item_id, "customer_id": customer_id, "project_id": project, "scope_id": project or 0}
        made = min(at, datetime.combine(epoch, time(8), UTC))
        rows[FeedItem].append(
            item | {"title": title, "created_at": made, "updated_at": made, "created_by": person, "updated_by": person}
        )
        rows[FeedText].append({"item_id": item_id, "body": title, "words": words_of(title, title, None)})
        if contacts and rng.random() < 0.3:
            contact = rng.choice(contacts)
            rows[FeedParticipant].append({"customer_id": customer_id, "item_id": item_id, "contact_id": contact})
    return rows


def _what(at: datetime, epoch: date, project: int | None, person: int | None, rng: Random) -> dict[str, Any]:
    """What an item is: notes lie behind, tasks are done where they lie behind, mostly."""
    chance = rng.random()
    past = at.date() <= epoch
    if chance < 0.5 and past:
        return {"kind": "note", "note_kind": rng.choice(NOTE_KINDS), "state": "done", "sort_at": at}
    if chance < 0.65:
        ends = at + timedelta(hours=1)
        return {
            "kind": "event",
            "state": "timed",
            "sort_at": at,
            "starts_at": at,
            "ends_at": ends,
            "assignee_id": person,
        }
    done = past and rng.random() < 0.98
    task: dict[str, Any] = {
        "kind": "task" if project else "todo",
        "state": "done" if done else "planned",
        "sort_at": at,
        "due_on": at.date(),
        "done_at": at if done else None,
        "assignee_id": person,
    }
    if project:
        task |= {
            "board": "done" if done else rng.choice(COLUMNS),
            "board_at": at,
            "rank": rng.randint(1, 1000) * RANK_GAP,
        }
    return task


_BLANK: dict[str, Any] = {
    "version": 1, "note_kind": None, "due_on": None, "last_on": None, "starts_at": None, "ends_at": None, "place": None,
    "assignee_id": None, "personal": False, "done_at": None, "board": None, "board_at": None, "rank": None,
    "root_id": None, "deleted_at": None,
}  # fmt: skip
"""Every row names every column: many are written by one statement."""
