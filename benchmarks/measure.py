"""Timers, memory, and tables in Markdown."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Sequence

import numpy as np


def milliseconds(run: Callable[[], object], repeats: int) -> list[float]:
    """Times of `repeats` runs after one that is not counted."""
    run()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        run()
        times.append((time.perf_counter() - started) * 1e3)
    return times


def p50_p95(times: Sequence[float]) -> str:
    """Median and 95th percentile, in ms."""
    return f"{np.percentile(times, 50):.2f} / {np.percentile(times, 95):.2f}"


def median_ratio(slow: Sequence[float], fast: Sequence[float]) -> str:
    """How many times the median of `slow` is that of `fast`."""
    return f"{np.median(slow) / np.median(fast):.1f} x"


def peak_mib() -> float:
    """The process's highest resident memory so far, in MiB."""
    # macOS gives bytes, Linux KiB.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a Markdown table."""
    print(f"\n### {title}\n\n| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |", flush=True)
