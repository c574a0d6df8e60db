"""Copies: one text in two files is one source, or an answer would quote the second as an outlet that confirms the first."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.document import Document
from index.errors import DocumentError
from index.folder_scan import LeftOut

# Between letters alone: "1-5 Maret" is not "15 Maret".
_HYPHEN = re.compile(r"\u00ad|(?<=[^\W\d_])[-\u2010\u2011]\s*(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Copies:
    """The files that are left out as copies, and the id of each to that of the document which is kept."""

    left_out: tuple[LeftOut, ...]
    ids: dict[str, str]


def leave_out_copies(documents: Sequence[Document], described: Collection[str]) -> tuple[list[Document], Copies]:
    """The documents without those whose text another one has (`text_digest`), and what was left out.

    The one stays that the manifest describes (`described` are its files), else that of the shortest name, else the first.
    A text that differs in a word is another one: two outlets often print one report under different bylines.
    """
    digests = {document.id: text_digest(document) for document in documents}
    first: dict[bytes, Document] = {}
    for document in sorted(documents, key=lambda each: (each.file not in described, len(each.file), each.file)):
        first.setdefault(digests[document.id], document)
    kept, left_out, ids = [], [], {}
    for document in documents:
        other = first[digests[document.id]]
        if other is document:
            kept.append(document)
            continue
        problem = DocumentError("copy", f"{document.file} has the text of {other.file}, and is left out as its copy.")
        left_out.append(LeftOut(document.file, problem))
        ids[document.id] = other.id
    return kept, Copies(tuple(left_out), ids)


def text_digest(document: Document) -> bytes:
    """The SHA-256 of a document's text without what may differ between two files of one text.

    That is white space, hyphens within words (a PDF has more of them, at the ends of lines), ligatures, and what the format knows to be
    no part of the text, such as the running header of a page.
    """
    kept, at = [], 0
    for item in document.furniture:
        kept.append(document.text[at : item.span.start])
        at = item.span.end
    text = unicodedata.normalize("NFKC", "".join((*kept, document.text[at:])))
    plain = "".join(_HYPHEN.sub("", text).split())
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).digest()
