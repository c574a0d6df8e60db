"""Where paragraphs of a printed text begin and end, and which of them are headings."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.formats.extracted import Extracted
from index.formats.pdf import extract_pdf
from tests.index.formats.made_up_pdfs import LEFT, RIGHT, WIDTH, Sheets

WIDE = "Petugas arsip di Kelurahan Mekarjati menyimpan seluruh surat yang diterima selama dua"
"""A line as wide as the page's text; its sentence goes on."""


def read(sheets: Sheets) -> Extracted:
    return extract_pdf(sheets.done(), "berkas.pdf")


def paragraphs(*lines: tuple[float, str] | str, step: float = 14) -> list[str]:
    """The paragraphs of lines drawn below each other; a line may be moved to the right."""
    sheets = Sheets()
    for number, line in enumerate(lines):
        indent, text = (0.0, line) if isinstance(line, str) else line
        sheets.line(LEFT + indent, 100 + step * number, text)
    return read(sheets).text.split("\n\n")


def headings(extracted: Extracted) -> list[tuple[int, str]]:
    return [(mark.level, mark.span.of(extracted.text)) for mark in extracted.marks if mark.kind == "heading"]


def test_a_wider_space_parts_paragraphs() -> None:
    sheets = Sheets()
    y = sheets.lines(LEFT, 100, (WIDE, "tahun di lemari."))
    sheets.lines(LEFT, y + 6, (WIDE, "pekan."))
    assert read(sheets).text == f"{WIDE}\ntahun di lemari.\n\n{WIDE}\npekan."


def test_lines_far_apart_throughout_are_no_paragraphs_of_their_own() -> None:
    assert paragraphs(
        WIDE, "tahun di lemari besi yang dikunci. Kunci lemari itu dipegang kepala", "arsip.", step=26
    ) == [f"{WIDE}\ntahun di lemari besi yang dikunci. Kunci lemari itu dipegang kepala\narsip."]


def test_an_indented_line_begins_a_paragraph() -> None:
    last = "tahun di lemari. Kunci lemari itu dipegang kepala arsip setiap hari kerja sampai sore."
    assert paragraphs((30, WIDE), last, (30, WIDE), last) == [f"{WIDE}\n{last}"] * 2


def test_a_short_last_line_ends_a_paragraph() -> None:
    assert paragraphs(WIDE, "tahun di lemari.", WIDE, "pekan.") == [f"{WIDE}\ntahun di lemari.", f"{WIDE}\npekan."]


def test_lines_broken_by_hand_are_one_sentence() -> None:
    lines = (
        "Petugas arsip menyimpan surat",
        "yang diterima kantor selama dua",
        "tahun, lalu menyerahkannya kepada",
        "Dinas Arsip Kaliurip",
        "pada bulan Juni.",
    )
    sheets = Sheets()
    sheets.line(LEFT, 80, WIDE)
    sheets.lines(LEFT, 120, lines)
    assert read(sheets).text.split("\n\n") == [WIDE, "\n".join(lines)]


@pytest.mark.parametrize(
    "items",
    [
        ("a. menyimpan surat;", "b. menata berkas; dan", "c. mencatat pinjaman."),
        ("(1) Surat disimpan.", "(2) Berkas ditata.", "(3) Pinjaman dicatat."),
        ("1. Surat", "2. Berkas", "3. Pinjaman"),
        ("- surat masuk", "- surat keluar", "- berkas"),
        ("• surat masuk", "• surat keluar", "• berkas"),
    ],
)
def test_each_item_of_a_list_is_a_paragraph(items: Sequence[str]) -> None:
    assert paragraphs("Petugas bertugas:", *items) == ["Petugas bertugas:", *items]


def test_an_item_goes_on_below_its_text() -> None:
    first = "a. menyimpan surat yang diterima kantor dari warga desa, sekolah, dan puskesmas, baik"
    assert paragraphs("Petugas bertugas:", first, (14, "yang dikirim pos maupun yang diantar;"), "b. menata berkas.", WIDE, "tahun.") == [
        "Petugas bertugas:", f"{first}\nyang dikirim pos maupun yang diantar;", "b. menata berkas.", f"{WIDE}\ntahun.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Petugas yang melanggar kewajiban menyimpan surat sebagaimana dimaksud pada ayat", "(2) dikenai teguran."),
        ("Petugas yang melanggar kewajiban yang disebut dalam Pasal 4 ayat (1) huruf", "b. dikenai teguran."),
        (
            "Petugas yang melanggar kewajiban menyimpan surat sebagaimana dimaksud dalam",
            "Pasal 5 ayat (1) dikenai teguran.",
        ),
        (
            "Petugas yang melanggar kewajiban sebagaimana dimaksud pada ayat (1) dan ayat (2) dan",
            "(3) dikenai teguran.",
        ),
    ],
)
def test_the_number_of_a_part_that_a_sentence_mentions_begins_nothing(before: str, after: str) -> None:
    assert paragraphs(before, after) == [f"{before}\n{after}"]


def test_the_parts_of_a_regulation_are_paragraphs() -> None:
    assert paragraphs(
        (150, "BAB II"), (120, "TUGAS PETUGAS"), (150, "Pasal 4"), WIDE, "tahun.", (150, "Pasal 5"), "Petugas mencatat pinjaman.",
    ) == ["BAB II\nTUGAS PETUGAS", "Pasal 4", f"{WIDE}\ntahun.", "Pasal 5", "Petugas mencatat pinjaman."]  # fmt: skip


