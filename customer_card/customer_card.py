"""The composition root: what the program is made of, put together once."""

from __future__ import annotations

import reflex as rx

from customer_card.components.shell import connection_bar, locale_root
from customer_card.components.turning import turning
from customer_card.http.middleware import bounded_body, known_host, secure_headers, signed_in_pages
from customer_card.http.routes import own_routes
from customer_card.logs import configure_logs
from customer_card.pages import activities as _activities_page
from customer_card.pages import administration as _administration_page
from customer_card.pages import contacts as _contacts_page
from customer_card.pages import customer_card as _card_page
from customer_card.pages import customers as _customers_page
from customer_card.pages import login as _login_page
from customer_card.pages import not_found as _not_found_page
from customer_card.services.housekeeping import keeping_house
from customer_card.state.failures import on_backend_error
from customer_card.state.gate import Gate
from customer_card.state.known_events import listen_to_known_events
from customer_card.state.watch import watching

configure_logs()

PAGES = (
    _login_page,
    _customers_page,
    _card_page,
    _contacts_page,
    _activities_page,
    _administration_page,
    _not_found_page,
)

app = rx.App(
    html_lang="sv",
    # The look has a reset of its own, which is quicker (assets/style.css).
    reset_style=False,
    stylesheets=["/style.css", "/combobox.css", "/board.css"],
    head_components=[
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.meta(name="viewport", content="width=device-width, initial-scale=1"),
        rx.script(src="/gestures.js", type="module"),
        rx.script(src="/drafts.js", type="module"),
    ],
    app_wraps={(60, "Locale"): locale_root, (5, "Connection"): connection_bar, (4, "Turning"): turning},
    toaster=None,
    backend_exception_handler=on_backend_error,
    api_transformer=[own_routes(), bounded_body, signed_in_pages, known_host, secure_headers],
)
app.add_middleware(Gate())
listen_to_known_events(app)
app.register_lifespan_task(watching(app))
app.register_lifespan_task(keeping_house)
