"""Questions that ask alike come together, whatever their order."""

from __future__ import annotations

import random

import numpy as np
import pytest

from assistant.quality import question_groups
from assistant.quality.question_groups import group_questions

QUESTIONS = ["Siapa calon bupati?", "siapa calon bupati", "Kapan pemungutan suara?", "kapan pemungutan suara dimulai"]
VECTORS = np.array([[1, 0, 0], [0.96, 0.28, 0], [0, 0, 1], [0, 0.28, 0.96]], np.float32)


def grouped(texts: list[str], vectors: np.ndarray, counts: list[int] | None = None) -> list[list[str]]:
    return [[texts[at] for at in group.members] for group in group_questions(texts, vectors, counts)]


def test_questions_that_ask_alike_are_one_group_named_by_the_commonest_wording() -> None:
    found = grouped(QUESTIONS, VECTORS, [1, 5, 2, 1])
    assert found == [[QUESTIONS[1], QUESTIONS[0]], [QUESTIONS[2], QUESTIONS[3]]]
    assert [group.count for group in group_questions(QUESTIONS, VECTORS, [1, 5, 2, 1])] == [6, 3]


def test_the_order_of_the_questions_changes_nothing() -> None:
    rng = random.Random(7)
    expected = grouped(QUESTIONS, VECTORS)
    for _ in range(10):
        order = rng.sample(range(4), 4)
        assert grouped([QUESTIONS[at] for at in order], VECTORS[order]) == expected


def test_questions_with_different_numbers_never_meet() -> None:
    same = np.array([[1, 0], [1, 0], [1, 0]], np.float32)
    texts = ["Siapa Pj Bupati 2023?", "Siapa Pj Bupati 2024?", "Siapa Pj Bupati tahun 2024?"]
    assert grouped(texts, same) == [[texts[1], texts[2]], [texts[0]]]


def test_questions_beyond_the_limit_stay_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question_groups, "MOST_GROUPED", 2)
    assert grouped(QUESTIONS, VECTORS, [9, 8, 2, 1]) == [
        QUESTIONS[:2][:1] + QUESTIONS[1:2],
        [QUESTIONS[2]],
        [QUESTIONS[3]],
    ]


def test_nothing_makes_no_group() -> None:
    assert group_questions([], np.zeros((0, 3), np.float32)) == ()
