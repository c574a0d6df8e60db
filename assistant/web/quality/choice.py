"""An article as something to choose from: its sentences, each of which a click makes a quote. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.document import Document, Span
from index.sentences import body_sentences

_PLACE = re.compile(r"(?P<source>.+):(?P<start>\d{1,9})-(?P<end>\d{1,9})", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of an article, as a form sends it."""

    source_id: str
    span: Span

    @property
    def value(self) -> str:
        return f"{self.source_id}:{self.span.start}-{self.span.end}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters of an article in order: a sentence with its place, or what is between two sentences (`place` None).

    Attributes:
        chosen: whether it is a quote already.
        near: whether the answer that was given quotes it.
    """

    text: str
    place: Place | None = None
    chosen: bool = False
    near: bool = False


@dataclass(frozen=True, slots=True)
class ArticleChoice:
    """An article to choose quotes from, its paragraphs as stretches."""

    document: Document
    paragraphs: tuple[tuple[Stretch, ...], ...]
    near: int


def parse_place(value: str) -> Place | None:
    """The place that a form's value names; None if it names none."""
    found = _PLACE.fullmatch(value)
    start, end = (int(found["start"]), int(found["end"])) if found else (0, 0)
    return Place(found["source"], Span(start, end)) if found and start < end else None


def article_choice(document: Document, chosen: Collection[Place], near: Sequence[Place]) -> ArticleChoice:
    """The sentences of an article in paragraphs; a line break, or what is no text of the article, ends a paragraph."""
    text, at = document.text, 0
    paragraphs: list[list[Stretch]] = [[]]
    spots = [place.span for place in near if place.source_id == document.id]
    for span in (span for run in body_sentences(document) for span in run):
        between = text[at : span.start]
        if "\n" in between:
            paragraphs += [[Stretch(between.strip())], []] if between.strip() else [[]]
        elif between:
            paragraphs[-1].append(Stretch(between))
        place = Place(document.id, span)
        close = any(span.overlaps(spot) for spot in spots)
        paragraphs[-1].append(Stretch(span.of(text), place, place in chosen, close))
        at = span.end
    if text[at:].strip():
        paragraphs.append([Stretch(text[at:].strip())])
    shown = tuple(tuple(paragraph) for paragraph in paragraphs if paragraph)
    return ArticleChoice(document, shown, sum(stretch.near for paragraph in shown for stretch in paragraph))


def loose_places(chosen: Sequence[Place], articles: Sequence[ArticleChoice]) -> list[Place]:
    """The chosen places that are no sentence of the articles shown: marked stretches, and quotes of other articles."""
    sentences = {s.place for article in articles for paragraph in article.paragraphs for s in paragraph}
    return [place for place in chosen if place not in sentences]
