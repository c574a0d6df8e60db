"""Whether a document is already among others under another name: by the sequences of words that they share."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from index.analyzer import word_tokens
from index.document import Document

ALIKE = 0.6
"""Share of the sequences of two documents, of all that either has, from which one is taken for a version of the other."""
SEQUENCE = 4
"""Words of a sequence."""
SAMPLE = 4
"""One in so many sequences is kept, always the same ones: it is enough to tell, and a folder may be large."""
FEWEST = 8
"""Sequences in the sample below which two documents are not compared: they are too short to tell."""


class SimilarDocuments:
    """Finds the document that another one is a version of; each text is read once."""

    def __init__(self) -> None:
        self._samples: dict[tuple[str, int], frozenset[int]] = {}

    def nearest(self, document: Document, others: Iterable[Document]) -> Document | None:
        """The document most like `document`, if it is alike enough; one of the same text is found however short it is."""
        own = sample_of(document.text)
        best: tuple[float, Document] | None = None
        samples: dict[tuple[str, int], frozenset[int]] = {}
        for other in others:
            key = (other.sha256, len(other.text))
            samples[key] = theirs = self._samples.get(key) or sample_of(other.text)
            share = 1.0 if other.text.split() == document.text.split() else _share(own, theirs)
            if share >= ALIKE and (best is None or share > best[0]):
                best = share, other
        self._samples = samples
        return best[1] if best else None


def sample_of(text: str) -> frozenset[int]:
    """The sample of a text's sequences of words, as numbers."""
    words = word_tokens(text)
    sums = (zlib.crc32(" ".join(words[at : at + SEQUENCE]).encode()) for at in range(len(words) - SEQUENCE + 1))
    return frozenset(number for number in sums if number % SAMPLE == 0)


def _share(one: frozenset[int], other: frozenset[int]) -> float:
    if min(len(one), len(other)) < FEWEST:
        return 0.0
    return len(one & other) / len(one | other)
