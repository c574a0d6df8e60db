"""The training loop: examples to batches, and the loss."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from assistant.reader.pieces import Feature, encode_pairs, pad_batch
from assistant.reader.scoring import Pair
from assistant.reader.training.averaging import WeightAverage, rate_factor, trained_parameters
from assistant.reader.training.config import TrainingConfig
from assistant.reader.training.examples import Example, Miner, count_by_kind, draw_epoch
from assistant.reader.training.groups import Group, draw_group_batches, draw_groups, shared_loss
from assistant.reader.training.model import Reader

WEIGHT_DECAY = 0.01
LONGEST_GRADIENT = 1.0
"""Longer gradients are shortened to this norm."""
ENCODED = 6_000
"""Examples that are made into ids, and sorted by length, together."""
HEADS = ("span", "null")
"""How the names of the heads' parameters begin."""

Item = tuple[Feature, tuple[int, int]]
"""An example as ids, with the positions of the first and last piece of its answer; (0, 0) means "no answer"."""


def encode_examples(tokenizer: Tokenizer, examples: Sequence[Example]) -> list[Item]:
    """Examples as ids with their target positions."""
    encoded = encode_pairs(tokenizer, [(e.question, e.passage) for e in examples])
    return [(f, f.positions(e.answer) if e.answer else (0, 0)) for f, e in zip(encoded, examples, strict=True)]


def draw_batches(encoded: Sequence[Item], size: int, rng: random.Random) -> Iterator[list[Item]]:
    """Batches of like length, in random order."""
    # A little chance in the lengths, so that an example is not always with the same others.
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i][0].ids) + rng.random() * 12)
    chunks = [order[i : i + size] for i in range(0, len(order), size)]
    rng.shuffle(chunks)
    for chunk in chunks:
        yield [encoded[i] for i in chunk]


def forward_batch(model: Reader, batch: Sequence[Item]) -> tuple[Tensor, Tensor, Tensor]:
    """The network's logits for a batch, in bfloat16."""
    ids, mask = pad_batch([f for f, _ in batch], 16)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        start, end, null = model(torch.from_numpy(ids), torch.from_numpy(mask))
    return start, end, null


def window_loss(start: Tensor, end: Tensor, null: Tensor, batch: Sequence[Item]) -> Tensor:
    """Mean of the start and end cross-entropies, plus half the answerability cross-entropy."""
    starts = torch.tensor([s for _, (s, _) in batch])
    ends = torch.tensor([e for _, (_, e) in batch])
    spans = (functional.cross_entropy(start, starts) + functional.cross_entropy(end, ends)) / 2
    # Position 0 is the target where there is no answer (`Item`), so the span head learns "no answer", too.
    none = functional.binary_cross_entropy_with_logits(null, (starts == 0).float())
    return spans + 0.5 * none


def batch_loss(model: Reader, batch: Sequence[Item]) -> Tensor:
    """The loss of windows that were each drawn by themselves."""
    return window_loss(*forward_batch(model, batch), batch)


def group_loss(model: Reader, groups: Sequence[Group], alone: float) -> Tensor:
    """The shared loss of some groups, plus ``alone`` times the loss of their windows one by one, so that 0 stays the border for each."""
    items: list[Item] = []
    for group in groups:
        right = group.answers[0] if group.answers else (0, 0)
        items += [(feature, right if i == 0 else (0, 0)) for i, feature in enumerate(group.features)]
    start, end, null = forward_batch(model, items)
    loss = shared_loss(start, end, null, groups)
    return loss + alone * window_loss(start, end, null, items)


def make_optimiser(model: Reader, config: TrainingConfig) -> torch.optim.AdamW:
    """AdamW with a group for the encoder and one for the heads; each knows its ``peak`` learning rate."""
    trained = trained_parameters(model)
    head = [p for name, p in trained.items() if name.startswith(HEADS)]
    body = [p for name, p in trained.items() if not name.startswith(HEADS)]
    return torch.optim.AdamW(
        [{"params": body, "peak": config.rate}, {"params": head, "peak": config.head_rate}],
        lr=0.0,
        weight_decay=WEIGHT_DECAY,
        fused=True,
    )


@dataclass(frozen=True)
class Step:
    """One step of training: its number, from 1, the examples seen so far, its loss, and the part of it that groups had."""

    number: int
    seen: int
    loss: float
    grouped: float = 0.0


def train_steps(
    model: Reader,
    tokenizer: Tokenizer,
    pairs: Sequence[Pair],
    average: WeightAverage,
    config: TrainingConfig,
    rng: random.Random,
) -> Iterator[Step]:
    """Train ``model`` on ``config.examples`` examples of ``pairs``, and report every step."""
    miner = Miner(pairs)
    weights = {pair.source: config.benchmark_weight for pair in pairs}
    weights |= {"own": config.own_weight, "squad_id": config.translated_weight}
    optimiser = make_optimiser(model, config)
    trained = list(trained_parameters(model).values())
    grouped = _endless_groups(pairs, miner, tokenizer, weights, config, rng) if config.groups else None
    number = seen = 0
    while seen < config.examples:
        examples = draw_epoch(pairs, miner, rng, weights=weights, altered=config.altered)
        print("epoch", count_by_kind(examples), flush=True)
        for batch in _epoch_batches(tokenizer, examples, config.batch, rng):
            factor = rate_factor(seen, config.examples, config.warm, config.decay_from)
            for group in optimiser.param_groups:
                group["lr"] = group["peak"] * factor
            loss = batch_loss(model, batch)
            loss.backward()  # type: ignore[no-untyped-call]
            losses = [float(loss.detach())]
            if grouped is not None:
                together = next(grouped)
                loss = group_loss(model, together, config.alone)
                loss.backward()  # type: ignore[no-untyped-call]
                losses.append(float(loss.detach()))
                seen += sum(len(group.features) for group in together)
            torch.nn.utils.clip_grad_norm_(trained, LONGEST_GRADIENT)
            optimiser.step()
            optimiser.zero_grad()
            number, seen = number + 1, seen + len(batch)
            average.update(number)
            yield Step(number, seen, sum(losses), losses[-1])
            if seen >= config.examples:
                break


def _epoch_batches(
    tokenizer: Tokenizer, examples: Sequence[Example], size: int, rng: random.Random
) -> Iterator[list[Item]]:
    """The batches of an epoch, encoded ENCODED examples at a time: the first step need not wait for the last example."""
    for at in range(0, len(examples), ENCODED):
        yield from draw_batches(encode_examples(tokenizer, examples[at : at + ENCODED]), size, rng)


def _endless_groups(
    pairs: Sequence[Pair],
    miner: Miner,
    tokenizer: Tokenizer,
    weights: dict[str, int],
    config: TrainingConfig,
    rng: random.Random,
) -> Iterator[list[Group]]:
    while True:
        order = [pair for pair in pairs for _ in range(weights[pair.source])]
        rng.shuffle(order)
        drawn = draw_groups(order, miner, tokenizer, config.windows, config.altered, rng)
        yield from draw_group_batches(drawn, config.groups, rng)
