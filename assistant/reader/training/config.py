"""The settings of a training run, and the command line that gives them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class TrainingConfig:
    """How a reader is trained. The defaults are those of its first stage; MODEL_CARD.md gives those of the released model.

    Attributes:
        data: folder with ``idk_mrc/`` and ``facqa/``.
        out: folder for the tokenizer, checkpoints and log.
        own: folder with ``my_passages.jsonl`` and ``my_questions.jsonl``.
        init: checkpoint to start from.
        tokenizer: the tokenizer of that checkpoint; without it, one is made from the base's.
        own_weight, benchmark_weight, translated_weight: times that a question of ours, of a benchmark, or of ``squad_id``
            is read in an epoch.
        groups: questions in a step that are read with several windows (`groups`), beside the ``batch`` single ones.
        windows: windows of such a question.
        alone: weight of the single windows' loss for the windows in groups.
        frozen: lowest layers that stay as they are.
        examples: examples to train on, windows in groups included.
        decay_from: examples after which the learning rate falls linearly to almost zero.
        warm: examples over which the learning rate rises from zero.
        rate, head_rate: peak learning rates of the encoder and of the two heads.
        batch: examples in a step.
        words: whether the word embeddings are trained too; they come at 4 bits.
        altered: share of the questions that `augment.alter_question` rewrites.
        dropout: share of the activations that are dropped.
        measure_every: examples between two measurements on the development sets.
        pieces: size of the vocabulary.
        threads: cores for PyTorch.
        seed: of everything drawn.
    """

    data: Path
    out: Path
    own: Path | None = None
    init: Path | None = None
    own_weight: int = 3
    benchmark_weight: int = 1
    translated_weight: int = 0
    tokenizer: Path | None = None
    groups: int = 0
    windows: int = 4
    alone: float = 0.3
    frozen: int = 0
    examples: int = 30_000
    decay_from: int = 10**9  # beyond any run: without the option the rate stays at its peak
    # These rates and this batch are those of the first trial; its warm-up was 60 steps, about as many examples.
    warm: int = 1_500
    rate: float = 1.5e-4
    head_rate: float = 1e-3
    batch: int = 24
    words: bool = False
    altered: float = 0.25
    dropout: float = 0.1
    measure_every: int = 7_000
    # Of the base's 250,002: on the five articles that costs 4 % more pieces, and no `<unk>`.
    pieces: int = 16_000
    threads: int = 2
    seed: int = 1


def parse_config(arguments: Sequence[str] | None, description: str) -> TrainingConfig:
    """The settings from a command line (by default the program's own)."""
    default = TrainingConfig
    parser = argparse.ArgumentParser(
        prog="python -m assistant.reader.training",
        description=description,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, help="folder with idk_mrc/ and facqa/")
    add("--own", type=Path, help="folder with my_passages.jsonl and my_questions.jsonl")
    add("--own-weight", type=int, default=default.own_weight, help="times an own question is read per epoch")
    add(
        "--benchmark-weight",
        type=int,
        default=default.benchmark_weight,
        help="times a benchmark question is read per epoch",
    )
    add("--translated-weight", type=int, default=default.translated_weight, help="times a translated one is read")
    add("--groups", type=int, default=default.groups, help="questions in a step that are read with several windows")
    add("--windows", type=int, default=default.windows, help="windows of such a question")
    add("--alone", type=float, default=default.alone, help="weight of the single windows' loss for windows in groups")
    add("--frozen", type=int, default=default.frozen, help="lowest layers that stay as they are")
    add("--tokenizer", type=Path, help="the tokenizer of --init; without it, one is made from the base's")
    add("--out", type=Path, required=True, help="folder for the tokenizer, checkpoints and log")
    add("--init", type=Path, help="checkpoint to start from")
    add("--examples", type=int, default=default.examples, help="examples to train on")
    add("--decay-from", type=int, default=default.decay_from, help="examples after which the learning rate falls")
    add("--warm", type=int, default=default.warm, help="examples over which the learning rate rises")
    add("--rate", type=float, default=default.rate, help="peak learning rate of the encoder")
    add("--head-rate", type=float, default=default.head_rate, help="peak learning rate of the heads")
    add("--batch", type=int, default=default.batch, help="examples in a step")
    add("--words", action="store_true", help="train the word embeddings too (they come at 4 bits)")
    add("--altered", type=float, default=default.altered, help="share of the questions that are written otherwise")
    add("--dropout", type=float, default=default.dropout, help="share of the activations that are dropped")
    add("--measure-every", type=int, default=default.measure_every, help="examples between two measurements")
    add("--pieces", type=int, default=default.pieces, help="size of the vocabulary")
    add("--threads", type=int, default=default.threads, help="cores for PyTorch")
    add("--seed", type=int, default=default.seed, help="of everything drawn")
    return TrainingConfig(**vars(parser.parse_args(arguments)))
