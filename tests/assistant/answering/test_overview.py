from __future__ import annotations

import pytest

from assistant.answering.engine import Engine
from assistant.answering.gathered import Gathered
from assistant.answering.overview import find_overview, tellable_sentences
from index.document import Span
from index.sentences import split_sentences


def gathered(engine: Engine, asked: str, earlier: str | None = None) -> Gathered:
    found = find_overview(engine, asked, earlier)
    assert found is not None
    return found


def quotes(found: Gathered) -> list[str]:
    return [each.span.of(each.reading.candidate.document.text) for each in found.readings]


def per_article(found: Gathered) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in found.readings:
        name = each.reading.candidate.document.id
        counts[name] = counts.get(name, 0) + 1
    return counts


def test_one_article_gives_its_lead_and_three_key_sentences_in_the_order_of_the_text(festival: Engine) -> None:
    found = gathered(festival, "Ringkas artikel Ambon.")
    texts = quotes(found)
    assert found.answered
    assert found.articles == ("ambon",)
    assert len(texts) == 4
    assert (
        texts[0]
        == "Festival perahu hias di Teluk Ambon dibuka pada hari Minggu oleh Wali Kota Ambon Maria Latuconsina."
    )
    assert [each.span for each in found.readings[1:]] == sorted(each.span for each in found.readings[1:])


def test_captions_headings_and_datelines_are_never_quoted(festival: Engine) -> None:
    text = " ".join(quotes(gathered(festival, "Ringkas artikel Ambon.")))
    assert not any(
        furniture in text for furniture in ("Festival Perahu Ambon Dibuka", "(ist)", "AMBON,", "Jadwal Acara")
    )


def test_a_sentence_is_quoted_with_what_it_leans_on(engine: Engine) -> None:
    """In the article on Pasuruan, "Di antaranya ..." goes with the sentence before it."""
    found = gathered(engine, "ringkas artikel Pasuruan")
    assert any("meminta kepada" in quote and "Di antaranya" in quote for quote in quotes(found))
    assert not any(quote.startswith(("Kegiatan tersebut", "Di antaranya", "Bebas")) for quote in quotes(found))


def test_a_comparison_quotes_two_sentences_of_each(festival: Engine) -> None:
    found = gathered(festival, "bandingkan artikel Batam dan Cirebon")
    assert per_article(found) == {"batam": 2, "cirebon": 2}


def test_a_comparison_without_names_takes_the_two_that_fit_best(festival: Engine) -> None:
    assert gathered(festival, "bandingkan kedua berita festival").articles == ("ambon", "festival")


def test_what_one_article_does_not_have_are_two_articles(festival: Engine) -> None:
    assert gathered(festival, "ringkas artikel Batam dan Cirebon").articles == ("batam", "cirebon")
    assert gathered(festival, "ringkas artikel perahu dan nelayan").articles == ("ambon",)


@pytest.mark.parametrize(
    "asked",
    [
        "bandingkan acara di Batam dengan kegiatan di Cirebon",
        "apa beda pemberitaan Batam dan Cirebon",
        "what are the differences between the Batam event and the Cirebon coverage?",
    ],
)
def test_what_articles_report_on_is_compared_as_they_are(festival: Engine, asked: str) -> None:
    assert set(gathered(festival, asked).articles) == {"batam", "cirebon"}


@pytest.mark.parametrize(
    "asked", ["apa beda acara resmi dan acara bebas", "bandingkan kegiatan di Batam dengan yang lain"]
)
def test_a_comparison_of_events_that_no_two_articles_report_on_is_a_question(festival: Engine, asked: str) -> None:
    assert find_overview(festival, asked) is None


def test_a_comparison_with_an_article_that_does_not_exist_is_refused(festival: Engine) -> None:
    assert not gathered(festival, "bandingkan artikel Batam dengan artikel Medan").answered


def test_an_article_that_does_not_exist_is_refused(festival: Engine) -> None:
    nothing = Gathered((), (), answered=False, confidence=0.0, overview=True)
    assert gathered(festival, "ringkas artikel Medan") == nothing


def test_without_a_name_it_is_the_article_of_the_turn_before(festival: Engine) -> None:
    assert gathered(festival, "ringkas artikel itu", "cirebon").articles == ("cirebon",)
    assert gathered(festival, "ringkas artikel Batam", "cirebon").articles == ("batam",)


@pytest.mark.parametrize("earlier", [None, "removed"])
def test_without_a_turn_before_it_is_the_lead_of_each_article(festival: Engine, earlier: str | None) -> None:
    found = gathered(festival, "ringkas", earlier)
    assert per_article(found) == {"ambon": 1, "batam": 1, "cirebon": 1, "festival": 1}
    assert found.confidence < gathered(festival, "ringkas artikel Batam").confidence


def test_all_articles_are_compared_where_none_is_named(festival: Engine) -> None:
    assert len(gathered(festival, "bandingkan artikel-artikel itu", "cirebon").articles) == 4


@pytest.mark.parametrize(
    "asked",
    [
        "Apa isi Pasal 9?",
        "Kapan festival dibuka?",
        "rekap absensi bulanan",
        "ringkas undang-undang tentang sewa",
        "beda Batam dan Ambon",
    ],
)
def test_other_requests_are_left_alone(festival: Engine, asked: str) -> None:
    assert find_overview(festival, asked) is None


def test_a_subject_at_the_head_of_an_article_needs_no_word_for_article(festival: Engine) -> None:
    assert gathered(festival, "ringkas taman bakau Batam dong").articles == ("batam",)


def test_a_slip_in_a_name_is_corrected_first(festival: Engine) -> None:
    right, slip = (gathered(festival, f"ringkas artikel {name}") for name in ("Cirebon", "Cirbon"))
    assert right.articles == slip.articles
    assert 0.5 < slip.confidence <= right.confidence < 1.0


def test_headings_and_scraps_are_no_sentences_to_tell_of() -> None:
    text = "Wali kota membuka festival perahu di teluk itu pada hari Minggu. Harga Sewa Perahu. Tetap murah bagi semua"
    assert [s.of(text) for s in tellable_sentences(text, split_sentences(text))] == [text.split(". ")[0] + "."]


def test_where_nothing_is_a_whole_sentence_all_serve() -> None:
    assert tellable_sentences("Ya. Tidak", [Span(0, 3), Span(4, 9)]) == [Span(0, 3), Span(4, 9)]
