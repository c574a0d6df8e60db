"""The parts of documents as offices write them: what begins them, where they end, what introduces what."""

from __future__ import annotations

from textwrap import dedent

import pytest

from index.document import Document, Furniture, Node, Span
from index.formats.extracted import Mark, MarkKind
from index.places import headings_of, leads_of, path_to, place_of
from index.sentences import body_sentences
from index.structure import find_structure

REGULATION = dedent("""\
    PERATURAN BUPATI SUKAJATI
    NOMOR 9 TAHUN 2031

    Menimbang : a. bahwa pegawai wajib menjaga
                   kepercayaan;
                b. bahwa perlu menetapkan peraturan;
    Mengingat : 1. Undang-Undang Nomor 5 Tahun 2030;

    MEMUTUSKAN:
    Menetapkan : PERATURAN BUPATI TENTANG NETRALITAS.

    BAB I
    KETENTUAN UMUM
    Pasal 1
    Dalam Peraturan ini yang dimaksud dengan:
    1. Daerah adalah Kabupaten Sukajati.
    2. Pegawai adalah pegawai negeri sipil
    di lingkungan Daerah.

    BAB II
    KEWAJIBAN
    Bagian Kesatu
    Umum
    Pasal 2
    (1) Pegawai wajib netral sebagaimana dimaksud dalam
    Pasal 1 angka 2 selama pemilihan.
    (2) Kewajiban meliputi:
    a. menandatangani pakta:
       1. di kantor; atau
       2. secara daring;
    b. mengikuti apel; dan
    c. melapor.
    (3) Dalam hal pegawai:
    a. tidak hadir; atau
    b. tidak melapor,
    pegawai dikenai teguran.

    Pasal 3
    Pegawai dilarang: a. berfoto; b. memasang stiker; dan c. membagikan uang.

    Ditetapkan di Sukajati
    pada tanggal 3 Mei 2031

    LAMPIRAN I
    JADWAL APEL
    Hari | Tempat
    Senin | Balai Kota
    Kamis | Alun-alun

    PENJELASAN
    ATAS
    PERATURAN BUPATI SUKAJATI
    Pasal 2
    Yang dimaksud dengan netral adalah tidak memihak.
    """)


def document(text: str, *marks: Mark) -> Document:
    return Document("a", text, "Judul", "a.txt", "", structure=find_structure(text, marks))


