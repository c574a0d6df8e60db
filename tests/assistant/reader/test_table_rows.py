"""Which cell of a row answers."""

from __future__ import annotations

import pytest

from assistant.question.asked import read_question
from assistant.reader.table_rows import fields_of, row_answer
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
    fields = fields_of(DOCUMENT, sentence)
    found = row_answer(
        DOCUMENT, fields, answer, ANALYZER.terms(question), read_question(question, frozenset()).kind, ANALYZER.terms
    ).words
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
        ("Apa yang dicatat di Curugsari?", "Curugsari", "120 | Agus", "120"),
        ("Apa yang dicatat di Curugsari?", "Curugsari", None, None),
        ("Siapa yang mengisi di Curugsari?", "Curugsari", None, "Agus Salim, S.H."),
        ("Kapan pembinaan di Curugsari?", "Curugsari", None, "4 Mei 2031"),
        ("Berapa narasumber di Curugsari?", "Curugsari", None, None),
    ],
)
def test_the_whole_cell_below_the_heading_that_is_asked_for(
    question: str, row: str, marked: str | None, cell: str | None
) -> None:
    assert answered(question, row, marked) == cell


def test_of_two_headings_in_a_question_the_first_is_asked_for() -> None:
    assert answered("Berapa peserta dan narasumber Curugsari?", "Curugsari", "Agus") == "120"


def test_a_sentence_that_is_no_row_has_no_fields() -> None:
    document = Document("a", "Rapat | hadir 45 orang.", "Rapat", "a.txt", "")
    assert fields_of(document, Span(0, 23)) == ()


RECORD = "No: 011; Tanggal: 18-06-2031; Terlapor: lurah Sukasari; Hasil: terbukti; Tindakan: teguran."


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("Apa tindakan terhadap Lurah Sukasari?", "teguran"),
        ("Apa hasil pemeriksaan lurah Sukasari?", "terbukti"),
        ("Siapa terlapor nomor 011?", "lurah Sukasari"),
        ("Apa yang terjadi di Sukasari?", None),
    ],
)
def test_a_record_names_its_fields_itself(question: str, cell: str | None) -> None:
    document = Document("a", RECORD, "Register", "a.txt", "")
    fields = fields_of(document, Span(0, len(RECORD)))
    assert [field.heading for field in fields] == ["No", "Tanggal", "Terlapor", "Hasil", "Tindakan"]
    found = row_answer(
        document, fields, None, ANALYZER.terms(question), read_question(question, frozenset()).kind, ANALYZER.terms
    )
    assert (found.words.of(RECORD) if found.words else None) == cell
    assert found.named == (cell is not None)


@pytest.mark.parametrize(
    "text", ["Hadir: bupati; camat; lurah; sekda.", "Katanya: netral; itu wajib.", "Pukul 10:30; selesai."]
)
def test_a_sentence_with_a_colon_is_no_record(text: str) -> None:
    assert fields_of(Document("a", text, "Rapat", "a.txt", ""), Span(0, len(text))) == ()


TALLY = """\
Bagian | Permohonan | Disetujui | Ditolak
Protokol | 6 | 1 | 5
Umum | 4 | 4 | 0
"""


@pytest.mark.parametrize(
    ("question", "picked", "cell"),
    [
        ("Berapa permohonan Bagian Protokol yang ditolak?", "ditolak", "5"),
        ("Berapa permohonan Bagian Protokol?", "", "6"),
        ("Berapa yang disetujui dari permohonan Protokol?", "disetujui", "1"),
    ],
)
def test_what_follows_yang_names_the_column(question: str, picked: str, cell: str) -> None:
    document = Document("a", TALLY, "Cuti", "a.txt", "", structure=find_structure(TALLY))
    sentence = Span(TALLY.index("Protokol"), TALLY.index("\nUmum"))
    fields = fields_of(document, sentence)
    terms = ANALYZER.terms
    found = row_answer(document, fields, None, terms(question), "number", terms, terms(picked))
    assert found.words is not None
    assert found.words.of(TALLY) == cell
