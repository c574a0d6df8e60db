"""Word files (DOCX)."""

from __future__ import annotations

import io
import zipfile

from index.errors import DocumentError
from index.formats.extracted import PROPERTY_TITLE, Extracted


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
    return Extracted(
        "\n\n".join(block for block in blocks if block.strip()), {PROPERTY_TITLE: word.core_properties.title}
    )
