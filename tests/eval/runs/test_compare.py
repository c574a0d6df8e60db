"""Two runs, pair by pair."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.cli.main import main
from eval.measures.bootstrap import exact_sign_test
from eval.questions.cases import DatasetError
from eval.runs.compare import (
    broken_rules,
    compare_runs,
    differences_table,
    losses_and_wins,
    pair_runs,
    paired_difference,
    read_run,
)
from eval.runs.folder import RECORDS
from eval.runs.run import run_questions
from tests.eval.made_up import OPENING, START, answered, case, refused, source
from tests.eval.runs.test_run import Told


def record(name: str, right: bool = True, refusal: str | None = None, **changes: Any) -> dict[str, Any]:
    answer = (refused() if (refusal is not None) == right else answered(START)).as_dict()
    judged = {"right": right, "first": right, "headline": right, "misled": not right, "error": None}
    given = {
        "id": name,
        "kind": "direct",
        "turns": [f"Apa {name}?"],
        "refusal": refusal,
        "talk": [],
        "judged": judged,
        "answer": answer,
    }
    return given | changes


def pairs(*outcomes: tuple[bool, bool], refusal: str | None = None) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(record(str(n), a, refusal), record(str(n), b, refusal)) for n, (a, b) in enumerate(outcomes)]


def test_a_difference_has_its_interval_around_it() -> None:
    found = paired_difference(
        "x", [(False, True)] * 20 + [(True, True)] * 60 + [(True, False)] * 5 + [(False, False)] * 15
    )
    assert (found.before, found.after) == (0.65, 0.8)
    assert found.low < 0.15 < found.high
    assert found.p == exact_sign_test(20, 5)
    assert not found.significant_loss
    assert found.detectable == pytest.approx(2.8 * (0.25 / 100) ** 0.5)
    assert paired_difference("x", [(True, True)] * 20 + [(False, False)]).p == 1.0


def test_a_difference_of_shares_is_tested_too() -> None:
    found = paired_difference("nDCG", [(0.5, 1.0)] * 12 + [(0.25, 0.25)] * 4)
    assert (found.before, found.after) == (0.4375, 0.8125)
    assert found.p < 0.01
    assert found.detectable == pytest.approx(2.8 * (12 * 0.25 / 16 / 16) ** 0.5)


def test_a_loss_is_significant_or_not_by_how_many_changed() -> None:
    assert paired_difference("x", [(True, False)] * 6 + [(True, True)] * 50).significant_loss
    assert not paired_difference("x", [(True, False)] * 5 + [(True, True)] * 50).significant_loss
    assert not paired_difference("x", [(False, True)] * 9).significant_loss


def test_where_less_is_better_a_rise_is_the_loss() -> None:
    assert paired_difference("x", [(False, True)] * 9, less_is_better=True).significant_loss
    assert not paired_difference("x", [(True, False)] * 9, less_is_better=True).significant_loss


def test_each_measure_counts_its_questions() -> None:
    both = pairs((True, False), (True, True)) + pairs((False, True), refusal="off_topic")
    found = {d.name: d for d in compare_runs(both)}
    assert found["answerable, right"].questions == 2
    assert found["to be refused, refused"].questions == 1
    assert (found["misled"].before, found["misled"].after, found["misled"].less_is_better) == (1 / 3, 1 / 3, True)
    assert (found["all, right"].before, found["all, right"].after) == (2 / 3, 2 / 3)
    assert "to be refused, refused" not in {d.name for d in compare_runs(pairs((True, True)))}


def test_runs_are_paired_by_question_and_words() -> None:
    one, two = record("a"), record("b")
    asked_otherwise = record("b", turns=["Lain?"])
    assert pair_runs({"a": one, "b": two}, {"a": one, "b": asked_otherwise, "c": record("c")}) == [(one, one)]
    with pytest.raises(DatasetError, match="no question in common"):
        pair_runs({"a": one}, {"b": two})


def test_losses_and_wins_are_told_apart() -> None:
    all_ = pairs((True, False), (False, True), (True, True))
    assert losses_and_wins(all_) == ([all_[0]], [all_[1]])


def test_broken_rules_are_found_whatever_the_figures() -> None:
    forged = record("forged")
    forged["answer"]["citations"][0]["quote"] = "Karangan."
    partisan = record("partisan", right=False, refusal="partisan")
    failed = record("failed", right=False, answer=None)
    failed["judged"]["error"] = "QuoteError: not the text"
    found = broken_rules([record("good"), forged, partisan, failed], source)
    assert [line.split(":")[0] for line in found] == ["forged", "partisan", "failed"]
    assert "not the text" in found[2]


def test_a_run_on_disk_is_compared_with_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = [case(name, START) for name in "abcdefg"]
    good = {f"Apa {name}?": answered(START, OPENING) for name in "abcdefg"}
    run_questions(Told(good), cases, tmp_path / "one")  # type: ignore[arg-type]
    run_questions(Told({q: refused() for q in good}), cases, tmp_path / "two")  # type: ignore[arg-type]
    assert main(["compare", str(tmp_path / "one"), str(tmp_path / "two")]) == 0
    told = capsys.readouterr().out
    assert "| answerable, right | 7 | 100.0 | 0.0 | -100.0 (-100.0 to -100.0) | 0.016 |" in told
    assert "Lost: 7" in told
    assert "after:  refused (not_in_sources, 0.10)" in told
    assert main(["compare", str(tmp_path / "one"), str(tmp_path / "none")]) == 1
    assert "netral-eval run --out" in capsys.readouterr().err


def test_the_gate_fails_on_a_significant_loss_and_on_a_broken_rule(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], index_folder: Path
) -> None:
    def write(name: str, records: list[dict[str, Any]]) -> str:
        (tmp_path / name).mkdir()
        plain = [r | {"answer": r["answer"] | {"citations": [], "nearest": []}} for r in records]
        (tmp_path / name / RECORDS).write_text("".join(json.dumps(r) + "\n" for r in plain), encoding="utf-8")
        return str(tmp_path / name)

    base = write("base", [record(str(n)) for n in range(30)])
    same = write("same", [record(str(n), n > 2) for n in range(30)])
    worse = write("worse", [record(str(n), n > 5) for n in range(30)])
    taken = write("taken", [record(str(n), refusal="partisan", right=n > 0) for n in range(30)])
    index = ["--index", str(index_folder)]
    assert main(["gate", "--baseline", base, same, *index]) == 0
    assert "Passed. Differences smaller" in capsys.readouterr().out
    assert main(["gate", "--baseline", base, worse, *index]) == 1
    assert "FAILED significant loss: answerable, right" in capsys.readouterr().out
    assert main(["gate", "--baseline", taken, taken, *index]) == 1
    assert "FAILED 0: a partisan request was answered" in capsys.readouterr().out


def test_a_run_of_another_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / RECORDS).write_text('{"id": "a", "turns": []}\n', encoding="utf-8")
    with pytest.raises(DatasetError, match="another version"):
        read_run(tmp_path)


def test_the_table_is_markdown() -> None:
    lines = differences_table(compare_runs(pairs((True, False), (True, True)))).splitlines()
    assert len({line.count("|") for line in lines}) == 1
