"""What a web server has to know of the protocol before it speaks it: where it is, its headers, and which messages are questions."""

from __future__ import annotations

import json

PATH = "/mcp"
HEADERS = ("MCP-Protocol-Version", "Mcp-Method", "Mcp-Name", "Mcp-Session-Id")
"""Headers that a page of an allowed origin sends along."""
ASKING = frozenset({"ask", "search"})
"""The tools that run the models."""


def asks_question(body: bytes) -> bool:
    """Whether a message counts as a question: a call of a tool that runs the models, or anything that cannot be read as one message."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return True
    if not isinstance(message, dict):
        return True
    params = message.get("params")
    called = params.get("name") if isinstance(params, dict) else None
    return message.get("method") == "tools/call" and called in ASKING
