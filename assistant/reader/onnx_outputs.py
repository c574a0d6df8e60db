"""One more output of an ONNX graph: a result within it, by its name, without the package ``onnx``."""

from __future__ import annotations

_GRAPH, _OUTPUT = 7, 12
"""Field numbers of the model's graph, and of an output of the graph (onnx.proto)."""
_NAME = 1
_BYTES = 2
"""The wire type of what has a length."""


def with_output(model: bytes, name: str) -> bytes:
    """The model with the result ``name`` as its last output. Its type is left for the runtime to find.

    Raises:
        ValueError: the file is no ONNX model.
    """
    at = 0
    while at < len(model):
        key, after = _number(model, at)
        if key & 7 == _BYTES:
            length, start = _number(model, after)
            if key >> 3 == _GRAPH:
                output = _field(_OUTPUT, _field(_NAME, name.encode()))
                graph = model[start : start + length] + output
                return model[:at] + _field(_GRAPH, graph) + model[start + length :]
            at = start + length
        elif key & 7 == 0:
            _, at = _number(model, after)
        else:
            break
    raise ValueError("no graph was found: not an ONNX file")


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])


def _number(content: bytes, at: int) -> tuple[int, int]:
    """A whole number, seven bits a byte, the lowest first; and where it ends."""
    value = shift = 0
    while at < len(content):
        byte = content[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at
    raise ValueError("it ends within a number: not an ONNX file")
