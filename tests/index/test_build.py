"""From a folder of articles to a published index: only what changed is encoded, and a failed build changes nothing."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from index.analyzer import Analyzer
from index.build import LOCK_FILE, build_index
from index.config import IndexConfig
from index.errors import SourceError, SourceNotFoundError, StoreError
from index.store import Index, current_generation
from tests.index.fake_encoder import FakeEncoder

NAMES = ("a", "b", "c")


def article(name: str, sentences: int = 4) -> str:
    lines = [
        f"Berita {name.upper()} Hari Ini",
        *(f"Kalimat {n} artikel {name} selesai." for n in range(1, sentences + 1)),
    ]
    return "\n\n".join(lines) + "\n"


PASSAGES_EACH = 2
"""Four sentences make the windows 1-3 and 2-4."""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Three articles of four sentences, each below its title."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.txt").write_text(article(name), encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


def state(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file, the lock apart."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != LOCK_FILE]
    return {str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}


def generations(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_dir()}


class TestFirst:
    def test_report_counts_what_was_done(self, source: Path, folder: Path, encoder: FakeEncoder) -> None:
        report = build_index(source, folder, encoder=encoder)
        assert (report.documents, report.passages) == (3, 3 * PASSAGES_EACH)
        assert (report.encoded, report.reused, report.unchanged) == (3 * PASSAGES_EACH, 0, False)
        assert report.derived == dict.fromkeys(NAMES, ("title",))
        assert report.fingerprint == current_generation(folder) == Index(folder).fingerprint
        assert report.seconds >= 0

    def test_all_texts_go_to_the_encoder_at_once_with_progress(
        self, source: Path, folder: Path, encoder: FakeEncoder
    ) -> None:
        seen: list[tuple[int, int]] = []
        build_index(source, folder, encoder=encoder, progress=lambda done, total: seen.append((done, total)))
        assert encoder.calls == 1
        assert seen == [(6, 6)]

    def test_context_is_embedded_and_title_is_not_quoted(
        self, source: Path, folder: Path, encoder: FakeEncoder
    ) -> None:
        build_index(source, folder, encoder=encoder)
        index = Index(folder)
        assert encoder.encoded[0] == (
            "Berita A Hari Ini.\nKalimat 1 artikel a selesai. Kalimat 2 artikel a selesai. Kalimat 3 artikel a selesai."
        )
        assert not any("Berita" in index.passage(row).span.of(index.document_of(row).text) for row in range(len(index)))

    def test_the_same_text_twice_is_encoded_once(self, source: Path, folder: Path, encoder: FakeEncoder) -> None:
        (source / "copy.txt").write_text(article("a") + "\nKalimat lain selesai.\n", encoding="utf-8")
        report = build_index(source, folder, encoder=encoder)
        assert (report.passages, report.encoded) == (4 * PASSAGES_EACH + 1, 3 * PASSAGES_EACH + 1)
        assert len(encoder.encoded) == len(set(encoder.encoded)) == 3 * PASSAGES_EACH + 1
        index = Index(folder)
        first, copy = (
            [row for row in range(len(index)) if index.document_of(row).id == name] for name in ("a", "copy")
        )
        assert (index.vectors.vectors(first) == index.vectors.vectors(copy[:-1])).all()  # type: ignore[arg-type]

    def test_passages_never_exceed_what_the_encoder_takes(self, source: Path, folder: Path) -> None:
        encoder = FakeEncoder(max_tokens=16)
        build_index(source, folder, IndexConfig(passage_tokens=320), encoder)
        assert Index(folder).config.passage_tokens == 16
        assert max(encoder.count_tokens(encoder.encoded)) <= 16

    def test_the_five_articles_have_no_problems(self, seeds: Path, folder: Path) -> None:
        build_index(seeds, folder, encoder=FakeEncoder(max_tokens=320))
        index = Index(folder)
        assert index.problems() == []
        assert len(index.document_ids) == 5
        assert {index.document_of(row).id for row in range(len(index))} == set(index.document_ids)

    def test_furniture_of_the_folder_is_left_out(self, source: Path, folder: Path, encoder: FakeEncoder) -> None:
        rule = "[[rule]]\nname = 'second'\nwhere = 'line'\npattern = 'kalimat 2 .*'\n"
        (source / "furniture.toml").write_text(rule, encoding="utf-8")
        build_index(source, folder, encoder=encoder)
        assert not any("Kalimat 2" in text for text in encoder.encoded)


class TestAgain:
    def test_without_a_change_nothing_is_encoded_or_written(
        self, source: Path, folder: Path, encoder: FakeEncoder
    ) -> None:
        first = build_index(source, folder, encoder=encoder)
        before, encoder.encoded = state(folder), []
        report = build_index(source, folder, encoder=encoder)
        assert (report.unchanged, report.encoded, report.reused) == (True, 0, 3 * PASSAGES_EACH)
        assert report.fingerprint == first.fingerprint
        assert encoder.encoded == []
        assert state(folder) == before

    def test_an_added_file_alone_is_encoded(self, source: Path, folder: Path, encoder: FakeEncoder) -> None:
        build_index(source, folder, encoder=encoder)
        encoder.encoded = []
        (source / "aa.txt").write_text(article("aa"), encoding="utf-8")  # between the others: rows move
        report = build_index(source, folder, encoder=encoder)
        assert (report.encoded, report.reused) == (PASSAGES_EACH, 3 * PASSAGES_EACH)
        assert all(text.startswith("Berita AA") for text in encoder.encoded)
        assert_vectors_belong(folder)

    def test_of_a_changed_file_only_changed_passages_are_encoded(
        self, source: Path, folder: Path, encoder: FakeEncoder
    ) -> None:
        build_index(source, folder, encoder=encoder)
        encoder.encoded = []
        (source / "b.txt").write_text(article("b", 5), encoding="utf-8")  # windows 1-3 and 2-4 stay, 3-5 is new
        report = build_index(source, folder, encoder=encoder)
        assert (report.encoded, report.reused) == (1, 3 * PASSAGES_EACH)
        assert "Kalimat 5 artikel b" in encoder.encoded[0]
        assert_vectors_belong(folder)

    def test_a_removed_file_is_gone_and_nothing_is_encoded(
        self, source: Path, folder: Path, encoder: FakeEncoder
    ) -> None:
        build_index(source, folder, encoder=encoder)
        encoder.encoded = []
        (source / "b.txt").unlink()
        report = build_index(source, folder, encoder=encoder)
        assert (report.encoded, report.reused, encoder.encoded) == (0, 2 * PASSAGES_EACH, [])
        assert Index(folder).document_ids == ["a", "c"]
        assert_vectors_belong(folder)

    def test_a_removed_file_that_returns_is_encoded_again(
        self, source: Path, folder: Path, encoder: FakeEncoder
    ) -> None:
        first = build_index(source, folder, encoder=encoder)
        (source / "b.txt").unlink()
        build_index(source, folder, encoder=encoder)
        (source / "b.txt").write_text(article("b"), encoding="utf-8")
        report = build_index(source, folder, encoder=encoder)
        assert (report.fingerprint, report.encoded) == (first.fingerprint, PASSAGES_EACH)
        assert_vectors_belong(folder)

    def test_a_new_title_in_the_manifest_encodes_only_that_article(
        self, source: Path, folder: Path, encoder: FakeEncoder
    ) -> None:
        build_index(source, folder, encoder=encoder)
        encoder.encoded = []
        (source / "manifest.toml").write_text('[[source]]\nfile = "b.txt"\ntitle = "Judul"\n', encoding="utf-8")
        report = build_index(source, folder, encoder=encoder)
        # The line that was the title is a sentence now: 5 sentences, 3 windows.
        assert (report.encoded, report.reused) == (3, 2 * PASSAGES_EACH)
        assert all(text.startswith("Judul.\n") for text in encoder.encoded)
        assert Index(folder).document("b").title == "Judul"

    def test_a_new_publisher_is_published_and_encodes_nothing(
        self, source: Path, folder: Path, encoder: FakeEncoder
    ) -> None:
        first = build_index(source, folder, encoder=encoder)
        encoder.encoded = []
        (source / "manifest.toml").write_text(
            '[[source]]\nfile = "b.txt"\npublisher = "Kabar Pagi"\n', encoding="utf-8"
        )
        report = build_index(source, folder, encoder=encoder)
        assert report.fingerprint != first.fingerprint
        assert (report.encoded, encoder.encoded, report.unchanged) == (0, [], False)
        assert Index(folder).document("b").publisher == "Kabar Pagi"

    def test_another_version_of_the_encoder_encodes_everything(self, source: Path, folder: Path) -> None:
        build_index(source, folder, encoder=FakeEncoder("fake 1"))
        newer = FakeEncoder("fake 2")
        assert build_index(source, folder, encoder=newer).encoded == len(newer.encoded) == 3 * PASSAGES_EACH

    def test_a_damaged_index_is_rebuilt(self, source: Path, folder: Path, encoder: FakeEncoder) -> None:
        first = build_index(source, folder, encoder=encoder)
        (folder / first.fingerprint / "words.json").unlink()
        report = build_index(source, folder, encoder=encoder)
        assert (report.fingerprint, report.encoded, report.unchanged) == (first.fingerprint, 3 * PASSAGES_EACH, False)
        assert len(Index(folder)) == 3 * PASSAGES_EACH


def assert_vectors_belong(folder: Path) -> None:
    """Each row's vector is that of its own text, whichever build encoded it."""
    index, encoder = Index(folder), FakeEncoder()
    for row in range(len(index)):
        document, passage = index.document_of(row), index.passage(row)
        text = f"{document.title}.\n" + " ".join(passage.span.of(document.text).split())
        assert index.dense_scores(encoder.encode_queries([text])[0], [row]) == pytest.approx([1.0], abs=1e-5)  # type: ignore[arg-type]


