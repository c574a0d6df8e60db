"""A trained checkpoint to ``reader.onnx`` (8-bit weights), ``tokenizer.json``, ``reader.json`` and ``report.json``.

``python -m assistant.reader.training.export --checkpoint run/last.pt --tokenizer run/tokenizer.json --data DIR --out DIR``

With ``--graph assistant/reader/reader.onnx`` the weights go into the graph of that reader. This needs no ``onnx`` package, and the 32-bit
figures of the development sets are left out.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from assistant.reader.bundled import MODEL, SETTINGS, TOKENIZER, BundledModel
from assistant.reader.pieces import TOTAL_PIECES, Logits, encode_pairs, pad_batch
from assistant.reader.scoring import Pair, ReadBatch, batch_reader
from assistant.reader.training import measure
from assistant.reader.training.checkpoint import load_checkpoints
from assistant.reader.training.examples import load_pairs
from assistant.reader.training.graph import OnnxGraph
from assistant.reader.training.model import Reader
from assistant.reader.training.own import convert_own_texts
from assistant.reader.training.restore import fill_graph

if TYPE_CHECKING:
    import onnx

CANDIDATES = 12
"""Passages that are read together where the time for one is measured."""
BLOCK = 128
"""Weights that share a scale."""
AGREEMENT_TEXTS = Path(__file__).parent / "data" / "own6.txt"
"""Questions that were never trained on, for the test that 8 bits mark the spans that 32 do."""


class Table(nn.Module):
    """An embedding of 8-bit rows, each with its own scale."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        # The least keeps a row of zeros from dividing by zero; 127 is the largest 8-bit number.
        scale = weight.abs().amax(dim=1, keepdim=True).clamp_min(1e-8) / 127
        self.register_buffer("rows", torch.round(weight / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, index: Tensor) -> Tensor:
        """Rows as float32."""
        rows, scale = self.get_buffer("rows"), self.get_buffer("scale")
        return rows[index].float() * scale[index]


class FusedAttention(torch.autograd.Function):
    """onnxruntime's own attention: one node in place of nine."""

    @staticmethod
    def forward(_: Any, query: Tensor, key: Tensor, value: Tensor, bias: Tensor, mask: Tensor, heads: int) -> Tensor:
        """Never run: only the shape of its result counts, and the graph gets the node of `symbolic`."""
        del key, value, bias, mask, heads
        return query.clone()

    @staticmethod
    def symbolic(g: Any, query: Any, key: Any, value: Any, bias: Any, mask: Any, heads: int) -> Any:
        """`mask` (batch, length) is 1 for what is read; `bias` is that of query, key and value, concatenated."""
        mixed = g.op("com.microsoft::MultiHeadAttention", query, key, value, bias, mask, num_heads_i=heads)
        mixed.setType(query.type())
        return mixed


class Exported(nn.Module):
    """The reader as it is served, ready for 8 bits: embeddings in 8 bits, attention fused.

    Fused attention and biases (`_take_in_biases`) took a tenth off the time, with the same answers.
    """

    def __init__(self, model: Reader) -> None:
        super().__init__()
        self.model = model
        self.word = Table(model.word.weight.detach())
        # `encode_pairs` makes nothing longer.
        self.position = Table(model.position.weight[:TOTAL_PIECES].detach())

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """As ``Reader.forward``."""
        index = torch.arange(input_ids.shape[1], device=input_ids.device)
        x = self.model.norm(self.word(input_ids) + self.position(index))
        read = attention_mask.to(torch.int32)
        for layer in self.model.layers:
            x = fused_layer(layer, x, read)
        start, end, null = self.model.heads(x, attention_mask.to(x.dtype))
        return start, end, null


def fused_layer(layer: Any, x: Tensor, mask: Tensor) -> Tensor:
    """``Layer.forward`` with the attention in one node, which adds the bias of query, key and value too."""
    query, key, value = torch.matmul(x, layer.qkv.weight.t()).chunk(3, dim=-1)
    mixed = FusedAttention.apply(query, key, value, layer.qkv.bias, mask, layer.heads)  # type: ignore[no-untyped-call]
    x = layer.norm1(x + layer.out(mixed))
    normed: Tensor = layer.norm2(x + layer.down(functional.gelu(layer.up(x))))
    return normed


def to_onnx(model: nn.Module, path: Path) -> None:
    """Export with dynamic batch and length."""
    ids = torch.ones((2, 24), dtype=torch.int64)
    axes = {0: "batch", 1: "length"}
    names = ["input_ids", "attention_mask", "start_logits", "end_logits", "null_logit"]
    torch.onnx.export(
        model.eval(),
        (ids, ids),
        str(path),
        input_names=names[:2],
        output_names=names[2:],
        dynamic_axes=dict.fromkeys(names[:4], axes) | {"null_logit": {0: "batch"}},
        opset_version=17,
        custom_opsets={"com.microsoft": 1},
        dynamo=False,
    )


def quantise_weights(source: Path, target: Path) -> None:
    """8-bit weights in blocks of 128 with a scale each, activations likewise at run time; the small heads stay float32.

    ``quantize_dynamic`` is faster, but has one scale for a whole activation matrix and marked other spans far more often.
    Needs onnxruntime 1.22 or later (``MatMulNBits`` at 8 bits).
    """
    import onnx
    from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

    model = onnx.load(str(source))
    settings: dict[str, Any] = {"block_size": BLOCK, "is_symmetric": True, "accuracy_level": 4, "bits": 8}
    config = DefaultWeightOnlyQuantConfig(**settings)
    heads = [
        node.name for node in model.graph.node if any(name in node.name for name in ("span", "null", "/out_logits"))
    ]
    quantizer = MatMulNBitsQuantizer(model, **settings, nodes_to_exclude=heads, algo_config=config)
    quantizer.process()
    quantizer.model.save_model_to_file(str(target))
    quantised = onnx.load(str(target))
    _take_in_biases(quantised.graph)
    onnx.save(quantised, str(target))


def _take_in_biases(graph: onnx.GraphProto) -> None:
    """Give each quantised product the bias that is added to its result, which saves a pass over that result."""
    constants = {tensor.name for tensor in graph.initializer}
    for product in [node for node in graph.node if node.op_type == "MatMulNBits"]:
        after = [node for node in graph.node if product.output[0] in node.input]
        # A product that something else reads too must stay as it is.
        if len(after) != 1 or after[0].op_type != "Add":
            continue
        bias = next(name for name in after[0].input if name != product.output[0])
        if bias in constants:
            # The bias is the sixth input of MatMulNBits; one that is left out before it has an empty name.
            product.input.extend([""] * (5 - len(product.input)) + [bias])
            product.output[0] = after[0].output[0]
            graph.node.remove(after[0])


class TorchModel:
    """A network in 32 bits as a reader model, where no 32-bit ONNX file is made."""

    id = "fp32"

    def __init__(self, model: Reader, tokenizer: Tokenizer, null_weight: float) -> None:
        self._model, self._tokenizer, self._null_weight = model, tokenizer, null_weight

    def logits(self, question: str, passages: Sequence[str]) -> list[Logits]:
        """The logits of each passage, in the order given."""
        found = []
        for feature in encode_pairs(self._tokenizer, [(question, passage) for passage in passages]):
            ids, mask = pad_batch([feature])
            with torch.inference_mode():
                start, end, null = (t.numpy()[0] for t in self._model(torch.from_numpy(ids), torch.from_numpy(mask)))
            found.append(Logits(feature, start, end, float(start[0] + end[0] + self._null_weight * null)))
        return found


def milliseconds_per_candidate(model: BundledModel, pairs: list[Pair], repeats: int = 20) -> float:
    """Mean time for one candidate, in ms, when CANDIDATES of 90 words are read together."""
    passages = [" ".join(p.passage.split()[:90]) for p in pairs if len(p.passage.split()) >= 90][:CANDIDATES]
    model.logits(pairs[0].question, passages)
    began = time.perf_counter()
    for i in range(repeats):
        model.logits(pairs[i].question, passages)
    return 1000 * (time.perf_counter() - began) / repeats / len(passages)


def agreement_verdicts(read: ReadBatch, texts: Path) -> list[list[float]]:
    """(start, end, margin) of every question of one of our text files, for the test that 8 bits agree with 32."""
    passages, questions = convert_own_texts([], [texts.read_text("utf-8").strip()])
    text_of = {passage["id"]: passage["text"] for passage in passages}
    found = []
    for question in questions:
        (one,) = read(question["question"], [text_of[question["passage_id"]]])
        found.append([one.start, one.end, round(one.span_score - one.null_score, 3)])
    return found


def measured_report(folder: Path, measured: Mapping[str, list[Pair]], threads: int) -> tuple[dict[str, Any], ReadBatch]:
    """The figures, speed and size of the exported model in ``folder``, and the means to read with it."""
    model = BundledModel(threads, folder)
    read = batch_reader(model)
    report: dict[str, Any] = {
        name: measure.dev_figures(pairs, measure.read_all(pairs, read)) for name, pairs in measured.items()
    }
    report["ms_per_candidate"] = milliseconds_per_candidate(model, measured["idk_dev"])
    report["onnx_bytes"] = (folder / MODEL).stat().st_size
    return report, read


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--checkpoint", type=Path, required=True, nargs="+", help="several are averaged")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder with idk_mrc/ and facqa/, to measure on")
    parser.add_argument("--own", type=Path, help="folder with my_passages.jsonl and my_questions.jsonl")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--graph", type=Path, help="a released reader.onnx whose graph the weights go into")
    parser.add_argument("--id", default="spans 1", help="name and version: a calibration belongs to it")
    parser.add_argument("--null-weight", type=float, default=1.0)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args(arguments)

    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads)
    model = load_checkpoints(args.checkpoint)
    tokenizer = Tokenizer.from_file(str(args.tokenizer))
    tokenizer.save(str(args.out / TOKENIZER), pretty=False)
    settings = json.dumps({"id": args.id, "null_weight": args.null_weight}) + "\n"
    (args.out / SETTINGS).write_text(settings)
    _, measured = load_pairs(args.data, args.own)
    report: dict[str, Any] = {"null_weight": args.null_weight}
    if args.graph:
        (args.out / MODEL).write_bytes(fill_graph(OnnxGraph(args.graph.read_bytes()), model.state_dict()))
        read = batch_reader(TorchModel(model, tokenizer, args.null_weight))
    else:
        scratch = args.out.parent / f"{args.out.name}-float"
        scratch.mkdir(exist_ok=True)
        for name in (TOKENIZER, SETTINGS):
            shutil.copy(args.out / name, scratch)
        # In 32 bits and not fused: what the served model is compared with.
        to_onnx(model, scratch / MODEL)
        to_onnx(Exported(model), scratch / "fused.onnx")
        quantise_weights(scratch / "fused.onnx", args.out / MODEL)
        report["fp32"], read = measured_report(scratch, measured, args.threads)
    # Kept as tests/assistant/reader/data/reader_fp32.json.
    (args.out / "fp32.json").write_text(json.dumps(agreement_verdicts(read, AGREEMENT_TEXTS)) + "\n")
    report["int8"], _ = measured_report(args.out, measured, args.threads)
    (args.out / "report.json").write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
