"""Print every table as Markdown."""

from __future__ import annotations

import argparse
import os
import platform
import sys

from benchmarks import articles, question_bank, reader, scale

# On either side of `hnsw_from` (50,000), so that the whole search is measured with either kind of vector index.
SIZES = (10_000, 100_000)


def main() -> int:
    """Run the benchmarks."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed and memory.")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="synthetic passages (default: %(default)s)")
    arguments = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    articles.run_articles()
    reader.run_reader()
    question_bank.run_question_bank()
    scale.run_scale(arguments.sizes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
