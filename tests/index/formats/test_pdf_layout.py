"""Whatever stands on a page is read, and read once; real layouts at random are read right."""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, SimpleDocTemplate, Spacer, Table

from index.formats.extracted import Extracted
from index.formats.pdf import extract_pages, extract_pdf
from index.formats.pdf_boxes import Box, Word
from index.formats.pdf_file import PdfPage
from index.formats.pdf_lines import page_lines

SHORT_WORDS = (
    "surat",
    "arsip",
    "laporan",
    "warga",
    "desa",
    "rapat",
    "kantor",
    "dinas",
    "camat",
    "panitia",
    "bulan",
    "dan",
    "di",
    "ke",
)
LONG_WORDS = ("menyelenggarakan", "pertanggungjawaban", "Inspektorat", "Kaliurip")
WORDS = (*SHORT_WORDS, "untuk", "oleh", "dengan", "yang", "pada", "dari", *LONG_WORDS)


def sentence(chance: random.Random, least: int = 6, most: int = 18) -> str:
    words = chance.choices(WORDS, k=chance.randint(least, most))
    return " ".join((words[0].capitalize(), *words[1:])) + "."


placed = st.builds(
    lambda text, left, baseline, size, bold: Word(
        text,
        Box(left, baseline - 0.9 * size, left + 0.5 * size * len(text), baseline + 0.25 * size),
        baseline,
        size,
        bold,
    ),
    st.sampled_from(
        ["surat", "1.", "(2)", "Pasal", "5", "dan", "a.", ":", "Nomor", "•", "halaman", "BAB", "II", "e-KTP", "arsip."]
    ),
    st.sampled_from([60.0, 72.0, 100.0, 101.5, 180.0, 300.0, 310.0, 420.0]),
    st.integers(2, 70).map(lambda row: 12.0 * row),
    st.sampled_from([8.0, 11.0, 11.0, 11.0, 18.0]),
    st.booleans(),
)
rules = st.builds(
    lambda upright, at, start, length: Box(at, start, at, start + length) if upright else Box(start, at, start + length, at),
    st.booleans(), st.integers(5, 80).map(lambda n: 10.0 * n), st.sampled_from([50.0, 95.0, 175.0]), st.sampled_from([40.0, 200.0, 400.0]),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.lists(placed, max_size=40), st.lists(rules, max_size=12)), min_size=1, max_size=3))
def test_every_word_is_read_once(drawn: Sequence[tuple[list[Word], list[Box]]]) -> None:
    pages = [
        # Two words in one place are one that was drawn twice.
        page_lines(
            PdfPage(595.0, 842.0, tuple({(w.text, w.box.left, w.baseline): w for w in words}.values()), tuple(lines))
        )
        for words, lines in drawn
    ]
    there = Counter(
        character for page in pages for line in page.lines for character in line.text if character.isalnum()
    )
    extracted = extract_pages(pages)
    assert Counter(character for character in extracted.text if character.isalnum()) == there
    spans = [mark.span for mark in extracted.marks] + [item.span for item in extracted.furniture]
    assert all(span.of(extracted.text).strip() for span in spans)
    starts = [page.start for page in extracted.pages]
    assert starts == sorted(starts)
    assert len(starts) == len(pages)


