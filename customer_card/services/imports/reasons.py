"""The sentences for the codes that only an import can meet; those of the forms are worded as there."""

from __future__ import annotations

from customer_card.i18n.catalogues import gettext_noop

OF_NUMBERS = {
    "id_country_needed": gettext_noop(
        "Invalid format: it is not clear which country the number belongs to. It is kept as it was written."
    ),
    "id_wrong_length": gettext_noop(
        "Invalid format: the number has the wrong length. It is kept as it was written. Example: {example}"
    ),
    "id_wrong_checksum": gettext_noop(
        "Invalid format: the check digit is wrong. It is kept as it was written. Example: {example}"
    ),
    "id_wrong_characters": gettext_noop(
        "Invalid format: the number has characters that do not belong there."
        " It is kept as it was written. Example: {example}"
    ),
    "id_unusual_ending": gettext_noop("The number ends in an unusual way. Example: {example}"),
    "id_unknown_format": gettext_noop("The number does not look like those of its country."),
    "id_country_mismatch": gettext_noop("The number belongs to another country than the customer."),
}

OF_CELLS = {
    "required": gettext_noop("A new customer needs a name."),
    "yes_no": gettext_noop("Write yes or no."),
    "currency_twice": gettext_noop("The amount names another currency than this column."),
    "industry_unknown": gettext_noop("There is no such industry. The cell was left out."),
    "owner_unknown": gettext_noop("There is no such active user who may read customers. The cell was left out."),
    "owner_ambiguous": gettext_noop("Several users have this name; write the e-mail address. The cell was left out."),
    "role_unknown": gettext_noop("There is no such role. The cell was left out."),
    "keyword_unknown": gettext_noop("There is no keyword “{keyword}”. It was left out."),
    "address_incomplete": gettext_noop(
        "An address needs a street, a postal code or a city. The row's other address cells were left out."
    ),
}

OF_CUSTOMERS = {
    "keys_conflict": gettext_noop("This leads to another customer than the column {other} does."),
    "several_customers": gettext_noop("Several customers have this number. Write the customer number."),
    "conflict_in_file": gettext_noop("Line {line} says something else about the same customer."),
    "former_number": gettext_noop("This is a former number of the customer, whose number is {number} now."),
    "number_changed": gettext_noop("The customer had the number {number} before."),
    "name_exists": gettext_noop("The customer {number} has the same name."),
    "joined_by_name": gettext_noop(
        "The row has no number and is taken for the same customer as line {line}, which has the same name."
    ),
}

OF_ROWS = {
    "nul": gettext_noop("The row contains NUL characters, which do not occur in text."),
    "cell_too_long": gettext_noop("A cell is longer than {maximum} characters."),
    "too_many_cells": gettext_noop("The row has more than {maximum} cells."),
    "row_too_long": gettext_noop("The row is longer than {maximum} characters."),
    "cells_beyond_header": gettext_noop("The row has more cells than the header."),
    "quote_open": gettext_noop("A quotation mark is opened here and never closed. Nothing below this line was read."),
}

OF_FILES = {
    "unknown_column": gettext_noop("The column is not known and was left out."),
    "file_missing": gettext_noop("There is no file {file}."),
    "file_unreadable": gettext_noop("The file {file} cannot be read."),
    "file_too_large": gettext_noop("The file is larger than {maximum} MB."),
    "file_empty": gettext_noop("The file is empty."),
    "file_changed": gettext_noop("The file was changed while it was read."),
    "header_unreadable": gettext_noop("The header row cannot be read."),
    "encoding_unknown": gettext_noop(
        "The file is not encoded as UTF-8, UTF-16 or Windows-1252. Name its encoding with --encoding."
    ),
    "encoding_wrong": gettext_noop("The file is not encoded as {encoding}."),
    "encoding_name": gettext_noop("There is no encoding {encoding}."),
    "delimiter_unknown": gettext_noop("A separator is one character, such as ; or , or |, or the word tab."),
    "name_column_missing": gettext_noop("No column has a header that means the customer's name."),
    "duplicate_column": gettext_noop(
        "The columns “{first}” and “{second}” mean the same. Rename or remove one of them."
    ),
}

OF_RUNS = {
    "language_unknown": gettext_noop("The languages are sv, en, fi and nb."),
    "user_unknown": gettext_noop("There is no active user with this e-mail address."),
    "user_may_not": gettext_noop("This user may not change customers."),
    "report_unwritable": gettext_noop("The report {file} cannot be written."),
    "report_is_source": gettext_noop("The report cannot replace the file that is imported."),
    "database_failed": gettext_noop("The database does not answer as it should ({error})."),
    "database_old": gettext_noop(
        "The database has another shape than this version needs. Run “customer-card migrate” first."
    ),
}

REASONS = OF_NUMBERS | OF_CELLS | OF_CUSTOMERS | OF_ROWS | OF_FILES | OF_RUNS
