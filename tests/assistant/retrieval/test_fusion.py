from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.fusion import rank_rows, reciprocal_rank_fusion, standardised_scores, weighted_sum

rankings = st.lists(st.lists(st.integers(0, 30), unique=True, max_size=12), min_size=1, max_size=4)
scores = st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), min_size=1, max_size=20)


def test_a_row_first_in_one_ranking_and_third_in_the_other_gets_both_shares() -> None:
    fused = reciprocal_rank_fusion([[7, 8, 9], [8, 5, 7]])
    assert fused[7] == pytest.approx(1 / (60 + 1) + 1 / (60 + 3))
    assert fused[8] == pytest.approx(1 / (60 + 2) + 1 / (60 + 1))
    assert fused[9] == pytest.approx(1 / (60 + 3))
    assert fused[5] == pytest.approx(1 / (60 + 2))


def test_k_is_the_constant_of_the_formula() -> None:
    assert reciprocal_rank_fusion([[4]], k=0) == {4: 1.0}


def test_no_rankings_give_no_rows() -> None:
    assert reciprocal_rank_fusion([]) == {}
    assert reciprocal_rank_fusion([[], []]) == {}


@given(rankings)
def test_fusion_does_not_depend_on_the_order_of_the_rankings(given_rankings: list[list[int]]) -> None:
    forward = reciprocal_rank_fusion(given_rankings)
    backward = reciprocal_rank_fusion(given_rankings[::-1])
    assert forward == pytest.approx(backward)
    assert set(forward) == {row for ranking in given_rankings for row in ranking}


@given(rankings)
def test_fusing_a_ranking_with_itself_keeps_its_order(given_rankings: list[list[int]]) -> None:
    ranking = given_rankings[0]
    assert rank_rows(reciprocal_rank_fusion([ranking, ranking])) == ranking


@given(rankings)
def test_moving_a_row_up_never_lowers_it(given_rankings: list[list[int]]) -> None:
    ranking = given_rankings[0]
    for place in range(1, len(ranking)):
        row = ranking[place]
        up = [*ranking[: place - 1], row, ranking[place - 1], *ranking[place + 1 :]]
        before = reciprocal_rank_fusion([ranking, *given_rankings[1:]])[row]
        assert reciprocal_rank_fusion([up, *given_rankings[1:]])[row] > before


@given(rankings, st.randoms())
def test_fusion_follows_rows_under_another_numbering(given_rankings: list[list[int]], random: object) -> None:
    numbers = list(range(31))
    random.shuffle(numbers)  # type: ignore[attr-defined]
    renamed = reciprocal_rank_fusion([[numbers[row] for row in ranking] for ranking in given_rankings])
    assert renamed == {numbers[row]: s for row, s in reciprocal_rank_fusion(given_rankings).items()}


def test_standardised_by_hand() -> None:
    # mean 2, variance ((1-2)^2 + 0 + (3-2)^2) / 3 = 2/3
    expected = np.array([-1.0, 0.0, 1.0]) / np.sqrt(2 / 3)
    assert standardised_scores(np.array([1.0, 2.0, 3.0])) == pytest.approx(expected)


def test_scores_that_do_not_differ_say_nothing() -> None:
    assert standardised_scores(np.full(4, 7.25)).tolist() == [0.0] * 4
    assert standardised_scores(np.zeros(0)).tolist() == []


@given(st.floats(-1e3, 1e3), st.integers(1, 40))
def test_any_constant_vector_is_zeros(value: float, count: int) -> None:
    assert standardised_scores(np.full(count, value)).tolist() == [0.0] * count


def test_weighted_sum_by_hand() -> None:
    dense, sparse = np.array([0.7, 0.8, 0.9]), np.array([30.0, 0.0, 0.0])
    one = np.sqrt(3 / 2)  # of (-1, 0, 1): deviation sqrt(2/3)
    high, low = np.sqrt(2.0), -1 / np.sqrt(2.0)  # of (30, 0, 0): mean 10, deviation sqrt(200)
    expected = [0.25 * -one + 0.75 * high, 0.75 * low, 0.25 * one + 0.75 * low]
    assert weighted_sum(dense, sparse, 0.25) == pytest.approx(expected)


@given(scores, st.floats(0.001, 1000), st.floats(-1e3, 1e3))
def test_only_the_order_and_spacing_of_scores_count(values: list[float], scale: float, shift: float) -> None:
    given_scores = np.array(values)
    if given_scores.std() > 0.01:
        moved = standardised_scores(given_scores * scale + shift)
        assert moved == pytest.approx(standardised_scores(given_scores), abs=1e-3)


def test_rows_rank_by_falling_score_and_ties_by_rising_row() -> None:
    assert rank_rows({9: 0.5, 2: 0.5, 4: 0.9, 1: 0.1}) == [4, 2, 9, 1]


@given(st.dictionaries(st.integers(0, 50), st.sampled_from([0.0, 0.5, 1.0])))
def test_a_ranking_does_not_depend_on_the_order_of_insertion(given_scores: dict[int, float]) -> None:
    backward = dict(reversed(list(given_scores.items())))
    assert rank_rows(given_scores) == rank_rows(backward)
    assert sorted(rank_rows(given_scores)) == sorted(given_scores)
