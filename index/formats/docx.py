"""Word files (DOCX).

The XML is walked here, since no library gives all of what a reader sees. python-docx leaves out text boxes, insertions, content controls
and notes; mammoth and docx2python give them, but show hidden text, and write "1)" or nothing for "Pasal 1".
"""

from __future__ import annotations

from index.formats.docx_blocks import BlockReader
from index.formats.docx_names import W
from index.formats.drawings import left_out_warnings
from index.formats.extracted import Extracted
from index.formats.office_text import compose
from index.formats.package import Package

MAIN = "word/document.xml"


def extract_docx(data: bytes, name: str) -> Extracted:
    """Paragraphs and tables of a Word file as a reader sees them, its headers and footers at the end.

    Raises:
        DocumentError: the file is damaged, or too large.
    """
    package = Package(data, name)
    main = package.main_part(MAIN)
    root = package.xml(main)
    body = root.find(W + "body") if root is not None else None
    if body is None:
        raise package.damaged("there is no document in it")
    reader = BlockReader(package, main)
    blocks = [*reader.read(body), *reader.headers_and_footers(body)]
    return compose(blocks, package.title(), left_out_warnings(reader.left_out))
