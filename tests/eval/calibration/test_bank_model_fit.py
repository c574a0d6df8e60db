"""The fit of the question bank's matching, on made-up matches of which a known feature tells the right one."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import eval.calibration.bank as fit
from assistant.question.query import Query
from assistant.retrieval.bank_match import Match, MatchFeatures
from assistant.retrieval.bank_model import BankModel
from eval.calibration.bank import fit_bank_model, write_bank_model
from eval.questions.cases import Case, DatasetError
from index.bank import BankEntry, BankQuote, LocatedEntry, LocatedQuote, Wording
from index.document import Span
from tests.eval.made_up import ARTICLE, START, TEXT, case, source

NOTHING = MatchFeatures(**dict.fromkeys(MatchFeatures.__dataclass_fields__, 0.0))


def located(name: str, quote: str | None) -> LocatedEntry:
    wordings = (Wording(name, "id"),)
    if quote is None:
        return LocatedEntry(BankEntry(name, "refuse", wordings, refuse="not_in_sources"))
    start = TEXT.index(quote)
    entry = BankEntry(name, "fact", wordings, (BankQuote(ARTICLE.id, quote),))
    return LocatedEntry(entry, (LocatedQuote(ARTICLE.id, Span(start, start + len(quote))),))


RIGHT, WRONG, REFUSAL = located("right", START), located("wrong", TEXT[:10]), located("refusal", None)


class Matched:
    """A bank in which the right entry is near by meaning; how many words are shared says nothing."""

    def __init__(self, cases: Sequence[Case], bank: bool = True) -> None:
        draw = random.Random(0)
        self._found = {one.question: self._matches(one, draw) for one in cases}
        self._bank = bank
        self.model = BankModel({"words": 1.0})

    @staticmethod
    def _matches(one: Case, draw: random.Random) -> tuple[Match, ...]:
        near = {RIGHT: 0.8, WRONG: 0.4, REFUSAL: 0.3} if one.answerable else {RIGHT: 0.4, WRONG: 0.3, REFUSAL: 0.8}
        return tuple(
            Match(
                entry,
                entry.entry.wordings[0],
                replace(NOTHING, nearest=at + draw.gauss(0, 0.1), words=draw.random()),
                0.0,
            )
            for entry, at in near.items()
        )

    def __bool__(self) -> bool:
        return self._bank

    def with_model(self, _: BankModel) -> Matched:
        return self

    def matches(self, query: Query, *_: object) -> tuple[Match, ...]:
        return self._found[query.text]

    def engine(self) -> SimpleNamespace:
        return SimpleNamespace(bank=self, index=None)

    @staticmethod
    def trace(question: str, _: Sequence[str] = ()) -> SimpleNamespace | None:
        found = SimpleNamespace(vector=np.zeros(2, np.float32))
        return None if question == "aturan" else SimpleNamespace(query=Query(question, (), (), "id"), found=found)

    source = staticmethod(source)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an entry shows first, without an index: the place of its quote."""

    def entry_reading(_: object, match: Match, __: str) -> SimpleNamespace:
        return SimpleNamespace(
            answer=None, quote=match.located.quotes[0].span, candidate=SimpleNamespace(document=ARTICLE)
        )

    monkeypatch.setattr(fit, "entry_reading", entry_reading)


@pytest.mark.usefixtures("shown")
def test_what_tells_the_right_entry_weighs_and_what_does_not_weighs_little(tmp_path: Path) -> None:
    pytest.importorskip("scipy")
    cases = [
        *(case(f"a{n}", START) for n in range(60)),
        *(case(f"r{n}", refusal="not_in_sources") for n in range(40)),
        case("aturan", refusal="partisan"),
    ]
    model = fit_bank_model(Matched(cases), cases)  # type: ignore[arg-type]
    assert model.order["nearest"] > 5 * model.order["words"]

    def probability(right: float, wrong: float) -> float:
        """Of the right entry, where the two are as near by meaning as that."""
        near = ((RIGHT, replace(NOTHING, nearest=right)), (WRONG, replace(NOTHING, nearest=wrong)))
        found = [Match(entry, entry.entry.wordings[0], one, model.score(one)) for entry, one in near]
        return model.with_probabilities(found)[0].probability

    assert probability(0.8, 0.4) > 0.8 > 0.2 > probability(0.3, 0.4)
    write_bank_model(tmp_path / "model.json", model)
    assert BankModel.load(tmp_path / "model.json") == model
    assert json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))["bias"] == model.bias


def test_without_a_bank_there_is_nothing_to_fit() -> None:
    with pytest.raises(DatasetError, match=r"questions\.jsonl"):
        fit_bank_model(Matched([], bank=False), [])  # type: ignore[arg-type]
