"""«Filer & länkar» as the card's page drives it."""

from __future__ import annotations

import pytest

from customer_card.database import Database
from customer_card.models import Document
from customer_card.services import documents
from customer_card.services.documents import DocumentFields, LinkFields
from customer_card.services.history import Base
from customer_card.state.file_dialog import FileDialogState, PreviewState
from customer_card.state.files import FilesState
from customer_card.state.messages import MessagesState
from customer_card.state.undo import UndoState
from customer_card.storage import LocalStore
from tests.state.conftest import SignIn
from tests.support import papers
from tests.support.papers import file, project
from tests.support.people import actor
from tests.support.pipeline import Page
from tests.support.records import row, rows
from tests.support.snapshot import snapshot

CARD = "/customers/1037/contacts"
CUSTOMER = 37


def names(page: Page) -> list[str]:
    """The files and links that the page shows."""
    return [one["name"] for one in page.shown(FilesState)["rows"]]


async def link(name: str = "Delad mapp", place: int = 0) -> int:
    """A link that the administrator has added."""
    fields = LinkFields(url="https://a.example/mapp", name=name)
    return (await documents.add_link(await actor("admin"), CUSTOMER, place, fields)).document_id


@pytest.mark.asyncio
async def test_a_link_is_added_and_a_wrong_one_is_said_at_the_field(sign_in: SignIn, firm: Database) -> None:
    page = await sign_in("kundansvarig", CARD)
    await page.send(FileDialogState.open_link, customer_id=CUSTOMER)
    form = {"customer_id": str(CUSTOMER), "document_id": "", "place": "0", "url": "javascript:alert(1)", "name": "Mapp"}
    before = await snapshot(firm)
    await page.send(FileDialogState.save, form=form)
    assert set(page.shown(FileDialogState)["errors"]) == {"url"}
    assert page.shown(FileDialogState)["is_open"]
    assert await snapshot(firm) == before
    answer = await page.send(FileDialogState.save, form=form | {"url": "a.example"})
    assert answer.status
    assert not page.shown(FileDialogState)["is_open"]
    assert names(page)[0] == "Mapp"
    assert page.shown(FilesState)["rows"][0]["href"] == "https://a.example"


@pytest.mark.asyncio
async def test_an_address_that_came_past_the_rules_is_no_link(sign_in: SignIn, firm: Database) -> None:
    document = await link()
    async with firm.writing() as session:
        (await session.get_one(Document, document)).url = "javascript:alert(1)"
    page = await sign_in("medarbetare", CARD)
    [shown] = [one for one in page.shown(FilesState)["rows"] if one["id"] == str(document)]
    assert shown["href"] == ""
    assert "javascript" not in "\n".join(page.received)


@pytest.mark.asyncio
async def test_a_sent_file_is_shown_and_said(sign_in: SignIn, kept: LocalStore) -> None:
    page = await sign_in("kundansvarig", CARD)
    added = await file(await actor("kundansvarig"), CUSTOMER, "Ramavtal <b>.pdf")
    answer = await page.send(FilesState.added, customer_id=CUSTOMER, document_id=added.document_id)
    assert "Ramavtal <b>.pdf" in answer.status
    shown = page.shown(FilesState)["rows"][0]
    assert (shown["name"], shown["kind"], shown["preview"]) == ("Ramavtal <b>.pdf", "Avtal", "pdf")


@pytest.mark.asyncio
async def test_files_that_arrive_together_are_told_of_together(sign_in: SignIn, kept: LocalStore) -> None:
    page = await sign_in("kundansvarig", CARD)
    said = []
    for name in ("Ett.txt", "Två.txt", "Tre.txt"):
        one = await file(await actor("kundansvarig"), CUSTOMER, name)
        said.append((await page.send(FilesState.added, customer_id=CUSTOMER, document_id=one.document_id)).status)
    assert said == ["Ett.txt har lagts till.", "2 filer har lagts till.", "3 filer har lagts till."]


@pytest.mark.asyncio
async def test_removing_is_undone_from_the_message_and_from_the_list_of_removed(sign_in: SignIn) -> None:
    page, document = await sign_in("kundansvarig", CARD), await link()
    answer = await page.send(FilesState.remove, customer_id=CUSTOMER, document_id=document)
    assert answer.status
    assert "Delad mapp" not in names(page)
    change = answer.changed(MessagesState)["undo_change"]
    await page.send(UndoState.undo, customer_id=CUSTOMER, change_id=change)
    assert "Delad mapp" in names(page)
    await page.send(FilesState.remove, customer_id=CUSTOMER, document_id=document)
    await page.send(FilesState.show_removed, shown=True)
    assert "Delad mapp" in names(page)
    await page.send(FilesState.restore, customer_id=CUSTOMER, document_id=document)
    assert "Delad mapp" not in names(page)
    await page.send(FilesState.show_removed, shown=False)
    assert "Delad mapp" in names(page)


@pytest.mark.asyncio
async def test_moving_out_of_a_project_asks_and_then_moves(sign_in: SignIn) -> None:
    here = await project(CUSTOMER, "Förstudie")
    document = await link(place=here)
    page = await sign_in("admin", CARD)
    await page.send(FileDialogState.open_document, customer_id=CUSTOMER, document_id=document)
    assert page.shown(FileDialogState)["place"][0]["value"] == str(here)
    form = {
        "customer_id": str(CUSTOMER), "document_id": str(document), "version": "1", "name": "Delad mapp",
        "kind": "other", "url": "https://a.example/mapp", "place": "0", "wider": "",
    }  # fmt: skip
    await page.send(FileDialogState.save, form=form)
    assert (page.shown(FileDialogState)["mode"], page.shown(FileDialogState)["is_open"]) == ("wider", True)
    assert (await row(Document, document)).project_id == here
    await page.send(FileDialogState.save, form=form | {"wider": "true"})
    assert not page.shown(FileDialogState)["is_open"]
    assert (await row(Document, document)).project_id is None


