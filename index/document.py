"""The vocabulary of the index: frozen records, and nothing that reads or writes.

Offsets count characters (Unicode code points) of `Document.text`, the text as delivered, and are half open.
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
class Document:
    """A source article.

    Attributes:
        id: unique in an index: the manifest's `id`, else the file's name without its ending.
        text: the file decoded (of HTML, PDF and DOCX: the text extracted from it), furniture included. Every offset refers to it.
        file, sha256: the file's name, and the checksum of its bytes.
        published: an ISO date.
        language: a code such as `id`.
        derived: names of the fields that a rule or a person took from the text because the source does not state them; pages
            say so.
        questions: (language, question that the article answers); pages suggest them.
        furniture: disjoint, in the order of the text.
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
    """A window of whole sentences of one document, free of furniture: what retrieval ranks.

    `id` is `<document id>:<start>-<end>`. `sentences` lie within `span`, in order.
    """

    document_id: str
    span: Span
    sentences: tuple[Span, ...]

    @property
    def id(self) -> str:
        return f"{self.document_id}:{self.span.start}-{self.span.end}"
