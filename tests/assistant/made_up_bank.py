"""A made-up article with a bank of four entries, and what evaluators saved, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.answering.open_bank import open_bank
from assistant.question.query import QueryAnalyzer
from assistant.retrieval.bank_match import Match
from assistant.retrieval.question_bank import QuestionBank
from index.bank import BankEntry, BankQuote, Wording
from index.bank_file import bank_lines
from index.build import build_index
from index.store import Index
from tests.index.fake_encoder import FakeEncoder

TEXT = (
    "Festival Perahu Ambon dibuka Wali Kota Maria Latuconsina pada 4 Mei 2031. "
    "Pegawai dilarang menyewakan perahu dinas. Pedagang di Cirebon dipindahkan ke lapangan."
)
SENTENCES = [f"{part.strip(' .')}." for part in TEXT.split(". ")]


def entry(name: str, kind: Any, sentence: int | None, *questions: str, **more: Any) -> BankEntry:
    quotes = () if sentence is None else (BankQuote("kabar", SENTENCES[sentence]),)
    return BankEntry(name, kind, tuple(Wording(text, "id") for text in questions), quotes, **more)


WHEN = entry(
    "when", "when", 0, "Kapan festival perahu dibuka?", "festival perahu tanggal berapa", "Tanggal 4 itu ada apa?"
)
WHO = entry("who", "who", 0, "Siapa yang membuka festival perahu?")
MAY = entry("may", "yes_no", 1, "Bolehkah pegawai menyewakan perahu dinas?")
COST = entry("cost", "refuse", None, "Berapa biaya festival perahu?", refuse="not_in_sources")
ENTRIES = (WHEN, WHO, MAY, COST)


@dataclass
class Saved:
    """What evaluators saved, in memory."""

    saved: Sequence[BankEntry] = ()
    off: frozenset[str] = field(default_factory=frozenset)

    def version(self) -> int:
        return len(self.saved) + len(self.off)

    def entries(self) -> Sequence[BankEntry]:
        return self.saved

    def removed(self) -> frozenset[str]:
        return self.off


class BankDesk:
    """An index of the article with the entries, and questions for it."""

    def __init__(self, folder: Path) -> None:
        self.encoder = FakeEncoder()
        (folder / "articles").mkdir()
        (folder / "articles/kabar.txt").write_text(TEXT, encoding="utf-8")
        (folder / "articles/questions.jsonl").write_text(bank_lines(ENTRIES), encoding="utf-8")
        assert build_index(folder / "articles", folder / "index", encoder=self.encoder).bank_problems == ()
        self.index = Index(folder / "index")
        self.questions = QueryAnalyzer.load(
            self.index.analyzer, self.index.words(), names=self.index.names(), rarity=self.index.rarity
        )
        self.encoder.asked = []

    def bank(self, saved: Saved | None = None) -> QuestionBank:
        return open_bank(self.index, self.encoder, saved)

    def matches(self, question: str, bank: QuestionBank | None = None, most: int = 5) -> tuple[Match, ...]:
        query = self.questions.query(question)
        bank = self.bank() if bank is None else bank
        return bank.matches(query, self.encoder.encode_queries([query.text])[0], most)

    def match(self, question: str, name: str) -> Match:
        return next(match for match in self.matches(question) if match.entry.id == name)
