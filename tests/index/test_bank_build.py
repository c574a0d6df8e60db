"""A bank from its folder into an index: only what changed is encoded, it is covered by checksums, and nothing in it costs a build."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import bank_index, publish, store
from index.bank_file import BANK_FILE, Bank, BankProblem
from index.bank_index import BANK_FILES
from index.build import BuildReport, build_index
from index.config import IndexConfig
from index.errors import IndexDamagedError, IndexMismatchError
from index.projection import WordingProjection
from index.publish import index_fingerprint
from index.store import Index, current_generation
from tests.index.fake_encoder import FakeEncoder
from tests.index.made_up_bank import ANSWER, QUOTE, REFUSAL, TEXT, folder_with_bank, lines

GONE: dict[str, Any] = {
    **ANSWER,
    "id": "gone",
    "questions": ["Lalu?"],
    "quotes": [{"source_id": "x", "quote": "y"}],
    "short": None,
}


class Desk:
    """A folder with a bank, the index that is built of it, and an encoder that remembers."""

    def __init__(self, folder: Path) -> None:
        self.sources, self.index, self.encoder = folder / "articles", folder / "index", FakeEncoder()
        folder_with_bank(self.sources, ANSWER, REFUSAL)

    def write(self, *values: object) -> None:
        (self.sources / BANK_FILE).write_text(lines(*values), encoding="utf-8")

    def build(self, config: IndexConfig | None = None, **options: Any) -> BuildReport:
        self.encoder.encoded, self.encoder.asked = [], []
        return build_index(self.sources, self.index, config, self.encoder, **options)

    def open(self) -> Index:
        return Index(self.index)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def quoted(index: Index) -> list[str]:
    assert index.bank
    return [quote.span.of(index.document(quote.source_id).text) for each in index.bank.entries for quote in each.quotes]


def test_the_report_and_the_manifest_count_entries_and_wordings(desk: Desk) -> None:
    report = desk.build()
    assert (report.entries, report.wordings, report.bank_problems) == (2, 3, ())
    index = desk.open()
    assert index.bank
    assert [located.entry.id for located in index.bank.entries] == ["a", "r"]
    assert index.manifest["counts"]["entries"] == 2
    assert index.manifest["counts"]["wordings"] == 3
    assert set(BANK_FILES) <= set(index.manifest["files"])
    assert index.stale_entries() == []
    assert quoted(index) == [QUOTE]


def test_without_a_bank_there_is_none(desk: Desk) -> None:
    (desk.sources / BANK_FILE).unlink()
    report = desk.build()
    assert (report.entries, report.wordings, report.bank_problems) == (0, 0, ())
    index = desk.open()
    assert index.bank is None
    assert not (index.folder / "bank").exists()
    assert index.stale_entries() == []


def test_passages_and_wordings_share_one_progress(desk: Desk) -> None:
    seen: list[tuple[int, int]] = []
    desk.build(progress=lambda done, total: seen.append((done, total)))
    passages = len(desk.encoder.encoded)
    assert seen == [(passages, passages + 3), (passages + 3, passages + 3)]


class TestAgain:
    def test_without_a_change_nothing_is_encoded(self, desk: Desk) -> None:
        desk.build()
        report = desk.build()
        assert report.unchanged
        assert (report.entries, report.wordings) == (2, 3)
        assert (desk.encoder.encoded, desk.encoder.asked) == ([], [])

    def test_a_new_wording_alone_is_encoded(self, desk: Desk) -> None:
        first = desk.build()
        desk.write(REFUSAL, {**ANSWER, "questions": ["Tanggal rapat?", *ANSWER["questions"]]})
        report = desk.build()
        assert report.fingerprint != first.fingerprint
        assert (desk.encoder.encoded, desk.encoder.asked) == ([], ["Tanggal rapat?"])
        index = desk.open()
        assert index.bank
        vector = FakeEncoder().encode_queries(["Kapan rapat desa digelar?"])[0]
        assert index.bank.cosines(vector, 1)[1] == pytest.approx(1, abs=1e-5)

    def test_a_new_article_encodes_no_wording(self, desk: Desk) -> None:
        desk.build()
        (desk.sources / "baru.txt").write_text("Panen raya dimulai hari ini.", encoding="utf-8")
        desk.build()
        assert len(desk.encoder.encoded) == 1
        assert desk.encoder.asked == []

    def test_another_encoder_encodes_everything(self, desk: Desk) -> None:
        desk.build()
        desk.encoder = FakeEncoder("fake 2")
        desk.build()
        assert len(desk.encoder.asked) == 3

    def test_a_bank_that_is_removed_leaves_the_index(self, desk: Desk) -> None:
        desk.build()
        (desk.sources / BANK_FILE).unlink()
        desk.build()
        assert desk.open().bank is None


class TestFingerprint:
    @pytest.mark.parametrize(
        "values",
        [
            (ANSWER,),
            (REFUSAL, ANSWER),
            ({**ANSWER, "short": None}, REFUSAL),
            ({**ANSWER, "reviewed": {"by": "Ana", "on": "2026-11-27"}}, REFUSAL),
            (ANSWER, {**REFUSAL, "refuse": "unclear"}),
            (ANSWER, REFUSAL, GONE),
            (ANSWER, REFUSAL, "{"),
        ],
        ids=["fewer", "order", "short", "review", "reason", "stale", "problem"],
    )
    def test_another_bank_is_another_index(self, desk: Desk, values: tuple[object, ...]) -> None:
        first = desk.build().fingerprint
        desk.write(*values)
        assert desk.build().fingerprint == current_generation(desk.index) != first

    def test_another_map_of_wordings_is_another_index(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        first = desk.build().fingerprint
        mapped(monkeypatch, "another")
        assert desk.build().fingerprint != first
        assert len(desk.encoder.asked) == 3

    def test_the_map_is_part_of_the_fingerprint_itself(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def made() -> str:
            return index_fingerprint(IndexConfig(), "fake 1", "a", [], [])

        before = made()
        mapped(monkeypatch, "another")
        assert made() != before


def mapped(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """From now on the encoder's wordings are mapped by another, `name`."""
    eye, centre = np.eye(16, dtype=np.float32), np.zeros(16, np.float32)
    for module in (bank_index, publish, store):
        monkeypatch.setattr(module, "wording_projection", lambda _: WordingProjection(name, eye, centre))


