"""Search in the articles themselves, for people who want to read rather than ask. Pure functions.

An article matches if every word of the query occurs in it, in any case and also within words: `langgar` finds `melanggar`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from index.document import Document, Span
from index.reading_form import composed_form

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
    """What a reader filled in, as typed; an empty field sets no limit. `since` and `until` are ISO dates, both included."""

    q: str = ""
    publisher: str = ""
    since: str = ""
    until: str = ""

    def __bool__(self) -> bool:
        return any(value.strip() for value in (self.q, self.publisher, self.since, self.until))


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """An article that matches, and the places of the words in its text, those in page furniture included: readers see it too."""

    document: Document
    places: tuple[Span, ...] = ()

    def shown(self) -> Sequence[Span]:
        """The places for an excerpt: those closest together, outside furniture if there are any."""
        furniture = [item.span for item in self.document.furniture]
        body = [place for place in self.places if not any(place.overlaps(span) for span in furniture)]
        return _densest(body or self.places)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of a search.

    Attributes:
        hits: in the order of the documents searched.
        undated: how many articles match but for having no date, where the form limits dates.
        wrong: keys of the messages that say what is wrong with the form; nothing was searched then.
    """

    hits: tuple[ArticleHit, ...] = ()
    undated: int = 0
    wrong: tuple[str, ...] = ()


def search_articles(documents: Iterable[Document], form: SearchForm) -> SearchResult:
    """The articles that the form asks for, in the order given."""
    wrong, since, until = _checked(form)
    if wrong:
        return SearchResult(wrong=wrong)
    words = [_pattern(word) for word in _words(unicodedata.normalize("NFC", form.q))]
    # Longest first: of two words that begin alike, the alternation would otherwise mark only the shorter.
    places = re.compile("|".join(sorted((w.pattern for w in words), key=len, reverse=True)), re.IGNORECASE)
    hits, undated = [], 0
    for document in documents:
        if not _matches(document, words, form.publisher.strip()):
            continue
        published = _date(document.published or "")
        if (since or until) and published is None:
            undated += 1
        elif not (since and published and published < since) and not (until and published and published > until):
            # A letter and its accent may be two characters of the text, and are marked together.
            text = composed_form(document.text)
            spans = [text.delivered(Span(*found.span())) for found in places.finditer(text.text)] if words else []
            hits.append(ArticleHit(document, tuple(spans)))
    return SearchResult(tuple(hits), undated)


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


def list_publishers(documents: Iterable[Document]) -> list[str]:
    """The publishers of the articles, in alphabetical order."""
    return sorted({document.publisher for document in documents if document.publisher}, key=str.casefold)


def _checked(form: SearchForm) -> tuple[tuple[str, ...], date | None, date | None]:
    since, until = _date(form.since), _date(form.until)
    wrong = {
        "library_long_query": len(form.q.strip()) > QUERY_LIMIT,
        "library_bad_from": bool(form.since.strip()) and since is None,
        "library_bad_to": bool(form.until.strip()) and until is None,
        "library_bad_range": since is not None and until is not None and since > until,
    }
    return tuple(key for key, is_wrong in wrong.items() if is_wrong), since, until


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


def _matches(document: Document, words: Sequence[re.Pattern[str]], publisher: str) -> bool:
    if publisher and publisher != document.publisher:
        return False
    # Each word may stand in another field: a word of the title and the name of the publisher find an article together.
    fields = [
        composed_form(f).text for f in (document.text, document.title, document.publisher or "", document.place or "")
    ]
    return all(any(word.search(field) for field in fields) for word in words)


def _densest(places: Sequence[Span]) -> Sequence[Span]:
    """The first of the longest runs of places that fit into SNIPPET - LEAD characters."""
    best, first = places[:1], 0
    for last, place in enumerate(places):
        while place.end - places[first].start > SNIPPET - LEAD and first < last:
            first += 1
        if last + 1 - first > len(best):
            best = places[first : last + 1]
    return best
