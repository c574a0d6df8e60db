"""The address of a document as a resource: `netral://sources/<id>`."""

from __future__ import annotations

from urllib.parse import quote, unquote

from index.errors import SourceNotFoundError

BASE = "netral://sources/"
TEMPLATE = BASE + "{+id}"
"""RFC 6570; with `+`, because an id may be a path ("2023/surat edaran") and keeps its slashes."""


def resource_uri(source_id: str) -> str:
    """The resource of a document: "netral://sources/2023/surat%20edaran"."""
    return BASE + quote(source_id, safe="/")


def source_id_of(uri: str) -> str:
    """The id of the document that a resource is.

    Raises:
        SourceNotFoundError: it is no resource of ours.
    """
    if not uri.startswith(BASE):
        raise SourceNotFoundError(f"There is no such resource. Documents are {BASE}ID.")
    return unquote(uri.removeprefix(BASE))
