"""Sources disagree only where answers of one kind, to one question, about one event, would each be answered by themselves."""

from __future__ import annotations

import pytest

from assistant.answering.agreement import Agreement
from assistant.answering.disagreement import Claim, DisagreementTest
from assistant.question.query import Concept, Query, QueryAnalyzer
from assistant.reader.reading import Reading
from assistant.retrieval.candidates import Candidate
from index.analyzer import Analyzer
from index.document import Document, Passage, Span

ANALYZER = Analyzer.load()
QUERIES = QueryAnalyzer.load(ANALYZER, ())


def claim(text: str, answer: str, published: str | None = None, title: str = "Berita", quoted: str = "") -> Claim:
    """An answer in an article that is one passage; `quoted` is the sentence with it, the whole text where it is empty."""
    document = Document("d", text, title, "d.txt", "", published=published)
    at, sentence = text.index(answer), quoted or text
    span = Span(text.index(sentence), text.index(sentence) + len(sentence))
    # The passage is what is quoted: whatever else the article says, it says elsewhere.
    candidate = Candidate(0, Passage("d", span, (span,)), document, 0.9, 1.0, 1, 1, 1.0)
    return Claim(Reading(candidate, span, Span(at, at + len(answer)), 1.0, 1.0, 0.5), span, answer)


def related(question: str, first: Claim, other: Claim, expected: str = "other", passes: bool = True) -> Agreement:
    return DisagreementTest(QUERIES.query(question), expected, ANALYZER, lambda _: passes).relate(first, other)


MELATI_HALL = claim(
    "Rapat Koordinasi Kecamatan Melati digelar di Aula Kecamatan pada 5 Mei 2024.", "Aula Kecamatan", "2024-05-06"
)
MELATI_HOTEL = claim(
    "Rapat koordinasi di Kecamatan Melati itu bertempat di Hotel Kenanga.", "Hotel Kenanga", "2024-05-05"
)
OTHER_TOWN = claim(
    "Rapat koordinasi Kecamatan Cempaka digelar di Gedung Serbaguna pada 5 Mei 2024.", "Gedung Serbaguna", "2024-05-05"
)
LATER = claim(
    "Rapat Koordinasi Kecamatan Melati digelar di Gedung Serbaguna pada 9 Juli 2024.", "Gedung Serbaguna", "2024-07-09"
)
QUESTION = "Di mana Rapat Koordinasi Kecamatan Melati digelar?"


def test_two_places_of_one_event_differ_in_substance() -> None:
    assert related(QUESTION, MELATI_HALL, MELATI_HOTEL, "place") == "substance"
    assert related(QUESTION, MELATI_HALL, MELATI_HOTEL) == "substance"


@pytest.mark.parametrize("other", [OTHER_TOWN, LATER], ids=["another town", "another day"])
def test_two_meetings_have_two_places(other: Claim) -> None:
    assert related(QUESTION, MELATI_HALL, other, "place") == "same"


def test_a_hotel_may_stand_in_the_region_that_the_other_source_names() -> None:
    text = "Rapat Koordinasi Kecamatan Melati digelar di Kota Melur."
    town = claim(text, "Kota Melur", published="2031-09-01")
    assert related(QUESTION, MELATI_HALL, town, "place") == "same"
    assert related(QUESTION, town, MELATI_HOTEL, "place") == "same"
    other = claim("Rapat Koordinasi Kecamatan Melati digelar di Kota Mawar.", "Kota Mawar", published="2031-09-01")
    assert related(QUESTION, town, other, "place") == "substance"


def test_a_question_that_names_no_event_needs_one_day() -> None:
    asked = "Di mana rapat koordinasi digelar?"
    assert related(asked, MELATI_HALL, LATER, "place") == "same"
    assert related(asked, MELATI_HALL, MELATI_HOTEL, "place") == "substance"
    undated = claim("Rapat koordinasi digelar di Hotel Kenanga.", "Hotel Kenanga")
    assert related(asked, MELATI_HALL, undated, "place") == "same"


def test_a_reading_that_would_be_refused_alone_contradicts_nothing() -> None:
    assert related(QUESTION, MELATI_HALL, MELATI_HOTEL, "place", passes=False) == "same"


@pytest.mark.parametrize(
    "expected", ["reason", "manner", "list", "yes_no", "definition", "statement", "person", "date", "number"]
)
def test_answers_that_are_not_of_the_kind_asked_for_contradict_nothing(expected: str) -> None:
    assert related(QUESTION, MELATI_HALL, MELATI_HOTEL, expected) == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bawaslu RI", "Ketua Komisi ASN"),
        ("Umar Hadi", "Bupati Bima"),
        ("Umar Hadi", "KASN"),
        ("12 orang", "Umar Hadi"),
    ],
)
def test_a_body_a_role_and_a_person_do_not_contradict_each_other(one: str, other: str) -> None:
    first, second = (claim(f"Apel Melati dihadiri {answer}.", answer, "2024-05-05") for answer in (one, other))
    assert related("Siapa yang menghadiri Apel Melati?", first, second) == "same"


