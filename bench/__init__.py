"""Measures what users feel: ``make bench``."""
