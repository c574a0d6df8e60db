"""Training the reader: every part runs for real, on a made-up set and a network of a few thousand weights."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer

from assistant.reader.bundled import FOLDER, TOKENIZER
from assistant.reader.scoring import Pair
from assistant.reader.training.averaging import WeightAverage, rate_factor, trained_parameters
from assistant.reader.training.checkpoint import NULL_WEIGHTS, Checkpoints, load_checkpoints, torch_reader
from assistant.reader.training.config import TrainingConfig, parse_config
from assistant.reader.training.examples import Example, load_pairs
from assistant.reader.training.loop import draw_batches, encode_examples, train_steps
from assistant.reader.training.model import Reader

PLACES = ("Bima", "Denpasar", "Tarakan", "Kupang", "Ambon", "Solo", "Tegal", "Malang")


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """On a busy machine, two threads that wait for each other at every small product are many times slower."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(FOLDER / TOKENIZER))


def network(tokenizer: Tokenizer) -> Reader:
    torch.manual_seed(1)
    size = tokenizer.get_vocab_size()
    return Reader(size, hidden=24, layers=1, heads=12, feed_forward=24, epsilon=1e-12, positions=400)


def record(number: int, place: str, split: str, answerable: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    text = f"Rapat nomor {number} digelar di {place} pada hari Selasa. Warga senang dan pulang dengan tenang."
    answers = [{"text": place, "start": text.index(place)}] if answerable else []
    question = f"Di mana rapat nomor {number}?" if answerable else f"Berapa biaya rapat nomor {number}?"
    passage = {"id": f"p{number}", "text": text}
    asked = {"id": f"q{number}", "split": split, "question": question, "passage_id": f"p{number}", "answers": answers}
    return passage, asked


def write(folder: Path, records: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    folder.mkdir(parents=True)
    for name, rows in zip(("passages", "questions"), zip(*records, strict=True), strict=True):
        lines = [json.dumps(row) for row in rows]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """IDK-MRC: eight questions to train on, four to measure. FacQA: one of each over one passage, and one over another."""
    splits = ["train"] * 8 + ["dev"] * 4
    idk = [record(n, PLACES[n % 8], split, n % 3 != 0) for n, split in enumerate(splits)]
    facqa = [record(20, "Bima", "dev", True), record(21, "Solo", "train", True)]
    shared = (facqa[0][0], facqa[0][1] | {"id": "q22", "split": "train"})
    write(tmp_path / "data" / "idk_mrc", idk)
    write(tmp_path / "data" / "facqa", [facqa[0], shared, facqa[1]])
    return tmp_path / "data"


def config(data: Path, **changes: Any) -> TrainingConfig:
    chosen = {"examples": 240, "batch": 8, "warm": 24, "rate": 3e-3, "head_rate": 1e-2, "words": True} | changes
    return TrainingConfig(data=data, out=data.parent / "run", **chosen)


def test_a_training_question_over_a_measured_passage_is_left_out(data: Path) -> None:
    pairs, measured = load_pairs(data, None)
    assert {pair.id for pair in pairs} == {f"q{n}" for n in range(8)} | {"q21"}
    assert {name: len(found) for name, found in measured.items()} == {"idk_dev": 4, "facqa_dev": 1}


def test_the_loss_falls_and_every_example_counts_once(data: Path, tokenizer: Tokenizer) -> None:
    pairs, _ = load_pairs(data, None)
    model, settings = network(tokenizer), config(data)
    steps = list(train_steps(model, tokenizer, pairs, WeightAverage(model), settings, random.Random(1)))
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    assert 240 <= steps[-1].seen < 248
    losses = [step.loss for step in steps]
    assert sum(losses[-10:]) < 0.6 * sum(losses[:10])


def test_word_embeddings_are_trained_only_on_request(tokenizer: Tokenizer) -> None:
    model = network(tokenizer)
    model.word.weight.requires_grad_(False)
    assert "word.weight" not in trained_parameters(model)
    assert "word.weight" in WeightAverage(model).state()


def test_the_average_takes_the_place_of_the_weights_and_gives_it_back(tokenizer: Tokenizer) -> None:
    model = network(tokenizer)
    average = WeightAverage(model)
    before = model.span.bias.detach().clone()
    with torch.no_grad():
        model.span.bias += 21.0
    average.update(1)
    # After step 1 the average keeps (1 + 1) / (20 + 1) of itself: 21 * (1 - 2 / 21) = 19.
    assert torch.allclose(average.state()["span.bias"], before + 19.0)
    with average.in_model():
        assert torch.allclose(model.span.bias, before + 19.0)
    assert torch.allclose(model.span.bias, before + 21.0)


def test_a_checkpoint_is_measured_logged_and_reads_the_same_when_loaded(data: Path, tokenizer: Tokenizer) -> None:
    _, measured = load_pairs(data, None)
    out = data.parent / "run"
    out.mkdir()
    model = network(tokenizer)
    checkpoints = Checkpoints(out, model, tokenizer, WeightAverage(model), measured)
    checkpoints.save_measured("at8")
    checkpoints.save_measured("last")
    logged = [json.loads(line) for line in (out / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [entry["checkpoint"] for entry in logged] == ["at8", "last"]
    assert set(logged[0]["figures"]) == {f"{name}/{weight}" for name in measured for weight in NULL_WEIGHTS}
    assert logged[0]["figures"]["idk_dev/0.0"]["n"] == 4
    assert model.training
    question, passage = "Di mana rapat nomor 8?", "Rapat nomor 8 digelar di Bima."
    (ours,) = torch_reader(model.eval(), tokenizer)(question, [passage])
    for paths in (["last.pt"], ["at8.pt", "last.pt"]):
        (theirs,) = torch_reader(load_checkpoints([out / path for path in paths]), tokenizer)(question, [passage])
        assert theirs == ours


def test_the_learning_rate_warms_up_stays_and_falls() -> None:
    def at(seen: int) -> float:
        return rate_factor(seen, total=1000, warm=100, decay_from=500)

    assert [at(0), at(25), at(100), at(499), at(500)] == [0.0, 0.25, 1.0, 1.0, 1.0]
    assert at(750) == pytest.approx(0.02 + 0.98 * 250 / 500)
    assert at(1000) == at(1100) == 0.02
    assert rate_factor(5000, total=1000, warm=100, decay_from=10**9) == 1.0


def test_batches_contain_every_example_once_and_no_more_than_asked(tokenizer: Tokenizer) -> None:
    examples = [Example(f"Apa {n}?", "Rapat dimulai. " * (n + 1), None, "own:unanswerable") for n in range(10)]
    encoded = encode_examples(tokenizer, examples)
    found = list(draw_batches(encoded, 4, random.Random(1)))
    assert sorted(len(batch) for batch in found) == [2, 4, 4]
    assert sorted(len(f.ids) for batch in found for f, _ in batch) == sorted(len(f.ids) for f, _ in encoded)


def test_an_example_s_target_is_the_pieces_of_its_answer(tokenizer: Tokenizer) -> None:
    passage = "Rapat digelar di Denpasar kemarin."
    start = passage.index("Denpasar")
    with_answer, without = encode_examples(
        tokenizer,
        [
            Example("Di mana?", passage, (start, start + 8), "own:answerable"),
            Example("Di mana?", passage, None, "own:unanswerable"),
        ],
    )
    feature, (first, last) = with_answer
    inside = feature.offsets[first - feature.first : last - feature.first + 1]
    assert passage[inside[0][0] : inside[-1][1]].strip() == "Denpasar"
    assert without[1] == (0, 0)


def test_the_command_line_gives_the_settings(tmp_path: Path) -> None:
    given = ["--data", str(tmp_path), "--out", "run", "--words", "--decay-from", "130000", "--benchmark-weight", "2"]
    found = parse_config(given, "Train.")
    assert found == TrainingConfig(tmp_path, Path("run"), words=True, decay_from=130_000, benchmark_weight=2)


def test_pairs_of_our_own_are_told_apart(data: Path) -> None:
    own = data.parent / "own"
    write(own, [record(30, "Bima", "train", True), record(31, "Solo", "dev", True)])
    for name in ("passages", "questions"):
        (own / f"{name}.jsonl").rename(own / f"my_{name}.jsonl")
    pairs, measured = load_pairs(data, own)
    assert [pair.source for pair in pairs if isinstance(pair, Pair)][-1] == "own"
    assert len(measured["own_dev"]) == 1
