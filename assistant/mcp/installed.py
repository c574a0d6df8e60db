"""Whether the protocol's SDK is there: it is an extra, and everything else runs without it."""

from __future__ import annotations

from index.errors import ConfigError


def require_sdk(what: str) -> None:
    """Do nothing where the SDK is installed, in a version that has what we use.

    Raises:
        ConfigError: it is not; the message begins with `what` needs it, and names the extra.
    """
    try:
        from mcp.server import Server, ServerRequestContext  # noqa: F401 - version 1 has no such context
    except ImportError as error:
        raise ConfigError(
            f"{what} needs the MCP SDK, version 2.3 or later ({error}): pip install 'netral[mcp]'"
        ) from error
