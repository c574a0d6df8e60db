"""Reads `brand.toml` and checks every part of it, so that a wrong one is refused before a page shows it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from assistant.branding.brand import NAME, NETRAL, Brand
from assistant.branding.colour import read_colour
from assistant.branding.logo import Logo, read_logo
from assistant.branding.palette import THEMES, Theme, own_palette, weak_pairs
from index.errors import ConfigError, check_keys
from index.toml import read_toml

if TYPE_CHECKING:  # the texts, which are beside the records, say the name
    from assistant.answer import Lang

BRAND_FILE = "brand.toml"
KEYS = ("name", "tagline", "logo", *THEMES)
LANGUAGES: tuple[Lang, ...] = ("id", "en")
NAME_LIMIT, TAGLINE_LIMIT = 40, 80
"""Characters. A longer name does not fit into the header of a phone."""


@dataclass(frozen=True, slots=True)
class BrandReport:
    """A brand with everything that is wrong with it; what is wrong is left out of `brand`."""

    brand: Brand
    file: Path
    problems: tuple[str, ...] = ()


def load_brand(setting: str) -> Brand:
    """The brand that the setting names: a folder with `brand.toml`, or such a file; empty: Netral's own.

    Raises:
        ConfigError: it cannot be used; the message is the first problem, and says how to see the others.
    """
    if not setting:
        return NETRAL
    report = check_brand(setting)
    if not report.problems:
        return report.brand
    more = len(report.problems) - 1
    rest = f" ({more} more: netral brand check {setting})" if more else ""
    raise ConfigError(f"The brand in {report.file} cannot be used: {report.problems[0]}{rest}")


def check_brand(place: str) -> BrandReport:
    """Every problem of the brand at `place`, each as a sentence that says what to do.

    Raises:
        ConfigError: there is no such file, or it is not TOML.
    """
    file = find_brand_file(place)
    try:
        values = read_toml(file)
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}. Check its permissions.") from error
    reader = _Reader(file.parent, values)
    return BrandReport(reader.brand(), file, tuple(reader.problems))


def find_brand_file(place: str) -> Path:
    """The `brand.toml` that a setting or an argument means.

    Raises:
        ConfigError: there is none.
    """
    path = Path(place).expanduser()
    file = path / BRAND_FILE if path.is_dir() else path
    if not file.is_file():
        raise ConfigError(
            f"`brand` is {place!r}, but there is no {file}. Name a folder with a {BRAND_FILE}, or leave the setting empty."
        )
    return file


class _Reader:
    """Reads part by part; what does not fit goes to `problems`, and the reading goes on."""

    def __init__(self, folder: Path, values: Mapping[str, Any]) -> None:
        self.problems: list[str] = []
        self._folder, self._values = folder, values

    def brand(self) -> Brand:
        self._unknown(self._values, KEYS, BRAND_FILE)
        name = self._line(self._values.get("name", NAME), "name", NAME_LIMIT)
        return Brand(
            name=name or NAME, tagline=self._tagline(), logo=self._logo(), light=self._colours("light"), dark=self._colours("dark")
        )  # fmt: skip

    def _unknown(self, given: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
        for key in given:
            try:
                check_keys([key], known, where)
            except ConfigError as error:
                self.problems.append(str(error))

    def _line(self, value: object, key: str, limit: int) -> str:
        """A text of one line, or an empty one with its problem."""
        if not isinstance(value, str) or not value.strip():
            what = "is empty" if isinstance(value, str) else f"is {value!r}"
            self.problems.append(f"`{key}` {what}: give a text in quotes, or leave the key out.")
        elif len(value) > limit:
            self.problems.append(f"`{key}` has {len(value)} characters: shorten it to {limit}, or it does not fit.")
        # Line breaks and invisible characters spoil a title; braces mark the places that the words files fill in.
        elif bad := next((c for c in value if unicodedata.category(c)[0] == "C" or c in "{}"), ""):
            self.problems.append(f"`{key}` has the character {bad!r}: take it out.")
        else:
            return value.strip()
        return ""

    def _tagline(self) -> Mapping[Lang, str]:
        given = self._values.get("tagline")
        if given is None:
            return NETRAL.tagline
        if not isinstance(given, dict):
            self.problems.append('`tagline` is no table: write tagline = { id = "...", en = "..." }.')
            return NETRAL.tagline
        self._unknown(given, LANGUAGES, "`tagline`")
        lines: dict[Lang, str] = {}
        for lang in LANGUAGES:
            if lang in given:
                lines[lang] = self._line(given[lang], f"tagline.{lang}", TAGLINE_LIMIT)
            else:
                self.problems.append(f"`tagline` has no `{lang}`: pages are in both languages, so give it in both.")
        return MappingProxyType(lines) if all(lines.get(lang) for lang in LANGUAGES) else NETRAL.tagline

    def _logo(self) -> Logo | None:
        name = self._values.get("logo")
        if name is None:
            return None
        if not isinstance(name, str) or not name or Path(name).name != name:
            self.problems.append(
                f"`logo` is {name!r}: it must be the name of a file beside {BRAND_FILE}, without a folder."
            )
            return None
        try:
            return read_logo(self._folder / name)
        except ConfigError as error:
            self.problems.append(str(error))
        except OSError as error:
            self.problems.append(
                f"The logo {self._folder / name} cannot be read: {error.strerror}. Check its permissions."
            )
        return None

    def _colours(self, theme: Theme) -> Mapping[str, str]:
        given = self._values.get(theme, {})
        if not isinstance(given, dict):
            self.problems.append(
                f'`{theme}` is no table: write [{theme}], and below it lines such as accent = "#8a1c1c".'
            )
            return MappingProxyType({})
        tokens = tuple(own_palette(theme))
        self._unknown(given, tokens, f"[{theme}]")
        known = {key: value for key, value in given.items() if key in tokens}
        colours = MappingProxyType(dict(self._read(known, theme)))
        self.problems += [f"[{theme}] {complaint}" for complaint in weak_pairs(colours, theme)]
        return colours

    def _read(self, given: Mapping[str, Any], theme: Theme) -> Iterator[tuple[str, str]]:
        for key, value in given.items():
            if colour := read_colour(value):
                yield key, colour
            else:
                self.problems.append(
                    f'[{theme}] `{key}` is {value!r}: it must be a colour as "#rrggbb", such as "#0d5c4f".'
                )
