"""The weights inside a released ``reader.onnx``: read by name, and written back in place.

An ONNX file is one Protocol Buffers message. Only as much of that format is read here as finds the tensors and the nodes, so neither
the package ``onnx`` nor an export is needed to start training from a released reader, or to put other weights into its graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.reader.protocol_buffers import GRAPH, message_fields

NODES, INITIALIZERS = 1, 5
"""Field numbers of a graph's nodes and tensors."""
NODE_INPUTS, NODE_KIND = 1, 4
DIMS, ELEMENT_TYPE, NAME, RAW = 1, 2, 8, 9
ELEMENTS: dict[int, type[Any]] = {1: np.float32, 2: np.uint8, 3: np.int8, 7: np.int64}
"""numpy's types by ONNX's numbers for them."""
Weights = NDArray[Any]


@dataclass(frozen=True)
class StoredTensor:
    """Where a tensor lies in the file."""

    shape: tuple[int, ...]
    element: type[Any]
    start: int
    end: int


@dataclass(frozen=True)
class GraphNode:
    """One operation: its kind, and the names of what it takes."""

    kind: str
    inputs: tuple[str, ...]


class OnnxGraph:
    """The tensors and nodes of an ONNX file whose weights are stored inside it."""

    def __init__(self, content: bytes) -> None:
        """Find them.

        Raises:
            ValueError: the content is not laid out as expected.
        """
        self._content = bytearray(content)
        self._tensors: dict[str, StoredTensor] = {}
        self.nodes: list[GraphNode] = []
        for number, start, end in message_fields(content, 0, len(content)):
            if number != GRAPH:
                continue
            for part, first, last in message_fields(self._content, start, end):
                if part == INITIALIZERS:
                    self._add_tensor(first, last)
                elif part == NODES:
                    self._add_node(first, last)
        if not self._tensors:
            raise ValueError("no weights were found: not an ONNX file, or one that keeps them elsewhere")

    def tensor(self, name: str) -> Weights:
        """A copy of one tensor.

        Raises:
            KeyError: there is none of that name.
        """
        at = self._tensors[name]
        return np.frombuffer(bytes(self._content[at.start : at.end]), dtype=at.element).reshape(at.shape).copy()

    def with_tensors(self, changed: Mapping[str, Weights]) -> bytes:
        """The file with other values in some tensors.

        Raises:
            KeyError: there is no tensor of that name.
            ValueError: a tensor has another shape or element type than the one it replaces.
        """
        content = bytearray(self._content)
        for name, values in changed.items():
            at = self._tensors[name]
            if values.shape != at.shape or values.dtype != at.element:
                raise ValueError(f"{name}: {values.shape} {values.dtype} for {at.shape} {np.dtype(at.element)}")
            content[at.start : at.end] = np.ascontiguousarray(values).tobytes()
        return bytes(content)

    def _add_tensor(self, start: int, end: int) -> None:
        shape: list[int] = []
        element, name, raw = 0, "", (0, 0)
        for number, first, last in message_fields(self._content, start, end):
            if number == DIMS:
                shape.append(first)
            elif number == ELEMENT_TYPE:
                element = first
            elif number == NAME:
                name = self._text(first, last)
            elif number == RAW:
                raw = (first, last)
        found = StoredTensor(tuple(shape), ELEMENTS[element], *raw)
        if raw[1] - raw[0] != prod(shape) * np.dtype(found.element).itemsize:
            raise ValueError(f"{name}: its values are not stored as plain bytes")
        self._tensors[name] = found

    def _add_node(self, start: int, end: int) -> None:
        inputs, kind = [], ""
        for number, first, last in message_fields(self._content, start, end):
            if number == NODE_INPUTS:
                inputs.append(self._text(first, last))
            elif number == NODE_KIND:
                kind = self._text(first, last)
        self.nodes.append(GraphNode(kind, tuple(inputs)))

    def _text(self, start: int, end: int) -> str:
        return self._content[start:end].decode("utf-8")
