"""The look of a memo, read from `data/layout.toml`, the same for both kinds of file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from index.toml import read_toml

DATA = Path(__file__).parent / "data"
LANGUAGE_TAGS = {"id": "id-ID", "en": "en-GB"}
"""The languages of a memo as files name them; Word checks spelling only where a region is named."""
LINE_HEIGHT = 1.38
"""Leading as a multiple of the size of type."""


@dataclass(frozen=True, slots=True)
class Page:
    """The sheet and its margins, in millimetres; `footer` is the distance of the footer from the lower edge."""

    width: float
    height: float
    margin_top: float
    margin_bottom: float
    margin_left: float
    margin_right: float
    footer: float


@dataclass(frozen=True, slots=True)
class Style:
    """One kind of paragraph: `size` in points, all other lengths in millimetres.

    `word` names its style in Word, `level` is that of a heading (0: none), `colour` a key of the palette. `bar` is the width of a line
    along the left side, `rule_above` and `rule_below` the thickness, in points, of a line across the page.
    """

    word: str
    size: float = 10.5
    bold: bool = False
    italic: bool = False
    caps: bool = False
    colour: str = "text"
    align: Literal["left", "center"] = "left"
    level: int = 0
    before: float = 0.0
    after: float = 0.0
    indent: float = 0.0
    hanging: float = 0.0
    bar: float = 0.0
    rule_above: float = 0.0
    rule_below: float = 0.0
    keep_next: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """Page, palette (`#rrggbb` by name), styles by the role of a paragraph, and the fonts of each kind of file."""

    page: Page
    colours: Mapping[str, str]
    styles: Mapping[str, Style]
    word_font: str
    pdf_fonts: Mapping[str, str]
    pdf_fallbacks: tuple[str, ...]


@cache
def load_layout() -> Layout:
    """The layout of the data file.

    Raises:
        ConfigError: the file is not valid TOML.
        TypeError: it has a key that no record knows.
    """
    values: dict[str, Any] = read_toml(DATA / "layout.toml")
    pdf = dict(values["pdf"])
    fallbacks = tuple(pdf.pop("fallbacks"))
    return Layout(
        page=Page(**values["page"]),
        colours=MappingProxyType(values["colours"]),
        styles=MappingProxyType({role: Style(**style) for role, style in values["styles"].items()}),
        word_font=values["docx"]["font"],
        pdf_fonts=MappingProxyType(pdf),
        pdf_fallbacks=fallbacks,
    )
