"""Entries and the places of their quotes: found to the character or with other spacing, never in page furniture."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.bank import BankEntry, BankQuote, LocatedEntry, Review, Wording, locate_entry, locate_words
from index.bank_form import entry_of
from index.document import Document, Span
from tests.index.made_up_bank import ANSWER, DOCUMENT, QUOTE, REFUSAL, TEXT, TITLE

ENTRY = entry_of(ANSWER)


def located(entry: BankEntry, document: Document = DOCUMENT) -> LocatedEntry | str:
    return locate_entry(entry, {document.id: document}.get)


def quoting(quote: str, short: str | None = None, source: str = "rapat") -> BankEntry:
    return replace(ENTRY, quotes=(BankQuote(source, quote),), short=short)


def place_of(entry: BankEntry) -> Span:
    found = located(entry)
    assert isinstance(found, LocatedEntry), found
    return found.quotes[0].span


def test_an_entry_comes_back_from_its_line() -> None:
    for values in (ANSWER, REFUSAL):
        assert entry_of(values).as_dict() == values


def test_case_punctuation_and_spacing_make_no_other_wording() -> None:
    forms = {Wording(text, "id").normal_form for text in ("Kapan rapat?", " kapan  RAPAT", "kapan, rapat!")}
    assert len(forms) == 1
    assert Wording("?!", "id").normal_form == "?!"


def test_a_models_entry_is_a_draft_until_it_is_reviewed() -> None:
    drafted = replace(ENTRY, origin="model", reviewed=None)
    assert drafted.is_draft
    assert not replace(drafted, reviewed=Review("Budi", "2026-11-26")).is_draft
    assert not replace(ENTRY, reviewed=None).is_draft


def test_the_order_of_quotes_is_no_other_reply() -> None:
    quotes = (BankQuote("x", "a"), BankQuote("y", "b"))
    assert replace(ENTRY, quotes=quotes).reply == replace(ENTRY, quotes=quotes[::-1], kind="fact").reply
    assert ENTRY.reply != replace(ENTRY, short=None).reply


def test_the_places_of_quote_and_short_answer_are_in_the_text() -> None:
    found = located(ENTRY)
    assert isinstance(found, LocatedEntry)
    assert found.quotes[0].span.of(TEXT) == QUOTE
    assert found.short is not None
    assert found.short.of(TEXT) == "15 Mei 2031"


def test_a_refusal_needs_no_document() -> None:
    assert locate_entry(entry_of(REFUSAL), lambda _: None) == LocatedEntry(entry_of(REFUSAL))


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (quoting("Rapat batal."), "rapat no longer holds 'Rapat batal.'"),
        (quoting(QUOTE, source="lain"), "there is no source 'lain'"),
        (quoting("Baca juga: Harga Cabai"), "is page furniture"),
        (quoting(f"{TITLE}\n\nRapat desa"), "is page furniture"),
        (quoting(QUOTE, "Hadir"), "its short answer 'Hadir' is not in its first quote"),
        (replace(ENTRY, quotes=(*ENTRY.quotes, BankQuote("rapat", "hilang"))), "no longer holds 'hilang'"),
        (quoting("panjang " * 50), "…"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_why_an_entry_is_stale_is_said_in_words(entry: BankEntry, says: str) -> None:
    found = located(entry)
    assert isinstance(found, str)
    assert says in found
    assert len(found) < 150


def test_words_that_also_stand_in_the_title_are_found_in_the_body() -> None:
    assert place_of(quoting(TITLE)).start == TEXT.rindex(TITLE)


def test_a_short_answer_is_not_looked_for_within_a_longer_word() -> None:
    found = located(quoting(QUOTE, "5 Mei"))
    assert isinstance(found, LocatedEntry)
    assert found.short is not None
    assert found.short.start == TEXT.index("5 Mei 2032")
    assert locate_words("2015", "15") == Span(2, 4)  # where there is nothing better


def test_words_are_looked_for_in_a_part_of_a_text() -> None:
    assert locate_words("a b a b", "a", Span(1, 7)) == Span(4, 5)
    assert locate_words("a b a  b", "a b", Span(3, 8)) == Span(4, 8)
    assert locate_words("abc", "c", Span(0, 2)) is None


@pytest.mark.parametrize("nothing", ["", " ", "\n"])
def test_nothing_is_nowhere(nothing: str) -> None:
    assert locate_words("a b\n", nothing) is None


WORDS = st.lists(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=5), min_size=1, max_size=5)


@given(WORDS, st.sampled_from([" ", "\n", "\r\n", "  ", "\t\n"]), st.sampled_from(["", "xx ", "\n"]))
def test_words_are_found_again_with_other_line_breaks(words: list[str], gap: str, before: str) -> None:
    text = before + gap.join(words) + " yy"
    found = locate_words(text, " ".join(words))
    assert found is not None
    assert found.of(text).split() == " ".join(words).split()


@given(st.text(max_size=20), st.text(max_size=4))
def test_what_is_found_are_the_words_but_for_spacing(text: str, words: str) -> None:
    found = locate_words(text, words)
    if found is not None:
        assert re.sub(r"\s+", " ", found.of(text)).strip() == " ".join(words.split())
    elif words.strip():
        assert words not in text
