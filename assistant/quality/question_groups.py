"""Groups questions that ask alike, by meaning and by words. A pure function: the same questions always make the same groups."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from index.analyzer import Analyzer, word_tokens
from index.arrays import Vectors

LIKENESS = 0.45
"""Mean likeness to a group's questions from which another one joins it. On a sample of a bank's wordings (475 of 70 entries
about five articles), 62 % of the pairs that this put together ask for the same; at .40 it was 54 %, at .50 66 % in 14 % more groups."""
MEANING = 0.5
"""How much of the likeness is that of the vectors; the rest is that of the words. Either alone made fewer right pairs."""
MOST_GROUPED = 4_000
"""Different questions that are compared, the most asked ones; each further one is a group by itself."""
_APART = -9.0


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions that ask alike.

    Attributes:
        members: their places in the sequence that was grouped, the most asked first: that one names the group.
        count: how often they were asked together.
    """

    members: tuple[int, ...]
    count: int


def group_questions(
    texts: Sequence[str], vectors: Vectors, counts: Sequence[int] | None = None
) -> tuple[QuestionGroup, ...]:
    """The groups, the most asked first; their order and that of their members does not depend on the order of `texts`.

    Args:
        texts: different questions.
        vectors: `(n, dimension)` unit vectors of them, around a common centre (`AnswerService.question_vectors`): an encoder
            puts all questions of one subject near each other, so that plain cosines tell little.
        counts: how often each was asked; None: once.

    A question joins the group whose members it is most like on average. Questions with different numbers ("2020", "2024") never meet.
    """
    asked = list(counts) if counts is not None else [1] * len(texts)
    order = sorted(range(len(texts)), key=lambda at: (-asked[at], " ".join(word_tokens(texts[at])), texts[at]))
    compared = order[:MOST_GROUPED]
    places = _joined([texts[at] for at in compared], vectors[compared]) if compared else []
    groups = [[compared[place] for place in group] for group in places] + [[at] for at in order[MOST_GROUPED:]]
    made = [QuestionGroup(tuple(group), sum(asked[at] for at in group)) for group in groups]
    return tuple(sorted(made, key=lambda group: -group.count))  # a stable sort: equal ones stay in the order of `order`


def _joined(texts: Sequence[str], vectors: Vectors) -> list[list[int]]:
    """Average linkage in one pass over the questions, in their order."""
    likeness = _likeness(texts, vectors)
    groups: list[list[int]] = []
    # Row by group: the sum of the likeness of its members to every question.
    sums = np.zeros_like(likeness)
    sizes = np.zeros(len(texts), np.float32)
    for at in range(len(texts)):
        means = sums[: len(groups), at] / sizes[: len(groups)]
        best = int(means.argmax()) if groups else -1
        if best < 0 or means[best] < LIKENESS:
            best = len(groups)
            groups.append([])
        groups[best].append(at)
        sums[best] += likeness[at]
        sizes[best] += 1
    return groups


def _likeness(texts: Sequence[str], vectors: Vectors) -> Vectors:
    """`(n, n)` weighted mean of the cosines of vectors and of words; far below 0 where the numbers differ."""
    likeness: Vectors = (MEANING * (vectors @ vectors.T)).astype(np.float32)
    terms = [frozenset(_analyzer().terms(text)) for text in texts]
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for at, found in enumerate(terms):
        for term in found:
            rows[term].append(at)
    weight = {term: math.log1p(len(texts) / len(where)) for term, where in rows.items()}
    norms = np.array([math.sqrt(sum(weight[term] ** 2 for term in found)) or 1.0 for found in terms], np.float32)
    # Sorted, because adding in another order gives another last digit, and the order of a set is not fixed.
    for term in sorted(rows):
        where = np.array(rows[term])
        share = weight[term] / norms[where]
        likeness[np.ix_(where, where)] += (1 - MEANING) * np.outer(share, share)
    numbers = [frozenset(word for word in word_tokens(text) if any(c.isdigit() for c in word)) for text in texts]
    which = {found: at for at, found in enumerate(dict.fromkeys(numbers))}
    kinds = np.array([which[found] for found in numbers])
    likeness[kinds[:, None] != kinds[None]] = _APART
    return likeness


@lru_cache(maxsize=1)
def _analyzer() -> Analyzer:
    return Analyzer.load()
