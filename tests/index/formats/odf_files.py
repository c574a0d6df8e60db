"""OpenDocument files made of their parts, as the tests need them."""

from __future__ import annotations

from tests.index.formats.word_files import zipped

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = {
    **{prefix: f"{_ODF}:{name}:1.0" for prefix, name in [("office", "office"), ("text", "text"), ("table", "table")]},
    "style": f"{_ODF}:style:1.0",
    "draw": f"{_ODF}:drawing:1.0",
    "fo": f"{_ODF}:xsl-fo-compatible:1.0",
    "svg": f"{_ODF}:svg-compatible:1.0",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMES.items())


def odf(
    body: str, *, kind: str = "text", automatic: str = "", styles: str = "", pages: str = "", title: str = ""
) -> bytes:
    """A file of the XML within its body; `automatic` and `styles` are XML of styles, `pages` that of its kinds of pages."""
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {_DECLARED}><office:automatic-styles>{automatic}</office:automatic-styles>"
            f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {_DECLARED}><office:styles>{styles}</office:styles>"
            f"<office:master-styles>{pages}</office:master-styles></office:document-styles>",
            "meta.xml": f"<office:document-meta {_DECLARED}><office:meta><dc:title>{title}</dc:title></office:meta>"
            "</office:document-meta>",
        }
    )


def p(inside: str = "", style: str = "") -> str:
    """A paragraph."""
    return f'<text:p text:style-name="{style}">{inside}</text:p>'


def items(*inside: str, style: str = "", attributes: str = "") -> str:
    """A list of items: their text, or their XML."""
    named = f'text:style-name="{style}"' if style else ""
    written = "".join(f"<text:list-item>{i if i.startswith('<') else p(i)}</text:list-item>" for i in inside)
    return f"<text:list {named} {attributes}>{written}</text:list>"


def list_style(name: str, *levels: str) -> str:
    """A list style of levels as `level` writes them."""
    return f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'


def level(at: int, form: str, attributes: str) -> str:
    """A numbered level, counted from 1."""
    return f'<text:list-level-style-number text:level="{at}" style:num-format="{form}" {attributes}/>'


def rows(*lines: str, attributes: str = "") -> str:
    """Rows of cells: their texts parted by `|`, or their XML."""
    return "".join(
        f"<table:table-row {attributes}>{line if line.startswith('<') else ''.join(map(cell, line.split('|')))}</table:table-row>"
        for line in lines
    )


def cell(text: str = "", attributes: str = "") -> str:
    """A cell."""
    return f"<table:table-cell {attributes}>{p(text) if text else ''}</table:table-cell>"