@pytest.mark.parametrize(
    ("last", "first", "whole"),
    [
        ("Surat disimpan di lemari besi yang", "dikunci petugas.", True),
        ("Surat disimpan oleh petugas dari", "Dinas Arsip Kaliurip.", True),
        ("Surat disimpan oleh tiga petugas arsip dari Kelurahan Mekarjati bersama", "Hadi Purnomo.", True),
        ("Surat dari warga disimpan petugas arsip.", "Berkas ditata setiap pekan.", False),
        ("Petugas bertugas:", "a. menyimpan surat.", False),
        ("Hadi Purnomo", "Daftar Surat", False),
        ("KEPALA KELURAHAN MEKARJATI DAN KEPALA DESA SUKARAME BERSAMA PANITIA", "Daftar Surat", False),
    ],
)
def test_a_sentence_goes_on_on_the_next_page(last: str, first: str, whole: bool) -> None:
    sheets = Sheets()
    sheets.line(LEFT, 100, last)
    sheets.next()
    sheets.line(LEFT, 100, first)
    extracted = read(sheets)
    assert extracted.text == f"{last}{'' if whole else chr(10)}\n{first}"
    assert extracted.pages[1].start == extracted.text.index(first)


def test_larger_or_bold_lines_are_headings_by_size() -> None:
    sheets = Sheets()
    sheets.centred(60, "PANDUAN ARSIP", 20)
    sheets.line(LEFT, 100, "Penyimpanan", 14)
    sheets.text(LEFT, 120, f"{WIDE} tahun di lemari yang dikunci.", RIGHT - LEFT)
    sheets.line(LEFT, 170, "Lama penyimpanan", 11, "Helvetica-Bold")
    sheets.text(LEFT, 190, f"{WIDE} tahun di lemari yang dikunci.", RIGHT - LEFT)
    sheets.line(LEFT, 240, "Pencatatan", 14)
    sheets.text(LEFT, 260, f"{WIDE} tahun di lemari yang dikunci.", RIGHT - LEFT)
    assert headings(read(sheets)) == [
        (1, "PANDUAN ARSIP"),
        (2, "Penyimpanan"),
        (3, "Lama penyimpanan"),
        (2, "Pencatatan"),
    ]


@pytest.mark.parametrize(
    "line",
    ["Surat wajib disimpan petugas.", "Nomor : 12/ARSIP", "a. menyimpan surat;", "Petugas bertugas:", "Hal: arsip"],
)
def test_bold_sentences_items_and_fields_are_no_headings(line: str) -> None:
    sheets = Sheets()
    sheets.line(LEFT, 80, line, 11, "Helvetica-Bold")
    sheets.text(LEFT, 110, f"{WIDE} tahun di lemari yang dikunci.", RIGHT - LEFT)
    assert headings(read(sheets)) == []


def test_a_bold_word_in_a_sentence_parts_nothing() -> None:
    sheets = Sheets()
    sheets.line(LEFT, 100, "Petugas arsip", 11)
    sheets.line(LEFT + 73, 100, "wajib", 11, "Helvetica-Bold")
    sheets.line(LEFT + 106, 100, "menyimpan surat.", 11)
    assert read(sheets).text == "Petugas arsip wajib menyimpan surat."


def test_where_all_is_bold_nothing_is_a_heading() -> None:
    sheets = Sheets()
    sheets.lines(LEFT, 100, (WIDE, "tahun", "", "Daftar Surat"), 11, "Helvetica-Bold")
    assert headings(read(sheets)) == []


def test_a_heading_of_two_lines_is_one_heading() -> None:
    sheets = Sheets()
    sheets.centred(80, "PEDOMAN PENYIMPANAN SURAT", 16, x=WIDTH / 2)
    sheets.centred(100, "DI LINGKUNGAN KELURAHAN", 16)
    sheets.text(LEFT, 140, f"{WIDE} tahun di lemari yang dikunci.", RIGHT - LEFT)
    assert headings(read(sheets)) == [(1, "PEDOMAN PENYIMPANAN SURAT\nDI LINGKUNGAN KELURAHAN")]


def test_a_raised_number_belongs_to_its_line() -> None:
    sheets = Sheets()
    sheets.line(LEFT, 100, "Luas gudang itu 120 m", 11)
    sheets.line(LEFT + 110, 96, "2", 7)
    sheets.lines(LEFT, 114, ("dan dipakai bersama.",))
    assert " ".join(read(sheets).text.split()).replace("m 2", "m2") == "Luas gudang itu 120 m2 dan dipakai bersama."


@pytest.mark.parametrize(
    "opening", ["Tembusan:", "Yth. Camat Sukarame", "Ditetapkan di Kaliurip", "Demikian disampaikan."]
)
def test_the_parts_of_a_letter_begin_paragraphs(opening: str) -> None:
    assert paragraphs("Hadi Purnomo", opening) == ["Hadi Purnomo", opening]


def test_the_text_begins_again_after_a_signature_on_the_right() -> None:
    assert paragraphs(
        WIDE + " tahun.", (250, "Kepala Kelurahan Mekarjati Kabupaten"), (250, "Hadi Purnomo"), "Catatan arsip kantor"
    )[-1] == ("Catatan arsip kantor")
