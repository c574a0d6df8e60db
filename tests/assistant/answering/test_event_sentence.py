"""The sentence that tells of an article's event, in made-up articles and the five."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answering.engine import Engine
from assistant.answering.event_sentence import choose_event_sentence
from assistant.answering.overview import choose_overview
from index.document import Document
from index.sentences import split_sentences

BACKGROUND = "Seiring dengan makin ramainya lalu lintas, keselamatan pejalan kaki menjadi perhatian banyak pihak."
EVENT = "Wali Kota Kendari Salim Rauf membuka lomba jembatan sekolah di Lapangan Benua, Kamis (5/6/2031)."
OPINION = "Menurut banyak pengamat, jembatan bukan satu-satunya jalan keluar bagi pejalan kaki di kota itu."
END = "Panitia berharap lomba serupa dapat digelar lagi oleh sekolah lain pada kesempatan mendatang."


def chosen(engine: Engine, *sentences: str, title: str = "Lomba Jembatan Sekolah Dibuka", may_lead: bool = True) -> str:
    text = " ".join(sentences)
    document = replace(engine.index.document(engine.index.document_ids[0]), text=text, title=title, place="Kendari")
    spans = split_sentences(text)
    number = choose_event_sentence(document, spans, engine.index.analyzer, lambda _: 1.0, lambda _: may_lead)
    return spans[number].of(text)


def test_background_does_not_lead(festival: Engine) -> None:
    assert chosen(festival, BACKGROUND, EVENT, OPINION, END) == EVENT


def test_an_event_at_the_beginning_leads(festival: Engine) -> None:
    assert chosen(festival, EVENT, BACKGROUND, OPINION, END) == EVENT


def test_where_nothing_tells_the_event_the_first_sentence_leads(festival: Engine) -> None:
    assert chosen(festival, BACKGROUND, OPINION, END, title="") == BACKGROUND


def test_what_stands_in_the_second_half_does_not_lead(festival: Engine) -> None:
    assert chosen(festival, BACKGROUND, OPINION, END, EVENT) == BACKGROUND


def test_what_cannot_be_understood_by_itself_does_not_lead(festival: Engine) -> None:
    assert chosen(festival, BACKGROUND, EVENT, OPINION, END, may_lead=False) == BACKGROUND


def test_somebodys_words_count_less(festival: Engine) -> None:
    said = f"“{EVENT[:-1]},” kata panitia."
    assert chosen(festival, said, EVENT, OPINION, END, title="") == said
    assert chosen(festival, BACKGROUND, said, EVENT, OPINION, END, BACKGROUND) == EVENT


@pytest.mark.parametrize(
    ("number", "beginning"),
    [
        (0, "Bupati Bima diwakili"),
        (1, "“Netralitas ini penting"),
        (2, "Untuk mewujudkan netralitas"),
        (3, "Acara Sosialisasi Netralitas ASN"),
        (4, "Kepala Badan Kesatuan Bangsa"),
    ],
)
def test_each_of_the_five_articles_is_led_by_its_event(engine: Engine, number: int, beginning: str) -> None:
    document: Document = engine.index.document(engine.index.document_ids[number])
    first, *others = choose_overview(engine, document, 4)
    assert first.span.of(document.text).startswith(beginning)
    assert [each.span for each in others] == sorted(each.span for each in others)
