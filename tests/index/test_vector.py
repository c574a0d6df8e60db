"""FAISS gives what numpy gives, exactly below the threshold and nearly above it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encoder import Vectors
from index.vector import VECTORS_FILE, VectorIndex


def unit(count: int, dimension: int = 16, seed: int = 0) -> Vectors:
    """Random unit rows, the same in every run."""
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


VECTORS, QUERY = unit(200), unit(1, seed=1)[0]
EXACT = VectorIndex.build(VECTORS, hnsw_from=201)


class TestExact:
    def test_search_equals_numpy(self) -> None:
        rows, scores = EXACT.search(QUERY, 10)
        products = VECTORS @ QUERY
        assert rows.tolist() == np.argsort(-products)[:10].tolist()
        assert np.allclose(scores, products[rows], atol=1e-6)

    def test_a_row_is_nearest_to_itself(self) -> None:
        rows, scores = EXACT.search(VECTORS[7], 1)
        assert rows.tolist() == [7]
        assert scores == pytest.approx([1.0])

    def test_asking_for_more_than_there_is_gives_all(self) -> None:
        rows, _ = EXACT.search(QUERY, 500)
        assert sorted(rows.tolist()) == list(range(200))

    @given(st.lists(st.integers(0, 199), max_size=20))
    def test_scores_of_any_rows_in_any_order(self, rows: list[int]) -> None:
        found = EXACT.scores(QUERY, np.array(rows, np.int64))
        assert found.dtype == np.float32
        assert np.allclose(found, VECTORS[rows] @ QUERY if rows else [], atol=1e-6)

    def test_vectors_come_back_as_they_went_in(self) -> None:
        assert (EXACT.vectors(np.array([3, 0, 3])) == VECTORS[[3, 0, 3]]).all()

    def test_it_knows_its_size(self) -> None:
        assert (len(EXACT), EXACT.dimension, EXACT.kind) == (200, 16, "exact")


class TestHNSW:
    INDEX = VectorIndex.build(VECTORS, hnsw_from=200)

    def test_the_threshold_decides_the_kind(self) -> None:
        assert VectorIndex.build(VECTORS[:199], hnsw_from=200).kind == "exact"
        assert self.INDEX.kind == "hnsw"

    def test_scores_of_rows_are_exact_whatever_a_search_finds(self) -> None:
        rows = np.arange(200)
        assert np.allclose(self.INDEX.scores(QUERY, rows), VECTORS @ QUERY, atol=1e-6)

    def test_it_finds_nearly_all_of_the_nearest(self) -> None:
        found = [set(self.INDEX.search(query, 10)[0].tolist()) for query in unit(20, seed=2)]
        exact = [set(EXACT.search(query, 10)[0].tolist()) for query in unit(20, seed=2)]
        assert sum(len(a & b) for a, b in zip(found, exact, strict=True)) >= 0.98 * 20 * 10

    def test_best_comes_first(self) -> None:
        _, scores = self.INDEX.search(QUERY, 20)
        assert scores.tolist() == sorted(scores.tolist(), reverse=True)


@pytest.mark.parametrize("hnsw_from", [201, 200], ids=["exact", "hnsw"])
class TestSaved:
    def test_saved_and_opened_again_it_finds_the_same(self, tmp_path: Path, hnsw_from: int) -> None:
        written = VectorIndex.build(VECTORS, hnsw_from)
        written.save(tmp_path)
        opened = VectorIndex.load(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == [VECTORS_FILE]
        assert (opened.kind, len(opened), opened.dimension) == (written.kind, 200, 16)
        for before, after in zip(written.search(QUERY, 10), opened.search(QUERY, 10), strict=True):
            assert before.tolist() == after.tolist()
        assert (opened.vectors(np.arange(200)) == VECTORS).all()

    @pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="only Linux lists what a process has mapped")
    def test_opened_vectors_are_memory_mapped(self, tmp_path: Path, hnsw_from: int) -> None:
        VectorIndex.build(VECTORS, hnsw_from).save(tmp_path)
        opened = VectorIndex.load(tmp_path)
        assert str(tmp_path / VECTORS_FILE) in Path("/proc/self/maps").read_text(encoding="utf-8")
        assert len(opened) == 200
