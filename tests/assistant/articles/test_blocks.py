"""An article cut for reading: nothing is lost, furniture folds, items and rows stand apart, marks are where they were asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.articles.blocks import Block, article_blocks, article_parts
from assistant.articles.marks import Marks, make_marks, parse_marks
from index.document import Document, Furniture, Span
from index.structure import find_structure


def document(text: str, *furniture: str) -> Document:
    """An article with those stretches of its text marked as furniture."""
    spans = [Span(text.index(part), text.index(part) + len(part)) for part in furniture]
    return Document("d", text, "Judul", "d.txt", "0" * 64, furniture=tuple(Furniture(s, "rule") for s in spans))


def shape(found: Document, marks: Marks | None = None) -> list[tuple[bool, list[str]]]:
    """The parts as (whether they fold, the text of each paragraph)."""
    cut = article_parts(found, marks or Marks())
    return [(p.furniture, ["".join(x.text for x in b.pieces) for b in p.blocks if b.pieces]) for p in cut]


def apart(spans: list[Span]) -> list[Span]:
    """Those that overlap none before them: furniture never does."""
    kept: list[Span] = []
    for span in sorted(spans):
        if len(span) and not (kept and kept[-1].overlaps(span)):
            kept.append(span)
    return kept


SCRAPS = st.text(st.sampled_from("ab. \n\xa0\r–"), min_size=1, max_size=60)
LINES = st.lists(
    st.sampled_from(
        [
            "BAB I",
            "UMUM",
            "Pasal 1",
            "Pasal 2",
            "(1) Wajib:",
            "(2) Boleh.",
            "a. satu;",
            "b. dua.",
            "1. tiga",
            "Isi biasa.",
            "No | Nama",
            "1 | Sari |",
            "2 |  | x",
            "| a | b |",
            "",
            "",
            "Menimbang: a. bahwa",
            "LAMPIRAN",
            "- butir",
        ]
    ),
    min_size=1,
    max_size=14,
).map("\n".join)


@st.composite
def marked(draw: st.DrawFn) -> tuple[Document, Marks]:
    text = draw(st.one_of(SCRAPS, LINES.filter(len)))
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda p: Span(min(p), max(p)))
    furniture = tuple(Furniture(span, "rule") for span in apart(draw(st.lists(places, max_size=4))))
    asked = [f"{span.start}-{span.end}" for span in draw(st.lists(places, max_size=4))]
    found = Document("d", text, "Judul", "d.txt", "0" * 64, furniture=furniture, structure=find_structure(text))
    return found, parse_marks(found, None, None, asked)


@given(marked())
def test_no_character_is_lost_and_the_quote_begins_once(made: tuple[Document, Marks]) -> None:
    found, marks = made
    cut = article_blocks(found, marks)
    assert "".join("".join(piece.text for piece in block.pieces) + block.gap for block in cut) == found.text
    assert not "".join(block.gap for block in cut).strip()
    pieces = [piece for block in cut for piece in block.pieces]
    assert sum(piece.first for piece in pieces) == bool(marks.spans)
    said = "".join(piece.text for piece in pieces if piece.marked)
    covered = (c for at, c in enumerate(found.text) if any(span.start <= at < span.end for span in marks.spans))
    assert said.split() == "".join(said).split()
    assert "".join(said.split()) == "".join("".join(covered).split())


def test_blank_lines_part_paragraphs_and_single_lines_do_where_there_are_none() -> None:
    assert shape(document("Satu.\ndua.\n\nTiga.")) == [(False, ["Satu.\ndua.", "Tiga."])]
    assert shape(document("Satu.\nDua, yang\npatah. \nTiga.")) == [(False, ["Satu.", "Dua, yang\npatah.", "Tiga."])]


def test_a_run_of_furniture_paragraphs_folds_and_furniture_within_a_line_stays() -> None:
    found = document(
        "DENPASAR – Isi. (MBP)\n\nFoto: ist\n\n \xa0\n\nredaksi\n\nIsi lagi.",
        "DENPASAR – ",
        " (MBP)",
        "Foto: ist",
        "redaksi",
    )
    assert shape(found) == [
        (False, ["DENPASAR – Isi. (MBP)"]),
        (True, ["Foto: ist", "redaksi"]),
        (False, ["Isi lagi."]),
    ]
    first = article_blocks(found, Marks())[0].pieces
    assert [(piece.text, piece.furniture) for piece in first] == [
        ("DENPASAR – ", True), ("Isi.", False), (" (MBP)", True),
    ]  # fmt: skip


def test_furniture_with_a_line_for_itself_folds_within_a_paragraph() -> None:
    found = document("Isi satu\nBaca juga: yang lain\nisi dua.\n\nIsi.", "Baca juga: yang lain")
    assert shape(found) == [(False, ["Isi satu"]), (True, ["Baca juga: yang lain"]), (False, ["isi dua.", "Isi."])]


@pytest.mark.parametrize(("quote", "open_"), [("Foto", True), ("Isi lagi", False)])
def test_a_fold_is_open_where_a_mark_lies_in_it(quote: str, open_: bool) -> None:
    found = document("Isi.\n\nFoto: ist\n\nIsi lagi.", "Foto: ist")
    at = found.text.index(quote)
    folded = [part for part in article_parts(found, make_marks([Span(at, at + len(quote))])) if part.furniture]
    assert [part.open for part in folded] == [open_]


PERBUP = """BAB II
KEWAJIBAN DAN LARANGAN

