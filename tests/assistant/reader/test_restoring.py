"""The released weights, out of ``reader.onnx`` and back into it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from assistant.reader.bundled import FOLDER, MODEL, TOKENIZER, BundledModel
from assistant.reader.pieces import encode_pairs, pad_batch
from assistant.reader.training.checkpoint import load_checkpoints
from assistant.reader.training.graph import OnnxGraph
from assistant.reader.training.restore import fill_graph, main, product_names, restore_weights

QUESTION = "Di mana rapat digelar?"
PASSAGE = "Rapat digelar di Aula Kota pada 5 Mei 2021. Warga senang dan pulang dengan tenang."
LOGITS_DIFFER = 0.5
"""The served reader also rounds what passes between its layers to 8 bits; its weights are the same."""


@pytest.fixture(scope="module")
def graph() -> OnnxGraph:
    return OnnxGraph((FOLDER / MODEL).read_bytes())


def test_the_restored_network_reads_as_the_released_one(tmp_path: Path) -> None:
    main(["--out", str(tmp_path / "start.pt")])
    model = load_checkpoints([tmp_path / "start.pt"])
    (feature,) = encode_pairs(Tokenizer.from_file(str(FOLDER / TOKENIZER)), [(QUESTION, PASSAGE)])
    ids, mask = pad_batch([feature])
    with torch.inference_mode():
        start, end, null = (t.numpy()[0] for t in model(torch.from_numpy(ids), torch.from_numpy(mask)))
    (served,) = BundledModel(1).logits(QUESTION, [PASSAGE])
    assert np.abs(start - served.start).max() < LOGITS_DIFFER
    assert np.abs(end - served.end).max() < LOGITS_DIFFER
    assert abs(start[0] + end[0] + null - served.none) < 2 * LOGITS_DIFFER
    assert (start[1:].argmax(), end[1:].argmax()) == (served.start[1:].argmax(), served.end[1:].argmax())


def test_weights_that_were_restored_go_back_to_the_same_numbers(graph: OnnxGraph) -> None:
    back = OnnxGraph(fill_graph(graph, restore_weights(graph)))
    assert len(product_names(graph)) == 48
    for quantised, _ in product_names(graph).values():
        assert (back.tensor(quantised) == graph.tensor(quantised)).all()
    assert (back.tensor("word.rows") == graph.tensor("word.rows")).all()


def test_other_weights_are_served_once_they_are_in_the_graph(tmp_path: Path, graph: OnnxGraph) -> None:
    state = restore_weights(graph)
    state["null.bias"] = state["null.bias"] + 3.0
    torch.save(state, tmp_path / "changed.pt")
    for name in ("tokenizer.json", "reader.json"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    main(["--checkpoint", str(tmp_path / "changed.pt"), "--out", str(tmp_path / MODEL)])
    assert (tmp_path / MODEL).stat().st_size == (FOLDER / MODEL).stat().st_size
    (before,), (after,) = (BundledModel(1, f).logits(QUESTION, [PASSAGE]) for f in (FOLDER, tmp_path))
    assert after.none == pytest.approx(before.none + 3.0, abs=1e-3)


def test_a_tensor_of_another_shape_is_refused(graph: OnnxGraph) -> None:
    with pytest.raises(ValueError, match="null"):
        graph.with_tensors({"model.null.bias": np.zeros(2, dtype=np.float32)})


@pytest.mark.parametrize("content", [b"", b"\x0b\x00"])
def test_a_file_of_another_kind_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="not an ONNX file"):
        OnnxGraph(content)