def test_two_persons_differ_in_substance_and_two_spellings_in_spelling() -> None:
    first, second, third = (
        claim(f"Hadir di Melati Plt Kepala BKN, {name}.", name, "2024-05-05")
        for name in ("Suryono Putro", "Suryomo Putro", "Dewi Sari")
    )
    assert related("Siapa Plt Kepala BKN di Melati?", first, second, "person") == "spelling"
    assert related("Siapa Plt Kepala BKN di Melati?", first, third, "person") == "substance"


def test_a_sentence_that_names_both_contradicts_neither() -> None:
    first = claim("Apel Melati dihadiri Suryono Putro.", "Suryono Putro", "2024-05-05")
    for text in (
        "Apel Melati dihadiri Rini Sari, juga Suryono Putro.",
        "Apel Melati dihadiri Rini Sari, juga Suryomo Putro.",
    ):
        assert (
            related("Siapa yang menghadiri Apel Melati?", first, claim(text, "Rini Sari", "2024-05-05"), "person")
            == "same"
        )
    alone = claim("Apel Melati dihadiri Rini Sari.", "Rini Sari", "2024-05-05")
    assert related("Siapa yang menghadiri Apel Melati?", first, alone, "person") == "substance"


def test_a_spelling_is_reported_whatever_the_occasion() -> None:
    first = claim("Hadir Plt Kepala BKN, Suryono Putro.", "Suryono Putro", "2024-05-05")
    second = claim("Dilantik Suryomo Putro.", "Suryomo Putro", "2024-09-09")
    assert related("Siapa Plt Kepala BKN?", first, second, "person") == "spelling"
    listed = claim("Hadir Rini Sari dan Suryomo Putro.", "Rini Sari dan Suryomo Putro", "2024-05-05")
    assert related("Siapa Plt Kepala BKN?", first, listed, "person") == "same"


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("800 peserta", "750 peserta", "substance"),
        ("800 peserta", "11 faktor", "same"),
        ("800", "750 peserta", "substance"),
    ],
)
def test_numbers_of_different_things_do_not_contradict_each_other(one: str, other: str, found: Agreement) -> None:
    first, second = (claim(f"Webinar Melati diikuti {answer}.", answer, "2024-05-05") for answer in (one, other))
    assert related("Berapa peserta Webinar Melati?", first, second, "number") == found


def test_dates_of_one_coming_event_differ_and_those_of_two_articles_own_days_do_not() -> None:
    asked = "Kapan Pilkada Melati digelar?"
    first = claim("Pilkada Melati digelar 27 November 2024.", "27 November 2024", "2024-05-05")
    second = claim("Pilkada Melati digelar 28 November 2024.", "28 November 2024", "2024-07-09")
    assert related(asked, first, second, "date") == "substance"
    asked = "Kapan rapat di Melati digelar?"
    first = claim("Rapat di Melati digelar 5 Mei 2024.", "5 Mei 2024", "2024-05-05")
    second = claim("Rapat di Melati digelar 9 Juli 2024.", "9 Juli 2024", "2024-07-10")
    assert related(asked, first, second, "date") == "same"
    assert related("Kapan rapat digelar?", first, second, "date") == "same"


def test_an_event_that_the_quote_points_back_to_is_the_articles() -> None:
    quoted = "Hadir dalam kegiatan yang digelar di Hotel Legian tersebut, para camat."
    other = claim(f"Rapat Koordinasi Kecamatan Melati dimulai. {quoted}", "Hotel Legian", "2024-05-05", quoted=quoted)
    assert related(QUESTION, MELATI_HALL, other, "place") == "substance"
    quoted = "Hadir di Hotel Legian para camat."
    other = claim(f"Rapat Koordinasi Kecamatan Melati dimulai. {quoted}", "Hotel Legian", "2024-05-05", quoted=quoted)
    assert related(QUESTION, MELATI_HALL, other, "place") == "same"


def test_where_the_question_has_no_word_but_the_answers_nothing_is_known_of_the_event() -> None:
    query = Query("Umar?", ("umar",), (Concept("umar", name=True),), "id")
    first, second = (claim(f"Hadir {name}.", name, "2024-05-05") for name in ("Umar", "Dewi"))
    assert DisagreementTest(query, "other", ANALYZER, lambda _: True).relate(first, second) == "same"
