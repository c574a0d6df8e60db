"""Every block of the documentation is what it claims to be: settings load, scripts parse, programs run."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from jsonschema import Draft202012Validator

from assistant.articles.subjects import read_subjects
from assistant.branding.brand_file import check_brand
from assistant.settings import load_settings
from assistant.web.api.openai_api.requests import MODEL
from assistant.web.security.rates import CONVERSATION_HEADER
from assistant.web.security.routes import OPENAI
from eval.questions.cases import read_cases
from index.bank_file import SCHEMA, locate_bank, parse_bank
from index.document import Document
from index.furniture import mark_furniture, rules_for
from index.load import load_folder
from index.manifest import MANIFEST, read_manifest
from index.toml import parse_toml
from tests.docs.blocks import PAGES, ROOT, Block, blocks

ALL = [block for page in PAGES for block in blocks(page)]
ELSEWHERE = {
    "sh": "test_commands.py",
    "console": "test_commands.py",
    "nginx": "test_deploy.py",
    "ini": "test_deploy.py",
    "python": "test_python.py",
}
HERE = {"toml", "json", "text", "html", "js", "http", "yaml"}


ENTRY = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


@cache
def articles() -> dict[str, Document]:
    rules = rules_for(ROOT / "seeds")
    return {document.id: mark_furniture(document, rules) for document in load_folder(ROOT / "seeds")}


def test_the_guide_of_the_question_bank_has_an_answer_and_a_refusal_and_every_key() -> None:
    page = ROOT / "docs/questions.md"
    entries = [json.loads(block.text) for block in blocks(page) if block.language == "json"]
    assert ["refuse" in entry and entry["refuse"] is not None for entry in entries] == [False, True]
    assert list(entries[0]) == list(ENTRY.schema["properties"])
    keys = re.findall(r"^\| `(\w+)` \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert keys == list(ENTRY.schema["properties"])


def of(language: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("block", [block for block in ALL if block.language == language], ids=str)


def test_every_block_names_a_language_that_is_tested() -> None:
    assert {f"{block}: {block.language!r}" for block in ALL if block.language not in HERE | ELSEWHERE.keys()} == set()
    assert {block.language for block in ALL} == HERE | ELSEWHERE.keys()


@of("toml")
def test_toml_is_settings_that_load_or_another_file_of_ours(block: Block, tmp_path: Path) -> None:
    values = parse_toml(block.text, block.page.name)
    assert values
    if "source" in values:
        for entry in values["source"]:
            (tmp_path / entry["file"]).touch()
        (tmp_path / MANIFEST).write_text(block.text, encoding="utf-8")
        assert [*read_manifest(tmp_path / MANIFEST)] == [entry["file"] for entry in values["source"]]
    elif "tagline" in values:
        assert (ROOT / "docs/brand/brand.toml").read_text(encoding="utf-8") == block.text
        assert check_brand(str(ROOT / "docs/brand")).problems == ()
    elif "subject" in values:
        read = read_subjects(values["subject"], str(block))
        assert [made.key for made in read] == [each["key"] for each in values["subject"]]
    else:
        (tmp_path / "netral.toml").write_text(block.text, encoding="utf-8")
        settings = load_settings(tmp_path, {})
        for key, value in values.items():
            assert getattr(settings, key) == (tuple(value) if isinstance(value, list) else value)


@of("json")
def test_json_is_valid_a_case_is_a_case_and_an_entry_of_a_bank_is_one(block: Block, tmp_path: Path) -> None:
    values = json.loads(block.text)
    assert values
    if "turns" in values:
        (tmp_path / "set.jsonl").write_text(json.dumps(values) + "\n", encoding="utf-8")
        assert [case.id for case in read_cases(tmp_path / "set.jsonl")] == [values["id"]]
    if "questions" in values and "kind" in values:
        assert ENTRY.is_valid(values)
        located = locate_bank(parse_bank(json.dumps(values)), articles().get)
        assert [problem.message for problem in located.problems] == []


@of("yaml")
def test_yaml_makes_netral_an_endpoint_of_librechat(block: Block) -> None:
    (endpoint,) = yaml.safe_load(block.text)["endpoints"]["custom"]
    assert endpoint["models"]["default"] == [MODEL]
    assert urlsplit(endpoint["baseURL"]).path == OPENAI
    assert [name.lower() for name in endpoint["headers"]] == [CONVERSATION_HEADER]


@of("text")
def test_text_is_the_output_of_something(block: Block) -> None:
    assert block.after is not None
    assert block.after.language in ("python", "sh")


class Elements(HTMLParser):
    """The elements of a fragment; each is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


@of("html")
def test_html_loads_what_the_server_has_with_attributes_of_the_table(block: Block) -> None:
    page = block.page.read_text(encoding="utf-8")
    for _, attributes in Elements(block.text).found:
        documented = set(re.findall(r"^\| `(data-[\w-]+)`", page, re.MULTILINE))
        assert {name for name in attributes if name.startswith("data-")} <= documented
        if source := attributes.get("src"):
            assert urlsplit(source).path in ("/", "/panel", "/widget.js")


@of("js")
def test_a_script_is_valid(block: Block, tmp_path: Path) -> None:
    if shutil.which("node") is None:
        pytest.skip("there is no node here to read it with")
    (tmp_path / "block.js").write_text(block.text, encoding="utf-8")
    subprocess.run(["node", "--check", tmp_path / "block.js"], check=True)


@of("http")
def test_a_header_is_one(block: Block) -> None:
    assert all(re.fullmatch(r"[A-Z][\w-]+: \S.*", line) for line in block.text.splitlines())


def test_there_is_something_of_each_kind() -> None:
    assert ROOT / "docs/deploy.md" in PAGES
    assert ROOT / "assistant/reader/MODEL_CARD.md" in PAGES
    assert len(ALL) >= 60
