"""The folder compared with the index in force: which changes are not published yet. What was compared once is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.publishing.listing import ListedFile
from index.bank import BankEntry, LocatedEntry, locate_entry
from index.document import Document
from index.errors import DocumentError
from index.store import Index

State = Literal["published", "changed", "new", "problem", "copy"]
"""How a document of the folder compares with the index in force; of one with a problem nothing is known, and a copy is not used."""


@dataclass(frozen=True, slots=True)
class PendingChanges:
    """What publishing would change.

    Attributes:
        new, changed: documents that the index does not have, or has otherwise.
        leaving: documents that are no longer in the folder, and still answer.
        questions: entries of the question bank that are new, changed or gone.
        problems: documents that cannot be read, and so would be left out.
    """

    new: int = 0
    changed: int = 0
    leaving: tuple[Document, ...] = ()
    questions: int = 0
    problems: int = 0

    @property
    def count(self) -> int:
        """All changes together."""
        return self.new + self.changed + len(self.leaving) + self.questions


class FolderComparison:
    """Compares the files of a folder with the index in force. Safe to share between threads."""

    def __init__(self) -> None:
        self._index = ""
        self._known: dict[str, tuple[ListedFile, State]] = {}

    def states(self, listed: Sequence[ListedFile], index: Index | None) -> dict[str, State]:
        """The state of each file, by its name."""
        name = index.fingerprint if index else ""
        known = self._known if name == self._index else {}
        found: dict[str, tuple[ListedFile, State]] = {}
        for one in listed:
            before = known.get(one.file)
            # The same record, not an equal one: the folder hands out a new one as soon as the file changes.
            found[one.file] = before if before and before[0] is one else (one, _state(one, index))
        self._known, self._index = found, name
        return {file: state for file, (_, state) in found.items()}

    def pending(
        self, listed: Sequence[ListedFile], index: Index | None, entries: Sequence[BankEntry]
    ) -> PendingChanges:
        """What publishing would change; `entries` are those of the folder's question bank."""
        states = list(self.states(listed, index).values())
        return PendingChanges(
            states.count("new"),
            states.count("changed"),
            tuple(leaving_documents(listed, index)),
            changed_questions(listed, index, entries),
            states.count("problem"),
        )


def leaving_documents(listed: Sequence[ListedFile], index: Index | None) -> list[Document]:
    """Documents in force that are no longer in the folder: publishing takes them out."""
    if index is None:
        return []
    # By ids first: reading each document of a large index would take a while.
    here = {one.document.id for one in listed if one.document}
    found = [index.document(document_id) for document_id in index.document_ids if document_id not in here]
    files = {one.file for one in listed}
    return [document for document in found if document.file not in files]


def changed_questions(listed: Sequence[ListedFile], index: Index | None, entries: Sequence[BankEntry]) -> int:
    """How many entries of the question bank would be used, changed or dropped by publishing.

    An entry that is stale is not: publishing would leave it out again.
    """
    used = {located.entry.id: located.entry for located in index.bank.entries} if index and index.bank else {}
    documents = {one.document.id: one.document for one in listed if one.document}
    others = [entry for entry in entries if used.get(entry.id) != entry]
    located = [entry for entry in others if isinstance(locate_entry(entry, documents.get), LocatedEntry)]
    return len(located) + len(used.keys() - {entry.id for entry in entries})


def _state(listed: ListedFile, index: Index | None) -> State:
    document = listed.document
    if document is None:
        copied = isinstance(listed.problem, DocumentError) and listed.problem.code == "copy"
        return "copy" if copied else "problem"
    if index is None or document.id not in index.document_ids:
        return "new"
    # The whole record: a changed title has to be published too.
    return "published" if index.document(document.id) == document else "changed"
