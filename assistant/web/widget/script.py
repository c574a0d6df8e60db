"""The scripts that other pages load: each is a function in `static/`, called with its style sheet and what an office sets."""

from __future__ import annotations

import json
from collections.abc import Mapping

from assistant.branding.brand import Brand
from assistant.html import STATIC
from assistant.web.shared.smaller import squeeze_css, squeeze_script

COLOURS = {
    "a": "accent",
    "o": "on-accent",
    "p": "page",
    "s": "surface",
    "i": "ink",
    "l": "edge",
    "w": "warn-line",
}
"""The colours that `widget.css` uses, by the tokens of `tokens.css`. Short names: the whole script has 4 KB."""


SCALE = (
    "M12 3.5v17M7 20.5h10M4 7h16M6.5 7l-3 7M6.5 7l3 7M17.5 7l-3 7M17.5 7l3 7"
    "M3 14.3h7a3.5 3.2 0 0 1-7 0zM14 14.3h7a3.5 3.2 0 0 1-7 0z"
)
"""Netral's mark as one path of an SVG of 24 by 24: the paths of `i-scale` in `icons.css`."""
BUBBLE = "M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z"
"""For an office with a logo of its own, which a page's policy may not allow: `i-chat`."""


def widget_script(brand: Brand) -> bytes:
    """`/widget.js`: the button and the element, with the office's name and colours; in ASCII, for pages of any charset."""
    css = _colour_rules(brand.palette("light"), brand.palette("dark"))
    css += (STATIC / "widget.css").read_text(encoding="utf-8")
    return _called("widget.js", brand.name, BUBBLE if brand.logo else SCALE, squeeze_css(css))


def panel_script() -> bytes:
    """`/widget-panel.js`: the panel of the widget, fetched when it is first opened."""
    return _called("widgetpanel.js", squeeze_css((STATIC / "widgetpanel.css").read_text(encoding="utf-8")))


def _called(file: str, *given: str) -> bytes:
    """The script, whose last line is the end of a function, with a call of it."""
    script = squeeze_script((STATIC / file).read_text(encoding="utf-8")).rstrip()
    return f"{script}({','.join(map(json.dumps, given))});\n".encode("ascii")


def _colour_rules(light: Mapping[str, str], dark: Mapping[str, str]) -> str:
    # The bar over the panel: the accent, but a light accent on a dark page would glare there.
    night = f"{_variables(dark)} --h: {dark['surface']}; --k: {dark['ink']}; color-scheme: dark;"
    return (
        f".n {{ {_variables(light)} --h: {light['accent']}; --k: {light['on-accent']}; color-scheme: light; }} .dark {{ {night} }} "
        f"@media (prefers-color-scheme: dark) {{ .auto {{ {night} }} }}"
    )


def _variables(palette: Mapping[str, str]) -> str:
    return " ".join(f"--{short}: {palette[token]};" for short, token in COLOURS.items())
