from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Citation, Disagreement, Lang, ShortAnswer
from assistant.answering.compose import (
    Composed,
    choose_across_articles,
    choose_readings,
    compose_answer,
    compose_gathered,
    compose_list,
    make_citations,
    prove_quotes,
    quoted_span,
    shorten_answer,
    stands_alone,
)
from assistant.answering.decision import Scored
from assistant.answering.disagreement import DisagreementTest
from assistant.question.query import Concept, Query
from assistant.reader.reading import Reading
from assistant.retrieval.candidates import Candidate
from assistant.tuning import TUNING
from index.analyzer import Analyzer
from index.document import Document, Passage, Span
from index.errors import QuoteError

SENTENCES = (
    "Rakor dibuka Sekda.",
    "Ia berterima kasih kepada pegawai.",
    "Tujuan kegiatan ada tiga.",
    "Pertama meningkatkan pemahaman.",
    "Kedua menekan angka pelanggaran.",
    "Ketiga mewujudkan pelayanan publik.",
    "Pendaftaran dimulai 22 September 2024.",
)


def document(sentences: Sequence[str] = SENTENCES, id_: str = "d", publisher: str | None = "Koran") -> Document:
    return Document(id_, " ".join(sentences), "Judul", f"{id_}.txt", "", publisher=publisher, published="2024-04-18")


def spans(source: Document, sentences: Sequence[str]) -> tuple[Span, ...]:
    starts = [source.text.index(sentence) for sentence in sentences]
    return tuple(Span(start, start + len(s)) for start, s in zip(starts, sentences, strict=True))


def reading(sentence: str, score: float = 1.0, source: Document | None = None, answer: str | None = None) -> Scored:
    """A reading of `sentence`, its passage being the whole document."""
    source = source or document()
    inside = tuple(s for s in SENTENCES if s in source.text) or (sentence,)
    all_spans = spans(source, inside)
    passage = Passage(source.id, Span(all_spans[0].start, all_spans[-1].end), all_spans)
    candidate = Candidate(0, passage, source, 0.9, 1.0, 1, 1, 1.0)
    marked = None
    if answer is not None:
        start = source.text.index(answer)
        marked = Span(start, start + len(answer))
    return Scored(Reading(candidate, spans(source, [sentence])[0], marked, score, 1.0, 0.5), score)


def quote_of(sentence: str) -> str:
    found = reading(sentence).reading
    return quoted_span(found.candidate, found.sentence).of(found.candidate.document.text)


def cited(ranked: Sequence[Scored]) -> tuple[Citation, ...]:
    """Citations of the best reading and of all that are at most 1 below it."""
    return make_citations(choose_readings(ranked, close=1.0))


def composed(ranked: Sequence[Scored], lang: Lang = "id") -> Composed:
    query = Query("Siapa yang hadir?", ("hadir",), (Concept("hadir"),), "id")
    test = DisagreementTest(query, "other", Analyzer.load(), lambda _: True)
    return compose_answer(choose_readings(ranked, close=1.0), lang, test)


def sources(*documents: Document) -> dict[str, Document]:
    return {source.id: source for source in documents}


def test_a_sentence_that_stands_alone_is_quoted_alone() -> None:
    assert quote_of(SENTENCES[6]) == SENTENCES[6]


def test_a_sentence_that_leans_on_the_one_before_takes_it_along() -> None:
    assert quote_of("Ia berterima kasih kepada pegawai.") == f"{SENTENCES[0]} {SENTENCES[1]}"


@pytest.mark.parametrize("begin", ["Dia", "Beliau", "Namun", "Hal ini", "Oleh karena itu", "Kegiatan tersebut", "“Ia"])
def test_what_points_back_leans(begin: str) -> None:
    sentences = ("Wali Kota hadir.", f"{begin} memaparkan netralitas.")
    source = document(sentences)
    both = spans(source, sentences)
    candidate = Candidate(0, Passage("d", Span(0, both[1].end), both), source, 0.9, 1.0, 1, 1, 1.0)
    assert quoted_span(candidate, both[1]) == Span(0, both[1].end)
    assert quoted_span(candidate, both[0]) == both[0]


