"""The command line, run in this process; once as a program of its own."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Verified
from assistant.answering.service import AnswerService
from assistant.cli.main import main
from assistant.publishing.watch import Watcher
from assistant.quality.verified_store import VerifiedStore
from index.bank_file import entry_of
from index.store import current_generation
from tests.fakes import answered, refused, talked
from tests.paged import cited_item
from tests.real import ROOT, SEEDS

QUESTION = "Kapan pendaftaran calon Pilkada 2024 dimulai?"
ARTICLE = "001_354e1def9f1e9756"
MEETING = "Rapat desa digelar pada 3 Mei 2031 di balai desa."


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings except those of the test."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("NETRAL_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def index(index_folder: Path) -> list[str]:
    return ["--index", str(index_folder)]


def test_ask_prints_the_quote_and_its_source(capsys: pytest.CaptureFixture[str], index: list[str]) -> None:
    assert main(["ask", QUESTION, *index]) == 0
    out = capsys.readouterr().out
    assert "22 September 2024" in out
    assert "[1] ASN Diminta Tegakkan Netralitas dalam Pilkada Gubernur dan Bupati 2024, baliprawara.com" in out
    assert ARTICLE in out


def test_ask_json_prints_the_record(capsys: pytest.CaptureFixture[str], index: list[str]) -> None:
    assert main(["ask", QUESTION, "--json", *index]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["question"] == QUESTION
    assert record["citations"][0]["source_id"] == ARTICLE
    assert record["timings_ms"]["total"] > 0


def test_ask_after_earlier_questions(capsys: pytest.CaptureFixture[str], index: list[str]) -> None:
    main(["ask", "Pendaftarannya mulai kapan?", "--after", "Kapan Pilkada 2024 dilaksanakan?", "--json", *index])
    record = json.loads(capsys.readouterr().out)
    assert record["question"] == "Pendaftarannya mulai kapan?"
    assert "Pilkada" in record["searched_as"]


def test_what_was_searched_for_a_follow_up_is_shown(capsys: pytest.CaptureFixture[str], index: list[str]) -> None:
    main(["ask", "lalu kapan?", "--after", "Apa tema webinar Kemendagri?", *index])
    assert capsys.readouterr().out.startswith("(")


def test_a_refusal_has_status_3_and_labels_the_nearest_passages(
    capsys: pytest.CaptureFixture[str], index: list[str]
) -> None:
    assert main(["ask", "Kapan Pilkada 2029 dilaksanakan?", *index]) == 3
    out = capsys.readouterr().out
    assert "Artikel sumber tidak menjawab" in out
    assert "Bukan jawaban" in out


@pytest.mark.parametrize(("lang", "page"), [("id", "hlm. 1"), ("en", "p. 1")])
def test_an_item_is_printed_with_what_belongs_before_it_and_where_it_stands(
    capsys: pytest.CaptureFixture[str], index: list[str], monkeypatch: pytest.MonkeyPatch, lang: str, page: str
) -> None:
    item = cited_item()
    monkeypatch.setattr(AnswerService, "ask", lambda *_: replace(refused("x", "not_in_sources", "id"), nearest=(item,)))
    main(["ask", "Bolehkah?", "--lang", lang, *index])
    out = capsys.readouterr().out
    assert "\n  - (2) Pegawai dilarang: … c. memasang spanduk calon.\n" in out
    place = f"Pasal 1 ayat (2) huruf c, {page}, edaran {item.start}-{item.end}"
    assert f"[1] Peraturan Bupati Rimba, Pemerintah Kabupaten Rimba, 2024-03-01, {place}" in out


def test_talk_is_printed_as_text_and_is_no_refusal(
    capsys: pytest.CaptureFixture[str], index: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AnswerService, "ask", lambda *_: talked("halo", "greeting", "Halo! Saya Netral."))
    assert main(["ask", "halo", *index]) == 0
    assert capsys.readouterr().out == "Halo! Saya Netral.\n"
    assert main(["ask", "halo", "--json", *index]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "talk"


def test_differing_answers_are_reported(capsys: pytest.CaptureFixture[str], index: list[str]) -> None:
    assert main(["ask", "Siapa Plt Kepala BKN?", *index]) == 0
    out = capsys.readouterr().out
    assert "Ejaannya berbeda di antara kutipan: / The quotes spell it differently:" in out
    assert re.search(r"^  - .*Haryomo Dwi Putranto.* \[\d\]$", out, re.MULTILINE)


def test_the_language_of_the_reply_can_be_chosen(capsys: pytest.CaptureFixture[str], index: list[str]) -> None:
    assert main(["ask", "Siapa calon terbaik?", "--lang", "en", *index]) == 3
    assert capsys.readouterr().out.startswith("Netral takes no side")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ask", ""], "empty"),
        (["ask", "a" * 501], "at most 500"),
        (["ask", "x", *("--after", "y") * 11], "At most 10"),
        (["index", "inspect", "--source", "nobody"], "No source 'nobody'"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_an_error_has_status_1_and_one_line_that_says_what_to_do(
    capsys: pytest.CaptureFixture[str], index: list[str], arguments: list[str], says: str
) -> None:
    assert main([*arguments, *index]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("netral: ")
    assert says in captured.err
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize("command", [["ask", QUESTION], ["index", "inspect"], ["index", "verify"]])
def test_without_an_index_the_command_that_builds_it_is_named(
    capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert main([*command, "--index", "nowhere"]) == 1
    assert "netral index build" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [[], ["ask"], ["index"], ["index", "burn"], ["ask", "x", "--lang", "de"], ["serve", "--port", "x"]]
)
def test_wrong_usage_has_status_2(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as exited:
        main(arguments)
    assert exited.value.code == 2
    assert "usage: netral" in capsys.readouterr().err


def test_an_unknown_setting_is_named_with_the_nearest(capsys: pytest.CaptureFixture[str], index: list[str]) -> None:
    Path("netral.toml").write_text("candidate = 3\n", encoding="utf-8")
    assert main(["ask", QUESTION, *index]) == 1
    assert "Unknown key 'candidate'" in (err := capsys.readouterr().err)
    assert "did you mean 'candidates'?" in err


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exited:
        main(["--version"])
    assert exited.value.code == 0
    assert capsys.readouterr().out == f"netral {importlib.metadata.version('netral')}\n"


def test_build_says_what_it_did_and_does_nothing_the_second_time(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "satu.txt").write_text("Rapat desa\n\nRapat desa digelar pada 3 Mei 2031.", encoding="utf-8")
    command = ["index", "build", str(articles), "--index", "here"]
    assert main(command) == 0
    out = capsys.readouterr().out
    assert "is now in force: 1 articles" in out
    assert f"Index {current_generation(Path('here'))} " in out
    assert re.search(r"^  satu\.txt +txt +Rapat desa\* +2031-05-03\* +- +1$", out, re.MULTILINE)
    assert "  * taken from the text" in out
    assert main(command) == 0
    assert "is already in force" in (again := capsys.readouterr().out)
    assert "0 encoded" in again


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder with a document, one with a warning in a subfolder, a copy, and an archive."""
    folder = tmp_path / "articles"
    (folder / "2031").mkdir(parents=True)
    (folder / "satu.txt").write_text("Rapat desa\n\nRapat desa digelar pada 3 Mei 2031.", encoding="utf-8")
    (folder / "satu (1).txt").write_bytes((folder / "satu.txt").read_bytes())
    (folder / "2031" / "ansi.txt").write_bytes("Lurah menjawab, “Saya netral”.".encode("cp1252"))
    (folder / "arsip.zip").write_bytes(b"PK")
    return folder


