"""Whether an article has the office or task that a question names: "Ketua KASN", "moderator". The words are those of `data/roles.toml`."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.question.offices import RULES, find_offices, has_no_holder
from assistant.reader.person_names import names_person
from index.analyzer import Analyzer, word_tokens
from index.regions import region_places

BEHIND, BEFORE = 110, 60
"""Characters around an office in which its body and its holder stand."""
# Said of many bodies, and often left out.
_GENERAL = frozenset({"badan", "provinsi", "kabupaten", "kota", "pusat", "ri", "daerah", "republik", "indonesia"})


@dataclass(frozen=True, slots=True)
class AskedRole:
    """An office or task of a question.

    Attributes:
        words: the rule that finds its names, in either language.
        body, region: terms of the body, and of the place, that it belongs to; none for a task.
        holder: whether the question asks who holds it.
    """

    words: str
    body: frozenset[str]
    region: frozenset[str]
    holder: bool


def asked_role(question: str, analyzer: Analyzer) -> AskedRole | None:
    """The first office or task that the question names; None if it names none."""
    for match, name in find_offices(question):
        if has_no_holder(question, match.start()):
            continue
        behind = question[match.end() :]
        end = RULES.pattern("ends").search(behind)
        words = word_tokens(behind[: end.start() if end else len(behind)])
        places = region_places(words)
        asks = RULES.pattern("asks_before").search(question, 0, match.start()) or RULES.pattern("asks_behind").search(
            behind
        )
        task = name.startswith("task_")
        body = frozenset(analyzer.terms(" ".join(word for word in words if word not in _GENERAL)))
        region = frozenset(analyzer.stem(words[place]) for place in places) - _GENERAL
        none: frozenset[str] = frozenset()
        return AskedRole(name, none if task else body - region, none if task else region, bool(asks) and not task)
    return None


def role_held(role: AskedRole, text: str, analyzer: Analyzer) -> bool:
    """Whether a text has the office with its body, and somebody who is named as its holder where that is asked."""
    anywhere = frozenset(analyzer.terms(text)) if role.body and role.region else frozenset()
    for match, name in find_offices(text):
        if name != role.words or has_no_holder(text, match.start()):
            continue
        # To the last whole word: half a word looks like a name.
        behind = text[match.start() : match.end() + BEHIND].rpartition(" ")[0] or text[match.start() :]
        near = frozenset(analyzer.terms(behind))
        # "Kepala BKPSDM ..." is Pasuruan's where the article speaks of Pasuruan; "Gubernur ..." is Bali's where Bali follows.
        if not (role.body <= near and role.region <= near | anywhere):
            continue
        if not role.holder or _holder_named(text[max(0, match.start() - BEFORE) : match.start()], behind):
            return True
    return False


def _holder_named(before: str, behind: str) -> bool:
    if RULES.pattern("no_holder_after").search(behind):
        return False
    return names_person(behind) or bool(RULES.pattern("in_apposition").search(before) and names_person(before))
