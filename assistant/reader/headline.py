"""Whether words can be the short answer to what is asked: a date to "kapan", a person to "siapa".

The rules are those of `data/headline.toml`. A short answer is never words of the question, and is never cut out of what a sentence
denies or forbids.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.question.asked import Asked
from index.analyzer import WORD
from index.dates import RULES as DATES
from index.document import Span
from index.honorifics import HONORIFICS
from index.regions import region_places
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parent / "data" / "headline.toml", shared=(HONORIFICS, DATES))
_PLAIN_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_AND = re.compile(r",? (?:dan|serta|and|bersama) ")

# What the question calls something is no answer to it: says whether words say nothing else.
OwnWords = Callable[[str], bool]


def choose_words(
    asked: Asked, text: str, within: tuple[int, int], spans: Sequence[tuple[Span, float]], own_words: OwnWords
) -> tuple[Span, float] | None:
    """The best of the reader's spans (offsets in `text`, with scores) that fits what is asked, trimmed to it; None if none does.

    Args:
        asked: what the question asks for.
        text: what was read.
        within: the sentence's place in `text`.
        spans: the best of that sentence, the best first.
        own_words: whether words are only those of the question.
    """
    found: list[tuple[Span, float]] = []
    for span, score in spans:
        trimmed = _trimmed(asked, text, within, span)
        if trimmed and not own_words(trimmed.of(text)) and words_fit(asked, text, within, trimmed):
            found.append((trimmed, score))
    if "holder" in asked.details:
        # Who holds an office or opened a meeting is a person, where the sentence names one.
        found = [one for one in found if names_person(one[0].of(text))] or found
    if asked.kind == "date":
        # "27 November 2024" before "2024", even where the reader prefers the latter.
        return next((one for one in found if is_full_date(one[0].of(text))), found[0] if found else None)
    return found[0] if found else None


def words_fit(asked: Asked, text: str, within: tuple[int, int], span: Span) -> bool:
    """Whether the words at `span` are of the kind that is asked for, and not cut out of what their sentence denies."""
    words, before = span.of(text), text[within[0] : span.start]
    if "denied" not in asked.details and RULES.pattern("in_scope_of_a_denial").search(before):
        return False
    if asked.kind == "date":
        return bool(RULES.pattern("clock_time" if "clock" in asked.details else "day").search(words))
    if asked.kind == "number":
        return _is_number(asked, words)
    if asked.kind == "place":
        return _is_place(words) or bool(RULES.pattern("leads_to_a_place").search(before) and not _is_day(words))
    if asked.kind == "person":
        if names_person(words) and "body" not in asked.details:
            return True
        kinds: tuple[str, ...] = ("body", "acronym", "an_office", "a_group")
        kinds = (
            ("body", "acronym") if "body" in asked.details else ("an_office",) if "holder" in asked.details else kinds
        )
        return any(RULES.pattern(kind).search(words) for kind in kinds)
    return not RULES.pattern("loose_beginning").search(words)


def sentence_fits(asked: Asked, sentence: str, own_words: OwnWords) -> float:
    """How far a sentence contains what is asked for, beside the words of the question: 1, or 0 if it does not.

    A half for a month or a year where a date is asked for; 1 for kinds that no words tell.
    """
    rule = RULES.pattern
    if asked.kind in ("other", "list", "yes_no") and asked.details & {"allowed", "denied"}:
        allows, denies = bool(rule("allows").search(sentence)), bool(rule("denies").search(sentence))
        # What is forbidden answers "bolehkah", and not "apa yang boleh".
        return float(allows or denies if asked.kind == "yes_no" else allows if "allowed" in asked.details else denies)
    if asked.kind == "date":
        return _date_fits(asked, sentence, own_words)
    if asked.kind == "number":
        plain = rule("day").sub(" ", sentence)
        return float(_is_number(asked, plain) and any(not own_words(found) for found in _numbers(plain)))
    if asked.kind == "place":
        return float(_is_place(sentence) or bool(rule("place_in_a_sentence").search(sentence)))
    if asked.kind == "person":
        named = any(not own_words(name) for name in _person_words(sentence))
        others = () if "holder" in asked.details else ("body", "acronym", "an_office", "a_group")
        return float(named or any(rule(kind).search(sentence) for kind in others))
    if asked.kind in ("reason", "list"):
        return float(bool(rule("gives_a_reason" if asked.kind == "reason" else "gives_a_list").search(sentence)))
    return 1.0


def _date_fits(asked: Asked, sentence: str, own_words: OwnWords) -> float:
    rule = "clock_time" if "clock" in asked.details else "day"
    found = [match.group() for match in RULES.pattern(rule).finditer(sentence) if not own_words(match.group())]
    return 0.5 if rule == "day" and found and not any(map(is_full_date, found)) else float(bool(found))


def is_full_date(words: str) -> bool:
    """Whether the words have a day of a month, and not a month, a year or a weekday alone."""
    return bool(RULES.pattern("full_date").search(words))


def names_person(words: str) -> bool:
    """Whether the words have a capitalised word that names no body, office, event or place."""
    return bool(_person_words(words))


def _person_words(words: str) -> list[str]:
    plain = HONORIFICS.pattern("degree").sub(" ", words)
    found = list(_PLAIN_WORD.finditer(plain))
    skipped = region_places([match.group().casefold() for match in found]) | _named_things(plain, found)
    return [match.group() for at, match in enumerate(found) if at not in skipped and _is_person_word(match.group())]


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


def _numbers(text: str) -> list[str]:
    return [word for word in WORD.findall(text) if RULES.pattern("number").search(word)]


def _is_number(asked: Asked, words: str) -> bool:
    special = [
        rule
        for detail, rule in (("money", "money"), ("time", "length_of_time"), ("share", "share"))
        if detail in asked.details
    ]
    # "Berapa persen tunjangan" asks for a share, not for money.
    special = ["share"] if "share" in special else special
    return bool(RULES.pattern("number").search(words)) and all(RULES.pattern(rule).search(words) for rule in special)


def _is_place(words: str) -> bool:
    return bool(
        RULES.pattern("place").search(words) or region_places([w.casefold() for w in _PLAIN_WORD.findall(words)])
    )


def _is_day(words: str) -> bool:
    return bool(RULES.pattern("day").search(words))


def _trimmed(asked: Asked, text: str, within: tuple[int, int], span: Span) -> Span | None:
    """The words that count of a span: the whole date around it, one person of two; None where it is empty."""
    if not len(span):
        return None
    if asked.kind == "date" and "clock" not in asked.details:
        dates = [
            m for m in RULES.pattern("day").finditer(text, *within) if m.start() < span.end and m.end() > span.start
        ]
        return _unbracketed(text, Span(dates[0].start(), dates[-1].end())) if dates else span
    if asked.kind == "person" and (cut := _AND.search(text, span.start, span.end)):
        # "Badan Kesatuan Bangsa dan Politik" stays whole: only what ends in a person's name is cut.
        first = text[span.start : cut.start()]
        if _person_words(first)[-1:] == _PLAIN_WORD.findall(HONORIFICS.pattern("degree").sub(" ", first))[-1:]:
            return Span(span.start, cut.start())
    return span


def _unbracketed(text: str, span: Span) -> Span:
    words = span.of(text)
    if words.startswith("(") and words.endswith(")"):
        return Span(span.start + 1, span.end - 1)
    if words.endswith(")") and "(" not in words:
        return Span(span.start, span.end - 1)
    if words.startswith("(") and ")" not in words:
        return Span(span.start + 1, span.end)
    return span
