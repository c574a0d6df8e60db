"""The ids of documents: short where they can be, and told apart by folder and ending where names repeat.

They are decided by the names of files and the manifest alone: no file need be read, and mending one renames no other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from index.errors import SourceError

PANE = "pane"
"""The last part of an address below an article's own; no id ends in it, or the two would be one."""


def assign_ids(files: Iterable[str], entries: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The id of each file, by its name below the folder, such as "2023/surat.txt".

    It is the manifest's, where that gives one. Else it is the name without folder and ending ("surat"); with the folder, where another
    file has that id ("2023/surat"); with the ending too, where one in the same folder has it ("surat.docx").

    Raises:
        SourceError: the manifest gives two files one id, or one that another file has under its whole name.
    """
    names = sorted(files)
    given = {name: entries[name]["id"] for name in names if "id" in entries.get(name, {})}
    forms = {name: _forms(name) for name in names if name not in given}
    level = dict.fromkeys(forms, 0)
    while True:
        ids = given | {name: forms[name][at] for name, at in level.items()}
        count = Counter(ids.values())
        clashing = [name for name in forms if count[ids[name]] > 1 and level[name] + 1 < len(forms[name])]
        if not clashing:
            break
        for name in clashing:
            level[name] += 1
    if twice := next((document_id for document_id in ids.values() if count[document_id] > 1), None):
        first, second = [name for name in names if ids[name] == twice][:2]
        raise SourceError(
            f"Two files have the id {twice!r}: {first} and {second}. "
            "Rename one, or give it another `id` in manifest.toml."
        )
    return ids


def id_problem(document_id: str) -> str | None:
    """Why an id that somebody wrote cannot be part of an address; None where it can."""
    parts = document_id.split("/")
    if "" in parts:
        return "is empty, or begins, ends or is parted by an empty name"
    if {".", ".."} & set(parts):
        return 'has a part "." or ".."'
    return f'ends in "/{PANE}"' if parts[-1] == PANE and len(parts) > 1 else None


def _forms(name: str) -> list[str]:
    """The ids that a file may get, the shortest first; without a folder, the first two are one."""
    path = PurePosixPath(name)
    return [form for form in (path.stem, str(path.with_suffix("")), name) if id_problem(form) is None]
