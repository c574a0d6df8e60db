"""The subjects of an article, by the words of `data/subjects.toml` and an operator's own: what the library groups by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from assistant.answer import Lang
from assistant.wording import DATA
from index.document import Document, Span
from index.errors import ConfigError, check_keys
from index.reading_form import composed_form
from index.toml import read_toml

SHIPPED = DATA / "subjects.toml"
OWN = Path("subjects.toml")
"""An operator's own subjects, beside netral.toml."""
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
    """The subjects that come along, then those of `OWN` where that file is there; one of its keys may replace one that comes along.

    Read once: the server looks at them when it starts, so that a mistake is said there and not to a reader.

    Raises:
        ConfigError: a file is not valid TOML, or a subject lacks a field, has one that is unknown, or has a key of another.
    """
    shipped, own = (_read_file(path) if path.exists() else () for path in (SHIPPED, OWN))
    changed = {subject.key: subject for subject in own}
    kept = [changed.pop(subject.key, subject) for subject in shipped]
    return (*kept, *changed.values())


def _read_file(path: Path) -> tuple[Subject, ...]:
    values = read_toml(path)
    check_keys(values, ("subject",), str(path))
    return read_subjects(values.get("subject", []), str(path))


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
