"""Tables of office files: rows and their header, and tables that only place text on the page."""

from __future__ import annotations

import pytest

from index.formats import Extracted
from index.formats.docx import extract_docx
from tests.index.formats.readings import blocks, marked
from tests.index.formats.word_files import cell, definition, item, level, numbering, paragraph, row, run, table, word

MERGED = '<w:gridSpan w:val="{}"/>'
BEGINS = '<w:vMerge w:val="restart"/>'
GOES_ON = "<w:vMerge/>"
MARKED = "<w:tblHeader/>"


def bold(text: str) -> str:
    return f"<w:tc><w:p>{run(text, '<w:b/>')}</w:p></w:tc>"


def read(*rows: str, properties: str = "", **parts: str) -> Extracted:
    return extract_docx(word(table(*rows, properties=properties), **parts), "a.docx")


def headers(extracted: Extracted) -> list[str]:
    return [text for _, _, text in marked(extracted, "header")]


class TestHeaders:
    def test_rows_that_are_marked(self) -> None:
        extracted = read(
            row("Wilayah", "Tahun 2023", properties=MARKED), row("", "L", properties=MARKED), row("Parung", "95")
        )
        assert headers(extracted) == ["Wilayah | Tahun 2023", "| L"]

    def test_a_mark_that_is_off_is_none(self) -> None:
        off = '<w:tblHeader w:val="0"/>'
        assert headers(read(row("Ani", "Camat", properties=off), row("Budi", "Lurah"))) == []

    def test_rows_in_bold_above_others(self) -> None:
        assert headers(read(row(bold("Nama"), bold("Jabatan")), row("Ani", "Camat"))) == ["Nama | Jabatan"]
        assert headers(read(row(bold("Tahun 2024"), bold("Jumlah")), row("Bima", "12"))) == ["Tahun 2024 | Jumlah"]

    def test_bold_everywhere_tells_nothing(self) -> None:
        assert headers(read(row(bold("Ani"), bold("Camat")), row(bold("Budi"), bold("Lurah")))) == []

    def test_a_first_row_without_digits_where_others_have_some(self) -> None:
        extracted = read(
            row("Kecamatan", "Peserta", "Narasumber"), row("Curug", "120", "Agus"), row("Parung", "–", "Nia")
        )
        assert marked(extracted) == [
            ("header", 0, "Kecamatan | Peserta | Narasumber"),
            ("row", 0, "Curug | 120 | Agus"),
            ("row", 0, "Parung | – | Nia"),
        ]

    def test_a_first_row_with_digits_is_no_header(self) -> None:
        assert headers(read(row("Curug", "120", "Agus"), row("Parung", "95", "Nia"))) == []

    @pytest.mark.parametrize(
        ("rows", "expected"),
        [
            ((("Tahap", "Tanggal"), ("Daftar", "27 Agustus"), ("Kampanye", "25 September")), ["Tahap | Tanggal"]),
            ((("Nama", "Dewi"), ("NIP", "1985"), ("Jabatan", "Camat")), []),
            ((("Nama", "Dewi"), ("Jabatan", "Camat")), []),
        ],
    )
    def test_pairs_of_a_name_and_a_value_have_none(
        self, rows: tuple[tuple[str, str], ...], expected: list[str]
    ) -> None:
        assert headers(read(*(row(*cells) for cells in rows))) == expected

    def test_a_header_over_two_rows_ends_where_its_merged_cells_do(self) -> None:
        extracted = read(
            row(cell("Kecamatan", properties=BEGINS), cell("Peserta", properties=MERGED.format(2))),
            row(cell(properties=GOES_ON), "Pria", "Wanita"),
            row("Curug", "70", "50"),
        )
        assert marked(extracted) == [
            ("header", 0, "Kecamatan | Peserta"),
            ("header", 0, "| Pria | Wanita"),
            ("row", 0, "Curug | 70 | 50"),
        ]

    @pytest.mark.parametrize("numbers", [("1", "2", "3"), ("(1)", "(2)", "(3)"), ("1.", "2.", "3.")])
    def test_the_row_that_numbers_the_columns_belongs_to_it(self, numbers: tuple[str, ...]) -> None:
        extracted = read(row("No", "Nama", "Umur"), row(*numbers), row("1", "Ani", "41"), row("2", "Budi", "37"))
        assert headers(extracted) == ["No | Nama | Umur", " | ".join(numbers)]

    def test_a_header_that_is_typed_again_is_one_again(self) -> None:
        head = row("No", "Nama", "Umur")
        extracted = read(head, row("1", "Ani", "41"), head, row("2", "Budi", "37"))
        assert [kind for kind, _, _ in marked(extracted)] == ["header", "row", "header", "row"]

    def test_the_style_of_a_table_may_write_its_first_row_in_bold(self) -> None:
        style = (
            '<w:style w:type="table" w:styleId="Kisi"><w:name w:val="Kisi"/>'
            '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>'
        )
        rows = row("Nama", "Jabatan"), row("Ani", "Camat")
        for look, expected in [
            ('w:firstRow="1"', True),
            ('w:firstRow="0"', False),
            ('w:val="04A0"', True),
            ("", False),
        ]:
            properties = f'<w:tblStyle w:val="Kisi"/><w:tblLook {look}/>'
            assert bool(headers(read(*rows, properties=properties, styles=style))) is expected, look
        assert headers(read(*rows, properties='<w:tblLook w:firstRow="1"/>', styles=style)) == []

    def test_a_title_above_the_header_is_a_paragraph(self) -> None:
        extracted = read(
            row(cell("Jadwal Pembinaan 2024", properties=MERGED.format(3))),
            row("Kecamatan", "Tanggal", "Tempat"),
            row("Curug", "3 Juni", "Aula"),
        )
        assert blocks(extracted)[0] == "Jadwal Pembinaan 2024"
        assert headers(extracted) == ["Kecamatan | Tanggal | Tempat"]


