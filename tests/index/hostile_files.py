"""Files that are small, valid enough, and made to take for ever or to fill the memory. All are made here, by name."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _docx(body: str, parts: dict[str, str] | None = None, before: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'{before}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        for name, text in (parts or {}).items():
            archive.writestr(name, text)
    return file.getvalue()


def _pdf(objects: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


def _stream(data: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    return b"<< /Length %d /Filter /FlateDecode %b >>\nstream\n%b\nendstream" % (len(packed), more, packed)


def _one_page(content: bytes, resources: bytes = b"/Font << /F 4 0 R >>", more: tuple[bytes, ...] = ()) -> bytes:
    return _pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << %b >> /Contents 5 0 R >>" % resources,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            _stream(content),
            *more,
        ]
    )


def _nested_forms(deep: int, wide: int) -> bytes:
    """Each form draws the next one several times over."""
    forms = []
    for level in range(deep):
        last = level == deep - 1
        inside = b"BT /F 12 Tf 72 700 Td (Pegawai wajib netral.) Tj ET" if last else b"/X Do " * wide
        uses = b"/Font << /F 4 0 R >>" if last else b"/XObject << /X %d 0 R >>" % (7 + level)
        forms.append(_stream(inside, b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << %b >>" % uses))
    return _one_page(b"/X Do", b"/XObject << /X 6 0 R >>", tuple(forms))


def _paragraphs(count: int) -> str:
    return "".join(f"<w:p><w:r><w:t>Pegawai {n} wajib netral.</w:t></w:r></w:p>" for n in range(count))


def _merged_rows(rows: int) -> str:
    cell = "<w:tc><w:tcPr><w:vMerge{}/></w:tcPr><w:p><w:r><w:t>netral</w:t></w:r></w:p></w:tc>"
    first = "<w:tr>" + cell.format(' w:val="restart"') * 60 + "</w:tr>"
    return f"<w:tbl>{first}{('<w:tr>' + cell.format('') * 60 + '</w:tr>') * (rows - 1)}</w:tbl>"


def _nested_alternatives(deep: int) -> bytes:
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    open_ = f'<mc:AlternateContent xmlns:mc="{mc}"><mc:Choice>'
    return _docx(open_ * deep + _paragraphs(3) + "</mc:Choice></mc:AlternateContent>" * deep)


def _style_chain(styles: int, paragraphs: int) -> bytes:
    chain = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:name w:val="s{n}"/><w:basedOn w:val="s{n + 1}"/></w:style>'
        for n in range(styles)
    )
    text = '<w:p><w:pPr><w:pStyle w:val="s0"/></w:pPr><w:r><w:t>Pegawai wajib netral.</w:t></w:r></w:p>' * paragraphs
    return _docx(text, {"word/styles.xml": f'<w:styles xmlns:w="{W}">{chain}</w:styles>'})


def _numbered(form: str, text: str) -> bytes:
    """A list that begins at two thousand million."""
    level = (
        f'<w:lvl w:ilvl="0"><w:start w:val="2000000000"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )
    definition = f'<w:abstractNum w:abstractNumId="1">{level}</w:abstractNum>'
    number = '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    item = '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>'
    return _docx(item * 5000, {"word/numbering.xml": f'<w:numbering xmlns:w="{W}">{definition}{number}</w:numbering>'})


def _picture(size: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        body = f'<w:document xmlns:w="{W}"><w:body>{_paragraphs(3)}</w:body></w:document>'
        archive.writestr("word/document.xml", body)
        with archive.open("word/media/image1.bmp", "w", force_zip64=True) as part:
            for _ in range(size // 2**20):
                part.write(bytes(2**20))
    return file.getvalue()


def _false_size(size: int) -> bytes:
    """A part that says that it is small, and is not."""
    data = bytearray(_docx(f"<w:p><w:r><w:t>{'a' * size}</w:t></w:r></w:p>"))
    real = zipfile.ZipFile(io.BytesIO(bytes(data))).infolist()[0].file_size
    for at in (data.find(real.to_bytes(4, "little")), data.rfind(real.to_bytes(4, "little"))):
        data[at : at + 4] = (300).to_bytes(4, "little")
    return bytes(data)


def _laughs() -> bytes:
    names = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return _docx("<w:p><w:r><w:t>&e11;</w:t></w:r></w:p>", before=f'<!DOCTYPE d [<!ENTITY e0 "netral">{names}]>')


def _sheet(cells: str) -> bytes:
    file = io.BytesIO()
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{relation}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{relation}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{relation}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'
        )
    return file.getvalue()


def _deep_pages(deep: int) -> bytes:
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    for level in range(deep):
        parent = b"/Parent %d 0 R" % (level + 1) if level else b""
        objects.append(b"<< /Type /Pages /Kids [%d 0 R] /Count 1 %b >>" % (level + 3, parent))
    objects.append(b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 612 792] >>" % (deep + 1))
    return _pdf(objects)


def _many_words(count: int) -> bytes:
    places = (b"1 0 0 1 %d %d Tm (netral %d) Tj" % (n * 37 % 550, n * 53 % 780, n) for n in range(count))
    return _one_page(b"BT /F 4 Tf " + b"\n".join(places) + b" ET")


def _many_lines(count: int) -> bytes:
    return _one_page(
        b"BT /F 9 Tf 72 700 Td (Tabel pegawai) Tj ET\n"
        + b"".join(
            b"%d %d m %d %d l S\n" % (n * 7 % 600, n % 790, n * 7 % 600 + 90, n % 790)
            if n % 2
            else b"%d %d m %d %d l S\n" % (n % 600, n * 11 % 700, n % 600, n * 11 % 700 + 90)
            for n in range(count)
        )
    )


def _same_page(count: int) -> bytes:
    kids = b" ".join([b"3 0 R"] * count)
    return _pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F 4 0 R >> >> /Contents 5 0 R >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            _stream(
                b"BT /F 9 Tf 11 TL 72 700 Td "
                + b"".join(b"(Pegawai %d wajib netral.) Tj T* " % n for n in range(50))
                + b" ET"
            ),
        ]
    )


MIB = 2**20
HOSTILE: dict[str, Callable[[], bytes]] = {
    "p.html": lambda: b"<p>" * (19 * MIB // 3),
    "p_text.html": lambda: b"<p>a" * (19 * MIB // 4),
    "p_words.html": lambda: b"<p>Pegawai wajib netral hari ini.\n" * (19 * MIB // 32),
    "div_deep.html": lambda: b"<div>" * (10 * MIB // 5) + b"netral",
    "div_words.html": lambda: b"<div>a" * (2 * MIB // 6),
    "span_deep.html": lambda: b"<span>a" * (5 * MIB // 7),
    "li_deep.html": lambda: b"<ul><li>a" * (2 * MIB // 9),
    "dl_deep.html": lambda: b"<dl><dt>a<dd>b" * (MIB // 14),
    "table_deep.html": lambda: b"<table><tr><td>a" * (MIB // 16),
    "table_flat.html": lambda: b"<table>" + b"<tr><td>a<td>b" * (5 * MIB // 14),
    "h1.html": lambda: b"<h1>Pegawai netral" * (5 * MIB // 18),
    "headings_links.html": lambda: (
        b"<h2><a href=/x>Pegawai Negeri Wajib Netral Selalu</a></h2><p>Isi.</p>" * (4 * MIB // 72)
    ),
    "a.html": lambda: b"<a href=/x>Kabar" * (5 * MIB // 16),
    "aside.html": lambda: b"<aside class=nav><p>netral pegawai" * (2 * MIB // 33),
    "class_nav.html": lambda: b"<div class=menu>a</div>" * (8 * MIB // 23),
    "time.html": lambda: b"<article><time datetime=x>" * (MIB // 26) + b"<p>Pegawai wajib netral.",
    "angle.html": lambda: b"<" * (10 * MIB) + b"<p>netral",
    "comment.html": lambda: b"<html>" + b"<!--" * (5 * MIB) + b"<p>netral",
    "comments_start.html": lambda: b"<!-- -->" * (1000) + b"x" * (5 * MIB),
    "script_ld.html": lambda: b"<script type='application/ld+json'>" + b"[" * (5 * MIB) + b"</script><p>netral",
    "attributes.html": lambda: b"<p " + b"a=b " * (4 * MIB) + b">netral",
    "entities.html": lambda: b"<p>" + b"&amp;" * (4 * MIB),
    "rowspan.html": lambda: b"<table>" + b"<tr><td rowspan=1000 colspan=1000>a<td>b" * (MIB // 40) + b"</table>",
    "spaces.txt": lambda: b"a" + b" " * (19 * MIB) + b"b",
    "line.txt": lambda: b"a" * (19 * MIB),
    "words.txt": lambda: b"netral " * (19 * MIB // 7),
    "newlines.txt": lambda: b"a\n" * (19 * MIB // 2),
    "blank_lines.txt": lambda: b"a\n\n" * (10 * MIB // 3),
    "pasal.txt": lambda: b"Pasal 1\n" * (10 * MIB // 8),
    "ayat.txt": lambda: b"Pasal 1\n" + b"(1) a\n" * (10 * MIB // 6),
    "huruf.txt": lambda: b"a. b\n" * (10 * MIB // 5),
    "dates.txt": lambda: b"1 Januari 2024 " * (10 * MIB // 15),
    "capitals.txt": lambda: b"PERATURAN BUPATI NOMOR " * (10 * MIB // 23),
    "dots.txt": lambda: b". " * (10 * MIB // 2),
    "quotes.txt": lambda: b'"(' * (10 * MIB // 2),
    "digits.txt": lambda: b"1." * (10 * MIB // 2),
    "zero.txt": lambda: "​a".encode() * (5 * MIB),
    "stars.md": lambda: b"*a" * (2 * MIB),
    "brackets.md": lambda: b"[" * (2 * MIB) + b"a",
    "links.md": lambda: b"[a](b" * (MIB),
    "quotes.md": lambda: b">" * (MIB) + b"a",
    "lists.md": lambda: b"".join(b" " * (2 * n) + b"- a\n" for n in range(1500)),
    "backticks.md": lambda: b"".join(b"`" * n + b"a" for n in range(1, 3000)),
    "table.md": lambda: b"|a" * 20000 + b"\n" + b"|-" * 20000 + b"\n" + b"|b" * 20000 + b"\n|c\n" * 200,
    "html.md": lambda: b"<p>\n\n" * (2 * MIB),
    "yaml.md": lambda: (
        b"---\na0: &a0 [x]\n"
        + b"".join(b"a%d: &a%d [%b]\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12))
        + b"---\nnetral"
    ),
    "braces.rtf": lambda: b"{\\rtf1 " + b"{" * (5 * MIB) + b"a",
    "pars.rtf": lambda: b"{\\rtf1 " + b"a\\par " * (3 * MIB) + b"}",
    "cells.rtf": lambda: b"{\\rtf1 " + b"\\trowd\\cellx1 a\\cell\\row " * (MIB // 4) + b"}",
    "uc.rtf": lambda: b"{\\rtf1 \\uc999999999 " + b"\\u97 " * (MIB) + b"}",
    "multipart.eml": lambda: (
        b"From: a@b\nContent-Type: multipart/mixed; boundary=x\n\n"
        + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 50000
        + b"netral"
    ),
    "header.eml": lambda: b"From: " + b"(" * (MIB) + b"\nSubject: a\n\nnetral",
    "html.eml": lambda: b"From: a@b\nContent-Type: text/html\n\n" + b"<p>a\n" * (4 * MIB),
    "nested_tables.docx": lambda: _docx(
        "<w:tbl><w:tr><w:tc>" * 20000 + _paragraphs(1) + "</w:tc></w:tr></w:tbl>" * 20000
    ),
    "nested_tables_900.docx": lambda: _docx(
        "<w:tbl><w:tr><w:tc>" * 150 + _paragraphs(1) + "</w:tc></w:tr></w:tbl>" * 150
    ),
    "merged_rows.docx": lambda: _docx(_merged_rows(8000)),
    "alternatives.docx": lambda: _nested_alternatives(300),
    "alternatives_deep.docx": lambda: _nested_alternatives(20000),
    "style_chain.docx": lambda: _style_chain(20000, 20000),
    "paragraphs.docx": lambda: _docx(_paragraphs(500000)),
    "empty.docx": lambda: _docx("<w:p/>" * 5000000),
    "joined.docx": lambda: _docx(
        "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>" * 300000
    ),
    "runs.docx": lambda: _docx("<w:p>" + "<w:r><w:t>a </w:t></w:r>" * 1000000 + "</w:p>"),
    "zeros.docx": lambda: _numbered("lowerRoman", "%1%1%1%1%1%1%1%1%1"),
    "letters.docx": lambda: _numbered("lowerLetter", "%1"),
    "picture.docx": lambda: _picture(2048 * MIB),
    "false_size.docx": lambda: _false_size(600 * MIB),
    "laughs.docx": _laughs,
    "big_xml.docx": lambda: _docx("<w:p>" + "<w:r/>" * (9 * MIB) + "</w:p>"),
    "far.xlsx": lambda: _sheet('<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>a</t></is></c></row>'),
    "corners.xlsx": lambda: _sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    ),
    "wide.xlsx": lambda: _sheet(
        "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 20000))
    ),
    "cells.xlsx": lambda: _sheet(
        "".join(f'<row r="{n}">' + "<c><v>1</v></c>" * 100 + "</row>" for n in range(1, 10000))
    ),
    "forms.pdf": lambda: _nested_forms(12, 10),
    "forms_deep.pdf": lambda: _nested_forms(5000, 1),
    "deep_pages.pdf": lambda: _deep_pages(5000),
    "same_page.pdf": lambda: _same_page(20000),
    "same_page_many.pdf": lambda: _same_page(300000),
    "words.pdf": lambda: _many_words(200000),
    "lines.pdf": lambda: _many_lines(200000),
    "letters.pdf": lambda: _one_page(b"BT /F 1 Tf 10 700 Td (" + b"a" * (50 * MIB) + b") Tj ET"),
    "count.pdf": lambda: _pdf(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2000000000 >>"]
    ),
    "content_bomb.pdf": lambda: _one_page(b"q Q " * (100 * MIB)),
    "clip.pdf": lambda: _one_page(b"0 0 m " + b"1 1 l 2 3 l " * (2 * MIB) + b"S BT /F 12 Tf 72 700 Td (netral) Tj ET"),
}
