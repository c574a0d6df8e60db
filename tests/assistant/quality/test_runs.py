"""Runs read from their folders: nothing outside of them, nothing without a limit, and what is wrong is said."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from assistant.quality import run_files
from assistant.quality.run_answers import AnswerFilter, RunAnswer
from assistant.quality.run_figures import GROUPS, MEASURES, moment_of, number_of, read_about, read_figures
from assistant.quality.run_files import LIMITS, RunFileError, RunsFolder
from assistant.quality.run_pairs import MeasurePair, PairedDifference, changed_answers, different_facts, pair_measures
from assistant.quality.runs import RUNS_SHOWN, RunDetails, Runs
from eval.measures.figures import SHARES
from eval.measures.kinds import kind_rows
from eval.measures.shares import MAIN
from eval.runs.folder import RunFolder
from tests.assistant.made_up_run import ABOUT, CASES, case, compare, make_report, make_run
from tests.paged import cited_item


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run, to be copied: its figures take a moment."""
    return make_run(tmp_path_factory.mktemp("made") / "satu")


@pytest.fixture
def runs(tmp_path: Path, made: Path) -> Runs:
    shutil.copytree(made, tmp_path / "runs" / "satu")
    return Runs(tmp_path / "runs")


def details(runs: Runs, name: str = "satu") -> RunDetails:
    found = runs.details(name)
    assert found
    return found


def answers(runs: Runs, name: str = "satu") -> dict[str, RunAnswer]:
    return {one.id: one for one in details(runs, name).answers}


def test_a_reply_has_what_belongs_before_its_quote_and_where_it_stands(runs: Runs) -> None:
    path = runs.folder / "satu" / "answers.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    item = cited_item()
    rows[0]["answer"]["citations"] = [json.loads(json.dumps(asdict(item)))]
    for name in ("lead", "page", "place", "ocr_confidence"):  # as a run of an older version has it
        del rows[2]["answer"]["nearest"][0][name]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = answers(runs)
    reply = found["a-1"].reply
    assert reply.leading == (("(2) Pegawai dilarang:", True),)
    assert (reply.place, reply.page, reply.ocr_confidence) == ("Pasal 1 ayat (2) huruf c", 1, None)
    assert AnswerFilter(find="dilarang", everything=True).keeps(found["a-1"])
    older = found["a-3"].reply
    assert (older.leading, older.place, older.page, older.ocr_confidence) == ((), "", None, None)


# Which there are


def test_runs_are_found_in_the_folder_and_in_those_of_studies(runs: Runs) -> None:
    for name in ("ablations/dense", "dengan spasi", ".hidden", "a/b/c"):
        make_run(runs.folder / name)
    (runs.folder / "kosong").mkdir()
    (runs.folder / "berkas.txt").write_text("x", encoding="utf-8")
    assert {run.name for run in runs.all().runs} == {"satu", "ablations/dense", "dengan spasi"}


def test_there_is_nothing_where_the_folder_is_missing_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for folder in (tmp_path / "none", tmp_path / "file"):
        assert Runs(folder).all().runs == ()
        assert Runs(folder).details("satu") is None


@pytest.mark.parametrize(
    "name",
    [
        "", ".", "..", "../runs/satu", "satu/", "/satu", "satu/..", "./satu", "satu/../satu", "a/b/c", "satu\x00", "satu\n",
        "..\\satu", "C:satu", ".git", "none", "x" * 300, "link", "link/satu", "\ud800", "/etc", "satu//",
    ],
)  # fmt: skip
def test_no_name_leads_anywhere_but_to_a_run_of_the_folder(runs: Runs, name: str) -> None:
    shutil.copytree(runs.folder / "satu", runs.folder.parent / "outside" / "satu")
    (runs.folder / "link").symlink_to(runs.folder.parent / "outside")
    assert runs.summary(name) is None
    assert runs.details(name) is None
    assert runs.report(name) is None


def test_a_link_out_of_the_folder_is_no_run_and_no_file(runs: Runs, tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text("rahasia", encoding="utf-8")
    (runs.folder / "satu" / "report.html").symlink_to(secret)
    (runs.folder / "dua").symlink_to(make_run(tmp_path / "elsewhere"))
    assert [run.name for run in runs.all().runs] == ["satu"]
    assert runs.report("satu") is None
    assert not details(runs).summary.report
    (runs.folder / "satu" / "answers.jsonl").unlink()
    (runs.folder / "satu" / "answers.jsonl").symlink_to("/dev/zero")
    assert [each.key for each in details(runs).wrong] == ["runs_wrong_missing"]


def test_only_the_latest_runs_are_shown(tmp_path: Path) -> None:
    for number in range(RUNS_SHOWN + 2):
        folder = tmp_path / f"r{number:03}"
        folder.mkdir()
        (folder / "run.json").write_text("{}", encoding="utf-8")
        os.utime(folder / "run.json", (number, number))
    found = Runs(tmp_path).all()
    assert (len(found.runs), found.left_out) == (RUNS_SHOWN, 2)
    assert found.runs[0].name == f"r{RUNS_SHOWN + 1:03}"


def test_a_folder_above_everything_is_not_searched_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_files, "MOST_FOLDERS", 3)
    for number in range(9):
        make_run(tmp_path / f"r{number}", CASES[:1])
    assert len(RunsFolder(tmp_path).names()) == 3


