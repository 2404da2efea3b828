"""Words in four languages: for components in the browser, and for sentences made on the server."""

from customer_card.i18n.catalogues import gettext, ngettext
from customer_card.i18n.text import t

__all__ = ["gettext", "ngettext", "t"]
