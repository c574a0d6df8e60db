"""Pairs of a text and a sentence for training and measuring entailment: IndoNLI's, and pairs made from our own passages."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.reader.training.augment import NAME
from assistant.reader.training.changed_facts import changed_ways, kept_ways

SUPPORTED, OPEN, CONTRADICTED = range(3)
"""What a text says of a sentence: that it is so, nothing, or that it is not so."""
LABELS = {"e": SUPPORTED, "n": OPEN, "c": CONTRADICTED}
"""IndoNLI's names for them."""
EVERY = 8
"""Every eighth passage is for measuring."""
WORDS = range(6, 61)
"""Words of a sentence of which pairs are made."""
_SENTENCE = re.compile(r'(?<=[.!?]) +(?=[A-Z"“])')


@dataclass(frozen=True, slots=True)
class Pair:
    """A text, a sentence, what the first says of the second, and how the pair was made."""

    text: str
    sentence: str
    label: int
    kind: str


def load_indonli(path: Path) -> list[Pair]:
    """The pairs of one file (JSON lines)."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Pair(row["premise"], row["hypothesis"], LABELS[row["label"]], "indonli") for row in rows]


def load_passages(files: Sequence[Path]) -> list[tuple[str, str]]:
    """Title and text of each passage of our own texts (``own.py`` has their form)."""
    found = []
    for path in files:
        for block in f"\n{path.read_text(encoding='utf-8').strip()}".split("\n== ")[1:]:
            title, _, rest = block.partition("\n")
            lines = rest.split("\n")
            end = next(at for at, line in enumerate(lines) if line.startswith(("? ", "- ")))
            found.append((title, " ".join(lines[:end]).strip()))
    return found


def made_pairs(passages: Sequence[tuple[str, str]], most: int, rng: random.Random) -> list[Pair]:
    """Pairs of one to five sentences of a passage and a sentence: one of them, told shorter, with one fact changed, or another one.

    ``most``: of each sentence, so many that are supported, and one more with a changed fact.
    """
    names = sorted({found.group().rstrip(".,?") for _, text in passages for found in NAME.finditer(text)})
    pairs = []
    for title, passage in passages:
        sentences = [each for each in map(str.strip, _SENTENCE.split(passage)) if len(each.split()) in WORDS]
        for at, sentence in enumerate(sentences):
            around = rng.choice((0, 0, 1, 2))
            first = max(0, at - rng.randint(0, around))
            last = min(len(sentences), at + around + 1)
            text = " ".join(sentences[first:last])
            if rng.random() < 0.3:
                text = f"{title}. {text}"
            kept = kept_ways(sentence, rng)
            rng.shuffle(kept)
            pairs += [Pair(text, each, SUPPORTED, "kept") for each in kept[:most]]
            changed = changed_ways(rng.choice(kept), passage, names, rng)
            rng.shuffle(changed)
            pairs += [Pair(text, each.text, CONTRADICTED, each.kind) for each in changed[: most + 1]]
            others = [*sentences[:first], *sentences[last:]]
            if others and rng.random() < 0.5:
                pairs.append(Pair(text, rng.choice(others), OPEN, "another sentence"))
    return pairs


def split_passages(passages: Sequence[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Those to train on and those to measure on."""
    train = [each for at, each in enumerate(passages) if at % EVERY != EVERY - 1]
    return train, [each for at, each in enumerate(passages) if at % EVERY == EVERY - 1]
