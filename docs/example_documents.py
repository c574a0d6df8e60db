"""Makes the documents of `docs/examples/documents`: a regulation, a letter, a scanned decision and a schedule, as offices have them.

All in them is made up. Run with `python -m docs.example_documents`; the files are in the repository.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "examples" / "documents"
FONT = ROOT / "assistant" / "conversations" / "memo" / "data" / "NotoSans-Regular.ttf"
DPI = 300
TILT = 0.6  # degrees: no sheet lies straight in a scanner

_BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=11.5, leading=16, spaceAfter=6)
_STYLES = {
    "=": ParagraphStyle("middle", parent=_BODY, fontName="Times-Bold", alignment=TA_CENTER),
    "1": ParagraphStyle("first", parent=_BODY, leftIndent=20, firstLineIndent=-20),
    "2": ParagraphStyle("second", parent=_BODY, leftIndent=40, firstLineIndent=-20),
}

# A line each; it begins with the key of its style, if it has one.
REGULATION = """\
= PERATURAN BUPATI ARUNIKA
= NOMOR 7 TAHUN 2031
= TENTANG
= NETRALITAS PEGAWAI
Menimbang:
1 a. bahwa pegawai wajib menjaga netralitas dalam pemilihan;
1 b. bahwa perlu menetapkan Peraturan Bupati tentang Netralitas Pegawai;
= MEMUTUSKAN:
Menetapkan: PERATURAN BUPATI TENTANG NETRALITAS PEGAWAI.
= BAB I<br/>KETENTUAN UMUM
= Pasal 1
Dalam Peraturan Bupati ini yang dimaksud dengan:
1 1. Daerah adalah Kabupaten Arunika.
1 2. Pegawai adalah pegawai aparatur sipil negara di lingkungan Pemerintah Daerah.
1 3. Netralitas adalah keadaan Pegawai yang tidak memihak calon atau partai politik mana pun.
= BAB II<br/>KEWAJIBAN
= Pasal 2
Setiap Pegawai wajib menjaga netralitas sebelum, selama, dan sesudah masa kampanye.
= Pasal 3
1 (1) Pegawai yang mengetahui pelanggaran netralitas wajib melaporkannya kepada Inspektorat Daerah.
1 (2) Laporan sebagaimana dimaksud pada ayat (1) disampaikan paling lambat 7 (tujuh) hari kerja.
= BAB III<br/>LARANGAN
= Pasal 4
1 (1) Pegawai dilarang menjadi anggota atau pengurus partai politik.
1 (2) Pegawai dilarang:
2 a. ikut serta dalam kampanye sebagai peserta dengan memakai atribut pegawai;
2 b. menghadiri deklarasi calon dengan memakai fasilitas negara;
2 c. memasang spanduk, baliho, atau alat peraga calon di lingkungan kantor; dan
2 d. memberikan tanggapan atau tanda suka pada unggahan calon di media sosial.
1 (3) Larangan sebagaimana dimaksud pada ayat (2) berlaku sejak penetapan calon.
= BAB IV<br/>SANKSI
= Pasal 5
1 (1) Pegawai yang melanggar ketentuan Pasal 4 dijatuhi hukuman disiplin sebagaimana tercantum dalam Lampiran.
1 (2) Hukuman disiplin dijatuhkan setelah pemeriksaan oleh tim yang dibentuk Bupati.
= BAB V<br/>KETENTUAN PENUTUP
= Pasal 6
Peraturan Bupati ini mulai berlaku pada tanggal diundangkan.
Ditetapkan di Wanasari<br/>pada tanggal 4 Februari 2031<br/>BUPATI ARUNIKA"""
SANCTIONS = (
    ("Pelanggaran", "Hukuman disiplin"),
    ("Ikut kampanye dengan atribut pegawai", "Penurunan jabatan setingkat lebih rendah selama 12 bulan"),
    ("Memasang alat peraga di kantor", "Pemotongan tunjangan 25 persen selama 6 bulan"),
    ("Memberi tanda suka pada unggahan calon", "Teguran tertulis"),
)
LETTER = """\
= PEMERINTAH KABUPATEN ARUNIKA
= SEKRETARIAT DAERAH
Wanasari, 17 Maret 2031
Kepada Yth. Kepala Perangkat Daerah di Kabupaten Arunika
= SURAT EDARAN
= NOMOR 800/41/SETDA/2031
= TENTANG
= PENGAWASAN NETRALITAS PEGAWAI
Menindaklanjuti Peraturan Bupati Arunika Nomor 7 Tahun 2031 tentang Netralitas Pegawai, Kepala Perangkat Daerah diminta:
1 1. mengingatkan pegawai pada apel setiap hari Senin;
1 2. mengawasi media sosial pegawai di lingkungannya; dan
1 3. menyampaikan laporan pengawasan kepada Sekretaris Daerah paling lambat tanggal 5 setiap bulan.
Pertanyaan dapat disampaikan kepada Bagian Organisasi.
Sekretaris Daerah Kabupaten Arunika"""
DECISION = """\
KEPUTUSAN SEKRETARIS DAERAH
KABUPATEN ARUNIKA
NOMOR 188/12 TAHUN 2031
TENTANG
TIM PENGAWAS NETRALITAS

