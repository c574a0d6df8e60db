"""The question bank in an answer: what decides, what leads, what joins, and what is evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answering.bank_answer import (
    NO_BANK,
    NOT_READ,
    READ_WITH,
    BankView,
    bank_evidence,
    entry_reading,
    lead_with_entry,
    nothing_against,
    rows_to_read,
    supported_readings,
)
from assistant.answering.decision import Scored
from assistant.answering.gathered import ArticleText
from assistant.reader.reading import Reading
from assistant.retrieval.bank_match import Match
from assistant.tuning import TUNING
from index.bank import LocatedQuote, Review
from index.document import Span
from tests.assistant.made_up_bank import COST, MAY, SENTENCES, TEXT, WHEN, WHO, BankDesk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> BankDesk:
    return BankDesk(tmp_path_factory.mktemp("bank"))


@pytest.fixture(scope="module")
def near(desk: BankDesk) -> dict[str, Match]:
    """A match of each entry, with nothing against it, and in other words than its own."""
    found = {match.entry.id: match for match in desk.matches("Kapan festival perahu dibuka?")}
    clean = {"names_missing": 0.0, "numbers_missing": 0.0, "numbers_other": 0.0, "denied": 0.0, "exact": 0.0}
    return {name: replace(match, features=replace(match.features, **clean)) for name, match in found.items()}


def at(match: Match, probability: float, **features: float) -> Match:
    return replace(match, probability=probability, features=replace(match.features, **features))


def readings(desk: BankDesk) -> list[Reading]:
    """One of each sentence, the first the worst."""
    text = ArticleText.of_index(desk.index, "kabar")
    return [replace(text.quote_sentence(span).reading, reading=float(n)) for n, span in enumerate(text.sentences)]


def sentence_of(reading: Reading) -> str:
    return reading.sentence.of(TEXT)


class TestView:
    def test_without_a_bank_nothing_is_known(self) -> None:
        assert (NO_BANK.best_answer, NO_BANK.best_refusal, NO_BANK.leading, NO_BANK.decided) == (None, None, None, None)

    def test_the_nearest_answer_and_the_nearest_refusal_are_told_apart(self, near: dict[str, Match]) -> None:
        view = BankView((near["cost"], near["who"], near["when"]))
        assert view.best_answer == near["who"]
        assert view.best_refusal == near["cost"]

    def test_an_answer_leads_from_a_probability_on(self, near: dict[str, Match]) -> None:
        just, under = at(near["when"], TUNING.bank_leads), at(near["when"], TUNING.bank_leads - 0.01)
        assert BankView((just,)).leading == just
        assert BankView((under,)).leading is None
        assert BankView((at(near["cost"], 0.99), just)).leading == just

    def test_the_nearest_alone_decides_where_it_is_sure(self, near: dict[str, Match]) -> None:
        sure, unsure = at(near["when"], TUNING.bank_decides), at(near["cost"], TUNING.bank_decides - 0.01)
        assert BankView((sure, unsure)).decided == sure
        assert BankView((unsure, sure)).decided is None
        assert BankView((at(near["cost"], 0.99),)).decided is not None

    @pytest.mark.parametrize("against", ["names_missing", "numbers_missing", "numbers_other", "denied"])
    def test_what_speaks_against_an_entry_keeps_it_from_deciding(self, near: dict[str, Match], against: str) -> None:
        assert nothing_against(near["when"])
        match = at(near["when"], 0.99, **{against: 1.0})
        assert not nothing_against(match)
        assert BankView((match,)).decided is None
        assert BankView((match,)).leading == match

    def test_the_very_words_decide_and_lead_at_any_probability_and_place(self, near: dict[str, Match]) -> None:
        same, other = at(near["when"], 0.01, exact=1.0), at(near["who"], 0.99)
        for view in (BankView((same,)), BankView((other, same)), BankView((at(near["cost"], 0.99), other, same))):
            assert view.asked_exactly == view.decided == view.leading == same
        against = at(same, 0.01, denied=1.0, numbers_other=1.0)
        assert BankView((against,)).decided == against
        assert BankView((other, at(same, 0.99, exact=0.0))).asked_exactly is None

    def test_a_refusal_with_the_very_words_decides_and_does_not_lead(self, near: dict[str, Match]) -> None:
        same, other = at(near["cost"], 0.01, exact=1.0), at(near["who"], 0.99)
        view = BankView((other, same))
        assert (view.decided, view.leading) == (same, other)
        assert BankView((same,)).leading is None

    def test_the_very_words_of_a_draft_count_from_its_review_on(self, near: dict[str, Match]) -> None:
        drafted = replace(WHEN, origin="model")
        reviewed = replace(drafted, reviewed=Review("Sari", "2031-07-01"))
        same = at(near["when"], 0.1, exact=1.0)
        draft, checked = (replace(same, located=replace(same.located, entry=each)) for each in (drafted, reviewed))
        view = BankView((draft,))
        assert (view.asked_exactly, view.decided, view.leading) == (None, None, None)
        assert BankView((draft, at(near["who"], 0.99))).decided is None
        assert BankView((at(draft, 0.99),)).decided == at(draft, 0.99)  # as near as any other entry has to be
        assert BankView((at(near["who"], 0.99), checked)).decided == checked


class TestJoining:
    def test_passages_with_the_quotes_of_near_answers_are_read(self, desk: BankDesk, near: dict[str, Match]) -> None:
        rows = rows_to_read(desk.index, BankView((near["cost"], at(near["may"], 0.5), at(near["when"], 0.5))))
        assert rows
        assert len(rows) == len(set(rows))
        for match in (near["may"], near["when"]):
            assert any(desk.index.passage(row).span.contains(match.located.quotes[0].span) for row in rows)

    def test_those_that_are_not_near_are_not(self, desk: BankDesk, near: dict[str, Match]) -> None:
        assert rows_to_read(desk.index, BankView((at(near["may"], TUNING.bank_joins - 0.01),))) == []
        assert rows_to_read(desk.index, NO_BANK) == []

    def test_no_more_than_a_few_entries_join(self, desk: BankDesk, near: dict[str, Match]) -> None:
        last = at(near["may"], 0.5)
        many = BankView((*(at(near["when"], 0.5) for _ in range(READ_WITH)), last))
        assert rows_to_read(desk.index, many) == rows_to_read(desk.index, BankView((at(near["when"], 0.5),)))

    def test_the_one_with_the_very_words_joins_first_wherever_it_stands(
        self, desk: BankDesk, near: dict[str, Match]
    ) -> None:
        same = at(near["may"], TUNING.bank_joins - 0.01, exact=1.0)
        others = [at(near["when"], 0.9) for _ in range(READ_WITH)]
        assert BankView((*others, same)).joining == (same, *others[: READ_WITH - 1])
        rows = rows_to_read(desk.index, BankView((*others, same)))
        assert desk.index.passage(rows[0]).span.contains(same.located.quotes[0].span)
        refusal = at(near["cost"], 0.9, exact=1.0)
        assert BankView((*others, refusal)).joining == tuple(others)

    def test_a_sentence_has_the_probability_of_the_nearest_entry_that_quotes_it(
        self, desk: BankDesk, near: dict[str, Match]
    ) -> None:
        view = BankView((at(near["cost"], 0.99), at(near["who"], 0.4), at(near["when"], 0.7), at(near["may"], 0.2)))
        assert [reading.bank for reading in supported_readings(readings(desk), view)] == [0.7, 0.2, 0.0]

    def test_the_evidence_is_of_the_best_sentence(self, desk: BankDesk, near: dict[str, Match]) -> None:
        known = {"known": 0.25}
        view = BankView(
            (at(near["when"], 0.7, **known), at(near["cost"], 0.6, known=1.0), at(near["may"], 0.2, **known))
        )
        first, second, third = supported_readings(readings(desk), view)
        assert bank_evidence(view, first) == {"bank": 0.7, "bank_other": 0.2, "bank_refusal": 0.6, "bank_known": 0.25}
        assert bank_evidence(view, second)["bank_other"] == 0.7
        assert bank_evidence(view, third)["bank"] == 0.0
        assert bank_evidence(NO_BANK, third) == dict.fromkeys(("bank", "bank_other", "bank_refusal", "bank_known"), 0.0)


class TestLeading:
    def ranked(self, desk: BankDesk) -> list[Scored]:
        return [Scored(reading, reading.reading) for reading in reversed(readings(desk))]

    def test_the_quotes_of_the_entry_come_first_with_the_best_score(
        self, desk: BankDesk, near: dict[str, Match]
    ) -> None:
        led = lead_with_entry(desk.index, self.ranked(desk), at(near["when"], 0.8), "Kapan festival dibuka?")
        assert [sentence_of(scored.reading) for scored in led] == [SENTENCES[0], SENTENCES[2], SENTENCES[1]]
        assert (led[0].score, led[0].reading.bank) == (2.0, 0.8)
        assert led[0].reading.quote == led[0].reading.sentence
        assert led[0].reading.reading == 0.0  # what the reader made of it stays

    def test_all_quotes_of_an_entry_lead_in_its_order(self, desk: BankDesk, near: dict[str, Match]) -> None:
        second = LocatedQuote("kabar", Span(TEXT.index(SENTENCES[1]), TEXT.index(SENTENCES[1]) + len(SENTENCES[1])))
        two = replace(
            near["when"], located=replace(near["when"].located, quotes=(second, *near["when"].located.quotes))
        )
        led = lead_with_entry(desk.index, self.ranked(desk), two, "Kapan festival dibuka?")
        assert [sentence_of(scored.reading) for scored in led] == [SENTENCES[1], SENTENCES[0], SENTENCES[2]]

    def test_a_quote_is_shown_as_whole_sentences(self, desk: BankDesk, near: dict[str, Match]) -> None:
        start = TEXT.index("Maria")
        part = LocatedQuote("kabar", Span(start, TEXT.index("menyewakan")))
        match = replace(near["when"], located=replace(near["when"].located, quotes=(part,)))
        reading = entry_reading(desk.index, match, "Kapan festival dibuka?")
        assert reading.quote
        assert reading.quote.of(TEXT) == f"{SENTENCES[0]} {SENTENCES[1]}"

    def test_a_sentence_that_was_not_read_counts_as_one_that_does_not_answer(
        self, desk: BankDesk, near: dict[str, Match]
    ) -> None:
        assert entry_reading(desk.index, near["when"], "Kapan?").reading == NOT_READ

    def test_the_short_answer_is_left_out_where_a_sentence_is_wanted(
        self, desk: BankDesk, near: dict[str, Match]
    ) -> None:
        start = TEXT.index("4 Mei 2031")
        place = Span(start, start + len("4 Mei 2031"))
        match = replace(near["when"], located=replace(near["when"].located, short=place))
        assert entry_reading(desk.index, match, "Kapan festival perahu dibuka?").answer == place
        assert entry_reading(desk.index, match, "Mengapa festival perahu dibuka?").answer is None


def test_the_entries_are_those_of_the_index(near: dict[str, Match]) -> None:
    assert {match.entry for match in near.values()} == {WHEN, WHO, MAY, COST}
