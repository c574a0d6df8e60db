"""Markdown as its readers see it: no signs, and marks for headings, items and rows."""

from __future__ import annotations

import pytest

from index.formats.extracted import Extracted
from index.formats.inline import STRUCK_OUT
from index.formats.markdown import extract_markdown
from tests.index.formats.reading import marked_lines


def read(text: str) -> Extracted:
    return extract_markdown(text.encode(), "a.md")


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("Camat **Suka**, *Budi* dan __Ani__, _hadir_.", "Camat Suka, Budi dan Ani, hadir."),
        (
            "**Drs. Hasan, M.Si.**, memimpin [rapat](https://contoh.invalid/a?b=1).",
            "Drs. Hasan, M.Si., memimpin rapat.",
        ),
        ("Lihat [Perbup 17][p].\n\n[p]: https://contoh.invalid 'Perbup'", "Lihat Perbup 17."),
        ("Buka <https://contoh.invalid/a> hari ini.", "Buka https://contoh.invalid/a hari ini."),
        ("Ketik `ASN` di kolom.", "Ketik ASN di kolom."),
        (r"Pasal 5\* dan 1\. bukan daftar\_nya.", "Pasal 5* dan 1. bukan daftar_nya."),
        ("Netral &amp; adil &copy; 2024.", "Netral & adil © 2024."),
        ("Rapat<br>ditutup <u>pukul</u> empat.", "Rapat\nditutup pukul empat."),
        ("Luas 20 m<sup>2</sup>, H<sub>2</sub>O.", "Luas 20 m², H₂O."),
        ("Rapat <!-- rahasia --> dibuka.", "Rapat dibuka."),
        ("Sanksi berat[^1].", "Sanksi berat[1]."),
        ("Baris satu\nbaris dua  \nbaris tiga.", "Baris satu\nbaris dua\nbaris tiga."),
        ("Berkas surat_edaran_2024 dan 3*4*5.", "Berkas surat_edaran_2024 dan 345."),
    ],
)
def test_marks_within_a_line_are_not_seen(source: str, seen: str) -> None:
    assert read(source).text == seen


def test_struck_text_is_left_out_and_said_to_be() -> None:
    extracted = read("Denda ~~lima~~ sepuluh persen.\n\n~~Dicabut.~~")
    assert extracted.text == "Denda sepuluh persen."
    assert extracted.warnings == (STRUCK_OUT,)


def test_headings_are_lines_of_their_own_with_their_level() -> None:
    source = "# Rapat *Netralitas* #\nDibuka.\n\nHasil\nRapat\n---\nTiga hal.\n### Sanksi"
    assert marked_lines(read(source)) == [
        ("heading 1", "Rapat Netralitas"),
        ("", "Dibuka."),
        ("heading 2", "Hasil Rapat"),
        ("", "Tiga hal."),
        ("heading 3", "Sanksi"),
    ]


def test_items_have_their_bullets_and_numbers_as_they_are_shown() -> None:
    source = "Kewajiban:\n3. netral;\n3. melapor:\n   - atasan\n   - Inspektorat\n7) lain\n\n* satu"
    assert marked_lines(read(source)) == [
        ("", "Kewajiban:"),
        ("", "3. netral;"),  # a list that begins with another number than 1 cannot end a paragraph
        ("", "3. melapor:"),
        ("item 1", "- atasan"),
        ("item 1", "- Inspektorat"),
        ("item 1", "7) lain"),
        ("item 1", "- satu"),
    ]


def test_a_list_counts_from_its_first_number_whatever_the_source_says() -> None:
    assert marked_lines(read("3. netral;\n3. melapor:\n   - atasan\n4) lain")) == [
        ("item 1", "3. netral;"),
        ("item 1", "4. melapor:"),
        ("item 2", "- atasan"),
        ("item 1", "4) lain"),
    ]


def test_paragraphs_of_an_item_belong_to_it_up_to_a_list_within() -> None:
    extracted = read("1. Pegawai dilarang:\n\n   berkampanye.\n   - di kantor\n\n   Ini berlaku.\n2. Lain.")
    assert [(mark.level, mark.span.of(extracted.text)) for mark in extracted.marks] == [
        (1, "1. Pegawai dilarang:\n\nberkampanye."),
        (2, "- di kantor"),
        (1, "2. Lain."),
    ]
    assert "\n\nIni berlaku.\n\n2. Lain." in extracted.text


def test_tasks_have_their_boxes() -> None:
    assert read("- [ ] Apel\n- [x] Rapat").text == "☐ Apel\n☑ Rapat"


def test_tables_are_a_line_a_row_and_empty_cells_stay() -> None:
    source = "| Unit | Jumlah | Ket |\n|---|---:|---|\n| **Satpol PP** | 9 | |\n| | 4 | [selesai](x) |\n"
    assert marked_lines(read(source)) == [
        ("header", "Unit | Jumlah | Ket"),
        ("row", "Satpol PP | 9 |"),
        ("row", "| 4 | selesai"),
    ]


def test_quotations_are_paragraphs_and_code_is_kept() -> None:
    source = "> Harus netral,\n> kata camat.\n\n```\nPasal 1\n  (1) *Netral*.\n```\n\n    Nomor : 1\n"
    assert read(source).text == "Harus netral,\nkata camat.\n\nPasal 1\n  (1) *Netral*.\n\nNomor : 1"


def test_a_picture_alone_leaves_its_caption_and_one_in_a_line_nothing() -> None:
    extracted = read("![Suasana apel](a.jpg)\n\nApel ![ikon](b.png) dibuka.")
    assert marked_lines(extracted) == [("[caption]", "Suasana apel"), ("", "Apel dibuka.")]


def test_html_between_paragraphs_is_read_as_a_page_is() -> None:
    table = "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>"
    source = f"<details>\n<summary>Bolehkah memilih?</summary>\n\nBoleh.\n\n</details>\n\n{table}\n"
    assert marked_lines(read(source)) == [
        ("heading 2", "Bolehkah memilih?"),
        ("", "Boleh."),
        ("header", "A | B"),
        ("row", "1 | 2"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_front_matter_stays_in_front_as_furniture(end: str) -> None:
    source = end.join(["---", 'title: "Rapat Netralitas"', "date: 2024-08-20", "---", "", "# Rapat", "", "Dibuka."])
    extracted = read(source)
    assert marked_lines(extracted) == [
        ("[front-matter]", "---"),
        ("[front-matter]", 'title: "Rapat Netralitas"'),
        ("[front-matter]", "date: 2024-08-20"),
        ("[front-matter]", "---"),
        ("heading 1", "Rapat"),
        ("", "Dibuka."),
    ]
    assert extracted.stated == {"title": "Rapat Netralitas", "published": "2024-08-20"}


def test_a_file_of_nothing_but_front_matter_has_no_text_of_its_own() -> None:
    assert read("---\ntitle: Rapat\n---\n").text == "---\ntitle: Rapat\n---\n\n"
