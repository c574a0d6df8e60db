from __future__ import annotations

import pytest

from assistant.answering.engine import Engine
from assistant.answering.gathered import ArticleText
from assistant.answering.said_by import Statement, find_article_statements, name_words, named_persons
from index.analyzer import Analyzer
from index.document import Document, Passage, Span
from index.sentences import split_sentences


def statements(text: str) -> list[Statement]:
    """Those of an article whose only passage is all of its text."""
    sentences = tuple(split_sentences(text))
    passage = Passage("d", Span(sentences[0].start, sentences[-1].end), sentences)
    return find_article_statements(
        ArticleText(Document("d", text, "Judul", "d.txt", ""), ((0, passage),)), Analyzer.load()
    )


def said(text: str) -> list[tuple[str | None, str]]:
    return [(each.quoted.speaker, each.quoted.span.of(text)) for each in statements(text)]


def persons(text: str) -> list[str]:
    return list(named_persons(text, split_sentences(text)))


def test_a_statement_has_the_speaker_that_the_article_names_there() -> None:
    text = "Rapat dibuka kemarin. “Kami menutup tiga jalan agar aman,” kata Kapolres Rina. Warga senang."
    assert said(text) == [("Kapolres Rina", "“Kami menutup tiga jalan agar aman,” kata Kapolres Rina.")]


def test_a_statement_goes_on_in_its_paragraph() -> None:
    text = "Rina mengatakan, pegawai boleh memilih. Tetapi, mereka tidak boleh memihak. Rapat ditutup sore itu."
    assert said(text) == [("Rina", text.rpartition(" Rapat")[0])]
    assert said(text.replace(". Tetapi", ".\n\nTetapi"))[0][1] == "Rina mengatakan, pegawai boleh memilih."


def test_a_pronoun_goes_on_with_the_speaker_before_it() -> None:
    text = "Umar menjelaskan bahwa hotel penuh. Ia juga menegaskan bahwa harga tetap. Warga senang."
    assert said(text) == [("Umar", text.removesuffix(" Warga senang."))]


def test_the_reporters_sentence_after_a_statement_is_nobodys() -> None:
    """It leans on the statement, and is no part of it."""
    text = "“Mari kita jaga netralitas bersama-sama,” kata Rina. Rapat ini dibuka pukul sembilan pagi."
    assert said(text) == [("Rina", "“Mari kita jaga netralitas bersama-sama,” kata Rina.")]


def test_katanya_without_a_speaker_is_the_only_holder_of_an_office_in_the_sentence_before() -> None:
    text = "Rapat dihadiri Ketua Panitia Umum Rina Sari di aula. “Kita harus menjaga netralitas,” katanya, saat memberi sambutan."
    assert [speaker for speaker, _ in said(text)] == ["Ketua Panitia Umum Rina Sari"]
    two = text.replace(" di aula", " dan Camat Ambon Umar Hadi")
    assert said(two) == []
    assert said("“Kita harus menjaga netralitas,” katanya, saat memberi sambutan.") == []


def test_a_short_name_is_known_by_the_longer_ones_of_its_article() -> None:
    text = "Rapat dibuka Sekda Bali Rina Sari Dewi. “Kita harus menjaga netralitas,” kata Rina Sari."
    (statement,) = statements(text)
    assert statement.quoted.speaker == "Rina Sari"
    assert {"sekda", "bali", "dewi"} <= statement.known_as


def test_a_name_that_the_article_spells_in_two_ways_is_one() -> None:
    text = "Hadir Kabid Mutasi Eko Wulandaru. “Kita harus menjaga netralitas,” kata Eko Walndaru."
    assert "mutasi" in statements(text)[0].known_as


def test_an_office_alone_is_joined_with_no_other_name() -> None:
    text = "Hadir Kepala Dinas Rina Sari. Kepala menegaskan bahwa hotel penuh."
    assert "rina" not in statements(text)[0].known_as


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "hadir Sekjen Kemendagri, Rina Sari dan Plt Kepala BKN, Umar Hadi.",
            ["Sekjen Kemendagri, Rina Sari", "Plt Kepala BKN, Umar Hadi"],
        ),
        ("hadir Ketua KASN, Rina Sari dan Bawaslu.", ["Ketua KASN, Rina Sari", "Bawaslu"]),
        ("hadir Rina Sari, Kepala BKN.", ["Rina Sari, Kepala BKN"]),
        ("hadir Bupati Rina, Sekda Umar, Camat Tono.", ["Bupati Rina", " Sekda Umar", " Camat Tono"]),
        ("hadir Bupati Bima, Rina, Umar.", ["Bupati Bima", " Rina", " Umar"]),
        (
            "hadir Kepala Badan Kesatuan Bangsa dan Politik (Kaban Kesbangpol) Bali, Rina Sari.",
            ["Kepala Badan Kesatuan Bangsa dan Politik (Kaban Kesbangpol) Bali, Rina Sari"],
        ),
        ("hadir Camat Rina dan Umar.", ["Camat Rina", "Umar"]),
    ],
)
def test_the_people_of_a_list_are_apart(text: str, found: list[str]) -> None:
    """Joined, one would be credited with the other's words."""
    assert persons(text) == found


def test_titles_degrees_and_levels_are_no_part_of_who_it_is() -> None:
    assert name_words("Plt. Kepala Setda Kabupaten Bima, Drs. Umar Hadi, S.Pd") == {"kepala", "bima", "umar", "hadi"}


def test_the_statements_of_the_five_articles_have_their_speakers(engine: Engine) -> None:
    found = {
        (name, statement.quoted.speaker)
        for name in engine.index.document_ids
        for statement in engine.article_statements(name)
    }
    assert len(found) > 10
    assert ("001_354e1def9f1e9756", "Dewa Indra") in found
    assert ("003_ebacaaa0a9dd11c2", "Eko Walndaru") in found
    texts = [
        s.quoted.span.of(engine.index.document("001_354e1def9f1e9756").text)
        for s in engine.article_statements("001_354e1def9f1e9756")
    ]
    assert not any("Rakor ini, dibuka" in text for text in texts)
