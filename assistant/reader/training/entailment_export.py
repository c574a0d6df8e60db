"""The trained entailment head to ``entailment.onnx``: 8-bit weights, attention in one node, as the reader's own layers."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import Tensor, nn

from assistant.reader.training.entailment import Entailment
from assistant.reader.training.export import fused_layer, quantise_weights


class ExportedHead(nn.Module):
    """The head as it is served."""

    def __init__(self, head: Entailment) -> None:
        super().__init__()
        self.head = head

    def forward(self, hidden: Tensor, attention_mask: Tensor) -> Tensor:
        """As ``Entailment.forward``."""
        read = attention_mask.to(torch.int32)
        x = hidden
        for layer in self.head.layers:
            x = fused_layer(layer, x, read)
        return self.head.logits(x, attention_mask)


def export_head(head: Entailment, path: Path) -> None:
    """Write it. Needs the package ``onnx``."""
    hidden = head.out.in_features // 2
    states, mask = torch.zeros((2, 24, hidden)), torch.ones((2, 24), dtype=torch.int64)
    axes = {0: "batch", 1: "length"}
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "head.onnx"
        torch.onnx.export(
            ExportedHead(head).eval(),
            (states, mask),
            str(whole),
            input_names=["hidden", "attention_mask"],
            output_names=["logits"],
            dynamic_axes={"hidden": axes, "attention_mask": axes, "logits": {0: "batch"}},
            opset_version=17,
            custom_opsets={"com.microsoft": 1},
            dynamo=False,
        )
        quantise_weights(whole, path)
