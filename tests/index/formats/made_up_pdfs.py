"""PDFs of the layouts that offices use, drawn for the tests: places, people and rules in them are made up."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

import reportlab
from PIL import Image, ImageFilter
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

WIDTH, HEIGHT = A4
LEFT = 72.0
RIGHT = WIDTH - 72.0


class Sheets:
    """Pages to draw on; `y` is measured from the top, as people read."""

    def __init__(self, size: tuple[float, float] = A4, **options: Any) -> None:
        self._file = io.BytesIO()
        self.canvas = Canvas(self._file, pagesize=size, **options)
        self.height = size[1]

    def line(self, x: float, y: float, text: str, size: float = 11, font: str = "Helvetica") -> None:
        """Draw one line, its baseline at `y`."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.height - y, text)

    def centred(self, y: float, text: str, size: float = 11, font: str = "Helvetica", x: float = WIDTH / 2) -> None:
        """Draw a line around the middle of the page."""
        self.canvas.setFont(font, size)
        self.canvas.drawCentredString(x, self.height - y, text)

    def lines(
        self, x: float, y: float, lines: Iterable[str], size: float = 11, font: str = "Helvetica", step: float = 14
    ) -> float:
        """Draw lines below each other; gives where the next would be."""
        for text in lines:
            if text:
                self.line(x, y, text, size, font)
            y += step
        return y

    def text(
        self, x: float, y: float, text: str, width: float, size: float = 11, font: str = "Helvetica", step: float = 14
    ) -> float:
        """Draw a text broken into lines of that width."""
        return self.lines(x, y, simpleSplit(text, font, size, width), size, font, step)

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> None:
        """Draw a line."""
        self.canvas.setLineWidth(width)
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def grid(
        self, x: float, y: float, rows: Sequence[Sequence[Any]], widths: Sequence[float], *style: tuple[Any, ...]
    ) -> float:
        """Draw a table with lines around its cells; gives where it ends."""
        table = Table(rows, widths)
        table.setStyle(
            TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP"), *style])
        )
        _, height = table.wrap(sum(widths), 1000)
        table.drawOn(self.canvas, x, self.height - y - height)
        return y + float(height)

    def next(self) -> None:
        """Begin the next page."""
        self.canvas.showPage()

    def done(self) -> bytes:
        """The file, its last page ended."""
        self.canvas.showPage()
        self.canvas.save()
        return self._file.getvalue()


def scanned(data: bytes, dots: int = 200, turn: int = 0, askew: float = 0.0) -> bytes:
    """A PDF as a scanner gives it back: each page a grey picture, perhaps turned (degrees anticlockwise) or askew."""
    import pypdfium2

    file = io.BytesIO()
    canvas = Canvas(file)
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            picture = page.render(scale=dots / 72, grayscale=True).to_pil().convert("L")
            picture = (
                picture.filter(ImageFilter.GaussianBlur(0.6)).rotate(askew, fillcolor=255).rotate(turn, expand=True)
            )
            draw_picture(canvas, picture, dots)
            canvas.showPage()
    canvas.save()
    return file.getvalue()


def draw_picture(canvas: Canvas, picture: Image.Image, dots: int) -> None:
    """Fill a page of a picture's size with it."""
    stored = io.BytesIO()
    picture.save(stored, "JPEG", quality=75)
    width, height = picture.width * 72 / dots, picture.height * 72 / dots
    canvas.setPageSize((width, height))
    canvas.drawImage(ImageReader(stored), 0, 0, width, height)


def font_with_ligatures() -> str:
    """A font that has "ﬁ" as one letter; reportlab brings it."""
    name = "Vera"
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")))
    return name


@dataclass(frozen=True)
class Layout:
    """A drawn document, and stretches of text that must come out whole."""

    name: str
    draw: Callable[[], bytes]
    whole: tuple[str, ...] = field(repr=False)


