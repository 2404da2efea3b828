"""The public registers on the card, as the browser gets them: dialog, evidence and banner."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from customer_card.domain.clock import now
from customer_card.domain.register_targets import RegisterTarget
from customer_card.i18n.catalogues import gettext, gettext_noop
from customer_card.i18n.formats import country_name, day_words, format_clock, format_day, format_moment
from customer_card.models import RegisterFinding, RegisterLookup
from customer_card.registers import Brreg, Prh, RegisterUnavailable, Trouble
from customer_card.services import local_time
from customer_card.services.addresses import AddressFields
from customer_card.services.register_comparison import AS_REGISTERED, ORDINARY, Compared, Standing, Value
from customer_card.services.register_lookups import FOUND, NOT_FOUND, UNREACHABLE, Evidence
from customer_card.services.register_update import Asked
from customer_card.views.problems import problem_text

NAMES = {register.name: register.title for register in (Prh, Brreg)}
"""What the registers are called, in every language."""

OF_COUNTRY = {"FI": NAMES["prh"], "NO": NAMES["brreg"]}

LABELS = {
    "name": gettext_noop("Customer name"),
    "address": gettext_noop("Address"),
    "email": gettext_noop("Email"),
    "website": gettext_noop("Website"),
}

STANDINGS = {
    Standing.EQUAL: gettext_noop("Same as today"),
    Standing.MISSING: gettext_noop("{register} has nothing here."),
    Standing.NOT_CARRIED: gettext_noop("{register} does not publish this."),
    Standing.UNUSABLE: gettext_noop("What {register} has here cannot be used."),
}

SITUATIONS = {
    "deleted": gettext_noop("The company has been deleted, according to {register}."),
    "bankrupt": gettext_noop("The company is bankrupt, according to {register}."),
    "liquidation": gettext_noop("The company is in liquidation, according to {register}."),
    "restructuring": gettext_noop("The company is being restructured, according to {register}."),
    "unregistered": gettext_noop("The company is not in the trade register, according to {register}."),
}

FINDINGS = SITUATIONS | {
    "renamed": gettext_noop("The company has a new name, according to {register}."),
    "moved": gettext_noop("The company has a new address, according to {register}."),
    "vanished": gettext_noop("The company is no longer found in {register}."),
}

TROUBLES = {
    Trouble.TOO_MANY: gettext_noop(
        "{register} is being asked too often right now. Try again at {time}. Nothing has been changed."
    ),
    Trouble.TIME_OUT: gettext_noop("{register} did not answer in time. Nothing has been changed."),
    Trouble.UNREACHABLE: gettext_noop("The register does not answer right now. Nothing has been changed."),
    Trouble.UNEXPECTED: gettext_noop("{register} gave an answer that could not be read. Nothing has been changed."),
}

STATES = {
    "valid": gettext_noop("Found in {register}"),
    "changed": gettext_noop("Found in {register}, changed since the time before"),
    "not_found": gettext_noop("Not found in {register}"),
    "unreachable": gettext_noop("{register} did not answer"),
}


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """One field of the dialog: today's value and the register's.

    ``ordinary`` is empty unless the register writes in capitals; ``can_be_chosen`` is for a
    value that differs.
    """

    field: str
    label: str
    today: str
    said: str
    ordinary: str
    note: str
    can_be_chosen: bool


@dataclass(frozen=True, slots=True)
class UpdateView:
    """The dialog «Uppdatera kundinformation»; ``stage`` is ``asking``, ``said`` or ``compared``."""

    stage: str = "asking"
    register: str = ""
    number: str = ""
    message: str = ""
    explanation: str = ""
    is_trouble: bool = False
    can_retry: bool = False
    warning: str = ""
    lookup_id: str = ""
    customer_version: str = ""
    address_id: str = ""
    address_version: str = ""
    rows: list[UpdateRow] = field(default_factory=list)
    can_update: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """When a register was last heard of the customer, what is the matter, and whether it has failed to answer since."""

    shown: str = ""
    full: str = ""
    is_bad: bool = False
    situation: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One look-up."""

    id: str
    what: str
    detail: str
    who: str
    when: str
    when_full: str
    led_to_change: bool


def asking_view(target: RegisterTarget) -> UpdateView:
    """While the register is being asked."""
    return UpdateView(register=OF_COUNTRY[target.country], number=target.number)


def said_view(register: str, message: str, language: str, **values: str) -> UpdateView:
    """A sentence in the place of the comparison, with a way to ask again."""
    said = gettext(language, message, register=register, **values)
    return UpdateView(stage="said", register=register, message=said, is_trouble=True, can_retry=True)


