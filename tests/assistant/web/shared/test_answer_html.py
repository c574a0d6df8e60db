"""An answer as HTML, as the staff page and the panel show it."""

from __future__ import annotations

import dataclasses
import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, Citation, Disagreement, Lang, Lead, ShortAnswer, Verified
from assistant.conversations.export import answer_as_text
from assistant.conversations.opinions import OPINION_REASONS
from assistant.html import escape_line
from assistant.web.shared.answer_html import answer_html, question_html, status_html
from assistant.wording import say_verified, words
from tests.fakes import DOCUMENTS, HOSTILE, SEVERAL, FakeService, answered, cite, refused
from tests.markup import Tags, check_html

LANGUAGES: tuple[Lang, ...] = ("id", "en")
BALI = DOCUMENTS[0]
OPENED = "Rakor ini, dibuka Sekda Provinsi Bali Dewa Made Indra."
QUOTE = '<blockquote class="in-id" lang="id">'
GLUE = "Aparatur Sipil Negara (ASN) adalah perekat Negara Kesatuan Republik Indonesia (NKRI)."


def hostile(question: str = "") -> Answer:
    """The answer that is hostile in every field, and its nearest passages too."""
    return FakeService().ask(f"xss {question}")


def visible(page: str) -> str:
    """The HTML without the text that waits to be copied."""
    return re.sub(r'<span class="copy-text">.*?</span>', "", page)


def said(page: str) -> str:
    """What a reader sees or hears, on one line."""
    return " ".join(Tags(visible(page)).text.split())


def part(page: str, begin: str, end: str) -> str:
    """What stands between two pieces of markup."""
    return page.split(begin, 1)[1].split(end, 1)[0]


def cards(page: str) -> list[list[str]]:
    """The ids of the quotes, by card."""
    articles = re.findall(r"<article.*?</article>", page)
    return [re.findall(r'class="quoted" id="(.*?)"', article) for article in articles]


# Nothing becomes HTML


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("payload", HOSTILE)
def test_nothing_in_a_question_or_a_source_becomes_html(payload: str, lang: Lang) -> None:
    assert payload in check_html(question_html(payload, 1, lang)).text
    answer = hostile(payload)
    page = check_html(answer_html(answer, 1, lang))
    assert all(payload in page.text for payload in HOSTILE)
    refusal = refused(payload, "not_in_sources", lang)
    near = cite(1, DOCUMENTS[1], payload, payload, speaker=payload)
    check_html(answer_html(answered(payload, answered=False, refusal=refusal.refusal, nearest=(near,)), 1, lang))


