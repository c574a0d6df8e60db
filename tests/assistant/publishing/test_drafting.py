"""Drafting by a model that is not there: a fake one, and the round trip that its drafts have to pass on the five articles."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from types import SimpleNamespace

import pytest

from assistant.answering.engine import Engine
from assistant.publishing.drafting import DraftQuestions, draft_document
from assistant.publishing.round_trip import DraftReport, DropReason, check_round_trip
from index.bank import BankEntry, BankQuote, LocatedEntry, Review, Wording, locate_entry
from index.document import Document, Passage
from index.errors import DocumentError

BALI = "001_354e1def9f1e9756"
START = "Proses pendaftaran calon, dimulai 22 September 2024."
VOTE = "akan dilaksanakan pada 27 November 2024"
OPENED = "Rakor ini, dibuka Sekda Provinsi Bali Dewa Made Indra"
ASKED = "Kapan proses pendaftaran calon dimulai?"


def entry(name: str, quote: str, *questions: str, short: str | None = None, **more: object) -> BankEntry:
    made = BankEntry(
        name, "fact", tuple(Wording(q, "id") for q in questions), (BankQuote(BALI, quote),), short, origin="model"
    )
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


class FakeDrafter:
    """Drafts what it is told to, and remembers what it was given."""

    name = "fake 1"

    def __init__(self, *drafts: BankEntry) -> None:
        self.drafts = drafts
        self.given: list[tuple[Document, Sequence[Passage]]] = []

    def draft(self, document: Document, passages: Sequence[Passage]) -> Iterable[BankEntry]:
        self.given.append((document, passages))
        return iter(self.drafts)


def drafted(engine: Engine, *drafts: BankEntry, others: Sequence[LocatedEntry] = ()) -> DraftReport:
    drafter: DraftQuestions = FakeDrafter(*drafts)
    return draft_document(drafter, engine.index.document(BALI), with_bank(engine, others))


def with_bank(engine: Engine, entries: Sequence[LocatedEntry]) -> Engine:
    """The engine with a bank of these entries alone."""
    return dataclasses.replace(engine, bank=SimpleNamespace(entries=tuple(entries)))  # type: ignore[arg-type]


def located(engine: Engine, made: BankEntry) -> LocatedEntry:
    found = locate_entry(made, engine.index.document)
    assert isinstance(found, LocatedEntry), found
    return found


def reasons(report: DraftReport) -> list[tuple[str, DropReason]]:
    return [(each.question, each.reason) for each in report.dropped]


def test_a_question_that_leads_back_to_its_passage_is_kept_and_marked_as_a_draft(engine: Engine) -> None:
    report = drafted(engine, entry("d1", START, ASKED, short="22 September 2024"))
    assert report.dropped == ()
    assert [(kept.id, kept.is_draft, kept.author) for kept in report.kept] == [("d1", True, "fake 1")]
    assert report.questions_kept == 1


def test_a_drafter_is_given_the_document_and_all_its_passages(engine: Engine) -> None:
    drafter, document = FakeDrafter(), engine.index.document(BALI)
    assert draft_document(drafter, document, with_bank(engine, ())) == DraftReport()
    [(given, passages)] = drafter.given
    assert given == document
    assert len(passages) == engine.index.passage_counts()[BALI]


def test_a_question_that_the_search_does_not_answer_with_that_passage_is_dropped_alone(engine: Engine) -> None:
    lost = "Apa tema webinar yang digelar Kementerian Dalam Negeri?"
    report = drafted(engine, entry("d1", START, ASKED, lost))
    assert [wording.text for wording in report.kept[0].wordings] == [ASKED]
    assert reasons(report) == [(lost, "not_found")]


def test_an_entry_without_a_question_that_passes_is_not_kept(engine: Engine) -> None:
    report = drafted(engine, entry("d1", START, "Siapa Pj Walikota Tarakan?"))
    assert report.kept == ()
    assert reasons(report) == [("Siapa Pj Walikota Tarakan?", "not_found")]


def test_a_question_nearer_to_the_quote_of_another_entry_is_dropped_and_the_other_is_named(engine: Engine) -> None:
    right = entry("right", START, ASKED)
    assert drafted(engine, entry("d1", VOTE, ASKED)).kept  # alone, the passage is found
    for report in (
        drafted(engine, entry("d1", VOTE, "Kapan pendaftaran calon dimulai?"), others=[located(engine, right)]),
        drafted(engine, entry("d1", VOTE, "Kapan pendaftaran calon dimulai?"), right),  # a draft is a rival as well
    ):
        assert [(d.entry, d.reason, d.other) for d in report.dropped] == [("d1", "nearer_quote", "right")]


def test_an_entry_from_the_same_words_is_no_rival(engine: Engine) -> None:
    other = located(
        engine, entry("other", "pendaftaran calon, dimulai 22 September 2024", "Apa yang dimulai 22 September 2024?")
    )
    assert drafted(engine, entry("d1", START, ASKED), others=[other]).kept


def test_the_same_question_with_another_answer_is_dropped_in_any_order_of_its_words(engine: Engine) -> None:
    other = located(engine, entry("other", START, "Kapan dimulai proses pendaftaran calon?", short="22 September 2024"))
    report = drafted(engine, entry("d1", START, ASKED, short="September 2024"), others=[other])
    assert [(d.reason, d.other) for d in report.dropped] == [("same_question", "other")]
    assert drafted(engine, entry("d1", START, ASKED, short="22 September 2024"), others=[other]).kept  # one answer


def test_a_refusal_of_the_same_question_counts(engine: Engine) -> None:
    refusal = LocatedEntry(BankEntry("no", "refuse", (Wording(ASKED, "id"),), refuse="not_in_sources"))
    assert reasons(drafted(engine, entry("d1", START, ASKED), others=[refusal])) == [(ASKED, "same_question")]


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (entry("d1", "Kalimat yang tidak ada di artikel.", ASKED), "no_quote"),
        (entry("d1", "See also  Gempabumi Tektonik Kembali Guncang Kuta", ASKED), "no_quote"),
        (entry("d1", START, ASKED, short="27 November 2024"), "no_quote"),
        (entry("d1", START, ASKED, quotes=(BankQuote("004_b15925bd33c63a9e", START),)), "no_quote"),
        (entry("d1", START, ASKED, quotes=()), "no_answer"),
        (entry("d1", START), "no_answer"),
        (BankEntry("d1", "refuse", (Wording(ASKED, "id"),), refuse="off_topic", origin="model"), "no_answer"),
        (entry("taken", START, ASKED), "id_taken"),
    ],
)
def test_a_draft_that_cannot_be_tried_is_dropped_with_its_reason(
    engine: Engine, draft: BankEntry, reason: DropReason
) -> None:
    other = located(engine, entry("taken", OPENED, "Siapa yang membuka rakor di Bali?"))
    report = drafted(engine, draft, others=[other])
    assert report.kept == ()
    assert [each.reason for each in report.dropped] == [reason]
    assert bool(report.dropped[0].detail) == (reason == "no_quote")


def test_the_second_draft_of_one_id_is_dropped(engine: Engine) -> None:
    report = drafted(engine, entry("d1", START, ASKED), entry("d1", OPENED, "Siapa yang membuka rakor di Bali?"))
    assert [kept.quotes[0].quote for kept in report.kept] == [START]
    assert [each.reason for each in report.dropped] == ["id_taken"]


def test_a_drafter_cannot_pass_its_entries_off_as_reviewed(engine: Engine) -> None:
    sly = entry("d1", START, ASKED, origin="shipped", reviewed=Review("Sari", "2026-11-26"), author="Sari")
    [kept] = drafted(engine, sly).kept
    assert kept.is_draft
    assert kept.author == "fake 1"


def test_a_document_that_is_not_published_as_it_is_cannot_be_drafted_for(engine: Engine) -> None:
    document = engine.index.document(BALI)
    for other in (dataclasses.replace(document, id="new"), dataclasses.replace(document, text=document.text + "Baru.")):
        with pytest.raises(DocumentError, match="Publish it") as raised:
            draft_document(FakeDrafter(), other, engine)
        assert raised.value.code == "unpublished"


def test_the_order_of_drafts_changes_nothing_of_what_is_kept(engine: Engine) -> None:
    drafts = [
        located(engine, entry("a", START, ASKED)),
        located(engine, entry("b", OPENED, "Siapa yang membuka rakor di Bali?")),
        located(engine, entry("c", VOTE, "Kapan pendaftaran calon dimulai?")),
    ]
    first, second = (check_round_trip(order, engine) for order in (drafts, drafts[::-1]))
    assert {kept.id for kept in first.kept} == {kept.id for kept in second.kept}
    assert set(first.dropped) == set(second.dropped)
