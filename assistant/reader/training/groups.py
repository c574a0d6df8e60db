"""Groups: one question with several windows, of which at most one answers, trained so that their margins can be compared.

A reader that sees one window at a time learns how a span compares with the other words beside it, never how it compares with a span
elsewhere. With one softmax over the spans of all windows of a question, and "no answer" as one more choice, it does: the shared
normalisation of Clark and Gardner ("Simple and effective multi-paragraph reading comprehension", ACL 2018).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from tokenizers import Tokenizer
from torch import Tensor

from assistant.reader.pieces import ANSWER_PIECES, Feature, encode_pairs
from assistant.reader.scoring import Pair
from assistant.reader.training import augment
from assistant.reader.training.examples import Example, Miner, article_line, base_example, other_window, put_before

TITLED = 0.8
"""Share of the groups whose windows stand behind their titles, as they are served."""
FAR = -1e4
"""The score of a span that is none: in a softmax its share is nothing."""


@dataclass(frozen=True)
class Group:
    """One question with its windows, as ids.

    Attributes:
        features: the windows; where one answers, the first.
        answers: positions of the first and last piece of each accepted answer in the first window; none where no window answers.
        kind: where it comes from, for the log.
    """

    features: tuple[Feature, ...]
    answers: tuple[tuple[int, int], ...]
    kind: str

    @property
    def longest(self) -> int:
        """The pieces of its longest window."""
        return max(len(feature.ids) for feature in self.features)


def draw_windows(pair: Pair, miner: Miner, size: int, rng: random.Random) -> list[Example]:
    """At most ``size`` windows for a question: its own first, then others of its passage, then those of the nearest other passages."""
    # Before all windows of a group or before none, and the same for those of one passage: else it would tell which window is meant.
    behind_title = rng.random() < TITLED
    bare = replace(pair, title="")
    found = [base_example(bare, rng)]
    if pair.answers:
        for one in (other_window(bare, rng), other_window(bare, rng)):
            if one and all(one.passage != other.passage for other in found):
                found.append(one)
    found = found[:size]
    others = miner.neighbours(pair, size - len(found), rng)
    if not behind_title:
        return found + [window for window, _ in others]
    before = article_line(pair.title, rng)
    behind = [put_before(before, one) for one in found]
    return behind + [put_before(article_line(title, rng), one) for one, title in others]


def draw_groups(
    pairs: Sequence[Pair], miner: Miner, tokenizer: Tokenizer, size: int, altered: float, rng: random.Random
) -> Iterator[Group]:
    """A group for each pair, in the order given. Those whose answer is too long for a span, or was cut off, are left out."""
    for pair in pairs:
        windows = draw_windows(pair, miner, size, rng)
        question = augment.alter_question(pair.question, rng) if rng.random() < altered else pair.question
        features = encode_pairs(tokenizer, [(question, window.passage) for window in windows])
        answers: list[tuple[int, int]] = []
        if (one := windows[0].answer) is not None:
            answers = [(a, b) for a, b in [features[0].positions(one)] if a and b - a < ANSWER_PIECES]
            if not answers:
                continue
            answers = sorted({*answers, *_same_words(windows[0].passage, one, features[0])})
        yield Group(tuple(features), tuple(answers), f"{pair.source}:{'answerable' if answers else 'unanswerable'}")


def _same_words(passage: str, answer: tuple[int, int], feature: Feature) -> Iterator[tuple[int, int]]:
    """The other places of the answer's words in its sentence's window, where they are a name or number of some length."""
    words = passage[slice(*answer)]
    if len(words) < 6:
        return
    for found in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", passage):
        first, last = feature.positions(found.span())
        if first and last - first < ANSWER_PIECES:
            yield first, last


def draw_group_batches(groups: Iterator[Group], size: int, rng: random.Random, pool: int = 24) -> Iterator[list[Group]]:
    """Batches of ``size`` groups of like length, out of ``pool`` batches at a time."""
    while waiting := [group for _, group in zip(range(size * pool), groups, strict=False)]:
        waiting.sort(key=lambda group: group.longest + rng.random() * 12)
        batches = [waiting[i : i + size] for i in range(0, len(waiting), size)]
        rng.shuffle(batches)
        yield from batches


def shared_loss(start: Tensor, end: Tensor, null: Tensor, groups: Sequence[Group]) -> Tensor:
    """Mean negative log-likelihood of the answers, with one softmax over the spans of all windows of a group and over "no answer".

    A span's score is the margin that is served: its start and end logit, less those of position 0, less the null logit. "No answer" has 0.
    """
    begins, ends = start - start[:, :1], end - end[:, :1] - null[:, None]
    outside = torch.ones_like(begins, dtype=torch.bool)
    features = [feature for group in groups for feature in group.features]
    for row, feature in enumerate(features):
        outside[row, feature.first : feature.first + len(feature.offsets)] = False
    begins, ends = begins.masked_fill(outside, FAR), ends.masked_fill(outside, FAR)
    length = begins.shape[1]
    spans = [begins[:, : length - d] + ends[:, d:] for d in range(min(ANSWER_PIECES, length))]
    by_window = torch.logsumexp(torch.cat(spans, dim=1), dim=1)
    none = by_window.new_zeros(1)
    losses, row = [], 0
    for group in groups:
        whole = torch.logsumexp(torch.cat([by_window[row : row + len(group.features)], none]), dim=0)
        gold = [begins[row, a] + ends[row, b] for a, b in group.answers]
        losses.append(whole - (torch.logsumexp(torch.stack(gold), dim=0) if gold else 0.0))
        row += len(group.features)
    return torch.stack(losses).mean()
