"""The marks of an address: those that an article has, in the order of its text."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from assistant.articles.marks import MOST_MARKS, Marks, parse_marks
from index.document import Document, Span


def document(text: str) -> Document:
    """An article."""
    return Document("d", text, "Judul", "d.txt", "0" * 64)


def test_marks_are_put_in_order_and_the_quote_is_the_current_one() -> None:
    found = document("abcdefghij")
    marks = parse_marks(found, "4", "6", ["8-9", "0-2", "4-6"])
    assert [span.of(found.text) for span in marks.spans] == ["ab", "ef", "i"]
    assert marks.quote == Span(4, 6)
    assert not marks.wrong
    before, after = marks.around()
    assert before is not None
    assert after is not None
    assert (before.quote, before.around()[0]) == (Span(0, 2), None)
    assert (after.quote, after.around()[1]) == (Span(8, 9), None)


def test_an_address_is_read_back_as_the_same_marks() -> None:
    found = document("abcdefghij")
    for current in (0, 1, 2):
        marks = Marks((Span(0, 2), Span(4, 6), Span(8, 9)), current)
        query = parse_qs(marks.query())
        assert parse_marks(found, query["start"][0], query["end"][0], query["mark"]) == marks
    assert Marks().query() == ""


def test_without_a_quote_the_first_mark_is_gone_to() -> None:
    assert parse_marks(document("abcdef"), None, None, ["3-4", "1-2"]).quote == Span(1, 2)


@pytest.mark.parametrize(
    ("start", "end", "more"),
    [("0", "99", []), ("1", None, []), ("3", "1", []), ("0", "1", ["x"]), (None, None, ["1-1"]), ("3", "4", ["1-"]), (None, None, ["2-3"])],
)  # fmt: skip
def test_places_that_are_not_there_are_wrong_and_the_others_marked(start: str, end: str, more: list[str]) -> None:
    marks = parse_marks(document("ab cdef"), start, end, more)
    assert marks.wrong
    assert len(marks.spans) == ((start, end) in (("0", "1"), ("3", "4")))


def test_an_address_marks_only_so_many() -> None:
    found = document("a" * 3 * MOST_MARKS)
    marks = parse_marks(
        found, str(2 * MOST_MARKS), str(2 * MOST_MARKS + 1), [f"{at}-{at + 1}" for at in range(2 * MOST_MARKS)]
    )
    assert len(marks.spans) == MOST_MARKS
    assert marks.quote == Span(2 * MOST_MARKS, 2 * MOST_MARKS + 1)
    assert marks.wrong
