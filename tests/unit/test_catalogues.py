"""The four catalogues: complete, nothing left over, and the words that the glossary binds."""

import ast

import pytest

from customer_card.i18n.catalogues import gettext, gettext_noop, ngettext
from customer_card.i18n.check import disagreements, entries, placeholders
from customer_card.i18n.extract import PACKAGE, message_ids, messages_in
from customer_card.i18n.update import path_of, updated
from customer_card.settings import LANGUAGES, settings

IDS = message_ids()

GLOSSARY = {
    "Customers": ("Kunder", "Customers", "Asiakkaat", "Kunder"),
    "Customer card": ("Kundkort", "Customer card", "Asiakaskortti", "Kundekort"),
    "New customer": ("Ny kund", "New customer", "Uusi asiakas", "Ny kunde"),
    "Search customers": ("Sök kunder", "Search customers", "Hae asiakkaita", "Søk i kunder"),
    "Account owner": ("Kundansvarig", "Account owner", "Asiakasvastaava", "Kundeansvarlig"),
    "Contact information": (
        "Kontaktuppgifter",
        "Contact information",
        "Yhteystiedot",
        "Kontaktopplysninger",
    ),
    "Financials": ("Finanser", "Financials", "Talous", "Økonomi"),
    "VAT number": ("Momsregistreringsnummer", "VAT number", "ALV-tunniste", "MVA-nummer"),
    "Head office": ("Huvudkontor", "Head office", "Pääkonttori", "Hovedkontor"),
    "City": ("Ort", "City", "Postitoimipaikka", "Poststed"),
    "Contact persons": ("Kontaktpersoner", "Contacts", "Yhteyshenkilöt", "Kontaktpersoner"),
    "Job title": ("Titel", "Job title", "Tehtävänimike", "Stilling"),
    "Inactivate": ("Inaktivera", "Inactivate", "Passivoi", "Deaktiver"),
    "Activities": ("Aktiviteter", "Activities", "Aktiviteetit", "Aktiviteter"),
    "Add a note or task": (
        "Lägg till anteckning eller uppgift",
        "Add a note or task",
        "Lisää muistiinpano tai tehtävä",
        "Legg til notat eller oppgave",
    ),
    "Planned": ("Planerade", "Planned", "Suunnitellut", "Planlagte"),
    "Completed": ("Avslutade", "Completed", "Valmiit", "Avsluttede"),
    "Done": ("Klar", "Done", "Valmis", "Ferdig"),
    "Follow-up": ("Uppföljning", "Follow-up", "Jatkotoimenpide", "Oppfølging"),
    "Not started": ("Ej påbörjad", "Not started", "Aloittamatta", "Ikke startet"),
    "In review": ("Granskas", "In review", "Tarkistettavana", "Til gjennomgang"),
    "Project tasks": ("Projektuppgifter", "Project tasks", "Projektitehtävät", "Prosjektoppgaver"),
    "Collaboration notes": (
        "Samarbetsanteckningar",
        "Collaboration notes",
        "Yhteistyömuistiinpanot",
        "Samarbeidsnotater",
    ),
    "Delete": ("Ta bort", "Delete", "Poista", "Slett"),
    "Delete contact": ("Ta bort kontakt", "Delete contact", "Poista yhteyshenkilö", "Slett kontakt"),
    "Deleted contact": ("Borttagen kontakt", "Deleted contact", "Poistettu yhteyshenkilö", "Slettet kontakt"),
    "This cannot be undone.": (
        "Åtgärden kan inte ångras.",
        "This cannot be undone.",
        "Toimintoa ei voi kumota.",
        "Handlingen kan ikke angres.",
    ),
    "Created {date} by {name}": (
        "Skapad {date} av {name}",
        "Created {date} by {name}",
        "Luotu {date}, {name}",
        "Opprettet {date} av {name}",
    ),
}

ENGLISH_OTHERWISE = {
    "Contact persons",
    "Choose which address is to be the head office first.",
    "{n} active contact",
    "{n} active contacts",
    "{n} are overdue",
    "{name}'s details are erased from every list, index and history. «Deleted contact» stands in place"
    " of the name. Invoices already issued keep it.",
}

