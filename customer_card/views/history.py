"""The history of a customer, an address or a contact, as the browser gets it."""

from __future__ import annotations

from dataclasses import dataclass

from customer_card.domain.business_ids import masked, parse_organisation_number, parse_vat_number
from customer_card.domain.contact_values import format_phone
from customer_card.domain.permissions import Actor
from customer_card.i18n.catalogues import gettext, gettext_noop, ngettext
from customer_card.i18n.formats import day_words, format_clock, format_count, format_day, format_moment, format_money
from customer_card.services import local_time
from customer_card.services.change_feed import FeedChange, FeedLine, FeedPage, Known, Values
from customer_card.services.undo import is_offered, record_of
from customer_card.views import addresses, card, contacts, feed, files, registers
from customer_card.views.people import hue, initials

LONGEST = 300
"""Of a longer text so much is shown; the whole of it stands on the card."""

SENTENCES = {
    "create_customer": gettext_noop("{name} added the customer."),
    "change_customer": gettext_noop("{name} changed the customer's details."),
    "inactivate_customer": gettext_noop("{name} inactivated the customer."),
    "activate_customer": gettext_noop("{name} activated the customer."),
    "delete_customer": gettext_noop("{name} deleted the customer."),
    "update_from_register": gettext_noop("{name} updated the customer from a public register."),
    "import_customers": gettext_noop("{name} imported customer data."),
    "add_address": gettext_noop("{name} added an address."),
    "change_address": gettext_noop("{name} changed an address."),
    "change_head_office": gettext_noop("{name} chose another head office."),
    "delete_address": gettext_noop("{name} deleted an address."),
    "add_contact": gettext_noop("{name} added a contact."),
    "change_contact": gettext_noop("{name} changed a contact."),
    "inactivate_contact": gettext_noop("{name} inactivated a contact."),
    "activate_contact": gettext_noop("{name} activated a contact."),
    "add_document": gettext_noop("{name} added a file."),
    "add_link": gettext_noop("{name} added a link."),
    "change_document": gettext_noop("{name} changed a file or link."),
    "move_document": gettext_noop("{name} moved a file or link."),
    "remove_document": gettext_noop("{name} removed a file or link."),
    "restore_document": gettext_noop("{name} restored a file or link."),
    "lose_document": gettext_noop("{name} no longer found the content of a file."),
    "erase_contact": gettext_noop("{name} deleted a contact and erased the person's data."),
    "add_activity": gettext_noop("{name} added an activity."),
    "change_activity": gettext_noop("{name} changed an activity."),
    "finish_activity": gettext_noop("{name} finished an activity."),
    "reopen_activity": gettext_noop("{name} reopened an activity."),
    "move_task": gettext_noop("{name} moved a project task."),
    "delete_activity": gettext_noop("{name} deleted an activity."),
    "restore_activity": gettext_noop("{name} brought back a deleted activity."),
    "add_note": gettext_noop("{name} wrote a note."),
    "answer_note": gettext_noop("{name} answered a note."),
    "change_note": gettext_noop("{name} changed a note."),
    "delete_note": gettext_noop("{name} deleted a note."),
    "restore_note": gettext_noop("{name} brought back a deleted note."),
}

