"""An index on disk is whole or is refused, and an open one stays readable."""

from __future__ import annotations

import dataclasses
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import index.build
from index import publish as publishing
from index import store
from index.analyzer import Analyzer
from index.build import build_index
from index.config import FORMAT
from index.document import Span
from index.errors import (
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    SourceNotFoundError,
    StoreError,
)
from index.publish import Contents, publish_generation
from index.store import CURRENT_FILE, INDEX_FILES, INDEX_MANIFEST, REPAIR_HINT, Index, current_generation, manifest_seal
from tests.index.fake_encoder import FakeEncoder

TEXTS = {
    "a": "Berita A\n\nPegawai wajib netral. Bupati membuka rapat.\n\nBACA JUGA Harga Cabai\n\nRapat digelar di Bima 😀.",
    "b": "Berita B\n\nPendaftaran calon dimulai 22 September 2024. Peserta webinar 800 orang.",
}

COUNTS = {"documents": 2, "passages": 3, "vectors": 3, "dimension": 16, "entries": 0, "wordings": 0}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path, source: Path) -> Path:
    """A built index of the two articles."""
    build_index(source, tmp_path / "index", encoder=FakeEncoder())
    return tmp_path / "index"


@pytest.fixture
def contents(tmp_path: Path, source: Path) -> Contents:
    """What a build of the two articles publishes."""
    caught: list[Contents] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index.build, "publish_generation", lambda _folder, _name, contents, *_: caught.append(contents))
        build_index(source, tmp_path / "never", encoder=FakeEncoder())
    return caught[0]


def generation(folder: Path) -> Path:
    name = current_generation(folder)
    assert name
    return folder / name


def forge(folder: Path, **values: Any) -> None:
    """Change values of the manifest, and its seal with them."""
    path = generation(folder) / INDEX_MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8")) | values
    path.write_text(json.dumps(manifest | {"seal": manifest_seal(manifest)}), encoding="utf-8")


class TestRoundTrip:
    def test_documents_come_back_whole(self, folder: Path, contents: Contents) -> None:
        opened = Index(folder)
        assert opened.document_ids == ["a", "b"]
        assert [opened.document(name) for name in opened.document_ids] == list(contents.documents)
        assert opened.document("a").furniture  # the title and the link
        assert opened.document("a").text == TEXTS["a"]

    def test_passages_come_back_whole(self, folder: Path, contents: Contents) -> None:
        opened = Index(folder)
        assert [opened.passage(row) for row in range(len(opened))] == list(contents.passages)
        assert [opened.document_of(row).id for row in range(len(opened))] == ["a", "a", "b"]
        assert [opened.rows_of(name) for name in ("a", "b", "no such article")] == [[0, 1], [2], []]

    def test_settings_and_counts_are_kept(self, folder: Path, contents: Contents) -> None:
        opened = Index(folder)
        assert opened.config == contents.config
        assert opened.encoder_id == "fake 1"
        assert opened.manifest["counts"] == COUNTS
        assert set(opened.manifest["files"]) == set(INDEX_FILES)

    def test_keys_and_words_come_back(self, folder: Path, contents: Contents) -> None:
        opened = Index(folder)
        keys = opened.keys()
        assert [key.tobytes() for key in keys] == list(contents.keys)
        assert opened.words() == list(contents.words) == sorted(set(opened.words()))
        assert {"pendaftaran", "2024", "bima"} <= set(opened.words())
        assert "cabai" not in opened.words()  # furniture

    def test_dense_search_finds_the_passage_of_a_text(self, folder: Path) -> None:
        opened = Index(folder)
        query = FakeEncoder().encode_queries(["Berita A.\nRapat digelar di Bima 😀."])[0]
        rows, cosines = opened.dense(query, 2)
        assert rows[0] == 1
        assert cosines[0] == pytest.approx(1, abs=1e-5)
        assert opened.dense_scores(query, rows) == pytest.approx(cosines, abs=1e-5)

    def test_sparse_search_finds_the_passage_of_a_term(self, folder: Path) -> None:
        opened = Index(folder)
        terms = opened.analyzer.terms("pendaftaran")
        scores = opened.sparse(terms)
        assert opened.best(scores, 5).tolist() == [2]
        assert opened.most(terms) == scores.max()
        assert opened.knows(terms[0])
        assert not opened.knows("tidakada")

    def test_an_unknown_id_is_an_error(self, folder: Path) -> None:
        with pytest.raises(SourceNotFoundError, match="No source 'c'"):
            Index(folder).document("c")

    def test_threads_read_the_same(self, folder: Path, contents: Contents) -> None:
        opened, found = Index(folder), []

        def read() -> None:
            found.append([opened.passage(row) for row in range(len(opened))])

        threads = [threading.Thread(target=read) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [list(contents.passages)] * 8

    def test_articles_are_read_when_they_are_asked_for(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(store, "CHARACTERS_KEPT", 1)
        opened = Index(folder)
        assert [opened.document(name).id for name in ("a", "b", "a")] == ["a", "b", "a"]


class TestMissing:
    def test_no_folder(self, tmp_path: Path) -> None:
        with pytest.raises(IndexMissingError, match=r"There is no index in .*netral index build FOLDER"):
            Index(tmp_path / "gone")

    def test_an_empty_folder(self, tmp_path: Path) -> None:
        with pytest.raises(IndexMissingError, match="netral index build FOLDER"):
            Index(tmp_path)

    def test_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x", encoding="utf-8")
        with pytest.raises(IndexMissingError, match="netral index build FOLDER"):
            Index(tmp_path / "file")


def flip_first(path: Path) -> None:
    path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])


