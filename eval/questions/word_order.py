"""A question with its words in another order. A rule applies only if it is sure not to change what is asked; few questions qualify.

The words and patterns are those of `data/word_order.toml`.
"""

from __future__ import annotations

import re
from pathlib import Path

from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parents[1] / "data" / "word_order.toml")


def reorder_question(question: str, lang: str) -> str | None:
    """The question in another order; None if no rule is sure.

    "Menurut X, siapa ...?" and "Siapa ... menurut X?" become each other; "Kalau A, B?" becomes "B kalau A?"; and the question word moves
    to the end: "Kapan pendaftaran dimulai?" becomes "Pendaftaran dimulai kapan?".
    """
    body = question.rstrip(" ?")
    end = question[len(body) :]
    if re.search(r"[.!?](?:\s|$)", RULES.pattern("abbreviations").sub("", body)):
        return None  # several sentences
    rules = (_clause_last, _clause_first, _question_word_last) if lang == "id" else (_clause_last,)
    written = next((made for rule in rules if (made := rule(body))), None)
    return written and _with_case_of(question, written) + end


def _clause_last(body: str) -> str | None:
    match = RULES.pattern("begins_with_clause").match(body)
    return f"{match['rest']} {_lowered(match['clause'])}" if match else None


def _clause_first(body: str) -> str | None:
    match = RULES.pattern("ends_with_according_to").match(body)
    return f"{match['clause']}, {_lowered(match['rest'])}" if match else None


def _question_word_last(body: str) -> str | None:
    match = RULES.pattern("begins_with_question_word").match(body)
    if match is None or any(RULES.pattern(name).search(match["rest"]) for name in ("asks", "joins_clauses")):
        return None  # it asks something else, too
    return f"{match['rest']} {_lowered(match['asks'])}"


def _lowered(text: str) -> str:
    """The text without the capital of a sentence's beginning."""
    return text[:1].lower() + text[1:]


def _with_case_of(question: str, written: str) -> str:
    return written[:1].upper() + written[1:] if question[:1].isupper() else written