CHANGES: dict[str, Any] = {
    "encoder": "other",
    "window_sentences": 2,
    "stride_sentences": 2,
    "passage_tokens": 60,
    "context": False,
    "k1": 1.5,
    "b": 0.5,
    "epsilon": 0.3,
    "hnsw_from": 5,
}
"""Another value for each setting."""


class TestFingerprint:
    def test_it_is_the_same_in_another_place(self, source: Path, tmp_path: Path) -> None:
        first = build_index(source, tmp_path / "one", encoder=FakeEncoder())
        assert build_index(source, tmp_path / "two", encoder=FakeEncoder()).fingerprint == first.fingerprint

    def test_it_does_not_depend_on_what_was_built_before(self, source: Path, tmp_path: Path) -> None:
        (source / "b.txt").rename(tmp_path / "b.txt")
        build_index(source, tmp_path / "one", encoder=FakeEncoder())
        (tmp_path / "b.txt").rename(source / "b.txt")
        grown = build_index(source, tmp_path / "one", encoder=FakeEncoder())
        assert build_index(source, tmp_path / "two", encoder=FakeEncoder()).fingerprint == grown.fingerprint

    def test_every_setting_is_tried(self) -> None:
        assert set(CHANGES) == {field.name for field in dataclasses.fields(IndexConfig)}

    @pytest.mark.parametrize("name", CHANGES)
    def test_it_changes_with_every_setting(self, source: Path, folder: Path, name: str) -> None:
        first = build_index(source, folder, encoder=FakeEncoder())
        config = dataclasses.replace(IndexConfig(), **{name: CHANGES[name]})
        second = build_index(source, folder, config, FakeEncoder())
        assert second.fingerprint != first.fingerprint
        assert getattr(Index(folder).config, name) == CHANGES[name]

    def test_it_changes_with_the_encoder(self, source: Path, folder: Path) -> None:
        first = build_index(source, folder, encoder=FakeEncoder("fake 1"))
        assert build_index(source, folder, encoder=FakeEncoder("fake 2")).fingerprint != first.fingerprint

    def test_it_changes_with_a_character_that_is_in_no_passage(self, source: Path, folder: Path) -> None:
        first = build_index(source, folder, encoder=FakeEncoder())
        (source / "b.txt").write_text(article("b") + "\n", encoding="utf-8")
        assert build_index(source, folder, encoder=FakeEncoder()).fingerprint != first.fingerprint

    def test_it_changes_with_the_word_tables(self, source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        first = build_index(source, folder, encoder=FakeEncoder())
        other = dataclasses.replace(Analyzer.load(), stopwords=frozenset())
        monkeypatch.setattr(Analyzer, "load", lambda: other)
        second = build_index(source, folder, encoder=FakeEncoder())
        assert second.fingerprint != first.fingerprint
        assert len(Index(folder)) == 3 * PASSAGES_EACH


class Failing(FakeEncoder):
    """An encoder that gives up in the middle."""

    def encode_passages(self, *_: Any) -> Any:
        raise KeyboardInterrupt


class TestRefused:
    def test_a_second_build_at_the_same_time(self, source: Path, folder: Path, encoder: FakeEncoder) -> None:
        folder.mkdir()
        with (
            FileLock(folder / LOCK_FILE),
            pytest.raises(StoreError, match=r"Another build of .* is running. Wait until it ends"),
        ):
            build_index(source, folder, encoder=encoder)
        assert build_index(source, folder, encoder=encoder).documents == 3

    def test_articles_of_nothing_but_furniture(self, source: Path, folder: Path, encoder: FakeEncoder) -> None:
        for name in NAMES:
            (source / f"{name}.txt").write_text("BACA JUGA Bupati Lantik Pejabat", encoding="utf-8")
        with pytest.raises(SourceError, match=r"nothing but page furniture. Add articles, or correct furniture\.toml"):
            build_index(source, folder, encoder=encoder)
        assert not folder.exists()

    @pytest.mark.parametrize("broken", ["empty", "undecodable", "manifest", "furniture"])
    def test_a_broken_source_leaves_the_index_in_force(
        self, source: Path, folder: Path, encoder: FakeEncoder, broken: str
    ) -> None:
        build_index(source, folder, encoder=encoder)
        before = state(folder)
        name, content = {
            "empty": ("d.txt", b""),
            "undecodable": ("d.txt", b"\x93"),
            "manifest": ("manifest.toml", b'[[source]]\nfile = "gone.txt"'),
            "furniture": ("furniture.toml", b"[[rule]]"),
        }[broken]
        (source / name).write_bytes(content)
        with pytest.raises(SourceError):
            build_index(source, folder, encoder=encoder, strict=True)
        assert state(folder) == before

    def test_an_interrupted_build_leaves_the_index_in_force_and_can_be_run_again(
        self, source: Path, folder: Path, encoder: FakeEncoder
    ) -> None:
        build_index(source, folder, encoder=encoder)
        before = state(folder)
        (source / "d.txt").write_text(article("d"), encoding="utf-8")
        with pytest.raises(KeyboardInterrupt):
            build_index(source, folder, encoder=Failing())
        assert state(folder) == before
        assert build_index(source, folder, encoder=encoder).documents == 4


class TestGenerations:
    @pytest.mark.parametrize(("keep", "kept"), [(1, 2), (2, 2), (3, 3)])
    def test_the_last_few_are_kept_and_older_ones_are_removed(
        self, source: Path, folder: Path, encoder: FakeEncoder, keep: int, kept: int
    ) -> None:
        names = []
        for sentences in (4, 5, 6, 7, 8):
            (source / "a.txt").write_text(article("a", sentences), encoding="utf-8")
            names.append(build_index(source, folder, encoder=encoder, keep=keep).fingerprint)
            assert generations(folder) == set(names[-kept:])
            assert current_generation(folder) == names[-1]

    def test_what_others_put_into_the_folder_is_left_there(
        self, source: Path, folder: Path, encoder: FakeEncoder
    ) -> None:
        build_index(source, folder, encoder=encoder)
        for name in ("arsip", ".git", "0123456789abcde"):  # one digit short of a generation
            (folder / name).mkdir()
        (folder / "catatan.txt").write_text("catatan", encoding="utf-8")
        (source / "a.txt").write_text(article("a", 5), encoding="utf-8")
        build_index(source, folder, encoder=encoder)
        assert (folder / "catatan.txt").exists()
        assert {"arsip", ".git", "0123456789abcde"} <= generations(folder)


def test_a_text_in_capitals_makes_no_name_of_every_word(source: Path, folder: Path, encoder: FakeEncoder) -> None:
    text = "PENGUMUMAN\n\nPEGAWAI WAJIB HADIR DI KANTOR BKN PADA HARI SENIN.\n"
    (source / "d.txt").write_text(text, encoding="utf-8")
    build_index(source, folder, encoder=encoder)
    index = Index(folder)
    assert "bkn" in index.names()
    assert not {"pegawai", "wajib", "hadir", "kantor"} & set(index.names())
    assert index.document("d").text == text
    assert any("Pegawai wajib hadir di kantor BKN" in encoded for encoded in encoder.encoded)


class TestFolder:
    def test_the_table_says_what_became_of_each_document(
        self, source: Path, folder: Path, encoder: FakeEncoder
    ) -> None:
        (source / "2031").mkdir()
        (source / "2031" / "a.md").write_text(article("d"), encoding="utf-8")
        (source / "ansi.txt").write_bytes("Ujar “netral” dan adil.".encode("cp1252"))
        (source / "manifest.toml").write_text('[[source]]\nfile = "b.txt"\ntitle = "Judul B"\n', encoding="utf-8")
        table = {row.file: row for row in build_index(source, folder, encoder=encoder).table}
        assert list(table) == ["2031/a.md", "a.txt", "ansi.txt", "b.txt", "c.txt"]
        assert (table["2031/a.md"].id, table["2031/a.md"].format, table["2031/a.md"].derived) == (
            "2031/a",
            "md",
            ("title",),
        )
        assert (table["b.txt"].title, table["b.txt"].derived, table["b.txt"].passages) == ("Judul B", (), 3)
        assert table["ansi.txt"].warnings == ("read as Windows-1252, which was guessed",)
        assert Index(folder).document("2031/a").file == "2031/a.md"

    def test_files_that_cannot_be_used_are_reported_and_the_index_has_the_others(
        self, source: Path, folder: Path, encoder: FakeEncoder
    ) -> None:
        (source / "kosong.txt").write_bytes(b"")
        (source / "arsip.zip").write_bytes(b"PK")
        report = build_index(source, folder, encoder=encoder)
        assert [(each.file, each.code) for each in report.left_out] == [
            ("arsip.zip", "archive"),
            ("kosong.txt", "empty"),
        ]
        assert Index(folder).document_ids == list(NAMES)

    @pytest.mark.parametrize(
        ("name", "content", "says"),
        [
            ("kosong.txt", b"", "kosong.txt has no text"),
            ("ansi.txt", "Ujar “netral” dan adil.".encode("cp1252"), "ansi.txt: read as Windows-1252"),
            ("a (1).txt", article("a").encode(), r"a \(1\).txt has the text of a.txt"),
            ("arsip.zip", b"PK", "arsip.zip is an archive"),
            ("jeda.txt", b"BACA JUGA Bupati Lantik Pejabat", "jeda.txt: nothing but page furniture"),
        ],
    )
    def test_a_strict_build_publishes_nothing_if_a_file_is_left_out_or_has_a_warning(
        self, source: Path, folder: Path, encoder: FakeEncoder, name: str, content: bytes, says: str
    ) -> None:
        build_index(source, folder, encoder=encoder, strict=True)
        before = state(folder)
        (source / name).write_bytes(content)
        with pytest.raises(SourceError, match=rf"(?s)because of --strict.*{says}"):
            build_index(source, folder, encoder=encoder, strict=True)
        assert state(folder) == before
        assert build_index(source, folder, encoder=encoder).documents >= 3

    def test_the_id_of_a_copy_leads_to_the_document_that_is_kept(
        self, source: Path, folder: Path, encoder: FakeEncoder
    ) -> None:
        first = build_index(source, folder, encoder=encoder)
        (source / "a (1).txt").write_text(article("a"), encoding="utf-8")
        report = build_index(source, folder, encoder=encoder)
        index = Index(folder)
        assert index.document("a (1)") == index.document("a")
        assert index.document_ids == list(NAMES)
        assert report.fingerprint != first.fingerprint
        with pytest.raises(SourceNotFoundError):
            index.document("a (2)")

    def test_older_versions_are_known_to_the_index_as_the_folder_has_them(
        self, source: Path, folder: Path, encoder: FakeEncoder
    ) -> None:
        for name, date in (("lama", "1 Maret 2031"), ("baru", "9 Maret 2031")):
            (source / f"{name}.txt").write_text(article("x") + f"Terbit {date}.", encoding="utf-8")
        build_index(source, folder, encoder=encoder)
        index = Index(folder)
        assert (index.document("lama").superseded_by, index.document("baru").superseded_by) == ("baru", None)
        assert index.document("lama").amended_by == ()

    def test_reading_is_reported_in_bytes(self, source: Path, folder: Path, encoder: FakeEncoder) -> None:
        seen: list[tuple[int, int]] = []
        build_index(source, folder, encoder=encoder, reading=lambda done, total: seen.append((done, total)))
        total = sum(path.stat().st_size for path in source.iterdir())
        assert len(seen) == 3
        assert seen[-1] == (total, total)
