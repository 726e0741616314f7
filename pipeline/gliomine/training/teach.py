"""What a trained model says about sentences that a label set has no annotations for; a second run learns from it.

Self-training with a noisy student (Xie et al. 2020, arXiv:1911.04252). Deviation: the sentences are those of the other
corpora, so that nothing more has to be read, and words of which the model is not sure are left out.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from gliomine.encoder.tags import PARTS, spans_to_tags, tags_to_spans
from gliomine.training.batch import collate, moved, word_vectors
from gliomine.training.data import Example
from gliomine.training.model import Tagger
from gliomine.training.settings import CorpusSettings
from gliomine.training.variants import UNTAUGHT

log = logging.getLogger("gliomine.train")


def teach(
    model: Tagger,
    examples: Sequence[Example],
    heads: Sequence[str],
    *,
    sure: float,
    bfloat16: bool,
    workers: int,
    device: str,
    tokens: int = 2048,
) -> list[dict[str, NDArray[Any]]]:
    """Return for each sentence the tags of those of the label sets that it has no annotations of.

    Args:
        sure: a word whose best tag is less probable than this gets the tag that the loss leaves out.
        tokens: padded pieces in one forward pass.
    """
    order = sorted(range(len(examples)), key=lambda number: len(examples[number].ids))
    batches: list[list[int]] = []
    for number in order:
        if batches and (len(batches[-1]) + 1) * len(examples[number].ids) <= tokens:
            batches[-1].append(number)
        else:
            batches.append([number])
    found: list[dict[str, NDArray[Any]]] = [{} for _ in examples]
    model = model.to(device).eval()

    def answer(numbers: list[int]) -> None:
        batch = moved(collate([examples[number] for number in numbers]), device)
        with torch.inference_mode(), torch.autocast(device, torch.bfloat16, enabled=bfloat16):
            words = word_vectors(model, batch)
            for head in heads:
                chance, tags = model.heads[head](words).float().softmax(1).max(1)
                made = torch.where(chance >= sure, tags, UNTAUGHT).cpu().numpy().astype(np.int16)
                place = 0
                for number in numbers:
                    count = len(examples[number].firsts)
                    if head not in examples[number].tags:
                        found[number][head] = made[place : place + count]
                    place += count

    with ThreadPoolExecutor(workers, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        for number, _ in enumerate(pool.map(answer, reversed(batches)), 1):
            if number % 200 == 0:
                log.info("taught %d of %d batches", number, len(batches))
    return found


def corrected(
    found: list[dict[str, NDArray[Any]]],
    examples: Sequence[Example],
    heads: Sequence[CorpusSettings],
    labels: Mapping[str, Sequence[str]],
) -> None:
    """Put the mentions of other corpora, by `silver` of a head, in place of what the model says there.

    Where a corpus marks all of a type and has no mention, a mention that the model finds is left out of the loss.
    """
    for head in heads:
        index = {label: number for number, label in enumerate(labels[head.name])}
        for corpus, names in head.silver.items():
            kinds = {labels[corpus].index(old): index[new] for old, new in names.items() if old in labels[corpus]}
            mine = np.array(sorted({PARTS * kind + 1 + part for kind in kinds.values() for part in range(PARTS)}))
            for said, example in zip(found, examples, strict=True):
                if head.name not in said or corpus not in example.tags:
                    continue
                tags = said[head.name]
                tags[np.isin(tags, mine)] = UNTAUGHT
                spans = [span for span in tags_to_spans(example.tags[corpus].tolist()) if span[2] in kinds]
                for first, last, kind in spans:
                    single = spans_to_tags([(0, last - first, kinds[kind])], last - first)
                    tags[first:last] = np.array(single, dtype=np.int16)
