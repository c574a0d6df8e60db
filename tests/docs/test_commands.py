"""Every command of the documentation runs as written, and prints what the page shows."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import shlex
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.cli.main import main as netral
from eval.cli.main import main as netral_eval
from tests.docs.blocks import PAGES, ROOT, Step, as_shown, differences, steps

PROGRAMS = {"netral": netral, "netral-eval": netral_eval}
REFUSED = 3  # what `netral ask` and `netral explain` say of a refused question

NOT_RUN = {
    r"make .*": "installs, or takes minutes; the checks of a clean checkout run it",
    r"(\S*/)?pip install .*|python3 -m venv .*": "installs packages",
    r"(useradd|install|chown|systemctl) .*|cp (-r seeds|docs/netral.service) .*": "sets up a machine",
    r"cd /var/lib/netral|sudo .*": "works in an installation",
    r"docker (compose|run) .*": "needs Docker and a registry; `make clean-machine` runs the steps of the image without them",
    r"(\w+=.* )?netral serve.*": "serves until it is stopped",
    r"netral-eval new (?!.*--yes).*": "asks at the keyboard",
    r"netral-eval run (?!.*--questions).*": "asks the 300 development questions, for a minute or more",
    r"netral-eval .*--corpus .*": "reads 19 documents and encodes them, and asks 216 questions",
    r"netral-eval (bench|calibrate) .*": "needs data that is not shipped, or takes minutes",
    r"netral .*--encoder .*": "downloads a model",
    r"python -m assistant\.reader\.train.*": "trains for hours",
}
"""Commands that are shown and not run, and why; their names and options are tested all the same (`tests/test_readme.py`)."""

CASE = {
    "id": "n-001", "split": "dev", "lang": "id", "kind": "direct", "turns": ["Siapa yang membuka rakor di Bali?"],
    "gold": [{"source_id": "001_354e1def9f1e9756", "quote": "dibuka Sekda Provinsi Bali Dewa Made Indra"}],
    "answers": ["Dewa Made Indra"], "refusal": None,
}  # fmt: skip
STAND_INS: dict[str, Callable[[Path], object]] = {
    "brand.md": lambda folder: shutil.copytree(ROOT / "docs/brand", folder / "docs/brand"),
    # What it builds an index into: its vectors are those of the articles, so they need not be made again.
    "MODEL_CARD.md": lambda folder: shutil.copytree(folder / ".netral" / "index", folder / "INDEX"),
    "evaluation.md": lambda folder: (folder / "mine.jsonl").write_text(json.dumps(CASE) + "\n", encoding="utf-8"),
}
"""What a command that is not run would have written for those that are, and what a checkout has beside the articles."""

WITH_COMMANDS = [page for page in PAGES if steps(page)]


@dataclass(frozen=True)
class Done:
    """The result of a command."""

    status: int
    output: str


def reason_not_to_run(command: str) -> str | None:
    return next((reason for pattern, reason in NOT_RUN.items() if re.fullmatch(pattern, bare(command))), None)


def bare(command: str) -> str:
    """A command without the folder of an environment: `.venv/bin/netral` is `netral`."""
    return re.sub(r"^\S*/bin/(?=netral)", "", command)


def execute(command: str, server: str) -> Done:
    words = shlex.split(bare(command), comments=True)
    if words[0] in PROGRAMS:
        return in_process(words)
    if words[0] == "curl":
        return Done(0, asked(words[1:], server))
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    return Done(done.returncode, done.stdout + done.stderr)


def in_process(words: list[str]) -> Done:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()) as told:
        status = PROGRAMS[words[0]](words[1:])
    return Done(status, printed.getvalue() or told.getvalue())


def asked(arguments: list[str], server: str) -> str:
    """What curl would print. An option that is not here is one that nobody checked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-s", "--silent", action="store_true")
    parser.add_argument("-N", "--no-buffer", action="store_true")
    parser.add_argument("-H", "--header", action="append", default=[])
    parser.add_argument("-d", "--data")
    parser.add_argument("-X", "--request")
    parser.add_argument("url")
    given = parser.parse_args(arguments)
    address = given.url.replace("http://127.0.0.1:7860", server)
    assert address.startswith(server)
    headers = dict(header.split(": ", 1) for header in given.header)
    body = given.data.encode() if given.data else None
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, headers, method=given.request)) as reply:
            return str(reply.read().decode())
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.read().decode()


def failure(step: Step, done: Done) -> str | None:
    """What is wrong with a step; None where the page is right."""
    accepted = {0, REFUSED} if re.match(r"netral (ask|explain) ", bare(step.command)) else {0}
    if done.status not in accepted:
        return f"{step.where}: `{step.command}` ended with {done.status}:\n{done.output}"
    if step.output is not None and not as_shown(step.output, done.output):
        return f"{step.where}: `{step.command}` printed\n{done.output}\nThe page shows\n{step.output}"
    if step.value is not None and (found := differences(step.value, json.loads(done.output))):
        return f"{step.where}: `{step.command}` differs:\n" + "\n".join(found)
    return None


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_commands_of_a_page_do_what_it_shows(
    page: Path, make_workspace: Callable[[], Path], server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In order, in one working folder: a later command finds what an earlier one wrote."""
    folder = make_workspace()
    STAND_INS.get(page.name, lambda _: None)(folder)
    monkeypatch.chdir(folder)
    run = [step for step in steps(page) if not reason_not_to_run(step.command)]
    failures, key = [], ""
    for step in run:
        done = execute(step.command.replace("$KEY", key), server)  # the key that the reply before gave
        failures.append(failure(step, done))
        key = found[1] if (found := re.search(r'"key": ?"([^"]+)"', done.output)) else key
    assert not any(failures), "\n\n".join(filter(None, failures))


def test_most_commands_are_run() -> None:
    commands = [step.command for page in PAGES for step in steps(page)]
    run = [command for command in commands if not reason_not_to_run(command)]
    assert len(run) >= 35
    assert {shlex.split(bare(command))[0] for command in run} >= {"netral", "netral-eval", "curl"}


@pytest.mark.parametrize("pattern", NOT_RUN)
def test_what_is_not_run_is_shown_somewhere(pattern: str) -> None:
    assert any(re.fullmatch(pattern, bare(step.command)) for page in PAGES for step in steps(page))


def test_output_is_shown_only_of_commands_that_run() -> None:
    shown = [step for page in PAGES for step in steps(page) if step.output is not None or step.value is not None]
    assert len(shown) >= 12
    assert [step.where for step in shown if reason_not_to_run(step.command)] == []


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\nb", "a\nb\n", True),
        ("a\n...\nd", "a\nb\nc\nd", True),
        ("a\n...", "a", True),
        ("in ... s.", "in 6.4 s.", True),
        ("in ... s.", "in 6.4 s. And more", False),
        ("a ... d", "a b\nc d", False),
        ("a", "a\nb", False),
        ("1.5", "105", False),
    ],
)
def test_an_output_is_compared_to_the_letter(shown: str, printed: str, same: bool) -> None:
    assert as_shown(shown, printed) is same


def test_a_json_value_is_compared_to_the_field() -> None:
    given = {"a": [1, 2], "b": "one two three", "c": None}
    assert differences({"a": [1, 2], "b": "one ... three", "c": "..."}, given) == []
    assert len(differences({"a": [1, 3], "b": "one ... four"}, given)) == 3
    assert differences({"x": 0.981}, {"x": 0.9813}) == []
    assert len(differences({"x": 0.981}, {"x": 0.95})) == 1
    assert differences({"a": [1], "b": "...", "c": None}, given) == ["$.a: [1, 2], the page shows [1]"]