PARAGRAPHS = (
    "Pemerintah Kabupaten Kaliurip mengingatkan seluruh pegawai agar tidak memihak dalam pemilihan kepala daerah. Setiap kepala dinas "
    "melaporkan pelanggaran kepada Inspektorat paling lambat lima hari kerja.",
    "Inspektorat memeriksa laporan bersama Badan Kepegawaian. Hasil pemeriksaan diserahkan kepada Bupati pada pekan keempat setiap bulan.",
)
WHOLE_PARAGRAPHS = (
    "Pemerintah Kabupaten Kaliurip mengingatkan seluruh pegawai agar tidak memihak dalam pemilihan kepala daerah.",
    "Setiap kepala dinas melaporkan pelanggaran kepada Inspektorat paling lambat lima hari kerja.",
    "Hasil pemeriksaan diserahkan kepada Bupati pada pekan keempat setiap bulan.",
)
LEFT_STORY = (
    "Bawaslu Kaliurip membuka posko pengaduan di dua belas kecamatan. Warga dapat melapor pada hari kerja dengan membawa kartu "
    "penduduk. Laporan diteruskan kepada panitia dalam satu hari."
)
RIGHT_STORY = (
    "Gudang logistik di Desa Sukarame dijaga oleh tiga puluh petugas. Kotak suara dikirim ke kecamatan mulai 20 November. Setiap "
    "pengiriman dikawal polisi dan dicatat dalam berita acara."
)
THIRD_STORY = "Pelatihan saksi digelar di balai desa selama dua hari. Peserta menerima buku pedoman serta uang transportasi dari panitia."
WHOLE_LEFT = (
    "Bawaslu Kaliurip membuka posko pengaduan di dua belas kecamatan.",
    "Warga dapat melapor pada hari kerja dengan membawa kartu penduduk.",
    "Laporan diteruskan kepada panitia dalam satu hari.",
)
WHOLE_RIGHT = (
    "Gudang logistik di Desa Sukarame dijaga oleh tiga puluh petugas.",
    "Kotak suara dikirim ke kecamatan mulai 20 November.",
    "Setiap pengiriman dikawal polisi dan dicatat dalam berita acara.",
)
WHOLE_THIRD = (
    "Pelatihan saksi digelar di balai desa selama dua hari.",
    "Peserta menerima buku pedoman serta uang transportasi dari panitia.",
)


def single_column() -> bytes:
    """Two paragraphs below a title."""
    sheets = Sheets()
    sheets.line(LEFT, 80, "Edaran Netralitas", 16, "Helvetica-Bold")
    y = sheets.text(LEFT, 110, PARAGRAPHS[0], RIGHT - LEFT)
    sheets.text(LEFT, y + 8, PARAGRAPHS[1], RIGHT - LEFT)
    return sheets.done()


def columns_in_turn() -> bytes:
    """Two columns, the left one drawn first."""
    sheets = Sheets()
    sheets.text(LEFT, 100, LEFT_STORY, 210)
    sheets.text(LEFT + 240, 100, RIGHT_STORY, 210)
    return sheets.done()


def columns_by_row() -> bytes:
    """Two columns, drawn line by line across both, as some programs print."""
    sheets = Sheets()
    stories = (simpleSplit(story, "Helvetica", 11, 210) for story in (LEFT_STORY, RIGHT_STORY))
    pairs = zip_longest(*stories, fillvalue="")
    for number, (left, right) in enumerate(pairs):
        sheets.line(LEFT, 100 + 14 * number, left)
        sheets.line(LEFT + 240, 100 + 14 * number, right)
    return sheets.done()


def three_columns() -> bytes:
    """Three columns whose lines do not stand on one level, the right one drawn first."""
    sheets = Sheets()
    sheets.text(LEFT + 320, 105, THIRD_STORY, 140, 10, step=13)
    sheets.text(LEFT, 100, LEFT_STORY, 140, 10, step=12)
    sheets.text(LEFT + 160, 103, RIGHT_STORY, 140, 10, step=12)
    return sheets.done()


def columns_under_heads() -> bytes:
    """A heading over two columns, another one over two more."""
    sheets = Sheets()
    sheets.line(LEFT, 90, "KABAR PENGAWASAN", 20, "Helvetica-Bold")
    sheets.text(LEFT, 130, LEFT_STORY, 210)
    sheets.text(LEFT + 240, 130, RIGHT_STORY, 210)
    sheets.line(LEFT, 270, "Laporan khusus dari seluruh kecamatan di Kabupaten Kaliurip", 15, "Helvetica-Bold")
    sheets.text(LEFT, 300, THIRD_STORY, 210)
    sheets.text(LEFT + 240, 300, PARAGRAPHS[1], 210)
    return sheets.done()


