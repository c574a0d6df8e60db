"""Which person of a sentence holds the office that a question asks for, and who holds one that it only mentions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.question.asked import Asked
from assistant.question.offices import OfficesOfAQuestion, find_offices, has_no_holder, offices_of_a_question
from assistant.reader.headline_rules import RULES
from assistant.reader.person_names import person_spans
from index.analyzer import word_tokens
from index.document import Span

# What a question needs not repeat of a body's name.
_GENERAL = frozenset({"provinsi", "kabupaten", "kota", "pusat", "ri", "daerah", "itu", "nya", "province", "of", "the"})

Scored = tuple[Span, float]


@dataclass(frozen=True, slots=True)
class Holder:
    """A person next to whom an office stands.

    Attributes:
        office: the rule that finds the office.
        title: the place of the office, with its body.
        person: the place of the name.
    """

    office: str
    title: Span
    person: Span


def choose_holder(
    asked: Asked, question: str, text: str, within: tuple[int, int], found: Sequence[Scored]
) -> list[Scored]:
    """What remains of the words found for "siapa" (the best first): of several persons, the one of the asked office."""
    if asked.kind != "person" or "body" in asked.details or not found:
        return list(found)
    offices = offices_of_a_question(question)
    persons = person_spans(text, within)
    holders = find_holders(text, within, persons)
    if offices.asked and offices.asked.startswith("role_"):
        return _of_the_office(offices, text, within, holders, found)
    # Who comes with the regent is not the regent.
    mentioned = [holder for holder in holders if offices.besides and holder.office in offices.others]
    left = [
        one
        for one in found
        if not any(one[0].overlaps(each.person) or one[0].overlaps(each.title) for each in mentioned)
    ]
    others = [person for person in persons if all(person != each.person for each in mentioned)]
    # Of several who came along, or did not come, no single one is the answer.
    if (offices.joins or "denied" in asked.details) and len(others) > 1:
        return []
    return [(_with_the_name(one[0], holders), one[1]) for one in left]


def find_holders(text: str, within: tuple[int, int], persons: Sequence[Span]) -> list[Holder]:
    """The offices of a sentence with the persons who hold them."""
    low, high = within
    found: list[Holder] = []
    places = [
        (low + match.start(), low + match.end(), name)
        for match, name in find_offices(text[low:high])
        if not has_no_holder(text[low:high], match.start())
    ]
    for at, (start, end, name) in enumerate(places):
        until = places[at + 1][0] if at + 1 < len(places) else high
        # "Zakat" of "Badan Amal dan Zakat (BAZ)" only looks like a name.
        names = (
            person for person in persons if end <= person.start < until and text[person.end : person.end + 2] != " ("
        )
        behind = next(names, None)
        before = next((person for person in reversed(persons) if person.end <= start), None)
        if before and any(before == each.person for each in found):
            before = None
        if behind and RULES.pattern("up_to_the_name").search(text[end : behind.start]):
            found.append(Holder(name, Span(start, behind.start), behind))
        elif before and RULES.pattern("in_apposition").search(text[before.end : start]):
            found.append(Holder(name, Span(start, end), before))
    return found


def _of_the_office(
    offices: OfficesOfAQuestion, text: str, within: tuple[int, int], holders: Sequence[Holder], found: Sequence[Scored]
) -> list[Scored]:
    held = [holder for holder in holders if holder.office == offices.asked]
    body = frozenset(word_tokens(offices.behind)) - _GENERAL
    if len(held) > 1:
        shared = [len(body & _body_words(holder, text)) for holder in held]
        held = [holder for holder, words in zip(held, shared, strict=True) if words == max(shared)]
    if len(held) > 1:
        # Two heads, and the question says not which.
        return list(found)
    if not held and any(name == offices.asked for _, name in find_offices(text[within[0] : within[1]])):
        # "Bupati Bandung diwakili Umar Hadi": the office is there, and nobody is said to hold it.
        return []
    if not held:
        elsewhere = [holder.person for holder in holders]
        return [one for one in found if not any(one[0].overlaps(person) for person in elsewhere)]
    return [(held[0].person, found[0][1])]


def _body_words(holder: Holder, text: str) -> frozenset[str]:
    """The words of the body, and its initials: "Badan Kepegawaian Negara" is BKN."""
    words = holder.title.of(text)
    initials = "".join(word[0] for word in re.findall(r"\w+", words)[1:] if word[0].isupper())
    return frozenset(word_tokens(words)) | {initials.casefold()}


def _with_the_name(span: Span, holders: Sequence[Holder]) -> Span:
    """An office with its holder's name, where only the office was found: "Pj Bupati" of "Pj Bupati Sukaraja, Umar Hadi"."""
    for holder in holders:
        if span.overlaps(holder.title) and span.end <= holder.person.start and span.end > holder.title.start:
            return Span(span.start, holder.person.end)
    return span