def test_the_first_sentence_of_a_passage_has_none_to_take_along() -> None:
    sentences = ("Ia hadir.", "Rakor dibuka.")
    source = document(sentences)
    both = spans(source, sentences)
    candidate = Candidate(0, Passage("d", Span(0, both[1].end), both), source, 0.9, 1.0, 1, 1, 1.0)
    assert quoted_span(candidate, both[0]) == both[0]


@pytest.mark.parametrize("sentence", SENTENCES[3:6])
def test_an_enumeration_is_quoted_as_a_run(sentence: str) -> None:
    """Whichever item answers, the list is whole."""
    assert quote_of(sentence).endswith(" ".join(SENTENCES[3:6]))


def test_a_list_begins_with_the_sentence_before_it_where_that_answers() -> None:
    assert SENTENCES[2] in quote_of(SENTENCES[2])


def test_a_citation_is_the_text_between_its_offsets() -> None:
    source = document()
    (citation,) = cited([reading(SENTENCES[6], answer="22 September 2024")])
    assert source.text[citation.start : citation.end] == citation.quote == SENTENCES[6]
    assert citation.url == f"/sources/d?start={citation.start}&end={citation.end}"
    assert [source.text[a:b] for a, b in citation.highlights] == ["22 September 2024"]
    assert (citation.title, citation.publisher, citation.published) == ("Judul", "Koran", "2024-04-18")
    assert citation.number == 1


def test_a_reader_that_marks_no_words_has_its_sentence_highlighted() -> None:
    (citation,) = cited([reading(SENTENCES[1])])
    start = document().text.index(SENTENCES[1])
    assert citation.highlights == ((start, start + len(SENTENCES[1])),)


def test_the_url_escapes_the_id() -> None:
    source = document(id_="a/b ?&é")
    (citation,) = cited([reading(SENTENCES[6], source=source)])
    assert citation.url.startswith("/sources/a/b%20%3F%26%C3%A9?start=")


def test_at_most_three_are_cited_and_they_are_numbered() -> None:
    readings = [reading(SENTENCES[0], source=document(id_=f"d{n}")) for n in range(5)]
    citations = cited(readings)
    assert [c.number for c in citations] == [1, 2, 3]
    assert TUNING.most_citations == 3
    assert [c.source_id for c in citations] == ["d0", "d1", "d2"]


def test_overlapping_quotes_of_one_article_are_cited_once() -> None:
    citations = cited([reading(SENTENCES[1]), reading(SENTENCES[0]), reading(SENTENCES[6])])
    assert [c.quote for c in citations] == [f"{SENTENCES[0]} {SENTENCES[1]}", SENTENCES[6]]


def test_readings_much_worse_than_the_best_are_not_cited() -> None:
    far = document(id_="far")
    assert len(choose_readings([reading(SENTENCES[0], 3.0), reading(SENTENCES[0], 1.0, far)], close=0.75)) == 1
    assert len(choose_readings([reading(SENTENCES[0], 3.0), reading(SENTENCES[0], 2.5, far)], close=0.75)) == 2


def test_the_short_answer_is_verbatim_and_is_in_the_first_citation() -> None:
    assert composed([reading(SENTENCES[6], answer="22 September 2024")]).short_answer == ShortAnswer(
        "22 September 2024", 1
    )
    assert composed([reading(SENTENCES[6])]).short_answer is None


def test_every_marker_of_the_text_is_that_of_a_citation() -> None:
    readings = [reading(SENTENCES[6], answer="22 September 2024"), reading(SENTENCES[0], source=document(id_="e"))]
    assert composed(readings).text.split("\n\n") == [
        "22 September 2024 [1]",
        f"Menurut Koran: “{SENTENCES[6]}” [1]",
        f"Menurut Koran: “{SENTENCES[0]}” [2]",
    ]


def test_a_source_without_publisher_is_named_by_its_title() -> None:
    assert composed([reading(SENTENCES[6], source=document(publisher=None))], "en").text.startswith(
        "According to the article “Judul”: “"
    )


