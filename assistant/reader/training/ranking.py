"""How often the right one of several windows has the largest margin: what the paired figures of ``measure`` do not see.

``python -m assistant.reader.training.ranking --reader assistant/reader --data DIR --own DIR`` compares readers: give ``--reader`` several.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.reader.bundled import BundledModel
from assistant.reader.scoring import Pair, ReadBatch, answer_margin, batch_reader
from assistant.reader.training.examples import Example, Miner, load_pairs
from assistant.reader.training.groups import draw_windows

WINDOWS = 5
"""Windows of a question: the right one, others of its passage, and its nearest neighbours."""
SEED = 7

Asked = tuple[Pair, list[Example]]
"""A question with its windows, the right one first."""


def draw_rankings(measured: Sequence[Pair], others: Sequence[Pair], most: int) -> list[Asked]:
    """Windows for at most ``most`` of the answerable questions, the same ones each time."""
    rng = random.Random(SEED)
    answerable = [pair for pair in measured if pair.answers]
    chosen = rng.sample(answerable, min(most, len(answerable)))
    miner = Miner(chosen, [*measured, *others])
    drawn = [(pair, draw_windows(pair, miner, WINDOWS, rng)) for pair in chosen]
    return [(pair, windows) for pair, windows in drawn if len(windows) > 1]


def ranking_figures(asked: Sequence[Asked], read: ReadBatch) -> dict[str, float]:
    """Shares of the questions.

    ``right_first``: the right window has the largest margin. ``overlap``: the words marked there are also (part of) the answer.
    ``margin_gap``: by how much the right window's margin is larger than the next one's, in the mean.
    """
    first, overlap, gaps = [], [], []
    for pair, windows in asked:
        found = read(pair.question, [window.passage for window in windows])
        margins = [answer_margin(one) for one in found]
        gaps.append(margins[0] - max(margins[1:]))
        first.append(gaps[-1] > 0)
        right = windows[0].answer
        overlap.append(first[-1] and right is not None and found[0].start < right[1] and right[0] < found[0].end)
    return {
        "n": float(len(asked)),
        "right_first": float(np.mean(first)),
        "overlap": float(np.mean(overlap)),
        "margin_gap": float(np.mean(gaps)),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--reader", type=Path, nargs="+", required=True, help="folders with reader.onnx and its two files"
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with idk_mrc/ and facqa/, to measure on")
    parser.add_argument("--own", type=Path, help="folder with my_passages.jsonl and my_questions.jsonl")
    parser.add_argument("--most", type=int, default=400, help="questions of each set")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args(arguments)
    train, measured = load_pairs(args.data, args.own)
    sets = {name: draw_rankings(pairs, train, args.most) for name, pairs in measured.items()}
    for folder in args.reader:
        read = batch_reader(BundledModel(args.threads, folder))
        report = {name: ranking_figures(asked, read) for name, asked in sets.items()}
        print(folder, json.dumps(report, indent=1), flush=True)


if __name__ == "__main__":
    main()
