"""The network of relations in torch: a pair of mentions is scored from the word vectors of one pass of the encoder.

As SpERT (Eberts and Ulges 2020, arXiv:1909.07755) it pools the two mentions and the words between them. Deviation: a
pair also looks at the words of its sentence with attention (heads that know where a word stands), and types and
distances are added as vectors. `gliomine.relations.classify` computes the same in numpy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import nn
from torch.nn import functional

from gliomine.relations.candidates import STATUSES, Labels
from gliomine.relations.features import BETWEEN, FEATURES, PLACES, ROLES


@dataclass(frozen=True, slots=True)
class PairTensors:
    """The pairs of a micro-batch.

    Attributes:
        words: word numbers read for each pair, pairs x words.
        inside: whether it is a word.
        roles: pairs x words; subject_place and object_place likewise.
        mention_words: words of each mention, mentions x longest; mention_inside tells which are words.
        subject: mention of each pair; object likewise.
        kinds: type of the subject, of the object, number of the pair of types.
        features: pairs x features.
        group: concept pair of each pair.
        target: groups x (1 + predicates), a distribution.
        status: groups, -100 where not known.
    """

    words: torch.Tensor
    inside: torch.Tensor
    roles: torch.Tensor
    subject_place: torch.Tensor
    object_place: torch.Tensor
    mention_words: torch.Tensor
    mention_inside: torch.Tensor
    subject: torch.Tensor
    object: torch.Tensor
    kinds: torch.Tensor
    features: torch.Tensor
    group: torch.Tensor
    target: torch.Tensor
    status: torch.Tensor


class Answers(Protocol):
    """What the loss compares with: group of each pair, target and status of each group."""

    @property
    def group(self) -> torch.Tensor:
        """Return the number of the group of each pair."""

    @property
    def target(self) -> torch.Tensor:
        """Return the distribution over none and the predicates, one a group."""

    @property
    def status(self) -> torch.Tensor:
        """Return the status of each group, -100 where it is not known."""


class Output(nn.Module):
    """What is a corpus' own: vectors of its types, and the last layer."""

    def __init__(self, labels: Labels, *, size: int, hidden: int) -> None:
        super().__init__()
        self.subject = nn.Embedding(len(labels.types), hidden)
        self.object = nn.Embedding(len(labels.types), hidden)
        self.pair = nn.Embedding(len(labels.pairs), hidden)
        self.query = nn.Embedding(len(labels.pairs), size)
        self.out = nn.Linear(size, 1 + len(labels.predicates))
        for item in (self.subject, self.object, self.pair, self.query):
            nn.init.normal_(item.weight, std=0.05)


