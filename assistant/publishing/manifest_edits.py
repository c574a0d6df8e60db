"""Changes to a `manifest.toml` that leave everything else as it is: comments, order, spacing. Pure functions on its text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from index.errors import ConfigError, DocumentError
from index.manifest import MANIFEST
from index.toml import parse_toml

# The line before an entry: tomlkit's text of the entry begins after it.
_HEADER = re.compile(r"\[\[[ \t]*source[ \t]*\]\][^\n]*\n\Z")


def with_entry(text: str, file: str, values: Mapping[str, Any]) -> str:
    """The manifest with `values` in the entry of `file`, which is added if there is none; the value None removes a key.

    Raises:
        DocumentError: the manifest is written in a way that this function cannot change.
    """
    parsed = _parse(text)
    entry = _entry(parsed, file)
    if entry is None:
        given = {"file": file} | {key: value for key, value in values.items() if value is not None}
        gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
        changed = text + gap + "[[source]]\n" + tomlkit.dumps(given)
    else:
        for key, value in values.items():
            if value is not None:
                entry[key] = value
            elif key in entry:
                del entry[key]
        changed = tomlkit.dumps(parsed)
    return _checked(text, changed, file, dict(values))


def without_entry(text: str, file: str) -> str:
    """The manifest without the entry of `file`; comments after the entry stay, since they are about the next one.

    Raises:
        DocumentError: the manifest is written in a way that this function cannot change.
    """
    removed = entry_text(text, file)
    if not removed:
        return text
    before, _, after = text.partition(removed)
    return _checked(text, before + after.lstrip("\r\n"), file, None)


def entry_text(text: str, file: str) -> str:
    """The entry of `file` as the manifest has it, to the character; empty where there is none.

    Raises:
        DocumentError: the manifest is written in a way that this function cannot read.
    """
    entry = _entry(_parse(text), file)
    if entry is None:
        return ""
    lines = entry.as_string().splitlines(keepends=True)
    # tomlkit counts the comments and blank lines before the next entry as the end of this one.
    while lines and re.match(r"\s*(#|$)", lines[-1]):
        lines.pop()
    body = "".join(lines)
    before, found, _ = text.partition(body)
    header = _HEADER.search(before)
    if not found or not header:
        raise _refused(file)
    return header.group() + body


def with_entry_text(text: str, file: str, entry: str) -> str:
    """The manifest with `entry`, a text that `entry_text` gave, as the entry of `file`; without one where `entry` is empty.

    Raises:
        DocumentError: the manifest is written in a way that this function cannot change, or the text is no entry of `file`.
    """
    others = without_entry(text, file)
    if not entry.strip():
        return others
    gap = "" if not others else "\n" if others.endswith("\n") else "\n\n"
    changed = others + gap + entry
    try:
        wanted = [*parse_toml(others, MANIFEST).get("source", []), *parse_toml(entry, MANIFEST).get("source", [])]
        fits = parse_toml(changed, MANIFEST).get("source", []) == wanted and wanted[-1].get("file") == file
    except (ConfigError, IndexError, AttributeError):
        fits = False
    if not fits:
        raise _refused(file)
    return changed


def _parse(text: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise DocumentError("manifest", f"{MANIFEST} is not valid TOML: {error}. Correct that line.") from error


def _entry(parsed: tomlkit.TOMLDocument, file: str) -> Table | None:
    sources = parsed.get("source")
    # `source = [{...}]` is TOML too, but no run of lines that could be changed or taken out alone.
    if sources is not None and not isinstance(sources, AoT):
        raise _refused(file)
    return next((entry for entry in sources or () if entry.get("file") == file), None)


def _checked(before: str, after: str, file: str, values: Mapping[str, Any] | None) -> str:
    """`after`, if a second TOML parser finds that it differs from `before` by what was asked for and by nothing else."""
    wanted: list[dict[str, Any]] = parse_toml(before, MANIFEST).get("source", [])
    old = next((entry for entry in wanted if entry["file"] == file), None)
    if values is None:
        wanted = [entry for entry in wanted if entry is not old]
    else:
        new = {"file": file} | (old or {}) | dict(values)
        new = {key: value for key, value in new.items() if value is not None}
        wanted = [new if entry is old else entry for entry in wanted] if old else [*wanted, new]
    try:
        got = parse_toml(after, MANIFEST).get("source", [])
    except ConfigError:
        got = None
    if got != wanted:
        raise _refused(file)
    return after


def _refused(file: str) -> DocumentError:
    return DocumentError(
        "manifest",
        f"The entry of {file} in {MANIFEST} cannot be changed from here. Change it in the file; begin each entry with [[source]].",
    )
