"""`netral bank`: every problem with its line, and the entries in force."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from assistant.cli.main import main
from assistant.quality.verified_store import VerifiedStore
from index.bank import BankEntry, BankQuote, Wording
from index.bank_form import entry_of
from index.build import build_index
from tests.index.fake_encoder import FakeEncoder
from tests.index.made_up_bank import ANSWER, QUOTE, REFUSAL, TEXT, folder_with_bank, lines

GONE: dict[str, Any] = {
    **ANSWER,
    "id": "gone",
    "questions": ["Lalu?"],
    "quotes": [{"source_id": "x", "quote": "y"}],
    "short": None,
}
DRAFT: dict[str, Any] = {**ANSWER, "id": "d", "questions": ["Bila rapat?"], "origin": "model", "reviewed": None}


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings except those of the test."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("NETRAL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NETRAL_SOURCES", "articles")


class TestCheck:
    def test_a_bank_without_problems_is_counted(self, capsys: pytest.CaptureFixture[str]) -> None:
        folder_with_bank(Path("articles"), ANSWER, REFUSAL, DRAFT)
        assert main(["bank", "check"]) == 0
        assert capsys.readouterr().out.splitlines() == [
            f"{Path('articles/questions.jsonl')}: 3 expected questions with 4 wordings (1 en, 3 id).",
            "  2 answers, 1 refusals, 1 reviewed, 1 drafts",
            "0 problems, 0 of them stale entries.",
        ]

    def test_every_problem_is_named_with_its_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        folder_with_bank(Path("articles"), ANSWER, "{", GONE, {**REFUSAL, "refuse": "x"})
        assert main(["bank", "check"]) == 1
        out = capsys.readouterr().out.splitlines()
        name = Path("articles/questions.jsonl")
        assert [line.partition(": ")[0] for line in out[:3]] == [
            f"{name}, line 2", f"{name}, line 3 (gone)", f"{name}, line 4 (r)",
        ]  # fmt: skip
        assert out[-1] == "3 problems, 1 of them stale entries."

    def test_json_has_the_same(self, capsys: pytest.CaptureFixture[str]) -> None:
        folder_with_bank(Path("articles"), ANSWER, GONE, DRAFT)
        assert main(["bank", "check", "--json"]) == 1
        value = json.loads(capsys.readouterr().out)
        assert value["file"] == str(Path("articles/questions.jsonl"))
        assert (value["entries"], value["wordings"], value["languages"]) == (2, 3, {"en": 1, "id": 2})
        assert (value["kinds"], value["refusals"], value["drafts"]) == ({"when": 2}, 0, 1)
        assert (value["reviewed"], value["stale"]) == (1, 1)
        (problem,) = value["problems"]
        assert (problem["line"], problem["entry"], problem["stale"], problem["entry_lost"]) == (2, "gone", True, True)

    def test_a_file_is_compared_with_the_articles_beside_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        folder_with_bank(Path("other"), ANSWER)
        assert main(["bank", "check", "other/questions.jsonl"]) == 0  # there is no folder `articles`
        assert "1 expected questions" in capsys.readouterr().out

    def test_else_with_those_of_the_setting(self, capsys: pytest.CaptureFixture[str]) -> None:
        folder_with_bank(Path("articles"), ANSWER)
        Path("mine.jsonl").write_text(lines(GONE, DRAFT), encoding="utf-8")
        assert main(["bank", "check", "mine.jsonl"]) == 1
        assert "1 expected questions with 1 wordings" in capsys.readouterr().out

    def test_without_articles_the_form_is_checked_all_the_same(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("mine.jsonl").write_text(lines("{", ANSWER), encoding="utf-8")
        assert main(["bank", "check", "mine.jsonl"]) == 1
        out = capsys.readouterr().out
        assert "mine.jsonl, line 1: it is not JSON" in out
        assert "the quotes could not be compared with the articles. No folder articles" in out

    def test_a_file_that_is_not_there_or_unreadable_is_an_error(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["bank", "check"]) == 1
        assert "There is no " in capsys.readouterr().err
        folder_with_bank(Path("articles"))
        Path("articles/questions.jsonl").write_bytes(b"\xff\xfe")
        assert main(["bank", "check"]) == 1
        assert capsys.readouterr().err.endswith("is UTF-16. Save it as UTF-8.\n")

    def test_an_empty_file_is_a_problem(self, capsys: pytest.CaptureFixture[str]) -> None:
        folder_with_bank(Path("articles"))
        assert main(["bank", "check"]) == 1
        assert "line 1: the file has no entry" in capsys.readouterr().out


@pytest.fixture
def built() -> VerifiedStore:
    """An index with a bank, and the store of what evaluators save beside it."""
    build_index(
        folder_with_bank(Path("articles"), ANSWER, REFUSAL, DRAFT), Path(".netral/index"), encoder=FakeEncoder()
    )
    return VerifiedStore(Path(".netral/records.sqlite"))


MINE = BankEntry(
    "v-1", "how_many", (Wording("Berapa yang hadir?", "id"),), (BankQuote("rapat", "Hadir\n40 warga."),), "40"
)


class TestInForce:
    @pytest.mark.usefixtures("built")
    def test_the_entries_are_listed_with_their_reply(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["bank", "list"]) == 0
        assert capsys.readouterr().out.splitlines() == [
            "a  when        Kapan rapat desa digelar? (+1)  →  15 Mei 2031",
            "r  refuse      Berapa biaya rapat desa?  →  not_in_sources",
            "d  when        Bila rapat?  →  15 Mei 2031  [draft]",
            "3 entries in force.",
        ]

    def test_what_evaluators_saved_counts(self, capsys: pytest.CaptureFixture[str], built: VerifiedStore) -> None:
        built.save(MINE, 0, "Sari")
        built.switch_off("r", 0, "Sari")
        assert main(["bank", "list", "--source", "rapat"]) == 0
        out = capsys.readouterr().out
        assert [line.split()[0] for line in out.splitlines()] == ["a", "d", "v-1", "3"]
        assert "[Sari, " in out

    @pytest.mark.usefixtures("built")
    def test_a_list_as_json_is_a_bank_again(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["bank", "list", "--json"]) == 0
        Path("copy.jsonl").write_text(out := capsys.readouterr().out, encoding="utf-8")
        assert [json.loads(line) for line in out.splitlines()] == [
            entry_of(each).as_dict() for each in (ANSWER, REFUSAL, DRAFT)
        ]
        assert main(["bank", "check", "copy.jsonl"]) == 0

    @pytest.mark.usefixtures("built")
    def test_one_entry_is_shown_with_its_places(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["bank", "show", "a"]) == 0
        start = TEXT.index(QUOTE)
        assert capsys.readouterr().out.splitlines() == [
            "a  when, shipped, reviewed by Budi on 2026-11-26",
            "  id  Kapan rapat desa digelar?",
            "  en  When was the meeting?",
            "short answer: 15 Mei 2031",
            f"[1] rapat {start}-{start + len(QUOTE)}  {QUOTE}",
        ]
        assert main(["bank", "show", "r"]) == 0
        assert "refused: not_in_sources" in (out := capsys.readouterr().out)
        assert "not reviewed" in out
        assert main(["bank", "show", "a", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["places"] == [["rapat", start, start + len(QUOTE)]]

    @pytest.mark.usefixtures("built")
    def test_one_that_is_not_in_force_is_an_error(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["bank", "show", "none"]) == 1
        assert "List them: netral bank list" in capsys.readouterr().err

    def test_without_an_index_the_command_that_builds_it_is_named(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["bank", "list"]) == 1
        assert "netral index build" in capsys.readouterr().err

    @pytest.mark.usefixtures("built")
    def test_inspect_counts_the_bank_and_lists_its_problems(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["index", "inspect"])
        assert capsys.readouterr().out.splitlines()[-1] == "3 expected questions with 4 wordings"
        build_index(folder_with_bank(Path("articles"), GONE), Path(".netral/index"), encoder=FakeEncoder())
        main(["index", "inspect"])
        out = capsys.readouterr().out
        assert out.splitlines()[-2] == "0 expected questions with 0 wordings"
        assert out.splitlines()[-1].startswith("questions.jsonl, line 1 (gone): stale: ")
        assert "bank_problems" not in out
