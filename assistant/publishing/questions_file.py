"""The question bank of the folder of articles, `questions.jsonl`, as an operator changes it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from index.bank import BankEntry, LocatedEntry, locate_entry
from index.bank_file import BANK_FILE, bank_lines, parse_bank, read_bank
from index.document import Document
from index.errors import BankError, DocumentError
from index.folder_journal import FolderJournal


class QuestionsFile:
    """The bank of one folder. Every change runs within `changing`, so that no build reads a file that is half changed."""

    def __init__(self, folder: Path, changing: Callable[[], AbstractContextManager[None]]) -> None:
        self.path = folder.resolve() / BANK_FILE
        self._journal = FolderJournal(folder)
        self._changing = changing
        self._read: tuple[object, tuple[BankEntry, ...]] = (None, ())

    def entries(self) -> tuple[BankEntry, ...]:
        """The usable entries; the file is read again only if it changed.

        Raises:
            BankError: the file cannot be read.
        """
        state = self._state()
        if state != self._read[0] or state is None:
            self._read = state, read_bank(self.path).entries
        return self._read[1]

    def entries_of(self, document: Document) -> list[LocatedEntry]:
        """The entries whose first quote is in the document, with their places in it; those that are stale are left out.

        Raises:
            BankError: the file cannot be read.
        """
        own = {document.id: document}
        # By its first quote alone: the others may be in other documents, which need not be read for it.
        found = (
            (entry, locate_entry(_first_quote_only(entry), own.get))
            for entry in self.entries()
            if entry.quotes and entry.quotes[0].source_id == document.id
        )
        return [LocatedEntry(entry, place.quotes, place.short) for entry, place in found if not isinstance(place, str)]

    def counts(self) -> Counter[str]:
        """How many expected questions each document has, by its id; none where the file cannot be read."""
        try:
            entries = self.entries()
        except BankError:
            return Counter()
        counted: Counter[str] = Counter()
        for entry in entries:
            for source_id in {quote.source_id for quote in entry.quotes}:
                counted[source_id] += len(entry.wordings)
        return counted

    def save(
        self, entries: Sequence[BankEntry], removed: Collection[str] = (), seen: Mapping[str, str] | None = None
    ) -> None:
        """Put entries into the file, each in place of the one with its id, and take others out. Other lines stay as they are.

        Args:
            entries: checked against their document already.
            removed: ids of entries that go.
            seen: ids to the `entry_seal` of those entries when someone began to change them.

        Raises:
            DocumentError: someone else has changed these entries meanwhile, or a build is running.
            BankError: the bank already has one of the wordings for another answer, or the file cannot be read.
        """
        with self._changing():
            before = read_bank(self.path)
            concerned = {*removed, *(entry.id for entry in entries)}
            now, then = {entry.id: entry_seal(entry) for entry in before.entries}, seen or {}
            if any(then.get(name, now.get(name)) != now.get(name) for name in concerned):
                raise DocumentError(
                    "questions_changed", "Someone changed these questions meanwhile. Look at theirs first."
                )
            text = _with_entries(self._text(), {entry.id: entry for entry in entries}, frozenset(removed))
            flaws = Counter(problem.entry for problem in before.problems)
            for problem in parse_bank(text).problems if text.strip() else ():
                flaws[problem.entry] -= 1
                # A wording may also be taken from an entry further down, which is not among those that are saved.
                if flaws[problem.entry] < 0:
                    raise BankError(f"{problem.entry}: {problem.message}")
            with self._journal.change("save questions") as change:
                if text.strip():
                    change.write(self.path, text.encode("utf-8", "surrogateescape"))
                else:  # an empty bank is reported as a mistake, and no bank is none
                    change.remove(self.path)

    def _state(self) -> object:
        try:
            stat = self.path.stat()
        except OSError:
            return None
        return stat.st_size, stat.st_mtime_ns, stat.st_ino

    def _text(self) -> str:
        # Bytes that are no UTF-8 stay as they are: the line that has them is somebody's, to correct.
        return self.path.read_bytes().decode("utf-8-sig", "surrogateescape") if self.path.exists() else ""


def entry_seal(entry: BankEntry) -> str:
    """16 hex digits that differ as soon as the entry does."""
    return hashlib.sha256(json.dumps(entry.as_dict(), sort_keys=True).encode()).hexdigest()[:16]


def _with_entries(text: str, entries: dict[str, BankEntry], removed: Collection[str]) -> str:
    """The file's text with the entries in it, and without the removed ones; what is new comes last."""
    left = dict(entries)
    lines = []
    # Not `splitlines`: JSON allows the other line ends of Unicode within a text.
    for line in text.split("\n"):
        name = _id_of(line)
        if name in left:
            lines.append(bank_lines([left.pop(name)]).rstrip("\n"))
        elif name not in removed and line.strip():
            lines.append(line)
    return "".join(f"{line}\n" for line in lines) + bank_lines(left.values())


def _id_of(line: str) -> str:
    try:
        found = json.loads(line).get("id")
    except (ValueError, AttributeError, RecursionError):
        return ""
    return found if isinstance(found, str) else ""


def _first_quote_only(entry: BankEntry) -> BankEntry:
    return replace(entry, quotes=entry.quotes[:1])
