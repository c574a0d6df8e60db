"""The orders of the library."""

from __future__ import annotations

import pytest

from assistant.articles.order import Order, as_order, sort_hits
from assistant.articles.search import ArticleHit
from index.document import Document, Span

HITS = [
    ArticleHit(Document("a", "x", "beta", "a", "0", published="2024-02-06"), (Span(0, 1),)),
    ArticleHit(Document("b", "x", "Alfa", "b", "0"), (), (Span(0, 1),)),
    ArticleHit(Document("c", "x", "gama", "c", "0", published="2023-01-31"), (Span(0, 1), Span(0, 1))),
    ArticleHit(Document("d", "x", "delta", "d", "0", published="2024-02-06")),
]


@pytest.mark.parametrize(
    ("order", "ids"),
    [("newest", "adcb"), ("oldest", "cadb"), ("title", "badc"), ("cited", "dbac"), ("match", "bcad")],
)
def test_each_order_is_what_its_name_says_and_what_is_alike_stays(order: Order, ids: str) -> None:
    cited = {"d": 3, "b": 1}
    assert "".join(hit.document.id for hit in sort_hits(HITS, order, cited)) == ids


@pytest.mark.parametrize(
    ("asked", "searching", "order"),
    [
        ("", False, "newest"), ("", True, "match"), ("title", True, "title"), ("x", False, "newest"), ("match", False, "newest"),
        ("match", True, "match"), ("cited", False, "cited"),
    ],
)  # fmt: skip
def test_an_order_that_there_is_not_is_the_usual_one(asked: str, searching: bool, order: str) -> None:
    assert as_order(asked, searching) == order
