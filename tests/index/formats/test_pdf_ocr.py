"""Scanned pages, read for real where Tesseract is installed with Indonesian."""

from __future__ import annotations

import io
import subprocess
from typing import Any

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from index.document import Span
from index.errors import DocumentError
from index.formats import pdf_ocr, pdf_tesseract
from index.formats.pdf import extract_pdf
from index.formats.pdf_pages import quote_boxes
from index.formats.pdf_tesseract import ocr_available
from index.reading_form import composed_form
from tests.index.formats.made_up_pdfs import (
    LAYOUTS,
    LEFT,
    TABLE_ROWS,
    Sheets,
    bare_table,
    columns_by_row,
    draw_picture,
    scanned,
)

needs_tesseract = pytest.mark.skipif(not ocr_available(), reason="Tesseract is not installed with its Indonesian data")
WHOLE = {layout.name: layout for layout in LAYOUTS}


def said(data: bytes) -> str:
    return " ".join(composed_form(extract_pdf(data, "berkas.pdf").text).text.split())


def letter_page() -> bytes:
    sheets = Sheets()
    sheets.centred(70, "PENGUMUMAN LURAH", 18)
    sheets.lines(
        LEFT,
        120,
        (
            "Kelurahan Mekarjati membuka pendaftaran relawan kebersihan bagi",
            "seluruh warga mulai tanggal 14 September 2024. Pendaftar mengisi",
            "formulir di balai warga dan menyerahkan salinan kartu kelu-",
            "arga kepada petugas.",
            "",
            "Pendaftaran ditutup setelah dua pekan.",
        ),
        12,
        "Times-Roman",
        16,
    )
    return sheets.done()


SENTENCES = (
    "Kelurahan Mekarjati membuka pendaftaran relawan kebersihan bagi seluruh warga mulai tanggal 14 September 2024.",
    "Pendaftar mengisi formulir di balai warga dan menyerahkan salinan kartu keluarga kepada petugas.",
    "Pendaftaran ditutup setelah dua pekan.",
)


@needs_tesseract
class TestReadForReal:
    @pytest.mark.parametrize(
        "scan",
        [{}, {"dots": 130}, {"askew": 1.0}, {"turn": 90}, {"turn": 180}],
        ids=["plain", "coarse", "askew", "on its side", "upside down"],
    )
    def test_a_scanned_page_is_read_and_says_how_surely(self, scan: dict[str, Any]) -> None:
        data = scanned(letter_page(), **scan)
        extracted = extract_pdf(data, "berkas.pdf")
        text = " ".join(composed_form(extracted.text).text.split())
        assert [sentence for sentence in SENTENCES if sentence not in text] == []
        (page,) = extracted.pages
        assert page.confidence is not None
        assert 0.8 < page.confidence <= 1
        assert extracted.warnings == (
            f"page 1 was read by machine (confidence {page.confidence:.0%})".replace("%", " %"),
        )

    def test_columns_and_tables_of_a_scan_are_told_apart(self) -> None:
        text = said(scanned(columns_by_row()))
        assert [stretch for stretch in WHOLE["two columns, drawn row by row"].whole if stretch not in text] == []
        table = extract_pdf(scanned(bare_table()), "berkas.pdf").text.split("\n")
        assert [row for row in TABLE_ROWS if row not in table] == []

    def test_only_pages_without_text_are_read(self) -> None:
        canvas = Canvas(file := io.BytesIO())
        canvas.drawString(LEFT, 700, "Halaman pertama memuat surat pengantar.")
        canvas.showPage()
        draw_picture(canvas, picture_of(letter_page()), 200)
        canvas.showPage()
        canvas.drawString(LEFT, 700, "Halaman ketiga memuat tanda terima.")
        canvas.showPage()
        canvas.rect(100, 200, 300, 300, fill=1)
        canvas.showPage()
        canvas.showPage()
        canvas.save()
        extracted = extract_pdf(file.getvalue(), "berkas.pdf")
        assert [page.confidence is not None for page in extracted.pages] == [False, True, False, False, False]
        read, missing = extracted.warnings
        assert read.startswith("page 2 was read by machine (confidence 9")
        assert missing == "2 of 5 pages hold no text (scanned?): 4, 5"
        assert extracted.text[extracted.pages[1].start :].startswith("PENGUMUMAN LURAH")
        assert extracted.text[extracted.pages[2].start :].startswith("Halaman ketiga")

    @pytest.mark.parametrize("scan", [{}, {"turn": 90}], ids=["plain", "on its side"])
    def test_a_quote_of_a_scan_is_found_on_its_page(self, scan: dict[str, Any]) -> None:
        data = scanned(letter_page(), **scan)
        extracted = extract_pdf(data, "berkas.pdf")
        at = extracted.text.index("Pendaftaran ditutup")
        (box,) = quote_boxes(data, extracted.text, extracted.pages, Span(at, at + len("Pendaftaran ditutup")))[1]
        if not scan:
            assert box.left == pytest.approx(LEFT / 595, abs=0.01)
            assert box.top < 200 / 842 <= box.bottom
        else:  # turned anticlockwise: what was below is on the right, what was on the left is below
            assert box.bottom == pytest.approx(1 - LEFT / 595, abs=0.01)
            assert box.left < 200 / 842 <= box.right

    def test_a_page_is_read_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        data = scanned(letter_page())
        first = extract_pdf(data, "berkas.pdf")
        monkeypatch.setattr(pdf_ocr, "read_words", lambda *_: pytest.fail("read again"))
        assert extract_pdf(data, "berkas.pdf") == first

    def test_a_file_with_nothing_to_read_is_refused(self) -> None:
        canvas = Canvas(file := io.BytesIO())
        canvas.circle(300, 400, 100, fill=1)
        canvas.showPage()
        canvas.save()
        with pytest.raises(DocumentError, match="has no text, and none can be read on its pages") as raised:
            extract_pdf(file.getvalue(), "berkas.pdf")
        assert raised.value.code == "empty"


