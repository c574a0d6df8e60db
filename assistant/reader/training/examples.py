"""Training examples: reading the question files, cropping passages, finding hard negatives.

A ``Pair`` (`assistant.reader.scoring`) is a question with a whole passage, as read from disk. An ``Example`` is what the network sees
once: a question, perhaps altered, with one window of a passage. Every epoch draws other examples from the same pairs.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from assistant.reader.scoring import SPACED_WORD, Pair, read_pairs
from assistant.reader.training import augment

NEIGHBOURS = 16
"""Passages that a `Miner` remembers for a question."""
RARE = 8
"""Passages that a word may be in and still tell one passage from the others."""
_WORDS = re.compile(r"\w{4,}|\d+")
SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s+|\n+")


@dataclass(frozen=True)
class Example:
    """What the network sees once.

    Attributes:
        answer: (start, end) characters of ``passage``, or None.
        kind: where it comes from, such as ``own:answerable``; counted and printed each epoch.
    """

    question: str
    passage: str
    answer: tuple[int, int] | None
    kind: str


def load_translated(folder: Path) -> list[Pair]:
    """The training questions of ``squad_id``, translated by machine, without those whose answer is cut off inside a word.

    There the offsets were found in the English text or by chance: "10 dan ke" of "abad ke-10 dan ke-11".
    """
    return [pair for pair in read_pairs(folder) if all(_whole(pair.passage, *answer) for answer in pair.answers)]


def _whole(text: str, start: int, end: int) -> bool:
    inside = re.compile(r"[\w-]")
    return not (inside.match(text[start - 1 : start]) or inside.match(text[end : end + 1]))


def load_pairs(folder: Path, own: Path | None) -> tuple[list[Pair], dict[str, list[Pair]]]:
    """The training pairs, and the development sets by name.

    Training questions over a passage that a development question uses too are left out: FacQA has 343 of them, and with them
    its figures would not be about unseen passages.
    """
    benchmarks = [read_pairs(folder / "idk_mrc"), read_pairs(folder / "facqa")]
    idk_dev, facqa_dev = ([p for p in pairs if p.split == "dev"] for pairs in benchmarks)
    measured = {p.passage_id for p in (*idk_dev, *facqa_dev)}
    if (folder / "squad_id").is_dir():
        benchmarks.append(load_translated(folder / "squad_id"))
    train = [p for pairs in benchmarks for p in pairs if p.split == "train" and p.passage_id not in measured]
    ours = read_pairs(own, "my_") if own else []
    train += [p for p in ours if p.split == "train"]
    own_dev = [p for p in ours if p.split == "dev"]
    return train, {"idk_dev": idk_dev, "facqa_dev": facqa_dev} | ({"own_dev": own_dev} if own_dev else {})


def crop_window(passage: str, keep: tuple[int, int], words: int, rng: random.Random) -> tuple[int, int]:
    """A random window of about ``words`` words around the characters ``keep``; more often than not it begins and ends sentences."""
    spans = [(m.start(), m.end()) for m in SPACED_WORD.finditer(passage)]
    first = next((i for i, (_, end) in enumerate(spans) if end > keep[0]), 0)
    last = next((i for i in range(len(spans) - 1, -1, -1) if spans[i][0] < keep[1]), first)
    if len(spans) <= words:
        return 0, len(passage)
    slack = max(0, words - (last - first + 1))
    left = max(0, first - rng.randint(0, slack))
    right = min(len(spans), max(last + 1, left + words))
    left = max(0, min(left, right - words)) if right == len(spans) else left
    start, end = spans[left][0], spans[right - 1][1]
    if rng.random() < 0.6:
        edges = [0, *(m.end() for m in SENTENCE_END.finditer(passage)), len(passage)]
        start = max((e for e in edges if e <= start), default=start)
        end_at = min((e for e in edges if e >= end), default=end)
        # Unless the sentence is a whole page, as in texts without full stops.
        if end_at - start <= 8 * words + 200:
            end = end_at
    return start, end


def _window(
    pair: Pair, keep: tuple[int, int], answer: tuple[int, int] | None, rng: random.Random, kind: str
) -> Example:
    # Words. The stretches that are served (`TUNING.stretch_characters`) are about as long.
    start, end = crop_window(pair.passage, keep, rng.randint(30, 120), rng)
    text = pair.passage[start:end]
    before = _context(pair.title, rng)
    shifted = (answer[0] - start + len(before), answer[1] - start + len(before)) if answer else None
    return Example(pair.question, before + text, shifted, kind)


def _context(title: str, rng: random.Random) -> str:
    """The line of `article_line`; half the time nothing."""
    return article_line(title, rng) if rng.random() >= 0.5 else ""


def article_line(title: str, rng: random.Random) -> str:
    """Title, place and date as ``index.passages.article_context`` puts them before a passage that is served; nothing without a title.

    Place and date are drawn at random, so that the reader learns not to answer from there.
    """
    if not title:
        return ""
    parts = [title.rstrip(".?! ")]
    if rng.random() < 0.6:
        parts.append(rng.choice(augment.PLACES))
        parts.append(f"{rng.randint(2015, 2026)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}")
    return ". ".join(parts) + rng.choice((". ", ".\n", "\n"))


def put_before(context: str, example: Example) -> Example:
    """The example behind some words of context."""
    answer = example.answer and (example.answer[0] + len(context), example.answer[1] + len(context))
    return replace(example, passage=context + example.passage, answer=answer)


def _closest_place(question: str, passage: str, rng: random.Random) -> tuple[int, int]:
    """A word that passage and question share, for the window of a negative: a negative must look as near as an answer does."""
    wanted = set(re.findall(r"\w{4,}", question.lower()))
    hits = [(m.start(), m.end()) for m in re.finditer(r"\w{4,}", passage.lower()) if m.group() in wanted]
    if hits and rng.random() < 0.8:
        return rng.choice(hits)
    at = rng.randrange(max(1, len(passage)))
    return at, at + 1


def base_example(pair: Pair, rng: random.Random) -> Example:
    """The pair as it is, in a random window."""
    if pair.answers:
        answer = pair.answers[0] if rng.random() < 0.8 else rng.choice(pair.answers)
        return _window(pair, answer, answer, rng, f"{pair.source}:answerable")
    return _window(pair, _closest_place(pair.question, pair.passage, rng), None, rng, f"{pair.source}:unanswerable")


def other_window(pair: Pair, rng: random.Random) -> Example | None:
    """A window of the same passage without the answer; None if too little is left of the passage."""
    texts = {pair.passage[a:b].lower() for a, b in pair.answers}
    for start, end in ((0, pair.answers[0][0]), (pair.answers[-1][1], len(pair.passage))):
        piece = pair.passage[start:end]
        edges = [0, *(m.end() for m in SENTENCE_END.finditer(piece)), len(piece)]
        # Without the sentence that the answer was cut out of.
        piece = piece[: edges[-2]] if start == 0 else piece[edges[1] :]
        if len(piece.split()) >= 25 and not any(t in piece.lower() for t in texts):
            cut = replace(pair, passage=piece, answers=())
            return _window(cut, _closest_place(pair.question, piece, rng), None, rng, "mined:same-passage")
    return None


class Miner:
    """The TF-IDF neighbours of each question among the training passages."""

    def __init__(self, pairs: Sequence[Pair], others: Sequence[Pair] = ()) -> None:
        """Find them for each of ``pairs``, among the passages of ``pairs`` and of ``others``."""
        known = list({p.passage_id: p for p in (*pairs, *others)}.values())
        self._passages = [p.passage for p in known]
        self._ids = [p.passage_id for p in known]
        self._sources = [p.source for p in known]
        self._titles = [p.title for p in known]
        vectoriser = TfidfVectorizer(sublinear_tf=True, min_df=1, token_pattern=r"(?u)\b\w\w+\b")
        matrix = vectoriser.fit_transform(self._passages)
        self._titled = [title for title in self._titles if title]
        self._words = [set(_WORDS.findall(p.lower())) for p in self._passages]
        self._common = Counter(word for words in self._words for word in words)
        self._place = {name: i for i, name in enumerate(self._ids)}
        self._near: dict[str, list[int]] = {}
        for at in range(0, len(pairs), 512):  # in batches: all scores at once would be gigabytes
            batch = pairs[at : at + 512]
            scores = (vectoriser.transform([p.question for p in batch]) @ matrix.T).toarray()
            top = np.argpartition(-scores, min(NEIGHBOURS, scores.shape[1] - 1), axis=1)[:, :NEIGHBOURS]
            top = np.take_along_axis(top, np.argsort(-np.take_along_axis(scores, top, axis=1), axis=1), axis=1)
            for pair, row in zip(batch, top, strict=True):
                self._near[pair.id] = [int(i) for i in row]

    def negative(self, pair: Pair, rng: random.Random) -> Example | None:
        """The question with a neighbouring passage that has none of its answers; None if there is no such neighbour."""
        # A neighbour with the words of an answer may well answer, too.
        texts = {pair.passage[a:b].lower() for a, b in pair.answers}
        near = [i for i in self._near[pair.id] if self._ids[i] != pair.passage_id]
        near = [i for i in near if not any(t in self._passages[i].lower() for t in texts)]
        if not near:
            return None
        # The title is that of the pair's own passage.
        other = replace(pair, passage=self._passages[rng.choice(near)], answers=(), title="")
        return _window(other, _closest_place(pair.question, other.passage, rng), None, rng, "mined:tf-idf")

    def neighbours(self, pair: Pair, size: int, rng: random.Random) -> list[tuple[Example, str]]:
        """Windows of ``size`` other passages that do not answer, with the passages' titles: near ones, where the question tells them apart.

        Questions of our own often mean "the meeting" of their passage, which any other meeting answers too. Their neighbours must lack
        a rare word of the question that the passage has; where it has none, the others are any passages of other sources.
        """
        texts = {pair.passage[a:b].lower() for a, b in pair.answers}
        near = [i for i in self._near[pair.id] if self._ids[i] != pair.passage_id]
        if pair.source == "own":
            own = self._words[self._place[pair.passage_id]] | set(_WORDS.findall(pair.title.lower()))
            rare = {w for w in _WORDS.findall(pair.question.lower()) if w in own and self._common[w] <= RARE}
            near = [i for i in near if rare - self._words[i]]
            drawn = rng.sample(range(len(self._ids)), min(len(self._ids), 3 * size))
            near = near or [i for i in drawn if self._sources[i] != "own"]
        near = [i for i in near if not any(text in self._passages[i].lower() for text in texts)]
        found = []
        # The nearer, the likelier: a wrong window that looks nothing like an answer teaches nothing.
        for i in sorted(near[: 4 * size], key=lambda _: rng.random())[:size]:
            other = replace(pair, passage=self._passages[i], answers=(), title="")
            window = _window(other, _closest_place(pair.question, other.passage, rng), None, rng, "mined:tf-idf")
            # A passage of a benchmark has no title, which would give it away beside those that have one.
            found.append((window, self._titles[i] or (rng.choice(self._titled) if pair.title else "")))
        return found


def draw_epoch(
    pairs: Sequence[Pair],
    miner: Miner,
    rng: random.Random,
    *,
    mined: float = 0.2,
    swapped: float = 0.1,
    weights: dict[str, int] | None = None,
    altered: float = 0.25,
) -> list[Example]:
    """One pass over the pairs, in random order.

    ``weights`` says how many times a pair of a source is read (else once). Of the answerable pairs, the share ``mined`` also gives a
    passage without the answer, and about the share ``swapped`` a question whose year, place, role or name the passage lacks. Of all
    questions, `augment.alter_question` rewrites the share ``altered``.
    """
    examples: list[Example] = []
    swapper = augment.Swapper([(p.question, p.passage) for p in pairs])
    for pair in pairs:
        examples.extend(base_example(pair, rng) for _ in range((weights or {}).get(pair.source, 1)))
        if not pair.answers:
            continue
        if rng.random() < mined:
            negative = other_window(pair, rng) if rng.random() < 0.5 else None
            negative = negative or miner.negative(pair, rng)
            if negative:
                examples.append(negative)
        if rng.random() < swapped * 2:  # for about half of the questions no rule of the swapper applies
            example = base_example(pair, rng)
            question = swapper.swap(example.question, example.passage, rng)
            if question:
                examples.append(Example(question, example.passage, None, "swapped"))
    out = []
    for example in examples:
        if rng.random() < altered:
            example = replace(example, question=augment.alter_question(example.question, rng))
        out.append(example)
    rng.shuffle(out)
    return out


def count_by_kind(examples: Iterable[Example]) -> dict[str, int]:
    """How many examples there are of each kind, for the log and the model card."""
    counts: dict[str, int] = {}
    for example in examples:
        counts[example.kind] = counts.get(example.kind, 0) + 1
    return dict(sorted(counts.items()))
