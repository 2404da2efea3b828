"""«Användare»: the list of users, and the dialog of one."""

from __future__ import annotations

import reflex as rx

from customer_card.components.admin_parts import choices, column, opener, paging, refused
from customer_card.components.basics import avatar, badge, button, option, section, select, text_field
from customer_card.components.conflicts import conflict_choices
from customer_card.components.drafts import draft, draft_bars, leaves
from customer_card.components.icons import icon
from customer_card.components.overlays import dialog
from customer_card.i18n import t
from customer_card.services.user_administration import EMAIL_LENGTH, NAME_LENGTH
from customer_card.state.admin_users import UsersState
from customer_card.views.administration import UserLine

FORM = UsersState.form
USER_ID = FORM.id.to(int)


def users() -> rx.Component:
    """Everybody who can sign in, or could."""
    return section(
        t("Users"),
        rx.el.div(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        column(t("Name")),
                        column(t("Email")),
                        column(t("Permission profile")),
                        column(t("Business unit")),
                        column(t("Language")),
                    )
                ),
                rx.el.tbody(rx.foreach(UsersState.rows, _row)),
                aria_label=t("Users"),
                class_name="table",
            ),
            class_name="table-frame",
        ),
        paging(
            UsersState.page,
            UsersState.has_more,
            UsersState.go_to_page(UsersState.page - 1),
            UsersState.go_to_page(UsersState.page + 1),
        ),
        _user_dialog(),
        section_id="users",
        action=button(icon("plus"), t("New user"), kind="primary", on_click=UsersState.open_new),
    )


def _row(user: rx.Var[UserLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.span(
                avatar(user.initials, user.hue),
                opener(user.name, UsersState.open_user(user.id.to(int))),
                rx.cond(user.active, None, badge(t("Inactive"))),
                class_name="person",
            ),
            class_name="name",
        ),
        rx.el.td(user.email),
        rx.el.td(user.profile),
        rx.el.td(user.unit),
        rx.el.td(user.language),
        key=user.id,
    )


def _user_dialog() -> rx.Component:
    """The form of one user, or what takes its place: a new password, or the question before inactivating."""
    return dialog(
        rx.el.div(_form(), hidden=UsersState.mode != "form"),
        rx.match(UsersState.mode, ("password", _new_password()), ("inactivate", _inactivate()), rx.fragment()),
        title=rx.match(
            UsersState.mode,
            ("password", t("New password")),
            ("inactivate", t("Inactivate user")),
            rx.cond(FORM.id, FORM.name, t("New user")),
        ),
        is_open=UsersState.is_open,
        on_open_change=UsersState.set_open,
        role=rx.cond(UsersState.mode == "inactivate", "alertdialog", "dialog"),
        wide=True,
    )


def _form() -> rx.Component:
    return rx.el.form(
        draft_bars(),
        refused(UsersState.refusal),
        conflict_choices(UsersState.conflicts),
        rx.cond(
            FORM.may_change,
            None,
            rx.el.p(
                icon("info"),
                t("Only an administrator who has every part of this user's permission profile can change the user."),
                class_name="notice",
            ),
        ),
        rx.el.fieldset(*_fields(), disabled=~FORM.may_change, class_name="form-grid"),
        rx.el.input(type="hidden", name="user_id", value=FORM.id),
        rx.el.input(type="hidden", name="version", value=FORM.version),
        rx.cond(FORM.id, _about()),
        rx.el.footer(
            rx.cond(FORM.may_change & (FORM.id != ""), _more()),
            rx.el.span(class_name="spring"),
            button(t("Cancel"), on_click=UsersState.set_open(False), custom_attrs=leaves()),
            rx.cond(FORM.may_change, button(t("Save"), kind="primary", type="submit")),
            class_name="dialog-foot",
        ),
        on_submit=UsersState.save,
        key=UsersState.opened.to_string(),
        no_validate=True,
        custom_attrs=draft(rx.cond(FORM.id, f"user:{FORM.id}", "user:new")),
    )