def test_a_quote_over_several_lines_is_written_on_one() -> None:
    source = document(("Rakor\n\ndibuka  Sekda.",))
    found = composed([reading("Rakor\n\ndibuka  Sekda.", source=source)])
    assert "“Rakor dibuka Sekda.”" in found.text
    assert found.citations[0].quote == "Rakor\n\ndibuka  Sekda."


def test_a_headline_begins_as_a_line_does_while_its_record_stays_verbatim() -> None:
    source = document(("Rakor\n dibuka  Sekda.",))
    found = composed([reading("Rakor\n dibuka  Sekda.", source=source, answer="dibuka  Sekda")])
    assert found.text.split("\n\n")[0] == "Dibuka Sekda [1]"
    assert found.short_answer == ShortAnswer("dibuka  Sekda", 1)


def test_a_shorter_answer_names_its_first_source_alone() -> None:
    readings = [
        reading(SENTENCES[6], answer="22 September 2024"),
        reading(SENTENCES[6], 0.9, document(id_="e"), answer="22 September 2024"),
    ]
    whole = composed(readings)
    assert whole.text.startswith("22 September 2024 [1] [2]")
    short = shorten_answer(whole)
    assert (short.text, short.citations) == ("22 September 2024 [1]", whole.citations[:1])
    without = shorten_answer(composed([reading(SENTENCES[6]), reading(SENTENCES[0], 0.9, document(id_="e"))]))
    assert (without.text, len(without.citations)) == (f"Menurut Koran: “{SENTENCES[6]}” [1]", 1)


def test_an_answer_whose_sources_differ_is_not_shortened() -> None:
    whole = composed([reading(SENTENCES[6])])
    differing = dataclasses.replace(whole, disagreement=Disagreement("substance", (ShortAnswer("a", 1),)))
    assert shorten_answer(differing) == differing


def test_a_statement_is_its_speakers() -> None:
    said = "Umar menegaskan bahwa pegawai wajib netral."
    found = composed([reading(said, source=document((said,)))])
    assert found.citations[0].speaker == "Umar"
    assert found.text == f"Umar, menurut Koran: “{said}” [1]"


def articles(*answers: tuple[str, str]) -> list[Scored]:
    """For each (sentence, answer) a reading in an article and with a publisher of its own."""
    made = []
    for number, (sentence, answer) in enumerate(answers, 1):
        source = document((sentence,), id_=f"d{number}", publisher=f"Koran {number}")
        made.append(reading(sentence, source=source, answer=answer or None))
    return made


def test_what_two_outlets_report_is_said_once_with_both_citations() -> None:
    found = composed(
        articles(
            ("Pilkada digelar 27 November 2024.", "27 November 2024"),
            ("Pada 27 November 2024 pilkada.", "Pada 27 November 2024"),
        )
    )
    assert found.disagreement is None
    assert found.text.split("\n\n") == [
        "27 November 2024 [1] [2]",
        "Menurut Koran 1: “Pilkada digelar 27 November 2024.” [1]",
        "Dilaporkan juga oleh Koran 2 [2].",
    ]
    assert [c.number for c in found.citations] == [1, 2]


def test_a_statement_that_two_outlets_report_is_said_once() -> None:
    found = composed(articles(("ASN wajib netral dalam pemilu.", ""), ("Dalam pemilu ASN wajib netral.", "")))
    assert found.text.count("“") == 1
    assert "[2]" in found.text


def test_names_that_are_spelt_otherwise_differ_in_spelling() -> None:
    found = composed(articles(("Hadir Suryono Putro.", "Suryono Putro"), ("Hadir Suryomo Putro.", "Suryomo Putro")))
    assert found.disagreement == Disagreement(
        "spelling", (ShortAnswer("Suryono Putro", 1), ShortAnswer("Suryomo Putro", 2))
    )


