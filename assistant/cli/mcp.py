"""`netral mcp`: answers for the program of a language model, over standard input and output."""

from __future__ import annotations

import argparse
import signal

from assistant.cli.command import Commands, add_command
from assistant.settings import Settings


def add_commands(commands: Commands) -> None:
    """Add `mcp`."""
    add_command(commands, "mcp", _mcp, "serve a language model's program over standard input and output (MCP)")


def _mcp(_: argparse.Namespace, settings: Settings) -> int:
    from assistant.mcp.installed import require_sdk

    require_sdk("`netral mcp`")
    from assistant.mcp.backend import ThreadBackend
    from assistant.mcp.stdio import serve_stdio
    from assistant.python.netral import Netral

    # Ctrl-C ends the program as SIGTERM does: Python's own way would wait for a thread that waits for input. There is nothing to save.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # Before the client is listened to: an index that is missing is said where its log shows it, and the first question need not wait.
    with Netral(settings=settings) as netral:
        serve_stdio(ThreadBackend(netral, settings.max_concurrent))
    return 0
