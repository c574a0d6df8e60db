"""File formats: how the text of an article is taken out of its file.

To add a format, write a function from a file's bytes and name to `Extracted`, like those here, and give its endings a row in
`EXTRACTORS`. Everything that needs a list of formats (loading, uploading, error messages) reads that table. Import the library
inside the function: most folders contain no such file, and starting must stay quick.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from index.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a file says of itself: its text, and `title`, `publisher`, `published` (ISO) and `url` where it states them."""

    text: str
    stated: Mapping[str, str | None] = field(default_factory=dict)


def decode_text(data: bytes, name: str) -> str:
    """Bytes to text: UTF-8 (with or without a byte order mark), or UTF-16 with one.

    Raises:
        DocumentError: neither; nothing is guessed, since a wrong guess would corrupt every quote.
    """
    # "sig": a byte order mark is no part of the text.
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(
            "encoding",
            f"{name} is not UTF-8 (byte {error.start}). Convert it, for example: "
            f"iconv -f WINDOWS-1252 -t UTF-8 {name} > new.txt",
        ) from None


def extract_plain(data: bytes, name: str) -> Extracted:
    """Plain text and Markdown: every character as it is, Markdown's marks too."""
    return Extracted(decode_text(data, name))


def extract_html(data: bytes, name: str) -> Extracted:
    """The article in a web page, without menus and comments."""
    import trafilatura

    # Recall before precision: a paragraph that is lost cannot be quoted, while leftovers of the page are marked as furniture.
    text = trafilatura.extract(data, include_comments=False, include_tables=True, favor_recall=True)
    if not text:
        raise DocumentError("empty", f"{name}: no article text found in the page. Save its text as .txt instead.")
    meta = trafilatura.extract_metadata(data)
    return Extracted(text, {"title": meta.title, "publisher": meta.sitename, "published": meta.date, "url": meta.url})


def extract_pdf(data: bytes, name: str) -> Extracted:
    """The text layer of a PDF, a blank line between pages; a scanned PDF has none."""
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        text = "\n\n".join(page.extract_text() for page in reader.pages)
        title = reader.metadata.title if reader.metadata else None
    except (pypdf.errors.PyPdfError, pypdf.errors.DependencyError, ValueError, KeyError, OSError) as error:
        raise DocumentError(
            "unreadable", f"{name} cannot be read as PDF: {error}. Save it again, or as .txt."
        ) from error
    # A font's table may give half a character (a lone surrogate), which could not be written into the index.
    return Extracted(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), {"title": title})


def extract_docx(data: bytes, name: str) -> Extracted:
    """Paragraphs and tables of a Word file in their order, blank lines between them; cells are parted by ` | `."""
    import docx
    from docx.opc.exceptions import OpcError
    from docx.text.paragraph import Paragraph

    try:
        word = docx.Document(io.BytesIO(data))
    except (OpcError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise DocumentError(
            "unreadable", f"{name} cannot be read as DOCX: {error}. Save it again, or as .txt."
        ) from error
    # Not `word.paragraphs`, which leaves tables out.
    blocks = [
        block.text
        if isinstance(block, Paragraph)
        else "\n".join(" | ".join(cell.text for cell in row.cells) for row in block.rows)
        for block in word.iter_inner_content()
    ]
    return Extracted("\n\n".join(block for block in blocks if block.strip()), {"title": word.core_properties.title})


EXTRACTORS: dict[str, Callable[[bytes, str], Extracted]] = {
    ".txt": extract_plain,
    ".md": extract_plain,
    ".html": extract_html,
    ".htm": extract_html,
    ".pdf": extract_pdf,
    ".docx": extract_docx,
}
"""Each ending (lower case, with its full stop) to the function that reads such a file."""