def flip_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def flip_last(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + bytes([path.read_bytes()[-1] ^ 1]))


def cut_in_half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def grow(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\x00")


each_damage = pytest.mark.parametrize(
    "damage", [flip_first, flip_middle, flip_last, cut_in_half, empty, grow, Path.unlink]
)
Damage = Callable[[Path], None]


class TestDamaged:
    @pytest.mark.parametrize("file", [*INDEX_FILES, INDEX_MANIFEST])
    @each_damage
    def test_any_damage_to_any_file_is_refused_and_repaired_by_a_build(
        self, source: Path, folder: Path, file: str, damage: Damage
    ) -> None:
        damage(generation(folder) / file)
        with pytest.raises(StoreError) as caught:
            Index(folder)
        assert str(caught.value).endswith(REPAIR_HINT)
        assert build_index(source, folder, encoder=FakeEncoder()).encoded == 3
        assert Index(folder).problems() == []

    @each_damage
    def test_any_damage_to_the_pointer_is_refused_and_repaired_by_a_build(
        self, source: Path, folder: Path, damage: Damage
    ) -> None:
        damage(folder / CURRENT_FILE)
        if current_generation(folder) not in [path.name for path in folder.iterdir()]:  # a lost line end is no damage
            with pytest.raises(StoreError, match="netral index build FOLDER"):
                Index(folder)
        build_index(source, folder, encoder=FakeEncoder())
        assert Index(folder).problems() == []

    def test_a_pointer_of_foreign_bytes_is_refused_and_repaired_by_a_build(self, source: Path, folder: Path) -> None:
        (folder / CURRENT_FILE).write_bytes(b"\xff\xfe\x00")
        with pytest.raises(StoreError, match="netral index build FOLDER"):
            Index(folder)
        build_index(source, folder, encoder=FakeEncoder())
        assert len(Index(folder)) == 3

    def test_a_generation_that_is_gone(self, folder: Path) -> None:
        generation(folder).rename(folder.parent / "elsewhere")
        with pytest.raises(IndexDamagedError, match="is incomplete"):
            Index(folder)

    @pytest.mark.parametrize("manifest", ["[]", "{}", "null", f'{{"format": {FORMAT}}}', "1"])
    def test_a_manifest_of_another_shape(self, folder: Path, manifest: str) -> None:
        (generation(folder) / INDEX_MANIFEST).write_text(manifest, encoding="utf-8")
        with pytest.raises(IndexDamagedError, match="netral index build FOLDER"):
            Index(folder)

    @pytest.mark.parametrize("key", ["fingerprint", "config", "encoder", "analyzer", "counts", "files", "seal"])
    def test_a_manifest_with_another_value(self, folder: Path, key: str) -> None:
        path = generation(folder) / INDEX_MANIFEST
        manifest = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(manifest | {key: "lain"}), encoding="utf-8")
        with pytest.raises(
            IndexDamagedError, match=r"manifest\.json differs from what was written.*netral index build"
        ):
            Index(folder)

    @pytest.mark.parametrize("part", ["documents", "passages", "vectors", "dimension"])
    def test_counts_that_do_not_fit(self, folder: Path, part: str) -> None:
        counts = Index(folder).manifest["counts"]
        forge(folder, counts=counts | {part: counts[part] + 1})
        with pytest.raises(IndexDamagedError, match=r"parts do not fit.*netral index build FOLDER"):
            Index(folder)

    def test_vectors_of_another_index(self, folder: Path, contents: Contents) -> None:
        """Whole files that do not belong together."""
        fewer = store.VectorIndex.build(contents.vectors.vectors(np.arange(2)), 100)
        publish_generation(folder, "f" * 16, dataclasses.replace(contents, vectors=fewer))
        forge(folder, counts=COUNTS)
        with pytest.raises(IndexDamagedError, match="parts do not fit"):
            Index(folder)


