"""Read passages: (question, passages) -> best span and null score of each. numpy, onnxruntime, tokenizers only."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from assistant.reader.features import best_span, features, pad


@dataclass(frozen=True)
class Reading:
    """The verdict on one passage; ``start`` and ``end`` are characters of the passage as given."""

    start: int
    end: int
    span_score: float
    null_score: float
    null_logit: float
    margin: float

    def probability(self, a: float, b: float) -> float:
        """Platt scaling of the margin: the chance that this passage answers the question."""
        return 1.0 / (1.0 + math.exp(-(a * self.margin + b)))


class OnnxReader:
    """``reader.onnx`` and ``tokenizer.json`` from one folder."""

    def __init__(self, folder: Path, threads: int = 2, model: str = "reader.onnx") -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(str(folder / model), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        settings: dict[str, Any] = json.loads((folder / "reader.json").read_text("utf-8"))
        self.null_weight = float(settings["null_weight"])
        self.platt_a, self.platt_b = float(settings["platt_a"]), float(settings["platt_b"])

    def read(self, question: str, passages: Sequence[str], batch: int = 16) -> list[Reading]:
        """One reading per passage, in the order given; passages of like length are padded together."""
        if not passages:
            return []
        encoded = features(self._tokenizer, [(question, p) for p in passages])
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids))
        out: list[Reading | None] = [None] * len(encoded)
        for at in range(0, len(order), batch):
            rows = order[at : at + batch]
            ids, mask = pad([encoded[i] for i in rows])
            start, end, null = self._session.run(
                ["start_logits", "end_logits", "null_logit"], {"input_ids": ids, "attention_mask": mask}
            )
            for row, i in enumerate(rows):
                a, b, score, none = best_span(encoded[i], passages[i], start[row], end[row])
                logit = float(np.asarray(null)[row])
                out[i] = Reading(a, b, score, none, logit, score - none - self.null_weight * logit)
        return [reading for reading in out if reading is not None]
