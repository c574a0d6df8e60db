"""Office files of every kind: read by what they are, since their endings are often wrong.

A `surat.docx` may be an old .doc that somebody renamed, and what a web application exports as .xls is often a web page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from index.errors import DocumentError
from index.formats.content import Content, content_of
from index.formats.converted import convert
from index.formats.docx import read_docx
from index.formats.extracted import Extracted
from index.formats.html import extract_html
from index.formats.odf import read_ods, read_odt
from index.formats.package import kind_of_name
from index.formats.pdf import extract_pdf
from index.formats.pptx import read_pptx
from index.formats.rtf import read_rtf
from index.formats.xlsx import read_xlsx

Reader = Callable[[bytes, str], Extracted]


def _by_conversion(ending: str, target: str, read: Reader) -> Reader:
    def converted(data: bytes, name: str) -> Extracted:
        extracted = read(convert(data, name, ending, target), name)
        return replace(extracted, warnings=("read through LibreOffice", *extracted.warnings))

    return converted


READERS: Mapping[Content, Reader] = {
    "docx": read_docx,
    "xlsx": read_xlsx,
    "pptx": read_pptx,
    "doc": _by_conversion("doc", "docx", read_docx),
    "xls": _by_conversion("xls", "xlsx", read_xlsx),
    "ppt": _by_conversion("ppt", "pptx", read_pptx),
    "odt": read_odt,
    "ods": read_ods,
    "rtf": read_rtf,
    "pdf": extract_pdf,
    "html": extract_html,
}
"""What reads each content."""
_UNPACK = "Unpack it, and add the documents in it."
_REFUSED: Mapping[Content, tuple[str, str]] = {
    "zip": ("archive", f"is a ZIP archive. {_UNPACK}"),
    "rar": ("archive", f"is a RAR archive. {_UNPACK}"),
    "7z": ("archive", f"is a 7-Zip archive. {_UNPACK}"),
    "gzip": ("archive", f"is a gzip archive. {_UNPACK}"),
    "bzip2": ("archive", f"is a bzip2 archive. {_UNPACK}"),
    "xz": ("archive", f"is an xz archive. {_UNPACK}"),
    "tar": ("archive", f"is a tar archive. {_UNPACK}"),
    "locked": ("password", "needs a password. Save it without one."),
    "msg": ("unreadable", "is a message of Outlook (.msg). Save it as .eml or .txt."),
    "odp": ("unreadable", "is a presentation of OpenDocument (.odp). Save it as .pptx."),
    "ole": (
        "unreadable",
        "is a file of Office 97 to 2003 (such as .doc) without any text in it, or a damaged one. Save it again, as .docx.",
    ),
}
"""What is refused: the code of the error, and what is said of the file."""


def extract_office(data: bytes, name: str) -> Extracted:
    """The text of an office file, by what its bytes are; a warning says where the ending of its name is wrong.

    Raises:
        DocumentError: an archive (`archive`), a file that needs a password (`password`), one that only LibreOffice could read
            (`converter`), a damaged one (`unreadable`) or one that is too large to unzip (`large`).
    """
    content = content_of(data)
    if content in _REFUSED:
        code, what = _REFUSED[content]
        raise DocumentError(code, f"{name} {what}")
    stated = kind_of_name(name)
    if content not in READERS:
        raise DocumentError(
            "unreadable", f"{name} cannot be read as {stated}: it is no such file. Save it again, or as .txt."
        )
    extracted = READERS[content](data, name)
    if stated.lower() == content:
        return extracted
    wrong = f"the ending .{stated.lower()} is wrong: it is a file of the kind {content.upper()}, and was read as one"
    return replace(extracted, warnings=(wrong, *extracted.warnings))