@pytest.mark.parametrize("payload", HOSTILE)
def test_no_field_of_a_record_becomes_html(payload: str) -> None:
    """Each may have been forged by a browser that sends it back."""
    one = dataclasses.replace(
        cite(1, BALI, OPENED, OPENED),
        title=payload, publisher=payload, published=payload, speaker=payload, quote=payload, passage_id=payload,
        url=payload, source_id=payload,
    )  # fmt: skip
    answer = answered(
        payload,
        searched_as=f"{payload} lagi",
        text=f"{payload}:\n{payload} [1]",
        short_answer=ShortAnswer(payload, 1),
        citations=(one,),
        verified=Verified(payload, payload),
        disagreement=Disagreement("substance", (ShortAnswer(payload, 1), ShortAnswer(payload, 9))),
        index=payload,
        entry=payload,
    )
    for each in (answer, dataclasses.replace(answer, short_answer=None, intent="overview")):
        check_html(answer_html(each, 1, "id"))
        check_html(answer_html(dataclasses.replace(each, answered=False), 1, "id"))
        check_html(answer_html(dataclasses.replace(each, answered=False, kind="talk"), 1, "id"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_stands_in_the_place_of_an_answer_is_our_html(lang: Lang) -> None:
    page = check_html(status_html("search", lang))
    assert page.text == words(lang)["status_search"]
    assert 'class="answer pending"' in status_html("search", lang)
    assert "done" not in status_html("search", lang)


def test_line_breaks_of_a_source_stay_line_breaks_without_ending_the_block() -> None:
    assert escape_line("a\n\nb") == "a&#10;&#10;b"
    assert Tags(part(question_html("a\r\n\n- b", 1, "id"), 'class="asked">', "</div>")).text == "a\r\n\n- b"


# The question


def test_a_question_knows_its_turn_and_what_its_buttons_say() -> None:
    page = question_html("Kapan?", 7, "en")
    assert 'id="question-7"' in page
    assert '<div class="asked">Kapan?</div>' in page
    say = words("en")
    for key, name in (("send", "say-send"), ("cancel", "say-cancel"), ("edit_copies", "say-copies")):
        assert f'<span class="{name}">{say[key]}</span>' in page
    assert say["edit"] in page


# Say it once


def test_each_quote_stands_once() -> None:
    page = visible(answer_html(answered("Kapan?"), 1, "id"))
    for citation in answered("Kapan?").citations:
        assert unescape(re.sub(r"<[^>]+>", "", page)).count(citation.quote) == 1
    assert page.count("<blockquote") == 2
    assert 'class="text"' not in page  # the text of the record repeats the quotes


@pytest.mark.parametrize("question", ["Kapan?", "Apakah sepakat?", "Apakah diperiksa?", "Lalu?", "xss"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_quote_stands_once_whatever_the_answer(question: str, lang: Lang) -> None:
    answer = FakeService().ask(question, ("Kapan?",) if question == "Lalu?" else (), lang)
    page = visible(answer_html(answer, 1, lang))
    quotes = [Tags(quote).text for quote in re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", page)]
    assert quotes == [citation.quote for citation in answer.citations]


def test_an_answer_shows_headline_by_line_and_cards_in_that_order() -> None:
    page = answer_html(answered("Kapan?"), 3, "id", root="/netral")
    places = [
        page.index(found)
        for found in ('<h2 class="short">', '<p class="by">', 'id="card-3-1"', 'id="card-3-2"', 'class="tools"')
    ]
    assert places == sorted(places)
    assert "<mark>22 September 2024</mark>" in page
    assert words("id")["speaker"].format(name="Dewa Made Indra") in page
    assert page.count('class="speaker"') == 1
    links = [a["href"] for tag, a in check_html(page.replace("/netral/", "/")).found if tag == "a"]
    assert all(link and re.search(r"&lang=id(&mark=\d+-\d+)?#quote$", link) for link in links)
    assert 'href="/netral/sources/001_bali?start=' in page
    assert 'class="searched"' not in page
    assert 'class="disagreement' not in page


def test_an_id_is_on_a_page_once() -> None:
    page = answer_html(answered("Kapan?"), 1, "id") + answer_html(answered("Lalu?"), 2, "id")
    page += answer_html(refused("Siapa presiden?", "not_in_sources", "id"), 3, "id")
    ids = re.findall(r' id="(.*?)"', page)
    assert len(set(ids)) == len(ids)
    assert {"card-1-1", "card-2-2", "near-3-1", "feedback-3"} <= set(ids)


HEADLINE = "menjaga\n netralitas  ASN"


@pytest.mark.parametrize("first", ["menjaga netralitas ASN [1]", "Menjaga netralitas ASN [1]"])
def test_a_headline_begins_with_a_capital_and_has_single_spaces(first: str) -> None:
    """Also in a record whose text was stored before, with the source's own first letter."""
    answer = answered("x", short_answer=ShortAnswer(HEADLINE, 1), text=f"{first}\n\nMenurut kabar: “x” [1]")
    page = visible(answer_html(answer, 1, "id"))
    assert re.search(
        r'<h2 class="short"><span class="in-id" lang="id">Menjaga netralitas ASN</span><a class="cite cite-1-1"', page
    )
    assert said(page).casefold().count("menjaga") == 1
    differing = Disagreement("substance", (ShortAnswer(HEADLINE, 1), ShortAnswer("lain  lagi", 2)))
    page = answer_html(answered("x", disagreement=differing), 1, "id")
    assert '<strong class="in-id" lang="id">Menjaga netralitas ASN</strong>' in page
    assert '<strong class="in-id" lang="id">Lain lagi</strong>' in page


def test_without_a_short_answer_the_quotes_stand_for_it_under_a_heading_for_the_ears() -> None:
    page = answer_html(answered("x", short_answer=None), 1, "en")
    assert f'<h2 class="only-heard">{words("en")["citations_title"]}</h2>' in page
    assert "short" not in page
    assert len(cards(page)) == 2


def test_an_overview_begins_with_its_introduction() -> None:
    text = "Inti artikel “ASN” [1] :\n“x” [1]"
    page = answer_html(answered("x", short_answer=None, intent="overview", text=text), 1, "id")
    assert '<h2 class="introduction">Inti artikel “ASN”:</h2>' in page
    assert "introduction" not in answer_html(answered("x", short_answer=None, text=text), 1, "id")
    quote = "“Rakor ini” [1]"
    assert "introduction" not in answer_html(answered("x", short_answer=None, intent="overview", text=quote), 1, "id")


# Markers


def test_a_short_answer_bears_the_markers_of_all_who_give_it_and_their_quotes_stand_in_one_card() -> None:
    three = tuple(cite(n, BALI, quote, quote) for n, quote in ((1, OPENED), (2, GLUE), (3, OPENED)))
    text = "Rakor ini [1] [3]\n\nMenurut Koran: “Rakor ini, dibuka Sekda” [1]"
    page = answer_html(answered("x", citations=three, text=text, short_answer=ShortAnswer("Rakor ini", 1)), 4, "id")
    assert re.findall(r'class="cite (cite-4-\d+)"', page) == ["cite-4-1", "cite-4-3"]
    assert cards(page) == [["card-4-1", "card-4-3"], ["card-4-2"]]


def test_without_markers_in_its_line_a_short_answer_has_that_of_its_own_quote() -> None:
    page = answer_html(answered("x", text="Yang lain. [1]", short_answer=ShortAnswer("Sanksi berat", 2)), 1, "id")
    assert re.findall(r'class="cite (cite-1-\d+)"', page) == ["cite-1-2"]
    assert cards(page) == [["card-1-2"], ["card-1-1"]]


@pytest.mark.parametrize("number", [0, 7, 99, -1])
def test_a_marker_without_a_citation_is_not_there(number: int) -> None:
    answer = answered("x", text=f"22 September 2024 [{number}]", short_answer=ShortAnswer("22 September 2024", number))
    page = answer_html(answer, 1, "id")
    assert "cite-" not in page
    assert cards(page) == [["card-1-1"], ["card-1-2"]]


def test_without_a_script_a_marker_opens_the_source_and_has_a_name() -> None:
    page = answer_html(answered("x"), 1, "en")
    (marker,) = re.findall(r'<a class="cite cite-1-1" (.*?)</a>', page)
    assert 'href="/sources/001_bali?start=' in marker
    assert 'target="_blank" rel="noopener noreferrer"' in marker
    assert Tags(marker.split(">", 1)[1]).text == "Quote 1"


# Cards


def test_a_card_has_publisher_and_date_on_one_line_with_the_way_to_the_article() -> None:
    page = answer_html(answered("x"), 1, "en")
    source = part(page, '<p class="source">', "</p>")
    assert '<span class="number">1</span>' in source
    assert f'<span class="title in-id" lang="id">{BALI.title}</span>' in source
    assert "baliprawara.com · 18 Apr 2024" in source
    name = Tags(part(source, '<a class="open"', "</a>").split(">", 1)[1]).text
    assert name == f"{words('en')['open_source']} {BALI.title} {words('en')['new_tab']}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_date_of_the_event_is_never_called_one_of_publication(lang: Lang) -> None:
    say = words(lang)
    called = say["date_published"].split("{")[0].strip()
    page = answer_html(FakeService().ask("Apakah sepakat?", (), lang), 1, lang)
    assert BALI.derived == ("published",)
    assert called not in said(page)
    assert say["date_event"].split("(")[1] in said(page)
    near = answer_html(refused("x", "not_in_sources", lang), 1, lang)
    assert called not in said(near)
    plain = dataclasses.replace(answered("x").citations[0], derived=())
    page = answer_html(answered("x", citations=(plain,)), 1, lang)
    assert called in said(page)
    assert say["date_event"].split("(")[1] not in said(page)


def test_a_source_without_publisher_and_date_says_that_it_has_none() -> None:
    bare = dataclasses.replace(answered("x").citations[0], publisher=None, published=None)
    page = answer_html(answered("x", citations=(bare,)), 1, "en")
    assert words("en")["date_unknown"] in said(page)
    assert "None" not in page
    assert "·" not in part(page, 'class="facts">', "</p>")


def test_overlapping_highlights_keep_every_character_once() -> None:
    citation = cite(1, BALI, "Rakor ini, dibuka Sekda", "Rakor ini", "ini, dibuka", "dibuka Sekda", "Rakor")
    page = answer_html(answered("x", citations=(citation,), text="x", short_answer=None), 1, "id")
    assert Tags(part(page, QUOTE, "</blockquote>")).text == citation.quote


@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9)), max_size=8), st.integers(0, 90))
def test_highlights_of_any_kind_keep_every_character_once(marks: list[tuple[int, int]], near: int) -> None:
    citation = cite(1, BALI, OPENED)
    marks = [*marks, *((citation.start + first % near, citation.start + last % near) for first, last in marks if near)]
    page = answer_html(answered("x", citations=(dataclasses.replace(citation, highlights=tuple(marks)),)), 1, "id")
    assert Tags(part(page, QUOTE, "</blockquote>")).text == OPENED


@pytest.mark.parametrize("quote", ["", "\n\n", "a\n\nb", "x" * 20_000])
def test_any_quote_is_shown_to_the_character(quote: str) -> None:
    citation = dataclasses.replace(answered("x").citations[0], quote=quote)
    page = answer_html(answered("x", citations=(citation,), short_answer=None), 1, "id")
    assert Tags(part(page.replace("in-id long", "in-id"), QUOTE, "</blockquote>")).text == quote


def quoted(**changes: object) -> str:
    """The card of one quote with these fields."""
    citation = dataclasses.replace(cite(1, BALI, OPENED), **changes)  # type: ignore[arg-type]
    page = answer_html(answered("x", citations=(citation,), short_answer=None), 1, "id")
    return part(page, "<article", "</article>")


def lead(text: str, end: int) -> Lead:
    """A line that ends so many characters before the quote."""
    start = BALI.text.index(OPENED) - end - len(text)
    return Lead(text, start, start + len(text))


def test_the_lines_before_a_quote_stand_before_it_and_are_no_answer() -> None:
    card = quoted(lead=(lead("Peserta", 200), lead("(2) Rapat <b>:", 90), lead("b. dibuka oleh:", 1)), highlights=())
    lines = re.findall(r'<span class="leading">(.*?)</span>&#10;', card)
    assert [unescape(line) for line in lines] == ["Peserta …", "(2) Rapat <b>: …", "b. dibuka oleh:"]
    assert "<mark>" not in card
    assert Tags(part(card, QUOTE, "</blockquote>")).text == f"Peserta …\n(2) Rapat <b>: …\nb. dibuka oleh:\n{OPENED}"


@pytest.mark.parametrize(
    ("changes", "lang", "where"),
    [
        ({"place": "Pasal 5 ayat (2) huruf c", "page": 3}, "id", "Pasal 5 ayat (2) huruf c · hlm. 3"),
        ({"place": "Pasal 5", "page": 3}, "en", "Pasal 5 · p. 3"),
        ({"page": 12, "ocr_confidence": 0.909}, "id", "hlm. 12 · dibaca mesin, keyakinan 91 %"),
        ({"page": 1, "ocr_confidence": 1.0}, "en", "p. 1 · read by machine, 100% sure"),
        ({"place": "<i>Umum"}, "id", "<i>Umum"),
        ({}, "id", ""),
    ],
)
def test_a_card_says_where_its_quote_stands(changes: dict[str, object], lang: Lang, where: str) -> None:
    citation = dataclasses.replace(cite(1, BALI, OPENED), **changes)  # type: ignore[arg-type]
    page = answer_html(answered("x", citations=(citation,), short_answer=None), 1, lang)
    found = re.search(r'<span class="where">(.*?)</span><span class="facts">', page)
    assert (Tags(found[1]).text if found else "") == where


LINES = "\n".join(["Pegawai wajib netral."] * 25)


def test_a_sentence_flows_on_where_a_page_was_too_narrow_for_it() -> None:
    quote = "Pasal 4\nPegawai berdiri, dalam\npanggung kampanye,\nbersama:\na. calon\nb. Tim\nKampanye"
    shown = "Pasal 4\nPegawai berdiri, dalam <mark>panggung</mark> kampanye, bersama:\na. calon\nb. Tim\nKampanye"
    at = quote.index("panggung")
    card = quoted(quote=quote, start=0, end=len(quote), highlights=((at, at + len("panggung")),))
    assert part(card, QUOTE, "</blockquote>") == shown.replace("\n", "&#10;")


def test_a_link_is_built_from_the_source_and_the_offsets_and_not_taken_from_the_record() -> None:
    one = dataclasses.replace(answered("x").citations[0], url="https://outside.invalid/", source_id="a/b c?d#e")
    page = Tags(answer_html(answered("x", citations=(one,)), 1, "en", "/netral"))
    assert set(page.addresses) == {f"/netral/sources/a/b%20c%3Fd%23e?start={one.start}&end={one.end}&lang=en#quote"}


def test_a_link_marks_the_other_quotes_of_its_article() -> None:
    first, second = answered("x").citations
    page = answer_html(answered("x"), 1, "id")
    assert f"start={first.start}&amp;end={first.end}&amp;lang=id&amp;mark={second.start}-{second.end}#quote" in page


# Beside the headline


@pytest.mark.parametrize(
    ("level", "lang", "name"), [("high", "id", "tinggi"), ("medium", "en", "medium"), ("low", "id", "rendah")]
)
def test_confidence_is_a_small_mark_that_is_explained(level: str, lang: Lang, name: str) -> None:
    page = answer_html(answered("x", confidence_level=level), 1, lang)
    assert f'<span class="tipped">{words(lang)["confidence"]} {name}</span>' in page
    assert words(lang)["confidence_means"] in page
    assert page.index('class="short"') < page.index('class="confidence') < page.index('class="card"')


@pytest.mark.parametrize("level", ["high", "medium", "low"])
def test_no_confidence_is_shown_beside_a_disagreement_or_on_a_refusal(level: str) -> None:
    """Of two headlines that differ, at most one is right. The record may be forged."""
    differing = dataclasses.replace(FakeService().ask("Apakah sepakat?"), confidence_level=level)  # type: ignore[arg-type]
    assert "Keyakinan" not in answer_html(differing, 1, "id")
    assert "Keyakinan" in answer_html(dataclasses.replace(differing, disagreement=None), 1, "id")
    refusal = dataclasses.replace(refused("x", "not_in_sources", "id"), confidence_level=level)  # type: ignore[arg-type]
    assert "Keyakinan" not in answer_html(refusal, 1, "id")
    assert "confidence" not in answer_html(answered("x", confidence_level=None), 1, "id")


def test_how_many_articles_are_cited_is_said() -> None:
    other = cite(2, DOCUMENTS[1], "Sosialisasi")
    assert words("en")["sources_one"] in said(answer_html(answered("x"), 1, "en"))
    both = answered("x", citations=(answered("x").citations[0], other))
    assert words("en")["sources_many"].format(count=2) in said(answer_html(both, 1, "en"))
    assert 'class="sources"' not in answer_html(refused("x", "partisan", "en"), 1, "en")


def test_what_was_searched_is_shown_where_it_differs() -> None:
    page = answer_html(answered("Lalu?", searched_as="Kapan pilkada? Lalu?"), 1, "id")
    assert f"{words('id')['searched_as']} “Kapan pilkada? Lalu?”" in page
    assert "searched" not in answer_html(answered(" Lalu?", searched_as="Lalu? "), 1, "id")
    assert "searched" not in answer_html(answered("Lalu?", searched_as="  "), 1, "id")


@pytest.mark.parametrize(
    ("lang", "told"),
    [("id", "Diperiksa oleh Sari pada 1 Juli 2031"), ("en", "Checked by Sari on 1 July 2031")],
)
def test_who_checked_an_answer_or_a_refusal_is_said_under_it(lang: Lang, told: str) -> None:
    checked = Verified("Sari", "2031-07-01")
    assert say_verified(checked, lang) == told
    refusal = dataclasses.replace(refused("Siapa presiden?", "not_in_sources", lang), verified=checked)
    for one in (answered("Kapan?", verified=checked), refusal):
        page = answer_html(one, 1, lang)
        assert said(page).count(told) == 1
        assert told in part(page, 'class="copy-text">', "</span>")
        assert "verified" not in answer_html(dataclasses.replace(one, verified=None), 1, lang)
    assert told not in answer_html(dataclasses.replace(FakeService().ask("halo"), verified=checked), 1, lang)


# Disagreement


@pytest.mark.parametrize("kind", ["spelling", "substance"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_disagreement_stands_directly_under_the_headline(kind: str, lang: Lang) -> None:
    answers = (ShortAnswer("22 September 2024", 1), ShortAnswer("27 Agustus 2024", 2))
    page = answer_html(answered("x", disagreement=Disagreement(kind, answers)), 1, lang)  # type: ignore[arg-type]
    assert f'</h2><div class="disagreement {kind}"><p>{words(lang)[f"disagreement_{kind}"]}</p>' in page
    assert page.index('class="disagreement') < page.index('class="by"') < page.index('class="card"')
    box = part(page, '<div class="disagreement', "</ul>")
    assert re.findall(r"<strong[^>]*>(.*?)</strong>", box) == ["22 September 2024", "27 Agustus 2024"]
    assert re.findall(r"cite-1-\d", box) == ["cite-1-1", "cite-1-2"]
    assert box.count("baliprawara.com · 18 Apr 2024") == 2


def test_a_side_of_a_disagreement_without_its_quote_has_neither_marker_nor_facts() -> None:
    answers = (ShortAnswer("22 September 2024", 1), ShortAnswer("27 Agustus 2024", 9))
    page = answer_html(answered("x", disagreement=Disagreement("substance", answers)), 1, "id")
    box = part(page, '<div class="disagreement', "</ul>")
    assert "27 Agustus 2024" in box
    assert "cite-1-9" not in box
    assert '<span class="facts"></span>' in box


# Refusals


def test_a_refusal_says_so_first_and_keeps_the_nearest_passages_apart() -> None:
    page = answer_html(refused("Siapa presiden?", "not_in_sources", "id"), 1, "id")
    assert '<h2 class="refusal">Artikel sumber tidak memuat jawaban atas pertanyaan ini.</h2>' in page
    assert page.index('class="refusal"') < page.index("<details")
    assert words("id")["nearest_title"] in part(page, "<summary>", "</summary>")
    assert words("id")["nearest_note"] in part(page, "</summary>", "<article")
    assert "open" not in re.findall(r"<details[^>]*>", page)[0]
    assert cards(page) == [["near-1-1"]]
    assert '<span class="number">' not in page  # nothing leads to it
    assert 'class="short"' not in page
    assert "copy-sources" not in page
    assert "<details" not in answer_html(refused("Partai mana?", "partisan", "en"), 1, "en")


def test_a_long_refusal_has_its_first_sentence_as_headline() -> None:
    answer = refused("x", "not_in_sources", "id")
    assert answer.refusal is not None
    message = "Tidak ada. Yang dicari:  “a. b”\n dalam 5 artikel."
    page = answer_html(
        dataclasses.replace(answer, refusal=dataclasses.replace(answer.refusal, message=message)), 1, "id"
    )
    assert '<h2 class="refusal">Tidak ada.</h2>' in page
    assert '<p class="refusal-more">Yang dicari: “a. b” dalam 5 artikel.</p>' in page
    assert "refusal-more" not in answer_html(answer, 1, "id")


def test_a_forged_refusal_without_a_reason_shows_its_text() -> None:
    page = answer_html(answered("x", answered=False, refusal=None, text="Begitu saja"), 1, "id")
    assert '<h2 class="refusal">Begitu saja</h2>' in page


# Talk


def test_talk_has_its_text_and_nothing_of_an_answer() -> None:
    page = check_html(answer_html(FakeService().ask("halo"), 1, "id", explained_at="/sources"))
    classes = {name for _, attributes in page.found for name in (attributes.get("class") or "").split()}
    assert classes == {"answer", "talk", "done", "text", "tools", "tool", "explain-link", "icon", "i-why", "tip"}
    assert "Halo! Saya Netral." in page.text
    assert "tools" not in answer_html(FakeService().ask("halo"), 1, "id")


def test_a_reply_that_tells_of_the_articles_leads_to_their_list_and_is_only_ever_text() -> None:
    answer = FakeService().ask("artikel apa saja")
    page = answer_html(answer, 1, "en", root="/netral")
    assert 'href="/netral/sources?lang=en"' in page
    assert page.count('<p class="text item">') == len(DOCUMENTS)
    text = check_html(answer_html(answer, 1, "en")).text
    assert all(payload in text for payload in HOSTILE)
    assert "href" not in answer_html(FakeService().ask("halo"), 1, "en")


# What can be done with it


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_toolbar_with_names(lang: Lang) -> None:
    say = words(lang)
    page = answer_html(answered("x"), 1, lang)
    bar = part(page, '<div class="tools">', "</div>")
    assert re.findall(r'<button type="button" class="tool (.*?)">', bar) == [
        "copy-answer", "copy-sources", "again", "fb fb-up", "fb fb-down",
    ]  # fmt: skip
    assert re.findall(r'<span class="tip">(.*?)</span>', bar) == [
        say[key] for key in ("copy_answer", "copy_sources", "retry", "feedback_up", "feedback_down")
    ]
    assert "explain" not in bar
    page = answer_html(answered("x"), 1, lang, explained_at="/sources?x")
    assert f'<span class="tip">{say["explain_link"]} {say["new_tab"]}</span>' in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_copied_is_the_whole_answer_as_text(lang: Lang) -> None:
    answer = answered("Kapan <b>?")
    copied = unescape(part(answer_html(answer, 1, lang), '<span class="copy-text">', "</span>"))
    assert copied == answer_as_text(answer, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_not_helpful_asks_for_a_reason_a_comment_and_the_right_passage(lang: Lang) -> None:
    say = words(lang)
    box = answer_html(answered("x"), 5, lang).split('<div class="feedback" id="feedback-5">')[1]
    assert re.findall(r'class="reason reason-(\w+)">(.*?)</button>', box) == [
        (reason, say[f"feedback_reason_{reason}"]) for reason in OPINION_REASONS
    ]
    for key in ("feedback_ask", "feedback_comment", "feedback_passage", "feedback_send", "cancel"):
        assert f">{say[key]}<" in box


def test_the_panel_needs_no_script_to_say_what_is_in_which_language() -> None:
    """An English page around Indonesian quotes and titles."""
    for page in (
        answer_html(FakeService().ask("Apakah sepakat?", (), "en"), 1, "en"),
        answer_html(refused("x", "not_in_sources", "en"), 1, "en"),
    ):
        if "short" in page:
            assert '<h2 class="short"><span class="in-id" lang="id">' in page
        found = [attributes for _, attributes in Tags(page).found if "in-id" in (attributes.get("class") or "").split()]
        assert found
        assert all(attributes["lang"] == "id" for attributes in found)
        assert all(" lang=" in tag and "in-id" in tag for tag in re.findall(r"<blockquote[^>]*>", page))


def test_an_answer_without_any_citation_is_shown() -> None:
    """No answer of ours has none, but a stored record may have been cut."""
    page = answer_html(answered("x", citations=()), 1, "id")
    check_html(page)
    assert "cite-" not in page
    assert 'class="sources"' not in page


def test_two_records_of_one_number_are_both_shown() -> None:
    twins: tuple[Citation, ...] = (cite(1, BALI, OPENED), cite(1, BALI, GLUE))
    text = said(answer_html(answered("x", citations=twins), 1, "id"))
    assert OPENED in text
    assert GLUE in text


@pytest.mark.parametrize(("cut", "marks"), [(0, 0), (1, 0), (12, 1)], ids=["all", "all but the full stop", "a part"])
def test_a_quote_that_answers_as_a_whole_has_nothing_set_apart(cut: int, marks: int) -> None:
    answer = answered("Kapan?")
    first = dataclasses.replace(
        answer.citations[0], quote="Diadakan di Bali.", start=10, end=27, highlights=((10, 27 - cut),)
    )
    page = answer_html(dataclasses.replace(answer, citations=(first,), disagreement=None), 1, "id")
    assert page.count("<mark>") == marks
    assert "Diadakan di Bali." in Tags(page).text


# Several questions in one


def test_each_of_several_questions_is_a_block_with_its_headline_and_its_quotes() -> None:
    page = visible(answer_html(SEVERAL, 3, "id"))
    check_html(page)
    first, second, third = page.split('<div class="part">')[1:]
    assert part(first, '<h2 class="part-asked">', "</h2>") == "Kapan?"
    assert "22 September 2024" in part(first, '<p class="short">', "</p>")
    assert 'class="cite cite-3-1"' in part(first, '<p class="short">', "</p>")
    assert cards(first) == [["card-3-1"]]
    assert '<p class="short">' not in second
    assert cards(second) == [["card-3-2"]]
    assert part(third, '<p class="part-refused">', "</p>") == "Tentang di mana: tidak ada jawaban dalam sumber."
    assert cards(third) == []
    assert page.count("22 September 2024</span>") == 1


def test_a_quote_that_a_part_before_has_is_led_to_by_its_number() -> None:
    again = dataclasses.replace(SEVERAL.parts[1], citations=(1,))
    page = visible(answer_html(dataclasses.replace(SEVERAL, parts=(SEVERAL.parts[0], again)), 3, "id"))
    second = page.split('<div class="part">')[2]
    assert 'class="cite cite-3-1"' in part(second, '<h2 class="part-asked">', "</h2>")
    assert cards(second) == []


def test_the_parts_of_a_record_from_a_browser_become_no_html() -> None:
    for payload in HOSTILE:
        hostile_part = dataclasses.replace(SEVERAL.parts[0], question=payload)
        page = answer_html(dataclasses.replace(SEVERAL, parts=(hostile_part,)), 3, "id")
        assert payload in check_html(page).text
