"""The places that questions name, however they are written."""

from __future__ import annotations

import pytest

from assistant.question.asked_places import find_asked_places, nodes_at, place_to_search_in, without_asking
from index.document import Document
from index.structure import find_structure

TEXT = """\
BAB III
LARANGAN
Pasal 4
(1) Pegawai wajib netral.
(2) Pegawai dilarang:
a. berfoto;
b. memasang stiker:
   1. di kantor; atau
   2. di rumah dinas;
c. membagikan uang.

Pasal 5
(1) Pelanggaran Pasal 4 ayat (2) huruf c dikenai teguran.

KEDUA : Tim bertugas memeriksa.

LAMPIRAN II
DAFTAR
Pasal 4
Contoh formulir.
"""
DOCUMENT = Document("a", TEXT, "Judul", "a.txt", "", structure=find_structure(TEXT))


def looked_up(question: str) -> list[str]:
    places, _ = find_asked_places(question)
    return [nodes[0].span.of(TEXT).split("\n")[0] for place in places if (nodes := nodes_at(DOCUMENT, place))]


@pytest.mark.parametrize(
    ("question", "first_lines"),
    [
        ("Apa isi Pasal 4 ayat (2) huruf c?", ["c. membagikan uang."]),
        ("apa isi ayat 2 huruf c pasal 4", ["c. membagikan uang."]),
        ("bunyi psl 4 ay 2 hurup b", ["b. memasang stiker:"]),
        ("huruf b angka 2 dari ayat (2) Pasal 4", ["2. di rumah dinas;"]),
        ("Pasal 4(2)", ["(2) Pegawai dilarang:"]),
        ("What does Article 5 paragraph 1 say?", ["(1) Pelanggaran Pasal 4 ayat (2) huruf c dikenai teguran."]),
        ("jelaskan pasal 4 ayat 2 huruf a dan c", ["a. berfoto;", "c. membagikan uang."]),
        ("pasal 4 huruf a dan huruf b", ["a. berfoto;", "b. memasang stiker:"]),
        ("isi pasal 4 dan pasal 5", ["Pasal 4", "Pasal 5"]),
        ("isi pasal 4 ayat (1) dan (2)", ["(1) Pegawai wajib netral.", "(2) Pegawai dilarang:"]),
        ("apa isi bab 3", ["BAB III"]),
        ("apa isi Bab III", ["BAB III"]),
        ("diktum kedua", ["KEDUA : Tim bertugas memeriksa."]),
        ("lampiran 2", ["LAMPIRAN II"]),
        ("Pasal 4 lampiran II", ["Pasal 4"]),
        ("Pasal 14 ayat (2)", []),
        ("pasal 4 huruf z", []),
    ],
)
def test_a_place_is_found_as_people_write_it(question: str, first_lines: list[str]) -> None:
    assert looked_up(question) == first_lines


def test_the_appendix_is_meant_only_where_it_is_named() -> None:
    found = [nodes_at(DOCUMENT, find_asked_places(question)[0][0]) for question in ("Pasal 4", "Pasal 4 Lampiran II")]
    assert [nodes[0].span.of(TEXT).splitlines()[-1] for nodes in found] == ["c. membagikan uang.", "Contoh formulir."]


@pytest.mark.parametrize(
    "question", ["Apa sanksinya?", "Ada berapa pasal?", "Bagaimana bagian umum bekerja?", "nomor 4"]
)
def test_other_questions_name_no_place(question: str) -> None:
    assert find_asked_places(question) == ((), question)


def test_what_is_left_names_the_document_or_asks_for_something_else() -> None:
    _, rest = find_asked_places("Apa isi Pasal 7 ayat (2) Perbup Mekarjaya?")
    assert without_asking(rest).split() == ["Perbup", "Mekarjaya?"]
    _, rest = find_asked_places("Apa sanksi pelanggaran Pasal 7?")
    assert without_asking(rest).split() == ["sanksi", "pelanggaran", "?"]


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Siapa yang mengawasi menurut Pasal 9?", "9"),
        ("Berdasarkan pasal 12 siapa yang memeriksa?", "12"),
        ("Apa sanksi pelanggaran Pasal 9?", None),
        ("Siapa yang melanggar Pasal 9?", None),
        ("Siapa yang mengawasi?", None),
        ("Apa beda menurut Pasal 3 dan Pasal 4?", None),
    ],
)
def test_an_answer_is_looked_for_within_a_place_that_is_named_so(question: str, value: str | None) -> None:
    place = place_to_search_in(question)
    assert (place.parts[0].value if place else None) == value


def test_a_paragraph_lies_in_the_article_of_the_question_before() -> None:
    earlier, later = (find_asked_places(text)[0][0] for text in ("Apa isi Pasal 4 ayat (1)?", "kalau ayat (2)?"))
    assert not later.stands_alone
    assert nodes_at(DOCUMENT, later.within(earlier))[0].label == "ayat (2)"
