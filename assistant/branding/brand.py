"""The identity in force: the name that pages and answers say, the colours, and the logo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.branding.logo import PNG, SVG, Logo
from assistant.branding.palette import Theme, palette_css, whole_palette

if TYPE_CHECKING:  # the texts, which are beside the records, say the name
    from assistant.answer import Lang

NAME = "Netral"
ICON, TOUCH_ICON = "icon.svg", "apple-touch-icon.png"
ICON_COLOURS = ("accent", "on-accent")
"""The tokens of the ground and of the scale in the drawing of the mark."""


@dataclass(frozen=True, slots=True)
class Brand:
    """What an office has set of its own; by default, Netral as it is.

    Attributes:
        name: what the assistant is called, in headers, titles and answers.
        tagline: the line beside the name, in both languages, or empty: that of the words files.
        light, dark: the office's colours by the tokens of `tokens.css`, as `#rrggbb`; only those that it has set.
        logo: the picture in place of the mark; None: the mark, in the accent.
    """

    name: str = NAME
    tagline: Mapping[Lang, str] = field(default_factory=lambda: MappingProxyType({}))
    light: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    dark: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    logo: Logo | None = None

    def palette(self, theme: Theme) -> Mapping[str, str]:
        """Every colour of a theme by its token, the office's own or Netral's: `palette("dark")["on-accent"]`."""
        return whole_palette(self.light if theme == "light" else self.dark, theme)

    @property
    def has_own_mark(self) -> bool:
        """Whether it is Netral's mark in Netral's colours. Only of that one there are pixel pictures, and they fit no other."""
        plain = self.palette("light")
        return self.logo is None and all(plain[token] == NETRAL.palette("light")[token] for token in ICON_COLOURS)

    @property
    def icon_name(self) -> str:
        """The name under which the picture of a browser's tab is served: the logo, or else the mark in its colours."""
        return self.logo.file_name if self.logo else ICON

    @property
    def icon_type(self) -> str:
        """The media type of that picture."""
        return self.logo.media_type if self.logo else SVG

    @property
    def touch_icon_name(self) -> str:
        """The name of the picture for a phone's home screen, which cannot be an SVG there; empty where there is none."""
        if self.has_own_mark:
            return TOUCH_ICON
        return self.icon_name if self.icon_type == PNG else ""

    def css(self) -> str:
        """The rules that put its colours and its logo in force, to stand right after `tokens.css`; empty where it has none."""
        return palette_css(self.light, self.dark) + (self.logo.css() if self.logo else "")


NETRAL = Brand()
_in_force = NETRAL


def brand_in_force() -> Brand:
    """The identity of this process: Netral's own until `use_brand` is called."""
    return _in_force


def use_brand(brand: Brand) -> None:
    """Put `brand` in force for the whole process."""
    # One for the process, and no argument of every function that says a sentence: a server has one identity, read once when
    # it starts. Its tests put Netral's own back (`tests/conftest.py`).
    global _in_force
    _in_force = brand
