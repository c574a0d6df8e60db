from __future__ import annotations

import pytest

from eval.measures.judge import Judged
from eval.questions.cases import DatasetError
from eval.studies.leave_author_out import author_cases, bank_without, leave_author_out_table, wording_authors
from index.bank import BankEntry, BankQuote, Wording
from index.bank_file import Bank

ANSWER = BankEntry(
    "e1",
    "when",
    (Wording("Kapan?", "id", "ani"), Wording("When?", "en", "budi"), Wording("tanggal berapa", "id", "budi")),
    (BankQuote("a", "pada 3 Mei"),),
    short="3 Mei",
)
REFUSAL = BankEntry(
    "e2", "refuse", (Wording("Siapa?", "id", "ani"), Wording("sp?", "id", "budi")), refuse="not_in_sources"
)
ALONE = BankEntry("e3", "who", (Wording("Oleh siapa?", "id", "budi"),), (BankQuote("a", "oleh Sari"),))
BANK = Bank((ANSWER, REFUSAL, ALONE), (1, 2, 3))


def test_without_an_author_his_wordings_are_gone_and_the_entries_that_have_no_others() -> None:
    left = bank_without("budi")(BANK)
    assert [entry.id for entry in left.entries] == ["e1", "e2"]
    assert left.lines == (1, 2)
    assert [wording.text for entry in left.entries for wording in entry.wordings] == ["Kapan?", "Siapa?"]


def test_an_author_is_asked_of_entries_that_others_worded_too() -> None:
    cases = author_cases(BANK, "budi", 10)
    assert [case.turns for case in cases] == [("When?",), ("tanggal berapa",), ("sp?",)]
    first, _, refusal = cases
    assert (first.lang, first.kind, first.answers, first.refusal) == ("en", "when", ("3 Mei",), None)
    assert [(gold.source_id, gold.quote) for gold in first.gold] == [("a", "pada 3 Mei")]
    assert (refusal.refusal, refusal.gold, refusal.answers) == ("not_in_sources", (), ())


def test_at_most_so_many_are_asked_evenly_spread() -> None:
    assert [case.turns[0] for case in author_cases(BANK, "budi", 2)] == ["When?", "sp?"]
    assert author_cases(BANK, "nobody", 2) == []


def test_one_author_cannot_be_left_out() -> None:
    assert wording_authors(BANK) == ["ani", "budi"]
    with pytest.raises(DatasetError, match="one author"):
        wording_authors(Bank((ALONE,), (1,)))


def test_the_table_has_a_row_for_each_author_and_one_for_all() -> None:
    pytest.importorskip("scipy")
    answer, _, refusal = author_cases(BANK, "budi", 10)
    run = [
        Judged(answer, True, True, True, headline=True),
        Judged(answer, True, False, False, headline=False),
        Judged(refusal, False, True, False, headline=True),
    ]
    table = leave_author_out_table([("budi", run), ("ani", [])])
    assert "| budi | 2 | 50.0" in table
    assert "| ani | 0 | – | 0 | – |" in table
    assert "| all | 2 | 50.0" in table
