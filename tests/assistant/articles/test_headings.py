"""The headings that the text of an article tells."""

from __future__ import annotations

import pytest

from assistant.articles.headings import article_headings
from assistant.articles.view import Marks, article_blocks, table_of_contents
from index.document import Document, Furniture, Span

PROSE = "Setiap pegawai wajib menjaga netralitas selama masa pemilihan berlangsung di daerah."


def document(text: str, title: str = "Judul", *furniture: str) -> Document:
    """An article with those stretches marked as furniture."""
    spans = [Span(text.index(part), text.index(part) + len(part)) for part in furniture]
    return Document("d", text, title, "d.txt", "0" * 64, furniture=tuple(Furniture(span, "rule") for span in spans))


def headings(text: str, title: str = "Judul", *furniture: str) -> list[tuple[int, str]]:
    """The headings as (depth, words)."""
    found = document(text, title, *furniture)
    return [(heading.depth, heading.text(found)) for heading in article_headings(found)]


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
    shown = [(b.depth, b.number, [(p.text, p.sign, p.marked) for p in b.pieces]) for b in blocks if b.depth]
    assert shown[0] == (1, 1, [("## ", True, False), ("S", False, False), ("atu", False, True)])
    assert shown[1] == (1, 2, [("## ", True, False), ("Dua", False, False)])


def test_contents_are_for_more_than_one_heading() -> None:
    assert table_of_contents(document(f"## Satu\n\n{PROSE}")) == []
    assert table_of_contents(document("## Satu\n\n### Dua")) == [(1, 1, "Satu"), (2, 2, "Dua")]


def test_the_title_at_the_beginning_is_known_for_what_it_is() -> None:
    found = Document("d", "Judul ini\nIsi.", "Judul ini", "d", "0", furniture=(Furniture(Span(0, 9), "title"),))
    assert [(b.title, "".join(p.text for p in b.pieces)) for b in article_blocks(found, Marks())] == [
        (True, "Judul ini"), (False, "Isi."),
    ]  # fmt: skip
