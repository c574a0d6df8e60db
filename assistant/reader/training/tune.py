"""Goes on training a released reader with the question bank, on a GPU.

``python -m assistant.reader.training.tune --pool pool.npz --out last.pt`` needs PyTorch, numpy and tokenizers alone; `pool` draws what
it reads. A step has some questions of the bank, some others with several windows each, under one softmax as in `groups`, and single
windows. The weights that are written are the moving average's. Without a GPU it takes some hours.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from assistant.reader.pieces import ANSWER_PIECES, EOS, PAD
from assistant.reader.training.averaging import WeightAverage, rate_factor, trained_parameters
from assistant.reader.training.graph import OnnxGraph
from assistant.reader.training.model import Reader
from assistant.reader.training.restore import restore_weights

FAR = -1e4
"""The score of a span that is none."""
PARTS = ("bank", "group", "single")
HEADS = ("span", "null")
ALONE = 0.3
"""Weight of the single windows' loss for windows in groups, as in `TrainingConfig`."""
MEASURED_TOGETHER = 256
"""Windows that are read together where a set is measured."""

Ints = NDArray[Any]


class Pool:
    """The arrays that `pool` wrote."""

    def __init__(self, path: Path) -> None:
        with np.load(path) as file:
            arrays = {name: file[name] for name in file.files}
        self._pieces = arrays["pieces"].astype(np.int64)
        self._ends = arrays["ends"]
        self._windows = arrays["windows"]
        self.groups: dict[str, Ints] = {
            n.removesuffix("/groups"): a for n, a in arrays.items() if n.endswith("/groups")
        }
        self._golds, self._gold_at = _by_window(arrays["golds"], len(self._windows))
        self._sentences, self._sentence_at = _by_window(arrays["sentences"], len(self._windows))

    def ids(self, window: int) -> tuple[Ints, int]:
        """The pieces of a window, the question before it, and where its passage begins."""
        question, passage = (self._text(int(number)) for number in self._windows[window])
        return np.concatenate([question, passage, [EOS]]), len(question)

    def golds(self, window: int) -> Ints:
        """(first, last, whether any words between them answer) of each answer in a window, from its passage's first piece."""
        rows: Ints = self._golds[self._gold_at[window] : self._gold_at[window + 1]]
        return rows

    def sentences(self, window: int) -> Ints:
        """(first, last, whether it is quoted) of each sentence."""
        rows: Ints = self._sentences[self._sentence_at[window] : self._sentence_at[window + 1]]
        return rows

    def length(self, part: str) -> Ints:
        """The pieces of the longest window of each group of a part."""
        lengths = np.diff(self._ends, prepend=0)[self._windows].sum(axis=1)
        longest: Ints = np.maximum.reduceat(lengths, self.groups[part][:, 0])
        return longest

    def _text(self, number: int) -> Ints:
        text: Ints = self._pieces[self._ends[number - 1] if number else 0 : self._ends[number]]
        return text


def _by_window(rows: Ints, windows: int) -> tuple[Ints, Ints]:
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    return rows[:, 1:], np.searchsorted(rows[:, 0], np.arange(windows + 1))


@dataclass(frozen=True)
class Batch:
    """Windows as tensors, those of a group next to each other.

    Attributes:
        inside: (windows, length) the pieces of the passage.
        starts, ends: (windows, length) where an answer may start and end; at 0 where there is none.
        whole: (windows, length) the pieces of answers that are any words of theirs.
        exact: (answers, 3) window, first and last piece.
        windows, golds: (groups, most) the groups' windows; and their answers, those of `whole` by window, after the exact ones; filled up
            with one past the last.
        grouped: how many of the windows are in groups; the others are by themselves.
    """

    ids: Tensor
    mask: Tensor
    inside: Tensor
    starts: Tensor
    ends: Tensor
    whole: Tensor
    exact: Tensor
    windows: Tensor
    golds: Tensor
    grouped: int

    def to(self, device: str) -> Batch:
        """On a device."""
        tensors = {name: value for name, value in vars(self).items() if isinstance(value, Tensor)}
        moved: dict[str, Any] = {name: tensor.to(device, non_blocking=True) for name, tensor in tensors.items()}
        return replace(self, **moved)


