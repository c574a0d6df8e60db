"""Train the reader: ``python -m assistant.reader.training --data DIR --own DIR --out DIR``.

The examples are the benchmark questions and the project's own, each read in a new random window every epoch, with
mined and swapped negatives. The learning rate warms up, stays, then falls to zero; it is a function of examples
seen, not of time, so a run may be paused. ``--init`` continues from a checkpoint. An exponential moving average of
the weights is what is measured and kept. The released model was made in stages (see MODEL_CARD.md).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from assistant.reader.pieces import Feature, Logits, best_span, features, pad
from assistant.reader.scoring import Pair, Read, ReadBatch, read_pairs
from assistant.reader.training import data, measure
from assistant.reader.training.model import Reader, from_unpacked
from assistant.reader.training.unpack import unpack
from assistant.reader.training.vocabulary import build_tokenizer, choose


def load_pairs(folder: Path, own: Path | None) -> tuple[list[Pair], dict[str, list[Pair]]]:
    """(training pairs, named development sets). FacQA's training questions over dev passages are left out."""
    idk, facqa = read_pairs(folder / "idk_mrc"), read_pairs(folder / "facqa")
    dev = [p for p in idk if p.split == "dev"], [p for p in facqa if p.split == "dev"]
    measured = {p.passage_id for part in dev for p in part}
    train = [p for p in idk + facqa if p.split == "train" and p.passage_id not in measured]
    mine = read_pairs(own, "my_") if own else []
    train += [p for p in mine if p.split == "train"]
    own_dev = [p for p in mine if p.split == "dev"]
    return train, {"idk_dev": dev[0], "facqa_dev": dev[1]} | ({"own_dev": own_dev} if own_dev else {})


def prepare(pairs: Sequence[Pair], size: int, out: Path, dropout: float = 0.0) -> tuple[Reader, Tokenizer]:
    """The untrained network and its tokenizer, with ``size`` pieces; saves ``tokenizer.json``."""
    base = unpack()
    texts = list(dict.fromkeys([p.passage for p in pairs] + [p.question for p in pairs]))
    kept = choose(texts, size)
    tokenizer = build_tokenizer(kept)
    tokenizer.save(str(out / "tokenizer.json"))
    return from_unpacked(base, kept, dropout), tokenizer


Item = tuple[Feature, tuple[int, int]]


def items(tokenizer: Tokenizer, examples: Sequence[data.Example]) -> list[Item]:
    """Examples as ids with target positions; (0, 0) is "no answer"."""
    encoded = features(tokenizer, [(e.question, e.passage) for e in examples])
    return [(f, f.positions(e.answer) if e.answer else (0, 0)) for f, e in zip(encoded, examples, strict=True)]


def batches(encoded: Sequence[Item], size: int, rng: random.Random) -> Iterator[list[Item]]:
    """Batches of like length, in random order."""
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i][0].ids) + rng.random() * 12)
    chunks = [order[i : i + size] for i in range(0, len(order), size)]
    rng.shuffle(chunks)
    for chunk in chunks:
        yield [encoded[i] for i in chunk]


def loss_of(model: Reader, batch: Sequence[Item]) -> Tensor:
    """Mean of the start and end cross-entropies, plus half the answerability cross-entropy."""
    ids, mask = pad([f for f, _ in batch], 16)
    starts = torch.tensor([s for _, (s, _) in batch])
    ends = torch.tensor([e for _, (_, e) in batch])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        start, end, null = model(torch.from_numpy(ids), torch.from_numpy(mask))
    spans = (functional.cross_entropy(start, starts) + functional.cross_entropy(end, ends)) / 2
    none = functional.binary_cross_entropy_with_logits(null, (starts == 0).float())
    return spans + 0.5 * none


def torch_reader(model: Reader, tokenizer: Tokenizer) -> ReadBatch:
    """``ReadBatch`` over a PyTorch model."""

    def read(question: str, passages: Sequence[str]) -> list[Read]:
        encoded = features(tokenizer, [(question, p) for p in passages])
        ids, mask = pad(encoded)
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            start, end, null = (t.float().numpy() for t in model(torch.from_numpy(ids), torch.from_numpy(mask)))
        out = []
        for i, (feature, passage) in enumerate(zip(encoded, passages, strict=True)):
            none = float(start[i, 0] + end[i, 0])
            a, b, score = best_span(Logits(feature, start[i], end[i], none), passage)
            out.append(Read(a, b, score, none, float(null[i])))
        return out

    return read


def evaluate(model: Reader, tokenizer: Tokenizer, sets: dict[str, list[Pair]]) -> dict[str, dict[str, float]]:
    """Figures on every set with a few weights of the separate null logit."""
    model.eval()
    read = torch_reader(model, tokenizer)
    out = {}
    for name, pairs in sets.items():
        reads = measure.read_all(pairs, read)
        for weight in (0.0, 0.5, 1.0, 2.0):
            out[f"{name}/{weight}"] = measure.figures(pairs, reads, weight)
    model.train()
    return out


