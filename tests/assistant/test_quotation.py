"""A quote in quotation marks: none doubled, none missing, and no character of it changed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.quotation import find_quotations, in_quotation_marks


@pytest.mark.parametrize(
    ("quote", "marked"),
    [
        ("Rapat dibuka.", "“Rapat dibuka.”"),
        ("‘Netral’", "“‘Netral’”"),
        # It has its own at an end.
        ("“Netral.”", "“Netral.”"),
        ('"Netral," ujar Umar.', '"Netral," ujar Umar.'),
        ("“Netral,” ujar Umar.", "“Netral,” ujar Umar."),
        ("Tema adalah “Netral.”", "Tema adalah “Netral.”"),
        ("“Tema “Netral” penting.”", "“Tema “Netral” penting.”"),
        # It has its own further inside.
        ("Tema “Netral” dipilih.", "‘Tema “Netral” dipilih.’"),
        ('Tema "Netral" dipilih.', '“Tema "Netral" dipilih.”'),
        # It begins or ends within a quotation.
        ("“Netral. Jujur.", "“Netral. Jujur.”"),
        ('"Netral. Jujur.', '"Netral. Jujur."'),
        ("Netral,” ujar Umar.", "“Netral,” ujar Umar."),
        ('Netral," ujar Umar.', '"Netral," ujar Umar.'),
        ("Umar menegaskan, “Netral.", "Umar menegaskan, “Netral.”"),
        ('Umar menegaskan, "Netral.', 'Umar menegaskan, "Netral."'),
        ("netral,” kata Umar. “Jujur.", "“netral,” kata Umar. “Jujur.”"),
        ("“Tema “Netral” penting.", "“Tema “Netral” penting.”"),
        # A measure in inches.
        ('Layar 5" itu dipasang.', '“Layar 5" itu dipasang.”'),
    ],
)
def test_marks_are_set_where_they_are_missing(quote: str, marked: str) -> None:
    assert in_quotation_marks(quote) == marked


@given(
    st.lists(
        st.sampled_from(["Rapat", "dibuka.", "“Netral,”", "“Tetap", "jujur.”", '"Adil,"', '"Tekun', 'sabar."']),
        min_size=1,
    )
)
def test_no_mark_is_doubled_and_no_character_is_lost(pieces: list[str]) -> None:
    quote = " ".join(pieces)
    marked = in_quotation_marks(quote)
    assert quote in marked
    assert not re.search(r"[“”\"]{2}", marked)


def test_quotations_are_found_with_one_within() -> None:
    text = '“Tema “Netral” penting,” ujar Umar. "Ya," katanya. “Tidak berakhir.'
    assert [span.of(text) for span in find_quotations(text)] == ["“Tema “Netral” penting,”", '"Ya,"']
