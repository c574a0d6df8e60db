"""The entries that evaluators verify: answers, and refusals. They count at once, in every server that shares the records file.

An entry with the id of a shipped one takes its place; a shipped entry can be switched off. Every change can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from types import NoneType
from typing import Any

from assistant.quality.saved_changes import ANY, Action, Edit, SavedChanges, today
from index.bank import MOST_WORDINGS, BankEntry, Review, Wording, locate_entry
from index.bank_file import BankProblem, bank_lines, entry_of, parse_bank
from index.document import Document
from index.errors import BankError

OFF = {"off": True}
"""In place of an entry: the shipped one of that id is not used."""


@dataclass(frozen=True, slots=True)
class SavedEntry:
    """An entry as it is saved, with the version that an editor has to show to change it.

    Attributes:
        entry: None where there is none.
        off: whether the shipped entry of that id is switched off.
        version: 0 where nothing was ever saved under that id.
    """

    id: str
    entry: BankEntry | None
    off: bool
    version: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: entries that are new or replaced others, those that were there already, and what is wrong, by line."""

    step: int
    saved: int
    same: int
    problems: tuple[BankProblem, ...]


class VerifiedStore:
    """The verified entries in a records file. Safe to share between threads and processes; raises RecordsError."""

    def __init__(self, path: Path) -> None:
        self.changes = SavedChanges(path)

    def version(self) -> int:
        """Grows with every change that is saved, by whatever process."""
        return self.changes.version()

    def entries(self) -> Sequence[BankEntry]:
        """The entries in force, by id."""
        return [found.entry for found in self.saved() if found.entry]

    def removed(self) -> frozenset[str]:
        """The ids of shipped entries that are switched off."""
        return frozenset(found.id for found in self.saved() if found.off)

    def saved(self) -> list[SavedEntry]:
        """Everything that is saved: entries in force, and shipped ones that are switched off."""
        return [_saved(item.name, item.value, item.version) for item in self.changes.items("entry")]

    def find(self, entry_id: str) -> SavedEntry:
        """What is saved under an id."""
        item = self.changes.item("entry", entry_id)
        return _saved(item.name, item.value, item.version)

    def save(
        self,
        entry: BankEntry,
        seen: int,
        author: str,
        action: Action = "verify",
        taken_from: Iterable[BankEntry] = (),
    ) -> int:
        """Save an entry as checked by `author` today, and return the step.

        Args:
            entry: the form is checked here; that the documents hold its quotes, by `checked_entry`.
            seen: the version that the editor saw, 0 of a new entry.
            author: the name of the evaluator.
            action: what the audit trail calls it.
            taken_from: shipped entries that answer some of its wordings otherwise: they lose these, in the same step.

        Raises:
            BankError: it is no entry.
            EditConflictError: somebody saved it since.
        """
        edits = [Edit("entry", entry.id, _checked(entry, author), seen)]
        forms = {each.normal_form for each in entry.wordings}
        for other in taken_from:
            left = tuple(each for each in other.wordings if each.normal_form not in forms)
            kept = replace(other, wordings=left)  # not reviewed by this: nobody looked at its answer
            edits.append(Edit("entry", other.id, kept.as_dict() if left else OFF, self.find(other.id).version))
        return self.changes.save(edits, action, author)

    def add_wordings(
        self, entry: BankEntry, more: Iterable[Wording], seen: int, author: str, taken_from: Iterable[BankEntry] = ()
    ) -> int:
        """Save an entry, a shipped one too, with more ways of asking; those that it has already are passed over.

        `taken_from`: as `save` has it.

        Raises:
            BankError: it has as many as an entry can have.
            EditConflictError: somebody saved it since.
        """
        wordings = {each.normal_form: each for each in entry.wordings}
        for each in more:
            wordings.setdefault(each.normal_form, replace(each, author=author))
        if len(wordings) > MOST_WORDINGS:
            raise BankError(
                f"{entry.id} would have over {MOST_WORDINGS} wordings. Save the question as an entry of its own."
            )
        whole = replace(entry, wordings=tuple(wordings.values()))
        return self.save(whole, seen, author, "wording", taken_from)

    def remove(self, entry_id: str, seen: int, author: str) -> int:
        """Take an evaluators' entry away; a shipped one of that id counts again. Raises EditConflictError."""
        return self.changes.save([Edit("entry", entry_id, None, seen)], "remove", author)

    def switch_off(self, entry_id: str, seen: int, author: str) -> int:
        """Switch a shipped entry off. Raises EditConflictError."""
        return self.changes.save([Edit("entry", entry_id, OFF, seen)], "switch_off", author)

    def export(self) -> str:
        """The entries in force as the text of a `questions.jsonl`."""
        return bank_lines(self.entries())

    def import_lines(self, text: str, author: str, document: Callable[[str], Document | None]) -> Imported:
        """Save the entries of a `questions.jsonl` whose quotes the documents hold, in one step; an entry replaces that of its id.

        What is wrong with the others is listed by line. Drafts of a model are left out: nobody has checked them.
        """
        bank = parse_bank(text)
        problems = list(bank.problems)
        saved = {found.id: found.entry for found in self.saved()}
        edits, same = [], 0
        for entry, line in zip(bank.entries, bank.lines, strict=True):
            located = locate_entry(entry, document)
            if isinstance(located, str):
                problems.append(BankProblem(line, entry.id, f"stale: {located}. Correct its quote.", stale=True))
            elif entry.is_draft:
                problems.append(BankProblem(line, entry.id, "it is a draft that nobody reviewed. Fill in `reviewed`."))
            elif (before := saved.get(entry.id)) and replace(entry, origin="feedback") == before:
                same += 1
            else:
                # Who reviewed it elsewhere stays its reviewer.
                kept = replace(entry, origin="feedback", reviewed=entry.reviewed or Review(author, today()))
                edits.append(Edit("entry", entry.id, kept.as_dict(), ANY))
        step = self.changes.save(edits, "import", author) if edits else 0
        return Imported(step, len(edits), same, tuple(sorted(problems, key=lambda problem: problem.line)))


