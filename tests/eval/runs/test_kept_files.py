"""What `netral-eval` puts beside a run for the evaluators' pages, which may not import it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.cli.main import main
from eval.measures.kinds import kind_rows
from eval.measures.tables import run_tables
from eval.runs.compare import compare_runs, pair_runs, read_run
from eval.runs.compared import COMPARED, MOST_KEPT, keep_comparison
from eval.runs.folder import EXPECTED, METRICS
from eval.runs.provenance import SERVING
from eval.runs.run import run_questions
from tests.assistant.made_up_run import CASES, make_run
from tests.fakes import FakeService


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders with the same run in each, the second made later."""
    before = make_run(tmp_path / "before")
    shutil.copytree(before, tmp_path / "after")
    about = json.loads((before / "run.json").read_text(encoding="utf-8"))
    later = about | {"started": "2031-01-01T00:00:00+00:00", "finished": "2031-01-01T00:01:00+00:00"}
    (tmp_path / "after" / "run.json").write_text(json.dumps(later), encoding="utf-8")
    return before, tmp_path / "after"


def kept(folder: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((folder / COMPARED).read_text(encoding="utf-8"))["runs"]
    return rows


def test_what_was_expected_is_kept_but_not_of_a_set_that_is_held_out(tmp_path: Path) -> None:
    cases = (*CASES[:2], replace(CASES[2], split="test"))
    make_run(tmp_path, cases)
    rows = [json.loads(line) for line in (tmp_path / EXPECTED).read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["a-1", "a-2"]
    assert rows[0]["answers"] == ["22 September 2024", "22-9-2024"]
    assert rows[0]["gold"][0]["source_id"] == "001_bali"


def test_the_rows_by_kind_are_values_too_apart_from_the_sums(tmp_path: Path) -> None:
    make_run(tmp_path)
    values = json.loads((tmp_path / METRICS).read_text(encoding="utf-8"))
    judged = run_questions(FakeService(), CASES)
    assert [row["name"] for row in values["kinds"] + values["groups"]] == [row.name for row in kind_rows(judged)]
    assert [row["name"] for row in values["groups"]] == ["answerable", "refusals", "talk", "all"]
    assert run_tables(judged, None).values["groups"][-1]["questions"] == len(CASES)


def test_comparing_keeps_the_differences_in_the_folder_of_the_later_run(
    pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = pair
    assert main(["compare", str(before), str(after)]) == 0
    assert "difference (95 %)" in capsys.readouterr().out
    (row,) = kept(after)
    assert row["before"]["name"] == "before"
    assert row["after"]["started"].startswith("2031")
    expected = [each.name for each in compare_runs(pair_runs(read_run(before), read_run(after)))]
    assert [each["name"] for each in row["differences"]] == expected
    assert not (before / COMPARED).exists()
    assert main(["compare", str(before), str(after)]) == 0
    assert len(kept(after)) == 1  # in place of the first
    assert main(["compare", str(after), str(after)]) == 0
    assert [each["before"]["name"] for each in kept(after)] == ["after", "before"]


def test_comparisons_of_a_run_that_was_made_again_are_dropped(pair: tuple[Path, Path]) -> None:
    before, after = pair
    keep_comparison(before, after, [])
    about = json.loads((after / "run.json").read_text(encoding="utf-8"))
    (after / "run.json").write_text(json.dumps(about | {"started": "2032-01-01T00:00:00+00:00"}), encoding="utf-8")
    keep_comparison(after, after, [])
    assert [each["before"]["started"][:4] for each in kept(after)] == ["2032"]


def test_only_the_latest_comparisons_are_kept(pair: tuple[Path, Path]) -> None:
    before, after = pair
    about = json.loads((before / "run.json").read_text(encoding="utf-8"))
    for number in range(MOST_KEPT + 3):
        (before / "run.json").write_text(json.dumps(about | {"started": str(number)}), encoding="utf-8")
        keep_comparison(before, after, [])
    assert [row["before"]["started"] for row in kept(after)][:2] == [str(MOST_KEPT + 2), str(MOST_KEPT + 1)]
    assert len(kept(after)) == MOST_KEPT


@pytest.mark.parametrize("damage", ["before/run.json", "after/run.json", "after/compared.json"])
def test_a_damaged_file_or_a_folder_that_cannot_be_written_keeps_nobody_from_comparing(
    pair: tuple[Path, Path], damage: str
) -> None:
    before, after = pair
    (before.parent / damage).write_text("{", encoding="utf-8")
    assert main(["compare", str(before), str(after)]) == 0
    (after / COMPARED).unlink(missing_ok=True)
    (after / COMPARED).mkdir()  # cannot be replaced by a file
    keep_comparison(before, after, [])


def test_where_runs_are_shown_is_no_part_of_a_run() -> None:
    assert "runs" in SERVING
