"""Any extractive question-answering model of the transformers library, by hub name or local path. Needs the extra `models`."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from assistant.reader.pieces import TOTAL_PIECES, Feature, Logits, batches_of_like_length
from index.encoder import model_identity
from index.errors import ReaderError

BATCH = 8
"""Passages that go through the model together."""


class HubModel:
    """A model with start and end logits, in which the first token means "no answer", as in SQuAD 2.

    Safe to share between threads: one question is read at a time.
    """

    def __init__(self, name: str, threads: int = 2) -> None:
        """Load the model `name`.

        Raises:
            ReaderError: the model, or a package that runs it, is missing, or it does not mark spans.
        """
        try:
            import torch
            from transformers import AutoModelForQuestionAnswering, AutoTokenizer
        except ImportError as error:
            raise ReaderError(
                f"The reader {name!r} needs transformers and PyTorch: pip install 'netral[models]' "
                '(or use the bundled one: reader = "spans").'
            ) from error
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(name)
            self._model: Any = AutoModelForQuestionAnswering.from_pretrained(name).eval()
        except Exception as error:  # the hub, the disk and the model code each raise their own
            raise ReaderError(
                f"The reader {name!r} cannot be loaded: {error}. Check the name or path; without a network, give the path "
                "of a folder that contains the model."
            ) from error
        if not self._tokenizer.is_fast:
            raise ReaderError(
                f"The reader {name!r} has no fast tokenizer, and only these give offsets. Use another model."
            )
        self.id = f"transformers {model_identity(name)}"
        positions = getattr(self._model.config, "max_position_embeddings", TOTAL_PIECES)
        # RoBERTa and its kin reserve two positions for padding, and some tokenizers do not know their model's limit.
        self._longest = min(TOTAL_PIECES, int(self._tokenizer.model_max_length), positions - 2)
        self._torch, self._threads = torch, threads
        self._lock = threading.Lock()

    def logits(self, question: str, passages: Sequence[str]) -> list[Logits]:
        """The logits of each passage, in the order given."""
        encoded = [self._tokenizer(question, text, **self._truncation(question)) for text in passages]
        made = [self._feature(one) for one in encoded]
        found: dict[int, Logits] = {}
        for rows in batches_of_like_length(made, BATCH):
            inputs = [{k: encoded[i][k] for k in self._tokenizer.model_input_names} for i in rows]
            padded = self._tokenizer.pad(inputs, padding_side="right", return_tensors="pt")
            with self._lock, self._torch.inference_mode():
                # Each time: the number is the process's, and the encoder may run on PyTorch too.
                if self._torch.get_num_threads() != self._threads:
                    self._torch.set_num_threads(self._threads)
                output = self._model(**padded)
            starts, ends = (logits.float().numpy() for logits in (output.start_logits, output.end_logits))
            for row, i in enumerate(rows):
                none = self._no_answer_position(made[i])
                found[i] = Logits(made[i], starts[row], ends[row], float(starts[row, none] + ends[row, none]))
        return [found[i] for i in range(len(passages))]

    def _truncation(self, question: str) -> dict[str, Any]:
        # Only the passage is cut, but a question over half of what the model reads leaves it little room: then both are.
        long = len(self._tokenizer(question)["input_ids"]) > self._longest // 2
        strategy = "longest_first" if long else "only_second"
        return {"truncation": strategy, "max_length": self._longest, "return_offsets_mapping": True}

    def _feature(self, encoded: Any) -> Feature:
        passage = [place for place, part in enumerate(encoded.sequence_ids(0)) if part == 1]
        offsets = [tuple(encoded["offset_mapping"][place]) for place in passage]
        return Feature(list(encoded["input_ids"]), passage[0] if passage else 0, offsets)

    def _no_answer_position(self, feature: Feature) -> int:
        """The position of `[CLS]`, which some models (XLNet) do not have first."""
        cls = self._tokenizer.cls_token_id
        return int(np.argmax(np.array(feature.ids) == cls)) if cls in feature.ids else 0