TABLE = (
    ("No", "Unit Kerja", "Laporan", "Sanksi"),
    ("1", "Dinas Kebersihan", "14", "teguran lisan"),
    ("2", "Dinas Perikanan", "6", "penurunan pangkat"),
    ("3", "Kantor Kelurahan", "31", "tidak ada"),
)
TABLE_ROWS = tuple(" | ".join(row) for row in TABLE)


def ruled_table() -> bytes:
    """A table with lines around its cells between two sentences."""
    sheets = Sheets()
    sheets.line(LEFT, 100, "Rekapitulasi tahun 2024 tercantum dalam daftar berikut.")
    y = sheets.grid(LEFT, 120, TABLE, (40, 160, 80, 140))
    sheets.line(LEFT, y + 30, "Daftar ini disusun oleh Inspektorat.")
    return sheets.done()


def row_on_two_pages() -> Sheets:
    """A ruled table whose second row goes on at the head of the next page."""
    sheets = Sheets()
    widths = [40, 150, 120]
    sheets.grid(
        LEFT,
        100,
        [["No", "Uraian", "Ket"], ["1", "surat masuk", "arsip"], ["2", "surat yang diterima", "disimpan"]],
        widths,
    )
    sheets.next()
    sheets.grid(
        LEFT,
        100,
        [["No", "Uraian", "Ket"], ["", "dari warga desa", "dua tahun"], ["3", "surat keluar", "arsip"]],
        widths,
    )
    return sheets


def bare_table() -> bytes:
    """The same table without lines."""
    sheets = Sheets()
    sheets.line(LEFT, 100, "Rekapitulasi tahun 2024 tercantum dalam daftar berikut.")
    for number, row in enumerate(TABLE):
        for x, cell in zip((0, 40, 200, 280), row, strict=True):
            sheets.line(LEFT + x, 130 + 18 * number, cell)
    sheets.line(LEFT, 230, "Daftar ini disusun oleh Inspektorat.")
    return sheets.done()


ARTICLES = (
    (
        "Pasal 1",
        (
            "Dalam Peraturan Bupati ini yang dimaksud dengan:",
            "1. Daerah adalah Kabupaten Kaliurip.",
            "2. Bupati adalah Bupati Kaliurip.",
        ),
    ),
    (
        "Pasal 2",
        (
            "(1) Pegawai wajib menjaga netralitas sebelum, selama, dan sesudah pemungutan suara di seluruh wilayah Daerah.",
        ),
    ),
    (
        "Pasal 3",
        (
            "(1) Pegawai dilarang:",
            "a. ikut dalam kegiatan kampanye;",
            "b. memakai kendaraan dinas untuk kampanye; dan",
            "c. memberi dukungan kepada calon.",
        ),
    ),
    (
        "Pasal 4",
        (
            "(1) Pegawai yang melanggar ketentuan sebagaimana dimaksud dalam Pasal 3 dikenai sanksi disiplin menurut peraturan "
            "perundang-undangan.",
            "(2) Sanksi dijatuhkan oleh Bupati setelah mendengar pertimbangan Inspektorat.",
        ),
    ),
    ("Pasal 5", ("Peraturan Bupati ini mulai berlaku pada tanggal diundangkan.",)),
)


def regulation() -> bytes:
    """A regulation over four pages, with a number at the top of each and a line at their feet; sentences go on over the pages."""
    sheets = Sheets()
    lines: list[tuple[str, bool]] = [
        ("PERATURAN BUPATI KALIURIP", True),
        ("NOMOR 21 TAHUN 2024", True),
        ("TENTANG", True),
        ("NETRALITAS PEGAWAI", True),
    ]
    for name, parts in ARTICLES:
        lines.append((name, True))
        lines += [(line, False) for part in parts for line in simpleSplit(part, "Times-Roman", 12, RIGHT - LEFT - 40)]
    rows = 6
    pages = [lines[at : at + rows] for at in range(0, len(lines), rows)]
    for number, page in enumerate(pages, 1):
        if number > 1:
            sheets.centred(40, f"- {number} -", 12, "Times-Roman")
        for at, (line, centred) in enumerate(page):
            if centred:
                sheets.centred(100 + 18 * at, line, 12, "Times-Roman")
            else:
                sheets.line(LEFT, 100 + 18 * at, line, 12, "Times-Roman")
        sheets.line(LEFT, 810, "Salinan sesuai dengan aslinya, Bagian Hukum", 8)
        if number < len(pages):
            sheets.next()
    return sheets.done()


