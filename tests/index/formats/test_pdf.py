"""PDFs of the layouts that offices use: their text in reading order, and what is said of files that have none."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from index.errors import DocumentError
from index.formats import pdf
from index.formats.extracted import Extracted
from index.formats.pdf import extract_pdf
from index.reading_form import composed_form
from tests.index.formats.made_up_pdfs import LAYOUTS, LEFT, Layout, Sheets, font_with_ligatures, letter, regulation


def read(data: bytes) -> Extracted:
    return extract_pdf(data, "berkas.pdf")


def said(data: bytes) -> str:
    """The text on one line, its words whole."""
    return " ".join(composed_form(read(data).text).text.split())


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_sentence_of_a_layout_is_whole(layout: Layout) -> None:
    text = said(layout.draw())
    assert [stretch for stretch in layout.whole if stretch not in text] == []


def test_paragraphs_are_parted_by_blank_lines_and_pages_begin_where_their_text_does() -> None:
    extracted = read(regulation())
    paragraphs = extracted.text.split("\n\n")
    for name in ("Pasal 1", "Pasal 2", "Pasal 3", "Pasal 4", "Pasal 5"):
        assert name in paragraphs
    assert "a. ikut dalam kegiatan kampanye;" in paragraphs
    assert len(extracted.pages) == 4
    starts = [page.start for page in extracted.pages]
    assert starts == sorted(starts)
    # The first line of each page, its number where nothing goes on over the page.
    assert [extracted.text[start:].split("\n")[0] for start in starts] == [
        "PERATURAN BUPATI KALIURIP",
        "- 2 -",
        "- 3 -",
        "sanksi disiplin menurut peraturan perundang-undangan.",
    ]
    assert all(page.confidence is None for page in extracted.pages)


def test_the_parts_of_a_letter_are_paragraphs_of_their_own() -> None:
    paragraphs = read(letter()).text.split("\n\n")
    for expected in (
        "Kaliurip, 3 Juni 2024",
        "Nomor : 800/417/SETDA",
        "Sifat : Penting",
        "Hal : Netralitas pegawai",
        "Yth. Kepala Dinas\ndi Lingkungan Kabupaten\nKaliurip",
        "Laporan disampaikan kepada Sekretaris Daerah setiap hari Jumat.",
    ):
        assert expected in paragraphs


@pytest.mark.parametrize(
    ("title", "stated"),
    [
        ("Microsoft Word - edaran.docx", None),
        ("untitled", None),
        ("(anonymous)", None),
        ("Template Surat Dinas", None),
        ("", None),
        ("EDARAN NETRALITAS", "Edaran Netralitas"),
        ("Edaran  Netralitas", "Edaran Netralitas"),
    ],
)
def test_a_files_title_counts_only_as_its_first_page_prints_it(title: str, stated: str | None) -> None:
    sheets = Sheets()
    sheets.canvas.setTitle(title)
    sheets.line(LEFT, 80, "Edaran Netralitas", 16)
    sheets.line(LEFT, 120, "Pegawai menjaga netralitas.")
    assert read(sheets.done()).stated == {"title": stated}


def test_a_title_of_a_later_page_is_not_the_files() -> None:
    sheets = Sheets()
    sheets.canvas.setTitle("Lampiran Kedua")
    sheets.line(LEFT, 80, "Edaran Netralitas")
    sheets.next()
    sheets.line(LEFT, 80, "Lampiran Kedua")
    assert read(sheets.done()).stated == {"title": None}


def test_ligatures_are_letters() -> None:
    sheets = Sheets()
    sheets.line(LEFT, 80, "Veri\ufb01kasi \ufb02ora e\ufb00ektif \ufb03 \ufb04", 11, font_with_ligatures())
    assert read(sheets.done()).text.startswith("Verifikasi flora")


def encrypted(user: str, owner: str) -> bytes:
    sheets = Sheets()
    sheets.line(LEFT, 80, "Pegawai menjaga netralitas.")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(sheets.done()))
    writer.encrypt(user, owner, algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_a_file_that_everybody_may_open_is_read_though_it_is_encrypted() -> None:
    assert read(encrypted("", "pemilik")).text == "Pegawai menjaga netralitas."


def test_a_file_with_a_password_is_refused_with_what_to_do() -> None:
    with pytest.raises(DocumentError, match=r"it has a password.*save it again without one") as raised:
        read(encrypted("rahasia", "pemilik"))
    assert raised.value.code == "password"


@pytest.mark.parametrize("data", [b"", b"bukan PDF", b"%PDF-1.7\n%%EOF", b"%PDF-1.4 rusak"])
def test_a_damaged_file_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"berkas\.pdf cannot be read as PDF.*Save it again") as raised:
        read(data)
    assert raised.value.code == "unreadable"


def test_what_was_typed_into_a_form_is_read() -> None:
    sheets = Sheets()
    sheets.line(LEFT, 80, "Nama pelapor:")
    sheets.canvas.acroForm.textfield(
        name="nama", x=150, y=sheets.height - 85, value="Sutarno Wiguna", width=200, height=20
    )
    assert "Sutarno Wiguna" in read(sheets.done()).text


def test_text_beyond_the_edge_of_the_page_and_text_drawn_twice_are_not_read_again() -> None:
    sheets = Sheets()
    sheets.line(LEFT, 80, "Netralitas")
    sheets.line(LEFT + 0.3, 80, "Netralitas")
    sheets.line(LEFT, -50, "Di luar halaman")
    assert read(sheets.done()).text == "Netralitas"


def test_a_watermark_across_the_page_is_furniture() -> None:
    sheets = Sheets()
    sheets.line(LEFT, 80, "Pegawai menjaga netralitas.")
    sheets.canvas.saveState()
    sheets.canvas.translate(200, 300)
    sheets.canvas.rotate(45)
    sheets.canvas.setFont("Helvetica", 60)
    sheets.canvas.drawString(0, 0, "SALINAN")
    sheets.canvas.restoreState()
    extracted = read(sheets.done())
    assert extracted.text == "Pegawai menjaga netralitas.\n\nSALINAN"
    assert [(item.rule, item.span.of(extracted.text)) for item in extracted.furniture] == [("watermark", "SALINAN")]


def test_a_text_turned_in_the_margin_stands_apart() -> None:
    sheets = Sheets()
    sheets.lines(LEFT, 80, ("Pegawai menjaga netralitas selama", "masa kampanye berlangsung."))
    sheets.canvas.saveState()
    sheets.canvas.translate(40, sheets.height - 300)
    sheets.canvas.rotate(90)
    sheets.line(0, sheets.height, "Arsip 2024")
    sheets.canvas.restoreState()
    assert said(sheets.done()) == "Pegawai menjaga netralitas selama masa kampanye berlangsung. Arsip 2024"


class TestPagesWithoutText:
    """As where Tesseract is not installed; with it: test_pdf_ocr.py."""

    @pytest.fixture(autouse=True)
    def _no_tesseract(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf, "ocr_available", lambda: False)

    @pytest.mark.parametrize(
        ("pages", "said"),
        [
            ("t..", "2 of 3 pages hold no text (scanned?): 2, 3"),
            (".t", "1 of 2 pages holds no text (scanned?): 1"),
            ("t...t.", "4 of 6 pages hold no text (scanned?): 2-4, 6"),
        ],
    )
    def test_they_are_named_with_what_to_install(self, pages: str, said: str) -> None:
        extracted = read(scanned_pages(pages))
        assert extracted.warnings == (f"{said}. To have them read, install {pdf.OCR_NEEDED}",)
        assert len(extracted.pages) == len(pages)
        assert [
            extracted.text[page.start :][:7] for page, kind in zip(extracted.pages, pages, strict=True) if kind == "t"
        ] == ["Halaman" for kind in pages if kind == "t"]

    def test_a_page_of_a_picture_below_running_lines_has_no_text(self) -> None:
        sheets = Sheets()
        for number in range(1, 5):
            sheets.line(LEFT, 40, "Arsip Kelurahan Mekarjati")
            sheets.centred(810, f"{number}")
            if number != 3:
                sheets.line(LEFT, 200, f"Catatan ke-{number} tentang rapat warga.")
            sheets.canvas.rect(100, 200, 300, 300, fill=1)
            sheets.next()
        extracted = read(sheets.done())
        assert extracted.warnings[0].startswith("2 of 5 pages hold no text (scanned?): 3, 5")

    def test_a_file_without_any_text_is_refused_with_what_to_install(self) -> None:
        with pytest.raises(DocumentError, match=r"berkas\.pdf has no text.*needs OCR: install tesseract-ocr") as raised:
            read(scanned_pages(".."))
        assert raised.value.code == "empty"

    def test_letters_that_a_font_does_not_name_are_no_text(self) -> None:
        sheets = Sheets()
        sheets.line(LEFT, 80, "Pegawai menjaga netralitas.")
        sheets.next()
        sheets.line(LEFT, 80, "\ue000\ue001\ue002 \ue003\ue004", 11, font_with_ligatures())
        extracted = read(sheets.done())
        assert extracted.text == "Pegawai menjaga netralitas."
        assert extracted.warnings[0].startswith("1 of 2 pages holds no text (scanned?): 2")


def scanned_pages(pages: Sequence[str]) -> bytes:
    """Pages with a line of text ("t"), or with a drawing only."""
    file = io.BytesIO()
    canvas = Canvas(file)
    for number, kind in enumerate(pages, 1):
        if kind == "t":
            canvas.drawString(72, 700, f"Halaman ke-{number} memuat catatan rapat.")
        else:
            canvas.rect(100, 200, 300, 300, fill=1)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def test_a_file_of_blank_pages_is_refused() -> None:
    canvas = Canvas(file := io.BytesIO())
    canvas.showPage()
    canvas.save()
    with pytest.raises(DocumentError, match="has no text"):
        read(file.getvalue())
