"""An answer as HTML for the staff page. Pure functions; everything that was not written here is escaped.

Each result is one line: the chat component reads Markdown, in which a blank line would end the HTML block and make what
follows Markdown again. Line breaks of a source travel as character references.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from assistant.answer import Answer, Citation, Lang, ShortAnswer
from assistant.conversations.export import as_text
from assistant.wording import confidence_level, say_published, words

_MARKER = re.compile(r"\[(\d{1,2})\]")


def escape(text: str) -> str:
    """`text` with no character left that HTML reads, on one line."""
    return html.escape(text).replace("\r", "&#13;").replace("\n", "&#10;")


def question_html(question: str) -> str:
    """A question as its own message."""
    return f'<div class="question">{escape(question)}</div>'


def status_html(stage: str, lang: Lang) -> str:
    """The line that stands where the answer will."""
    return f'<div class="answer pending"><p class="status">{escape(words(lang)[f"status_{stage}"])}</p></div>'


def answer_html(
    answer: Answer, turn: int, lang: Lang, root: str = "", text: str | None = None, explained_at: str = ""
) -> str:
    """The whole answer; with `text` only that much of its text, and no cards yet, as it streams in.

    With `explained_at`, a link to there stands under it.
    """
    page = _Render(answer, turn, lang, root, explained_at)
    parts = page.refusal() if not answer.answered else page.answer(answer.text if text is None else text)
    done = text is None
    if done:
        parts += page.after()
    return f'<div class="answer{" done" if done else ""}">{"".join(parts)}</div>'


class _Render:
    """One answer in one language; methods give the parts of the page in their order."""

    def __init__(self, answer: Answer, turn: int, lang: Lang, root: str, explained_at: str) -> None:
        self._answer, self._turn, self._lang, self._root = answer, turn, lang, root
        self._explained_at = explained_at
        self._say = words(lang)
        self._cited = {citation.number: citation for citation in answer.citations}

    def answer(self, text: str) -> list[str]:
        short = self._answer.short_answer
        parts = []
        lines = [line for line in text.split("\n") if line.strip()]
        if short:
            # The text begins with the short answer and all who give it; while it streams, with a part of that.
            whole = self._answer.text.split("\n", 1)[0]
            said = whole.startswith(" ".join(short.text.split()))
            parts.append(f'<p class="short">{self._first(short, whole if said else "")}</p>')
            if said and lines and whole.startswith(lines[0].strip()):
                lines = lines[1:]
        return parts + [f'<p class="text">{self._linked(line)}</p>' for line in lines]

    def refusal(self) -> list[str]:
        refusal = self._answer.refusal
        message = refusal.message if refusal else self._answer.text
        return [
            f'<p class="refusal-title">{escape(self._say["refusal_title"])}</p>',
            f'<p class="refusal">{escape(message)}</p>',
        ]

    def after(self) -> list[str]:
        """What follows the text: how sure, how searched, the quotes or the nearest passages."""
        parts = [self._disagreement(), self._meta()]
        if self._answer.answered:
            parts += [f'<h3 class="cards-title">{escape(self._say["citations_title"])}</h3>', *self._cards()]
        elif self._answer.nearest:
            parts.append(self._nearest())
        return [*parts, self._copy(), self._explain(), self._feedback()]

    def _explain(self) -> str:
        if not self._explained_at:
            return ""
        say = self._say
        return (
            f'<p class="explain-link"><a href="{escape(self._explained_at)}" target="_blank" rel="noopener noreferrer">'
            f'{escape(say["explain_link"])} <span class="new-tab">{escape(say["new_tab"])}</span></a></p>'
        )

    def _copy(self) -> str:
        """The answer as text to paste, which the page's script copies."""
        say = self._say
        return (
            f'<div class="copy"><button type="button" class="copy-answer">{escape(say["copy"])}</button>'
            f'<span class="copy-said"></span><span class="say-copied">{escape(say["copied"])}</span>'
            f'<span class="say-copy-failed">{escape(say["copy_failed"])}</span>'
            f'<span class="copy-text">{escape(as_text(self._answer, self._lang))}</span></div>'
        )

    def _first(self, short: ShortAnswer, line: str) -> str:
        numbers = _MARKER.findall(line) or [str(short.citation)]
        return f"<strong>{escape(short.text)}</strong> " + " ".join(self._marker(int(number)) for number in numbers)

    def _short(self, short: ShortAnswer) -> str:
        return f"<strong>{escape(short.text)}</strong> {self._marker(short.citation)}"

    def _marker(self, number: int) -> str:
        citation = self._cited.get(number)
        if citation is None:
            return f"[{number}]"
        # The page's script turns this into a way to the card; without it, it opens the source.
        return f'<a class="cite cite-{self._turn}-{number}" {self._target(citation)}>[{number}]</a>'

    def _linked(self, text: str) -> str:
        """The escaped text with each `[n]` that has a citation as a link."""
        return _MARKER.sub(lambda found: self._marker(int(found.group(1))), escape(text))

    def _target(self, citation: Citation) -> str:
        # The other quotes of the same article are marked too: its page leads from one to the next.
        cited = (c for c in self._answer.citations if c.source_id == citation.source_id and c.number != citation.number)
        others = "".join(f"&mark={c.start}-{c.end}" for c in cited)
        address = f"{self._root}{citation.url}{'&' if '?' in citation.url else '?'}lang={self._lang}{others}#quote"
        return f'href="{escape(address)}" target="_blank" rel="noopener noreferrer"'

    def _disagreement(self) -> str:
        found = self._answer.disagreement
        if found is None:
            return ""
        rows = "".join(f"<li>{self._short(short)}</li>" for short in found.answers)
        title = escape(self._say[f"disagreement_{found.kind}"])
        return f'<div class="disagreement {found.kind}"><p>{title}</p><ul>{rows}</ul></div>'

    def _meta(self) -> str:
        parts = []
        if self._answer.answered:
            level = confidence_level(self._answer.confidence)
            label = f"{self._say['confidence']}: {self._say[f'confidence_{level}']}"
            parts.append(f'<span class="confidence {level}">{escape(label)}</span>')
        searched = self._answer.searched_as
        if searched and searched.strip() != self._answer.question.strip():
            parts.append(f'<span class="searched">{escape(self._say["searched_as"])}: “{escape(searched)}”</span>')
        return f'<p class="meta">{" ".join(parts)}</p>' if parts else ""

    def _cards(self) -> Iterable[str]:
        return (self._card(citation, f"card-{self._turn}-{citation.number}") for citation in self._answer.citations)

    def _nearest(self) -> str:
        say, count = self._say, len(self._answer.nearest)
        cards = "".join(self._card(c, f"near-{self._turn}-{c.number}", number=False) for c in self._answer.nearest)
        return (
            f'<details class="nearest"><summary>{escape(say["nearest_title"])} ({count})</summary>'
            f'<p class="nearest-note">{escape(say["nearest_note"])}</p>{cards}</details>'
        )

    def _feedback(self) -> str:
        """The reader's opinion: the page's script sends it."""
        say = self._say
        named = {
            "up": say["feedback_up"],
            "down": say["feedback_down"],
            "wrong_source": say["feedback_wrong_source"],
            "no_answer": say["feedback_no_answer"],
        }
        buttons = "".join(
            f'<button type="button" class="fb fb-{name}">{escape(text)}</button>' for name, text in named.items()
        )
        # The chat component drops a text box: the page's script puts it in.
        return (
            f'<div class="feedback" id="feedback-{self._turn}"><p class="fb-ask">{escape(say["feedback_ask"])}</p>'
            f'<p class="fb-row">{buttons}</p><div class="fb-more"><p class="fb-label">{escape(say["feedback_comment"])}</p>'
            f'<button type="button" class="fb-send">{escape(say["feedback_send"])}</button></div>'
            f'<p class="fb-sent">{escape(say["feedback_sent"])}</p><p class="fb-failed">{escape(say["feedback_failed"])}</p></div>'
        )

    def _card(self, citation: Citation, identity: str, number: bool = True) -> str:
        say = self._say
        facts = [citation.publisher, say_published(citation.published, citation.derived, self._lang)]
        facts.append(say["title_derived"] if "title" in citation.derived else None)
        speaker = say["speaker"].format(name=citation.speaker) if citation.speaker else None
        label = f'<span class="number">{citation.number}</span>' if number else ""
        return (
            f'<article class="card" id="{identity}"><div class="card-head">{label}<div>'
            f'<h4 class="card-title in-id">{escape(citation.title)}</h4>'
            f'<p class="card-facts">{" · ".join(escape(fact) for fact in facts if fact)}</p></div></div>'
            + (f'<p class="card-speaker">{escape(speaker)}</p>' if speaker else "")
            + f'<blockquote class="in-id">{_highlighted(citation)}</blockquote>'
            f'<p class="card-link"><a {self._target(citation)}>{escape(say["open_source"])} '
            f'<span class="new-tab">{escape(say["new_tab"])}</span></a></p></article>'
        )


def _highlighted(citation: Citation) -> str:
    """The quote with its highlights marked; offsets are those of the source, overlaps count once."""
    parts, at, quote, base = [], 0, citation.quote, citation.start
    for start, end in sorted(citation.highlights):
        first, last = max(start - base, at), min(end - base, len(quote))
        if first < last:
            parts.append(f"{escape(quote[at:first])}<mark>{escape(quote[first:last])}</mark>")
            at = last
    return "".join(parts) + escape(quote[at:])
