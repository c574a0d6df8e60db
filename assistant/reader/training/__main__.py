"""Train the reader: ``python -m assistant.reader.training --data DIR --own DIR --out DIR``.

The examples are the questions of the benchmarks and the project's own, each read in another random window every epoch, with mined
and swapped negatives. The learning rate warms up, stays, then falls. ``--init`` continues from a checkpoint. The released model
was made in stages (see MODEL_CARD.md).
"""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Sequence

import numpy as np
import torch
from tokenizers import Tokenizer

from assistant.reader.scoring import Pair
from assistant.reader.training.averaging import WeightAverage
from assistant.reader.training.checkpoint import Checkpoints, load_checkpoints
from assistant.reader.training.config import TrainingConfig, parse_config
from assistant.reader.training.examples import load_pairs
from assistant.reader.training.loop import train_steps
from assistant.reader.training.model import Reader, from_unpacked
from assistant.reader.training.unpack import unpack_base

SAVE_EVERY = 25
"""Steps between two saves of ``latest.pt``, and between two lines of output."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, saving and measuring on the way."""
    config = parse_config(arguments, "Train the reader.")
    config.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(config.threads)
    torch.manual_seed(config.seed)
    rng = random.Random(config.seed)

    pairs, measured = load_pairs(config.data, config.own)
    model, tokenizer = prepare(pairs, config)
    average = WeightAverage(model)
    checkpoints = Checkpoints(config.out, model, tokenizer, average, measured)

    due, began = config.measure_every, time.time()
    losses: deque[float] = deque(maxlen=SAVE_EVERY)
    grouped: deque[float] = deque(maxlen=SAVE_EVERY)
    for step in train_steps(model, tokenizer, pairs, average, config, rng):
        losses.append(step.loss)
        grouped.append(step.grouped)
        if step.number % SAVE_EVERY == 0:
            checkpoints.save("latest")
            speed = step.seen / (time.time() - began)
            means = f"loss {np.mean(losses):.3f} groups {np.mean(grouped):.3f}"
            print(f"{step.number} {step.seen} {means} {speed:.1f}/s", flush=True)
        if step.seen >= due:
            checkpoints.save_measured(f"at{step.seen}")
            due += config.measure_every
    checkpoints.save_measured("last")


def prepare(pairs: Sequence[Pair], config: TrainingConfig) -> tuple[Reader, Tokenizer]:
    """The network to train, from the base model or a checkpoint, and its tokenizer, saved as ``tokenizer.json``."""
    if config.init and config.tokenizer:
        tokenizer = Tokenizer.from_file(str(config.tokenizer))
        tokenizer.save(str(config.out / "tokenizer.json"))
        model = load_checkpoints([config.init], config.dropout).train()
        freeze(model, config)
        return model, tokenizer
    from assistant.reader.training.vocabulary import build_tokenizer, choose_pieces

    # The vocabulary comes from the benchmarks alone, so that stages with and without our own texts have the same one and a checkpoint fits.
    benchmark = [p for p in pairs if p.source != "own"]
    base = unpack_base()
    texts = dict.fromkeys([p.passage for p in benchmark] + [p.question for p in benchmark])
    kept = choose_pieces(texts, config.pieces)
    tokenizer = build_tokenizer(kept)
    tokenizer.save(str(config.out / "tokenizer.json"))
    model = from_unpacked(base, kept, config.dropout)
    if config.init:
        model.load_state_dict(torch.load(config.init))
    freeze(model, config)
    return model, tokenizer


def freeze(model: Reader, config: TrainingConfig) -> None:
    """Leave as they are: positions, the lowest layers on request, and words unless on request ("spans 3" was the first with those)."""
    model.position.weight.requires_grad_(False)
    model.word.weight.requires_grad_(config.words)
    if config.frozen:
        for part in (model.norm, *model.layers[: config.frozen]):
            part.requires_grad_(False)


if __name__ == "__main__":
    main()
