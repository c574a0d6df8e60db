"""Under which names the server answers: a page of another site whose name was pointed at this machine must not read or ask here.

The attack (DNS rebinding) needs a browser that sends the attacker's own name in `Host`. So an address there is harmless, and so
is a request without the header, which no browser sends.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.settings import Settings
from assistant.web.security.gate import DRESS, HEALTH
from assistant.web.security.prefix import route_path
from assistant.web.shared.log_limit import LogLimit
from assistant.web.shared.problems import Problem

LOCAL = ("localhost", "127.0.0.1", "::1")
"""Names of this machine that no other machine can have."""
MISDIRECTED = Problem(
    421,
    "host_not_allowed",
    "This server does not answer under this name. Its operator can add the name to the setting `allowed_hosts`.",
)
_log = logging.getLogger(__name__)
_log.addFilter(LogLimit())


class AllowedHosts:
    """Refuses a request whose `Host` is not one of ours.

    At `HEALTH`, any address will do, as container checks use them; `DRESS` is open, so that the refusal looks like a page of ours.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._names = frozenset(names_of(settings))
        self._any_address = not settings.allowed_hosts and not is_loopback(settings.host)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = route_path(scope)
            hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
            if path not in DRESS and not all(self.allows(host, path) for host in hosts):
                _log.warning("refused the name %.200r: add it to `allowed_hosts` if readers use it", hosts)
                await MISDIRECTED.response()(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def allows(self, header: str, path: str) -> bool:
        """Whether a request with that `Host` header may have `path`."""
        host = host_name(header)
        if is_name_listed(host, self._names):
            return True
        return is_address(host) and (self._any_address or is_loopback(host) or path in HEALTH)


def names_of(settings: Settings) -> tuple[str, ...]:
    """The names that are ours under `settings`, without brackets and ports."""
    # Not `getfqdn`: it asks a name server, and a start must not wait for one.
    own = () if settings.allowed_hosts or is_loopback(settings.host) else (socket.gethostname(),)
    return tuple(host_name(name) for name in (*LOCAL, settings.host, *own, *settings.allowed_hosts) if name)


def host_name(header: str) -> str:
    """The name or address of a `Host` header: without port, brackets and the dot of the root, in small letters."""
    text = header.strip().lower()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    # More than one colon: an address of IPv6 as a setting writes it, without brackets.
    return text if text.count(":") > 1 else text.partition(":")[0].rstrip(".")


def is_name_listed(host: str, names: Collection[str]) -> bool:
    """Whether `host` is one of `names`, or below one that begins with `*.`."""
    if host in names or "*" in names:
        return True
    parts = host.split(".")
    return any("*." + ".".join(parts[first:]) in names for first in range(1, len(parts)))


def is_address(host: str) -> bool:
    """Whether `host` is an address and no name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine for itself alone."""
    return host == "localhost" or (is_address(host) and ipaddress.ip_address(host).is_loopback)
