"""Texts to the ids that a reader model takes, and its logits back to character spans.

Training and serving share this module, so that a model is served exactly what it was trained on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

# `training.vocabulary.build_tokenizer` raises an error where they would be others.
BOS, PAD, EOS = 0, 1, 2
"""Ids of `<s>`, `<pad>` and `</s>`, the same in the base model and in ours."""
QUESTION_PIECES = 128
"""Most pieces of a question that are read: its last ones, since a situation stands first and what is asked stands last."""
TOTAL_PIECES = 384
"""Most pieces of question and passage together."""
ANSWER_PIECES = 30
"""Most pieces of an answer."""
NO_SPAN_SCORE = -1e4
"""The score of a span where there is none: far below any logit, yet finite."""


@dataclass(frozen=True)
class Feature:
    """One (question, passage) pair as a model takes it.

    Attributes:
        ids: the pieces of both.
        first: the position in `ids` of the passage's first piece.
        offsets: for each piece of the passage, its (start, end) characters there.
    """

    ids: list[int]
    first: int
    offsets: list[tuple[int, int]]

    def positions(self, answer: tuple[int, int]) -> tuple[int, int]:
        """Positions in `ids` of the first and last piece of a character range of the passage; (0, 0), "no answer", if it was cut off."""
        inside = [i for i, (a, b) in enumerate(self.offsets) if b > answer[0] and a < answer[1]]
        return (self.first + inside[0], self.first + inside[-1]) if inside else (0, 0)


def encode_pairs(tokenizer: Tokenizer, pairs: Sequence[tuple[str, str]]) -> list[Feature]:
    """``<s> question </s></s> passage </s>`` for each (question, passage): the last QUESTION_PIECES of it, and TOTAL_PIECES in all."""
    questions = tokenizer.encode_batch([q for q, _ in pairs], add_special_tokens=False)
    passages = tokenizer.encode_batch([p for _, p in pairs], add_special_tokens=False)
    out = []
    for question, passage in zip(questions, passages, strict=True):
        head = [BOS, *question.ids[-QUESTION_PIECES:], EOS, EOS]
        room = TOTAL_PIECES - len(head) - 1
        out.append(Feature([*head, *passage.ids[:room], EOS], len(head), list(passage.offsets[:room])))
    return out


def pad_batch(batch: Sequence[Feature], multiple: int = 1) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """``input_ids`` and ``attention_mask``, both (batch, length of the longest, rounded up to a multiple of ``multiple``)."""
    longest = -(-max(len(f.ids) for f in batch) // multiple) * multiple
    ids = np.full((len(batch), longest), PAD, dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, feature in enumerate(batch):
        ids[row, : len(feature.ids)] = feature.ids
        mask[row, : len(feature.ids)] = 1
    return ids, mask


@dataclass(frozen=True)
class Logits:
    """What a model says about one pair: start and end logits, ``(positions,)`` of ``feature.ids``, and the score of "no answer"."""

    feature: Feature
    start: NDArray[np.float32]
    end: NDArray[np.float32]
    none: float


def batches_of_like_length(encoded: Sequence[Feature], size: int) -> Iterator[list[int]]:
    """The numbers of the pairs in batches of at most ``size`` and of like length, so that little is padded."""
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids))
    for first in range(0, len(order), size):
        yield order[first : first + size]


def best_span(logits: Logits, passage: str, within: tuple[int, int] | None = None) -> tuple[int, int, float]:
    """The best span of at most ANSWER_PIECES pieces: its start and end character in ``passage``, and its score.

    The score is the start logit plus the end logit. ``within`` keeps the span inside a character range of the passage; if that range
    was cut off, the span is empty and its score is NO_SPAN_SCORE.
    """
    return best_spans(logits, passage, within, 1)[0]


def best_spans(
    logits: Logits, passage: str, within: tuple[int, int] | None = None, n: int = 5
) -> list[tuple[int, int, float]]:
    """Up to ``n`` spans as `best_span` gives them, the best first, of which no two begin or end at one place; at least one."""
    low, high = within or (0, len(passage))
    feature = logits.feature
    # A piece carries the space before it, so it belongs to the range in which it ends.
    pieces = [i for i, (_, last) in enumerate(feature.offsets) if low < last <= high]
    if not pieces:
        return [(low, low, NO_SPAN_SCORE)]
    first, count = pieces[0], len(pieces)
    at = feature.first + first
    sums = logits.start[at : at + count, None] + logits.end[None, at : at + count]
    # (i, j) with i <= j < i + ANSWER_PIECES: a span runs forwards and is short.
    allowed = np.triu(np.ones((count, count), dtype=bool)) & ~np.triu(
        np.ones((count, count), dtype=bool), ANSWER_PIECES
    )
    sums = np.where(allowed, sums, -np.inf)
    found = []
    for _ in range(min(n, count)):
        i, j = np.unravel_index(int(sums.argmax()), sums.shape)
        if not np.isfinite(sums[i, j]):
            break
        a, b = max(low, feature.offsets[first + int(i)][0]), feature.offsets[first + int(j)][1]
        # For the same reason, a span that begins with the range's first piece may begin with a space.
        text = passage[a:b]
        a, b = a + len(text) - len(text.lstrip()), b - (len(text) - len(text.rstrip()))
        found.append((a, max(a, b), float(sums[i, j])))
        sums[i, :] = sums[:, j] = -np.inf
    return found
