"""What the demo firm has planned, done and written down for its customers and their projects."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from customer_card.models import (
    Contact,
    Customer,
    FeedItem,
    FeedMention,
    FeedParticipant,
    FeedText,
    Project,
    ProjectMember,
)
from customer_card.services import local_time
from customer_card.services.demo.feed_words import ANSWERS, MEETINGS, NOTES, TASKS, TODOS, WHOLE_DAYS
from customer_card.services.demo.firm import Firm, at_work, chance, id_of, working_day
from customer_card.services.feed_fields import UNDATED
from customer_card.services.feed_writing import RANK_GAP, words_of
from customer_card.services.notes import beginning

COLUMNS = ("not_started", "in_progress", "in_review", "done")


class _Feed:
    """The rows as far as they have been made; people and texts wait for the ids of their items."""

    def __init__(self, firm: Firm, members: dict[int, list[int]]) -> None:
        self.firm = firm
        self.members = members
        self.rng: Random = chance("feed")
        self.items: list[FeedItem] = []
        self.bodies: list[str] = []
        self.contacts: list[tuple[FeedItem, int]] = []
        self.colleagues: list[tuple[FeedItem, int]] = []
        self.mentions: list[tuple[FeedItem, int, bool]] = []
        self.answers: list[tuple[FeedItem, FeedItem]] = []
        """Each answer with its root."""

    def add(self, customer: Customer, made_by: int, at: datetime, body: str = "", **columns: Any) -> FeedItem:
        """One item."""
        item = FeedItem(
            customer_id=id_of(customer), created_at=at, updated_at=at, created_by=made_by, updated_by=made_by, **columns
        )
        item.scope_id = item.project_id or 0
        self.items.append(item)
        self.bodies.append(body)
        return item

    def somebody(self, customer: Customer, project: Project | None) -> int:
        """Who has to do with it: of a project those who work on it, of the customer its owner."""
        if project is None:
            return self.firm.users[self.firm.owner_of(customer, "ledning")]
        people = [*self.members.get(id_of(project), []), project.manager_id, project.seller_id]
        return self.rng.choice([one for one in people if one])

    def ahead(self, days: int) -> date:
        """A working day so many days from today."""
        return working_day(self.firm.today + timedelta(days=days))


async def make_feed(firm: Firm) -> None:
    """Write the activities and notes with their people."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    for project_id, user_id in await firm.session.execute(
        select(ProjectMember.project_id, ProjectMember.user_id).order_by(
            ProjectMember.project_id, ProjectMember.user_id
        )
    ):
        members[project_id].append(user_id)
    feed = _Feed(firm, members)
    of_customer: defaultdict[int, list[Project]] = defaultdict(list)
    for project in firm.projects:
        of_customer[project.customer_id].append(project)
    for customer in firm.customers:
        projects = of_customer[id_of(customer)]
        _conversations(feed, customer, projects)
        if customer.active:
            _plans(feed, customer, [project for project in projects if project.open])
            for project in projects:
                _tasks(feed, customer, project)
    await _write(feed)


def _conversations(feed: _Feed, customer: Customer, projects: list[Project]) -> None:
    """Notes over the time that the firm has known the customer, some with a contact, some within a project."""
    firm, rng = feed.firm, feed.rng
    people = firm.contacts[id_of(customer)]
    for n in range(rng.randint(3, 9)):
        days_ago = 1 + rng.randint(0, max(1, min(firm.age(customer) - 2, 40 * (n + 1))))
        kind, words = rng.choice(NOTES)
        erased = [person for person in people if person.erased_at is not None]
        person = erased[0] if erased and n == 0 else _known(people, rng)
        project = rng.choice(projects) if projects and rng.random() < 0.4 else None
        author = feed.somebody(customer, project)
        at = firm.moment(days_ago, n)
        body = words.format(first=person.first_name or person.last_name or "Kontakten" if person else "Kontakten")
        note = feed.add(
            customer, author, at, body,
            kind="note", note_kind=kind, state="done", title=beginning(body), sort_at=at,
            project_id=id_of(project) if project else None,
        )  # fmt: skip
        if (person is not None and "{first}" in words) or person in erased:
            feed.contacts.append((note, id_of(person)))
        if rng.random() < 0.25:
            _mention(feed, customer, note, project, author)


def _known(people: list[Contact], rng: Random) -> Contact | None:
    active = [person for person in people if person.active]
    return rng.choice(active[:6]) if active else None


def _mention(feed: _Feed, customer: Customer, note: FeedItem, project: Project | None, author: int) -> None:
    """Name somebody who may see the note; what was written lately has not been seen yet."""
    firm = feed.firm
    named = firm.users["ledning"] if project is None else feed.somebody(customer, project)
    if project is None and feed.rng.random() < 0.6:
        named = firm.users[feed.rng.choice(("medarbetare", "admin"))]
    if named == author:
        return
    seen = (firm.today - note.sort_at.date()).days > 20
    feed.mentions.append((note, named, seen))