def letter() -> bytes:
    """A letter: its head, its number beside the addressee, a signature on the right."""
    sheets = Sheets()
    sheets.centred(50, "PEMERINTAH KABUPATEN KALIURIP", 14, "Helvetica-Bold")
    sheets.centred(68, "SEKRETARIAT DAERAH", 16, "Helvetica-Bold")
    sheets.centred(82, "Jalan Melati Nomor 7 Telepon (0299) 551234", 9)
    sheets.rule(LEFT, 90, RIGHT, 90, 2)
    sheets.line(350, 120, "Kaliurip, 3 Juni 2024")
    fields = (
        ("Nomor", "800/417/SETDA"),
        ("Sifat", "Penting"),
        ("Lampiran", "satu berkas"),
        ("Hal", "Netralitas pegawai"),
    )
    for number, (name, value) in enumerate(fields):
        y = 140 + 14 * number
        sheets.line(LEFT, y, name)
        sheets.line(LEFT + 60, y, ":")
        sheets.line(LEFT + 70, y, value)
    sheets.lines(350, 140, ("Yth. Kepala Dinas", "di Lingkungan Kabupaten", "Kaliurip"))
    y = sheets.text(
        LEFT,
        230,
        "Sehubungan dengan tahapan pemilihan, kami minta Saudara mengawasi kendaraan dinas selama masa tenang.",
        RIGHT - LEFT,
    )
    y = sheets.text(LEFT, y + 8, "Laporan disampaikan kepada Sekretaris Daerah setiap hari Jumat.", RIGHT - LEFT)
    sheets.lines(350, y + 30, ("Sekretaris Daerah,", "", "", "Ratna Kusumaning", "Pembina Utama Muda"))
    return sheets.done()


def rotated_page() -> bytes:
    """A table across a page that is turned by its `/Rotate`, and one whose text is turned itself."""
    sheets = Sheets()
    canvas = sheets.canvas
    for rotate in (90, 0):
        canvas.setPageSize((WIDTH, HEIGHT))
        canvas.setPageRotation(rotate)
        canvas.saveState()
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        sheets.height = WIDTH
        sheets.line(80, 100, "Daftar inventaris kendaraan dinas yang disimpan selama masa kampanye tahun ini.")
        sheets.line(80, 114, "Kunci diserahkan kepada pengurus barang paling lambat pukul empat sore.")
        canvas.restoreState()
        if rotate:
            canvas.showPage()
    return sheets.done()


def hyphens() -> bytes:
    """Words broken at the ends of lines."""
    sheets = Sheets()
    lines = (
        "Setiap kepala desa wajib mengumumkan hasil musya-",
        "warah kepada warga. Ketentuan itu sesuai dengan undang-",
        "undang tentang desa dan berlaku se-",
        "Indonesia pada tahun anggaran 2023-",
        "2024 tanpa kecuali.",
    )
    sheets.lines(LEFT, 100, lines)
    return sheets.done()


def ligatures() -> bytes:
    """A font that writes "fi" and "fl" as one letter."""
    sheets = Sheets()
    sheets.line(LEFT, 100, "Veri\ufb01kasi berkas \ufb02otila dilakukan petugas arsip.", 11, font_with_ligatures())
    return sheets.done()


def running_lines() -> bytes:
    """A sentence over three pages between a running header and a footer with the page's number; the first page has no header."""
    sheets = Sheets()
    bodies = (
        (
            "Panduan Kampanye",
            "",
            "Kepala kelurahan yang menerima permintaan pemakaian gedung",
            "menjawabnya secara tertulis paling lama dalam tiga",
        ),
        (
            "hari kerja sesudah surat dicatat. Permintaan yang terlambat",
            "tidak dilayani. Gedung sekolah tidak dipinjamkan kepada",
        ),
        ("tim kampanye dalam keadaan apa pun.",),
    )
    for number, body in enumerate(bodies, 1):
        if number > 1:
            sheets.line(LEFT, 40, "Kelurahan Mekarjati", 9)
        sheets.lines(LEFT, 100, body)
        sheets.line(LEFT, 800, f"Panduan Kampanye, halaman {number} dari 3", 9)
        if number < 3:
            sheets.next()
    return sheets.done()


