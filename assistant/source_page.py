"""The articles as pages for people: one article with the quote marked, and the list of all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.answer import Lang
from assistant.words import say_published, words
from index.document import Document, Span

WEB = Path(__file__).parent / "web"
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that look alike. `first` is set on the piece where the marked quote begins."""

    text: str
    furniture: bool = False
    marked: bool = False
    first: bool = False


def shown_furniture(document: Document) -> list[Span]:
    """The furniture that readers should see as such: the title is part of the article to them."""
    return [item.span for item in document.furniture if item.rule != "title"]


def parse_mark(document: Document, start: str | None, end: str | None) -> tuple[Span | None, bool]:
    """The span to mark and whether what was asked for is wrong; given neither, there is nothing to mark."""
    if start is None and end is None:
        return None, False
    if not all(value and value.isascii() and value.isdigit() and len(value) < 12 for value in (start, end)):
        return None, True
    first, last = int(start or 0), int(end or 0)
    return (Span(first, last), False) if first < last <= len(document.text) else (None, True)


def paragraphs(document: Document, mark: Span | None) -> list[list[Piece]]:
    """The text cut at blank lines, each paragraph cut where furniture or the mark begins and ends."""
    furniture = shown_furniture(document)
    spans = [*furniture, *([mark] if mark else [])]
    cuts = sorted({edge for span in spans for edge in (span.start, span.end)})
    result = []
    for block in _blocks(document.text):
        edges = [block.start, *(cut for cut in cuts if block.start < cut < block.end), block.end]
        result.append([_piece(document.text, Span(a, b), furniture, mark) for a, b in pairwise(edges)])
    return _with_first(result)


def _blocks(text: str) -> Iterator[Span]:
    start = 0
    for gap in _PARAGRAPH_BREAK.finditer(text):
        if text[start : gap.start()].strip():
            yield Span(start, gap.start())
        start = gap.end()
    if text[start:].strip():
        yield Span(start, len(text))


def _piece(text: str, span: Span, furniture: list[Span], mark: Span | None) -> Piece:
    return Piece(span.of(text), any(span.overlaps(f) for f in furniture), mark is not None and span.overlaps(mark))


def _with_first(blocks: list[list[Piece]]) -> list[list[Piece]]:
    for block in blocks:
        for at, piece in enumerate(block):
            if piece.marked:
                block[at] = Piece(piece.text, piece.furniture, marked=True, first=True)
                return blocks
    return blocks


@cache
def templates() -> Environment:
    """The pages of `web/`; whatever is put into them is escaped."""
    return Environment(loader=FileSystemLoader(WEB), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def article_page(document: Document, start: str | None, end: str | None, lang: Lang, root: str) -> str:
    """The HTML of one article. A place that the article does not have is said, not ignored."""
    mark, wrong = parse_mark(document, start, end)
    place = f"&start={mark.start}&end={mark.end}" if mark else ""
    return (
        templates()
        .get_template("source.html")
        .render(
            frame(lang, root, f"{root}/sources/{document.id}?lang={{}}{place}"),
            document=document,
            published=say_published(document.published, document.derived, lang),
            paragraphs=paragraphs(document, mark),
            marked=mark is not None,
            wrong=wrong,
            has_furniture=bool(shown_furniture(document)),
            url=document.url if document.url and document.url.startswith(("https://", "http://")) else None,
        )
    )


def library_page(documents: list[Document], lang: Lang, root: str) -> str:
    """The HTML of the list of articles."""
    rows = [(d, say_published(d.published, d.derived, lang), len(d.text.split())) for d in documents]
    return templates().get_template("library.html").render(frame(lang, root, f"{root}/sources?lang={{}}"), rows=rows)


def message_page(heading: str, message: str, lang: Lang, root: str) -> str:
    """The HTML of a page that only says something, by the keys of its heading and its message."""
    framed = frame(lang, root, f"{root}/sources?lang={{}}")
    return (
        templates()
        .get_template("message.html")
        .render(framed, heading=words(lang)[heading], message=words(lang)[message])
    )


def frame(lang: Lang, root: str, address: str) -> dict[str, object]:
    """What `frame.html` needs: its words, and the page's `address` in the other language, which takes the place of `{}`."""
    other = "en" if lang == "id" else "id"
    return {"say": words(lang), "lang": lang, "other": other, "root": root, "other_url": address.format(other)}
