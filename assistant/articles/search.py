"""Search in the articles themselves, for people who want to read rather than ask. Pure functions.

An article matches if every word of the query occurs in it, in any case and also within words: `langgar` finds `melanggar`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal, get_args

from assistant.articles.subjects import subjects_of
from index.document import Document, Span
from index.reading_form import composed_form
from index.regulation_forms import names_of

FacetName = Literal["subject", "publisher", "place", "year"]
FACETS: tuple[FacetName, ...] = get_args(FacetName)
"""What a list of articles can be narrowed by, besides words and dates."""
QUERY_LIMIT = 200
"""Most characters of a query."""
SNIPPET = 220
"""Characters of an excerpt, more or less."""
LEAD = 60
"""Characters of an excerpt before the first place."""
_PHRASE_OR_WORD = re.compile(r"[\"“]([^\"“”]+)[\"”]|([^\s\"“”]+)")
# Checked first: from Python 3.11 on, `date.fromisoformat` also takes 20240418 and week dates.
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class SearchForm:
    """What a reader filled in, as typed; an empty field sets no limit.

    `since` and `until` are ISO dates, both included; `subject` is the key of a subject (`subjects.py`).
    """

    q: str = ""
    publisher: str = ""
    since: str = ""
    until: str = ""
    subject: str = ""
    place: str = ""

    def __bool__(self) -> bool:
        return self.narrowed or bool(self.q.strip())

    @property
    def narrowed(self) -> bool:
        """Whether it sets a limit besides the words."""
        return any(value.strip() for value in (self.publisher, self.since, self.until, self.subject, self.place))


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """An article that matches, and the places of the words: in its text, page furniture included (readers see it too), and its title."""

    document: Document
    places: tuple[Span, ...] = ()
    in_title: tuple[Span, ...] = ()

    def shown(self) -> Sequence[Span]:
        """The places for an excerpt: those closest together, outside furniture if there are any."""
        furniture = [item.span for item in self.document.furniture]
        body = [place for place in self.places if not any(place.overlaps(span) for span in furniture)]
        return _densest(body or self.places, self.document.text)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of a search.

    Attributes:
        hits: in the order of the documents searched.
        undated: how many articles match but for having no date, where the form limits dates.
        wrong: keys of the messages that say what is wrong with the form; nothing was searched then.
        matching: all that have the words, those included that the rest of the form leaves out.
    """

    hits: tuple[ArticleHit, ...] = ()
    undated: int = 0
    wrong: tuple[str, ...] = ()
    matching: tuple[ArticleHit, ...] = ()


def search_articles(documents: Iterable[Document], form: SearchForm) -> SearchResult:
    """The articles that the form asks for, in the order given."""
    if wrong := _wrong_fields(form):
        return SearchResult(wrong=wrong)
    matching = tuple(_matching(documents, form.q))
    tests = make_filters(form)
    hits = tuple(hit for hit in matching if all(test(hit.document) for test in tests.values()))
    others = [test for name, test in tests.items() if name != "year"]
    undated = sum(
        not hit.document.published and all(test(hit.document) for test in others) for hit in matching if "year" in tests
    )
    return SearchResult(hits, undated, matching=matching)


def make_filters(form: SearchForm) -> dict[FacetName, Callable[[Document], bool]]:
    """The tests that a valid form puts to an article besides its words, by the facet that they limit; none for an empty field."""
    asked: dict[FacetName, str] = {"subject": form.subject, "publisher": form.publisher, "place": form.place}
    tests: dict[FacetName, Callable[[Document], bool]] = {
        name: partial(_has_value, name, value.strip()) for name, value in asked.items() if value.strip()
    }
    since, until = _date(form.since), _date(form.until)
    if since or until:
        tests["year"] = partial(_is_within, since or date.min, until or date.max)
    return tests


def facet_values(document: Document, name: FacetName) -> tuple[str, ...]:
    """What an article is under a facet: the keys of its subjects, its publisher, its place, or its year; empty where not known."""
    match name:
        case "subject":
            return tuple(subject.key for subject in subjects_of(document))
        case "publisher":
            return (document.publisher,) if document.publisher else ()
        case "place":
            return (document.place,) if document.place else ()
        case "year":
            return (document.published[:4],) if document.published else ()


def count_facets(found: SearchResult, form: SearchForm) -> dict[FacetName, list[tuple[str, int]]]:
    """For each facet its values with how many articles each would give, the most first, years the latest first.

    The facet's own limit does not count: its values are what a reader could choose instead.
    """
    tests = make_filters(form)
    counts = {}
    for name in FACETS:
        others = [test for other, test in tests.items() if other != name]
        left = (hit.document for hit in found.matching if all(test(hit.document) for test in others))
        values = Counter(value for document in left for value in facet_values(document, name))
        by_name = sorted(values.items(), key=lambda item: item[0].casefold(), reverse=name == "year")
        # A subject keeps its place in the file among those with as many articles: `most_common` is stable, too.
        counts[name] = (
            by_name if name == "year" else Counter(dict(by_name if name != "subject" else values)).most_common()
        )
    return counts


