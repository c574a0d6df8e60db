"""Dense search with FAISS: exact inner product for small corpora, HNSW for large ones."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, cast

import faiss
import numpy as np

from index.arrays import Rows, Vectors
from index.files import new_file

VECTORS_FILE = "vectors.faiss"
HNSW_LINKS = 32
"""Neighbours that HNSW links a vector to (M in Malkov and Yashunin, 2018)."""
EF_CONSTRUCTION = 200
"""Neighbours that HNSW weighs when it adds a vector: more make a slower build and a better graph."""
EF_SEARCH = 128
"""Neighbours that HNSW weighs for a query: more make a slower search and a higher recall."""
WRITTEN_AT_ONCE = 1 << 20
"""Bytes that FAISS hands over at once when it writes."""


class VectorIndex:
    """Unit vectors by row number. A score is an inner product, which for unit vectors is the cosine."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors, hnsw_from: int) -> VectorIndex:
        """An index of `vectors`, `(n, dimension)` rows of unit length: exact, or HNSW from `hnsw_from` rows on."""
        dimension = vectors.shape[1]
        index: Any
        if len(vectors) < hnsw_from:
            index = faiss.IndexFlatIP(dimension)
        else:
            index = faiss.IndexHNSWFlat(dimension, HNSW_LINKS, faiss.METRIC_INNER_PRODUCT)
            index.hnsw.efConstruction = EF_CONSTRUCTION
        # A build may take every core; a server must not (`_ready`).
        faiss.omp_set_num_threads(os.cpu_count() or 1)
        index.add(np.ascontiguousarray(vectors))
        return cls._ready(index)

    @classmethod
    def load(cls, folder: Path) -> VectorIndex:
        """Open the file in `folder`, memory-mapped where FAISS can."""
        path = str(folder / VECTORS_FILE)
        try:
            index = faiss.read_index(path, faiss.IO_FLAG_MMAP_IFC | faiss.IO_FLAG_READ_ONLY)
        except (RuntimeError, AttributeError):  # an index type or a system without memory mapping
            index = faiss.read_index(path)
        return cls._ready(index)

    @classmethod
    def _ready(cls, index: Any) -> VectorIndex:
        # One thread: two made an exact search four times slower on busy cores.
        faiss.omp_set_num_threads(1)
        if hasattr(index, "hnsw"):
            index.hnsw.efSearch = EF_SEARCH
        return cls(index)

    def save(self, folder: Path) -> None:
        """Write `VECTORS_FILE` into `folder`.

        Raises:
            DiskFullError: there is no room for it.
        """
        failed: list[OSError] = []
        with new_file(folder / VECTORS_FILE, len(self) * self.dimension * 4) as file:

            def write(data: bytes) -> None:
                # FAISS makes an error of its own of any other, and has ignored what fails when it closes a file by itself.
                if not failed:
                    try:
                        file.write(data)
                    except OSError as error:
                        failed.append(error)

            faiss.write_index(self._index, cast(Any, faiss).PyCallbackIOWriter(write, WRITTEN_AT_ONCE))
            if failed:
                raise failed[0]

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def kind(self) -> str:
        """`exact` or `hnsw`."""
        return "hnsw" if hasattr(self._index, "hnsw") else "exact"

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def search(self, query: Vectors, k: int) -> tuple[Rows, Vectors]:
        """Rows and cosines of the `k` nearest to `query` `(dimension,)`, best first."""
        scores, rows = self._index.search(query.reshape(1, -1), min(k, len(self)))
        found = rows[0] >= 0  # HNSW pads with -1 where it finds fewer
        return rows[0][found], scores[0][found]

    def scores(self, query: Vectors, rows: Rows) -> Vectors:
        """Cosines of the given rows with `query`, whether or not a search would find them."""
        if len(rows) == 0:
            return np.zeros(0, np.float32)
        found: Vectors = self.vectors(rows) @ query
        return found

    def rows(self, first: int, count: int) -> Vectors:
        """The vectors of `count` rows that follow one another, `(count, dimension)`; faster than one by one."""
        found: Vectors = self._index.reconstruct_n(first, count)
        return found

    def vectors(self, rows: Rows) -> Vectors:
        """The vectors of the given rows, `(len(rows), dimension)`."""
        vectors: Vectors = np.stack([self._index.reconstruct(int(row)) for row in rows])
        return vectors