def _plans(feed: _Feed, customer: Customer, projects: list[Project]) -> None:
    """To-dos around today, some late, and calendar entries behind and ahead."""
    firm, rng = feed.firm, feed.rng
    person = _known(firm.contacts[id_of(customer)], rng)
    first = (person.first_name or person.last_name or "kontakten") if person else "kontakten"
    for n, title in enumerate(rng.sample(TODOS, rng.randint(2, 4))):
        due = feed.ahead(rng.choice((-9, -2, 0, 1, 3, 7, 16))) if rng.random() < 0.9 else None
        owner = feed.somebody(customer, None)
        done_at = firm.moment(rng.randint(1, 30), n) if n and rng.random() < 0.3 else None
        todo = feed.add(
            customer, owner, firm.moment(31 + n, n),
            kind="todo", state="done" if done_at else "planned", title=title.format(first=first), due_on=due,
            done_at=done_at, assignee_id=rng.choice((owner, owner, firm.users["medarbetare"], firm.users["admin"])),
            sort_at=done_at or (local_time.moment(due) if due else UNDATED),
        )  # fmt: skip
        if person is not None and "{first}" in title:
            feed.contacts.append((todo, id_of(person)))
    for n in range(rng.randint(1, 3)):
        _entry(feed, customer, rng.choice(projects) if projects and rng.random() < 0.5 else None, person, n)


def _entry(feed: _Feed, customer: Customer, project: Project | None, person: Contact | None, n: int) -> None:
    rng = feed.rng
    day = feed.ahead(rng.choice((-40, -12, -5, 0, 2, 6, 13)))
    title, place = rng.choice(MEETINGS)
    columns: dict[str, Any] = {"kind": "event", "state": "timed", "project_id": id_of(project) if project else None}
    if rng.random() < 0.15:
        last = day + timedelta(days=1)
        columns |= {"title": rng.choice(WHOLE_DAYS), "due_on": day, "last_on": last, "sort_at": local_time.moment(day)}
        columns |= {"ends_at": local_time.end_of(last)}
    else:
        begins = at_work(day, 60 * rng.randint(0, 7))
        columns |= {"title": title, "place": place, "starts_at": begins, "sort_at": begins}
        columns |= {"ends_at": begins + timedelta(minutes=rng.choice((30, 60, 90)))}
    owner = feed.somebody(customer, project)
    entry = feed.add(customer, owner, feed.firm.moment(45, n), **columns)
    entry.assignee_id = owner
    if person is not None:
        feed.contacts.append((entry, id_of(person)))
    if project is None:
        feed.colleagues.append((entry, feed.firm.users["ledning"]))


def _tasks(feed: _Feed, customer: Customer, project: Project) -> None:
    """The tasks of a project: of a running one in every column, of a finished one all done."""
    firm, rng = feed.firm, feed.rng
    if project.start_date is None or project.start_date > firm.today:
        return
    for n, title in enumerate(rng.sample(TASKS, rng.randint(4, 7))):
        column = rng.choice(COLUMNS) if project.open else "done"
        entered = firm.moment(rng.randint(1, 25) + (0 if project.open else _ended_days_ago(project, firm)), n)
        due = feed.ahead(rng.choice((-6, -1, 2, 5, 9, 20, 34)))
        done = column == "done"
        worker = feed.somebody(customer, project)
        task = feed.add(
            customer, project.manager_id or worker, entered - timedelta(days=rng.randint(1, 20)),
            kind="task", state="done" if done else "planned", title=title, project_id=id_of(project), due_on=due,
            assignee_id=worker, board=column, board_at=entered, rank=n * RANK_GAP, done_at=entered if done else None,
            sort_at=entered if done else local_time.moment(due),
        )  # fmt: skip
        if n == 0 and rng.random() < 0.4:
            _answers(feed, customer, project, task)


def _ended_days_ago(project: Project, firm: Firm) -> int:
    """How many days ago a finished project ended."""
    return max((firm.today - project.deadline).days, 0) if project.deadline else 0


def _answers(feed: _Feed, customer: Customer, project: Project, root: FeedItem) -> None:
    for n, words in enumerate(ANSWERS[: feed.rng.randint(1, 3)]):
        at = feed.firm.moment(3 - n, n)
        answer = feed.add(
            customer, feed.somebody(customer, project), at, words,
            kind="note", note_kind="note", state="done", title=words, sort_at=at, project_id=id_of(project),
        )  # fmt: skip
        feed.answers.append((answer, root))


async def _write(feed: _Feed) -> None:
    """Roots first: their ids are what answers, texts and people refer to."""
    answers = {id(answer) for answer, _ in feed.answers}
    await feed.firm.keep(item for item in feed.items if id(item) not in answers)
    for answer, root in feed.answers:
        answer.root_id = id_of(root)
    await feed.firm.keep(answer for answer, _ in feed.answers)
    pairs = zip(feed.items, feed.bodies, strict=True)
    await feed.firm.keep(
        FeedText(item_id=id_of(item), body=body, words=words_of(item.title, body, item.place)) for item, body in pairs
    )
    people = [FeedParticipant(customer_id=i.customer_id, item_id=id_of(i), contact_id=c) for i, c in feed.contacts]
    people += [FeedParticipant(customer_id=i.customer_id, item_id=id_of(i), user_id=u) for i, u in feed.colleagues]
    await feed.firm.keep(people)
    await feed.firm.keep(
        FeedMention(item_id=id_of(item), user_id=user, created_at=item.sort_at, seen_at=item.sort_at if seen else None)
        for item, user, seen in feed.mentions
    )
