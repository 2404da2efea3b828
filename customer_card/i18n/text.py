"""Words for components: resolved in the browser, so that a change of language needs no reload.

Each sentence stands once per language in one module, and components refer to it by its
message id. Nothing here reads state, so a text costs no websocket bytes and no component
of its own; see docs/decisions/0002.
"""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex_base.utils.imports import ImportVar

from customer_card.settings import settings

_LIBRARY = "$/public/i18n.js"


def t(message: str, **values: rx.Var[Any] | str | int) -> rx.Var[str]:
    """The sentence in the viewer's language, its ``{names}`` filled in with values."""
    return _call(rx.Var.create(message), values)


def t_of(message: rx.Var[str], **values: rx.Var[Any] | str | int) -> rx.Var[str]:
    """The sentence whose message id is known only when the page runs."""
    return _call(message, values)


def _call(message: rx.Var[Any], values: dict[str, Any]) -> rx.Var[str]:
    filled = rx.Var.create(values) if values else None
    arguments = f"{message!s}, {filled!s}" if filled is not None else f"{message!s}"
    return rx.Var(
        _js_expr=f"T({arguments})",
        _var_type=str,
        _var_data=VarData.merge(
            VarData(imports={_LIBRARY: [ImportVar(tag="T")]}),
            message._get_all_var_data(),
            filled._get_all_var_data() if filled is not None else None,
        ),
    ).to(str)


class LocaleRoot(rx.Component):
    """Everything below it is drawn in one language, and drawn anew when the language changes."""

    library = _LIBRARY
    tag = "LocaleRoot"

    language: rx.Var[str]
    fallback: rx.Var[str]

    @classmethod
    def create(cls, *children: Any, **props: Any) -> rx.Component:
        """The root with the installation's default language to fall back to."""
        return super().create(*children, **({"fallback": settings.default_language} | props))
