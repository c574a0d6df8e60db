"""A part of a document that is asked for by its number: "Apa isi Pasal 7 ayat (2)?" is looked up in the structure, not searched.

What refers to a place is another question: "Apa sanksi pelanggaran Pasal 4?" goes the way of every question.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.compose import Quoted
from assistant.answering.engine import Engine
from assistant.answering.gathered import ArticleText, Gathered
from assistant.answering.named_documents import find_named_documents
from assistant.question.asked_places import (
    AskedPlace,
    find_asked_places,
    nodes_at,
    place_to_search_in,
    without_asking,
)
from assistant.question.query import Query
from assistant.reader.reading import Reading
from assistant.retrieval.candidates import Candidate
from assistant.tuning import TUNING
from index.document import Document, Node, Span
from index.places import parts_within
from index.sentences import body_runs

CONFIDENCE = 0.95
"""How sure it is that the place that was named is meant, where one document has it."""
AMONG_SEVERAL = 0.6
MOST_DOCUMENTS = 3
"""Documents that are quoted where several have the place and the question names none."""
MOST_READ = 4
"""Passages of a place that are read whatever their rank."""
MOST_PARTS = 12
"""Articles of a chapter that are quoted, each with its first sentence."""
SHORT_CHAPTER = 2500
"""Characters up to which a chapter is quoted whole."""
SHORT_ARTICLE = 400
"""Characters up to which an article of a chapter is quoted whole."""
LISTED = frozenset({"chapter", "part", "section", "appendix", "elucidation"})
"""Parts that are told by what they contain, where that has articles."""


def find_asked_place(engine: Engine, asked: str, earlier: str = "", of: str | None = None) -> Gathered | None:
    """The text of a place that a request names; None where it names none, asks something else of it, or no document has such a part.

    Args:
        engine: what answers.
        asked: the request, checked.
        earlier: the question before it: "ayat (3)" may lie in the article that it named.
        of: the id of the document that the turn before was about.
    """
    places, rest = find_asked_places(asked)
    before, rest_before = find_asked_places(earlier) if earlier else ((), "")
    if before and places and not places[0].stands_alone:
        places = tuple(place.within(before[0]) for place in places)
        rest = f"{rest} {rest_before}"
    if not places:
        return None
    named = find_named_documents(engine, asked, without_asking(rest, engine.index.analyzer.stem))
    # A letter alone could be anywhere: only of a document that is named can it be the text's own.
    if not (named.names_one or all(place.stands_alone for place in places)):
        return None
    nowhere = Gathered((), tuple(d.id for d in named.documents), False, 0.0)
    if named.unheld:
        # Others may tell what stands there; what stands there in them is another's.
        return None if _spoken_of(engine, asked, places) else nowhere
    having = {d.id: nodes for d in named.documents if d.structure and (nodes := _nodes(d, places))}
    if not having:
        # Where a document has other articles, the answer is no.
        return nowhere if any(_has_kind(document, places) for document in named.documents) else None
    chosen = [of] if of in having and not named.names_one else list(having)[:MOST_DOCUMENTS]
    quotes = [quote for name in chosen for node in having[str(name)] for quote in _quotes(engine, str(name), node)]
    if not quotes:
        return None
    confidence = CONFIDENCE if len(chosen) == 1 else AMONG_SEVERAL
    return Gathered(tuple(quotes), tuple(map(str, chosen)), True, confidence)


def rows_in_place(engine: Engine, query: Query) -> list[int]:
    """The passages of the place within which a question looks for its answer: "Siapa yang mengawasi menurut Pasal 9?"."""
    place = place_to_search_in(query.text)
    if place is None:
        return []
    index = engine.index
    documents = {row: index.document_of(int(row)) for row in index.best(index.sparse(query.terms), TUNING.proposed)}
    spans = {document.id: nodes_at(document, place) for document in documents.values() if document.structure}
    return [
        int(row)
        for row, document in documents.items()
        if any(node.span.contains(index.passage(int(row)).span) for node in spans.get(document.id, ()))
    ][:MOST_READ]


def within_place(asked: str, readings: list[Reading]) -> list[Reading]:
    """The readings that lie in the place within which a question looks for its answer; all, where it names none or none does."""
    place = place_to_search_in(asked)
    if place is None:
        return readings
    documents = {reading.candidate.document.id: reading.candidate.document for reading in readings}
    spans = {name: [node.span for node in nodes_at(document, place)] for name, document in documents.items()}
    inside = [r for r in readings if any(span.contains(r.sentence) for span in spans[r.candidate.document.id])]
    return inside or readings


def _spoken_of(engine: Engine, asked: str, places: Sequence[AskedPlace]) -> bool:
    """Whether a sentence names the places with a regulation that is not held: "Sesuai dengan Pasal 2 huruf f UU Nomor 5 Tahun 2014 ..."."""
    index, unheld = engine.index, engine.regulations.resolve(asked).unheld
    rows = index.best(index.sparse(engine.query_analyzer.query(asked).terms), TUNING.proposed)
    texts = (
        sentence.of(index.document_of(int(row)).text) for row in rows for sentence in index.passage(int(row)).sentences
    )
    named = [
        set(place.parts)
        for text in texts
        if any(engine.regulations.names_in(text, each) for each in unheld)
        for place in find_asked_places(text)[0]
    ]
    return all(any(set(place.parts) <= parts for parts in named) for place in places)


def _nodes(document: Document, places: Sequence[AskedPlace]) -> list[Node]:
    """What a document has at the places: all of them, or nothing."""
    each = [nodes_at(document, place) for place in places]
    return [nodes[0] for nodes in each] if all(each) else []


def _has_kind(document: Document, places: Sequence[AskedPlace]) -> bool:
    kinds = {kind for place in places for part in place.parts for kind in part.kinds}
    return any(node.kind in kinds for node in document.structure)


def _quotes(engine: Engine, name: str, node: Node) -> list[Quoted]:
    article = ArticleText.of_index(engine.index, name)
    return [quote for span in _stretches(article, node) if (quote := _quote(article, span))]


def _stretches(article: ArticleText, node: Node) -> list[Span]:
    """What is quoted of a part: all of it, between furniture; of a chapter the beginning of each of its articles."""
    articles = [part for part in parts_within(article.document, node) if part.kind == "article"]
    if node.kind not in LISTED or not articles or len(node.span) <= SHORT_CHAPTER:
        return [part for run in body_runs(article.document) if len(part := _common(run, node.span))]
    sentences = article.sentences
    return [node.head, *(_beginning(article, part, sentences) for part in articles[:MOST_PARTS])]


def _beginning(article: ArticleText, part: Node, sentences: Sequence[Span]) -> Span:
    """An article that is short; else its number with its first sentence."""
    if len(part.span) <= SHORT_ARTICLE and any(run.contains(part.span) for run in body_runs(article.document)):
        return part.span
    first = next((sentence for sentence in sentences if part.span.contains(sentence)), part.head)
    return Span(part.head.start, first.end)


def _common(run: Span, span: Span) -> Span:
    start, end = max(run.start, span.start), min(run.end, span.end)
    return Span(start, max(start, end))


def _quote(article: ArticleText, span: Span) -> Quoted | None:
    text = span.of(article.document.text)
    if not any(map(str.isalnum, text)):
        return None
    start = span.start + len(text) - len(text.lstrip())
    span = Span(start, start + len(text.strip()))
    near = min(article.passages, key=lambda each: (not each[1].span.overlaps(span), abs(each[1].span.start - start)))
    candidate = Candidate(near[0], near[1], article.document, 0.0, 0.0, None, None, 0.0)
    return Quoted(Reading(candidate, span, None, 0.0, 0.0, 0.0), span)
