"""Office files of every kind: read by what they are, since their endings are often wrong.

A `surat.docx` may be an old .doc that somebody renamed, and what a web application exports as .xls is often a web page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePath

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
    "odp": _by_conversion("odp", "pptx", read_pptx),
    "rtf": read_rtf,
    "pdf": extract_pdf,
    "html": extract_html,
}
"""What reads each content."""
_NOT_DOCUMENTS: Mapping[Content, str] = {
    "zip": "a ZIP archive",
    "rar": "a RAR archive",
    "7z": "a 7-Zip archive",
    "gzip": "a gzip archive",
    "bzip2": "a bzip2 archive",
    "xz": "an xz archive",
    "tar": "a tar archive",
}


def extract_office(data: bytes, name: str) -> Extracted:
    """The text of an office file, by what its bytes are; a warning says where the ending of its name is wrong.

    Raises:
        DocumentError: an archive (`archive`), a file that needs a password (`password`), one that only LibreOffice could read
            (`converter`), a damaged one (`unreadable`) or one that is too large to unzip (`large`).
    """
    content = content_of(data)
    if content in _NOT_DOCUMENTS:
        raise DocumentError("archive", f"{name} is {_NOT_DOCUMENTS[content]}. Unpack it, and add the documents in it.")
    if content == "locked":
        raise DocumentError("password", f"{name} needs a password. Save it without one.")
    if content == "msg":
        raise DocumentError("unreadable", f"{name} is a message of Outlook (.msg). Save it as .eml or .txt.")
    stated = kind_of_name(name)
    if content not in READERS:
        raise DocumentError(
            "unreadable", f"{name} cannot be read as {stated}: it is no such file. Save it again, or as .txt."
        )
    extracted = READERS[content](data, name)
    if stated.lower() == content:
        return extracted
    wrong = (
        f"the ending {PurePath(name).suffix} is wrong: it is a file of the kind {content.upper()}, and was read as one"
    )
    return replace(extracted, warnings=(wrong, *extracted.warnings))