# What is wrong


def wrong(runs: Runs) -> list[tuple[str, dict[str, object]]]:
    return [(error.key, error.values) for error in details(runs).wrong]


@pytest.mark.parametrize(
    ("file", "text", "key", "values"),
    [
        ("run.json", "{", "runs_wrong_damaged", {"file": "run.json", "line": 1}),
        ("run.json", "[]", "runs_wrong_damaged", {"file": "run.json", "line": 1}),
        ("run.json", "[" * 100_000, "runs_wrong_damaged", {"file": "run.json", "line": 1}),
        ("run.json", '{"a": ' * 5_000, "runs_wrong_damaged", {"file": "run.json", "line": 1}),
        ("run.json", "1" * 10_000, "runs_wrong_damaged", {"file": "run.json", "line": 1}),
        ("metrics.json", "no", "runs_wrong_damaged", {"file": "metrics.json", "line": 1}),
        ("metrics.json", None, "runs_wrong_figures", {"file": "metrics.json"}),
        ("answers.jsonl", None, "runs_wrong_missing", {"file": "answers.jsonl"}),
        ("answers.jsonl", "{}\n", "runs_wrong_damaged", {"file": "answers.jsonl", "line": 1}),
        ("answers.jsonl", "3\n", "runs_wrong_damaged", {"file": "answers.jsonl", "line": 1}),
        ("answers.jsonl", "\n", "runs_wrong_damaged", {"file": "answers.jsonl", "line": 1}),
        ("answers.jsonl", b"\xff\n", "runs_wrong_unreadable", {"file": "answers.jsonl"}),
        ("expected.jsonl", "no\n", "runs_wrong_damaged", {"file": "expected.jsonl", "line": 1}),
    ],
)
def test_what_is_wrong_with_a_run_is_said_and_the_rest_is_shown(
    runs: Runs, file: str, text: str | bytes | None, key: str, values: dict[str, object]
) -> None:
    path = runs.folder / "satu" / file
    path.unlink()
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert wrong(runs) == [(key, values)]
    assert [run.name for run in runs.all().runs] == ["satu"]


@pytest.mark.parametrize("file", ["run.json", "metrics.json", "answers.jsonl", "report.html"])
def test_what_is_too_large_is_not_read(runs: Runs, file: str) -> None:
    os.truncate(_made(runs.folder / "satu" / file), (LIMITS[file] << 20) + (1 << 20))
    said = {"file": file, "size": LIMITS[file] + 1, "limit": LIMITS[file]}
    assert wrong(runs) == [("runs_wrong_big", said)]
    if file == "report.html":
        with pytest.raises(RunFileError):
            runs.report("satu")


def _made(path: Path) -> Path:
    path.touch()
    return path


@pytest.mark.parametrize(
    "change",
    [
        {"turns": []},
        {"turns": [3]},
        {"turns": None},
        {"judged": None},
        {"judged": {}},
        {"talk": 3},
        {"answer": {"nearest": [{"start": "x"}]}},
        {"answer": {"nearest": [{"highlights": [[1]]}]}},
        {"answer": {"nearest": 3}},
        {"answer": {"short_answer": {"citation": 1}}},
        {"answer": {"refusal": 3}},
    ],
)
def test_a_line_of_another_shape_is_named(runs: Runs, change: dict[str, Any]) -> None:
    path = runs.folder / "satu" / "answers.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    row = json.loads(lines[2])
    lines[2] = json.dumps(row | change | ({"answer": row["answer"] | change["answer"]} if "answer" in change else {}))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert wrong(runs) == [("runs_wrong_damaged", {"file": "answers.jsonl", "line": 3})]


