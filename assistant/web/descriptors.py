"""How many descriptors (open files and sockets) the server needs, and what it does where it may not have them."""

from __future__ import annotations

import resource

from assistant.settings import Settings

BACKLOG = 1_024
"""Connections that wait to be accepted. All of them may be accepted at once, before any other is closed for them."""
RESERVED = 128
"""For everything that is no connection: files of the index and of the records, a build, the server's own."""
FEWEST = 10
"""Connections, at least, however few descriptors there are."""


def descriptors_needed(settings: Settings) -> int:
    """What `ulimit -n` has to allow."""
    return settings.max_connections + BACKLOG + RESERVED


def descriptor_limits() -> tuple[int, int]:
    """(the limit in force, the limit up to which the process may raise it)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    endless = 2**31
    return (endless if soft == resource.RLIM_INFINITY else soft, endless if hard == resource.RLIM_INFINITY else hard)


def raise_descriptor_limit(needed: int) -> int:
    """Raise the limit in force to `needed`, or as near as the process may; returns the limit in force then."""
    soft, hard = descriptor_limits()
    if soft < needed and soft < hard:
        # The usual 1,024 is for programs that use `select`, which this server does not.
        soft = min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    return soft


def connections_within(limit: int, wanted: int) -> int:
    """How many of the `wanted` connections fit into that many descriptors, at least FEWEST."""
    return min(wanted, max(FEWEST, limit - RESERVED))
