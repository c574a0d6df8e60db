"""The orders in which the library lists articles. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, get_args

from assistant.articles.search import ArticleHit

Order = Literal["match", "newest", "oldest", "title", "cited"]
ORDERS: tuple[Order, ...] = get_args(Order)
TITLE_WEIGHT = 20
"""Places in the text that one in the title is worth."""


def as_order(text: str, searching: bool) -> Order:
    """The order that an address asks for, else the usual one: by match for a search, else the newest first."""
    usual: Order = "match" if searching else "newest"
    return next((order for order in ORDERS if order == text and (searching or order != "match")), usual)


def sort_hits(hits: Sequence[ArticleHit], order: Order, cited: Mapping[str, int]) -> list[ArticleHit]:
    """The hits in that order; those that are alike stay as they were, and articles without a date come after those with one.

    `cited` says for how many questions an article was cited, by its id.
    """
    keys: dict[Order, Callable[[ArticleHit], object]] = {
        "match": lambda hit: -(len(hit.places) + TITLE_WEIGHT * len(hit.in_title)),
        "newest": lambda hit: hit.document.published or "",
        "oldest": lambda hit: (not hit.document.published, hit.document.published or ""),
        "title": lambda hit: hit.document.title.casefold(),
        "cited": lambda hit: -cited.get(hit.document.id, 0),
    }
    return sorted(hits, key=keys[order], reverse=order == "newest")  # type: ignore[arg-type]  # each key compares with itself
