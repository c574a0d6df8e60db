"""Changes to the folder of articles. Nothing is lost: what is replaced or removed goes to the bin beside it.

A change is carried out whole or not at all, also when the program is killed in the middle of it: `index/folder_journal.py`.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from assistant.publishing.bin import Bin
from assistant.publishing.details import Details, derived_date, manifest_values, with_stated_fields
from assistant.publishing.folder_ids import displaced_file, id_with
from assistant.publishing.listing import FolderListing, ListedFile
from assistant.publishing.manifest_edits import with_entry, with_entry_text, without_entry
from index.disk_space import room_on
from index.document import Document
from index.errors import ConfigError, DocumentError
from index.files import write_file
from index.folder_journal import FolderJournal
from index.folder_scan import LeftOut, file_at, scan_folder
from index.formats import EXTRACTORS
from index.furniture import rules_for
from index.limited import read_limited
from index.manifest import MANIFEST, read_manifest
from index.reading_limits import DEFAULT_LIMITS, ReadingLimits
from index.toml import parse_toml

NAME_LENGTH = 100
"""Most characters of a file name, without its ending."""
NAME_BYTES = 160
"""Most bytes of it: file systems allow 255, and the bin adds time and `.manifest.toml`."""
# Bytes. A file put into the folder by hand may be larger: `index.load.MAX_BYTES`.
UPLOAD_LIMIT = 20 * 1024 * 1024
PLANNED_AGAIN = 3
"""How often a document is read, where somebody changes the folder each time."""
_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """What adding a file makes, or would make.

    Attributes:
        file: its name in the folder.
        document: as it is read, with its furniture marked.
        values: what its entry in the manifest gets; None removes a key.
        replaces: the file that it takes the place of; "" for none.
        premises: what of the folder the document was read with. Where that has changed meanwhile, it has to be read again.
    """

    file: str
    document: Document
    values: Mapping[str, Any]
    replaces: str = ""
    premises: object = None


class SourcesFolder:
    """One folder of articles. Every change runs within `changing`, so that no build reads a folder that is half changed.

    Documents are read before that, as reading one may take long.
    """

    def __init__(
        self,
        folder: Path,
        changing: Callable[[], AbstractContextManager[None]],
        limits: ReadingLimits = DEFAULT_LIMITS,
    ) -> None:
        """Each document of `folder` is read in a process with `limits`."""
        self.folder = folder.resolve()
        self.bin = Bin(self.folder)
        self.journal = FolderJournal(self.folder)
        self._changing, self._limits = changing, limits
        self._listing = FolderListing(self.folder, limits)

    def documents(self) -> list[ListedFile]:
        """Every file that is a document by its name, in the order of names; a file is read again only if it changed.

        Raises:
            SourceError: the manifest or `furniture.toml` cannot be used.
        """
        return list(self._listing.read().files)

    def left_out(self) -> tuple[LeftOut, ...]:
        """What else is in the folder, and why it is no document.

        Raises:
            SourceError: the manifest or `furniture.toml` cannot be used.
        """
        return self._listing.read().left_out

    def document(self, file: str) -> Document:
        """One article as publishing would take it, its furniture marked.

        Raises:
            SourceError: it cannot be read, or (`DocumentError`) is missing or a copy.
        """
        self._path(file)
        listed = next(one for one in self.documents() if one.file == file)
        if listed.document is None:
            raise listed.problem or _gone(file)
        return listed.document

    def holds(self, file: str) -> bool:
        """Whether there is an article of that file name."""
        return file_at(self.folder, file) is not None

    def plan(self, name: str, data: bytes, details: Details, instead_of: str = "") -> PlannedFile:
        """What `add` would make of a file, without writing anything.

        Raises:
            SourceError: the document, its name, or the folder as it is cannot be used.
        """
        file = safe_name(name)
        if instead_of:
            # The new file takes the place of the old one, under its name and so with its id; only the ending may be another.
            self._path(instead_of)
            file = str(PurePosixPath(instead_of).with_suffix(Path(file).suffix))
        if len(data) > UPLOAD_LIMIT:
            raise DocumentError("large", f"{file} is over {UPLOAD_LIMIT // 2**20} MiB. Split it.")
        premises = self._premises(file, instead_of)
        entry = self._entries().get(instead_of or file, {})
        said = {key: value for key, value in manifest_values(details).items() if value}
        values = with_stated_fields(entry, said) if said or entry else {}
        # With the old checksum, `load_file` would refuse the new file.
        if "sha256" in entry:
            values["sha256"] = hashlib.sha256(data).hexdigest()
        # Loaded before anything is written: a file that cannot be read must never enter the folder.
        document_id = self._id_with(file, entry, instead_of)
        document = self._read(file, data, {**entry, **values, **({"file": file} if entry else {})}, document_id)
        if said and not entry and "published" not in said and document.published is None:
            values |= derived_date(self._read(file, data, {}))
            document = self._read(file, data, values, document_id)
        replaces = instead_of or (file if (self.folder / file).exists() else "")
        return PlannedFile(file, document, values, replaces, premises)

    def add(
        self,
        name: str,
        data: bytes,
        details: Details,
        replace: bool = False,
        instead_of: str = "",
        seen: str | None = None,
        removing: Collection[Path] = (),
    ) -> PlannedFile:
        """Put a document into the folder.

        A file that is replaced goes to the bin. It keeps its entry in the manifest, with the new checksum and what `details` says.
        A new file gets an entry only if `details` says something.

        Args:
            name: of the file; it is made safe.
            data: its bytes.
            details: what somebody says about the document.
            replace: whether it may replace the document with its name.
            instead_of: the document that it replaces, whatever its own name is.
            seen: the `seal` of the document to be replaced when somebody decided on that; None: whatever it is.
            removing: files that go in the same step, such as the upload that waited.

        Raises:
            SourceError: the document, its name, or the folder as it is cannot be used; somebody changed the document meanwhile.
            DiskFullError: there is no room for it; nothing is changed.
        """
        with (
            self._changing_what(lambda: self.plan(name, data, details, instead_of)) as planned,
            self.journal.change(f"put {name} in") as change,
        ):
            file, old = planned.file, planned.replaces
            if old and not (replace or instead_of):
                raise DocumentError("exists", f"There is a {file} already. Replace it, or give yours another name.")
            if seen is not None and self.seal(old) != seen:
                raise DocumentError("changed", f"Somebody has changed {old or file} meanwhile. Look at it again first.")
            if old != file and (self.folder / file).exists():
                raise DocumentError("exists", f"There is a {file} already. Remove it first.")
            self._check_id(file, self._entries().get(old or file, {}), old)
            manifest = self._manifest()
            entry = old if old in self._entries() else file
            values = {**planned.values, **({"file": file} if entry != file else {})}
            changed = with_entry(manifest, entry, values) if values else manifest
            if old:
                self.bin.keep(self.folder / old, manifest, change)
            # The file before its entry, as in `remove`.
            change.write(self.folder / file, data)
            if changed != manifest:
                change.write(self.folder / MANIFEST, changed.encode())
            if old and old != file:
                change.remove(self.folder / old)
            change.remove(*removing)
        return planned

    def seal(self, file: str) -> str:
        """16 hex digits that differ as soon as the file or its entry does; "" where there is no such document."""
        if not self.holds(file):
            return ""
        digest = hashlib.sha256((self.folder / file).read_bytes())
        digest.update(repr(sorted(self._entries().get(file, {}).items(), key=str)).encode())
        return digest.hexdigest()[:16]

    def describe(self, file: str, details: Details, seen: Details | None = None) -> None:
        """Change what the manifest says about a document. A detail that is as before stays as it was, derived or not.

        `seen` are the details that somebody had in front of them: what somebody else has changed since then stays changed.

        Raises:
            SourceError: the document cannot be read or is missing, the manifest cannot be changed, or (`DocumentError`) somebody
                else has changed the same detail.
            DiskFullError: there is no room for it; nothing is changed.
        """
        self.document(file)  # read and kept; again within the lock only where somebody has changed it since
        with self._changing(), self.journal.change(f"change the details of {file}") as change:
            document = self.document(file)
            now, wanted = manifest_values(Details.shown(document)), manifest_values(details)
            before = manifest_values(seen) if seen else now
            changed = {
                key: value or None for key, value in wanted.items() if value != before[key] and value != now[key]
            }
            if any(now[key] != before[key] for key in changed):
                raise DocumentError("details_changed", f"Somebody has changed the details of {file} meanwhile.")
            if not changed:
                return
            entry = self._entries().get(file, {})
            values = with_stated_fields(entry, changed)
            if not entry and "published" not in changed:
                values |= derived_date(document)
            change.write(self.folder / MANIFEST, with_entry(self._manifest(), file, values).encode())

    def remove(self, file: str) -> str:
        """Move a document and its entry from the folder to the bin; returns its name there.

        Raises:
            DocumentError: the document is missing, or the manifest cannot be changed.
            DiskFullError: there is no room for it in the bin; nothing is changed.
        """
        with self._changing(), self.journal.change(f"remove {file}") as change:
            path, manifest = self._path(file), self._manifest()
            shorter = without_entry(manifest, file)
            name = self.bin.keep(path, manifest, change)
            # The entry first: a file without an entry can be built, but an entry without its file stops every build.
            if shorter != manifest:
                change.write(self.folder / MANIFEST, shorter.encode())
            change.remove(path)
        return name

    def in_bin(self, name: str) -> Document:
        """The document that restoring an item of the bin would bring back, its furniture marked.

        Raises:
            SourceError: the item is not there, or cannot be read.
        """
        data, entry = self.bin.contents(name)
        file, values = self.bin.item(name).file, _entry_values(entry)
        return self._read(file, data, values, self._id_with(file, values))

    def restore(self, name: str, seen: str | None = None) -> tuple[str, bool]:
        """Put an item of the bin back with the entry that it had; returns its file name, and whether it replaced a document.

        A document of its name goes to the bin in turn. `seen` is the `seal` of that one when somebody decided on this; None:
        whatever it is.

        Raises:
            SourceError: it is not in the bin, cannot be read, has the id of another document, or somebody changed the document
                that it would replace.
            DiskFullError: there is no room for it; nothing is changed.
        """
        self.in_bin(name)  # what cannot be read stays in the bin
        with self._changing(), self.journal.change(f"restore {name}") as change:
            data, entry = self.bin.contents(name)
            file = self.bin.item(name).file
            if seen is not None and self.seal(file) != seen:
                raise DocumentError("changed", f"Somebody has changed {file} meanwhile. Look at it again first.")
            self._check_id(file, _entry_values(entry), coming_back=True)
            manifest, there = self._manifest(), self.holds(file)
            changed = with_entry_text(manifest, file, entry)
            if there:
                self.bin.keep(self.folder / file, manifest, change)
            change.write(self.folder / file, data)
            if changed != manifest:
                change.write(self.folder / MANIFEST, changed.encode())
            change.remove(*self.bin.paths(name))
        return file, there

    def displaced_by(self, file: str) -> str:
        """The file of another document whose id a new file would take or change; see `displaced_file`."""
        return displaced_file(self._names(), self._entries(), file)

    @contextmanager
    def _changing_what(self, plan: Callable[[], PlannedFile]) -> Iterator[PlannedFile]:
        """`changing`, with a plan that was made before it and is still true within it."""
        planned = plan()
        for _ in range(PLANNED_AGAIN):
            with self._changing():
                if self._premises(planned.file, planned.replaces) == planned.premises:
                    yield planned
                    return
            planned = plan()
        raise DocumentError("changed", f"Somebody is changing the folder of {planned.file}. Try again.")

    def _premises(self, file: str, instead_of: str) -> object:
        """What reading a new file depends on, besides itself."""
        entry = self._entries().get(instead_of or file, {})
        there = not instead_of or (self.folder / instead_of).exists()
        return there, entry, self._id_with(file, entry, instead_of), rules_for(self.folder)

    def _read(self, file: str, data: bytes, entry: Mapping[str, Any], document_id: str = "") -> Document:
        """The document of a file that is not in the folder, its furniture marked."""
        with room_on(Path(tempfile.gettempdir()), len(data)), tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / PurePosixPath(file).name
            write_file(path, data)
            said = {key: value for key, value in entry.items() if value is not None}
            return read_limited(path, said, file, document_id, self._limits, rules_for(self.folder)).marked

    def _names(self) -> Collection[str]:
        return scan_folder(self.folder).files.keys() if self.folder.is_dir() else ()

    def _id_with(self, file: str, entry: Mapping[str, Any], instead_of: str = "") -> str:
        return id_with(self._names(), self._entries(), file, entry, instead_of)

    def _entries(self) -> dict[str, dict[str, Any]]:
        return read_manifest(self.folder / MANIFEST)

    def _manifest(self) -> str:
        path = self.folder / MANIFEST
        # Not read_text: it would turn \r\n into \n, and every edit would rewrite the whole file.
        return path.read_bytes().decode("utf-8") if path.exists() else ""

    def _path(self, file: str) -> Path:
        path = file_at(self.folder, file)
        if path is None:
            raise _gone(file)
        return path

    def _check_id(self, file: str, entry: Mapping[str, Any], replaced: str = "", coming_back: bool = False) -> None:
        if other := displaced_file(self._names(), self._entries(), file, entry, replaced, coming_back):
            raise DocumentError("id", f"{other} has the same name or id as {file}. Give yours another name.")


def _gone(file: str) -> DocumentError:
    return DocumentError("gone", f"There is no document {file!r} in the folder. It may have been removed.")


def safe_name(name: str) -> str:
    """The name reduced to letters, digits, full stops, hyphens and underscores; folders before it are dropped.

    Raises:
        DocumentError: nothing is left of the name, or there is no format with its ending.
    """
    plain = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    path = Path(_UNSAFE.sub("-", plain).strip("-_. "))
    stem, ending = path.stem.strip("-_.")[:NAME_LENGTH], path.suffix.lower()
    if ending not in EXTRACTORS:
        raise DocumentError("type", f"The name {name!r} does not end in {', '.join(sorted(EXTRACTORS))}.")
    # A README in the folder is no article, so it would never be published.
    if not stem or stem.casefold() == "readme" or len(os.fsencode(stem)) > NAME_BYTES:
        raise DocumentError("name", f"The name {name!r} cannot be used. Give the file another one.")
    return stem + ending


def _entry_values(entry: str) -> Mapping[str, Any]:
    try:
        values: Mapping[str, Any] = parse_toml(entry, MANIFEST)["source"][0] if entry.strip() else {}
    except (ConfigError, KeyError, IndexError, TypeError) as error:
        raise DocumentError("manifest", f"The entry kept in the bin cannot be read: {error}. Correct it.") from error
    return values
