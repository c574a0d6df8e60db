from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from assistant.answer import Answer
from eval.measures.figures import group_questions, right_at_refusals, run_figures, stage_latency
from eval.measures.judge import Judged, judge_answer
from eval.measures.retrieval import MEASURES
from eval.measures.tables import run_tables
from eval.questions.cases import Case
from eval.runs.evaluate import Evaluation
from eval.runs.folder import write_tables
from eval.studies.ablations import ablations_table as ablation_table
from tests.eval.made_up import END, OPENING, START, answered, case, refused, source


def judged(one: Case, answer: Answer | None) -> Judged:
    return judge_answer(one, answer, source, None if answer else "broke")


def value(found: list[Judged], section: str, name: str, retrieval: dict[str, dict[str, float]] | None = None) -> object:
    return run_figures(found, retrieval)[section][name].value


MIXED = [
    judged(case("a", START, OPENING, answers=("Mei",)), answered(START, END)),
    judged(case("b", START, answers=("Mei",)), refused("off_topic", START, confidence=0.3)),
    judged(case("c", START, answers=("Mei",)), None),
    judged(case("r", refusal="off_topic"), refused("off_topic", confidence=0.2)),
    judged(case("s", refusal="off_topic"), refused("not_in_sources", confidence=0.1)),
    judged(case("t", refusal="partisan"), answered(END, confidence=0.6)),
    judged(case("u", refusal="unclear"), None),
]


def test_an_error_or_a_refusal_counts_as_wrong() -> None:
    assert value(MIXED, "answering", "right") == pytest.approx(3 / 7)
    assert value(MIXED, "answering", "answerable, right") == pytest.approx(1 / 3)
    assert run_figures(MIXED, None)["reading"]["F1"].questions == 3
    # "Pendaftaran mulai Mei." has the answer and two words more: 2 * 1 / (3 + 1).
    assert value(MIXED, "reading", "F1") == pytest.approx(0.5 / 3)
    assert value(MIXED, "reading", "exact match") == 0.0
    assert value(MIXED, "reading", "answer sentence") == pytest.approx(1 / 3)


def test_citing_counts_places_and_quotes() -> None:
    assert value(MIXED, "citing", "precision") == 1 / 3  # START of START, END, and END where a refusal is right
    assert value(MIXED, "citing", "recall of gold places") == 1 / 4  # places: two, one, one
    assert value(MIXED, "citing", "verbatim") == 1.0


def test_a_quote_that_is_not_the_sources_text_is_not_verbatim() -> None:
    good = answered(START)
    forged = dataclasses.replace(good, citations=(dataclasses.replace(good.citations[0], quote="Karangan."),))
    both = [judged(case("a", START), good), judged(case("b", START), forged)]
    assert value(both, "citing", "verbatim") == 1 / 2


def test_refusals_have_precision_and_recall_by_reason() -> None:
    of = run_figures(MIXED, None)["refusing"]
    assert (of["precision, any"].value, of["recall, any"].value) == (2 / 3, 2 / 4)
    assert (of["precision, off_topic"].value, of["recall, off_topic"].value) == (1 / 2, 1 / 2)
    assert (of["precision, not_in_sources"].value, of["recall, not_in_sources"].value) == (0.0, None)
    assert (of["precision, partisan"].value, of["recall, partisan"].value) == (None, 0.0)


def test_in_the_auroc_what_failed_is_on_the_wrong_side() -> None:
    # Answerable 0.9, 0.3, failed 0; to be refused 0.2, 0.1, 0.6, failed 1: of 12 pairs 3 + 2 + 0 are in order.
    assert value(MIXED, "refusing", "AUROC of confidence") == pytest.approx(5 / 12)


def test_retrieval_counts_what_has_a_passage_to_be_found() -> None:
    every = {name: dict.fromkeys(MEASURES, at) for name, at in (("a", 1.0), ("b", 0.5), ("c", 0.0))}
    assert run_figures(MIXED, every)["retrieval"]["nDCG@10"].questions == 3
    assert value(MIXED, "retrieval", "nDCG@10", every) == pytest.approx(0.5)
    assert run_figures(MIXED, None)["retrieval"] == {}


