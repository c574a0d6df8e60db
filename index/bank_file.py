"""`questions.jsonl`: a question bank as JSON lines, one entry each. `data/question.schema.json` is the JSON Schema of a line.

Reading never stops at a bad line: what is wrong with it is a `BankProblem`, and the rest of the bank works.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.bank import (
    ENTRY_KINDS,
    MOST_CHARACTERS,
    MOST_WORDINGS,
    ORIGINS,
    REASONS,
    BankEntry,
    BankQuote,
    LocatedEntry,
    Review,
    Wording,
    locate_entry,
)
from index.document import Document
from index.errors import BankError, ConfigError, check_keys
from index.files import replace_file

BANK_FILE = "questions.jsonl"
"""In a folder of documents: the questions that are expected of them."""
SCHEMA = Path(__file__).parent / "data" / "question.schema.json"
LANGUAGES = ("id", "en")
MAX_BYTES = 256 * 1024 * 1024
"""Larger files are refused before they are read."""
_KEYS = ("id", "kind", "questions", "quotes", "short", "refuse", "author", "reviewed", "origin")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


@dataclass(frozen=True, slots=True)
class BankProblem:
    """What is wrong with a line: the whole entry, if `entry_lost`, or one of its wordings, is not used.

    `stale`: the documents have changed, or are others; the entry itself is well formed.
    """

    line: int
    entry: str
    message: str
    entry_lost: bool = True
    stale: bool = False

    def __str__(self) -> str:
        named = f" ({self.entry})" if self.entry else ""
        return f"line {self.line}{named}: {self.message}"


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
    """The bank in a file; an empty one where there is no file.

    Raises:
        BankError: the file cannot be read, is too large, or is no UTF-8.
    """
    try:
        if not path.exists():
            return Bank()
        if path.stat().st_size > MAX_BYTES:
            raise BankError(f"{path} is over {MAX_BYTES // 2**20} MiB. Split it, or remove wordings.")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BankError(f"Cannot read {path}: {error.strerror}. Check the file and its permissions.") from error
    except UnicodeDecodeError as error:
        raise BankError(f"{path} is not UTF-8 (byte {error.start}). Save it as UTF-8.") from error
    return parse_bank(text)


def parse_bank(text: str) -> Bank:
    """The bank in a text of JSON lines; blank lines are passed over."""
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


def write_bank(path: Path, entries: Iterable[BankEntry]) -> None:
    """Write a bank's file; a reader sees the old one or the new one.

    Raises:
        OSError: the folder cannot be written to.
    """
    replace_file(path, bank_lines(entries).encode())


def entry_of(values: Mapping[str, Any]) -> BankEntry:
    """An entry from plain values, as a line of the file or a request has them.

    Raises:
        BankError: they are none; the message says what to do.
    """
    try:
        check_keys(values, _KEYS, "the entry")
    except ConfigError as error:
        raise BankError(str(error)) from error
    author = _text(values, "author", "")
    refuse, short = _text_or_none(values, "refuse"), _text_or_none(values, "short")
    entry = BankEntry(
        id=_text(values, "id"),
        kind=_one_of(values, "kind", ENTRY_KINDS),
        wordings=tuple(_wordings(values.get("questions"), author)),
        quotes=tuple(_quotes(values.get("quotes", []))),
        short=short,
        refuse=_one_of(values, "refuse", REASONS) if refuse else None,
        author=author,
        reviewed=_review(values.get("reviewed")),
        origin=_one_of(values, "origin", ORIGINS, "shipped"),
    )
    _check_reply(entry)
    return entry


def _check_reply(entry: BankEntry) -> None:
    if entry.refuse and (entry.quotes or entry.short):
        raise BankError("`refuse` says that nothing answers, yet there are quotes. Remove one or the other.")
    if not entry.refuse and not entry.quotes:
        raise BankError("it has neither `quotes` nor `refuse`. Give the words that answer, or the reason to refuse.")
    if (entry.kind == "refuse") != (entry.refuse is not None):
        raise BankError('`kind` is "refuse" where `refuse` gives a reason, and only there.')
    if entry.short is not None and " ".join(entry.short.split()) not in " ".join(entry.quotes[0].quote.split()):
        raise BankError("`short` is not in the first quote. Copy its words from there, or write null.")


def _object(line: str) -> Mapping[str, Any]:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BankError(f"it is not JSON ({error}). Write one object a line.") from error
    if not isinstance(values, dict):
        raise BankError("it is not a JSON object. Write one object a line.")
    return values


def _id_in(line: str) -> str:
    try:
        found = _object(line).get("id")
    except BankError:
        return ""
    return found if isinstance(found, str) else ""


def _wordings(found: object, author: str) -> Iterator[Wording]:
    if not isinstance(found, list) or not found:
        raise BankError("`questions` is empty. Give the wordings as a list.")
    if len(found) > MOST_WORDINGS:
        raise BankError(f"it has {len(found)} wordings, and at most {MOST_WORDINGS} count. Split the entry.")
    for item in found:
        values = {"text": item} if isinstance(item, str) else item
        if not isinstance(values, dict):
            raise BankError('a wording is no text. Write {"text": "...", "language": "id"}.')
        try:
            check_keys(values, ("text", "language", "author"), "a wording")
        except ConfigError as error:
            raise BankError(str(error)) from error
        text = _text(values, "text")
        if len(text) > MOST_CHARACTERS:
            raise BankError(f"a wording has {len(text)} characters, and a question at most {MOST_CHARACTERS}.")
        yield Wording(text, _one_of(values, "language", LANGUAGES, "id"), _text(values, "author", author))


def _quotes(found: object) -> Iterator[BankQuote]:
    if not isinstance(found, list):
        raise BankError("`quotes` is not a list.")
    for item in found:
        if not isinstance(item, dict) or set(item) != {"source_id", "quote"}:
            raise BankError('a quote is not of the form {"source_id": "...", "quote": "..."}.')
        yield BankQuote(_text(item, "source_id"), _text(item, "quote"))


def _review(found: object) -> Review | None:
    if found is None:
        return None
    if not isinstance(found, dict) or set(found) != {"by", "on"}:
        raise BankError('`reviewed` is neither null nor {"by": "...", "on": "2026-11-26"}.')
    review = Review(_text(found, "by"), _text(found, "on"))
    if not _DAY.match(review.on):
        raise BankError(f"`reviewed` is on {review.on!r}. Write the day as 2026-11-26.")
    return review


def _text(values: Mapping[str, Any], key: str, default: str | None = None) -> str:
    found = values.get(key, default)
    if not isinstance(found, str) or (not found.strip() and default is None):
        raise BankError(f"`{key}` is {found!r}. Write it as text.")
    try:
        found.encode()
    except UnicodeEncodeError:
        raise BankError(f"`{key}` has half a character (a lone surrogate). Type it again.") from None
    return found


def _text_or_none(values: Mapping[str, Any], key: str) -> str | None:
    return None if values.get(key) is None else _text(values, key)


def _one_of(values: Mapping[str, Any], key: str, known: Sequence[str], default: str | None = None) -> Any:
    found = values.get(key, default)
    if found not in known:
        raise BankError(f"`{key}` is {found!r}: it must be one of {', '.join(known)}.")
    return found


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
