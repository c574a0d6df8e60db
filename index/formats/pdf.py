"""PDF."""

from __future__ import annotations

import io

from index.errors import DocumentError
from index.formats.extracted import PROPERTY_TITLE, Extracted


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
    return Extracted(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), {PROPERTY_TITLE: title})