MEMUTUSKAN:

KESATU : Membentuk Tim Pengawas Netralitas
Kabupaten Arunika.

KEDUA : Tim diketuai oleh Inspektur Daerah dan
berkedudukan di Kantor Inspektorat.

KETIGA : Tim bertugas sampai dengan tanggal
31 Desember 2031.

Ditetapkan di Wanasari
pada tanggal 2 April 2031"""
SCHEDULE = (
    ("Kecamatan", "Tanggal", "Tempat", "Narasumber"),
    ("Wanasari", "10 April 2031", "Aula Kecamatan", "Inspektorat Daerah"),
    ("Girimulya", "14 April 2031", "Balai Desa Sukamekar", "Bagian Organisasi"),
    ("Tirtajaya", "17 April 2031", "Gedung Serbaguna", "Inspektorat Daerah"),
)


def main() -> None:
    """Write all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in (
        ("perbup-7-2031.pdf", regulation()),
        ("surat-edaran.docx", letter()),
        ("keputusan-tim-pindaian.pdf", scanned_decision()),
        ("jadwal-sosialisasi.docx", schedule()),
    ):
        (FOLDER / name).write_bytes(content)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        style, _, words = line.partition(" ")
        yield (style, words) if style in _STYLES else ("", line)


def regulation() -> bytes:
    """A regulation: a PDF with running headers and a table in its annex."""
    story: list[Any] = [Paragraph(words, _STYLES.get(style, _BODY)) for style, words in _lines(REGULATION)]
    story += [PageBreak(), Paragraph("LAMPIRAN", _STYLES["="])]
    rows = [[Paragraph(cell, _BODY) for cell in row] for row in SANCTIONS]
    story.append(Table(rows, colWidths=[75 * mm, 85 * mm], style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
    file = io.BytesIO()
    made = SimpleDocTemplate(file, pagesize=A4, title="Microsoft Word - draf final", invariant=1, topMargin=25 * mm)
    made.build(story, onFirstPage=_running_lines, onLaterPages=_running_lines)
    return file.getvalue()


def _running_lines(canvas: Canvas, page: Any) -> None:
    canvas.setFont("Times-Italic", 9)
    canvas.drawCentredString(A4[0] / 2, A4[1] - 13 * mm, "JDIH Kabupaten Arunika")
    canvas.drawCentredString(A4[0] / 2, 12 * mm, f"- {page.page} -")


def letter() -> bytes:
    """A circular: a Word file."""
    word = docx.Document()
    for style, words in _lines(LETTER):
        paragraph = word.add_paragraph(words)
        if style == "=":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return _saved(word)


def schedule() -> bytes:
    """A schedule: a table in a Word file."""
    word = docx.Document()
    word.add_heading("Jadwal Sosialisasi Netralitas Pegawai Kabupaten Arunika", 1)
    table = word.add_table(0, len(SCHEDULE[0]), "Table Grid")
    for row in SCHEDULE:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    return _saved(word)


def _saved(word: Any) -> bytes:
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def scanned_decision() -> bytes:
    """A decision that was scanned: a PDF of one picture, with no text in it."""
    width, height = (round(side / 72 * DPI) for side in A5)
    sheet = Image.new("L", (width, height), 255)
    drawing, font = ImageDraw.Draw(sheet), ImageFont.truetype(str(FONT), 46)
    for number, line in enumerate(DECISION.splitlines()):
        drawing.text((190, 220 + number * 74), line, fill=20, font=font)
    tilted = sheet.rotate(TILT, resample=Image.Resampling.BICUBIC, fillcolor=255).point(lambda v: 255 * (v > 150))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A5, invariant=1)
    canvas.drawImage(ImageReader(tilted.convert("1")), 0, 0, *A5)
    canvas.save()
    return file.getvalue()


if __name__ == "__main__":
    main()
