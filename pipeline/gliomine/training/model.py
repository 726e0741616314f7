"""The network in torch: a BERT-like encoder (Devlin et al. 2019, arXiv:1810.04805) and one linear head a label set.

Deviation from BERT: the segment embedding stands for the letter case of a piece (see `gliomine.encoder.inputs`);
its rows start as copies of segment 0, so that an untrained model is the original one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from gliomine.encoder.inputs import SHAPES
from gliomine.encoder.tags import PARTS, tag_count
from gliomine.relations.candidates import Labels
from gliomine.training.relation_model import Relations


@dataclass(frozen=True, slots=True)
class Size:
    """Shape of an encoder."""

    vocabulary: int
    width: int
    layers: int
    attention_heads: int
    inner: int
    positions: int
    epsilon: float = 1e-12


class Layer(nn.Module):
    """One transformer layer, normalised after each part."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.attention_heads = size.attention_heads
        self.query_key_value = nn.Linear(size.width, 3 * size.width)
        self.attended = nn.Linear(size.width, size.width)
        self.attended_norm = nn.LayerNorm(size.width, eps=size.epsilon)
        self.inner = nn.Linear(size.width, size.inner)
        self.outer = nn.Linear(size.inner, size.width)
        self.outer_norm = nn.LayerNorm(size.width, eps=size.epsilon)

    def forward(self, hidden: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        """Return the next hidden state; `mask` is True where a piece may be attended to."""
        batch, length, width = hidden.shape
        parts = self.query_key_value(hidden).view(batch, length, 3, self.attention_heads, -1)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        mixed = attend(query, key, value, mask)
        mixed = mixed.transpose(1, 2).reshape(batch, length, width)
        hidden = self.attended_norm(hidden + self.attended(mixed))
        return self.outer_norm(hidden + self.outer(functional.gelu(self.inner(hidden))))


def attend(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
    """Return scaled dot-product attention; torch's own is faster on a GPU, but half as fast backwards on a CPU."""
    if query.is_cuda:
        return functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
    scores = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2)
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e4)
    return scores.softmax(-1).to(value.dtype) @ value


class Encoder(nn.Module):
    """Pieces and their shapes to one vector a piece."""

    def __init__(self, size: Size, *, dropout: float = 0.0, sparse: bool = False) -> None:
        super().__init__()
        self.size = size
        self.words = nn.Embedding(size.vocabulary, size.width, sparse=sparse)
        self.positions = nn.Embedding(size.positions, size.width)
        self.shapes = nn.Embedding(SHAPES, size.width)
        self.norm = nn.LayerNorm(size.width, eps=size.epsilon)
        self.layers = nn.ModuleList([Layer(size) for _ in range(size.layers)])
        self.dropout = dropout

    def forward(self, ids: torch.Tensor, shape: torch.Tensor, lengths: torch.Tensor | None) -> torch.Tensor:
        """Return the hidden states, batch x length x width; without `lengths` every row is full."""
        length = ids.shape[1]
        hidden = self.words(ids) + self.positions.weight[:length] + self.shapes(shape)
        hidden = functional.dropout(self.norm(hidden), self.dropout, self.training)
        mask = None
        if lengths is not None and int(lengths.min()) < length:
            mask = (torch.arange(length, device=ids.device) < lengths[:, None])[:, None, None, :]
        for layer in self.layers:
            hidden = layer(hidden, mask)
        return hidden


class Head(nn.Module):
    """Scores of the tags of one label set.

    The weight of a tag is a sum of a vector for its part (begin, inside, ...), one for its type and one of its own, so
    that a rare type learns its boundaries from the others.
    """

    def __init__(self, types: int, width: int) -> None:
        super().__init__()
        self.types = types
        self.own = nn.Parameter(torch.randn(tag_count(types), width) * 0.02)
        self.part = nn.Parameter(torch.randn(PARTS, width) * 0.02)
        self.kind = nn.Parameter(torch.randn(types, width) * 0.02)
        self.bias = nn.Parameter(torch.zeros(tag_count(types)))

    def weight(self) -> torch.Tensor:
        """Return the weight as one matrix, tags x width."""
        shared = (self.kind[:, None, :] + self.part[None, :, :]).reshape(PARTS * self.types, -1)
        return self.own + functional.pad(shared, (0, 0, 1, 0))

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        """Return the scores, words x tags."""
        return functional.linear(hidden, self.weight(), self.bias)


class Tagger(nn.Module):
    """The encoder with its heads."""

    def __init__(
        self,
        size: Size,
        labels: dict[str, tuple[str, ...]],
        *,
        dropout: float = 0.0,
        sparse: bool = False,
        relations: Mapping[str, Labels] | None = None,
    ) -> None:
        super().__init__()
        self.encoder = Encoder(size, dropout=dropout, sparse=sparse)
        self.relations = Relations(relations or {}, size.width)
        self.heads = nn.ModuleDict({name: Head(len(types), size.width) for name, types in labels.items()})


_RENAMED = {
    "attention.output.dense": "attended",
    "attention.output.LayerNorm": "attended_norm",
    "intermediate.dense": "inner",
    "output.dense": "outer",
    "output.LayerNorm": "outer_norm",
}


def read_size(folder: Path) -> Size:
    """Return the size of a BERT-like model from its config.json."""
    values = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return Size(
        values["vocab_size"],
        values["hidden_size"],
        values["num_hidden_layers"],
        values["num_attention_heads"],
        values["intermediate_size"],
        values["max_position_embeddings"],
        values.get("layer_norm_eps", 1e-12),
    )


def load_base(encoder: Encoder, folder: Path) -> None:
    """Fill an encoder with the weights of a BERT-like model."""
    from safetensors.torch import load_file

    given = {name.removeprefix("bert."): tensor for name, tensor in load_file(folder / "model.safetensors").items()}
    state: dict[str, Any] = {
        "words.weight": given["embeddings.word_embeddings.weight"],
        "positions.weight": given["embeddings.position_embeddings.weight"],
        "shapes.weight": given["embeddings.token_type_embeddings.weight"][:1].repeat(SHAPES, 1),
        "norm.weight": given["embeddings.LayerNorm.weight"],
        "norm.bias": given["embeddings.LayerNorm.bias"],
    }
    for number in range(encoder.size.layers):
        old, new = f"encoder.layer.{number}.", f"layers.{number}."
        for kind in ("weight", "bias"):
            parts = [given[f"{old}attention.self.{name}.{kind}"] for name in ("query", "key", "value")]
            state[f"{new}query_key_value.{kind}"] = torch.cat(parts)
            for before, after in _RENAMED.items():
                state[f"{new}{after}.{kind}"] = given[f"{old}{before}.{kind}"]
    encoder.load_state_dict({name: tensor.float() for name, tensor in state.items()})
