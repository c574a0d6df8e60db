"""File formats: how the text of a document is taken out of its file.

To add a format, write a function from a file's bytes and name to `Extracted` in a module of its own, and give its endings a row in
`EXTRACTORS`. Everything that needs a list of formats (loading, uploading, error messages) reads that table. Import the library
inside the function: most folders contain no such file, and starting must stay quick.
"""

from __future__ import annotations

from collections.abc import Callable

from index.formats.docx import extract_docx
from index.formats.eml import extract_eml
from index.formats.extracted import Extracted
from index.formats.html import extract_html
from index.formats.markdown import extract_markdown
from index.formats.odf import extract_ods, extract_odt
from index.formats.old_office import extract_doc, extract_ppt, extract_xls
from index.formats.pdf import extract_pdf
from index.formats.plain import extract_plain
from index.formats.pptx import extract_pptx
from index.formats.rtf import extract_rtf
from index.formats.xlsx import extract_xlsx

__all__ = ["EXTRACTORS", "Extracted"]

EXTRACTORS: dict[str, Callable[[bytes, str], Extracted]] = {
    ".txt": extract_plain,
    ".md": extract_markdown,
    ".html": extract_html,
    ".htm": extract_html,
    ".pdf": extract_pdf,
    ".docx": extract_docx,
    ".doc": extract_doc,
    ".odt": extract_odt,
    ".rtf": extract_rtf,
    ".xlsx": extract_xlsx,
    ".xls": extract_xls,
    ".ods": extract_ods,
    ".pptx": extract_pptx,
    ".ppt": extract_ppt,
    ".eml": extract_eml,
}
"""Each ending (lower case, with its full stop) to the function that reads such a file."""