def _has_value(name: FacetName, value: str, document: Document) -> bool:
    return value in facet_values(document, name)


def _is_within(since: date, until: date, document: Document) -> bool:
    published = _date(document.published or "")
    return published is not None and since <= published <= until


def hit_excerpt(hit: ArticleHit) -> list[tuple[str, bool]]:
    """An excerpt around the places to show, as runs of (text, whether it is one of the places)."""
    text, near = hit.document.text, hit.shown()
    if not near:
        return []
    start, end = near[0].start, near[-1].end
    # Then both ends move to white space, so that no word is cut, but never into the places.
    first = max(0, start - LEAD)
    last = min(len(text), max(end, first + SNIPPET))
    if first and (space := re.search(r"\s", text[first:start])):
        first += space.end()
    if last < len(text) and (spaces := list(re.finditer(r"\s", text[end:last]))):
        last = end + spaces[-1].start()
    runs, at = [("… " if first else "", False)], first
    for place in (place for place in hit.places if first <= place.start and place.end <= last):
        runs += [(text[at : place.start], False), (place.of(text), True)]
        at = place.end
    runs += [(text[at:last], False), (" …" if last < len(text) else "", False)]
    return [(re.sub(r"\s+", " ", run), marked) for run, marked in runs if run]


def year_of(form: SearchForm) -> str:
    """The year that the dates of a form are exactly, such as "2024"; empty where they are not."""
    year = form.since[:4]
    return year if (form.since, form.until) == year_bounds(year) else ""


def year_bounds(year: str) -> tuple[str, str]:
    """The first and the last day of a year, as a form has them."""
    return f"{year}-01-01", f"{year}-12-31"


def _wrong_fields(form: SearchForm) -> tuple[str, ...]:
    since, until = _date(form.since), _date(form.until)
    wrong = {
        "library_long_query": len(form.q.strip()) > QUERY_LIMIT,
        "library_bad_from": bool(form.since.strip()) and since is None,
        "library_bad_to": bool(form.until.strip()) and until is None,
        "library_bad_range": since is not None and until is not None and since > until,
    }
    return tuple(key for key, is_wrong in wrong.items() if is_wrong)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if _DATE.fullmatch(text.strip()) else None
    except ValueError:
        return None


def _words(query: str) -> list[str]:
    """The words of a query, each once; a phrase in quotation marks counts as one word."""
    found = (phrase or word for phrase, word in _PHRASE_OR_WORD.findall(query))
    return list(dict.fromkeys(word.strip() for word in found if word.strip()))


def _pattern(word: str) -> re.Pattern[str]:
    """Matches the word with any white space, and any kind of apostrophe, where it has one."""
    escaped = r"\s+".join(re.escape(part) for part in word.split())
    return re.compile(re.sub(r"['’‘]", "['’‘]", escaped), re.IGNORECASE)


def _matching(documents: Iterable[Document], query: str) -> Iterator[ArticleHit]:
    """The articles with every word of the query."""
    words = [_pattern(word) for word in _words(unicodedata.normalize("NFC", query))]
    # Longest first: of two words that begin alike, the alternation would otherwise mark only the shorter.
    places = re.compile("|".join(sorted((w.pattern for w in words), key=len, reverse=True)), re.IGNORECASE)
    for document in documents:
        # Each word may stand in another field: a word of the title and the name of the publisher find an article together.
        fields = [
            composed_form(f).text
            for f in (document.text, document.title, document.publisher or "", document.place or "", _names(document))
        ]
        if not words:
            yield ArticleHit(document)
        elif all(any(word.search(field) for field in fields) for word in words):
            yield ArticleHit(document, _found(places, document.text), _found(places, document.title))


def _names(document: Document) -> str:
    """What people call the regulation that an article is: "PP 55/2023" may stand nowhere in it."""
    return "\n".join(names_of(document.regulation)) if document.regulation else ""


def _found(places: re.Pattern[str], text: str) -> tuple[Span, ...]:
    """Where the pattern is found; a letter and its accent may be two characters of the text, and are marked together."""
    form = composed_form(text)
    return tuple(form.delivered(Span(*match.span())) for match in places.finditer(form.text))


def _densest(places: Sequence[Span], text: str) -> Sequence[Span]:
    """Those of the places that fit into SNIPPET - LEAD characters: with the most different words, then the most of them, then the first."""
    best, most, first = places[:1], (1, 1), 0
    for last, place in enumerate(places):
        while place.end - places[first].start > SNIPPET - LEAD and first < last:
            first += 1
        near = places[first : last + 1]
        worth = (len({one.of(text).casefold() for one in near}), len(near))
        if worth > most:
            best, most = near, worth
    return best
