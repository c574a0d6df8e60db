"""Rich Text Format."""

from __future__ import annotations

import pytest

from index.errors import DocumentError
from index.formats import Extracted
from index.formats.rtf import extract_rtf
from tests.index.formats.readings import blocks, furniture, marked

STYLES = r"{\stylesheet{\s0 Normal;}{\s1\b heading 1;}{\s2\outlinelevel1 Anak Judul;}{\s3 toc 1;}{\*\cs9 Default;}}"
FONTS = r"{\fonttbl{\f0\fswiss Arial;}{\f1\fcharset2 Symbol;}{\f2\fcharset204 Arial Cyr;}}"


def read(text: str) -> Extracted:
    """What is read of a document with this text."""
    return extract_rtf(rf"{{\rtf1\ansi\ansicpg1252\deff0{FONTS}{STYLES}{text}}}".encode("latin-1"), "a.rtf")


def test_paragraphs_without_what_goes_before_them() -> None:
    head = r"{\colortbl;\red0;}{\info{\title Templat}{\author Ani}}{\*\generator Writer 7;}{\*\listtable{\list x}}"
    text = r"\pard Pegawai\line wajib\tab netral.\par\pard Selesai."
    assert read(head + text).text == "Pegawai\nwajib netral.\n\nSelesai."


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r"Ujar \'93netral\'94", "Ujar “netral”"),
        (r"\ldblquote netral\rdblquote \endash  adil", "“netral”– adil"),
        (r"\u8220?netral\u8221?", "“netral”"),
        (r"{\uc0\u8220netral}\uc1", "“netral"),
        (r"{\uc2\u8220\'81\'67netral}", "“netral"),
        (r"\u-10179?\u-8704? lulus", "😀 lulus"),
        (r"{\f2\'cf\'f0}", "Пр"),
        (r"Undang\_un\-dang\~5", "Undang-undang\u00a05"),
        (r"\{a\}\\b", r"{a}\b"),
        ("Pega\r\nwai", "Pegawai"),
        ("Caf\xe9", "Café"),
        (r"Tampak{\v rahasia}{\deleted dihapus}\v ini\v0 .", "Tampak."),
        (r"{\field{\*\fldinst DATE}{\fldrslt 3 Juni 2024}}", "3 Juni 2024"),
        (r"{\upr{lama}{\*\ud{\u8220?baru}}}", "“baru"),
        (r"\ansicpg99999 Caf\'e9", "Café"),
        (r"{\pict\pngblip 89504e47}x{\*\unknown y}", "x"),
    ],
)
def test_characters_are_as_a_reader_sees_them(written: str, expected: str) -> None:
    assert read(written).text == expected


def test_binary_data_is_passed_over_by_its_length() -> None:
    assert read("a{\\pict\\bin4 }}{{}b").text == "ab"


def test_headings_by_style_or_outline_level() -> None:
    text = r"\pard\s1 Umum\par\pard\s2 Sanksi\par\pard\outlinelevel0 Penutup\par\pard\s0\outlinelevel9 Isi.\par"
    assert marked(read(text)) == [("heading", 1, "Umum"), ("heading", 2, "Sanksi"), ("heading", 1, "Penutup")]


def test_a_table_of_contents_is_furniture() -> None:
    assert furniture(read(r"\pard\s3 Umum\tab 1\par\pard Isi.\par")) == [("table-of-contents", "Umum 1")]


def test_items_have_the_numbers_that_the_file_states() -> None:
    text = (
        r"\pard Pegawai dilarang:\par"
        r"\pard{\listtext\pard\plain a.\tab}\ilvl0 menjadi saksi;\par"
        r"\pard{\listtext\pard\plain 1)\tab}\ilvl1 hadir.\par"
        r"\pard{\pntext\f1\'b7\tab}{\*\pn\pnlvlblt{\pntxtb\'b7}}memihak\par"
        r"\pard{\listtext Pasal 5\tab}\par"
    )
    extracted = read(text)
    assert marked(extracted) == [
        ("item", 1, "a. menjadi saksi;"),
        ("item", 2, "1) hadir."),
        ("item", 1, "• memihak"),
    ]
    assert blocks(extracted)[-1] == "Pasal 5"


