"""Changes to the folder of articles. Nothing is lost: what is replaced or removed goes to a folder beside it."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import secrets
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.publishing.details import Details, derived_date, manifest_values, with_stated_fields
from assistant.publishing.manifest_edits import entry_text, with_entry, without_entry
from index.document import Document
from index.errors import DocumentError, SourceError
from index.files import replace_file
from index.formats import EXTRACTORS
from index.furniture import mark_furniture, rules_for
from index.load import is_article, load_file
from index.manifest import MANIFEST, read_manifest

NAME_LENGTH = 100
"""Most characters of a file name, without its ending."""
NAME_BYTES = 160
"""Most bytes of it: file systems allow 255, and the trash adds time and `.manifest.toml`."""
# Bytes. A file put into the folder by hand may be larger: `index.load.MAX_BYTES`.
UPLOAD_LIMIT = 20 * 1024 * 1024
_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class ListedFile:
    """One file of the folder, `size` bytes long: the document in it, or the problem with it."""

    file: str
    size: int
    document: Document | None
    problem: SourceError | None = None


class SourcesFolder:
    """One folder of articles. Every change runs within `changing`, so that no build reads a folder that is half changed."""

    def __init__(self, folder: Path, changing: Callable[[], AbstractContextManager[None]]) -> None:
        self.folder = folder.resolve()
        self.trash = self.folder.with_name(f"{self.folder.name}-trash")
        self._changing = changing
        self._read: dict[str, tuple[object, ListedFile]] = {}

    def documents(self) -> list[ListedFile]:
        """Every article, in the order of file names; a file is read again only if it, its entry or the rules changed.

        Raises:
            SourceError: the manifest or `furniture.toml` cannot be used.
        """
        entries, rules = self._entries(), rules_for(self.folder)
        found: dict[str, tuple[object, ListedFile]] = {}
        for path in sorted(self.folder.iterdir() if self.folder.is_dir() else ()):
            if is_article(path):
                stat, entry = path.stat(), entries.get(path.name, {})
                state = (stat.st_size, stat.st_mtime_ns, stat.st_ino, entry, rules)
                known = self._read.get(path.name)
                found[path.name] = known if known and known[0] == state else (state, self._listed(path, entry))
        self._read = found
        return [listed for _, listed in found.values()]

    def document(self, file: str) -> Document:
        """One article with its furniture marked.

        Raises:
            SourceError: it cannot be read, or (`DocumentError`) is missing.
        """
        return mark_furniture(load_file(self._path(file), self._entries().get(file, {})), rules_for(self.folder))

    def holds(self, file: str) -> bool:
        """Whether there is an article of that file name."""
        # A name and nothing else: "../x" or "a/b" would leave the folder.
        path = self.folder / file
        return path.name == file and is_article(path)

    def add(self, name: str, data: bytes, details: Details, replace: bool = False) -> tuple[str, bool]:
        """Put a document into the folder; returns its file name there, and whether it replaced another.

        A file that is replaced keeps its entry in the manifest, with the new checksum and what `details` says. A new file gets
        an entry only if `details` says something.

        Raises:
            SourceError: the document, its name, or the folder as it is cannot be used.
        """
        file = safe_name(name)
        if len(data) > UPLOAD_LIMIT:
            raise DocumentError("large", f"{file} is over {UPLOAD_LIMIT // 2**20} MiB. Split it.")
        with self._changing():
            there = (self.folder / file).exists()
            if there and not replace:
                raise DocumentError("exists", f"There is a {file} already. Tick `replace`, or give yours another name.")
            entry = self._entries().get(file, {})
            said = {key: value for key, value in manifest_values(details).items() if value}
            values = with_stated_fields(entry, said) if said or entry else {}
            # With the old checksum, `load_file` would refuse the new file.
            if "sha256" in entry:
                values["sha256"] = hashlib.sha256(data).hexdigest()
            # Loaded before anything is written: a file that cannot be read must never enter the folder.
            document = _loaded(file, data, {**entry, **values})
            if said and not entry and "published" not in said and document.published is None:
                values |= derived_date(_loaded(file, data, {}))
            # Two files with one id would stop every build.
            self._check_id(document.id, file)
            manifest = with_entry(self._manifest(), file, values) if values else None
            if there:
                self._keep(file)
            self.folder.mkdir(parents=True, exist_ok=True)
            # The file before its entry, as in `remove`.
            replace_file(self.folder / file, data)
            if manifest is not None:
                replace_file(self.folder / MANIFEST, manifest.encode())
        return file, there

    def describe(self, file: str, details: Details) -> None:
        """Change what the manifest says about a document. A detail that is as before stays as it was, derived or not.

        Raises:
            SourceError: the document cannot be read or is missing, or the manifest cannot be changed.
        """
        with self._changing():
            document = self.document(file)
            now, wanted = manifest_values(Details.shown(document)), manifest_values(details)
            changed = {key: value or None for key, value in wanted.items() if value != now[key]}
            if not changed:
                return
            entry = self._entries().get(file, {})
            values = with_stated_fields(entry, changed)
            if not entry and "published" not in changed:
                values |= derived_date(document)
            replace_file(self.folder / MANIFEST, with_entry(self._manifest(), file, values).encode())

    def remove(self, file: str) -> None:
        """Move a document and its entry from the folder to the trash.

        Raises:
            DocumentError: the document is missing, or the manifest cannot be changed.
        """
        with self._changing():
            path, manifest = self._path(file), self._manifest()
            shorter = without_entry(manifest, file)
            self._keep(file)
            # The entry first: a file without an entry can be built, but an entry without its file stops every build.
            if shorter != manifest:
                replace_file(self.folder / MANIFEST, shorter.encode())
            path.unlink()

    def _listed(self, path: Path, entry: Mapping[str, Any]) -> ListedFile:
        size = path.stat().st_size
        try:
            return ListedFile(path.name, size, mark_furniture(load_file(path, entry), rules_for(self.folder)))
        except SourceError as error:
            return ListedFile(path.name, size, None, error)

    def _entries(self) -> dict[str, dict[str, Any]]:
        return read_manifest(self.folder / MANIFEST)

    def _manifest(self) -> str:
        path = self.folder / MANIFEST
        # Not read_text: it would turn \r\n into \n, and every edit would rewrite the whole file.
        return path.read_bytes().decode("utf-8") if path.exists() else ""

    def _path(self, file: str) -> Path:
        if not self.holds(file):
            raise DocumentError("gone", f"There is no document {file!r} in the folder. It may have been removed.")
        return self.folder / file

    def _check_id(self, document_id: str, file: str) -> None:
        # By names and entries alone, which decide the id in `load_file` too: the files need not be read.
        entries = self._entries()
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            if (
                is_article(path)
                and path.name != file
                and entries.get(path.name, {}).get("id", path.stem) == document_id
            ):
                raise DocumentError("id", f"{path.name} has the same id, {document_id!r}. Give yours another name.")

    def _keep(self, file: str) -> None:
        """Copy a file and its entry to the trash, under the time and a random part: two within a second must not collide."""
        self.trash.mkdir(parents=True, exist_ok=True)
        name = f"{dt.datetime.now().astimezone():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}-{file}"
        shutil.copy2(self.folder / file, self.trash / name)
        if entry := entry_text(self._manifest(), file):
            replace_file(self.trash / f"{name}.manifest.toml", entry.encode())


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


def _loaded(file: str, data: bytes, entry: Mapping[str, Any]) -> Document:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file
        path.write_bytes(data)
        return load_file(path, {key: value for key, value in entry.items() if value is not None})
