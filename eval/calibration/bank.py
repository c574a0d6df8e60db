"""Fits how the question bank's entries are ordered, and how probably the best one answers, on the calibration questions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from assistant.answering.bank_answer import entry_reading
from assistant.answering.service import AnswerService
from assistant.question.query import Query
from assistant.retrieval.bank_match import Match
from assistant.retrieval.bank_model import MATCH_SIGNS, BankModel, leads, match_evidence
from eval.calibration.fit import fit_listwise, fit_regression
from eval.measures.headline import shows_answer
from eval.measures.judge import at_gold
from eval.questions.cases import Case, DatasetError
from index.arrays import Vectors
from index.files import write_output

COMPARED = 100
"""Entries that compete for a question: all that the searches propose."""
ROUNDS = 2
"""Fits of the order: the first says which wording of an entry is its best, which the second is fitted on."""


@dataclass(frozen=True, slots=True)
class _Searched:
    """A case, its question as it is searched, and that question's vector."""

    case: Case
    query: Query
    vector: Vectors


def fit_bank_model(service: AnswerService, cases: Sequence[Case]) -> BankModel:
    """The model of all cases whose question is searched, with the entries of the service's index.

    Raises:
        DatasetError: the index has no question bank, or nothing can be learnt from the cases.
        ReaderError: scipy is not installed.
    """
    if not service.engine().bank:
        raise DatasetError("The index has no question bank. Add questions.jsonl to its articles and build it again.")
    searched = [
        _Searched(case, trace.query, trace.found.vector)
        for case in cases
        if not case.talk and (trace := service.trace(case.question, case.history))
    ]
    bank = service.engine().bank
    model = bank.model
    for _ in range(ROUNDS):
        matched = [(each, bank.with_model(model).matches(each.query, each.vector, COMPARED)) for each in searched]
        lists = [
            ([m.features.as_dict() for m in found], np.array([_right(service, each, m) for m in found]))
            for each, found in matched
            if each.case.answerable and found
        ]
        model = BankModel(fit_listwise(lists, MATCH_SIGNS))
    weights, bias = _fit_probability(service, matched, model, refusals=False)
    refusal_weights, refusal_bias = _fit_probability(service, matched, model, refusals=True)
    return BankModel(model.order, weights, bias, refusal_weights, refusal_bias)


def write_bank_model(path: Path, model: BankModel) -> None:
    """Write a model as `BankModel.load` reads it."""
    write_output(path, f"{json.dumps(asdict(model), indent=1, sort_keys=True)}\n".encode())


def _fit_probability(
    service: AnswerService,
    matched: Sequence[tuple[_Searched, Sequence[Match]]],
    model: BankModel,
    refusals: bool,
) -> tuple[dict[str, float], float]:
    """Weights and bias for the best entry that answers, or that refuses, of each question."""
    rows, right = [], []
    for each, found in matched:
        scored = [replace(match, score=model.score(match.features)) for match in found]
        ranked = sorted(scored, key=lambda match: (-match.score, match.entry.id))
        for match, lead in zip(ranked, leads(ranked), strict=True):
            if (match.entry.refuse is not None) == refusals:
                rows.append(match_evidence(match, lead))
                right.append(each.case.to_refuse if refusals else _right(service, each, match))
                break
    return fit_regression(rows, np.array(right), MATCH_SIGNS)


def _right(service: AnswerService, each: _Searched, match: Match) -> bool:
    """Whether the headline is right where the match's entry comes first."""
    if match.entry.refuse or not each.case.answerable:
        return False
    shown = entry_reading(service.engine().index, match, each.query.text)
    answer = shown.answer.of(shown.candidate.document.text) if shown.answer else None
    gold = shown.quote is not None and at_gold(shown.candidate.document.id, shown.quote, each.case, service.source)
    return shows_answer(each.case, answer, gold)
