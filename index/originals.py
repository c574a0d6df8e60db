"""The files that an index keeps beside its generations, to show pages as they look: those of PDFs, each under its checksum.

Copies, not hard links: a link would change with the article's file when a program writes into that. Generations share them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path, PurePath

from index.disk_space import room_on
from index.document import Document
from index.errors import IndexDamagedError, SourceError
from index.files import file_sha256, replace_file

ORIGINALS = "files"
"""The folder of these files, in that of the index."""
PICTURED = ".pdf"
"""The ending of files whose pages have a look of their own."""


def has_original(document: Document) -> bool:
    """Whether an index keeps the file of a document: that of a PDF under its own ending. Slides have pages too, but no look."""
    return bool(document.pages) and PurePath(document.file).suffix.lower() == PICTURED


def original_names(documents: Iterable[Document]) -> list[str]:
    """The names of the files that an index of `documents` keeps, each once, in order."""
    return sorted({f"{document.sha256}{PICTURED}" for document in documents if has_original(document)})


def keep_originals(folder: Path, source: Path, documents: Iterable[Document]) -> None:
    """Copy into the index in `folder` those files of `source` that it has to keep and does not have, or has damaged.

    Raises:
        SourceError: a file is another one than was read, or gone.
        DiskFullError: there is no room for them.
        OSError: the disk refuses.
    """
    for document in documents:
        name = f"{document.sha256}{PICTURED}"
        if not has_original(document) or original_problem(folder, name) is None:
            continue
        try:
            data = (source / document.file).read_bytes()
        except OSError as error:
            raise SourceError(f"Cannot read {document.file}: {error.strerror}. Build the index again.") from error
        if hashlib.sha256(data).hexdigest() != document.sha256:
            raise SourceError(f"{document.file} was changed while the index was being built. Build the index again.")
        with room_on(folder, len(data)):
            (folder / ORIGINALS).mkdir(exist_ok=True)
        replace_file(folder / ORIGINALS / name, data)


def read_original(folder: Path, document: Document) -> bytes:
    """The file of a document that the index in `folder` keeps.

    Raises:
        IndexDamagedError: it is missing, or differs from what was indexed.
    """
    name = f"{document.sha256}{PICTURED}"
    try:
        data = (folder / ORIGINALS / name).read_bytes()
    except OSError as error:
        raise IndexDamagedError(f"{ORIGINALS}/{name} cannot be read ({error}). Build the index again.") from error
    if hashlib.sha256(data).hexdigest() != document.sha256:
        raise IndexDamagedError(f"{ORIGINALS}/{name} differs from what was indexed. Build the index again.")
    return data


def original_problem(folder: Path, name: str) -> str | None:
    """What is wrong with a file that the index in `folder` keeps, in words; None where it is as it was indexed."""
    try:
        whole = file_sha256(folder / ORIGINALS / name) == PurePath(name).stem
    except OSError as error:
        return f"{ORIGINALS}/{name} cannot be read: {error}"
    return None if whole else f"{ORIGINALS}/{name} differs from what was indexed"


def remove_originals(folder: Path, manifests: Iterable[Path]) -> None:
    """Remove the files that no generation needs any more; `manifests` are those of the generations that stay."""
    needed: set[str] = set()
    for path in manifests:
        try:
            needed.update(json.loads(path.read_text(encoding="utf-8"))["originals"])
        except (OSError, ValueError, KeyError, TypeError):
            continue  # a generation that cannot be opened needs none
    for path in (folder / ORIGINALS).glob(f"*{PICTURED}"):
        if path.name not in needed:
            path.unlink(missing_ok=True)
