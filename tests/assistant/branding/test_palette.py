"""The colours of the pages: those of tokens.css can be told apart, and an office's come over them in every rule."""

from __future__ import annotations

import re

import pytest

from assistant.branding.colour import contrast
from assistant.branding.palette import (
    PAIRS,
    THEMES,
    TOKENS,
    Theme,
    own_palette,
    palette_css,
    shown_ratio,
    weak_pairs,
    whole_palette,
)

STYLES = "".join(path.read_text(encoding="utf-8") for path in TOKENS.parent.glob("*.css"))


def test_the_palette_is_that_of_the_tokens() -> None:
    text = TOKENS.read_text(encoding="utf-8")
    for theme in THEMES:
        palette = own_palette(theme)
        assert len(palette) == 17
        assert all(f"--n-{token}: {colour};" in text for token, colour in palette.items())
    assert (own_palette("light")["accent"], own_palette("dark")["accent"]) == ("#0d5c4f", "#7fd1bd")
    assert [*own_palette("light")] == [*own_palette("dark")]


def test_the_dark_colours_are_the_same_in_both_rules() -> None:
    """By a class of Gradio's and by the reader's system: the check of a brand looks at one of them."""
    text = TOKENS.read_text(encoding="utf-8")
    by_class, by_system = (
        re.findall(r"(--n-[a-z-]+): *([^;]+);", text.split(rule)[1].split("}")[0])
        for rule in ("\nbody.dark {", "body.follow {")
    )
    assert by_class == by_system


@pytest.mark.parametrize("theme", THEMES)
def test_our_own_pairs_can_be_told_apart(theme: Theme) -> None:
    palette = own_palette(theme)
    assert {pair for pair in PAIRS if contrast(palette[pair.on], palette[pair.ground]) < pair.least} == set()
    assert weak_pairs({}, theme) == []


def test_every_colour_of_a_text_is_among_the_pairs() -> None:
    """A style sheet that writes in another token needs it to be checked."""
    written = set(re.findall(r"(?<![\w-])color:\s*var\(--n-([a-z-]+)\)", STYLES))
    assert written
    # "page" is written on "ink": the pair of those two the other way round, with the same contrast.
    assert written - {pair.on for pair in PAIRS} <= {"page"}


def test_links_follow_an_accent_unless_they_are_given() -> None:
    assert whole_palette({"accent": "#8a1c1c"}, "light")["link"] == "#8a1c1c"
    assert whole_palette({"accent": "#8a1c1c", "link": "#00489c"}, "light")["link"] == "#00489c"
    assert whole_palette({}, "light") == own_palette("light")


def test_too_little_contrast_is_said_with_both_numbers_and_a_shade_that_is_enough() -> None:
    found = weak_pairs({"accent": "#ffcc00"}, "light")
    assert len(found) == 4  # on three grounds, and what is written on it; links only follow
    assert found[0] == (
        "`accent` (#ffcc00) on `page` (#f7f8f7) has a contrast of 1.4, and needs 4.5. Take a darker `accent`, such as #856a00."
    )
    assert found[-1].startswith("`on-accent` (#ffffff) on `accent` (#ffcc00) has a contrast of 1.5, and needs 4.5.")
    assert found[-1].endswith(", or set `on-accent` too.")
    assert weak_pairs({"accent": "#856a00"}, "light") == []  # the proposal fits every pair


def test_an_edge_needs_less_than_a_text() -> None:
    assert weak_pairs({"edge": "#8c8c8c"}, "light") == []
    assert "has a contrast of 2.8, and needs 3.0" in weak_pairs({"edge": "#999999"}, "light")[-1]


def test_a_given_link_is_checked_for_itself() -> None:
    found = weak_pairs({"accent": "#1f3f77", "link": "#999999"}, "light")
    assert [text.split()[0] for text in found] == ["`link`"] * 3


def test_where_no_shade_is_enough_one_of_the_two_has_to_change() -> None:
    # Between a black card and a white page, no ink can be read on both.
    found = weak_pairs({"page": "#ffffff", "surface": "#000000", "ink": "#888888"}, "light")
    assert any(text.endswith("Change one of the two.") for text in found)


def test_a_ratio_is_never_rounded_up_to_what_is_needed() -> None:
    assert [shown_ratio(ratio) for ratio in (4.499, 4.5, 21.0)] == ["4.4", "4.5", "21.0"]


def test_only_what_differs_is_in_the_style_sheet() -> None:
    assert palette_css({}, {}) == ""
    assert palette_css({"accent": "#0d5c4f"}, {}) == ""
    assert palette_css({"sunken": "#eeeeee"}, {}) == ":root{--n-sunken:#eeeeee;}\n"
    dark = "{--n-accent:#a9c3f5;--n-link:#a9c3f5;}"
    assert palette_css({}, {"accent": "#a9c3f5"}) == (
        f"body.dark{dark}\n@media (prefers-color-scheme: dark){{body.follow{dark}}}\n"
    )
