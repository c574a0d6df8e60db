"""Tables, with and without drawn lines: a row is one line, its header is known, and it goes on over pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from index.formats.extracted import Extracted
from index.formats.pdf import extract_pdf
from tests.index.formats.made_up_pdfs import LEFT, Sheets, bare_table, row_on_two_pages, ruled_table


def read(sheets: Sheets) -> Extracted:
    return extract_pdf(sheets.done(), "berkas.pdf")


def rows(extracted: Extracted, kind: str = "row") -> list[str]:
    return [mark.span.of(extracted.text) for mark in extracted.marks if mark.kind == kind]


def grid(rows_drawn: Sequence[Sequence[Any]], widths: Sequence[float], *style: tuple[Any, ...]) -> Extracted:
    sheets = Sheets()
    sheets.grid(LEFT, 100, rows_drawn, widths, *style)
    return read(sheets)


def bare(places: Sequence[float], rows_drawn: Sequence[Sequence[str]], step: float = 14) -> Extracted:
    sheets = Sheets()
    for number, row in enumerate(rows_drawn):
        for x, text in zip(places, row, strict=True):
            if text:
                sheets.line(LEFT + x, 100 + step * number, text, 10)
    return read(sheets)


@pytest.mark.parametrize("draw", [ruled_table, bare_table])
def test_rows_are_lines_between_the_paragraphs_around_them(draw: Any) -> None:
    extracted = extract_pdf(draw(), "berkas.pdf")
    assert extracted.text == (
        "Rekapitulasi tahun 2024 tercantum dalam daftar berikut.\n\n"
        "No | Unit Kerja | Laporan | Sanksi\n1 | Dinas Kebersihan | 14 | teguran lisan\n"
        "2 | Dinas Perikanan | 6 | penurunan pangkat\n3 | Kantor Kelurahan | 31 | tidak ada\n\n"
        "Daftar ini disusun oleh Inspektorat."
    )
    assert rows(extracted, "header") == ["No | Unit Kerja | Laporan | Sanksi"]
    assert rows(extracted)[1] == "2 | Dinas Perikanan | 6 | penurunan pangkat"


def test_a_cell_of_several_lines_is_one_text_and_its_words_are_whole() -> None:
    extracted = grid(
        [
            ["Unit", "Uraian"],
            ["Arsip", "menyimpan surat yang\nditerima kan-\ntor"],
            ["Umum", "mengatur undang-\nundang"],
        ],
        [80, 120],
    )
    assert rows(extracted) == ["Arsip | menyimpan surat yang diterima kantor", "Umum | mengatur undang-undang"]


def test_a_merged_cell_is_written_once_and_an_empty_one_stays_empty() -> None:
    extracted = grid(
        [
            ["No", "Desa", "Laporan", "", "Jumlah"],
            ["", "", "ringan", "berat", ""],
            ["1", "Sukarame", "4", "1", "5"],
            ["2", "Mekarjati", "", "3", "3"],
        ],
        [30, 100, 60, 60, 60],
        ("SPAN", (0, 0), (0, 1)),
        ("SPAN", (1, 0), (1, 1)),
        ("SPAN", (2, 0), (3, 0)),
        ("SPAN", (4, 0), (4, 1)),
    )
    assert rows(extracted, "header") == ["No | Desa | Laporan | Jumlah", "|  | ringan | berat |"]
    assert rows(extracted) == ["1 | Sukarame | 4 | 1 | 5", "2 | Mekarjati |  | 3 | 3"]


def test_a_table_may_have_lines_between_its_columns_only() -> None:
    sheets = Sheets()
    drawn = [("Nama", "Tugas"), ("Hadi", "mencatat surat"), ("Lilis", "menyimpan arsip"), ("Toto", "mengantar surat")]
    for number, (name, task) in enumerate(drawn):
        sheets.line(LEFT + 4, 112 + 16 * number, name)
        sheets.line(LEFT + 84, 112 + 16 * number, task)
    for y in (98, 168):
        sheets.rule(LEFT, y, LEFT + 220, y)
    for x in (LEFT, LEFT + 80, LEFT + 220):
        sheets.rule(x, 98, x, 168)
    extracted = read(sheets)
    assert rows(extracted, "header") == ["Nama | Tugas"]
    assert rows(extracted) == ["Hadi | mencatat surat", "Lilis | menyimpan arsip", "Toto | mengantar surat"]


def test_cells_close_to_each_other_are_parted_by_the_line_between_them() -> None:
    sheets = Sheets()
    for number, (one, other) in enumerate([("Kode", "Desa"), ("A-1", "Sukarame"), ("A-2", "Mekarjati")]):
        sheets.line(LEFT + 2, 112 + 16 * number, one)
        sheets.line(LEFT + 34, 112 + 16 * number, other)
    for y in (100, 116, 132, 148):
        sheets.rule(LEFT, y, LEFT + 120, y)
    for x in (LEFT, LEFT + 32, LEFT + 120):
        sheets.rule(x, 100, x, 148)
    assert rows(read(sheets)) == ["A-1 | Sukarame", "A-2 | Mekarjati"]


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        pytest.param(
            [("No", "Kegiatan", "Tempat"), ("1", "Sosialisasi arsip bagi", "Balai Desa"), ("", "kepala desa dan warga", ""),
             ("2", "Apel siaga", "Lapangan Kecamatan"), ("", "", "Mekarjati"), ("3", "Evaluasi", "Aula")],
            ["1 | Sosialisasi arsip bagi kepala desa dan warga | Balai Desa", "2 | Apel siaga | Lapangan Kecamatan Mekarjati",
             "3 | Evaluasi | Aula"],
            id="numbered",
        ),
        pytest.param(
            [("Jenis", "Uraian", "Sanksi"), ("Terlambat", "menyerahkan arsip lewat", "teguran"), ("", "dari dua minggu", "lisan"),
             ("Rusak", "mencoret berkas", "denda")],
            ["Terlambat | menyerahkan arsip lewat dari dua minggu | teguran lisan", "Rusak | mencoret berkas | denda"],
            id="not numbered",
        ),
        pytest.param(
            [("Unit", "Laporan", "Selesai"), ("Bagian Tata Usaha dan", "12", "9"), ("Kepegawaian", "", ""), ("Bagian Umum", "7", "7")],
            ["Bagian Tata Usaha dan Kepegawaian | 12 | 9", "Bagian Umum | 7 | 7"],
            id="first cell goes on",
        ),
        pytest.param(
            [("Desa", "Sah", "Batal"), ("Sukarame", "1.204", "31"), ("Mekarjati", "987", "12"), ("Jumlah", "2.191", "43")],
            ["Sukarame | 1.204 | 31", "Mekarjati | 987 | 12", "Jumlah | 2.191 | 43"],
            id="figures and a total",
        ),
    ],
)  # fmt: skip
def test_a_table_without_lines_is_read_by_what_stands_below_each_other(
    drawn: Sequence[Sequence[str]], expected: list[str]
) -> None:
    extracted = bare((0, 160, 300), drawn)
    assert rows(extracted, "header") == [" | ".join(drawn[0])]
    assert rows(extracted) == expected


def test_a_table_of_two_columns_without_lines() -> None:
    drawn = [
        ("Kecamatan", "Narasumber"),
        ("Curugsari", "Hadi Purnomo"),
        ("Parungjati", "Lilis Suryani"),
        ("Cikembang", "Toto Hartono"),
    ]
    extracted = bare((0, 160), drawn)
    assert rows(extracted, "header") == ["Kecamatan | Narasumber"]
    assert rows(extracted) == [" | ".join(row) for row in drawn[1:]]


@pytest.mark.parametrize(
    "drawn",
    [
        [("Hari", "Senin"), ("Tanggal", "3 Juni 2024"), ("Tempat", "Aula Kecamatan")],
        [("1", "Sukarame", "120"), ("2", "Mekarjati", "95"), ("3", "Cikembang", "87")],
    ],
)
def test_a_table_of_fields_or_figures_only_has_no_header(drawn: list[tuple[str, ...]]) -> None:
    extracted = grid(drawn, [100] * len(drawn[0]))
    assert rows(extracted, "header") == []
    assert rows(extracted) == [" | ".join(row) for row in drawn]


def test_bold_rows_are_the_header() -> None:
    extracted = grid(
        [["Tahun 2024", "Triwulan 1"], ["Desa", "Surat ke-1"], ["Sukarame", "12"]],
        [120, 120],
        ("FONTNAME", (0, 0), (-1, 1), "Helvetica-Bold"),
    )
    assert rows(extracted, "header") == ["Tahun 2024 | Triwulan 1", "Desa | Surat ke-1"]
    assert rows(extracted) == ["Sukarame | 12"]


def test_numbers_of_columns_below_the_header_are_furniture() -> None:
    extracted = grid(
        [["No", "Desa", "Surat"], ["1", "2", "3"], ["1", "Sukarame", "12"], ["2", "Mekarjati", "9"]], [40, 100, 60]
    )
    assert rows(extracted) == ["1 | Sukarame | 12", "2 | Mekarjati | 9"]
    assert [(item.rule, item.span.of(extracted.text)) for item in extracted.furniture] == [
        ("column-numbers", "1 | 2 | 3")
    ]
    assert extracted.text == "No | Desa | Surat\n1 | Sukarame | 12\n2 | Mekarjati | 9\n\n1 | 2 | 3"


@pytest.mark.parametrize("repeated", [True, False])
def test_a_table_goes_on_over_the_page(repeated: bool) -> None:
    head = [["No", "Desa", "Surat"]]
    sheets = Sheets()
    for number in (1, 2):
        if number > 1:
            sheets.next()
        body = [[str(at), f"Desa nomor {at}", str(at * 7)] for at in range(number * 3 - 2, number * 3 + 1)]
        sheets.line(LEFT, 40, "Kelurahan Mekarjati", 9)
        sheets.grid(LEFT, 100, [*(head if number == 1 or repeated else []), *body], [40, 150, 80])
        sheets.centred(800, str(number))
    sheets.line(LEFT, 300, "Demikian daftar ini dibuat.")
    extracted = read(sheets)
    table = "\n".join(["No | Desa | Surat", *(f"{at} | Desa nomor {at} | {at * 7}" for at in range(1, 7))])
    furniture = ["1", "Kelurahan Mekarjati", *(["No | Desa | Surat"] if repeated else [])]
    assert extracted.text == "\n\n".join(("Kelurahan Mekarjati", table, *furniture, "Demikian daftar ini dibuat.", "2"))
    rules = [item.rule for item in extracted.furniture]
    assert rules == [
        "running-header",
        "page-number",
        "running-header",
        *(["repeated-header"] if repeated else []),
        "page-number",
    ]
    assert rows(extracted, "header") == ["No | Desa | Surat"]
    assert extracted.text[extracted.pages[1].start :].startswith("4 | Desa nomor 4")


def test_a_row_that_a_page_splits_is_one_row() -> None:
    assert rows(read(row_on_two_pages())) == [
        "1 | surat masuk | arsip",
        "2 | surat yang diterima dari warga desa | disimpan dua tahun",
        "3 | surat keluar | arsip",
    ]


def test_another_table_on_the_next_page_is_another() -> None:
    sheets = Sheets()
    sheets.grid(LEFT, 100, [["Desa", "Surat"], ["Sukarame", "12"]], [150, 80])
    sheets.next()
    sheets.grid(LEFT, 100, [["Nama", "Unit", "Surat"], ["Hadi", "Umum", "4"]], [100, 100, 80])
    assert rows(read(sheets), "header") == ["Desa | Surat", "Nama | Unit | Surat"]


def test_a_frame_around_a_text_is_no_table() -> None:
    sheets = Sheets()
    sheets.lines(LEFT + 5, 115, ("Perhatian: surat yang datang", "dicatat pada hari yang sama."))
    sheets.canvas.rect(LEFT, sheets.height - 140, 250, 40)
    extracted = read(sheets)
    assert extracted.marks == ()
    assert extracted.text == "Perhatian: surat yang datang\ndicatat pada hari yang sama."


def test_a_letters_fields_are_no_table() -> None:
    extracted = bare(
        (0, 60, 70),
        [
            ("hari", ":", "Senin"),
            ("tanggal", ":", "3 Juni 2024"),
            ("tempat", ":", "Aula Desa Sukarame,"),
            ("", "", "Jalan Melati"),
        ],
    )
    assert extracted.marks == ()
    assert extracted.text == "hari : Senin\n\ntanggal : 3 Juni 2024\n\ntempat : Aula Desa Sukarame,\nJalan Melati"


def test_a_header_alone_at_the_foot_of_a_page_is_known_by_its_repetition() -> None:
    sheets = Sheets()
    sheets.grid(LEFT, 700, [["Kelurahan 3", "Surat 4"]], [150, 80])
    sheets.next()
    sheets.grid(LEFT, 100, [["Kelurahan 3", "Surat 4"], ["Sukarame", "12"], ["Mekarjati", "9"]], [150, 80])
    extracted = read(sheets)
    assert rows(extracted, "header") == ["Kelurahan 3 | Surat 4"]
    assert rows(extracted) == ["Sukarame | 12", "Mekarjati | 9"]


def test_terms_and_their_explanations_are_rows() -> None:
    extracted = bare(
        (0, 100),
        [
            ("Arsip", "surat dan berkas yang disimpan"), ("", "kantor selama dua tahun"), ("", "atau lebih"),
            ("Agenda", "buku yang mencatat surat"), ("", "masuk dan surat keluar"), ("", "setiap hari"),
        ],
    )  # fmt: skip
    assert rows(extracted, "header") + rows(extracted) == [
        "Arsip | surat dan berkas yang disimpan kantor selama dua tahun atau lebih",
        "Agenda | buku yang mencatat surat masuk dan surat keluar setiap hari",
    ]
