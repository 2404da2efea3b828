"""The floor: a Reflex page with fifty rows and nothing behind it, with the gestures of the card."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

ROWS = 50


class PageState(rx.State):
    """Fifty rows, a value and a search."""

    name: str = ""
    rows: list[str] = []
    value: str = ""

    @rx.event(supersedes=True)
    async def load(self):
        """Show the page that the address names."""
        self.name = str(getattr(self, "page_name", ""))
        self.rows = [f"{self.name} {number}" for number in range(ROWS)]

    @rx.event
    async def save(self, form: dict[str, Any]):
        """Keep what was typed."""
        self.value = str(form.get("value", ""))

    @rx.event(supersedes=True)
    async def search_for(self, text: str):
        """Show rows for what was typed."""
        self.rows = [f"{text} {number}" for number in range(ROWS)]


def index() -> rx.Component:
    """Links to the pages."""
    return rx.el.nav(*[ReactRouterLink.create(f"page {n}", to=f"/page/{n}") for n in range(ROWS)])


def page() -> rx.Component:
    """A page of fifty rows."""
    return rx.el.main(
        rx.el.h1(PageState.name),
        rx.el.input(id="search", on_change=PageState.search_for.debounce(150)),
        rx.el.form(
            rx.el.input(name="value", id="value"),
            rx.el.output(PageState.value, id="saved"),
            on_submit=PageState.save,
            id="form",
        ),
        rx.el.ul(rx.foreach(PageState.rows, lambda row: rx.el.li(row, key=row)), id="rows"),
    )


app = rx.App()
app.add_page(index, route="/")
app.add_page(page, route="/page/[page_name]", on_load=PageState.load)
