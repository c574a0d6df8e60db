"""Whether a question needs the one before it to be understood, or names its own subject and so stands alone.

The words and patterns are those of `data/follow_up.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.tuning import TUNING
from index.analyzer import Analyzer, word_tokens
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parents[1] / "data" / "follow_up.toml")

Leaning = Literal["alone", "either", "leans"]
"""`either`: both readings make sense, by itself and after the earlier question, and only the articles can say which was meant."""

# A capital where no sentence begins, or a number: the question says itself whom, what or when it is about.
_NAME = re.compile(r"(?<=[\w,;:)”\"'/.-] )[A-Z][^\W_]+|\d[^\W_]*|^[A-Z]{3,}\b")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question says itself of its subject.

    Attributes:
        content: its words that carry content, formal spelling.
        own: those that neither ask for a property ("peserta", "tema") nor say what happens ("hadir", "dibuka").
        named: whether one of `own` is written as a name, or is a number.
        known: whether one of `own` is written as a name here, or in the articles.
    """

    content: tuple[str, ...]
    own: tuple[str, ...]
    named: bool
    known: bool


def find_leaning(question: str, analyzer: Analyzer, names: Collection[str] = ()) -> Leaning:
    """Whether a question, asked after others, stands alone, leans on the one before it, or may do either.

    Args:
        question: checked (`check_question`).
        analyzer: says which words carry content.
        names: words of the question that the articles write as names, case-folded; many people type without capitals.
    """
    rest = without_beginning(question)
    went_on = rest != question
    if is_a_part_alone(rest):
        return "leans"
    subject = find_subject(rest, analyzer, names)
    leaning = _leaning_of_whole(rest, subject)
    if not went_on or leaning == "leans":
        return leaning
    if RULES.pattern("about_a_person").search(rest) or RULES.pattern("ends_by_asking_how").search(rest):
        return "leans"
    many = len(subject.content) >= TUNING.stands_alone_from
    if leaning == "alone" and many and not RULES.pattern("points_back").search(rest):
        return "alone"  # a condition with its question: "Kalau saya dimutasi karena dituduh tidak netral, banding ke mana?"
    # "Lalu kapan Pilkada?" names its subject, but "terus sanksi ASN?" asks nothing by itself.
    return "either" if asks_itself(rest) or len(subject.content) > TUNING.leans_up_to else "leans"


def find_subject(question: str, analyzer: Analyzer, names: Collection[str] = ()) -> Subject:
    """What a question says of its subject; see `Subject`."""
    pointing = {
        word for match in RULES.pattern("points_back").finditer(question) for word in word_tokens(match.group())
    }
    content = tuple(word for word in analyzer.formal(word_tokens(question)) if word not in analyzer.stopwords)
    own = tuple(word for word in content if word not in pointing and not is_general(word))
    named = not find_names(question).isdisjoint(own)
    return Subject(content, own, named, named or any(word in names for word in own))


def find_names(question: str) -> set[str]:
    """The words of a question that are written as names, and its numbers, case-folded; none of those that are general."""
    written = question if not question.isupper() else question.lower()
    found = {match.group().casefold() for match in _NAME.finditer(written)}
    return {word for word in found if not is_general(word)}


def is_general(word: str) -> bool:
    """Whether a word says nothing of a subject: it asks for a property of one, or says what happened to one."""
    return bool(RULES.pattern("property_or_event").fullmatch(word))


def without_beginning(question: str) -> str:
    """The question without the words by which it goes on from the one before: "Oke, terus kapan?" to "kapan?"."""
    return RULES.pattern("goes_on").sub("", question, count=1) or question


def asks_itself(question: str) -> bool:
    """Whether a question has a word that asks; without one it is a fragment, or begins with its verb."""
    words = {word.removesuffix("kah") for word in word_tokens(question)}
    return not words.isdisjoint(RULES.words["asking"])


def is_a_part_alone(question: str) -> bool:
    """Whether a question is only a part of one: "di Bali?", "yang dari Polri?"."""
    if RULES.pattern("begins_without_its_noun").search(question):
        return True
    part = RULES.pattern("only_a_part").match(question)
    return part is not None and not asks_itself(part.group("what"))


def _leaning_of_whole(question: str, subject: Subject) -> Leaning:
    """The leaning of a question without its beginning."""
    many = len(subject.content) >= TUNING.stands_alone_from
    pointing = RULES.pattern("not_pointing_back").sub(" ", question)
    if person := RULES.pattern("about_a_person").search(pointing):
        before = pointing[: person.start()]
        if find_names(before) or not set(RULES.words["office"]).isdisjoint(word_tokens(before)):
            return "alone"  # "Siapa yang menggantikan Andriyanto setelah ia dicopot?": whom it means comes before it
        return "either" if many else "leans"
    if RULES.pattern("points_back").search(pointing):
        # "Pilkada serentaknya tanggal berapa?" points at what it names itself, "temanya apa?" at something said before.
        if many:
            return "alone"
        return "either" if subject.known else "leans"
    if subject.known or RULES.pattern("names_its_subject").search(question):
        return "alone"
    if not subject.own:
        return "leans"
    return "either" if len(subject.content) <= TUNING.leans_up_to else "alone"
