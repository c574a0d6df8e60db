"""A released ``reader.onnx`` to a checkpoint that training can start from, and a checkpoint into the graph of a released reader.

``python -m assistant.reader.training.restore --reader assistant/reader/reader.onnx --out start.pt``

The weights come back as the 8-bit values that are served, so a reader may be trained further where no checkpoint of it was kept. The
way back (``fill_graph``) needs no ``onnx`` package: the graph stays the released one to the byte, and only its weights change.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from assistant.reader.bundled import FOLDER, MODEL
from assistant.reader.training.graph import OnnxGraph, Weights

PARTS = ("qkv", "out", "up", "down")
"""The quantised products of a layer, in the order of the graph."""
MIDDLE = 128
"""The 8-bit number that stands for zero in a quantised product."""


def restore_weights(graph: OnnxGraph) -> dict[str, Tensor]:
    """The state of a ``Reader`` with the weights of an exported one."""
    state = {
        "word.weight": _from_rows(graph, "word"),
        "position.weight": _from_rows(graph, "position"),
        "span.weight": graph.tensor(_span_name(graph)).T,
    }
    for name, (quantised, scales) in product_names(graph).items():
        blocks = graph.tensor(quantised).astype(np.float32) - MIDDLE
        state[name] = (blocks * graph.tensor(scales)[:, :, None]).reshape(len(blocks), -1)
    for name in _plain_names(graph):
        state[name.removeprefix("model.")] = graph.tensor(name)
    return {name: torch.from_numpy(np.ascontiguousarray(values)) for name, values in state.items()}


def fill_graph(graph: OnnxGraph, state: dict[str, Tensor]) -> bytes:
    """The exported reader with the weights of ``state``, a ``Reader`` of the same sizes.

    Raises:
        ValueError: the sizes are others.
    """
    arrays = {name: values.detach().float().numpy() for name, values in state.items()}
    changed: dict[str, Weights] = {_span_name(graph): np.ascontiguousarray(arrays["span.weight"].T)}
    for name in ("word", "position"):
        # A table for longer texts than are ever read keeps only the rows that the graph has.
        rows = arrays[f"{name}.weight"][: len(graph.tensor(f"{name}.rows"))]
        scale = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-8) / 127
        changed |= {f"{name}.rows": np.round(rows / scale).astype(np.int8), f"{name}.scale": scale}
    for name, (quantised, scales) in product_names(graph).items():
        shape = graph.tensor(quantised).shape
        changed[quantised], changed[scales] = _to_blocks(arrays[name].reshape(shape))
    for name in _plain_names(graph):
        changed[name] = arrays[name.removeprefix("model.")]
    return graph.with_tensors(changed)


def product_names(graph: OnnxGraph) -> dict[str, tuple[str, str]]:
    """For each quantised weight of a ``Reader``, the names of its numbers and of their scales."""
    products = [node.inputs[1:3] for node in graph.nodes if node.kind == "MatMulNBits"]
    return {f"layers.{i // 4}.{PARTS[i % 4]}.weight": (names[0], names[1]) for i, names in enumerate(products)}


def _to_blocks(blocks: Weights) -> tuple[Weights, Weights]:
    """8-bit numbers and scales of (rows, blocks, weights). As onnxruntime: the largest weight of a block becomes -128."""
    largest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=2)[:, :, None], axis=2)
    scales = (largest / -MIDDLE).astype(np.float32)
    numbers = np.round(blocks / np.where(scales == 0, 1, scales)) + MIDDLE
    return np.clip(numbers, 0, 255).astype(np.uint8), scales[:, :, 0]


def _from_rows(graph: OnnxGraph, name: str) -> Weights:
    rows: Weights = graph.tensor(f"{name}.rows").astype(np.float32) * graph.tensor(f"{name}.scale")
    return rows


def _span_name(graph: OnnxGraph) -> str:
    """The name of the span head's weights: the one product that was not quantised."""
    return next(node.inputs[1] for node in graph.nodes if node.kind == "MatMul")


def _plain_names(graph: OnnxGraph) -> list[str]:
    """The weights that kept their name and their 32 bits: biases, layer norms and the second head."""
    used = {name for node in graph.nodes for name in node.inputs}
    return sorted(name for name in used if name.startswith("model."))


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--reader", type=Path, default=FOLDER / MODEL, help="a released reader.onnx")
    parser.add_argument(
        "--out", type=Path, required=True, help="the checkpoint to write; with --checkpoint, the reader.onnx"
    )
    parser.add_argument("--checkpoint", type=Path, help="put these weights into the graph of --reader instead")
    args = parser.parse_args(arguments)
    graph = OnnxGraph(args.reader.read_bytes())
    if args.checkpoint:
        args.out.write_bytes(fill_graph(graph, torch.load(args.checkpoint)))
    else:
        torch.save(restore_weights(graph), args.out)


if __name__ == "__main__":
    main()
