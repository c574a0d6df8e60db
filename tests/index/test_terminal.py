"""What others wrote cannot act on a terminal or forge a line; a command whose reader has left ends quietly."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.terminal import EXIT_PIPE, show, until_closed, visible_block, visible_line
from tests.real import index_of_seeds

ROOT = Path(__file__).parents[2]
HARMFUL = [
    "\x1b",
    "\x00",
    "\x07",
    "\x08",
    "\r",
    "\x7f",
    "\x9b",
    "\x85",
    "\u2028",
    "\u202e",
    "\u2066",
    "\u2069",
    "\ud800",
]


@pytest.mark.parametrize("character", HARMFUL, ids=ascii)
def test_a_harmful_character_is_shown_and_not_sent(character: str) -> None:
    assert visible_line(f"a{character}b") == visible_block(f"a{character}b") == f"a\\u{ord(character):04x}b"


def test_a_line_has_no_breaks_and_a_block_keeps_its_own() -> None:
    assert visible_line("satu\ndua\ttiga") == "satu\\u000adua\\u0009tiga"
    assert visible_block("satu\ndua\ttiga") == "satu\ndua\ttiga"


def test_ordinary_text_stays_as_it_is() -> None:
    text = "Netralitas ASN – “Pasal 9 ayat (2)” … é 日本 👩🏽"
    assert visible_line(text) == visible_block(text) == text


def test_a_record_printed_as_json_stays_the_same_record(capsys: pytest.CaptureFixture[str]) -> None:
    record = {"comment": "\x1b[2J\x9b\u202e\n bagus"}
    show(json.dumps(record, ensure_ascii=False))
    out = capsys.readouterr().out
    assert "\x9b" not in out
    assert json.loads(out) == record


def test_what_a_terminal_cannot_write_is_escaped() -> None:
    written = io.BytesIO()
    narrow = io.TextIOWrapper(written, encoding="ascii")
    show("→ ya", narrow)
    narrow.flush()
    assert written.getvalue() == b"\\u2192 ya\n"


def test_the_status_of_a_command_is_its_own() -> None:
    assert until_closed(lambda: 3) == 3


def closed_pipe(program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """A command that writes into a pipe whose reader has left, as `head` does once it has seen enough."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", program, *arguments]
    try:
        return subprocess.run(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE)
    finally:
        os.close(writing)


def test_a_closed_pipe_ends_netral_quietly() -> None:
    done = closed_pipe("assistant.cli", "brand", "check", str(ROOT / "docs" / "brand"))
    assert (done.returncode, done.stderr) == (EXIT_PIPE, b"")


def test_a_closed_pipe_ends_netral_eval_quietly(tmp_path_factory: pytest.TempPathFactory) -> None:
    questions, index = ROOT / "eval" / "data" / "questions.jsonl", index_of_seeds(tmp_path_factory)
    done = closed_pipe("eval.cli", "check", "--questions", str(questions), "--index", str(index))
    assert (done.returncode, done.stderr) == (EXIT_PIPE, b"")


@pytest.mark.parametrize("program", ["assistant.cli", "eval.cli"])
def test_a_closed_pipe_ends_the_help_without_a_word(program: str) -> None:
    done = closed_pipe(program, "--help")
    assert done.returncode in (0, EXIT_PIPE)  # argparse passes over the error where it meets it
    assert done.stderr == b""
