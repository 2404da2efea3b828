"""Files and links as the browser gets them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from customer_card.domain.contact_values import parse_website
from customer_card.domain.file_names import split_ending
from customer_card.i18n.catalogues import gettext, gettext_noop
from customer_card.i18n.formats import day_words, format_decimal_of, format_moment
from customer_card.models import Document
from customer_card.services.document_files import previewed_as
from customer_card.services.document_list import DocumentDetails
from customer_card.services.document_steps import MAX_LINK
from customer_card.services.documents import THE_CUSTOMER, place_of
from customer_card.services.pickers import Choice
from customer_card.views.card import Option
from customer_card.views.made import NOT_MADE, Made, made

KIND_NAMES = {
    "contract": gettext_noop("Contract"),
    "quote": gettext_noop("Proposal"),
    "invoice": gettext_noop("Invoice"),
    "other": gettext_noop("Other"),
}

LABELS = {
    "name": gettext_noop("Name"),
    "kind": gettext_noop("Kind"),
    "url": gettext_noop("Link address"),
    "place": gettext_noop("Attached to"),
    "removed": gettext_noop("Removed"),
}

THE_CUSTOMER_ITSELF = gettext_noop("The customer itself")

FROM_TO = (
    gettext_noop("{date} by {name}"),
    gettext_noop("Removed {date} by {name}"),
    gettext_noop("Removed {date}"),
)


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file or link in the list.

    ``preview`` is image, pdf, text, or empty for what is only saved; ``kind`` is empty for what is of no kind.
    """

    id: str = ""
    version: str = ""
    name: str = ""
    href: str = ""
    is_link: bool = False
    shape: str = ""
    kind: str = ""
    size: str = ""
    project: str = ""
    when: str = ""
    when_full: str = ""
    preview: str = ""
    may_edit: bool = False
    removed: bool = False


@dataclass(frozen=True, slots=True)
class FileForm:
    """A file or link in its dialog; without an id it is a link that is to be added."""

    id: str = ""
    version: str = ""
    name: str = ""
    kind: str = ""
    url: str = ""
    is_link: bool = False
    made: Made = NOT_MADE


def file_line(details: DocumentDetails, language: str) -> FileLine:
    """A row of the list."""
    document = details.document
    when, moment = _when(details, language)
    return FileLine(
        id=str(document.id),
        version=str(document.version),
        name=document.name,
        href=safe_link(document.url) if document.url else f"/files/{document.id}",
        is_link=document.url is not None,
        shape=shape_of(document),
        kind=gettext(language, KIND_NAMES[document.kind]) if document.kind != "other" else "",
        size=size_text(document.size, language) if document.url is None else host_of(document.url),
        project=f"{details.project_number} {details.project_name}" if details.project_number else "",
        when=when,
        when_full=format_moment(moment, language),
        preview=previewed_as(document.media_type) if document.url is None else "",
        may_edit=details.may_edit,
        removed=document.deleted_at is not None,
    )


def file_form(details: DocumentDetails, language: str) -> FileForm:
    """The dialog's form."""
    document = details.document
    return FileForm(
        id=str(document.id),
        version=str(document.version),
        name=document.name,
        kind=document.kind,
        url=document.url or "",
        is_link=document.url is not None,
        made=made(document, details.created_by, None, language),
    )


def place_option(choice: Choice, language: str) -> Option:
    """A place to choose, the customer itself among them."""
    if choice.id == THE_CUSTOMER:
        return Option(str(THE_CUSTOMER), gettext(language, THE_CUSTOMER_ITSELF))
    return Option(str(choice.id), choice.name)


def place_of_details(details: DocumentDetails, language: str) -> Option:
    """Where a document is."""
    name = f"{details.project_name} · {details.project_number}" if details.project_number else ""
    return place_option(Choice(place_of(details.document), name), language)


def safe_link(url: str | None) -> str:
    """An address as it may stand in a link: checked again, whatever way it came into the database."""
    try:
        return parse_website(url or "", MAX_LINK)
    except ValueError:
        return ""


def host_of(url: str | None) -> str:
    """Where a link leads, in short."""
    return safe_link(url).partition("://")[2].partition("/")[0].removeprefix("www.")


def shape_of(document: Document) -> str:
    """Which icon stands for a document."""
    if document.url is not None:
        return "link"
    return {"image": "image", "pdf": "document", "text": "text"}.get(previewed_as(document.media_type)) or _by_ending(
        document.name
    )


def _by_ending(name: str) -> str:
    """Only a picture beside the name follows from the ending; nothing is opened by it."""
    ending = split_ending(name)[1].lower()
    if ending in {".xlsx", ".xls", ".ods", ".csv"}:
        return "sheet"
    return "text" if ending in {".docx", ".doc", ".odt", ".rtf"} else "document"


def size_text(size: int, language: str) -> str:
    """A size in the unit that leaves few digits; units of 1,000 as the systems of our users show them."""
    if size < 1_000:
        return f"{size} B"
    for unit, factor in (("kB", 1_000), ("MB", 1_000_000)):
        if size < factor * 1_000 or unit == "MB":
            return f"{format_decimal_of(size / factor, language)} {unit}"
    return ""


def shown_value(name: str, value: object, language: str, called: dict[tuple[str, int], str]) -> str:
    """A field's value in words, for the history and for conflicts."""
    if name == "kind":
        return gettext(language, KIND_NAMES.get(str(value), "")) if value in KIND_NAMES else ""
    if name == "removed":
        return gettext(language, "Yes") if value else gettext(language, "No")
    if name == "place":
        if value == THE_CUSTOMER and value is not None:
            return gettext(language, THE_CUSTOMER_ITSELF)
        return called.get(("place", value), "") if isinstance(value, int) else ""
    return "" if value is None else str(value)


def _when(details: DocumentDetails, language: str) -> tuple[str, datetime]:
    document = details.document
    by_whom, removed_by, removed = FROM_TO
    if document.deleted_at is not None:
        day = day_words(document.deleted_at, language)
        if details.deleted_by:
            return gettext(language, removed_by, date=day, name=details.deleted_by), document.deleted_at
        return gettext(language, removed, date=day), document.deleted_at
    day = day_words(document.created_at, language)
    if details.created_by:
        return gettext(language, by_whom, date=day, name=details.created_by), document.created_at
    return day, document.created_at
