"""Masked-language-model training of the encoder on unlabelled text (Devlin et al. 2019, arXiv:1810.04805).

Whole words are masked. Deviation: records are cut into stretches of pieces without next-sentence prediction (as Liu et
al. 2019, arXiv:1907.11692), and which words are masked depends on the step alone, so that a run that was stopped goes
on with what it would have seen.
"""

from __future__ import annotations

import gzip
import json
import logging
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from gliomine.encoder.inputs import shapes
from gliomine.errors import InputError, cause
from gliomine.training.batch import fastest_device
from gliomine.training.finetune import learning_curve
from gliomine.training.kept import load_state, save_state
from gliomine.training.model import Encoder
from gliomine.training.settings import PretrainSettings

log = logging.getLogger("gliomine.train")

EVERY = 100  # steps between two lines of the log


class Cloze(nn.Module):
    """The encoder with a guess at masked pieces; the output matrix is the word embedding."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        width = encoder.size.width
        self.encoder = encoder
        self.turn = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width, eps=encoder.size.epsilon)
        self.bias = nn.Parameter(torch.zeros(encoder.size.vocabulary))

    def forward(self, ids: torch.Tensor, shape: torch.Tensor, where: torch.Tensor) -> torch.Tensor:
        """Return the scores of all pieces at some places of the flattened batch."""
        hidden = self.encoder(ids, shape, None).reshape(-1, self.encoder.size.width)[where]
        hidden = self.norm(functional.gelu(self.turn(hidden)))
        return functional.linear(hidden, self.encoder.words.weight, self.bias)


def read_texts(paths: Sequence[Path]) -> Iterator[str]:
    """Yield the texts of JSON-lines files.

    Raises:
        InputError: a file cannot be read, or a line has no text.
    """
    for path in paths:
        opener: Any = gzip.open if path.suffix == ".gz" else open
        try:
            with opener(path, "rt", encoding="utf-8") as stream:
                for line in stream:
                    yield json.loads(line)["text"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(f"cannot read text for pretraining ({cause(error)})", where=str(path)) from error


def stretches(texts: Iterator[str], tokenizer: Any, length: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return all texts as rows of exactly so many pieces and their shapes; what does not fill a row is left out."""
    rows: list[NDArray[Any]] = []
    marks: list[NDArray[Any]] = []
    for text in texts:
        encoding = tokenizer.encode(text, add_special_tokens=False)
        count = len(encoding.ids) // length * length
        if count:
            offsets = np.array(encoding.offsets[:count], dtype=np.int64)
            rows.append(np.array(encoding.ids[:count], dtype=np.int32).reshape(-1, length))
            marks.append(shapes(text, offsets[:, 0], offsets[:, 1]).astype(np.int8).reshape(-1, length))
    if not rows:
        raise InputError("no text is long enough for pretraining", expected=f"texts of {length} pieces or more")
    return np.concatenate(rows), np.concatenate(marks)


def inner_pieces(tokenizer: Any, *, vocabulary: int) -> NDArray[Any]:
    """Return for each piece of the vocabulary whether it goes on with a word."""
    inner = np.zeros(vocabulary, dtype=bool)
    for piece, number in tokenizer.get_vocab().items():
        inner[number] = piece.startswith("##")
    return inner


