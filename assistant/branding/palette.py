"""The colours of the pages: Netral's own, which pairs of them have to be told apart, and an office's as a style sheet."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from assistant.branding.colour import contrast, nearest_shade

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = get_args(Theme)
TOKENS = Path(__file__).parents[1] / "static" / "tokens.css"
TEXT, SHAPE = 4.5, 3.0
"""Least contrast of a text, and of the edge of something that is clicked or typed into: WCAG 2.2, 1.4.3 and 1.4.11."""
_SELECTORS: Mapping[Theme, str] = {"light": ":root", "dark": "body.dark"}
_TOKEN = re.compile(r"--n-([a-z-]+):\s*(#[0-9a-f]{6});")


@dataclass(frozen=True, slots=True)
class Pair:
    """A colour and what it stands on, by their tokens, with the least contrast that pages need between them."""

    on: str
    ground: str
    least: float = TEXT


PAIRS = (
    *(Pair(ink, ground) for ink in ("ink", "soft", "accent", "link") for ground in ("page", "surface", "sunken")),
    *(Pair("furniture", ground) for ground in ("page", "surface")),
    Pair("on-accent", "accent"),
    Pair("warn-ink", "warn"),
    Pair("mark-ink", "mark"),
    *(Pair("edge", ground, SHAPE) for ground in ("page", "surface")),
)
"""Every pair that the style sheets put together. `line`, `mark-line` and `warn-line` carry no meaning of their own."""


@cache
def own_palette(theme: Theme) -> Mapping[str, str]:
    """Netral's colours as `tokens.css` has them, by token: `{"page": "#f7f8f7", ...}`."""
    # Read and not repeated here: a colour that changes there is the one that an office's are compared with.
    block = TOKENS.read_text(encoding="utf-8").split(f"\n{_SELECTORS[theme]} {{")[1].split("}")[0]
    return MappingProxyType(dict(_TOKEN.findall(block)))


def whole_palette(given: Mapping[str, str], theme: Theme) -> Mapping[str, str]:
    """All colours of a theme: those `given`, and Netral's own for the others. Links have the accent unless they are given."""
    linked = {"link": given["accent"]} if "accent" in given else {}
    return MappingProxyType({**own_palette(theme), **linked, **given})


def weak_pairs(given: Mapping[str, str], theme: Theme) -> list[str]:
    """Each pair that cannot be told apart well enough once `given` is in force, as a sentence that says what to do."""
    palette = whole_palette(given, theme)
    # A link that only follows the accent would repeat every complaint about it.
    pairs = [pair for pair in PAIRS if pair.on != "link" or "link" in given or "accent" not in given]
    return [
        _complaint(pair, palette, given)
        for pair in pairs
        if contrast(palette[pair.on], palette[pair.ground]) < pair.least
    ]


def shown_ratio(ratio: float) -> str:
    """A contrast ratio with one decimal, rounded down: 4.49 is not enough where 4.5 is needed, and must not read so."""
    return f"{math.floor(ratio * 10) / 10:.1f}"


def _complaint(pair: Pair, palette: Mapping[str, str], given: Mapping[str, str]) -> str:
    on, ground = palette[pair.on], palette[pair.ground]
    # The office changes what it has set; where that is the ground alone, setting the other colour helps as well.
    changed = pair.on if pair.on in given else pair.ground
    advice = "Change one of the two"
    if found := nearest_shade(palette[changed], lambda shade: _holds({**palette, changed: shade}, changed)):
        advice = f"Take a {found[0]} `{changed}`, such as {found[1]}"
        advice += "" if pair.on in given else f", or set `{pair.on}` too"
    return (
        f"`{pair.on}` ({on}) on `{pair.ground}` ({ground}) has a contrast of {shown_ratio(contrast(on, ground))}, "
        f"and needs {pair.least}. {advice}."
    )


def _holds(palette: Mapping[str, str], token: str) -> bool:
    """Whether every pair with that token is well enough apart: a shade that helps one must not spoil another."""
    return all(
        contrast(palette[pair.on], palette[pair.ground]) >= pair.least
        for pair in PAIRS
        if token in (pair.on, pair.ground)
    )


def palette_css(light: Mapping[str, str], dark: Mapping[str, str]) -> str:
    """The rules that put an office's colours over those of `tokens.css`, to stand right after it; empty without any."""
    return "".join(_rules({"light": light, "dark": dark}))


def _rules(given: Mapping[Theme, Mapping[str, str]]) -> Iterator[str]:
    for theme in THEMES:
        # Only what differs: the rest stays a matter of one file.
        whole, own = whole_palette(given[theme], theme), own_palette(theme)
        lines = "".join(f"--n-{token}:{colour};" for token, colour in whole.items() if colour != own[token])
        if lines:
            yield f"{_SELECTORS[theme]}{{{lines}}}\n"
            if theme == "dark":  # twice, as in tokens.css: by a class of Gradio's, or by the reader's system
                yield f"@media (prefers-color-scheme: dark){{body.follow{{{lines}}}}}\n"
