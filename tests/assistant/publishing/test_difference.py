"""What replacing a document changes: paragraphs, words, details and expected questions."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from assistant.publishing import difference
from assistant.publishing.details import Details
from assistant.publishing.difference import (
    DetailChange,
    ParagraphChange,
    WordRun,
    changed_entries,
    compare_details,
    compare_documents,
    compare_paragraphs,
    compare_words,
    paragraphs_of,
)
from index.bank_form import entry_of
from index.document import Document
from tests.index.made_up_bank import ANSWER, DOCUMENT, QUOTE, REFUSAL

OPENING = "Rapat desa dibuka pada 3 Mei 2031 di balai desa oleh lurah."


def kinds(before: list[str], after: list[str]) -> list[tuple[str, int]]:
    return [(change.kind, change.count) for change in compare_paragraphs(before, after)]


def text_of(document: Document, text: str) -> Document:
    return dataclasses.replace(document, text=text, furniture=())


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([], [], []),
        (["a", "b"], ["a", "b"], [("same", 2)]),
        (["a", "b"], ["a", "x", "b"], [("same", 1), ("added", 1), ("same", 1)]),
        (["a", "x", "b"], ["a", "b"], [("same", 1), ("removed", 1), ("same", 1)]),
        (["a"], ["x", "y"], [("added", 1), ("added", 1), ("removed", 1)]),
        ([], ["x"], [("added", 1)]),
        (["a", "b", "c", "d"], ["b", "c", "e"], [("removed", 1), ("same", 2), ("added", 1), ("removed", 1)]),
    ],
)
def test_paragraphs_that_came_and_went(before: list[str], after: list[str], found: list[tuple[str, int]]) -> None:
    assert kinds(before, after) == found


def test_a_paragraph_with_a_few_other_words_is_one_that_changed() -> None:
    after = OPENING.replace("3 Mei", "4 Juni")
    assert list(compare_paragraphs(["Awal.", OPENING], ["Awal.", after])) == [
        ParagraphChange("same"),
        ParagraphChange(
            "changed",
            (
                WordRun("Rapat desa dibuka pada", "same"),
                WordRun("3 Mei", "removed"),
                WordRun("4 Juni", "added"),
                WordRun("2031 di balai desa oleh lurah.", "same"),
            ),
        ),
    ]


def test_a_changed_paragraph_after_one_that_went_is_paired_with_its_own() -> None:
    gone = "Hadir empat puluh warga dari tiga dusun."
    assert kinds([gone, OPENING], [OPENING.replace("lurah", "camat")]) == [("removed", 1), ("changed", 1)]


def test_no_word_is_lost_in_either_direction() -> None:
    before, after = "satu dua tiga empat lima", "nol satu tiga empat enam lima"
    runs = list(compare_words(before, after))
    assert " ".join(run.text for run in runs if run.kind != "added") == before
    assert " ".join(run.text for run in runs if run.kind != "removed") == after


def test_long_documents_are_compared_at_their_ends_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = ["a", "b", "c", "d", "e"], ["a", "x", "c", "y", "e"]
    assert kinds(before, after).count(("same", 1)) == 3
    monkeypatch.setattr(difference, "MOST_PARAGRAPHS", 3)
    monkeypatch.setattr(difference, "MOST_PAIRED", 0)
    assert kinds(before, after) == [("same", 1), *[("added", 1)] * 3, *[("removed", 1)] * 3, ("same", 1)]


def test_spacing_and_line_breaks_are_no_change() -> None:
    other = text_of(DOCUMENT, DOCUMENT.text.replace("Hadir\n40 warga.", "Hadir 40  warga."))
    assert compare_documents(DOCUMENT, other).same_text
    assert paragraphs_of(other)[2:] == paragraphs_of(DOCUMENT)[2:]


def test_details_that_become_others_are_named() -> None:
    assert compare_details(Details("A", "", "2031-05-03"), Details("B", "", "2031-05-04")) == (
        DetailChange("title", "A", "B"),
        DetailChange("published", "2031-05-03", "2031-05-04"),
    )


def test_entries_whose_quote_is_gone_are_going_stale_and_others_are_not() -> None:
    entries = [entry_of(ANSWER), entry_of(REFUSAL)]
    other = text_of(DOCUMENT, DOCUMENT.text.replace("15 Mei", "16 Mei"))
    found = compare_documents(DOCUMENT, other, entries)
    assert [entry.id for entry in found.stale] == ["a"]
    assert found.back == ()
    assert (found.count("changed"), found.count("added"), found.count("removed")) == (1, 0, 0)
    again = compare_documents(other, DOCUMENT, entries)
    assert (again.stale, [entry.id for entry in again.back]) == ((), ["a"])
    assert compare_documents(DOCUMENT, DOCUMENT, entries).stale == ()


def test_a_removed_document_takes_its_entries_along() -> None:
    assert [entry.id for entry in changed_entries([entry_of(ANSWER)], DOCUMENT, None)[0]] == ["a"]


def test_quotes_of_other_documents_do_not_make_an_entry_stale() -> None:
    value: dict[str, Any] = {
        **ANSWER,
        "quotes": [{"source_id": "x", "quote": "Tidak dibaca."}, {"source_id": "rapat", "quote": QUOTE}],
        "short": "Tidak",
    }
    entry = entry_of(value)
    same = compare_documents(DOCUMENT, DOCUMENT, [entry])
    assert (same.stale, same.back) == ((), ())
    assert compare_documents(DOCUMENT, text_of(DOCUMENT, "Kosong."), [entry]).stale == (entry,)
