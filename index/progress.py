"""A progress bar for command lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm

from index.encoder import Progress


@contextmanager
def progress_bar(what: str, unit: str) -> Iterator[Progress]:
    """A bar on standard error that appears with the first step; call what it yields with (done, total)."""
    bars: list[tqdm[Any]] = []

    def step(done: int, total: int) -> None:
        if not bars:
            bars.append(tqdm(total=total, desc=what, unit=f" {unit}", file=sys.stderr))
        bars[0].update(done - bars[0].n)

    try:
        yield step
    finally:
        for bar in bars:
            bar.close()
