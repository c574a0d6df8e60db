"""Items and rows as the reader gets them, and the way back to the document."""

from __future__ import annotations

import pytest

from assistant.reader.told_sentences import tell_sentence
from index.document import Document, Span
from index.structure import find_structure

TEXT = """\
SURAT EDARAN

A. Dasar
Undang-undang.

B. Ketentuan
1. Pegawai dilarang:
   a. ikut kampanye;
   b. menyukai unggahan; dan
   c. berfoto.
2. Dalam hal pegawai:
   a. tidak hadir; atau
   b. tidak melapor,
   pegawai dikenai teguran.

Hari | Tempat | Jam
Senin | Balai Kota | 08.00
Kamis | | 09.00
"""
DOCUMENT = Document("a", TEXT, "Edaran", "a.txt", "", published="2031-05-03", structure=find_structure(TEXT))
CONTEXT = "Edaran. 2031-05-03.\nB. Ketentuan.\n"


def line(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, TEXT.index("\n", start))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("a. ikut kampanye", CONTEXT + "Pegawai dilarang ikut kampanye."),
        ("b. menyukai", CONTEXT + "Pegawai dilarang menyukai unggahan."),
        ("b. tidak melapor", CONTEXT + "Dalam hal pegawai tidak melapor, pegawai dikenai teguran."),
        ("1. Pegawai", CONTEXT + "Pegawai dilarang ikut kampanye, menyukai unggahan, berfoto."),
        ("Senin |", "Edaran. 2031-05-03.\nHari: Senin; Tempat: Balai Kota; Jam: 08.00."),
        ("Kamis |", "Edaran. 2031-05-03.\nHari: Kamis; Tempat: ; Jam: 09.00."),
    ],
)
def test_it_is_told_as_a_sentence(words: str, told: str) -> None:
    found = tell_sentence(DOCUMENT, line(words))
    assert found is not None
    assert found.text == told


@pytest.mark.parametrize("words", ["SURAT EDARAN", "Hari | Tempat", "pegawai dikenai teguran."])
def test_what_introduces_or_stands_alone_is_read_as_it_is(words: str) -> None:
    assert tell_sentence(DOCUMENT, line(words)) is None


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("a. ikut kampanye", "ikut kampanye"),
        ("b. tidak melapor", "teguran"),
        ("b. tidak melapor", "tidak melapor"),
        ("Senin |", "Balai Kota"),
        ("Senin |", "08.00"),
    ],
)
def test_words_that_answer_are_those_of_the_document(words: str, answer: str) -> None:
    found = tell_sentence(DOCUMENT, line(words))
    assert found is not None
    start = found.text.index(answer, found.ranges[0][0])
    place = found.in_document(Span(start, start + len(answer)))
    assert place is not None
    assert place.of(TEXT) == answer
    assert TEXT.index(words) <= place.start


def test_the_heading_of_a_column_is_no_place_in_a_row() -> None:
    found = tell_sentence(DOCUMENT, line("Senin |"))
    assert found is not None
    start = found.text.index("Tempat")
    assert found.in_document(Span(start, start + 6)) is None


def test_letters_with_marks_of_their_own_are_mapped_back() -> None:
    text = "Yang hadir:\n1. Rene\u0301 Sari;\n2. Umar.\n"
    document = Document("a", text, "Rapat", "a.txt", "", structure=find_structure(text))
    start = text.index("1. Rene")
    found = tell_sentence(document, Span(start, text.index("\n", start)))
    assert found is not None
    assert found.text == "Rapat.\nYang hadir René Sari."
    name = found.in_document(Span(found.text.index("René"), len(found.text) - 1))
    assert name is not None
    assert name.of(text) == "Rene\u0301 Sari"
