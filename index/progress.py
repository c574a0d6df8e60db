"""How long work reports its progress, and a bar that shows it on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tqdm import tqdm

Progress = Callable[[int, int], None]
"""Called with (done, total) of whatever is being done: texts to encode, questions to ask."""


@contextmanager
def progress_bar(what: str, unit: str, delay: float = 0) -> Iterator[Progress]:
    """A bar on standard error that counts `unit`s ("B": bytes, told in the thousands or millions).

    It appears with the first call of the `Progress` that this yields that comes `delay` seconds after the first.
    """
    from tqdm import tqdm  # here: a server reports its progress on a page and needs no bar

    bars: list[tqdm[Any]] = []

    # Not shown at once: where nothing is left to do, such as a build without changes, no bar should appear.
    def step(done: int, total: int) -> None:
        if not bars:
            bars.append(
                tqdm(total=total, desc=what, unit=f" {unit}", file=sys.stderr, unit_scale=unit == "B", delay=delay)
            )
        bars[0].update(done - bars[0].n)
        if done >= total:  # gone before the next work's bar comes: two at a time would share the screen
            bars.pop().close()

    try:
        yield step
    finally:
        for bar in bars:
            bar.close()