def test_other_answers_differ_in_substance() -> None:
    found = composed(
        articles(("Hadir Suryono.", "Suryono"), ("Hadir Suryomo.", "Suryomo"), ("Hadir Dewi Sari.", "Dewi Sari"))
    )
    assert found.disagreement is not None
    assert found.disagreement.kind == "substance"
    assert [(a.text, a.citation) for a in found.disagreement.answers] == [
        ("Suryono", 1),
        ("Suryomo", 2),
        ("Dewi Sari", 3),
    ]


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (("Hadir 12 orang.", "12 orang"), "a number does not contradict a name"),
        (("Hadir Dewi Sari.", ""), "no words are marked"),
    ],
)
def test_what_cannot_contradict_is_no_disagreement(second: tuple[str, str], why: str) -> None:
    assert composed(articles(("Hadir Suryono.", "Suryono"), second)).disagreement is None, why


def test_a_passage_that_the_reader_finds_not_to_answer_does_not_disagree() -> None:
    first, second = articles(("Hadir Suryono.", "Suryono"), ("Hadir Dewi Sari.", "Dewi Sari"))
    doubtful = Scored(dataclasses.replace(second.reading, reading=-0.5), second.score)
    assert composed([first, doubtful]).disagreement is None


def test_without_a_test_no_disagreement_is_looked_for() -> None:
    found = articles(("Hadir Suryono.", "Suryono"), ("Hadir Dewi Sari.", "Dewi Sari"))
    assert compose_answer(choose_readings(found, close=1.0), "id").disagreement is None


@pytest.mark.parametrize(
    ("quote", "written"),
    [
        ("“ASN wajib netral,” begitu bunyi spanduk.", "Menurut Koran: “ASN wajib netral,” begitu bunyi spanduk. [1]"),
        ("Tema “Netral” dipilih panitia.", "Menurut Koran: ‘Tema “Netral” dipilih panitia.’ [1]"),
    ],
)
def test_a_quote_with_marks_of_its_own_gets_no_second_pair(quote: str, written: str) -> None:
    found = composed([reading(quote, source=document((quote,)))])
    assert found.text == written
    assert found.citations[0].quote == quote


def test_a_title_in_quotation_marks_is_not_wrapped_again() -> None:
    source = dataclasses.replace(document(publisher=None), title="“Netral Itu Wajib”")
    assert composed([reading(SENTENCES[6], source=source)]).text.startswith("Menurut artikel “Netral Itu Wajib”: “")


def test_one_article_does_not_disagree_with_itself() -> None:
    source = document(("Hadir Suryono.", "Hadir Dewi Sari."))
    both = [
        reading(s, source=source, answer=a)
        for s, a in (("Hadir Suryono.", "Suryono"), ("Hadir Dewi Sari.", "Dewi Sari"))
    ]
    sentences = spans(source, ("Hadir Suryono.", "Hadir Dewi Sari."))
    apart = [
        Scored(
            dataclasses.replace(
                r.reading, candidate=dataclasses.replace(r.reading.candidate, passage=Passage("d", s, (s,)))
            ),
            1.0,
        )
        for r, s in zip(both, sentences, strict=True)
    ]
    assert len(composed(apart).citations) == 2
    assert composed(apart).disagreement is None


def test_whole_quotes_pass_the_proof() -> None:
    source = document()
    prove_quotes(cited([reading(s) for s in SENTENCES]), sources(source).__getitem__)


@pytest.mark.parametrize(
    "change",
    [
        {"quote": SENTENCES[6].replace("22", "23")},
        {"quote": SENTENCES[6] + " "},
        {"quote": ""},
        {"start": 0},
        {"end": 10_000},
        {"highlights": ((0, 5),)},
        {"highlights": ((90_000, 90_001),)},
    ],
    ids=str,
)
def test_a_tampered_citation_is_never_shown(change: dict[str, object]) -> None:
    source = document()
    (citation,) = cited([reading(SENTENCES[6])])
    with pytest.raises(QuoteError, match="netral index verify"):
        prove_quotes([dataclasses.replace(citation, **change)], sources(source).__getitem__)  # type: ignore[arg-type]


