"""A folder of articles to `Document`s. Which file formats there are, and how to add one: `formats.py`.

A `manifest.toml` in the folder says what each file is. For a file that it does not describe, title and date are derived and listed
in `Document.derived`. A README is not an article.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.describe import describe
from index.document import Document
from index.errors import DocumentError, SourceError
from index.formats import EXTRACTORS, Extracted
from index.manifest import MANIFEST, read_manifest
from index.structure import find_structure

MAX_BYTES = 50 * 1024 * 1024
"""Larger files are refused before they are read."""


def load_folder(folder: Path) -> list[Document]:
    """All articles of `folder`, in the order of their ids; furniture is not marked yet.

    Raises:
        SourceError: no such folder, no articles, a file that cannot be read, two files with one id, or a manifest that
            does not fit the folder.
    """
    if not folder.is_dir():
        raise SourceError(f"No folder {folder}. Name the folder with the articles: netral index build FOLDER")
    files = sorted(p for p in folder.iterdir() if is_article(p))
    entries = read_manifest(folder / MANIFEST)
    if not files and not entries:
        raise SourceError(f"No articles in {folder}. Put {', '.join(sorted(EXTRACTORS))} files there and run it again.")
    missing = sorted(set(entries) - {path.name for path in files})
    if missing:
        raise SourceError(f"{MANIFEST} names {missing[0]}, which is not in {folder}. Add the file or remove its entry.")
    documents = [load_file(path, entries.get(path.name, {})) for path in files]
    seen: dict[str, str] = {}
    for document in documents:
        if document.id in seen:
            raise SourceError(
                f"Two files have the id {document.id!r}: {seen[document.id]} and {document.file}. "
                "Rename one, or give it another `id` in manifest.toml."
            )
        seen[document.id] = document.file
    # By id, whatever the order of the folder: the fingerprint of an index depends on it.
    return sorted(documents, key=lambda document: document.id)


def load_file(path: Path, entry: Mapping[str, Any] | None = None) -> Document:
    """One article. `entry` is its table in the manifest, if it has one.

    Raises:
        SourceError: the file cannot be read or decoded, has no text, or differs from the manifest's checksum.
    """
    entry = entry or {}
    data = _read_bytes(path)
    digest = hashlib.sha256(data).hexdigest()
    if "sha256" in entry and entry["sha256"] != digest:
        raise DocumentError(
            "checksum",
            f"{path.name} differs from the checksum in {MANIFEST} ({digest[:12]}… instead of {entry['sha256'][:12]}…). "
            "Restore the file, or put its new sha256 into the manifest.",
        )
    extracted = _extract(path, data)
    known, derived = describe(extracted, entry)
    return Document(
        id=known.get("id", path.stem),
        text=extracted.text,
        title=known["title"],
        file=path.name,
        sha256=digest,
        publisher=known.get("publisher"),
        place=known.get("place"),
        published=_iso_date(known.get("published"), path.name),
        language=known.get("language", "id"),
        url=known.get("url"),
        derived=tuple(sorted(derived)),
        questions=_questions(known.get("questions", {}), path.name),
        furniture=extracted.furniture,
        structure=find_structure(extracted.text, extracted.marks),
        pages=extracted.pages,
        warnings=extracted.warnings,
    )


def is_article(path: Path) -> bool:
    """Whether a path in a folder of articles is one of them, by its name: nothing is opened."""
    return (
        path.is_file()
        and path.suffix.lower() in EXTRACTORS
        and not path.name.startswith((".", "~$"))  # hidden, or what Word leaves while a file is open
        and path.stem.lower() != "readme"
    )


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DocumentError("large", f"{path.name} is over {MAX_BYTES // 2**20} MiB. Split it, or remove it.")
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"Cannot read {path}: {error.strerror}. Check the file and its permissions.") from error


def _extract(path: Path, data: bytes) -> Extracted:
    try:
        extracted = EXTRACTORS[path.suffix.lower()](data, path.name)
    except SourceError:
        raise
    except Exception as error:  # damaged files make the libraries raise anything, and none of it names the file
        raise DocumentError(
            "unreadable", f"{path.name} cannot be read ({type(error).__name__}: {error}). Save it again, or as .txt."
        ) from error
    if not any(unicodedata.category(c)[0] in "LN" for c in extracted.text):
        raise DocumentError(
            "empty",
            f"{path.name} has no text. Remove it, or replace it by a file with text (a scanned PDF needs OCR first).",
        )
    return extracted


def _questions(table: Mapping[str, Any], name: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(table, dict) or not all(isinstance(questions, list) for questions in table.values()):
        raise SourceError(f'{name}: write `questions` as {{ id = ["..."], en = ["..."] }}.')
    return tuple((lang, str(question)) for lang, questions in table.items() for question in questions)


def _iso_date(value: object, name: str) -> str | None:
    """A date of the manifest (TOML's date, or text) or of the file, as `YYYY-MM-DD`."""
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(str(value)[:10]).isoformat()  # cut: a page or a manifest may add the time
    except ValueError:
        raise DocumentError(
            "date", f"{name}: `published` is {value!r}. Write it as a date, such as 2024-04-18."
        ) from None
