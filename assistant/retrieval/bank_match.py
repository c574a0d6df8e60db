"""The records of matching: an entry of the question bank near a question, and in which respects."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from index.bank import BankEntry, LocatedEntry, Wording


@dataclass(frozen=True, slots=True)
class MatchFeatures:
    """How near a wording, and its entry, are to a question.

    Attributes:
        cosine: of the two vectors, in the space of wordings.
        nearest: mean of the cosines of the entry's three nearest wordings.
        words: the harmonic mean of the next two.
        covered: share of the question's content words, by weight, that the wording has.
        covers: share of the wording's content words that the question has.
        known: share of the question's content words that any wording or quote of the entry has.
        kind: 1 where both ask for the same kind of thing, .5 where one does not say, 0 where they differ.
        entry_kind: the same of the question and the kind that the entry is said to be of.
        names_missing: names of the question that no wording or quote of the entry has.
        numbers_missing: numbers of the question that none has.
        numbers_other: 1 where both hold numbers, and none in common.
        denied: 1 where one asks for what is forbidden, or is not, and the other does not.
        exact: 1 where the words are the same, in the same order.
    """

    cosine: float
    nearest: float
    words: float
    covered: float
    covers: float
    known: float
    kind: float
    entry_kind: float
    names_missing: float
    numbers_missing: float
    numbers_other: float
    denied: float
    exact: float

    def as_dict(self) -> dict[str, float]:
        """The features by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Match:
    """An entry near a question.

    Attributes:
        wording: its wording that is nearest.
        features: how near, in each respect.
        score: one number of them, comparable within one question.
        probability: that the entry asks what the question asks.
    """

    located: LocatedEntry
    wording: Wording
    features: MatchFeatures
    score: float
    probability: float = 0.0

    @property
    def entry(self) -> BankEntry:
        """The entry."""
        return self.located.entry
