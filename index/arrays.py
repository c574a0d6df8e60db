"""The numpy arrays that search hands around, by what is in them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
"""Scores, one a passage."""
Rows = npt.NDArray[np.int64]
"""Row numbers of passages, 0 to `len(index) - 1`."""
Vectors = npt.NDArray[np.float32]
"""One embedding `(dimension,)` or several `(n, dimension)`, each of unit length; also cosines `(n,)`, as FAISS returns them."""
