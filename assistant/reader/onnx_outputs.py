"""One more output of an ONNX graph: a result within it, by its name, without the package ``onnx``."""

from __future__ import annotations

from assistant.reader.protocol_buffers import GRAPH, field_bytes, message_fields

_OUTPUT, _NAME = 12, 1
"""Field numbers of an output of a graph, and of its name (onnx.proto)."""


def with_output(model: bytes, name: str) -> bytes:
    """The model with the result ``name`` as its last output. Its type is left for the runtime to find.

    Raises:
        ValueError: the file is no ONNX model.
    """
    at = next(((start, end) for number, start, end in message_fields(model, 0, len(model)) if number == GRAPH), None)
    if at is None:
        raise ValueError("no graph was found: not an ONNX file")
    start, end = at
    graph = model[start:end] + field_bytes(_OUTPUT, field_bytes(_NAME, name.encode()))
    # The order of a message's fields means nothing.
    return _without_graph(model, start, end) + field_bytes(GRAPH, graph)


def _without_graph(model: bytes, start: int, end: int) -> bytes:
    head = len(field_bytes(GRAPH, model[start:end])) - (end - start)
    return model[: start - head] + model[end:]
