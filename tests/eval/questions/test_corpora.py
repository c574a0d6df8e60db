"""`--corpus`: the questions and the index of other documents than the articles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.cli.main import main
from eval.questions import corpora
from eval.questions.cases import DatasetError
from eval.questions.corpora import find_corpus
from tests.eval.questions.test_cases import REFUSED, ROW

TEXT = "Rapat dibuka Sekda.\n\nPeserta rapat\nberjumlah 40 orang.\n"
CASE = {**ROW, "gold": [{"source_id": "surat", "quote": "Peserta rapat berjumlah 40 orang."}]}


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout's folder of corpora with a small one, in a working folder of its own."""
    folder = tmp_path / "corpora" / "kecil"
    (folder / "documents").mkdir(parents=True)
    (folder / "documents" / "surat.txt").write_text(TEXT, encoding="utf-8")
    write(folder / "questions.jsonl", CASE)
    write(folder / "heldout.jsonl", {**REFUSED, "turns": ["Berapa harga beras?"]})
    monkeypatch.setattr(corpora, "CORPORA", tmp_path / "corpora")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NETRAL_READER", "sentences")
    return folder


def write(path: Path, *rows: dict[str, Any]) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def test_a_corpus_is_found_by_its_name(small: Path) -> None:
    assert find_corpus("kecil").questions == small / "questions.jsonl"
    with pytest.raises(DatasetError, match=r"no corpus 'besar'\. It is one of: kecil"):
        find_corpus("besar")


def test_where_there_are_no_corpora_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpora, "CORPORA", tmp_path / "nowhere")
    with pytest.raises(DatasetError, match="in a checkout of the repository alone"):
        find_corpus("offices")


def test_check_proves_both_sets_of_a_corpus(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert small.is_dir()
    assert main(["check", "--corpus", "kecil"]) == 0
    told = capsys.readouterr().out
    assert "1 articles from" in told
    assert "questions.jsonl: 1 cases" in told
    assert "heldout.jsonl: 1 cases" in told
    assert "Every one of 1 gold quotes found." in told
    assert Path(".netral/index-kecil").is_dir()
    assert not Path(".netral/index").exists()


def test_a_run_of_a_corpus_reads_its_documents_as_they_are_now(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--corpus", "kecil", "--out", "out"]) == 0
    assert json.loads(Path("out/answers.jsonl").read_text(encoding="utf-8"))["id"] == "a"
    (small / "documents" / "surat.txt").write_text("Peserta rapat berjumlah 41 orang.", encoding="utf-8")
    capsys.readouterr()
    assert main(["run", "--corpus", "kecil", "--out", "out", "--again"]) == 1
    assert "the quote is not in surat" in capsys.readouterr().err


def test_a_set_that_is_named_is_asked_of_the_corpus(small: Path) -> None:
    asked = ["run", "--corpus", "kecil", "--questions", str(small / "heldout.jsonl"), "--out", "out"]
    assert main([*asked, "--index", "elsewhere"]) == 0
    assert json.loads(Path("out/answers.jsonl").read_text(encoding="utf-8"))["id"] == "b"
    assert Path("elsewhere").is_dir()


def test_a_run_of_a_corpus_is_gated_and_reported(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert small.is_dir()
    assert main(["run", "--corpus", "kecil", "--out", "out"]) == 0
    assert main(["gate", "--corpus", "kecil", "--baseline", "out", "out"]) == 0
    assert "Passed." in capsys.readouterr().out
    assert main(["report", "--corpus", "kecil", "out", "--out", "out.html"]) == 0
    assert "questions.jsonl" in Path("out.html").read_text(encoding="utf-8")


def test_a_server_is_asked_the_questions_of_a_corpus_and_nothing_is_built(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert small.is_dir()
    assert main(["run", "--corpus", "kecil", "--url", "http://127.0.0.1:1"]) == 1
    assert "127.0.0.1:1" in capsys.readouterr().err
    assert not Path(".netral").exists()


def test_a_corpus_that_is_not_there_is_an_error(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert small.is_dir()
    assert main(["run", "--corpus", "besar"]) == 1
    assert "There is no corpus 'besar'" in capsys.readouterr().err
