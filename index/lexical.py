"""Indonesian lexical analysis, and BM25 served from a sparse matrix.

`rank_bm25.BM25Okapi` fits the corpus and defines the score. A query over it costs a pass over every passage; the matrix holds
each (passage, term) contribution once, in float64, so that a query costs the postings of its terms and gives equal scores.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import snowballstemmer
from rank_bm25 import BM25Okapi

DATA = Path(__file__).parent / "data"
STEMS_KEPT = 1 << 16
_TOKEN = re.compile(r"[^\W_]+")
# A word where no sentence begins: its capital, if it has one, is its own.
_INSIDE = re.compile(r"(?<=[\w,;:)”\"'(] )[^\W\d_]+")
NAME_RATIO = 3
"""A word is a name where it stands with a capital at least so many times as often as without one."""

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


def tokens(text: str) -> list[str]:
    """Words and numbers, compatibility-normalised and case-folded."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


def names(texts: Iterable[str]) -> list[str]:
    """The words that are written with a capital where no sentence begins: names and acronyms, case-folded, in order."""
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for text in texts:
        for word in _INSIDE.findall(unicodedata.normalize("NFKC", text)):
            (capital if word[0].isupper() else small)[word.casefold()] += 1
    return sorted(word for word, count in capital.items() if count >= NAME_RATIO * small[word])


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """The rows of a two-column table; `#` starts a comment."""
    rows = [line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines()]
    return [(left.strip(), right.strip()) for left, _, right in (row.partition("\t") for row in rows if row)]


def read_words(path: Path) -> frozenset[str]:
    """The words of a one-column table; `#` starts a comment."""
    return frozenset(left for left, _ in read_pairs(path))


@dataclass(frozen=True)
class Analyzer:
    """Text to the terms that BM25 counts: the same for passages and questions.

    Attributes:
        acronyms: rows (acronym, words it stands for); the words, where they stand together, also count as the acronym.
        informal: rows (informal spelling, formal spelling).
        protected: words that the Snowball stemmer would damage, with the stem to use.
        stopwords: words that are not counted.
    """

    acronyms: tuple[tuple[str, str], ...]
    informal: Mapping[str, str]
    protected: Mapping[str, str]
    stopwords: frozenset[str]

    @classmethod
    def load(cls, folder: Path = DATA) -> Analyzer:
        """The tables that come with the package."""
        return cls(
            acronyms=tuple(read_pairs(folder / "acronyms.tsv")),
            informal=dict(read_pairs(folder / "informal.tsv")),
            protected=dict(read_pairs(folder / "protected.tsv")),
            stopwords=read_words(folder / "stopwords.txt"),
        )

    @cached_property
    def version(self) -> str:
        """Changes whenever the terms of a text may change: tables and stemmer."""
        parts = [
            sorted(self.acronyms),
            sorted(self.informal.items()),
            sorted(self.protected.items()),
            sorted(self.stopwords),
        ]
        stemmer = importlib.metadata.version("snowballstemmer")
        return hashlib.sha256(json.dumps([stemmer, parts]).encode()).hexdigest()[:12]

    def terms(self, text: str) -> list[str]:
        """The terms of a text, in order, repetitions kept."""
        words = self.formal(tokens(text))
        acronyms = list(self._joined(words))
        return [*(self.stem(word) for word in words if word not in self.stopwords), *acronyms]

    def formal(self, words: Iterable[str]) -> list[str]:
        """The words with informal spellings replaced (`yg` by `yang`)."""
        return [word for given in words for word in self.informal.get(given, given).split()]

    def stem(self, word: str) -> str:
        """The Snowball stem, unless the word is protected or holds a digit."""
        return self._stems(word)

    def _joined(self, words: Sequence[str]) -> Iterable[str]:
        for at, word in enumerate(words):
            for phrase, acronym in self._phrases.get(word, ()):
                if tuple(words[at : at + len(phrase)]) == phrase:
                    yield acronym

    @cached_property
    def _phrases(self) -> dict[str, list[tuple[tuple[str, ...], str]]]:
        by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for acronym, words in self.acronyms:
            phrase = tuple(tokens(words))
            by_first.setdefault(phrase[0], []).append((phrase, self.stem(acronym)))
        return by_first

    @cached_property
    def _stems(self) -> Callable[[str], str]:
        return lru_cache(maxsize=STEMS_KEPT)(self._stem)

    def _stem(self, word: str) -> str:
        known = word if any(c.isdigit() for c in word) else self.protected.get(word)
        # A stemmer holds the word it works on, so threads cannot share one.
        return known or str(snowballstemmer.stemmer("indonesian").stemWord(word))


