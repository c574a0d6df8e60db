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
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from index.document import Document, Furniture, Node, Page, Regulation, Span
from index.formats.pdf_boxes import Box
from index.furniture import Rule
from index.reading_limits import ReadingLimits

_HEAD = struct.Struct(">cQ")
HEAD_BYTES = _HEAD.size

FOUND, REFUSED, LIMIT, MORE_TIME, PROGRAM = b"F", b"R", b"L", b"T", b"P"
"""Kinds of answers: what was asked for; an error as JSON; the limit that was met; a wish for more time; a process group that was
started."""

FoundT = TypeVar("FoundT", covariant=True)


class Request(Protocol[FoundT]):
    """Something to do with one document."""

    @property
    def name(self) -> str:
        """The document, in messages."""

    @property
    def limits(self) -> ReadingLimits:
        """Those that it is done under."""

    @property
    def seconds(self) -> float:
        """Those for the size of the document."""

    def unpacked(self, body: bytes) -> FoundT:
        """What an answer gives.

        Raises:
            ValueError: it is no answer to this.
        """


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as `load_file` gives it, and its furniture with what the rules mark."""

    document: Document
    furniture: tuple[Furniture, ...]

    @property
    def marked(self) -> Document:
        """The document with its furniture marked."""
        return replace(self.document, furniture=self.furniture)


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """A document to read.

    Attributes:
        path, entry, name, document_id: the arguments of `index.load.load_file`.
        rules: of `index.furniture.mark_furniture`; None to mark nothing.
    """

    path: str
    entry: Mapping[str, Any]
    name: str
    document_id: str
    rules: tuple[Rule, ...] | None
    limits: ReadingLimits
    seconds: float

    def unpacked(self, body: bytes) -> Reading:
        """The document."""
        return unpacked_reading(body)


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """The picture of a page; `data`, `number` and `width` are the arguments of `index.formats.pdf_pages.render_page`."""

    data: bytes
    number: int
    width: int
    name: str
    limits: ReadingLimits
    seconds: float

    def unpacked(self, body: bytes) -> bytes:
        """The picture (WebP)."""
        return body


@dataclass(frozen=True, slots=True)
class BoxesRequest:
    """Where stretches of the text stand on page `number`; the others are arguments of `index.formats.pdf_pages.quote_boxes`."""

    data: bytes
    text: str
    pages: tuple[Page, ...]
    spans: tuple[Span, ...]
    number: int
    name: str
    limits: ReadingLimits
    seconds: float

    def unpacked(self, body: bytes) -> tuple[tuple[Box, ...], ...]:
        """The boxes of each stretch."""
        return unpacked_boxes(body)


AnyRequest = DocumentRequest | PictureRequest | BoxesRequest

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


def packed_boxes(boxes: Iterable[Iterable[Box]]) -> bytes:
    """The boxes of stretches, as the body of a message."""
    return json.dumps([[[box.left, box.top, box.right, box.bottom] for box in each] for each in boxes]).encode()


def unpacked_boxes(body: bytes) -> tuple[tuple[Box, ...], ...]:
    """The boxes in a body.

    Raises:
        ValueError: it has none.
    """
    try:
        return tuple(tuple(Box(*(float(side) for side in box)) for box in each) for each in json.loads(body))
    except TypeError as error:
        raise ValueError("no boxes") from error


def packed_request(request: Request[object]) -> bytes:
    """A request as the body of a message. The worker trusts it: it comes from the process that started it."""
    return pickle.dumps(request, pickle.HIGHEST_PROTOCOL)


def unpacked_request(body: bytes) -> AnyRequest:
    """The request in a body."""
    found: AnyRequest = pickle.loads(body)  # noqa: S301 - from the process that started this one
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
