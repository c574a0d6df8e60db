"""Question sets as wholes: every problem with its line, repeated questions, leaks, balance, and the schema that is shipped."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from assistant.question.spelling import similar_pairs
from eval.cli.main import main
from eval.questions.cases import DATA, DRAFT, QUESTIONS, Case, PlacedCase, form_problems, read_cases, scan_cases
from eval.questions.check import balance_tables, find_duplicates, find_near_duplicates
from tests.eval.made_up import OPENING, START, case, source
from tests.eval.questions.test_cases import REFUSED, ROW, file, without

SCHEMA = Draft202012Validator(json.loads((DATA / "case.schema.json").read_text(encoding="utf-8")))


def asking(id_: str, *turns: str, **changes: Any) -> Case:
    return replace(case(id_, OPENING), turns=turns, **changes)


def placed(*cases: Case, path: str = "set.jsonl") -> list[PlacedCase]:
    return [PlacedCase(Path(path), number, one) for number, one in enumerate(cases, 1)]


def test_every_problem_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    path = file(tmp_path, {**ROW, "lang": "jv", "golds": []}, "{", ROW, {**ROW, "turns": ["Apa?"]}, without("kind"))
    cases, problems = scan_cases([path], source)
    assert [(problem.path, problem.line) for problem in problems] == [(path, n) for n in (1, 1, 2, 4, 5)]
    assert [one.line for one in cases] == [3, 4]
    assert str(problems[0]) == f"{path}, line 1: unknown key 'golds'"
    assert "already that of line 3" in problems[3].text


def test_an_id_of_another_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    one, other = file(tmp_path, ROW), file(tmp_path / "b", {**ROW, "turns": ["Lain?"]})
    _, problems = scan_cases([one, other])
    assert [(p.path, p.text) for p in problems] == [(other, f"the id 'a' is already that of {one}, line 1")]


def test_drafts_are_refused_until_they_are_reviewed(tmp_path: Path) -> None:
    path = file(tmp_path, {**ROW, "tags": [DRAFT]}, {**REFUSED, "refusal": None, "tags": [DRAFT]})
    assert ["draft" in p.text for p in scan_cases([path], source)[1]] == [True, True]
    assert len(read_cases(path, source, drafts=True)) == 2


def test_a_translation_has_every_turn(tmp_path: Path) -> None:
    path = file(tmp_path, {**ROW, "turns": ["A?", "B?"], "english": ["B?"]}, {**REFUSED, "english": ["Hm?"]})
    assert [(p.line, p.text) for p in scan_cases([path])[1]] == [(1, "`english` has 1 turns, `turns` 2")]


def test_a_line_is_read_as_it_was_written(tmp_path: Path) -> None:
    whole = asking("x", "Satu\u2028?", "Dua?", english=("One?", "Two?"), tags=("a",), notes="n", origin="y")
    for one in (whole, case("plain", START), case("r", refusal="unclear")):
        (path := tmp_path / "one.jsonl").write_text(one.line() + "\n", encoding="utf-8")
        assert read_cases(path) == [one]


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from(["", " ", "a", "id", "dev", "unclear", "2024-04-18", DRAFT]),
)
VALUES = st.one_of(
    ODD,
    st.lists(ODD, max_size=2),
    st.lists(st.fixed_dictionaries({}, optional={"source_id": ODD, "quote": ODD, "x": ODD}), max_size=2),
)


@given(
    st.sampled_from([ROW, REFUSED, {**ROW, "tags": [DRAFT], "gold": []}]),
    st.dictionaries(st.sampled_from([*Case.__annotations__, "golds"]), VALUES, max_size=2),
    st.sets(st.sampled_from(sorted(ROW)), max_size=1),
)
def test_the_schema_and_the_reader_agree(row: dict[str, Any], changed: dict[str, Any], gone: set[str]) -> None:
    given_row = {name: value for name, value in {**row, **changed}.items() if name not in gone}
    assert SCHEMA.is_valid(given_row) == (form_problems(given_row) == [])


def test_the_schema_and_the_reader_agree_on_what_is_no_object() -> None:
    assert not any(SCHEMA.is_valid(value) or form_problems(value) == [] for value in (None, [], [ROW], "a", 3))


def test_the_schema_knows_every_key_and_every_shipped_question() -> None:
    Draft202012Validator.check_schema(SCHEMA.schema)
    assert list(SCHEMA.schema["properties"]) == list(Case.__annotations__)
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        assert SCHEMA.is_valid(json.loads(line))


def test_the_same_question_in_other_spelling_is_a_duplicate_at_the_later_line() -> None:
    found = find_duplicates(placed(asking("a", "Siapa yang membuka?"), asking("b", " siapa yang MEMBUKA")))
    assert [(p.line, p.text) for p in found] == [(2, "asks the same as set.jsonl, line 1 (a)")]
    contrary = asking("c", "Siapa yang membuka?", gold=(), refusal="unclear")
    assert "with another reply" in find_duplicates(placed(asking("a", "Siapa yang membuka?"), contrary))[0].text


def test_after_another_turn_the_same_question_is_another_one() -> None:
    cases = placed(asking("a", "Kapan?"), asking("b", "Rapat apa?", "Kapan?"), asking("c", "Acara apa?", "Kapan?"))
    assert find_duplicates(cases) == []
    assert find_near_duplicates(cases) == []


def test_questions_without_words_are_told_apart() -> None:
    assert find_duplicates(placed(asking("a", "?"), asking("b", "!!"))) == []


NEARLY = ("Siapa pejabat yang membuka rapat di Denpasar?", "Siapa pejabat yang membuka rapat di denpsar")


def test_likeness_is_the_indel_similarity_of_the_sorted_words() -> None:
    found = similar_pairs(["ab cd", "cd ab", "ab ce", "xyz"], 0.5)
    assert [(i, j) for i, j, _ in found] == [(0, 1), (0, 2), (1, 2)]
    assert [likeness for *_, likeness in found] == pytest.approx([1.0, 1 - 2 / 10, 1 - 2 / 10])
    assert similar_pairs([], 0.5) == []


def test_nearly_the_same_question_is_a_near_duplicate_and_between_files_a_leak() -> None:
    one, other = asking("a", NEARLY[0]), asking("b", NEARLY[1])
    (near,) = find_near_duplicates(placed(one, other))
    assert near.likeness > 0.9
    assert str(near).startswith("near duplicate (")
    (leak,) = find_near_duplicates([*placed(one), *placed(other, path="other.jsonl")])
    assert str(leak).startswith("leak (")
    assert "membuka" not in str(leak)  # a set for judging is not shown
    assert find_near_duplicates(placed(one, other), least=1.0) == []


def test_a_contrast_is_no_near_duplicate() -> None:
    """ "Pilkada 2024" is answered and "Pilkada 2029" refused on purpose."""
    contrary = asking("b", NEARLY[1], gold=(), refusal="not_in_sources")
    assert find_near_duplicates(placed(asking("a", NEARLY[0]), contrary)) == []


def test_a_derived_case_is_no_duplicate_of_its_origin_or_of_another_form() -> None:
    cases = placed(asking("a", NEARLY[0]), asking("a~x", NEARLY[1], origin="a"), asking("a~y", NEARLY[0], origin="a"))
    assert find_duplicates(cases) == []
    assert find_near_duplicates(cases) == []
    assert len(find_near_duplicates(placed(*(one.case for one in cases[1:2]), asking("z", NEARLY[0])))) == 1


def test_the_balance_counts_kinds_languages_and_refusals() -> None:
    cases = [
        case("a", START),
        replace(case("b", START), lang="en"),
        case("c", refusal="unclear", kind="odd"),
        case("d", talk=("thanks",), kind="odd"),
    ]
    text = balance_tables(cases)
    assert "| direct | 2 | 2 | 0 | 0 | 1 | 1 |" in text
    assert "| odd | 2 | 0 | 1 | 1 | 2 | 0 |" in text
    assert "| all | 4 | 2 | 1 | 1 | 3 | 1 |" in text
    assert "| unclear | 1 |" in text


@pytest.mark.parametrize("drafts", [False, True])
def test_the_command_names_all_problems_and_fails(
    tmp_path: Path, index_folder: Path, capsys: pytest.CaptureFixture[str], drafts: bool
) -> None:
    quoted = json.loads(QUESTIONS.read_text(encoding="utf-8").splitlines()[0])
    draft = {**quoted, "id": "d", "turns": ["Lain sekali?"], "tags": [DRAFT]}
    again = {**quoted, "id": "again"}
    path = file(tmp_path, quoted, draft, {**REFUSED, "lang": "jv"}, again)
    options = ["--drafts"] if drafts else []
    assert main(["check", "--questions", str(path), "--index", str(index_folder), *options]) == 1
    out = capsys.readouterr().out
    named = [line.partition(": ")[0] for line in out.splitlines() if line.startswith(str(path)) and ", line " in line]
    assert named == [f"{path}, line {n}" for n in ([3, 4] if drafts else [2, 3, 4])]
    assert f"{2 if drafts else 3} problems, 0 near duplicates." in out


def test_a_set_of_reviewed_cases_passes_with_drafts_let_through(
    tmp_path: Path, index_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(tmp_path, {**REFUSED, "tags": [DRAFT], "refusal": None})
    assert main(["check", "--drafts", "--questions", str(path), "--index", str(index_folder)]) == 0
    assert "0 problems" in capsys.readouterr().out


@pytest.mark.parametrize("likeness", ["7", "-0.1", "nan"])
def test_a_likeness_that_is_none_is_refused(capsys: pytest.CaptureFixture[str], likeness: str) -> None:
    assert main(["check", f"--alike={likeness}"]) == 1
    assert "from 0 to 1" in capsys.readouterr().err
