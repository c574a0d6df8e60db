"""Parameters of addresses that may have slashes: ids of articles, and names of files in subfolders."""

from __future__ import annotations

from starlette.convertors import Convertor, register_url_convertor

NESTED = "nested"
"""In a route's path: `{source_id:nested}`."""


class NestedConvertor(Convertor[str]):
    """One or more names with a slash between each two. Not Starlette's `path`, which also takes an empty one, or two slashes."""

    regex = "[^/]+(?:/[^/]+)*"

    def convert(self, value: str) -> str:
        """The text as it stands in the address, decoded."""
        return value

    def to_string(self, value: str) -> str:
        """The text for an address."""
        return value


def allow_nested() -> None:
    """Make `{name:nested}` known. Routes are compiled when they are added, so this comes first."""
    register_url_convertor(NESTED, NestedConvertor())