def test_build_ends_with_a_table_of_all_documents_and_names_what_is_left_out(
    capsys: pytest.CaptureFixture[str], mixed: Path
) -> None:
    assert main(["index", "build", str(mixed), "--index", "here"]) == 0
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert "2 articles" in lines[0]
    assert "2 left out" in lines[0]
    assert [line.split()[0] for line in lines[1:]][:3] == ["file", "2031/ansi.txt", "warning:"]
    assert "      warning: read as Windows-1252, which was guessed" in lines
    assert lines[-3:] == [
        "  Left out: 2",
        "    arsip.zip is an archive. Unpack it in the folder, and remove it.",
        "    satu (1).txt has the text of satu.txt, and is left out as its copy.",
    ]
    assert main(["index", "inspect", "--index", "here"]) == 0
    assert "  warning: read as Windows-1252, which was guessed" in capsys.readouterr().out
    assert main(["index", "inspect", "--index", "here", "--source", "ansi"]) == 0
    assert "warning: read as Windows-1252" in capsys.readouterr().out


def test_a_strict_build_names_everything_and_publishes_nothing(capsys: pytest.CaptureFixture[str], mixed: Path) -> None:
    assert main(["index", "build", str(mixed), "--index", "here", "--strict"]) == 1
    err = capsys.readouterr().err
    for said in ("arsip.zip is an archive", "satu (1).txt has the text of", "2031/ansi.txt: read as Windows-1252"):
        assert said in err
    assert current_generation(Path("here")) is None


