"""How an answer came about, over the real index of the five articles, with each reader; and what the command line shows."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path

import pytest

from assistant.answering.explain import explain_outcome
from assistant.answering.pipeline import Trace
from assistant.answering.reply import write_answer
from assistant.answering.service import AnswerService
from assistant.answering.turns import try_question
from assistant.cli.command import EXIT_REFUSED
from assistant.cli.explain_text import READINGS, explanation_text
from assistant.cli.main import main
from assistant.settings import Settings
from index.errors import QuestionError

QUESTION = "Kapan pendaftaran calon Pilkada 2024 dimulai?"
INFORMAL = "klo asn ga netral sanksinya apa"
BEFORE = "Kapan Pilkada 2024 dilaksanakan?"
PARTISAN = "Partai mana yang sebaiknya saya coblos?"


def test_an_explanation_contains_the_answer_itself(service: AnswerService) -> None:
    for question, earlier in (
        (QUESTION, ()),
        (INFORMAL, ()),
        ("Lalu siapa presiden Prancis?", (BEFORE,)),
        (PARTISAN, ()),
    ):
        explanation = service.explain(question, earlier)
        asked = service.ask(question, earlier)
        assert explanation.answer.as_dict() | {"timings_ms": {}} == asked.as_dict() | {"timings_ms": {}}
        assert explanation.earlier == tuple(earlier)


def test_the_numbers_of_a_decision_add_up(service: AnswerService) -> None:
    explanation = service.explain(QUESTION)
    (attempt,) = explanation.attempts
    assert attempt.log_odds == pytest.approx(attempt.bias + sum(f.value * f.weight for f in attempt.factors))
    assert attempt.probability == pytest.approx(1 / (1 + math.exp(-attempt.log_odds)))
    assert round(attempt.confidence, 4) == explanation.answer.confidence
    assert attempt.passed == (attempt.probability >= attempt.threshold) == explanation.answer.answered
    assert {factor.feature for factor in attempt.factors} >= {"score", "lead", "dense", "sparse", "absent_names"}
    for reading in attempt.readings:
        assert sum(reading.parts.values()) == pytest.approx(reading.score)
    assert attempt.factors[0].value == attempt.readings[0].score


def test_what_was_found_and_read_is_the_text_of_the_sources(service: AnswerService) -> None:
    explanation = service.explain(QUESTION)
    (attempt,) = explanation.attempts
    fused = [candidate.fused for candidate in attempt.candidates]
    assert fused == sorted(fused, reverse=True)
    assert [candidate.place for candidate in attempt.candidates] == list(range(1, len(fused) + 1))
    for candidate in attempt.candidates:
        assert service.source(candidate.source_id).text[candidate.start : candidate.end] == candidate.text
        assert candidate.dense_rank or candidate.sparse_rank
    for reading in attempt.readings:
        text = service.source(reading.source_id).text
        assert text[reading.start : reading.end] == reading.sentence
        if reading.marked:
            assert text[slice(*reading.marked)] == reading.answer
    first = explanation.answer.citations[0]
    assert first.passage_id == attempt.readings[0].passage_id
    assert first.start <= attempt.readings[0].start < attempt.readings[0].end <= first.end


def test_the_question_is_shown_as_it_was_searched(service: AnswerService) -> None:
    analysis = service.explain(INFORMAL).attempts[0].analysis
    assert ("klo", "kalau") in analysis.mended
    assert ("ga", "tidak") in analysis.mended
    assert "sanksi" in analysis.terms
    assert "netralitas" in analysis.expansions
    assert not set(analysis.terms) & set(analysis.expansions)
    concepts = {concept.term: concept for concept in analysis.concepts}
    assert "netralitas" in concepts["netral"].others
    assert concepts["sanksi"].known
    unknown = service.explain("Siapa gubernur Papua?").attempts[0].analysis.concepts
    assert [(c.name, c.known, c.in_passage) for c in unknown if c.term == "papua"] == [(True, False, False)]


@pytest.mark.parametrize("again_passes", [True, False])
def test_both_tries_of_a_refused_follow_up_are_traced(
    service: AnswerService, monkeypatch: pytest.MonkeyPatch, again_passes: bool
) -> None:
    def passes(trace: Trace) -> bool:
        return trace.searched_as == BEFORE or (again_passes and trace.searched_as != first_try)

    for module in ("turns", "explain"):
        monkeypatch.setattr(f"assistant.answering.{module}.is_answered", passes)
    first_try = "Pendaftarannya mulai kapan (Pilkada 2024 dilaksanakan)?"
    explanation = service.explain("Pendaftarannya mulai kapan?", [BEFORE])
    first, again = explanation.attempts
    assert first.analysis.searched_as == first_try
    assert "Pilkada 2024" in again.analysis.searched_as
    assert (first.passed, again.passed) == (False, again_passes)
    assert explanation.decided_by == int(again_passes)
    decisive = explanation.attempts[explanation.decided_by]
    assert explanation.answer.searched_as == decisive.analysis.searched_as
    assert explanation.answer.confidence == round(decisive.confidence, 4)
    text = explanation_text(explanation)
    assert text.index("== Try 1: refused") < text.index("== Try 2")
    assert f"After       {BEFORE}" in text


def test_a_rule_that_fires_is_named_with_what_it_found(service: AnswerService) -> None:
    explanation = service.explain(PARTISAN)
    assert explanation.attempts == ()
    assert explanation.decided_by is None
    assert explanation.rules[0].reason == "partisan"
    assert explanation.rules[0].matched in PARTISAN
    text = explanation_text(explanation)
    assert "Nothing was searched." in text
    assert explanation.rules[0].name in text
    assert (explanation.turn.intent, explanation.turn.probability, explanation.turn.likely) == ("partisan", 1.0, ())
    assert "Intent      partisan (a pattern decided)" in text


def test_the_kind_of_turn_is_shown_with_its_probability_and_the_nearest_example(service: AnswerService) -> None:
    explanation = service.explain("menurut kamu gubernur yang paling hebat siapa sih")
    turn = explanation.turn
    assert turn.intent == "partisan"
    assert turn.likely[0] == ("partisan", turn.probability)
    assert len(turn.likely) == 3
    assert turn.nearest
    assert f"Intent      partisan, as in {turn.nearest!r} (partisan {turn.probability:.2f}" in explanation_text(
        explanation
    )


def test_talk_is_explained_as_what_it_was_taken_for(service: AnswerService) -> None:
    engine = service.engine()
    outcome = try_question(engine, "halo", ())
    text = explanation_text(explain_outcome((), engine, outcome, write_answer(engine, "halo", outcome, "id")))
    assert "Outcome     talk (greeting)" in text
    assert "Nothing was searched." in text


def test_a_question_without_a_content_word_is_explained_too(service: AnswerService) -> None:
    explanation = service.explain("???")
    assert (explanation.attempts, explanation.rules, explanation.decided_by) == ((), (), None)
    assert explanation.answer.refusal
    assert explanation.answer.refusal.reason == "unclear"


def test_what_cannot_be_asked_cannot_be_explained(service: AnswerService) -> None:
    with pytest.raises(QuestionError):
        service.explain("  ")


@pytest.fixture
def index(index_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("NETRAL_")]:
        monkeypatch.delenv(name)
    return ["--index", str(index_folder)]


def test_explain_prints_each_stage_in_its_order(capsys: pytest.CaptureFixture[str], index: list[str]) -> None:
    assert main(["explain", QUESTION, *index]) == 0
    out = capsys.readouterr().out
    stages = (
        "Question",
        "Outcome     answered",
        "Rules       none fired",
        "Searched",
        "Passages",
        "Sentences",
        "Decision",
        "[1]",
    )
    places = [out.index(stage) for stage in stages]
    assert places == sorted(places)
    assert "[22 September 2024]" in out


def test_explain_json_prints_every_reading(capsys: pytest.CaptureFixture[str], index: list[str]) -> None:
    assert main(["explain", "Kapan Pilkada 2029 dilaksanakan?", "--after", BEFORE, "--json", *index]) == EXIT_REFUSED
    record = json.loads(capsys.readouterr().out)
    assert record["earlier"] == [BEFORE]
    assert record["answer"]["answered"] is False
    attempt = record["attempts"][record["decided_by"]]
    assert len(attempt["candidates"]) == Settings().candidates
    assert len(attempt["readings"]) > READINGS
    assert not attempt["passed"]
