"""The date of a document itself: "Tanggal berapa surat edaran soal medsos?" is answered from its own date line, not from what it refers to.

How people ask is in `data/document_dates.toml`. A regulation that is named as such says of itself when it was made: `regulation_facts.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from assistant.answering.engine import Engine
from assistant.answering.gathered import ArticleText, Gathered
from assistant.answering.named_documents import find_named_documents
from assistant.question.identifiers import identifiers
from index.dates import RULES as DATES
from index.dates import find_dates
from index.document import Document, Span
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parents[1] / "data" / "document_dates.toml")
CONFIDENCE = 0.9
MOST_DOCUMENTS = 2
"""Documents that a request may name; of more, it does not say which is meant."""


def find_document_date(engine: Engine, asked: str) -> Gathered | None:
    """The date line of the document that a question asks the date of; None where it asks for none, or names no document, or too many."""
    found = RULES.pattern("asks").search(" ".join(asked.strip(" ?!.").split()))
    if not found:
        return None
    naming = RULES.pattern("kind_of_document").sub(" ", next(group for group in found.groups() if group))
    named = find_named_documents(engine, asked, naming)
    dated = [document for document in named.documents if document.published and _has_number(document, naming)]
    if not named.names_one or not 0 < len(dated) <= MOST_DOCUMENTS:
        return None
    quotes = []
    for document in dated:
        article = ArticleText.of_index(engine.index, document.id)
        place = next((p for p in _places(document) if any(s.overlaps(p) for s in article.sentences)), None)
        if place:
            quoted = article.quote_stretch(place)
            quotes.append(replace(quoted, reading=replace(quoted.reading, answer=place)))
    articles = tuple(quoted.reading.candidate.document.id for quoted in quotes)
    return Gathered(tuple(quotes), articles, True, CONFIDENCE, short=True) if quotes else None


def _has_number(document: Document, naming: str) -> bool:
    """Whether the number that a request gives, if it gives one, is the document's own, and not that of a letter which it refers to."""
    own = {
        number
        for line in document.text.splitlines()
        if RULES.pattern("own_number").search(line)
        for number in identifiers(line)
    }
    return set(identifiers(naming)) <= own


def _places(document: Document) -> Iterator[Span]:
    """Where the text has the document's date, in order."""
    day = dt.date.fromisoformat(str(document.published))
    for match in DATES.pattern("date").finditer(document.text):
        if find_dates(match.group()) == [day]:
            yield Span(*match.span())
