"""Rows of the records file as the values they should be. One that is damaged is left out of lists, counted, and logged once."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from assistant.answer import Answer
from index.errors import RowDamagedError

T = TypeVar("T")
_ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)
_BROKEN = (KeyError, TypeError, ValueError, AttributeError, RecursionError)
"""What JSON and the records made of it raise where a value is not what it should be."""
_told: dict[tuple[Path, str], int] = {}
_telling = threading.Lock()
_log = logging.getLogger(__name__)


def stored_json(text: object) -> Any:
    """The value of a column of JSON.

    Raises:
        RowDamagedError: it is none.
    """
    try:
        return json.loads(text)  # type: ignore[arg-type]  # what is no text is a TypeError, as what is no JSON a ValueError
    except _BROKEN as error:
        raise RowDamagedError("A value is not the JSON that was stored.") from error


def stored_texts(text: object) -> tuple[str, ...]:
    """A column of JSON that is a list of texts. Raises RowDamagedError."""
    found = stored_json(text)
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise RowDamagedError("A value is not the list of texts that was stored.")
    return tuple(found)


def stored_object(text: object) -> dict[str, Any]:
    """A column of JSON that is an object. Raises RowDamagedError."""
    found = stored_json(text)
    if not isinstance(found, dict):
        raise RowDamagedError("A value is not the object that was stored.")
    return found


def stored_answer(text: object) -> Answer:
    """The record of an answer, every type in it checked: a page can draw it.

    Raises:
        RowDamagedError: it is none, or of a version that this one cannot read.
    """
    return answer_record(stored_json(text))


def answer_record(values: Any) -> Answer:
    """The same of what the JSON was read into. Raises RowDamagedError."""
    try:
        answer = Answer.from_dict(values)
        _ANSWER.validate_python(values)
    except (*_BROKEN, ValidationError) as error:
        raise RowDamagedError("A value is not an answer that this version can read.") from error
    return answer


def typed(values: Iterable[object], *kinds: type | tuple[type, ...]) -> None:
    """Check the types of values; SQLite keeps any in a column.

    Raises:
        RowDamagedError: one is another than it should be.
    """
    for value, kind in zip(values, kinds, strict=True):
        if not isinstance(value, kind):
            raise RowDamagedError(f"A value is {type(value).__name__}, which was never stored there.")


def readable(path: Path, table: str, rows: Iterable[Any], make: Callable[..., T], lost: int = 0) -> list[T]:
    """What `make` makes of each row. Rows for which it raises RowDamagedError are left out, and told of with the `lost` ones."""
    made = []
    for row in rows:
        try:
            made.append(make(*row))
        except RowDamagedError:
            lost += 1
    tell_unreadable(path, table, lost)
    return made


def tell_unreadable(path: Path, table: str, count: int) -> None:
    """Log that rows of a table cannot be read: once, and again when there are more."""
    with _telling:
        if count <= _told.get((path, table), 0):
            return
        _told[(path, table)] = count
    _log.error(
        "%d rows of %r in %s cannot be read and are left out. `netral records check` lists them, `netral records restore FILE` "
        "puts a backup in place of the file.",
        count,
        table,
        path,
    )