class TestDamage:
    @pytest.mark.parametrize("file", BANK_FILES)
    def test_a_flipped_byte_is_refused(self, desk: Desk, file: str) -> None:
        desk.build()
        path = desk.open().folder / file
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(bytes(data))
        with pytest.raises(IndexDamagedError, match=r"differs from what was written\. Build it again"):
            desk.open()
        assert not desk.build().unchanged
        assert desk.open().bank

    @pytest.mark.parametrize("file", BANK_FILES)
    def test_a_missing_file_is_refused(self, desk: Desk, file: str) -> None:
        desk.build()
        (desk.open().folder / file).unlink()
        with pytest.raises(IndexDamagedError, match="is incomplete"):
            desk.open()

    def test_wordings_in_another_space_are_refused(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        desk.build()
        mapped(monkeypatch, "another")
        with pytest.raises(IndexMismatchError, match=r"another wording map\. Build it again"):
            desk.open()
        assert desk.build().entries == 2
        assert desk.open().bank

    def test_an_index_without_a_bank_needs_no_map(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        (desk.sources / BANK_FILE).unlink()
        desk.build()
        mapped(monkeypatch, "another")
        assert desk.open().bank is None

    def test_entries_of_an_unknown_form_are_refused(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        desk.build()
        monkeypatch.setattr("index.bank_form.ENTRY_KINDS", ("who",))
        with pytest.raises(IndexMismatchError, match=r"of another version: .*Build it again"):
            desk.open()


class TestQuotes:
    @pytest.mark.parametrize(
        "config", [IndexConfig(window_sentences=1), IndexConfig(passage_tokens=16), IndexConfig(context=False)]
    )
    def test_quotes_survive_another_cutting(self, desk: Desk, config: IndexConfig) -> None:
        desk.build()
        before = desk.open()
        desk.build(config)
        after = desk.open()
        assert after.fingerprint != before.fingerprint
        assert quoted(after) == quoted(before) == [QUOTE]

    def test_quotes_survive_other_line_breaks(self, desk: Desk) -> None:
        text = TEXT.replace("pada 15", "pada\n15").replace("\n", "\r\n")
        (desk.sources / "rapat.txt").write_bytes(text.encode())
        assert desk.build().bank_problems == ()
        (found,) = quoted(desk.open())
        assert found != QUOTE
        assert found.split() == QUOTE.split()

    def test_a_quote_that_is_gone_makes_the_entry_stale(self, desk: Desk) -> None:
        (desk.sources / "rapat.txt").write_text(TEXT.replace("digelar pada", "ditunda ke"), encoding="utf-8")
        report = desk.build()
        assert (report.entries, report.wordings) == (1, 1)
        (problem,) = report.bank_problems
        assert (problem.line, problem.entry, problem.stale) == (1, "a", True)
        index = desk.open()
        assert index.stale_entries() == [str(problem)]
        assert index.bank
        assert [located.entry.id for located in index.bank.entries] == ["r"]

    def test_an_article_that_is_left_out_makes_its_entries_stale(self, desk: Desk) -> None:
        (desk.sources / "baru.txt").write_text("Panen raya dimulai hari ini.", encoding="utf-8")
        (problem,) = desk.build(leave_out=["rapat"]).bank_problems
        assert "there is no source 'rapat'" in problem.message


class TestBadInput:
    @pytest.mark.parametrize(
        ("data", "says"),
        [
            (b"", "line 1: the file has no entry"),
            (b"\xff\xfe{\x00", "is UTF-16"),
            (b"\xff\xff\n", "line 1: it is not UTF-8"),
            (b"{" * 200_000, "line 1: it is not JSON"),
            (b"\n\nnull", "line 3: it is not a JSON object"),
            (None, "Cannot read"),
        ],
    )
    def test_the_build_goes_on_and_the_problem_is_kept(self, desk: Desk, data: bytes | None, says: str) -> None:
        path = desk.sources / BANK_FILE
        path.unlink()
        if data is None:
            path.mkdir()
        else:
            path.write_bytes(data)
        report = desk.build()
        assert (report.documents, report.entries) == (1, 0)
        (problem,) = report.bank_problems
        assert says in str(problem)
        index = desk.open()
        assert index.bank is None
        assert index.stale_entries() == [str(problem)]

    @pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root may read everything")
    def test_a_file_that_may_not_be_read_costs_no_build(self, desk: Desk) -> None:
        (desk.sources / BANK_FILE).chmod(0)
        assert "Permission denied" in str(desk.build().bank_problems[0])

    def test_what_is_wrong_is_listed_by_line_and_the_rest_is_used(self, desk: Desk) -> None:
        desk.write("{", ANSWER, GONE, {**REFUSAL, "refuse": "x"}, {**REFUSAL, "id": "r2"})
        report = desk.build()
        assert [(problem.line, problem.stale) for problem in report.bank_problems] == [
            (1, False),
            (3, True),
            (4, False),
        ]
        assert (report.entries, report.wordings) == (2, 3)
        assert desk.open().stale_entries() == [str(problem) for problem in report.bank_problems]

    def test_fifty_thousand_wordings_are_built_and_found(self, desk: Desk) -> None:
        entries = (
            {**ANSWER, "id": f"e{n}", "questions": [f"Apa {n} nomor {m}?" for m in range(1000)]} for n in range(50)
        )
        desk.write(*entries)
        report = desk.build(IndexConfig(hnsw_from=100_000))
        assert (report.entries, report.wordings, report.bank_problems) == (50, 50_000, ())
        index = desk.open()
        assert index.bank
        near = index.bank.near(FakeEncoder().encode_queries(["Apa 7 nomor 3?"])[0], [], 3)
        assert 3 in near[7]


def test_a_part_of_the_bank_can_be_chosen(desk: Desk) -> None:
    def answers(bank: Bank) -> Bank:
        kept = [at for at, entry in enumerate(bank.entries) if not entry.refuse]
        return Bank(tuple(bank.entries[at] for at in kept), tuple(bank.lines[at] for at in kept))

    assert desk.build(choose_entries=answers).entries == 1
    assert BankProblem(1, "a", "x").entry_lost
