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
# Words that look so and point at nothing earlier.
_NOT_BACK = re.compile(
    r"\b(?:hanya|tanya|bertanya|punya|mempunyai|adanya|misalnya|sebaiknya|seharusnya|biasanya|sebenarnya|banyaknya"
    r"|akhirnya|sebelumnya|selanjutnya|umumnya|khususnya|tentunya|diadakannya|dilaksanakannya"
    r"|(?:apa|siapa)(?:kah)? itu|(?:is|are|was|were) there)\b",
    re.IGNORECASE,
)
# A question about somebody or something that it names, however short: "Siapa Ketua KASN?", "Apa itu meritokrasi?" (an office is no name).
_NAMES_ITS_SUBJECT = re.compile(
    r"^(?i:apa|siapa)(?i:kah)? itu \w{4,}"
    r"|^(?i:siapa|siapakah|apa|apakah|who|what)\s(?!(?:yang|saja|dari|di|pada|untuk|bagi|else|about)\b).*"
    r"\b(?!(?:Pj|Plt|Plh|Bupati|Gubernur|Wali|Walikota|Ketua|Kepala|Sekda|Menteri|Regent|Governor|Mayor|Chair)\b)[A-Z]\w+"
)
_ASKING = frozenset(
    {"apa", "apakah", "siapa", "siapakah", "kapan", "kapankah", "mana", "dimana", "dimanakah", "mengapa", "bagaimana"}
    | {"bagaimanakah", "berapa", "berapakah", "what", "who", "whom", "when", "where", "why", "how", "which"}
)
_WORD = re.compile(r"[^\W_]+")
_NAME = re.compile(r"(?<=[^\s:.?!] )[A-Z][^\W_]*(?:-[A-Z]+)?|\d[^\W_]*|\b[A-Z]{2,}\b")
ENOUGH_NAMES = 2
"""Names and numbers from which those alone say what an earlier question was about."""
STANDS_ALONE_FROM = 5
"""Content words from which a question is taken to stand alone, unless it begins by going on from another."""
TOO_FEW = 2
"""Content words up to which a question that has a predecessor is taken to lean on it."""


def standalone(question: str, history: Sequence[str], analyzer: Analyzer) -> str:
    """The question as it is searched: itself where it stands alone, else behind what it takes from the one before it.

    `history` holds the earlier questions, the oldest first; each of them is itself made standalone first. A follow-up that asks
    something of its own ("Pendaftarannya mulai kapan?") takes over the names and numbers, an elliptic one ("Kalau bagi
    pegawainya?") all content words, since what it asks stands only there.
    """
    if not history or not leans(question, analyzer):
        return question
    earlier = standalone(history[-1], history[:-1], analyzer)
    names = _NAME.findall(earlier)
    words = analyzer.formal(tokens(question))
    asks = any(word not in analyzer.stopwords for word in words) and not _ASKING.isdisjoint(words)
    if not asks or len(names) < ENOUGH_NAMES:
        names = [word for word in _WORD.findall(earlier) if word.casefold() not in analyzer.stopwords]
    taken = " ".join(dict.fromkeys(names))
    room = MAX_LENGTH - len(question) - 2
    if len(taken) > room:
        taken = taken[: max(0, room)].rpartition(" ")[0]
    return f"{taken}: {question}" if taken else question


def leans(question: str, analyzer: Analyzer) -> bool:
    """Whether a question needs the one before it to be understood."""
    content = [word for word in analyzer.formal(tokens(question)) if word not in analyzer.stopwords]
    if _GOES_ON.search(question):
        return True
    points = bool(_POINTS_BACK.search(_NOT_BACK.sub(" ", question)))
    if len(content) <= TOO_FEW:
        return points or not _NAMES_ITS_SUBJECT.search(question)
    return points and len(content) < STANDS_ALONE_FROM
