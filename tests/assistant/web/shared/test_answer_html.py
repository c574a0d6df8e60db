"""An answer as HTML, as the staff page and the panel show it."""

from __future__ import annotations

import dataclasses
import re

import pytest

from assistant.answer import Answer, Disagreement, Lang, ShortAnswer, Verified
from assistant.html import escape_line
from assistant.web.shared.answer_html import answer_html, question_html
from tests.fakes import DOCUMENTS, HOSTILE, FakeService, answered, cite, refused
from tests.markup import Tags, check_html

LANGUAGES: tuple[Lang, ...] = ("id", "en")


def hostile(question: str = "") -> Answer:
    """The answer that is hostile in every field, and its nearest passages too."""
    return FakeService().ask(f"xss {question}")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("payload", HOSTILE)
def test_nothing_in_a_question_or_a_source_becomes_html(payload: str, lang: Lang) -> None:
    assert payload in check_html(question_html(payload)).text
    answer = hostile(payload)
    page = check_html(answer_html(answer, 1, lang))
    assert all(part in page.text for part in HOSTILE)
    assert payload in page.text
    check_html(answer_html(answer, 1, lang, text=payload))
    refusal = refused(payload, "not_in_sources", lang)
    near = cite(1, DOCUMENTS[1], payload, payload, speaker=payload)
    check_html(answer_html(answered(payload, answered=False, refusal=refusal.refusal, nearest=(near,)), 1, lang))


def test_line_breaks_of_a_source_stay_line_breaks_without_ending_the_block() -> None:
    assert escape_line("a\n\nb") == "a&#10;&#10;b"
    assert Tags(question_html("a\r\n\n- b")).text == "a\r\n\n- b"


@pytest.mark.parametrize(
    "streamed", ["22 Sep", "22 September 2024 [1]", "22 September 2024 [1]\n\nMenurut kabar: “x” [1]"]
)
def test_the_short_answer_is_not_said_twice(streamed: str) -> None:
    answer = answered("x", text="22 September 2024 [1]\n\nMenurut kabar: “x” [1]")
    page = answer_html(answer, 1, "id", text=streamed)
    assert re.sub(r"<[^>]+>", "", page.split('<h3 class="cards-title"')[0]).count("22 Sep") == 1


def test_an_answer_shows_short_answer_text_and_cards_in_that_order() -> None:
    page = answer_html(answered("Kapan?"), 3, "id", root="/netral")
    places = [
        page.index(part)
        for part in ('class="short"', 'class="text"', "Keyakinan: tinggi", 'id="card-3-1"', 'id="card-3-2"')
    ]
    assert places == sorted(places)
    assert "<mark>22 September 2024</mark>" in page
    assert "Menurut Dewa Made Indra" in page
    assert "baliprawara.com · 18 April 2024 (tanggal peristiwa menurut teks)" in page
    links = [a["href"] for tag, a in check_html(page.replace("/netral/", "/")).found if tag == "a"]
    assert all(link and re.search(r"&lang=id(&mark=\d+-\d+)?#quote$", link) for link in links)
    assert 'href="/netral/sources/001_bali?start=' in page
    assert 'class="searched"' not in page


def test_what_was_searched_is_shown_where_it_differs() -> None:
    page = answer_html(answered("Lalu?", searched_as="Kapan pilkada? Lalu?"), 1, "id")
    assert "Dicari sebagai: “Kapan pilkada? Lalu?”" in page


def test_a_text_on_its_way_has_no_cards_yet() -> None:
    page = answer_html(answered("Kapan?"), 1, "id", text="Proses pendaftaran")
    assert "22 September 2024" in page
    assert "card" not in page
    assert "done" not in page


def test_a_marker_without_a_citation_stays_text() -> None:
    page = answer_html(answered("Kapan?", text="Lihat [1] dan [7]."), 1, "id")
    assert "[7]." in page
    assert page.split('class="copy"')[0].count("[7]") == 1
    assert ">[7]<" not in page


def test_a_short_answer_bears_the_markers_of_all_who_give_it() -> None:
    both = tuple(cite(n, DOCUMENTS[0], "Rakor ini, dibuka Sekda", "Rakor ini") for n in (1, 2))
    text = "Rakor ini [1] [2]\n\nMenurut Koran: “Rakor ini, dibuka Sekda” [1]"
    page = answer_html(answered("x", citations=both, text=text, short_answer=ShortAnswer("Rakor ini", 1)), 1, "id")
    short = re.search(r'<p class="short">(.*?)</p>', page)
    assert short
    assert Tags(short.group(1)).text == "Rakor ini [1] [2]"
    assert page.split('class="copy"')[0].count("[2]") == 1


def test_overlapping_highlights_keep_every_character_once() -> None:
    citation = cite(1, DOCUMENTS[0], "Rakor ini, dibuka Sekda", "Rakor ini", "ini, dibuka", "dibuka Sekda", "Rakor")
    page = answer_html(answered("x", citations=(citation,), text="x", short_answer=None), 1, "id")
    quote = re.search(r"<blockquote[^>]*>(.*?)</blockquote>", page)
    assert quote
    assert Tags(quote.group(1)).text == citation.quote


