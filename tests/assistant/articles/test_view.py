"""An article cut for reading: nothing is lost, furniture folds, marks are where they were asked for."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.articles.view import (
    MOST_MARKS,
    Marks,
    article_blocks,
    article_parts,
    first_words,
    make_marks,
    marked_runs,
    opening_words,
    parse_marks,
    text_fragment,
    web_address,
)
from index.document import Document, Furniture, Span


def document(text: str, *furniture: str, url: str | None = None) -> Document:
    """An article with those stretches of its text marked as furniture."""
    spans = [Span(text.index(part), text.index(part) + len(part)) for part in furniture]
    return Document(
        "d", text, "Judul", "d.txt", "0" * 64, url=url, furniture=tuple(Furniture(s, "rule") for s in spans)
    )


def shape(found: Document, marks: Marks | None = None) -> list[tuple[bool, list[str]]]:
    """The parts as (whether they fold, the text of each paragraph)."""
    cut = article_parts(found, marks or Marks())
    return [(p.furniture, ["".join(x.text for x in b.pieces) for b in p.blocks if b.pieces]) for p in cut]


@st.composite
def marked(draw: st.DrawFn) -> tuple[Document, Marks]:
    text = draw(st.text(st.sampled_from("ab. \n\xa0\r–"), min_size=1, max_size=60))
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda p: Span(min(p), max(p)))
    furniture = tuple(Furniture(span, "rule") for span in draw(st.lists(places, max_size=4)) if len(span))
    asked = [f"{span.start}-{span.end}" for span in draw(st.lists(places, max_size=4))]
    found = Document("d", text, "Judul", "d.txt", "0" * 64, furniture=furniture)
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


def test_marks_are_put_in_order_and_the_quote_is_the_current_one() -> None:
    found = document("abcdefghij")
    marks = parse_marks(found, "4", "6", ["8-9", "0-2", "4-6"])
    assert [span.of(found.text) for span in marks.spans] == ["ab", "ef", "i"]
    assert marks.quote == Span(4, 6)
    assert not marks.wrong
    before, after = marks.around()
    assert before is not None
    assert after is not None
    assert (before.quote, before.around()[0]) == (Span(0, 2), None)
    assert (after.quote, after.around()[1]) == (Span(8, 9), None)


def test_an_address_is_read_back_as_the_same_marks() -> None:
    found = document("abcdefghij")
    for current in (0, 1, 2):
        marks = Marks((Span(0, 2), Span(4, 6), Span(8, 9)), current)
        query = parse_qs(marks.query())
        assert parse_marks(found, query["start"][0], query["end"][0], query["mark"]) == marks
    assert Marks().query() == ""


def test_without_a_quote_the_first_mark_is_gone_to() -> None:
    assert parse_marks(document("abcdef"), None, None, ["3-4", "1-2"]).quote == Span(1, 2)


@pytest.mark.parametrize(
    ("start", "end", "more"),
    [("0", "99", []), ("1", None, []), ("3", "1", []), ("0", "1", ["x"]), (None, None, ["1-1"]), ("3", "4", ["1-"]), (None, None, ["2-3"])],
)  # fmt: skip
def test_places_that_are_not_there_are_wrong_and_the_others_marked(start: str, end: str, more: list[str]) -> None:
    marks = parse_marks(document("ab cdef"), start, end, more)
    assert marks.wrong
    assert len(marks.spans) == ((start, end) in (("0", "1"), ("3", "4")))


def test_an_address_marks_only_so_many() -> None:
    found = document("a" * 3 * MOST_MARKS)
    marks = parse_marks(
        found, str(2 * MOST_MARKS), str(2 * MOST_MARKS + 1), [f"{at}-{at + 1}" for at in range(2 * MOST_MARKS)]
    )
    assert len(marks.spans) == MOST_MARKS
    assert marks.quote == Span(2 * MOST_MARKS, 2 * MOST_MARKS + 1)
    assert marks.wrong


def test_an_original_is_opened_at_the_quote() -> None:
    url = "https://berita.example/a"
    assert (
        text_fragment(url, "sanksi  berat,\nkata A&B se-Bali")
        == f"{url}#:~:text=sanksi%20berat%2C%20kata%20A%26B%20se%2DBali"
    )
    assert text_fragment(f"{url}#isi", "é") == f"{url}#isi:~:text=%C3%A9"
    long = " ".join(f"kata{n}" for n in range(1, 12))
    assert text_fragment(url, long).split("=")[1] == (
        "kata1%20kata2%20kata3%20kata4%20kata5,kata7%20kata8%20kata9%20kata10%20kata11"
    )


def test_only_web_addresses_are_linked() -> None:
    assert web_address(document("a", url="https://x.example")) == "https://x.example"
    assert web_address(document("a", url="javascript:alert(1)")) is None
    assert web_address(document("a")) is None


def test_an_excerpt_ends_at_a_word() -> None:
    assert first_words("satu  dua\ntiga", 14) == "satu dua tiga"
    assert first_words("satu dua tiga", 10) == "satu dua …"


def test_an_article_opens_with_its_own_words() -> None:
    found = document(
        "Judul\n\nFoto: ist\n\nIsi yang panjang sekali.\n\nBaca juga\n\nAkhir.", "Judul", "Foto: ist", "Baca juga"
    )
    assert opening_words(found, 100) == "Isi yang panjang sekali. Akhir."
    assert opening_words(found, 12) == "Isi yang …"


def test_places_are_marked_within_a_text() -> None:
    assert marked_runs("abcd", [Span(0, 1), Span(2, 3)]) == [("a", True), ("b", False), ("c", True), ("d", False)]
    assert marked_runs("ab", []) == [("ab", False)]
    assert marked_runs("", []) == []
