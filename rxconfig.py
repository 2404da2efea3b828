"""How Reflex builds and serves the program; everything follows from the settings."""

import reflex as rx

from customer_card.browser_entry import PagesTurnAtOnce
from customer_card.settings import settings

config = rx.Config(
    app_name="customer_card",
    frontend_port=settings.port,
    backend_port=settings.port,
    backend_host=settings.host,
    api_url=settings.origin,
    deploy_url=settings.origin,
    cors_allowed_origins=list(settings.origins),
    trusted_proxy_hops=settings.trusted_proxy_hops,
    db_url=settings.sync_database_url,
    # Pages hold personal data while they are open; the framework's default writes them to disk.
    state_manager_mode=rx.constants.StateManagerMode.MEMORY,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    default_color_mode="system",
    plugins=[PagesTurnAtOnce()],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
