"""An activity or a note looked at closely, in a sheet at the side."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.components.basics import Text, avatar, badge, button, field_error, icon_button, link, saved_file
from customer_card.components.drafts import count_of_form, draft
from customer_card.components.feed_rows import done_box
from customer_card.components.icons import icon
from customer_card.components.overlays import sheet
from customer_card.components.pickers import picker
from customer_card.i18n import t
from customer_card.state.feed_actions import FeedActionsState
from customer_card.state.feed_form import FeedFormState
from customer_card.state.feed_sheet import FeedSheetState
from customer_card.views.feed import AnswerLine

SHEET = FeedSheetState.sheet
LINE = SHEET.line
CUSTOMER_ID = LINE.customer_id.to(int)
ITEM_ID = LINE.id.to(int)


def feed_sheet() -> rx.Component:
    """The sheet; there is one on every page that shows rows of the feed."""
    is_note = ~LINE.is_task & (LINE.kind != "event")
    return sheet(
        rx.el.div(
            _state(),
            _facts(),
            rx.cond(SHEET.html, note_text(SHEET.html)),
            _actions(),
            _answers(),
            rx.el.div(
                rx.el.p(SHEET.made.created, title=SHEET.made.created_full),
                rx.el.p(SHEET.made.updated, title=SHEET.made.updated_full),
                class_name="about",
            ),
            class_name="feed-sheet",
        ),
        # A note has no title of its own: what stands in for it in a list is the beginning of the text below.
        title=rx.cond(is_note, LINE.label, LINE.title),
        subtitle=rx.cond(is_note, LINE.assignee, LINE.label),
        is_open=FeedSheetState.is_open,
        on_open_change=FeedSheetState.set_open,
    )


def _state() -> rx.Component:
    return rx.el.div(
        rx.cond(
            LINE.is_task,
            rx.el.label(
                done_box(LINE), rx.el.span(t("Done"), custom_attrs={"aria-hidden": "true"}), class_name="check"
            ),
        ),
        rx.cond(SHEET.column, badge(SHEET.column)),
        rx.cond(LINE.overdue, badge(t("Overdue"), "warning")),
        rx.cond(SHEET.personal, badge(t("Private"))),
        class_name="feed-state",
    )


def _facts() -> rx.Component:
    return rx.el.dl(
        _fact(t("When"), LINE.when, rx.el.span(LINE.when, title=LINE.when_full)),
        _fact(t("Assignee"), (LINE.assignee != "") & (LINE.is_task | (LINE.kind == "event")), LINE.assignee),
        _fact(t("Participants"), LINE.people, LINE.people),
        _fact(t("Place"), LINE.place, LINE.place),
        _fact(t("Mentions"), SHEET.mentions, SHEET.mentions),
        _fact(t("Project"), LINE.project, link(LINE.project, to=LINE.project_href)),
        _fact(t("Customer"), LINE.customer, link(LINE.customer, to=LINE.customer_href)),
        class_name="facts",
    )


def _fact(label: Text, there: Any, value: Any) -> rx.Component:
    return rx.cond(there, rx.el.div(rx.el.dt(label), rx.el.dd(value), class_name="fact"))


def note_text(html: rx.Var[str]) -> rx.Component:
    """A note, rendered and sanitised on the server: the one place where the program renders HTML."""
    return rx.html(html, class_name="note-text")


def _actions() -> rx.Component:
    return rx.el.div(
        rx.cond(
            LINE.may_change,
            rx.fragment(
                button(icon("pencil"), t("Edit"), kind="small", on_click=FeedFormState.open_item(CUSTOMER_ID, ITEM_ID)),
                button(t("Delete"), kind="danger-text small", on_click=FeedActionsState.delete(CUSTOMER_ID, ITEM_ID)),
            ),
        ),
        rx.cond(
            LINE.calendar,
            saved_file(
                icon("calendar"), t("Download as iCalendar"), href=LINE.calendar, class_name="button quiet small"
            ),
        ),
        class_name="feed-actions",
    )


def _answers() -> rx.Component:
    return rx.el.section(
        rx.el.h3(t("Answers"), id="answers-heading"),
        rx.cond(
            SHEET.answers.length() > 0,
            rx.el.ul(rx.foreach(SHEET.answers, answer), class_name="plain answers"),
        ),
        _answer_form(),
        aria_labelledby="answers-heading",
        class_name="thread",
    )


def answer(line: rx.Var[AnswerLine]) -> rx.Component:
    """One answer of a thread."""
    return rx.el.li(
        rx.el.div(
            avatar(line.initials, line.hue),
            rx.el.span(line.author, class_name="strong"),
            rx.el.span(line.when, title=line.when_full, class_name="muted small nowrap"),
            rx.el.span(class_name="spring"),
            rx.cond(
                line.may_change,
                rx.fragment(
                    icon_button(
                        "pencil",
                        t("Correct the answer"),
                        on_click=FeedFormState.open_item(CUSTOMER_ID, line.id.to(int)),
                    ),
                    icon_button(
                        "cross",
                        t("Withdraw the answer"),
                        on_click=FeedActionsState.delete(CUSTOMER_ID, line.id.to(int)),
                    ),
                ),
            ),
            class_name="answer-head",
        ),
        note_text(line.html),
        rx.cond(line.mentions, rx.el.p(t("Mentions"), ": ", line.mentions, class_name="muted small")),
        key=line.id,
    )


def _answer_form() -> rx.Component:
    return rx.el.form(
        rx.el.textarea(
            id="answer-text",
            name="text",
            aria_label=t("Your answer"),
            placeholder=t("Write an answer …"),
            rows="2",
            class_name="input area",
            custom_attrs={
                "aria-invalid": rx.cond(FeedSheetState.errors["text"], "true", "false"),
                "aria-describedby": rx.cond(FeedSheetState.errors["text"], "answer-text-error", ""),
            },
        ),
        field_error(FeedSheetState.errors["text"], "answer-text-error"),
        rx.el.div(
            picker(
                "mentions",
                t("Mention"),
                kind="viewer",
                where=f"{LINE.customer_id}.{SHEET.project_id}.answer",
                value=[],
                multiple=True,
                hide_label=True,
                placeholder=t("Mention a colleague"),
                class_name="filter",
                error=FeedSheetState.errors["mentions"],
            ),
            button(t("Reply"), kind="primary small", type="submit"),
            class_name="answer-foot",
        ),
        rx.el.input(type="hidden", name="customer_id", value=LINE.customer_id),
        rx.el.input(type="hidden", name="item_id", value=LINE.id),
        count_of_form(FeedSheetState.answered),
        on_submit=FeedSheetState.answer,
        key=f"{LINE.id}-{FeedSheetState.answered}",
        no_validate=True,
        custom_attrs=draft(f"feed:answer:{LINE.id}:{FeedSheetState.answered}"),
    )
