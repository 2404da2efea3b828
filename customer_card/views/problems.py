"""The sentence for each code of a refused field or use case."""

from __future__ import annotations

from collections.abc import Mapping

from customer_card.i18n.catalogues import gettext, gettext_noop
from customer_card.i18n.formats import country_name

PROBLEMS = {
    "required": gettext_noop("Fill this in."),
    "too_long": gettext_noop("At most {maximum} characters."),
    "too_many": gettext_noop("There are too many of these."),
    "not_a_choice": gettext_noop("Choose one from the list."),
    "number_taken": gettext_noop("Another customer has this number."),
    "number_characters": gettext_noop("Use letters, digits, hyphens, dots and underscores."),
    "country_unknown": gettext_noop("Choose a country from the list."),
    "email_invalid": gettext_noop("This is not an e-mail address. Example: anna@example.com"),
    "email_taken": gettext_noop("Somebody already has this e-mail address."),
    "term_taken": gettext_noop("This name is already in the list."),
    "phone_invalid": gettext_noop("This is not a telephone number. Example: +46 8 465 004 00"),
    "website_invalid": gettext_noop("This is not a web address. Example: www.example.com"),
    "link_invalid": gettext_noop("This is not a web address. Example: https://www.example.com/avtal"),
    "whole_number": gettext_noop("Write a whole number."),
    "amount_invalid": gettext_noop("Write an amount. Example: 1 200 000 SEK"),
    "currency_unknown": gettext_noop("This currency does not exist. Example: SEK, EUR, NOK"),
    "date_invalid": gettext_noop("This is not a date."),
    "date_needed": gettext_noop("Choose a day."),
    "time_invalid": gettext_noop("This is not a time. Example: 14:30"),
    "time_needed": gettext_noop("Choose a time, or tick «All day»."),
    "title_needed": gettext_noop("Write what is to be done."),
    "text_needed": gettext_noop("Write something first."),
    "project_needed": gettext_noop("A project task needs a project."),
    "note_project_needed": gettext_noop("Choose the project that the note is about."),
    "ends_before_it_begins": gettext_noop("The end comes before the beginning."),
    "entry_too_long": gettext_noop("A calendar entry is at most 31 days long."),
    "note_in_the_future": gettext_noop("A note tells what has happened: choose a day that has been."),
    "personal_is_ones_own": gettext_noop("A private activity is your own. Choose yourself, or nobody."),
    "address_empty": gettext_noop("Fill in at least one address line, postal code or city."),
    "not_confirmed": gettext_noop("This is neither the customer's number nor its name."),
    "name_needed": gettext_noop("Fill in a first name or a last name."),
    "nothing_chosen": gettext_noop("Choose at least one field."),
    "password_short": gettext_noop("Use at least {minimum} characters."),
    "id_country_needed": gettext_noop("Which country? Choose the country, or write the number with its prefix."),
    "id_wrong_length": gettext_noop("The number has the wrong length for {country}. Example: {example}"),
    "id_wrong_checksum": gettext_noop(
        "The check digit is wrong for {country}: a digit is mistyped or two have changed places. Example: {example}"
    ),
    "id_wrong_characters": gettext_noop("The number has characters that do not belong there. Example: {example}"),
}

REFUSALS = {
    "own_account": gettext_noop("Nobody inactivates their own account. Ask another administrator."),
    "own_profile": gettext_noop("Nobody changes their own permission profile. Ask another administrator."),
    "last_administrator": gettext_noop("This is the last active administrator. Make somebody else one first."),
    "profile_used": gettext_noop("The permission profile has users. Give them another one first."),
    "term_used": gettext_noop("This is in use and cannot be deleted. Inactivate it instead."),
    "successor_needed": gettext_noop("Choose which address is to be the head office first."),
    "customer_kept": gettext_noop("The customer has projects, invoices or files and therefore cannot be deleted."),
    "customer_changed": gettext_noop(
        "Somebody else has just changed the customer. Look at it again before you delete it."
    ),
    "register_answer_old": gettext_noop("The register's answer is too old by now. Ask again."),
    "wider_audience": gettext_noop("More people can see it then. Say that you want that."),
    "widens_audience": gettext_noop("Outside the project more people can see this."),
    "changed_since": gettext_noop("This cannot be undone any more: it has been changed again since. Look in History."),
}


def problem_text(language: str, code: str, details: Mapping[str, str]) -> str:
    """The sentence for a field's problem."""
    sentence = PROBLEMS.get(code)
    if sentence is None:
        return gettext(language, "This cannot be saved as it is.")
    values = dict(details)
    if "country" in values:
        values["country"] = country_name(values["country"], language)
    return gettext(language, sentence, **values)


def refusal_text(language: str, code: str) -> str:
    """The sentence for a refused use case."""
    return gettext(language, REFUSALS.get(code, gettext_noop("This cannot be done as it is.")))


def problem_texts(
    language: str, problems: Mapping[str, str], details: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """The sentences for the fields of a form, by field."""
    return {field: problem_text(language, code, details.get(field, {})) for field, code in problems.items()}
