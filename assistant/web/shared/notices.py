"""What a page with forms says after a change, or after one that failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.answer import Lang
from assistant.wording import words


@dataclass(frozen=True, slots=True)
class Notice:
    """What to say on the next page. Its language is not known yet, hence a key.

    Attributes:
        key: of the sentence.
        values: what its places are filled with.
        detail: the message of an error that has no sentence of its own.
        error: whether it was an error.
        undo: the step that the page offers to take back; 0 for none.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    detail: str = ""
    error: bool = False
    undo: int = 0


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A notice in the page's language; `detail` is in an error's own words, which are English."""

    text: str
    detail: str = ""
    error: bool = False
    undo: int = 0


def say_notice(notice: Notice, lang: Lang) -> NoticeText:
    """The notice in a language."""
    return NoticeText(words(lang)[notice.key].format(**notice.values), notice.detail, notice.error, notice.undo)
