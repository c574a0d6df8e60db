"""The subjects of an article, by the words of `data/subjects.toml`: what the library groups by. Pure but for reading that file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.answer import Lang
from assistant.wording import DATA
from index.document import Document, Span
from index.errors import ConfigError, check_keys
from index.reading_form import composed_form
from index.toml import read_toml

MENTIONS = 2
"""Mentions in the body that make an article one on a subject; one in the title does, too."""
FIELDS = ("key", "id", "en", "words")
ARTICLES_KEPT = 4096
"""Articles whose subjects are remembered."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject: its key in addresses, its names by language, and what matches its words."""

    key: str
    names: tuple[tuple[Lang, str], ...]
    pattern: re.Pattern[str]

    def name(self, lang: Lang) -> str:
        """Its name in that language."""
        return dict(self.names)[lang]


@cache
def load_subjects() -> tuple[Subject, ...]:
    """The subjects of the file, in its order.

    Raises:
        ConfigError: the file is not valid TOML, or a subject lacks a field, has one that is unknown, or has a key of another.
    """
    path = DATA / "subjects.toml"
    return read_subjects(read_toml(path).get("subject", []), str(path))


def read_subjects(tables: Sequence[dict[str, object]], where: str) -> tuple[Subject, ...]:
    """The subjects of those tables; `where` names them in a message.

    Raises:
        ConfigError: see `load_subjects`.
    """
    made = [_read_subject(table, where) for table in tables]
    for key, count in Counter(subject.key for subject in made).items():
        if count > 1:
            raise ConfigError(f"{where} has two subjects with the key {key!r}. Join them, or rename one.")
    return tuple(made)


@lru_cache(maxsize=ARTICLES_KEPT)
def subjects_of(document: Document) -> tuple[Subject, ...]:
    """The subjects of an article, in the order of the file."""
    furniture = [item.span for item in document.furniture]
    text, title = composed_form(document.text), composed_form(document.title).text
    return tuple(
        subject
        for subject in load_subjects()
        if subject.pattern.search(title) or _is_often(subject, text.text, [text.read(span) for span in furniture])
    )


def _is_often(subject: Subject, text: str, furniture: Sequence[Span]) -> bool:
    found = (Span(*match.span()) for match in subject.pattern.finditer(text))
    return sum(not any(span.overlaps(item) for item in furniture) for span in found) >= MENTIONS


def _read_subject(table: dict[str, object], where: str) -> Subject:
    check_keys(table, FIELDS, where)
    key, words = table.get("key"), table.get("words")
    names: tuple[tuple[Lang, object], ...] = (("id", table.get("id")), ("en", table.get("en")))
    if not (isinstance(key, str) and key.isidentifier() and isinstance(words, list) and words):
        raise ConfigError(
            f'{where}: a subject needs a `key` of letters, and `words` = ["...", "..."]. Got key {key!r}.'
        )
    if not all(isinstance(word, str) and word.strip() for word in (*words, *dict(names).values())):
        raise ConfigError(f"{where}: the subject {key!r} needs a name as `id` and as `en`, and words that are texts.")
    # Longest first, so that "pemilu" does not take what is "pemilukada".
    parts = sorted((r"\s+".join(map(re.escape, str(word).split())) for word in words), key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE)
    return Subject(key, tuple((lang, str(name)) for lang, name in names), pattern)
