"""XLSX, part by part: texts shared, numbers as numbers, dates as days since 1900, the title over all columns."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from eval.corpora.making.archive import MADE, archive
from eval.corpora.making.source import Block, Source

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CORE = f"{_PACKAGE}/relationships/metadata/core-properties"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DAY_NONE = dt.date(1899, 12, 30)
"""The day 0 of a sheet."""
_DATE, _NUMBER = 1, 2
"""Rows of `cellXfs` below."""
_STYLES = (
    f'<styleSheet {_MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="3" applyNumberFormat="1"/></cellXfs>'
    "</styleSheet>"
)


def sheet_file(source: Source) -> bytes:
    """The bytes of an XLSX file; each `sheet` of the source is one, what is centred its title."""
    names: list[str] = []
    sheets: list[list[Block]] = []
    for block in source.blocks:
        if block.kind == "sheet":
            names.append(block.text)
            sheets.append([])
        else:
            sheets[-1].append(block)
    texts = _Texts()
    written = [_sheet(rows, texts) for rows in sheets]
    paths = [f"worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)]
    book = "".join(f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"/>' for i, name in enumerate(names, 1))
    targets = [*((f"{_OFFICE}/worksheet", path) for path in paths), (f"{_OFFICE}/styles", "styles.xml")]
    return archive(
        {
            "[Content_Types].xml": _content_types(paths),
            "_rels/.rels": _relations([(f"{_OFFICE}/officeDocument", "xl/workbook.xml"), (_CORE, "docProps/core.xml")]),
            "docProps/core.xml": _properties(source),
            "xl/workbook.xml": f'{_HEAD}<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>{book}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations([*targets, (f"{_OFFICE}/sharedStrings", "sharedStrings.xml")]),
            "xl/styles.xml": _HEAD + _STYLES,
            "xl/sharedStrings.xml": texts.part(),
            **{f"xl/{path}": sheet for path, sheet in zip(paths, written, strict=True)},
        }
    )


def _content_types(sheets: Sequence[str]) -> str:
    kinds = {
        "xl/workbook.xml": f"{_TYPE}.sheet.main+xml",
        "xl/styles.xml": f"{_TYPE}.styles+xml",
        "xl/sharedStrings.xml": f"{_TYPE}.sharedStrings+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        **dict.fromkeys((f"xl/{path}" for path in sheets), f"{_TYPE}.worksheet+xml"),
    }
    parts = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    ending = f'<Default Extension="rels" ContentType="{relations}"/>'
    return f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{ending}{parts}</Types>'


def _properties(source: Source) -> str:
    made = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*MADE)
    title, author = (escape(source.properties[name]) for name in ("title", "author"))
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{made}</dcterms:created></cp:coreProperties>'
    )


class _Texts:
    """The texts of a book, each kept once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    def part(self) -> str:
        items = "".join(f"<si><t>{escape(text)}</t></si>" for text in self._numbers)
        count = len(self._numbers)
        return f'{_HEAD}<sst {_MAIN} count="{count}" uniqueCount="{count}">{items}</sst>'


def _sheet(blocks: Sequence[Block], texts: _Texts) -> str:
    rows = "".join(
        f'<row r="{number}">{"".join(_cells(block.cells or (block.text,), number, texts))}</row>'
        for number, block in enumerate(blocks, 1)
    )
    width = max(len(block.cells) for block in blocks)
    merged = [
        f'<mergeCell ref="A{number}:{_column(width - 1)}{number}"/>'
        for number, block in enumerate(blocks, 1)
        if not block.cells
    ]
    merges = f'<mergeCells count="{len(merged)}">{"".join(merged)}</mergeCells>'
    return f"{_HEAD}<worksheet {_MAIN}><sheetData>{rows}</sheetData>{merges}</worksheet>"


def _cells(values: Sequence[str], row: int, texts: _Texts) -> Iterable[str]:
    for place, value in enumerate(values):
        at = f"{_column(place)}{row}"
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            yield f'<c r="{at}" s="{_DATE}"><v>{(dt.date.fromisoformat(value) - _DAY_NONE).days}</v></c>'
        elif value.isdigit():
            yield f'<c r="{at}" s="{_NUMBER}"><v>{value}</v></c>'
        elif value:
            yield f'<c r="{at}" t="s"><v>{texts.number(value)}</v></c>'


def _column(place: int) -> str:
    return "ABCDEFGHIJ"[place]


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{i}" Type="{kind}" Target="{target}"/>' for i, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'
