"""Any extractive question-answering model of the transformers library, by hub name or local path (the extra `models`)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from assistant.reader.pieces import TOTAL_PIECES, Feature, Logits, in_batches
from index.encoder import model_identity
from index.errors import ReaderError

BATCH = 8


class HubModel:
    """A model with start and end logits, "no answer" being the first token, as SQuAD 2 has it. Safe to share between threads."""

    def __init__(self, name: str, threads: int = 2) -> None:
        """Load the model `name`.

        Raises:
            ReaderError: it, or the packages that run it, are not there, or it does not mark spans.
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
                "of a folder that holds the model."
            ) from error
        if not self._tokenizer.is_fast:
            raise ReaderError(f"The reader {name!r} has no fast tokenizer, which alone tells where its pieces stand.")
        self.id = f"transformers {model_identity(name)}"
        positions = getattr(self._model.config, "max_position_embeddings", TOTAL_PIECES)
        # Some models keep two positions for padding, and some tokenizers do not know how much their model reads.
        self._longest = min(TOTAL_PIECES, int(self._tokenizer.model_max_length), positions - 2)
        self._torch, self._threads = torch, threads
        self._lock = threading.Lock()

    def logits(self, question: str, passages: Sequence[str]) -> list[Logits]:
        """The logits of each passage, in the order given; passages of like length go through together."""
        encoded = [self._tokenizer(question, text, **self._cut(question)) for text in passages]
        made = [self._feature(one) for one in encoded]
        found: dict[int, Logits] = {}
        for rows in in_batches(made, BATCH):
            inputs = [{k: encoded[i][k] for k in self._tokenizer.model_input_names} for i in rows]
            padded = self._tokenizer.pad(inputs, padding_side="right", return_tensors="pt")
            with self._lock, self._torch.inference_mode():
                if self._torch.get_num_threads() != self._threads:
                    self._torch.set_num_threads(self._threads)
                output = self._model(**padded)
            starts, ends = (logits.float().numpy() for logits in (output.start_logits, output.end_logits))
            for row, i in enumerate(rows):
                none = self._none(made[i])
                found[i] = Logits(made[i], starts[row], ends[row], float(starts[row, none] + ends[row, none]))
        return [found[i] for i in range(len(passages))]

    def _cut(self, question: str) -> dict[str, Any]:
        # A question longer than half of what the model reads would leave no room for the passage: then both are cut.
        long = len(self._tokenizer(question)["input_ids"]) > self._longest // 2
        strategy = "longest_first" if long else "only_second"
        return {"truncation": strategy, "max_length": self._longest, "return_offsets_mapping": True}

    def _feature(self, encoded: Any) -> Feature:
        passage = [place for place, part in enumerate(encoded.sequence_ids(0)) if part == 1]
        offsets = [tuple(encoded["offset_mapping"][place]) for place in passage]
        return Feature(list(encoded["input_ids"]), passage[0] if passage else 0, offsets)

    def _none(self, feature: Feature) -> int:
        cls = self._tokenizer.cls_token_id
        return int(np.argmax(np.array(feature.ids) == cls)) if cls in feature.ids else 0
