"""Texts as machines read them: accents composed, passages in capitals in small letters, every place found again."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import reading_form as reading_form_module
from index.document import Span
from index.reading_form import composed_form, read_aloud, reading_form

ACCENTED = ("Kafé René", "Éva Ångström", "Côte d’Ivoire", "Nguyễn Việt", "Saragé")


@pytest.mark.parametrize("name", ACCENTED)
def test_letters_that_came_apart_are_read_composed_and_found_whole(name: str) -> None:
    text = unicodedata.normalize("NFD", f"Kepala {name} hadir.")
    form = reading_form(text)
    assert form.text == f"Kepala {name} hadir."
    start = form.text.index(name)
    span = form.delivered(Span(start, start + len(name)))
    assert span.of(text) == unicodedata.normalize("NFD", name)
    assert form.read(span) == Span(start, start + len(name))
    assert form.of(span) == name


def test_a_span_that_ends_between_letter_and_accent_is_read_to_the_whole_letter() -> None:
    text = unicodedata.normalize("NFD", "Saragé hadir")
    assert reading_form(text).of(Span(0, 6)) == "Saragé"


def test_a_letter_that_has_no_composed_form_is_never_cut() -> None:
    text = "x\u0301\u0323y"
    form = composed_form(text)
    letter = "x\u0301\u0323"
    assert [form.delivered(Span(0, end)).of(text) for end in range(1, 5)] == [letter, letter, letter, f"{letter}y"]
    assert form.delivered(Span(3, 4)).of(text) == "y"


@given(st.text(alphabet="ae\u0301\u0323 Xx.\n", max_size=20), st.integers(0, 20), st.integers(0, 20))
def test_a_delivered_span_ends_at_whole_letters(text: str, one: int, other: int) -> None:
    form = reading_form(text)
    start, end = sorted((min(one, len(form.text)), min(other, len(form.text))))
    span = form.delivered(Span(start, end))
    assert bool(len(span)) == (start < end)
    assert span.end == len(text) or not len(span) or not unicodedata.combining(text[span.end])
    assert form.delivered(Span(0, len(form.text))) == Span(0, len(text))


CAPITALS = (
    ("PEGAWAI WAJIB NETRAL DALAM PEMILU.", "Pegawai wajib netral dalam Pemilu."),
    ("SURAT\n\nPEGAWAI BKN WAJIB HADIR PADA 3 MEI 2024!", "Surat\n\nPegawai BKN wajib hadir pada 3 Mei 2024!"),
    (
        "Rapat dibuka di Kota Solo. PEGAWAI KOTA SOLO WAJIB HADIR.",
        "Rapat dibuka di Kota Solo. Pegawai Kota Solo wajib hadir.",
    ),
    (
        "PEMBERITAHUAN KEPADA SELURUH PEGAWAI\nAPEL DIGELAR DI HALAMAN KANTOR\nSETIAP SENIN PUKUL TUJUH PAGI DAN WAJIB DIIKUTI",
        "Pemberitahuan kepada seluruh pegawai\nApel digelar di halaman kantor\nSetiap senin pukul tujuh pagi dan wajib diikuti",
    ),
)


@pytest.mark.parametrize(("text", "read"), CAPITALS)
def test_passages_in_capitals_are_read_in_small_letters(text: str, read: str) -> None:
    assert reading_form(text).text == read_aloud(text) == read
    assert len(read) == len(text)
    assert reading_form(text).of(Span(2, 9)) == read[2:9]


@pytest.mark.parametrize(
    "text",
    [
        "LAPORAN TRIWULAN INSPEKTORAT\n\nInspektorat memeriksa enam kantor.",
        "KETENTUAN UMUM\nPegawai wajib netral.\n\nSANKSI\nPegawai dikenai teguran.",
        "Rapat dihadiri KPU, KASN, BKN, BKD, BAWASLU, TNI, POLRI, KEJAKSAAN, DPRD, dan camat.",
        "Hadir Drs. H. M. UMAR HADI, S.H., M.H. dan camat.",
        "TARAKAN, kabar.id - Rapat digelar.",
        "Éva hadir.",
        "",
    ],
)
def test_headings_names_and_acronyms_stay_as_they_are(text: str) -> None:
    assert reading_form(text).text == text


def test_a_capital_whose_small_form_is_longer_stays_so_that_no_place_moves() -> None:
    text = "KANTOR DI İZMİR DIBUKA PADA HARI SENIN."
    assert read_aloud(text) == "Kantor di İzmİr dibuka pada hari senin."


@given(st.text(alphabet="AB .!?\n_-1”", max_size=30), st.text(alphabet="AB .!?\n_-1”", max_size=10))
def test_a_word_begins_a_sentence_if_an_end_or_nothing_is_before_it(before: str, after: str) -> None:
    expected = re.search(r"(?:\A|[.!?\n])[^\w]*$", before) is not None
    assert reading_form_module._begins(before + "X" + after, len(before)) is expected


def test_a_long_text_in_capitals_is_read_in_time_with_its_length() -> None:
    """Each word was once looked for from the start of the text: this one took minutes."""
    text = "PEGAWAI NEGERI WAJIB NETRAL DALAM PEMILIHAN DAN MELAPORKAN PELANGGARAN KEPADA ATASAN.\n" * 2500
    started = time.process_time()
    assert reading_form(text).text.startswith("Pegawai negeri wajib netral")
    assert time.process_time() - started < 20
