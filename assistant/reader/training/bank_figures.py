"""What a reader makes of the bank's entries that nobody trained on, as it is served: ``bank_examples`` wrote them.

``python -m assistant.reader.training.bank_figures --reader assistant/reader --bank bank.jsonl`` compares several readers.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from assistant.reader.bundled import BundledModel
from assistant.reader.pieces import best_span
from assistant.reader.spans import ReaderModel
from assistant.reader.training.bank_examples import BankQuestion, read_bank_questions


def bank_figures(questions: Sequence[BankQuestion], model: ReaderModel) -> dict[str, float]:
    """Figures of some wordings.

    ``auroc``: whether the sources answer, by the largest margin. ``sentence``: of those that they answer, the share for which the sentence
    with the largest margin is quoted. ``answered_at_0``, ``refused_at_0``: shares with a margin over 0, and of at most 0.
    """
    margins, answerable, right = [], [], []
    for question in questions:
        found = []
        texts = [window.text for window in question.windows]
        for window, logits in zip(question.windows, model.logits(question.question, texts), strict=True):
            for start, end, quoted in window.sentences:
                _, _, score = best_span(logits, window.text, (start, end))
                found.append((score - logits.none, quoted))
        margin, quoted = max(found)
        margins.append(margin)
        answerable.append(any(window.answers or window.whole for window in question.windows))
        if answerable[-1]:
            right.append(quoted)
    scores, y = np.array(margins), np.array(answerable)
    return {
        "n": float(len(y)),
        "auroc": float(roc_auc_score(y, scores)),
        "sentence": float(np.mean(right)),
        "answered_at_0": float(np.mean(scores[y] > 0)),
        "refused_at_0": float(np.mean(scores[~y] <= 0)),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--reader", type=Path, nargs="+", required=True, help="folders with reader.onnx and its two files"
    )
    parser.add_argument("--bank", type=Path, required=True, help="what `bank_examples` wrote")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args(arguments)
    held_out = [question for question in read_bank_questions(args.bank) if question.split == "dev"]
    for folder in args.reader:
        print(folder, json.dumps(bank_figures(held_out, BundledModel(args.threads, folder)), indent=1), flush=True)


if __name__ == "__main__":
    main()
