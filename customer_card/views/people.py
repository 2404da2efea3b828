"""How people are shown: initials in a circle of their own colour."""

from __future__ import annotations


def initials(name: str) -> str:
    """The first letters of the first and the last name."""
    words = [word for word in name.split() if word[0].isalpha()]
    picked = words if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0] for word in picked).upper()


def hue(person_id: int | None) -> int:
    """A person's colour: an angle on the colour wheel that follows from the id."""
    return (person_id or 0) * 47 % 360
