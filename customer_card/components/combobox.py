"""The searchable field for owners, countries, roles, keywords and industries."""

from typing import Any, ClassVar

import reflex as rx
from reflex.event import passthrough_event_spec

from customer_card.i18n import t


class Combobox(rx.Component):
    """The React component of assets/combobox.js; `combobox` makes one."""

    library = "$/public/combobox.js"
    tag = "Combobox"

    # Reflex compares a form's fields with the TypedDict of its handler; this makes our name count there.
    _is_form_control: ClassVar[bool] = True

    name: rx.Var[str]
    label: rx.Var[str]
    hide_label: rx.Var[bool]
    # The options chosen at first, each with value and label; one without a value counts as nothing chosen.
    value: rx.Var[list[Any]]
    # What can be chosen now, each with value, label and perhaps hint, in the order to show.
    options: rx.Var[list[Any]]
    # The picker and the query, word for word as on_search named them, that the options answer.
    options_for: rx.Var[str]
    options_query: rx.Var[str]
    picker: rx.Var[str]
    multiple: rx.Var[bool]
    required: rx.Var[bool]
    disabled: rx.Var[bool]
    auto_focus: rx.Var[bool]
    placeholder: rx.Var[str]
    empty_text: rx.Var[str]
    loading_text: rx.Var[str]
    clear_label: rx.Var[str]
    # Holds {label}, where the name of the chip to remove goes.
    remove_label: rx.Var[str]
    error: rx.Var[str]
    input_id: rx.Var[str]

    # The picker and the text typed so far; "" when the list opens.
    on_search: rx.EventHandler[passthrough_event_spec(str, str)]
    # The values chosen, each time the user changes them.
    on_pick: rx.EventHandler[passthrough_event_spec(list[str])]


def combobox(name: str, label: rx.Var[str] | str, **props: Any) -> rx.Component:
    """A field to search in and pick from; the form around it gets the values picked under `name`.

    Takes the fields of `Combobox`. Without `on_search` the options given are all there are and the browser
    narrows them. With it, `options`, `options_for` and `options_query` are what the handler stored last;
    `picker` tells the fields that share a handler apart and is `name` unless given. A single field submits ""
    when nothing is chosen, a multiple one submits each value by itself and nothing at all when empty.

    Raises:
        TypeError: for a property that does not exist, or answers that nobody could tell apart.
    """
    # Reflex takes names it does not know for styles: a misspelt one would vanish without a word.
    unknown = props.keys() - Combobox.get_props() - {"on_search", "on_pick", "class_name", "key"}
    if unknown:
        raise TypeError(f"combobox has no {', '.join(sorted(unknown))}")
    if "on_search" in props and not {"options", "options_for", "options_query"} <= props.keys():
        raise TypeError("combobox with on_search needs options, options_for and options_query")
    return Combobox.create(name=name, label=label, **({"picker": name} | _words() | props))


def _words() -> dict[str, rx.Var[str]]:
    return {
        "empty_text": t("No matches"),
        "loading_text": t("Loading…"),
        "clear_label": t("Clear"),
        # The browser fills in {label}, since only it knows the chips.
        "remove_label": t("Remove {label}"),
    }
