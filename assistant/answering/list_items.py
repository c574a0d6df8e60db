"""A list quoted whole: the line that introduces it and all its items, also where they reach beyond the passage.

The marks of an item are those of `data/list_items.toml`.
"""

from __future__ import annotations

import re
from pathlib import Path

from index.document import Document, Node, Span
from index.places import items_end, lists_around
from index.sentences import body_runs, split_sentences
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parents[1] / "data" / "list_items.toml")
MOST_LINES = 60
"""Lines up to which a list or table is quoted whole."""
REACH = 2500
"""Characters before and after a quote in which the rest of its list is looked for."""


def whole_list(document: Document, span: Span, as_list: bool, asked: Span | None = None) -> Span:
    """The span with the rest of the list that it is part of; unchanged where it is part of none.

    What introduces a list always takes its items along, and "Ketiga ..." what comes before it. A line such as "c. ..." is quoted with
    the others only where a list is asked for (`as_list`): it may be all that is asked. `asked` is the list that is asked for, where the
    document's structure tells.
    """
    text = document.text
    run = next((run for run in body_runs(document) if run.contains(span)), span)
    if document.structure:
        return _structured_list(document, run, span, asked)
    item, later = RULES.pattern("item"), RULES.pattern("later_in_a_list")
    in_list = as_list and item.search(span.of(text)) is not None
    goes_back = in_list or later.search(span.of(text))
    start = _beginning(text, run, span.start) if goes_back else span.start
    takes_items = in_list or RULES.pattern("introduction").search(span.of(text))
    return Span(start, _end(text, run, span.end, item if takes_items else later))


def _structured_list(document: Document, run: Span, span: Span, asked: Span | None) -> Span:
    """The list of a document whose structure is known, as far as no furniture lies in it."""
    whole = asked or next((node.span for node in lists_around(document, span) if _is_one(document, node, span)), span)
    if asked and document.text[whole.start : whole.end].count("\n") > MOST_LINES:
        return span
    start, end = min(max(run.start, whole.start), span.start), max(min(run.end, whole.end), span.end)
    # What introduces a list may lie before furniture, and leave white space in its place.
    words = document.text[start:end]
    return Span(start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip()))


def _is_one(document: Document, node: Node, span: Span) -> bool:
    """Whether a list is one with a stretch of it: with what introduces it, and with all where its sentence goes on after the last item."""
    if node.kind != "list":
        return False
    end = items_end(document, node)
    return node.head.overlaps(span) or any(map(str.isalnum, document.text[end : node.span.end]))


def _beginning(text: str, run: Span, start: int) -> int:
    """Where the list begins that has an item at `start`: with the sentence that introduces it."""
    low = max(run.start, start - REACH)
    before = text[low:start]
    for sentence in reversed(split_sentences(before)):
        words = sentence.of(before)
        if RULES.pattern("introduction").search(words):
            return low + sentence.start
        if not RULES.pattern("item").search(words):
            break
        start = low + sentence.start
    return start


def _end(text: str, run: Span, end: int, item: re.Pattern[str]) -> int:
    """Where the items that follow `end` end."""
    rest = text[end : min(run.end, end + REACH)]
    if not item.search(rest.lstrip()):
        return end
    found = end
    for sentence in split_sentences(rest):
        # The last one may be cut off by the reach.
        if not item.search(sentence.of(rest)) or end + sentence.end == end + REACH:
            break
        found = end + sentence.end
    return found
