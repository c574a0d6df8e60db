"""Checkpoints of a training run: saved, measured on the development sets, and loaded again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from assistant.reader.pieces import Logits, best_span, encode_pairs, pad_batch
from assistant.reader.scoring import Pair, ReadBatch, WindowRead
from assistant.reader.training import measure
from assistant.reader.training.averaging import WeightAverage
from assistant.reader.training.model import Reader

NULL_WEIGHTS = (0.0, 0.5, 1.0, 2.0)
"""Weights of the separate null logit that a checkpoint is measured with."""
ATTENTION_HEADS = 12
"""Of the base model. The weights do not show how many heads there are."""
EPSILON = 1e-12
"""Of the base model's layer norms; the weights do not show it either."""

Figures = dict[str, dict[str, float]]
"""Figures by name, by development set and weight of the null logit, such as ``idk_dev/0.5``."""


class Checkpoints:
    """The checkpoints of one run, in its folder: ``NAME.pt``, and their figures in ``log.jsonl``."""

    def __init__(
        self,
        folder: Path,
        model: Reader,
        tokenizer: Tokenizer,
        average: WeightAverage,
        measured: Mapping[str, Sequence[Pair]],
    ) -> None:
        self._folder, self._average, self._measured = folder, average, measured
        self._model, self._tokenizer = model, tokenizer

    def save(self, name: str) -> None:
        """Write the averaged weights. The optimiser's state is not kept: a run that starts from them warms up again."""
        torch.save(self._average.state(), self._folder / f"{name}.pt")

    def save_measured(self, name: str) -> None:
        """Write the averaged weights, measure them, print the figures and add them to the log."""
        self.save(name)
        with self._average.in_model():
            figures = evaluate_model(self._model, self._tokenizer, self._measured)
        with (self._folder / "log.jsonl").open("a", encoding="utf-8") as log:
            print(json.dumps({"checkpoint": name, "figures": figures}), file=log)
        for key, values in figures.items():
            print(name, key, {k: round(v, 3) for k, v in values.items()}, flush=True)


def evaluate_model(model: Reader, tokenizer: Tokenizer, measured: Mapping[str, Sequence[Pair]]) -> Figures:
    """The figures of every development set with each of NULL_WEIGHTS; the model trains on afterwards."""
    model.eval()
    read = torch_reader(model, tokenizer)
    found: Figures = {}
    for name, pairs in measured.items():
        reads = measure.read_all(pairs, read)
        for weight in NULL_WEIGHTS:
            found[f"{name}/{weight}"] = measure.dev_figures(pairs, reads, weight)
    model.train()
    return found


def torch_reader(model: Reader, tokenizer: Tokenizer) -> ReadBatch:
    """A ``ReadBatch`` over a PyTorch model.

    It keeps the null logit apart, so that ``evaluate_model`` weighs it in several ways after reading once.
    """

    def read(question: str, passages: Sequence[str]) -> list[WindowRead]:
        encoded = encode_pairs(tokenizer, [(question, p) for p in passages])
        ids, mask = pad_batch(encoded)
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            start, end, null = (t.float().numpy() for t in model(torch.from_numpy(ids), torch.from_numpy(mask)))
        out = []
        for i, (feature, passage) in enumerate(zip(encoded, passages, strict=True)):
            none = float(start[i, 0] + end[i, 0])
            a, b, score = best_span(Logits(feature, start[i], end[i], none), passage)
            out.append(WindowRead(a, b, score, none, float(null[i])))
        return out

    return read


def load_checkpoints(paths: Sequence[Path], dropout: float = 0.0) -> Reader:
    """A network from a checkpoint, or from the mean of several."""
    states: list[dict[str, Tensor]] = [torch.load(path) for path in paths]
    state = states[0]
    if len(states) > 1:
        state = {name: sum((s[name] for s in states[1:]), states[0][name]) / len(states) for name in state}
    return model_of_state(state, dropout)


def model_of_state(state: Mapping[str, Tensor], dropout: float = 0.0) -> Reader:
    """A network with these weights, from which its sizes are read."""
    vocabulary, hidden = state["word.weight"].shape
    model = Reader(
        vocabulary=vocabulary,
        hidden=hidden,
        layers=1 + max(int(name.split(".")[1]) for name in state if name.startswith("layers.")),
        heads=ATTENTION_HEADS,
        feed_forward=state["layers.0.up.weight"].shape[0],
        epsilon=EPSILON,
        positions=state["position.weight"].shape[0],
        dropout=dropout,
    )
    model.load_state_dict(dict(state))
    return model.eval()
