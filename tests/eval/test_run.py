from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.answer import Answer
from eval.cli import QUESTIONS, main
from eval.dataset import read_cases
from eval.run import RECORDS, TABLE, run
from index.document import Document
from index.errors import QuoteError
from tests.eval.made_up import OPENING, START, answered, case, refused, source


class Told:
    """Answers each question as it is told; an exception is raised."""

    def __init__(self, replies: dict[str, Answer | Exception]) -> None:
        self._replies = replies
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        self.asked.append((question, tuple(history)))
        reply = self._replies[question]
        if isinstance(reply, Exception):
            raise reply
        return reply

    def source(self, source_id: str) -> Document:
        return source(source_id)


CASES = [case("a", START), case("b", START), case("c", refusal="unclear", kind="odd")]
REPLIES: dict[str, Answer | Exception] = {
    "Apa a?": answered(START, OPENING),
    "Apa b?": QuoteError("not the text"),
    "Apa c?": refused("unclear"),
}


def test_a_run_writes_every_record_and_the_table(tmp_path: Path) -> None:
    judged = run(Told(REPLIES), CASES, tmp_path / "runs" / "one")  # type: ignore[arg-type]
    assert [j.right for j in judged] == [True, False, True]
    lines = (tmp_path / "runs/one" / RECORDS).read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert [record["id"] for record in records] == ["a", "b", "c"]
    assert records[0]["answer"]["citations"][0]["quote"] == START
    assert records[0]["judged"]["right_citations"] == 1
    assert records[0]["turns"] == ["Apa a?"]
    written = (tmp_path / "runs/one" / TABLE).read_text(encoding="utf-8")
    assert "| direct | 2 | 50.0 | 50.0 | 50.0 | 50.0 | – | – | 10.0 | 1 |" in written


def test_a_question_that_raises_counts_as_wrong_and_the_run_goes_on(tmp_path: Path) -> None:
    judged = run(Told(REPLIES), CASES, tmp_path)  # type: ignore[arg-type]
    assert judged[1].error == "QuoteError: not the text"
    assert not judged[1].right
    record = json.loads((tmp_path / RECORDS).read_text(encoding="utf-8").splitlines()[1])
    assert record["answer"] is None
    assert record["judged"]["error"] == "QuoteError: not the text"


def test_a_question_to_be_refused_that_raises_counts_as_wrong_too() -> None:
    (judged,) = run(Told({"Apa c?": QuoteError("broke")}), CASES[2:])  # type: ignore[arg-type]
    assert not judged.right


def test_a_defect_stops_the_run() -> None:
    with pytest.raises(ZeroDivisionError):
        run(Told({"Apa a?": ZeroDivisionError()}), CASES[:1])  # type: ignore[arg-type]


def test_progress_is_told_after_every_question() -> None:
    steps: list[tuple[int, int]] = []
    run(Told(REPLIES), CASES, progress=lambda done, total: steps.append((done, total)))  # type: ignore[arg-type]
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_without_a_folder_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run(Told(REPLIES), CASES)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NETRAL_READER", "sentences")
    return tmp_path


def test_check_proves_the_development_questions(
    in_a_folder_of_its_own: Path, index_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert in_a_folder_of_its_own.is_dir()
    assert main(["check", "--index", str(index_folder)]) == 0
    assert "0 problems, 0 near duplicates. Every one of " in capsys.readouterr().out


def test_run_asks_real_questions_and_prints_the_table(
    in_a_folder_of_its_own: Path, index_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = {"d-009", "d-215", "d-230"}
    lines = [line for line in QUESTIONS.read_text("utf-8").splitlines() if json.loads(line)["id"] in wanted]
    few = in_a_folder_of_its_own / "few.jsonl"
    few.write_text("\n".join(lines), encoding="utf-8")
    assert main(["run", "--questions", str(few), "--out", "out", "--index", str(index_folder)]) == 0
    assert "| all | 3 | 33.3 | 100.0 |" in capsys.readouterr().out
    assert len((in_a_folder_of_its_own / "out" / RECORDS).read_text("utf-8").splitlines()) == 3
    assert len(read_cases(few)) == 3


def test_a_question_set_that_cannot_be_used_is_an_error(
    in_a_folder_of_its_own: Path, index_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (in_a_folder_of_its_own / "bad.jsonl").write_text("{}\n", encoding="utf-8")
    assert main(["run", "--questions", "bad.jsonl", "--index", str(index_folder)]) == 1
    assert capsys.readouterr().err.startswith("netral-eval: bad.jsonl, line 1: ")


def test_without_an_index_the_command_that_builds_it_is_named(
    in_a_folder_of_its_own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert in_a_folder_of_its_own.is_dir()
    assert main(["check"]) == 1
    assert "netral index build" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["judge"], ["run", "--nothing"]])
def test_wrong_usage_has_status_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as exited:
        main(arguments)
    assert exited.value.code == 2
