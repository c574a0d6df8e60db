"""The headings that the text of an article tells."""

from __future__ import annotations

import pytest

from assistant.articles.blocks import article_blocks
from assistant.articles.headings import article_headings, table_of_contents
from assistant.articles.marks import Marks
from index.document import Document, Furniture, Node, Span
from index.structure import find_structure

PROSE = "Setiap pegawai wajib menjaga netralitas selama masa pemilihan berlangsung di daerah."


def document(text: str, title: str = "Judul", *furniture: str) -> Document:
    """An article with those stretches marked as furniture."""
    spans = [Span(text.index(part), text.index(part) + len(part)) for part in furniture]
    furniture_found = tuple(Furniture(span, "rule") for span in spans)
    return Document("d", text, title, "d.txt", "0" * 64, furniture=furniture_found, structure=find_structure(text))


def headings(text: str, title: str = "Judul", *furniture: str) -> list[tuple[int, str]]:
    """The headings as (depth, words)."""
    found = document(text, title, *furniture)
    return [(heading.depth, heading.words) for heading in article_headings(found)]


def test_markdown_says_its_headings_and_their_levels() -> None:
    text = f"# Judul\n\n## Satu ##\n{PROSE}\n\n### Satu a\n\n{PROSE}\n\n## Dua\n\n{PROSE} #tagar\n#bukan"
    assert headings(text) == [(1, "Satu"), (2, "Satu a"), (1, "Dua")]  # the title is above the text already


def test_no_level_is_skipped_whatever_the_text_does() -> None:
    assert headings("#### Dalam\n\n# Luar\n\n### Lagi\n\n## Antara", "Lain") == [
        (1, "Dalam"), (1, "Luar"), (2, "Lagi"), (2, "Antara"),
    ]  # fmt: skip


def test_a_regulation_has_chapters_with_their_names_parts_and_articles() -> None:
    text = (
        f"BAB I\nKETENTUAN UMUM\nPasal 1\n{PROSE}\nBAB II\nBagian Kesatu Larangan\nPasal 2A\n{PROSE} Pasal 1\nberlaku."
    )
    assert headings(text) == [
        (1, "BAB I KETENTUAN UMUM"), (2, "Pasal 1"), (1, "BAB II"), (2, "Bagian Kesatu Larangan"), (3, "Pasal 2A"),
    ]  # fmt: skip


def test_an_article_that_is_named_in_a_sentence_is_no_heading() -> None:
    assert headings(f"Menurut\nPasal 2 huruf f UU Nomor 5 Tahun 2014\n{PROSE}") == []


def lone(*lines: str) -> str:
    """A text with those lines between paragraphs."""
    return "\n\n".join(f"{line}\n\n{PROSE}" for line in lines)


def test_three_lone_lines_above_paragraphs_are_headings_and_two_are_not() -> None:
    assert headings(lone("Latar belakang", "A. Larangan", "APA SANKSINYA?")) == [
        (1, "Latar belakang"), (1, "A. Larangan"), (1, "APA SANKSINYA?"),
    ]  # fmt: skip
    assert headings(lone("Latar belakang", "Larangan")) == []


@pytest.mark.parametrize(
    "line", ["Ini kalimat.", "huruf kecil", "Dengan titik dua:", " ".join(["Kata"] * 15), "“Kutipan.”"]
)
def test_a_line_that_reads_as_a_sentence_is_none(line: str) -> None:
    assert headings(lone("Satu", "Dua", line)) == []


def test_a_list_of_short_lines_is_none() -> None:
    assert headings(f"{PROSE}\n\nSatu\n\nDua\n\nTiga\n\nEmpat\n\n{PROSE}") == []


def test_page_furniture_is_none() -> None:
    assert headings(lone("Satu", "Dua", "Berita terkait", "Tiga"), "Judul", "Berita terkait") == [
        (1, "Satu"), (1, "Dua"), (1, "Tiga"),
    ]  # fmt: skip


