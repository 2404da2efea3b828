"""The dialog of a file or link, and the sheet that shows what is in a file."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.database import database
from customer_card.domain.errors import Conflict, Invalid, NotFound, Refused
from customer_card.domain.permissions import Actor, Need
from customer_card.i18n.catalogues import gettext, gettext_noop
from customer_card.services import document_files, document_list, documents, pickers, users
from customer_card.services.documents import DocumentFields, LinkFields
from customer_card.state.files import FilesState, focus_on
from customer_card.state.forms import base_of, chosen_theirs, id_of, is_sent_again, parsed, sending_of, text_of
from customer_card.state.marks import actor, allow
from customer_card.state.messages import Undo, draft_saved
from customer_card.views.card import Option
from customer_card.views.conflicts import ConflictLine, conflict_lines
from customer_card.views.files import LABELS, FileForm, FileLine, file_form, file_line, place_of_details, shown_value
from customer_card.views.problems import problem_texts


class FileDialogState(rx.State):
    """The dialog: a link that is to be added, or what is kept about a file or link."""

    is_open: bool = False
    opened: int = 0
    mode: str = "form"
    form: FileForm = FileForm()
    place: list[Option] = []
    errors: dict[str, str] = {}
    conflicts: list[ConflictLine] = []

    _saved: str = ""

    @rx.event
    @allow(Need.FILES_EDIT, example=lambda world: {"customer_id": world.customer_id})
    async def open_link(self, customer_id: int):
        """An empty form for a link."""
        me, files = actor(), await self.get_state(FilesState)
        async with database().reading() as session:
            await document_list.search_places(session, me, customer_id, "")
        self._open(FileForm(is_link=True), files.proposed)

    @rx.event
    @allow(
        Need.FILES_EDIT,
        example=lambda world: {"customer_id": world.customer_id, "document_id": world.document_id},
    )
    async def open_document(self, customer_id: int, document_id: int):
        """What is kept about a file or link, as it is now."""
        await self._open_document(actor(), customer_id, document_id)

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"is_open": False})
    async def set_open(self, is_open: bool):
        """The dialog was closed by Escape or by its cross."""
        self.is_open = is_open

    @rx.event
    @allow(Need.FILES_EDIT, example=lambda _: {"mode": "form"})
    async def set_mode(self, mode: str):
        """Back from the question to the form."""
        self.mode = "wider" if mode == "wider" else "form"

    @rx.event
    @allow(
        Need.FILES_EDIT,
        example=lambda world: {
            "form": {
                "customer_id": str(world.customer_id),
                "document_id": "",
                "url": "https://www.example.com/avtal",
                "place": "0",
            }
        },
        writes=True,
    )
    async def save(self, form: dict[str, Any]):
        """Add the link, or change what is kept about a file or link; what is wrong or clashes is said here."""
        me, customer_id = actor(), id_of(form, "customer_id")
        if is_sent_again(form, self._saved):
            self.is_open = False
            return None
        try:
            change_id = await self._save(me, customer_id, form)
        except Invalid as invalid:
            self.mode, self.errors = "form", problem_texts(me.language, invalid.problems, invalid.details)
            return rx.call_script("customerCard.focusFirstError()")
        except Conflict as conflict:
            await self._show_conflict(me, conflict)
            return None
        except Refused as refused:
            if refused.code != "wider_audience":
                raise
            self.mode, self.errors = "wider", {}
            return None
        self.is_open, self._saved = False, sending_of(form)
        document_id = text_of(form, "document_id")
        undo = Undo(customer_id, change_id) if document_id else None
        said = gettext_noop("Saved.") if document_id else gettext_noop("The link has been added.")
        await (await self.get_state(FilesState))._done(customer_id, said, undo)
        return draft_saved(f"file:{document_id or f'link:{customer_id}'}")

    @rx.event
    @allow(
        Need.FILES_EDIT,
        example=lambda world: {
            "form": {
                "customer_id": str(world.customer_id),
                "document_id": str(world.document_id),
                "version": "1",
                "name": "Nytt namn",
            }
        },
        writes=True,
    )
    async def rename(self, form: dict[str, Any]):
        """Give a file another name in its row; what clashes is settled in the dialog, with what was typed."""
        me, customer_id, document_id = actor(), id_of(form, "customer_id"), id_of(form, "document_id")
        files = await self.get_state(FilesState)
        fields = DocumentFields(name=text_of(form, "name")[:1000])
        try:
            done = await documents.change(me, customer_id, document_id, fields, base_of(form))
        except Invalid as invalid:
            files.rename_error = problem_texts(me.language, invalid.problems, invalid.details)["name"]
            return None
        except Conflict as conflict:
            files.renaming = ""
            await self._open_document(me, customer_id, document_id)
            await self._show_conflict(me, conflict)
            return None
        files.renaming = ""
        await files._done(customer_id, gettext_noop("The name has been changed."), Undo(customer_id, done.change_id))
        return [draft_saved(f"file:{document_id}:name"), focus_on(str(document_id))]

    async def _save(self, me: Actor, customer_id: int, form: dict[str, Any]) -> int | None:
        values = {name: text_of(form, name) for name in ("name", "kind", "url")}
        if not text_of(form, "document_id"):
            link = parsed(LinkFields, values)
            return (await documents.add_link(me, customer_id, id_of(form, "place"), link)).change_id
        rest: dict[str, Any] = values | {"place": id_of(form, "place"), "wider": text_of(form, "wider") == "true"}
        fields = parsed(DocumentFields, {name: rest[name] for name in rest.keys() - chosen_theirs(form)})
        return (await documents.change(me, customer_id, id_of(form, "document_id"), fields, base_of(form))).change_id

    async def _open_document(self, me: Actor, customer_id: int, document_id: int) -> None:
        async with database().reading() as session:
            details = await document_list.find(session, me, customer_id, document_id)
        if not details.may_edit:
            raise NotFound
        self._open(file_form(details, me.language), [place_of_details(details, me.language)])

    async def _show_conflict(self, me: Actor, conflict: Conflict) -> None:
        async with database().reading() as session:
            names = await users.names(session, [one.changed_by for one in conflict.fields])
            called = await pickers.names(session, conflict)
        self.mode = "form"
        self.conflicts = conflict_lines(
            conflict,
            me.language,
            label=lambda name: gettext(me.language, LABELS.get(name, name)),
            shown=lambda name, value: shown_value(name, value, me.language, called),
            names=names,
        )

    def _open(self, form: FileForm, place: list[Option]) -> None:
        self.is_open, self.opened, self.mode = True, self.opened + 1, "form"
        self.form, self.place, self.errors, self.conflicts = form, place, {}, []


class PreviewState(rx.State):
    """The sheet that shows what is in a file; ``pages`` is 0 for what has none, and ``state`` says how far it is."""

    is_open: bool = False
    file: FileLine = FileLine()
    state: str = "loading"
    text: str = ""
    has_more: bool = False
    page: int = 1
    pages: int = 0

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {"customer_id": world.customer_id, "document_id": world.document_id},
    )
    async def open_file(self, customer_id: int, document_id: int):
        """Show a file; making the picture of it may take a moment, so the sheet opens first."""
        me = actor()
        async with database().reading() as session:
            details = await document_list.find(session, me, customer_id, document_id)
        self.file, self.is_open, self.state = file_line(details, me.language), True, "loading"
        self.text, self.has_more, self.page, self.pages = "", False, 1, 0
        yield
        try:
            await self._look_into(me, document_id)
        except NotFound:
            self.state = "none"

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"page": 1})
    async def turn_to(self, page: int):
        """Another page of the same file."""
        if not 1 <= page <= self.pages or not self.file.id:
            return
        try:
            await document_files.picture(actor(), int(self.file.id), page)
        except NotFound:
            self.state = "none"
            return
        self.page = page

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"is_open": False})
    async def set_open(self, is_open: bool):
        """The sheet was closed by Escape or by its cross; nothing of the file stays in it."""
        opener = self.file.id
        self.reset()
        return rx.call_script(f"customerCard.focusSoon('file-{opener}')") if opener and not is_open else None

    async def _look_into(self, me: Actor, document_id: int) -> None:
        """Have what is to be shown made. Raises ``NotFound`` where it cannot be."""
        if self.file.preview == "text":
            self.text, self.has_more = await document_files.beginning(me, document_id)
        elif self.file.preview == "pdf":
            self.pages = await document_files.page_count(me, document_id)
            await document_files.picture(me, document_id, 1)
        else:
            await document_files.picture(me, document_id, 1)
        self.state = "ready"
