"""The vocabulary of the index: frozen records, and nothing that reads or writes.

Offsets are counted in characters (Unicode code points) of `Document.text`, the text as delivered, and are half open.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` (exclusive) of a document's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span runs forward from 0, got {self.start} to {self.end}")

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
    """A stretch of page furniture: in the text, shown greyed, never retrieved or quoted. `rule` names what marked it."""

    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class Document:
    """A source article. `text` is the file decoded (for HTML, PDF and DOCX: the text extracted from it).

    `published` is an ISO date. `derived` names the fields that were read out of the text by a rule or a person, because
    the source does not state them as such; pages say so. `questions` are (language, question that the
    article answers), which pages suggest.
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


@dataclass(frozen=True, slots=True)
class Passage:
    """A window of whole sentences of one document, free of furniture. It is what retrieval ranks.

    `id` is `<document id>:<start>-<end>`. `sentences` lie within `span`, in order.
    """

    document_id: str
    span: Span
    sentences: tuple[Span, ...]

    @property
    def id(self) -> str:
        return f"{self.document_id}:{self.span.start}-{self.span.end}"
