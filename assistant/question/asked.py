"""What kind of thing a question asks for: a date, a person, a reason. The words are those of `data/asked.toml`."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

from index.analyzer import word_tokens
from index.dates import RULES as DATES
from index.sentences import split_sentences
from index.word_rules import WordRules

ExpectedKind = Literal[
    "date", "number", "person", "place", "reason", "manner", "list", "yes_no", "definition", "statement", "other"
]
WHOLE: frozenset[ExpectedKind] = frozenset({"reason", "manner", "list", "yes_no", "definition", "statement"})
"""Kinds that a whole sentence answers: words cut out of it are clipped."""
RULES = WordRules(Path(__file__).parent / "data" / "asked.toml", shared=(DATES,))
# A rule to the kind that it stands for. Of two that are found at one place of the question, the earlier one decides.
_KINDS: dict[str, ExpectedKind] = {
    "list": "list",
    "statement": "statement",
    "definition": "definition",
    "alternative_dates": "date",
    "date": "date",
    "number": "number",
    "body": "person",
    "place": "place",
    "person": "person",
    "yes_no": "yes_no",
    "reason": "reason",
    "manner": "manner",
    "which_noun": "other",
}
# A rule to the detail that it stands for, and the kind of which that is one.
_DETAILS: dict[str, tuple[str, ExpectedKind]] = {
    "money": ("money", "number"),
    "length_of_time": ("time", "number"),
    "share": ("share", "number"),
    "clock_time": ("clock", "date"),
    "asks_for_a_year": ("year", "date"),
    "asks_for_a_deadline": ("deadline", "date"),
    "alternative_dates": ("twice", "date"),
    "asks_for_a_building": ("building", "place"),
    "body": ("body", "person"),
    "asks_for_the_organiser": ("organiser", "person"),
    "noun_for_a_body": ("organiser", "person"),
    "asks_for_a_person": ("holder", "person"),
    "noun_for_a_person": ("holder", "person"),
    "asks_for_a_receiver": ("receiver", "person"),
    "asks_for_an_office": ("office", "other"),
    "asks_for_an_event": ("event", "other"),
    "asks_for_a_title": ("title", "other"),
}
IN_DAYS = "berapa hari"
# A part in brackets at the end says what a follow-up speaks of, and not what it asks.
_ASIDE = re.compile(r"\s\([^()]*\)\W*$")
# What stays of "Apa" where a rule of another kind is found a few words later: "Apa tujuan rakor?", "Apa yang dimaksud ..."
_NEARBY = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for.

    Attributes:
        kinds: of its parts, in order: "kapan dan di mana" has two.
        details: what kind of date, number or person: `clock`, `year`, `deadline` (a day, or a time from what happened), `money`, `time`,
            `share`, `building`, `body`, `organiser` (the body that holds an event), `holder` (the person of an office), `receiver` (of
            thanks), `role` (what a named person is), `office`, `event`, `title`, `topic` (words to search for, and no question), `twice`
            (two places, two persons, or one of two dates that the question names itself), `denied` (what is forbidden, or not) and
            `allowed` (what may be done).
    """

    kinds: tuple[ExpectedKind, ...]
    details: frozenset[str] = frozenset()

    @property
    def kind(self) -> ExpectedKind:
        """What its first part asks for."""
        return self.kinds[0]

    @property
    def wants_sentence(self) -> bool:
        """Whether a whole sentence answers it, and no words cut out of one."""
        return len(self.kinds) > 1 or self.kind in WHOLE or not self.details.isdisjoint({"topic", "twice"})


def expected_kind(question: str) -> ExpectedKind:
    """What kind of thing a question asks for; of several questions in one, the first."""
    return read_question(question).kind


def read_question(question: str, names: Collection[str] = ()) -> Asked:
    """What a question asks for, in any of its parts; `names` are words (case-folded) known for names even where typed small."""
    return _read(question, frozenset(names))


@lru_cache(maxsize=1024)
def _read(question: str, names: frozenset[str]) -> Asked:
    text = asking_sentence(re.sub(r"\s+", " ", _ASIDE.sub("", question)).strip())
    if _asks_who_one_is(text, names):
        return Asked(("definition",), frozenset({"role"}))
    of_parts = [kind for part in _parts(text) if (kind := asked_kind(part))]
    kinds = dict.fromkeys(of_parts)
    asks = bool(kinds)
    if not asks or set(kinds) == {"other"}:
        kinds = dict.fromkeys((_kind_without_question_word(text, asks),))
    # "Apa", which every kind of question may begin with, is no part of its own.
    told = tuple(kind for kind in kinds if kind != "other") or ("other",)
    if told[0] in ("reason", "manner") and RULES.pattern("tell").search(text):
        told = ("list",)
    details = _details(text, told)
    if any(of_parts.count(kind) > 1 for kind in told if kind in ("place", "person")):
        details |= {"twice"}
    if not asks and told == ("other",) and details.isdisjoint({"title", "office"}):
        details |= {"topic"}
    return Asked(cast("tuple[ExpectedKind, ...]", told), details)


