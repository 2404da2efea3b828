"""Serves the empty page as the program itself is served."""

from granian.constants import Interfaces
from granian.server import Server
from reflex_base.environment import environment

from rxconfig import PORT  # pyright: ignore[reportAttributeAccessIssue]


def main() -> None:
    """Serve until told to stop."""
    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.set(True)
    Server("empty_app.empty_app:app", factory=True, port=PORT, interface=Interfaces.ASGI, log_access=False).serve()


if __name__ == "__main__":
    main()
