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
    "industry_unknown": gettext_noop("There is no such industry."),
    "owner_unknown": gettext_noop("There is no such active user who may read customers."),
    "owner_ambiguous": gettext_noop("Several users have this name. Write the e-mail address instead."),
    "role_unknown": gettext_noop("There is no such role."),
    "keyword_unknown": gettext_noop("There is no keyword “{keyword}”."),
    "zeros_restored": gettext_noop("The leading zeros were missing: {code}."),
    "cell_too_long": gettext_noop("A cell is longer than {maximum} characters."),
    "nul": gettext_noop("The cell contains NUL characters, which do not occur in text."),
    "undecodable": gettext_noop("The cell has characters that the file's encoding does not know: {example}"),
    "cell_is_date": gettext_noop(
        "The spreadsheet program has made a date of this cell: {example}. Format the column as text and write it again."
    ),
    "cell_is_error": gettext_noop("The cell shows an error: {example}"),
    "formula_without_result": gettext_noop(
        "The cell is a formula whose result is not in the file. Paste it as a value, or save the file in a"
        " spreadsheet program."
    ),
    "number_too_long": gettext_noop(
        "A spreadsheet keeps only 15 digits of a number: {example}. Format the column as text and write it again."
    ),
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
    "name_above": gettext_noop("A row above has the same name and another number."),
    "joined_by_name": gettext_noop(
        "The row has no customer number and is taken for the same customer as line {line}, which has the same name."
    ),
    "matched_by_name": gettext_noop("The row has no customer number. The customer {number} has this name."),
    "several_named": gettext_noop("Several customers have this name: {numbers}. Write the customer number."),
    "several_named_here": gettext_noop("Several customers have this name. Write the customer number."),
    "customer_unknown": gettext_noop("There is no such customer."),
}

OF_ROWS = {
    "too_many_cells": gettext_noop("The row has more than {maximum} cells."),
    "row_too_long": gettext_noop("The row is longer than {maximum} characters."),
    "cells_beyond_header": gettext_noop("The row has more cells than the header."),
    "quote_open": gettext_noop("A quotation mark is opened here and never closed. Nothing below this line was read."),
    "delimiter_other": gettext_noop("The row is separated by {found}, the header by {own}."),
    "header_again": gettext_noop("This is the header row once more. It was left out."),
    "header_other": gettext_noop(
        "Another header row begins here, with other columns. Nothing below this line was read."
    ),
}

OF_FILES = {
    "unknown_column": gettext_noop("The column is not known and was left out."),
    "file_missing": gettext_noop("There is no file {file}."),
    "file_unreadable": gettext_noop("The file {file} cannot be read."),
    "file_too_large": gettext_noop("The file is larger than {maximum} MB."),
    "rows_too_many": gettext_noop("The file has more than {maximum} rows. Divide it."),
    "file_empty": gettext_noop("The file is empty."),
    "file_changed": gettext_noop("The file was changed while it was read."),
    "header_unreadable": gettext_noop("The header row cannot be read."),
    "encoding_unknown": gettext_noop(
        "The file is not encoded as UTF-8, UTF-16 or Windows-1252: line {line} cannot be read."
        " Name its encoding with --encoding."
    ),
    "encoding_wrong": gettext_noop("The file is not encoded as {encoding}: line {line} cannot be read."),
    "encoding_name": gettext_noop("There is no encoding {encoding}."),
    "delimiter_unknown": gettext_noop("A separator is one character, such as ; or , or |, or the word tab."),
    "name_column_missing": gettext_noop("No column has a header that means the customer's name."),
    "name_column_missing_in_sheet": gettext_noop(
        "The sheet “{sheet}” has no column whose header means the customer's name."
        " Only the first visible sheet is read."
    ),
    "sheet_empty": gettext_noop("The sheet “{sheet}” is empty. Only the first visible sheet is read."),
    "one_sheet_read": gettext_noop("Only the sheet “{sheet}” was read, not {others}."),
    "hidden_rows_read": gettext_noop("Rows that are hidden in the sheet were read too."),
    "no_visible_sheet": gettext_noop("The workbook has no visible sheet."),
    "not_a_workbook": gettext_noop("The file is no workbook that can be read. Save it as .xlsx or CSV."),
    "old_workbook": gettext_noop(
        "The file is an old workbook (.xls) or protected by a password. Save it as .xlsx or CSV without a password."
    ),
    "workbook_damaged": gettext_noop("The workbook is damaged. Open it in a spreadsheet program and save it anew."),
    "workbook_too_large": gettext_noop(
        "The workbook unpacks to far more than it should (at most {maximum} MB). Save the sheet as CSV."
    ),
    "workbook_entries": gettext_noop("The workbook holds more than {maximum} files. Save the sheet as CSV."),
    "merges_too_many": gettext_noop("The sheet has more than {maximum} merged cells. Unmerge them."),
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
