"""The socket and the server process under the application."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket

import uvicorn
from starlette.types import ASGIApp

from assistant.publishing.publisher import Publisher
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.shared.pool import Service
from index.errors import ConfigError


class _Quiet(logging.Filter):
    """Silences uvicorn about streams that a shutdown cuts off: every open page has one."""

    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.exc_info[0] if record.exc_info else None
        return kind is not asyncio.CancelledError and "timeout graceful shutdown" not in str(record.msg)


class _Server(uvicorn.Server):
    """Prints its address once it listens."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            print(f"Netral: http://{shown}:{port}", flush=True)  # noqa: T201 - what the command is for


def open_socket(settings: Settings) -> socket.socket:
    """A socket that listens where the settings say.

    Raises:
        ConfigError: the address is taken or not this machine's; the message names the options to change.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=1024)
    except OSError as error:
        raise ConfigError(
            f"Cannot listen on {settings.host}:{settings.port}: {error.strerror or error}. "
            "Choose another port with --port, or another address with --host."
        ) from error


def run_server(app: ASGIApp, sock: socket.socket) -> None:
    """Serve `app` on `sock` until interrupted, in one process."""
    # Answers under way get three seconds. There has to be a limit: the stream of an open page would never end.
    config = uvicorn.Config(
        app,
        log_config=None,  # its lines go where ours go, in the same format
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    logging.getLogger("uvicorn.error").addFilter(_Quiet())
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises the signal again once it has shut down
        _Server(config).run(sockets=[sock])


def serve(service: Service, settings: Settings, publisher: Publisher | None = None) -> None:
    """Serve until interrupted, in one process.

    Raises:
        ConfigError: the address cannot be listened on.
    """
    with open_socket(settings) as sock:  # first: a port that is taken is reported before the seconds that Gradio takes
        run_server(create_app(service, settings, publisher=publisher), sock)
