"""Whether a text says what a sentence says: a second head on the reader's own network. See MODEL_CARD.md."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from assistant.reader.bundled import BATCH, FOLDER, MODEL, TOKENIZER, load_onnxruntime, open_session
from assistant.reader.onnx_outputs import with_output
from assistant.reader.pieces import batches_of_like_length, encode_pairs, pad_batch
from index.errors import ReaderError

HEAD = FOLDER / "entailment.onnx"
HIDDEN = "/norm2_7/LayerNormalization_output_0"
"""What the reader's graph calls the hidden states after its eighth layer (``training.entailment.DEPTH``)."""
SUPPORTED = 0
"""The column of the probability that the text says it; then those that it leaves it open, and that it says otherwise."""


class EntailmentModel:
    """The reader's first layers with the entailment head. Safe to share between threads."""

    def __init__(self, threads: int = 2, folder: Path = FOLDER, head: Path = HEAD) -> None:
        """Open both.

        Raises:
            ReaderError: a file is missing or damaged.
        """
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._body = open_session(with_output((folder / MODEL).read_bytes(), HIDDEN), threads)
            self._head = open_session(str(head), threads)
        except Exception as error:
            raise ReaderError(
                f"The entailment model in {folder} cannot be opened: {error}. Install the package again."
            ) from error
        self._run = load_onnxruntime().RunOptions()
        # Without it, the layers above, whose results nobody wants here, would be computed all the same.
        self._run.only_execute_path_to_fetches = True

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """For each (text, sentence): the probabilities that the text says it, leaves it open, says otherwise. ``(pairs, 3)``."""
        encoded = encode_pairs(self._tokenizer, [(sentence, text) for text, sentence in pairs])
        found = np.zeros((len(pairs), 3), dtype=np.float32)
        for rows in batches_of_like_length(encoded, BATCH):
            ids, mask = pad_batch([encoded[row] for row in rows])
            (hidden,) = self._body.run([HIDDEN], {"input_ids": ids, "attention_mask": mask}, self._run)
            (logits,) = self._head.run(["logits"], {"hidden": hidden, "attention_mask": mask})
            shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
            found[rows] = shifted / shifted.sum(axis=1, keepdims=True)
        return found

    def supports(self, text: str, sentence: str) -> float:
        """The probability, 0 to 1, that a text says what a sentence says."""
        return float(self.probabilities([(text, sentence)])[0, SUPPORTED])
