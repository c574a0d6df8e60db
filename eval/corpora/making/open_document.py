"""ODT, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape

from eval.corpora.making.archive import archive
from eval.corpora.making.source import Block, Source

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = " ".join(f'xmlns:{name}="{_OASIS}:{name}:1.0"' for name in ("office", "text", "table", "style", "meta"))
_TYPE = "application/vnd.oasis.opendocument.text"


def open_document(source: Source) -> bytes:
    """The bytes of an ODT file; items are numbered by the word processor."""
    listed = '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    content = (
        f'{_HEAD}<office:document-content {_NAMES} office:version="1.2"><office:automatic-styles>'
        f'<text:list-style style:name="L1">{listed}</text:list-style></office:automatic-styles>'
        f"<office:body><office:text>{''.join(_body(source))}</office:text></office:body></office:document-content>"
    )
    about = (
        f'{_HEAD}<office:document-meta {_NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2">'
        f"<office:meta><dc:title>{escape(source.properties['title'])}</dc:title></office:meta></office:document-meta>"
    )
    files = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", _TYPE), ("content.xml", "text/xml"), ("meta.xml", "text/xml"))
    )
    manifest = f'{_HEAD}<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0">{files}</manifest:manifest>'
    # A reader looks for the kind of file at the beginning, uncompressed.
    parts = {"mimetype": _TYPE, "content.xml": content, "meta.xml": about, "META-INF/manifest.xml": manifest}
    return archive(parts, stored=["mimetype"])


def _body(source: Source) -> Iterator[str]:
    for kind, blocks in groupby(source.blocks, lambda block: block.kind):
        if kind == "row":
            yield _table(list(blocks))
        elif kind == "item":
            items = (f"<text:list-item><text:p>{escape(block.text)}</text:p></text:list-item>" for block in blocks)
            yield f'<text:list text:style-name="L1">{"".join(items)}</text:list>'
        elif kind != "numbering":
            yield from (f"<text:p>{escape(block.text)}</text:p>" for block in blocks)


def _table(rows: Sequence[Block]) -> str:
    written = "".join(
        "<table:table-row>{}</table:table-row>".format(
            "".join(f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" for cell in row.cells)
        )
        for row in rows
    )
    columns = f'<table:table-column table:number-columns-repeated="{len(rows[0].cells)}"/>'
    return f'<table:table table:name="Tabel1">{columns}{written}</table:table>'
