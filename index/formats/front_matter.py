"""Front matter: the block of fields (YAML between --- lines, TOML between +++ lines) that a Markdown file may begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from index.dates import stated_date
from index.errors import ConfigError
from index.toml import parse_toml

FRONT_MATTER = "front-matter"
"""The furniture rule of such a block."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "judul"),
    "published": ("date", "published", "publishdate", "pubdate", "tanggal", "datepublished", "created"),
    "publisher": ("publisher", "penerbit", "source", "sumber", "site"),
    "url": ("url", "canonical", "canonical_url", "link", "permalink"),
}
"""What a document's record says, to the names that front matter has for it."""
OTHER_FIELDS = frozenset(
    {"author", "authors", "penulis", "layout", "tags", "categories", "description", "slug", "lang", "draft", "image"}
)
"""By these, too, a block is known for front matter; two rules (---) around a sentence with a colon are none."""
_NAMES = OTHER_FIELDS.union(*FIELDS.values())
_BLOCK = re.compile(r"(---|\+\+\+)[ \t]*\n(.*?)\n(\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
# A line "title: Rapat: Netralitas" is no YAML, and every office writes such.
_LINE = re.compile(r"([\w-]+)\s*[:=]\s*(\S.*)")
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A file's front matter: all its characters, those after it, and what it states (`Extracted.stated`)."""

    text: str = ""
    rest: str = ""
    stated: Mapping[str, str] = field(default_factory=dict)


def split_front_matter(text: str) -> FrontMatter:
    """The front matter of a text with Unix line ends, and the rest; a text that only begins with a rule (---) has none."""
    match = _BLOCK.match(text)
    values = _values(match[1], match[2]) if match else {}
    if not match or not values.keys() & _NAMES:
        return FrontMatter(rest=text)
    return FrontMatter(match.group().rstrip(), text[match.end() :], dict(_stated(values)))


def _values(fence: str, body: str) -> Mapping[str, str]:
    """The fields that are no lists, by their names in lower case; none where the block contains no fields."""
    try:
        parsed = parse_toml(body, "front matter") if fence == "+++" else _parse_yaml(body)
    except (ConfigError, ValueError):
        parsed = {found[1]: found[2].strip(" \t\"'") for line in body.splitlines() if (found := _LINE.fullmatch(line))}
    if not isinstance(parsed, dict):
        return {}
    plain = {key: value for key, value in parsed.items() if not isinstance(value, (dict, list))}
    return {str(key).lower(): str(value).strip() for key, value in plain.items()}


def _parse_yaml(body: str) -> object:
    """The values as they are written: a date is a text.

    Raises:
        ValueError: it is not valid YAML.
    """
    import yaml

    try:
        return yaml.load(body, yaml.BaseLoader)  # noqa: S506 -- the base loader makes texts, lists and dictionaries only
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _stated(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, spellings in FIELDS.items():
        value: str | None = next((values[key] for key in spellings if values.get(key)), None)
        if value and name == "published":
            value = stated_date(value)
        if value and bool(_ADDRESS.fullmatch(value)) == (name == "url"):
            yield name, value
