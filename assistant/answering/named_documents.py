"""The documents that the words of a request name: a regulation by its number, a letter by what stands at its head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.engine import Engine
from assistant.question.query import Concept
from assistant.tuning import TUNING
from index.dates import month_spellings
from index.document import Document
from index.passages import article_context
from index.versions import without_older

HEAD_LENGTH = 700
"""Characters at the beginning of a document that may name it: a letter's number, date and subject."""


@dataclass(frozen=True, slots=True)
class NamedDocuments:
    """What a request names.

    Attributes:
        documents: those that all its naming words fit, the likeliest first; all that are near, where it names none.
        names_one: whether it names any.
        unheld: whether it names a regulation beyond doubt that is not held, and none that is.
    """

    documents: tuple[Document, ...]
    names_one: bool
    unheld: bool = False


def find_named_documents(engine: Engine, asked: str, naming: str) -> NamedDocuments:
    """The documents that a request names; `naming` is the request without the words that ask."""
    named = engine.regulations.resolve(naming)
    concepts = _concepts(engine, named.without if named.documents else naming)
    held = [engine.index.document(document_id) for document_id in named.documents]
    documents = held or _near(engine, asked)
    fitting = tuple(without_older(document for document in documents if _fits(engine, document, concepts)))
    return NamedDocuments(fitting, bool(named.documents or concepts), bool(named.unheld) and not named.documents)


def _concepts(engine: Engine, naming: str) -> tuple[Concept, ...]:
    return engine.query_analyzer.query(engine.index.analyzer.use_acronyms(naming)).concepts


def _near(engine: Engine, asked: str) -> list[Document]:
    index = engine.index
    rows = index.best(index.sparse(engine.query_analyzer.query(asked).terms), TUNING.proposed)
    return list({document.id: document for row in rows if (document := index.document_of(int(row)))}.values())


def _fits(engine: Engine, document: Document, concepts: Sequence[Concept]) -> bool:
    head = f"{article_context(document)} {_spoken_date(document)} {document.text[:HEAD_LENGTH]}"
    analyzer = engine.index.analyzer
    own = frozenset((*analyzer.terms(head), *analyzer.terms(analyzer.use_acronyms(head))))
    return all(concept.found_in(own) for concept in concepts)


def _spoken_date(document: Document) -> str:
    """The date of a document as people say it: "19 agustus 2024"."""
    if not document.published:
        return ""
    year, month, day = document.published.split("-")
    return f"{int(day)} {month_spellings()[int(month) - 1][0]} {year}"
