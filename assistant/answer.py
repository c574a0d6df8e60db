"""The contract of an answer: frozen records, the same for page, widget, API, command line and evaluation.

"Not found" is a value of the record, never an exception; a crash is never shown as "not found".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

# Fields are added, never renamed: clients of the API, stored conversations, readers' opinions and kept runs all have this form.

Lang = Literal["id", "en"]
RefusalReason = Literal["not_in_sources", "off_topic", "partisan", "unclear"]
Kind = Literal["answer", "refusal", "talk"]
ConfidenceLevel = Literal["high", "medium", "low"]
ADJOINING = 4
"""Characters from one line to the next that are no more than white space, such as an empty line with Windows' line ends."""


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
    a file that has pages; `place` is where it stands in the document: "Pasal 5 ayat (2) huruf c", a heading, or "". `ocr_confidence` is
    how surely, 0 to 1, a machine read the quote from the picture of a page, and None for text that the file itself has.
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
    ocr_confidence: float | None = None
    superseded_by: str | None = None

    @property
    def told(self) -> str:
        """The quote as it is told in one line: behind the lines that belong before it, with " … " where something is left out."""
        return tell(self.lead, self.quote, self.start)

    def leading(self) -> tuple[tuple[str, bool], ...]:
        """The lines that belong before the quote, each with whether something is left out between it and what is told next."""
        return leading_lines(self.lead, self.start)

    def stretches(self) -> tuple[tuple[str, bool], ...]:
        """The quote in stretches, each with whether it is highlighted; put together they are the quote, to the character."""
        return marked_stretches(self.quote, [(start - self.start, end - self.start) for start, end in self.highlights])

    def set_off(self) -> tuple[tuple[str, bool], ...]:
        """The same for a reader: where all of the quote answers, none of it is set off from the rest."""
        stretches = self.stretches()
        partly = any(not marked and any(map(str.isalnum, text)) for text, marked in stretches)
        return stretches if partly else ((self.quote, False),)


def tell(lead: Sequence[Lead], quote: str, start: int) -> str:
    """A quote that begins at `start` behind the lines that belong before it, with " … " where something between them is left out."""
    return "".join(f"{text} {'… ' if left_out else ''}" for text, left_out in leading_lines(lead, start)) + quote


def leading_lines(lead: Sequence[Lead], start: int) -> tuple[tuple[str, bool], ...]:
    """The lines before a quote that begins at `start`, each with whether something is left out between it and what is told next."""
    following = (*(line.start for line in lead), start)[1:]
    return tuple((line.text, at - line.end > ADJOINING) for line, at in zip(lead, following, strict=True))


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
class Part:
    """One of several questions in one: as it was asked ("Di mana?") and as it was searched, and what answers it.

    `citations` are the numbers of its quotes among those of the whole answer, the first one that of its headline; none where it is
    refused.
    """

    question: str
    searched_as: str
    short_answer: ShortAnswer | None
    citations: tuple[int, ...]
    refusal: Refusal | None


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

    `parts` are the questions of a turn that asks several, each answered or refused by itself; none where one was asked. The record is then
    answered if one of them is, its short answer is that of the first part, and its confidence is the lowest of those answered.
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
    parts: tuple[Part, ...] = ()

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
                "parts": tuple(_part(each) for each in values.get("parts", ())),
            }
        )


def _part(values: Mapping[str, Any]) -> Part:
    short, refusal = values["short_answer"], values["refusal"]
    return Part(
        question=values["question"],
        searched_as=values["searched_as"],
        short_answer=ShortAnswer(**short) if short else None,
        citations=tuple(values["citations"]),
        refusal=Refusal(**refusal) if refusal else None,
    )


def _citation(values: Mapping[str, Any]) -> Citation:
    # JSON has lists where the record has tuples, and a record that comes back must equal the one that left.
    highlights = tuple((start, end) for start, end in values["highlights"])
    lead = tuple(Lead(**line) for line in values.get("lead", ()))  # records of older versions have none
    return Citation(**{**values, "highlights": highlights, "derived": tuple(values["derived"]), "lead": lead})
