"""A trained checkpoint -> ``reader.onnx`` (8-bit weights), ``reader.json`` and ``report.json``.

``python -m assistant.reader.training.export --checkpoint run/last.pt --tokenizer run/tokenizer.json --data DIR --out DIR``
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from assistant.reader.bundled import BundledModel
from assistant.reader.pieces import TOTAL_PIECES
from assistant.reader.scoring import Pair, ReadBatch, reads
from assistant.reader.training import measure
from assistant.reader.training.__main__ import load_pairs
from assistant.reader.training.model import Reader
from assistant.reader.training.own import convert

CANDIDATES = 12
BLOCK = 128
AGREEMENT_TEXTS = Path(__file__).parent / "data" / "own6.txt"


class Table(nn.Module):
    """An embedding of 8-bit rows, each with its own scale."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
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
        """Only its shape is looked at: the graph holds the node below."""
        del key, value, bias, mask, heads
        return query.clone()

    @staticmethod
    def symbolic(g: Any, query: Any, key: Any, value: Any, bias: Any, mask: Any, heads: int) -> Any:
        """`mask` (batch, length) is 1 for what is read; `bias` is of query, key and value, one behind the other."""
        mixed = g.op("com.microsoft::MultiHeadAttention", query, key, value, bias, mask, num_heads_i=heads)
        mixed.setType(query.type())
        return mixed


class Exported(nn.Module):
    """The reader as it is served, ready for 8 bits: embeddings in 8 bits, attention fused."""

    def __init__(self, model: Reader) -> None:
        super().__init__()
        self.model = model
        self.word = Table(model.word.weight.detach())
        self.position = Table(model.position.weight[:TOTAL_PIECES].detach())

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """As ``Reader.forward``."""
        index = torch.arange(input_ids.shape[1], device=input_ids.device)
        x = self.model.norm(self.word(input_ids) + self.position(index))
        read = attention_mask.to(torch.int32)
        for layer in self.model.layers:
            x = _fused(layer, x, read)
        start, end, null = self.model.heads(x, attention_mask.to(x.dtype))
        return start, end, null


def _fused(layer: Any, x: Tensor, mask: Tensor) -> Tensor:
    """``Layer.forward`` with the attention in one node, which adds the bias of query, key and value too."""
    query, key, value = torch.matmul(x, layer.qkv.weight.t()).chunk(3, dim=-1)
    mixed = FusedAttention.apply(query, key, value, layer.qkv.bias, mask, layer.heads)  # type: ignore[no-untyped-call]
    x = layer.norm1(x + layer.out(mixed))
    normed: Tensor = layer.norm2(x + layer.down(functional.gelu(layer.up(x))))
    return normed


def load(checkpoint: Path) -> Reader:
    """A checkpoint of ``train`` as a network, its sizes read from its weights (12 heads)."""
    state: dict[str, Tensor] = torch.load(checkpoint)
    vocabulary, hidden = state["word.weight"].shape
    layers = 1 + max(int(name.split(".")[1]) for name in state if name.startswith("layers."))
    model = Reader(
        vocabulary, hidden, layers, 12, state["layers.0.up.weight"].shape[0], 1e-12, state["position.weight"].shape[0]
    )
    model.load_state_dict(state)
    return model.eval()


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


def quantise(source: Path, target: Path) -> None:
    """8-bit weights in blocks of 128 with a scale each, activations likewise at run time; the small heads stay float32.

    ``quantize_dynamic`` is faster, but has one scale for a whole activation matrix and marked other spans far more often.
    Needs onnxruntime 1.22 or later (``MatMulNBits`` at 8 bits).
    """
    model = onnx.load(str(source))
    settings: dict[str, Any] = {"block_size": BLOCK, "is_symmetric": True, "accuracy_level": 4, "bits": 8}
    config = DefaultWeightOnlyQuantConfig(**settings)
    heads = [node.name for node in model.graph.node if "span" in node.name or "null" in node.name]
    quantizer = MatMulNBitsQuantizer(model, **settings, nodes_to_exclude=heads, algo_config=config)
    quantizer.process()
    quantizer.model.save_model_to_file(str(target))
    quantised = onnx.load(str(target))
    _take_in_biases(quantised.graph)
    onnx.save(quantised, str(target))


