"""What the process that reads documents and the one that asks it say to each other, over two pipes.

A message is its kind (one byte), the length of its body (eight bytes) and the body. Documents come back pickled: no other form keeps
their records as they are, and none is as quick. Only the records of `document.py` are made of what comes back, so a reader that a
hostile document has taken over cannot have anything else run here.
"""

from __future__ import annotations

import io
import json
import pickle
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from index.document import Document, Furniture, Node, Page, Regulation, Span
from index.furniture import Rule
from index.reading_limits import ReadingLimits

_HEAD = struct.Struct(">cQ")
HEAD_BYTES = _HEAD.size

DOCUMENT, REFUSED, LIMIT, MORE_TIME, PROGRAM = b"D", b"R", b"L", b"T", b"P"
"""Kinds of answers: a document; an error as JSON; the limit that was met; a wish for more time; a process group that was started."""


@dataclass(frozen=True, slots=True)
class Request:
    """One document to read.

    Attributes:
        path, entry, name, document_id: the arguments of `index.load.load_file`.
        rules: of `index.furniture.mark_furniture`; None to mark nothing.
        limits: those that the document is read under.
        seconds: those for its size.
    """

    path: str
    entry: Mapping[str, Any]
    name: str
    document_id: str
    rules: tuple[Rule, ...] | None
    limits: ReadingLimits
    seconds: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as `load_file` gives it, and its furniture with what the rules mark."""

    document: Document
    furniture: tuple[Furniture, ...]

    @property
    def marked(self) -> Document:
        """The document with its furniture marked."""
        return replace(self.document, furniture=self.furniture)


_RECORDS = {
    (kind.__module__, kind.__qualname__): kind for kind in (Reading, Document, Furniture, Node, Page, Regulation, Span)
}


class _Records(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _RECORDS:
            raise pickle.UnpicklingError(f"{module}.{name} is no record of a document")
        return _RECORDS[module, name]


def framed(kind: bytes, body: bytes) -> bytes:
    """A message as bytes."""
    return _HEAD.pack(kind, len(body)) + body


def read_message(read: Callable[[int], bytes], most: int) -> tuple[bytes, int, bytes] | None:
    """Kind, length and body of the next message; the body is left unread and empty where it is longer than `most` bytes.

    `read` gives up to so many bytes, none at the end. None where the other side has ended.
    """
    head = _exactly(read, HEAD_BYTES)
    if head is None:
        return None
    kind, length = _HEAD.unpack(head)
    if length > most:
        return kind, length, b""
    body = _exactly(read, length)
    return None if body is None else (kind, length, body)


def packed_reading(reading: Reading) -> bytes:
    """A document that was read, as the body of a message."""
    return pickle.dumps(reading, pickle.HIGHEST_PROTOCOL)


def unpacked_reading(body: bytes) -> Reading:
    """The document in a body.

    Raises:
        ValueError: it is none.
    """
    try:
        found = _Records(io.BytesIO(body)).load()
    except Exception as error:
        raise ValueError(f"no document: {error}") from error
    if not isinstance(found, Reading):
        raise ValueError("no document")
    return found


def packed_request(request: Request) -> bytes:
    """A request as the body of a message. The worker trusts it: it comes from the process that started it."""
    return pickle.dumps(request, pickle.HIGHEST_PROTOCOL)


def unpacked_request(body: bytes) -> Request:
    """The request in a body."""
    found: Request = pickle.loads(body)  # noqa: S301 - from the process that started this one
    return found


def packed_error(code: str, message: str) -> bytes:
    """An error as the body of a message."""
    return json.dumps([code, message]).encode()


def unpacked_error(body: bytes) -> tuple[str, str]:
    """Code and message of the error in a body.

    Raises:
        ValueError: it is none.
    """
    found = json.loads(body)
    if not (isinstance(found, list) and len(found) == 2 and all(isinstance(part, str) for part in found)):
        raise ValueError("no error")
    return found[0], found[1]


def _exactly(read: Callable[[int], bytes], count: int) -> bytes | None:
    found = bytearray()
    while len(found) < count:
        piece = read(min(count - len(found), 1 << 20))
        if not piece:
            return None
        found += piece
    return bytes(found)
