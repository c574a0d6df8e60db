"""Follow-ups without a language model: what a question leaves out is taken from the one before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.question import MAX_LENGTH
from index.lexical import Analyzer, tokens

_POINTS_BACK = re.compile(
    r"\b(?:itu|tersebut|tadi|beliau|dia|ia|mereka|di ?sana|di ?situ|begitu|demikian|yang lain(?:nya)?|selain itu"
    r"|it|its|that|those|they|their|them|there|he|she|his|her|him|this|these)\b|\w{3,}nya\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^(?:lalu|terus|trs|trus|kalau|kalo|klo|kl|dan|tapi|tetapi|bagaimana dengan|gimana (?:dengan|dgn|kalau|kalo)|untuk|and|but|or"
    r"|then|what about|how about|also|juga)\b",
    re.IGNORECASE,
)
# Words ending in -nya that point at nothing earlier.
_NOT_BACK = re.compile(
    r"\b(?:hanya|tanya|bertanya|punya|mempunyai|adanya|misalnya|sebaiknya|seharusnya|biasanya|sebenarnya|banyaknya"
    r"|akhirnya|sebelumnya|selanjutnya|umumnya|khususnya|tentunya|diadakannya|dilaksanakannya)\b",
    re.IGNORECASE,
)
STANDS_ALONE_FROM = 5
"""Content words from which a question is taken to stand alone, unless it begins by going on from another."""
TOO_FEW = 2
"""Content words up to which a question that has a predecessor is taken to lean on it."""


def standalone(question: str, history: Sequence[str], analyzer: Analyzer) -> str:
    """The question as it is searched: itself where it stands alone, else behind the question that it leans on.

    `history` holds the earlier questions, the oldest first; each of them is itself made standalone first.
    """
    if not history or not leans(question, analyzer):
        return question
    earlier = standalone(history[-1], history[:-1], analyzer)
    room = MAX_LENGTH - len(question) - 1
    kept = earlier if len(earlier) <= room else earlier[-room:].partition(" ")[2] if room > 0 else ""
    return f"{kept} {question}".strip()


def leans(question: str, analyzer: Analyzer) -> bool:
    """Whether a question needs the one before it to be understood."""
    content = [word for word in analyzer.formal(tokens(question)) if word not in analyzer.stopwords]
    if _GOES_ON.search(question):
        return True
    if len(content) <= TOO_FEW:
        return True
    points = _POINTS_BACK.search(_NOT_BACK.sub(" ", question))
    return bool(points) and len(content) < STANDS_ALONE_FROM
