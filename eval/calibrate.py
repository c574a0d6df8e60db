"""Fits the gate: the evidence of each question of a set, to the probability that its answer is right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.answer import Answer
from assistant.gate import Evidence
from assistant.service import AnswerService
from eval.dataset import Case
from eval.metrics import auroc, judge

FOLDS = 10
PENALTY = 1.0
"""Inverse strength of the L2 penalty on standardised evidence."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted gate and how it does on questions that each fold left out.

    Attributes:
        auroc: right answers against wrong ones and questions to be refused, out of fold.
        right, refused: shares of the answerable answered rightly and of the others refused, out of fold, at `threshold`.
    """

    weights: dict[str, float]
    bias: float
    threshold: float
    auroc: float
    right: float
    refused: float


def calibrate(service: AnswerService, cases: Sequence[Case]) -> Fitted:
    """Fit weights on all cases that no rule refuses; choose the threshold on out-of-fold probabilities.

    The threshold is the one with the highest mean of the share answered rightly and the share refused.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    evidence: list[Evidence] = []
    right: list[bool] = []
    answerable: list[bool] = []
    for case in cases:
        answer, found = service.evidence(case.question, case.history)
        if found is not None:
            cited = judge(case, answer if answer.answered else _as_answered(answer), service.source)
            evidence.append(found)
            right.append(case.refusal is None and cited.right)
            answerable.append(case.refusal is None)
    names = list(evidence[0].as_dict())
    x = np.array([list(item.as_dict().values()) for item in evidence])
    y = np.array(right)

    def fresh() -> object:
        return make_pipeline(StandardScaler(), LogisticRegression(C=PENALTY, max_iter=1000))

    held_out = np.zeros(len(y))
    for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(x, y):
        model = fresh()
        held_out[test] = model.fit(x[train], y[train]).predict_proba(x[test])[:, 1]  # type: ignore[attr-defined]
    model = fresh().fit(x, y)  # type: ignore[attr-defined]
    scale, line = model[0], model[1]
    weights = line.coef_[0] / scale.scale_
    bias = float(line.intercept_[0] - (weights * scale.mean_).sum())
    threshold, at = _operating_point(held_out, y, np.array(answerable))
    return Fitted(
        dict(zip(names, (round(float(w), 4) for w in weights), strict=True)),
        round(bias, 4),
        round(threshold, 4),
        auroc(held_out[y], held_out[~y]),
        *at,
    )


def _as_answered(answer: Answer) -> Answer:
    """A refusal's nearest passages are what it would have cited."""
    return replace(answer, answered=True, refusal=None, citations=answer.nearest)


def _operating_point(
    probabilities: npt.NDArray[np.float64], right: npt.NDArray[np.bool_], answerable: npt.NDArray[np.bool_]
) -> tuple[float, tuple[float, float]]:
    best = (-1.0, 0.0, (0.0, 0.0))
    for threshold in np.unique(probabilities):
        passed = probabilities >= threshold
        answered = float((passed & right).sum() / answerable.sum())
        refused = float((~passed & ~answerable).sum() / max(1, (~answerable).sum()))
        best = max(best, ((answered + refused) / 2, float(threshold), (answered, refused)))
    return best[1], best[2]


def write(path: Path, reader_id: str, fitted: Fitted) -> None:
    """Put a fitted gate into a gate file, beside those of other readers."""
    gates = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    gates[reader_id] = {"weights": fitted.weights, "bias": fitted.bias, "threshold": fitted.threshold}
    path.write_text(json.dumps(gates, indent=1, sort_keys=True) + "\n", encoding="utf-8")
