"""The scripts that other pages load, as they are served: each a function of `static/`, called with its style sheet and what an office sets."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

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
Palette = Mapping[str, str]
"""Colours as `#rrggbb`, by their tokens."""


SCALE = "M12 4v16M7 20h10M5 8h14M5 8l-2.5 6a3 3 0 0 0 5 0L5 8zm14 0-2.5 6a3 3 0 0 0 5 0L19 8z"
"""Netral's mark as the path of an SVG of 24 by 24; the same as `i-scale` of `icons.css`."""
BUBBLE = "M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z"
"""For an office with a logo of its own, which a page's policy may not allow: `i-chat`."""


def widget_script(name: str, own_mark: bool, light: Palette, dark: Palette) -> bytes:
    """`/widget.js`: the button and the element, in ASCII, for pages of any charset.

    Args:
        name: what the assistant is called.
        own_mark: whether the button shows Netral's mark.
        light: the colours of the light theme.
        dark: those of the dark theme.
    """
    css = _colour_rules(light, dark) + (STATIC / "widget.css").read_text(encoding="utf-8")
    return _called("widget.js", name, SCALE if own_mark else BUBBLE, squeeze_css(css))


def panel_script() -> bytes:
    """`/widget-panel.js`: the panel of the widget, fetched when it is first opened."""
    return _called("widgetpanel.js", squeeze_css((STATIC / "widgetpanel.css").read_text(encoding="utf-8")))


def _called(file: str, *given: str) -> bytes:
    """The script, whose last line is the end of a function, with a call of it."""
    script = squeeze_script((STATIC / file).read_text(encoding="utf-8")).rstrip()
    return f"{script}({','.join(map(json.dumps, given))});\n".encode("ascii")


def netral_palette(theme: str) -> Palette:
    """Our own colours of the theme "light" or "dark", from `tokens.css`."""
    css = (STATIC / "tokens.css").read_text(encoding="utf-8")
    block = css.split("body.dark {" if theme == "dark" else ":root {")[1].split("}")[0]
    return dict(re.findall(r"--n-([a-z-]+): (#[0-9a-f]{6});", block))


def _colour_rules(light: Palette, dark: Palette) -> str:
    # The bar over the panel: the accent, but a light accent on a dark page would glare there.
    night = f"{_variables(dark)} --h: {dark['surface']}; --k: {dark['ink']}; color-scheme: dark;"
    return (
        f".n {{ {_variables(light)} --h: {light['accent']}; --k: {light['on-accent']}; color-scheme: light; }} .dark {{ {night} }} "
        f"@media (prefers-color-scheme: dark) {{ .auto {{ {night} }} }}"
    )


def _variables(palette: Palette) -> str:
    return " ".join(f"--{short}: {palette[token]};" for short, token in COLOURS.items())
