"""The bank of an engine: what the index holds, and over it what evaluators saved; no wording is encoded twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answering.open_bank import document_or_none, empty_bank, located_entries, open_bank
from index.bank import BankQuote, Wording
from tests.assistant.made_up_bank import COST, ENTRIES, MAY, WHEN, BankDesk, Saved

MINE = replace(MAY, id="v1", wordings=(Wording("Perahu dinas boleh disewakan?", "id"),), origin="feedback")
STALE = replace(MINE, id="v2", quotes=(BankQuote("kabar", "Tidak ada."),))
ELSEWHERE = replace(MINE, id="v3", quotes=(BankQuote("hilang", "Tidak ada."),))


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> BankDesk:
    return BankDesk(tmp_path_factory.mktemp("bank"))


def test_nothing_is_encoded_for_what_the_index_holds(desk: BankDesk) -> None:
    bank = open_bank(desk.index, desk.encoder)
    assert [located.entry for located in bank.entries] == list(ENTRIES)
    assert bank.parts == (desk.index.bank,)
    assert desk.encoder.asked == []


def test_saved_entries_come_before_those_of_the_index(desk: BankDesk) -> None:
    bank = open_bank(desk.index, desk.encoder, Saved([MINE]))
    assert [located.entry for located in bank.entries] == [MINE, *ENTRIES]
    assert desk.encoder.asked == ["Perahu dinas boleh disewakan?"]


def test_wordings_that_the_bank_had_are_not_encoded_again(desk: BankDesk) -> None:
    first = open_bank(desk.index, desk.encoder, Saved([MINE]))
    desk.encoder.asked = []
    more = replace(MINE, wordings=(*MINE.wordings, *WHEN.wordings, Wording("Sewa perahu?", "id")))
    open_bank(desk.index, desk.encoder, Saved([more]), first)
    assert desk.encoder.asked == ["Sewa perahu?"]


def test_what_is_stale_is_left_out_and_logged(desk: BankDesk, caplog: pytest.LogCaptureFixture) -> None:
    found = located_entries(desk.index, [STALE, MINE, ELSEWHERE, replace(COST, id="v4")])
    assert [located.entry.id for located in found] == ["v1", "v4"]
    assert "v2 is stale and not used: kabar no longer holds 'Tidak ada.'" in caplog.text
    assert "v3 is stale and not used: there is no source 'hilang'" in caplog.text


def test_a_stale_replacement_leaves_the_entry_of_the_index(desk: BankDesk) -> None:
    bank = open_bank(desk.index, desk.encoder, Saved([replace(STALE, id="may")]))
    found = bank.entry("may")
    assert found
    assert found.entry == MAY


def test_what_is_switched_off_is_in_no_part(desk: BankDesk) -> None:
    bank = open_bank(desk.index, desk.encoder, Saved(off=frozenset(["may", "none"])))
    assert [located.entry.id for located in bank.entries] == ["when", "who", "cost"]


def test_an_empty_bank_has_nothing(desk: BankDesk) -> None:
    assert not empty_bank(desk.index)
    assert empty_bank(desk.index).entries == ()


def test_an_article_that_is_gone_is_none(desk: BankDesk) -> None:
    assert document_or_none(desk.index, "hilang") is None
    assert document_or_none(desk.index, "kabar") == desk.index.document("kabar")
