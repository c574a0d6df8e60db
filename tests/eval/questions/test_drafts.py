"""Drafts of cases from readers' feedback."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer
from assistant.conversations.opinions import Feedback, OpinionStore
from eval.cli.main import main
from eval.questions.cases import DRAFT, DatasetError, Gold, read_cases
from eval.questions.drafts import draft_cases, read_export, read_records
from tests.eval.made_up import OPENING, START, answered, case, citation, refused, source


def opinion(number: int, verdict: str, answer: Answer, **changes: Any) -> Feedback:
    given: dict[str, Any] = {
        "verdict": verdict, "comment": "", "question": "Kapan mulai?", "history": (), "lang": "id", "settings": {},
        "answer": json.loads(json.dumps(answer.as_dict())), "created": "2024-04-18T01:02:03+00:00", "id": number,
    }  # fmt: skip
    return Feedback(**(given | changes))


def test_a_praised_answer_becomes_gold() -> None:
    (made,), _ = draft_cases(
        [opinion(7, "up", answered(START, OPENING, START, short="Mei"), history=("Apa?",))], [], source
    )
    assert made.turns == ("Apa?", "Kapan mulai?")
    assert made.gold == (Gold("berita", START), Gold("berita", OPENING))
    assert (made.id, made.tags, made.answers, made.refusal) == ("f-0007", (DRAFT,), ("Mei",), None)
    assert (made.notes, made.date) == ("[up]", "2024-04-18")


def test_a_praised_refusal_becomes_the_right_one() -> None:
    (made,), _ = draft_cases([opinion(1, "up", refused("off_topic"))], [], source)
    assert (made.refusal, made.gold) == ("off_topic", ())


@pytest.mark.parametrize("verdict", ["down", "wrong_source", "no_answer"])
def test_of_any_other_opinion_the_reviewer_says_what_is_right(verdict: str) -> None:
    (made,), _ = draft_cases([opinion(1, verdict, answered(START), comment="Salah\nsumber")], [], source)
    assert (made.gold, made.refusal, made.answers) == ((), None, ())
    assert made.notes.startswith(f"[{verdict}: Salah sumber] It was answered from berita. TO DO: ")
    (of_refusal,), _ = draft_cases([opinion(1, verdict, refused("unclear"))], [], source)
    assert "It was refused as unclear. TO DO" in of_refusal.notes


def test_the_reviewer_sees_the_reason_and_the_passage_of_a_reader() -> None:
    told = {"reason": "incomplete", "passage": "Kata\ndemi kata."}
    (made,), _ = draft_cases([opinion(1, "down", answered(START), comment="Kurang", **told)], [], source)
    assert made.notes.startswith(
        "[down, incomplete: Kurang Right passage, as the reader pasted it: Kata demi kata.] It was"
    )
    (bare,), _ = draft_cases([opinion(1, "down", answered(START), **told)], [], source)
    assert bare.notes.startswith("[down, incomplete: Right passage, as")


def test_opinions_of_one_question_are_one_draft_and_must_agree() -> None:
    opinions = [
        opinion(1, "up", answered(START)),
        opinion(2, "up", answered(OPENING), question="Siapa?"),
        opinion(3, "down", answered(START), question="kapan MULAI", comment="Kurang"),
    ]
    first, second = draft_cases(opinions, [], source)[0]
    assert first.notes.startswith("[up] [down: Kurang] ")
    assert first.gold == ()
    assert (second.id, second.gold) == ("f-0002", (Gold("berita", OPENING),))


def test_quotes_that_are_gone_are_left_out_and_reported() -> None:
    gone = replace(citation(OPENING), quote="Rapat ditutup.")
    (made,), _ = draft_cases(
        [opinion(1, "up", replace(answered(START), citations=(citation(START), gone)))], [], source
    )
    assert made.gold == (Gold("berita", START),)
    assert "TO DO: quotes that are no longer in the articles: 1." in made.notes


def test_what_a_set_asks_already_is_skipped_and_ids_stay_free() -> None:
    known = [replace(case("k", START), turns=("KAPAN mulai",)), replace(case("f-0002", START), turns=("Lain?",))]
    opinions = [opinion(1, "up", answered(START)), opinion(2, "up", answered(START), history=("Apa?",))]
    drafts, skipped = draft_cases(opinions, known, source)
    assert [(one.id, of.id) for one, of in skipped] == [(1, "k")]
    assert [one.id for one in drafts] == ["f-0002-2"]


def test_files_without_opinions_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="There is no"):
        read_records(tmp_path / "none.sqlite")
    (bad := tmp_path / "bad.jsonl").write_text('\n{"verdict": "up"}\n', encoding="utf-8")
    with pytest.raises(DatasetError, match=r"bad\.jsonl, line 2"):
        read_export(bad)
    with pytest.raises(DatasetError, match="Cannot read"):
        read_export(tmp_path / "none.jsonl")


def test_the_command_drafts_once_and_check_refuses_until_reviewed(
    tmp_path: Path, index_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    database, export, out = tmp_path / "r.sqlite", tmp_path / "e.jsonl", tmp_path / "drafts.jsonl"
    records = OpinionStore(database)
    records.add(opinion(0, "up", refused("off_topic"), question="Bagaimana cuaca besok?"))
    records.add(opinion(0, "down", refused("off_topic"), question="Siapa yang membuka rapat?"))
    export.write_text("".join(json.dumps(one.as_dict()) + "\n" for one in records.feedback()), encoding="utf-8")
    options = ["--out", str(out), "--index", str(index_folder)]
    assert main(["from-feedback", "--records", str(database), *options]) == 0
    assert "2 drafts from 2 opinions, 1 without a right reply yet; 0 opinions skipped" in capsys.readouterr().out
    assert main(["from-feedback", str(export), *options]) == 0  # the same again, from the export
    text = capsys.readouterr().out
    assert "opinion 1 is skipped: f-0001 asks the same." in text
    assert "0 drafts from 2 opinions" in text
    assert [one.refusal for one in read_cases(out, drafts=True)] == ["off_topic", None]
    check = ["check", "--questions", str(out), "--index", str(index_folder)]
    assert main(check) == 1
    assert main([*check, "--drafts"]) == 0
