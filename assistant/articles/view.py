"""An article in short: what of it is furniture to readers, its first words, its address. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote as percent_encoded

from index.document import Document, Span

FRAGMENT_WORDS = 5
"""Words from each end of a longer quote in a text fragment."""


def shown_furniture(document: Document) -> list[Span]:
    """The furniture that readers see as such. Not the title: to them it is part of the article."""
    return [item.span for item in document.furniture if item.rule != "title"]


def first_words(text: str, length: int) -> str:
    """The first words of `text` on one line, at most `length` characters, and an ellipsis where it goes on."""
    words = " ".join(text.split())
    if len(words) <= length:
        return words
    return f"{words[:length].rsplit(' ', 1)[0]} …"


def opening_words(document: Document, length: int) -> str:
    """The first words of the article itself, without furniture, as `first_words` cuts them."""
    at, kept = 0, ""
    for item in (*(item.span for item in document.furniture), Span(len(document.text), len(document.text))):
        kept += document.text[at : item.start] + "\n"
        at = item.end
        if len(kept.split()) > length:  # that many words have as many characters, and more
            break
    return first_words(kept, length)


def marked_runs(text: str, places: Sequence[Span]) -> list[tuple[str, bool]]:
    """The text in runs of (text, whether it is one of the places); the places are disjoint and in order."""
    runs, at = [], 0
    for place in places:
        runs += [(text[at : place.start], False), (place.of(text), True)]
        at = place.end
    return [(run, marked) for run, marked in (*runs, (text[at:], False)) if run]


def web_address(document: Document) -> str | None:
    """The article's own address, if a page may link to it: a manifest could also give a `javascript:` one."""
    return document.url if document.url and document.url.startswith(("https://", "http://")) else None


def text_fragment(url: str, quote: str) -> str:
    """`url` with the fragment that makes a browser look for the quote and mark it (WICG, "URL Fragment Text Directives").

    A longer quote is given by its first and last words: given whole, it is not found across paragraphs. Comma, hyphen and ampersand
    have a meaning in a fragment and are encoded.
    """
    words = quote.split()
    ends = (words,) if len(words) <= 2 * FRAGMENT_WORDS else (words[:FRAGMENT_WORDS], words[-FRAGMENT_WORDS:])
    # `percent_encoded` leaves a hyphen as it is, but in the directive one marks a prefix or suffix.
    directive = ",".join(percent_encoded(" ".join(part), safe="").replace("-", "%2D") for part in ends)
    return f"{url}{'' if '#' in url else '#'}:~:text={directive}"
