"""Importing customers with their addresses and contacts from a text file of rows and columns.

The way of a row: ``records`` and ``reading`` find it in the file and ``headers`` names its
cells, ``matching`` asks which customers exist, ``checking`` turns cells into values,
``planning`` decides what becomes of the row, ``writing`` does it and leaves its ``traces``,
and ``report`` tells. ``running`` leads them; ``ledger`` keeps what earlier rows have told.
"""