class BM25:
    """BM25 scores by term: the columns of a sparse (passage, term) matrix.

    `starts[t]` to `starts[t + 1]` are the postings of term `t`: passage numbers in `rows`, contributions in `weights`.
    """

    FILES = ("bm25_starts.npy", "bm25_rows.npy", "bm25_weights.npy", "bm25_terms.json")

    def __init__(
        self,
        terms: Sequence[str],
        starts: npt.NDArray[np.int64],
        rows: npt.NDArray[np.int32],
        weights: Floats,
        count: int,
    ) -> None:
        self.count = count
        self.terms = terms
        self._column = {term: column for column, term in enumerate(terms)}
        self._starts, self._rows, self._weights = starts, rows, weights

    @classmethod
    def fit(cls, corpus: Sequence[Sequence[str]], k1: float, b: float, epsilon: float) -> BM25:
        """The matrix of `BM25Okapi(corpus)`; `corpus` holds each passage's terms."""
        if not any(corpus):
            empty = np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float64)
            return cls([], *empty, count=len(corpus))
        fitted = BM25Okapi(corpus, k1=k1, b=b, epsilon=epsilon)
        terms = sorted(fitted.idf)
        column = {term: number for number, term in enumerate(terms)}
        entries = np.array(
            [
                (column[term], row, frequency)
                for row, counts in enumerate(fitted.doc_freqs)
                for term, frequency in counts.items()
            ],
            np.int64,
        )
        entries = entries[np.lexsort((entries[:, 1], entries[:, 0]))]
        columns, rows, frequency = entries.T
        # The expression of BM25Okapi.get_scores, in its own order of operations, so that float64 results are equal.
        length = np.array(fitted.doc_len)[rows]
        idf = np.array([fitted.idf[term] for term in terms])[columns]
        weights = idf * (frequency * (k1 + 1) / (frequency + k1 * (1 - b + b * length / fitted.avgdl)))
        starts = np.searchsorted(columns, np.arange(len(terms) + 1)).astype(np.int64)
        return cls(terms, starts, rows.astype(np.int32), weights, len(corpus))

    def scores(self, query: Iterable[str]) -> Floats:
        """`(passages,)`: the score of each passage; a term given twice counts twice, as in `get_scores`."""
        scores = np.zeros(self.count)
        for term in query:
            if (column := self._column.get(term)) is not None:
                first, last = self._starts[column], self._starts[column + 1]
                scores[self._rows[first:last]] += self._weights[first:last]
        return scores

    def most(self, query: Iterable[str]) -> float:
        """The highest score that any passage could reach: every term's highest contribution, added."""
        total = 0.0
        for term in query:
            if (column := self._column.get(term)) is not None:
                total += float(self._weights[self._starts[column] : self._starts[column + 1]].max())
        return total

    def rarity(self, terms: Iterable[str]) -> float:
        """log(1 + (N - n + 0.5) / (n + 0.5)), as a share of what it is at n = 0: N passages, n hold the most frequent of the terms.

        The weight of Robertson and Spärck Jones (1976), with the 1 so that it is never negative. A share, so that what was learnt from a
        few articles holds for many.
        """
        columns = [column for term in terms if (column := self._column.get(term)) is not None]
        holding = max((int(self._starts[column + 1] - self._starts[column]) for column in columns), default=0)
        weight = math.log(1 + (self.count - holding + 0.5) / (holding + 0.5))
        return weight / math.log(1 + (self.count + 0.5) / 0.5)

    def __contains__(self, term: str) -> bool:
        return term in self._column

    def save(self, folder: Path) -> None:
        """Write `FILES` into `folder`."""
        np.save(folder / self.FILES[0], self._starts)
        np.save(folder / self.FILES[1], self._rows)
        np.save(folder / self.FILES[2], self._weights)
        (folder / self.FILES[3]).write_text(json.dumps(list(self.terms), ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, count: int) -> BM25:
        """Open `FILES` of `folder`, memory-mapped."""
        starts, rows, weights = (np.load(folder / name, mmap_mode="r") for name in cls.FILES[:3])
        terms = json.loads((folder / cls.FILES[3]).read_text(encoding="utf-8"))
        return cls(terms, np.asarray(starts), rows, weights, count)


def top(scores: Floats, k: int) -> Rows:
    """The numbers of the `k` highest positive scores, best first; equal scores in order of number."""
    k = min(k, len(scores))
    if k == 0:
        return np.zeros(0, np.int64)
    best = np.argpartition(-scores, k - 1)[:k] if k < len(scores) else np.arange(len(scores))
    best = best[scores[best] > 0]
    return best[np.lexsort((best, -scores[best]))].astype(np.int64)
