from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.settings import Settings
from eval.cli.main import main
from eval.measures.retrieval import DEPTH
from eval.measures.tables import run_tables
from eval.questions.cases import QUESTIONS, DatasetError, read_cases
from eval.runs.folder import ABOUT, QRELS, RANKINGS, RECORDS, TABLE, write_tables
from eval.runs.run import StoppedError, run_questions
from index.document import Document
from index.errors import QuoteError
from index.store import Index
from tests.eval.made_up import OPENING, START, answered, case, refused, source


class Told:
    """Gives a prepared answer to each question; an exception is raised."""

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
    judged = run_questions(Told(REPLIES), CASES, tmp_path / "runs" / "one")
    assert [j.right for j in judged] == [True, False, True]
    lines = (tmp_path / "runs/one" / RECORDS).read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert [record["id"] for record in records] == ["a", "b", "c"]
    assert records[0]["answer"]["citations"][0]["quote"] == START
    assert records[0]["judged"]["right_citations"] == 1
    assert records[0]["turns"] == ["Apa a?"]
    write_tables(tmp_path / "runs/one", run_tables(judged, None))
    written = (tmp_path / "runs/one" / TABLE).read_text(encoding="utf-8")
    assert "| direct | 2 | 50.0 | 50.0 | 0.0 | 50.0 | 50.0 | 50.0 | – | – | 10.0 | 1 |" in written


def test_a_question_that_raises_counts_as_wrong_and_the_run_goes_on(tmp_path: Path) -> None:
    judged = run_questions(Told(REPLIES), CASES, tmp_path)
    assert judged[1].error == "QuoteError: not the text"
    assert not judged[1].right
    record = json.loads((tmp_path / RECORDS).read_text(encoding="utf-8").splitlines()[1])
    assert record["answer"] is None
    assert record["judged"]["error"] == "QuoteError: not the text"


def test_a_question_to_be_refused_that_raises_counts_as_wrong_too() -> None:
    (judged,) = run_questions(Told({"Apa c?": QuoteError("broke")}), CASES[2:])
    assert not judged.right


def test_a_defect_stops_the_run() -> None:
    with pytest.raises(ZeroDivisionError):
        run_questions(Told({"Apa a?": ZeroDivisionError()}), CASES[:1])