class TestRows:
    def test_a_cell_that_is_merged_is_written_once(self) -> None:
        extracted = read(
            row("Kecamatan", "Tanggal", "Peserta"),
            row(cell("Curug", properties=BEGINS), "3 Juni", "120"),
            row(cell("", properties=GOES_ON), "4 Juni", "95"),
            row(cell("Jumlah", properties=MERGED.format(2)), "215"),
            row(cell("Data sementara", properties=MERGED.format(3))),
        )
        assert extracted.text.split("\n")[1:] == [
            "Curug | 3 Juni | 120",
            "| 4 Juni | 95",
            "Jumlah |  | 215",
            "Data sementara",
        ]

    def test_an_empty_cell_stays_and_an_empty_row_goes(self) -> None:
        extracted = read(row("A", "B", "C"), row("", "", ""), row("1", "", "3"), row("4", "5", ""))
        assert extracted.text == "A | B | C\n1 |  | 3\n4 | 5 |"

    def test_paragraphs_and_breaks_of_a_cell_are_parted_by_a_space(self) -> None:
        broken = f"<w:tc><w:p>{run('Aula')}<w:r><w:br/></w:r>{run('Melati')}</w:p></w:tc>"
        assert read(row("Tempat", "Hari 1"), row(broken, cell("Senin", "Selasa"))).text == (
            "Tempat | Hari 1\nAula Melati | Senin Selasa"
        )

    def test_a_table_in_a_cell_is_told_in_it(self) -> None:
        inner = table(row("Ani", "3"), row("Budi", "4"))
        extracted = read(row("Unit", "Hadir", "Tempat"), row("Kelurahan", cell(inside=inner), "Aula 2"))
        assert extracted.text == "Unit | Hadir | Tempat\nKelurahan | Ani 3; Budi 4 | Aula 2"

    def test_a_row_may_begin_further_right(self) -> None:
        shifted = row("4 Juni", "95", properties='<w:gridBefore w:val="1"/>')
        assert read(row("Curug", "3 Juni", "120"), shifted).text == "Curug | 3 Juni | 120\n| 4 Juni | 95"

    def test_a_width_that_no_program_allows_is_cut(self) -> None:
        wide = cell("Jumlah", properties=MERGED.format(900_000_000))
        assert read(row("A", "B"), row(wide, "5")).text.split("\n")[1].count("|") == 63


