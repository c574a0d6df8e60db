"""The files of a corpus that are made: each from the source of the same name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from eval.corpora.making.open_document import open_document
from eval.corpora.making.pdf_file import pdf_file
from eval.corpora.making.sheet_file import sheet_file
from eval.corpora.making.source import Source, read_source
from eval.corpora.making.word_file import word_file

SOURCES, DOCUMENTS = "sources", "documents"
MAKERS: dict[str, Callable[[Source], bytes]] = {
    ".pdf": pdf_file,
    ".docx": word_file,
    ".xlsx": sheet_file,
    ".odt": open_document,
}
"""The ending of a file to what makes it."""


def make_files(corpus: Path, out: Path | None = None) -> list[Path]:
    """Make `documents/x.pdf` of `sources/x.pdf.txt`, and so on; `out` is another folder to make them in. The files made."""
    folder = out or corpus / DOCUMENTS
    made = []
    for path in sorted((corpus / SOURCES).glob("*.txt")):
        made.append(folder / path.stem)
        made[-1].write_bytes(MAKERS[made[-1].suffix](read_source(path)))
    return made
