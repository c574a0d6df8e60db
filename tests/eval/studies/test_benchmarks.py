from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.reader.scoring import Pair, WindowRead, exact_match, measure_pair, read_windows, word_f1, word_windows
from eval.cli import studies as cli_studies
from eval.cli.main import main
from eval.questions.cases import DatasetError
from eval.studies.benchmark_index import BenchmarkIndex
from eval.studies.benchmarks import PUBLISHED, benchmark_table, read_benchmark, reading_figures, retrieval_figures
from index.encoder import Progress, Vectors

TEXTS = {
    "p1": "Ibu kota Jawa Barat adalah Bandung. Kota itu sejuk.",
    "p2": "Gunung tertinggi di Jawa adalah Semeru.",
    "p3": "Ikan hidup di air.",
}
ROWS = [
    ("q1", "dev", "Apa ibu kota Jawa Barat?", "p1", "Bandung"),
    ("q2", "dev", "Apa gunung tertinggi di Jawa?", "p2", "Semeru"),
    ("q3", "dev", "Siapa gubernur Jawa Barat?", "p1", None),
    ("q4", "train", "Di mana ikan hidup?", "p3", "air"),
]


def write(folder: Path, rows: Sequence[tuple[str, str, str, str, str | None]] = ROWS, shift: int = 0) -> Path:
    there = folder / "facqa"
    there.mkdir(parents=True)
    questions = [
        {
            "id": name,
            "split": split,
            "question": question,
            "passage_id": passage,
            "answerable": answer is not None,
            "answers": [{"text": answer, "start": TEXTS[passage].index(answer) + shift}] if answer else [],
        }
        for name, split, question, passage, answer in rows
    ]
    passages = [{"id": name, "text": text} for name, text in TEXTS.items()]
    for name, lines in (("passages", passages), ("questions", questions)):
        (there / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return folder


class Counting:
    """Vectors that count letters; says how many passages it was given."""

    id, dimension, max_tokens = "letters", 26, 512

    def __init__(self) -> None:
        self.encoded = 0

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        rows = np.array([[text.lower().count(chr(97 + n)) + 0.01 for n in range(26)] for text in texts], np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.encoded += len(texts)
        if progress:
            progress(len(texts), len(texts))
        return self.encode_queries(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]


def reads(question: str, passages: Sequence[str]) -> list[WindowRead]:
    """Marks the last word, and declines where somebody is asked for."""
    ends = [len(passage.rstrip(".")) for passage in passages]
    starts = [passage.rstrip(".").rindex(" ") + 1 for passage in passages]
    none = 2.0 if question.startswith("Siapa") else 0.0
    return [WindowRead(start, end, 1.0, none) for start, end in zip(starts, ends, strict=True)]


def test_the_split_is_asked_and_all_passages_are_searched(tmp_path: Path) -> None:
    bench = read_benchmark("facqa", write(tmp_path), "dev")
    assert [pair.id for pair in bench.pairs] == ["q1", "q2", "q3"]
    assert bench.passages == TEXTS
    assert [pair.id for pair in read_benchmark("facqa", tmp_path, "dev", 2).pairs] == ["q1", "q2"]


def test_what_cannot_be_used_is_an_error_that_says_where_to_look(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"evaluation-benchmarks\.md"):
        read_benchmark("facqa", tmp_path / "none", "dev")
    with pytest.raises(DatasetError, match="not at its offset"):
        read_benchmark("facqa", write(tmp_path / "shifted", shift=1), "dev")
    with pytest.raises(DatasetError, match="Its splits: dev, train"):
        read_benchmark("facqa", write(tmp_path / "good"), "test")


def test_vectors_are_kept_and_made_again_for_other_passages(tmp_path: Path) -> None:
    encoder = Counting()
    first = BenchmarkIndex(TEXTS, encoder, tmp_path)
    again = BenchmarkIndex(TEXTS, encoder, tmp_path)
    assert encoder.encoded == 3
    vector = encoder.encode_queries(["air"])[0]
    assert [a.tolist() for a in first.dense(vector, 3)] == [a.tolist() for a in again.dense(vector, 3)]
    BenchmarkIndex({**TEXTS, "p4": "Lain."}, encoder, tmp_path)
    assert encoder.encoded == 7


def test_the_passage_that_answers_is_looked_for_by_every_fusion(tmp_path: Path) -> None:
    pytest.importorskip("ir_measures")
    bench = read_benchmark("facqa", write(tmp_path), "dev")
    encoder = Counting()
    found = retrieval_figures(bench, BenchmarkIndex(bench.passages, encoder, None), encoder)
    assert {name.split(":")[0] for name in found} == {"weighted", "rrf", "dense", "bm25"}
    assert all(one.questions == 2 for one in found.values())  # the third has no answer
    assert found["bm25: Success@1"].value == 1.0
    assert found["dense: Success@10"].value == 1.0


def test_a_question_that_cannot_be_asked_finds_nothing_and_still_counts(tmp_path: Path) -> None:
    pytest.importorskip("ir_measures")
    rows = [*ROWS, ("q5", "dev", "Apa? " * 200, "p3", "air")]
    bench = read_benchmark("facqa", write(tmp_path, rows), "dev")
    found = retrieval_figures(bench, BenchmarkIndex(bench.passages, Counting(), None), Counting())
    assert found["bm25: Success@1"].value == pytest.approx(2 / 3)


def test_reading_by_hand(tmp_path: Path) -> None:
    found = reading_figures(read_benchmark("facqa", write(tmp_path), "dev"), reads)
    value = {name.removeprefix("reader: "): one.value for name, one in found.items()}
    # q1: "sejuk" in the wrong sentence; q2: "Semeru"; q3 is declined. All margins: 1, 1, -1.
    assert value["answer sentence"] == value["span overlap"] == value["exact match"] == value["F1"] == 1 / 2
    assert value["AUROC, answerable"] == 1.0
    assert value["F1, declining"] == value["exact match, declining"] == pytest.approx(2 / 3)


def test_without_unanswerable_questions_there_is_no_auroc(tmp_path: Path) -> None:
    found = reading_figures(read_benchmark("facqa", write(tmp_path, ROWS[:2]), "dev"), reads)
    assert not any("AUROC" in name or "declining" in name for name in found)


def test_an_answer_that_is_declined_counts_as_none(tmp_path: Path) -> None:
    def declines(question: str, passages: Sequence[str]) -> list[WindowRead]:
        return [WindowRead(r.start, r.end, r.span_score, 5.0) for r in reads(question, passages)]

    found = reading_figures(read_benchmark("facqa", write(tmp_path), "dev"), declines)
    assert found["reader: F1"].value == 1 / 2
    assert found["reader: F1, declining"].value == pytest.approx(1 / 3)


def test_the_window_with_the_largest_margin_speaks_for_the_passage() -> None:
    passage = " ".join(f"kata{n}" for n in range(300))
    pair = Pair("q", "s", "dev", "Apa?", "p", passage, ((passage.index("kata250"), passage.index("kata250") + 7),))

    def reader(_: str, passages: Sequence[str]) -> list[WindowRead]:
        places = [text.find("kata250") for text in passages]
        return [WindowRead(max(at, 0), max(at, 0) + 7, float(at >= 0), 0.5) for at in places]

    assert len(word_windows(passage)) > 3
    one = measure_pair(pair, read_windows(pair, reader))
    assert (one.overlap, one.exact, one.f1, one.margin) == (True, 1.0, 1.0, 0.5)


@pytest.mark.parametrize(
    ("found", "gold", "same", "share"),
    [
        ("22 September 2024.", "22 september 2024", 1.0, 1.0),
        ("September 2024", "22 September 2024", 0.0, 4 / 5),
        ("mulai mulai Mei", "mulai Mei", 0.0, 4 / 5),  # a bag: a word counts as often as both have it
        ("", "", 0.0, 0.0),
        ("…", "Mei", 0.0, 0.0),
    ],
)
def test_exact_match_and_f1_by_hand(found: str, gold: str, same: float, share: float) -> None:
    assert exact_match(found, gold) == same
    assert word_f1(found, gold) == pytest.approx(share)


def test_published_figures_are_shown_beside_ours(tmp_path: Path) -> None:
    pytest.importorskip("ir_measures")
    bench = read_benchmark("facqa", write(tmp_path), "dev")
    text = benchmark_table(
        bench, retrieval_figures(bench, BenchmarkIndex(bench.passages, Counting(), None), Counting())
    )
    assert text.startswith("facqa, dev: 3 questions, 3 passages")
    assert "| bm25: nDCG@10 | 2 | 100.0 (100.0 to 100.0) | 84.4 | test, 1,355 passages, Snowball |" in text


def test_published_figures_are_shares_of_figures_that_there_are(tmp_path: Path) -> None:
    pytest.importorskip("ir_measures")
    bench = read_benchmark("facqa", write(tmp_path), "dev")
    ours = retrieval_figures(bench, BenchmarkIndex(bench.passages, Counting(), None), Counting()) | reading_figures(
        bench, reads
    )
    for published in json.loads(PUBLISHED.read_text("utf-8")).values():
        assert set(published) <= set(ours)
        assert all(0 < value < 1 for value, _ in published.values())


def test_bench_prints_and_keeps_its_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("ir_measures")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli_studies, "load_encoder", lambda *_: Counting())
    write(tmp_path / "data")
    assert main(["bench", "facqa", "--data", "data", "--reader", "sentences", "--out", "out", "--limit", "2"]) == 0
    told = capsys.readouterr().out
    assert "facqa, dev: 2 questions, 3 passages" in told
    assert (tmp_path / "out/facqa-dev-2.md").read_text("utf-8") == told
    assert json.loads((tmp_path / "out/facqa-dev-2.json").read_text("utf-8"))["bm25: Success@1"]["value"] == 1.0
    assert main(["bench", "facqa", "--data", "data", "--limit", "0"]) == 1
