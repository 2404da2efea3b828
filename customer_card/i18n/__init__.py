"""Words in four languages: for components in the browser, and for sentences made on the server."""

from customer_card.i18n.catalogues import gettext, gettext_noop, ngettext
from customer_card.i18n.text import t

__all__ = ["gettext", "gettext_noop", "ngettext", "t"]
