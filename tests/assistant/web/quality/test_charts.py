"""Places in the drawings, by hand."""

from __future__ import annotations

import pytest

from assistant.web.quality.charts import HEIGHT, WIDTH, StackedBar, axis_top, curve_lines, share_top, stacked_bars


@pytest.mark.parametrize(
    ("highest", "top"),
    [
        (0, 4),
        (3, 4),
        (4, 4),
        (5, 8),
        (8, 8),
        (9, 20),
        (21, 40),
        (41, 80),
        (81, 200),
        (200, 200),
        (201, 400),
        (12_345, 20_000),
    ],
)
def test_an_axis_ends_at_a_number_with_whole_quarters(highest: int, top: int) -> None:
    assert axis_top(highest) == top
    assert top % 4 == 0


@pytest.mark.parametrize(("highest", "top"), [(0, 0.1), (0.1, 0.1), (0.11, 0.2), (0.5, 0.6), (0.81, 1.0), (1.0, 1.0)])
def test_an_axis_of_shares_ends_at_the_next_step(highest: float, top: float) -> None:
    assert share_top(highest) == top


def test_bars_stand_on_the_ground_and_on_each_other() -> None:
    first, second = stacked_bars([(1, 1), (0, 4)], 4)
    assert first == StackedBar(62.5, 375, HEIGHT - 50, 50, HEIGHT - 100, 50)
    assert (second.x, second.lower_height, second.upper_y, second.upper_height) == (562.5, 0, 0, HEIGHT)
    assert second.x + second.width <= WIDTH
    assert stacked_bars([], 4) == []


def test_a_curve_goes_through_the_middle_of_each_day_and_breaks_where_nothing_is_known() -> None:
    assert curve_lines([0.5, 1.0], 1.0) == ["250.0,100.0 750.0,0.0"]
    assert curve_lines([None, 0.0, None, 0.5, 0.5], 1.0) == ["250.0,200.0 350.0,200.0", "700.0,100.0 900.0,100.0"]
    assert curve_lines([None], 1.0) == curve_lines([], 1.0) == []
