"""What forms send, as the handlers read it."""

from __future__ import annotations

from typing import Any

import pytest

from customer_card.state.forms import is_checked


@pytest.mark.parametrize(
    ("sent", "ticked"),
    [(True, True), ("on", True), ("true", True), (False, False), (None, False), ("", False), (1, False), ({}, False)],
)
def test_a_box_is_ticked_when_the_browser_says_so_in_either_of_its_ways(sent: Any, ticked: bool) -> None:
    assert is_checked({"box": sent}, "box") is ticked


def test_a_box_that_was_not_sent_is_not_ticked() -> None:
    assert not is_checked({}, "box")
