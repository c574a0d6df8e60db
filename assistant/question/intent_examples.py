"""The example sentences of each intent (`data/intents.toml`, and an operator's own), and their vectors.

Encoding four thousand sentences takes a minute, so those of the bundled encoder are shipped, with what the model learned from them
(`data/intents.npz`). Write that file again after a change of the sentences: make intents
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

import numpy as np

from assistant.question.nearest_class import Labels, Matrix, NearestClass, Weights, fit_weights
from index.arrays import Floats, Vectors
from index.encoder import BUNDLED, Encoder, load_encoder
from index.errors import ConfigError, check_keys
from index.toml import read_toml

Intent = Literal[
    "question", "greeting", "thanks", "goodbye", "praise", "complaint", "identity", "ability", "articles", "again", "shorter",
    "overview", "statement", "partisan", "override", "off_topic",
]  # fmt: skip
"""What kind of turn it is."""
INTENTS: tuple[Intent, ...] = get_args(Intent)
DATA = Path(__file__).parent / "data"
SENTENCES = DATA / "intents.toml"
VECTORS = DATA / "intents.npz"


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that somebody may type, its intent, and the group of that intent's sentences that it is alike to."""

    intent: Intent
    group: str
    text: str


def read_examples(path: Path) -> list[Example]:
    """The sentences of a file, in its order.

    Raises:
        ConfigError: the file is not TOML, or has a table that is no intent, or something other than lists of sentences in one.
    """
    found = read_toml(path)
    check_keys(found, INTENTS, str(path))
    examples = []
    for name, groups in found.items():
        if not isinstance(groups, dict):
            raise ConfigError(
                f'{path}: {name!r} is no table. Write [{name}], and below it: own = ["a sentence", "another"]'
            )
        for group, texts in groups.items():
            if not (
                isinstance(texts, list) and texts and all(isinstance(text, str) and text.strip() for text in texts)
            ):
                raise ConfigError(
                    f'{path}: {group!r} of [{name}] is no list of sentences. Write: {group} = ["a sentence"]'
                )
            examples += [Example(cast(Intent, name), group, text) for text in texts]
    return examples


def load_model(encoder: Encoder, own: Path | None = None) -> tuple[NearestClass, tuple[Example, ...]]:
    """What the shipped sentences and, if that file exists, an operator's `own` teach in an encoder's space.

    Only what has no shipped vector is encoded.

    Raises:
        ConfigError: `own` is not a file of sentences.
    """
    shipped = read_examples(SENTENCES)
    added = read_examples(own) if own is not None and own.exists() else []
    examples = (*shipped, *added)
    kept = _shipped_model(encoder, shipped)
    if kept is None:
        return build_model(examples, encode_examples(encoder, examples)), examples
    if not added:
        return NearestClass.restore(kept.vectors, *_labels(examples), kept.weights, kept.slopes, kept.offsets), examples
    # The weights stay: a few more sentences hardly move them, and fitting takes seconds.
    vectors = np.concatenate([kept.vectors, encode_examples(encoder, added)])
    return build_model(examples, vectors, kept.weights), examples


def build_model(examples: Sequence[Example], vectors: Vectors, weights: Weights | None = None) -> NearestClass:
    """The model of these sentences; without `weights`, they are fitted, which takes a second or more."""
    groups, intents = _labels(examples)
    return NearestClass.fit(vectors, groups, intents, weights or fit_weights(vectors, groups, intents))


def _labels(examples: Sequence[Example]) -> tuple[Labels, Labels]:
    """The number of each sentence's group, and of each group's intent."""
    names = sorted({(example.intent, example.group) for example in examples})
    number = {name: at for at, name in enumerate(names)}
    groups = np.array([number[example.intent, example.group] for example in examples])
    return groups, np.array([INTENTS.index(intent) for intent, _ in names])


def encode_examples(encoder: Encoder, examples: Sequence[Example]) -> Vectors:
    """`(n, dimension)`: the vectors of the sentences, as questions."""
    return encoder.encode_queries([example.text for example in examples])


@dataclass(frozen=True)
class _Shipped:
    """What is shipped: vectors in the order of the sentences, and what was learned from them."""

    vectors: Vectors
    weights: Weights
    slopes: Matrix
    offsets: Floats


def _shipped_model(encoder: Encoder, examples: Sequence[Example]) -> _Shipped | None:
    """What is shipped for these sentences and this encoder; None where it is of others."""
    if not VECTORS.exists():
        return None
    with np.load(VECTORS) as kept:
        if kept["encoder"] != encoder.id or kept["sentences"] != digest(examples):
            return None
        # Half precision on disk: no cosine changes by more than .001.
        vectors = kept["vectors"].astype(np.float32)
        return _Shipped(vectors, Weights(*map(float, kept["weights"])), kept["slopes"], kept["offsets"])


def digest(examples: Sequence[Example]) -> str:
    """A hash of the sentences and of what they are examples of."""
    lines = "\n".join(f"{one.intent}\t{one.group}\t{one.text}" for one in examples)
    return hashlib.sha256(lines.encode()).hexdigest()


def write_vectors(path: Path = VECTORS) -> None:
    """Write the shipped vectors, and what is learned from them."""
    encoder, examples = load_encoder(BUNDLED), read_examples(SENTENCES)
    vectors = encode_examples(encoder, examples).astype(np.float16)
    model = build_model(examples, vectors.astype(np.float32))
    # Not compressed: that would save a tenth, and unpacking takes longer than all the rest of loading.
    np.savez(
        path,
        encoder=encoder.id,
        sentences=digest(examples),
        vectors=vectors,
        weights=[model.weights.spread, model.weights.nearest],
        slopes=model.slopes,
        offsets=model.offsets,
    )


if __name__ == "__main__":
    write_vectors()