Pasal 3
(1) Pegawai wajib melapor.
(2) Pegawai dilarang:
a. menjadi anggota partai
politik;
b. ikut kampanye:
1. sebagai peserta; dan
2. sebagai pelaksana.
(3) Larangan itu berlaku
sejak penetapan calon.

LAMPIRAN

No | Pelanggaran | Sanksi
1 | Ikut kampanye | Teguran
2 |  | Penurunan jabatan

Sekian."""


def regulation(text: str = PERBUP) -> Document:
    """A document with its structure."""
    return Document("d", text, "Judul", "d.txt", "0" * 64, structure=find_structure(text))


def words_of(block: Block) -> str:
    """What a block says, on one line."""
    return " ".join("".join(piece.text for piece in block.pieces).split())


def test_items_stand_apart_with_their_depth_and_an_id_each() -> None:
    shown = {words_of(b): (b.level, b.begins, b.anchor) for b in article_blocks(regulation(), Marks()) if b.level}
    assert shown == {
        "(1) Pegawai wajib melapor.": (1, True, "pasal-3-ayat-1"),
        "(2) Pegawai dilarang:": (1, True, "pasal-3-ayat-2"),
        "a. menjadi anggota partai politik;": (2, True, "pasal-3-ayat-2-huruf-a"),
        "b. ikut kampanye:": (2, True, "pasal-3-ayat-2-huruf-b"),
        "1. sebagai peserta; dan": (3, True, "pasal-3-ayat-2-huruf-b-angka-1"),
        "2. sebagai pelaksana.": (3, True, "pasal-3-ayat-2-huruf-b-angka-2"),
        "(3) Larangan itu berlaku sejak penetapan calon.": (1, True, "pasal-3-ayat-3"),
    }


def test_a_list_without_blank_lines_in_a_page_of_prose_is_cut_too() -> None:
    found = regulation("Syarat pendaftaran adalah:\n- kartu pegawai\n- surat izin\n\nDaftar dibuka Senin.")
    assert [(words_of(b), b.level, b.anchor) for b in article_blocks(found, Marks())][:3] == [
        ("Syarat pendaftaran adalah:", 0, ""), ("- kartu pegawai", 1, ""), ("- surat izin", 1, ""),
    ]  # fmt: skip


@pytest.mark.parametrize("gap", ["\n", "\n\n", " \n \n"])
def test_the_name_of_a_chapter_stays_with_its_number(gap: str) -> None:
    found = regulation(f"BAB II{gap}KEWAJIBAN DAN{gap}LARANGAN\n\nPasal 3\n\nPegawai wajib netral.\n\nDemikian.")
    assert [(words_of(b), b.depth) for b in article_blocks(found, Marks())][:2] == [
        ("BAB II KEWAJIBAN DAN LARANGAN", 1), ("Pasal 3", 2),
    ]  # fmt: skip


def test_a_name_that_shares_its_line_is_linked_to_and_no_heading() -> None:
    found = regulation("MEMUTUSKAN:\n\nKESATU : Membentuk tim.\n\nKEDUA : Tim bertugas.")
    (named,) = [b for b in article_blocks(found, Marks()) if words_of(b) == "KESATU : Membentuk tim."]
    assert (named.depth, named.anchor) == (0, "diktum-kesatu")


def cells(block: Block) -> list[str]:
    """What is seen in each cell."""
    return ["".join(piece.text for piece in cell if not piece.sign) for cell in block.cells]


def test_the_rows_of_a_table_are_cut_into_cells_and_kept_together() -> None:
    (part,) = article_parts(regulation(), Marks())
    ((_, rows),) = [group for group in part.groups if group[0]]
    assert [(block.header, cells(block)) for block in rows] == [
        (True, ["No", "Pelanggaran", "Sanksi"]),
        (False, ["1", "Ikut kampanye", "Teguran"]),
        (False, ["2", "", "Penurunan jabatan"]),
    ]
    assert len({block.table for block in rows}) == 1


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("a | b", ["a", "b"]),
        ("a\tb", ["a", "b"]),
        ("| a | b |", ["a", "b"]),
        ("| a | b", ["", "a", "b"]),
        ("a | b |", ["a", "b", ""]),
        ("a | b | c|d", ["a", "b", "c|d"]),
    ],
)
def test_cells_are_what_stands_between_their_marks(line: str, shown: list[str]) -> None:
    blocks = article_blocks(regulation(f"{line}\n{line}"), Marks())
    assert [cells(block) for block in blocks] == [shown, shown]


def test_a_mark_runs_over_the_cells_of_a_row() -> None:
    found = regulation()
    start = found.text.index("kampanye | Teg")
    blocks = article_blocks(found, Marks((Span(start, start + len("kampanye | Teg")),)))
    assert [(p.text, p.sign, p.current, p.first) for b in blocks for p in b.pieces if p.marked] == [
        ("kampanye", False, True, True), (" | ", True, True, False), ("Teg", False, True, False),
    ]  # fmt: skip


def test_a_quote_that_begins_with_what_is_not_seen_is_led_to_where_it_is() -> None:
    found = regulation()
    start = found.text.index(" | Pelanggaran")
    blocks = article_blocks(found, Marks((Span(start, start + 8),)))
    assert [p.text for b in blocks for p in b.pieces if p.first] == ["Pelan"]


@pytest.mark.parametrize(
    ("quote", "leads"),
    [
        ("2. sebagai pelaksana.", ["(2) Pegawai dilarang:", "b. ikut kampanye:"]),
        ("a. menjadi anggota partai", ["(2) Pegawai dilarang:"]),
        ("Teguran", ["No", "Pelanggaran", "Sanksi"]),
        ("(1) Pegawai wajib melapor.", []),
    ],
)
def test_the_lines_that_belong_before_the_quote_are_told_apart(quote: str, leads: list[str]) -> None:
    found = regulation()
    start = found.text.index(quote)
    marks = make_marks([Span(start, start + len(quote))])
    pieces = [piece for block in article_blocks(found, marks) for piece in block.pieces if not piece.sign]
    assert [piece.text for piece in pieces if piece.lead] == leads
    assert not any(piece.lead and piece.marked for piece in pieces)
