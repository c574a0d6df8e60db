"""What a regulation's head, foot and closing article say of it: its number and subject, when it was made, published and comes into force.

For a question that asks no more, these places come first: the reader took "Ditetapkan ... pada tanggal 4 April 2023" for the day from
which a regulation applies, and "Pasal 46" for what it is about. How people ask is in `data/regulation_facts.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from assistant.answering.bank_answer import NOT_READ
from assistant.answering.decision import Scored
from assistant.answering.gathered import ArticleText
from assistant.question.held_regulations import NamedRegulations
from assistant.reader.reading import Reading
from assistant.retrieval.candidates import Candidate
from assistant.tuning import TUNING
from index.analyzer import word_tokens
from index.document import Document, Span
from index.regulation_dates import ClosingDate, closing_dates
from index.regulations import read_head
from index.store import Index
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parents[1] / "data" / "regulation_facts.toml")
Fact = Literal["number", "subject", "enacted", "promulgated", "force_date"]
FACTS: tuple[Fact, ...] = get_args(Fact)
_ASIDE = re.compile(r"\s\([^()]*\)\W*$")
MOST_REGULATIONS = 3
"""Of how many regulations with one name the facts are quoted."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What regulations say of themselves.

    Attributes:
        readings: of the places that say what is asked, so far above all others that no other sentence is cited beside them.
        other_date: whether a date is asked for that they do not say, and they say another one, which must not pass for it: the day on
            which a circular was signed is none on which it was published.
    """

    readings: tuple[Scored, ...] = ()
    other_date: bool = False


NO_FACTS = Facts()
"""Of a question that asks for none."""


def find_facts(index: Index, ranked: Sequence[Scored], named: NamedRegulations) -> Facts:
    """What a question asks of the regulations that it names, if it asks no more than facts of theirs."""
    facts = asked_facts(named.bare) if named.documents else ()
    if not facts:
        return NO_FACTS
    documents = [index.document(document_id) for document_id in named.documents[:MOST_REGULATIONS]]
    score = max(scored.score for scored in ranked) + 2 * TUNING.close_to_best
    found = [reading for document in documents for reading in _readings(index, document, facts, ranked)]
    said = {fact for document in documents for fact in closing_dates(document.text)}
    return Facts(
        tuple(Scored(reading, score) for reading in found), bool(said) and said.isdisjoint(facts) and not found
    )


def without_readings(ranked: Sequence[Scored], taken: Sequence[Scored]) -> list[Scored]:
    """The readings without those of sentences that are taken already."""
    places = {(scored.reading.candidate.document.id, scored.reading.sentence) for scored in taken}
    return [each for each in ranked if (each.reading.candidate.document.id, each.reading.sentence) not in places]


def asked_facts(question: str) -> tuple[Fact, ...]:
    """What a question asks of a regulation, in the order of the question; nothing where it asks for more than that.

    The question is without the name of its regulation: "Kapan mulai berlaku?".
    """
    question = _ASIDE.sub("", question)  # what a follow-up takes over is not asked
    asks_when = RULES.pattern("asks_when").search(question)
    asked = [fact for fact in FACTS if fact in ("number", "subject") or asks_when]
    found = {fact: match.start() for fact in asked if (match := RULES.pattern(fact).search(question))}
    rest = question
    for fact in found:
        rest = RULES.pattern(fact).sub(" ", rest)
    if not set(word_tokens(rest)) <= set(RULES.words["beside"]):
        return ()
    # "Surat edaran itu tanggal berapa?"
    return tuple(sorted(found, key=lambda fact: found[fact])) or (("enacted",) if asks_when else ())


def _readings(index: Index, document: Document, facts: Sequence[Fact], ranked: Sequence[Scored]) -> Iterator[Reading]:
    places = _places(document.text)
    for fact in _with_the_day(facts, document.text, places):
        if fact in places:
            yield _reading(index, document, places[fact], ranked)


def _places(text: str) -> dict[Fact, ClosingDate]:
    """Where a regulation's text says what; the words that say it within what is quoted."""
    places: dict[Fact, ClosingDate] = dict(closing_dates(text).items())
    head = read_head(text)
    said: dict[Fact, Span | None] = {"number": head.number, "subject": head.subject} if head else {}
    for fact, span in said.items():
        if head and span:
            # A circular may have its number far above, where a letter has it.
            places[fact] = ClosingDate(head.span if head.span.contains(span) else span, span)
    return places


def _with_the_day(facts: Sequence[Fact], text: str, places: Mapping[Fact, ClosingDate]) -> tuple[Fact, ...]:
    """The facts, after "pada tanggal diundangkan" the one that says which day that was."""
    closing = places.get("force_date")
    if "force_date" not in facts or closing is None or RULES.rules["from_a_day"].applies(closing.when.of(text)):
        return tuple(facts)
    published = RULES.rules["from_its_publication"].applies(closing.when.of(text)) and "promulgated" in places
    return tuple(dict.fromkeys((*facts, "promulgated" if published else "enacted")))


def _reading(index: Index, document: Document, place: ClosingDate, ranked: Sequence[Scored]) -> Reading:
    """The reading of a place, with the words that answer; quoted in whole sentences where it is no furniture, as a title is."""
    article = ArticleText.of_index(index, document.id)
    if not any(sentence.overlaps(place.when) for sentence in article.sentences):
        row, passage = article.passages[0]
        candidate = Candidate(row, passage, document, 0.0, 0.0, None, None, 0.0)
        return Reading(candidate, place.span, place.when, NOT_READ, 0.0, 0.0, quote=place.span)
    quoted = article.quote_stretch(place.span)
    read = [
        scored.reading
        for scored in ranked
        if scored.reading.candidate.document.id == document.id and scored.reading.sentence.overlaps(place.when)
    ]
    best = max(read, key=lambda reading: reading.reading) if read else replace(quoted.reading, reading=NOT_READ)
    return replace(best, answer=place.when, quote=quoted.span)
