"""Articles as the API's schema describes them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from assistant.web.api.answer_schema import Offsets
from index.document import NodeKind


class ArticleSummary(BaseModel):
    """What is known of an article, without its text."""

    id: str = Field(description="The id by which answers cite it; it may contain slashes.")
    title: str = Field(description="Its title.")
    publisher: str | None = Field(description="Who published it, or null.")
    place: str | None = Field(description="Where, or null.")
    published: str | None = Field(description="The day, as 2024-04-18, or null.")
    derived: list[str] = Field(description="Which of `title` and `published` it does not state itself.")
    language: str = Field(description="Of its text: `id` or `en`.")
    url: str | None = Field(description="Where it was published, or null.")
    superseded_by: str | None = Field(description="The id of a newer version, or null.")
    amended_by: list[str] = Field(description="The ids of what amends it.")


class DocumentPart(BaseModel):
    """A part of a document that has a place in it: an article of a regulation, an item of a list, a row of a table."""

    kind: NodeKind = Field(
        description="What it is: `article` (Pasal), `paragraph` (ayat), `heading`, `row` and others."
    )
    label: str = Field(description='What it is called: "Pasal 5", "ayat (2)"; "" for a part without a name.')
    start: int = Field(ge=0, description="Where it begins in the text, in Unicode code points.")
    end: int = Field(ge=0, description="Where it ends, exclusive.")
    head: Offsets = Field(description="The line that names it or introduces its parts, as `[start, end]`.")
    parent: int = Field(ge=-1, description="The number in this list of the part around it, or -1.")


class DocumentPage(BaseModel):
    """A page of a document that has pages."""

    start: int = Field(ge=0, description="Where it begins in the text.")
    confidence: float | None = Field(
        description="How surely, 0 to 1, a machine read it from its picture; null for text that the file itself has."
    )


class ArticleRecord(ArticleSummary):
    """An article with its text. Offsets count Unicode code points of the text."""

    text: str = Field(description="The text as delivered, of which quotes are cut.")
    furniture: list[Offsets] = Field(
        description="What belongs to the page and not to the article, as `[start, end]`; never quoted."
    )
    structure: list[DocumentPart] = Field(description="Its parts, each after the one that it lies in.")
    pages: list[DocumentPage] = Field(description="Its pages; empty for a document without.")
