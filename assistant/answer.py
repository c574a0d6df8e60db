"""The contract of an answer: frozen records, the same for page, widget, API, command line and evaluation.

"Not found" is a value of the record, never an exception; a crash is never shown as "not found".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

# Fields are added, never renamed: clients of the API, stored conversations, readers' opinions and kept runs all have this form.

Lang = Literal["id", "en"]
RefusalReason = Literal["not_in_sources", "off_topic", "partisan", "unclear"]
Kind = Literal["answer", "refusal", "talk"]
ConfidenceLevel = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Lead:
    """A line without which a quote does not stand, verbatim: what introduces an item, or heads a table's columns.

    `source text[start:end] == text`.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage quoted to the character: `source text[start:end] == quote`.

    `highlights` are the stretches within the quote that answer, as (start, end) in the source's text. `url` is the quoted place on
    this server, without a reverse proxy's prefix. `derived` names the metadata (title, published) that the source does not state as such.
    `lead` are the lines that belong before the quote and stand apart from it, outermost first. `page`, from 1, is where the quote begins in
    a file that has pages; `place` is where it stands in the document: "Pasal 5 ayat (2) huruf c", a heading, or "".
    `superseded_by` is the id of a newer version of the document.
    """

    number: int
    source_id: str
    title: str
    publisher: str | None
    published: str | None
    passage_id: str
    quote: str
    start: int
    end: int
    highlights: tuple[tuple[int, int], ...]
    speaker: str | None
    url: str
    derived: tuple[str, ...] = ()
    lead: tuple[Lead, ...] = ()
    page: int | None = None
    place: str = ""
    superseded_by: str | None = None

    @property
    def told(self) -> str:
        """The quote as it is told in one line: behind the lines that belong before it."""
        return " ".join((*(line.text for line in self.lead), self.quote))

    def stretches(self) -> tuple[tuple[str, bool], ...]:
        """The quote in stretches, each with whether it is highlighted; put together they are the quote, to the character."""
        return marked_stretches(self.quote, [(start - self.start, end - self.start) for start, end in self.highlights])

    def set_off(self) -> tuple[tuple[str, bool], ...]:
        """The same for a reader: where all of the quote answers, none of it is set off from the rest."""
        stretches = self.stretches()
        partly = any(not marked and any(map(str.isalnum, text)) for text, marked in stretches)
        return stretches if partly else ((self.quote, False),)


def marked_stretches(text: str, marks: Iterable[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """A text in stretches, each with whether it is in one of the `marks`, (start, end) of it."""
    # Clipped to the text, and no character twice: a record that comes back from a browser may have any offsets.
    parts, at = [], 0
    for start, end in sorted(marks):
        first, last = max(start, at), min(end, len(text))
        if first < last:
            parts += [(text[at:first], False), (text[first:last], True)]
            at = last
    parts.append((text[at:], False))
    return tuple((part, marked) for part, marked in parts if part)


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The words that answer, verbatim, and the number of the citation they stand in."""

    text: str
    citation: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, for programs (`reason`) and for people (`message`)."""

    reason: RefusalReason
    message: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Short answers of different sources that differ."""

    kind: Literal["spelling", "substance"]
    answers: tuple[ShortAnswer, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """Who checked what was answered against the sources, and on which day (ISO)."""

    by: str
    on: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One question answered or refused. `text` is plain text with `[n]` markers.

    `confidence` is the probability that the headline is right: the short answer or, where there is none, the first quote.
    `kind` sorts it; talk (small talk, or about the assistant) has a text and nothing else. `intent` is what kind of turn the question
    was taken for.

    `entry` is the id of the question bank's entry that decided it, if one did, and `verified` says who checked that entry, and when.

    `confidence_level` is what a page calls it; None on a refusal, beside a disagreement, and in records of older versions.
    """

    question: str
    searched_as: str
    answered: bool
    refusal: Refusal | None
    confidence: float
    short_answer: ShortAnswer | None
    text: str
    citations: tuple[Citation, ...]
    nearest: tuple[Citation, ...]
    disagreement: Disagreement | None
    index: str
    timings_ms: dict[str, float] = field(default_factory=dict)
    confidence_level: ConfidenceLevel | None = None
    kind: Kind = "answer"
    intent: str = "question"
    entry: str = ""
    verified: Verified | None = None

    def __post_init__(self) -> None:
        # Records stored before there was a `kind` have only `answered`, and the two must never contradict each other.
        if self.answered or self.kind != "talk":
            object.__setattr__(self, "kind", "answer" if self.answered else "refusal")

    def as_dict(self) -> dict[str, Any]:
        """The record as plain values, for JSON; changing them leaves the record alone."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Answer:
        """The record that `as_dict` came from, also after JSON. Types within it are not checked: that is for those who made the values.

        Raises:
            KeyError, TypeError: the values are not those of an answer.
        """
        short, refusal, found = values["short_answer"], values["refusal"], values["disagreement"]
        answers = tuple(ShortAnswer(**each) for each in found["answers"]) if found else ()
        return cls(
            **{
                **values,
                "refusal": Refusal(**refusal) if refusal else None,
                "short_answer": ShortAnswer(**short) if short else None,
                "citations": tuple(_citation(each) for each in values["citations"]),
                "nearest": tuple(_citation(each) for each in values["nearest"]),
                "disagreement": Disagreement(found["kind"], answers) if found else None,
                "verified": Verified(**checked) if (checked := values.get("verified")) else None,
            }
        )


def _citation(values: Mapping[str, Any]) -> Citation:
    # JSON has lists where the record has tuples, and a record that comes back must equal the one that left.
    highlights = tuple((start, end) for start, end in values["highlights"])
    lead = tuple(Lead(**line) for line in values.get("lead", ()))  # records of older versions have none
    return Citation(**{**values, "highlights": highlights, "derived": tuple(values["derived"]), "lead": lead})
