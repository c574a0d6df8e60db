"""Which entry of a bank is near to a question, and in which respects."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.retrieval.bank_model import UNCONTESTED, BankModel, same_reply
from assistant.retrieval.question_bank import numbers_in
from index.bank import BankEntry, Wording
from tests.assistant.made_up_bank import ENTRIES, MAY, SENTENCES, TEXT, WHEN, BankDesk, Saved


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> BankDesk:
    return BankDesk(tmp_path_factory.mktemp("bank"))


@pytest.mark.parametrize("each", ENTRIES, ids=lambda each: each.id)
def test_every_wording_finds_its_own_entry(desk: BankDesk, each: BankEntry) -> None:
    for wording in each.wordings:
        first = desk.matches(wording.text)[0]
        assert (first.entry, first.wording) == (each, wording)
        assert first.features.exact == 1.0
        assert first.features.cosine == pytest.approx(1, abs=1e-5)


def test_matches_come_best_first_with_probabilities_and_no_more_than_wanted(desk: BankDesk) -> None:
    matches = desk.matches("Kapan festival perahu dibuka?")
    assert len(matches) == 4
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)
    assert all(0 < match.probability < 1 for match in matches)
    assert desk.bank().model.with_probabilities(matches) == matches
    assert desk.matches("Kapan festival perahu dibuka?", most=2) == matches[:2]


def test_how_far_an_entry_is_ahead_is_told_by_those_that_are_left_out_too(desk: BankDesk) -> None:
    """The nearest two may answer alike: the best of another answer is behind them."""
    first, second, *others = desk.matches("Kapan festival perahu dibuka?")
    assert same_reply(first, second)
    alone = desk.bank().model.with_probabilities([first, second])
    assert desk.matches("Kapan festival perahu dibuka?", most=2) == (first, second) != alone
    assert first.score - others[0].score != UNCONTESTED


def test_an_entry_counts_by_its_best_wording(desk: BankDesk) -> None:
    assert desk.match("festival perahu itu tanggal berapa", "when").wording.text == "festival perahu tanggal berapa"


def test_the_nearest_wordings_say_together_how_near_an_entry_is(desk: BankDesk) -> None:
    features = desk.match("Kapan festival perahu dibuka?", "when").features
    assert features.nearest < features.cosine
    assert desk.match("Siapa yang membuka festival perahu?", "who").features.nearest == pytest.approx(1, abs=1e-5)


def test_words_that_wording_and_question_share_are_weighed(desk: BankDesk) -> None:
    whole = desk.match("Kapan festival perahu dibuka?", "when").features
    assert (whole.covered, whole.covers, whole.words, whole.known) == pytest.approx((1, 1, 1, 1))
    part = desk.match("Kapan festival perahu dibuka gubernur?", "when").features
    assert part.covered < 1
    assert part.covers == pytest.approx(1)
    assert part.covered < part.words < part.covers
    more = desk.match("Kapan festival?", "when").features
    assert more.covered == pytest.approx(1)
    assert more.covers < 1


def test_a_word_of_the_quote_alone_is_known(desk: BankDesk) -> None:
    features = desk.match("Kapan Maria membuka festival perahu?", "when").features
    assert features.covered < 1
    assert features.known == pytest.approx(1)


@pytest.mark.parametrize(
    ("question", "name", "kind"),
    [
        ("Kapan festival perahu dibuka?", "when", 1.0),
        ("Siapa yang membuka festival perahu?", "when", 0.0),
        ("festival perahu dibuka", "when", 0.5),
    ],
)
def test_a_question_for_something_else_is_told_apart(desk: BankDesk, question: str, name: str, kind: float) -> None:
    assert desk.match(question, name).features.entry_kind == kind


def test_a_refusal_is_of_no_kind(desk: BankDesk) -> None:
    assert desk.match("Kapan festival perahu?", "cost").features.entry_kind == 0.5


def test_a_name_that_no_wording_or_quote_has_counts_against(desk: BankDesk) -> None:
    assert desk.match("Kapan festival perahu di Cirebon dibuka?", "when").features.names_missing == 1
    assert desk.match("Kapan festival perahu di Ambon dibuka?", "when").features.names_missing == 0


def test_another_number_counts_against(desk: BankDesk) -> None:
    assert desk.match("Kapan festival perahu 2029 dibuka?", "when").features.numbers_missing == 1
    assert desk.match("Kapan festival perahu 2031 dibuka?", "when").features.numbers_missing == 0
    assert desk.match("Tanggal 7 itu ada apa?", "when").features.numbers_other == 1
    assert desk.match("Tanggal 4 itu ada apa?", "when").features.numbers_other == 0
    assert numbers_in(["mei", "2031", "a4"]) == {"2031", "a4"}


def test_what_is_forbidden_is_told_from_what_is_not(desk: BankDesk) -> None:
    assert desk.match("Apakah pegawai dilarang menyewakan perahu dinas?", "may").features.denied == 1
    assert desk.match("Bolehkah pegawai menyewakan perahu dinas?", "may").features.denied == 0


def test_without_an_entry_there_is_no_bank(desk: BankDesk) -> None:
    none = replace(desk.bank(), parts=())
    assert not none
    assert none.entries == ()
    assert desk.matches("Kapan?", none) == ()
    assert desk.bank()


def test_entries_and_places_are_looked_up(desk: BankDesk) -> None:
    bank = desk.bank()
    assert [located.entry for located in bank.entries] == list(ENTRIES)
    found = bank.entry("may")
    assert found
    assert found.entry == MAY
    assert bank.entry("none") is None
    assert [span.of(TEXT) for span in bank.quoted("kabar")] == [SENTENCES[0], SENTENCES[0], SENTENCES[1]]
    assert bank.quoted("other") == []


def test_a_saved_entry_takes_the_place_of_the_one_with_its_id(desk: BankDesk) -> None:
    mine = replace(WHEN, wordings=(Wording("Pembukaan pesta kapal hari apa?", "id"),), origin="feedback")
    bank = desk.bank(Saved([mine]))
    assert [located.entry for located in bank.entries] == [mine, *ENTRIES[1:]]
    matches = desk.matches("Kapan festival perahu dibuka?", bank)
    assert WHEN not in [match.entry for match in matches]
    assert desk.matches("Pembukaan pesta kapal hari apa?", bank)[0].entry == mine


def test_an_entry_that_is_switched_off_is_gone(desk: BankDesk) -> None:
    bank = desk.bank(Saved(off=frozenset(["who"])))
    assert bank.entry("who") is None
    assert "who" not in [match.entry.id for match in desk.matches("Siapa yang membuka festival perahu?", bank)]


def test_with_another_model_the_same_entries_are_judged_otherwise(desk: BankDesk) -> None:
    bank = desk.bank()
    desk.matches("Kapan festival perahu dibuka?", bank)
    other = bank.with_model(BankModel({"names_missing": 1.0}))
    assert other.entries == bank.entries
    assert [match.score for match in desk.matches("Kapan festival perahu dibuka?", other)] == [0.0] * 4
    # Alike in score, they come by id, so that an answer is the same every time.
    assert [match.entry.id for match in desk.matches("Kapan?", other)] == ["cost", "may", "when", "who"]
    assert other._wording_words is bank._wording_words