NOT_IN_SWEDISH = ("radera", "deaktivera", "kontoägare", "pipeline", "uppmärksamhet", "vänligen")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_catalogue_has_exactly_the_sentences_of_the_code_with_their_placeholders(language: str):
    assert disagreements(language, IDS, entries(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_updating_an_up_to_date_catalogue_changes_nothing(language: str):
    content = path_of(language).read_bytes()
    assert updated(language, content, IDS) == content


@pytest.mark.parametrize("message", GLOSSARY)
def test_the_glossary_binds_its_words(message: str):
    assert tuple(gettext(language, message) for language in LANGUAGES) == GLOSSARY[message]


def test_english_is_the_message_id_where_nothing_else_is_meant():
    assert {message for message, sentence in entries("en").items() if sentence != message} == ENGLISH_OTHERWISE


def test_swedish_avoids_the_words_that_the_glossary_warns_of():
    found = [sentence for sentence in entries("sv").values() for word in NOT_IN_SWEDISH if word in sentence.casefold()]
    assert found == []


def test_nothing_raises_its_voice():
    assert not [text for language in LANGUAGES for text in entries(language).values() if "!" in text]


def test_one_and_several_are_worded_apart():
    def count(language: str, n: int) -> str:
        return ngettext(language, "{n} active contact", "{n} active contacts", n)

    assert [count("sv", n) for n in (0, 1, 2)] == ["0 aktiva", "1 aktiv", "2 aktiva"]
    assert [count("fi", n) for n in (0, 1, 2)] == ["0 aktiivista", "1 aktiivinen", "2 aktiivista"]


def test_a_sentence_in_an_unknown_language_is_in_the_default_language():
    assert gettext("de", "Save") == gettext(settings.default_language, "Save")


def test_a_marked_sentence_is_itself_until_the_language_is_known():
    assert gettext_noop("Save") == "Save"


def test_sentences_are_found_wherever_they_are_marked():
    source = """
t("one"); t("two " "lines"); gettext(language, "three"); ngettext(language, "four", "fives", n)
say(self, "six" if active else "seven"); warn(state, "eight", n=1); self.say("nine")
WORDS = {"code": gettext_noop("ten")}
HEADER = tuple(map(gettext_noop, ("eleven", "twelve")))
gettext(language, WORDS["code"]); t(name); checked.warn("address.line1", "a_code"); other("thirteen")
"""
    assert {message for message, _ in messages_in(source)} == {
        "one", "two lines", "three", "four", "fives", "six",
        "seven", "eight", "nine", "ten", "eleven", "twelve",
    }  # fmt: skip


def test_a_sentence_is_told_with_its_place():
    assert list(messages_in('\n\nt("here")')) == [("here", 3)]
    assert {place.split(":")[0] for place in IDS.values()} <= {
        path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")
    }


def test_no_sentence_is_put_together_from_pieces_before_it_is_looked_up():
    """An f-string has no entry in any catalogue, so it would be shown in English to everybody."""
    pieces = [
        f"{path.name}:{call.lineno}"
        for path in PACKAGE.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"t", "gettext", "ngettext", "gettext_noop", "say", "warn"}
        and any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in call.args)
    ]
    assert pieces == []


def test_what_is_missing_left_over_or_differently_filled_in_is_listed():
    ids = {"Save": "a.py:1", "At most {maximum} characters.": "a.py:2", "Used by {names}": "a.py:3"}
    catalogue = {
        "At most {maximum} characters.": "Högst {max} tecken.",
        "Used by {names}": "Används av {names",
        "Gone": "Borta",
    }
    assert disagreements("sv", ids, catalogue) == [
        "sv: not translated: 'Save' (a.py:1)",
        "sv: no longer used: 'Gone'",
        "sv: other placeholders than 'At most {maximum} characters.' has: 'Högst {max} tecken.'",
        "sv: other placeholders than 'Used by {names}' has: 'Används av {names'",
    ]


def test_an_update_keeps_translations_adds_new_sentences_and_drops_unused_ones():
    former = b'# A note.\nmsgid "Save"\nmsgstr "Spara"\n\nmsgid "Gone"\nmsgstr "Borta"\n'
    content = updated("sv", former, ["Save", "Add {n}"]).decode()
    assert content.endswith(
        '#, python-brace-format\nmsgid "Add {n}"\nmsgstr ""\n\n# A note.\nmsgid "Save"\nmsgstr "Spara"\n'
    )
    assert "Gone" not in content
    assert 'msgstr "Add {n}"' in updated("en", b"", ["Add {n}"]).decode()


def test_placeholders_are_the_names_in_braces():
    assert placeholders("{name} ({number}) has {name}") == {"name", "number"}