def entry_with_reply(entry: BankEntry, known: Iterable[BankEntry]) -> BankEntry | None:
    """The entry that answers the same as `entry`, to which its question is one more wording; None if there is none.

    Refusals have no quotes to compare, and questions that the sources do not answer have nothing else in common.
    """
    if entry.refuse:
        return None
    return next((one for one in known if one.kind != "refuse" and one.reply == entry.reply), None)


def new_entry_id(question: Wording) -> str:
    """The id of an entry made for a question: the same question asked alike has the same, so that two editors meet."""
    return f"v-{sha256(question.normal_form.encode()).hexdigest()[:10]}"


def checked_entry(entry: BankEntry, document: Callable[[str], Document | None]) -> BankEntry:
    """The entry, if its form is right and the documents hold its quotes.

    Raises:
        BankError: they do not; the message says what to do.
    """
    located = locate_entry(entry_of(entry.as_dict()), document)
    if isinstance(located, str):
        raise BankError(f"{located}. Mark the words in the document again.")
    return entry


def _checked(entry: BankEntry, author: str) -> dict[str, object]:
    written = entry.author or author
    kept = replace(
        entry,
        wordings=tuple(replace(each, author=each.author or written) for each in entry.wordings),
        origin="feedback",
        reviewed=Review(author, today()),
        author=written,
    )
    return entry_of(kept.as_dict()).as_dict()


def _saved(name: str, value: Any, version: int) -> SavedEntry:
    if value == OFF:
        return SavedEntry(name, None, True, version)
    if not isinstance(value, dict | NoneType):  # damaged
        return SavedEntry(name, None, False, version)
    try:
        return SavedEntry(name, entry_of(value) if value else None, False, version)
    except BankError:  # saved by another version of this program, whose form this one does not know
        return SavedEntry(name, None, False, version)
