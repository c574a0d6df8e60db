"""Which articles a request names: by title, place, publisher, date, place in the list, or what they are about.

"Ringkas artikel Tarakan" names one by its place, "berita yang terbit 18 April 2024" by its date, "artikel kedua" by its place in the list.
How people ask is in `data/overview.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.answering.engine import Engine
from assistant.question.query import Concept
from assistant.question.spelling import spelt_alike
from assistant.tuning import TUNING
from index.analyzer import WORD, word_tokens
from index.dates import find_dates, month_spellings
from index.document import Document
from index.sentences import body_sentences
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parents[1] / "data" / "overview.toml")
ORDINALS = ("first", "second", "third", "fourth", "fifth")
# What a word of the request counts where it stands in an article's title, place or publisher; before the end of its second sentence; in
# its text; and what each time adds that it stands there. Three articles name Bali at their head, and the one about Bali says it often.
IN_HEADER, IN_LEAD, IN_TEXT, EACH_TIME, MOST_TIMES = 1.0, 0.7, 0.4, 0.02, 10
MISSPELT = 0.8
"""What a name counts that is only spelt like one in the article, as a share of what it would count."""
NAMED_FROM = 0.3
"""The strength, 0 to 1, from which an article is one that the request names."""
NEARLY = 0.9
"""Articles this near to the one that fits best are named too: two may report one meeting."""
SITE_FROM = 4
"""Letters from which a word may be part of a publisher's address."""
CONSIDERED = 200
"""With more articles than this, only those with a passage that has the request's words are considered."""


@dataclass(frozen=True, slots=True)
class NamedArticle:
    """An article that a request names, and how well the name fits: 0 to 1."""

    document: Document
    strength: float


@dataclass(frozen=True, slots=True)
class Named:
    """What a request names.

    Attributes:
        articles: the articles, the one that fits best first; more than one where several fit about as well.
        names_one: whether it names any; "ringkas" and "ringkas artikel ini" do not.
    """

    articles: tuple[NamedArticle, ...]
    names_one: bool


def find_named_articles(engine: Engine, asked: str, at_least: int = 1) -> Named:
    """The articles that a request, or a part of one, names; `at_least` so many, if it may mean so many."""
    if (numbered := _in_order(engine, asked)) is not None:
        return Named(numbered, names_one=True)
    if regulations := engine.regulations.resolve(asked).documents:
        held = (engine.index.document(document_id) for document_id in regulations)
        return Named(tuple(NamedArticle(document, IN_HEADER) for document in held), names_one=True)
    dates = wanted_dates(asked)
    concepts = describing_words(engine, asked)
    if not concepts and not dates:
        return Named((), names_one=False)
    considered = [d for d in _considered(engine, concepts) if not dates or _is_of(d, dates)]
    if not concepts:
        return Named(tuple(NamedArticle(document, IN_HEADER) for document in considered), names_one=True)
    found = [NamedArticle(document, _strength(engine, concepts, document)) for document in considered]
    found.sort(key=lambda each: (-each.strength, each.document.id))
    best = found[0].strength if found else 0.0
    fitting = [each for each in found if each.strength >= NAMED_FROM]
    near = tuple(each for n, each in enumerate(fitting) if n < at_least or each.strength >= NEARLY * best)
    return Named(near, names_one=True)


def describing_words(engine: Engine, asked: str) -> tuple[Concept, ...]:
    """The content words of a request that say which article is meant: without those that ask, and without dates."""
    # "What's" is no word that an article has.
    text = date_pattern().sub(" ", RULES.pattern("place_in_order").sub(" ", re.sub(r"[’']s\b", "", asked)))
    for asking in ("summarises", "compares"):
        text = RULES.pattern(asking).sub(" ", text)
    concepts = engine.query_analyzer.query(engine.index.analyzer.use_acronyms(text)).concepts
    return tuple(concept for concept in concepts if concept.term not in _asking_terms(engine))


def _asking_terms(engine: Engine) -> frozenset[str]:
    """The stems of the words that ask for an overview, or only fill."""
    listed = ("article", "contents", "told", "about", "between", "filler")
    words = {word for name in listed for phrase in RULES.words[name] for word in word_tokens(phrase)}
    stem = engine.index.analyzer.stem
    return frozenset(stem(form) for word in words for form in (word, f"{word}nya"))


def _in_order(engine: Engine, asked: str) -> tuple[NamedArticle, ...] | None:
    """The article with that number in the list of articles; none where the list is shorter, None where no number is named."""
    match = RULES.pattern("place_in_order").search(asked)
    if match is None:
        return None
    ids = engine.index.document_ids
    said = (match["after"] or match["before"] or "").casefold()
    if said in RULES.words["newest"]:
        documents = [engine.index.document(name) for name in ids]
        dated = max(documents, key=lambda document: document.published or "", default=None)
        return (NamedArticle(dated, IN_HEADER),) if dated else ()
    if said in RULES.words["last"]:
        number = len(ids)
    elif said:
        number = next(at for at, name in enumerate(ORDINALS, 1) if said in RULES.words[name])
    else:
        number = int(match["number"])
    return (NamedArticle(engine.index.document(ids[number - 1]), IN_HEADER),) if 0 < number <= len(ids) else ()


