"""What an entry of the question bank shows: its quotes as whole sentences, and its short answer where one fits what is asked."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering.compose import Quoted
from assistant.answering.gathered import ArticleText
from assistant.question.asked import read_question
from index.bank import LocatedEntry
from index.document import Span
from index.store import Index


def entry_quotes(index: Index, located: LocatedEntry, question: str) -> tuple[Quoted, ...]:
    """The quotes of an entry that answers, the first of them with its short answer unless the question wants a whole sentence."""
    quotes = [_whole_sentences(ArticleText.of_index(index, place.source_id), place.span) for place in located.quotes]
    first = quotes[0]
    if located.short and not read_question(question).wants_sentence:
        quotes[0] = replace(first, reading=replace(first.reading, answer=located.short))
    return tuple(quotes)


def _whole_sentences(article: ArticleText, span: Span) -> Quoted:
    """The sentences that a span touches, as one quote; no wider than to the ends of the span where it touches none."""
    touched = [sentence for sentence in article.sentences if sentence.overlaps(span)]
    return article.quote_sentences(touched)
