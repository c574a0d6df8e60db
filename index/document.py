"""The vocabulary of the index: frozen records, and nothing that reads or writes.

Offsets count characters (Unicode code points) of `Document.text`, the text as delivered, and are half open.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` (exclusive) of a document's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span runs forwards and begins at 0 or later, not {self.start} to {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Furniture:
    """Text that belongs to the page, not to the article: shown greyed, never retrieved or quoted. `rule` names what marked it."""

    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the file: where it begins in the text, and, where a machine read it from a picture, how surely, 0 to 1."""

    start: int
    confidence: float | None = None


NodeKind = Literal[
    "heading",  # of a text without legal form
    "chapter", "part", "section", "article", "paragraph", "dictum",  # BAB, Bagian, Paragraf, Pasal, ayat, KESATU
    "letter", "number", "item",  # huruf, angka, and what a list has that counts nothing
    "list", "table", "row",
    "appendix", "elucidation",  # Lampiran, Penjelasan
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a document that has a place in it: an article, an item of a list, a row of a table.

    Attributes:
        label: what it is called in a place: "Pasal 5", "ayat (2)", "huruf c", the text of a heading; "" for what has no name.
        span: all of it, with the parts in it.
        head: the line that names it or introduces its parts: "Pasal 5", "(2) Pegawai dilarang:", a table's header row. All of it, where it
            has no parts.
        parent: the number of the part that it lies in, in `Document.structure`; -1 for none.
    """

    kind: NodeKind
    label: str
    span: Span
    head: Span
    parent: int = -1


@dataclass(frozen=True, slots=True)
class Regulation:
    """What the head of a regulation, decision or circular says that it is.

    Attributes:
        kind: its short form: "PP", "UU", "Perbup", "SE".
        number, year: "55" and 2023; a number may be "800/123/BKPSDM".
        issuer: whose it is where the kind does not say: "Kendari", "Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi".
        subject: what follows TENTANG.
    """

    kind: str
    number: str
    year: int | None = None
    issuer: str = ""
    subject: str = ""


def without_furniture(text: str, furniture: Iterable[Furniture]) -> str:
    """A text with blanks in the place of its furniture, which is disjoint and in order; offsets stay."""
    pieces, at = [], 0
    for item in furniture:
        pieces += [text[at : item.span.start], re.sub(r"[^\n]", " ", item.span.of(text))]
        at = item.span.end
    return "".join((*pieces, text[at:]))


@dataclass(frozen=True, slots=True)
class Document:
    """A source article.

    Attributes:
        id: unique in an index: the manifest's `id`, else the file's name without its ending.
        text: the file decoded (of anything but plain text: the text extracted from it), furniture included. Every offset refers to it.
        file, sha256: the file's name, and the checksum of its bytes.
        published: an ISO date.
        language: a code such as `id`.
        derived: names of the fields that a rule or a person took from the text because the source does not state them; pages
            say so.
        questions: (language, question that the article answers); pages suggest them.
        furniture: disjoint, in the order of the text.
        structure: its parts, each after the one that it lies in, in the order of the text.
        pages: of a file that has pages, in order.
        regulation: which regulation it is, if it is one.
        warnings: what was guessed, left out or could not be read when its file was.
        superseded_by: the id of a newer version of it.
        amended_by: ids of regulations that change it, the earliest first.
    """

    id: str
    text: str
    title: str
    file: str
    sha256: str
    publisher: str | None = None
    place: str | None = None
    published: str | None = None
    language: str = "id"
    url: str | None = None
    derived: tuple[str, ...] = ()
    questions: tuple[tuple[str, str], ...] = ()
    furniture: tuple[Furniture, ...] = field(default=(), repr=False)
    structure: tuple[Node, ...] = field(default=(), repr=False)
    pages: tuple[Page, ...] = field(default=(), repr=False)
    regulation: Regulation | None = None
    warnings: tuple[str, ...] = ()
    superseded_by: str | None = None
    amended_by: tuple[str, ...] = ()

    def in_furniture(self, span: Span) -> bool:
        """Whether a stretch shares a character with the furniture."""
        # Disjoint and in order, and a long document has thousands.
        at = bisect_right(self.furniture, span.start, key=lambda item: item.span.end)
        return at < len(self.furniture) and self.furniture[at].span.overlaps(span)

    def page_of(self, offset: int) -> int | None:
        """The number, from 1, of the page that a character is on; None where the file has no pages."""
        return bisect_right(self.pages, offset, key=lambda page: page.start) or None

    def ocr_confidence(self, span: Span) -> float | None:
        """How surely a machine read the pages of a stretch from their pictures, the least of them; None where the file has its text."""
        first, last = self.page_of(span.start) or 1, self.page_of(max(span.start, span.end - 1)) or 0
        return min((c for page in self.pages[first - 1 : last] if (c := page.confidence) is not None), default=None)


@dataclass(frozen=True, slots=True)
class Passage:
    """A window of whole sentences of one document, free of furniture: what retrieval ranks.

    `id` is `<document id>:<start>-<end>`. `sentences` lie within `span`, in order.
    """

    document_id: str
    span: Span
    sentences: tuple[Span, ...]

    @property
    def id(self) -> str:
        return f"{self.document_id}:{self.span.start}-{self.span.end}"
