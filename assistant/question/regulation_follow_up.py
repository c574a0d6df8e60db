"""Follow-ups on regulations: which one "peraturan itu" is, and what is asked of another."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.question.held_regulations import HeldRegulations
from assistant.question.regulation_names import Reference, find_pointing, find_references
from index.analyzer import word_tokens
from index.document import Span
from index.regulation_kinds import Kind, listed_words


def name_again(held: HeldRegulations, question: str, earlier: Sequence[str]) -> str:
    """A follow-up with the regulation that is meant in it; `earlier` are the questions before it, the oldest first.

    "Kapan peraturan itu berlaku?" gets the one that an earlier question names, and after a question on one regulation "Kalau menurut
    Perbup 17/2024?" asks the same of another.
    """
    references = find_references(question)
    if references and not any(reference.pointing for reference in references):
        return _asked_of_another(held, question, references, earlier)
    for kind, place in find_pointing(question):
        for before in reversed(earlier):
            if named := _last_named(held, kind, before):
                return question[: place.start] + named.of(before) + question[place.end :]
    return question


def _asked_of_another(
    held: HeldRegulations, question: str, references: Sequence[Reference], earlier: Sequence[str]
) -> str:
    """The question before, of the regulation that a follow-up names and says nothing else of."""
    before = earlier[-1] if earlier else ""
    place, named = held.place_of(references[-1], question), _last_named(held, None, before)
    if place is None or named is None:
        return question
    start = references[0].span.start
    rest = word_tokens(f"{question[:start]} {question[place.end :]}")
    if not rest or not set(rest) <= set(listed_words("going_on")):
        return question
    return before[: named.start] + question[start : place.end] + before[named.end :]


def _last_named(held: HeldRegulations, kind: Kind | None, text: str) -> Span | None:
    """Where a text names a regulation, the last of them; of a kind that the general one may stand for, or of any."""
    for reference in reversed(find_references(text, guess=True)):
        fits = kind is None or kind.short in (reference.kind.short, reference.kind.group, "Peraturan")
        if fits and (place := held.place_of(reference, text)):
            return place
    return None