def test_build_can_say_what_it_did_as_json(capsys: pytest.CaptureFixture[str], mixed: Path) -> None:
    assert main(["index", "build", str(mixed), "--index", "here", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in found["documents"]] == ["ansi", "satu"]
    assert [(row["file"], row["code"]) for row in found["left_out"]] == [
        ("arsip.zip", "archive"),
        ("satu (1).txt", "copy"),
    ]


def test_build_of_a_folder_without_articles_is_an_error(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["index", "build", "empty"]) == 1
    assert capsys.readouterr().err.startswith("netral: ")
    assert current_generation(tmp_path / ".netral/index") is None


def test_build_with_an_encoder_that_is_not_there_is_an_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pytest.importorskip("sentence_transformers")
    (tmp_path / "model").mkdir()
    assert main(["index", "build", str(SEEDS), "--index", "here", "--encoder", str(tmp_path / "model")]) == 1
    assert "cannot be loaded" in capsys.readouterr().err
    assert current_generation(Path("here")) is None


def test_inspect_says_what_the_index_contains(capsys: pytest.CaptureFixture[str], index: list[str]) -> None:
    assert main(["index", "inspect", *index]) == 0
    out = capsys.readouterr().out
    manifest = json.loads(out[: out.rindex("}") + 1])
    assert manifest["counts"]["documents"] == 5
    assert all(path.stem in out for path in SEEDS.glob("*.txt"))


def test_inspect_shows_one_articles_furniture_and_passages(
    capsys: pytest.CaptureFixture[str], index: list[str]
) -> None:
    assert main(["index", "inspect", "--source", ARTICLE, *index]) == 0
    out = capsys.readouterr().out
    assert "see-also: 'See also" in out
    assert "passage of" in out


def test_verify_finds_no_problem_in_a_whole_index(capsys: pytest.CaptureFixture[str], index: list[str]) -> None:
    assert main(["index", "verify", *index]) == 0
    assert "of 5 articles checked, 0 problems." in capsys.readouterr().out


def test_doctor_answers_a_question(capsys: pytest.CaptureFixture[str], index: list[str]) -> None:
    assert main(["doctor", *index]) == 0
    out = capsys.readouterr().out
    assert f"netral {importlib.metadata.version('netral')}" in out
    assert "ok      index: " in out
    assert "ok      one question: " in out
    assert "answered with" in out
    assert re.search(r"ok      question bank: \d+ entries with [\d,]+ wordings from the documents, 0 entries", out)


def test_doctor_says_when_too_few_files_may_be_open(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, index: list[str]
) -> None:
    monkeypatch.setattr("assistant.web.descriptors.descriptor_limits", lambda: (1_024, 4_096))
    assert main(["doctor", *index]) == 0
    assert "ok      open files: 1,024 in force, 2,152 needed, 4,096 possible" in capsys.readouterr().out
    monkeypatch.setattr("assistant.web.descriptors.descriptor_limits", lambda: (1_024, 1_024))
    assert main(["doctor", *index]) == 1
    out = capsys.readouterr().out
    assert "FAILED  open files: at most 1,024 may be open, and 1,000 connections need 2,152" in out
    assert "LimitNOFILE" in out


def bank_entry(entry_id: str, quote: str, *questions: str) -> dict[str, Any]:
    return {
        "id": entry_id,
        "kind": "fact",
        "questions": [*questions],
        "quotes": [{"source_id": "satu", "quote": quote}],
    }


BANK = [
    bank_entry("b1", MEETING, "Kapan rapat desa digelar?", "Rapat desa tanggal berapa?"),
    bank_entry("b2", "Ketuanya Budi.", "Siapa ketuanya?"),
]


def test_doctor_counts_the_question_bank_and_names_what_is_not_used(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "satu.txt").write_text(MEETING, encoding="utf-8")
    monkeypatch.setenv("NETRAL_RECORDS", "records.sqlite")
    built = ["--index", "here"]
    assert main(["index", "build", "articles", "--index", "here"]) == 0
    assert main(["doctor", *built]) == 0
    assert "ok      question bank: none; the articles came without questions" in capsys.readouterr().out
    (tmp_path / "articles" / "questions.jsonl").write_text("\n".join(map(json.dumps, BANK)), encoding="utf-8")
    assert main(["index", "build", "articles", "--index", "here"]) == 0
    store = VerifiedStore(tmp_path / "records.sqlite")
    store.save(entry_of(BANK[0] | {"id": "f1"}), 0, "Sari")
    store.save(entry_of(BANK[1] | {"id": "f2"}), 0, "Sari")
    store.switch_off("b9", 0, "Sari")
    monkeypatch.setattr("assistant.cli.doctor.STALE_SHOWN", 1)
    assert main(["doctor", *built]) == 0
    lines = capsys.readouterr().out.splitlines()
    at = next(at for at, line in enumerate(lines) if "question bank" in line)
    assert lines[at] == (
        "ok      question bank: 1 entries with 2 wordings from the documents, 2 entries with 3 wordings saved by evaluators, "
        "1 switched off, 2 not used:"
    )
    assert "(b2): stale: satu no longer holds 'Ketuanya Budi.'" in lines[at + 1]
    assert lines[at + 2].strip() == "and 1 more"
    monkeypatch.setattr("assistant.cli.doctor.STALE_SHOWN", 2)
    main(["doctor", *built])
    assert "f2, saved by Sari: satu no longer holds 'Ketuanya Budi.'" in capsys.readouterr().out


def test_a_records_file_that_cannot_be_read_fails_the_check_of_the_bank_alone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: list[str]
) -> None:
    monkeypatch.setenv("NETRAL_RECORDS", "records.sqlite")
    (tmp_path / "records.sqlite").write_text("nothing of the kind" * 100)
    assert main(["doctor", *index]) == 1
    out = capsys.readouterr().out
    assert "ok      index: " in out
    assert "FAILED  question bank: " in out
    assert "ok      one question: " in out


