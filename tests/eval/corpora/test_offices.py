"""The corpus of offices' documents: its files, and the question sets about them."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from eval.questions.cases import DATA, Case, Gold, read_cases, scan_cases
from eval.questions.check import find_duplicates
from eval.questions.corpora import find_corpus
from index.document import Document
from index.load import load_folder

OFFICES = find_corpus("offices")
SETS = (OFFICES.questions, OFFICES.heldout)
NEAR_MISSES = OFFICES.folder / "near_misses.jsonl"


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {document.id: document for document in load_folder(OFFICES.documents)}


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [case for path in SETS for case in read_cases(path)]


def test_every_document_is_read(documents: dict[str, Document]) -> None:
    files = {path.name for path in OFFICES.documents.iterdir()}
    assert {document.file for document in documents.values()} == files
    assert len(files) >= 14
    assert len({Path(name).suffix for name in files}) >= 6


def test_the_documents_are_small() -> None:
    assert sum(path.stat().st_size for path in OFFICES.documents.iterdir()) < 1_500_000


def test_the_sets_have_the_form_and_repeat_no_question() -> None:
    sets = (*SETS, NEAR_MISSES)
    placed, problems = scan_cases([*sets, *sorted(DATA.glob("*.jsonl"))])
    assert [str(problem) for problem in problems] == []
    ours = [one for one in placed if one.path in sets]
    assert [str(problem) for problem in find_duplicates(ours)] == []
    schema = Draft202012Validator(json.loads((DATA / "case.schema.json").read_text(encoding="utf-8")))
    lines = [line for path in sets for line in path.read_text(encoding="utf-8").splitlines()]
    assert all(schema.is_valid(json.loads(line)) for line in lines)


def test_a_third_is_held_out_by_another_author() -> None:
    developing, judging = (read_cases(path) for path in SETS)
    assert {case.split for case in developing} == {"dev"}
    assert {case.split for case in judging} == {"test"}
    assert {case.author for case in developing}.isdisjoint(case.author for case in judging)
    assert len(judging) / len([*developing, *judging]) >= 1 / 3


def test_there_are_enough_questions_of_many_kinds(cases: list[Case]) -> None:
    assert len(cases) >= 220
    assert sum(case.to_refuse for case in cases) >= 60
    kinds = Counter(case.kind for case in cases)
    assert len(kinds) >= 20
    assert min(kinds.values()) >= 3


def test_every_gold_quote_stands_once_in_its_document(cases: list[Case], documents: dict[str, Document]) -> None:
    """The place of a quote that stands twice would be that of the first."""
    elsewhere = [
        (case.id, gold.quote)
        for case in cases
        for gold in case.gold
        if _times(gold, documents[gold.source_id].text) != 1
    ]
    assert elsewhere == []


def _times(gold: Gold, text: str) -> int:
    words = r"[\s|]+".join(map(re.escape, re.findall(r"[^\s|]+", gold.quote)))
    return len(re.findall(words, text))


def test_what_must_show_every_place_has_several(cases: list[Case]) -> None:
    whole = [case for case in cases if case.every]
    assert {"list", "whole_article", "comparison", "several", "yes_no"} <= {case.kind for case in whole}
    assert [case.id for case in whole if len(case.gold) < 2] == []
    assert [case.id for case in cases if case.kind in ("list", "whole_article") and not case.every] == []
