"""LexRank over made-up sentences, whose terms are letters."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.answering.key_sentences import RESTART, choose_key_sentences, sentence_centrality, term_cosines


def alike(_: str) -> float:
    return 1.0


def test_cosines_count_terms_by_weight() -> None:
    cosines = term_cosines([["a", "b"], ["a", "c"], ["d"]], lambda term: 2.0 if term == "a" else 1.0)
    # (2, 1, 0) and (2, 0, 1): 4 of the square root of 5, twice
    assert cosines[0, 1] == pytest.approx(4 / 5)
    assert cosines[0, 2] == 0.0
    assert np.allclose(np.diag(cosines), 1.0)


def test_a_text_without_terms_resembles_nothing() -> None:
    assert term_cosines([[], ["a"]], alike).tolist() == [[0.0, 0.0], [0.0, 1.0]]


def test_the_sentence_that_the_others_resemble_is_the_most_central() -> None:
    cosines = term_cosines([["a"], ["a", "b", "c"], ["b"], ["c"]], alike)
    rank = sentence_centrality(cosines, np.zeros(4))
    assert rank.argmax() == 1
    assert rank.sum() == pytest.approx(1.0)


def test_centrality_is_the_state_in_which_the_walk_stays() -> None:
    """The definition: rank = restart * start + (1 - restart) * rank @ walk."""
    cosines = term_cosines([["a", "b"], ["b", "c"], ["c"]], alike)
    bias = np.array([0.0, 1.0, 3.0])
    rank = sentence_centrality(cosines, bias)
    walk = cosines / cosines.sum(axis=1, keepdims=True)
    assert rank == pytest.approx(RESTART * bias / 4 + (1 - RESTART) * rank @ walk)


def test_a_sentence_without_terms_breaks_nothing() -> None:
    assert sentence_centrality(term_cosines([[], ["a"]], alike), np.zeros(2)).sum() == pytest.approx(1.0)


def test_the_lead_comes_first_and_a_repetition_is_passed_over() -> None:
    sentences = [["x", "y"], ["a", "b", "c"], ["a", "b", "d"], ["a", "e", "f"]]
    assert choose_key_sentences(sentences, ["a", "b"], alike, 3) == [0, 1, 3]


def test_the_title_draws_the_walk_to_its_sentence() -> None:
    sentences = [["x"], ["a", "b"], ["a", "c"], ["z", "w"]]
    assert choose_key_sentences(sentences, ["z"], alike, 2) == [0, 3]
    assert choose_key_sentences(sentences, ["a"], alike, 2) != [0, 3]
