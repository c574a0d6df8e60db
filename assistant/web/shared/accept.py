"""What a client would rather have: a page or a record, and in which language. Pure functions over two headers."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import Lang

PAGE, RECORDS = "text/html", ("application/json", "application/problem+json")
LONGEST = 2_000
"""Characters of a header that are read: browsers send about a hundred."""
_LANGUAGES: dict[str, Lang] = {"id": "id", "in": "id", "en": "en"}
"""The languages of the pages; `in` is what old systems still call Indonesian."""


def prefers_page(accept: str) -> bool:
    """Whether an `Accept` header asks for HTML rather than JSON, as a browser's does when somebody opens an address.

    HTML has to be named: `*/*`, which curl and scripts send, asks for no page. A tie with JSON goes to JSON.
    """
    weights = dict(_weighted(accept))
    page = weights.get(PAGE, 0.0)
    record = max((weights[kind] for kind in RECORDS if kind in weights), default=0.0)
    return page > record and page >= weights.get("*/*", 0.0)


def preferred_language(accept_language: str) -> Lang | None:
    """The language of the pages that an `Accept-Language` header likes best; None where it names neither."""
    found: dict[Lang, float] = {}
    for tag, weight in _weighted(accept_language):
        if (lang := _LANGUAGES.get(tag.split("-")[0])) and weight > found.get(lang, 0.0):
            found[lang] = weight
    if not found:
        return None
    return max(found, key=lambda lang: found[lang])  # of equals, the one that is named first


def _weighted(header: str) -> Iterator[tuple[str, float]]:
    """(value, weight 0 to 1) of each part of a header, in order; what cannot be read is left out."""
    for part in header[:LONGEST].lower().split(","):
        value, *parameters = (piece.strip() for piece in part.split(";"))
        given = [piece[2:] for piece in parameters if piece.startswith("q=")]
        if value and (weight := _weight(given[0] if given else "1")) is not None:
            yield value, weight


def _weight(text: str) -> float | None:
    digits = text.replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 4):  # RFC 9110: three decimals
        return None
    return min(1.0, float(text))
