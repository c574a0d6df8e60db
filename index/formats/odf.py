"""OpenDocument: texts (ODT) and spreadsheets (ODS), as LibreOffice writes them.

The XML is walked here: odfpy, the library for it, has had no release since 2020 and gives no numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.errors import DocumentError
from index.formats.drawings import left_out_warnings
from index.formats.extracted import Extracted
from index.formats.odf_blocks import OdfReader
from index.formats.odf_names import OFFICE, STYLE, TABLE
from index.formats.odf_styles import OdfStyles
from index.formats.odf_tables import hidden_rows
from index.formats.office_blocks import Block, Paragraph, Row, Table, text_lines
from index.formats.office_text import compose
from index.formats.package import Package
from index.formats.sheets import hidden_rows_warning, hidden_sheet_warning, sheet_heading

_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def extract_odt(data: bytes, name: str) -> Extracted:
    """Paragraphs, lists and tables of a text as a reader sees them, its headers and footers at the end.

    Raises:
        DocumentError: the file is damaged, too large, or needs a password.
    """
    package, body, reader = _open(data, name, "text")
    blocks = [*reader.read(body), *_headers_and_footers(package, reader)]
    return compose(blocks, _title(package), left_out_warnings(reader.left_out))


def extract_ods(data: bytes, name: str) -> Extracted:
    """The cells of all sheets that are shown, as the file shows them: each sheet a heading, its rows the rows of tables.

    Raises:
        DocumentError: the file is damaged, too large, or needs a password.
    """
    package, body, reader = _open(data, name, "spreadsheet")
    blocks: list[Block] = []
    warnings: list[str] = []
    for sheet in body.findall(TABLE + "table"):
        title = sheet.get(TABLE + "name", "")
        if reader.is_hidden(sheet):
            warnings.append(hidden_sheet_warning(title))
            continue
        if count := hidden_rows(sheet):
            warnings.append(hidden_rows_warning(count, title))
        tables = list(_parted(reader.table(sheet)))
        blocks += [*sheet_heading(title), *tables] if tables else []
    return compose(blocks, _title(package), (*warnings, *left_out_warnings(reader.left_out)))


def _open(data: bytes, name: str, kind: str) -> tuple[Package, Element, OdfReader]:
    package = Package(data, name)
    if b":encryption-data" in package.read("META-INF/manifest.xml"):
        raise DocumentError("password", f"{name} needs a password. Save it without one.")
    content, styles = package.xml("content.xml"), package.xml("styles.xml")
    body = content.find(f"{OFFICE}body/{OFFICE}{kind}") if content is not None else None
    if content is None or body is None:
        raise package.damaged("there is no document in it")
    return package, body, OdfReader(OdfStyles([root for root in (styles, content) if root is not None]))


def _title(package: Package) -> str | None:
    root = package.xml("meta.xml")
    return None if root is None else root.findtext(f"{OFFICE}meta/{_TITLE}")


def _headers_and_footers(package: Package, reader: OdfReader) -> Iterator[Paragraph]:
    """The lines of the headers and footers of all kinds of pages, each once."""
    root, seen = package.xml("styles.xml"), set[str]()
    pages = list(root.iter(STYLE + "master-page")) if root is not None else []
    for kind in ("header", "footer"):
        for part in (part for page in pages for part in page if part.tag.startswith(STYLE + kind)):
            for line in text_lines(reader.read(part)):
                if line and line not in seen:
                    seen.add(line)
                    yield Paragraph(line, furniture=f"running-{kind}")


def _parted(table: Table) -> Iterator[Table]:
    """The tables of a sheet, which empty rows part."""
    run: list[Row] = []
    for row in (*table.rows, Row(())):
        if row.filled:
            run.append(row)
        elif run:
            yield Table(tuple(run))
            run = []
