"""A pool: everything that `tune` trains and measures on, drawn beforehand, as ids in one file of arrays.

``python -m assistant.reader.training.pool --data DIR --own OWN --bank bank.jsonl --out pool.npz``. A machine with a GPU then needs
nothing but PyTorch and numpy, and waits for no text to be cut.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from assistant.reader.bundled import FOLDER, TOKENIZER
from assistant.reader.pieces import ANSWER_PIECES, Feature, encode_pairs
from assistant.reader.scoring import Pair, word_windows
from assistant.reader.training import augment
from assistant.reader.training.bank_examples import BankQuestion, BankWindow, Range, read_bank_questions
from assistant.reader.training.examples import Miner, draw_epoch, load_pairs
from assistant.reader.training.groups import draw_groups

BANK, GROUP, SINGLE = "bank", "group", "single"
"""The parts that are trained on: questions of the bank, other questions with several windows, and windows by themselves."""
WINDOWS = 8
"""Windows of a question of the bank, at most, those that answer among them."""
ALTERED = 0.3
SWAPPED = 0.12
"""Share of the bank's questions that are also asked with another year, place, role or name, which no window has."""

Gold = tuple[int, int, bool]
"""First and last piece of an answer, counted from the passage's first, and whether any words between them answer."""


class PoolWriter:
    """Collects groups of windows, and writes them. A question or passage that comes again is kept once."""

    def __init__(self) -> None:
        self._texts: dict[tuple[int, ...], int] = {}
        self._rows: dict[str, list[tuple[int, ...]]] = defaultdict(list)
        self._windows = 0

    def add(
        self,
        part: str,
        features: Sequence[Feature],
        golds: Sequence[Sequence[Gold]],
        sentences: Sequence[Sequence[tuple[int, int, bool]]] = (),
    ) -> None:
        """A question with its windows: in each, the answers and, for measuring, the sentences, as pieces."""
        self._rows[f"{part}/groups"].append((self._windows, len(features)))
        for feature, answers in zip(features, golds, strict=True):
            asked, read = tuple(feature.ids[: feature.first]), tuple(feature.ids[feature.first : -1])
            self._rows["windows"].append((self._text(asked), self._text(read)))
            self._rows["golds"] += [(self._windows, first, last, int(whole)) for first, last, whole in answers]
            self._windows += 1
        for number, found in enumerate(sentences):
            window = self._windows - len(features) + number
            self._rows["sentences"] += [(window, first, last, int(right)) for first, last, right in found]

    def _text(self, ids: tuple[int, ...]) -> int:
        return self._texts.setdefault(ids, len(self._texts))

    def write(self, path: Path) -> None:
        """All of it, compressed."""
        lengths = np.array([len(ids) for ids in self._texts])
        arrays: dict[str, Any] = {
            "pieces": np.fromiter((piece for ids in self._texts for piece in ids), np.uint16, int(lengths.sum())),
            "ends": lengths.cumsum().astype(np.int32),
        }
        arrays |= {name: np.array(rows, np.int32) for name, rows in self._rows.items()}
        np.savez_compressed(path, **arrays)
        print({name: array.shape for name, array in arrays.items()})


def pieces_of(feature: Feature, within: Range) -> tuple[int, int] | None:
    """First and last piece of some characters of the passage, counted from its first; None if they were cut off."""
    first, last = feature.positions(within)
    return (first - feature.first, last - feature.first) if first else None


def add_bank(
    pool: PoolWriter,
    questions: Iterable[BankQuestion],
    tokenizer: Tokenizer,
    swapper: augment.Swapper,
    rng: random.Random,
) -> None:
    """The bank's questions that are trained on."""
    for question in questions:
        windows = [window for window in question.windows if not window.doubtful]
        right = [window for window in windows if window.answers or window.whole]
        if not windows or (not right and len(windows) < len(question.windows)):
            continue
        # The nearest come in the order of the articles, so any of the others is as near.
        others = [window for window in windows if not (window.answers or window.whole)]
        chosen = right + rng.sample(others, min(len(others), max(2, WINDOWS - len(right))))
        asked = question.question
        if question.view and rng.random() < ALTERED:
            asked = augment.alter_question(asked, rng)
        _add_windows(pool, BANK, asked, chosen, tokenizer)
        if right and rng.random() < SWAPPED:
            other = swapper.swap(question.question, "\n".join(window.text for window in question.windows), rng)
            if other:
                bare = [replace(window, answers=(), whole=()) for window in chosen]
                _add_windows(pool, BANK, other, bare, tokenizer)