def asks_in_days(question: str) -> str:
    """A question for a day as one for a number of days: "Paling lambat kapan?" as "Paling lambat berapa hari?"; itself where it is none."""
    return RULES.pattern("asks_for_the_day").sub(IN_DAYS, question, count=1)


def asking_sentence(text: str) -> str:
    """The last sentence that asks something: a situation may be told before it."""
    sentences = [span.of(text) for span in split_sentences(text)]
    asking = [s for s in sentences if s.endswith("?")] or [s for s in sentences if asked_kind(s)]
    return asking[-1] if asking else text


def asked_kind(part: str) -> ExpectedKind | None:
    """The kind whose rule is found first in a part of a question; `other` for "apa" alone, None for no question word."""
    if RULES.pattern("list").search(part):
        return "list"
    found = [(match.start(), rule) for rule in _KINDS if (match := RULES.pattern(rule).search(part))]
    what = RULES.pattern("other").search(part)
    if not found:
        return "other" if what else None
    at, rule = min(found, key=lambda pair: pair[0])
    return "other" if what and what.start() + _NEARBY < at else _KINDS[rule]


def _kind_without_question_word(text: str, what: bool) -> ExpectedKind:
    if RULES.pattern("tell").search(text):
        return "list"
    if what:
        return "other"
    if any(RULES.pattern(rule).search(text) for rule in ("asks_with_a_tag", "asks_without_a_word")):
        return "yes_no"
    # "penyelenggara rakor BKN", "terus kepala BKPSDM-nya?"
    return (
        "person"
        if any(RULES.pattern(rule).search(text) for rule in ("noun_for_a_body", "noun_for_a_person"))
        else "other"
    )


def _parts(text: str) -> list[str]:
    """The question cut before each question word that a comma or an "and" joins to what stands before it."""
    begins = RULES.pattern("begins_a_part")
    cuts = [match.end() for match in RULES.pattern("joined").finditer(text) if begins.match(text[match.end() :])]
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def _asks_who_one_is(text: str, names: Collection[str]) -> bool:
    """Whether it asks what a named person is ("Siapa Agus Pramusinto?") and not who holds an office ("Siapa ketua KASN?")."""
    match = RULES.pattern("who_is").search(text)
    if not match:
        return False
    words = (match.groupdict()["name"] or match.groupdict()["name2"]).split()
    tokens = [token for word in words for token in word_tokens(word)]
    if not tokens or len(tokens) > 5 or not set(tokens).isdisjoint(RULES.words["office"]):
        return False
    return all(word[:1].isupper() for word in words) or all(token in names for token in tokens)


def _details(text: str, kinds: Collection[ExpectedKind]) -> frozenset[str]:
    found = {detail for rule, (detail, kind) in _DETAILS.items() if kind in kinds and RULES.pattern(rule).search(text)}
    if "organiser" in found:
        found.add("body")
    if RULES.pattern("changes_money").search(text):
        found.discard("money")
    if RULES.rules["denies"].applies(text):
        found.add("denied")
    elif RULES.pattern("allows").search(text):
        found.add("allowed")
    return frozenset(found - {"holder"} if "body" in found else found)


def drop_tags(question: str) -> str:
    """A question without the words that only ask for agreement, and with "apakah" where they alone made it one.

    The "gak" of "pns boleh nyoblos gak?" and of "boleh gak pns nyoblos?" denies nothing, and is no word to search for.
    """
    aside = _ASIDE.search(question)
    asks, rest = (question[: aside.start()], aside.group()) if aside else (question, "")
    modal, final = RULES.rules["modal_tag"], RULES.rules["final_tag"]
    plain = modal.pattern.sub(r"\g<modal>", asks)
    plain = final.pattern.sub("", plain) if final.applies(plain) else plain
    # Without its tag it would read as a statement.
    if plain != asks and expected_kind(asks) == "yes_no" and _needs_apakah(plain):
        plain = f"apakah {plain}"
    return plain + rest


def _needs_apakah(plain: str) -> bool:
    return expected_kind(plain) != "yes_no" or asked_kind(plain) is None