@cache
def date_pattern() -> re.Pattern[str]:
    """A date, or a part of one: "18 April 2024", "April 2024", "18 April", "6/2/2024", "tahun 2023"."""
    months = "|".join(re.escape(name) for names in month_spellings() for name in names)
    return re.compile(
        rf"\b(?:(?P<day>\d{{1,2}})\s+)?(?P<month>{months})\b\.?(?:\s+(?P<year>\d{{4}})\b)?"
        r"|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b|\b\d{4}-\d{2}-\d{2}\b|\b(?:tahun|year|in)\s+(?P<only>\d{4})\b",
        re.IGNORECASE,
    )


def wanted_dates(asked: str) -> list[str]:
    """The dates that a request names, as patterns of an ISO date: "April 2024" is "2024-04-..", "18 April" is "....-04-18"."""
    found = []
    for match in date_pattern().finditer(asked):
        if whole := find_dates(match.group()):
            found.append(whole[0].isoformat())
        elif match["only"]:
            found.append(f"{match['only']}-..-..")
        elif match["month"] and (match["day"] or match["year"]):
            number = next(n for n, names in enumerate(month_spellings(), 1) if match["month"].casefold() in names)
            day = f"{int(match['day']):02}" if match["day"] else ".."
            found.append(f"{match['year'] or '....'}-{number:02}-{day}")
    return found


def _is_of(document: Document, dates: Sequence[str]) -> bool:
    """Whether an article was published, or reports of a day, on one of the dates."""
    days = [document.published or "", *(day.isoformat() for day in find_dates(document.text))]
    return any(re.fullmatch(date, day) for date in dates for day in days)


def _considered(engine: Engine, concepts: Sequence[Concept]) -> list[Document]:
    ids = engine.index.document_ids
    if len(ids) <= CONSIDERED or not concepts:
        return [engine.index.document(name) for name in ids]
    terms = [term for concept in concepts for term in (concept.term, *sorted(concept.others))]
    rows = engine.index.best(engine.index.sparse(terms), TUNING.proposed)
    return list({document.id: document for row in rows if (document := engine.index.document_of(int(row)))}.values())


def _strength(engine: Engine, concepts: Sequence[Concept], document: Document) -> float:
    """How well the words describe an article, 0 to 1, rare words counting more; 0 where it does not have a name among them."""
    places = [place_in_article(engine, concept, document) for concept in concepts]
    if any(concept.name and place == 0.0 for concept, place in zip(concepts, places, strict=True)):
        return 0.0
    total = sum(concept.weight for concept in concepts)
    found = sum(concept.weight * place for concept, place in zip(concepts, places, strict=True))
    return found / total if total else 0.0


def place_in_article(engine: Engine, concept: Concept, document: Document) -> float:
    """What a word counts for an article, by where it stands there."""
    analyzer = engine.index.analyzer
    header = " ".join(part for part in (document.title, document.place, document.publisher) if part)
    # "Bali Prawara" is baliprawara.com.
    site = re.sub(r"\W", "", document.publisher or "").casefold()
    if concept.found_in(analyzer.terms(header)) or (len(concept.term) >= SITE_FROM and concept.term in site):
        return IN_HEADER
    if concept.found_in(engine.document_terms(document.id)):
        terms = analyzer.terms(document.text)
        often = EACH_TIME * min(MOST_TIMES, sum(term == concept.term or term in concept.others for term in terms))
        return often + (IN_LEAD if concept.found_in(analyzer.terms(_beginning(document))) else IN_TEXT)
    if _may_be_misspelt(engine, concept):
        if any(spelt_alike(concept.term, word) for word in word_tokens(header)):
            return MISSPELT * IN_HEADER
        if any(spelt_alike(concept.term, word.casefold()) for word in WORD.findall(document.text) if word[0].isupper()):
            return MISSPELT * IN_TEXT
    return 0.0


def names_one_article(engine: Engine, concepts: Sequence[Concept], documents: Sequence[Document]) -> bool:
    """Whether a word belongs to one of these articles alone: it stands at the head of that one, and nowhere in the others."""
    for concept in concepts:
        places = sorted(place_in_article(engine, concept, document) for document in documents)
        if len(places) > 1 and places[-1] >= IN_LEAD and places[-2] == 0.0:
            return True
    return False


def _beginning(document: Document) -> str:
    """The text up to the end of the second sentence: captions and datelines, which are no body text, often name the place."""
    sentences = [sentence for run in body_sentences(document) for sentence in run]
    return document.text[: sentences[:2][-1].end] if sentences else document.text


def _may_be_misspelt(engine: Engine, concept: Concept) -> bool:
    """Whether a word that no article has may be a name of theirs, misspelt: one that the encoder knows is another name."""
    known = engine.query_analyzer
    return not (engine.index.knows(concept.term) or known.is_word(concept.term) or known.is_name(concept.term))
