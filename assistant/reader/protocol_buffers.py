"""As much of the Protocol Buffers format as finds the parts of an ONNX file, so that nothing here needs the package ``onnx``.

The encoding is that of https://protobuf.dev/programming-guides/encoding/.
"""

from __future__ import annotations

from collections.abc import Iterator

GRAPH = 7
"""The field of an ONNX model that has its graph (onnx.proto)."""
_PIECE = 2
"""The wire type of what has a length."""
_MOST_BYTES = 10
"""Bytes of a whole number, at most."""


def message_fields(content: bytes | bytearray, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The number of each field of a message, with where its bytes start and end; for a whole number, its value and 0.

    Raises:
        ValueError: the bytes are no message.
    """
    while at < end:
        key, at = read_number(content, at)
        match key & 7:
            case 0:
                value, at = read_number(content, at)
                yield key >> 3, value, 0
            case 1 | 5 as width:
                at += 8 if width == 1 else 4
            case 2:
                length, at = read_number(content, at)
                if at + length > end:
                    raise ValueError(f"a field ends behind its message at byte {at}: not an ONNX file")
                yield key >> 3, at, at + length
                at += length
            case other:
                raise ValueError(f"a field of type {other} at byte {at}: not an ONNX file")


def read_number(content: bytes | bytearray, at: int) -> tuple[int, int]:
    """A whole number, seven bits a byte, the lowest first; and where it ends.

    Raises:
        ValueError: it does not end.
    """
    value = 0
    for place, byte in enumerate(content[at : at + _MOST_BYTES]):
        value |= (byte & 127) << (7 * place)
        if byte < 128:
            return value, at + place + 1
    raise ValueError(f"a number does not end at byte {at}: not an ONNX file")


def field_bytes(number: int, content: bytes) -> bytes:
    """A field with these bytes."""
    return _number_bytes(number << 3 | _PIECE) + _number_bytes(len(content)) + content


def _number_bytes(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])