def _take_in_biases(graph: onnx.GraphProto) -> None:
    """Give each quantised product the bias that is added to it, in place of a pass over its result."""
    constants = {tensor.name for tensor in graph.initializer}
    for product in [node for node in graph.node if node.op_type == "MatMulNBits"]:
        after = [node for node in graph.node if product.output[0] in node.input]
        if len(after) != 1 or after[0].op_type != "Add":
            continue
        bias = next(name for name in after[0].input if name != product.output[0])
        if bias in constants:
            product.input.extend([""] * (5 - len(product.input)) + [bias])
            product.output[0] = after[0].output[0]
            graph.node.remove(after[0])


def milliseconds(model: BundledModel, pairs: list[Pair], repeats: int = 20) -> float:
    """Mean time for one candidate when 12 of about 90 words are read together."""
    passages = [" ".join(p.passage.split()[:90]) for p in pairs if len(p.passage.split()) >= 90][:CANDIDATES]
    model.logits(pairs[0].question, passages)
    began = time.perf_counter()
    for i in range(repeats):
        model.logits(pairs[i].question, passages)
    return 1000 * (time.perf_counter() - began) / repeats / len(passages)


def verdicts(read: ReadBatch, texts: Path) -> list[list[float]]:
    """(start, end, margin) of every question of an own text file, for the test that 8 bits agree with 32."""
    passages, questions = convert([], [texts.read_text("utf-8").strip()])
    text_of = {passage["id"]: passage["text"] for passage in passages}
    found = []
    for question in questions:
        (one,) = read(question["question"], [text_of[question["passage_id"]]])
        found.append([one.start, one.end, round(one.span_score - one.null_score, 3)])
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--checkpoint", type=Path, required=True, nargs="+", help="several are averaged")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--own", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--id", default="spans 1", help="name and version: a calibration belongs to it")
    parser.add_argument("--null-weight", type=float, default=1.0)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()

    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads)
    model = load(args.checkpoint[0])
    if len(args.checkpoint) > 1:
        states = [torch.load(path) for path in args.checkpoint]
        model.load_state_dict({name: sum(s[name] for s in states) / len(states) for name in states[0]})
    Tokenizer.from_file(str(args.tokenizer)).save(str(args.out / "tokenizer.json"), pretty=False)
    scratch = args.out.parent / f"{args.out.name}-float"
    scratch.mkdir(exist_ok=True)
    shutil.copy(args.out / "tokenizer.json", scratch)
    to_onnx(model, scratch / "reader.onnx")
    to_onnx(Exported(model), scratch / "fused.onnx")
    quantise(scratch / "fused.onnx", args.out / "reader.onnx")

    _, sets = load_pairs(args.data, args.own)
    report: dict[str, Any] = {"null_weight": args.null_weight}
    settings = {"id": args.id, "null_weight": args.null_weight}
    for name, folder in (("fp32", scratch), ("int8", args.out)):
        (folder / "reader.json").write_text(json.dumps(settings) + "\n")
        exported = BundledModel(args.threads, folder)
        read = reads(exported)
        report[name] = {}
        for key, pairs in sets.items():
            report[name][key] = measure.figures(pairs, measure.read_all(pairs, read))
        report[name]["ms_per_candidate"] = milliseconds(exported, sets["idk_dev"])
        report[name]["onnx_bytes"] = (folder / "reader.onnx").stat().st_size
        if name == "fp32":
            (args.out / "fp32.json").write_text(json.dumps(verdicts(read, AGREEMENT_TEXTS)) + "\n")
    (args.out / "report.json").write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
