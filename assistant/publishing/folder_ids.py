"""What a new file does to the ids of the folder's documents. Pure functions of names and entries: the files need not be read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from index.source_ids import assign_ids

Entries = Mapping[str, Mapping[str, Any]]
NOTHING_SAID: Mapping[str, Any] = MappingProxyType({})
"""The entry of a file that the manifest does not describe."""


def displaced_file(
    names: Collection[str],
    entries: Entries,
    file: str,
    entry: Mapping[str, Any] = NOTHING_SAID,
    instead_of: str = "",
    coming_back: bool = False,
) -> str:
    """The file of another document whose id a new file takes, or that would get another id because of it; "" where there is none.

    A document whose id changes would lose its expected questions, and the links that lead to it.

    Args:
        names: the files that are there, by their names below the folder.
        entries: the manifest's.
        file: the new one.
        entry: what the manifest says, or will say, of it.
        instead_of: the file that it takes the place of.
        coming_back: whether it was there before. Then only those of its own folder count: removing it may have shortened the ids of others,
            which get back what they had.
    """
    before = assign_ids(names, entries)
    others = [name for name in before if name not in (file, instead_of)]
    if taken := next((name for name in others if before[name] == entry.get("id")), ""):
        return taken
    after = assign_ids([*others, file], {**entries, file: entry})
    beside = (name for name in others if not coming_back or name.rpartition("/")[0] == file.rpartition("/")[0])
    return next((name for name in beside if before[name] != after[name]), "")


def id_with(
    names: Collection[str], entries: Entries, file: str, entry: Mapping[str, Any] = NOTHING_SAID, instead_of: str = ""
) -> str:
    """The id that a new file would have; the arguments are those of `displaced_file`."""
    others = [name for name in names if name not in (file, instead_of)]
    return assign_ids([*others, file], {**entries, file: entry})[file]
