"""A service with a PDF among its articles: a circular of three pages, the last of which a machine is said to have read."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from assistant.answer import Answer, Citation, Lang, Lead
from index.document import Document, Page, Span
from index.errors import IndexDamagedError
from index.load import load_file
from index.places import leads_of, place_of
from tests.fakes import DOCUMENTS, SECRET, FakeService, answered
from tests.made_up_pdf import pdf_of

PAGES = tuple(
    page.split("/")
    for page in (
        "PERATURAN BUPATI RIMBA/NOMOR 12 TAHUN 2024//BAB I/LARANGAN//Pasal 1/(1) Pegawai wajib netral./(2) Pegawai dilarang:/"
        "a. menjadi anggota partai politik;/b. ikut serta dalam kampanye; dan/c. memasang spanduk calon.",
        "Pasal 2/Pelanggaran dilaporkan kepada Inspektorat Rimba/paling lambat tujuh hari kerja.",
        "Pasal 3/Peraturan ini berlaku pada tanggal diundangkan.",
    )
)
"""The lines of each page."""
ITEM = "c. memasang spanduk calon."
SURE = 0.914


@cache
def circular_file() -> bytes:
    """The bytes of the PDF."""
    return pdf_of(*PAGES)


@cache
def circular() -> Document:
    """The article, as it is read from its file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "edaran.pdf"
        path.write_bytes(circular_file())
        found = load_file(path)
    assert len(found.pages) == len(PAGES)
    pages = (*found.pages[:-1], Page(found.pages[-1].start, SURE))
    return dataclasses.replace(
        found, title="Peraturan Bupati Rimba", publisher="Pemerintah Kabupaten Rimba", pages=pages
    )


def span_of(words: str) -> Span:
    """Where the circular says so."""
    start = circular().text.index(words)
    return Span(start, start + len(words))


def cited_item(words: str = ITEM) -> Citation:
    """The citation of an item of the circular, with the line that introduces it."""
    found, span = circular(), span_of(words)
    return Citation(
        number=1,
        source_id=found.id,
        title=found.title,
        publisher=found.publisher,
        published="2024-03-01",
        passage_id=f"{found.id}:{span.start}-{span.end}",
        quote=span.of(found.text),
        start=span.start,
        end=span.end,
        highlights=((span.start, span.end),),
        speaker=None,
        url=f"/sources/{found.id}?start={span.start}&end={span.end}",
        lead=tuple(Lead(line.of(found.text), line.start, line.end) for line in leads_of(found, span)),
        page=found.page_of(span.start),
        place=place_of(found, span),
        ocr_confidence=found.ocr_confidence(span),
    )


class PagedService(FakeService):
    """The fake service with the circular. "spanduk" is answered from it; a question with "panjang" is answered by all of it."""

    drawn = 0
    damaged = False

    def sources(self) -> list[Document]:
        return [*DOCUMENTS, circular()]

    def original(self, source_id: str) -> bytes:
        if source_id != circular().id:
            return super().original(source_id)
        if self.damaged:
            raise IndexDamagedError(f"files/{SECRET}.pdf differs from what was indexed.")
        self.drawn += 1
        return circular_file()

    def ask(self, question: str, history: Sequence[str] = (), lang: Lang | None = None) -> Answer:
        if "panjang" in question:
            whole = dataclasses.replace(
                cited_item(), quote="\n".join(["Pegawai wajib netral."] * 60), lead=(), highlights=()
            )
            return answered(question, short_answer=None, citations=(whole,), text="Pegawai wajib netral. [1]")
        if "spanduk" in question:
            cited = cited_item()
            return answered(question, short_answer=None, citations=(cited,), text=f"“{cited.told}” [1]")
        return super().ask(question, history, lang)
