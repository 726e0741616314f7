"""A head of one's own on the shipped encoder: linear, trained on the encoder's vectors, the other heads untouched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.encoder.model import NerModel, load_recogniser
from gliomine.encoder.tags import spans_to_tags, tag_count
from gliomine.errors import ConfigError, InputError
from gliomine.training.data import Annotated, document_hash, label_order, read_documents, sentence_spans, to_words
from gliomine.training.evaluate import Score, evaluate, fit_temperature
from gliomine.training.export import write_head, write_manifest


@dataclass(frozen=True, slots=True)
class HeadSettings:
    """How a head is trained on fixed vectors."""

    steps: int = 600
    learning_rate: float = 5e-3
    weight_decay: float = 0.05
    batch_words: int = 4096
    held_out: float = 0.15
    seed: int = 13


def add_head(folder: Path, corpus: Sequence[Path], name: str, *, settings: HeadSettings | None = None) -> Score | None:
    """Train a head and put it beside the others of a recogniser's folder; return its held-out score.

    About 15% of the documents, chosen by their ids, are measured on and not trained on; None where that is no document.

    Raises:
        ConfigError: the name is not a plain word, or is taken.
        InputError: the corpus has no entities.
    """
    chosen = settings or HeadSettings()
    model = load_recogniser(folder)
    if not name.isidentifier():
        raise ConfigError(f"'{name}' cannot name a head", expected="letters, digits and underscores")
    if name in model.schemas:
        raise ConfigError(f"there is a head '{name}' already", advice="choose another name, or remove its file first")
    documents = [item for path in corpus for item in read_documents(path)]
    labels = label_order(documents)
    if not labels:
        raise InputError("the corpus has no entities", where=", ".join(map(str, corpus)))
    held_out = [item for item in documents if document_hash(item.doc_id) < chosen.held_out]
    train = [item for item in documents if document_hash(item.doc_id) >= chosen.held_out]
    vectors, tags = head_data(model, train, labels)
    weight, bias = fit(vectors, tags, tag_count(len(labels)), chosen)
    path = write_head(folder, name, weight, bias, labels=labels)
    write_manifest(folder)
    if not held_out:
        return None
    with_head = load_recogniser(folder)
    temperature = fit_temperature(with_head, held_out, name)
    write_head(folder, name, weight, bias, labels=labels, temperature=temperature)
    write_manifest(folder)
    return evaluate(with_head, {path.stem: held_out})[name]


def head_data(
    model: NerModel, documents: Sequence[Annotated], labels: Sequence[str]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the vector and the tag of every word of some documents."""
    index = {label: number for number, label in enumerate(labels)}
    vectors, tags = [], []
    for document in documents:
        spans = sentence_spans(document.text)
        for (start, end), (words, values) in zip(spans, model.vectors(document.text, spans), strict=True):
            inside = [item for item in document.entities if start <= item.start and item.end <= end]
            marked = [to_words(item, start, words, index[item.label]) for item in inside]
            tags += spans_to_tags([span for span in marked if span is not None], len(words))
            vectors.append(values)
    if not vectors:
        raise InputError("the corpus has no text to train on")
    return np.concatenate(vectors), np.array(tags, dtype=np.int64)


def fit(
    vectors: NDArray[Any], tags: NDArray[Any], count: int, settings: HeadSettings
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return weight and bias of a linear classifier."""
    import torch
    from torch.nn import functional

    from gliomine.training.finetune import learning_curve

    torch.manual_seed(settings.seed)
    torch.set_flush_denormal(True)  # what is learnt well has gradients so small that arithmetic slows down tenfold
    given, truth = torch.from_numpy(vectors), torch.from_numpy(tags)
    layer = torch.nn.Linear(vectors.shape[1], count)
    torch.nn.init.zeros_(layer.weight)
    optimiser = torch.optim.AdamW(layer.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay)
    for step in range(settings.steps):
        pick = torch.randint(len(truth), (min(settings.batch_words, len(truth)),))
        for group in optimiser.param_groups:
            group["lr"] = settings.learning_rate * learning_curve((step + 1) / settings.steps, 0.05)
        optimiser.zero_grad()
        functional.cross_entropy(layer(given[pick]), truth[pick]).backward()
        optimiser.step()
    torch.set_flush_denormal(False)
    return layer.weight.detach().numpy(), layer.bias.detach().numpy()
