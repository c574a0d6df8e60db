"""Pictures of pages, and where on them a quote stands."""

from __future__ import annotations

import io
import threading

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from index.document import Span
from index.errors import DocumentError
from index.formats.pdf import extract_pdf
from index.formats.pdf_pages import Box, quote_boxes, render_page
from tests.index.formats.made_up_pdfs import (
    HEIGHT,
    LEFT,
    WIDTH,
    Sheets,
    columns_by_row,
    hyphens,
    rotated_page,
    row_on_two_pages,
    ruled_table,
    running_lines,
)


def boxes_of(data: bytes, quote: str, occurrence: int = 0) -> dict[int, tuple[Box, ...]]:
    """The boxes of a quote, given with single spaces."""
    extracted = extract_pdf(data, "berkas.pdf")
    flat = extracted.text.replace("\n", " ")
    at = -1
    for _ in range(occurrence + 1):
        at = flat.index(quote, at + 1)
    return quote_boxes(data, extracted.text, extracted.pages, Span(at, at + len(quote)))


def ink(data: bytes, number: int, box: Box, width: int = 1000) -> float:
    """The share of dark pixels in a box on a page's picture."""
    picture = Image.open(io.BytesIO(render_page(data, number, width))).convert("L")
    edges = (box.left * picture.width, box.top * picture.height, box.right * picture.width, box.bottom * picture.height)
    part = picture.crop(tuple(round(edge) for edge in edges))
    return sum(part.point(lambda value: 255 * (value < 128)).histogram()[255:]) / (part.width * part.height)


def test_a_line_is_boxed_where_it_is_drawn() -> None:
    sheets = Sheets()
    sheets.line(LEFT, 100, "Petugas menyimpan surat.", 10)
    (box,) = boxes_of(sheets.done(), "menyimpan surat")[1]
    start = LEFT + sheets.canvas.stringWidth("Petugas ", "Helvetica", 10)
    end = start + sheets.canvas.stringWidth("menyimpan surat", "Helvetica", 10)
    assert box.left == pytest.approx(start / WIDTH, abs=1e-3)
    # The full stop is drawn with the word, whose letters are taken to be equally wide.
    assert box.right == pytest.approx(end / WIDTH, abs=5e-3)
    assert box.top < (100 - 5) / HEIGHT < 100 / HEIGHT < box.bottom
    assert (box.bottom - box.top) * HEIGHT < 14


def test_a_quote_over_lines_and_pages_has_a_box_for_each_line() -> None:
    found = boxes_of(running_lines(), "paling lama dalam tiga hari kerja sesudah")
    assert {number: len(boxes) for number, boxes in found.items()} == {1: 1, 2: 1}
    found = boxes_of(running_lines(), "yang menerima permintaan pemakaian gedung menjawabnya secara")
    assert {number: len(boxes) for number, boxes in found.items()} == {1: 2}
    assert found[1][0].bottom <= found[1][1].bottom


@pytest.mark.parametrize(
    ("draw", "quote", "number"),
    [
        (columns_by_row, "Gudang logistik di Desa Sukarame", 1),
        (hyphens, "musya- warah kepada", 1),
        (ruled_table, "2 | Dinas Perikanan | 6 | penurunan pangkat", 1),
        (rotated_page, "Kunci diserahkan kepada pengurus", 1),
    ],
)
def test_boxes_lie_on_letters(draw: object, quote: str, number: int) -> None:
    data = draw()  # type: ignore[operator]
    boxes = boxes_of(data, quote)[number]
    assert boxes
    for box in boxes:
        assert 0 <= box.left < box.right <= 1
        assert 0 <= box.top < box.bottom <= 1
        assert ink(data, number, box) > 0.04


def test_a_quote_in_a_column_has_no_box_in_the_other() -> None:
    for box in boxes_of(columns_by_row(), "Kotak suara dikirim ke kecamatan mulai 20 November.")[1]:
        assert box.left * WIDTH > LEFT + 230


def test_a_quote_that_goes_on_in_the_next_column_has_boxes_in_both_though_a_footer_is_between() -> None:
    sheets = Sheets()
    for number in (1, 2):
        if number > 1:
            sheets.next()
        sheets.lines(LEFT, 700, ("Panitia menerima laporan", "warga yang dicatat oleh"))
        sheets.lines(LEFT + 240, 700, ("sekretaris desa setiap", f"hari ke-{number} pekan itu."))
        sheets.line(LEFT, 800, f"Halaman {number}")
    found = boxes_of(sheets.done(), "dicatat oleh sekretaris desa", 1)
    assert [round(box.left * WIDTH) > LEFT + 200 for box in found[2]] == [False, True]


def test_the_occurrence_that_is_quoted_is_boxed() -> None:
    sheets = Sheets()
    for y in (100, 200, 300):
        sheets.line(LEFT, y, "Surat disimpan petugas.")
    data = sheets.done()
    tops = [boxes_of(data, "disimpan petugas", number)[1][0].top * HEIGHT for number in range(3)]
    assert [round(top, -2) for top in tops] == [100, 200, 300]


def test_the_rest_of_a_row_on_the_next_page_is_boxed_there() -> None:
    data = row_on_two_pages().done()
    found = boxes_of(data, "2 | surat yang diterima dari warga desa | disimpan dua tahun")
    assert set(found) == {1, 2}
    assert len(found[2]) == 2


def test_what_is_not_on_the_page_has_no_box() -> None:
    sheets = Sheets()
    sheets.line(LEFT, 100, "Petugas menyimpan surat.")
    data = sheets.done()
    extracted = extract_pdf(data, "berkas.pdf")
    other = "Panitia menghitung suara." + extracted.text
    assert quote_boxes(data, other, extracted.pages, Span(0, 25)) == {}
    assert quote_boxes(data, extracted.text, extracted.pages, Span(7, 8)) == {}


@pytest.mark.parametrize("width", [300, 1000])
def test_a_page_is_rendered_in_the_width_that_is_asked_for(width: int) -> None:
    picture = Image.open(io.BytesIO(render_page(rotated_page(), 1, width)))
    assert picture.format == "WEBP"
    assert picture.width == width
    assert picture.height == pytest.approx(width * HEIGHT / WIDTH, abs=2)


@pytest.mark.parametrize("number", [0, 3])
def test_there_is_no_other_page(number: int) -> None:
    with pytest.raises(IndexError, match=f"no page {number}: the file has 2"):
        render_page(rotated_page(), number, 100)


def test_what_is_no_pdf_has_no_page() -> None:
    with pytest.raises(DocumentError, match="cannot be read as PDF"):
        render_page(b"bukan", 1, 100)


def test_pages_are_rendered_in_several_threads() -> None:
    """PDFium itself must not be, and would crash."""
    data, done = running_lines(), list[int]()

    def work() -> None:
        for number in (1, 2, 3):
            done.append(len(render_page(data, number, 200)) and len(extract_pdf(data, "berkas.pdf").pages))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [3] * 12


@pytest.mark.parametrize(
    ("size", "pixels"), [((20, 14_000), (7, 5_000)), ((14_000, 20), (1_600, 2)), ((595, 935), (1_600, 2_514))]
)
def test_no_page_is_so_long_that_its_picture_fills_the_memory(size: tuple[int, int], pixels: tuple[int, int]) -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size)
    canvas.showPage()
    canvas.save()
    drawn = Image.open(io.BytesIO(render_page(file.getvalue(), 1, 1_600)))
    assert drawn.size == pytest.approx(pixels, abs=1)