def test_a_refusal_keeps_the_nearest_passages_apart() -> None:
    page = answer_html(refused("Siapa presiden?", "not_in_sources", "id"), 1, "id")
    assert page.index("Artikel sumber tidak memuat") < page.index("<details")
    assert '<details class="nearest"><summary>Bukan jawaban – bagian terdekat (1)</summary>' in page
    assert "open" not in re.findall(r"<details[^>]*>", page)[0]
    assert "Keyakinan" not in page
    assert "<details" not in answer_html(refused("Partai mana?", "partisan", "en"), 1, "en")


def test_a_disagreement_is_shown_as_one() -> None:
    page = answer_html(FakeService().ask("Apakah sepakat?"), 1, "id")
    assert "Sumber memberi jawaban yang berbeda" in page
    assert "27 Agustus 2024" in page


@pytest.mark.parametrize("level", ["high", "medium", "low"])
def test_no_confidence_is_shown_beside_a_disagreement(level: str) -> None:
    """Of two headlines that differ, at most one is right. The record may be forged."""
    differing = dataclasses.replace(FakeService().ask("Apakah sepakat?"), confidence_level=level)  # type: ignore[arg-type]
    assert "Keyakinan" not in answer_html(differing, 1, "id")
    assert "Keyakinan" in answer_html(dataclasses.replace(differing, disagreement=None), 1, "id")


@pytest.mark.parametrize(
    ("lang", "said"),
    [("id", "Diperiksa oleh Sari pada 1 Juli 2031"), ("en", "Checked by Sari on 1 July 2031")],
)
def test_who_checked_an_answer_or_a_refusal_is_said_under_it(lang: Lang, said: str) -> None:
    checked = Verified("Sari", "2031-07-01")
    for one in (answered("Kapan?", verified=checked), refused_by(checked, lang)):
        page = answer_html(one, 1, lang)
        assert f'<span class="verified">{said}</span>' in page
        assert said in page.split('class="copy-text">')[1]
        assert said not in answer_html(one, 1, lang, text="Proses")
        assert "verified" not in answer_html(dataclasses.replace(one, verified=None), 1, lang)
    assert said not in answer_html(dataclasses.replace(FakeService().ask("halo"), verified=checked), 1, lang)


def refused_by(checked: Verified, lang: Lang) -> Answer:
    return dataclasses.replace(refused("Siapa presiden?", "not_in_sources", lang), verified=checked)


@pytest.mark.parametrize("payload", HOSTILE)
def test_a_name_of_an_evaluator_becomes_no_html(payload: str) -> None:
    page = check_html(answer_html(answered("x", verified=Verified(payload, payload)), 1, "id"))
    assert page.text.count(payload) >= 2


HEADLINE = "menjaga\n netralitas  ASN"


@pytest.mark.parametrize("first", ["menjaga netralitas ASN [1]", "Menjaga netralitas ASN [1]"])
def test_a_headline_begins_with_a_capital_and_has_single_spaces(first: str) -> None:
    """Also in a record whose text was stored before, with the source's own first letter."""
    answer = answered("x", short_answer=ShortAnswer(HEADLINE, 1), text=f"{first}\n\nMenurut kabar: “x” [1]")
    page = answer_html(answer, 1, "id")
    assert "<strong>Menjaga netralitas ASN</strong>" in page
    assert re.sub(r"<[^>]+>", "", page.split('<h3 class="cards-title"')[0]).casefold().count("menjaga") == 1
    differing = Disagreement("substance", (ShortAnswer(HEADLINE, 1), ShortAnswer("lain  lagi", 2)))
    page = answer_html(answered("x", disagreement=differing), 1, "id")
    assert "<li><strong>Menjaga netralitas ASN</strong>" in page
    assert "<li><strong>Lain lagi</strong>" in page


def test_talk_has_its_text_and_nothing_of_an_answer() -> None:
    page = check_html(answer_html(FakeService().ask("halo"), 1, "id", explained_at="/sources"))
    classes = {name for _, attributes in page.found for name in (attributes.get("class") or "").split()}
    assert classes == {"answer", "talk", "done", "text", "explain-link", "new-tab"}
    assert "Halo! Saya Netral." in page.text


def test_a_reply_that_tells_of_the_articles_leads_to_their_list_and_is_only_ever_text() -> None:
    answer = FakeService().ask("artikel apa saja")
    page = answer_html(answer, 1, "en", root="/netral")
    assert 'href="/netral/sources?lang=en"' in page
    assert page.count('<p class="text item">') == len(DOCUMENTS)
    page = check_html(answer_html(answer, 1, "en"))
    assert all(part in page.text for part in HOSTILE)
    assert "href" not in answer_html(FakeService().ask("halo"), 1, "en")


def test_a_link_is_built_from_the_source_and_the_offsets_and_not_taken_from_the_record() -> None:
    one = dataclasses.replace(answered("x").citations[0], url="https://outside.invalid/", source_id="a/b c?d#e")
    page = Tags(answer_html(answered("x", citations=(one,)), 1, "en", "/netral"))
    assert set(page.addresses) == {f"/netral/sources/a%2Fb%20c%3Fd%23e?start={one.start}&end={one.end}&lang=en#quote"}


def test_the_panel_needs_no_script_to_say_what_is_in_which_language_and_where_a_marker_leads() -> None:
    page = Tags(answer_html(answered("x"), 1, "en"))
    assert [attributes["lang"] for _, attributes in page.found if "in-id" in (attributes.get("class") or "")] == [
        "id"
    ] * 4
    named = [
        attributes["aria-label"] for tag, attributes in page.found if "cite" in (attributes.get("class") or "").split()
    ]
    assert named == ["Quote 1", "Quote 1", "Quote 2"]
