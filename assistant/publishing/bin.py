"""The bin beside the folder of articles: what was removed or replaced, until somebody empties it."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.publishing.manifest_edits import entry_text
from index.errors import ConfigError, DocumentError
from index.folder_journal import FolderChange, FolderJournal
from index.folder_scan import BIN_SUFFIX
from index.formats import EXTRACTORS
from index.toml import parse_toml

ENTRY_ENDING = ".manifest.toml"
"""Of the file beside a kept one that has its entry of the manifest."""
SLASH = "\u2215"
"""In the name of a kept file, for a slash in the name that it had: the bin has no folders."""
# Earlier versions named no microseconds.
_KEPT = re.compile(r"(\d{8}-\d{6})(?:-\d{6})?-[0-9a-f]{4}-(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class BinItem:
    """One file in the bin.

    Attributes:
        name: its name there; a later one sorts after an earlier one.
        file: the name that it had among the articles, with its folder there.
        kept: when it was put there, as this machine's time in ISO format.
        size: in bytes.
        title: that of its entry in the manifest; "" where it has none.
    """

    name: str
    file: str
    kept: str
    size: int
    title: str = ""


class Bin:
    """The bin of one folder of articles."""

    def __init__(self, sources: Path) -> None:
        """`sources` is the folder of articles; the bin is beside it."""
        self._sources = sources
        self.folder = sources.with_name(sources.name + BIN_SUFFIX)
        self._journal = FolderJournal(sources)

    def keep(self, path: Path, manifest: str, change: FolderChange | None = None) -> str:
        """Copy a file and its entry, out of the text of the manifest, into the bin; returns its name there.

        With `change`, as a part of that one.
        """
        if change is None:
            with self._journal.change(f"keep {path.name}") as own:
                return self.keep(path, manifest, own)
        file = path.relative_to(self._sources).as_posix()
        # To the microsecond, so that a later one sorts after an earlier one; the random part keeps two servers apart.
        name = f"{dt.datetime.now().astimezone():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(2)}-{_kept_name(file)}"
        change.copy(path, self.folder / name)
        if entry := entry_text(manifest, file):
            change.write(self.folder / f"{name}{ENTRY_ENDING}", entry.encode())
        return name

    def items(self) -> list[BinItem]:
        """What is in the bin, the last one put there first. Other files of that folder are nobody's business."""
        found = (_item(path) for path in (self.folder.iterdir() if self.folder.is_dir() else ()))
        return sorted(filter(None, found), key=lambda item: item.name, reverse=True)

    def item(self, name: str) -> BinItem:
        """One item by its name.

        Raises:
            DocumentError: it is not in the bin.
        """
        # A name and nothing else: "../x" would leave the folder.
        path = self.folder / name
        found = _item(path) if path.name == name else None
        if found is None:
            raise DocumentError("bin_gone", f"{name!r} is not in the bin. Somebody may have restored or deleted it.")
        return found

    def contents(self, name: str) -> tuple[bytes, str]:
        """The bytes of an item, and its entry of the manifest; "" where it had none.

        Raises:
            DocumentError: it is not in the bin.
        """
        path = self.folder / self.item(name).name
        entry = path.with_name(f"{name}{ENTRY_ENDING}")
        return path.read_bytes(), entry.read_bytes().decode("utf-8") if entry.exists() else ""

    def drop(self, name: str) -> None:
        """Delete an item for good."""
        self._drop([self.item(name)])

    def empty(self, newest: str, days: int = 0) -> int:
        """Delete what is at least `days` days old, and no newer than the item `newest`; returns how many.

        Somebody else may remove a document while the question "sure?" is on the screen: that one stays.
        """
        going = [item for item in self.old_items(days) if item.name <= newest]
        self._drop(going)
        return len(going)

    def paths(self, name: str) -> tuple[Path, Path]:
        """The file of an item's entry, which need not be there, and its own. In this order they are deleted: an entry alone would stay."""
        path = self.folder / name
        return path.with_name(f"{name}{ENTRY_ENDING}"), path

    def _drop(self, items: Iterable[BinItem]) -> None:
        with self._journal.change("delete from the bin") as change:
            for item in items:
                change.remove(*self.paths(item.name))

    def old_items(self, days: int) -> list[BinItem]:
        """The items that are at least `days` days old, the last one put there first."""
        limit = (dt.datetime.now().astimezone() - dt.timedelta(days=days)).isoformat()
        return [item for item in self.items() if days <= 0 or item.kept <= limit]

    def size(self) -> int:
        """Bytes of everything in it."""
        return sum(path.stat().st_size for path in self._files())

    def _files(self) -> Iterator[Path]:
        return (path for path in (self.folder.iterdir() if self.folder.is_dir() else ()) if path.is_file())


def _item(path: Path) -> BinItem | None:
    found = _KEPT.fullmatch(path.name)
    # A file that vanishes in between was restored or deleted by somebody else.
    if not found or path.suffix.lower() not in EXTRACTORS or not path.is_file():
        return None
    try:
        kept = dt.datetime.strptime(found[1], "%Y%m%d-%H%M%S").astimezone()
        return BinItem(path.name, _own_name(found[2]), kept.isoformat(), path.stat().st_size, _title(path))
    except (ValueError, OSError):
        return None


def _kept_name(file: str) -> str:
    """A file's name with its folder as one name: "2031∕surat.txt"."""
    return file.replace("/", SLASH)


def _own_name(kept: str) -> str:
    return kept.replace(SLASH, "/")


def _title(path: Path) -> str:
    try:
        entry = path.with_name(f"{path.name}{ENTRY_ENDING}").read_text(encoding="utf-8")
        return str(parse_toml(entry, path.name)["source"][0].get("title", ""))
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, ConfigError):
        return ""
