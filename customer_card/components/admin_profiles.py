"""«Behörighetsprofiler»: the list of profiles, and the dialog of one."""

from __future__ import annotations

import reflex as rx

from customer_card.components.admin_parts import choices, column, count_of, opener, refused
from customer_card.components.basics import button, checkbox, section, select, text_field
from customer_card.components.conflicts import conflict_choices
from customer_card.components.drafts import draft, draft_bars, leaves
from customer_card.components.icons import icon
from customer_card.components.overlays import dialog
from customer_card.i18n import t
from customer_card.services.profiles import NAME_LENGTH
from customer_card.state.admin_profiles import ProfilesState
from customer_card.views.administration import CHECKS, ProfileLine

FORM = ProfilesState.form
PROFILE_ID = FORM.id.to(int)


def profiles() -> rx.Component:
    """What users may be allowed, in bundles."""
    return section(
        t("Permission profiles"),
        rx.el.p(t("A profile of your own begins as a copy of another one."), class_name="section-note lead"),
        rx.el.div(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        column(t("Name")),
                        column(t("Customers")),
                        column(t("Projects")),
                        column(t("Also")),
                        column(t("Users")),
                        rx.el.td(),
                    )
                ),
                rx.el.tbody(rx.foreach(ProfilesState.rows, _row)),
                aria_label=t("Permission profiles"),
                class_name="table words profiles",
            ),
            class_name="table-frame",
        ),
        _profile_dialog(),
        section_id="profiles",
    )


def _row(profile: rx.Var[ProfileLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(opener(profile.name, ProfilesState.open_profile(profile.id.to(int))), class_name="name"),
        rx.el.td(profile.customers),
        rx.el.td(profile.projects),
        rx.el.td(profile.more),
        count_of(t("Users"), profile.users),
        rx.el.td(
            rx.cond(
                profile.may_copy,
                button(
                    t("Copy"),
                    kind="quiet small",
                    aria_label=t("Copy {name}", name=profile.name),
                    on_click=ProfilesState.open_copy(profile.id.to(int)),
                ),
            ),
            class_name="act",
        ),
        key=profile.id,
    )


def _profile_dialog() -> rx.Component:
    return dialog(
        rx.cond(FORM.may_change, _form(), _reading()),
        title=rx.cond(FORM.id, FORM.name, t("New permission profile")),
        is_open=ProfilesState.is_open,
        on_open_change=ProfilesState.set_open,
    )


def _reading() -> rx.Component:
    """The parts of a profile that is not to be changed, or not by this reader."""
    return rx.el.div(
        rx.el.ul(rx.foreach(FORM.words, lambda word: rx.el.li(icon("check"), word, key=word)), class_name="ticks"),
        rx.el.footer(
            rx.cond(FORM.may_copy, button(t("Copy"), kind="quiet", on_click=ProfilesState.open_copy(PROFILE_ID))),
            rx.el.span(class_name="spring"),
            button(t("Cancel"), on_click=ProfilesState.set_open(False)),
            class_name="dialog-foot",
        ),
    )


def _form() -> rx.Component:
    return rx.el.form(
        draft_bars(),
        refused(ProfilesState.refusal),
        conflict_choices(ProfilesState.conflicts),
        rx.el.fieldset(
            text_field(
                "name",
                t("Name"),
                errors=ProfilesState.errors,
                default_value=FORM.name,
                required=True,
                wide=True,
                auto_focus=True,
                max_length=NAME_LENGTH,
            ),
            _level("customers", t("Customers"), ProfilesState.customers, FORM.customers),
            _level("projects", t("Projects"), ProfilesState.projects, FORM.projects),
            rx.el.div(*[_part(part) for part in CHECKS], class_name="field wide stacked-checks"),
            class_name="form-grid",
        ),
        rx.el.input(type="hidden", name="profile_id", value=FORM.id),
        rx.el.input(type="hidden", name="version", value=FORM.version),
        rx.el.input(type="hidden", name="copy_of", value=FORM.copy_of),
        rx.cond(
            FORM.users > 0,
            rx.el.p(
                t("Users who carry this profile: {n}. What they may do changes at once.", n=FORM.users),
                class_name="about",
            ),
        ),
        rx.el.footer(
            rx.cond(
                (FORM.id != "") & (FORM.users == 0),
                button(t("Delete profile"), kind="quiet danger-text", on_click=ProfilesState.delete(PROFILE_ID)),
            ),
            rx.el.span(class_name="spring"),
            button(t("Cancel"), on_click=ProfilesState.set_open(False), custom_attrs=leaves()),
            button(t("Save"), kind="primary", type="submit"),
            class_name="dialog-foot",
        ),
        on_submit=ProfilesState.save,
        key=ProfilesState.opened.to_string(),
        no_validate=True,
        custom_attrs=draft(rx.cond(FORM.id, f"profile:{FORM.id}", f"profile:copy:{FORM.copy_of}")),
    )


def _level(name: str, label: rx.Var[str], options: rx.Var, value: rx.Var[str]) -> rx.Component:
    return rx.el.div(select(name, label, [choices(options)], default_value=value), class_name="wide")


def _part(part: str) -> rx.Component:
    """A part that the reader lacks is not offered."""
    return rx.cond(ProfilesState.has[part], checkbox(part, t(CHECKS[part]), default_checked=getattr(FORM, part)))
