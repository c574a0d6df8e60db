"""The first check of every question: its length, and the characters in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from index.errors import QuestionError

QUESTION_LIMIT = 500
"""Most characters that a question may have."""
HISTORY_LIMIT = 10
"""Most earlier questions that may come with one."""


def check_question(question: str) -> str:
    """The question without surrounding and invisible characters. Checking the result again changes nothing.

    Raises:
        QuestionError: it is empty, longer than `QUESTION_LIMIT`, or has control characters. One without a word is no error: it is refused
            as unclear, later.
    """
    # Format characters (Cf: zero-width spaces, joiners, byte order marks) come with copied text and mean nothing; a lone surrogate (Cs)
    # has no UTF-8 form, so it could be neither encoded nor stored.
    visible = "".join(c for c in question if unicodedata.category(c) not in ("Cf", "Cs"))
    # Before the check of control characters, since tabs and line breaks are such characters and are read as spaces.
    text = re.sub(r"\s+", " ", visible).strip()
    if any(unicodedata.category(c) == "Cc" for c in text):
        raise QuestionError("control", "The question has control characters. Type it, or paste it as plain text.")
    if not text:
        raise QuestionError("empty", "The question is empty. Write one, such as: Kapan pendaftaran calon dimulai?")
    if len(text) > QUESTION_LIMIT:
        raise QuestionError(
            "too_long", f"The question has {len(text)} characters; at most {QUESTION_LIMIT} are read. Shorten it."
        )
    return text


def check_history(history: Sequence[str]) -> list[str]:
    """The earlier questions, checked like the question.

    Raises:
        QuestionError: there are more than `HISTORY_LIMIT`, or one of them is not a valid question.
    """
    if len(history) > HISTORY_LIMIT:
        raise QuestionError("history", f"At most {HISTORY_LIMIT} earlier questions are read. Leave out the oldest.")
    return [check_question(earlier) for earlier in history]
