"""Which address a request's socket is connected to, whatever its headers say."""

from __future__ import annotations

from starlette.types import Scope

PEER = "netral.peer"
"""The key under which `assistant.web.connections` leaves the address in the state of a request.

`scope["client"]` is no use for this: uvicorn replaces it by what a trusted proxy, or whoever passes for one, sends in a header.
"""


def peer_of(scope: Scope) -> str:
    """The address that connected; that of the client where the server did not leave one, and empty where it is not known."""
    if peer := scope.get("state", {}).get(PEER):
        return str(peer)
    client = scope.get("client")
    return str(client[0]) if client else ""
