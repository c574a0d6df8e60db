"""Where a long sentence is cut: at the best clause boundary, in two parts alike, never within a letter."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.clauses import cut_long_sentence
from index.document import Span


def cut(text: str, most: int) -> list[str]:
    """The parts of at most `most` words, or characters where it is one word."""

    def fits(span: Span) -> bool:
        piece = span.of(text)
        return len(piece.split()) <= most if " " in text else len(piece) <= most

    return [span.of(text) for span in cut_long_sentence(text, Span(0, len(text)), fits)]


@pytest.mark.parametrize(
    "parts",
    [
        ["Pegawai wajib netral, adil, dan jujur;", "pegawai dilarang memihak calon, partai"],
        ["Pegawai yang ikut kampanye dihukum berat,", "dan pegawai yang diam juga diperiksa"],
        ["Pegawai wajib hadir di lapangan,", "kantor camat ditutup selama apel"],
        ["Pegawai wajib hadir di lapangan kantor camat", "karena apel netralitas digelar di sana"],
        ["Camat menegur seluruh pegawai kantor kecamatan", "yang tidak hadir pada apel pagi"],
        ["Satu dua tiga empat", "lima enam tujuh delapan"],
        ["“Kita semua wajib netral.", "Jangan ada yang memihak,” katanya"],
    ],
    ids=lambda parts: parts[0],
)
def test_it_is_cut_at_the_best_boundary_near_the_middle(parts: list[str]) -> None:
    text = " ".join(parts)
    assert cut(text, max(len(part.split()) for part in parts)) == parts


def test_a_boundary_at_its_very_end_does_not_count() -> None:
    assert cut("Pegawai; satu dua tiga empat lima enam tujuh delapan", 5) == [
        "Pegawai; satu dua tiga empat", "lima enam tujuh delapan",
    ]  # fmt: skip


def test_a_sum_of_money_is_not_cut() -> None:
    assert cut("satu dua Rp1.500,75 tiga empat", 3) == ["satu dua Rp1.500,75", "tiga empat"]


def test_what_fits_is_whole() -> None:
    assert cut("Satu; dua, dan tiga", 4) == ["Satu; dua, dan tiga"]


def test_never_between_a_letter_and_its_mark() -> None:
    name = unicodedata.normalize("NFD", "éééé")  # 8 characters, the middle before a mark or not
    assert cut(name, 3) == [unicodedata.normalize("NFD", "é")] * 4
    assert cut(f"e{name}", 5) == [unicodedata.normalize("NFD", "eéé"), unicodedata.normalize("NFD", "éé")]


@given(st.text(max_size=80), st.integers(1, 30))
def test_nothing_but_white_space_is_lost(text: str, most: int) -> None:
    parts = [
        span
        for span in cut_long_sentence(text, Span(0, len(text)), lambda span: len(span) <= most)
        if span.of(text).strip()
    ]
    assert "".join("".join(span.of(text).split()) for span in parts) == "".join(text.split())
