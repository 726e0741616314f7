"""What several models say together, as a target of one of their size (Hinton et al. 2015, arXiv:1503.02531).

Every label set is learnt on every sentence: where a sentence has annotations, beside them; elsewhere, and on sentences
of unlabelled text, in their place. Deviation: the models see what the learner sees, hidden words included, so that
nothing has to be kept between them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch.nn import functional

from gliomine.encoder.tags import decode, tags_to_spans
from gliomine.training.batch import Batch, collate, moved, word_vectors
from gliomine.training.data import Example
from gliomine.training.model import Tagger


class Teachers:
    """Some trained models; their chances are averaged.

    Args:
        models: of the same label sets.
        heads: label sets that they teach.
        weight: of what they say where there are no annotations.
        annotated: of what they say of an annotated word.
    """

    def __init__(self, models: Sequence[Tagger], heads: Sequence[str], *, weight: float, annotated: float) -> None:
        self.models, self.heads, self.weight, self.annotated = list(models), list(heads), weight, annotated
        for model in self.models:
            model.eval().requires_grad_(requires_grad=False)

    def say(self, batch: Batch) -> dict[str, torch.Tensor]:
        """Return head -> chances of the tags, words x tags."""
        total: dict[str, torch.Tensor] = {}
        with torch.no_grad():
            for model in self.models:
                words = word_vectors(model, batch)
                for head in self.heads:
                    chance = model.heads[head](words).float().softmax(1)
                    total[head] = total[head] + chance if head in total else chance
        return {head: chance / len(self.models) for head, chance in total.items()}

    def loss(self, model: Tagger, words: torch.Tensor, batch: Batch) -> torch.Tensor:
        """Return the summed loss of the learner's answers on some words, annotations included."""
        said = self.say(batch)
        losses = []
        for head in sorted({*self.heads, *batch.targets}):
            scores = model.heads[head](words).float().log_softmax(1)
            share = torch.full((len(words),), self.weight, device=words.device)
            if head in batch.targets:
                which, tags = batch.targets[head]
                own = self.annotated if head in said else 0.0
                share[which] = own
                losses.append((1 - own) * functional.nll_loss(scores[which], tags, reduction="sum"))
            if head in said:
                losses.append(-(share[:, None] * said[head] * scores).sum())
        return torch.stack(losses).sum()


def sentence_scores(
    model: Tagger, examples: Sequence[Example], *, bfloat16: bool = False, at_once: int = 256
) -> dict[str, float]:
    """Return head -> strict F1 in percent on tagged sentences, each read alone; runs where the model lies."""
    model.eval()
    device = str(next(model.parameters()).device.type)
    counts: dict[str, list[int]] = {}
    order = sorted(range(len(examples)), key=lambda number: len(examples[number].ids))
    for begin in range(0, len(order), at_once):
        chosen = [examples[number] for number in order[begin : begin + at_once]]
        batch = moved(collate(chosen), device)
        with torch.inference_mode(), torch.autocast(device, torch.bfloat16, enabled=bfloat16):
            words = word_vectors(model, batch).float()
            said = {
                head: model.heads[head](words[which]).float().cpu().numpy()
                for head, (which, _) in batch.targets.items()
            }
        for head, scores in said.items():
            mine = [item for item in chosen if head in item.tags]
            starts = np.cumsum([0, *(len(item.firsts) for item in mine)])
            spans = decode(scores, starts[:-1])
            found = set(zip(spans.first.tolist(), spans.last.tolist(), spans.kind.tolist(), strict=True))
            gold = {
                (first + start, last + start, kind)
                for item, start in zip(mine, starts.tolist(), strict=False)
                for first, last, kind in tags_to_spans(item.tags[head].tolist())
            }
            total = counts.setdefault(head, [0, 0])
            total[0] += len(gold & found)
            total[1] += len(gold) + len(found)
    return {head: round(200 * right / max(1, both), 2) for head, (right, both) in sorted(counts.items())}
