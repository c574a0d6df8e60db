"""`/widget.js` as it is served: the script of `static/widget.js`, called with its words, its colours and its style sheet."""

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


def widget_script(name: str, own_mark: bool, light: Palette, dark: Palette) -> bytes:
    """The script in ASCII, for pages of any charset.

    Args:
        name: what the assistant is called.
        own_mark: whether the button shows Netral's mark; a general one otherwise, as a page may allow no pictures.
        light: the colours of the light theme.
        dark: those of the dark theme.
    """
    css = squeeze_css(_colour_rules(light, dark) + (STATIC / "widget.css").read_text(encoding="utf-8"))
    given = ",".join(json.dumps(value) for value in (name, own_mark, css))
    script = squeeze_script((STATIC / "widget.js").read_text(encoding="utf-8"))
    return f"{script.rstrip()}({given});\n".encode("ascii")


def netral_palette(theme: str) -> Palette:
    """Our own colours of the theme "light" or "dark", from `tokens.css`."""
    css = (STATIC / "tokens.css").read_text(encoding="utf-8")
    block = css.split("body.dark {" if theme == "dark" else ":root {")[1].split("}")[0]
    return dict(re.findall(r"--n-([a-z-]+): (#[0-9a-f]{6});", block))


def _colour_rules(light: Palette, dark: Palette) -> str:
    night = f"{_variables(dark)} color-scheme: dark;"
    return (
        f".n {{ {_variables(light)} color-scheme: light; }} .dark {{ {night} }} "
        f"@media (prefers-color-scheme: dark) {{ .auto {{ {night} }} }}"
    )


def _variables(palette: Palette) -> str:
    return " ".join(f"--{short}: {palette[token]};" for short, token in COLOURS.items())
