"""From a question to what is searched: informal spelling made formal, typing errors corrected, words looked up in the lexicon."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from assistant.answer import Lang
from assistant.question.asked import drop_tags
from assistant.question.spelling import nearest_word
from assistant.tuning import TUNING
from index.analyzer import WORD, Analyzer, read_pairs, read_words, word_tokens
from index.regions import region_places
from index.roots import without_enclitic, word_roots

DATA = Path(__file__).parents[1] / "data"
# What a follow-up takes over (`follow_up.py`): in brackets at the end.
_ASIDE = re.compile(r"\s\([^()]*\)\W*$")
# A capital where no sentence begins, or a number.
_NAME = re.compile(r"(?<=[\w,;:)”\"'] )[A-Z][^\W_]+|\d[^\W_]*")


@dataclass(frozen=True, slots=True)
class Concept:
    """One content word of a question: its own term, and the terms that the lexicon gives for it.

    Attributes:
        name: whether it is a number, or a word with a capital where no sentence begins: in the question or, since many questions are typed
            without capitals, in the articles.
        weight: how much it counts that a text has it, 0 to 1; rare words count more.
        aside: whether it stands in brackets at the question's end, as what a follow-up takes over does: it says what is spoken of, not what
            is asked.
        roots: of its word (`index.roots`): a text with the roots of its own words has it if they share one.
    """

    term: str
    others: frozenset[str] = frozenset()
    name: bool = False
    weight: float = 1.0
    aside: bool = False
    roots: frozenset[str] = frozenset()

    def found_in(self, terms: Collection[str]) -> bool:
        """Whether a text with these terms has it, as its own term, another or a root."""
        return self.term in terms or not self.others.isdisjoint(terms) or not self.roots.isdisjoint(terms)


@dataclass(frozen=True, slots=True)
class Query:
    """A standalone question, ready to search.

    Attributes:
        text: what the encoder and the reader get; formal spelling, typing errors corrected.
        terms: what BM25 counts: the question's own terms, then those that the lexicon adds.
        concepts: its content words, in order, each once.
        lang: the question's language.
        corrected: words replaced, as (given, used).
    """

    text: str
    terms: tuple[str, ...]
    concepts: tuple[Concept, ...]
    lang: Lang
    corrected: tuple[tuple[str, str], ...] = ()


def detect_language(text: str) -> Lang:
    """`en` if a quarter of the words or more are English function words, else `id`."""
    words = word_tokens(text)
    english = sum(word in english_words() for word in words)
    return "en" if words and english / len(words) >= TUNING.english_from else "id"


@cache
def english_words() -> frozenset[str]:
    """The function words of English."""
    return read_words(DATA / "english.txt")


def _synonym_pairs() -> list[tuple[str, str]]:
    """Each member of a group of synonyms, with the others that are single words."""
    lines = (DATA / "synonyms.txt").read_text(encoding="utf-8").splitlines()
    groups = [[member.strip() for member in line.split("|")] for line in lines if line and not line.startswith("#")]
    return [
        (said, " ".join(other for other in group if other != said and " " not in other))
        for group in groups
        for said in group
    ]


def _no_word(_: str) -> bool:
    return False


def _all_alike(_: Iterable[str]) -> float:
    return 1.0


@dataclass(frozen=True)
class QueryAnalyzer:
    """Turns a question into a `Query`.

    Attributes:
        analyzer: the index's own.
        vocabulary: the words of the articles, to which typing errors are corrected.
        lexicon: what people say, as words, to the terms that the articles use for it.
        is_word: whether a word that is not in the articles is a word all the same, and so not misspelt.
        names: the words of the vocabulary that are names.
        is_name: whether a word that is not in the articles is a name.
        rarity: the weight of a word, 0 to 1, from its term and those that the lexicon gives for it.
    """

    analyzer: Analyzer
    vocabulary: frozenset[str]
    lexicon: Mapping[tuple[str, ...], tuple[str, ...]]
    is_word: Callable[[str], bool] = _no_word
    names: frozenset[str] = frozenset()
    is_name: Callable[[str], bool] = _no_word
    rarity: Callable[[Iterable[str]], float] = _all_alike

    @classmethod
    def load(
        cls,
        analyzer: Analyzer,
        vocabulary: Iterable[str],
        extra: Path | None = None,
        is_word: Callable[[str], bool] = _no_word,
        names: Iterable[str] = (),
        is_name: Callable[[str], bool] = _no_word,
        rarity: Callable[[Iterable[str]], float] = _all_alike,
    ) -> QueryAnalyzer:
        """An analyzer with the shipped tables and, if the file `extra` exists, the operator's, which only adds to it."""
        pairs = [*read_pairs(DATA / "lexicon.tsv"), *read_pairs(DATA / "english.tsv"), *_synonym_pairs()]
        if extra is not None and extra.exists():
            pairs += read_pairs(extra)
        lexicon: dict[tuple[str, ...], tuple[str, ...]] = {}
        for said, written in pairs:
            key = tuple(word_tokens(said))
            lexicon[key] = tuple(dict.fromkeys((*lexicon.get(key, ()), *written.split())))
        return cls(analyzer, frozenset(vocabulary), lexicon, is_word, frozenset(names), is_name, rarity)

    def query(self, question: str) -> Query:
        """What to search for a checked, standalone question."""
        lang = detect_language(question)
        corrected: list[tuple[str, str]] = []
        # As the analyzer does, so that ligatures and full-width letters of a pasted text make the words of the articles.
        question = unicodedata.normalize("NFKC", question)
        # Encoder and reader know hardly any words in capitals: "KAPAN PILKADA 2024 DILAKSANAKAN?" was answered with an office.
        if question.isupper():
            question = question.lower()
        question = drop_tags(question) if lang == "id" else question
        names = self._names(question)

        def replace(match: re.Match[str]) -> str:
            given = match.group()
            used = self._correct(given, lang, name=given.casefold() in names)
            if used != given:
                corrected.append((given, used))
            return used

        text = WORD.sub(replace, question)
        own = self.analyzer.terms(text)
        concepts = self._concepts(text, names, lang)
        added = dict.fromkeys(other for concept in concepts for other in sorted(concept.others) if other not in own)
        return Query(text, (*own, *added), concepts, lang, tuple(corrected))

    def names_in(self, question: str) -> frozenset[str]:
        """The words of a question that are names, case-folded, also where they are typed without a capital."""
        return self._names(question)

    def _correct(self, given: str, lang: Lang, name: bool) -> str:
        word = given.casefold()
        if lang == "id" and word in self.analyzer.informal:
            return self.analyzer.informal[word]
        known = word in self.vocabulary or word in self._table_words or word in self.analyzer.stopwords
        if known or len(word) < TUNING.corrected_from or not word.isalpha():
            return given
        if name:
            return self._correct_name(given, word)
        # Saksi (witness) is not sanksi (sanction), melaporkan not memaparkan. Before this check and the one for slips of typing, one
        # question in eight had a right word corrected into another.
        if self.is_word(word):
            return given
        # The articles have no English words, and any that is near one of theirs is another word.
        near = nearest_word(word, self.vocabulary) if lang == "id" else None
        # In long words two slips are corrected, which among so many words makes one of another ("menerapkan" of "menetralkan").
        if near is None and len(word) < TUNING.two_errors_from:
            near = nearest_word(word, self._known_words)
        return given if near is None or self._same_root(word, near) else near

    def _correct_name(self, given: str, word: str) -> str:
        """The name of the articles that one slip of typing makes of a name; as it is given where it may be another's."""
        # Badung is not Bandung: a place that there is, and a name that the encoder knows, are no slips.
        if len(word) < TUNING.name_corrected_from or region_places([word]) or self.is_word(word):
            return given
        if near := nearest_word(word, self.names):
            return near.capitalize()
        # "Pengawasna" in the middle of a sentence only looks like a name.
        return nearest_word(word, self.vocabulary) or given

    def _same_root(self, one: str, other: str) -> bool:
        """Whether the words differ by an affix alone ("pesertanya", "peserta"): then neither is misspelt."""
        return self.analyzer.stem(one) == self.analyzer.stem(other)

    def _names(self, question: str) -> frozenset[str]:
        """The words of a question that are names, case-folded."""
        seen = (match.group().casefold() for match in _NAME.finditer(question))
        words = word_tokens(question)
        regions = (words[at] for at in region_places(words))
        return frozenset((*seen, *regions, *filter(self._is_name, words)))

    def _is_name(self, word: str) -> bool:
        return word in self.names if word in self.vocabulary else self.is_name(word)

    def _concepts(self, text: str, names: Collection[str], lang: Lang) -> tuple[Concept, ...]:
        words = self.analyzer.formal(word_tokens(text))
        others: list[set[str]] = [set() for _ in words]
        for at in range(len(words)):
            for length in range(1, min(self._longest, len(words) - at) + 1):
                for written in self._written_for(words[at : at + length]):
                    for place in range(at, at + length):
                        others[place].add(self.analyzer.stem(written))
        asked = len(self.analyzer.formal(word_tokens(_ASIDE.sub("", text))))
        # An English function word is no content, whether or not the stop words, which are also Indonesian, have it.
        skipped = self.analyzer.stopwords | (english_words() if lang == "en" else frozenset())
        concepts: dict[str, Concept] = {}
        for at, (word, alternatives) in enumerate(zip(words, others, strict=True)):
            if word not in skipped:
                term = self.analyzer.stem(word)
                weight = self.rarity((term, *alternatives))
                other = frozenset(alternatives - {term})
                concepts.setdefault(term, Concept(term, other, word in names, weight, at >= asked, word_roots(word)))
        return tuple(concepts.values())

    def _written_for(self, said: Sequence[str]) -> tuple[str, ...]:
        """What the lexicon gives for words, as they are or without an enclitic: "hukumannya" is looked up as "hukuman"."""
        return self.lexicon.get(tuple(said)) or self.lexicon.get(tuple(map(without_enclitic, said)), ())

    @cached_property
    def _known_words(self) -> frozenset[str]:
        """The words that the tables know beside those of the articles: a question asks "berapa", and they need not."""
        single = {said[0] for said in self.lexicon if len(said) == 1}
        return frozenset(single | self.analyzer.stopwords | english_words())

    @cached_property
    def _table_words(self) -> frozenset[str]:
        """The words of the lexicon, those of its phrases included."""
        return frozenset(word for said in self.lexicon for word in said)

    @cached_property
    def _longest(self) -> int:
        return max((len(said) for said in self.lexicon), default=0)