class TestTables:
    def test_rows_header_and_merged_cells(self) -> None:
        def row(form: str, *cells: str) -> str:
            return rf"\trowd{form}\pard\intbl " + "".join(rf"{cell}\cell " for cell in cells) + r"\row "

        three = r"\cellx1000\cellx2000\cellx3000"
        text = (
            row(rf"\trhdr{three}", "Wilayah", "Hari", "Unsur")
            + row(r"\clvmgf\cellx1000\cellx2000\cellx3000", r"Cu\par rug", "Senin", "ASN")
            + row(r"\clvmrg\cellx1000\cellx2000\cellx3000", "", "Selasa", "TNI")
            + row(r"\clmgf\cellx1000\clmrg\cellx2000\cellx3000", "Jumlah", "", "dua")
            + r"\pard Selesai.\par"
        )
        extracted = read(text)
        assert marked(extracted) == [
            ("header", 0, "Wilayah | Hari | Unsur"),
            ("row", 0, "Cu rug | Senin | ASN"),
            ("row", 0, "| Selasa | TNI"),
            ("row", 0, "Jumlah |  | dua"),
        ]
        assert blocks(extracted)[-1] == "Selesai."

    def test_one_at_the_end_without_its_last_row_mark(self) -> None:
        text = r"\trowd\intbl Nama\cell Umur\cell\row\trowd\intbl Ani\cell 41\cell"
        assert read(text).text == "Nama | Umur\nAni | 41"


class TestAsides:
    def test_notes_and_boxes_come_after_their_paragraph(self) -> None:
        box = r"{\shp{\*\shpinst{\sp{\sn wzName}{\sv x}}{\shptxt \pard Batas 28 Juni.\par}}{\shprslt lagi}}"
        text = rf"\pard Biaya{{\super\chftn{{\footnote\pard\plain Sementara.}}}} daerah.{box}\par\pard Dua.\par"
        assert blocks(read(text)) == ["Biaya daerah.", "Sementara.", "Batas 28 Juni.", "Dua."]

    def test_notes_of_a_table_come_after_it(self) -> None:
        text = (
            r"\trowd\pard\intbl Nama\cell Umur\cell\row\trowd\pard\intbl Ani{\*\footnote\pard Sementara.}\cell 41\cell\row"
            r"\pard Selesai.\par"
        )
        assert blocks(read(text)) == ["Nama | Umur\nAni | 41", "Sementara.", "Selesai."]

    def test_headers_and_footers_come_last_once_as_furniture(self) -> None:
        text = r"{\header\pard PEMKAB\par}{\headerf\pard PEMKAB\par}{\footer\pard Halaman {\field{\fldrslt 1}}\par}\pard Isi.\par"
        extracted = read(text)
        assert blocks(extracted) == ["Isi.", "PEMKAB", "Halaman 1"]
        assert furniture(extracted) == [("running-header", "PEMKAB"), ("running-footer", "Halaman 1")]


@pytest.mark.parametrize("ends", ["", "}", "}}}}", r"{\footnote x", r"\'9", "\\"])
def test_a_file_that_is_cut_off_gives_what_it_has(ends: str) -> None:
    assert extract_rtf(rf"{{\rtf1 Pegawai netral{ends}".encode(), "a.rtf").text.startswith("Pegawai netral")


def test_what_is_no_such_file_is_refused() -> None:
    for data in (b"", b"Pegawai netral", b"{\\html1 x}"):
        with pytest.raises(DocumentError, match=r"a\.rtf cannot be read as RTF: it is no such file\. Save it again"):
            extract_rtf(data, "a.rtf")


def test_its_title_is_stated_where_the_text_begins_with_it() -> None:
    assert read(r"{\info{\title Surat Edaran}}Surat Edaran\par Isi.").stated == {"title": "Surat Edaran"}
    assert read(r"{\info{\title Templat}}Surat Edaran\par Isi.").stated == {}


def test_bold_rows_head_a_table() -> None:
    text = r"\trowd\intbl{\b Nama}\cell{\b Jabatan}\cell\row\trowd\intbl Ani\cell Camat\cell\row"
    assert marked(read(text), "header") == [("header", 0, "Nama | Jabatan")]
