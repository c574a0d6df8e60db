"""The text of a file, by its ending: .txt, .md, .html, .pdf, .docx."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.errors import DocumentError


def decode(data: bytes, name: str) -> str:
    """Bytes to text: UTF-8 (with or without a byte order mark), or UTF-16 with one.

    Raises:
        SourceError: neither; nothing is guessed, since a wrong guess would corrupt every quote.
    """
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(
            "encoding",
            f"{name} is not UTF-8 (byte {error.start}). Convert it, for example: "
            f"iconv -f WINDOWS-1252 -t UTF-8 {name} > new.txt",
        ) from None


Extracted = tuple[str, dict[str, str | None]]


def _plain(path: Path, data: bytes) -> Extracted:
    return decode(data, path.name), {}


def _html(path: Path, data: bytes) -> Extracted:
    import trafilatura

    text = trafilatura.extract(data, include_comments=False, include_tables=True, favor_recall=True)
    if not text:
        raise DocumentError("empty", f"{path.name}: no article text found in the page. Save its text as .txt instead.")
    meta = trafilatura.extract_metadata(data)
    return text, {"title": meta.title, "publisher": meta.sitename, "published": meta.date, "url": meta.url}


def _pdf(path: Path, data: bytes) -> Extracted:
    import io

    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        text = "\n\n".join(page.extract_text() for page in reader.pages)
        title = reader.metadata.title if reader.metadata else None
    except (pypdf.errors.PyPdfError, pypdf.errors.DependencyError, ValueError, KeyError, OSError) as error:
        raise DocumentError(
            "unreadable", f"{path.name} cannot be read as PDF: {error}. Save it again, or as .txt."
        ) from error
    # A font's table may name half a character, which has no UTF-8 form.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), {"title": title}


def _docx(path: Path, data: bytes) -> Extracted:
    import io
    import zipfile

    import docx
    from docx.opc.exceptions import OpcError
    from docx.text.paragraph import Paragraph

    try:
        word = docx.Document(io.BytesIO(data))
    except (OpcError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise DocumentError(
            "unreadable", f"{path.name} cannot be read as DOCX: {error}. Save it again, or as .txt."
        ) from error
    blocks = [
        block.text
        if isinstance(block, Paragraph)
        else "\n".join(" | ".join(cell.text for cell in row.cells) for row in block.rows)
        for block in word.iter_inner_content()
    ]
    return "\n\n".join(block for block in blocks if block.strip()), {"title": word.core_properties.title}


EXTRACT: dict[str, Callable[[Path, bytes], Extracted]] = {
    ".txt": _plain,
    ".md": _plain,
    ".html": _html,
    ".htm": _html,
    ".pdf": _pdf,
    ".docx": _docx,
}
