"""Files that are replaced as a whole: a reader sees the old bytes or the new ones, never half of them."""

from __future__ import annotations

import os
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` beside `path` and move it there in one step, so that a crash leaves the file as it was.

    Raises:
        OSError: the file cannot be written; nothing is left beside it.
    """
    aside = path.with_name(f"{path.name}.new")
    try:
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # else a power cut may leave the new name with no bytes behind it
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
