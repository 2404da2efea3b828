"""How the browser starts the pages: Reflex's entry of this release, changed in one place."""

from __future__ import annotations

import pytest
from reflex_base import constants

from customer_card.browser_entry import PagesTurnAtOnce, turning_at_once
from rxconfig import config


def test_the_entry_of_this_release_is_told_to_turn_pages_at_once():
    entry = (constants.Templates.Dirs.WEB_TEMPLATE / constants.Embed.ENTRY_PATH).read_text()
    changed = turning_at_once(entry)
    assert changed.count("useTransitions: false") == 1
    assert turning_at_once(changed) == changed
    assert any(isinstance(plugin, PagesTurnAtOnce) for plugin in config.plugins)


def test_an_entry_that_is_not_known_stops_the_build():
    with pytest.raises(ValueError, match="router"):
        turning_at_once("createRoot(document)")