def footnotes() -> bytes:
    """A sentence that goes on on the next page, above a note."""
    sheets = Sheets()
    sheets.lines(
        LEFT,
        660,
        (
            "Panitia memungut biaya pendaftaran yang besarnya ditetapkan",
            "dalam rapat pleno dan diumumkan paling lambat dua",
        ),
    )
    sheets.rule(LEFT, 715, LEFT + 140, 715)
    sheets.lines(LEFT, 730, ("1 Rapat pleno digelar setiap Rabu.",), 8)
    sheets.next()
    sheets.lines(LEFT, 100, ("pekan sebelum pendaftaran dibuka.",))
    return sheets.done()


LAYOUTS = (
    Layout("one column", single_column, WHOLE_PARAGRAPHS),
    Layout("two columns, one drawn after the other", columns_in_turn, (*WHOLE_LEFT, *WHOLE_RIGHT)),
    Layout("two columns, drawn row by row", columns_by_row, (*WHOLE_LEFT, *WHOLE_RIGHT)),
    Layout("three columns", three_columns, (*WHOLE_LEFT, *WHOLE_RIGHT, *WHOLE_THIRD)),
    Layout(
        "headings over columns", columns_under_heads, (*WHOLE_LEFT, *WHOLE_RIGHT, *WHOLE_THIRD, WHOLE_PARAGRAPHS[2])
    ),
    Layout("table with lines", ruled_table, TABLE_ROWS),
    Layout("table without lines", bare_table, TABLE_ROWS),
    Layout(
        "regulation, four pages",
        regulation,
        (
            "(1) Pegawai wajib menjaga netralitas sebelum, selama, dan sesudah pemungutan suara di seluruh wilayah Daerah.",
            "(1) Pegawai yang melanggar ketentuan sebagaimana dimaksud dalam Pasal 3 dikenai sanksi disiplin menurut peraturan "
            "perundang-undangan.",
            "(2) Sanksi dijatuhkan oleh Bupati setelah mendengar pertimbangan Inspektorat.",
            "b. memakai kendaraan dinas untuk kampanye; dan",
        ),
    ),
    Layout(
        "letter",
        letter,
        (
            "Nomor : 800/417/SETDA",
            "Hal : Netralitas pegawai",
            "Yth. Kepala Dinas di Lingkungan Kabupaten Kaliurip",
            "Sehubungan dengan tahapan pemilihan, kami minta Saudara mengawasi kendaraan dinas selama masa tenang.",
        ),
    ),
    Layout(
        "turned pages",
        rotated_page,
        (
            "Daftar inventaris kendaraan dinas yang disimpan selama masa kampanye tahun ini.",
            "Kunci diserahkan kepada pengurus barang paling lambat pukul empat sore.",
        ),
    ),
    Layout(
        "hyphens at line ends",
        hyphens,
        (
            "Setiap kepala desa wajib mengumumkan hasil musyawarah kepada warga.",
            "Ketentuan itu sesuai dengan undang-undang tentang desa dan berlaku se-Indonesia pada tahun anggaran 2023-2024 tanpa kecuali.",
        ),
    ),
    Layout("ligatures", ligatures, ("Verifikasi berkas flotila dilakukan petugas arsip.",)),
    Layout(
        "running lines",
        running_lines,
        (
            "Kepala kelurahan yang menerima permintaan pemakaian gedung menjawabnya secara tertulis paling lama dalam tiga hari kerja "
            "sesudah surat dicatat.",
            "Gedung sekolah tidak dipinjamkan kepada tim kampanye dalam keadaan apa pun.",
        ),
    ),
    Layout(
        "a note at the foot",
        footnotes,
        (
            "Panitia memungut biaya pendaftaran yang besarnya ditetapkan dalam rapat pleno dan diumumkan paling lambat dua pekan sebelum "
            "pendaftaran dibuka.",
        ),
    ),
)
