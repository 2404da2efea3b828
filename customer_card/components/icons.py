"""The product's own few icons: 16 units square, drawn with one stroke.

How the stroke is drawn stands in the stylesheet. Said of each element it would become a style of the
element's own, which the browser works out anew for every icon of every row.
"""

from __future__ import annotations

import reflex as rx

PATHS = {
    "customers": "M2.5 13.5v-8l5-3 5 3v8M5.5 13.5v-3.5h4v3.5M6 6.5h0M9 6.5h0",
    "administration": "M2.5 5h6M12 5h1.5M2.5 11H4M7.5 11h6M10.2 3.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z"
    "M5.8 9.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z",
    "contacts": "M8 8.5a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5zM2.5 13.5a5.5 5.5 0 0 1 11 0",
    "activities": "M2.5 4.5l1.3 1.3L6 3.5M2.5 11l1.3 1.3L6 10M8.5 5h5M8.5 11.5h5",
    "calendar": "M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2.5V5M10.5 2.5V5",
    "note": "M3.5 2.5h9v11h-9zM6 6h4M6 8.5h4M6 11h2",
    "people": "M6 7.5a2.25 2.25 0 1 0 0-4.5 2.25 2.25 0 0 0 0 4.5zM1.5 13a4.5 4.5 0 0 1 9 0"
    "M10.5 3.2a2.25 2.25 0 0 1 0 4.1M12 9a4.5 4.5 0 0 1 2.5 4",
    "filter": "M2.5 4h11M4.5 8h7M6.5 12h3",
    "copy": "M6 6h7v7.5H6zM10 6V2.5H3V10h3",
    "more": "M8 3.5v0M8 8v0M8 12.5v0",
    "plus": "M8 3v10M3 8h10",
    "search": "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5l3 3",
    "cross": "M4 4l8 8M12 4l-8 8",
    "check": "M3.5 8.5l3 3 6-7",
    "pencil": "M3 13l.6-2.6 7.2-7.2 2 2-7.2 7.2L3 13zM9.5 4.5l2 2",
    "warning": "M8 2.5l6 10.5H2L8 2.5zM8 6.5v3M8 11.3v0",
    "info": "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.5V11M8 5v0",
    "star": "M8 2.5l1.7 3.5 3.8.5-2.8 2.6.7 3.9L8 11.1 4.6 13l.7-3.9L2.5 6.5 6.3 6 8 2.5z",
    "up": "M4 9.5L8 5.5l4 4",
    "down": "M4 6.5l4 4 4-4",
    "left": "M9.5 4l-4 4 4 4",
    "right": "M6.5 4l4 4-4 4",
    "document": "M4 2.5h5l3 3v8H4zM9 2.5v3h3",
    "text": "M4 2.5h5l3 3v8H4zM9 2.5v3h3M6 8.5h4M6 11h4",
    "sheet": "M4 2.5h5l3 3v8H4zM9 2.5v3h3M6 8h4v3.5H6zM8 8v3.5",
    "image": "M2.5 3.5h11v9h-11zM5.5 7.2a.9.9 0 1 0 0-1.8.9.9 0 0 0 0 1.8zM3 11.5l3-3 2 2 2.5-3 3 3.5",
    "link": "M6.5 9.5l3-3M7 4.8l1.3-1.3a3 3 0 0 1 4.2 4.2L11.2 9M9 11.2l-1.3 1.3a3 3 0 0 1-4.2-4.2L4.8 7",
    "download": "M8 2.5v7.5M5 7l3 3 3-3M3 13h10",
    "mail": "M2.5 4h11v8h-11zM3 4.5l5 4 5-4",
    "phone": "M4 2.5h2l1 3-1.5 1a6 6 0 0 0 4 4l1-1.5 3 1v2a1 1 0 0 1-1 1A9.5 9.5 0 0 1 3 3.5a1 1 0 0 1 1-1z",
}


def icon(name: str, size: int = 16) -> rx.Component:
    """An icon, silent to screen readers: what it stands beside, or the button's name, says it."""
    return rx.el.svg(
        rx.el.path(d=PATHS[name]),
        view_box="0 0 16 16",
        width=str(size),
        height=str(size),
        class_name="icon dots" if name == "more" else "icon",
        custom_attrs={"aria-hidden": "true"},
    )


def mark() -> rx.Component:
    """The product's mark: a card with its five sides as lines."""
    return rx.el.svg(
        rx.el.rect(x="2", y="3", width="16", height="14", rx="3"),
        rx.el.path(d="M5.5 7h5M5.5 10h9M5.5 13h7"),
        view_box="0 0 20 20",
        width="24",
        height="24",
        class_name="mark",
        custom_attrs={"aria-hidden": "true"},
    )