def _add_windows(
    pool: PoolWriter, part: str, asked: str, windows: Sequence[BankWindow], tokenizer: Tokenizer, measured: bool = False
) -> None:
    features = encode_pairs(tokenizer, [(asked, window.text) for window in windows])
    golds: list[list[Gold]] = []
    sentences = []
    for feature, window in zip(features, windows, strict=True):
        places = [
            (place, whole)
            for ranges, whole in ((window.answers, False), (window.whole, True))
            for one in ranges
            if (place := pieces_of(feature, one))
        ]
        # An answer that is longer than any span is some words of it.
        found: list[Gold] = [(*place, whole or place[1] - place[0] >= ANSWER_PIECES) for place, whole in places]
        golds.append(found)
        sentences.append([(*place, right) for a, b, right in window.sentences if (place := pieces_of(feature, (a, b)))])
    pool.add(part, features, golds, sentences if measured else ())


def add_trained(
    pool: PoolWriter, pairs: Sequence[Pair], tokenizer: Tokenizer, groups: int, singles: int, rng: random.Random
) -> None:
    """What the reader was trained on before: questions with several windows, and windows by themselves."""
    grouped = rng.sample(pairs, min(groups, len(pairs)))
    for group in draw_groups(grouped, Miner(grouped, pairs), tokenizer, 4, ALTERED, rng):
        first = group.features[0].first
        golds: list[list[Gold]] = [[(a - first, b - first, False) for a, b in group.answers]]
        pool.add(GROUP, group.features, golds + [[] for _ in group.features[1:]])
    alone = rng.sample(pairs, min(singles, len(pairs)))
    examples = draw_epoch(alone, Miner(alone, pairs), rng, altered=ALTERED)
    for example in examples:
        (feature,) = encode_pairs(tokenizer, [(example.question, example.passage)])
        place = pieces_of(feature, example.answer) if example.answer else None
        pool.add(SINGLE, [feature], [[(*place, False)] if place else []])


def add_measured(pool: PoolWriter, name: str, pairs: Sequence[Pair], tokenizer: Tokenizer) -> None:
    """A development set, in the windows in which `scoring` reads it."""
    for pair in pairs:
        ranges = word_windows(pair.passage)
        features = encode_pairs(tokenizer, [(pair.question, pair.passage[a:b]) for a, b in ranges])
        golds: list[list[Gold]] = []
        for feature, (start, end) in zip(features, ranges, strict=True):
            inside = [(max(a, start) - start, min(b, end) - start) for a, b in pair.answers if a < end and b > start]
            golds.append([(*place, False) for one in inside if (place := pieces_of(feature, one))])
        pool.add(f"measured-{name}", features, golds)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="folder with idk_mrc/, facqa/ and squad_id/")
    parser.add_argument("--own", type=Path, required=True, help="folder with my_passages.jsonl and my_questions.jsonl")
    parser.add_argument("--bank", type=Path, required=True, help="what `bank_examples` wrote")
    parser.add_argument("--tokenizer", type=Path, default=FOLDER / TOKENIZER)
    parser.add_argument("--groups", type=int, default=14_000, help="other questions with several windows")
    parser.add_argument("--singles", type=int, default=24_000, help="questions whose windows come by themselves")
    parser.add_argument("--own-measured", type=int, default=700, help="our own questions to measure on")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(arguments)
    rng = random.Random(args.seed)
    tokenizer = Tokenizer.from_file(str(args.tokenizer))
    pairs, measured = load_pairs(args.data, args.own)
    bank = read_bank_questions(args.bank)
    train = [question for question in bank if question.split == "train"]
    pool = PoolWriter()
    swapper = augment.Swapper([(pair.question, pair.passage) for pair in pairs] + [(q.question, "") for q in train])
    add_bank(pool, train, tokenizer, swapper, rng)
    print("bank", flush=True)
    add_trained(pool, pairs, tokenizer, args.groups, args.singles, rng)
    print("trained", flush=True)
    for question in bank:
        if question.split == "dev":
            _add_windows(pool, "measured-bank", question.question, question.windows, tokenizer, measured=True)
    measured["own_dev"] = rng.sample(measured["own_dev"], min(args.own_measured, len(measured["own_dev"])))
    for name, found in measured.items():
        add_measured(pool, name, found, tokenizer)
    pool.write(args.out)
    print(json.dumps({"entries measured": len({q.entry for q in bank if q.split == "dev"})}))


if __name__ == "__main__":
    main()
