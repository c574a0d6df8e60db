"""What a build did: what it made of each file, what it left out, and what is to be seen to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from index.bank_file import BankProblem
from index.document import Document
from index.folder_scan import LeftOut
from index.regulation_forms import names_of


@dataclass(frozen=True, slots=True)
class BuiltDocument:
    """What became of one file.

    Attributes:
        id, file, title, published, derived, warnings, superseded_by, amended_by: those of the `Document`.
        format: the ending of the file in small letters, without its full stop.
        regulation: its short form ("PP 94/2021"); "" for what is none.
        pages: how many it has; None for a file without pages.
        passages: how many are searched; none of a document that has nothing but page furniture.
    """

    id: str
    file: str
    format: str
    regulation: str
    title: str
    published: str | None
    pages: int | None
    passages: int
    derived: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    superseded_by: str | None = None
    amended_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        encoded, reused: texts that were encoded, and passages whose vector came from the index before.
        table: what became of each document, in the order of their ids.
        left_out: files and folders that could not be used, or are copies of others, in the order of their names.
        unchanged: the same index was already in force, and nothing was written.
        entries, wordings: of the question bank, those that are used.
        bank_problems: what is wrong with the others.
    """

    fingerprint: str
    passages: int
    encoded: int
    reused: int
    seconds: float
    table: tuple[BuiltDocument, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    unchanged: bool = False
    entries: int = 0
    wordings: int = 0
    bank_problems: tuple[BankProblem, ...] = ()

    @property
    def documents(self) -> int:
        """How many documents the index has."""
        return len(self.table)

    @property
    def derived(self) -> dict[str, tuple[str, ...]]:
        """The fields that were derived, by the article's id; see `Document.derived`."""
        return {row.id: row.derived for row in self.table if row.derived}

    @property
    def without_passages(self) -> tuple[str, ...]:
        """Ids of the articles that contain nothing but page furniture."""
        return tuple(row.id for row in self.table if not row.passages)


def built_documents(documents: Sequence[Document], passages: Iterable[str]) -> tuple[BuiltDocument, ...]:
    """The rows of the table; `passages` has for each passage the id of its document."""
    counts = Counter(passages)
    return tuple(
        BuiltDocument(
            document.id,
            document.file,
            PurePosixPath(document.file).suffix.lower().lstrip("."),
            names_of(document.regulation)[0] if document.regulation else "",
            document.title,
            document.published,
            len(document.pages) or None,
            counts[document.id],
            document.derived,
            document.warnings,
            document.superseded_by,
            document.amended_by,
        )
        for document in documents
    )


def faults(table: Iterable[BuiltDocument], left_out: Iterable[LeftOut]) -> Iterator[str]:
    """All that a strict build refuses, in words: files that are left out, warnings, and documents without a passage."""
    yield from (str(each.problem) for each in left_out)
    for row in table:
        yield from (f"{row.file}: {warning}" for warning in row.warnings)
        if not row.passages:
            yield f"{row.file}: nothing but page furniture"
