"""Questions that are none, and drafts of evaluation cases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.quality.saved_changes import SavedChanges
from assistant.quality.set_aside import DraftCase, SetAside, question_form
from eval.questions.cases import read_cases
from index.bank import BankQuote


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return tmp_path / "records.sqlite"


def test_a_group_is_hidden_and_shown_again(records: Path) -> None:
    aside = SetAside(records)
    assert aside.hidden() == frozenset()
    step = aside.hide(["asdf", "Asdf!", "qwerty"], "Sari")
    assert aside.hidden() == {"asdf", "qwerty"}
    assert question_form("  ASDF ") in aside.hidden()
    SavedChanges(records).undo(step, "Sari")
    assert aside.hidden() == frozenset()


def test_a_draft_is_a_case_that_the_evaluation_reads(records: Path, tmp_path: Path) -> None:
    aside = SetAside(records)
    quote = BankQuote("001_bali", "dimulai 22 September 2024")
    aside.add_case(DraftCase(("Apa?", "Kapan?"), "id", (quote,), "22 September 2024"), "Sari")
    aside.add_case(DraftCase(("Siapa presiden?",), "id", refusal="not_in_sources"), "Sari")
    aside.add_case(DraftCase(("siapa Presiden",), "id"), "Budi")  # the same question: the later draft takes its place
    file = tmp_path / "drafts.jsonl"
    file.write_text(aside.case_lines(), encoding="utf-8")
    cases = {case.question: case for case in read_cases(file, drafts=True)}
    assert set(cases) == {"Kapan?", "siapa Presiden"}
    assert (cases["Kapan?"].history, cases["Kapan?"].gold[0].quote, cases["Kapan?"].tags) == (
        ("Apa?",),
        quote.quote,
        ("draft",),
    )
    assert cases["siapa Presiden"].author == "Budi"
    assert all(json.loads(line)["tags"] == ["draft"] for line in aside.case_lines().splitlines())
