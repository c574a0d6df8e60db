"""What the operator's page says after a change, or after one that failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.answer import Lang
from assistant.publishing.details import TEXT_LENGTH
from assistant.publishing.sentence_questions import AUTHOR_LENGTH, SentenceError
from assistant.wording import words
from index.errors import BankError, DocumentError
from index.formats import EXTRACTORS


@dataclass(frozen=True, slots=True)
class Notice:
    """What to say on the next page. Its language is not known yet, hence a key.

    Attributes:
        key: of the sentence.
        values: what its places are filled with.
        detail: the message of an error that has no sentence of its own.
        error: whether it was an error.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    detail: str = ""
    error: bool = False


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A notice in the page's language; `detail` is in an error's own words, which are English."""

    text: str
    detail: str = ""
    error: bool = False


def notice_of(error: Exception) -> Notice:
    """What to say about an error: a sentence in the page's language if there is one, else the error's own message."""
    if isinstance(error, DocumentError) and f"operator_error_{error.code}" in words("en"):
        sentence = error.sentence if isinstance(error, SentenceError) else 0
        limit = AUTHOR_LENGTH if error.code == "author" else TEXT_LENGTH
        values = {"limit": limit, "endings": ", ".join(EXTRACTORS), "sentence": sentence}
        return Notice(f"operator_error_{error.code}", values, error=True)
    if isinstance(error, BankError):
        return Notice("operator_error_bank", detail=str(error), error=True)
    return Notice("operator_error_document", detail=str(error), error=True)


def say_notice(notice: Notice, lang: Lang) -> NoticeText:
    """The notice in a language."""
    return NoticeText(words(lang)[notice.key].format(**notice.values), notice.detail, notice.error)


def say_error(error: Exception, lang: Lang) -> NoticeText:
    """An error in a language."""
    return say_notice(notice_of(error), lang)
