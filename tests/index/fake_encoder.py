"""An encoder for tests: words hashed into 16 dimensions, the same in every run, and every call remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from index.encoder import Progress, Vectors


class FakeEncoder:
    """A text's vector is the sum of its words' signs. A token is a word; there are two special ones.

    `encoded` and `asked` are the passages and the questions that it was given.
    """

    dimension = 16

    def __init__(self, name: str = "fake 1", max_tokens: int = 64) -> None:
        self.id = name
        self.max_tokens = max_tokens
        self.calls = 0
        self.encoded: list[str] = []
        self.asked: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) + 2 for text in texts]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return self._vectors(texts)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.calls += 1
        self.encoded += texts
        if progress:
            progress(len(texts), len(texts))
        return self._vectors(texts)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            rows[row, 0] = 1.0  # no text is nothing
            for word in text.casefold().split():
                digest = hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()
                rows[row, 1:] += np.frombuffer(digest[:15], np.uint8).astype(np.float32) / 127.5 - 1.0
        unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit
