"""The dialog with the whole form of an activity or a note."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.components.basics import Text, button, checkbox, field, option, select, text_field
from customer_card.components.conflicts import conflict_choices
from customer_card.components.drafts import count_of_form, draft, draft_bars, leaves
from customer_card.components.icons import icon
from customer_card.components.overlays import dialog
from customer_card.components.pickers import picker
from customer_card.i18n import t
from customer_card.state.feed_form import FeedFormState

FORM = FeedFormState.form
ERRORS = FeedFormState.errors
CUSTOMER = FeedFormState.customer_id.to_string()
KIND = FeedFormState.kind


def feed_form() -> rx.Component:
    """The dialog; there is one on every page that shows rows of the feed."""
    return dialog(
        _form(),
        title=rx.cond(
            FORM.id,
            rx.match(KIND, ("note", t("Edit note")), ("event", t("Edit calendar entry")), t("Edit task")),
            rx.match(KIND, ("note", t("New note")), ("event", t("New calendar entry")), t("New task")),
        ),
        is_open=FeedFormState.is_open,
        on_open_change=FeedFormState.set_open,
        wide=True,
    )


def _form() -> rx.Component:
    return rx.el.form(
        draft_bars(),
        conflict_choices(FeedFormState.conflicts),
        rx.cond(FORM.id, None, _kinds()),
        rx.el.div(
            rx.match(KIND, ("note", _note()), ("event", _entry()), _task()),
            class_name="form-grid",
            key=KIND,
        ),
        _widening(),
        rx.el.input(type="hidden", name="customer_id", value=CUSTOMER),
        rx.el.input(type="hidden", name="item_id", value=FORM.id),
        rx.el.input(type="hidden", name="version", value=FORM.version),
        count_of_form(FeedFormState.opened),
        rx.cond(FORM.id, rx.el.input(type="hidden", name="kind", value=KIND)),
        rx.el.footer(
            rx.el.span(class_name="spring"),
            button(t("Cancel"), on_click=FeedFormState.set_open(False), custom_attrs=leaves()),
            button(t("Save"), kind="primary", type="submit"),
            class_name="dialog-foot",
        ),
        on_submit=FeedFormState.save,
        key=FeedFormState.opened.to_string(),
        no_validate=True,
        custom_attrs=draft(rx.cond(FORM.id, f"feed:{FORM.id}", f"feed:new:{CUSTOMER}")),
    )


def _kinds() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("What to add"), class_name="visually-hidden"),
        *[
            rx.el.label(
                rx.el.input(
                    type="radio",
                    name="kind",
                    value=kind,
                    default_checked=kind == KIND,
                    on_change=FeedFormState.choose_kind(kind),
                ),
                rx.el.span(label),
            )
            for kind, label in (("task", t("Task")), ("event", t("Calendar entry")), ("note", t("Note")))
        ],
        class_name="segments",
    )


def _task() -> rx.Component:
    return rx.fragment(
        _title(),
        _day("due_on", t("Day"), FORM.due_on),
        _person("assignee_id", t("Assignee"), FORM.assignee),
        _project(),
        rx.cond(
            FeedFormState.project,
            checkbox("on_board", t("Project task, on the board"), field_id="feed-on-board", value="true",
                     default_checked=FORM.on_board),
        ),
        _people(),
        _body(t("Description")),
        checkbox("personal", t("Private: only you see it"), field_id="feed-personal", value="true",
                 default_checked=FORM.personal),
    )  # fmt: skip


def _entry() -> rx.Component:
    return rx.fragment(
        _title(),
        _day("due_on", t("Begins"), FORM.due_on),
        _time("start_time", t("Start time"), FORM.start_time),
        _day("last_on", t("Ends"), FORM.last_on),
        _time("end_time", t("End time"), FORM.end_time),
        checkbox("all_day", t("All day"), field_id="feed-all-day", value="true", default_checked=FORM.all_day),
        text_field("place", t("Place"), errors=ERRORS, field_id="feed-place", default_value=FORM.place),
        _person("assignee_id", t("Assignee"), FORM.assignee),
        _project(),
        _people(),
        _body(t("Description")),
        checkbox("personal", t("Private: only you see it"), field_id="feed-personal", value="true",
                 default_checked=FORM.personal),
    )  # fmt: skip


def _note() -> rx.Component:
    return rx.fragment(
        _body(t("Text"), auto_focus=True),
        select(
            "note_kind",
            t("Kind"),
            [
                option("note", t("Note")),
                option("call", t("Call")),
                option("meeting", t("Meeting")),
                option("email", t("Email")),
            ],
            field_id="feed-note-kind",
            default_value=FORM.note_kind,
        ),
        _day("on", t("Day"), FORM.on),
        _time("at", t("Time"), FORM.at),
        rx.cond(FORM.is_answer, None, _project()),
        _several("contacts", t("Contact persons"), "contact", FORM.contacts),
        _several("mentions", t("Mentions"), "viewer", FORM.mentions),
    )


def _title() -> rx.Component:
    return text_field(
        "title",
        t("Title"),
        errors=ERRORS,
        field_id="feed-title",
        wide=True,
        required=True,
        auto_focus=True,
        default_value=FORM.title,
    )


def _day(name: str, label: Text, value: rx.Var[str]) -> rx.Component:
    return text_field(name, label, errors=ERRORS, field_id=f"feed-{name}", type="date", default_value=value)


def _time(name: str, label: Text, value: rx.Var[str]) -> rx.Component:
    return text_field(name, label, errors=ERRORS, field_id=f"feed-{name}", type="time", default_value=value)


def _body(label: Text, **props: Any) -> rx.Component:
    return field(
        "text",
        label,
        rx.fragment(
            rx.el.textarea(
                id="feed-text",
                name="text",
                rows="5",
                default_value=FORM.text,
                class_name="input area",
                custom_attrs={
                    "aria-invalid": rx.cond(ERRORS["text"], "true", "false"),
                    "aria-describedby": rx.cond(ERRORS["text"], "feed-text-error", "feed-text-hint"),
                },
                **props,
            ),
            rx.el.p(t("**bold**, lists with - and links work here."), id="feed-text-hint", class_name="hint"),
        ),
        errors=ERRORS,
        field_id="feed-text",
        wide=True,
    )


def _project() -> rx.Component:
    return picker(
        "project_id",
        t("Project"),
        kind="project",
        where=f"{CUSTOMER}.form",
        value=FORM.project,
        on_pick=FeedFormState.choose_project,
        error=ERRORS["project_id"],
    )


def _person(name: str, label: Text, value: rx.Var[list[Any]]) -> rx.Component:
    return picker(name, label, kind="viewer", where=_place(name), value=value, error=ERRORS[name])


def _several(name: str, label: Text, kind: str, value: rx.Var[list[Any]]) -> rx.Component:
    where = f"{CUSTOMER}.{name}" if kind == "contact" else _place(name)
    return picker(name, label, kind=kind, where=where, value=value, multiple=True, error=ERRORS[name])


def _place(name: str) -> str:
    """Only those are offered who may see the customer, and the project that is chosen."""
    return f"{CUSTOMER}.{FeedFormState.project}.{name}"


def _people() -> rx.Component:
    return rx.fragment(
        _several("contacts", t("Contact persons"), "contact", FORM.contacts),
        _several("colleagues", t("Participants"), "viewer", FORM.colleagues),
    )


def _widening() -> rx.Component:
    """The question before something leaves its project."""
    return rx.cond(
        FeedFormState.widens,
        rx.el.div(
            icon("warning"),
            rx.el.div(
                rx.el.p(t("Outside the project everybody who may see the customer can see this.")),
                checkbox("widen", t("Let them see it"), field_id="widen", value="true"),
            ),
            aria_live="assertive",
            class_name="notice",
        ),
    )
