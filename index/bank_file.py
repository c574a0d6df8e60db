"""`questions.jsonl`: a question bank as JSON lines, one entry each. `data/question.schema.json` is the JSON Schema of a line.

Reading never stops at a bad line: what is wrong with it is a `BankProblem`, and the rest of the bank works.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.bank import BankEntry, LocatedEntry, Wording, locate_entry
from index.bank_form import entry_of as entry_of
from index.document import Document
from index.errors import BankError

BANK_FILE = "questions.jsonl"
"""In a folder of documents: the questions that are expected of them."""
SCHEMA = Path(__file__).parent / "data" / "question.schema.json"
MAX_BYTES = 256 * 1024 * 1024
"""Larger files are refused before they are read."""


@dataclass(frozen=True, slots=True)
class BankProblem:
    """What is wrong with a line: the whole entry, if `entry_lost`, or one of its wordings, is not used.

    `stale`: the documents have changed, or are others; the entry itself is well formed. `line` is 0 where it is the whole file.
    """

    line: int
    entry: str
    message: str
    entry_lost: bool = True
    stale: bool = False

    def __str__(self) -> str:
        # An id may be any text, and what is printed of it should not fill the screen.
        named = f" ({' '.join(self.entry.split())[:60]})" if self.entry else ""
        return f"line {self.line}{named}: {self.message}" if self.line else self.message


@dataclass(frozen=True, slots=True)
class Bank:
    """The usable entries of a bank, with the lines that they stand on, and what is wrong with the others."""

    entries: tuple[BankEntry, ...] = ()
    lines: tuple[int, ...] = ()
    problems: tuple[BankProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class LocatedBank:
    """The entries whose quotes the documents hold, and what is wrong with the others."""

    entries: tuple[LocatedEntry, ...] = ()
    problems: tuple[BankProblem, ...] = ()


def read_bank(path: Path) -> Bank:
    """The bank in a file; an empty one where there is no file. A line that is not UTF-8 is a problem like any other.

    Raises:
        BankError: the file cannot be read, is too large, or is UTF-16.
    """
    try:
        if not path.exists():
            return Bank()
        if path.stat().st_size > MAX_BYTES:
            raise BankError(f"{path} is over {MAX_BYTES // 2**20} MiB. Split it, or remove wordings.")
        data = path.read_bytes()
    except OSError as error:
        raise BankError(f"Cannot read {path}: {error.strerror}. Check the file and its permissions.") from error
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BankError(f"{path} is UTF-16. Save it as UTF-8.")
    return parse_bank(data.decode("utf-8-sig", "surrogateescape"))


def parse_bank(text: str) -> Bank:
    """The bank in a text of JSON lines; blank lines are passed over. Bytes that were no UTF-8 are in it as `surrogateescape` has them."""
    # Not `splitlines`: JSON allows the other line ends of Unicode within a text.
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        return Bank(problems=(BankProblem(1, "", "the file has no entry. Add one a line, or remove the file."),))
    placed: list[tuple[int, BankEntry]] = []
    problems: list[BankProblem] = []
    for number, line in lines:
        try:
            placed.append((number, entry_of(_object(line))))
        except BankError as error:
            problems.append(BankProblem(number, _id_in(line), str(error)))
    kept, more = _without_repeats(placed)
    problems.extend(more)
    return Bank(
        tuple(entry for _, entry in kept),
        tuple(number for number, _ in kept),
        tuple(sorted(problems, key=lambda problem: problem.line)),
    )


def locate_bank(bank: Bank, document: Callable[[str], Document | None]) -> LocatedBank:
    """The entries with the places of their quotes; those that are stale are problems."""
    entries, problems = [], list(bank.problems)
    for entry, line in zip(bank.entries, bank.lines, strict=True):
        located = locate_entry(entry, document)
        if isinstance(located, str):
            problems.append(BankProblem(line, entry.id, f"stale: {located}. Correct its quote.", stale=True))
        else:
            entries.append(located)
    return LocatedBank(tuple(entries), tuple(sorted(problems, key=lambda problem: problem.line)))


def bank_lines(entries: Iterable[BankEntry]) -> str:
    """The entries as the text of a file."""
    return "".join(json.dumps(entry.as_dict(), ensure_ascii=False) + "\n" for entry in entries)


def _object(line: str) -> Mapping[str, Any]:
    try:
        line.encode()
        values = json.loads(line)
    except UnicodeEncodeError as error:
        raise BankError(f"it is not UTF-8 (character {error.start + 1}). Save the file as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise BankError(f"it is not JSON ({error.msg}, character {error.colno}). Write one object a line.") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits; lists in lists in lists
        raise BankError(f"it is not JSON ({error}). Write one object a line.") from error
    if not isinstance(values, dict):
        raise BankError("it is not a JSON object. Write one object a line.")
    return values


def _id_in(line: str) -> str:
    try:
        found = _object(line).get("id")
    except BankError:
        return ""
    return found if isinstance(found, str) and found.isprintable() else ""  # half a character cannot be printed


def _without_repeats(placed: Iterable[tuple[int, BankEntry]]) -> tuple[list[tuple[int, BankEntry]], list[BankProblem]]:
    """The entries without a second one of an id, and without wordings that an earlier entry has for another answer."""
    kept: list[tuple[int, BankEntry]] = []
    problems: list[BankProblem] = []
    lines: dict[str, int] = {}
    asked: dict[str, tuple[int, BankEntry]] = {}
    for line, entry in placed:
        if entry.id in lines:
            problems.append(BankProblem(line, entry.id, f"line {lines[entry.id]} has this id already. Give another."))
            continue
        lines[entry.id] = line
        own: dict[str, Wording] = {}
        for wording in entry.wordings:
            form = wording.normal_form
            before = asked.get(form)
            if before and before[1].reply != entry.reply:
                message = (
                    f"line {before[0]} ({before[1].id}) answers {wording.text!r} otherwise. Keep it in one of them."
                )
                problems.append(BankProblem(line, entry.id, message, entry_lost=False))
            elif form in own:
                problems.append(BankProblem(line, entry.id, f"it has {wording.text!r} twice.", entry_lost=False))
            else:
                own[form] = wording
        if not own:
            problems.append(BankProblem(line, entry.id, "none of its wordings can be used."))
            continue
        asked.update(dict.fromkeys(own.keys() - asked.keys(), (line, entry)))
        kept.append((line, replace(entry, wordings=tuple(own.values()))))
    return kept, problems
