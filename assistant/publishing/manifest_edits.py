"""Changes to a `manifest.toml` that keep everything else in it: comments, order, spacing. Pure functions on its text."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from index.errors import DocumentError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_HEADER = re.compile(r"\[\[[ \t]*source[ \t]*\]\][^\n]*\n\Z")


def with_entry(text: str, file: str, values: Mapping[str, Any]) -> str:
    """The manifest with `values` in the entry of `file`, which is added where there is none; None takes a key out.

    Raises:
        DocumentError: the manifest is written in a way that this cannot change.
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
        DocumentError: the manifest is written in a way that this cannot change.
    """
    taken = entry_text(text, file)
    if not taken:
        return text
    before, _, after = text.partition(taken)
    return _checked(text, before + after.lstrip("\r\n"), file, None)


def entry_text(text: str, file: str) -> str:
    """The entry of `file` as it stands in the manifest; empty where there is none.

    Raises:
        DocumentError: the manifest is written in a way that this cannot read.
    """
    entry = _entry(_parse(text), file)
    if entry is None:
        return ""
    lines = entry.as_string().splitlines(keepends=True)
    while lines and re.match(r"\s*(#|$)", lines[-1]):
        lines.pop()
    body = "".join(lines)
    before, found, _ = text.partition(body)
    header = _HEADER.search(before)
    if not found or not header:
        raise _refused(file)
    return header.group() + body


def _parse(text: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise DocumentError("manifest", f"manifest.toml is not valid TOML: {error}. Mend that line.") from error


def _entry(parsed: tomlkit.TOMLDocument, file: str) -> Table | None:
    sources = parsed.get("source")
    if sources is not None and not isinstance(sources, AoT):
        raise _refused(file)
    return next((entry for entry in sources or () if entry.get("file") == file), None)


def _checked(before: str, after: str, file: str, values: Mapping[str, Any] | None) -> str:
    """`after`, if it differs from `before` by what was asked for and by nothing else."""
    wanted: list[dict[str, Any]] = tomllib.loads(before).get("source", [])
    old = next((entry for entry in wanted if entry["file"] == file), None)
    if values is None:
        wanted = [entry for entry in wanted if entry is not old]
    else:
        new = {"file": file} | (old or {}) | dict(values)
        new = {key: value for key, value in new.items() if value is not None}
        wanted = [new if entry is old else entry for entry in wanted] if old else [*wanted, new]
    try:
        got = tomllib.loads(after).get("source", [])
    except tomllib.TOMLDecodeError:
        got = None
    if got != wanted:
        raise _refused(file)
    return after


def _refused(file: str) -> DocumentError:
    return DocumentError(
        "manifest",
        f"The entry of {file} in manifest.toml cannot be changed from here. Change it in the file; begin each entry with [[source]].",
    )
