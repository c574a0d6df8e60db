"""An answer as HTML, the same for the staff page and the panel of the widget; the template is `templates/answer.html`.

Pure functions. Their records may come back from a browser, so nothing in one is trusted: every text is escaped, and every
link is built here, from a source id and offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from assistant.answer import Answer, Citation, Lang
from assistant.conversations.export import answer_as_text
from assistant.conversations.opinions import OPINION_REASONS
from assistant.html import render_line
from assistant.source_address import source_path
from assistant.wording import fill_text, headline_text, say_published, say_verified, say_where, spell_date, words

_MARKER = re.compile(r"\[(\d{1,2})\]")
_BROKEN_LINE = re.compile(r"(?<=[^\W\d_]|,)\n(?=[^\W\d_]{2})")
_TEMPLATE = "answer.html"
LINE = 80
"""Characters of a line on a wide page."""
FOLD_LINES = 24
"""Lines from which a quote is folded; `answer.css` then shows fewer of them, so that there always is something to unfold."""


@dataclass(frozen=True, slots=True)
class Card:
    """One quote with its source.

    Attributes:
        leading: the lines that belong before the quote, each with whether something is left out after it.
        stretches: the parts of the quote, in order, each with whether it is highlighted; lines that break within a sentence flow on.
        where: besides its place, where the quote stands in its document: the page, and that a machine read it.
        facts: publisher and date. `dated` says whether that is the date of the article or of what it tells.
        long: whether the quote is folded, because it is longer than a screen.
    """

    citation: Citation
    leading: tuple[tuple[str, bool], ...]
    stretches: tuple[tuple[str, bool], ...]
    where: tuple[str, ...]
    facts: tuple[str, ...]
    dated: str
    link: str
    long: bool


@dataclass(frozen=True, slots=True)
class Differing:
    """One of the short answers that differ, with the facts of its source."""

    text: str
    number: int
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartView:
    """One of several questions in one, with its headline, or why it has none; `cards` are the quotes that no part before it has."""

    question: str
    headline: str
    markers: tuple[int, ...]
    refusal: str
    cards: tuple[tuple[Card, ...], ...]


@dataclass(frozen=True, slots=True)
class View:
    """What the template shows; empty texts are left out.

    Attributes:
        turn: the number of the answer in its conversation.
        headline: the short answer as it is shown; `short_markers` are the numbers of the quotes that give it.
        introduction: where there is no short answer, the line that the text begins with, unless that is a quote.
        lines: the text of a reply to small talk.
        refusal: the first sentence of a refusal, and the others.
        cards: the quotes that are shown in one card, for each card.
        parts: what is shown in the place of headline and cards, where several questions were asked in one.
        links: an address for each number that a marker may lead to.
        sources: how many articles are cited, in words.
    """

    answer: Answer
    turn: int
    say: Mapping[str, str]
    headline: str
    short_markers: tuple[int, ...]
    introduction: str
    lines: tuple[str, ...]
    refusal: tuple[str, str]
    differing: tuple[Differing, ...]
    links: Mapping[int, str]
    confidence: str
    sources: str
    searched: str
    verified: str
    cards: tuple[tuple[Card, ...], ...]
    nearest: tuple[Card, ...]
    copied: str
    explained_at: str
    library: str
    parts: tuple[PartView, ...] = ()
    reasons: tuple[str, ...] = OPINION_REASONS


def question_html(question: str, turn: int, lang: Lang) -> str:
    """A question as its own message, with the button that edits it; `turn` is its number in the conversation."""
    return render_line(_TEMPLATE, "question", text=question, turn=turn, say=words(lang))


def status_html(stage: str, lang: Lang) -> str:
    """What is shown until the answer comes."""
    return render_line(_TEMPLATE, "status", text=fill_text(f"status_{stage}", lang))


def answer_html(answer: Answer, turn: int, lang: Lang, root: str = "", explained_at: str = "") -> str:
    """The whole answer.

    Args:
        answer: also one that a browser sent back.
        turn: the number of the answer in its conversation, which makes the ids of its parts unique on the page.
        lang: of the words around the answer.
        root: the prefix of a reverse proxy.
        explained_at: the address of the trace, linked under the answer for evaluators; empty for no link.
    """
    return render_line(_TEMPLATE, "answer", view=_view(answer, turn, lang, root, explained_at))


def _view(answer: Answer, turn: int, lang: Lang, root: str, explained_at: str) -> View:
    talk = answer.kind == "talk"
    cited = [_card(citation, answer.citations, lang, root) for citation in answer.citations]
    markers = _short_markers(answer)
    return View(
        answer=answer,
        turn=turn,
        say=words(lang),
        headline=headline_text(answer.short_answer.text) if answer.short_answer else "",
        short_markers=markers,
        introduction=_introduction(answer),
        lines=tuple(line for line in answer.text.split("\n") if line.strip()),
        refusal=_refusal(answer),
        differing=_differing(answer, lang),
        links={card.citation.number: card.link for card in cited},
        # Not beside a disagreement: it would be that of one of the answers. The record has none there, nor for a refusal.
        confidence=(answer.answered and not answer.disagreement and answer.confidence_level) or "",
        sources=_sources(answer, lang),
        searched=answer.searched_as.strip() if answer.searched_as.strip() not in ("", answer.question.strip()) else "",
        verified=say_verified(answer.verified, lang) if answer.verified else "",
        cards=_grouped(cited, markers),
        nearest=tuple(_card(citation, answer.nearest, lang, root) for citation in answer.nearest),
        copied="" if talk else answer_as_text(answer, lang),
        explained_at=explained_at,
        library=f"{root}/sources?lang={lang}" if talk and answer.intent == "articles" else "",
        parts=tuple(_parts(answer, cited)),
    )


def _parts(answer: Answer, cards: Sequence[Card]) -> Iterator[PartView]:
    shown: set[int] = set()
    for part in answer.parts:
        new = [card for card in cards if card.citation.number in part.citations and card.citation.number not in shown]
        shown.update(card.citation.number for card in new)
        short = part.short_answer
        # Without words that answer, a quote stands for them: under the question, or, where a part before has it, behind its marker.
        markers = (short.citation,) if short else () if new else part.citations
        headline = headline_text(short.text) if short else ""
        refusal = part.refusal.message if part.refusal else ""
        yield PartView(part.question, headline, markers, refusal, tuple((card,) for card in new))


def _short_markers(answer: Answer) -> tuple[int, ...]:
    """The numbers of the quotes that give the short answer: its own, and those that its line of the text names too."""
    short = answer.short_answer
    if short is None:
        return ()
    first = answer.text.split("\n", 1)[0]
    # In a record stored by an earlier version, it begins as the source has it, perhaps in small letters.
    said = first.casefold().startswith(headline_text(short.text).casefold())
    numbers = tuple(int(number) for number in _MARKER.findall(first)) if said else ()
    return numbers or (short.citation,)


def _introduction(answer: Answer) -> str:
    """The first line of a text that begins neither with the short answer nor with a quote, without its markers."""
    first = answer.text.split("\n", 1)[0].strip()
    if answer.short_answer or answer.intent != "overview" or not first.endswith(":"):
        return ""
    return re.sub(r"\s+([:;])", r"\1", _MARKER.sub("", first))


def _refusal(answer: Answer) -> tuple[str, str]:
    message = " ".join((answer.refusal.message if answer.refusal else answer.text).split())
    first, stop, rest = message.partition(". ")
    return (first + stop.strip(), rest)


def _differing(answer: Answer, lang: Lang) -> tuple[Differing, ...]:
    if answer.disagreement is None:
        return ()
    cited = {citation.number: citation for citation in answer.citations}
    return tuple(
        Differing(
            headline_text(short.text),
            short.citation,
            (*say_where(found, lang), *_facts(found, lang)) if (found := cited.get(short.citation)) else (),
        )
        for short in answer.disagreement.answers
    )


def _sources(answer: Answer, lang: Lang) -> str:
    count = len({citation.source_id for citation in answer.citations})
    return fill_text("sources_one" if count == 1 else "sources_many", lang, count=count) if count else ""


def _grouped(cards: Sequence[Card], same: Sequence[int]) -> tuple[tuple[Card, ...], ...]:
    """The cards, those of the numbers `same` together: what they report is one thing, whose quotes stand in one card."""
    together = tuple(card for card in cards if card.citation.number in same)
    others = tuple((card,) for card in cards if card.citation.number not in same)
    return ((together,) if together else ()) + others


def _link(citation: Citation, cited: Sequence[Citation], lang: Lang, root: str) -> str:
    """The page of the article at the quote. Its other quotes are marked too: the page leads from one to the next."""
    others = (c for c in cited if c.source_id == citation.source_id and c.number != citation.number)
    marks = "".join(f"&mark={c.start}-{c.end}" for c in others)
    return f"{root}{source_path(citation.source_id)}?start={citation.start}&end={citation.end}&lang={lang}{marks}#quote"


def _card(citation: Citation, cited: Sequence[Citation], lang: Lang, root: str) -> Card:
    return Card(
        citation=citation,
        leading=tuple((_flowing(text), left_out) for text, left_out in citation.leading()),
        stretches=_flowing_stretches(citation.set_off()),
        where=say_where(replace(citation, place=""), lang),
        facts=_facts(citation, lang),
        dated=say_published(citation.published, citation.derived, lang),
        link=_link(citation, cited, lang, root),
        long=_is_long(citation),
    )


def _flowing(text: str) -> str:
    """A text, as long as before, whose lines flow on where a page was too narrow for a sentence: small letters go on with one."""
    return _BROKEN_LINE.sub(lambda found: " " if text[found.end()].islower() else "\n", text)


def _flowing_stretches(stretches: Sequence[tuple[str, bool]]) -> tuple[tuple[str, bool], ...]:
    whole = _flowing("".join(text for text, _ in stretches))
    ends = list(accumulate(len(text) for text, _ in stretches))
    return tuple((whole[end - len(text) : end], marked) for end, (text, marked) in zip(ends, stretches, strict=True))


def _is_long(citation: Citation) -> bool:
    """Whether a quote is longer than a screen, so that it is shown folded. What is marked must not be folded away."""
    begun = 0
    for text, marked in (*((text, False) for text, _ in citation.leading()), *citation.set_off()):
        if marked and begun > FOLD_LINES:
            return False
        begun += sum(1 + len(line) // LINE for line in text.split("\n"))
    return begun > FOLD_LINES


def _facts(citation: Citation, lang: Lang) -> tuple[str, ...]:
    """Who published the article, and its date, short enough for one line; what the date means is in `dated`."""
    date = spell_date(citation.published, lang, short=True) if citation.published else None
    return tuple(filter(None, (citation.publisher, date)))
