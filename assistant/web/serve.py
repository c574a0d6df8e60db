"""The socket and the server process under the application."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import uvicorn
from starlette.types import ASGIApp

from assistant.publishing.publisher import Publisher
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.connections import ConnectionLimits, LimitedConnection, out_of_descriptors, sweep_connections
from assistant.web.descriptors import BACKLOG, connections_within, descriptors_needed, raise_descriptor_limit
from assistant.web.shared.log_limit import LogLimit
from assistant.web.shared.pool import Service
from index.errors import ConfigError

_log = logging.getLogger(__name__)


class _Quiet(logging.Filter):
    """Silences uvicorn about streams that a shutdown cuts off: every open page has one."""

    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.exc_info[0] if record.exc_info else None
        return kind is not asyncio.CancelledError and "timeout graceful shutdown" not in str(record.msg)


class _Server(uvicorn.Server):
    """Prints its address once it listens, and looks after its connections."""

    def __init__(self, config: uvicorn.Config, limits: ConnectionLimits) -> None:
        super().__init__(config)
        self._limits = limits
        self._sweeper: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        connections = self.server_state.connections
        asyncio.get_running_loop().set_exception_handler(out_of_descriptors(connections))
        self._sweeper = asyncio.create_task(sweep_connections(connections, self._limits))
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            print(f"Netral: http://{shown}:{port}", flush=True)  # noqa: T201 - what the command is for

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._sweeper:
            self._sweeper.cancel()
        await super().shutdown(sockets)


def open_socket(settings: Settings) -> socket.socket:
    """A socket that listens where the settings say.

    Raises:
        ConfigError: the address is taken or not this machine's; the message names the options to change.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise ConfigError(
            f"Cannot listen on {settings.host}:{settings.port}: {error.strerror or error}. "
            "Choose another port with --port, or another address with --host."
        ) from error


def make_server(app: ASGIApp, limits: ConnectionLimits, trusted_proxies: Sequence[str] = ()) -> uvicorn.Server:
    """A server of `app` whose connections stay within `limits`; only `trusted_proxies` are believed about where a request comes from."""
    config = uvicorn.Config(
        app,
        # Named, so that what else is installed changes nothing: the limits are those of this loop and this protocol.
        loop="asyncio",
        http=partial(LimitedConnection, limits=limits),  # type: ignore[arg-type]  # called like the class
        ws="none",
        backlog=BACKLOG,
        log_config=None,  # its lines go where ours go, in the same format
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=limits.idle,  # type: ignore[arg-type]  # a delay of the loop, which takes parts of a second
        # Answers under way get three seconds. There has to be a limit: the stream of an open page would never end.
        timeout_graceful_shutdown=3,
        # Always given, or uvicorn would take them from a variable of its own (FORWARDED_ALLOW_IPS).
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
    )
    return _Server(config, limits)


def run_server(
    app: ASGIApp, sock: socket.socket, limits: ConnectionLimits, trusted_proxies: Sequence[str] = ()
) -> None:
    """Serve `app` on `sock` until interrupted, in one process."""
    server = make_server(app, limits, trusted_proxies)  # first: uvicorn sets up its loggers here
    for each in (_Quiet(), LogLimit()):  # anybody can send what is no request, and have it logged
        logging.getLogger("uvicorn.error").addFilter(each)
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises the signal again once it has shut down
        server.run(sockets=[sock])


def limits_of(settings: Settings) -> ConnectionLimits:
    """The limits under `settings`; fewer connections where the system allows too few descriptors, which the log says."""
    needed = descriptors_needed(settings)
    limit = raise_descriptor_limit(needed)
    connections = connections_within(limit, settings.max_connections)
    if limit < needed:
        _log.warning(
            "only %d files may be open, %d are needed: at most %d connections. Raise the limit (docs/deploy.md) or lower `max_connections`",
            limit,
            needed,
            connections,
        )
    return replace(ConnectionLimits(), connections=connections)


def serve(service: Service, settings: Settings, publisher: Publisher | None = None) -> None:
    """Serve until interrupted, in one process.

    Raises:
        ConfigError: the address cannot be listened on.
    """
    limits = limits_of(settings)
    with open_socket(settings) as sock:  # first: a port that is taken is reported before the seconds that Gradio takes
        run_server(create_app(service, settings, publisher=publisher), sock, limits, settings.trusted_proxies)
