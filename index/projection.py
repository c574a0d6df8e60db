"""The space in which wordings of one question lie together: a linear map of an encoder's vectors.

An encoder places texts by what they speak of: for it "Siapa yang membuka rakor?" is nearer to "Kapan rakor dibuka?" than to "pejabat yang
meresmikan acara". The map shrinks the directions in which wordings of one entry differ, and keeps those in which entries do.
`netral-eval fit-bank` fits it on the shipped question bank, for the bundled encoder; vectors of another encoder stay as they are.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from index.arrays import Floats, Vectors

PROJECTION_FILE = Path(__file__).parent / "data" / "wording_projection.npz"


@dataclass(frozen=True)
class WordingProjection:
    """Maps vectors `(n, dimension)` of unit length to others: `matrix @ (vector - centre)`, of unit length again.

    Attributes:
        id: differs where the map does; part of what a wording's vector is known by. Empty for the map that changes nothing.
        matrix: `(dimension, dimension)`.
        centre: `(dimension,)`, the mean of the wordings that it was fitted on.
    """

    id: str = ""
    matrix: Vectors | None = None
    centre: Vectors | None = None

    def of(self, vectors: Vectors) -> Vectors:
        """The vectors in the space of wordings, `(n, dimension)` float32, rows of unit length."""
        if self.matrix is None or self.centre is None:
            return vectors
        mapped = (vectors - self.centre) @ self.matrix.T
        # A vector that is the centre itself has no direction: it stays at zero, near to nothing.
        unit: Vectors = mapped / np.maximum(np.linalg.norm(mapped, axis=1, keepdims=True), 1e-9)
        return unit.astype(np.float32)


def wording_projection(encoder_id: str) -> WordingProjection:
    """The map for an encoder's vectors; one that changes nothing for an encoder that none was fitted for."""
    return _load_projections().get(encoder_id, WordingProjection())


def save_projection(path: Path, encoder_id: str, matrix: Floats, centre: Floats) -> None:
    """Write the map of one encoder. Half precision: the other digits change no order."""
    np.savez_compressed(
        path, encoder=np.array(encoder_id), matrix=matrix.astype(np.float16), centre=centre.astype(np.float32)
    )


@cache
def _load_projections() -> dict[str, WordingProjection]:
    if not PROJECTION_FILE.exists():  # before the first fit
        return {}
    digest = hashlib.sha256(PROJECTION_FILE.read_bytes()).hexdigest()[:12]
    with np.load(PROJECTION_FILE) as file:
        matrix, centre = file["matrix"].astype(np.float32), file["centre"]
        return {str(file["encoder"]): WordingProjection(digest, matrix, centre)}
