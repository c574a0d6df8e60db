"""Netral inside a program: opened, asked, searched, closed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import assistant
from assistant import Netral, Settings
from assistant.branding import brand
from index.errors import ConfigError, IndexMissingError, QuestionError, SourceNotFoundError
from tests.real import ROOT, SEEDS, settings

VOTE = "Kapan Pilkada 2024 dilaksanakan?"


@pytest.fixture(scope="module")
def netral(index_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Netral]:
    records = tmp_path_factory.mktemp("python") / "records.sqlite"
    with Netral(settings=settings(index_folder, "spans").with_changes(records=records)) as opened:
        yield opened


def test_it_answers_with_quotes_that_are_the_files_text(netral: Netral) -> None:
    answer = netral.ask(VOTE)
    assert answer.short_answer
    assert answer.short_answer.text == "27 November 2024"
    for citation in answer.citations:
        text = (SEEDS / f"{citation.source_id}.txt").read_bytes().decode()
        assert text[citation.start : citation.end] == citation.quote


def test_it_follows_up_and_refuses(netral: Netral) -> None:
    then = netral.ask("Lalu kapan pendaftarannya?", [VOTE])
    assert "22 September 2024" in then.citations[0].quote
    refused = netral.ask("Kapan Pilkada 2029 dilaksanakan?", lang="en")
    assert refused.refusal
    assert refused.refusal.reason == "not_in_sources"


def test_a_search_gives_passages_that_are_their_documents_text(netral: Netral) -> None:
    found = netral.search("sanksi bagi ASN", k=4)
    assert len(found) == 4
    assert "sanksi berat" in found[0].text
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    for each in found:
        assert netral.source(each.source_id).text[each.start : each.end] == each.text


def test_it_explains(netral: Netral) -> None:
    explained = netral.explain(VOTE)
    assert explained.answer.citations == netral.ask(VOTE).citations
    assert explained.attempts


def test_the_documents_can_be_read(netral: Netral) -> None:
    sources = netral.sources()
    assert [each.id for each in sources] == sorted(path.stem for path in SEEDS.glob("*.txt"))
    assert netral.source(sources[0].id) == sources[0]
    assert netral.ready()["documents"] == 5
    with pytest.raises(SourceNotFoundError):
        netral.source("none")


@pytest.mark.parametrize(
    ("query", "k", "code"),
    [
        ("", 5, "empty"),
        ("a" * 501, 5, "too_long"),
        ("x\x00", 5, "control"),
        ("x", 0, "passages"),
        ("x", 51, "passages"),
    ],
)
def test_a_query_that_cannot_be_searched_is_an_error(netral: Netral, query: str, k: int, code: str) -> None:
    with pytest.raises(QuestionError) as error:
        netral.search(query, k)
    assert error.value.code == code


def test_threads_share_it(netral: Netral) -> None:
    questions = [VOTE, "Siapa yang membuka rakor di Bali?"] * 4
    alone = {question: netral.ask(question).text for question in questions}
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda question: netral.ask(question).text, questions)) == [
            alone[question] for question in questions
        ]


def test_after_closing_it_says_that_it_is_closed(index_folder: Path, tmp_path: Path) -> None:
    netral = Netral(index_folder, Settings(reader="sentences", records=tmp_path / "records.sqlite"))
    assert repr(netral) == f"<Netral {index_folder}>"
    netral.close()
    netral.close()
    assert repr(netral) == "<Netral closed>"
    for use in (lambda: netral.ask("x"), lambda: netral.search("x"), netral.sources, netral.ready):
        with pytest.raises(ValueError, match="closed"):
            use()


def test_settings_come_from_the_folder_unless_given(
    index_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "netral.toml").write_text('reader = "sentences"\nlanguage = "en"\n', encoding="utf-8")
    with Netral(str(index_folder)) as netral:
        assert (netral.settings.reader, netral.settings.language) == ("sentences", "en")
        assert netral.ask("Siapa calon terbaik?").text.startswith("Netral")
    with Netral(index_folder, Settings(reader="sentences")) as netral:
        assert netral.settings.language == "id"


def test_errors_come_when_it_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(IndexMissingError, match="netral index build"):
        Netral("nowhere")
    with pytest.raises(ConfigError):
        Netral(settings=Settings(brand="nowhere"))


def test_the_brand_of_the_settings_speaks(index_folder: Path, tmp_path: Path) -> None:
    before = brand.brand_in_force()
    given = Settings(reader="sentences", brand=str(ROOT / "docs/brand"), records=tmp_path / "records.sqlite")
    try:
        with Netral(index_folder, given):
            assert brand.brand_in_force().name != before.name
    finally:
        brand.use_brand(before)


def test_the_package_gives_its_names_when_they_are_asked_for() -> None:
    for name in assistant.__all__:
        assert getattr(assistant, name).__name__ == name
        assert name in dir(assistant)
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = assistant.Nothing


def test_importing_the_package_loads_nothing() -> None:
    code = "import sys, assistant; print(*sorted(name for name in sys.modules if name.split('.')[0] in ('numpy', 'index')))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
