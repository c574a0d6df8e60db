"""What somebody said: the statements of a person or the holder of an office, across the articles, each with its speaker.

"Apa kata Menpan RB tentang netralitas?" names a person and a topic. Whose a statement is says `said_by.py`; whether it speaks of the topic
is decided by its words, and the order by words and meaning. Where that person says nothing of the topic, nothing is answered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path

import numpy as np

from assistant.answering.engine import Engine
from assistant.answering.gathered import Gathered
from assistant.answering.said_by import RULES as PERSONS
from assistant.answering.said_by import Statement
from assistant.question.query import Concept
from assistant.question.spelling import spelt_alike
from index.analyzer import WORD, word_tokens
from index.document import Document
from index.versions import without_older
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parents[1] / "data" / "statements.toml")
MOST_STATEMENTS = 4
MOST_NEAREST = 2
TOPIC_FROM = 0.5
"""Share of the topic's words, by weight, from which a statement speaks of the topic."""
ALL_READ = 50
"""With more articles than this, only those with a passage that has the words of the name are read."""
SURE, LESS_SURE = 0.9, 0.7
"""How sure it is that the right person was found: by a name spelt as in the article; by a misspelt one, or by an office alone."""


@dataclass(frozen=True, slots=True)
class StatementRequest:
    """A request taken apart: who says it, what it is about, and where it was said; each may be empty."""

    person: str
    topic: str
    where: str


def asks_what_was_said(asked: str) -> bool:
    """Whether a request asks what somebody said, by patterns alone."""
    return RULES.rules["asks_what_was_said"].applies(asked)


def stands_for_a_person(asked: str) -> bool:
    """Whether a request names the person of the turn before by a pronoun: "Apa kata dia tentang sanksi?"."""
    return RULES.rules["stands_for_a_person"].applies(asked)


def name_the_person(asked: str, person: str) -> str:
    """The request with the name in the place of its pronoun; as it is where there is no name."""
    return RULES.pattern("stands_for_a_person").sub(lambda _: person, asked, count=1) if person else asked


def find_statements(engine: Engine, asked: str) -> Gathered | None:
    """What the person whom a request names says of the topic; None where it names no person."""
    if not RULES.rules["speaks_of_saying"].applies(asked):
        return None
    request = take_apart(asked)
    name = _name_concepts(engine, request.person)
    if not name:
        return None
    every = [s for document_id in _articles_with(engine, name) for s in engine.article_statements(document_id)]
    exact = [statement for statement in every if _is_by(statement, name)]
    theirs = exact or [statement for statement in every if _is_by(statement, name, misspelt=True)]
    if not theirs:
        # A person who says nothing is refused; "BKN" or "aturan baru" may still be answered as a question.
        return Gathered((), (), answered=False, confidence=0.0) if _is_person(name, request.person) else None
    spoken = _of_topic(engine, asked, request, theirs)
    chosen = spoken[:MOST_STATEMENTS] or _spread(theirs)[:MOST_NEAREST]
    readings = tuple(statement.quoted for statement in chosen)
    articles = tuple(dict.fromkeys(_document(statement).id for statement in chosen))
    # "Wali kota" may be the mayor of any town.
    sureness = LESS_SURE if not exact or all(each.term in PERSONS.words["role"] for each in name) else SURE
    return Gathered(readings, articles, bool(spoken), sureness if spoken else 1.0 - sureness)


def take_apart(asked: str) -> StatementRequest:
    """Who, what of and where, by the words that stand between them: "Apa kata RINA tentang CUTI saat RAPAT?"."""
    parts: dict[str, list[str]] = {"person": [], "about": [], "where": []}
    at = "person"
    for match in WORD.finditer(re.sub(r"[’']s\b", "", asked)):
        # The capital of a sentence's first word makes no name of it.
        word = match.group() if match.start() else match.group().lower()
        kind = _kind_of(word.casefold())
        if kind in ("about", "where"):
            at = kind
        elif kind == "by":
            # "Apa yang diharapkan Rina dari pegawai?": what follows the person is what it is about.
            at = "about" if parts["person"] else "person"
        elif kind == "asks" and at != "person":
            # "Tentang cuti, apa kata Rina?"
            at = at if parts["person"] else "person"
        elif kind is None or at != "person":
            parts[at].append(word)
    return StatementRequest(*(" ".join(words) for words in parts.values()))