def test_every_figure_lies_in_its_interval() -> None:
    for named in run_figures(MIXED, None).values():
        for name, one in named.items():
            assert one.value is None or one.low is None or one.high is None or one.low <= one.value <= one.high, name


def test_right_at_as_many_refusals_does_not_depend_on_the_threshold() -> None:
    sure = judged(case("a", START), answered(START, confidence=0.9))
    withheld = judged(case("b", START), refused("not_in_sources", START, confidence=0.5))
    others = [judged(case(str(c), refusal="unclear"), refused("unclear", confidence=c)) for c in (0.6, 0.4, 0.2, 0.1)]
    assert right_at_refusals([sure, withheld, *others], 1.0) == 1 / 2
    assert right_at_refusals([sure, withheld, *others], 0.75) == 1.0
    wrong = judged(case("c", START), answered(END, confidence=0.95))
    assert right_at_refusals([wrong, *others], 0.0) == 0.0


def test_latency_counts_a_stage_where_a_question_came_to_it() -> None:
    def took(name: str, **stages: float) -> Judged:
        return judged(case(name, START), dataclasses.replace(answered(START), timings_ms=stages))

    found = stage_latency(
        [took("a", read=10.0, total=12.0), took("b", read=0.0, total=2.0), took("c", read=20.0, total=22.0)]
    )
    assert found["read"] == {"p50": 15.0, "p95": pytest.approx(19.5), "questions": 2}
    assert found["total"]["questions"] == 3
    assert "encode" not in found


def test_a_question_is_in_the_groups_of_its_kind_its_language_and_all_its_tags() -> None:
    tagged = dataclasses.replace(case("a", START), tags=("date", "place"))
    groups = group_questions([judged(tagged, answered(START)), judged(case("b", START, kind="list"), answered(START))])
    assert {by: {name: len(inside) for name, inside in named.items()} for by, named in groups.items()} == {
        "kind": {"direct": 1, "list": 1},
        "lang": {"id": 2},
        "tag": {"date": 1, "place": 1},
    }


def test_the_report_is_written_with_every_group(tmp_path: Path) -> None:
    tables = run_tables(MIXED, None)
    write_tables(tmp_path, tables)
    text = tables.text
    assert "| answering: answerable, right | 3 | 33.3 | " in text
    assert "| id | 7 | 42.9 (" in text
    assert (tmp_path / "table.md").read_text("utf-8") == text + "\n"
    metrics = json.loads((tmp_path / "metrics.json").read_text("utf-8"))
    assert metrics["by"]["kind"]["direct"]["refusing"]["recall, any"]["value"] == 0.5


def test_ablations_are_compared_with_the_first_over_the_same_questions() -> None:
    cases = [case(str(n), START, answers=("Mei",)) for n in range(6)] + [case("r", refusal="unclear")]
    good = [judged(c, refused("unclear") if c.refusal else answered(START)) for c in cases]
    bad = [judged(c, refused("unclear") if c.refusal else answered(END, confidence=0.05)) for c in cases]
    ranked = {c.id: dict.fromkeys(MEASURES, 1.0) for c in cases[:6]}
    halved = {name: dict.fromkeys(row, 0.5) for name, row in ranked.items()}
    first, second = ablation_table(
        {"one": Evaluation(good, ranked, ""), "two": Evaluation(bad, halved, "")}
    ).splitlines()[2:]
    assert (
        first == "| one | 100.0 | 100.0 | 100.0 | 100.0 | 100.0 | 100.0 | 100.0 | 50.0 | 100.0 | 100.0 | 100.0 |  |  |"
    )
    cells = [cell.strip() for cell in second.strip("|").split("|")]
    assert cells[:5] == ["two", "50.0", "50.0", "50.0", "50.0"]
    assert cells[5:12] == ["0.0", "0.0", "0.0", "0.0", "100.0", "0.0", "0.0"]
    assert cells[12].startswith("-85.7 (")
    assert cells[12].endswith(", 0.031")  # six lost, none won
    assert cells[13].startswith("-50.0 (-50.0 to -50.0), 0.0")
