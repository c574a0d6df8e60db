"""Folders of runs over the fake service, made by `netral-eval`'s own code: what the pages read is what it writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eval.measures.tables import run_tables
from eval.questions.cases import Case, Gold
from eval.runs.compare import compare_runs, pair_runs, read_run
from eval.runs.compared import keep_comparison
from eval.runs.folder import REPORT, write_expected, write_tables
from eval.runs.run import run_questions
from tests.fakes import DOCUMENTS, FakeService

QUOTE = "Proses pendaftaran calon, dimulai 22 September 2024."
ABOUT: dict[str, Any] = {
    "questions": {"file": "tanya.jsonl", "sha256": "0" * 64, "cases": 5},
    "index": {"index": "f" * 16, "documents": 2, "passages": 9},
    "settings": {"candidates": 6},
    "models": {"encoder": "fake encoder", "reader": "fake reader"},
}
REPORT_PAGE = "<!doctype html><title>Laporan</title><style>h1 { color: rgb(1, 2, 3) }</style><h1>Laporan</h1>"


def case(name: str, *turns: str, **changes: Any) -> Case:
    """A case that the fake service answers rightly with the date of registration, with `changes`."""
    given: dict[str, Any] = {
        "split": "dev",
        "lang": "id",
        "kind": "direct",
        "gold": (Gold(DOCUMENTS[0].id, QUOTE),),
        "answers": ("22 September 2024", "22-9-2024"),
        "refusal": None,
    }
    return Case(id=name, turns=turns, **(given | changes))


CASES = (
    case("a-1", "Kapan pendaftaran dimulai?"),
    case("a-2", "Siapa presiden?", kind="near_miss", gold=(), answers=(), refusal="not_in_sources"),
    case("a-3", "Apa itu ASN?", "Siapa presiden mereka?", kind="follow_up"),
    case("a-4", "Kapan rapatnya?", kind="near_miss", gold=(), answers=(), refusal="off_topic"),
    case("a-5", "halo", kind="talk", gold=(), answers=(), talk=("greeting",)),
)
"""Right, rightly refused, wrongly refused, wrongly answered (and misled), talk."""


def make_run(folder: Path, cases: tuple[Case, ...] = CASES, **about: Any) -> Path:
    """A finished run of `cases` in a folder; returns the folder."""
    judged = run_questions(FakeService(), cases, folder, about=ABOUT | about)
    write_tables(folder, run_tables(judged, None))
    write_expected(folder, cases)
    return folder


def make_report(folder: Path) -> None:
    """A report beside a run."""
    (folder / REPORT).write_text(REPORT_PAGE, encoding="utf-8")


def compare(before: Path, after: Path) -> None:
    """What `netral-eval compare` keeps of two runs."""
    keep_comparison(before, after, compare_runs(pair_runs(read_run(before), read_run(after))))
