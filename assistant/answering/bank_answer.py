"""The question bank in an answer: its quotes are read with the passages that were found, support what is read, and lead where it is sure.

Three uses of a match (`retrieval.question_bank`): its quotes join the candidates, and its probability is evidence; from
`TUNING.bank_leads` on, the entry's quotes and short answer come first; a refusal that is near is evidence for refusing. What an entry
shows is proved like everything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.answering.decision import Scored
from assistant.answering.gathered import ArticleText
from assistant.question.asked import read_question
from assistant.reader.reading import Reading
from assistant.retrieval.bank_match import Match
from assistant.tuning import TUNING
from index.bank import LocatedQuote
from index.store import Index

READ_WITH = 3
"""Entries whose quotes are read, at most."""
OBJECTIONS = ("names_missing", "numbers_missing", "numbers_other", "denied")
"""Features of a match that keep an entry from deciding alone, however probable it is."""
NOT_READ = -10.0
"""The reader's verdict on a sentence that it did not read: as on one that does not answer."""


@dataclass(frozen=True, slots=True)
class BankView:
    """What the bank says of a question: its matches, the best first, none where there is no bank."""

    matches: tuple[Match, ...] = ()

    @property
    def highest(self) -> float:
        """The probability of the nearest entry; 0 where there is none."""
        return self.matches[0].probability if self.matches else 0.0

    @property
    def best_answer(self) -> Match | None:
        """The nearest entry that answers."""
        return next((match for match in self.matches if not match.entry.refuse), None)

    @property
    def best_refusal(self) -> Match | None:
        """The nearest entry that says that the sources do not answer."""
        return next((match for match in self.matches if match.entry.refuse), None)

    @property
    def joining(self) -> tuple[Match, ...]:
        """The entries that answer, the one that leads first, near enough for their quotes to be read with the passages that were found."""
        first = self.leading
        answers = sorted(
            (match for match in self.matches if not match.entry.refuse), key=lambda match: match is not first
        )
        return tuple(match for match in answers[:READ_WITH] if match is first or match.probability >= TUNING.bank_joins)

    @property
    def leading(self) -> Match | None:
        """The nearest entry that answers, where it is near enough to be shown first; the one that was asked word for word."""
        best = self.best_answer
        if self.asked_exactly and not self.asked_exactly.entry.refuse:
            return self.asked_exactly
        return best if best and best.probability >= TUNING.bank_leads else None

    @property
    def decided(self) -> Match | None:
        """The nearest entry, where it is so near that it decides alone whether there is an answer."""
        if self.asked_exactly:
            return self.asked_exactly
        first = self.matches[0] if self.matches else None
        if first is None or not nothing_against(first):
            return None
        # What an evaluator saved for a question of a reader has to be the answer of the next who asks it in other words.
        enough = TUNING.verified_decides if first.entry.origin == "feedback" else TUNING.bank_decides
        return first if first.probability >= enough else None

    @property
    def asked_exactly(self) -> Match | None:
        """The entry that has the question's very words, unless nobody has reviewed it."""
        return next((match for match in self.matches if match.features.exact and not match.entry.is_draft), None)

    @property
    def knows_all(self) -> bool:
        """Whether an entry leads that knows the question's words, all but few, and nothing speaks against it."""
        match = self.leading
        return match is not None and match.features.known >= TUNING.bank_knows and nothing_against(match)


NO_BANK = BankView()
"""What is known of a question where there is no bank."""


def objections(match: Match) -> tuple[str, ...]:
    """The features that speak against an entry: it does not know a name or number of the question, or one denies and the other does not."""
    values = match.features.as_dict()
    return tuple(name for name in OBJECTIONS if values[name])


def nothing_against(match: Match) -> bool:
    """Whether an entry knows every name and number of the question, and neither denies what the other does not."""
    return not objections(match)


def shows_first(match: Match, reading: Reading) -> bool:
    """Whether a reading is that of an entry's first quote."""
    first, shown = match.located.quotes[0], reading.quote or reading.sentence
    return first.source_id == reading.candidate.document.id and first.span.overlaps(shown)


def rows_to_read(index: Index, view: BankView) -> list[int]:
    """The passages with the quotes of the nearest entries, the nearest first."""
    quotes = (quote for match in view.joining for quote in match.located.quotes)
    return list(dict.fromkeys(index.row_with_most(quote.source_id, quote.span) for quote in quotes))


def supported_readings(readings: Iterable[Reading], view: BankView) -> list[Reading]:
    """The readings, each with the probability of the nearest entry that quotes its sentence."""
    return [replace(reading, bank=_support(reading, view)) for reading in readings]


def bank_evidence(view: BankView, best: Reading) -> dict[str, float]:
    """The bank's part of the evidence for a reading."""
    others = (
        match.probability
        for match in view.matches
        if not match.entry.refuse and not any(_holds(quote, best) for quote in match.located.quotes)
    )
    refusal = view.best_refusal
    return {
        "bank": best.bank,
        "bank_other": max(others, default=0.0),
        "bank_refusal": refusal.probability if refusal else 0.0,
        "bank_known": max((match.features.known for match in view.matches if not match.entry.refuse), default=0.0),
    }


def lead_with_entry(index: Index, ranked: Sequence[Scored], match: Match, question: str) -> list[Scored]:
    """The readings with those of an entry's quotes first, in the entry's order and all with the best score."""
    others = match.located.quotes[1:]
    shown = entry_reading(index, match, question, ranked)
    led = [shown, *(replace(_reading_of(index, quote, ranked), bank=match.probability) for quote in others)]
    best = max(scored.score for scored in ranked)
    taken = [(each.candidate.document.id, each.quote) for each in led]
    rest = [
        scored
        for scored in ranked
        if not any(
            scored.reading.candidate.document.id == document and span and scored.reading.sentence.overlaps(span)
            for document, span in taken
        )
    ]
    return [*(Scored(reading, best) for reading in led), *rest]


def entry_reading(index: Index, match: Match, question: str, ranked: Sequence[Scored] = ()) -> Reading:
    """What an entry that answers shows first: its first quote, with its short answer unless the question wants a whole sentence.

    `ranked` are readings among which that of the quote may be.
    """
    answer = None if read_question(question).wants_sentence else match.located.short
    return replace(_reading_of(index, match.located.quotes[0], ranked), answer=answer, bank=match.probability)


def _reading_of(index: Index, place: LocatedQuote, ranked: Sequence[Scored]) -> Reading:
    """The reading of the sentence of a quote that was read best, quoted as all the whole sentences that the quote touches."""
    quoted = ArticleText.of_index(index, place.source_id).quote_stretch(place.span)
    read = [
        scored.reading
        for scored in ranked
        if scored.reading.candidate.document.id == place.source_id and scored.reading.sentence.overlaps(quoted.span)
    ]
    best = max(read, key=lambda reading: reading.reading) if read else replace(quoted.reading, reading=NOT_READ)
    return replace(best, quote=quoted.span)


def _support(reading: Reading, view: BankView) -> float:
    found = (
        match.probability
        for match in view.matches
        if not match.entry.refuse and any(_holds(quote, reading) for quote in match.located.quotes)
    )
    return max(found, default=0.0)


def _holds(quote: LocatedQuote, reading: Reading) -> bool:
    return quote.source_id == reading.candidate.document.id and quote.span.overlaps(reading.sentence)