def mask_words(
    ids: torch.Tensor, inner: torch.Tensor, random: torch.Generator, *, share: float, mask: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return rows of pieces with whole words hidden, and the places (flattened) to be guessed.

    Of the chosen words 80% become the mask, 10% any pieces, 10% stay.

    Args:
        ids: rows x pieces.
        inner: for each piece of the vocabulary whether it goes on with a word.
        random: on the device of `ids`.
        share: of the words.
        mask: the piece that hides another.
    """
    drawn = torch.rand(2, *ids.shape, generator=random, device=ids.device)
    word = (~inner[ids]).long().cumsum(1).clamp_max_(ids.shape[1] - 1)
    chosen = drawn[0].gather(1, word) < share
    fate = drawn[1].gather(1, word)
    others = torch.randint(len(inner), ids.shape, generator=random, device=ids.device)
    hidden = torch.where(chosen & (fate < 0.8), mask, ids)
    hidden = torch.where(chosen & (fate >= 0.9), others, hidden)
    return hidden, chosen.flatten().nonzero()[:, 0]


class Pretraining:
    """The state of a run: model, optimiser, step, active seconds, smoothed loss of a piece."""

    def __init__(self, encoder: Encoder, settings: PretrainSettings, *, work: Path) -> None:
        self.device = fastest_device()
        self.model, self.settings, self.part = Cloze(encoder).to(self.device).train(), settings, work / "pretrain.part"
        self.optimiser = torch.optim.AdamW(
            self.model.parameters(),
            lr=settings.learning_rate,
            weight_decay=settings.weight_decay,
            betas=(0.9, 0.98),
            fused=True,
        )
        self.step, self.seconds, self.loss = 0, 0.0, torch.zeros((), device=self.device)

    def resume(self) -> None:
        """Take up a run that was stopped, if there is one."""
        if self.part.is_file():
            state = load_state(self.part, device=self.device)
            self.model.load_state_dict(state["model"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.step, self.seconds = state["step"], state["seconds"]
            self.loss = torch.tensor(state["loss"], device=self.device)

    def save(self) -> None:
        """Write what `resume` takes up."""
        state = {"model": self.model.state_dict(), "optimiser": self.optimiser.state_dict()}
        save_state(self.part, {**state, "step": self.step, "seconds": self.seconds, "loss": float(self.loss)})

    def progress(self) -> float:
        """Return how far the run is, from 0 to 1."""
        done = self.step / self.settings.steps
        return max(done, self.seconds / (60 * self.settings.minutes)) if self.settings.minutes else done

    def learn(self, truth: torch.Tensor, hidden: torch.Tensor, shape: torch.Tensor, where: torch.Tensor) -> None:
        """Make one step: the pieces of `truth` at some places are guessed from what is not hidden."""
        with torch.autocast(self.device, torch.bfloat16, enabled=self.settings.bfloat16):
            scores = self.model(hidden, shape, where)
        cost = functional.cross_entropy(scores.float(), truth.flatten()[where])
        for group in self.optimiser.param_groups:
            group["lr"] = self.settings.learning_rate * learning_curve(self.progress(), self.settings.warm_up)
        self.optimiser.zero_grad()
        cost.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.loss = cost.detach() if self.step == 0 else 0.98 * self.loss + 0.02 * cost.detach()


def pretrain(
    encoder: Encoder,
    rows: tuple[NDArray[Any], NDArray[Any]],
    settings: PretrainSettings,
    *,
    work: Path,
    seed: int,
    mask: int,
    inner: NDArray[Any],
) -> float:
    """Train until the steps or the minutes are over, from `work`/pretrain.part if a run was stopped.

    Args:
        rows: pieces and their shapes, as `stretches` returns them.
        mask: the piece that hides another.
        inner: as `inner_pieces` returns it.

    Returns:
        The smoothed loss of a piece.
    """
    run = Pretraining(encoder, settings, work=work)
    run.resume()
    ids, marks = (torch.from_numpy(values).to(run.device) for values in rows)
    goes_on = torch.from_numpy(inner).to(run.device)
    many, random = max(1, settings.tokens // ids.shape[1]), torch.Generator(run.device)
    last = time.monotonic()
    saved = told = run.seconds
    while run.progress() < 1.0:
        random.manual_seed((seed << 32) + run.step)
        pick = torch.randint(len(ids), (many,), generator=random, device=run.device)
        truth = ids[pick].long()
        hidden, where = mask_words(truth, goes_on, random, share=settings.masked, mask=mask)
        if len(where):
            run.learn(truth, hidden, marks[pick].long(), where)
        run.step += 1
        now = time.monotonic()
        run.seconds, last = run.seconds + now - last, now
        if run.step % EVERY == 0:
            rate = EVERY * many * ids.shape[1] / max(1e-9, run.seconds - told)
            told = run.seconds
            log.info("pretraining: step %d, loss %.3f, %.0f pieces/s", run.step, float(run.loss), rate)
        if run.seconds - saved > 60 * settings.save_minutes:
            saved = run.seconds
            run.save()
    encoder.cpu()
    return float(run.loss)
