"""The question bank in an index: its entries with the places of their quotes, and their wordings as vectors and BM25 postings.

The files lie in a folder of their own within a generation. There is none where no entry can be used.

    bank/entries.jsonl          the entries, each with where its quotes and its short answer are
    bank/keys.npy               what each wording's vector was made from (sha256), so that none is encoded twice
    bank/vectors.faiss, bm25_*  the wordings by meaning (`projection.py`) and by words
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analyzer import Analyzer
from index.arrays import Vectors, save_array
from index.bank import LocatedEntry, LocatedQuote, Wording
from index.bank_file import entry_of
from index.bm25 import BM25, top_rows
from index.config import IndexConfig
from index.document import Span
from index.encoder import Encoder
from index.files import write_file
from index.progress import Progress
from index.projection import wording_projection
from index.vector import VECTORS_FILE, VectorIndex

BANK_FOLDER = "bank"
ENTRIES_FILE = "entries.jsonl"
KEYS_FILE = "keys.npy"
BANK_FILES = tuple(f"{BANK_FOLDER}/{name}" for name in (ENTRIES_FILE, KEYS_FILE, VECTORS_FILE, *BM25.FILES))
BATCH = 64
"""Wordings that are encoded between two steps of the progress."""


KnownVectors = Callable[[bytes], Vectors | None]
"""The vector of a wording's key that has been encoded before, or None."""


def no_vector(_: bytes) -> Vectors | None:
    """`KnownVectors` of none."""
    return None


class BankIndex:
    """The wordings of located entries, searchable. Row i of `vectors`, `keys` and `bm25` is the i-th wording of all entries in order."""

    def __init__(
        self, entries: Sequence[LocatedEntry], keys: Sequence[bytes], vectors: VectorIndex, bm25: BM25
    ) -> None:
        self.entries: Sequence[LocatedEntry] = tuple(entries)
        self.keys = tuple(keys)
        self.vectors, self.bm25 = vectors, bm25
        self._first: npt.NDArray[np.int64] = np.cumsum([0, *(len(each.entry.wordings) for each in entries)])

    def __len__(self) -> int:
        return len(self.keys)

    def wording(self, row: int) -> Wording:
        """The wording at a row."""
        entry = self.entry_row(row)
        return self.entries[entry].entry.wordings[row - int(self._first[entry])]

    def entry_row(self, row: int) -> int:
        """The number of the entry that has the wording at a row."""
        return int(np.searchsorted(self._first, row, side="right")) - 1

    def rows_of(self, entry_row: int) -> range:
        """The rows of an entry's wordings."""
        return range(int(self._first[entry_row]), int(self._first[entry_row + 1]))

    def near(self, vector: Vectors, terms: Sequence[str], k: int) -> dict[int, list[int]]:
        """The `k` wordings nearest by meaning and the `k` nearest by words: the numbers of entries to those of their wordings.

        `vector` is a question's in the space of wordings (`wording_projection`), as in `cosines`.
        """
        dense, _ = self.vectors.search(vector, k)
        rows = np.union1d(dense, top_rows(self.bm25.scores(terms), k))
        entries = np.searchsorted(self._first, rows, side="right") - 1
        found: dict[int, list[int]] = {}
        for entry, number in zip(entries.tolist(), (rows - self._first[entries]).tolist(), strict=True):
            found.setdefault(entry, []).append(number)
        return found

    def cosines(self, vector: Vectors, entry_row: int) -> Vectors:
        """Cosines of all wordings of an entry with a question's vector, in the order of its wordings."""
        rows = self.rows_of(entry_row)
        found: Vectors = self.vectors.rows(rows.start, len(rows)) @ vector
        return found

    @classmethod
    def build(
        cls,
        entries: Sequence[LocatedEntry],
        encoder: Encoder,
        analyzer: Analyzer,
        config: IndexConfig,
        known: KnownVectors = no_vector,
        progress: Progress | None = None,
    ) -> BankIndex:
        """The index of the entries' wordings.

        Args:
            entries: at least one.
            encoder: the index's.
            analyzer: the index's.
            config: the index's.
            known: vectors that need not be encoded.
            progress: called with the wordings encoded, of those that are not known.
        """
        projection = wording_projection(encoder.id)
        wordings = [wording for located in entries for wording in located.entry.wordings]
        keys = [wording_key(encoder.id, wording.text) for wording in wordings]
        missing = missing_vectors(entries, encoder.id, known)
        encoded = projection.of(encode_wordings(encoder, list(missing.values()), progress))
        vectors = dict(zip(missing, encoded, strict=True))
        rows = [vectors[key] if key in vectors else known(key) for key in keys]
        matrix = np.stack([row for row in rows if row is not None]).astype(np.float32)
        terms = [analyzer.terms(wording.text) for wording in wordings]
        return cls(
            entries,
            keys,
            VectorIndex.build(matrix, config.hnsw_from),
            BM25.fit(terms, config.k1, config.b, config.epsilon),
        )

    def vector_of(self) -> KnownVectors:
        """A key to its vector here, or None: so that another index need not encode it."""
        rows = {key: row for row, key in enumerate(self.keys)}

        def look_up(key: bytes) -> Vectors | None:
            row = rows.get(key)
            return None if row is None else self.vectors.vectors(np.array([row]))[0]

        return look_up

    def save(self, generation: Path) -> None:
        """Write `BANK_FILES` into the folder of a generation."""
        folder = generation / BANK_FOLDER
        folder.mkdir()
        lines = (json.dumps(_entry_row(located), ensure_ascii=False) + "\n" for located in self.entries)
        write_file(folder / ENTRIES_FILE, "".join(lines).encode())
        save_array(folder / KEYS_FILE, np.frombuffer(b"".join(self.keys), np.uint8).reshape(-1, 32))
        self.vectors.save(folder)
        self.bm25.save(folder)

    @classmethod
    def load(cls, generation: Path) -> BankIndex:
        """Open the files in the folder of a generation."""
        folder = generation / BANK_FOLDER
        with (folder / ENTRIES_FILE).open(encoding="utf-8") as file:
            entries = tuple(_located(json.loads(line)) for line in file)
        keys = tuple(key.tobytes() for key in np.load(folder / KEYS_FILE))
        return cls(entries, keys, VectorIndex.load(folder), BM25.load(folder, len(keys)))


