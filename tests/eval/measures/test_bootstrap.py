from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures import statistics as weighted
from eval.measures.bootstrap import bootstrap_estimates, exact_sign_test, mean_interval, sign_flip_p

scores = st.lists(st.sampled_from([0.0, 0.1, 0.5, 0.9]), min_size=2, max_size=8)


@pytest.mark.parametrize(
    ("wins", "losses", "p"),
    [(0, 0, 1.0), (1, 0, 1.0), (5, 0, 0.0625), (6, 0, 0.03125), (0, 6, 0.03125), (3, 3, 1.0), (8, 2, 0.109375)],
)
def test_the_permutation_test_is_exact(wins: int, losses: int, p: float) -> None:
    assert exact_sign_test(wins, losses) == p


@given(st.integers(0, 60), st.integers(0, 60))
def test_p_is_a_probability_and_does_not_care_which_run_is_which(wins: int, losses: int) -> None:
    assert 0 < exact_sign_test(wins, losses) <= 1
    assert exact_sign_test(wins, losses) == exact_sign_test(losses, wins)


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_exact_test_agrees_with_scipy(wins: int, losses: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    if wins + losses:
        assert exact_sign_test(wins, losses) == pytest.approx(stats.binomtest(wins, wins + losses).pvalue)


def test_wins_and_losses_are_tested_exactly_and_other_differences_by_random_flips() -> None:
    assert sign_flip_p(np.array([1.0] * 6 + [0.0] * 50)) == exact_sign_test(6, 0)
    # Of the 2^6 ways to flip six halves, two are as far from 0.
    assert sign_flip_p(np.array([0.5] * 6)) == pytest.approx(2 / 64, abs=0.01)
    assert sign_flip_p(np.array([0.5, -0.5])) == 1.0


def test_an_interval_of_equal_values_is_a_point_and_that_of_a_share_is_about_two_deviations_wide() -> None:
    assert mean_interval(np.full(30, 0.25)) == pytest.approx((0.25, 0.25))
    low, high = mean_interval(np.array([1.0] * 50 + [0.0] * 50))
    assert (low, high) == pytest.approx((0.5 - 1.96 * 0.05, 0.5 + 1.96 * 0.05), abs=0.012)


def test_the_same_questions_give_the_same_interval() -> None:
    values = np.linspace(0, 1, 40)
    assert mean_interval(values) == mean_interval(values)


def test_a_figure_without_anything_to_count_is_none() -> None:
    found = bootstrap_estimates({"x": (0, weighted.weighted_ratio([0.0, 0.0], [0.0, 0.0]))}, 2)["x"]
    assert (found.value, found.low, found.high) == (None, None, None)


def once(statistic: weighted.Statistic, count: int) -> float:
    return float(statistic(np.ones((1, count)))[0])


def test_a_ratio_is_of_sums_not_a_mean_of_ratios() -> None:
    assert once(weighted.weighted_ratio([1, 0], [3, 1]), 2) == 1 / 4


@given(scores, st.data())
def test_a_question_that_counts_twice_is_two_questions(values: list[float], data: st.DataObject) -> None:
    """The statistics by weights equal those of the resampled questions themselves."""
    flags = data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values)))
    counts = data.draw(st.lists(st.integers(0, 3), min_size=len(values), max_size=len(values)))
    again = [at for at, count in enumerate(counts) for _ in range(count)]
    if not again:
        return
    for make in (weighted.weighted_auroc, weighted.weighted_risk_coverage_area, weighted.weighted_calibration_error):
        with np.errstate(divide="ignore", invalid="ignore"):
            by_weight = float(make(values, flags)(np.array([counts], float))[0])
            resampled = once(make([values[at] for at in again], [flags[at] for at in again]), len(again))
        assert by_weight == pytest.approx(resampled, nan_ok=True), make


def test_the_area_under_the_risk_coverage_curve_by_hand() -> None:
    # Answered in order: right, wrong, right; the risk when each is the last: 0/1, 1/2, 1/3.
    area = weighted.weighted_risk_coverage_area([0.9, 0.5, 0.1], [True, False, True])
    assert once(area, 3) == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)
    # Two of equal confidence come in at once: 0/1, 1/3, 1/3.
    tied = weighted.weighted_risk_coverage_area([0.9, 0.5, 0.5], [True, False, True])
    assert once(tied, 3) == pytest.approx((0 + 1 / 3 + 1 / 3) / 3)


def test_what_has_no_outcome_is_not_in_the_calibration_error() -> None:
    error = weighted.weighted_calibration_error([0.75, 0.0, 0.75], [True, None, False])
    assert once(error, 3) == pytest.approx(0.25)


def test_the_interval_of_a_share_is_about_that_of_the_normal_distribution() -> None:
    found = bootstrap_estimates({"share": (100, weighted.weighted_ratio([1.0] * 60 + [0.0] * 40))}, 100)["share"]
    half = 1.96 * (0.6 * 0.4 / 100) ** 0.5
    assert (found.low, found.high) == (pytest.approx(0.6 - half, abs=0.015), pytest.approx(0.6 + half, abs=0.015))
    # Of questions with unequal weight: 1 of 1 and 1 of 3 give 2 of 4, and 1/3 to 1 where one of the two is drawn twice.
    uneven = bootstrap_estimates({"share": (4, weighted.weighted_ratio([1.0, 1.0], [1.0, 3.0]))}, 2)["share"]
    assert (uneven.value, uneven.low, uneven.high) == (0.5, pytest.approx(1 / 3), 1.0)
