"""Which words of a text name a person: those with a capital that name no body, office, event or place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reader.headline_rules import RULES
from index.document import Span
from index.honorifics import HONORIFICS
from index.regions import region_places

PLAIN_WORD = re.compile(r"[^\W\d_][\w’'-]*")
# Between the words of one name; a single word before a comma is a name by which the whole one is also known: "Sekda Yudha, Umar Hadi".
_WITHIN_A_NAME = re.compile(r"\s+|\s*\.\s*")


def names_person(words: str) -> bool:
    """Whether the words have a capitalised word that names no body, office, event or place."""
    return bool(person_words(words))


def person_words(words: str) -> list[str]:
    """The words that name persons, in order."""
    return [match.group() for match in _found(words)]


def person_spans(text: str, within: tuple[int, int]) -> list[Span]:
    """The names of persons in a range of a text, each without titles and degrees."""
    low, high = within
    runs: list[Span] = []
    for match in _found(text[low:high]):
        start, end = low + match.start(), low + match.end()
        if runs and _WITHIN_A_NAME.fullmatch(text[runs[-1].end : start]):
            runs[-1] = Span(runs[-1].start, end)
        else:
            runs.append(Span(start, end))
    joined: list[Span] = []
    for run in runs:
        alone = bool(joined) and " " not in joined[-1].of(text)
        if joined and alone and text[joined[-1].end : run.start] == ", " and " " in run.of(text):
            joined[-1] = Span(joined[-1].start, run.end)
        else:
            joined.append(run)
    return joined


def without_degrees(words: str) -> str:
    """The words with spaces in the place of degrees, so that offsets stay."""
    return HONORIFICS.pattern("degree").sub(lambda match: " " * len(match.group()), words)


def _found(words: str) -> list[re.Match[str]]:
    plain = without_degrees(words)
    found = list(PLAIN_WORD.finditer(plain))
    skipped = region_places([match.group().casefold() for match in found]) | _named_things(plain, found)
    return [match for at, match in enumerate(found) if at not in skipped and _is_person_word(match.group())]


def _named_things(text: str, found: Sequence[re.Match[str]]) -> frozenset[int]:
    """The places of capitalised words that belong to the name of a building, a district or a body."""
    skipped: set[int] = set()
    for at, match in enumerate(found):
        if building := RULES.pattern("names_a_building").search(match.group()):
            skipped.add(at - 1)  # "Stones Hotel"
        if not building and not RULES.pattern("names_the_next_word").search(match.group()):
            continue
        # All of "Gedung Wiswa Sabha", and the first word behind "Badan": in "Dinas Pasar Umar Hadi" the holder follows.
        for follower in range(at + 1, len(found) if building else min(at + 2, len(found))):
            if (
                text[found[follower - 1].end() : found[follower].start()].strip()
                or not found[follower].group()[0].isupper()
            ):
                break
            skipped.add(follower)
    return frozenset(skipped)


def _is_person_word(word: str) -> bool:
    # Acronyms have capitals throughout; "I" and the like are initials.
    if not word[0].isupper() or not word[1:].islower() or len(word) < 3 or word in HONORIFICS.words["titles"]:
        return False
    return not any(RULES.pattern(rule).search(word) for rule in ("no_person", "derived_word", "an_office"))
