"""The PDF file, read back: what its tags say, what is drawn, and what a reader's program shows."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.conversations.conversation import Conversation
from assistant.conversations.memo.characters import file_text
from assistant.conversations.memo.layout import DATA
from assistant.conversations.memo.pdf_file import pdf_file
from tests.assistant.conversations.memo.made_up_memos import (
    BASE,
    HOSTILE,
    asked,
    every_kind,
    memo,
    pdf_tags,
    pdf_text,
    quoting,
    read_pdf,
)
from tests.fakes import answered


def annotations(data: bytes) -> list[Any]:
    return [each.get_object() for page in read_pdf(data).pages for each in page.get("/Annots", [])]


def test_every_paragraph_is_tagged_with_its_text() -> None:
    found = memo(every_kind())
    assert [text for _, text in pdf_tags(pdf_file(found))] == [block.text for block in found.blocks]


def test_tags_say_what_is_a_heading_a_quote_a_list_and_a_link() -> None:
    kinds: dict[str, list[str]] = {}
    for kind, text in pdf_tags(pdf_file(memo(every_kind()))):
        kinds.setdefault(kind, []).append(text)
    assert kinds["H1"] == ["Catatan tanya jawab"]
    assert [text[:2] for text in kinds["H2"]] == ["1.", "2.", "3.", "4.", "5.", "Te"]
    assert kinds["LBody"] == ["Penurunan pangkat [2]", "22 September 2024 [1]", "satu", "dua", "satu", "dua [1]"]
    assert all(text.startswith(f"{BASE}/sources/") for text in kinds["Link"])
    assert len(kinds["BlockQuote"]) == len(kinds["Link"])


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_quote_comes_back_to_the_character(kind: str) -> None:
    data = pdf_file(memo(quoting(HOSTILE[kind])))
    assert [text for tag, text in pdf_tags(data) if tag == "BlockQuote"] == [file_text(HOSTILE[kind])]


@pytest.mark.parametrize("kind", ["markup", "formulas", "typographic", "javanese", "long", "one long word"])
def test_a_quote_is_drawn_as_it_is(kind: str) -> None:
    drawn = re.sub(r"halaman \d+ dari \d+", "", pdf_text(pdf_file(memo(quoting(HOSTILE[kind])))))
    assert "".join(HOSTILE[kind].split()) in "".join(drawn.split())


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(codec=None), min_size=1, max_size=200))
def test_any_text_makes_a_file(text: str) -> None:
    talk = quoting(text, searched_as=text, text=f"• {text}")
    assert ("BlockQuote", file_text(text)) in pdf_tags(pdf_file(memo(talk)))


def test_spaces_and_line_breaks_of_a_quote_are_drawn() -> None:
    page = read_pdf(pdf_file(memo(quoting("satu dua  spasi\nbaris <b>lain</b>")))).pages[0]
    lines = [line.replace("\u00a0", " ").strip() for line in page.extract_text().splitlines()]
    at = lines.index("satu dua  spasi")
    assert lines[at + 1] == "baris <b>lain</b>"


def test_arabic_is_drawn_joined_from_right_to_left() -> None:
    drawn = read_pdf(pdf_file(memo(quoting("xxxxx dan سلام (12) بسم akhir")))).pages[0].extract_text()
    # Left to right on the paper: the last word first, each word from its last letter, the number as it is.
    boxes = [character for character in drawn if "\ufe70" <= character <= "\ufefc"]
    assert sorted(boxes) == sorted("\ufee2\ufeb4\ufe91\ufee1\ufefc\ufeb3")
    assert "(12)" in drawn.replace(" ", "")


def test_a_letter_without_a_font_is_a_box_and_the_note_says_so() -> None:
    data = pdf_file(memo(quoting(HOSTILE["no font"])))
    assert "□□□ dan □" in pdf_text(data)
    assert [text for _, text in pdf_tags(data)][-1].startswith("Aksara yang tidak ada")
    assert "Aksara yang tidak ada" not in pdf_text(pdf_file(memo(quoting(HOSTILE["javanese"]))))


def test_the_answering_words_are_heavier() -> None:
    fonts: dict[str, str] = {}

    def visit(text: str, _cm: Any, _tm: Any, font: Any, _size: float) -> None:
        if text.strip() and font:
            fonts[text.strip()] = font["/BaseFont"]

    read_pdf(pdf_file(memo(every_kind()))).pages[0].extract_text(visitor_text=visit)
    heavy = next(font for text, font in fonts.items() if "mutasi ke tempat jauh" in text)
    assert heavy.endswith("NotoSans-Bold")


def test_addresses_can_be_followed_and_are_tied_to_their_tags() -> None:
    data = pdf_file(memo(every_kind()))
    found = annotations(data)
    visible = [text for tag, text in pdf_tags(data) if tag == "Link"]
    assert [str(each["/A"]["/URI"]) for each in found] == [f"{text}#quote" for text in visible]
    numbers = read_pdf(data).trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    owners = dict(zip(numbers[::2], numbers[1::2], strict=True))
    assert [owners[each["/StructParent"]].get_object()["/S"] for each in found] == ["/Link"] * len(found)
    for page in read_pdf(data).pages:
        assert isinstance(owners[page["/StructParents"]].get_object(), list)


@pytest.mark.parametrize(("lang", "tag"), [("id", "id-ID"), ("en", "en-GB")])
def test_title_language_and_outline(lang: Any, tag: str) -> None:
    reader = read_pdf(pdf_file(memo(every_kind(), lang)))
    root = reader.trailer["/Root"]
    assert (reader.metadata or {})["/Title"] == "Kapan pendaftaran dimulai?"
    assert (reader.metadata or {})["/Author"] == "Netral"
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (tag, True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712  # pypdf's own true
    outline = [str(entry["/Title"]) for entry in reader.outline if not isinstance(entry, list)]
    assert outline[0] == "1. Kapan pendaftaran dimulai?"
    assert len(outline) == 6


def test_each_page_names_its_number_and_that_of_all() -> None:
    reader = read_pdf(pdf_file(memo(quoting(HOSTILE["long"]))))
    pages = len(reader.pages)
    assert pages > 2
    found = [re.findall(r"halaman \d+ dari \d+", page.extract_text()) for page in reader.pages]
    assert found == [[f"halaman {number} dari {pages}"] for number in range(1, pages + 1)]


def test_a_heading_is_not_left_behind_at_the_foot_of_a_page() -> None:
    reader = read_pdf(pdf_file(memo(asked(*(answered(f"Kapan yang ke-{number}?") for number in range(12))))))
    for page in reader.pages:
        lines = [line for line in page.extract_text().splitlines() if not line.startswith("halaman ")]
        assert not re.match(r"\d+\. Kapan|Kutipan dari artikel", lines[-1])


def test_fonts_are_in_the_file_and_no_other_is_used() -> None:
    reader = read_pdf(pdf_file(memo(every_kind())))
    embedded = [
        font.get_object()
        for page in reader.pages
        for name, font in page["/Resources"]["/Font"].items()
        if "Noto" in str(font.get_object().get("/BaseFont"))
    ]
    assert embedded
    assert all("/FontFile2" in font["/FontDescriptor"] and "/ToUnicode" in font for font in embedded)


def test_an_empty_conversation_is_a_file_too() -> None:
    assert "Percakapan ini belum memuat" in pdf_text(pdf_file(memo(Conversation())))


def test_many_at_once_do_not_mix() -> None:
    made: dict[int, bytes] = {}

    def make(number: int) -> None:
        made[number] = pdf_file(memo(quoting(f"kutipan nomor {number} dari banyak")))

    threads = [threading.Thread(target=make, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(f"kutipan nomor {number} dari banyak" in pdf_text(data) for number, data in made.items())
    assert len(made) == 6


def test_the_fonts_are_small_and_have_their_licences() -> None:
    assert sum(path.stat().st_size for path in DATA.glob("*.ttf")) < 500 * 1024
    licences = (DATA / "FONTS.md").read_text(encoding="utf-8")
    assert all(f"`{path.name}`" in licences for path in (*DATA.glob("*.ttf"), *DATA.glob("*-LICENSE.txt")))
