from __future__ import annotations

from eval.measures.bootstrap import Estimate
from eval.measures.percent import change_with_interval, percent, percent_range, with_interval


def test_shares_are_shown_in_percent_with_their_interval() -> None:
    assert with_interval(Estimate(21, 0.81, 0.7214, 0.8826)) == "81.0 (72.1 to 88.3)"
    assert percent_range(0.5, 1.0) == "50.0 to 100.0"
    assert change_with_interval(0.026, -0.0194, 0.0706) == "+2.6 (-1.9 to +7.1)"
    assert change_with_interval(0.0, 0.0, 0.0) == "+0.0 (+0.0 to +0.0)"


def test_where_there_is_nothing_to_count_a_dash_is_shown() -> None:
    assert percent(None) == percent_range(None, None) == with_interval(None) == "–"
    assert with_interval(Estimate(0, None, None, None)) == "–"
    assert percent(0.0) == "0.0"
