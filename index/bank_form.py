"""The form of an entry: plain values, as a line of `questions.jsonl` or a request has them, to a `BankEntry`.

`data/question.schema.json` says the same to other programs, but for what a JSON Schema cannot: that the short answer is in the first quote.
"""

from __future__ import annotations

import datetime as dt
import re
import reprlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from index.bank import (
    ENTRY_KINDS,
    MOST_CHARACTERS,
    MOST_WORDINGS,
    ORIGINS,
    REASONS,
    BankEntry,
    BankQuote,
    Review,
    Wording,
)
from index.errors import BankError, ConfigError, check_keys

LANGUAGES = ("id", "en")
_KEYS = ("id", "kind", "questions", "quotes", "short", "refuse", "author", "reviewed", "origin")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_SHOWN = reprlib.Repr()
"""Shows a wrong value in a message: it may be a book, or lists in lists without end."""
_SHOWN.maxstring = _SHOWN.maxother = 60


def entry_of(values: Mapping[str, Any]) -> BankEntry:
    """An entry from plain values, as a line of the file or a request has them.

    Raises:
        BankError: they are none; the message says what to do.
    """
    try:
        check_keys((key[:60] for key in values), _KEYS, "the entry")
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
            check_keys((key[:60] for key in values), ("text", "language", "author"), "a wording")
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
    try:
        if _DAY.match(review.on) and dt.date.fromisoformat(review.on):
            return review
    except ValueError:  # a day that no month has
        pass
    raise BankError(f"`reviewed` is on {_SHOWN.repr(review.on)}. Write the day as 2026-11-26.")


def _text(values: Mapping[str, Any], key: str, default: str | None = None) -> str:
    found = values.get(key, default)
    if not isinstance(found, str) or (not found.strip() and default is None):
        raise BankError(f"`{key}` is {_SHOWN.repr(found)}. Write it as text.")
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
        raise BankError(f"`{key}` is {_SHOWN.repr(found)}: it must be one of {', '.join(known)}.")
    return found
