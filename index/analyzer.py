"""Indonesian lexical analysis: a text to the terms that BM25 counts, with the word tables in `data/`."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import snowballstemmer

from index.errors import ConfigError

DATA = Path(__file__).parent / "data"
STEMS_KEPT = 1 << 16
"""Stems that an analyzer remembers; stemming is most of what analysing a text costs."""
WORD = re.compile(r"[^\W_]+")
"""A word or a number: letters and digits of any script. An underscore parts words."""
# A capital after a word or a comma, where no sentence begins, is the word's own.
_WITHIN_SENTENCE = re.compile(r"(?<=[\w,;:)”\"'(] )[^\W\d_]+")
NAME_RATIO = 3
"""A word is a name if it has a capital within sentences at least this many times as often as it has none."""


def word_tokens(text: str) -> list[str]:
    """Words and numbers in order, compatibility-normalised (NFKC) and case-folded."""
    # NFKC, so that the ligatures of a PDF and full-width letters make the same words.
    return WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def find_names(texts: Iterable[str]) -> list[str]:
    """The words that have a capital within sentences: names and acronyms, case-folded, in alphabetical order."""
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for text in texts:
        for word in _WITHIN_SENTENCE.findall(unicodedata.normalize("NFKC", text)):
            (capital if word[0].isupper() else small)[word.casefold()] += 1
    return sorted(word for word, count in capital.items() if count >= NAME_RATIO * small[word])


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """The rows of a two-column table; `#` starts a comment.

    Raises:
        ConfigError: the file is not UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 (byte {error.start}). Save it as UTF-8.") from error
    rows = [line.split("#")[0].strip() for line in text.splitlines()]
    return [(left.strip(), right.strip()) for left, _, right in (row.partition("\t") for row in rows if row)]


def read_words(path: Path) -> frozenset[str]:
    """The words of a one-column table; `#` starts a comment."""
    return frozenset(left for left, _ in read_pairs(path))


# Without slots, which would leave `cached_property` no place to keep its value.
@dataclass(frozen=True)
class Analyzer:
    """Texts to the terms that BM25 counts. Passages and questions go through the same one, or their terms would not meet.

    Attributes:
        acronyms: rows (acronym, the words it stands for); these words in a row also count as the acronym.
        informal: informal spelling to formal spelling.
        protected: words that the Snowball stemmer would damage, with the stem to use.
        stopwords: words that are not counted.
    """

    acronyms: tuple[tuple[str, str], ...]
    informal: Mapping[str, str]
    protected: Mapping[str, str]
    stopwords: frozenset[str]

    @classmethod
    def load(cls, folder: Path = DATA) -> Analyzer:
        """An analyzer with the tables in `folder`; by default those that come with the package."""
        return cls(
            acronyms=tuple(read_pairs(folder / "acronyms.tsv")),
            informal=dict(read_pairs(folder / "informal.tsv")),
            protected=dict(read_pairs(folder / "protected.tsv")),
            stopwords=read_words(folder / "stopwords.txt"),
        )

    @cached_property
    def version(self) -> str:
        """12 hex digits that change whenever the terms of a text may change, with the tables or the stemmer.

        An index stores them: terms of other tables would silently find less.
        """
        # Sorted: the order of a table's rows changes no term, and must not make every index unusable.
        parts = [
            sorted(self.acronyms),
            sorted(self.informal.items()),
            sorted(self.protected.items()),
            sorted(self.stopwords),
        ]
        stemmer = importlib.metadata.version("snowballstemmer")
        return hashlib.sha256(json.dumps([stemmer, parts]).encode()).hexdigest()[:12]

    def terms(self, text: str) -> list[str]:
        """The terms of a text: its stems in order, repetitions kept, then the acronyms that it spells out."""
        words = self.formal(word_tokens(text))
        acronyms = list(self._spelt_out(words))
        return [*(self.stem(word) for word in words if word not in self.stopwords), *acronyms]

    def formal(self, words: Iterable[str]) -> list[str]:
        """The words with informal spellings replaced (`yg` by `yang`)."""
        return [word for given in words for word in self.informal.get(given, given).split()]

    def use_acronyms(self, text: str) -> str:
        """The text with what it spells out shortened: "Kalimantan Selatan" to "kalsel", the longest first."""
        return self._spelt_out_phrase.sub(lambda match: self._acronym_of[match.group().casefold()], text)

    def stem(self, word: str) -> str:
        """The Snowball stem, unless the word is protected or contains a digit."""
        return self._stems(word)

    def _spelt_out(self, words: Sequence[str]) -> Iterable[str]:
        for at, word in enumerate(words):
            for phrase, acronym in self._phrases.get(word, ()):
                if tuple(words[at : at + len(phrase)]) == phrase:
                    yield acronym

    @cached_property
    def _acronym_of(self) -> dict[str, str]:
        return {words.casefold(): acronym for acronym, words in reversed(self.acronyms)}

    @cached_property
    def _spelt_out_phrase(self) -> re.Pattern[str]:
        longest_first = sorted(self._acronym_of, key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})\b", re.IGNORECASE)

    @cached_property
    def _phrases(self) -> dict[str, list[tuple[tuple[str, ...], str]]]:
        by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for acronym, words in self.acronyms:
            phrase = tuple(word_tokens(words))
            by_first.setdefault(phrase[0], []).append((phrase, self.stem(acronym)))
        return by_first

    @cached_property
    def _stems(self) -> Callable[[str], str]:
        return lru_cache(maxsize=STEMS_KEPT)(self._stem)

    def _stem(self, word: str) -> str:
        known = word if any(c.isdigit() for c in word) else self.protected.get(word)
        # A new stemmer each time: it stores the word it works on, and one shared by threads crashed.
        return known or str(snowballstemmer.stemmer("indonesian").stemWord(word))
