"""The files of the folder of articles as publishing would take them; each is read again only if it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.copies import leave_out_copies
from index.document import Document
from index.errors import DocumentError, SourceError
from index.folder_scan import LeftOut, scan_folder
from index.furniture import Rule, rules_for
from index.limited import read_limited
from index.manifest import MANIFEST, read_manifest
from index.reading_limits import DEFAULT_LIMITS, ReadingLimits
from index.source_ids import assign_ids
from index.versions import mark_versions


@dataclass(frozen=True, slots=True)
class ListedFile:
    """One file of the folder, `size` bytes long, by its name below it: the document in it, or the problem with it."""

    file: str
    size: int
    document: Document | None
    problem: SourceError | None = None


@dataclass(frozen=True, slots=True)
class FolderList:
    """The files that are documents by their names, in order, and what is none."""

    files: tuple[ListedFile, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class FolderListing:
    """Lists one folder. What was read once is kept."""

    def __init__(self, folder: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> None:
        """Each file of `folder` is read in a process with `limits`."""
        self._folder, self._limits = folder, limits
        self._read: dict[str, tuple[object, ListedFile]] = {}
        self._last: tuple[tuple[object, ...], FolderList] = ((), FolderList())

    def read(self) -> FolderList:
        """The folder as it is.

        Raises:
            SourceError: the manifest or `furniture.toml` cannot be used.
        """
        if not self._folder.is_dir():
            return FolderList()
        scan = scan_folder(self._folder)
        entries, rules = read_manifest(self._folder / MANIFEST), rules_for(self._folder)
        ids = assign_ids(scan.files, entries)
        found: dict[str, tuple[object, ListedFile]] = {}
        for name, path in scan.files.items():
            stat, entry = path.stat(), entries.get(name, {})
            state = (stat.st_size, stat.st_mtime_ns, stat.st_ino, entry, rules, ids[name])
            known = self._read.get(name)
            same = known is not None and known[0] == state
            found[name] = known if known and same else (state, self._read_one(path, name, entry, rules, ids[name]))
        self._read = found
        listed = tuple(one for _, one in found.values())
        # Comparing all texts with one another takes long in a large folder: only where one of them changed.
        before, files = self._last[0], self._last[1].files
        if len(before) != len(listed) or any(one is not other for one, other in zip(before, listed, strict=True)):
            files = _told_apart(listed, entries)
        self._last = listed, FolderList(files, scan.left_out)
        return self._last[1]

    def _read_one(
        self, path: Path, name: str, entry: Mapping[str, Any], rules: tuple[Rule, ...], document_id: str
    ) -> ListedFile:
        size = path.stat().st_size
        try:
            return ListedFile(name, size, read_limited(path, entry, name, document_id, self._limits, rules).marked)
        except SourceError as error:
            if isinstance(error, DocumentError) and error.code == "cancelled":
                raise  # it says nothing of the file, and must not be kept as if it did
            return ListedFile(name, size, None, error)


def _told_apart(listed: tuple[ListedFile, ...], entries: Mapping[str, object]) -> tuple[ListedFile, ...]:
    """The files with copies as a problem, and with older versions marked as such."""
    kept, copies = leave_out_copies([one.document for one in listed if one.document], entries)
    marked = {document.file: document for document in mark_versions(kept)}
    problems = {each.file: each.problem for each in copies.left_out}
    found = []
    for one in listed:
        if one.file in problems:
            found.append(ListedFile(one.file, one.size, None, problems[one.file]))
        elif one.document and marked[one.file] is not one.document:
            found.append(replace(one, document=marked[one.file]))
        else:  # the same record as before, by which a comparison knows that nothing changed
            found.append(one)
    return tuple(found)