def make_batch(pool: Pool, grouped: Sequence[Ints], single: Sequence[Ints]) -> Batch:
    """Groups and single windows, each given as (first window, windows)."""
    rows = [[int(first) + i for i in range(int(count))] for first, count in (*grouped, *single)]
    numbers = [window for group in rows for window in group]
    read = [pool.ids(window) for window in numbers]
    length = -(-max(len(ids) for ids, _ in read) // 16) * 16
    ids = np.full((len(read), length), PAD, np.int64)
    mask, inside, starts, ends, whole = (np.zeros((len(read), length), bool) for _ in range(5))
    exact: list[tuple[int, int, int]] = []
    exact_of: dict[int, list[int]] = {}
    whole_of: set[int] = set()
    for row, (window, (pieces, first)) in enumerate(zip(numbers, read, strict=True)):
        ids[row, : len(pieces)], mask[row, : len(pieces)] = pieces, True
        inside[row, first : len(pieces) - 1] = True
        for a, b, loose in pool.golds(window):
            a, b = int(a) + first, int(b) + first
            if loose:
                whole[row, a : b + 1] = starts[row, a : b + 1] = ends[row, a : b + 1] = True
                whole_of.add(row)
            else:
                starts[row, a] = ends[row, b] = True
                exact_of.setdefault(row, []).append(len(exact))
                exact.append((row, a, b))
        if not starts[row].any():
            starts[row, 0] = ends[row, 0] = True
    at = 0
    windows, golds = [], []
    for group in rows[: len(grouped)]:
        inside_group = range(at, at + len(group))
        windows.append(list(inside_group))
        golds.append([n for row in inside_group for n in exact_of.get(row, ())])
        golds[-1] += [len(exact) + row for row in inside_group if row in whole_of]
        at += len(group)
    return Batch(
        ids=torch.from_numpy(ids),
        mask=torch.from_numpy(mask.astype(np.int64)),
        inside=torch.from_numpy(inside),
        starts=torch.from_numpy(starts),
        ends=torch.from_numpy(ends),
        whole=torch.from_numpy(whole),
        exact=torch.tensor(exact, dtype=torch.long).reshape(-1, 3),
        windows=_filled(windows, len(read)),
        golds=_filled(golds, len(exact) + len(read)),
        grouped=at,
    )


def _filled(rows: Sequence[Sequence[int]], filler: int) -> Tensor:
    most = max((len(row) for row in rows), default=0) or 1
    return torch.tensor([[*row, *[filler] * (most - len(row))] for row in rows], dtype=torch.long).reshape(-1, most)


def _span_sums(begins: Tensor, ends: Tensor) -> Tensor:
    """The log of the sum over all spans of at most ANSWER_PIECES pieces, by window."""
    length = begins.shape[1]
    spans = [begins[:, : length - d] + ends[:, d:] for d in range(min(ANSWER_PIECES, length))]
    return torch.logsumexp(torch.cat(spans, dim=1), dim=1)


def batch_loss(start: Tensor, end: Tensor, null: Tensor, batch: Batch) -> Tensor:
    """The shared loss of the groups (`groups.shared_loss`, with answers in any window), and that of windows (`loop.window_loss`)."""
    alone = _window_losses(start, end, null, batch)
    single = alone[batch.grouped :].mean() if len(alone) > batch.grouped else alone.new_zeros(())
    if not batch.grouped:
        return single
    begins = (start - start[:, :1]).masked_fill(~batch.inside, FAR)
    closes = (end - end[:, :1] - null[:, None]).masked_fill(~batch.inside, FAR)
    far = begins.new_full((1,), FAR)
    by_window = torch.cat([_span_sums(begins, closes), far])
    none = begins.new_zeros((len(batch.windows), 1))
    every = torch.logsumexp(torch.cat([by_window[batch.windows], none], dim=1), dim=1)
    row, first, last = batch.exact.T
    loose = _span_sums(begins.masked_fill(~batch.whole, FAR), closes.masked_fill(~batch.whole, FAR))
    right = torch.cat([begins[row, first] + closes[row, last], loose, far])
    gold = torch.logsumexp(right[batch.golds], dim=1)
    # A group without an answer: "no answer", whose score is 0.
    gold = torch.where(gold > FAR / 2, gold, torch.zeros_like(gold))
    return single + (every - gold).mean() + ALONE * alone[: batch.grouped].mean()


def _window_losses(start: Tensor, end: Tensor, null: Tensor, batch: Batch) -> Tensor:
    spans = [
        torch.logsumexp(logits, dim=1) - torch.logsumexp(logits.masked_fill(~right, FAR), dim=1)
        for logits, right in ((start, batch.starts), (end, batch.ends))
    ]
    none = functional.binary_cross_entropy_with_logits(null, batch.starts[:, 0].float(), reduction="none")
    return (spans[0] + spans[1]) / 2 + 0.5 * none


def _endless(pool: Pool, part: str, size: int, rng: np.random.Generator) -> Iterator[list[Ints]]:
    """Batches of groups of like length, epoch after epoch."""
    groups, lengths = pool.groups[part], pool.length(part)
    while True:
        order = rng.permutation(len(groups))
        pieces = [order[at : at + size * 24] for at in range(0, len(order), size * 24)]
        for piece in pieces:
            piece = piece[np.argsort(lengths[piece] + rng.random(len(piece)) * 12)]
            batches = [piece[at : at + size] for at in range(0, len(piece), size)]
            for number in rng.permutation(len(batches)):
                yield [groups[i] for i in batches[number]]


def forward(model: Reader, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """The logits of a batch, in bfloat16."""
    with torch.autocast(batch.ids.device.type, dtype=torch.bfloat16):
        start, end, null = model(batch.ids, batch.mask)
    return start, end, null


def train(model: Reader, pool: Pool, args: argparse.Namespace) -> WeightAverage:
    """Train, in place; the moving average of the weights comes back."""
    rng = np.random.default_rng(args.seed)
    drawn = {part: _endless(pool, part, size, rng) for part, size in zip(PARTS, args.batch, strict=True) if size}
    trained = trained_parameters(model)
    heads = [p for name, p in trained.items() if name.startswith(HEADS)]
    body = [p for name, p in trained.items() if not name.startswith(HEADS)]
    optimiser = torch.optim.AdamW(
        [{"params": body, "peak": args.rate}, {"params": heads, "peak": args.head_rate}], lr=0.0, weight_decay=0.01
    )
    average = WeightAverage(model)
    began, losses = time.time(), []
    steps = args.steps
    for step in range(1, args.steps + 1):
        if step > steps:
            break
        batches = {part: next(each) for part, each in drawn.items()}
        grouped = [one for part in PARTS[:2] for one in batches.get(part, ())]
        batch = make_batch(pool, grouped, batches.get(PARTS[2], ())).to(args.device)
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * rate_factor(step, steps, args.warm, steps // 3)
        loss = batch_loss(*forward(model, batch), batch)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(list(trained.values()), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        average.update(step)
        losses.append(loss.detach())
        if step % 100 == 0:
            spent = time.time() - began
            if args.seconds and step <= 300:
                # Fewer steps where they would take too long, so that the rate comes down all the same.
                steps = min(args.steps, int(step * args.seconds / spent))
            mean = float(torch.stack(losses[-100:]).mean())
            print(f"{args.out.stem} {step}/{steps} loss {mean:.3f} {step / spent:.1f} steps/s", flush=True)
    return average


@torch.inference_mode()
def measure(model: Reader, pool: Pool, device: str) -> dict[str, dict[str, float]]:
    """Figures of every measured set, by pieces rather than characters.

    ``auroc``: whether there is an answer, by the largest margin. ``overlap``, ``f1``: the best span with an answer's. ``sentence``: the
    sentence with the largest margin is quoted.
    """
    model.eval()
    found = {}
    for name, groups in pool.groups.items():
        if not name.startswith("measured"):
            continue
        windows = [int(first) + i for first, count in groups for i in range(int(count))]
        read: dict[int, tuple[NDArray[np.float32], int]] = {}
        for at in range(0, len(windows), MEASURED_TOGETHER):
            some = windows[at : at + MEASURED_TOGETHER]
            batch = make_batch(pool, [], [np.array([window, 1]) for window in some]).to(device)
            start, end, null = forward(model, batch)
            begins = (start - start[:, :1]).float().cpu().numpy()
            ends = (end - end[:, :1] - null[:, None]).float().cpu().numpy()
            for row, window in enumerate(some):
                pieces, first = pool.ids(window)
                last = len(pieces) - 1
                sums = begins[row, first:last, None] + ends[row, None, first:last]
                allowed = np.triu(np.ones(sums.shape, bool)) & ~np.triu(np.ones(sums.shape, bool), ANSWER_PIECES)
                read[window] = (np.where(allowed, sums, FAR), first)
        found[name.removeprefix("measured-")] = _figures(pool, groups, read)
    model.train()
    return found


def _figures(pool: Pool, groups: Ints, read: dict[int, tuple[NDArray[np.float32], int]]) -> dict[str, float]:
    margins, right, overlaps, f1s, sentences = [], [], [], [], []
    for first, count in groups:
        windows = range(int(first), int(first + count))
        best = max(windows, key=lambda window: read[window][0].max())
        scores = read[best][0]
        a, b = np.unravel_index(int(scores.argmax()), scores.shape)
        golds = [(window, *gold) for window in windows for gold in pool.golds(window).tolist()]
        margins.append(float(scores.max()))
        right.append(bool(golds))
        if not golds:
            continue
        shared = [min(b, last) - max(a, begin) + 1 if window == best else 0 for window, begin, last, _ in golds]
        overlaps.append(max(shared) > 0)
        f1s.append(max(2 * max(0, n) / (b - a + 1 + g[2] - g[1] + 1) for n, g in zip(shared, golds, strict=True)))
        judged = [
            (read[window][0][i : j + 1, i : j + 1].max(), quoted)
            for window in windows
            for i, j, quoted in pool.sentences(window).tolist()
        ]
        if judged:
            sentences.append(bool(max(judged)[1]))
    scores_of, y = np.array(margins), np.array(right)
    out = {"n": float(len(y)), "overlap": float(np.mean(overlaps)), "f1": float(np.mean(f1s))}
    if sentences:
        out["sentence"] = float(np.mean(sentences))
    if not y.all():
        order = scores_of[y][:, None] - scores_of[~y][None, :]
        out["auroc"] = float(np.mean((order > 0) + 0.5 * (order == 0)))
        out["answered_at_0"] = float(np.mean(scores_of[y] > 0))
        out["refused_at_0"] = float(np.mean(scores_of[~y] <= 0))
    return {name: round(value, 4) for name, value in out.items()}


def released(path: Path, dropout: float) -> Reader:
    """The network of a released ``reader.onnx``; its embeddings stay as they are."""
    state = restore_weights(OnnxGraph(path.read_bytes()))
    vocabulary, hidden = state["word.weight"].shape
    layers = 1 + max(int(name.split(".")[1]) for name in state if name.startswith("layers."))
    feed_forward, positions = state["layers.0.up.weight"].shape[0], state["position.weight"].shape[0]
    model = Reader(vocabulary, hidden, layers, 12, feed_forward, 1e-12, positions, dropout)
    model.load_state_dict(state)
    for table in (model.word, model.position):
        table.weight.requires_grad_(False)
    return model


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pool", type=Path, required=True)
    parser.add_argument("--reader", type=Path, default=Path(__file__).parents[1] / "reader.onnx", help="to start from")
    parser.add_argument("--out", type=Path, required=True, help="the checkpoint to write")
    parser.add_argument("--rate", type=float, default=4e-5, help="peak learning rate of the encoder")
    parser.add_argument("--head-rate", type=float, default=1e-4, help="peak learning rate of the heads")
    parser.add_argument("--batch", type=int, nargs=3, default=(6, 6, 24), help=f"of a step: {', '.join(PARTS)}")
    parser.add_argument("--steps", type=int, default=2400)
    parser.add_argument("--seconds", type=float, default=0, help="time for the steps; 0: as long as they take")
    parser.add_argument("--warm", type=int, default=100, help="steps over which the rate rises")
    parser.add_argument("--frozen", type=int, default=0, help="lowest layers that stay as they are")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args(arguments)
    torch.manual_seed(args.seed)
    pool = Pool(args.pool)
    model = released(args.reader, args.dropout)
    if args.frozen:
        for part in (model.norm, *model.layers[: args.frozen]):
            part.requires_grad_(False)
    model = model.to(args.device).train()
    average = train(model, pool, args)
    torch.save({name: values.cpu() for name, values in average.state().items()}, args.out)
    with average.in_model():
        print(args.out.stem, json.dumps(measure(model, pool, args.device)), flush=True)


if __name__ == "__main__":
    main()
