"""How the empty page is built and served."""

import os

import reflex as rx

PORT = int(os.environ.get("EMPTY_APP_PORT", "3001"))

config = rx.Config(
    app_name="empty_app",
    frontend_port=PORT,
    backend_port=PORT,
    backend_host="127.0.0.1",
    api_url=f"http://localhost:{PORT}",
    deploy_url=f"http://localhost:{PORT}",
    cors_allowed_origins=[f"http://localhost:{PORT}"],
    state_manager_mode=rx.constants.StateManagerMode.MEMORY,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    disable_plugins=[rx.plugins.SitemapPlugin],
)
