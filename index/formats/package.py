"""Zipped files of XML parts (Office Open XML, OpenDocument): opened with limits, so that a small file cannot fill the memory."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, XMLParser, fromstring

from index.errors import DocumentError

MAX_UNZIPPED = 512 * 2**20
"""Bytes of all parts together, unzipped."""
MAX_PART = 64 * 2**20
"""Bytes of a part that is XML; the tree of one takes about ten times as much memory."""
MAX_RATIO = 200
"""How much smaller than its contents a part may be that is larger than `RATIO_FROM` bytes. Text seldom shrinks to a twentieth."""
RATIO_FROM = 50 * 2**20
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
# "Strict Open XML" names the same elements otherwise.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: the last word of the relation's type, such as `footnotes`, and the name of the other part."""

    kind: str
    target: str


class Package:
    """A zipped file.

    Raises:
        DocumentError: `damaged` (`unreadable`), or `large`: it would unzip to more than the limits above.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise self.damaged(str(error)) from error
        # Reading stops at the size that the directory of the file states, so a false one gives no more than that.
        sizes = {entry.filename: (entry.file_size, entry.compress_size) for entry in self._archive.infolist()}
        self.names = frozenset(sizes)
        for part, (size, zipped) in sizes.items():
            if size > RATIO_FROM and size > MAX_RATIO * max(zipped, 1):
                raise self._too_large(f"{part} would unzip to {size // max(zipped, 1)} times its size")
            if size > MAX_PART and part.endswith((".xml", ".rels")):
                raise self._too_large(f"{part} would unzip to {size // 2**20} MiB")
        if (total := sum(size for size, _ in sizes.values())) > MAX_UNZIPPED:
            raise self._too_large(f"it would unzip to {total // 2**20} MiB")

    def damaged(self, reason: str) -> DocumentError:
        """The error for a file that is not as its kind has to be."""
        return DocumentError(
            "unreadable",
            f"{self._name} cannot be read as {kind_of_name(self._name)}: {reason}. Save it again, or as .txt.",
        )

    def read(self, part: str) -> bytes:
        """The bytes of a part; none, if there is no such part."""
        if part not in self.names:
            return b""
        try:
            # Asked for so many bytes, not for all: a part that says too small a size would be unzipped whole before it is cut.
            with self._archive.open(part) as file:
                return (
                    file.read(MAX_PART + 1)[:MAX_PART] if part.endswith((".xml", ".rels")) else file.read(MAX_UNZIPPED)
                )
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise self.damaged(f"{part}: {error}") from error

    def xml(self, part: str) -> Element | None:
        """The root element of a part; None, if there is no such part.

        The parser fetches nothing from outside, and stops at entities that grow (expat 2.4.1, which Python 3.10 brings).
        """
        data = self.read(part)
        if not data:
            return None
        data = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", data)
        try:
            return fromstring(data, XMLParser())  # noqa: S314
        except (ParseError, LookupError) as error:  # LookupError: an encoding that there is not
            raise self.damaged(f"{part}: {error}") from error

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part of an Office Open XML file refers to, by the id that it uses for it; nothing outside the file."""
        folder, name = posixpath.split(part)
        root = self.xml(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        found = {}
        for relation in root.iter(_PACKAGE_RELATION) if root is not None else ():
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
                found[relation.get("Id", "")] = Relation(relation.get("Type", "").rpartition("/")[2], target)
        return found

    def main_part(self, usual: str) -> str:
        """The part that the package names as its document; else the one that usually is."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.target in self.names:
                return relation.target
        return usual

    def title(self) -> str | None:
        """The title that the properties of an Office Open XML file state."""
        root = self.xml("docProps/core.xml")
        return None if root is None else root.findtext(_TITLE)

    def _too_large(self, reason: str) -> DocumentError:
        return DocumentError(
            "large", f"{self._name} is refused: {reason}. Save it again without embedded files, or as .txt."
        )


def kind_of_name(name: str) -> str:
    """The ending of a file's name in capitals: what the file says that it is."""
    return posixpath.splitext(name)[1].lstrip(".").upper() or "a document"
