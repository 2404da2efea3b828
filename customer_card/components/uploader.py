"""The button that sends files in, and the page as a place to drop them; the browser's part is assets/uploader.js."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec

from customer_card.i18n import t
from customer_card.settings import settings


class _Sender(rx.Component):
    library = "$/public/uploader.js"

    customer: rx.Var[str]
    # In bytes; the server says the same, and says it last.
    maximum: rx.Var[int]
    words: rx.Var[dict[str, Any]]


class Uploader(_Sender):
    """The React component with the button; ``uploader`` makes one."""

    tag = "Uploader"


class DropAnywhere(_Sender):
    """The React component that listens to the whole page; ``drop_anywhere`` makes the one of a page."""

    tag = "DropAnywhere"

    may_add: rx.Var[bool]

    # The id of a document, once it is on the server.
    on_done: rx.EventHandler[passthrough_event_spec(int)]


def uploader(customer: rx.Var[str]) -> rx.Component:
    """The button that chooses files, and what is on its way.

    Where files are put is read from the fields ``file_place`` and ``file_kind`` at the moment they are added. Of
    those that have arrived ``drop_anywhere`` hears, which stands on the same page.
    """
    return Uploader.create(customer=customer, maximum=settings.max_file_bytes, words=_words())


def drop_anywhere(customer: rx.Var[str], on_done: Any, *, may_add: rx.Var[bool]) -> rx.Component:
    """The page as a place where files can be dropped and pasted.

    ``may_add`` says whether the customer itself takes them, as where no field asks what they belong to. Who may not
    add any stays on the page all the same, where a browser would open what was dropped.
    """
    return DropAnywhere.create(
        customer=customer, maximum=settings.max_file_bytes, words=_words(), may_add=may_add, on_done=on_done
    )


def _words() -> rx.Var[Any]:
    # The browser fills in {name}, since only it knows the files.
    return rx.Var.create(
        {
            "add": t("Add file"),
            "drop": t("Drop the files to add them."),
            "customer": t("The customer itself"),
            "pasted": t("Pasted picture"),
            "progress": t("Sending {name}"),
            "stop": t("Stop sending {name}"),
            "dismiss": t("Put away {name}"),
            "retry": t("Try again"),
            "errors": {
                "file_too_large": t("Larger than {size} MB, and not added.", size=settings.max_file_mb),
                "file_empty": t("The file is empty, and was not added."),
                "folder": t("This is a folder. Open it and add the files in it."),
                "no_room": t("The server has no room left, so nothing was added. Tell whoever runs it."),
                "gone": t("Not added: the place does not exist, or you lack permission."),
                "network": t("The file did not reach the server, and nothing of it was kept."),
            },
        }
    )
