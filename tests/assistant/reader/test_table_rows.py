"""Which cell of a row answers."""

from __future__ import annotations

import pytest

from assistant.reader.table_rows import cell_that_answers
from index.analyzer import Analyzer
from index.document import Document, Span
from index.structure import find_structure

TEXT = """\
Kecamatan | Peserta | Narasumber | Tanggal
Parungjaya | 95 | Nia Kurnia | 3 Mei 2031
Curugsari | 120 | Agus Salim, S.H. | 4 Mei 2031
"""
DOCUMENT = Document("a", TEXT, "Pembinaan", "a.txt", "", structure=find_structure(TEXT))
ANALYZER = Analyzer.load()


def answered(question: str, row: str, marked: str | None) -> str | None:
    start = TEXT.index(row)
    sentence = Span(start, TEXT.index("\n", start))
    answer = Span(TEXT.index(marked, start), TEXT.index(marked, start) + len(marked)) if marked else None
    found = cell_that_answers(DOCUMENT, sentence, answer, frozenset(ANALYZER.terms(question)), ANALYZER.terms)
    return found.of(TEXT) if found else None


@pytest.mark.parametrize(
    ("question", "row", "marked", "cell"),
    [
        ("Siapa narasumber di Curugsari?", "Curugsari", "Agus", "Agus Salim, S.H."),
        ("Siapa narasumber di Curugsari?", "Curugsari", "120", "Agus Salim, S.H."),
        ("Berapa peserta dari Kecamatan Parungjaya?", "Parungjaya", None, "95"),
        ("Berapa orang dari Curugsari?", "Curugsari", "120", "120"),
        ("Siapa yang mengisi di Curugsari?", "Curugsari", "Salim", "Agus Salim, S.H."),
        ("Kapan di Parungjaya?", "Parungjaya", "3 Mei", "3 Mei 2031"),
        ("Siapa yang mengisi di Curugsari?", "Curugsari", "120 | Agus", "120"),
        ("Siapa yang mengisi di Curugsari?", "Curugsari", None, None),
    ],
)
def test_the_whole_cell_below_the_heading_that_is_asked_for(
    question: str, row: str, marked: str | None, cell: str | None
) -> None:
    assert answered(question, row, marked) == cell


def test_two_headings_in_a_question_leave_it_to_the_model() -> None:
    assert (
        answered(
            "Tanggal dan narasumber Curugsari?",
            "Curugsari",
            "4 Mei",
        )
        == "4 Mei 2031"
    )


def test_a_sentence_that_is_no_row_keeps_its_answer() -> None:
    document = Document("a", "Rapat | hadir 45 orang.", "Rapat", "a.txt", "")
    answer = Span(14, 22)
    assert cell_that_answers(document, Span(0, 23), answer, frozenset(), ANALYZER.terms) == answer
