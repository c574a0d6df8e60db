"""An answer as the message of a chat: Markdown in which each marker `[n]` is a link to the quoted place, and where those links are.

Nothing of a source or a question acts as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assistant.answer import Answer, Citation, Lang
from assistant.articles.references import reference_line
from assistant.quotation import in_quotation_marks
from assistant.wording import headline_text, say_verified, words

HARD_BREAK = "  \n"
"""How Markdown ends a line within a paragraph."""
_MARKER = re.compile(r"\[(\d{1,2})\]")
_MARKUP = re.compile(r"([\\`*_\[\]<|~$]|&(?=#?\w+;))")
_LINE_START = re.compile(r"^(?:([-+=#>])|(\d{1,9})([.)]))")


@dataclass(frozen=True, slots=True)
class Link:
    """A citation's link in a text: `text[start:end]` is all of its markup; offsets count code points."""

    start: int
    end: int
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Content:
    """The text of a message, as Markdown, and its links in order."""

    text: str
    links: tuple[Link, ...]


class _Writer:
    """Puts a text together and notes where its links are."""

    def __init__(self, citations: Iterable[Citation], base: str) -> None:
        self._citations: Mapping[int, Citation] = {each.number: each for each in citations}
        self._base = base
        self._pieces: list[str] = []
        self._length = 0
        self._links: list[Link] = []

    def markup(self, text: str) -> None:
        """Add text as it is."""
        self._pieces.append(text)
        self._length += len(text)

    def plain(self, text: str, begins_line: bool = False) -> None:
        """Add text that means nothing to Markdown."""
        self.markup(escape_text(text, begins_line))

    def marker(self, number: int) -> None:
        """Add `[n]`, as a link where there is a citation of that number."""
        cited = self._citations.get(number)
        if cited is None:
            self.plain(f"[{number}]")
            return
        start, url = self._length, self._base + cited.url
        self.markup(f"[\\[{number}\\]]({url})")
        self._links.append(Link(start, self._length, url, cited.title))

    def line(self, text: str, verbatim: Iterable[str] = ()) -> None:
        """Add one line, its markers as links; what looks like one within the `verbatim` words is none."""
        at = 0
        for found in markers_outside(text, verbatim):
            self.plain(text[at : found.start()], begins_line=at == 0)
            self.marker(int(found[1]))
            at = found.end()
        self.plain(text[at:], begins_line=at == 0)

    def content(self) -> Content:
        """What was put together."""
        return Content("".join(self._pieces), tuple(self._links))


def answer_content(answer: Answer, lang: Lang, base: str) -> Content:
    """The whole answer: its text, any disagreement, who verified it, and its sources.

    Args:
        answer: an answer, a refusal or talk; a refusal's text is its message, and the nearest passages are no part of it.
        lang: of the words around quotes.
        base: the server's address, prefix included, that links begin with.
    """
    writer, say = _Writer(answer.citations, base), words(lang)
    _paragraphs(writer, answer.text, tuple(_verbatim(answer)))
    if found := answer.disagreement:
        writer.markup("\n\n")
        writer.plain(say[f"disagreement_{found.kind}"])
        writer.markup("\n")
        for short in found.answers:
            writer.markup("\n- ")
            writer.plain(f"{headline_text(short.text)} ")
            writer.marker(short.citation)
    if answer.verified:
        writer.markup("\n\n")
        writer.plain(say_verified(answer.verified, lang))
    if answer.citations:
        writer.markup("\n\n")
        writer.plain(f"{say['export_sources']}:")
        writer.markup("\n")
        for citation in answer.citations:
            writer.markup("\n- ")
            writer.marker(citation.number)
            writer.plain(f" {reference_line(citation, lang)}")
    return writer.content()


def _paragraphs(writer: _Writer, text: str, verbatim: tuple[str, ...]) -> None:
    """The lines of a text; those that an empty line parts are paragraphs."""
    begun = parted = False
    for line in text.split("\n"):
        if not line.strip():
            parted = True
            continue
        if begun:
            writer.markup("\n\n" if parted else HARD_BREAK)
        writer.line(line.strip(), verbatim)
        begun, parted = True, False


def _verbatim(answer: Answer) -> Iterator[str]:
    """The words in an answer's text that are a source's or a reader's: numbers in brackets are no markers there."""
    for citation in answer.citations:
        yield in_quotation_marks(" ".join(citation.told.split()))
        yield in_quotation_marks(" ".join(citation.title.split()))
    for part in answer.parts:
        yield part.question
    for short in (answer.short_answer, *(part.short_answer for part in answer.parts)):
        if short:
            yield headline_text(short.text)


def markers_outside(line: str, verbatim: Iterable[str]) -> Iterator[re.Match[str]]:
    """The markers `[n]` in a line, in order, without those within one of the `verbatim` words."""
    taken = [found.span() for words_ in verbatim if words_ for found in re.finditer(re.escape(words_), line)]
    for found in _MARKER.finditer(line):
        if not any(start <= found.start() and found.end() <= end for start, end in taken):
            yield found


def escape_text(text: str, begins_line: bool = False) -> str:
    """A text on one line with what Markdown would read escaped; `begins_line`: also what it reads only at the start of a line."""
    escaped = _MARKUP.sub(r"\\\1", " ".join(text.split("\n")))
    if not begins_line:
        return escaped
    return _LINE_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", escaped)
