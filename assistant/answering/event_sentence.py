"""The sentence of an article that best tells of its event: what, when, where and who.

Most reports begin with it; some begin with background ("Seiring dengan semakin dekatnya pemilu ...", "ASN adalah perekat bangsa.") and
tell of the event a few sentences later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.analyzer import Analyzer
from index.dates import find_dates
from index.document import Document, Span

# What a sentence counts for the share of the title's words that it has, rare words counting more; for a day; for a place; for names; for
# being the first, where reporters put the event; and for being somebody's words, which mostly tell of something else. If one of them is a
# quarter smaller or larger, the same sentences lead four of the five articles, and the first or the second leads the fifth.
WHAT, WHEN, WHERE, WHO, FIRST, QUOTED = 1.0, 0.5, 0.25, 0.25, 0.5, -0.3
MOST_NAMES = 3
"""Names from which more of them tell nothing more."""
_PLACED = re.compile(r"\b(?:di|bertempat di|at|in)\s+(?:[a-z]+\s+){0,2}[A-Z][a-z]")
# Names as reporters write them: words in capitals, joined; "(ASN)" is the short form of one.
_NAME = re.compile(r"(?<=[\s“\"(])[A-Z][a-z]+(?:[\s.,]+[A-Z][a-z]*)+")


def choose_event_sentence(
    document: Document,
    sentences: Sequence[Span],
    analyzer: Analyzer,
    weight: Callable[[str], float],
    may_lead: Callable[[Span], bool],
) -> int:
    """The number of that one of an article's sentences, of the first half of them; of the first where no other may lead.

    Args:
        document: the article.
        sentences: those that may be chosen, in the order of the text, at least one.
        analyzer: makes terms of a text.
        weight: how much a term counts.
        may_lead: whether a sentence can be understood at the head of an overview; the first one always can.
    """
    title, place = frozenset(analyzer.terms(document.title)), frozenset(analyzer.terms(document.place or ""))
    of_title = sum(map(weight, title)) or 1.0

    def score(number: int) -> float:
        text = sentences[number].of(document.text)
        terms = frozenset(analyzer.terms(text))
        return (
            WHAT * sum(map(weight, title & terms)) / of_title
            + WHEN * bool(find_dates(text))
            + WHERE * bool(place & terms or _PLACED.search(text))
            + WHO * min(MOST_NAMES, len(_NAME.findall(text))) / MOST_NAMES
            + FIRST * (number == 0)
            + QUOTED * text.startswith(("“", '"', "‘"))
        )

    first_half = range((len(sentences) + 1) // 2)
    # Best first, and each is asked for only when no better one may lead.
    best = sorted(first_half, key=score, reverse=True)
    return next(number for number in best if number == 0 or may_lead(sentences[number]))
