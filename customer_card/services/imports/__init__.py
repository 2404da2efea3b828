"""Importing customers with their addresses and contacts from a file of rows and columns.

The way of a row: it is found in a text file (``text_files``, ``records``) or in a workbook
(``packages``, ``workbooks``, ``sheets``, ``cells``), ``reading`` and ``headers`` name its cells,
``matching`` asks which customers exist and ``identity`` which of them is meant, ``checking``
turns cells into values, ``planning`` decides what becomes of the row, ``writing`` does it and
leaves its ``traces``, and ``report`` tells. ``running`` leads them by its ``mandate``; ``ledger``
keeps what earlier rows have told.
"""
