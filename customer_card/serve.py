"""The server process: the built pages, the websocket and our own routes on one port."""

from __future__ import annotations

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server
from reflex_base.environment import environment

from customer_card.settings import settings


def main() -> None:
    """Serve until told to stop."""
    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.set(True)
    Server(
        target="customer_card.customer_card:app",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.workers,
        log_level=LogLevels.warning,
        log_access=False,
        websockets=True,
    ).serve()


if __name__ == "__main__":
    main()