def at(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def mark(text: str, kind: MarkKind, words: str, level: int = 0) -> Mark:
    return Mark(kind, at(text, words), level)


def named(doc: Document, words: str) -> tuple[str, list[str]]:
    """The place of some words, and the lines that belong before them."""
    span = at(doc.text, words)
    return place_of(doc, span), [lead.of(doc.text) for lead in leads_of(doc, span)]


@pytest.mark.parametrize(
    ("words", "place", "leads"),
    [
        ("bahwa perlu menetapkan", "Menimbang huruf b", []),
        ("Undang-Undang Nomor 5", "Mengingat angka 1", []),
        ("Daerah adalah", "Pasal 1 angka 1", ["Dalam Peraturan ini yang dimaksud dengan:"]),
        ("di lingkungan Daerah.", "Pasal 1 angka 2", ["Dalam Peraturan ini yang dimaksud dengan:"]),
        ("Pasal 1 angka 2 selama", "Pasal 2 ayat (1)", []),
        ("(2) Kewajiban meliputi:", "Pasal 2 ayat (2)", []),
        ("1. di kantor", "Pasal 2 ayat (2) huruf a angka 1", ["(2) Kewajiban meliputi:", "a. menandatangani pakta:"]),
        ("b. mengikuti apel", "Pasal 2 ayat (2) huruf b", ["(2) Kewajiban meliputi:"]),
        ("pegawai dikenai teguran", "Pasal 2 ayat (3)", ["(3) Dalam hal pegawai:"]),
        ("b. memasang stiker", "Pasal 3 huruf b", ["Pegawai dilarang:"]),
        ("Ditetapkan di", "", []),
        ("Senin | Balai Kota", "Lampiran I", ["Hari | Tempat"]),
        ("Yang dimaksud dengan netral", "Penjelasan Pasal 2", []),
        ("PERATURAN BUPATI SUKAJATI\nNOMOR", "", []),
    ],
)
def test_each_part_of_a_regulation_has_its_place(words: str, place: str, leads: list[str]) -> None:
    doc = document(REGULATION)
    found = named(doc, words)
    assert found == (place.replace("Menimbang ", "Menimbang, ").replace("Mengingat ", "Mengingat, "), leads)


def test_a_chapter_is_named_by_the_lines_below_its_number() -> None:
    doc = document(REGULATION)
    assert headings_of(doc, at(doc.text, "b. mengikuti apel")) == ("BAB II KEWAJIBAN", "Bagian Kesatu Umum", "Pasal 2")


def test_a_sentence_that_goes_on_after_the_last_item_belongs_to_the_list() -> None:
    doc = document(REGULATION)
    found = [n for n in path_to(doc, at(doc.text, "pegawai dikenai teguran")) if n.kind == "list"][-1]
    assert found.span.of(doc.text).startswith("(3) Dalam hal pegawai:")
    assert found.span.of(doc.text).endswith("pegawai dikenai teguran.")


def test_numbers_of_articles_are_no_sentences_and_no_stretch_goes_over_the_border_of_an_article() -> None:
    doc = document(REGULATION)
    runs = [[sentence.of(doc.text) for sentence in run] for run in body_sentences(doc)]
    sentences = [sentence for run in runs for sentence in run]
    assert not [s for s in sentences if s.startswith(("Pasal 2", "Pasal 3", "BAB", "Bagian"))]
    assert [s for s in sentences if "selama pemilihan" in s] == [
        "(1) Pegawai wajib netral sebagaimana dimaksud dalam\nPasal 1 angka 2 selama pemilihan."
    ]
    for run in runs:
        assert not (any("apel" in s for s in run) and any("stiker" in s for s in run))


def test_a_mention_at_the_start_of_a_line_begins_no_article() -> None:
    doc = document("Pasal 4\nPelanggaran terhadap larangan dalam\nPasal 9\nayat (2) dikenai teguran.\n")
    assert [node.label for node in doc.structure] == ["Pasal 4"]


CIRCULAR = """\
A. Latar Belakang
Pemilihan digelar.

B. Ketentuan
1. Pegawai dilarang:
   a. ikut kampanye
   b. hadir
"""


@pytest.mark.parametrize(
    ("text", "words", "place"),
    [
        (CIRCULAR, "b. hadir", "huruf B angka 1 huruf b"),
        ("Tugas camat:\n- membina\n- melapor\n", "melapor", ""),
        (
            "KESATU : Membentuk tim.\nKEDUA : Tim bertugas:\na. menerima; dan\nb. lapor.\n",
            "b. lapor",
            "Diktum KEDUA huruf b",
        ),
        ("Isi surat:\n1) satu;\n2) dua;\n", "2) dua", "angka 2"),
        ("Rincian:\ni. satu;\nii. dua;\niii. tiga;\n", "iii. tiga", "angka iii"),
        ("Daftar:\n1. satu\n2. dua\n4. empat\n", "4. empat", "angka 4"),
        ("Pasal 8A\nPegawai wajib netral.\n", "wajib netral", "Pasal 8A"),
        ("Pasal II\nPeraturan ini mulai berlaku.\n", "mulai berlaku", "Pasal II"),
        ("PASAL 3\n(1) Satu.\n(1a) Satu a.\n(2) Dua.\n", "(2) Dua", "Pasal 3 ayat (2)"),
        ("PASAL 3\n(1) Satu.\n(1a) Satu a.\n(2) Dua.\n", "(1a) Satu", "Pasal 3 ayat (1a)"),
        ("Pasal 3\n(1) Satu:\na. rinci.\n(2) Dua.\n(1) Baru.\n", "(1) Baru", "Pasal 3 ayat (1)"),
    ],
)
def test_lists_of_other_forms(text: str, words: str, place: str) -> None:
    doc = document(text)
    assert place_of(doc, at(text, words)) == place


@pytest.mark.parametrize(
    "text",
    [
        "Rapat digelar Senin. Sebanyak 45 orang hadir.\n\nKetua KPU membuka rapat.",
        "Anggaran naik menjadi\n2024. Kenaikan itu wajar.",
        "Tim A. Yani hadir. Menurut B. Sari, rapat lancar.",
        "Lampiran: 1 berkas\nPerihal: Netralitas",
        "bab ini mengatur hal lain, Pasal 5 ayat (2) berlaku.",
    ],
)
def test_prose_has_no_parts(text: str) -> None:
    assert find_structure(text) == ()


def test_a_paragraph_of_its_own_ends_a_list() -> None:
    text = "Syarat:\n1. sehat;\n2. netral.\n\nPendaftaran dibuka Senin.\n"
    doc = document(text)
    assert named(doc, "Pendaftaran") == ("", [])


def test_two_lists_with_introductions_of_their_own() -> None:
    text = "Kewajiban camat:\n1. membina;\n2. melapor.\nLarangan camat:\n1. berkampanye;\n2. berfoto.\n"
    doc = document(text)
    assert named(doc, "2. melapor")[1] == ["Kewajiban camat:"]
    assert named(doc, "2. berfoto")[1] == ["Larangan camat:"]


def test_marks_of_a_format_tell_headings_items_and_rows() -> None:
    text = "Tata Cara\n\nLangkah berikut\n\n• isi formulir\n\n• serahkan\n\nNama | Nilai\nAndi | 5\n"
    marks = [
        mark(text, "heading", "Tata Cara", 1),
        mark(text, "item", "• isi formulir", 1),
        mark(text, "item", "• serahkan", 1),
        mark(text, "header", "Nama | Nilai"),
        mark(text, "row", "Andi | 5"),
    ]
    doc = document(text, *marks)
    assert named(doc, "serahkan") == ("Tata Cara", ["Langkah berikut"])
    assert named(doc, "Andi | 5") == ("Tata Cara", ["Nama | Nilai"])


def test_levels_of_a_format_nest_items() -> None:
    text = "Urutan:\n\n1. satu:\n\n- rinci\n\n- lain\n\n2. dua\n"
    levels = {"1. satu:": 1, "- rinci": 2, "- lain": 2, "2. dua": 1}
    doc = document(text, *(mark(text, "item", words, level) for words, level in levels.items()))
    assert named(doc, "lain") == ("angka 1", ["Urutan:", "1. satu:"])
    assert named(doc, "2. dua") == ("angka 2", ["Urutan:"])


@pytest.mark.parametrize("between", [" | ", "\t"])
def test_lines_with_as_many_cells_are_a_table(between: str) -> None:
    rows = [between.join(cells) for cells in (("Unit", "Jumlah"), ("Dinas Sosial", "11"), ("Kantor Camat", "2"))]
    doc = document("Rekap pelanggaran\n\n" + "\n".join(rows) + "\n")
    assert leads_of(doc, at(doc.text, rows[2])) == (at(doc.text, rows[0]),)
    assert [node.kind for node in doc.structure] == ["table", "row", "row"]


def test_parts_are_nested_and_in_order() -> None:
    nodes = document(REGULATION).structure
    for number, node in enumerate(nodes):
        assert node.parent < number
        assert node.span.contains(node.head)
        if node.parent >= 0:
            assert nodes[node.parent].span.contains(node.span), (node, nodes[node.parent])
    assert list(nodes) == sorted(nodes, key=lambda node: (node.span.start, -node.span.end))


def test_a_part_without_a_name_has_none_in_a_place() -> None:
    nodes = (Node("heading", "Syarat", Span(0, 20), Span(0, 6)), Node("item", "", Span(7, 20), Span(7, 20), 0))
    doc = Document("a", "Syarat - sehat jiwa.", "Judul", "a.txt", "", structure=nodes)
    assert place_of(doc, Span(9, 14)) == "Syarat"


def test_a_running_header_is_no_part_and_ends_none() -> None:
    text = "Pasal 8\n(1) Pegawai dilarang:\na. berfoto;\n\nPeraturan Bupati\n\nb. hadir.\n\n(2) Selesai.\n"
    header = at(text, "Peraturan Bupati")
    marks = (Mark("heading", header, 1),)
    nodes = find_structure(text, marks, (Furniture(header, "running-header"),))
    doc = Document("a", text, "Judul", "a.txt", "", structure=nodes)
    assert named(doc, "b. hadir") == ("Pasal 8 ayat (1) huruf b", ["(1) Pegawai dilarang:"])
    assert named(doc, "(2) Selesai") == ("Pasal 8 ayat (2)", [])


def test_a_running_header_introduces_nothing() -> None:
    text = "Pasal 8\n(1) Pegawai dilarang:\n\nPeraturan Bupati\n\na. berfoto;\nb. hadir.\n"
    header = at(text, "Peraturan Bupati")
    nodes = find_structure(text, (), (Furniture(header, "running-header"),))
    doc = Document("a", text, "Judul", "a.txt", "", structure=nodes)
    assert named(doc, "b. hadir") == ("Pasal 8 ayat (1) huruf b", ["(1) Pegawai dilarang:"])


def test_a_heading_introduces_the_list_right_below_it() -> None:
    text = "Yang tidak boleh\n\n- berfoto\n- hadir\n\nPenutup\n\nKalimat lain.\n\n- butir\n"
    doc = document(text, mark(text, "heading", "Yang tidak boleh", 2), mark(text, "heading", "Penutup", 2))
    assert named(doc, "hadir") == ("Yang tidak boleh", ["Yang tidak boleh"])
    assert named(doc, "butir") == ("Penutup", [])