class TestPlacing:
    """Tables without lines, which only place text."""

    def test_labels_colons_and_values_are_one_line_each(self) -> None:
        extracted = read(
            row("Nomor", ":", "800/12/BKPSDM"), row("Sifat", ": Penting", ""), row("Perihal", ":", "Netralitas")
        )
        assert blocks(extracted) == ["Nomor : 800/12/BKPSDM", "Sifat : Penting", "Perihal : Netralitas"]
        assert marked(extracted) == []

    def test_what_stands_beside_a_value_is_a_paragraph_of_its_own(self) -> None:
        extracted = read(row("Nomor", ":", "800/12", "Bima, 3 Juni 2024"), row("Perihal", ":", "Netralitas", ""))
        assert blocks(extracted) == ["Nomor : 800/12", "Bima, 3 Juni 2024", "Perihal : Netralitas"]

    def test_recitals_keep_their_letters_whether_typed_or_counted(self) -> None:
        levels = definition(0, level(0, "lowerLetter", "%1.")) + numbering(1, 0)
        counted = cell(inside=item("bahwa satu;", 1) + item("bahwa dua;", 1)).replace("<w:p><w:pPr></w:pPr></w:p>", "")
        typed = row("Mengingat", ":", "1.", "UU Nomor 5;"), row("", "", "2.", "UU Nomor 10;")
        extracted = read(row("Menimbang", ":", counted), *typed, numbering=levels)
        assert blocks(extracted) == [
            "Menimbang : a. bahwa satu;",
            "b. bahwa dua;",
            "Mengingat : 1. UU Nomor 5;",
            "2. UU Nomor 10;",
        ]
        assert marked(extracted) == []  # else b would be an item within a, which is none by the file's word

    def test_a_list_beside_its_name_is_a_list(self) -> None:
        levels = definition(0, level(0, "decimal", "%1.")) + numbering(1, 0)
        duties = f"<w:tc>{item('melapor;', 1)}{item('hadir.', 1)}</w:tc>"
        extracted = read(row("Kewajiban", duties), row("Tempat", "Aula"), numbering=levels)
        assert marked(extracted, "item") == [("item", 1, "1. melapor;"), ("item", 1, "2. hadir.")]
        assert extracted.text == "Kewajiban\n\n1. melapor;\n2. hadir.\n\nTempat\n\nAula"

    def test_a_frame_around_text_is_none(self) -> None:
        assert blocks(read(row(cell("Satu.", "Dua.")), row("Tiga."))) == ["Satu.", "Dua.", "Tiga."]

    def test_signatures_side_by_side_are_read_one_after_the_other(self) -> None:
        extracted = read(row(cell("Camat,", "Dewi Lestari"), cell("Bima, 3 Juni 2024", "Bupati,", "Agus Salim")))
        assert blocks(extracted) == ["Camat,", "Dewi Lestari", "Bima, 3 Juni 2024", "Bupati,", "Agus Salim"]

    def test_a_table_in_a_frame_is_a_table(self) -> None:
        inner = table(row("Tahap", "Tanggal"), row("Daftar", "27 Agustus"))
        assert headers(read(row(cell("Jadwal", inside=inner)))) == ["Tahap | Tanggal"]

    def test_colons_in_a_table_with_a_header_change_nothing(self) -> None:
        extracted = read(row(bold("Kode"), bold("Arti")), row("A", ": hadir"), row("B", ": sakit"))
        assert headers(extracted) == ["Kode | Arti"]


def test_two_tables_stay_two() -> None:
    one = table(row("A", "B", "C"), row("1", "2", "3"))
    assert blocks(extract_docx(word(one + paragraph() + one), "a.docx")) == ["A | B | C\n1 | 2 | 3"] * 2
