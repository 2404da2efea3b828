"""«Samarbete» through the event pipeline: moving, adding, the address line, and what reaches no hidden eye."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from customer_card.database import Database
from customer_card.domain.permissions import Projects
from customer_card.models import Customer
from customer_card.services import activities, notes
from customer_card.services.feed_fields import NoteFields
from customer_card.services.history import Base
from customer_card.state.board import BoardState
from customer_card.state.card_figures import CardFiguresState
from customer_card.state.collaboration import CollaborationState
from customer_card.state.feed_actions import FeedActionsState
from customer_card.state.messages import MessagesState
from tests.state.conftest import SignIn
from tests.support.feed import Place, a_place, activity, item, note
from tests.support.people import actor
from tests.support.pipeline import Page
from tests.support.records import row, user_id

pytestmark = pytest.mark.asyncio

HIDDEN = "Qvarzzimbel"


@dataclass(frozen=True, slots=True)
class Planted:
    """A task in a project that ``medarbetare`` sees, and texts in one that ``medarbetare`` does not see."""

    place: Place
    task: int

    async def path(self, tab: str = "collaboration", query: str = "") -> str:
        return f"/customers/{(await row(Customer, self.place.customer_id)).number}/{tab}{query}"


async def planted(account: str = "admin") -> Planted:
    place = await a_place()
    member = await user_id("medarbetare")
    task = await activity(account, place.customer_id, "Rita", project_id=place.seen_project, assignee_id=member)
    hidden = {"project_id": place.hidden_project}
    await activity(account, place.customer_id, f"{HIDDEN} kort", **hidden)
    await activity(account, place.customer_id, f"{HIDDEN} ring", kind="todo", **hidden)
    root = await note(account, place.customer_id, f"{HIDDEN} anteckning", **hidden)
    await notes.answer(await actor(account), place.customer_id, root.item_id, NoteFields(text=f"{HIDDEN} svar"))
    return Planted(place, task.item_id)


def where(page: Page, title: str) -> str:
    return next(
        (one["key"] for one in page.shown(BoardState)["columns"] if title in [card["title"] for card in one["cards"]]),
        "",
    )


async def test_what_hangs_on_a_hidden_project_reaches_no_page_of_who_may_not_see_it(
    sign_in: SignIn, firm: Database
) -> None:
    there = await planted()
    seeing = await sign_in("admin", await there.path())
    await seeing.send(CollaborationState.toggle_done)
    assert str(seeing.shown(CollaborationState)).count(HIDDEN) >= 3
    assert HIDDEN in str(seeing.shown(BoardState))
    page = await sign_in("medarbetare", await there.path(query=f"?project={there.place.hidden_project}"))
    sent = [
        await page.send(CollaborationState.toggle_done),
        await page.send(CollaborationState.refresh),
        await page.send(BoardState.choose_project, values=[str(there.place.hidden_project)]),
        await page.send(BoardState.open_add, customer_id=there.place.customer_id, column="done"),
    ]
    assert HIDDEN not in "".join(answer.text for answer in sent)
    assert HIDDEN not in str(page.shown(BoardState)) + str(page.shown(CollaborationState))
    assert page.shown(BoardState)["project"] == []
    assert where(page, "Rita") == "not_started"


async def test_a_move_is_said_undone_and_counted(sign_in: SignIn, firm: Database) -> None:
    there = await planted()
    page = await sign_in("medarbetare", await there.path())
    figure = page.shown(CardFiguresState)["open_tasks"]
    values = {"customer_id": there.place.customer_id, "item_id": there.task, "version": 1, "after_id": 0}
    answer = await page.send(BoardState.move, **values, column="done")
    assert answer.status == "Uppgiften står nu i «Klar»."
    assert where(page, "Rita") == "done"
    assert page.shown(CardFiguresState)["open_tasks"] != figure
    said = page.shown(MessagesState)
    await page.send(FeedActionsState.undo, customer_id=said["undo_customer"], change_id=said["undo_change"])
    assert where(page, "Rita") == "not_started"
    assert page.shown(CardFiguresState)["open_tasks"] == figure


async def test_a_move_of_what_somebody_else_moved_is_told_and_shows_where_it_stands(
    sign_in: SignIn, firm: Database
) -> None:
    there = await planted()
    page = await sign_in("medarbetare", await there.path())
    customer_id = there.place.customer_id
    await activities.move(await actor("admin"), customer_id, there.task, "in_review", Base(1))
    values = {"customer_id": customer_id, "item_id": there.task, "version": 1, "after_id": 0}
    answer = await page.send(BoardState.move, **values, column="in_progress")
    assert answer.alert.startswith("Någon annan har flyttat uppgiften")
    assert where(page, "Rita") == "in_review"
    assert (await item(there.task)).board == "in_review"


@pytest.mark.parametrize(
    "forged",
    [{"column": "archive"}, {"column": "done", "version": -1}, {"column": "done", "after_id": "x"}],
)
async def test_a_forged_move_is_refused(sign_in: SignIn, firm: Database, forged: dict[str, object]) -> None:
    there = await planted()
    page = await sign_in("medarbetare", await there.path())
    values = {"customer_id": there.place.customer_id, "item_id": there.task, "version": 1, "after_id": 0}
    assert (await page.send(BoardState.move, **(values | forged))).alert
    assert (await item(there.task)).board == "not_started"


async def test_the_address_line_holds_the_filters_and_the_list_that_the_card_came_from(
    sign_in: SignIn, firm: Database
) -> None:
    there = await planted()
    member = await user_id("medarbetare")
    page = await sign_in("admin", await there.path(query=f"?person={member}&list=view%3Dall"))
    assert [one["value"] for one in page.shown(BoardState)["person"]] == [str(member)]
    assert where(page, f"{HIDDEN} kort") == ""
    answer = await page.send(BoardState.choose_project, values=[str(there.place.seen_project)])
    [script] = [one for one in answer.scripts if "replaceState" in one]
    assert f"?project={there.place.seen_project}&person={member}&list=" in script
    await page.send(BoardState.clear)
    assert where(page, f"{HIDDEN} kort") == "not_started"


async def test_a_task_is_added_to_a_column_and_needs_a_title_and_a_project(sign_in: SignIn, firm: Database) -> None:
    there = await planted()
    page = await sign_in("medarbetare", await there.path())
    form = {"customer_id": str(there.place.customer_id), "column": "in_review", "title": " ", "project_id": ""}
    await page.send(BoardState.add, form=form)
    assert set(page.shown(BoardState)["errors"]) == {"title", "project_id"}
    await page.send(BoardState.add, form=form | {"title": "Bygg", "project_id": str(there.place.hidden_project)})
    assert page.shown(MessagesState)["alert"]
    await page.send(BoardState.add, form=form | {"title": "Bygg", "project_id": str(there.place.seen_project)})
    assert where(page, "Bygg") == "in_review"


async def test_the_tab_is_read_only_when_it_is_shown(sign_in: SignIn, firm: Database) -> None:
    there = await planted()
    page = await sign_in("medarbetare", await there.path("contacts"))
    assert page.shown(CardFiguresState)["open_tasks"].endswith(("uppgift", "uppgifter"))
    assert page.shown(BoardState)["columns"] == []
    assert page.shown(CollaborationState)["threads"] == []
    done = {"customer_id": there.place.customer_id, "item_id": there.task, "done": True}
    figure = page.shown(CardFiguresState)["open_tasks"]
    await page.send(FeedActionsState.set_done, **done)
    assert page.shown(CardFiguresState)["open_tasks"] != figure


async def test_who_sees_no_project_of_the_customer_gets_no_columns_to_fill(sign_in: SignIn, firm: Database) -> None:
    there = await planted()
    assert (await actor("medarbetare")).profile.projects < Projects.ALL
    other = await row(Customer, there.place.customer_id)
    page = await sign_in("ingen", await there.path())
    assert not page.shown(BoardState).get("has_projects")
    assert other.name not in str(page.shown(BoardState))