def test_progress_is_reported_after_every_question() -> None:
    steps: list[tuple[int, int]] = []
    run_questions(Told(REPLIES), CASES, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_an_interrupted_run_continues_where_it_stopped(tmp_path: Path) -> None:
    breaks = Told({**REPLIES, "Apa b?": StoppedError("nothing answers")})
    found = lambda answer: [f"p of {answer.question}", "q q"]  # noqa: E731 (as short as what it stands for)
    with pytest.raises(StoppedError):
        run_questions(breaks, CASES, tmp_path, ranking=found)
    assert json.loads((tmp_path / ABOUT).read_text("utf-8"))["finished"] is None
    with (tmp_path / RANKINGS).open("a", encoding="utf-8") as file:
        file.write("b Q0 p 1 1 netral\nb Q0 q")  # found, but its answer was not written any more
    with (tmp_path / RECORDS).open("a", encoding="utf-8") as file:
        file.write('{"id": "b", "ki')
    told = Told(REPLIES)
    judged = run_questions(told, CASES, tmp_path, ranking=found)
    assert [question for question, _ in told.asked] == ["Apa b?", "Apa c?"]
    assert judged == run_questions(Told(REPLIES), CASES)
    ids = [json.loads(line)["id"] for line in (tmp_path / RECORDS).read_text("utf-8").splitlines()]
    assert ids == ["a", "b", "c"]
    assert json.loads((tmp_path / ABOUT).read_text("utf-8"))["finished"]
    ranked = [line.split()[0] for line in (tmp_path / RANKINGS).read_text("utf-8").splitlines()]
    assert ranked == ["a", "a", "c", "c"]  # b raised: nothing was found for it


def test_a_finished_run_is_not_asked_again_unless_told_to(tmp_path: Path) -> None:
    first = run_questions(Told(REPLIES), CASES, tmp_path)
    told = Told(REPLIES)
    assert run_questions(told, CASES, tmp_path) == first
    assert told.asked == []
    run_questions(told, CASES, tmp_path, again=True)
    assert len(told.asked) == 3


@pytest.mark.parametrize(
    "changed", [{"index": {"index": "g"}}, {"settings": {"fusion": "rrf"}}, {"questions": {"sha256": "0"}}]
)
def test_a_folder_with_another_run_is_refused_and_left_as_it_is(tmp_path: Path, changed: dict[str, object]) -> None:
    about = {"index": {"index": "f"}, "settings": {"fusion": "weighted"}, "questions": {"sha256": "1"}}
    run_questions(Told(REPLIES), CASES, tmp_path, about=about)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(DatasetError, match=f"{next(iter(changed))}.* there and .* here.*--again"):
        run_questions(Told(REPLIES), CASES, tmp_path, about=about | changed)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("kept", ["[]", "{}", "nonsense"])
def test_a_folder_that_does_not_say_what_it_contains_is_refused(tmp_path: Path, kept: str) -> None:
    (tmp_path / ABOUT).write_text(kept, encoding="utf-8")
    with pytest.raises(DatasetError, match="--again"):
        run_questions(Told(REPLIES), CASES, tmp_path)
    (tmp_path / ABOUT).unlink()
    (tmp_path / RECORDS).write_text("", encoding="utf-8")
    with pytest.raises(DatasetError, match="does not say"):
        run_questions(Told(REPLIES), CASES, tmp_path)


def test_without_a_folder_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run_questions(Told(REPLIES), CASES)
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
    metrics = json.loads((in_a_folder_of_its_own / "out/metrics.json").read_text("utf-8"))
    assert metrics["all"]["citing"]["verbatim"]["value"] == 1.0
    assert metrics["all"]["answering"]["right"] == {"questions": 3, "value": 1.0, "low": 1.0, "high": 1.0}
    assert metrics["all"]["retrieval"]["Success@10"]["questions"] == 1
    assert set(metrics["by"]) == {"kind", "lang", "tag"}
    assert metrics["latency_ms"]["total"]["questions"] == 3
    about = json.loads((in_a_folder_of_its_own / "out" / ABOUT).read_text("utf-8"))
    assert about["settings"]["reader"] == "sentences"
    assert about["started"] <= about["finished"]


def test_what_is_found_is_kept_as_a_trec_run_and_judged(in_a_folder_of_its_own: Path, index_folder: Path) -> None:
    lines = [line for line in QUESTIONS.read_text("utf-8").splitlines() if json.loads(line)["id"] in {"d-001", "d-230"}]
    (in_a_folder_of_its_own / "few.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert main(["run", "--questions", "few.jsonl", "--out", "out", "--index", str(index_folder)]) == 0
    out = in_a_folder_of_its_own / "out"
    ranks = [line.split() for line in (out / RANKINGS).read_text("utf-8").splitlines()]
    (d001,) = [row for row in read_cases(QUESTIONS) if row.id == "d-001"]
    found = [row for row in ranks if row[0] == d001.id]
    index = Index(index_folder)
    assert [int(row[3]) for row in found] == list(range(1, min(DEPTH, len(index)) + 1))
    assert len({row[2] for row in found}) == len(found)
    scores = [int(row[4]) for row in found]
    assert scores == sorted(scores, reverse=True)
    judged = [line.split() for line in (out / QRELS).read_text("utf-8").splitlines()]
    place = d001.gold[0].span(index.document(d001.gold[0].source_id))
    passages = {p.id: p for p in map(index.passage, range(len(index)))}
    assert {row[0] for row in judged} == {d001.id}
    assert judged
    assert all(passages[row[2]].span.overlaps(place) for row in judged)


def test_options_of_a_run_are_settings(
    in_a_folder_of_its_own: Path, index_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = QUESTIONS.read_text("utf-8").splitlines()[0]
    (in_a_folder_of_its_own / "one.jsonl").write_text(first, encoding="utf-8")
    asked = ["run", "--questions", "one.jsonl", "--out", "out", "--index", str(index_folder)]
    assert main([*asked, "--fusion", "bm25", "--candidates", "5"]) == 0
    about = json.loads((in_a_folder_of_its_own / "out" / ABOUT).read_text("utf-8"))
    assert (about["settings"]["fusion"], about["settings"]["candidates"]) == ("bm25", 5)
    assert "Nothing was asked" not in capsys.readouterr().out
    assert main([*asked, "--fusion", "bm25", "--candidates", "5"]) == 0
    assert "Nothing was asked: out has had this run since" in capsys.readouterr().out
    assert main(asked) == 1
    told = capsys.readouterr().err
    assert f"settings.candidates is 5 there and {Settings().candidates} here" in told
    assert "--again" in told
    assert main([*asked, "--again"]) == 0
    assert main([*asked, "--encoder", "other/model"]) == 1
    assert main([*asked, "--url", "http://127.0.0.1:1", "--fusion", "rrf"]) == 1
    assert "leave out --index, --fusion or --url" in capsys.readouterr().err


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


def test_a_path_that_cannot_be_written_is_an_error_with_what_to_check(
    capsys: pytest.CaptureFixture[str], in_a_folder_of_its_own: Path, index_folder: Path
) -> None:
    (in_a_folder_of_its_own / "taken").write_text("a file", encoding="utf-8")
    assert main(["run", "--out", "taken", "--index", str(index_folder)]) == 1
    assert "Check the path and its permissions." in capsys.readouterr().err
