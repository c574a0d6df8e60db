"""What a word means in a document that defines it: "Siapa yang disebut Pelapor dalam Perbup 17/2024?" is looked up among its definitions.

How people ask, and how documents define, is in `data/definitions.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.answering.compose import Quoted
from assistant.answering.engine import Engine
from assistant.answering.gathered import ArticleText, Gathered
from assistant.question.asked_places import find_asked_places
from assistant.tuning import TUNING
from index.document import Document, Span
from index.structure_lines import item_length
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parents[1] / "data" / "definitions.toml")
CONFIDENCE = 0.9
MOST_DOCUMENTS = 3
"""Documents whose definitions are quoted, where several define a word."""
MOST_WORDS = 6
"""Words of a term; of more, a question asks for something else."""
BEHIND = 200
"""Characters behind a term in which it is defined."""


def find_definition(engine: Engine, asked: str) -> Gathered | None:
    """The sentences that define what a question asks the meaning of; None where it asks for none, or no document with parts defines it."""
    named = engine.regulations.resolve(asked)
    term = asked_term(find_asked_places(named.without)[1])
    if not term:
        return None
    held = [engine.index.document(document_id) for document_id in named.documents]
    found: list[Quoted] = []
    for document in held or _near(engine, term):
        if document.structure and (spans := list(_defining(document, term))):
            article = ArticleText.of_index(engine.index, document.id)
            found += [quote for span in spans[:1] if (quote := _quote(article, span))]
    chosen = found[:MOST_DOCUMENTS]
    articles = tuple(quoted.reading.candidate.document.id for quoted in chosen)
    return Gathered(tuple(chosen), articles, True, CONFIDENCE) if chosen else None


def asked_term(question: str) -> str:
    """The word whose meaning a question asks for, in small letters; "" where it asks for none."""
    found = RULES.pattern("asks").search(" ".join(question.strip(" ?!.").split()))
    if not found:
        return ""
    term = next(group for group in found.groups() if group)
    term = RULES.pattern("before_the_term").sub("", term)
    words = RULES.pattern("behind_the_term").sub("", term).strip(" \"“”'?.,").casefold()
    return words if 0 < len(words.split()) <= MOST_WORDS else ""


def _near(engine: Engine, term: str) -> Sequence[Document]:
    index = engine.index
    rows = index.best(index.sparse(index.analyzer.terms(term)), TUNING.proposed)
    return list({document.id: document for row in rows if (document := index.document_of(int(row)))}.values())


def _defining(document: Document, term: str) -> Iterator[Span]:
    """The places of a term where the text defines it."""
    text = document.text
    spaced = r"\s+".join(map(re.escape, term.split()))
    for found in re.finditer(rf"(?<!\w){spaced}(?!\w)", text, re.IGNORECASE):
        before = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        begins = item_length(before + "x") == len(before) or RULES.pattern("introduces_a_term").search(before)
        if not (begins or RULES.pattern("shortens").search(text[max(0, found.start() - BEHIND) : found.start()])):
            continue
        if RULES.pattern("defines").search(text[found.end() : found.end() + BEHIND]):
            yield Span(*found.span())


def _quote(article: ArticleText, span: Span) -> Quoted | None:
    touched = any(sentence.overlaps(span) for sentence in article.sentences)
    return article.quote_stretch(span) if touched else None
