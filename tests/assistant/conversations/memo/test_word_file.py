"""The DOCX file, read back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from assistant.conversations.conversation import Conversation
from assistant.conversations.memo.characters import file_text
from assistant.conversations.memo.layout import load_layout
from assistant.conversations.memo.word_file import word_file
from tests.assistant.conversations.memo.made_up_memos import BASE, HOSTILE, asked, every_kind, memo, quoting
from tests.fakes import answered
from tests.paged import cited_item


def read(talk: Conversation, lang: Any = "id") -> Any:
    return docx.Document(io.BytesIO(word_file(memo(talk, lang))))


def of_style(word: Any, name: str) -> list[Any]:
    return [paragraph for paragraph in word.paragraphs if paragraph.style.name == name]


def parts(talk: Conversation) -> Iterator[tuple[str, etree._Element]]:
    with zipfile.ZipFile(io.BytesIO(word_file(memo(talk)))) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                yield name, etree.fromstring(archive.read(name))


def test_every_paragraph_comes_back_as_it_is() -> None:
    found = memo(every_kind())
    word = docx.Document(io.BytesIO(word_file(found)))
    styles = load_layout().styles
    assert [(p.style.name, p.text) for p in word.paragraphs] == [(styles[b.role].word, b.text) for b in found.blocks]


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_quote_comes_back_to_the_character(kind: str) -> None:
    quotes = of_style(read(quoting(HOSTILE[kind])), "Quote")
    assert [paragraph.text for paragraph in quotes] == [file_text(HOSTILE[kind])]
    marked = [run.text for run in quotes[0].runs if run.font.element.find(f"{qn('w:rPr')}/{qn('w:shd')}") is not None]
    assert "".join(marked) == file_text(HOSTILE[kind][:5])
    assert [run.bold for run in quotes[0].runs] == [True if run.text in marked else None for run in quotes[0].runs]


@pytest.mark.parametrize("kind", ["markup", "control", "override"])
def test_a_hostile_question_breaks_no_file(kind: str) -> None:
    talk = Conversation().ask(HOSTILE[kind]).with_answer(every_kind().turns[0].answer)  # type: ignore[arg-type]
    word = read(talk)
    shown = " ".join(file_text(" ".join(HOSTILE[kind].split())).split())
    assert of_style(word, "Heading 1")[0].text == f"1. {shown}"
    assert word.core_properties.title


def test_questions_are_headings_and_so_is_what_is_no_answer() -> None:
    word = read(every_kind())
    assert [paragraph.text[:2] for paragraph in of_style(word, "Heading 1")] == ["1.", "2.", "3.", "4.", "5.", "Te"]
    assert "Bukan jawaban – bagian terdekat" in [paragraph.text for paragraph in of_style(word, "Heading 2")]
    for name, level in (("Heading 1", "0"), ("Heading 2", "1")):
        outline = word.styles[name].element.pPr.find(qn("w:outlineLvl"))
        assert outline.get(qn("w:val")) == level


def test_the_answering_words_are_marked_in_colour_and_weight() -> None:
    first = of_style(read(every_kind()), "Quote")[0]
    assert [run.text for run in first.runs if run.bold] == ["22 September 2024"]


def test_what_belongs_before_a_quote_is_quieter() -> None:
    runs = of_style(read(asked(answered("x", short_answer=None, text="", citations=(cited_item(),)))), "Quote")[0].runs
    grey = str(load_layout().colours["quiet"][1:]).upper()
    assert [(run.text, str(run.font.color.rgb)) for run in runs] == [
        ("(2) Pegawai dilarang: …\n", grey), ("c. memasang spanduk calon.", "None"),
    ]  # fmt: skip


def test_addresses_can_be_followed() -> None:
    word = read(every_kind())
    links = [link for paragraph in word.paragraphs for link in paragraph.hyperlinks]
    assert links
    assert all(link.url == f"{link.text}#quote" and link.text.startswith(f"{BASE}/sources/") for link in links)


@pytest.mark.parametrize(("lang", "tag", "page"), [("id", "id-ID", "halaman 1 dari 1"), ("en", "en-GB", "page 1 of 1")])
def test_language_properties_and_page_numbers(lang: Any, tag: str, page: str) -> None:
    word = read(every_kind(), lang)
    properties = word.core_properties
    assert (properties.title, properties.author) == ("Kapan pendaftaran dimulai?", "Netral")
    assert (properties.language, properties.comments) == (tag, "")
    assert properties.created == datetime(2026, 11, 27, 3, 5, tzinfo=properties.created.tzinfo)
    default = word.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert default.get(qn("w:val")) == tag
    footer = word.sections[0].footer.paragraphs[0]._p
    assert [field.get(qn("w:instr")) for field in footer.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    assert "".join(text.text for text in footer.iter(qn("w:t"))) == page


def test_an_english_memo_says_that_its_quotes_are_indonesian() -> None:
    run = of_style(read(every_kind(), "en"), "Quote")[0].runs[0]
    assert run.font.element.rPr.find(qn("w:lang")).get(qn("w:val")) == "id-ID"


def test_a_right_to_left_stretch_is_said_to_be_one() -> None:
    quote = of_style(read(quoting(HOSTILE["right to left"], citations=())), "Quote")
    assert quote == []
    runs = of_style(read(quoting(HOSTILE["right to left"])), "Quote")[0].runs
    assert [run.text for run in runs if run.font.rtl] == ["بسم الله (123) الرحمن الرحيم", "שלום"]


def test_an_empty_conversation_is_a_file_too() -> None:
    assert "Percakapan ini belum memuat" in of_style(read(Conversation()), "Body Text")[0].text


@pytest.mark.parametrize("kind", HOSTILE)
def test_every_part_is_well_formed_and_no_outside_part_is_named(kind: str) -> None:
    for name, root in parts(quoting(HOSTILE[kind])):
        for relation in root.iter("{*}Relationship"):
            if relation.get("TargetMode") == "External":
                assert relation.get("Target").startswith(f"{BASE}/sources/"), name


ORDER = {
    "pPr": (
        "pStyle",
        "keepNext",
        "keepLines",
        "widowControl",
        "numPr",
        "pBdr",
        "tabs",
        "spacing",
        "ind",
        "jc",
        "outlineLvl",
    ),
    "rPr": (*("rStyle", "rFonts", "b", "i", "caps", "color", "sz", "szCs"), *("u", "shd", "rtl", "lang")),
}
"""The order that the schema prescribes, as far as we write it; Word calls a file with another order damaged."""


def test_properties_stand_in_the_order_of_the_schema() -> None:
    ours = {style.word for style in load_layout().styles.values()}
    seen = set()
    for name, root in parts(quoting(HOSTILE["right to left"])):
        if name not in ("word/document.xml", "word/styles.xml", "word/footer1.xml"):
            continue
        for kind, order in ORDER.items():
            for properties in root.iter(qn(f"w:{kind}")):
                style = properties.getparent().find(qn("w:name"))
                if style is not None and style.get(qn("w:val")) not in ours:
                    continue
                found = [child.tag.rpartition("}")[2] for child in properties]
                known = [each for each in found if each in order]
                seen.update(known)
                assert known == sorted(known, key=order.index), (name, found)
    assert {"pBdr", "shd", "rtl", "szCs"} <= seen
