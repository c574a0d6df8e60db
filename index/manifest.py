"""`manifest.toml`: what an office says of each file in a folder of articles."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.errors import ConfigError, SourceError, check_keys

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MANIFEST = "manifest.toml"
MANIFEST_KEYS = frozenset(
    {"id", "file", "title", "publisher", "place", "published", "language", "url", "sha256", "derived", "questions"}
)
TEXT_KEYS = sorted(MANIFEST_KEYS - {"published", "derived", "questions"})


def read_manifest(path: Path) -> dict[str, dict[str, Any]]:
    """The entries of a manifest by the file that each is about; empty where there is no manifest.

    Raises:
        SourceError: it is not valid; the message names the entry.
    """
    if not path.exists():
        return {}
    try:
        parsed = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} is not valid TOML: {error}. Mend that line.") from error
    sources = parsed.get("source", [])
    if not isinstance(sources, list) or not all(isinstance(entry, dict) for entry in sources):
        raise SourceError(f"{path}: begin each article's entry with [[source]].")
    try:
        check_keys(parsed, ["source"], str(path))
        for number, entry in enumerate(sources, 1):
            _check_entry(entry, f"{path}, source {number}")
    except ConfigError as error:
        raise SourceError(str(error)) from None
    entries: dict[str, dict[str, Any]] = {}
    for entry in sources:
        if entry["file"] in entries:
            raise SourceError(f"{path} names {entry['file']} twice. Remove one.")
        entries[entry["file"]] = entry
    return entries


def _check_entry(entry: Mapping[str, Any], where: str) -> None:
    check_keys(entry, MANIFEST_KEYS, where)
    for key in TEXT_KEYS:
        if not isinstance(entry.get(key, ""), str):
            raise ConfigError(f"{where}: `{key}` is {entry[key]!r}. Write it in quotes.")
    if not isinstance(entry.get("derived", []), list):
        raise ConfigError(f'{where}: write `derived` as a list, such as ["title"].')
    if "file" not in entry:
        raise ConfigError(f"{where} has no `file`. Name its file.")
