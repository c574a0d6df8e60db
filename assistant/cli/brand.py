"""`netral brand check`: an office's name, colours and logo, with everything that is wrong with them."""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from assistant.cli.command import Commands, add_command
from assistant.settings import Settings
from index.errors import ConfigError
from index.terminal import show, visible_line

if TYPE_CHECKING:
    from assistant.branding.brand import Brand
    from assistant.branding.palette import Theme


def add_commands(commands: Commands) -> None:
    """Add `brand` with its action."""
    text = "check an office's name, colours and logo"
    actions = commands.add_parser("brand", help=text).add_subparsers(required=True, metavar="ACTION")
    check = add_command(
        actions, "check", _check, "name every problem of a brand, and show its colours with their contrast"
    )
    check.add_argument("place", nargs="?", metavar="FOLDER", help="or its brand.toml; default: the setting `brand`")
    check.add_argument("--json", action="store_true", help="print it as JSON")


def _check(arguments: argparse.Namespace, settings: Settings) -> int:
    from assistant.branding.brand_file import check_brand

    place = arguments.place or settings.brand
    if not place:
        raise ConfigError("The setting `brand` is empty. Name the folder: netral brand check FOLDER")
    report = check_brand(place)
    if arguments.json:
        show(
            json.dumps(
                {"file": str(report.file), **_as_dict(report.brand), "problems": report.problems},
                indent=2,
                ensure_ascii=False,
            )
        )
    else:
        print(
            "\n".join(_lines(report.brand, _shows_colours()))
        )  # not `show`: a sample of a colour is an escape sequence
        show("".join(f"\n{report.file}: {visible_line(problem)}" for problem in report.problems))
        show(f"{report.file}: {len(report.problems):,} problems.")
    return 1 if report.problems else 0


def _shows_colours() -> bool:
    """Whether a sample of each pair can be seen: on a terminal, unless its user wants none (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _lines(brand: Brand, colours: bool) -> Iterator[str]:
    """What the pages show: name, line, picture, then each pair of colours with its contrast and the least that it needs."""
    from assistant.branding.palette import THEMES

    yield f"name     {visible_line(brand.name)}"
    for lang, line in brand.tagline.items():
        yield f"tagline  {visible_line(line)} ({lang})"
    yield f"logo     {_said_of_logo(brand)}"
    for theme in THEMES:
        set_here = brand.light if theme == "light" else brand.dark
        yield f"{theme}: {', '.join(set_here) or 'nothing set, the colours are those of Netral'}"
        for pair in _pairs(brand, theme):
            yield _pair_line(pair, colours)


def _said_of_logo(brand: Brand) -> str:
    if brand.logo is None:
        return "none, the mark of Netral in the accent"
    kind = brand.logo.media_type.removeprefix("image/").removesuffix("+xml").upper()
    size = f"{kind}, {brand.logo.width:g} x {brand.logo.height:g}, {len(brand.logo.content):,} bytes"
    return size if brand.logo.is_square else f"{size}; as it is not square, it is small in the tab of a browser"


def _pairs(brand: Brand, theme: Theme) -> Iterator[dict[str, Any]]:
    from assistant.branding.colour import contrast
    from assistant.branding.palette import PAIRS

    palette = brand.palette(theme)
    for pair in PAIRS:
        on, ground = palette[pair.on], palette[pair.ground]
        ratio = contrast(on, ground)
        yield {
            "on": pair.on,
            "ground": pair.ground,
            "colours": [on, ground],
            "contrast": math.floor(ratio * 100)
            / 100,  # down, as it is shown: what is not enough must not read as enough
            "needs": pair.least,
            "fits": ratio >= pair.least,
        }


def _pair_line(pair: dict[str, Any], colours: bool) -> str:
    from assistant.branding.palette import shown_ratio

    on, ground = pair["colours"]
    names = f"{pair['on']} on {pair['ground']}"
    figures = f"{shown_ratio(pair['contrast']):>5} of {pair['needs']}"
    sample = f"  {_sample(on, ground)}" if colours else ""
    return f"  {names:20} {on} {ground} {figures}{'' if pair['fits'] else '  TOO LITTLE'}{sample}"


def _sample(on: str, ground: str) -> str:
    """A word in one colour on the other, as a terminal with 24-bit colours shows it."""
    codes = (";".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)) for colour in (on, ground))
    return "\x1b[38;2;{}m\x1b[48;2;{}m Contoh \x1b[0m".format(*codes)


def _as_dict(brand: Brand) -> dict[str, Any]:
    from assistant.branding.palette import THEMES

    logo = brand.logo
    return {
        "name": brand.name,
        "tagline": dict(brand.tagline),
        "logo": logo
        and {"type": logo.media_type, "width": logo.width, "height": logo.height, "bytes": len(logo.content)},
        **{theme: {"colours": dict(brand.palette(theme)), "pairs": list(_pairs(brand, theme))} for theme in THEMES},
    }