def _fields() -> list[rx.Component]:
    errors = UsersState.errors
    return [
        text_field(
            "name",
            t("Name"),
            errors=errors,
            default_value=FORM.name,
            required=True,
            auto_focus=True,
            max_length=NAME_LENGTH,
        ),
        text_field(
            "email",
            t("Email"),
            errors=errors,
            default_value=FORM.email,
            required=True,
            type="email",
            max_length=EMAIL_LENGTH,
        ),
        rx.cond(
            FORM.may_change & ~FORM.is_self,
            select(
                "profile_id", t("Permission profile"), [choices(UsersState.profiles)], default_value=_first_profile()
            ),
            _said_profile(),
        ),
        select(
            "unit_id",
            t("Business unit"),
            [option("", t("None")), choices(UsersState.units)],
            default_value=FORM.unit,
        ),
        select("language", t("Language"), [choices(UsersState.languages)], default_value=FORM.language),
        rx.cond(
            FORM.id,
            None,
            text_field(
                "password",
                t("Password"),
                errors=errors,
                type="password",
                required=True,
                auto_complete="new-password",
            ),
        ),
    ]


def _first_profile() -> rx.Var[str]:
    """A new user gets the narrowest profile unless another one is chosen."""
    return rx.cond(FORM.id, FORM.profile, UsersState.narrowest)


def _said_profile() -> rx.Component:
    """A profile that is not to be changed here is said, not offered."""
    return rx.el.div(
        rx.el.span(t("Permission profile"), class_name="label"),
        rx.el.span(FORM.profile_name, class_name="said"),
        class_name="field",
    )


def _about() -> rx.Component:
    """Who made the user, and who changed the user last."""
    return rx.el.div(
        rx.el.p(FORM.made.created, title=FORM.made.created_full),
        rx.el.p(FORM.made.updated, title=FORM.made.updated_full),
        class_name="about",
    )


def _more() -> rx.Component:
    """What else can be done to a user who exists."""
    return rx.fragment(
        rx.cond(
            FORM.active,
            rx.fragment(
                button(t("New password"), kind="quiet", on_click=UsersState.set_mode("password")),
                button(t("Sign out everywhere"), kind="quiet", on_click=UsersState.sign_out_everywhere(USER_ID)),
                rx.cond(
                    FORM.is_self,
                    None,
                    button(t("Inactivate"), kind="quiet danger-text", on_click=UsersState.set_mode("inactivate")),
                ),
            ),
            button(t("Activate"), kind="quiet", on_click=UsersState.set_active(USER_ID, True)),
        )
    )


def _new_password() -> rx.Component:
    return rx.el.form(
        rx.el.p(t("The user is signed out everywhere and signs in with the new password from then on.")),
        text_field(
            "new_password",
            t("New password"),
            errors=UsersState.errors,
            type="password",
            required=True,
            auto_focus=True,
            auto_complete="new-password",
        ),
        rx.el.input(type="hidden", name="user_id", value=FORM.id),
        rx.el.footer(
            rx.el.span(class_name="spring"),
            button(t("Cancel"), on_click=UsersState.set_mode("form")),
            button(t("Save"), kind="primary", type="submit"),
            class_name="dialog-foot",
        ),
        on_submit=UsersState.set_password,
        no_validate=True,
        class_name="stacked",
    )


def _inactivate() -> rx.Component:
    return rx.el.div(
        refused(UsersState.refusal),
        rx.el.p(t("{name} is signed out everywhere and can no longer sign in.", name=FORM.name)),
        rx.el.p(t("What the user has done stays, and the user can be activated again.")),
        rx.el.footer(
            rx.el.span(class_name="spring"),
            button(t("Cancel"), on_click=UsersState.set_mode("form"), auto_focus=True),
            button(t("Inactivate user"), kind="danger", on_click=UsersState.set_active(USER_ID, False)),
            class_name="dialog-foot",
        ),
    )
