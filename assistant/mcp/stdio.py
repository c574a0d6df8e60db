"""The protocol over standard input and output, for a client that starts Netral as a program of its own."""

from __future__ import annotations

import asyncio
import logging

from mcp.server.stdio import stdio_server

from assistant.mcp.backend import Backend
from assistant.mcp.server import ProtocolServer
from index.errors import NetralError

FAILED = "Something failed. The log on standard error says what."
_log = logging.getLogger(__name__)


def serve_stdio(backend: Backend) -> None:
    """Serve one client until it closes the input. Nothing but messages is written to standard output."""
    asyncio.run(_serve(backend))


async def _serve(backend: Backend) -> None:
    server = ProtocolServer(backend, error_text, lambda _: no_page).build()
    async with stdio_server() as (messages, replies):
        await server.run(messages, replies, server.create_initialization_options())


def no_page(_: str) -> str | None:
    """There are no pages where there is no web server."""
    return None


def error_text(error: Exception) -> str:
    """Whoever runs the client has installed this server, too, and may see what is wrong with it."""
    if isinstance(error, NetralError):
        return str(error)
    _log.error("a request failed", exc_info=error)
    return FAILED