LABELS = {
    "customer": card.LABELS | {"active": gettext_noop("Active"), "head_office_id": gettext_noop("Head office")},
    "address": addresses.LABELS,
    "contact": contacts.LABELS | {"active": gettext_noop("Active")},
    "document": files.LABELS,
    "feed_item": feed.HISTORY_LABELS,
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A field of a record, with what it was and became.

    ``was`` is empty for what was added, and ``became`` for what was deleted. ``version`` is the
    record's own, now; it is empty for a line that cannot be set back.
    """

    id: str
    about: str
    label: str
    was: str
    became: str
    version: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A change: who did what when, and the fields it touched; ``source`` is where the values came from."""

    id: str
    initials: str
    hue: int
    what: str
    when: str
    when_full: str
    set_back: bool
    source: str
    lines: list[HistoryLine]
    more: str


def history_rows(page: FeedPage, actor: Actor, *, of_one_record: bool) -> list[HistoryRow]:
    """The rows for this reader; in the history of one record no line says which one it is about."""
    return [_row(change, page.known, actor, of_one_record) for change in page.changes]


def _row(change: FeedChange, known: Known, actor: Actor, of_one_record: bool) -> HistoryRow:
    language = actor.language
    name = change.actor_name or gettext(language, "The program")
    sentence = SENTENCES.get(change.use_case, gettext_noop("{name} made a change."))
    more = change.hidden_items
    lines = [_line(change, line, known, actor, of_one_record) for line in change.lines if _is_told(line, known)]
    erased = [line for line in change.lines if not of_one_record and _is_erased(line, known)]
    untold = [line for line in change.lines if line.entity == "feed_item" and not lines]
    return HistoryRow(
        id=str(change.id),
        initials=initials(name) if change.actor_name else "",
        hue=hue(change.actor_id),
        what=gettext(language, sentence, name=name),
        when=day_words(change.at, language),
        when_full=format_moment(change.at, language),
        set_back=change.undo_of is not None,
        source=_source(change, language),
        lines=lines
        + [_bare_line(line, gettext(language, "Deleted contact")) for line in _one_each(erased)]
        + [_bare_line(line, known.items.get(line.entity_id, "")) for line in _one_each(untold)],
        more=ngettext(language, "and {n} more value", "and {n} more values", more) if more else "",
    )


def _source(change: FeedChange, language: str) -> str:
    """The register, the number and the time of the look-up that the new values came from."""
    lookup = change.source
    if lookup is None:
        return ""
    register = registers.NAMES.get(lookup.source, lookup.source)
    moment = f"{format_day(local_time.local(lookup.at).date(), language)} {format_clock(lookup.at, language)}"
    sentence = gettext_noop("From {register}, number {number}, {date}")
    return gettext(language, sentence, register=register, number=lookup.register_id, date=moment)


def _is_told(line: FeedLine, known: Known) -> bool:
    """Only fields that have a word of their own; of an erased contact, none at all."""
    return line.field in LABELS.get(line.entity, {}) and not _is_erased(line, known)


def _is_erased(line: FeedLine, known: Known) -> bool:
    """Whether a line is about a contact of whom nothing may be shown; one that is not known counts as erased."""
    if line.entity != "contact":
        return False
    details = known.contacts.get(line.entity_id)
    return details is None or details.contact.erased_at is not None


def _one_each(lines: list[FeedLine]) -> list[FeedLine]:
    return list({line.entity_id: line for line in lines}.values())


def _bare_line(line: FeedLine, about: str) -> HistoryLine:
    """A line that says only what a change was about."""
    return HistoryLine(str(line.item_id), about, "", "", "", "")


def _line(change: FeedChange, line: FeedLine, known: Known, actor: Actor, of_one_record: bool) -> HistoryLine:
    language = actor.language
    is_new, is_gone = line.version_after <= 1, change.use_case == "delete_address" and line.entity == "address"
    empty = gettext(language, "(empty)")
    was, became = _worded(line, line.before, known, actor), _worded(line, line.after, known, actor)
    # The same before and after is what was masked: that it was is said, and no value that it replaced.
    is_masked = change.use_case == "erase_contact" and line.before == line.after
    row = record_of(line, known)
    may_edit = actor.may_edit_customers or (line.entity == "document" and line.entity_id in known.editable_documents)
    offered = may_edit and is_offered(change.use_case, line, known)
    return HistoryLine(
        id=str(line.item_id),
        about="" if of_one_record else _about(line, known, language),
        label=gettext(language, LABELS[line.entity][line.field]),
        was="" if is_new or is_masked else was or empty,
        became="" if is_gone else became or empty,
        version=str(row.version) if row is not None and offered else "",
    )


def _about(line: FeedLine, known: Known, language: str) -> str:
    """Which address, contact, activity or note a line is about; nothing for the customer itself."""
    if line.entity == "address":
        address = known.addresses.get(line.entity_id)
        return addresses.summary(address) if address else gettext(language, "Deleted address")
    if line.entity == "document":
        document = known.documents.get(line.entity_id)
        return document.name if document else gettext(language, "Removed file")
    if line.entity == "feed_item":
        return known.items.get(line.entity_id, "")
    if line.entity == "contact":
        person = known.contacts[line.entity_id].contact
        return contacts.full_name(person.first_name, person.last_name)
    return ""


def _worded(line: FeedLine, values: Values, known: Known, actor: Actor) -> str:
    """What a field was or became, in the reader's words."""
    language = actor.language
    value = values.get(line.field)
    if line.field == "revenue":
        shown = _revenue(values, known, language)
    elif line.field in {"organisation_number", "vat_number"} and value:
        shown = _number(line.field, str(value), known, actor)
    elif line.field == "employees" and isinstance(value, int):
        shown = format_count(value, language)
    elif isinstance(value, bool):
        shown = gettext(language, "Yes") if value else gettext(language, "No")
    elif line.field in {"head_office_id", "address_id"}:
        shown = _address(value, known, language)
    elif line.field == "phone" and value:
        shown = format_phone(str(value), known.customer.country)
    elif line.field == "consent":
        shown = _consent(line, values, language)
    elif line.entity == "document":
        shown = files.shown_value(line.field, value, language, known.called)
    elif line.entity == "contact":
        shown = contacts.shown_value(line.field, value, language, known.called)
    elif line.entity == "feed_item":
        shown = feed.kept_value(line.field, value, language)
    elif line.entity == "address":
        shown = addresses.shown_value(line.field, value, language)
    else:
        shown = card.shown_value(line.field, value, language, known.called)
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST].rstrip()} …"


def _revenue(values: Values, known: Known, language: str) -> str:
    """An amount; where only one of its two columns changed, the other is as it is now."""
    minor = values.get("revenue_minor", known.customer.revenue_minor)
    currency = values.get("revenue_currency", known.customer.revenue_currency)
    return format_money(int(minor), str(currency), language) if isinstance(minor, int) and currency else ""


def _number(name: str, value: str, known: Known, actor: Actor) -> str:
    """A number; one that is a person's own, or a sole trader's, is masked without the right to edit."""
    if actor.may_edit_customers:
        return value
    may_be_personal = known.customer.sole_trader or _may_be_personal(name, value, known.customer.country)
    return masked(value) if may_be_personal else value


def _may_be_personal(name: str, value: str, country: str | None) -> bool:
    """Whether a number can be a person's own, also if the customer was in another country then."""
    parse = parse_vat_number if name == "vat_number" else parse_organisation_number
    try:
        now, in_sweden = parse(value[:60], country), parse(value[:60], "SE")
    except ValueError:
        return True  # What cannot be read may be anybody's.
    return now.personal or in_sweden.personal or now.refused


def _address(value: object, known: Known, language: str) -> str:
    if not isinstance(value, int):
        return ""
    address = known.addresses.get(value)
    return addresses.summary(address) if address else gettext(language, "Deleted address")


def _consent(line: FeedLine, values: Values, language: str) -> str:
    """Whether somebody consented, and when; either may have changed alone."""
    shown = [
        contacts.shown_value(name, values[name], language, {}) for name in ("consent", "consent_at") if values.get(name)
    ]
    return ", ".join(shown)
