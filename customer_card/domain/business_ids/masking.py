"""Hiding the numbers of sole traders, which contain a personal identity number."""

_SHOWN = 2
_MASK = "•"


def masked(value: str) -> str:
    """Return the value with «•» for all but its first two letters or digits; separators stay, short values hide."""
    significant = sum(character.isalnum() for character in value)
    shown = _SHOWN if significant > 2 * _SHOWN else 0
    result = []
    for character in value:
        hidden = character.isalnum() and shown <= 0
        result.append(_MASK if hidden else character)
        shown -= character.isalnum()
    return "".join(result)
