"""The reader's network: multilingual-e5-small with a span head and an answerability head.

A BERT with layer norms after each part, written out rather than imported: the query, key and value projections are one matrix product,
and the ONNX graph stays small. Every token has type 0, whose embedding is folded into the positions'.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from assistant.reader.training.unpack import Unpacked

MASKED = -1e4
"""Added to what must not be attended to or marked; in bfloat16 still far from overflowing."""


class Layer(nn.Module):
    """One transformer layer."""

    def __init__(self, hidden: int, heads: int, feed_forward: int, epsilon: float, dropout: float = 0.0) -> None:
        super().__init__()
        self.heads = heads
        self.dropout = nn.Dropout(dropout)
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.out = nn.Linear(hidden, hidden)
        self.norm1 = nn.LayerNorm(hidden, eps=epsilon)
        self.up = nn.Linear(hidden, feed_forward)
        self.down = nn.Linear(feed_forward, hidden)
        self.norm2 = nn.LayerNorm(hidden, eps=epsilon)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """``x`` (batch, length, hidden); ``bias`` (batch, 1, 1, length), 0 or a large negative."""
        batch, length, hidden = x.shape
        qkv = self.qkv(x).view(batch, length, 3, self.heads, hidden // self.heads)
        query, key, value = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        if x.is_cuda:
            mask = bias.to(query.dtype).expand(batch, 1, length, length)
            mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        else:
            mixed = self._attend(query, key, value, bias)
        mixed = mixed.transpose(1, 2).reshape(batch, length, hidden)
        x = self.norm1(x + self.dropout(self.out(mixed)))
        normed: Tensor = self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x)))))
        return normed

    def _attend(self, query: Tensor, key: Tensor, value: Tensor, bias: Tensor) -> Tensor:
        # Not scaled_dot_product_attention: its backward pass on a CPU made training three times slower.
        batch, _, length, width = query.shape
        flat = (batch * self.heads, length, width)
        weights = torch.bmm(query.reshape(flat) * width**-0.5, key.reshape(flat).transpose(1, 2))
        weights = weights.view(batch, self.heads, length, length)
        weights = torch.softmax(weights + bias.to(weights.dtype), dim=-1).to(query.dtype)
        mixed = torch.bmm(weights.view(-1, length, length), value.reshape(flat))
        return mixed.view(batch, self.heads, length, width)


class Reader(nn.Module):
    """The pieces of a question and a passage to start, end and null logits."""

    def __init__(
        self,
        vocabulary: int,
        hidden: int,
        layers: int,
        heads: int,
        feed_forward: int,
        epsilon: float,
        positions: int,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.word = nn.Embedding(vocabulary, hidden)
        self.position = nn.Embedding(positions, hidden)
        self.norm = nn.LayerNorm(hidden, eps=epsilon)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(hidden, heads, feed_forward, epsilon, dropout) for _ in range(layers))
        self.span = nn.Linear(hidden, 2)
        self.null = nn.Linear(2 * hidden, 1)
        nn.init.normal_(self.span.weight, std=0.02)
        nn.init.zeros_(self.span.bias)
        nn.init.normal_(self.null.weight, std=0.02)
        nn.init.zeros_(self.null.bias)

    def encode(self, input_ids: Tensor, attention_mask: Tensor, depth: int | None = None) -> Tensor:
        """Hidden states, (batch, length, hidden), after ``depth`` layers; None: after all."""
        length = input_ids.shape[1]
        x: Tensor = self.dropout(self.norm(self.word(input_ids) + self.position.weight[:length]))
        bias = (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * MASKED
        for layer in self.layers[:depth]:
            x = layer(x, bias)
        return x

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Start and end logits (batch, length), in which position 0 means "no answer"; null logit (batch,)."""
        x = self.encode(input_ids, attention_mask)
        return self.heads(x, attention_mask.to(x.dtype))

    def heads(self, x: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The three outputs from the hidden states and their mask, (batch, length)."""
        mask = mask[:, :, None]
        pooled = (x * mask).sum(1) / mask.sum(1)
        null = self.null(torch.cat([x[:, 0], pooled], dim=-1)).squeeze(-1)
        spans = self.span(x).float() + (1.0 - mask.float()) * MASKED
        return spans[:, :, 0], spans[:, :, 1], null.float()


def from_unpacked(base: Unpacked, kept: list[int], dropout: float = 0.0) -> Reader:
    """The base model with only the word embeddings ``kept`` (the base's ids, in their new order) and untrained heads.

    Raises:
        ValueError: the base has other tensors than expected.
    """
    positions = base.tensors["emb.pos"].shape[0]
    model = Reader(len(kept), base.hidden, base.layers, base.heads, base.feed_forward, base.epsilon, positions, dropout)
    source = {name: torch.from_numpy(tensor) for name, tensor in base.tensors.items()}
    state: dict[str, Tensor] = {
        "word.weight": source["emb.word"][torch.tensor(kept)],
        "position.weight": source["emb.pos"] + source["emb.type"][0],
        "norm.weight": source["emb.ln.w"],
        "norm.bias": source["emb.ln.b"],
    }
    names = {"ao": "out", "aln": "norm1", "fi": "up", "fo": "down", "oln": "norm2"}
    for i in range(base.layers):
        for old, new in (("w", "weight"), ("b", "bias")):
            state[f"layers.{i}.qkv.{new}"] = torch.cat([source[f"l{i}.{part}.{old}"] for part in "qkv"])
            for short, long in names.items():
                state[f"layers.{i}.{long}.{new}"] = source[f"l{i}.{short}.{old}"]
    missing, unexpected = model.load_state_dict(state, strict=False)
    # The base has no heads. Anything else that is missing would start from noise without a word.
    if unexpected or any(not name.startswith(("span", "null")) for name in missing):
        raise ValueError(f"weights do not fit: missing {missing}, unexpected {unexpected}")
    # The embeddings were frozen in every stage, but for those of words in the last ones (`config.words`).
    model.word.weight.requires_grad_(False)
    model.position.weight.requires_grad_(False)
    return model
