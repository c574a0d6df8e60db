"""Whether the headline of an answer is right: the short answer or, where there is none, the first quote."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable

from assistant.answer import Answer
from assistant.answering.agreement import without_titles
from eval.questions.cases import Case
from index.dates import find_dates

NEGATIONS = frozenset({"tidak", "bukan", "dilarang", "larangan", "jangan", "tanpa", "belum", "not", "no", "never"})
"""Words without which an answer says the opposite."""


def headline_right(case: Case, answer: Answer, cites_gold: Callable[[int], bool]) -> bool:
    """Whether what a person sees first answers an answerable case.

    A short answer is right if an accepted answer holds it, or is held by it. A case without accepted answers is one that only whole
    sentences answer, such as a yes/no question: a short answer to it is wrong.

    Args:
        case: an answerable one.
        answer: the reply to it.
        cites_gold: whether the citation with this place in the answer, from 0, is at a gold place.
    """
    if not answer.answered or not answer.citations:
        return False
    return shows_answer(case, answer.short_answer.text if answer.short_answer else None, cites_gold(0))


def shows_answer(case: Case, short: str | None, first_at_gold: bool) -> bool:
    """`headline_right` of a short answer, or None for none, above a first quote that is at a gold place or not."""
    return first_at_gold if short is None else is_accepted(case, short)


def false_disagreement(case: Case, answer: Answer) -> bool:
    """Whether the answer reports a disagreement that is none: one of the answers that are said to differ is not accepted."""
    return answer.disagreement is not None and not all(
        is_accepted(case, one.text) for one in answer.disagreement.answers
    )


def is_accepted(case: Case, short: str) -> bool:
    """Whether some accepted answer of the case says the same as a short answer."""
    return any(same_answer(short, accepted) for accepted in case.answers)


def same_answer(given: str, accepted: str) -> bool:
    """Whether one of two short answers contains the other's words, in a row; case, punctuation, titles and degrees do not count.

    Containment, because "22 September" answers "kapan" as well as "Minggu, 22 September 2024" does. What is contained must be at least
    half of the words, so that "ASN" or one item of a list does not pass for the whole, and must not leave out a negation. Two dates are
    compared as dates, and a year alone is no date: it only answers where it is accepted by itself.
    """
    dates = _dates(given), _dates(accepted)
    if all(dates):
        return not dates[0].isdisjoint(dates[1])
    a, b = _words(given), _words(accepted)
    if dates[1] and a.isdigit():
        return False
    # Spaces around both, so that "2 September" is not found in "22 September".
    if not a or not b or f" {b} " in f" {a} ":
        return bool(a and b)
    left_out = set(b.split()) - set(a.split())
    return f" {a} " in f" {b} " and 2 * len(a.split()) >= len(b.split()) and NEGATIONS.isdisjoint(left_out)


def _dates(text: str) -> set[dt.date]:
    return set(find_dates(text))


def _words(text: str) -> str:
    # NFKC: ligatures and full-width digits, which PDFs are full of, become the letters that people type.
    plain = unicodedata.normalize("NFKC", text)
    # An answer that is a title and nothing else keeps it.
    bare = " ".join(re.findall(r"\w+", without_titles(plain).casefold()))
    return bare or " ".join(re.findall(r"\w+", plain.casefold()))