def test_a_line_that_was_cut_off_belongs_to_a_run_that_goes_on(runs: Runs) -> None:
    with (runs.folder / "satu" / "answers.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "a-6", "tur')
    assert len(answers(runs)) == len(CASES)
    assert wrong(runs) == []


def test_half_of_a_surrogate_pair_is_no_letter_that_a_page_could_show(runs: Runs) -> None:
    path = runs.folder / "satu" / "answers.jsonl"
    path.write_text(path.read_text("utf-8").replace("Kapan pendaftaran", "Kapan\\ud800 pendaftaran"), encoding="utf-8")
    assert answers(runs)["a-1"].turns == ("Kapan? pendaftaran dimulai?",)


def test_a_summary_is_read_anew_once_a_file_changes(runs: Runs) -> None:
    assert not details(runs).summary.report
    make_report(runs.folder / "satu")
    assert details(runs).summary.report


# What a run says


def test_a_run_says_what_it_asked_and_of_what(runs: Runs) -> None:
    about = details(runs).summary.about
    assert (about.questions, about.cases, about.index) == ("tanya.jsonl", 5, "f" * 16)
    assert (about.encoder, about.reader) == ("fake encoder", "fake reader")
    assert about.started <= about.finished
    assert about.facts["settings.candidates"] == "6"


def test_a_run_that_was_interrupted_has_no_end(runs: Runs) -> None:
    RunFolder(runs.folder / "dua", ABOUT)
    found = details(runs, "dua")
    assert found.summary.about.started
    assert not found.summary.about.finished
    assert found.answers == ()


def test_the_figures_are_those_that_were_written(runs: Runs) -> None:
    figures = details(runs).summary.figures
    assert figures
    shown = {key: (round(one.value, 4), one.questions) for key, one in figures.measures.items()}
    assert shown["headline"] == (0.5, 2)
    assert shown["refused"] == (0.5, 2)
    assert shown["misled"] == (0.2, 5)
    assert shown["talk"] == (1.0, 1)
    assert shown["all"] == (0.6, 5)
    assert [(kind.name, kind.questions) for kind in figures.kinds] == [
        ("direct", 1), ("near_miss", 2), ("follow_up", 1), ("talk", 1),
    ]  # fmt: skip
    assert [(group.name, group.questions, group.headline) for group in figures.groups] == [
        ("answerable", 2, 0.5), ("refusals", 2, 0.5), ("talk", 1, 1.0), ("all", 5, 0.6),
    ]  # fmt: skip
    assert figures.p50 == 12.0


def test_the_measures_are_named_as_the_evaluation_names_them() -> None:
    """`assistant` may not import `eval`: the names are written twice, and compared here."""
    refusing = {**SHARES["refusing"]}
    assert all(one.name in (refusing if one.section == "refusing" else SHARES[one.section]) for one in MEASURES)
    assert {one.compared: one.less_is_better for one in MEASURES} == {
        name: share.less_is_better for name, share in MAIN.items()
    }
    assert set(GROUPS) >= {row.name for row in kind_rows([])}


@pytest.mark.parametrize("value", [None, "1", True, float("nan"), float("inf"), 10**400, [], {}])
def test_what_is_no_number_is_none(value: Any) -> None:
    assert number_of(value) is None
    figures = read_figures({"all": {"answering": {"right": {"value": value}}}, "latency_ms": {"total": {"p50": value}}})
    assert (figures.measures, figures.p50) == ({}, None)


@pytest.mark.parametrize("row", [{}, {"all": 3, "kinds": 3, "latency_ms": []}, {"all": {"x": {"y": 3}}, "kinds": [3]}])
def test_figures_of_another_shape_are_none(row: dict[str, Any]) -> None:
    assert read_figures(row).measures == {}
    assert read_figures(row).kinds == ()


def test_facts_are_flat_and_end() -> None:
    deep: Any = 1
    for _ in range(300):
        deep = {"x": [deep]}
    facts = read_about({"questions": [], "a": {"b": {"c": None, "d": [1, "x", [2]]}}, "deep": deep}).facts
    assert (facts["a.b.c"], facts["a.b.d"]) == ("null", "1, x, …")
    assert moment_of("yesterday") == moment_of(3) == ""


# What went wrong


def test_each_wrong_answer_says_what_went_wrong(runs: Runs) -> None:
    found = answers(runs)
    assert {name: one.fault for name, one in found.items()} == {
        "a-1": None,
        "a-2": None,
        "a-3": "refused",
        "a-4": "answered",
        "a-5": None,
    }
    assert found["a-4"].misled
    assert found["a-3"].expected.answers == ("22 September 2024", "22-9-2024")
    assert (found["a-3"].reply.reason, found["a-3"].reply.quote) == ("not_in_sources", found["a-3"].reply.quote)
    assert found["a-1"].reply.headline == "22 September 2024"
    first, last = found["a-1"].reply.marks[0]
    assert found["a-1"].reply.quote[first:last] == "22 September 2024"


def test_the_other_faults(runs: Runs) -> None:
    one = answers(runs)["a-4"]
    asked = replace(one, expected=answers(runs)["a-1"].expected)
    assert replace(asked, place_right=True).fault == "words"
    assert asked.fault == "place"
    assert replace(one, reply=replace(one.reply, kind="talk")).fault == "talk"
    assert replace(one, reply=replace(one.reply, kind="error")).fault == "error"


def test_of_a_set_that_is_held_out_no_answer_is_told(runs: Runs) -> None:
    held_out = tuple(replace(one, split="test") for one in CASES)
    make_run(runs.folder / "dua", held_out)
    found = answers(runs, "dua")["a-3"].expected
    assert (found.told, found.answers, found.quotes) == (False, (), ())
    assert (runs.folder / "dua" / "expected.jsonl").read_text(encoding="utf-8") == ""
    assert answers(runs)["a-3"].expected.told


def test_answers_are_filtered(runs: Runs) -> None:
    def kept(**wanted: Any) -> list[str]:
        return [one.id for one in details(runs).answers if AnswerFilter(**wanted).keeps(one)]

    assert kept() == ["a-3", "a-4"]
    assert kept(everything=True) == ["a-1", "a-2", "a-3", "a-4", "a-5"]
    assert kept(kind="near_miss") == ["a-4"]
    assert kept(fault="refused") == ["a-3"]
    assert kept(misled=True) == ["a-4"]
    assert kept(find="PRESIDEN mereka") == ["a-3"]
    assert kept(find="a-4") == ["a-4"]
    assert kept(find="zzz") == []


# Two runs


def test_lost_and_won_are_the_questions_whose_headline_was_right_in_one_run(runs: Runs) -> None:
    changed = (
        case("a-1", "Siapa presiden?"),  # other words: another question
        replace(CASES[1], refusal=None, gold=CASES[0].gold, answers=("22 September 2024",)),
        *CASES[2:4],
        case("a-9", "Kapan?"),
    )
    make_run(runs.folder / "dua", changed)
    found = changed_answers(details(runs).answers, details(runs, "dua").answers)
    assert [(one.id, other.id) for one, other in found.lost] == [("a-2", "a-2")]
    assert found.won == ()
    assert (found.both, found.left_out) == (3, 3)
    back = changed_answers(details(runs, "dua").answers, details(runs).answers)
    assert [one.id for one, _ in back.won] == ["a-2"]


def test_a_comparison_is_shown_where_it_was_made_of_these_very_runs(runs: Runs) -> None:
    make_run(runs.folder / "dua")
    compare(runs.folder / "satu", runs.folder / "dua")
    one, other = details(runs).summary, details(runs, "dua").summary
    tested = runs.tested(one, other)
    assert set(tested) == {measure.key for measure in MEASURES}
    assert (tested["headline"].questions, tested["headline"].p) == (2, 1.0)
    assert runs.tested(other, one) == {}
    later = replace(one, about=replace(one.about, started="2031-01-01T00:00:00+00:00"))
    assert runs.tested(later, other) == {}
    (runs.folder / "dua" / "compared.json").write_text("{", encoding="utf-8")
    assert runs.tested(one, other) == {}


@pytest.mark.parametrize("row", [{"runs": 3}, {"runs": [3]}, {"runs": [{"before": 3, "after": {}}]}])
def test_a_comparison_of_another_shape_is_none(runs: Runs, row: Any) -> None:
    (runs.folder / "satu" / "compared.json").write_text(json.dumps(row), encoding="utf-8")
    summary = details(runs).summary
    assert runs.tested(summary, summary) == {}


@pytest.mark.parametrize(
    ("key", "before", "after", "p", "verdict"),
    [
        ("headline", 0.5, 0.8, 0.01, "better"),
        ("headline", 0.8, 0.5, 0.01, "worse"),
        ("misled", 0.1, 0.3, 0.05, "worse"),
        ("misled", 0.3, 0.1, 0.05, "better"),
        ("headline", 0.5, 0.8, 0.051, "chance"),
        ("headline", 0.5, 0.5, 1.0, None),
    ],
)
def test_a_change_is_better_or_worse_only_where_it_is_no_chance(
    key: str, before: float, after: float, p: float, verdict: str | None
) -> None:
    measure = next(one for one in MEASURES if one.key == key)
    pair = MeasurePair(measure, None, None, PairedDifference(9, before, after, 0.0, 0.0, p, 0.1))
    assert pair.verdict == verdict
    assert pair.change == after - before


def test_without_a_comparison_a_change_is_a_difference_without_a_verdict(runs: Runs) -> None:
    make_run(runs.folder / "dua", CASES[:1])
    pairs = pair_measures(details(runs).summary.figures, details(runs, "dua").summary.figures, {})
    by_key = {pair.measure.key: pair for pair in pairs}
    assert by_key["headline"].change == 0.5
    assert by_key["headline"].verdict is None
    assert by_key["talk"].change is None
    assert pair_measures(None, None, {}) == []


def test_what_differs_between_two_runs_is_listed(runs: Runs) -> None:
    make_run(runs.folder / "dua", settings={"candidates": 8}, seed=3)
    facts = different_facts(details(runs).summary.about, details(runs, "dua").summary.about)
    assert facts == [("settings.candidates", "6", "8"), ("seed", "", "3")]
