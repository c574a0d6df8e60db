"""Which files of a folder are documents, by their names: nothing is opened. Whatever is not one is named, with the reason."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath

from index.bank_file import BANK_FILE
from index.errors import DocumentError, SourceError
from index.formats import EXTRACTORS
from index.furniture import FURNITURE_FILE
from index.manifest import MANIFEST
from index.toml import read_toml

ENDINGS = Path(__file__).parent / "data" / "endings.toml"
OWN_FILES = frozenset({MANIFEST, FURNITURE_FILE, BANK_FILE})
"""Files in the folder itself that say something of the documents."""
BIN_SUFFIX, WAITING_SUFFIX = "-trash", "-waiting"
"""After the name of a folder of documents: where the operator's pages put what was removed, and what waits for a decision."""
LITTER = frozenset({"thumbs.db", "desktop.ini", "__macosx", "@eadir", "$recycle.bin", "#recycle", "lost+found"})
"""What systems leave in folders, in small letters."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file or folder that is not indexed, by its name below the folder of documents, and why."""

    file: str
    problem: SourceError

    @property
    def code(self) -> str:
        """The name of the reason; "unreadable" where the error has none."""
        return self.problem.code if isinstance(self.problem, DocumentError) else "unreadable"


@dataclass(frozen=True, slots=True)
class FolderScan:
    """The files that are documents, by their names below the folder ("2023/surat.txt") in order, and what is left out."""

    files: dict[str, Path] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()


def scan_folder(folder: Path) -> FolderScan:
    """The documents of a folder and of the folders in it.

    Passed over without a word: hidden files and folders, a README, what Word leaves beside an open file, and what systems leave.

    Raises:
        OSError: the folder itself cannot be read.
    """
    root = folder.resolve()
    files: dict[str, Path] = {}
    left_out: list[LeftOut] = []
    waiting = [""]
    while waiting:
        below = waiting.pop()
        try:
            with os.scandir(root / below) as entries:
                found = [entry for entry in entries if not is_passed_over(entry.name)]
        except OSError as error:
            if not below:
                raise
            problem = DocumentError("folder", f"{below} cannot be read: {error.strerror}. Check its permissions.")
            left_out.append(LeftOut(below, problem))
            continue
        for entry in found:
            name = f"{below}/{entry.name}" if below else entry.name
            if refused := _problem(root, name, entry):
                left_out.append(LeftOut(shown_name(name), refused))
            elif entry.is_dir():
                waiting.append(name)
            elif name not in OWN_FILES:
                files[name] = folder / name
    return FolderScan(
        {name: files[name] for name in sorted(files)}, tuple(sorted(left_out, key=lambda each: each.file))
    )


def file_at(folder: Path, name: str) -> Path | None:
    """The document of that name below a folder; None where there is none. A name that leads elsewhere is that of no document."""
    parts = name.split("/")
    if any(part in ("", ".", "..") or "\\" in part or "\0" in part or is_passed_over(part) for part in parts):
        return None
    root, path = folder.resolve(), folder / name
    between = [root.joinpath(*parts[:number]) for number in range(1, len(parts))]
    if any(each.is_symlink() or not each.is_dir() for each in between) or not path.is_file():
        return None
    return None if name in OWN_FILES or _problem(root, name, root / name) else path


def is_passed_over(name: str) -> bool:
    """Whether a file or folder of that name is none of the documents' business."""
    # Hidden; what Word leaves while a file is open; what says something of the folder.
    return name.startswith((".", "~$")) or name.lower() in LITTER or PurePosixPath(name).stem.lower() == "readme"


def shown_name(name: str) -> str:
    """The name as it can be printed: bytes that are no text as "�", and no line breaks."""
    plain = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join("�" if unicodedata.category(character) == "Cc" else character for character in plain)


def _problem(root: Path, name: str, entry: os.DirEntry[str] | Path) -> DocumentError | None:
    """Why a file or folder cannot be one of documents; None where it can. An entry knows its kind without asking the disk again."""
    shown = shown_name(name)
    if "\\" in name or any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
        return DocumentError("name", f"{shown} has a name that cannot be written. Rename it.")
    if entry.is_symlink() and (problem := _link_problem(root, root / name, shown)):
        return problem
    if entry.is_dir():
        return _folder_problem(root, name)
    if not entry.is_file():
        return DocumentError("special", f"{shown} is no ordinary file. Remove it.")
    if entry.name in OWN_FILES and "/" in name:
        return DocumentError(
            "own", f"{shown} counts only in the folder itself. Put what it says into {entry.name} there."
        )
    ending = PurePosixPath(name).suffix.lower()
    return None if name in OWN_FILES or ending in EXTRACTORS else _ending_problem(shown, ending)


def _folder_problem(root: Path, name: str) -> DocumentError | None:
    for suffix in (BIN_SUFFIX, WAITING_SUFFIX):
        if name.endswith(suffix) and (root / name.removesuffix(suffix)).is_dir():
            return DocumentError("beside", f"{name} has what was taken out of {name.removesuffix(suffix)}.")
    return None


def _link_problem(root: Path, path: Path, shown: str) -> DocumentError | None:
    try:
        goal = path.resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: Python before 3.13 says so of links in a circle
        return DocumentError("link", f"{shown} is a link that leads nowhere. Remove it.")
    if not goal.is_relative_to(root):
        return DocumentError("outside", f"{shown} is a link out of the folder. Put the file itself there.")
    # Never followed, so that no circle of links is walked round: what it leads to is read where it is.
    return (
        DocumentError("link", f"{shown} is a link to a folder within this one. Remove it.") if goal.is_dir() else None
    )


def _ending_problem(shown: str, ending: str) -> DocumentError:
    code, says = _endings().get(ending, ("", ""))
    if code:
        return DocumentError(code, f"{shown} {says}")
    known = ", ".join(sorted(EXTRACTORS))
    return DocumentError(
        "type", f"{shown} has {f'the ending {ending}' if ending else 'no ending'}, not one of {known}."
    )


@cache
def _endings() -> dict[str, tuple[str, str]]:
    """Each ending of the table to its reason's name and words."""
    return dict(_rows())


def _rows() -> Iterator[tuple[str, tuple[str, str]]]:
    for kind in read_toml(ENDINGS)["kind"]:
        for ending in kind["endings"]:
            yield ending, (kind["code"], kind["says"])
