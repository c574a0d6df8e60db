"""Shares as people read them: in percent to one decimal, with their interval. Every table and page is written with these."""

from __future__ import annotations

from typing import Protocol

NOTHING = "–"
"""Shown where there is nothing to count."""


class Ranged(Protocol):
    """A figure with its interval, all shares from 0 to 1; None where there is nothing to count."""

    @property
    def value(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


def percent(value: float | None) -> str:
    """`81.0`; a dash for None."""
    # A dash and not 0.0: "none of them was right" is another thing than "there were none".
    return NOTHING if value is None else f"{100 * value:.1f}"


def percent_change(change: float) -> str:
    """`+2.6`: points of percent, always with a sign."""
    return f"{100 * change:+.1f}"


def percent_range(low: float | None, high: float | None) -> str:
    """`72.1 to 88.3`; a dash where either end is missing."""
    return NOTHING if low is None or high is None else f"{percent(low)} to {percent(high)}"


def with_interval(figure: Ranged | None) -> str:
    """`81.0 (72.1 to 88.3)`; a dash where there is nothing to count."""
    if figure is None or figure.value is None or figure.low is None or figure.high is None:
        return NOTHING
    return f"{percent(figure.value)} ({percent_range(figure.low, figure.high)})"


def change_with_interval(change: float, low: float, high: float) -> str:
    """`+2.6 (-1.9 to +7.1)`."""
    return f"{percent_change(change)} ({percent_change(low)} to {percent_change(high)})"
