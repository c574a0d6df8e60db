"""The numpy arrays that search hands around, by what is in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from index.files import new_file

Floats = npt.NDArray[np.float64]
"""Scores, one a passage."""
Rows = npt.NDArray[np.int64]
"""Row numbers of passages, 0 to `len(index) - 1`."""
Vectors = npt.NDArray[np.float32]
"""One embedding `(dimension,)` or several `(n, dimension)`, each of unit length; also cosines `(n,)`, as FAISS returns them."""


def save_array(path: Path, array: npt.NDArray[Any]) -> None:
    """Write an array as `np.load` reads it.

    Raises:
        DiskFullError: there is no room for it.
    """
    with new_file(path, array.nbytes) as file:
        # Into a file of its own NumPy writes through C, and then says of a full disk only how much it wrote.
        np.save(cast(Any, file), array)
