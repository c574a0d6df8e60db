"""Colours as `#rrggbb`, and whether a text in one can be read on another."""

from __future__ import annotations

import re
from collections.abc import Callable

_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_STEPS = 100


def read_colour(value: object) -> str | None:
    """`#RGB` or `#RRGGBB` as `#rrggbb` in small letters; None for anything else.

    Names and `rgb()` are left out on purpose, and so is transparency: what shows through it has no contrast of its own.
    """
    if not isinstance(value, str) or not _HEX.fullmatch(value):
        return None
    digits = value[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, from 0 (black) to 1 (white).

    Source: WCAG 2.2, definition of "relative luminance", https://www.w3.org/TR/WCAG22/#dfn-relative-luminance, with the
    threshold 0.04045 of its erratum.
    """
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 (the same) to 21 (black and white); their order does not matter.

    Source: WCAG 2.2, definition of "contrast ratio", https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """`colour` with the `share` (0 to 1) of `other` in it, channel by channel."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def nearest_shade(colour: str, fits: Callable[[str], bool]) -> tuple[str, str] | None:
    """The darker or lighter shade of `colour` that `fits` with the least change, and which of the two it is.

    None where neither black nor white, nor any shade on the way to them, fits.
    """
    for step in range(1, _STEPS + 1):
        for word, end in (("darker", "#000000"), ("lighter", "#ffffff")):
            shade = mix(colour, end, step / _STEPS)
            if fits(shade):
                return word, shade
    return None


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
