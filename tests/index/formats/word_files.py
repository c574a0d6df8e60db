"""Word files made of their parts, as the tests need them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMES.items())
_RELATION = NAMES["r"]
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def rewritten(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """A ZIP file with each of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped({name: change(archive.read(name)) for name in archive.namelist()})


_ROOTS = {"header": "hdr", "footer": "ftr"}


def word(body: str, *, title: str = "", files: Mapping[str, str | bytes] | None = None, **parts: str) -> bytes:
    """A Word file of the XML within its body; `parts` is the XML within its others: `numbering`, `styles`, `footnotes`, `header1` ...

    The id of a part's relation is its name. `files` are further parts, whole; `relations` among them is the XML of theirs.
    """
    kinds = {name: name.rstrip("0123456789") for name in parts}
    others = dict(files or {})
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_RELATION}/{kind}" Target="{name}.xml"/>' for name, kind in kinds.items()
    )
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_MAIN}.{kind}+xml"/>' for name, kind in kinds.items()
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    written = {
        f"word/{name}.xml": f"<w:{_ROOTS.get(kind, kind)} {_DECLARED}>{parts[name]}</w:{_ROOTS.get(kind, kind)}>"
        for name, kind in kinds.items()
    }
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>{overrides}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="rId1" Type="{_RELATION}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"<w:document {_DECLARED}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">{relations}'
            f"{others.pop('relations', '')!s}</Relationships>",
            "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{package}/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>',
            **written,
            **others,
        }
    )


def paragraph(text: str = "", style: str = "", properties: str = "") -> str:
    """A paragraph of one run; `properties` is the XML of its own."""
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{style}{properties}</w:pPr>{run(text) if text else ''}</w:p>"


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def item(text: str, number: int, level: int = 0, properties: str = "") -> str:
    """A paragraph that is numbered."""
    return paragraph(
        text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>{properties}'
    )


def cell(*texts: str, properties: str = "", inside: str = "") -> str:
    """A cell of paragraphs; `inside` is XML after them."""
    paragraphs = "".join(map(paragraph, texts))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraphs}{inside}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A row of cells: their XML, or their text."""
    written = "".join(found if found.startswith("<") else cell(found) for found in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{written}</w:tr>"


def table(*rows: str, properties: str = "") -> str:
    """A table of rows."""
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(rows)}</w:tbl>"


def definition(number: int, *levels: str, inside: str = "") -> str:
    """An abstract numbering of levels as `level` writes them."""
    return f'<w:abstractNum w:abstractNumId="{number}">{inside}{"".join(levels)}</w:abstractNum>'


def level(at: int, form: str, text: str, inside: str = "", *, start: int = 1) -> str:
    """A level of a numbering; `inside` is XML after the usual."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{inside}<w:lvlText w:val="{text}"/>'
        f'<w:pPr><w:ind w:left="{720 * (at + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
    )


def numbering(number: int, abstract: int, inside: str = "") -> str:
    """A numbering of a definition."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{inside}</w:num>'
