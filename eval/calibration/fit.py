"""The two fits of a calibration, over features by name: an order within questions, and a probability over all of them.

Both are monotone: a feature whose meaning is known gets a weight of that sign or none. Without that, two features that mostly go together
share their weight out as chance has it, one too much and the other with the wrong sign, and a question unlike those fitted on is
judged upside down.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from eval.questions.cases import DatasetError
from index.arrays import Floats
from index.errors import ReaderError

PENALTY = 1.0
"""Inverse strength of the L2 penalty on standardised values."""
SMALLEST = 1e-9
"""The least that a deviation or a probability is taken to be, so that dividing by it and taking its logarithm are safe."""

Flags = npt.NDArray[np.bool_]
Signs = Mapping[str, int]
"""The sign of each feature's weight: 1, -1, or 0 where both make sense; one that is not named may have either."""


def fit_listwise(lists: Sequence[tuple[Sequence[Mapping[str, float]], Flags]], signs: Signs) -> dict[str, float]:
    """Weights by name that put the right sentences before the other sentences of the same question.

    They maximise the sum over questions of log P(right), less half the square of the weights on standardised values. P is the softmax
    of a question's scores (the top-one probability of Cao et al., ICML 2007); several right sentences are added up. Sentences compete
    within their question only, so what differs between questions, such as how many of its words the articles know, weighs nothing.

    Raises:
        DatasetError: there is nothing to learn an order from.
        ReaderError: scipy is not installed.
    """
    # A question says nothing about the order where none of its sentences is right, or all are.
    told = [(rows, hits) for rows, hits in lists if hits.any() and not hits.all()]
    if not told:
        raise DatasetError(
            "No question has a right sentence beside wrong ones among those that were read. Add questions."
        )
    names = list(told[0][0][0])
    values = [np.array([[row[name] for name in names] for row in rows]) for rows, _ in told]
    centred = [rows - rows.mean(axis=0) for rows in values]
    deviation = np.maximum(np.concatenate(centred).std(axis=0), SMALLEST)
    questions = [(rows / deviation, hits) for rows, (_, hits) in zip(centred, told, strict=True)]

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, slope = weights @ weights / (2 * PENALTY), weights / PENALTY
        for rows, hits in questions:
            scores = rows @ weights
            chances = np.exp(scores - scores.max())  # the same shares, and no overflow
            chances /= chances.sum()
            gold = chances * hits
            right = max(float(gold.sum()), SMALLEST)
            value -= math.log(right)
            slope = slope + rows.T @ (chances - gold / right)
        return float(value), slope

    fitted = _least(loss, [signs.get(name, 0) for name in names]) / deviation
    return {name: round(float(weight), 4) for name, weight in zip(names, fitted, strict=True)}


def fit_regression(
    rows: Sequence[Mapping[str, float]], labels: Flags, signs: Signs, counts: Floats | None = None
) -> tuple[dict[str, float], float]:
    """Weights by name, and the bias, of a logistic regression on standardised values, converted to apply to values as they are.

    `counts`, `(n,)`, says how much each row counts; without it, each counts once.

    Raises:
        ReaderError: scipy is not installed.
    """
    names = list(rows[0])
    values = np.array([[row[name] for name in names] for row in rows])
    mean, deviation = values.mean(axis=0), np.maximum(values.std(axis=0), SMALLEST)
    # The last column is the bias, which is not penalised.
    standard = np.column_stack([(values - mean) / deviation, np.ones(len(values))])
    side = np.where(labels, 1.0, -1.0)
    once = np.ones(len(values)) if counts is None else counts
    penalised = np.append(np.ones(len(names)), 0.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        margins = side * (standard @ weights)
        wrong = once * side / (1.0 + np.exp(np.minimum(margins, 500.0)))
        value = once @ np.logaddexp(0.0, -margins) + (penalised * weights) @ weights / (2 * PENALTY)
        return float(value), penalised * weights / PENALTY - standard.T @ wrong

    found = _least(loss, [*(signs.get(name, 0) for name in names), 0])
    weights = found[:-1] / deviation
    named = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
    return named, round(float(found[-1] - weights @ mean), 4)


def _least(loss: Callable[[Floats], tuple[float, Floats]], signs: Sequence[int]) -> Floats:
    """The weights of these signs with the least loss; `loss` gives its value and its slope."""
    try:
        from scipy.optimize import minimize
    except ImportError as error:
        raise ReaderError("Calibrating needs scipy: pip install 'netral[calibrate]'") from error
    bounds = [(0.0, None) if sign > 0 else (None, 0.0) if sign < 0 else (None, None) for sign in signs]
    found: Floats = minimize(loss, np.zeros(len(signs)), jac=True, method="L-BFGS-B", bounds=bounds).x
    return found
