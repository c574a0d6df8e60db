"""File formats: how the text of a document is taken out of its file.

To add a format, write a function from a file's bytes and name to `Extracted` in a module of its own, and give its endings a row in
`EXTRACTORS`. Everything that needs a list of formats (loading, uploading, error messages) reads that table. Import the library
inside the function: most folders contain no such file, and starting must stay quick.
"""

from __future__ import annotations

from collections.abc import Callable

from index.formats.eml import extract_eml
from index.formats.extracted import Extracted
from index.formats.html import extract_html
from index.formats.markdown import extract_markdown
from index.formats.office import extract_office
from index.formats.pdf import extract_pdf
from index.formats.plain import extract_plain

__all__ = ["EXTRACTORS", "Extracted"]

EXTRACTORS: dict[str, Callable[[bytes, str], Extracted]] = {
    ".txt": extract_plain,
    ".md": extract_markdown,
    ".html": extract_html,
    ".htm": extract_html,
    ".pdf": extract_pdf,
    ".docx": extract_office,
    ".doc": extract_office,
    ".odt": extract_office,
    ".rtf": extract_office,
    ".xlsx": extract_office,
    ".xls": extract_office,
    ".ods": extract_office,
    ".pptx": extract_office,
    ".ppt": extract_office,
    ".eml": extract_eml,
}
"""Each ending (lower case, with its full stop) to the function that reads such a file."""
