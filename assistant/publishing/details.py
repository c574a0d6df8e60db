"""What an operator says about a document, and how it enters the manifest. Pure functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from index.document import Document
from index.errors import DocumentError

TEXT_LENGTH = 500
"""Most characters of each detail."""


@dataclass(frozen=True, slots=True)
class Details:
    """What an operator says about a document; an empty text says nothing. `published` is an ISO date."""

    title: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Details:
        """The details from a form, each run of white space as one space.

        Raises:
            DocumentError: a date or an address is not valid, or a text is too long.
        """
        given = {name: " ".join(str(values.get(name) or "").split()) for name in cls.__slots__}
        if any(len(text) > TEXT_LENGTH or not text.isprintable() for text in given.values()):
            raise DocumentError(
                "details", f"A text is over {TEXT_LENGTH} characters, or has unprintable ones. Shorten it."
            )
        try:
            # Python also takes forms such as 20240418; the manifest gets one form.
            if given["published"]:
                given["published"] = dt.date.fromisoformat(given["published"]).isoformat()
        except ValueError:
            raise DocumentError("date", "That is not a valid date. Write it as 2024-04-18.") from None
        # Pages link to it, so no `javascript:` address may get in.
        address = urlsplit(given["url"]) if given["url"] else None
        if address and (address.scheme not in ("http", "https") or not address.netloc):
            raise DocumentError("url", "That is not a valid address. Write it as https://example.go.id/article.")
        return cls(**given)

    @classmethod
    def shown(cls, document: Document) -> Details:
        """The details that a document has now."""
        return cls(document.title, document.publisher or "", document.published or "", document.url or "")


def manifest_values(details: Details) -> dict[str, Any]:
    """The details as the manifest stores them: the date as a TOML date, or None."""
    values: dict[str, Any] = asdict(details)
    values["published"] = dt.date.fromisoformat(details.published) if details.published else None
    return values


def with_stated_fields(entry: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """`values`, plus `derived` without their fields: what an operator states is no longer derived."""
    changed = dict(values)
    if derived := entry.get("derived"):
        left = [name for name in derived if name not in values]
        if left != derived:
            changed["derived"] = left or None
    return changed


def derived_date(document: Document) -> dict[str, Any]:
    """The date that was derived from the text, for a new entry: once a file has an entry, `load_file` derives none."""
    if document.published is None or "published" not in document.derived:
        return {}
    return {"published": dt.date.fromisoformat(document.published), "derived": ["published"]}
