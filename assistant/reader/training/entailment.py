"""Train, measure and export the entailment head: whether a text says what a sentence says.

``python -m assistant.reader.training.entailment --nli DIR --out entailment.onnx``

The head stands on the reader's own hidden states after ``DEPTH`` layers, which stay as they are: reading is not touched, and of a pair no
more is computed than of a passage. Without ``--out``, the shipped head is measured, as it is served.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from assistant.reader.bundled import FOLDER, MODEL, TOKENIZER
from assistant.reader.entailment import HEAD, EntailmentModel
from assistant.reader.pieces import Feature, encode_pairs, pad_batch
from assistant.reader.training.checkpoint import ATTENTION_HEADS, EPSILON, model_of_state
from assistant.reader.training.entailment_pairs import (
    SUPPORTED,
    Pair,
    load_indonli,
    load_passages,
    made_pairs,
    split_passages,
)
from assistant.reader.training.graph import OnnxGraph
from assistant.reader.training.model import MASKED, Layer, Reader
from assistant.reader.training.restore import restore_weights

DEPTH = 8
"""Layers of the reader below the head. Those above were trained to mark words, and tell it less."""
LAYERS, DROPOUT = 3, 0.2
EPOCHS, BATCH, RATE, WARM_UP = 4, 64, 3e-4, 100
SEEDS = (5, 9, 3)
"""Of the pairs to train on, of those to measure on, and of the order of the batches."""
OWN = FOLDER / "training" / "data"


class Entailment(nn.Module):
    """Hidden states of a pair to the logits of ``SUPPORTED``, ``OPEN`` and ``CONTRADICTED``."""

    def __init__(self, hidden: int, heads: int, feed_forward: int, epsilon: float, dropout: float = DROPOUT) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(hidden, heads, feed_forward, epsilon, dropout) for _ in range(LAYERS))
        self.drop = nn.Dropout(dropout)
        self.out = nn.Linear(2 * hidden, 3)

    def forward(self, x: Tensor, attention_mask: Tensor) -> Tensor:
        """``x`` (batch, length, hidden), ``attention_mask`` (batch, length); the result is (batch, 3)."""
        bias = (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * MASKED
        for layer in self.layers:
            x = layer(x, bias)
        return self.logits(x, attention_mask)

    def logits(self, x: Tensor, attention_mask: Tensor) -> Tensor:
        """The logits from the last hidden states."""
        mask = attention_mask[:, :, None].to(x.dtype)
        pooled = (x * mask).sum(1) / mask.sum(1)
        found: Tensor = self.out(self.drop(torch.cat([x[:, 0], pooled], dim=-1))).float()
        return found


def encode_texts(tokenizer: Tokenizer, pairs: Sequence[Pair]) -> list[Feature]:
    """The sentence where the reader has a question, and the text where it has a passage."""
    return encode_pairs(tokenizer, [(pair.sentence, pair.text) for pair in pairs])


def batches(encoded: Sequence[Feature], size: int, rng: random.Random | None = None) -> Iterator[list[int]]:
    """Numbers of pairs of like length; in another order each time with ``rng``."""
    order = sorted(range(len(encoded)), key=lambda at: len(encoded[at].ids))
    parts = [order[at : at + size] for at in range(0, len(order), size)]
    if rng:
        rng.shuffle(parts)
    yield from parts


def hidden_states(reader: Reader, features: Sequence[Feature], device: str) -> tuple[Tensor, Tensor]:
    """(batch, length, hidden) after ``DEPTH`` layers, without gradients, and the mask (batch, length)."""
    ids, mask = (torch.from_numpy(part).to(device) for part in pad_batch(features, 8))
    with torch.no_grad():
        return reader.encode(ids, mask, DEPTH), mask


def fit(reader: Reader, head: Entailment, pairs: Sequence[Pair], tokenizer: Tokenizer, device: str) -> None:
    """Train the head; the reader stays as it is."""
    encoded = encode_texts(tokenizer, pairs)
    labels = torch.tensor([pair.label for pair in pairs], device=device)
    optimiser = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=0.01)
    total = EPOCHS * -(-len(pairs) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, step / WARM_UP) * max(0.0, 1 - step / total)
    )
    rng = random.Random(SEEDS[2])
    head.train()
    for epoch in range(EPOCHS):
        for rows in batches(encoded, BATCH, rng):
            with torch.autocast(device, torch.bfloat16):
                states, mask = hidden_states(reader, [encoded[row] for row in rows], device)
                loss = functional.cross_entropy(head(states, mask), labels[rows])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(head.parameters(), 1.0)
            optimiser.step()
            schedule.step()
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {loss.item():.3f}", flush=True)


def figures(pairs: Sequence[Pair], found: NDArray[np.float32]) -> dict[str, float]:
    """Accuracy over the three labels, the AUROC of "supported", and the same against each kind of what is not supported."""
    labels = np.array([pair.label for pair in pairs])
    supported = found[:, SUPPORTED]
    shown = {
        "accuracy": float((found.argmax(1) == labels).mean()),
        "AUROC": float(roc_auc_score(labels == SUPPORTED, supported)),
    }
    kinds = sorted({pair.kind for pair in pairs if pair.label != SUPPORTED})
    for kind in kinds if len(kinds) > 1 else ():
        counted = (labels == SUPPORTED) | np.array([pair.kind == kind for pair in pairs])
        shown[f"AUROC, {kind}"] = float(roc_auc_score(labels[counted] == SUPPORTED, supported[counted]))
    return shown


def new_head(reader: Reader) -> Entailment:
    """An untrained head of the reader's sizes."""
    state = reader.state_dict()
    return Entailment(state["word.weight"].shape[1], ATTENTION_HEADS, len(state["layers.0.up.weight"]), EPSILON)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--nli", type=Path, required=True, help="folder with train.jsonl and dev.jsonl of IndoNLI")
    parser.add_argument(
        "--out", type=Path, help="train a head and write it there; without it, the shipped one is measured"
    )
    args = parser.parse_args(arguments)
    to_train, to_measure = split_passages(load_passages(sorted(OWN.glob("own*.txt"))))
    if args.out:
        from assistant.reader.training.entailment_export import export_head

        device = "cuda" if torch.cuda.is_available() else "cpu"
        reader = model_of_state(restore_weights(OnnxGraph((FOLDER / MODEL).read_bytes()))).to(device)
        head = new_head(reader).to(device)
        # Twice: there are as many made ones.
        known = load_indonli(args.nli / "train.jsonl") * 2
        made = made_pairs(to_train, 2, random.Random(SEEDS[0]))
        fit(reader, head, [*known, *made], Tokenizer.from_file(str(FOLDER / TOKENIZER)), device)
        export_head(head.cpu(), args.out)
    model = EntailmentModel(head=args.out or HEAD)
    sets = {
        "IndoNLI dev": load_indonli(args.nli / "dev.jsonl"),
        "one fact changed": made_pairs(to_measure, 1, random.Random(SEEDS[1])),
    }
    for name, pairs in sets.items():
        found = figures(pairs, model.probabilities([(pair.text, pair.sentence) for pair in pairs]))
        print(f"{name} ({len(pairs):,}): {', '.join(f'{kind} {value:.3f}' for kind, value in found.items())}")


if __name__ == "__main__":
    main()
