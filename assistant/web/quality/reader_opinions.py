"""What readers said of an answer, and where in the articles the passages stand that they pasted as the right ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.conversations.opinions import Feedback
from assistant.web.quality.choice import Place
from index.bank import locate_words
from index.document import Document

LOCATED = 20
"""Different passages of one question that are looked for in the articles, at most."""
_QUOTATION_MARKS = " \n\t\"“”„'‘’«»"


@dataclass(frozen=True, slots=True)
class ReaderOpinion:
    """An opinion as evaluators see it.

    Attributes:
        given: the opinion.
        source: the article in which its passage stands; None where it has none, or where it stands in no article.
        place: where in that article.
    """

    given: Feedback
    source: Document | None = None
    place: Place | None = None


def locate_opinions(opinions: Sequence[Feedback], documents: Iterable[Document]) -> list[ReaderOpinion]:
    """The opinions in their order, each with the first place of its passage."""
    # Anyone can paste a passage, so only so many are looked for: each is compared with every article.
    passages = list(dict.fromkeys(one.passage for one in opinions if one.passage))[:LOCATED]
    texts = list(documents) if passages else []
    found = {passage: next(_places(passage, texts), None) for passage in passages}
    return [ReaderOpinion(one, *(found.get(one.passage) or ())) for one in opinions]


def _places(passage: str, documents: Iterable[Document]) -> Iterator[tuple[Document, Place]]:
    # People set what they quote in quotation marks; those are no words of the article.
    words = passage.strip(_QUOTATION_MARKS)
    for document in documents:
        if span := locate_words(document.text, words):
            yield document, Place(document.id, span)
