"""Spreadsheets, as `openpyxl` writes them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from index.errors import DocumentError
from index.formats import Extracted
from index.formats.xlsx import extract_xlsx
from tests.index.formats.readings import blocks, marked
from tests.index.formats.word_files import zipped

Change = Callable[[Any], object]


def read(rows: Iterable[Sequence[object]] = (), *, name: str = "Sheet1", change: Change | None = None) -> Extracted:
    """What is read of a workbook with a sheet of these rows; `change` gets the workbook."""
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(list(row))
    if change:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return extract_xlsx(buffer.getvalue(), "a.xlsx")


def test_rows_have_a_header_and_values_as_a_reader_sees_them() -> None:
    def change(book: Any) -> None:
        book.active["D2"].number_format = "#,##0"
        book.active["E2"].number_format = "0%"

    rows = [["No", "Kecamatan", "Tanggal", "Biaya", "Hadir"], [1, "Curug", dt.date(2024, 10, 3), 1500000, 0.8]]
    assert marked(read(rows, change=change)) == [
        ("header", 0, "No | Kecamatan | Tanggal | Biaya | Hadir"),
        ("row", 0, "1 | Curug | 3 Oktober 2024 | 1.500.000 | 80%"),
    ]


class TestSheets:
    def test_a_sheet_is_a_heading_unless_the_program_named_it(self) -> None:
        def change(book: Any) -> None:
            book.create_sheet("Sheet2").append(["Dua"])
            book.create_sheet("Lembar 3").append(["Tiga"])
            book.create_sheet("Sanksi 2024").append(["Empat"])
            book.create_sheet("Kosong")

        extracted = read([["Satu"]], name="Rekap", change=change)
        assert blocks(extracted) == ["Rekap", "Satu", "Dua", "Tiga", "Sanksi 2024", "Empat"]
        assert marked(extracted) == [("heading", 1, "Rekap"), ("heading", 1, "Sanksi 2024")]

    @pytest.mark.parametrize("state", ["hidden", "veryHidden"])
    def test_a_hidden_one_is_left_out_and_said(self, state: str) -> None:
        def change(book: Any) -> None:
            sheet = book.create_sheet("Gaji")
            sheet.append(["rahasia"])
            sheet.sheet_state = state

        extracted = read([["Satu"]], change=change)
        assert extracted.text == "Satu"
        assert extracted.warnings == ('left out: the hidden sheet "Gaji"',)


class TestRows:
    ROWS = (("Nama", "Unit", "Umur"), ("Ani", "Camat", 41), ("Budi", "Lurah", 37), ("Citra", "Camat", 29))

    def test_hidden_rows_and_columns_are_left_out(self) -> None:
        def change(book: Any) -> None:
            book.active.row_dimensions[3].hidden = True
            book.active.column_dimensions.group("B", "B", hidden=True)

        extracted = read(self.ROWS, name="Daftar", change=change)
        assert blocks(extracted) == ["Daftar", "Nama | Umur\nAni | 41\nCitra | 29"]
        assert extracted.warnings == ('left out: 1 hidden row of the sheet "Daftar"',)

    def test_titles_above_and_notes_below_are_paragraphs(self) -> None:
        rows = [["REKAPITULASI"], ["TAHUN 2024"], *self.ROWS, ["Sumber: BKPSDM"], ["Data sementara"]]
        assert blocks(read(rows)) == [
            "REKAPITULASI",
            "TAHUN 2024",
            "Nama | Unit | Umur\nAni | Camat | 41\nBudi | Lurah | 37\nCitra | Camat | 29",
            "Sumber: BKPSDM",
            "Data sementara",
        ]

    def test_an_empty_row_parts_two_tables(self) -> None:
        other = [["Tahap", "Tanggal"], ["Daftar", "27 Agustus"]]
        extracted = read([*self.ROWS, [], *other])
        assert blocks(extracted)[1] == "Tahap | Tanggal\nDaftar | 27 Agustus"
        assert [text for _, _, text in marked(extracted, "header")] == ["Nama | Unit | Umur", "Tahap | Tanggal"]

    def test_a_table_may_begin_anywhere(self) -> None:
        def change(book: Any) -> None:
            for at, row in enumerate(self.ROWS):
                for column, value in enumerate(row):
                    book.active.cell(5 + at, 4 + 2 * column, value)  # with an empty column between each two

        assert blocks(read(change=change)) == [
            "Nama | Unit | Umur\nAni | Camat | 41\nBudi | Lurah | 37\nCitra | Camat | 29"
        ]

    def test_merged_cells_are_written_once(self) -> None:
        def change(book: Any) -> None:
            sheet = book.active
            for area in ("A1:A2", "B1:C1", "A4:B4"):
                sheet.merge_cells(area)

        rows = [["Kecamatan", "Peserta", None], [None, "Pria", "Wanita"], ["Curug", 70, 50], ["Jumlah", None, 120]]
        extracted = read(rows, change=change)
        assert extracted.text == "Kecamatan | Peserta\n| Pria | Wanita\nCurug | 70 | 50\nJumlah |  | 120"
        assert [kind for kind, _, _ in marked(extracted)] == ["header", "header", "row", "row"]

    @pytest.mark.parametrize(
        ("first", "expected"),
        [
            (("Nama", "Unit", "Kota"), True),  # words above words
            (("Kecamatan", 2023, 2024), True),  # years head columns
            (("Curug", 120, 95), False),
            (("Nama", None, None, "Kota"), False),  # half of its columns are empty
        ],
    )
    def test_the_first_row_is_a_header_if_it_is_mostly_words(self, first: tuple[object, ...], expected: bool) -> None:
        rows = [first, ("Ani", "Camat", "Bima", "x")[: len(first)], ("Budi", "Lurah", "Bima", "y")[: len(first)]]
        assert bool(marked(read(rows), "header")) is expected

    def test_pairs_have_no_header_unless_it_is_bold(self) -> None:
        def change(book: Any) -> None:
            for cell in book.active[1]:
                cell.font = Font(bold=True)

        rows = [["Nama", "Jabatan"], ["Ani", "Camat"]]
        assert marked(read(rows), "header") == []
        assert marked(read(rows, change=change), "header") == [("header", 0, "Nama | Jabatan")]

    def test_a_cell_far_away_costs_nothing(self) -> None:
        def change(book: Any) -> None:
            book.active.cell(1_048_576, 16_384, "jauh")

        assert blocks(read([["Satu"]], change=change)) == ["Satu", "jauh"]

    def test_line_breaks_in_a_cell_are_spaces(self) -> None:
        assert read([["Aula\nMelati", "Senin", "x"], ["a", "b", 1]]).text.startswith("Aula Melati | Senin")


def test_formulas_without_a_stored_result_are_said() -> None:
    extracted = read([["Nama", "Unit", "Jumlah"], ["Ani", "Camat", "=1+1"], ["Budi", "Lurah", "=2+2"]])
    assert extracted.text.endswith("Ani | Camat |\nBudi | Lurah |")
    assert extracted.warnings == (
        "formulas without a stored result, left empty: 2; open the file in a spreadsheet program and save it",
    )


@pytest.mark.parametrize("parts", [{"xl/workbook.xml": "<x/>"}, {"xl/a.xml": ""}])
def test_a_damaged_file_is_refused(parts: dict[str, str]) -> None:
    with pytest.raises(DocumentError, match=r"a\.xlsx cannot be read as XLSX: .*Save it again"):
        extract_xlsx(zipped(parts), "a.xlsx")
