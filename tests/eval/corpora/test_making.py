"""Files that are made of plain sources: the same each time, and as a reader of such files expects them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from eval.corpora.making.files import MAKERS, make_files
from eval.corpora.making.source import Block, read_source
from eval.questions.corpora import CORPORA
from index.load import load_file

OFFICES = CORPORA / "offices"
TOLD = {".docx": "word/document.xml", ".odt": "content.xml", ".xlsx": "xl/worksheets/sheet1.xml"}
"""The part of a packed file that has its text, or that says where each text is."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return make_files(OFFICES, tmp_path_factory.mktemp("made"))


def source(folder: Path, *lines: str) -> Path:
    path = folder / "x.txt"
    path.write_text("\n".join(["@title T", "@author A", *lines]), encoding="utf-8")
    return path


def test_each_line_of_a_source_is_a_block(tmp_path: Path) -> None:
    found = read_source(
        source(tmp_path, "@letterhead H", "^ c", "~ r", "# h", "", "  (2) Isi", "biasa", "** i", "| a | | b", "---")
    )
    assert found.letterhead == ("H",)
    assert found.properties == {"title": "T", "author": "A"}
    assert found.blocks == (
        Block("centre", "c"),
        Block("right", "r"),
        Block("heading", "h"),
        Block("text", "Isi", "(2)", 1),
        Block("text", "biasa"),
        Block("item", "i", level=1),
        Block("row", cells=("a", "", "b")),
        Block("break"),
    )


def test_the_rows_of_one_table_are_together(tmp_path: Path) -> None:
    found = read_source(source(tmp_path, "| a", "| b", "teks", "| c"))
    assert [[block.kind for block in group] for group in found.groups()] == [["row", "row"], ["text"], ["row"]]


def test_every_kind_of_file_is_made(made: list[Path]) -> None:
    assert {path.suffix for path in made} == set(MAKERS)


def test_the_same_source_gives_the_same_bytes(made: list[Path], tmp_path: Path) -> None:
    again = make_files(OFFICES, tmp_path)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in made]


def test_the_committed_files_are_those_of_their_sources(made: list[Path]) -> None:
    """Make them again where they are not: python -m eval.corpora.making offices. Other versions of a library may pack them otherwise."""
    assert [path.name for path in made if _told(path) != _told(OFFICES / "documents" / path.name)] == []


def _told(path: Path) -> str | bytes:
    if path.suffix not in TOLD:
        return load_file(path).text
    with zipfile.ZipFile(path) as packed:
        return packed.read(TOLD[path.suffix])


def test_a_sheet_has_dates_as_days_and_shares_its_texts(tmp_path: Path) -> None:
    made = MAKERS[".xlsx"](
        read_source(source(tmp_path, "@sheet S", "^ Judul", "| Hari | Isi", "| 2024-08-05 | 60 | Isi"))
    )
    (path := tmp_path / "x.xlsx").write_bytes(made)
    with zipfile.ZipFile(path) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
        texts = packed.read("xl/sharedStrings.xml").decode()
    assert '<c r="A3" s="1"><v>45509</v></c>' in sheet  # 45,292 days to the new year of 2024, and 217 more
    assert '<c r="B3" s="2"><v>60</v></c>' in sheet
    assert '<mergeCell ref="A1:C1"/>' in sheet
    assert texts.count("<t>Isi</t>") == 1
    assert '<c r="C3" t="s"><v>2</v></c>' in sheet


def test_items_are_numbered_by_the_word_processor(tmp_path: Path) -> None:
    made = MAKERS[".docx"](
        read_source(source(tmp_path, "@numbering 1. a)", "* satu", "** dua", "@numbering a.", "* tiga"))
    )
    (path := tmp_path / "x.docx").write_bytes(made)
    with zipfile.ZipFile(path) as packed:
        text = packed.read("word/document.xml").decode()
        lists = packed.read("word/numbering.xml").decode()
    assert [text.count(f'<w:numId w:val="{number}"/>') for number in (101, 102)] == [2, 1]
    assert text.count('<w:ilvl w:val="1"/>') == 1
    assert '<w:lvlText w:val="%2)"/>' in lists
    assert "1. satu" not in text


def test_a_newsletter_is_drawn_across_its_columns(tmp_path: Path) -> None:
    lines = [f"Baris nomor {number}." for number in range(12)]
    made = MAKERS[".pdf"](read_source(source(tmp_path, "@columns 2", "^ Warta", *lines)))
    import pypdf

    (path := tmp_path / "x.pdf").write_bytes(made)
    drawn = [line for line in pypdf.PdfReader(path).pages[0].extract_text().splitlines() if "nomor" in line]
    assert set(drawn) == set(lines)
    # A line of the left column, then its neighbour of the right one.
    assert abs(drawn.index("Baris nomor 0.") - drawn.index("Baris nomor 6.")) == 1
