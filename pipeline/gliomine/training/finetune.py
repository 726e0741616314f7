"""Train the encoder and all heads together; a run stops and goes on at any step.

The learning rate rises and then falls to zero, lower layers learn more slowly (Howard and Ruder 2018,
arXiv:1801.06146), optimiser AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101); rows of the word embedding that a
step does not touch are left alone. On a CPU several threads take micro-batches from one list and their gradients are
added, which wastes little when the cores are shared with other work.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from gliomine.training.batch import Batch, collate, moved, word_vectors
from gliomine.training.data import Example
from gliomine.training.distil import Teachers
from gliomine.training.kept import load_state, save_state
from gliomine.training.model import Tagger
from gliomine.training.plan import MicroBatch, Step
from gliomine.training.relation_batch import SHORTEST, RelationBatch, relation_batch, relation_batch_loss
from gliomine.training.relation_data import Unit
from gliomine.training.settings import FinetuneSettings
from gliomine.training.steps import steps_made
from gliomine.training.variants import UNTAUGHT, Taught, Variants

MAKERS = 14
"""Processes that make batches for a GPU."""

LEAST_GROUPS = 40
"""A step with fewer pairs than this does not count each of them for more."""

log = logging.getLogger("gliomine.train")


def batch_loss(
    model: Tagger, batch: Batch, taught_weight: float = 0.0, teachers: Teachers | None = None
) -> torch.Tensor:
    """Return the summed cross-entropy over the words of all heads, those that were taught with their weight."""
    words = functional.dropout(word_vectors(model, batch), model.encoder.dropout, model.training)
    if teachers is not None:
        return teachers.loss(model, words, batch)
    losses = [
        functional.cross_entropy(model.heads[head](words[which]).float(), tags, reduction="sum")
        for head, (which, tags) in sorted(batch.targets.items())
    ]
    losses += [
        taught_weight
        * functional.cross_entropy(
            model.heads[head](words[which]).float(), tags, reduction="sum", ignore_index=UNTAUGHT
        )
        for head, (which, tags) in sorted(batch.taught.items())
    ]
    return torch.stack(losses).sum()


def learning_curve(progress: float, warm_up: float) -> float:
    """Return the factor on the learning rate: up from 0 to 1, then down to 0.

    >>> learning_curve(0.05, 0.1), learning_curve(0.1, 0.1), learning_curve(1.0, 0.1)
    (0.5, 1.0, 0.0)
    """
    if progress < warm_up:
        return progress / warm_up
    return max(0.0, (1 - progress) / (1 - warm_up))


class Trainer:
    """The state of a run: model, optimisers, step, active seconds."""

    def __init__(
        self,
        model: Tagger,
        settings: FinetuneSettings,
        *,
        folder: Path,
        workers: int,
        device: str,
        teachers: Teachers | None = None,
    ) -> None:
        self.model, self.settings, self.folder, self.device = model.to(device), settings, folder, device
        self.teachers = teachers
        self.parameters = [item for name, item in model.named_parameters() if name != "encoder.words.weight"]
        self.embedding = model.encoder.words.weight
        self.dense = torch.optim.AdamW(_groups(model, settings), fused=True)
        self.sparse = torch.optim.SparseAdam([self.embedding], lr=1.0)
        self.embedding_rate = settings.learning_rate * settings.layer_decay ** (model.encoder.size.layers + 1)
        self.rates = [group["lr"] for group in self.dense.param_groups]
        self.step, self.seconds, self.loss = 0, 0.0, 0.0
        self.relation_losses: dict[str, float] = {}
        self.workers = workers
        folder.mkdir(parents=True, exist_ok=True)

    def gradients(
        self, batch: Batch | RelationBatch, scale: float, relation_scale: float = 0.0
    ) -> tuple[list[torch.Tensor], float]:
        """Return the gradients of one micro-batch, that of the word embedding last."""
        with torch.autocast(self.device, torch.bfloat16, enabled=self.settings.bfloat16):
            if isinstance(batch, Batch):
                loss = batch_loss(self.model, batch, self.settings.taught_weight, self.teachers) * scale
            else:
                words, pairs = relation_batch_loss(self.model, batch)
                loss = words * scale + pairs * relation_scale
                self.note(batch, float(pairs.detach()))
        found = torch.autograd.grad(loss, [*self.parameters, self.embedding], allow_unused=True)
        return list(found), float(loss.detach())

    def note(self, batch: RelationBatch, loss: float) -> None:
        """Keep the smoothed loss of a pair of each corpus, for the log."""
        mean = loss / len(batch.pairs.target)
        known = self.relation_losses.get(batch.corpus, mean)
        self.relation_losses[batch.corpus] = 0.97 * known + 0.03 * mean

    def learn(self, results: Sequence[tuple[list[torch.Tensor], float]], progress: float) -> None:
        """Add the gradients up and make one step."""
        factor = learning_curve(progress, self.settings.warm_up)
        for group, rate in zip(self.dense.param_groups, self.rates, strict=True):
            group["lr"] = rate * factor
        self.sparse.param_groups[0]["lr"] = self.embedding_rate * factor
        for number, parameter in enumerate([*self.parameters, self.embedding]):
            parts = [found[number] for found, _ in results if found[number] is not None]
            parameter.grad = None
            if parts:
                total = parts[0]
                for part in parts[1:]:
                    total = total + part
                parameter.grad = total.coalesce() if total.is_sparse else total.to(parameter).contiguous()
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0, foreach=True)
        self.dense.step()
        if factor > 0:
            self.sparse.step()
        self.step += 1
        loss = sum(loss for _, loss in results)
        self.loss = loss if self.step == 1 else 0.98 * self.loss + 0.02 * loss

    def save(self) -> Path:
        """Write a checkpoint; older ones beyond `keep` are removed."""
        path = self.folder / f"step-{self.step:07d}.safetensors"
        state = {
            "model": self.model.state_dict(),
            "dense": self.dense.state_dict(),
            "sparse": self.sparse.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
            "loss": self.loss,
        }
        save_state(path, state)
        for old in checkpoints(self.folder)[: -self.settings.keep]:
            old.unlink()
        return path

    def resume(self) -> bool:
        """Take up the newest checkpoint; tell whether there was one."""
        found = checkpoints(self.folder)
        if not found:
            return False
        state = load_state(found[-1], device=self.device)
        self.model.load_state_dict(state["model"])
        self.dense.load_state_dict(state["dense"])
        self.sparse.load_state_dict(state["sparse"])
        self.step, self.seconds, self.loss = state["step"], state["seconds"], state["loss"]
        return True

    def progress(self, steps: int) -> float:
        """Return how far the run is, from 0 to 1."""
        done = self.step / max(1, steps)
        if self.settings.minutes:
            done = max(done, self.seconds / (60 * self.settings.minutes))
        return done


def checkpoints(folder: Path) -> list[Path]:
    """Return the checkpoints of a run, oldest first."""
    return sorted(folder.glob("step-*.safetensors"))


def _groups(model: Tagger, settings: FinetuneSettings) -> list[dict[str, Any]]:
    """Return the parameters by rate and decay: an optimiser takes a step a group, and a GPU waits for each."""
    depth = model.encoder.size.layers
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if name == "encoder.words.weight":
            continue
        if name.startswith("relations."):
            rate = settings.relation_rate
        elif name.startswith("heads.") or name == "encoder.shapes.weight":
            rate = settings.head_rate
        else:
            level = int(name.split(".")[2]) + 1 if name.startswith("encoder.layers.") else 0
            rate = settings.learning_rate * settings.layer_decay ** (depth - level)
        groups.setdefault((rate, settings.weight_decay if parameter.ndim > 1 else 0.0), []).append(parameter)
    return [{"params": held, "lr": rate, "weight_decay": decay} for (rate, decay), held in groups.items()]


def worker_count(wanted: int, device: str) -> int:
    """Return how many threads compute gradients."""
    return wanted or (1 if device == "cuda" else len(os.sched_getaffinity(0)))


def finetune(
    trainer: Trainer,
    examples: Sequence[Example],
    plan: Sequence[Step],
    *,
    variants: Variants | None = None,
    taught: Sequence[Taught] = (),
    units: Sequence[Unit] = (),
    seed: int = 0,
) -> None:
    """Carry a run to its end, from the newest checkpoint if there is one.

    Args:
        units: pieces with relations, for the micro-batches of the plan that name them.
        variants: makes variants of the sentences; without it they are learnt as they are.
        taught: for each example, tags of other label sets that an earlier model gave.
        seed: of the variants.
    """

    labels, on_gpu = trainer.model.relations.labels, trainer.device == "cuda"

    def batch_of(part: MicroBatch, random: np.random.Generator) -> Batch | RelationBatch:
        if part.related:
            chosen_units = [units[number] for number in part.numbers]
            hide = None if variants is None else (lambda item: variants.hide(item, random))
            shortest = 0.0 if on_gpu else SHORTEST
            return relation_batch(chosen_units, labels[chosen_units[0].corpus], change=hide, shortest=shortest)
        numbers = part.numbers
        given = [taught[number] if taught else {} for number in numbers]
        chosen = [examples[number] for number in numbers]
        if variants is not None:
            made = [variants.make(number, tags, random) for number, tags in zip(numbers, given, strict=True)]
            chosen, given = [item for item, _ in made], [tags for _, tags in made]
        return collate(chosen, given)

    def batches_of(step: int) -> list[Batch | RelationBatch]:
        random = np.random.default_rng((seed, step))
        return [batch_of(part, random) for part in plan[step]]

    if trainer.resume():
        log.info("going on from step %d", trainer.step)
    trainer.model.train()
    last, saved = time.monotonic(), trainer.seconds
    pieces, since = 0, trainer.seconds
    with ThreadPoolExecutor(trainer.workers, initializer=_one_thread, initargs=(trainer.device,)) as pool:
        made = steps_made(batches_of, trainer.step, len(plan), apart=MAKERS if on_gpu else 0)
        while trainer.step < len(plan) and (progress := trainer.progress(len(plan))) < 1.0:
            batches = moved(next(made), trainer.device)
            pieces += _one_step(trainer, pool, batches, progress)
            now = time.monotonic()
            trainer.seconds += now - last
            last = now
            if trainer.step % 20 == 0:
                _report(trainer, len(plan), pieces / max(1e-9, trainer.seconds - since))
                pieces, since = 0, trainer.seconds
            if trainer.seconds - saved > 60 * trainer.settings.save_minutes:
                saved = trainer.seconds
                log.info("saved %s", trainer.save().name)
    log.info("finished: %s", trainer.save().name)


def _one_step(
    trainer: Trainer, pool: ThreadPoolExecutor, batches: Sequence[Batch | RelationBatch], progress: float
) -> int:
    """Learn from the micro-batches of a step and return their pieces."""
    tagged = [part for batch in batches for part in (batch.parts if isinstance(batch, RelationBatch) else [batch])]
    words = sum(len(tags) for batch in tagged for _, tags in batch.targets.values())
    if trainer.teachers is not None:  # every word has a target
        words = sum(len(batch.firsts) for batch in tagged)
    scale = 1.0 / max(1, words)
    groups = sum(len(batch.pairs.target) for batch in batches if isinstance(batch, RelationBatch))
    share = trainer.settings.relation_weight / max(LEAST_GROUPS, groups)
    results = list(pool.map(lambda batch: trainer.gradients(batch, scale, share), batches))
    trainer.learn(results, progress)
    return sum(int(batch.lengths.sum()) for batch in tagged)


def _one_thread(device: str) -> None:
    if device == "cpu" and threading.current_thread() is not threading.main_thread():
        torch.set_num_threads(1)


def _report(trainer: Trainer, steps: int, rate: float) -> None:
    row = {
        "step": trainer.step,
        "of": steps,
        "progress": round(trainer.progress(steps), 4),
        "seconds": round(trainer.seconds),
        "loss": round(trainer.loss, 4),
        "pieces_a_second": round(rate),
        "relations": {name: round(value, 3) for name, value in sorted(trainer.relation_losses.items())},
    }
    log.info("%s", json.dumps(row))
    with (trainer.folder / "log.jsonl").open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(json.dumps(row) + "\n")
