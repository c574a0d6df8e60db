"""The folder of articles as an operator changes it. Nothing is lost: what is replaced or removed goes to a folder beside it."""

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

from assistant.publishing.details import Details, found_date, stated, values_of
from assistant.publishing.manifest_edits import entry_text, with_entry, without_entry
from index.document import Document
from index.errors import DocumentError, SourceError
from index.formats import EXTRACT
from index.furniture import mark, rules_for
from index.load import is_article, load_file
from index.manifest import MANIFEST, read_manifest

NAME_LENGTH = 100
NAME_BYTES = 160
UPLOAD_LIMIT = 20 * 1024 * 1024
_OTHER = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of the folder: the document in it, or the problem with it."""

    file: str
    size: int
    document: Document | None
    problem: SourceError | None = None


class SourcesFolder:
    """One folder of articles. `changing` is entered around every change, so that no build reads it half changed."""

    def __init__(self, folder: Path, changing: Callable[[], AbstractContextManager[None]]) -> None:
        self.folder = folder.resolve()
        self.trash = self.folder.with_name(f"{self.folder.name}-trash")
        self._changing = changing
        self._read: dict[str, tuple[object, Listed]] = {}

    def documents(self) -> list[Listed]:
        """Every article, by file name; each is read again only when it has changed.

        Raises:
            SourceError: the manifest or `furniture.toml` cannot be used.
        """
        entries, rules = self._entries(), rules_for(self.folder)
        found: dict[str, tuple[object, Listed]] = {}
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
            SourceError: it is not there (`DocumentError`), or cannot be read.
        """
        return mark(load_file(self._path(file), self._entries().get(file, {})), rules_for(self.folder))

    def holds(self, file: str) -> bool:
        """Whether there is an article of that file name."""
        path = self.folder / file
        return path.name == file and is_article(path)

    def add(self, name: str, data: bytes, details: Details, replace: bool = False) -> tuple[str, bool]:
        """Put a document into the folder; the name under which it is kept, and whether it took the place of another.

        A file that is replaced keeps its entry of the manifest, with the new checksum and what `details` says. An entry is made
        for a new file only if `details` says something.

        Raises:
            SourceError: the document cannot be used, or (`DocumentError`) its name, or the folder as it is.
        """
        file = safe_name(name)
        if len(data) > UPLOAD_LIMIT:
            raise DocumentError("large", f"{file} is over {UPLOAD_LIMIT // 2**20} MiB. Split it.")
        with self._changing():
            there = (self.folder / file).exists()
            if there and not replace:
                raise DocumentError("exists", f"There is a {file} already. Tick `replace`, or give yours another name.")
            entry = self._entries().get(file, {})
            said = {key: value for key, value in values_of(details).items() if value}
            values = stated(entry, said) if said or entry else {}
            if "sha256" in entry:
                values["sha256"] = hashlib.sha256(data).hexdigest()
            document = _loaded(file, data, {**entry, **values})
            if said and not entry and "published" not in said and document.published is None:
                values |= found_date(_loaded(file, data, {}))
            self._check_id(document.id, file)
            manifest = with_entry(self._manifest(), file, values) if values else None
            if there:
                self._keep(file)
            self.folder.mkdir(parents=True, exist_ok=True)
            _replace(self.folder / file, data)
            if manifest is not None:
                _replace(self.folder / MANIFEST, manifest.encode())
        return file, there

    def describe(self, file: str, details: Details) -> None:
        """Change what the manifest says of a document; a detail left as it was stays as it was, derived or not.

        Raises:
            SourceError: as `document`, or the manifest cannot be changed.
        """
        with self._changing():
            document = self.document(file)
            now, wanted = values_of(Details.shown(document)), values_of(details)
            changed = {key: value or None for key, value in wanted.items() if value != now[key]}
            if not changed:
                return
            entry = self._entries().get(file, {})
            values = stated(entry, changed)
            if not entry and "published" not in changed:
                values |= found_date(document)
            _replace(self.folder / MANIFEST, with_entry(self._manifest(), file, values).encode())

    def remove(self, file: str) -> None:
        """Take a document and its entry out of the folder; both are kept in the trash.

        Raises:
            DocumentError: it is not there, or the manifest cannot be changed.
        """
        with self._changing():
            path, manifest = self._path(file), self._manifest()
            shorter = without_entry(manifest, file)
            self._keep(file)
            if shorter != manifest:
                _replace(self.folder / MANIFEST, shorter.encode())
            path.unlink()

    def _listed(self, path: Path, entry: Mapping[str, Any]) -> Listed:
        size = path.stat().st_size
        try:
            return Listed(path.name, size, mark(load_file(path, entry), rules_for(self.folder)))
        except SourceError as error:
            return Listed(path.name, size, None, error)

    def _entries(self) -> dict[str, dict[str, Any]]:
        return read_manifest(self.folder / MANIFEST)

    def _manifest(self) -> str:
        path = self.folder / MANIFEST
        return path.read_bytes().decode("utf-8") if path.exists() else ""

    def _path(self, file: str) -> Path:
        if not self.holds(file):
            raise DocumentError("gone", f"There is no document {file!r} in the folder. It may have been removed.")
        return self.folder / file

    def _check_id(self, document_id: str, file: str) -> None:
        entries = self._entries()
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            if (
                is_article(path)
                and path.name != file
                and entries.get(path.name, {}).get("id", path.stem) == document_id
            ):
                raise DocumentError("id", f"{path.name} has the same id, {document_id!r}. Give yours another name.")

    def _keep(self, file: str) -> None:
        """A copy of a file and its entry in the trash, under the time."""
        self.trash.mkdir(parents=True, exist_ok=True)
        name = f"{dt.datetime.now().astimezone():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}-{file}"
        shutil.copy2(self.folder / file, self.trash / name)
        if entry := entry_text(self._manifest(), file):
            _replace(self.trash / f"{name}.manifest.toml", entry.encode())


def safe_name(name: str) -> str:
    """A file name made of letters, digits, points, hyphens and underlines, with an ending that can be read.

    Raises:
        DocumentError: nothing of the name is left, or its ending is not one that can be read.
    """
    plain = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    path = Path(_OTHER.sub("-", plain).strip("-_. "))
    stem, ending = path.stem.strip("-_.")[:NAME_LENGTH], path.suffix.lower()
    if ending not in EXTRACT:
        raise DocumentError("type", f"The name {name!r} does not end in {', '.join(sorted(EXTRACT))}.")
    if not stem or stem.casefold() == "readme" or len(os.fsencode(stem)) > NAME_BYTES:
        raise DocumentError("name", f"The name {name!r} cannot be used. Give the file another one.")
    return stem + ending


def _loaded(file: str, data: bytes, entry: Mapping[str, Any]) -> Document:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file
        path.write_bytes(data)
        return load_file(path, {key: value for key, value in entry.items() if value is not None})


def _replace(path: Path, data: bytes) -> None:
    """Write a file aside, then put it in its place, so that whoever reads sees the old one or the new one."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
