"""An article's key sentences, by LexRank: the sentences that most of the article's other sentences resemble.

Erkan and Radev, "LexRank: Graph-based Lexical Centrality as Salience in Text Summarization", JAIR 22 (2004): sentences are the nodes of
a graph, tf-idf cosines the weights of its edges, and a sentence is as central as a random walk over the graph visits it often. The walk
starts again, now and then, at a sentence like the title, as Otterbacher, Erkan and Radev do with a question ("Biased LexRank: Passage
retrieval using random walks with question-based priors", IPM 45, 2009): a report of a meeting otherwise loses the meeting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from index.arrays import Floats

RESTART = 0.3
"""How often the walk starts again at a sentence like the title. Of the 20 sentences chosen of the five articles, .15 changes one, .5 none;
0 changes eight, and three of the meetings are no longer told of."""
REPEATS = 0.5
"""Cosine from which a sentence repeats one that is chosen already, and is passed over."""
DIGITS = 12
"""Digits of a centrality that count."""
STEPS = 60


def term_cosines(texts: Sequence[Sequence[str]], weight: Callable[[str], float]) -> Floats:
    """Cosines of all pairs of texts, given as terms, `(n, n)`; a term counts as often as it occurs, times its weight."""
    columns = {term: column for column, term in enumerate(sorted({term for text in texts for term in text}))}
    matrix = np.zeros((len(texts), max(1, len(columns))))
    for row, text in enumerate(texts):
        for term, count in Counter(text).items():
            matrix[row, columns[term]] = count * weight(term)
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    matrix /= np.where(norms > 0, norms, 1.0)
    cosines: Floats = matrix @ matrix.T
    return cosines


def sentence_centrality(cosines: Floats, bias: Floats) -> Floats:
    """LexRank of `n` sentences, `(n,)`, summing to 1.

    Args:
        cosines: of all pairs of sentences, `(n, n)`.
        bias: how like the title each is, `(n,)`, 0 or more; all 0 for the walk without a bias.
    """
    count = len(bias)
    # A sentence that resembles nothing, not even itself, leads everywhere.
    sums = cosines.sum(axis=1, keepdims=True)
    walk = np.where(sums > 0, cosines / np.where(sums > 0, sums, 1.0), 1.0 / count)
    start = bias / bias.sum() if bias.sum() > 0 else np.full(count, 1.0 / count)
    rank: Floats = np.full(count, 1.0 / count)
    for _ in range(STEPS):
        rank = RESTART * start + (1.0 - RESTART) * (rank @ walk)
    return rank


def choose_key_sentences(
    sentences: Sequence[Sequence[str]], title: Sequence[str], weight: Callable[[str], float], most: int, lead: int = 0
) -> list[int]:
    """The numbers of the lead and of the most central other sentences, at most `most`, the most central first after the lead.

    Args:
        sentences: the terms of each sentence, in the order of the text.
        title: the terms of the title.
        weight: how much a term counts.
        most: how many are chosen at most.
        lead: the number of the sentence that is chosen in any case.
    """
    cosines = term_cosines([*sentences, title], weight)
    rank = sentence_centrality(cosines[:-1, :-1], cosines[:-1, -1])
    chosen: list[int] = []
    # Rounded: what is as central but for the last digits, which are another processor's, stays in the order of the text.
    order = np.argsort(-np.round(rank, DIGITS), kind="stable")
    for number in (lead, *(int(each) for each in order if each != lead)):
        if len(chosen) < most and all(cosines[number, other] < REPEATS for other in chosen):
            chosen.append(number)
    return chosen
