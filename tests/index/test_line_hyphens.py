"""Words broken at the end of a line: which hyphens fall out, and that every place is found again."""

from __future__ import annotations

import pytest

from index.document import Span
from index.line_hyphens import join_line_hyphens, line_hyphens
from index.reading_form import composed_form, read_aloud, reading_form

WHOLE = (
    ("Setiap pega-\nwai wajib.", "Setiap pegawai wajib."),
    ("pemerin-\r\n  tahan desa", "pemerintahan desa"),
    ("ke-\npega-\nwaian", "kepegawaian"),
    ("PELAKSA-\nNAAN PEMILU", "PELAKSANAAN PEMILU"),
    ("musya\u2010\nwarah", "musyawarah"),
    ("anti-\nkorupsi", "antikorupsi"),
    ("net\u00adra\u00ad\nlitas", "netralitas"),
)
KEPT = (
    ("undang-\nundang", "undang-undang"),
    ("sebaik-\nbaiknya", "sebaik-baiknya"),
    ("bersama-\nsama", "bersama-sama"),
    ("tolong-\nmenolong", "tolong-menolong"),
    ("surat-\nmenyurat", "surat-menyurat"),
    ("sayur-\nmayur", "sayur-mayur"),
    ("se-\nIndonesia", "se-Indonesia"),
    ("non-\nASN", "non-ASN"),
    ("KPU-\nnya", "KPU-nya"),
    ("KPU-\nBAWASLU", "KPU-BAWASLU"),
    ("tahun 2023-\n2024", "tahun 2023-2024"),
    ("Covid-\n19", "Covid-19"),
)
AS_THEY_ARE = ("pegawai -\ndan guru", "pegawai\nnegeri", "e-KTP", "satu-\n\ndua", "")


@pytest.mark.parametrize(("text", "whole"), WHOLE)
def test_a_word_broken_by_a_line_is_whole(text: str, whole: str) -> None:
    assert join_line_hyphens(text) == whole


@pytest.mark.parametrize(("text", "whole"), KEPT)
def test_a_hyphen_that_is_part_of_a_word_stays(text: str, whole: str) -> None:
    assert join_line_hyphens(text) == whole


@pytest.mark.parametrize("text", AS_THEY_ARE)
def test_nothing_else_is_touched(text: str) -> None:
    assert list(line_hyphens(text)) == []


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Nilai tengah-\ntengah. Pos tengahtengah.", "Nilai tengahtengah. Pos tengahtengah."),
        ("antar-\ninstansi. Rapat antar-instansi.", "antar-instansi. Rapat antar-instansi."),
        ("Kerja Antar-\ninstansi. Rapat ANTAR-INSTANSI.", "Kerja Antar-instansi. Rapat ANTAR-INSTANSI."),
    ],
)
def test_how_the_text_writes_the_word_elsewhere_decides_first(text: str, whole: str) -> None:
    assert join_line_hyphens(text) == whole


TEXT = "Rapat musya-\nwarah sesuai undang-\nundang dihadiri Rene\u0301 dari pegawai ke-\ncamatan."
READ = "Rapat musyawarah sesuai undang-undang dihadiri Ren\u00e9 dari pegawai kecamatan."


def test_the_reading_form_has_whole_words_and_finds_every_place() -> None:
    form = reading_form(TEXT)
    assert form.text == composed_form(TEXT).text == read_aloud(TEXT) == READ
    for word, delivered in (
        ("musyawarah", "musya-\nwarah"),
        ("Rapat musyawarah", "Rapat musya-\nwarah"),
        ("undang-undang", "undang-\nundang"),
        ("undang-", "undang-"),
        ("Ren\u00e9", "Rene\u0301"),
        ("kecamatan.", "ke-\ncamatan."),
        ("sesuai", "sesuai"),
    ):
        start = form.text.index(word)
        span = form.delivered(Span(start, start + len(word)))
        assert span.of(TEXT) == delivered
        assert form.of(span) == word
    assert form.delivered(Span(0, len(READ))) == Span(0, len(TEXT))


def test_a_text_without_a_space_takes_time_that_grows_with_its_length() -> None:
    assert list(line_hyphens("a" * 1_000_000)) == []  # took minutes