class TestMismatch:
    @pytest.mark.parametrize("version", [FORMAT - 1, FORMAT + 1, str(FORMAT)])
    def test_another_format(self, folder: Path, version: object) -> None:
        forge(folder, format=version)
        with pytest.raises(
            IndexMismatchError, match=f"has format {version}, this is {FORMAT}. .*netral index build FOLDER"
        ):
            Index(folder)

    def test_other_word_tables(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        other = dataclasses.replace(Analyzer.load(), stopwords=frozenset())
        monkeypatch.setattr(Analyzer, "load", lambda: other)
        with pytest.raises(
            IndexMismatchError, match=r"other word tables than those in use. .*netral index build FOLDER"
        ):
            Index(folder)

    @pytest.mark.parametrize("change", [{"window": 3}, {"window_sentences": 0}])
    def test_settings_unknown_here(self, folder: Path, change: dict[str, int]) -> None:
        forge(folder, config=Index(folder).config.as_dict() | change)
        with pytest.raises(IndexMismatchError, match=r"settings unknown here.*netral index build FOLDER"):
            Index(folder)


class TestSwap:
    def test_an_open_index_answers_after_the_next_is_published(self, source: Path, folder: Path) -> None:
        opened = Index(folder)
        (source / "a.txt").write_text("Berita A\n\nSemua lain sekarang.", encoding="utf-8")
        build_index(source, folder, encoder=FakeEncoder())
        assert Index(folder).fingerprint != opened.fingerprint
        assert opened.document("a").text == TEXTS["a"]  # read from the disk only now
        assert [opened.passage(row).document_id for row in range(3)] == ["a", "a", "b"]
        assert opened.dense(FakeEncoder().encode_queries(["netral"])[0], 3)[0].size == 3
        assert opened.best(opened.sparse(opened.analyzer.terms("pendaftaran")), 1).tolist() == [2]
        assert len(opened.keys()) == 3
        assert opened.problems() == []

    def test_opening_while_another_is_published_opens_that(
        self, folder: Path, contents: Contents, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Between reading the pointer and reading the files, two generations go by."""
        real, calls = current_generation, 0

        def late(where: Path) -> str | None:
            nonlocal calls
            name, calls = real(where), calls + 1
            if calls == 1:
                monkeypatch.setattr(store, "current_generation", real)
                publish_generation(folder, "e" * 16, contents, keep=2)
                publish_generation(folder, "f" * 16, contents, keep=2)
            return name

        monkeypatch.setattr(store, "current_generation", late)
        assert Index(folder).folder.name == "f" * 16

    def test_publishing_the_same_name_again_replaces_it(self, folder: Path, contents: Contents) -> None:
        name = generation(folder).name
        (generation(folder) / "words.json").unlink()
        publish_generation(folder, name, contents)
        assert Index(folder).fingerprint == name
        assert {path.name for path in folder.iterdir() if path.is_dir()} == {name}


class PowerCutError(Exception):
    """Simulates a power cut, as far as an exception can."""


CRASHES = {
    "while files are written": (publishing, "_write"),
    "in the middle of them": (store.VectorIndex, "save"),
    "while they are synced": (publishing, "sync_to_disk"),
    "while the generation gets its name": (Path, "rename"),
    "while the pointer is replaced": (Path, "replace"),
}


class TestCrash:
    @pytest.mark.parametrize("when", CRASHES)
    def test_the_old_one_stays_in_force_and_the_next_build_is_clean(
        self, source: Path, folder: Path, when: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = Index(folder).fingerprint
        (source / "c.txt").write_text("Berita C\n\nRapat ditutup.", encoding="utf-8")

        def crash(*_: Any, **__: Any) -> None:
            raise PowerCutError(when)

        with monkeypatch.context() as patch:
            patch.setattr(*CRASHES[when], crash)
            with pytest.raises(PowerCutError):
                build_index(source, folder, encoder=FakeEncoder())
        assert Index(folder).fingerprint == before
        assert not list(folder.glob(".writing-*"))
        report = build_index(source, folder, encoder=FakeEncoder())
        assert (report.documents, report.reused) == (3, 3)
        assert {path.name for path in folder.iterdir() if path.is_dir()} == {before, report.fingerprint}
        assert Index(folder).document_ids == ["a", "b", "c"]

    def test_what_a_killed_build_left_is_removed_by_the_next(self, source: Path, folder: Path) -> None:
        for name in (".writing-1", ".replaced-1", "0123456789abcdef"):
            (folder / name).mkdir()
            (folder / name / "part").write_bytes(b"x")
        before = Index(folder).fingerprint
        (source / "c.txt").write_text("Berita C\n\nRapat ditutup.", encoding="utf-8")
        report = build_index(source, folder, encoder=FakeEncoder())
        assert {path.name for path in folder.iterdir() if path.is_dir()} == {before, report.fingerprint}


class TestVerify:
    def test_a_whole_index_has_no_problems(self, folder: Path) -> None:
        assert Index(folder).problems() == []

    def test_a_span_that_runs_out_of_its_article_is_found(self, folder: Path, contents: Contents) -> None:
        end = len(TEXTS["b"]) + 1
        whole = contents.passages[2]
        tampered = dataclasses.replace(whole, span=Span(whole.span.start, end))
        publish_generation(folder, "f" * 16, dataclasses.replace(contents, passages=[*contents.passages[:2], tampered]))
        assert Index(folder).problems() == [
            f"b:{whole.span.start}-{end}: its sentences are not within it, or it is not within its article"
        ]

    def test_a_sentence_outside_its_passage_is_found(self, folder: Path, contents: Contents) -> None:
        whole = contents.passages[2]
        tampered = dataclasses.replace(whole, span=Span(whole.span.start + 1, whole.span.end))
        publish_generation(folder, "f" * 16, dataclasses.replace(contents, passages=[*contents.passages[:2], tampered]))
        (problem,) = Index(folder).problems()
        assert problem.startswith(tampered.id)

    def test_a_span_over_furniture_is_found(self, folder: Path, contents: Contents) -> None:
        first, second, third = contents.passages
        tampered = dataclasses.replace(first, span=Span(first.span.start, second.span.end))
        publish_generation(folder, "f" * 16, dataclasses.replace(contents, passages=[tampered, second, third]))
        assert Index(folder).problems() == [f"{tampered.id}: contains page furniture"]