def picture_of(data: bytes) -> Image.Image:
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        return document[0].render(scale=200 / 72, grayscale=True).to_pil().convert("L")


class TestWithoutIt:
    @pytest.fixture(autouse=True)
    def _asked_again(self) -> Any:
        ocr_available.cache_clear()
        yield
        ocr_available.cache_clear()

    def test_no_program_reads_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf_tesseract.shutil, "which", lambda _: None)
        assert not ocr_available()

    @pytest.mark.parametrize(("listed", "available"), [("eng\nosd\n", False), ("eng\nind\n", True)])
    def test_it_has_to_know_indonesian(self, monkeypatch: pytest.MonkeyPatch, listed: str, available: bool) -> None:
        monkeypatch.setattr(pdf_tesseract.shutil, "which", lambda _: "/bin/tesseract")
        done = subprocess.CompletedProcess([], 0, f"List of available languages:\n{listed}")
        monkeypatch.setattr(pdf_tesseract.subprocess, "run", lambda *_, **__: done)
        assert ocr_available() is available

    @pytest.mark.parametrize("error", [OSError("weg"), subprocess.TimeoutExpired("tesseract", 1)])
    def test_a_page_on_which_it_fails_is_one_without_text(
        self, monkeypatch: pytest.MonkeyPatch, error: Exception
    ) -> None:
        def fail(*_: Any, **__: Any) -> None:
            raise error

        monkeypatch.setattr(pdf_tesseract.subprocess, "run", fail)
        assert pdf_tesseract.read_words(b"", pdf_tesseract.BY_BLOCKS) == ([], 0.0)
        assert pdf_tesseract.find_turn(b"") == 0


HOCR = """<div class='ocr_page' title='image "x"; bbox 0 0 2480 3508; ppageno 0'>
<span class='ocr_line' title="bbox 300 100 900 140; baseline 0.01 -8; x_size 40; x_descenders 8; x_ascenders 10">
<span class='ocrx_word' title='bbox 300 100 350 140; x_wconf 91'>{first}</span>
<span class='ocrx_word' title='bbox 360 100 362 140; x_wconf 40'>|</span>
<span class='ocrx_word' title='bbox 400 100 600 140; x_wconf 95'>Pegawai</span></span></div>"""


@pytest.mark.parametrize(("first", "read"), [("(l)", "(1)"), ("(I)", "(1)"), ("(2)", "(2)"), ("l", "l")])
def test_a_misread_first_paragraph_is_put_right_and_the_lines_of_tables_are_no_words(
    monkeypatch: pytest.MonkeyPatch, first: str, read: str
) -> None:
    done = subprocess.CompletedProcess([], 0, HOCR.format(first=first).encode())
    monkeypatch.setattr(pdf_tesseract.subprocess, "run", lambda *_, **__: done)
    words, width = pdf_tesseract.read_words(b"", pdf_tesseract.BY_BLOCKS)
    assert [word.text for word in words] == [read, "Pegawai"]
    assert width == 2480
    # The baseline begins 8 above the box's foot, and sinks by 1 in 100.
    assert words[1].row.at(500, words[1].row.slope) == pytest.approx(140 - 8 + 0.01 * 200)
    assert words[1].confidence == 95