def test_an_empty_highlight_is_no_highlight() -> None:
    (citation,) = cited([reading(SENTENCES[6])])
    with pytest.raises(QuoteError):
        prove_quotes(
            [dataclasses.replace(citation, highlights=((citation.start, citation.start),))],
            sources(document()).__getitem__,
        )


@given(st.integers(1, 30), st.sampled_from(SENTENCES))
def test_a_quote_moved_by_any_distance_is_found_out(distance: int, sentence: str) -> None:
    (citation,) = cited([reading(sentence)])
    moved = dataclasses.replace(citation, start=citation.start + distance, end=citation.end + distance)
    with pytest.raises(QuoteError):
        prove_quotes([moved], sources(document()).__getitem__)


def test_a_list_across_articles_takes_the_best_reading_of_each_that_answers() -> None:
    first, second, third, far = (document(id_=name) for name in "abcd")
    ranked = [
        reading(SENTENCES[0], 9.0, first),
        reading(SENTENCES[6], 8.0, first),  # of an article that has one already
        reading(SENTENCES[0], 4.0, second),
        reading(SENTENCES[0], -1.0, third),  # more likely does not answer than it does
        reading(SENTENCES[0], 9.0 - TUNING.close_in_list - 0.1, far),
    ]
    chosen = choose_across_articles(ranked)
    assert [each.reading.candidate.document.id for each in chosen] == ["a", "b"]
    assert [each.span.of(first.text) for each in chosen] == [SENTENCES[0]] * 2


def test_the_first_of_a_list_is_chosen_whatever_its_verdict() -> None:
    assert len(choose_across_articles([reading(SENTENCES[0], -3.0)])) == 1


def test_a_list_ends_with_the_most_citations_of_one() -> None:
    ranked = [reading(SENTENCES[0], 5.0, document(id_=str(n))) for n in range(TUNING.most_in_list + 2)]
    assert len(choose_across_articles(ranked)) == TUNING.most_in_list


def test_a_list_has_no_short_answer_and_no_disagreement() -> None:
    ranked = [
        reading(SENTENCES[6], 5.0, document(id_="a"), "22 September 2024"),
        reading(
            "Pendaftaran dimulai 23 September 2024.",
            5.0,
            document(("Pendaftaran dimulai 23 September 2024.",), "b"),
            "23 September 2024",
        ),
    ]
    chosen = choose_across_articles(ranked)
    query = Query("Kapan Pendaftaran?", ("daftar",), (Concept("daftar", name=True),), "id")
    test = DisagreementTest(query, "date", Analyzer.load(), lambda _: True)
    assert compose_answer(chosen, "id", test).disagreement
    listed = compose_list(chosen, "id")
    assert listed.short_answer is None
    assert listed.disagreement is None
    assert [citation.number for citation in listed.citations] == [1, 2]


def test_an_overview_says_that_it_quotes_and_names_its_articles_with_their_numbers() -> None:
    one, two = document(id_="a"), document(id_="b")
    chosen = [
        *choose_readings([reading(SENTENCES[0], 3.0, one)]),
        *choose_readings([reading(SENTENCES[6], 2.0, one)]),
        *choose_readings([reading(SENTENCES[0], 1.0, two)]),
    ]
    text = compose_gathered(chosen, "en", overview=True).text
    assert text.split("\n\n")[0].endswith("from “Judul” [1] [2]; “Judul” [3]:")
    assert "does not summarise" in text
    assert compose_gathered(chosen, "en", overview=False).text == text.partition("\n\n")[2]


def test_a_speaker_who_is_known_is_not_looked_for() -> None:
    (chosen,) = choose_readings([reading("Ia berterima kasih kepada pegawai.")])
    (citation,) = make_citations([dataclasses.replace(chosen, speaker="Sekda")])
    assert citation.speaker == "Sekda"


def test_a_quote_stands_alone_unless_it_begins_by_leaning() -> None:
    (alone,) = choose_readings([reading(SENTENCES[6])])
    assert stands_alone(alone)
    leaning = "Keberhasilan itu dilanjutkan."
    (first,) = choose_readings([reading(leaning, source=document((leaning,)))])
    assert not stands_alone(first)
