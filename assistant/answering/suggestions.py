"""Questions to click on: examples for an empty page, and what could come next. Both are the articles' own, from their manifest."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Answer, Lang
from index.document import Document

EXAMPLES = 5
NEXT = 3
"""Questions that are offered, at most."""


def example_questions(documents: Sequence[Document], lang: Lang) -> list[str]:
    """One question of each article, then the next of each: a page of examples that shows every article."""
    # A suggested question has to be answered from its article: a test asks every one of `seeds/`.
    of_each = [_questions(document, lang) for document in documents]
    longest = max((len(questions) for questions in of_each), default=0)
    turns = [questions[turn] for turn in range(longest) for questions in of_each if turn < len(questions)]
    return turns[:EXAMPLES]


def next_questions(documents: Sequence[Document], answer: Answer, lang: Lang) -> list[str]:
    """Questions of the articles that an answer cites (or that came nearest), other than the one just asked."""
    asked = {answer.question.casefold(), answer.searched_as.casefold()}
    found = (question for document in documents for question in _questions(document, lang))
    return [question for question in found if question.casefold() not in asked][:NEXT]


def _questions(document: Document, lang: Lang) -> list[str]:
    return [question for language, question in document.questions if language == lang]
