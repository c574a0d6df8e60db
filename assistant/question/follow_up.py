"""Follow-ups, without a language model: what a question leaves out is taken from the one before it.

The words and patterns are those of `data/follow_up.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.question.check import QUESTION_LIMIT
from assistant.tuning import TUNING
from index.analyzer import WORD, Analyzer, word_tokens
from index.word_rules import WordRules, any_word

RULES = WordRules(Path(__file__).parents[1] / "data" / "follow_up.toml")

Answered = Callable[[str], str]
"""Finds the words that answer a standalone question; empty where it is refused.

Only searching and reading can tell whom "dia" is, and they need the rewritten question first. As a parameter, this call keeps the rewriting
a pure function, which knows nothing of the index and is tested without one.
"""


def no_answer(_: str) -> str:
    """An `Answered` that finds nothing: what was answered before is left out."""
    return ""


def rewrite_follow_up(question: str, history: Sequence[str], analyzer: Analyzer, answered: Answered = no_answer) -> str:
    """The question as it is searched: itself where it stands alone, else with what it takes from the one before it.

    Three ways, the first that fits:

    - "Kalau bagi pegawai?" takes the place of the like part of the earlier question, and "Lalu kapan?" that of its "di mana";
    - "Dia berterima kasih kepada siapa?", after a question for a person, is followed by the earlier question's content words and by the
      answer to that;
    - any other follow-up is followed by the earlier question's content words.

    Args:
        question: checked (`check_question`).
        history: the earlier questions, the oldest first. The last one is rewritten the same way first, so that a follow-up to a follow-up
            reaches back to where the subject was named.
        analyzer: says which words carry content.
        answered: called at most once for each question of the history, and only for a pronoun that stands for a person.

    Returns:
        At most `QUESTION_LIMIT` characters, if `question` has no more.
    """
    if not history or not leans_on_history(question, analyzer):
        return question
    earlier = rewrite_follow_up(history[-1], history[:-1], analyzer, answered)
    if replaced := _replace_like_part(question, earlier) or _replace_what_is_asked(question, earlier):
        return replaced
    # The answer to the question before says whom "dia" stands for; that question does not.
    person = RULES.pattern("about_a_person").search(question) and RULES.pattern("asks_who").search(history[-1])
    return append_earlier_words(question, earlier, analyzer, answered(earlier) if person else "")


def leans_on_history(question: str, analyzer: Analyzer) -> bool:
    """Whether a question needs the one before it to be understood."""
    content = [word for word in analyzer.formal(word_tokens(question)) if word not in analyzer.stopwords]
    if RULES.pattern("goes_on").search(question):
        return True
    points = bool(RULES.pattern("points_back").search(RULES.pattern("not_pointing_back").sub(" ", question)))
    if len(content) <= TUNING.leans_up_to:
        return points or not RULES.pattern("names_its_subject").search(question)
    return points and len(content) < TUNING.stands_alone_from


def append_earlier_words(question: str, earlier: str, analyzer: Analyzer, found: str = "") -> str:
    """The question, then in brackets the content words of an earlier one and of `found`, what answered that.

    The brackets mark what is spoken of, as opposed to what is asked (`Concept.aside`). Words that would make the question longer than
    `QUESTION_LIMIT` are left out.
    """
    own = [word for word in WORD.findall(earlier) if word.casefold() not in analyzer.stopwords]
    taken = " ".join(dict.fromkeys((*own, *(word.strip(".,;:“”()") for word in found.split()))))
    asked = question.rstrip(" ?.!")
    # The trained reader has seen follow-ups in this very form (MODEL_CARD.md), so it must not change without new training.
    room = QUESTION_LIMIT - len(asked) - len(" ()?")
    if len(taken) > room:
        taken = taken[: max(0, room)].rpartition(" ")[0]
    return f"{asked} ({taken})?" if taken else question


def _replace_like_part(question: str, earlier: str) -> str | None:
    """The earlier question with its like part replaced: "bagi birokrasi" for "bagi kepala daerah"."""
    part = RULES.pattern("only_a_part").match(question)
    if part is None or not set(RULES.words["asking"]).isdisjoint(word_tokens(part.group("what"))):
        return None
    alike = _words_like(part.group("word").casefold())
    if alike is None:
        return None
    # Only words of one list: a place ("di ...") never replaces a person ("bagi ...").
    phrase = rf"\b{any_word(alike)}\s(?:{RULES.rules['rest_of_part'].expression})"
    places = list(re.finditer(phrase, earlier, re.IGNORECASE))
    if not places:
        return None
    last = places[-1]
    rest = earlier[last.end() :]
    gap = " " if rest[:1].isalnum() else ""
    replaced = f"{earlier[: last.start()]}{part.group('word')} {part.group('what')}{gap}{rest}"
    return replaced if len(replaced) <= QUESTION_LIMIT else None


def _words_like(word: str) -> tuple[str, ...] | None:
    """The words that begin the same kind of part as `word` does; None for a spelling that only a pattern knows ("dı" for "di")."""
    return next((words for name, words in RULES.words.items() if name.startswith("part_") and word in words), None)


def _replace_what_is_asked(question: str, earlier: str) -> str | None:
    """The earlier question with what it asks for replaced: "Lalu kapan?" after "Di mana rakor digelar?" to "kapan rakor digelar?"."""
    only = RULES.pattern("only_asks_for_a_circumstance").match(question)
    asked = RULES.pattern("asks_for_a_circumstance").search(earlier)
    if only is None or asked is None:
        return None
    replaced = f"{earlier[: asked.start()]}{only.group('word')}{earlier[asked.end() :]}"
    return replaced if len(replaced) <= QUESTION_LIMIT else None