@pytest.mark.asyncio
async def test_a_clash_over_a_name_opens_the_dialog_with_both(sign_in: SignIn) -> None:
    page, document = await sign_in("admin", CARD), await link()
    await page.send(FilesState.start_rename, document_id=document)
    theirs = DocumentFields(name="Deras namn")
    await documents.change(await actor("ledning"), CUSTOMER, document, theirs, Base(1))
    form = {"customer_id": str(CUSTOMER), "document_id": str(document), "version": "1", "name": "Mitt namn"}
    await page.send(FileDialogState.rename, form=form)
    [line] = page.shown(FileDialogState)["conflicts"]
    assert (line["mine"], line["theirs"]) == ("Mitt namn", "Deras namn")
    assert page.shown(FilesState)["renaming"] == ""
    chosen = {"seen.name": line["version"], "choice.name": "mine", "kind": "other", "place": "0"}
    await page.send(FileDialogState.save, form=form | chosen | {"url": "https://a.example/mapp"})
    assert (await row(Document, document)).name == "Mitt namn"


@pytest.mark.asyncio
async def test_an_empty_name_is_refused_in_the_row(sign_in: SignIn) -> None:
    page, document = await sign_in("admin", CARD), await link()
    await page.send(FilesState.start_rename, document_id=document)
    form = {"customer_id": str(CUSTOMER), "document_id": str(document), "version": "1", "name": " \u200b "}
    await page.send(FileDialogState.rename, form=form)
    assert page.shown(FilesState)["rename_error"]
    assert (await row(Document, document)).name == "Delad mapp"


@pytest.mark.asyncio
async def test_what_is_in_a_file_is_shown_as_picture_pages_or_text(sign_in: SignIn, kept: LocalStore) -> None:
    page, who = await sign_in("medarbetare", CARD), await actor("admin")

    async def shown(name: str, content: bytes) -> dict[str, object]:
        added = await file(who, CUSTOMER, name, content)
        await page.send(PreviewState.open_file, customer_id=CUSTOMER, document_id=added.document_id)
        return dict(page.shown(PreviewState))

    assert (await shown("bild.png", papers.png()))["state"] == "ready"
    pdf = await shown("avtal.pdf", papers.PDF)
    assert (pdf["state"], pdf["pages"], pdf["page"]) == ("ready", 2, 1)
    await page.send(PreviewState.turn_to, page=2)
    assert page.shown(PreviewState)["page"] == 2
    await page.send(PreviewState.turn_to, page=3)
    assert page.shown(PreviewState)["page"] == 2
    text = await shown("sida.html", papers.HTML)
    assert (text["state"], text["text"]) == ("ready", papers.HTML.decode())
    long = await shown("lång.txt", "å".encode() * 60_000)
    assert (len(str(long["text"])), long["has_more"]) == (24 * 1024, True)
    assert (await shown("bomb.png", papers.exploding_png()))["state"] == "none"
    assert (await shown("data.bin", bytes(9)))["state"] == "none"
    await page.send(PreviewState.set_open, is_open=False)
    assert page.shown(PreviewState)["text"] == ""


@pytest.mark.asyncio
async def test_the_list_is_narrowed_and_says_so(sign_in: SignIn) -> None:
    page = await sign_in("kundansvarig", "/customers/1004/contacts")
    assert page.shown(FilesState)["shows_filters"]
    assert page.shown(FilesState)["has_more"]
    await page.send(FilesState.narrow_to_kind, kind="contract")
    assert names(page) == ["Ramavtal.pdf"]
    await page.send(FilesState.narrow_to_text, text="finns inte")
    assert (names(page), page.shown(FilesState)["is_narrowed"]) == ([], True)
    await page.send(FilesState.narrow_to_kind, kind="")
    await page.send(FilesState.narrow_to_text, text="")
    before = len(names(page))
    await page.send(FilesState.show_more)
    assert len(names(page)) > before
    await page.send(FilesState.narrow_to_place, places=["0"])
    assert {one["project"] for one in page.shown(FilesState)["rows"]} == {""}


@pytest.mark.asyncio
async def test_a_reader_is_offered_nothing_to_change(sign_in: SignIn) -> None:
    document = await link()
    page = await sign_in("medarbetare", CARD)
    assert not page.shown(FilesState)["may_add"]
    [shown] = [one for one in page.shown(FilesState)["rows"] if one["id"] == str(document)]
    assert not shown["may_edit"]
    assert await rows(Document, Document.id == document)


@pytest.mark.asyncio
async def test_nothing_of_a_customers_files_stays_when_the_card_turns_to_another(sign_in: SignIn) -> None:
    await link("Kvarglömd")
    page = await sign_in("admin", CARD)
    await page.send(FilesState.narrow_to_text, text="kvar")
    assert names(page) == ["Kvarglömd"]
    await page.go("/customers/1012/contacts")
    assert "Kvarglömd" not in names(page)
    assert page.shown(FilesState)["text"] == ""
    await page.go("/customers/9999/contacts")
    assert names(page) == []
