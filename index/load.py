"""A folder of articles to `Document`s. Which file formats there are, and how to add one: `formats/`.

A `manifest.toml` in the folder says what each file is. For a file that it does not describe, title and date are derived and listed
in `Document.derived`. A README is not an article.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from index.copies import leave_out_copies
from index.describe import describe
from index.document import Document, Furniture, without_furniture
from index.errors import DocumentError, SourceError
from index.folder_scan import LeftOut, scan_folder
from index.formats import EXTRACTORS, Extracted
from index.furniture import Rule, mark_furniture
from index.limited import read_limited
from index.limited_messages import Reading
from index.manifest import MANIFEST, read_manifest, stated_date, stated_questions
from index.progress import Progress
from index.reading_limits import DEFAULT_LIMITS, ReadingLimits
from index.regulations import read_head
from index.signature import is_alike, read_signature
from index.source_ids import assign_ids
from index.structure import find_structure
from index.versions import mark_versions

MAX_BYTES = 50 * 1024 * 1024
"""Larger files are refused before they are read."""


@dataclass(frozen=True, slots=True)
class FolderReading:
    """What a folder of articles gives.

    Attributes:
        documents: in the order of their ids; furniture is not marked yet.
        left_out: files and folders that give none, each with its reason, in the order of their names.
        copies: ids of files whose text another one has, to the id of that one.
        furniture: of each document by its id, where it was asked for.
    """

    documents: list[Document]
    left_out: tuple[LeftOut, ...] = ()
    copies: Mapping[str, str] = field(default_factory=dict)
    furniture: Mapping[str, tuple[Furniture, ...]] = field(default_factory=dict)


def load_folder(folder: Path) -> list[Document]:
    """The documents of `read_folder`, read in this process and without limits: for a folder whose documents are known to be good."""
    return read_folder(folder, limits=None).documents


def read_folder(
    folder: Path,
    progress: Progress | None = None,
    limits: ReadingLimits | None = DEFAULT_LIMITS,
    rules: tuple[Rule, ...] | None = None,
) -> FolderReading:
    """All articles of `folder` and of the folders in it. A file that cannot be used is left out, and stops no other.

    Each is read in a process with `limits` (`limited.py`); None: here, without any. `progress` counts bytes. With `rules`, `furniture` is
    what `mark_furniture` marks by them.

    Raises:
        SourceError: no such folder, no file that can be used, or a manifest that is not valid or does not fit the folder.
    """
    if not folder.is_dir():
        raise SourceError(f"No folder {folder}. Name the folder with the articles: netral index build FOLDER")
    try:
        scan = scan_folder(folder)
    except OSError as error:
        raise SourceError(f"Cannot read {folder}: {error.strerror}. Check the folder and its permissions.") from error
    entries = read_manifest(folder / MANIFEST)
    missing = sorted(set(entries) - scan.files.keys() - {each.file for each in scan.left_out})
    if missing:
        raise SourceError(f"{MANIFEST} names {missing[0]}, which is not in {folder}. Add the file or remove its entry.")
    read = _read_files(scan.files, entries, progress, limits, rules)
    readings = [each for each in read if isinstance(each, Reading)]
    documents, copies = leave_out_copies([each.document for each in readings], entries)
    left_out = [*scan.left_out, *(each for each in read if isinstance(each, LeftOut)), *copies.left_out]
    left_out.sort(key=lambda each: each.file)
    if not documents:
        endings = ", ".join(sorted(EXTRACTORS))
        reasons = "".join(f"\n  {each.problem}" for each in left_out)
        raise SourceError(f"No articles in {folder}. Put {endings} files there and run it again.{reasons}")
    # By id, whatever the order of the folder: the fingerprint of an index depends on it.
    documents = mark_versions(sorted(documents, key=lambda document: document.id))
    furniture = {each.document.id: each.furniture for each in readings} if rules is not None else {}
    return FolderReading(documents, tuple(left_out), copies.ids, furniture)


def _read_files(
    files: Mapping[str, Path],
    entries: Mapping[str, Mapping[str, Any]],
    progress: Progress | None,
    limits: ReadingLimits | None,
    rules: tuple[Rule, ...] | None,
) -> list[Reading | LeftOut]:
    ids = assign_ids(files, entries)
    sizes = {name: _size(path) for name, path in files.items()}
    read: list[Reading | LeftOut] = []
    done, total = 0, sum(sizes.values())
    for name, path in files.items():
        try:
            entry = entries.get(name)
            if limits is None:
                read.append(read_here(path, entry, name, ids[name], rules))
            else:
                read.append(read_limited(path, entry, name, ids[name], limits, rules))
        except SourceError as error:
            read.append(LeftOut(name, error))
        done += sizes[name]
        if progress:
            progress(done, total)
    return read


def read_here(
    path: Path,
    entry: Mapping[str, Any] | None = None,
    name: str = "",
    document_id: str = "",
    rules: tuple[Rule, ...] | None = None,
) -> Reading:
    """`load_file`, and `mark_furniture` where there are `rules`.

    Raises:
        SourceError: as `load_file`.
    """
    document = load_file(path, entry, name, document_id)
    return Reading(document, document.furniture if rules is None else mark_furniture(document, rules).furniture)


def load_file(path: Path, entry: Mapping[str, Any] | None = None, name: str = "", document_id: str = "") -> Document:
    """One article. `entry` is its table in the manifest, if it has one.

    `name` is that of the file below the folder, and `document_id` what it gets where the manifest gives it none; both default to what
    `path` says.

    Raises:
        SourceError: the file cannot be read or decoded, has no text, or differs from the manifest's checksum.
    """
    entry, name = entry or {}, name or path.name
    data = _read_bytes(path, name)
    digest = hashlib.sha256(data).hexdigest()
    if "sha256" in entry and entry["sha256"] != digest:
        raise DocumentError(
            "checksum",
            f"{name} differs from the checksum in {MANIFEST} ({digest[:12]}… instead of {entry['sha256'][:12]}…). "
            "Restore the file, or put its new sha256 into the manifest.",
        )
    extracted = _extract(path, data, name)
    head = read_head(without_furniture(extracted.text, extracted.furniture))
    known, derived = describe(head.describe(extracted) if head else extracted, entry)
    return Document(
        id=known.get("id", document_id or path.stem),
        text=extracted.text,
        title=known["title"],
        file=name,
        sha256=digest,
        publisher=known.get("publisher"),
        place=known.get("place"),
        published=stated_date(known.get("published"), name),
        language=known.get("language", "id"),
        url=known.get("url"),
        derived=tuple(sorted(derived)),
        questions=stated_questions(known.get("questions", {}), name),
        furniture=extracted.furniture,
        structure=find_structure(extracted.text, extracted.marks, extracted.furniture),
        pages=extracted.pages,
        regulation=head.regulation if head else None,
        warnings=extracted.warnings,
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # it is gone, or cannot be read: reading it will say so
        return 0


def _read_bytes(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DocumentError("large", f"{name} is over {MAX_BYTES // 2**20} MiB. Split it, or remove it.")
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(
            "unreadable", f"Cannot read {path}: {error.strerror}. Check the file and its permissions."
        ) from error


def _extract(path: Path, data: bytes, name: str) -> Extracted:
    ending, warnings = _format_of(path.suffix.lower(), data, name)
    try:
        extracted = EXTRACTORS[ending](data, name)
    except SourceError:
        raise
    except MemoryError:  # a limit was met, or there is none left: that says nothing of the file
        raise
    except Exception as error:  # damaged files make the libraries raise anything, and none of it names the file
        raise DocumentError(
            "unreadable", f"{name} cannot be read ({type(error).__name__}: {error}). Save it again, or as .txt."
        ) from error
    if not any(unicodedata.category(c)[0] in "LN" for c in extracted.text):
        raise DocumentError(
            "empty",
            f"{name} has no text. Remove it, or replace it by a file with text (a scanned PDF needs OCR first).",
        )
    return replace(extracted, warnings=(*warnings, *extracted.warnings)) if warnings else extracted


def _format_of(ending: str, data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The ending whose format a file has, whatever its name says, and what is to be said of that."""
    found = read_signature(data)
    if found is None or is_alike(found.ending, ending):
        return ending, ()
    if found.ending in EXTRACTORS:
        return found.ending, (f"is {found.words} under the name of {ending}, and was read as that",)
    if not found.ending:
        raise DocumentError("password", f"{name} is {found.words}. Save it without one.")
    readable = ", ".join(sorted(EXTRACTORS))
    raise DocumentError("disguised", f"{name} is {found.words}, not {ending}. Save it as one of {readable}.")
