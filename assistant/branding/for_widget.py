"""What the widget's script has to know of the brand: it draws on pages of others, where no style sheet of ours is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from assistant.branding.brand import NETRAL, Brand
from assistant.branding.palette import Theme

WIDGET_COLOURS = ("accent", "on-accent", "page", "ink", "edge")
"""The tokens of what the script draws itself: the launcher, the bar of the panel, and the panel before its page is there."""


@dataclass(frozen=True, slots=True)
class WidgetBrand:
    """The name on the launcher, and the colours of `WIDGET_COLOURS` as `#rrggbb`, by token, for either theme.

    `logo` is the path of the office's picture below the server's address, or empty.
    """

    name: str
    light: Mapping[str, str]
    dark: Mapping[str, str]
    logo: str

    def as_json(self) -> str:
        """The record as JSON in ASCII: a page of others may read the script in any charset."""
        return json.dumps(asdict(self), ensure_ascii=True)


def widget_brand(brand: Brand = NETRAL) -> WidgetBrand:
    """The part of a brand that the widget's script needs."""

    def chosen(theme: Theme) -> dict[str, str]:
        return {token: brand.palette(theme)[token] for token in WIDGET_COLOURS}

    logo = f"static/netral/{brand.logo.file_name}" if brand.logo else ""
    return WidgetBrand(brand.name, chosen("light"), chosen("dark"), logo)
