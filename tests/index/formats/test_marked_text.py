"""Blocks to a text whose marks and furniture are where they say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.formats.marked_text import Block, item_text, join_blocks, row_text


def test_blank_lines_part_blocks_and_line_breaks_items_and_rows() -> None:
    text, marks, furniture = join_blocks(
        [
            Block("Judul", "heading", 1),
            Block("Isi.", rule="caption"),
            Block("- satu", "item", 1, begins=True),
            Block("lanjutan", "continued", 1),
            Block("- dua", "item", 2, begins=True),
            Block("- tiga", "item", 1),
            Block("1. lain", "item", 1, begins=True),
            Block("A | B", "header", begins=True),
            Block("1 | 2", "row"),
            Block("3 | 4", "row", begins=True),
        ]
    )
    assert text == "Judul\n\nIsi.\n\n- satu\n\nlanjutan\n  - dua\n- tiga\n\n1. lain\n\nA | B\n1 | 2\n\n3 | 4"
    assert [(mark.kind, mark.level, mark.span.of(text)) for mark in marks] == [
        ("heading", 1, "Judul"),
        ("item", 1, "- satu\n\nlanjutan"),
        ("item", 2, "- dua"),
        ("item", 1, "- tiga"),
        ("item", 1, "1. lain"),
        ("header", 0, "A | B"),
        ("row", 0, "1 | 2"),
        ("row", 0, "3 | 4"),
    ]
    assert [(item.rule, item.span.of(text)) for item in furniture] == [("caption", "Isi.")]


def test_no_blocks_are_no_text() -> None:
    assert join_blocks([]) == ("", (), ())


def test_a_marker_is_written_once() -> None:
    assert item_text("- ", "netral") == "- netral"
    assert item_text("- ", "b. netral") == "b. netral"
    assert item_text("2. ", "2. netral") == "2. netral"
    assert item_text("2. ", "b. netral") == "2. b. netral"


def test_a_row_is_a_line_with_its_empty_cells() -> None:
    assert row_text(["a\n b", "", "c"]) == "a b |  | c"
    assert row_text(["", "c", ""]) == "| c |"


kinds = st.sampled_from(["heading", "item", "row", "header", "paragraph", "continued"])
words = st.text("abc |.-", min_size=1, max_size=12).map(str.strip).filter(bool)


@given(st.lists(st.builds(Block, words, kinds, st.integers(1, 3), st.sampled_from(["", "caption"]), st.booleans())))
def test_marks_are_in_order_and_have_no_white_space_at_their_ends(blocks: list[Block]) -> None:
    text, marks, furniture = join_blocks(blocks)
    for spans in ([mark.span for mark in marks], [item.span for item in furniture]):
        assert spans == sorted(spans)
        assert all(span.of(text) == span.of(text).strip() != "" for span in spans)
    assert [block.text for block in blocks if block.rule] == [item.span.of(text) for item in furniture]