@pytest.mark.parametrize(
    ("columns", "width", "gutter", "size"), [(1, 515, 0, 11), (2, 245, 25, 10), (3, 160, 17, 9), (3, 162, 14, 8)]
)
@pytest.mark.parametrize(("after", "indent"), [(6, 0), (0, 12)])
def test_justified_columns_are_read_sentence_by_sentence(
    columns: int, width: float, gutter: float, size: float, after: float, indent: float
) -> None:
    chance = random.Random(columns * 1000 + size)
    paragraphs = [" ".join(sentence(chance) for _ in range(chance.randint(2, 4))) for _ in range(20 * columns)]
    style = ParagraphStyle(
        "text",
        fontName="Times-Roman",
        fontSize=size,
        leading=1.2 * size,
        alignment=TA_JUSTIFY,
        spaceAfter=after,
        firstLineIndent=indent,
    )
    frames = [Frame(40 + at * (width + gutter), 60, width, 720, leftPadding=0, rightPadding=0) for at in range(columns)]
    document = BaseDocTemplate(file := io.BytesIO(), pagesize=A4)
    document.addPageTemplates([PageTemplate(frames=frames)])
    document.build([Paragraph(text, style) for text in paragraphs])
    extracted = extract_pdf(file.getvalue(), "berkas.pdf")
    text = " ".join(extracted.text.split())
    whole = sum(paragraph in text for paragraph in paragraphs)
    assert not [mark for mark in extracted.marks if mark.kind != "heading"]
    assert whole >= 0.95 * len(paragraphs)
    read = [" ".join(paragraph.split()) for paragraph in extracted.text.split("\n\n")]
    assert sum(paragraph in read for paragraph in paragraphs) >= 0.9 * len(paragraphs)


STYLES: dict[str, list[tuple[object, ...]]] = {
    "grid": [("GRID", (0, 0), (-1, -1), 0.5, colors.black)],
    "none": [],
    "header": [("LINEABOVE", (0, 0), (-1, 0), 1, colors.black), ("LINEBELOW", (0, 0), (-1, 0), 1, colors.black)],
    "rows": [("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.grey)],
    "columns": [
        ("BOX", (0, 0), (-1, -1), 0.5, colors.black),
        ("LINEBEFORE", (1, 0), (-1, -1), 0.5, colors.black),
        ("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black),
    ],
}  # fmt: skip
KINDS = {"No": 28, "Unit": 100, "Uraian": 140, "Jumlah": 50, "Tanggal": 75}


def cell(kind: str, number: int, chance: random.Random) -> str:
    if kind == "No":
        return str(number)
    if kind == "Jumlah":
        return str(chance.randint(1, 999))
    if kind == "Tanggal":
        return f"{chance.randint(1, 28)} Juni 2024"
    words = chance.choices(SHORT_WORDS, k=chance.randint(1, 3) if kind == "Unit" else chance.randint(4, 12))
    return " ".join((words[0].capitalize(), *words[1:]))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("aligned", ["TOP", "MIDDLE"])
@pytest.mark.parametrize(
    "kinds",
    [("No", "Unit", "Jumlah"), ("No", "Uraian", "Unit", "Tanggal"), ("Unit", "Jumlah"), ("Unit", "Uraian", "Jumlah")],
)
def test_tables_of_all_styles_are_read_row_by_row_over_pages(style: str, aligned: str, kinds: tuple[str, ...]) -> None:
    chance = random.Random(7)
    text = ParagraphStyle("cell", fontName="Helvetica", fontSize=9, leading=11)
    rows = [kinds, *(tuple(cell(kind, number, chance) for kind in kinds) for number in range(1, 31))]
    table = Table(
        [[Paragraph(words, text) for words in row] for row in rows], [KINDS[kind] for kind in kinds], repeatRows=1
    )
    table.setStyle([*STYLES[style], ("VALIGN", (0, 0), (-1, -1), aligned)])
    around = [Paragraph(sentence(chance, 12, 18), text) for _ in range(2)]
    SimpleDocTemplate(file := io.BytesIO(), pagesize=A4).build(
        [around[0], Spacer(1, 10), table, Spacer(1, 10), around[1]]
    )
    extracted = extract_pdf(file.getvalue(), "berkas.pdf")
    expected = [" | ".join(row) for row in rows]
    assert marked(extracted, "header") == expected[:1]
    assert marked(extracted, "row") == expected[1:]


def marked(extracted: Extracted, kind: str) -> list[str]:
    return [mark.span.of(extracted.text) for mark in extracted.marks if mark.kind == kind]
