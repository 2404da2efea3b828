"""«Samarbete»: the board of project tasks, and below it the projects' notes and other activities."""

from __future__ import annotations

import reflex as rx

from customer_card.components.basics import avatar, badge, button, empty, field_error, link, section
from customer_card.components.board import board
from customer_card.components.drafts import count_of_form, draft, draft_bars
from customer_card.components.feed_rows import feed_rows
from customer_card.components.feed_sheet import note_text
from customer_card.components.pickers import picker
from customer_card.i18n import t
from customer_card.state.board import BoardState
from customer_card.state.card import CardState
from customer_card.state.collaboration import CollaborationState
from customer_card.state.feed_sheet import FeedSheetState
from customer_card.views.collaboration import ThreadView
from customer_card.views.feed import AnswerLine

CUSTOMER = CardState.header.id
CUSTOMER_ID = CUSTOMER.to(int)
ERRORS = CollaborationState.errors


def collaboration(files: rx.Component | None = None) -> rx.Component:
    """The tab; ``files`` is the section «Filer & länkar», which stands on other tabs too."""
    return rx.cond(
        BoardState.has_projects,
        rx.el.div(
            board(),
            rx.el.div(
                rx.el.div(_notes(), class_name="column main"),
                rx.el.div(_others(), files, class_name="column side"),
                class_name="columns",
            ),
            class_name="collaboration",
        ),
        rx.el.div(
            empty(t("This customer has no projects that you may see; their tasks and notes will stand here.")),
            files,
        ),
    )


def _others() -> rx.Component:
    return section(
        t("Other project activities"),
        rx.cond(
            CollaborationState.planned.length() > 0,
            feed_rows(CollaborationState.planned, label=t("Planned")),
            empty(t("No to-dos or calendar entries are planned in the projects.")),
        ),
        _more(CollaborationState.more_planned, "planned"),
        rx.cond(
            CollaborationState.shows_done,
            rx.el.div(
                rx.el.h3(t("Completed")),
                rx.cond(
                    CollaborationState.done.length() > 0,
                    feed_rows(CollaborationState.done, label=t("Completed")),
                    empty(t("Nothing of this kind is completed yet.")),
                ),
                _more(CollaborationState.more_done, "done"),
                class_name="feed-part",
            ),
        ),
        section_id="project-activities",
        action=button(
            rx.cond(CollaborationState.shows_done, t("Hide completed"), t("Show completed")),
            kind="quiet small",
            on_click=CollaborationState.toggle_done,
            custom_attrs={"aria-expanded": rx.cond(CollaborationState.shows_done, "true", "false")},
        ),
    )


def _more(there: rx.Var[bool], part: str) -> rx.Component:
    return rx.cond(
        there,
        button(t("Show more"), kind="quiet", on_click=CollaborationState.show_more(part), class_name="more"),
    )


def _notes() -> rx.Component:
    return section(
        t("Collaboration notes"),
        _new_note(),
        rx.cond(
            CollaborationState.threads.length() > 0,
            rx.el.ul(
                rx.foreach(CollaborationState.threads, _thread),
                aria_label=t("Collaboration notes"),
                class_name="plain threads",
            ),
            empty(t("Nothing has been written about the projects yet.")),
        ),
        _more(CollaborationState.more_threads, "threads"),
        section_id="collaboration-notes",
    )


def _new_note() -> rx.Component:
    wrong = ERRORS["text"]
    return rx.el.form(
        draft_bars(),
        rx.el.textarea(
            id="note-text",
            name="text",
            aria_label=t("A new note about a project"),
            placeholder=t("What should those who work with the customer know?"),
            rows="2",
            class_name="input area",
            custom_attrs={
                "aria-invalid": rx.cond(wrong, "true", "false"),
                "aria-describedby": rx.cond(wrong, "note-text-error", ""),
            },
        ),
        field_error(wrong, "note-text-error"),
        rx.el.div(
            picker(
                "project_id",
                t("Project of the note"),
                kind="project",
                where=f"{CUSTOMER}.new-note",
                value=[],
                on_pick=CollaborationState.choose_project,
                hide_label=True,
                placeholder=t("Project"),
                class_name="filter",
                error=ERRORS["project_id"],
            ),
            rx.cond(
                CollaborationState.note_project,
                picker(
                    "mentions",
                    t("Mention"),
                    kind="viewer",
                    where=f"{CUSTOMER}.{CollaborationState.note_project}.new-note",
                    value=[],
                    multiple=True,
                    hide_label=True,
                    placeholder=t("Mention a colleague"),
                    class_name="filter",
                    error=ERRORS["mentions"],
                ),
            ),
            rx.el.span(class_name="spring"),
            button(t("Add"), kind="primary small", type="submit"),
            class_name="note-foot",
        ),
        rx.el.input(type="hidden", name="customer_id", value=CUSTOMER),
        count_of_form(CollaborationState.noted),
        on_submit=CollaborationState.add_note,
        key=CollaborationState.noted.to_string(),
        no_validate=True,
        class_name="new-note",
        custom_attrs=draft(f"collaboration:note:{CUSTOMER}:{CollaborationState.noted}"),
    )


def _thread(thread: rx.Var[ThreadView]) -> rx.Component:
    line = thread.line
    look = FeedSheetState.open_item(CUSTOMER_ID, line.id.to(int))
    return rx.el.li(
        rx.el.div(
            avatar(line.initials, line.hue),
            rx.el.span(line.assignee, class_name="strong"),
            rx.cond(line.kind != "note", badge(line.label)),
            rx.el.span(line.when, title=line.when_full, class_name="muted small nowrap"),
            rx.el.span(class_name="spring"),
            link(line.project, to=line.project_href, class_name="small"),
            class_name="answer-head",
        ),
        # Rendered and sanitised on the server.
        note_text(thread.html),
        rx.cond(thread.mentions, rx.el.p(t("Mentions"), ": ", thread.mentions, class_name="muted small")),
        rx.cond(thread.hidden, button(thread.hidden, kind="link small", on_click=look)),
        rx.cond(
            thread.answers.length() > 0,
            rx.el.ul(rx.foreach(thread.answers, _answer), class_name="plain thread-answers"),
        ),
        button(
            t("Reply"),
            kind="quiet small",
            id=f"feed-item-{line.id}",
            on_click=FeedSheetState.reply_to(CUSTOMER_ID, line.id.to(int)),
            class_name="thread-open",
        ),
        key=line.id,
        class_name="thread-row",
    )


def _answer(answer: rx.Var[AnswerLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            avatar(answer.initials, answer.hue),
            rx.el.span(answer.author, class_name="strong"),
            rx.el.span(answer.when, title=answer.when_full, class_name="muted small nowrap"),
            class_name="answer-head",
        ),
        note_text(answer.html),
        rx.cond(answer.mentions, rx.el.p(t("Mentions"), ": ", answer.mentions, class_name="muted small")),
        key=answer.id,
    )
