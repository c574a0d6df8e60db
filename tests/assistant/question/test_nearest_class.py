"""The classifier on vectors that were made up: it finds the classes, its probabilities add up, and it has no word for a class unseen."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.question.nearest_class import Labels, NearestClass, Weights, fit_weights
from index.arrays import Vectors

CENTRES = np.eye(6)[:4]
"""Of four groups; the first two are one class."""
CLASSES = np.array([0, 0, 1, 2])


def examples(count: int, spread: float = 0.1) -> tuple[Vectors, Labels]:
    draw = np.random.default_rng(7)
    groups = np.arange(count) % 4
    rows = CENTRES[groups] + spread * draw.standard_normal((count, 6))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), groups


def test_a_vector_belongs_to_the_class_whose_examples_it_is_among() -> None:
    vectors, groups = examples(80)
    model = NearestClass.fit(vectors, groups, CLASSES, Weights(1.0, 1.0))
    for group, centre in enumerate(CENTRES):
        chances, nearest = model.probabilities(centre.astype(np.float32))
        assert chances.shape == (3,)
        assert chances.sum() == pytest.approx(1)
        assert chances.argmax() == CLASSES[group]
        assert CLASSES[groups[nearest[CLASSES[group]]]] == CLASSES[group]


def test_the_nearest_example_is_numbered_as_it_was_given() -> None:
    vectors, groups = examples(80)
    shuffled = np.random.default_rng(1).permutation(80)
    model = NearestClass.fit(vectors[shuffled], groups[shuffled], CLASSES, Weights(1.0, 1.0))
    for at in (0, 17, 79):
        _, nearest = model.probabilities(vectors[shuffled][at])
        assert nearest[CLASSES[groups[shuffled[at]]]] == at


def test_weights_are_fitted_to_the_noise() -> None:
    """Where the groups overlap, the model is as sure as it is right, on examples that it has not seen."""
    vectors, groups = examples(400, 1.0)
    weights = fit_weights(vectors[:200], groups[:200], CLASSES)
    model = NearestClass.fit(vectors[:200], groups[:200], CLASSES, weights)
    found = [model.probabilities(vector)[0] for vector in vectors[200:]]
    right = np.mean([one.argmax() == CLASSES[group] for one, group in zip(found, groups[200:], strict=True)])
    assert np.mean([one.max() for one in found]) == pytest.approx(right, abs=0.12)


def test_a_class_without_examples_and_a_group_with_one_are_no_error() -> None:
    vectors, groups = examples(9)
    classes = np.array([0, 0, 1, 4])
    weights = fit_weights(vectors, groups, classes)
    chances, _ = NearestClass.fit(vectors, groups, classes, weights).probabilities(vectors[3])
    assert chances[2] == chances[3] == 0
