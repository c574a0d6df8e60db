"""Automatic numbers of Word files, as a reader sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.document import Span
from index.formats import Extracted
from index.formats.docx import extract_docx
from index.load import load_file
from index.places import leads_of, place_of
from tests.index.formats.readings import blocks, marked
from tests.index.formats.word_files import definition, item, level, numbering, paragraph, row, table, word

RESTART = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{}"/></w:lvlOverride>'
REGULATION = definition(
    0,
    level(0, "upperRoman", "BAB %1"),
    level(1, "decimal", "Pasal %2", '<w:lvlRestart w:val="0"/>'),
    level(2, "decimal", "(%3)"),
    level(3, "lowerLetter", "%4."),
    level(4, "decimal", "%5."),
) + numbering(1, 0)
OUTLINE = definition(
    0, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"), level(2, "lowerRoman", "%3)")
) + numbering(1, 0)


def read(body: str, levels: str) -> Extracted:
    return extract_docx(word(body, numbering=levels), "a.docx")


def labels(body: str, levels: str) -> list[str]:
    """What stands before the full stop that is the text of each paragraph."""
    lines = [line.strip() for line in read(body, levels).text.split("\n") if line.strip()]
    return [line.removesuffix(" x") for line in lines]


def test_a_regulation_has_its_chapters_articles_paragraphs_and_letters() -> None:
    body = (
        item("UMUM", 1, 0)
        + item("", 1, 1)
        + item("Pegawai wajib netral.", 1, 2)
        + item("Pegawai dilarang:", 1, 2)
        + item("menjadi saksi;", 1, 3)
        + item("hadir:", 1, 3)
        + item("sebagai peserta;", 1, 4)
        + item("SANKSI", 1, 0)
        + item("", 1, 1)
        + item("Sanksi ringan.", 1, 2)
        + item("lisan;", 1, 3)
    )
    extracted = read(body, REGULATION)
    assert extracted.text == (
        "BAB I UMUM\n\nPasal 1\n\n(1) Pegawai wajib netral.\n(2) Pegawai dilarang:\n  a. menjadi saksi;\n"
        "  b. hadir:\n    1. sebagai peserta;\n\nBAB II SANKSI\n\nPasal 2\n\n(1) Sanksi ringan.\n  a. lisan;"
    )
    # "BAB I" and "Pasal 1" name parts of a regulation; what is counted in them are items.
    assert [(depth, text) for _, depth, text in marked(extracted, "item")] == [
        (1, "(1) Pegawai wajib netral."),
        (1, "(2) Pegawai dilarang:"),
        (2, "a. menjadi saksi;"),
        (2, "b. hadir:"),
        (3, "1. sebagai peserta;"),
        (1, "(1) Sanksi ringan."),
        (2, "a. lisan;"),
    ]


def test_an_article_and_its_letter_are_found_by_their_numbers(tmp_path: Path) -> None:
    body = (
        item("LARANGAN", 1, 0)
        + item("", 1, 1)
        + item("Pegawai wajib netral.", 1, 2)
        + item("Pegawai dilarang:", 1, 2)
        + item("menjadi saksi calon;", 1, 3)
        + item("hadir di kampanye.", 1, 3)
    )
    (tmp_path / "perbup.docx").write_bytes(word(body, numbering=REGULATION))
    document = load_file(tmp_path / "perbup.docx")
    at = document.text.index("hadir di kampanye")
    here = Span(at, at + 5)
    assert place_of(document, here) == "Pasal 1 ayat (2) huruf b"
    assert [lead.of(document.text) for lead in leads_of(document, here)] == ["(2) Pegawai dilarang:"]


def test_levels_of_an_outline_are_written_together_and_begin_again() -> None:
    at = [0, 1, 1, 2, 2, 1, 0, 1, 2]
    expected = ["1.", "1.1", "1.2", "i)", "ii)", "1.3", "2.", "2.1", "i)"]
    assert labels("".join(item("x", 1, depth) for depth in at), OUTLINE) == expected


def test_a_level_without_one_above_it_counts_from_the_start_of_that() -> None:
    assert labels(item("x", 1, 1) + item("x", 1, 1), OUTLINE) == ["1.1", "1.2"]


@pytest.mark.parametrize(
    ("restart", "expected"),
    [(None, ["1)", "a", "i", "b", "i"]), (0, ["1)", "a", "i", "b", "ii"]), (1, ["1)", "a", "i", "b", "ii"])],
)
def test_a_level_begins_again_after_those_that_it_says(restart: int | None, expected: list[str]) -> None:
    """By default after each higher level; `lvlRestart` 0: never; 1: only after the first level."""
    inside = "" if restart is None else f'<w:lvlRestart w:val="{restart}"/>'
    levels = definition(
        0, level(0, "decimal", "%1)"), level(1, "lowerLetter", "%2"), level(2, "lowerRoman", "%3", inside)
    ) + numbering(1, 0)
    assert labels("".join(item("x", 1, depth) for depth in [0, 1, 2, 1, 2]), levels) == expected


class TestNumberings:
    LEVEL = definition(0, level(0, "decimal", "%1."))

    def test_those_of_one_definition_count_on(self) -> None:
        assert labels(item("x", 1) + item("x", 2) + item("x", 1), self.LEVEL + numbering(1, 0) + numbering(2, 0)) == [
            "1.",
            "2.",
            "3.",
        ]

    @pytest.mark.parametrize("start", [1, 5])
    def test_one_may_begin_again_at_a_number_of_its_own(self, start: int) -> None:
        levels = self.LEVEL + numbering(1, 0) + numbering(2, 0, RESTART.format(start))
        body = item("x", 1) + item("x", 1) + paragraph("Selingan") + item("x", 2) + item("x", 2)
        assert labels(body, levels) == ["1.", "2.", "Selingan", f"{start}.", f"{start + 1}."]

    def test_one_may_have_a_level_of_its_own(self) -> None:
        override = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)")}</w:lvlOverride>'
        levels = self.LEVEL + numbering(1, 0) + numbering(2, 0, override)
        assert labels(item("x", 1) + item("x", 2) + item("x", 1), levels) == ["1.", "B)", "3."]

    def test_a_paragraph_may_take_its_number_away(self) -> None:
        styles = (
            '<w:style w:type="paragraph" w:styleId="L"><w:name w:val="List"/>'
            '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        )
        none = paragraph("x", "L", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>')
        body = paragraph("x", "L") + none + paragraph("x", "L")
        text = extract_docx(word(body, styles=styles, numbering=self.LEVEL + numbering(1, 0)), "a.docx").text
        assert text == "1. x\n\nx\n\n2. x"

    def test_a_style_may_number_at_the_level_that_is_linked_to_it(self) -> None:
        styles = (
            '<w:style w:type="paragraph" w:styleId="Ayat"><w:name w:val="Ayat"/>'
            '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
            '<w:style w:type="paragraph" w:styleId="AyatB"><w:name w:val="Ayat B"/><w:basedOn w:val="Ayat"/></w:style>'
        )
        levels = definition(
            0, level(0, "decimal", "Pasal %1"), level(1, "decimal", "(%2)", '<w:pStyle w:val="Ayat"/>')
        ) + numbering(1, 0)
        body = item("", 1, 0) + paragraph("Satu.", "Ayat") + paragraph("Dua.", "AyatB")
        text = extract_docx(word(body, styles=styles, numbering=levels), "a.docx").text
        assert text == "Pasal 1\n\n(1) Satu.\n(2) Dua."

    def test_a_definition_may_be_that_of_a_list_style(self) -> None:
        levels = (
            definition(0, level(0, "lowerLetter", "%1)"), inside='<w:styleLink w:val="Daftar"/>')
            + definition(1, inside='<w:numStyleLink w:val="Daftar"/>')
            + numbering(1, 1)
        )
        assert labels(item("x", 1) + item("x", 1), levels) == ["a)", "b)"]


@pytest.mark.parametrize(
    ("form", "template", "start", "expected"),
    [
        ("decimal", "%1.", 1, ["1.", "2."]),
        ("decimalZero", "%1", 9, ["09", "10"]),
        ("lowerLetter", "%1.", 26, ["z.", "aa."]),
        ("upperLetter", "%1)", 27, ["AA)", "BB)"]),
        ("lowerRoman", "(%1)", 4, ["(iv)", "(v)"]),
        ("upperRoman", "%1.", 39, ["XXXIX.", "XL."]),
        ("none", "–", 1, ["–", "–"]),
        ("ordinal", "%1", 1, ["1", "2"]),
        ("lowerLetter", "huruf %1", 2, ["huruf b", "huruf c"]),
    ],
)
def test_forms_of_numbers(form: str, template: str, start: int, expected: list[str]) -> None:
    levels = definition(0, level(0, form, template, start=start)) + numbering(1, 0)
    assert labels(item("x", 1) + item("x", 1), levels) == expected


@pytest.mark.parametrize(("bullet", "expected"), [("\uf0b7", "•"), ("o", "•"), ("-", "-"), ("–", "–"), ("§", "•")])
def test_a_bullet_is_a_bullet_or_a_dash(bullet: str, expected: str) -> None:
    levels = definition(0, level(0, "bullet", bullet)) + numbering(1, 0)
    assert marked(read(item("hadir", 1), levels)) == [("item", 1, f"{expected} hadir")]


def test_legal_numbers_are_digits_at_all_levels() -> None:
    levels = definition(0, level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2", "<w:isLgl/>")) + numbering(1, 0)
    assert labels(item("x", 1, 0) + item("x", 1, 0) + item("x", 1, 1), levels) == ["I.", "II.", "2.1"]


def test_an_empty_numbered_paragraph_counts_and_shows_no_number_of_an_item() -> None:
    levels = definition(0, level(0, "decimal", "%1.")) + numbering(1, 0)
    assert read(item("satu", 1) + item("", 1) + item("tiga", 1), levels).text == "1. satu\n3. tiga"


def test_numbers_of_the_rows_of_a_table_are_written() -> None:
    levels = definition(0, level(0, "decimal", "%1.")) + numbering(1, 0)
    number = f"<w:tc>{item('', 1)}</w:tc>"
    body = table(row("No", "Nama", "Umur"), row(number, "Ani", "41"), row(number, "Budi", "37"))
    assert blocks(read(body, levels)) == ["No | Nama | Umur\n1. | Ani | 41\n2. | Budi | 37"]


@pytest.mark.parametrize("broken", ["x", "", "99999999999999999999999"])
def test_a_level_that_no_numbering_has_is_no_number(broken: str) -> None:
    levels = definition(0, level(0, "decimal", "%1.")) + numbering(1, 0)
    body = item("satu", 1) + item("dua", 7) + item("tiga", 1).replace('w:ilvl w:val="0"', f'w:ilvl w:val="{broken}"')
    assert read(body, levels).text.startswith("1. satu\n\ndua")


def test_a_place_in_a_label_that_its_definition_lacks_is_empty() -> None:
    levels = definition(0, level(0, "decimal", "%5%1.")) + numbering(1, 0)
    assert labels(item("x", 1), levels) == ["1."]


class TestDepth:
    """How deep lists lie in each other, where they are lists of their own and only their indents tell."""

    LEVELS = (
        definition(0, level(0, "decimal", "(%1)"))
        + definition(1, level(0, "lowerLetter", "%1."))
        + numbering(1, 0)
        + numbering(2, 1)
    )

    def depths(self, body: str) -> list[int]:
        return [depth for _, depth, _ in marked(read(body, self.LEVELS), "item")]

    def test_a_list_further_in_lies_in_the_one_before_it(self) -> None:
        further = '<w:ind w:left="1440"/>'
        inner = item("x", 2, properties=further)
        assert self.depths(item("x", 1) + inner + inner + item("x", 1) + inner) == [1, 2, 2, 1, 2]

    def test_a_list_as_far_out_does_not(self) -> None:
        assert self.depths(item("x", 1) + item("x", 2) + item("x", 1)) == [1, 1, 1]

    def test_a_heading_ends_all_lists(self) -> None:
        heading = paragraph("Sanksi", properties='<w:outlineLvl w:val="0"/>')
        assert self.depths(item("x", 1) + heading + item("x", 2, properties='<w:ind w:left="1440"/>')) == [1, 1]
