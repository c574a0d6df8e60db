"""`manifest.toml`: what is known about each file in a folder of articles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.errors import ConfigError, DocumentError, SourceError, check_keys
from index.source_ids import id_problem
from index.toml import read_toml

MANIFEST = "manifest.toml"
MANIFEST_KEYS = frozenset(
    {"id", "file", "title", "publisher", "place", "published", "language", "url", "sha256", "derived", "questions"}
)
TEXT_KEYS = sorted(MANIFEST_KEYS - {"published", "derived", "questions"})


def read_manifest(path: Path) -> dict[str, dict[str, Any]]:
    """The entries of a manifest by file name; none where there is no manifest.

    Raises:
        SourceError: the manifest is not valid; the message names the entry.
    """
    if not path.exists():
        return {}
    try:
        return _entries_by_file(read_toml(path), path)
    except ConfigError as error:  # the articles are at fault, not the settings
        raise SourceError(str(error)) from error


def _entries_by_file(parsed: Mapping[str, Any], path: Path) -> dict[str, dict[str, Any]]:
    sources = parsed.get("source", [])
    if not isinstance(sources, list) or not all(isinstance(entry, dict) for entry in sources):
        raise ConfigError(f"{path}: begin each article's entry with [[source]].")
    check_keys(parsed, ["source"], str(path))
    for number, entry in enumerate(sources, 1):
        _check_entry(entry, f"{path}, source {number}")
    entries: dict[str, dict[str, Any]] = {}
    for entry in sources:
        if entry["file"] in entries:
            raise ConfigError(f"{path} names {entry['file']} twice. Remove one.")
        entries[entry["file"]] = entry
    return entries


def _check_entry(entry: Mapping[str, Any], where: str) -> None:
    check_keys(entry, MANIFEST_KEYS, where)
    for key in TEXT_KEYS:
        if not isinstance(entry.get(key, ""), str):
            raise ConfigError(f"{where}: `{key}` is {entry[key]!r}. Write it in quotes.")
    if not isinstance(entry.get("derived", []), list):
        raise ConfigError(f'{where}: write `derived` as a list, such as ["title"].')
    if "id" in entry and (problem := id_problem(entry["id"])):
        raise ConfigError(f"{where}: `id` is {entry['id']!r}, which {problem}. Use another one.")
    stated_date(entry.get("published"), where)
    stated_questions(entry.get("questions", {}), where)
    if "file" not in entry:
        raise ConfigError(f"{where} has no `file`. Name the file that it describes.")


def stated_date(value: object, where: str) -> str | None:
    """A date, TOML's or a text, as `YYYY-MM-DD`; a time after it is left out.

    Raises:
        DocumentError: it is no date.
    """
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        raise DocumentError(
            "date", f"{where}: `published` is {value!r}. Write it as a date, such as 2024-04-18."
        ) from None


def stated_questions(table: object, where: str) -> tuple[tuple[str, str], ...]:
    """The questions of an entry as (language, question).

    Raises:
        SourceError: they are not written as lists by language.
    """
    if not isinstance(table, dict) or not all(isinstance(questions, list) for questions in table.values()):
        raise SourceError(f'{where}: write `questions` as {{ id = ["..."], en = ["..."] }}.')
    return tuple((lang, str(question)) for lang, questions in table.items() for question in questions)
