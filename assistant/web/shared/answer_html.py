"""An answer as HTML, the same for the staff page and the panel of the widget; the template is `templates/answer.html`.

Pure functions. Their records may come back from a browser, so nothing in one is trusted: every text is escaped, and every
link is built here, from a source id and offsets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args
from urllib.parse import quote as percent_encoded

from assistant.answer import Answer, Citation, Lang
from assistant.conversations.export import answer_as_text
from assistant.conversations.opinions import Verdict
from assistant.html import render_line
from assistant.wording import fill_text, headline_text, say_published, say_verified, words

_MARKER = re.compile(r"\[(\d{1,2})\]")
_TEMPLATE = "answer.html"


@dataclass(frozen=True, slots=True)
class Card:
    """One quote with its source. `stretches` are the parts of the quote, in order, each with whether it is highlighted."""

    citation: Citation
    facts: tuple[str, ...]
    stretches: tuple[tuple[str, bool], ...]
    link: str


@dataclass(frozen=True, slots=True)
class View:
    """What the template shows; empty texts are left out.

    `lines` are those of the text, in pieces: (text, 0) is plain, ("", n) is the marker of citation n. `headline` is the short
    answer as it is shown, `short_markers` are the numbers beside it, and `differing` the short answers that differ;
    `links` has an address for each number that a marker may lead to.
    """

    answer: Answer
    turn: int
    say: Mapping[str, str]
    done: bool
    headline: str
    short_markers: tuple[int, ...]
    lines: tuple[tuple[tuple[str, int], ...], ...]
    differing: tuple[tuple[str, int], ...]
    links: Mapping[int, str]
    confidence: str
    searched: str
    verified: str
    cited: tuple[Card, ...]
    nearest: tuple[Card, ...]
    copied: str
    explained_at: str
    library: str
    verdicts: tuple[str, ...] = get_args(Verdict)


def question_html(question: str) -> str:
    """A question as its own message."""
    return render_line(_TEMPLATE, "question", text=question)


def status_html(stage: str, lang: Lang) -> str:
    """The line that is shown until the answer comes."""
    return render_line(_TEMPLATE, "status", text=fill_text(f"status_{stage}", lang))


def answer_html(
    answer: Answer,
    turn: int,
    lang: Lang,
    root: str = "",
    text: str | None = None,
    explained_at: str = "",
    copying: bool = True,
) -> str:
    """The whole answer; with `text` only that much of its text, and no cards yet, as it streams in.

    Args:
        answer: also one that a browser sent back.
        turn: the number of the answer in its conversation, which makes the ids of its parts unique on the page.
        lang: of the words around the answer.
        root: the prefix of a reverse proxy.
        text: a beginning of the answer's text, or None for all of it.
        explained_at: the address of the trace, linked under the answer for evaluators; empty for no link.
        copying: whether there is a button that copies the answer as text.
    """
    return render_line(_TEMPLATE, "answer", view=_view(answer, turn, lang, root, text, explained_at, copying))


def _view(answer: Answer, turn: int, lang: Lang, root: str, text: str | None, explained_at: str, copying: bool) -> View:
    short_markers, lines = _spoken(answer, answer.text if text is None else text)
    links = {citation.number: _link(citation, answer.citations, lang, root) for citation in answer.citations}
    searched = answer.searched_as.strip()
    talk = answer.kind == "talk"
    differing = answer.disagreement.answers if answer.disagreement else ()
    return View(
        answer=answer,
        turn=turn,
        say=words(lang),
        done=text is None,
        headline=headline_text(answer.short_answer.text) if answer.short_answer else "",
        short_markers=short_markers,
        lines=tuple(_pieces(line, links) for line in lines),
        differing=tuple((headline_text(short.text), short.citation) for short in differing),
        links=links,
        # Checked again, because the record may come back from a browser: beside a disagreement the headline is open.
        confidence=answer.confidence_level or "" if answer.answered and not answer.disagreement else "",
        searched=answer.searched_as if searched != answer.question.strip() else "",
        verified=say_verified(answer.verified, lang) if answer.verified and not talk else "",
        cited=tuple(_card(citation, answer.citations, lang, root) for citation in answer.citations),
        nearest=tuple(_card(citation, answer.citations, lang, root) for citation in answer.nearest),
        copied=answer_as_text(answer, lang) if copying and not talk else "",
        explained_at=explained_at,
        library=f"{root}/sources?lang={lang}" if talk and answer.intent == "articles" else "",
    )


def _spoken(answer: Answer, text: str) -> tuple[tuple[int, ...], list[str]]:
    """The numbers beside the short answer, and the lines of `text` below it."""
    lines = [line for line in text.split("\n") if line.strip()]
    short = answer.short_answer
    if short is None:
        return (), lines
    # The text begins with the short answer and all who give it, or, while it streams, with a part of that: said once.
    first = answer.text.split("\n", 1)[0]
    # In a record stored by an earlier version, it begins as the source has it, perhaps in small letters.
    said = first.casefold().startswith(headline_text(short.text).casefold())
    numbers = tuple(int(number) for number in _MARKER.findall(first)) if said else ()
    if said and lines and first.startswith(lines[0].strip()):
        lines = lines[1:]
    return numbers or (short.citation,), lines


def _pieces(line: str, links: Mapping[int, str]) -> tuple[tuple[str, int], ...]:
    """The line with each `[n]` that has a citation on its own; any other stays text."""
    pieces, at = [], 0
    for found in _MARKER.finditer(line):
        number = int(found.group(1))
        if number and number in links:  # 0 marks plain text in the pieces, so that [0] can be no marker
            pieces += [(line[at : found.start()], 0), ("", number)]
            at = found.end()
    return (*pieces, (line[at:], 0))


def _link(citation: Citation, cited: Sequence[Citation], lang: Lang, root: str) -> str:
    """The page of the article at the quote. Its other quotes are marked too: the page leads from one to the next."""
    others = (c for c in cited if c.source_id == citation.source_id and c.number != citation.number)
    marks = "".join(f"&mark={c.start}-{c.end}" for c in others)
    source = percent_encoded(citation.source_id, safe="")
    return f"{root}/sources/{source}?start={citation.start}&end={citation.end}&lang={lang}{marks}#quote"


def _card(citation: Citation, cited: Sequence[Citation], lang: Lang, root: str) -> Card:
    facts = [citation.publisher, say_published(citation.published, citation.derived, lang)]
    facts.append(words(lang)["title_derived"] if "title" in citation.derived else None)
    return Card(
        citation=citation,
        facts=tuple(fact for fact in facts if fact),
        stretches=_stretches(citation),
        link=_link(citation, cited, lang, root),
    )


def _stretches(citation: Citation) -> tuple[tuple[str, bool], ...]:
    """The quote cut at its highlights, whose offsets are those of the source; where they overlap, each character counts once."""
    # Clipped to the quote: a record that comes back from a browser may have any offsets.
    parts, at, quote, base = [], 0, citation.quote, citation.start
    for start, end in sorted(citation.highlights):
        first, last = max(start - base, at), min(end - base, len(quote))
        if first < last:
            parts += [(quote[at:first], False), (quote[first:last], True)]
            at = last
    return (*parts, (quote[at:], False))