def missing_vectors(entries: Iterable[LocatedEntry], encoder_id: str, known: KnownVectors) -> dict[bytes, str]:
    """The wordings whose vectors are not known, by key: each text once."""
    texts = {wording_key(encoder_id, w.text): w.text for located in entries for w in located.entry.wordings}
    return {key: text for key, text in texts.items() if known(key) is None}


def encode_wordings(encoder: Encoder, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
    """The vectors of texts as questions, `(len(texts), dimension)`, not projected; `progress` is called after each batch."""
    vectors = np.empty((len(texts), encoder.dimension), np.float32)
    # By length, so that a batch has texts of like length.
    order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
    for first in range(0, len(order), BATCH):
        rows = order[first : first + BATCH]
        vectors[rows] = encoder.encode_queries([texts[row] for row in rows])
        if progress:
            progress(first + len(rows), len(order))
    return vectors


def wording_key(encoder_id: str, text: str) -> bytes:
    """What a wording's vector is known by: the encoder with its projection, and the text as a question."""
    return hashlib.sha256(f"{encoder_id}\n{wording_projection(encoder_id).id}\nquery\n{text}".encode()).digest()


def bank_digest(entries: Iterable[LocatedEntry], encoder_id: str) -> bytes:
    """Differs where any entry, wording or place does, or the projection of the vectors: a part of an index's fingerprint."""
    digest = hashlib.sha256(wording_projection(encoder_id).id.encode())
    for located in entries:
        digest.update(json.dumps(_entry_row(located), sort_keys=True, ensure_ascii=False).encode())
    return digest.digest()


def _entry_row(located: LocatedEntry) -> dict[str, Any]:
    places = [[quote.source_id, quote.span.start, quote.span.end] for quote in located.quotes]
    short = [located.short.start, located.short.end] if located.short else None
    return {"entry": located.entry.as_dict(), "places": places, "short": short}


def _located(values: dict[str, Any]) -> LocatedEntry:
    places = tuple(LocatedQuote(source, Span(start, end)) for source, start, end in values["places"])
    return LocatedEntry(entry_of(values["entry"]), places, Span(*values["short"]) if values["short"] else None)