class Relations(nn.Module):
    """Scores of the predicates for pairs of mentions."""

    def __init__(
        self,
        labels: Mapping[str, Labels],
        width: int,
        *,
        size: int = 256,
        hidden: int = 384,
        heads: int = 8,
        dropout: float = 0.15,
    ) -> None:
        super().__init__()
        self.heads, self.dropout, self.labels = heads, dropout, dict(labels)
        self.project = nn.Linear(width, size)
        self.query_subject = nn.Linear(size, size)
        self.query_object = nn.Linear(size, size, bias=False)
        self.key = nn.Linear(size, size, bias=False)
        self.value = nn.Linear(size, size)
        self.role_key = nn.Parameter(torch.randn(ROLES, size) * 0.05)
        self.role_bias = nn.Parameter(torch.zeros(heads, ROLES))
        self.subject_bias = nn.Parameter(torch.zeros(heads, PLACES))
        self.object_bias = nn.Parameter(torch.zeros(heads, PLACES))
        self.from_subject = nn.Linear(size, hidden)
        self.from_object = nn.Linear(size, hidden, bias=False)
        self.from_between = nn.Linear(size, hidden, bias=False)
        self.from_context = nn.Linear(size, hidden, bias=False)
        self.features = nn.ModuleList([nn.Embedding(values, hidden) for values in FEATURES.values()])
        self.second = nn.Linear(hidden, size)
        self.status = nn.Linear(size, len(STATUSES))
        self.outputs = nn.ModuleDict({name: Output(item, size=size, hidden=hidden) for name, item in labels.items()})
        for table in self.features:
            nn.init.normal_(table.weight, std=0.05)

    def forward(self, name: str, vectors: torch.Tensor, pairs: PairTensors) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the scores of none and each predicate, and of the statuses, for each pair."""
        own = self.outputs[name]
        words = self._drop(self.project(vectors))
        mentions = words[pairs.mention_words].masked_fill(~pairs.mention_inside[..., None], -1e4).amax(1)
        context, between = self._read(own, words, mentions, pairs)
        made = (
            self.from_subject(mentions)[pairs.subject]
            + self.from_object(mentions)[pairs.object]
            + self.from_between(between)
            + self.from_context(context)
            + own.subject(pairs.kinds[:, 0])
            + own.object(pairs.kinds[:, 1])
            + own.pair(pairs.kinds[:, 2])
        )
        for number, table in enumerate(self.features):
            made = made + table(pairs.features[:, number])
        made = self._drop(functional.silu(made))
        made = self._drop(functional.silu(self.second(made)))
        return own.out(made).float(), self.status(made).float()

    def inputs(self, name: str, vectors: torch.Tensor, pairs: PairTensors) -> torch.Tensor:
        """Return what `judge` takes of each pair: subject, object, between and context, pairs x (4 x size)."""
        words = self.project(vectors)
        mentions = words[pairs.mention_words].masked_fill(~pairs.mention_inside[..., None], -1e4).amax(1)
        context, between = self._read(self.outputs[name], words, mentions, pairs)
        return torch.cat([mentions[pairs.subject], mentions[pairs.object], between, context], dim=1)

    def judge(
        self, name: str, inputs: torch.Tensor, kinds: torch.Tensor, features: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the same as `forward`, from the `inputs` of pairs."""
        own = self.outputs[name]
        subject, object_, between, context = self._drop(inputs).chunk(4, dim=1)
        made = self.from_subject(subject) + self.from_object(object_) + self.from_between(between)
        made = made + self.from_context(context)
        made = made + own.subject(kinds[:, 0]) + own.object(kinds[:, 1]) + own.pair(kinds[:, 2])
        for number, table in enumerate(self.features):
            made = made + table(features[:, number])
        made = self._drop(functional.silu(made))
        made = self._drop(functional.silu(self.second(made)))
        return own.out(made).float(), self.status(made).float()

    def _read(
        self, own: nn.Module, words: torch.Tensor, mentions: torch.Tensor, pairs: PairTensors
    ) -> tuple[torch.Tensor, torch.Tensor]:
        count, length = pairs.words.shape
        size = words.shape[1]
        query = (
            self.query_subject(mentions)[pairs.subject]
            + self.query_object(mentions)[pairs.object]
            + own.query(pairs.kinds[:, 2])
        ).view(count, self.heads, -1)
        key = self.key(words)[pairs.words].view(count, length, self.heads, -1)
        value = self.value(words)[pairs.words].view(count, length, self.heads, -1)
        scale = (size // self.heads) ** -0.5
        by_role = torch.einsum("phd,rhd->phr", query, self.role_key.to(query.dtype).view(ROLES, self.heads, -1)) * scale
        scores = torch.einsum("phd,plhd->phl", query, key) * scale
        where = pairs.roles[:, None, :].expand(-1, self.heads, -1)
        scores = scores.float() + by_role.float().gather(2, where) + self.role_bias[:, pairs.roles].transpose(0, 1)
        scores = scores + self.subject_bias[:, pairs.subject_place].transpose(0, 1)
        scores = scores + self.object_bias[:, pairs.object_place].transpose(0, 1)
        weight = scores.masked_fill(~pairs.inside[:, None, :], -1e4).softmax(2)
        context = torch.einsum("phl,plhd->phd", weight.to(value.dtype), value).reshape(count, size)
        middle = (pairs.roles == BETWEEN) & pairs.inside
        between = words[pairs.words].masked_fill(~middle[..., None], -1e4).amax(1)
        return context, between.masked_fill(~middle.any(1)[:, None], 0.0)

    def _drop(self, values: torch.Tensor) -> torch.Tensor:
        return functional.dropout(values, self.dropout, self.training)


def group_scores(scores: torch.Tensor, group: torch.Tensor, groups: int) -> torch.Tensor:
    """Return the scores of concept pairs from those of their pairs of mentions, against none, which scores 0.

    Many mentions raise the chance as independent causes do (logsumexp); a single mention keeps its own scores.
    """
    over = scores[:, 1:] - scores[:, :1]
    top = torch.full((groups, over.shape[1]), -1e4, dtype=over.dtype, device=over.device).scatter_reduce(
        0, group[:, None].expand_as(over), over.detach(), "amax"
    )
    total = torch.zeros_like(top).index_add(0, group, (over - top[group]).exp())
    return functional.pad(total.clamp_min(1e-9).log() + top, (1, 0))


def relation_loss(
    scores: torch.Tensor, status: torch.Tensor, pairs: Answers, *, status_weight: float = 0.3
) -> torch.Tensor:
    """Return the summed cross-entropy of the predicates, and of the status where a relation has one."""
    joined = group_scores(scores, pairs.group, len(pairs.target))
    loss = -(joined.log_softmax(1) * pairs.target).sum()
    known = pairs.status[pairs.group] >= 0
    if status_weight and bool(known.any()):
        loss = loss + status_weight * functional.cross_entropy(
            status[known], pairs.status[pairs.group][known], reduction="sum"
        )
    return loss
