"""What the operator's page says about an error."""

from __future__ import annotations

from assistant.answer import Lang
from assistant.publishing.details import TEXT_LENGTH
from assistant.publishing.sentence_questions import AUTHOR_LENGTH, SentenceError
from assistant.publishing.waiting import MOST_WAITING
from assistant.web.shared.notices import Notice, NoticeText, say_notice
from assistant.wording import words
from index.errors import BankError, DiskFullError, DocumentError, SwitchError
from index.formats import EXTRACTORS
from index.reading_limits import LimitError


def notice_of(error: Exception) -> Notice:
    """What to say about an error: a sentence in the page's language if there is one, else the error's own message."""
    if isinstance(error, DocumentError) and f"operator_error_{error.code}" in words("en"):
        sentence = error.sentence if isinstance(error, SentenceError) else 0
        limits = {"author": AUTHOR_LENGTH, "many_waiting": MOST_WAITING}
        limit = limits.get(error.code, TEXT_LENGTH)
        if isinstance(error, LimitError):
            limit = error.limit
        values = {"limit": limit, "endings": ", ".join(EXTRACTORS), "sentence": sentence}
        # Of two files the error's own words name the other one.
        detail = str(error) if error.code == "copy" else ""
        return Notice(f"operator_error_{error.code}", values, detail, error=True)
    if isinstance(error, DiskFullError):
        needed, free = (f"{number:,}" for number in (error.needed, error.free))
        return Notice(
            "operator_error_disk_full", {"folder": str(error.folder), "needed": needed, "free": free}, error=True
        )
    if isinstance(error, SwitchError):
        detail = str(error) if error.code == "unusable" else ""
        return Notice(f"operator_switch_{error.code}", detail=detail, error=True)
    if isinstance(error, BankError):
        return Notice("operator_error_bank", detail=str(error), error=True)
    return Notice("operator_error_document", detail=str(error), error=True)


def say_error(error: Exception, lang: Lang) -> NoticeText:
    """An error in a language."""
    return say_notice(notice_of(error), lang)