def _kind_of(word: str) -> str | None:
    """Which part of the request begins with a word: "about", "where" or "by"; "asks" for one that only asks."""
    bare = word.removesuffix("nya")
    if word in RULES.words["about"]:
        return "about"
    if word in RULES.words["where"]:
        return "where"
    if word in RULES.words["by"]:
        return "by"
    listed = ("said", "says", "statement", "english_said", "english_statement", "asking")
    return "asks" if any(word in RULES.words[name] or bare in RULES.words[name] for name in listed) else None


def _name_concepts(engine: Engine, person: str) -> tuple[Concept, ...]:
    """The words that say who it is, without the level of an office."""
    return tuple(concept for concept in _content(engine, person) if concept.term not in PERSONS.words["level"])


def _articles_with(engine: Engine, name: Sequence[Concept]) -> list[str]:
    index = engine.index
    if len(index.document_ids) <= ALL_READ:
        return [document.id for document in without_older(map(index.document, index.document_ids))]
    terms = {term for concept in name for term in (concept.term, *concept.others)}
    near = {word for term in terms for word in engine.query_analyzer.names if spelt_alike(term, word)}
    rows = index.best(index.sparse(sorted(terms | {index.analyzer.stem(word) for word in near})), ALL_READ)
    return list(dict.fromkeys(document.id for document in without_older(index.document_of(int(row)) for row in rows)))


def _is_by(statement: Statement, name: Sequence[Concept], misspelt: bool = False) -> bool:
    """Whether a statement is by the person with that name: one who is called by all its words."""
    known = statement.known_as
    return all(
        concept.found_in(known) or (misspelt and any(spelt_alike(concept.term, word) for word in known))
        for concept in name
    )


def _is_person(name: Sequence[Concept], person: str) -> bool:
    """Whether words are the name or office of a person, and nothing else: "alasan Sekda" is not."""
    words, roles = set(word_tokens(person)), set(PERSONS.words["role"])
    if not all(concept.name or concept.term in roles for concept in name):
        return False
    return not words.isdisjoint(roles) or words.isdisjoint(RULES.words["thing"])


def _of_topic(
    engine: Engine, asked: str, request: StatementRequest, theirs: Sequence[Statement]
) -> Sequence[Statement]:
    """Those of the statements that speak of the topic, the best first; all of them where no topic is named."""
    topic = _content(engine, request.topic)
    where = _content(engine, request.where)
    here = [each for each in theirs if _has_names(engine, _document(each), (*topic, *where))]
    if not topic or not here:
        return _spread(here)
    query = engine.query_analyzer.query(asked)
    vector = engine.encoder.encode_queries([query.text])[0]
    rows = np.array([each.quoted.reading.candidate.row for each in here], dtype=np.int64)
    scored = []
    for number, (each, dense) in enumerate(zip(here, engine.index.dense_scores(vector, rows), strict=True)):
        terms = engine.index.analyzer.terms(each.quoted.span.of(_document(each).text))
        weight = sum(concept.weight for concept in topic)
        share = sum(concept.weight for concept in topic if concept.found_in(terms)) / weight if weight else 0.0
        if share >= TOPIC_FROM:
            scored.append((-share - float(dense), number, each))
    return [each for _, _, each in sorted(scored)]


def _content(engine: Engine, text: str) -> tuple[Concept, ...]:
    """The content words of a part of the request; what it spells out is shortened as the articles' terms are."""
    # After a word, so that a capital makes a name of the first word too.
    return engine.query_analyzer.query(f"yang {engine.index.analyzer.use_acronyms(text)}").concepts if text else ()


def _has_names(engine: Engine, document: Document, concepts: Sequence[Concept]) -> bool:
    """Whether an article, with its place and date, has all names, years and numbers of these words."""
    terms = engine.document_terms(document.id) | set(
        engine.index.analyzer.terms(f"{document.place} {document.published}")
    )
    return all(concept.found_in(terms) for concept in concepts if concept.name)


def _spread(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with those of each article in turn, so that no article takes all places."""
    by_article: dict[str, list[Statement]] = {}
    for statement in statements:
        by_article.setdefault(_document(statement).id, []).append(statement)
    return [each for each in chain.from_iterable(zip_longest(*by_article.values())) if each is not None]


def _document(statement: Statement) -> Document:
    return statement.quoted.reading.candidate.document