class Courtesy:
    """Uses fewer threads while other programs keep the machine busy.

    A niced thread that shares its core with a busy program makes every other thread wait at each barrier, so
    two threads on one free core are several times slower than one. Counts jiffies of un-niced programs (Linux).
    """

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._last = (time.time(), self._busy())

    @staticmethod
    def _busy() -> int:
        stat = Path("/proc/stat")
        return int(stat.read_text().split()[1]) if stat.exists() else 0

    def adjust(self) -> None:
        """Look at the last seconds and set the number of threads; call it every step."""
        now, busy = time.time(), self._busy()
        if now - self._last[0] < 3:
            return
        others = (busy - self._last[1]) / 100 / (now - self._last[0])
        torch.set_num_threads(max(1, self._threads - round(others + 0.2)))
        self._last = (now, busy)


def rate(seen: int, total: int, warm: int, decay_from: int, floor: float) -> float:
    """Warm-up, plateau, linear decay to ``floor``: a factor of the peak learning rate."""
    if seen < warm:
        return seen / warm
    if seen < decay_from:
        return 1.0
    return floor + (1 - floor) * max(0.0, (total - seen) / max(1, total - decay_from))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="folder holding idk_mrc/ and facqa/")
    parser.add_argument("--own", type=Path, help="folder holding my_passages.jsonl and my_questions.jsonl")
    parser.add_argument("--own-weight", type=int, default=3, help="times an own question is read per epoch")
    parser.add_argument("--benchmark-weight", type=int, default=1, help="times a benchmark question is read per epoch")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--init", type=Path, help="checkpoint to start from")
    parser.add_argument("--examples", type=int, default=30_000)
    parser.add_argument("--decay-from", type=int, default=10**9)
    parser.add_argument("--warm", type=int, default=1_500)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--words", action="store_true", help="train the word embeddings too (they come at 4 bits)")
    parser.add_argument("--altered", type=float, default=0.25)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--measure-every", type=int, default=7_000)
    parser.add_argument("--pieces", type=int, default=16_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "train.pid").write_text(str(os.getpid()))
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    train, sets = load_pairs(args.data, args.own)
    # The vocabulary comes from the benchmarks alone, so that both stages have the same one.
    model, tokenizer = prepare([p for p in train if p.source != "own"], args.pieces, args.out, args.dropout)
    if args.init:
        model.load_state_dict(torch.load(args.init))
    model.word.weight.requires_grad_(args.words)
    miner = data.Miner(train)
    trained = {n: p for n, p in model.named_parameters() if p.requires_grad}
    average = {n: p.detach().clone() for n, p in trained.items()}
    head = [p for n, p in trained.items() if n.startswith(("span", "null"))]
    body = [p for n, p in trained.items() if not n.startswith(("span", "null"))]
    optimiser = torch.optim.AdamW(
        [{"params": body, "peak": args.rate}, {"params": head, "peak": args.head_rate}],
        lr=0.0,
        weight_decay=0.01,
        fused=True,
    )
    log = (args.out / "log.jsonl").open("a")

    def save(name: str) -> None:
        torch.save(model.state_dict() | average, args.out / f"{name}.pt")

    def keep(name: str) -> None:
        save(name)
        live = {n: p.detach().clone() for n, p in trained.items()}
        model.load_state_dict(average, strict=False)
        result = {"checkpoint": name, "figures": evaluate(model, tokenizer, sets)}
        model.load_state_dict(live, strict=False)
        print(json.dumps(result), file=log, flush=True)
        for key, values in result["figures"].items():  # type: ignore[attr-defined]
            print(name, key, {k: round(v, 3) for k, v in values.items()}, flush=True)

    courtesy = Courtesy(args.threads)
    seen, step, due, recent, began = 0, 0, args.measure_every, [0.0], time.time()
    wish = args.out / "decay"  # a file holding a number: fall to zero over so many examples, from now on
    while seen < args.examples:
        weights = {p.source: args.benchmark_weight for p in train} | {"own": args.own_weight}
        examples = data.epoch(train, miner, rng, weights=weights, altered=args.altered)
        print("epoch", data.by_kind(examples), flush=True)
        for batch in batches(items(tokenizer, examples), args.batch, rng):
            factor = rate(seen, args.examples, args.warm, args.decay_from, 0.02)
            for group in optimiser.param_groups:
                group["lr"] = group["peak"] * factor
            courtesy.adjust()
            loss = loss_of(model, batch)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(trained.values(), 1.0)
            optimiser.step()
            optimiser.zero_grad()
            step, seen = step + 1, seen + len(batch)
            keep_share = min(0.995, (1 + step) / (20 + step))
            torch._foreach_lerp_(list(average.values()), [p.detach() for p in trained.values()], 1 - keep_share)
            recent.append(float(loss.detach()))
            if step % 50 == 0:
                save("latest")
                if wish.exists():
                    args.decay_from, args.examples = seen, seen + int(wish.read_text())
                    wish.unlink()
                speed = seen / (time.time() - began)
                loss_now = np.mean(recent[-50:])
                print(f"{step} {seen} loss {loss_now:.3f} {speed:.1f}/s {torch.get_num_threads()} threads", flush=True)
            if seen >= due:
                keep(f"at{seen}")
                due += args.measure_every
            if seen >= args.examples:
                break
    keep("last")
    log.close()


if __name__ == "__main__":
    main()
