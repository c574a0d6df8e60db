"""Follow-ups without a language model: what a question leaves out is taken from the one before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.question.check import QUESTION_LIMIT
from index.analyzer import Analyzer, tokens

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
_PERSON = re.compile(r"\b(?:dia|ia|beliau|he|she|his|him|her)\b", re.IGNORECASE)
_ASKS_WHO = re.compile(r"\b(?:siapa(?:kah)?|sapa|who|whom)\b", re.IGNORECASE)
_ALIKE = (
    ("bagi", "untuk", "buat", "utk", "for"),
    ("di", "in", "at"),
    ("menurut", "according to"),
    ("oleh", "by"),
    ("dari", "from"),
    ("tahun",),
)
# When, where, why and how: they ask about the same happening, so that one takes the place of another ("siapa" would not).
_CIRCUMSTANCE = (
    r"(?:(?:sejak|pada|dari) )?(?:kapan|kpn)(?:kah)?|(?:pada |pd )?(?:hari|tanggal|tgl|jam|pukul|bulan) (?:apa|berapa|brp)"
    r"|di ?(?:mana|mn)(?:kah)?|dmn|di (?:gedung|hotel|kota|kantor|ruang|aula) (?:apa|mana)"
    r"|mengapa(?:kah)?|kenapa|knp|bagaimana(?:kah)?|gimana|gmn|when|where|why|how(?! many| much| long)"
)
_ONLY_ASKS = re.compile(
    rf"^(?:(?:lalu|terus|trs|trus|kalau|kalo|dan|and|then)[ ,]+)*(?P<word>{_CIRCUMSTANCE})(?: (?:itu|ya|sih|tuh|nya))*[ ?.!]*$",
    re.IGNORECASE,
)
_ASKED = re.compile(rf"^(?:{_CIRCUMSTANCE})\b|\b(?:{_CIRCUMSTANCE})(?=[ ?.!]*$)", re.IGNORECASE)
_NEXT_PART = r"\s(?:bagi|untuk|buat|di|pada|dalam|menurut|oleh|dari|yang|agar|jika|for|in|at|on|by|from|according)\b"
_ONLY_A_PART = re.compile(
    r"^(?:(?:lalu|terus|trs|trus|kalau|kalo|klo|kl|dan|bagaimana|gimana|dengan|dgn|and|what about|how about|then)[ ,]+)*"
    rf"(?P<word>{'|'.join(word for words in _ALIKE for word in words)}) (?P<what>[^?.!,:]+?)(?: (?:bagaimana|gimana|apa))?[ ?.!]*$",
    re.IGNORECASE,
)
STANDS_ALONE_FROM = 5
"""Content words from which a question is taken to stand alone, unless it begins by going on from another."""
TOO_FEW = 2
"""Content words up to which a question that has a predecessor is taken to lean on it."""


Answered = Callable[[str], str]
"""A standalone question to the words that answer it; empty where it is refused."""


def _nobody(_: str) -> str:
    return ""


def standalone(question: str, history: Sequence[str], analyzer: Analyzer, answered: Answered = _nobody) -> str:
    """The question as it is searched: itself where it stands alone, else with what it takes from the one before it.

    `history` holds the earlier questions, the oldest first; each of them is itself made standalone first. "Kalau bagi pegawai?" takes
    the place of the like part of the earlier question, "Lalu kapan?" that of its "di mana"; any other follow-up is put before the
    earlier one's content words, and "Dia berterima kasih kepada siapa?" before who answered that, too.
    """
    if not history or not leans(question, analyzer):
        return question
    earlier = standalone(history[-1], history[:-1], analyzer, answered)
    if replaced := _in_its_place(question, earlier) or _asked_of_the_same(question, earlier):
        return replaced
    person = bool(_PERSON.search(question)) and bool(_ASKS_WHO.search(history[-1]))
    return behind(question, earlier, analyzer, answered(earlier) if person else "")


def _in_its_place(question: str, earlier: str) -> str | None:
    """The earlier question with its like part replaced: "bagi birokrasi" for "bagi kepala daerah"."""
    part = _ONLY_A_PART.match(question)
    if part is None or not _ASKING.isdisjoint(tokens(part.group("what"))):
        return None
    like = next(words for words in _ALIKE if part.group("word").casefold() in words)
    # A name ends with its capitals ("di Bali digelar"), anything else where the next part begins.
    phrase = rf"(?:(?-i:[A-Z][\w-]*(?: [A-Z][\w-]*)*)|(?:(?!{_NEXT_PART})[^?.!,:])+)"
    places = list(re.finditer(rf"\b(?:{'|'.join(like)})\s{phrase}", earlier, re.IGNORECASE))
    if not places:
        return None
    last = places[-1]
    rest = earlier[last.end() :]
    gap = " " if rest[:1].isalnum() else ""
    replaced = f"{earlier[: last.start()]}{part.group('word')} {part.group('what')}{gap}{rest}"
    return replaced if len(replaced) <= QUESTION_LIMIT else None


def _asked_of_the_same(question: str, earlier: str) -> str | None:
    """The earlier question with what it asks for replaced: "Lalu kapan?" after "Di mana rakor digelar?" to "kapan rakor digelar?"."""
    only, asked = _ONLY_ASKS.match(question), _ASKED.search(earlier)
    if only is None or asked is None:
        return None
    replaced = f"{earlier[: asked.start()]}{only.group('word')}{earlier[asked.end() :]}"
    return replaced if len(replaced) <= QUESTION_LIMIT else None


def behind(question: str, earlier: str, analyzer: Analyzer, found: str = "") -> str:
    """A question with what it may take over behind it: the content words of an earlier one, and `found`, what answered that."""
    own = [word for word in _WORD.findall(earlier) if word.casefold() not in analyzer.stopwords]
    taken = " ".join(dict.fromkeys((*own, *(word.strip(".,;:“”()") for word in found.split()))))
    asked = question.rstrip(" ?.!")
    room = QUESTION_LIMIT - len(asked) - 4
    if len(taken) > room:
        taken = taken[: max(0, room)].rpartition(" ")[0]
    return f"{asked} ({taken})?" if taken else question


def leans(question: str, analyzer: Analyzer) -> bool:
    """Whether a question needs the one before it to be understood."""
    content = [word for word in analyzer.formal(tokens(question)) if word not in analyzer.stopwords]
    if _GOES_ON.search(question):
        return True
    points = bool(_POINTS_BACK.search(_NOT_BACK.sub(" ", question)))
    if len(content) <= TOO_FEW:
        return points or not _NAMES_ITS_SUBJECT.search(question)
    return points and len(content) < STANDS_ALONE_FROM
