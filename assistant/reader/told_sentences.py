"""Items of lists and rows of tables as a model reads them: told as a sentence, with the way back to the document.

"2. Pegawai dilarang: ... b. menyukai unggahan calon;" is read as "Pegawai dilarang menyukai unggahan calon." The bundled model, which
learnt from prose, then finds the answer with a margin that is about ten logits higher.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.document import Document, Node, Span
from index.passages import article_context
from index.places import headings_of, items_end, items_of, leads_of, path_to
from index.reading_form import reading_form
from index.structure_lines import is_title, item_length
from index.structure_tables import cells_of

HEADING_LENGTH = 80
"""Most characters of a heading that is told before an item."""
BEGINNING_LENGTH = 240
"""Most characters of the items that are told with the line that introduces them."""
TAIL_LENGTH = 300
"""Most characters of what follows a list's last item and belongs to each of them."""
_ENDS = re.compile(r"[\s;,.:]*(?:\b(?:dan|atau|dan/atau)\s*)?$")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a told sentence; `span` is where they stand in the document, None for words that cannot answer."""

    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ToldSentence:
    """An item or row, told; it stands in for a `Stretch` of one sentence. `lead` are the words that introduce it."""

    document: Document
    sentence: Span
    context: str
    lead: str
    pieces: tuple[Piece, ...]

    @property
    def sentences(self) -> tuple[Span, ...]:
        return (self.sentence,)

    @property
    def before(self) -> str:
        return self.context + self.lead

    @property
    def text(self) -> str:
        """What the model reads."""
        return self.before + "".join(piece.text for piece in self.pieces)

    @property
    def ranges(self) -> list[tuple[int, int]]:
        """The told words that can answer, as one character range of `text`."""
        return [(len(self.before), len(self.text))]

    @property
    def whole_ranges(self) -> list[tuple[int, int]]:
        """The told words with those that introduce them: where the whole sentence answers, "dilarang" does as well as what is."""
        return [(len(self.context), len(self.text))]

    def in_document(self, span: Span) -> Span | None:
        """A span of `text` in the document's text; None where it has only words that cannot answer."""
        form, at, found = reading_form(self.document.text), len(self.before), []
        for piece in self.pieces:
            start, end = max(span.start - at, 0), min(span.end - at, len(piece.text))
            if piece.span and start < end:
                first = form.read(piece.span).start
                found.append(form.delivered(Span(first + start, first + end)))
            at += len(piece.text)
        return Span(found[0].start, max(part.end for part in found)) if found else None


def tell_sentence(document: Document, sentence: Span) -> ToldSentence | None:
    """A sentence that is an item with a line that introduces it, or a row; None for any other."""
    path = path_to(document, sentence)
    if not path:
        return None
    introduced = next(
        (node for node in path if node.kind == "list" and node.head.end == sentence.end and len(node.head)), None
    )
    if introduced:
        leads = [lead for lead in leads_of(document, sentence) if lead != introduced.head]
        return _told(document, sentence, leads, tuple(_beginning(document, introduced)))
    if path[-1].kind == "row":
        return _told(document, sentence, (), tuple(_row(document, path[-2], sentence)))
    item = path[-1]
    lists = [node for node in path if node.kind == "list" and len(node.head) and node.head.end <= sentence.start]
    if not lists or item.kind == "list" or item.span.start != sentence.start:
        return None
    return _told(document, sentence, [node.head for node in lists], _item(document, lists[-1], sentence))


def _told(document: Document, sentence: Span, leads: Sequence[Span], pieces: tuple[Piece, ...]) -> ToldSentence:
    told_already = {" ".join(lead.of(document.text).split()) for lead in leads}
    headings = [
        name
        for name in headings_of(document, sentence)[-2:]
        if len(name) <= HEADING_LENGTH and " " in name and name not in told_already
    ]
    named = f"{headings[-1]}.\n" if headings and not headings[-1].startswith("Pasal") else ""
    told = " ".join(_lead(document, lead) for lead in leads)
    lead = re.sub(r"\s+", " ", told) + " " if told else ""
    return ToldSentence(document, sentence, article_context(document) + named, lead, pieces)


def _lead(document: Document, lead: Span) -> str:
    """What introduces an item; a heading does not go on in it."""
    words = reading_form(document.text).of(_core(document, lead))
    return f"{words}:" if is_title(words) else words


def _item(document: Document, around: Node, sentence: Span) -> tuple[Piece, ...]:
    form, core = reading_form(document.text), _core(document, sentence)
    tail = Span(min(items_end(document, around), around.span.end), around.span.end)
    pieces = [Piece(form.of(core), core)]
    text = tail.of(document.text)
    if any(map(str.isalnum, text)) and len(text) <= TAIL_LENGTH:
        start = tail.start + len(text) - len(text.lstrip())
        pieces += [Piece(", "), Piece(form.of(Span(start, tail.end)), Span(start, tail.end))]
    else:
        pieces.append(Piece("."))
    return tuple(pieces)


def _beginning(document: Document, node: Node) -> Iterator[Piece]:
    """What introduces a list, with its first items."""
    form, head = reading_form(document.text), _core(document, node.head)
    yield Piece(form.of(head), head)
    told, between = 0, " "
    for part in items_of(document, node):
        core = _core(document, part.head)
        told += len(core)
        if told > BEGINNING_LENGTH:
            break
        yield Piece(between + form.of(core))
        between = ", "
    yield Piece(".")


def _row(document: Document, table: Node, row: Span) -> Iterator[Piece]:
    """A row with the heading of each cell before it: "Kecamatan: Parungpanjang; Peserta: 95."."""
    form, text = reading_form(document.text), document.text
    cells, headings = cells_of(text, row), cells_of(text, table.head) if len(table.head) else []
    named = len(headings) == len(cells)
    for number, cell in enumerate(cells):
        between = "; " if number else ""
        yield Piece(f"{between}{form.of(headings[number])}: " if named else between)
        yield Piece(form.of(cell), cell)
    yield Piece(".")


def _core(document: Document, span: Span) -> Span:
    """An item or an introducing line without its number, and without what parts it from the next."""
    words = span.of(document.text)
    start = item_length(words)
    end = _ENDS.search(words, start)
    return Span(span.start + start, span.start + (end.start() if end and end.start() > start else len(words)))