def test_a_heading_is_a_block_of_its_own_and_keeps_its_characters() -> None:
    found = document(f"Pembuka.\n## Satu\n{PROSE}\n\n## Dua\n{PROSE}")
    blocks = article_blocks(found, Marks((Span(13, 20),)))
    assert "".join("".join(p.text for p in block.pieces) + block.gap for block in blocks) == found.text
    shown = [(b.depth, b.anchor, [(p.text, p.sign, p.marked) for p in b.pieces]) for b in blocks if b.depth]
    assert shown[0] == (1, "part-1", [("## ", True, False), ("S", False, False), ("atu", False, True)])
    assert shown[1] == (1, "part-2", [("## ", True, False), ("Dua", False, False)])


def test_contents_are_for_more_than_one_heading() -> None:
    assert table_of_contents(document(f"## Satu\n\n{PROSE}")) == ()
    found = table_of_contents(document("## Satu\n\n### Dua"))
    assert [(heading.anchor, heading.depth, heading.words) for heading in found] == [
        ("part-1", 1, "Satu"), ("part-2", 2, "Dua"),
    ]  # fmt: skip


def test_the_title_at_the_beginning_is_known_for_what_it_is() -> None:
    found = Document("d", "Judul ini\nIsi.", "Judul ini", "d", "0", furniture=(Furniture(Span(0, 9), "title"),))
    assert [(b.title, "".join(p.text for p in b.pieces)) for b in article_blocks(found, Marks())] == [
        (True, "Judul ini"), (False, "Isi."),
    ]  # fmt: skip


def anchors(text: str) -> dict[str, str]:
    """The words of each heading with its anchor."""
    return {heading.words: heading.anchor for heading in article_headings(document(text))}


def test_an_article_can_be_linked_by_its_name() -> None:
    text = (
        f"BAB I\nUMUM\nBagian Kesatu\nArti\nParagraf 1\nNama\nPasal 1\n{PROSE}\nBAB II\nBagian Kesatu\nTugas\nPasal 2A\n{PROSE}"
        f"\n\nLAMPIRAN II\n\nPasal 1\n{PROSE}\n\nPENJELASAN\nPasal 1\n{PROSE}\nPasal 1\n{PROSE}"
    )
    found = article_headings(document(text))
    assert [heading.anchor for heading in found] == [
        "bab-i",
        "bab-i-bagian-kesatu",
        "bab-i-bagian-kesatu-paragraf-1",
        "pasal-1",
        "bab-ii",
        "bab-ii-bagian-kesatu",
        "pasal-2a",
        "lampiran-ii",
        "lampiran-ii-pasal-1",
        "penjelasan",
        "penjelasan-pasal-1",
        "part-12",  # the second of that name
    ]


def test_what_a_decision_says_first_is_named_without_its_colon() -> None:
    assert anchors("Menimbang : a. bahwa netral;\n\nMEMUTUSKAN:\n\nKESATU : Membentuk tim.\n\nKEDUA: Tim bertugas.") == {
        "Menimbang": "part-1", "MEMUTUSKAN": "part-2", "KESATU": "diktum-kesatu", "KEDUA": "diktum-kedua",
    }  # fmt: skip


def test_a_file_that_says_its_headings_is_believed_before_its_text() -> None:
    text = f"Judul\n\nLatar\n\n{PROSE}\n\nIsi pokok\n\n{PROSE}\n\nPenutup\n\n{PROSE}"
    at = text.index("Isi pokok")
    head = Span(at, at + len("Isi pokok"))
    node = Node("heading", "Isi pokok", Span(at, text.index("Penutup") - 2), head)
    found = Document("d", text, "Judul", "d.txt", "0" * 64, structure=(node,))
    assert [(heading.words, heading.anchor) for heading in article_headings(found)] == [("Isi pokok", "part-1")]
