"""The bank of the five articles: large, without a problem, and written without the questions that judge the answers."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from index.analyzer import word_tokens
from index.bank_file import BANK_FILE, Bank, LocatedBank, locate_bank, read_bank
from index.furniture import mark_furniture, rules_for
from index.load import load_folder
from tests.real import ROOT, SEEDS

EVALUATION = sorted((ROOT / "eval/data").glob("*.jsonl"))


@pytest.fixture(scope="module")
def bank() -> Bank:
    return read_bank(SEEDS / BANK_FILE)


@pytest.fixture(scope="module")
def located(bank: Bank) -> LocatedBank:
    rules = rules_for(SEEDS)
    return locate_bank(bank, {each.id: mark_furniture(each, rules) for each in load_folder(SEEDS)}.get)


def test_it_has_no_problem_and_every_quote_is_found(located: LocatedBank) -> None:
    assert [str(problem) for problem in located.problems] == []


def test_it_is_as_large_as_was_asked_for(located: LocatedBank) -> None:
    entries = [each.entry for each in located.entries]
    assert sum(entry.refuse is None for entry in entries) >= 300
    assert sum(entry.refuse is not None for entry in entries) >= 100
    assert sum(len(entry.wordings) for entry in entries) >= 4_000
    assert {quote.source_id for entry in entries for quote in entry.quotes} == {
        path.stem for path in SEEDS.glob("*.txt")
    }


def test_several_authors_wrote_it_in_both_languages_and_every_entry_is_reviewed_by_another(bank: Bank) -> None:
    authors = Counter(wording.author for entry in bank.entries for wording in entry.wordings)
    assert len(authors) >= 3
    languages = Counter(wording.language for entry in bank.entries for wording in entry.wordings)
    assert languages["en"] >= 400
    assert [entry.id for entry in bank.entries if entry.reviewed is None or entry.reviewed.by == entry.author] == []


def test_no_refusal_has_a_wording_of_an_answer(bank: Bank) -> None:
    asked = {wording.normal_form for entry in bank.entries if not entry.refuse for wording in entry.wordings}
    refused = {wording.normal_form for entry in bank.entries if entry.refuse for wording in entry.wordings}
    assert asked & refused == set()


@pytest.mark.parametrize("path", EVALUATION, ids=lambda path: path.name)
def test_no_wording_is_a_question_that_judges_the_answers(bank: Bank, path: Path) -> None:
    """Named by entry and line alone: those who write the bank must not read the questions."""
    wordings = {
        tuple(word_tokens(wording.text)): entry.id for entry in bank.entries for wording in entry.wordings
    }  # fmt: skip
    same = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        case = json.loads(line)
        turns = [*case["turns"], *(case.get("english") or [])]
        same += [(wordings[form], number) for turn in turns if (form := tuple(word_tokens(turn))) in wordings]
    assert same == []


def test_there_are_questions_to_compare_with() -> None:
    assert {path.name for path in EVALUATION} >= {"calibration.jsonl", "questions.jsonl", "heldout.jsonl"}