def update_view(asked: Asked, language: str) -> UpdateView:
    """What came of asking, in words."""
    target, lookup, register = asked.target, asked.lookup, OF_COUNTRY[asked.target.country]
    if lookup is None:
        return _wrong_number(target, register, language)
    if lookup.state == UNREACHABLE:
        trouble = RegisterUnavailable(Trouble(lookup.detail), lookup.retry_after)
        said = trouble_text(trouble, register, language)
        return UpdateView(stage="said", register=register, message=said, is_trouble=True, can_retry=True)
    if asked.basis is None or asked.compared is None:
        nothing = gettext_noop("{register} has no company with the number {number}. Nothing has been changed.")
        said = gettext(language, nothing, register=register, number=target.number)
        return UpdateView(stage="said", register=register, message=said, is_trouble=True)
    rows = [_row(one, register, language) for one in asked.compared]
    can_update = any(row.can_be_chosen for row in rows)
    nothing_new = gettext_noop("There is nothing to take over: {register} has nothing that differs from the card.")
    return UpdateView(
        stage="compared",
        register=register,
        number=target.number,
        message="" if can_update else gettext(language, nothing_new, register=register),
        warning=situation_text(lookup.detail, register, language),
        lookup_id=str(lookup.id),
        customer_version=str(asked.basis.customer_version),
        address_id=str(asked.basis.address_id),
        address_version=str(asked.basis.address_version),
        rows=rows,
        can_update=can_update,
    )


def situation_text(situation: str, register: str, language: str) -> str:
    """What is the matter with a company; nothing for nothing."""
    sentence = SITUATIONS.get(situation)
    return gettext(language, sentence, register=register) if sentence else ""


def _wrong_number(target: RegisterTarget, register: str, language: str) -> UpdateView:
    not_asked = gettext_noop("{register} was not asked, because the number {number} cannot be right.")
    details = {"example": target.example, "country": target.country}
    problem = f"id_{target.problem.value}" if target.problem else ""
    return UpdateView(
        stage="said",
        register=register,
        message=gettext(language, not_asked, register=register, number=target.number),
        explanation=problem_text(language, problem, details),
        is_trouble=True,
    )


def trouble_text(unavailable: RegisterUnavailable, register: str, language: str) -> str:
    """Why there is no answer, and from when on one can be got; never a minute too early."""
    at = format_clock(now() + timedelta(seconds=(unavailable.retry_after or 0) + 59), language)
    return gettext(language, TROUBLES[unavailable.trouble], register=register, time=at)


def _row(one: Compared, register: str, language: str) -> UpdateRow:
    note = STANDINGS.get(one.standing)
    return UpdateRow(
        field=one.field,
        label=gettext(language, LABELS[one.field]),
        today=_shown(one.today, language),
        said=_shown(one.writings.get(AS_REGISTERED, ""), language),
        ordinary=_shown(one.writings.get(ORDINARY, ""), language),
        note=gettext(language, note, register=register) if note else "",
        can_be_chosen=one.standing is Standing.DIFFERS,
    )


def _shown(value: Value, language: str) -> str:
    """A value in one line; always text, whatever it holds."""
    if not isinstance(value, AddressFields):
        return value
    place = f"{value.postal_code} {value.city}".strip()
    parts = (value.line1, value.line2, place, value.region, country_name(value.country, language))
    return ", ".join(filter(None, parts)) if not value.is_empty else ""


def evidence_line(found: list[Evidence], register_id: str, language: str) -> EvidenceLine:
    """The last answer about the customer's present number, and a later failure to get one."""
    own = [one.lookup for one in found if one.lookup.register_id == register_id]
    answered = next((one for one in own if one.state != UNREACHABLE), None)
    trouble = own[0] if own and own[0].state == UNREACHABLE else None
    failed = gettext_noop("{register} did not answer {date}")
    return EvidenceLine(
        shown=_evidence_text(answered, language) if answered else "",
        full=format_moment(answered.at, language) if answered else "",
        is_bad=bool(answered) and (answered.state not in FOUND or answered.detail in SITUATIONS),
        situation=situation_text(answered.detail, NAMES.get(answered.source, ""), language) if answered else "",
        trouble=_dated(failed, trouble, language) if trouble else "",
    )


def _evidence_text(lookup: RegisterLookup, language: str) -> str:
    sentence = (
        gettext_noop("Not found in {register} {date}")
        if lookup.state == NOT_FOUND
        else gettext_noop("Checked in {register} {date}")
    )
    return _dated(sentence, lookup, language)


def _dated(sentence: str, lookup: RegisterLookup, language: str) -> str:
    day = format_day(local_time.local(lookup.at).date(), language)
    return gettext(language, sentence, register=NAMES.get(lookup.source, lookup.source), date=day)


def evidence_row(one: Evidence, language: str) -> EvidenceRow:
    """A look-up in the sheet."""
    lookup = one.lookup
    register = NAMES.get(lookup.source, lookup.source)
    return EvidenceRow(
        id=str(lookup.id),
        what=gettext(language, STATES[lookup.state], register=register),
        detail=situation_text(lookup.detail, register, language),
        who=one.user_name or gettext(language, "The program"),
        # Several look-ups of one day are told apart by their time.
        when=f"{day_words(lookup.at, language)} {format_clock(lookup.at, language)}",
        when_full=format_moment(lookup.at, language),
        led_to_change=lookup.change_id is not None,
    )


def finding_lines(found: list[tuple[RegisterFinding, str]], language: str) -> list[str]:
    """What is open about a customer, a sentence for each thing, each once."""
    sentences = [
        gettext(language, FINDINGS[kind], register=NAMES.get(source, source))
        for finding, source in found
        for kind in finding.kinds.split()
        if kind in FINDINGS
    ]
    return list(dict.fromkeys(sentences))
