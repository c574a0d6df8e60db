"""The two fits of a calibration, over features by name: an order within questions, and a probability over all of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

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


def fit_listwise(lists: Sequence[tuple[Sequence[Mapping[str, float]], Flags]]) -> dict[str, float]:
    """Weights by name that put the sentences at a gold place before the other sentences of the same question.

    They maximise the sum over questions of log P(gold), less half the square of the weights on standardised values. P is the softmax
    of a question's scores (the top-one probability of Cao et al., ICML 2007); several gold sentences are added up. Sentences compete
    within their question only, so what differs between questions, such as how many of its words the articles know, weighs nothing.

    Raises:
        DatasetError: there is nothing to learn an order from.
        ReaderError: scipy, which comes with scikit-learn, is not installed.
    """
    try:
        from scipy.optimize import minimize
    except ImportError as error:
        raise _missing() from error
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

    fitted = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x / deviation
    return {name: round(float(weight), 4) for name, weight in zip(names, fitted, strict=True)}


def _missing() -> ReaderError:
    return ReaderError("Calibrating needs scikit-learn: pip install 'netral[calibrate]'")


def fit_regression(rows: Sequence[Mapping[str, float]], labels: Flags) -> tuple[dict[str, float], float]:
    """Weights by name, and the bias, of a logistic regression on standardised values, converted to apply to values as they are.

    Raises:
        ReaderError: scikit-learn is not installed.
    """
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise _missing() from error
    values = np.array([list(row.values()) for row in rows])
    mean, deviation = values.mean(axis=0), np.maximum(values.std(axis=0), SMALLEST)
    model = LogisticRegression(C=PENALTY, max_iter=1000).fit((values - mean) / deviation, labels)
    weights = model.coef_[0] / deviation
    named = {name: round(float(weight), 4) for name, weight in zip(rows[0], weights, strict=True)}
    return named, round(float(model.intercept_[0] - weights @ mean), 4)
