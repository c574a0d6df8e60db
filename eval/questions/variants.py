"""Derived sets: the same questions as other people would type them, with the same right replies.

The word lists and typing slips are the evaluation's own. Those that the reader was trained with, or that a question is searched with,
would flatter what they are meant to measure.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from assistant.question.check import HISTORY_LIMIT, QUESTION_LIMIT
from assistant.question.spelling import NEIGHBOURING_KEYS
from eval.questions.cases import DATA, Case, DatasetError, Sources, read_cases
from eval.questions.word_order import reorder_question
from index.analyzer import read_pairs

SEED = 20240418
SHORTEST_SLIP = 5
"""Letters of the shortest word that is misspelt."""
SLIP_EVERY = 4
"""Words for each slip; a question has at least one."""
_WORD = re.compile(r"[^\W\d_]+")
_NAME = re.compile(r"(?<=[\w,;:)”\"'] )[A-Z][^\W\d_]+")

Draw = np.random.Generator
Transform = Callable[[Case, Draw], Case | None]


def misspell_words(case: Case, draw: Draw) -> Case | None:
    """Typing slips in words that are not names: a neighbouring key, two letters swapped, one doubled or left out."""
    # Names are a set of their own (`misspelt-names`): losing one costs far more than losing a word.
    names = {match.start() for match in _NAME.finditer(case.question)}
    return _slips(case, [m for m in _long_words(case) if m.start() not in names and not m.group().isupper()], draw)


def misspell_names(case: Case, draw: Draw) -> Case | None:
    """One typing slip in a name."""
    names = [m for m in _NAME.finditer(case.question) if len(m.group()) >= SHORTEST_SLIP and not m.group().isupper()]
    return _slips(case, names, draw, most=1)


def make_informal(case: Case, draw: Draw) -> Case | None:
    """An Indonesian question in the words of a chat, by `data/informal.tsv`, without capitals and question mark."""
    if case.lang != "id":
        return None
    pattern, spellings = _informal()
    written = pattern.sub(lambda m: str(draw.choice(spellings[m.group()])), case.question.lower())
    written = re.sub(r"[?.!]+$", "", written).strip()
    return _asking(case, written) if written != re.sub(r"[?.!]+$", "", case.question.lower()).strip() else None


def strip_marks(case: Case, _: Draw) -> Case | None:
    """Without diacritics, punctuation and capitals."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", case.question) if not unicodedata.combining(c))
    return _asking(case, " ".join(re.sub(r"[\W_]+", " ", bare).lower().split()))


def move_words(case: Case, _: Draw) -> Case | None:
    """The question word at the end or the clauses swapped, where a rule of `word_order` is sure that nothing else changes."""
    return _asking(case, reorder_question(case.question, case.lang) or "")


def prepend_unrelated(case: Case, draw: Draw) -> Case | None:
    """A question on another subject before the conversation.

    A question that is unclear on its own would then be about that subject, and have another right reply: it is left out.
    """
    if case.refusal == "unclear" or len(case.history) >= HISTORY_LIMIT:
        return None
    before = [question for lang, question in read_pairs(DATA / "unrelated.tsv") if lang == case.lang]
    return replace(case, turns=(str(draw.choice(before)), *case.turns))


def use_translation(case: Case, _: Draw) -> Case | None:
    """The translation that the case gives."""
    return replace(case, turns=case.english, lang="en") if case.english else None


TRANSFORMS: dict[str, Transform] = {
    "misspelt": misspell_words,
    "misspelt-names": misspell_names,
    "informal": make_informal,
    "plain": strip_marks,
    "reordered": move_words,
    "earlier-turn": prepend_unrelated,
    "english": use_translation,
}
"""The name of a derived set to the function that makes its cases; None where a case cannot be changed this way."""


def derive_set(cases: Iterable[Case], name: str, seed: int = SEED) -> list[Case]:
    """The cases of one derived set, with gold, answers and refusal of the original, which `origin` names. Equal seeds, equal sets."""
    found = []
    for case in cases:
        # A generator for each case, so that adding a case changes no other.
        made = TRANSFORMS[name](case, np.random.default_rng([seed, zlib.crc32(f"{name} {case.id}".encode())]))
        # A transform that changed nothing would count as robust.
        if made is not None and made.turns != case.turns:
            tags = (*case.tags, name)
            found.append(replace(made, id=f"{case.id}~{name}", tags=tags, english=(), origin=case.id))
    return found


def read_derived(folder: Path, cases: Sequence[Case], source: Sources) -> dict[str, list[Case]]:
    """The derived sets of a folder, by name: what `derive` wrote, and what people wrote or corrected there.

    Raises:
        DatasetError: no sets, or one that cannot be used or has a case that was not derived from one of `cases`.
    """
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise DatasetError(f"{folder} has no sets. Make them: netral-eval derive --out {folder}")
    known = {case.id for case in cases}
    sets = {path.stem: read_cases(path, source) for path in files}
    for name, derived in sets.items():
        if strays := [case.id for case in derived if case.origin not in known]:
            raise DatasetError(f"{folder / name}.jsonl: the `origin` of {strays[0]!r} is not in the question set.")
    return sets


def _asking(case: Case, question: str) -> Case | None:
    """The case with another last question; None where that is empty, too long, or the same."""
    if not question or len(question) > QUESTION_LIMIT or question == case.question:
        return None
    return replace(case, turns=(*case.history, question))


def _long_words(case: Case) -> list[re.Match[str]]:
    return [match for match in _WORD.finditer(case.question) if len(match.group()) >= SHORTEST_SLIP]


def _slips(case: Case, words: Sequence[re.Match[str]], draw: Draw, most: int | None = None) -> Case | None:
    if not words:
        return None
    wanted = most or max(1, len(case.question.split()) // SLIP_EVERY)
    chosen = sorted(draw.choice(len(words), size=min(wanted, len(words)), replace=False), reverse=True)
    question = case.question
    for match in (words[row] for row in chosen):  # from the end, so that the places before stay where they are
        question = question[: match.start()] + typing_slip(match.group(), draw) + question[match.end() :]
    return _asking(case, question)


def typing_slip(word: str, draw: Draw) -> str:
    """The word with one typing slip, never in its first letter; never the word itself."""
    # Typing errors rarely fall on the first letter.
    at = int(draw.integers(1, len(word) - 1))
    letter, after = word[at], word[at + 1]
    near = [key for key in NEIGHBOURING_KEYS.get(letter.lower(), "") if key != letter.lower()]
    ways = [word[:at] + word[at + 1 :], word[:at] + letter + word[at:]]
    if near:
        ways.append(word[:at] + str(draw.choice(near)) + word[at + 1 :])
    if letter != after:
        ways.append(word[:at] + after + letter + word[at + 2 :])
    return str(draw.choice(ways))


@cache
def _informal() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    spellings = {formal: written.split("|") for formal, written in read_pairs(DATA / "informal.tsv")}
    # Longest first, so that a phrase wins over the words in it.
    longest_first = sorted(spellings, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b"), spellings
