"""An answer as Markdown: markers become links, and nothing that documents or readers wrote acts as markup."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.answer import Answer, Citation
from assistant.web.api.openai_api.content import Content, answer_content, escape_text, markers_outside
from tests.fakes import DOCUMENTS, HOSTILE, SEVERAL, FakeService, answered, cite

BASE = "https://netral.example.go.id/netral"
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def tokens(text: str) -> Iterator[Token]:
    for token in MARKDOWN.parse(text):
        yield token
        yield from token.children or ()


def seen(text: str) -> str:
    """What a reader of the Markdown sees, without spaces."""
    shown = [
        token.content for token in tokens(text) if token.type in ("text", "code_inline", "html_inline", "text_special")
    ]
    return re.sub(r"\s", "", "".join(shown))


def assert_links_are_true(content: Content, answer: Answer) -> None:
    cited = {BASE + each.url: each for each in answer.citations}
    for link in content.links:
        citation = cited[link.url]
        assert content.text[link.start : link.end] == f"[\\[{citation.number}\\]]({link.url})"
        assert link.title == citation.title
    opened = [token.attrs["href"] for token in tokens(content.text) if token.type == "link_open"]
    assert opened == [link.url for link in content.links]


@pytest.mark.parametrize(
    "question", ["Kapan?", "sepakat", "diperiksa", "xss", "halo", "Siapa presiden?", "artikel apa saja"]
)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_link_is_where_it_is_said_to_be_and_nothing_else_is_markup(question: str, lang: str) -> None:
    answer = FakeService().ask(question, lang=lang)  # type: ignore[arg-type]
    content = answer_content(answer, lang, BASE)  # type: ignore[arg-type]
    assert_links_are_true(content, answer)
    kinds = {token.type for token in tokens(content.text)}
    assert not kinds & {
        "image",
        "html_inline",
        "html_block",
        "code_inline",
        "code_block",
        "fence",
        "table_open",
        "s_open",
        "em_open",
    }
    if question == "xss":
        assert all(re.sub(r"\s", "", part) in seen(content.text) for part in HOSTILE)


def test_the_text_is_that_of_the_answer_line_by_line() -> None:
    content = answer_content(answered("Kapan?"), "id", BASE)
    said, sources = content.text.split("\n\nSumber:\n\n")
    first, second = (f"{BASE}/sources/001_bali?start={c.start}&end={c.end}" for c in answered("Kapan?").citations)
    assert said == (
        f"Proses pendaftaran calon, dimulai 22 September 2024. [\\[1\\]]({first})  \n"
        f"Yang melanggar akan dijatuhi sanksi berat. [\\[2\\]]({second})"
    )
    assert [line[:8] for line in sources.split("\n")] == ["- [\\[1\\]", "- [\\[2\\]"]


def test_a_disagreement_and_who_verified_are_said() -> None:
    service = FakeService()
    differing = answer_content(service.ask("sepakat"), "en", BASE).text
    assert re.search(r"- 22 September 2024 \[\\\[1\\\]\]\(.*\n- 27 Agustus 2024 \[\\\[2\\\]\]\(", differing)
    assert "Checked by Sari" in answer_content(service.ask("diperiksa"), "en", BASE).text


def test_a_refusal_is_its_message_and_the_nearest_passages_are_no_part_of_it() -> None:
    refusal = FakeService().ask("Siapa presiden?")
    assert refusal.nearest
    assert answer_content(refusal, "id", BASE) == Content(
        "Artikel sumber tidak memuat jawaban atas pertanyaan ini.", ()
    )


def quoting(quote: str) -> tuple[Answer, Citation]:
    """An answer that quotes a text with numbers in brackets of its own."""
    document = dataclasses.replace(DOCUMENTS[0], text=quote)
    citation = cite(1, document, quote)
    text = f"Menurut baliprawara.com: “{quote}” [1]"
    return answered("Kapan?", text=text, citations=(citation,), short_answer=None), citation


def test_a_number_in_brackets_within_a_quote_is_no_marker() -> None:
    answer, citation = quoting("Lihat catatan [1] dan [2] di bawah.")
    content = answer_content(answer, "id", "")
    assert content.text.startswith(
        f"Menurut baliprawara.com: “Lihat catatan \\[1\\] dan \\[2\\] di bawah.” [\\[1\\]]({citation.url})"
    )
    assert len(content.links) == 2  # behind the quote, and in the list of sources


def test_a_number_without_a_citation_is_no_link() -> None:
    content = answer_content(answered("Kapan?", text="Dua [2], tujuh [7]."), "id", BASE)
    assert "tujuh \\[7\\]." in content.text


def test_several_questions_in_one_keep_their_lines() -> None:
    content = answer_content(SEVERAL, "id", BASE)
    assert content.text.startswith(f"Kapan? 22 September 2024 [\\[1\\]]({BASE}")
    assert "\n\nApa sanksinya?\n\nTentang di mana: tidak ada jawaban dalam sumber." in content.text
    assert_links_are_true(content, SEVERAL)


def test_what_begins_a_line_makes_no_list_heading_or_quote() -> None:
    lines = "- satu\n+ dua\n1. tiga\n2) empat\n# lima\n> enam\n=== \n    tujuh"
    content = answer_content(answered("Kapan?", text=lines, citations=(), short_answer=None), "id", BASE)
    kinds = {token.type for token in tokens(content.text)}
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "hardbreak", "text_special"}
    assert seen(content.text) == re.sub(r"\s", "", lines)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=60))
def test_any_text_is_seen_as_it_is(text: str) -> None:
    line = " ".join(text.split())
    assert seen(escape_text(line, begins_line=True)) == re.sub(r"\s", "", line)


@given(st.lists(st.sampled_from(["[1]", "[22]", "[333]", "[x]", " kata ", "kutipan [1] ini"]), max_size=8))
def test_markers_are_found_outside_of_what_is_verbatim(pieces: list[str]) -> None:
    line = "".join(pieces)
    expected = [piece[1:-1] for piece in pieces if piece in ("[1]", "[22]")]
    assert [found[1] for found in markers_outside(line, ("kutipan [1] ini", ""))] == expected
