"""Colours and their contrast, against figures worked out by hand and published ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.branding.colour import contrast, luminance, mix, nearest_shade, read_colour

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("value", "colour"),
    [("#0D5C4F", "#0d5c4f"), ("#fff", "#ffffff"), ("#a1c", "#aa11cc"), ("#0d5c4f", "#0d5c4f")],
)
def test_both_forms_of_a_colour_are_read(value: str, colour: str) -> None:
    assert read_colour(value) == colour


@pytest.mark.parametrize(
    "value", ["", "green", "0d5c4f", "#0d5c4", "#0d5c4f80", "#0d5c4g", "rgb(0, 0, 0)", "#fff;x:y", "#fff\n", 0, None, ["#fff"]]
)  # fmt: skip
def test_nothing_else_is_a_colour(value: object) -> None:
    assert read_colour(value) is None


def test_luminance_is_that_of_the_formula() -> None:
    assert (luminance("#000000"), luminance("#ffffff")) == (0, pytest.approx(1))
    assert luminance("#0000ff") == pytest.approx(0.0722)
    # 0x0a / 255 = 0.0392 is below the threshold: that channel is divided by 12.92.
    assert luminance("#0a0a0a") == pytest.approx(10 / 255 / 12.92)
    half = ((128 / 255 + 0.055) / 1.055) ** 2.4
    assert luminance("#808000") == pytest.approx((0.2126 + 0.7152) * half)


def test_contrast_is_that_of_the_formula() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#0000ff") == pytest.approx(1.05 / (0.0722 + 0.05))
    # The greys on either side of 4.5 on white, as accessibility guides name them.
    assert contrast("#767676", "#ffffff") >= 4.5 > contrast("#777777", "#ffffff")


@given(COLOURS, COLOURS)
def test_contrast_does_not_depend_on_the_order_and_is_within_bounds(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21 + 1e-9


def test_a_mix_goes_from_one_to_the_other() -> None:
    assert [mix("#204060", "#ffffff", share) for share in (0, 0.5, 1)] == ["#204060", "#90a0b0", "#ffffff"]


def test_the_nearest_shade_is_the_one_that_changes_least() -> None:
    assert nearest_shade("#777777", lambda shade: contrast(shade, "#ffffff") >= 4.5) == ("darker", "#767676")
    word, shade = nearest_shade("#1f3f77", lambda shade: contrast(shade, "#101614") >= 4.5) or ("", "")
    assert word == "lighter"
    assert 4.5 <= contrast(shade, "#101614") < 5
    assert nearest_shade("#777777", lambda _: False) is None
