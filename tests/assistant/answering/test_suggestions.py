"""Questions to click on, from a bank of made-up entries; with the real bank: test_service.py."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from itertools import permutations

import pytest

from assistant.answer import Answer, Citation, Lang, ShortAnswer
from assistant.answering.suggestions import (
    EXAMPLES,
    NEXT,
    BankSuggestions,
    ExampleQuestion,
    example_questions,
    next_questions,
)
from index.analyzer import Analyzer
from index.bank import BankEntry, BankQuote, LocatedEntry, Review, Wording, locate_entry
from index.document import Document

DESA = "Rapat Desa Sukamaju dibuka Lurah Sari pada 3 Mei 2031. Rapat Desa Sukamaju membahas pasar baru. Hadir 40 warga desa."
KOTA = "Festival Kota Batam digelar di Taman Bakau. Lurah Sari hadir dalam Festival Kota Batam."
DOCUMENTS = {
    name: Document(
        name, text, name, f"{name}.txt", "0" * 64, questions=(("id", f"Apa isi {name}?"), ("en", f"What is {name}?"))
    )
    for name, text in (("desa", DESA), ("kota", KOTA))
}


def entry(
    name: str, source: str, quote: str, *texts: str, short: str | None = None, lang: Lang = "id", **more: object
) -> LocatedEntry:
    made = BankEntry(name, "fact", tuple(Wording(t, lang) for t in texts), (BankQuote(source, quote),), short)
    found = locate_entry(dataclasses.replace(made, **more), DOCUMENTS.get)  # type: ignore[arg-type]
    assert isinstance(found, LocatedEntry), found
    return found


OPENED = entry(
    "opened",
    "desa",
    "Rapat Desa Sukamaju dibuka Lurah Sari",
    "Siapa yang membuka Rapat Desa Sukamaju?",
    short="Lurah Sari",
    kind="who",
)
WHEN = entry(
    "when",
    "desa",
    "dibuka Lurah Sari pada 3 Mei 2031",
    "Kapan Rapat Desa Sukamaju dibuka?",
    short="3 Mei 2031",
    kind="when",
)
ABOUT = entry("about", "desa", "Rapat Desa Sukamaju membahas pasar baru.", "Apa yang dibahas Rapat Desa Sukamaju?")
CAME = entry(
    "came", "desa", "Hadir 40 warga desa.", "Berapa warga Desa Sukamaju yang hadir?", short="40", kind="how_many"
)
WHERE = entry(
    "where",
    "kota",
    "Festival Kota Batam digelar di Taman Bakau.",
    "Di mana Festival Kota Batam digelar?",
    short="Taman Bakau",
    kind="where",
)
GUEST = entry(
    "guest",
    "kota",
    "Lurah Sari hadir dalam Festival Kota Batam.",
    "Siapa yang hadir dalam Festival Kota Batam?",
    short="Lurah Sari",
    kind="who",
)
ALL = (OPENED, WHEN, ABOUT, CAME, WHERE, GUEST)


def bank(analyzer: Analyzer, *entries: LocatedEntry) -> BankSuggestions:
    def rarity(_: Iterable[str]) -> float:
        return 1.0

    return BankSuggestions(entries, analyzer, rarity, DOCUMENTS.__getitem__)


def text(located: LocatedEntry) -> str:
    return located.entry.wordings[0].text


def cite(source: str, quote: str) -> Citation:
    start = DOCUMENTS[source].text.index(quote)
    return Citation(1, source, source, None, None, "p", quote, start, start + len(quote), (), None, "/")


def answer(question: str, *cited: Citation, short: str = "", **more: object) -> Answer:
    made = Answer(
        question, question, bool(cited), None, 0.9, ShortAnswer(short, 1) if short else None, "", cited, (), None, "f"
    )
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


FIRST = "Rapat Desa Sukamaju dibuka Lurah Sari pada 3 Mei 2031."
ASKED = answer("Siapa membuka rapat?", cite("desa", FIRST), short="Lurah Sari")


# The empty page


def of(*names: str, **questions: str) -> list[Document]:
    """Articles of those names; of each, a question that its manifest has."""
    return [dataclasses.replace(DOCUMENTS[name], questions=(("id", questions.get(name, "")),)) for name in names]


def offered(
    suggestions: BankSuggestions, documents: Sequence[Document], lang: Lang, count: int = EXAMPLES
) -> list[str]:
    """The words of the examples."""
    return [example.text for example in suggestions.examples(documents, lang, count)]


def test_an_example_says_what_it_asks_for(analyzer: Analyzer) -> None:
    shown = bank(analyzer, WHERE, CAME).examples(of("desa", "kota"), "id")
    assert shown == [ExampleQuestion(text(CAME), "how_many"), ExampleQuestion(text(WHERE), "where")]


def test_an_empty_page_shows_every_article_and_different_kinds(analyzer: Analyzer) -> None:
    shown = offered(bank(analyzer, *ALL), of("desa", "kota"), "id")
    assert {shown[0], shown[1]} & {text(WHERE), text(GUEST)}  # one of each, in the order of the articles
    assert shown[0] not in {text(WHERE), text(GUEST)}
    assert len(shown) == len(set(shown)) == EXAMPLES
    assert len({text(OPENED), text(WHEN)} & set(shown)) == 1  # from the same words


def test_what_the_manifest_asks_comes_first_and_then_another_kind(analyzer: Analyzer) -> None:
    hosts = entry("hosts", "kota", "Taman Bakau", "Siapa pemilik Taman Bakau Kota Batam?", kind="who")
    both = bank(analyzer, ABOUT, OPENED, WHERE, hosts)
    assert offered(both, of("desa", desa="Siapa yang membuka rapat?"), "id", 1) == [text(OPENED)]
    assert offered(both, of("desa", desa="Apa yang dibahas rapat?"), "id", 1) == [text(ABOUT)]
    asked = of("desa", "kota", desa="Siapa yang membuka rapat?", kota="Festival Kota Batam Taman Bakau")
    assert offered(both, asked, "id", 2) == [text(OPENED), text(WHERE)]


def test_entries_in_many_wordings_come_first(analyzer: Analyzer) -> None:
    asked_often = dataclasses.replace(
        ABOUT, entry=dataclasses.replace(ABOUT.entry, wordings=(*ABOUT.entry.wordings, Wording("Bahas apa?", "id")))
    )
    assert offered(bank(analyzer, CAME, asked_often), of("desa", desa="Desa Sukamaju?"), "id", 1) == [text(ABOUT)]


def test_a_bank_with_few_entries_suggests_those(analyzer: Analyzer) -> None:
    assert offered(bank(analyzer, WHERE), of("desa", "kota"), "id") == [text(WHERE)]
    assert offered(bank(analyzer), of("desa", "kota"), "id") == []


@pytest.mark.parametrize(
    "left_out",
    [
        LocatedEntry(
            BankEntry("no", "refuse", (Wording("Siapa presiden Republik Indonesia?", "id"),), refuse="not_in_sources")
        ),
        entry("draft", "desa", "Hadir 40 warga desa.", "Berapa warga Desa Sukamaju yang hadir?", origin="model"),
        entry("english", "desa", "Hadir 40 warga desa.", "How many villagers of Sukamaju came?", lang="en"),
    ],
)
def test_refusals_drafts_and_other_languages_are_not_suggested(analyzer: Analyzer, left_out: LocatedEntry) -> None:
    suggestions = bank(analyzer, left_out)
    assert offered(suggestions, of("desa", "kota"), "id") == []
    assert suggestions.after(ASKED, (), "id") == []


def test_a_draft_that_someone_reviewed_is_suggested(analyzer: Analyzer) -> None:
    reviewed = dataclasses.replace(
        CAME, entry=dataclasses.replace(CAME.entry, origin="model", reviewed=Review("Ana", "2026-11-26"))
    )
    assert offered(bank(analyzer, reviewed), of("desa"), "id") == [text(CAME)]


@pytest.mark.parametrize(
    "poor", ["warga yang hadir", "brp warga yg hadir di desa?", "Hadirnya berapa?", "Yang dari Sukamaju?", "Berapa?"]
)
def test_a_whole_formal_wording_is_shown_rather_than_the_first(analyzer: Analyzer, poor: str) -> None:
    mixed = entry("came", "desa", "Hadir 40 warga desa.", poor, text(CAME))
    assert offered(bank(analyzer, mixed), of("desa"), "id") == [text(CAME)]
    only = entry("only", "desa", "Hadir 40 warga desa.", poor)
    assert offered(bank(analyzer, only, ABOUT), of("desa"), "id") == [
        text(ABOUT),
        poor,
    ]  # last, but better than nothing


# After an answer


def test_what_follows_is_of_the_cited_article_and_the_last_of_another(analyzer: Analyzer) -> None:
    shown = bank(analyzer, *ALL).after(ASKED, (), "id")
    assert set(shown[:2]) <= {text(WHEN), text(ABOUT), text(CAME)}
    assert shown[2] in {text(WHERE), text(GUEST)}
    assert len(shown) == NEXT


def test_where_no_other_article_is_near_all_are_of_the_cited_one(analyzer: Analyzer) -> None:
    assert len(bank(analyzer, WHEN, ABOUT, CAME).after(ASKED, (), "id")) == 3


def test_the_nearest_to_the_conversation_comes_first(analyzer: Analyzer) -> None:
    said = dataclasses.replace(ASKED, question="Berapa warga desa?", searched_as="Berapa warga desa?")
    assert bank(analyzer, ABOUT, CAME).after(said, (), "id")[0] == text(CAME)
    assert bank(analyzer, ABOUT, CAME).after(ASKED, ("Apakah pasar baru dibahas?",), "id")[0] == text(ABOUT)


def test_no_two_suggestions_answer_from_the_same_place(analyzer: Analyzer) -> None:
    twin = entry("twin", "desa", "Hadir 40 warga desa.", "Apakah warga Desa Sukamaju hadir?")
    shown = bank(analyzer, CAME, twin, ABOUT).after(ASKED, (), "id")
    assert len({text(CAME), text(twin)} & set(shown)) == 1


@pytest.mark.parametrize(
    ("given", "history"),
    [
        (dataclasses.replace(ASKED, question="berapa WARGA desa sukamaju yang hadir"), ()),
        (dataclasses.replace(ASKED, searched_as=text(CAME)), ()),
        (ASKED, (text(CAME),)),
        (dataclasses.replace(ASKED, entry="came"), ()),
        (answer("Berapa?", cite("desa", "Hadir 40 warga desa."), short="40 warga"), ()),
    ],
)
def test_what_was_asked_or_answered_before_is_not_suggested(
    analyzer: Analyzer, given: Answer, history: Sequence[str]
) -> None:
    shown = bank(analyzer, CAME, ABOUT).after(given, history, "id")
    assert shown == [text(ABOUT)]


def test_the_same_fact_is_not_asked_from_its_other_end(analyzer: Analyzer) -> None:
    back = entry("back", "desa", FIRST, "Apa yang dibuka Lurah Sari?", short="Rapat Desa Sukamaju")
    assert bank(analyzer, back, ABOUT).after(ASKED, (), "id") == [text(ABOUT)]


def test_another_fact_of_the_same_sentence_is_suggested(analyzer: Analyzer) -> None:
    assert bank(analyzer, OPENED, WHEN).after(ASKED, (), "id") == [text(WHEN)]


def test_a_refusal_is_followed_by_the_articles_that_came_nearest(analyzer: Analyzer) -> None:
    refused = answer("Siapa bendahara Desa Sukamaju?", nearest=(cite("desa", FIRST),))
    assert set(bank(analyzer, ABOUT, CAME).after(refused, (), "id")) == {text(ABOUT), text(CAME)}
    assert bank(analyzer, *ALL).after(answer("Siapa presiden?"), (), "id") == []


def test_the_same_conversation_always_gets_the_same_questions(analyzer: Analyzer) -> None:
    """Not by the order of a set, which another process has otherwise; ties go by the order of the bank."""
    first = bank(analyzer, *ALL).after(ASKED, (), "id")
    assert all(bank(analyzer, *ALL).after(ASKED, (), "id") == first for _ in range(3))
    assert all(
        set(bank(analyzer, *order).after(ASKED, (), "id")[:2]) <= {text(WHEN), text(ABOUT), text(CAME)}
        for order in permutations(ALL, 6)
    )


# Without a bank


def test_without_a_bank_the_manifest_has_the_questions() -> None:
    documents = list(DOCUMENTS.values())
    assert example_questions(documents, "id") == ["Apa isi desa?", "Apa isi kota?"]
    assert next_questions(documents, ("apa isi DESA",), "id") == ["Apa isi kota?"]
    assert next_questions(documents, (), "en") == ["What is desa?", "What is kota?"]
