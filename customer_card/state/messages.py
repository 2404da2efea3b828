"""What the program says to its user: one line at a time, politely or as an alert."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

import reflex as rx

from customer_card.domain.errors import (
    Conflict,
    CustomerCardError,
    Invalid,
    NotAuthenticated,
    NotFound,
    Refused,
    Unavailable,
)
from customer_card.domain.permissions import Need
from customer_card.i18n.catalogues import gettext
from customer_card.state.marks import allow, current_actor
from customer_card.views.problems import problem_text, refusal_text

JUST_NOW_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Undo:
    """The change of a customer that a message offers to take back; None for one that changed nothing.

    ``in_feed`` says that it is one of an activity or a note, which have rules of their own.
    """

    customer_id: int
    change_id: int | None
    in_feed: bool = False


class MessagesState(rx.State):
    """The last message; ``sequence`` tells a repeated one from the one before.

    ``undo_change`` is the change that it offers to take back, 0 for none.
    """

    status: str = ""
    alert: str = ""
    sequence: int = 0

    undo_customer: int = 0
    undo_change: int = 0
    undo_in_feed: bool = False

    _shown_at: float = 0.0

    def _show(self, *, status: str = "", alert: str = "", undo: Undo | None = None) -> None:
        self._shown_at = time.monotonic()
        self.status = status
        self.alert = alert
        self.undo_customer, self.undo_change = (undo.customer_id, undo.change_id or 0) if undo else (0, 0)
        self.undo_in_feed = undo is not None and undo.in_feed
        self.sequence += 1

    def _put_away_old(self) -> None:
        """A page that opens tells only what has just happened, as that a customer was made."""
        if (self.status or self.alert) and time.monotonic() - self._shown_at > JUST_NOW_SECONDS:
            self._show()

    @rx.event
    @allow(Need.NOTHING)
    async def dismiss(self):
        """Put the message away."""
        self._show()

    @rx.event
    @allow(Need.NOTHING)
    async def refused(self):
        """Say that there is no such thing, which is also the answer to what is not allowed."""
        self._show(alert=not_found_text(self))

    @rx.event
    @allow(Need.NOTHING, example=lambda _: {"reference": "0a1b2c3d"})
    async def failed(self, reference: str):
        """Apologise for what nobody foresaw, with the reference that stands in the log."""
        shown = reference if len(reference) == 8 and reference.isalnum() else ""
        self._show(
            alert=gettext(
                language(),
                "Something went wrong, and nothing was changed. Reference: {reference}",
                reference=shown,
            )
        )


def language() -> str:
    """The language of whoever made this event."""
    found = current_actor.get()
    return found.language if found else ""


async def say(state: rx.State, message: str, undo: Undo | None = None, **values: str | int) -> None:
    """Tell the user that something was done, and offer to take it back where that can be."""
    messages = await state.get_state(MessagesState)
    messages._show(status=gettext(language(), message, **values), undo=undo)


async def warn(state: rx.State, message: str, **values: str | int) -> None:
    """Tell the user that something could not be done."""
    messages = await state.get_state(MessagesState)
    messages._show(alert=gettext(language(), message, **values))


async def tell_error(state: rx.State, error: CustomerCardError) -> Any:
    """Word an error that the handler did not word itself."""
    messages = await state.get_state(MessagesState)
    messages._show(alert=not_found_text(state) if isinstance(error, NotFound) else _words(error))
    if isinstance(error, NotAuthenticated):
        return to_sign_in()
    return None


def not_found_text(state: rx.State) -> str:
    """One sentence for what is missing and for what is forbidden, of the kind of thing that the page is about."""
    if state.router.url.path.startswith("/admin"):
        return gettext(language(), "This does not exist, or you lack permission.")
    return gettext(language(), "The customer does not exist, or you lack permission.")


def to_sign_in() -> Any:
    """Leave for the sign-in page by a full load, so that nothing of this page stays behind."""
    return rx.call_script("location.replace('/login?next=' + encodeURIComponent(location.pathname + location.search))")


def draft_saved(key: str) -> Any:
    """Tell the browser that what was typed into a form is saved, so that its draft can go."""
    return rx.call_script(f"customerCardDrafts.saved({json.dumps(key)})")


def reload_page() -> Any:
    """Load the page anew, with a new connection and a new cookie."""
    return rx.call_script("location.reload()")


def _words(error: CustomerCardError) -> str:
    reader = language()
    match error:
        case NotAuthenticated():
            return gettext(reader, "You have been signed out.")
        case Invalid():
            field, code = next(iter(error.problems.items()))
            return problem_text(reader, code, error.details.get(field, {}))
        case Refused():
            return refusal_text(reader, error.code)
        case Conflict():
            return gettext(reader, "Somebody else has changed this. Choose which value to keep.")
        case Unavailable():
            return gettext(reader, "The service does not answer right now. Nothing has been changed.")
        case _:
            return gettext(reader, "Something went wrong. Nothing has been changed.")
