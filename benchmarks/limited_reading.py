"""What reading documents in a limited process costs: a folder of ordinary PDFs, read here and there in turns.

    python -m benchmarks.limited_reading [MIB] [--rounds N]

The PDFs are pages of prose with a picture each, as offices scan or print them. It prints both times of the fastest round and their ratio.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks.measure import print_table
from index.furniture import shipped_rules
from index.load import read_folder
from index.reading_limits import DEFAULT_LIMITS, ReadingLimits

PAGES = 20
LINES = 42
WORDS = (
    "pegawai",
    "netral",
    "kabupaten",
    "pemilihan",
    "wajib",
    "peraturan",
    "bupati",
    "laporan",
    "dinas",
    "camat",
    "warga",
    "rapat",
)


def ordinary_pdf(seed: int) -> bytes:
    """A report of `PAGES` pages, about 2 MiB."""
    random = np.random.default_rng(seed)
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for page in range(PAGES):
        canvas.setFont("Helvetica", 10)
        for line in range(LINES):
            canvas.drawString(60, 790 - 13 * line, f"{page}.{line} " + " ".join(random.choice(WORDS, 11)) + ".")
        grey = Image.fromarray(random.integers(0, 255, (320, 320), dtype=np.uint8))
        canvas.drawImage(ImageReader(grey), 60, 40, 200, 180)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def make_folder(folder: Path, mib: int) -> tuple[int, int]:
    """PDFs of `mib` MiB together; how many, and their bytes."""
    count = size = 0
    while size < mib * 2**20:
        data = ordinary_pdf(count)
        (folder / f"laporan-{count:03}.pdf").write_bytes(data)
        count, size = count + 1, size + len(data)
    return count, size


def run_limited_reading(mib: int, rounds: int) -> None:
    """Read the folder in this process and in a limited one, in turns."""
    with tempfile.TemporaryDirectory() as name:
        count, size = make_folder(Path(name), mib)
        times: dict[str, list[float]] = {"in this process": [], "in a limited process": []}
        given: list[tuple[str, ReadingLimits | None]] = [
            ("in this process", None),
            ("in a limited process", DEFAULT_LIMITS),
        ]
        for _ in range(rounds):
            for where, limits in given:
                started = time.perf_counter()
                read = read_folder(Path(name), limits=limits, rules=shipped_rules())
                times[where].append(time.perf_counter() - started)
                assert len(read.documents) == count, read.left_out
    here, there = (min(found) for found in times.values())
    rows = [(where, f"{min(found):.1f}", f"{size / 2**20 / min(found):.1f}") for where, found in times.items()]
    title = f"Reading {count} PDFs of {PAGES} pages, {size / 2**20:.0f} MiB, fastest of {rounds}"
    print_table(title, ("", "s", "MiB a second"), rows)
    print(f"\nlimited / here: {there / here:.2f}")


def main() -> int:
    """Print the table as Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.limited_reading", description=__doc__)
    parser.add_argument("mib", type=int, nargs="?", default=200, help="MiB of PDFs (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=2, help="(default: %(default)s)")
    arguments = parser.parse_args()
    run_limited_reading(arguments.mib, arguments.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
