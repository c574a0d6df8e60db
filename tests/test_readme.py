"""What the documentation names exists: commands, make targets, files, settings."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from assistant.cli.main import main as netral
from assistant.settings import Settings, load_settings
from eval.cli.main import main as netral_eval
from tests.docs.blocks import PAGES, ROOT

PROGRAMS = {"netral": netral, "netral-eval": netral_eval}


def code(page: Path) -> list[str]:
    """The commands that a page quotes or shows, one line each."""
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [
        *(line.removeprefix("$ ") for block in blocks for line in block.splitlines()),
        *re.findall(r"`([^`\n]+)`", text),
    ]


def commands(program: str) -> list[tuple[str, str]]:
    """(page, arguments) of each call of a program; alternatives such as `build | verify` are taken apart."""
    found: dict[tuple[str, str], None] = {}
    for page in PAGES:
        for line in code(page):
            if match := re.match(rf"(?:\S*/)?{program}(?: (.*))?$", line.strip()):
                arguments = match.group(1) or ""
                for form in alternatives(arguments):
                    found[str(page.relative_to(ROOT)), form] = None
    return list(found)


def alternatives(arguments: str) -> list[str]:
    if " | " not in arguments:
        return [arguments]
    first, *others = arguments.split(" | ")
    before, _, one = first.rpartition(" ")
    return [f"{before} {form}".strip() for form in (one, *others)]


def subcommand(arguments: str) -> list[str]:
    words = [word for word in shlex.split(arguments) if not word.startswith("--")]
    return words[: 2 if words[:1] in (["index"], ["feedback"], ["bank"], ["records"]) else 1]


def options(arguments: str) -> set[str]:
    return {word for word in shlex.split(arguments) if word.startswith("--")}


CALLS = [(program, page, arguments) for program in PROGRAMS for page, arguments in commands(program)]


def test_the_readme_names_commands() -> None:
    named = {(program, *subcommand(arguments)) for program, page, arguments in CALLS if page == "README.md"}
    assert {("netral", "ask"), ("netral", "doctor"), ("netral", "index", "build")} <= named


@pytest.mark.parametrize(("program", "page", "arguments"), CALLS, ids=lambda value: str(value)[:60])
def test_every_command_exists_with_the_options_that_are_named(
    capsys: pytest.CaptureFixture[str], program: str, page: str, arguments: str
) -> None:
    with pytest.raises(SystemExit) as exited:
        PROGRAMS[program]([*subcommand(arguments), "--help"])
    assert exited.value.code == 0, page
    help_text = capsys.readouterr().out
    assert {option for option in options(arguments) if option not in help_text} == set()


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_subcommand_says_what_it_does(capsys: pytest.CaptureFixture[str], program: str) -> None:
    with pytest.raises(SystemExit) as exited:
        PROGRAMS[program](["--help"])
    assert exited.value.code == 0
    listed = re.findall(r"^    (\w+) {2,}\S", capsys.readouterr().out, re.MULTILINE)
    assert listed
    for name in listed:
        with pytest.raises(SystemExit) as exited:
            PROGRAMS[program]([name, "--help"])
        assert exited.value.code == 0
        assert "usage: " in capsys.readouterr().out


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][\w-]*):", makefile, re.MULTILINE))


def test_every_make_target_that_is_named_is_in_the_makefile() -> None:
    named = {
        (page.name, word)
        for page in PAGES
        for line in code(page)
        if line.startswith("make ")
        for word in re.findall(r"(?:^make|\|) ([a-z][\w-]*)", line)
    }
    assert ("README.md", "chat") in named
    assert {(page, target) for page, target in named if target not in targets()} == set()


def test_the_makefile_lists_its_targets_and_declares_them_phony() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    listed = set(re.findall(r"\bmake ([a-z][\w-]*)", "\n".join(makefile.splitlines()[:3])))
    phony = set(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split())
    assert listed <= targets()
    assert phony == targets()


def links() -> list[tuple[Path, str]]:
    return [
        (page, target)
        for page in PAGES
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
        if not urlsplit(target).scheme
    ]


@pytest.mark.parametrize(("page", "target"), links(), ids=str)
def test_every_link_points_to_a_file_that_exists(page: Path, target: str) -> None:
    assert (page.parent / target.partition("#")[0]).exists()


def test_quoted_paths_of_the_repository_exist() -> None:
    missing = [
        (page.name, path)
        for page in PAGES
        for path in re.findall(
            r"`((?:assistant|index|eval|seeds|tests|docs|benchmarks)/[\w./]*)`", page.read_text("utf-8")
        )
        if not (ROOT / path).exists()
    ]
    assert missing == []


def settings_table() -> dict[str, str]:
    rows = re.findall(r"^\| (`.*?) \| (.*?) \|", (ROOT / "docs/settings.md").read_text(encoding="utf-8"), re.MULTILINE)
    table = {}
    for names, defaults in rows:
        keys = re.findall(r"`(\w+)`", names)
        values = defaults.split(", ") if len(keys) > 1 else [defaults]
        table |= dict(zip(keys, values, strict=True))
    return table


def test_the_settings_table_is_the_settings() -> None:
    assert list(settings_table()) == list(Settings.model_fields)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_settings_table_gives_the_defaults(name: str) -> None:
    given = settings_table()[name].strip("`")
    default = getattr(Settings(), name)
    shown = str(default).lower() if isinstance(default, bool) else str(default)  # as TOML writes it
    if isinstance(default, tuple):
        shown = "`, `".join(default)
    assert given == ("none" if default == () else "empty" if default == "" else shown)


def test_the_ways_to_write_a_value_give_the_same_settings(tmp_path: Path) -> None:
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [\w ,]+.*: `(.+?)` \| (.*NETRAL_.*) \|$", page, re.MULTILINE)
    assert len(rows) == 5
    for line, variables in rows:
        (tmp_path / "netral.toml").write_text(line, encoding="utf-8")
        meant = load_settings(tmp_path, {})
        assert meant != Settings()
        for variable in re.findall(r"`(NETRAL_.+?)`", variables):
            (word,) = shlex.split(variable)
            name, _, text = word.partition("=")
            assert load_settings(tmp_path / "elsewhere", {name: text}) == meant


def test_every_setting_is_described_where_it_is_defined() -> None:
    described = re.findall(r"^        ([\w, ]+):", Settings.__doc__ or "", re.MULTILINE)
    names = [name for group in described for name in group.split(", ")]
    assert names == list(Settings.model_fields)
