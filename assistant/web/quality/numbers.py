"""Shares and times as the evaluators' pages write them, with the decimal sign of the language. Pure functions."""

from __future__ import annotations

from assistant.answer import Lang

NOTHING = "–"
"""Shown where there is nothing to count: "none of them" is another thing than "there were none"."""


def percent(share: float | None, lang: Lang) -> str:
    """`81,0` of 0.81; a dash for None."""
    return NOTHING if share is None else _decimal(f"{100 * share:.1f}", lang)


def points(change: float | None, lang: Lang) -> str:
    """`+2,6` of 0.026, `−1,9` of -0.019, `0,0` of what is none; a dash for None."""
    if change is None:
        return NOTHING
    text = f"{100 * change:+.1f}"
    return _decimal("0.0" if float(text) == 0 else text.replace("-", "−"), lang)


def percent_range(low: float | None, high: float | None, lang: Lang) -> str:
    """`72,1–88,3`; empty where either end is missing."""
    return "" if low is None or high is None else f"{percent(low, lang)}–{percent(high, lang)}"


def points_range(low: float, high: float, lang: Lang) -> str:
    """`−1,9 … +7,1`."""
    return f"{points(low, lang)} … {points(high, lang)}"


def decimal(value: float, places: int, lang: Lang) -> str:
    """A number with so many decimals."""
    return _decimal(f"{value:.{places}f}", lang)


def milliseconds(value: float | None) -> str:
    """`259 ms`; a dash for None."""
    return NOTHING if value is None else f"{value:.0f} ms"


def _decimal(text: str, lang: Lang) -> str:
    return text.replace(".", ",") if lang == "id" else text
