"""Running headers, footers and page numbers: furniture that never cuts a sentence; what only looks like them stays text."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.formats.extracted import Extracted
from index.formats.pdf import extract_pdf
from tests.index.formats.made_up_pdfs import LEFT, RIGHT, Sheets, running_lines

TOP, FOOT = 40, 800


def read(sheets: Sheets) -> Extracted:
    return extract_pdf(sheets.done(), "berkas.pdf")


def pages(*drawn: Sequence[tuple[float, str]], size: float = 11) -> Extracted:
    """Pages of lines, each at its place from above."""
    sheets = Sheets()
    for number, lines in enumerate(drawn):
        if number:
            sheets.next()
        for y, text in lines:
            sheets.line(LEFT, y, text, size)
    return read(sheets)


def furniture(extracted: Extracted) -> list[tuple[str, str]]:
    return [(item.rule, item.span.of(extracted.text)) for item in extracted.furniture]


def test_a_sentence_goes_on_over_pages_and_running_lines_come_after_its_paragraph() -> None:
    extracted = extract_pdf(running_lines(), "berkas.pdf")
    assert extracted.text == (
        "Panduan Kampanye\n\n"
        "Kepala kelurahan yang menerima permintaan pemakaian gedung\nmenjawabnya secara tertulis paling lama dalam tiga\n"
        "hari kerja sesudah surat dicatat. Permintaan yang terlambat\ntidak dilayani. Gedung sekolah tidak dipinjamkan kepada\n"
        "tim kampanye dalam keadaan apa pun.\n\n"
        "Panduan Kampanye, halaman 1 dari 3\n\nKelurahan Mekarjati\n\nPanduan Kampanye, halaman 2 dari 3\n\n"
        "Kelurahan Mekarjati\n\nPanduan Kampanye, halaman 3 dari 3"
    )
    assert furniture(extracted) == [
        ("running-footer", "Panduan Kampanye, halaman 1 dari 3"),
        ("running-header", "Kelurahan Mekarjati"),
        ("running-footer", "Panduan Kampanye, halaman 2 dari 3"),
        ("running-header", "Kelurahan Mekarjati"),
        ("running-footer", "Panduan Kampanye, halaman 3 dari 3"),
    ]
    starts = [extracted.text[page.start :][:12] for page in extracted.pages]
    assert starts == ["Panduan Kamp", "hari kerja s", "tim kampanye"]


@pytest.mark.parametrize(
    ("header", "footer"),
    [
        ("Dinas Arsip Kaliurip", "Halaman {} dari 2"),
        ("Dinas Arsip Kaliurip | {}", "jdih.kaliurip.go.id"),
        ("- {} -", "Salinan sesuai dengan aslinya"),
        ("DINAS ARSIP KALIURIP", "dicetak 3 Juni 2024, hlm. {}"),
    ],
)
def test_lines_that_differ_only_by_the_pages_number_run(header: str, footer: str) -> None:
    extracted = pages(
        ((TOP, header.format(1)), (150, "Petugas mencatat surat yang datang pada"), (FOOT, footer.format(1))),
        ((TOP, header.format(2)), (150, "hari itu dan besoknya."), (FOOT, footer.format(2))),
    )
    assert extracted.text.startswith("Petugas mencatat") or extracted.text.startswith(header.format(1))
    assert "pada\nhari itu dan besoknya." in extracted.text
    assert {text for _, text in furniture(extracted)} == {
        line.format(number) for line in (header, footer) for number in (1, 2)
    }


def test_left_and_right_pages_may_have_headers_of_their_own() -> None:
    drawn = [
        ((TOP, "Warta Kaliurip" if number % 2 else "Edisi Juni"), (150, f"Berita nomor {number} tentang warga."))
        for number in range(1, 6)
    ]
    assert [text for _, text in furniture(pages(*drawn))] == [
        "Warta Kaliurip", "Edisi Juni", "Warta Kaliurip", "Edisi Juni", "Warta Kaliurip",
    ]  # fmt: skip


def test_the_name_of_a_chapter_runs_in_its_pages() -> None:
    heads = ["Pendahuluan"] * 4 + ["Pelaksanaan"] * 4 + ["Pengawasan"] * 4
    drawn = [((TOP, head), (150, f"Kegiatan nomor {number} dicatat petugas.")) for number, head in enumerate(heads)]
    assert [text for _, text in furniture(pages(*drawn))] == heads


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        (("1", "2", "3"), 3),
        (("- 7 -", "- 8 -", "- 9 -"), 3),
        (("ii", "iii", "iv"), 3),
        (("Hal. 4", "Hal. 5", "Hal. 6"), 3),
        (("1/3", "2/3", "3/3"), 3),
        (("1", "", ""), 1),
        (("20", "", ""), 0),
        (("14", "9", "31"), 0),
    ],
)
def test_numbers_alone_are_the_pages_if_they_count_them(numbers: Sequence[str], found: int) -> None:
    drawn = [((150, f"Rapat ke-{at} dihadiri warga desa."), (FOOT, number)) for at, number in enumerate(numbers)]
    extracted = pages(*(tuple(line for line in lines if line[1]) for lines in drawn))
    assert [rule for rule, _ in furniture(extracted)] == ["page-number"] * found


def test_articles_at_the_top_of_pages_are_text() -> None:
    """Alike but for their digits, one a page, and even counting up with the pages."""
    drawn = [((60, f"Pasal {number}"), (90, f"Petugas ke-{number} mencatat surat warga.")) for number in (2, 3, 4, 5)]
    extracted = pages(*drawn)
    assert furniture(extracted) == []
    assert [line for line in extracted.text.split("\n\n") if line.startswith("Pasal")] == [
        "Pasal 2",
        "Pasal 3",
        "Pasal 4",
        "Pasal 5",
    ]


def test_a_text_that_is_much_the_same_on_each_page_is_text() -> None:
    drawn = [
        (
            (720, f"Petugas ke-{number} mencatat semua surat yang diterima kantor itu"),
            (734, "kepada atasan langsung pada hari yang sama."),
        )
        for number in range(4)
    ]
    extracted = pages(*drawn)
    assert furniture(extracted) == []
    assert extracted.text.count("yang diterima kantor itu\nkepada atasan langsung pada hari yang sama.") == 4


def test_a_title_is_no_running_line_though_smaller_ones_repeat_it() -> None:
    sheets = Sheets()
    sheets.line(LEFT, 60, "Panduan Arsip", 20)
    sheets.line(LEFT, 100, "Surat disimpan dua tahun.")
    for _ in range(2):
        sheets.next()
        sheets.line(LEFT, 40, "Panduan Arsip", 9)
        sheets.line(LEFT, 100, "Surat dipilah setiap Jumat.")
    extracted = read(sheets)
    assert extracted.text.startswith("Panduan Arsip\n\nSurat disimpan")
    assert furniture(extracted) == [("running-header", "Panduan Arsip")] * 2


def test_the_header_of_a_table_on_every_page_is_no_running_line() -> None:
    drawn = []
    for first in (1, 4):
        lines = [(60.0, ("Nama", "Unit"))] + [
            (60.0 + 16 * at, (f"Warga {first + at}", f"RT {first + at}")) for at in (1, 2, 3)
        ]
        drawn.append(lines)
    sheets = Sheets()
    for number, lines in enumerate(drawn):
        if number:
            sheets.next()
        for y, (one, other) in lines:
            sheets.line(LEFT, y, one)
            sheets.line(LEFT + 200, y, other)
    extracted = read(sheets)
    assert furniture(extracted) == [("repeated-header", "Nama | Unit")]


def test_a_framed_head_on_every_page_is_one() -> None:
    sheets = Sheets()
    for number in (1, 2, 3):
        if number > 1:
            sheets.next()
        sheets.grid(LEFT, 30, [["Prosedur Arsip", "Nomor SOP-7", f"Halaman {number}"]], [150, 150, 100])
        sheets.line(LEFT, 150, f"Langkah {number} dilakukan petugas arsip.")
    extracted = read(sheets)
    assert furniture(extracted) == [
        ("running-header", f"Prosedur Arsip Nomor SOP-7 Halaman {number}") for number in (1, 2, 3)
    ]


def test_pages_that_are_all_alike_keep_their_text() -> None:
    extracted = pages(((60, "Kartu Tanda Warga"),), ((60, "Kartu Tanda Warga"),))
    assert extracted.text == "Kartu Tanda Warga\n\nKartu Tanda Warga"
    assert furniture(extracted) == []


def test_a_note_at_the_foot_does_not_cut_a_sentence_and_stays_text() -> None:
    sheets = Sheets()
    sheets.lines(
        LEFT, 660, ("Panitia memungut biaya yang ditetapkan dalam", "rapat pleno dan diumumkan paling lambat dua")
    )
    sheets.rule(LEFT, 715, LEFT + 140, 715)
    sheets.lines(
        LEFT, 730, ("1 Rapat pleno digelar setiap Rabu", "di balai desa.", "2 Biaya tidak dikembalikan."), 8, step=10
    )
    sheets.next()
    sheets.lines(LEFT, 100, ("pekan sebelum pendaftaran.", "", "Panitia mencatat pembayaran."))
    extracted = read(sheets)
    assert extracted.text == (
        "Panitia memungut biaya yang ditetapkan dalam\nrapat pleno dan diumumkan paling lambat dua\npekan sebelum pendaftaran.\n\n"
        "1 Rapat pleno digelar setiap Rabu\ndi balai desa.\n\n2 Biaya tidak dikembalikan.\n\nPanitia mencatat pembayaran."
    )
    assert furniture(extracted) == []


def test_small_print_below_a_table_is_no_note() -> None:
    sheets = Sheets()
    y = sheets.grid(LEFT, 600, [["Desa", "Suara"], ["Sukarame", "120"]], [150, 100])
    sheets.line(LEFT, y + 20, "Sumber: panitia desa", 8)
    sheets.next()
    sheets.text(
        LEFT, 100, "Suara dihitung ulang pada hari Senin oleh panitia desa dan saksi dari semua calon.", RIGHT - LEFT
    )
    assert "Sukarame | 120\n\nSumber: panitia desa\n\nSuara dihitung" in read(sheets).text
