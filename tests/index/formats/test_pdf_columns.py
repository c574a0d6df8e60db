"""What stands beside each other on a page: columns of text are read one after the other, tables row by row."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.formats.pdf import extract_pdf
from tests.index.formats.made_up_pdfs import LEFT, Sheets


def rows_of(
    sheets: Sheets, y: float, places: Sequence[float], rows: Sequence[Sequence[str]], step: float = 14
) -> float:
    """Draw rows of pieces, each piece at its place from the left; gives where the next row would be."""
    for row in rows:
        for x, text in zip(places, row, strict=True):
            if text:
                sheets.line(x, y, text, 10)
        y += step
    return y


def text_of(sheets: Sheets) -> str:
    return extract_pdf(sheets.done(), "berkas.pdf").text


TWO = (
    ("Puskesmas Sukarame membuka", "Panitia Sukarame mencetak"),
    ("layanan malam untuk lansia", "75.000 undangan di kantor"),
    ("sejak pekan lalu. Dokter", "pos. Undangan dibagikan"),
    ("berjaga sampai pukul sepuluh.", "mulai 9 Oktober 2024."),
)
THREE = (
    ("Camat meminta warga", "Sekolah buka sampai", "Lomba lari diikuti 250"),
    ("menjaga kebersihan balai", "pukul delapan malam dan", "peserta dari tiga desa."),
    ("desa. Rapat digelar", "menerima tamu dari", "Hadiah diserahkan oleh"),
    ("hari Minggu.", "luar kota.", "wakil bupati."),
)


@pytest.mark.parametrize("rows", [TWO, THREE], ids=["two", "three"])
@pytest.mark.parametrize("gutter", [20, 60])
def test_columns_that_are_drawn_row_by_row_are_read_one_after_the_other(
    rows: Sequence[Sequence[str]], gutter: float
) -> None:
    sheets = Sheets()
    sheets.line(LEFT, 50, "WARTA DESA", 16)
    places = [LEFT + (140 + gutter) * at for at in range(len(rows[0]))]
    rows_of(sheets, 100, places, rows)
    columns = ["\n".join(row[at] for row in rows) for at in range(len(rows[0]))]
    assert text_of(sheets) == "\n\n".join(("WARTA DESA", *columns))


def test_a_sentence_goes_on_in_the_next_column() -> None:
    sheets = Sheets()
    rows = (
        ("Panitia menerima laporan", "berita acara rapat pleno."),
        ("warga yang kemudian dicatat", "Rapat digelar pada hari"),
        ("oleh sekretaris di dalam", "Senin sore."),
    )
    rows_of(sheets, 100, (LEFT, 310), rows)
    assert text_of(sheets) == (
        "Panitia menerima laporan\nwarga yang kemudian dicatat\noleh sekretaris di dalam\nberita acara rapat pleno.\n"
        "Rapat digelar pada hari\nSenin sore."
    )


def test_paragraphs_of_both_columns_that_part_at_one_height_do_not_mix() -> None:
    sheets = Sheets()
    y = rows_of(sheets, 100, (LEFT, 310), TWO)
    rows_of(
        sheets,
        y + 14,
        (LEFT, 310),
        [("Obat dibagikan kepada", "Kotak suara disimpan di"), ("warga yang berobat.", "gudang kecamatan lama.")],
    )
    left, right = ("\n".join(row[at] for row in TWO) for at in (0, 1))
    medicine, boxes = "Obat dibagikan kepada\nwarga yang berobat.", "Kotak suara disimpan di\ngudang kecamatan lama."
    assert text_of(sheets) == f"{left}\n\n{medicine}\n\n{right}\n\n{boxes}"


def test_what_is_above_between_and_below_columns_keeps_its_place() -> None:
    sheets = Sheets()
    wide = "Seluruh warga diundang ke balai desa untuk mendengar laporan panitia tahun ini."
    sheets.line(LEFT, 80, wide)
    y = rows_of(sheets, 110, (LEFT, 310), TWO)
    sheets.line(LEFT, y + 20, wide.replace("laporan", "tanggapan"))
    y = rows_of(sheets, y + 50, (LEFT, 310), [(left, right) for left, _, right in THREE])
    sheets.line(LEFT, y + 20, wide.replace("laporan", "keputusan"))
    paragraphs = text_of(sheets).split("\n\n")
    assert [paragraph.split()[0] for paragraph in paragraphs] == [
        "Seluruh",
        "Puskesmas",
        "Panitia",
        "Seluruh",
        "Camat",
        "Lomba",
        "Hadiah",
        "Seluruh",
    ]


def test_a_longer_column_is_read_to_its_end() -> None:
    sheets = Sheets()
    y = rows_of(sheets, 100, (LEFT, 310), TWO)
    rows_of(sheets, y, (LEFT, 310), [("Perawat membantu warga", ""), ("mengisi formulir.", "")])
    text = text_of(sheets)
    assert text.index("mengisi formulir.") < text.index("Panitia Sukarame")


def test_a_wide_space_within_a_line_parts_nothing() -> None:
    sheets = Sheets()
    rows_of(sheets, 100, (LEFT, 192), [("Panitia desa menerima", "tiga laporan warga tentang")])
    rows_of(sheets, 114, (LEFT, 225), [("pemasangan alat peraga yang", "menutupi rambu jalan.")])
    assert text_of(sheets) == (
        "Panitia desa menerima tiga laporan warga tentang\npemasangan alat peraga yang menutupi rambu jalan."
    )


def test_the_words_of_a_justified_line_are_one_line_however_wide_its_spaces() -> None:
    sheets = Sheets()
    words = ["Formulir", "yang", "telah", "diisi", "dikirim", "dalam", "bentuk", "lembar", "kerja"]
    rows_of(sheets, 100, [LEFT + 44 * at for at in range(len(words))], [words])
    sheets.line(LEFT, 114, "ke alamat kantor paling lambat Jumat, 30 Agustus 2031 pukul 15.00 waktu setempat.", 10)
    assert text_of(sheets) == (
        "Formulir yang telah diisi dikirim dalam bentuk lembar kerja\n"
        "ke alamat kantor paling lambat Jumat, 30 Agustus 2031 pukul 15.00 waktu setempat."
    )


@pytest.mark.parametrize("marker", ["a.", "(1)", "1)", "iv.", "•", "-", "2.1."])
def test_the_number_of_an_item_stands_before_its_text(marker: str) -> None:
    sheets = Sheets()
    rows = [(marker, "menyimpan surat yang diterima"), ("", "kantor selama dua tahun;")] * 3
    rows_of(sheets, 100, (LEFT, LEFT + 40), rows)
    assert text_of(sheets).replace("\n\n", "\n").split("\n") == [
        f"{marker} menyimpan surat yang diterima", "kantor selama dua tahun;",
    ] * 3  # fmt: skip


@pytest.mark.parametrize("name", ["Menimbang", "Mengingat", "Dasar"])
def test_what_a_list_is_called_stands_before_its_first_item(name: str) -> None:
    sheets = Sheets()
    rows = [
        (name, ":", "a.", "bahwa surat perlu disimpan"),
        ("", "", "", "dengan tertib;"),
        ("", "", "b.", "bahwa arsip perlu ditata."),
    ]
    rows_of(sheets, 100, (LEFT, LEFT + 70, LEFT + 85, LEFT + 105), rows)
    assert text_of(sheets) == f"{name} : a. bahwa surat perlu disimpan\ndengan tertib;\n\nb. bahwa arsip perlu ditata."


def test_signatures_beside_each_other_are_read_one_after_the_other() -> None:
    sheets = Sheets()
    sheets.line(LEFT, 80, "Berita acara ini dibuat rangkap dua.")
    rows_of(
        sheets,
        110,
        (LEFT, 330),
        [("Pihak Kesatu,", "Pihak Kedua,"), ("", ""), ("", ""), ("Hadi Purnomo", "Lilis Suryani")],
    )
    text = text_of(sheets)
    assert " | " not in text
    assert text.index("Hadi Purnomo") < text.index("Pihak Kedua,") < text.index("Lilis Suryani")


def test_a_line_between_columns_and_rules_above_and_below_make_no_table() -> None:
    sheets = Sheets()
    y = rows_of(sheets, 100, (LEFT, 310), TWO)
    sheets.rule(LEFT, 85, 480, 85)
    sheets.rule(LEFT, y, 480, y)
    sheets.rule(280, 85, 280, y)
    left, right = ("\n".join(row[at] for row in TWO) for at in (0, 1))
    assert text_of(sheets) == f"{left}\n\n{right}"


def test_a_table_of_contents_is_read_line_by_line() -> None:
    sheets = Sheets()
    rows = [
        ("1", f"{name} . . . . . . . . . . . . . . . . . . . {page}")
        for name, page in (("Pendahuluan", 1), ("Arsip", 2), ("Penutup", 7), ("Lampiran", 9))
    ]
    rows_of(sheets, 100, (LEFT, LEFT + 30), rows)
    assert [line.split()[1] for line in text_of(sheets).replace("\n\n", "\n").split("\n")] == [
        "Pendahuluan",
        "Arsip",
        "Penutup",
        "Lampiran",
    ]


def test_a_word_drawn_in_pieces_is_one_word() -> None:
    sheets = Sheets()
    sheets.line(LEFT, 100, "Petugas menyim", 11)
    sheets.line(
        LEFT + sheets.canvas.stringWidth("Petugas menyim", "Helvetica", 11), 100, "pan surat.", 11, "Helvetica-Oblique"
    )
    assert text_of(sheets) == "Petugas menyimpan surat."
