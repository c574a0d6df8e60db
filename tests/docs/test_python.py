"""The Python of the documentation runs as written, in order, and prints what the page shows."""

from __future__ import annotations

import contextlib
import importlib.util
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.docs.blocks import PAGES, ROOT, Block, as_shown, blocks

NEEDS = ("langchain_core", "llama_index")
"""Packages of others that a recipe may use; a recipe of one that is not installed is not run."""


def examples(page: Path) -> list[tuple[Block, str | None]]:
    """The Python blocks of a page, in order, each with the output that follows it."""
    found: list[tuple[Block, str | None]] = []
    for block in blocks(page):
        if block.language == "python":
            found.append((block, None))
        elif block.language == "text" and found and block.after is found[-1][0]:
            found[-1] = (found[-1][0], block.text)
    return found


WITH_PYTHON = [page for page in PAGES if examples(page)]


@pytest.fixture(scope="module", params=WITH_PYTHON, ids=lambda page: page.relative_to(ROOT).as_posix())
def page(request: pytest.FixtureRequest) -> Path:
    chosen: Path = request.param
    return chosen


def test_the_python_of_a_page_prints_what_it_shows(
    page: Path, make_workspace: Callable[[], Path], server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one namespace: a later block uses what an earlier one imported."""
    monkeypatch.chdir(make_workspace())
    names: dict[str, Any] = {"__name__": "example"}
    for block, shown in examples(page):
        if any(need in block.text and not importlib.util.find_spec(need) for need in NEEDS):
            continue
        printed = run(block, names, server)
        if shown is not None:
            assert as_shown(shown, printed), f"{block} printed\n{printed}\nThe page shows\n{shown}"


def run(block: Block, names: dict[str, Any], server: str = "") -> str:
    text = block.text.replace("http://127.0.0.1:7860", server)
    code = compile("\n" * block.line + text, str(block.page), "exec", dont_inherit=True)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, names)
    return printed.getvalue()


@pytest.mark.parametrize("package", NEEDS)
def test_there_is_a_recipe_that_runs_where_its_package_is_installed(
    package: str, make_workspace: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    recipes = [(block, shown) for page in WITH_PYTHON for block, shown in examples(page) if package in block.text]
    assert len(recipes) == 1
    pytest.importorskip(package)
    monkeypatch.chdir(make_workspace())
    ((block, shown),) = recipes
    names: dict[str, Any] = {"__name__": "example"}
    exec("from assistant import Netral", names)
    assert shown
    assert as_shown(shown, run(block, names))


def test_the_readme_shows_python() -> None:
    assert ROOT / "README.md" in WITH_PYTHON