def test_ask_says_in_both_languages_who_checked_an_answer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, index: list[str]
) -> None:
    checked = Verified("Sari", "2031-07-01")
    said = "Diperiksa oleh Sari pada 1 Juli 2031 / Checked by Sari on 1 July 2031"
    for answer, status in ((answered("Kapan?"), 0), (refused("Siapa presiden?", "not_in_sources", "id"), 3)):
        for verified in (checked, None):
            monkeypatch.setattr(AnswerService, "ask", lambda *_, a=answer, v=verified: replace(a, verified=v))
            assert main(["ask", "Kapan?", *index]) == status
            assert (said in capsys.readouterr().out) == (verified is not None)


def test_doctor_without_an_index_says_so_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--index", "nowhere"]) == 1
    assert "FAILED  index: There is no index in nowhere" in capsys.readouterr().out


def test_serve_builds_the_index_where_there_is_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from assistant.web import serve as server

    served = []
    monkeypatch.setattr(server, "serve", lambda *given: served.append(given))
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "satu.txt").write_text("Rapat desa digelar pada 3 Mei 2031.", encoding="utf-8")
    assert main(["serve", "--sources", "articles", "--index", "here", "--port", "7999"]) == 0
    assert "is now in force: 1 articles" in capsys.readouterr().out
    ((service, settings, publisher),) = served
    assert settings.port == 7999
    assert service.ready()["documents"] == 1
    assert not publisher.watching


@pytest.mark.parametrize(("option", "watched"), [(["--watch", "articles"], "articles"), (["--watch"], "other")])
def test_serve_watches_the_folder_that_is_named_or_the_one_of_the_settings(
    monkeypatch: pytest.MonkeyPatch, index: list[str], option: list[str], watched: str
) -> None:
    from assistant.web import serve as server

    served = []
    monkeypatch.setenv("NETRAL_SOURCES", "other")
    monkeypatch.setattr(server, "serve", lambda *given: served.append(given))
    monkeypatch.setattr(Watcher, "look", lambda *_: None)
    assert main(["serve", *index, *option]) == 0
    ((_, settings, publisher),) = served
    assert publisher.watching
    assert settings.sources == publisher.sources == Path(watched)


def test_an_interrupted_command_ends_quietly(monkeypatch: pytest.MonkeyPatch, index: list[str]) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(AnswerService, "ask", interrupted)
    assert main(["ask", QUESTION, *index]) == 130


def test_the_program_itself(index: list[str]) -> None:
    program = [sys.executable, "-m", "assistant.cli", "ask", QUESTION, "--json", *index]
    done = subprocess.run(
        program, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 0, done.stderr
    assert "22 September 2024" in json.loads(done.stdout)["citations"][0]["quote"]
    assert done.stderr == ""
