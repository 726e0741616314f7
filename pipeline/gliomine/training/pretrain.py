"""Masked-language-model training of the encoder on unlabelled text (Devlin et al. 2019, arXiv:1810.04805).

Deviation: whole records are cut into stretches of pieces without next-sentence prediction (as Liu et al. 2019,
arXiv:1907.11692), and which pieces are masked depends on the step alone, so that a run that was stopped goes on with
what it would have seen.
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
from gliomine.training.finetune import learning_curve
from gliomine.training.kept import load_state, save_state
from gliomine.training.model import Encoder
from gliomine.training.settings import PretrainSettings

log = logging.getLogger("gliomine.train")


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
        lengths = torch.full((len(ids),), ids.shape[1], device=ids.device)
        hidden = self.encoder(ids, shape, lengths).reshape(-1, self.encoder.size.width)[where]
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


def mask_pieces(
    ids: NDArray[Any], random: np.random.Generator, *, share: float, mask: int, vocabulary: int
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the pieces with some of them hidden, and the places (flattened) to be guessed.

    Of the chosen pieces 80% become the mask, 10% any piece, 10% stay.
    """
    chosen = random.random(ids.shape) < share
    chosen.flat[random.integers(ids.size)] = True
    fate = random.random(ids.shape)
    hidden = ids.copy()
    hidden[chosen & (fate < 0.8)] = mask
    swapped = chosen & (fate >= 0.9)
    hidden[swapped] = random.integers(0, vocabulary, size=int(swapped.sum()))
    return hidden, np.flatnonzero(chosen)


def pretrain(
    encoder: Encoder,
    rows: tuple[NDArray[Any], NDArray[Any]],
    settings: PretrainSettings,
    *,
    work: Path,
    seed: int,
    mask: int,
) -> float:
    """Train for `steps` steps, from `work`/pretrain.part if a run was stopped; return the smoothed loss."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = Cloze(encoder).to(device).train()
    optimiser = torch.optim.AdamW(model.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay)
    part, step, loss = work / "pretrain.part", 0, 0.0
    if part.is_file():
        state = load_state(part, device=device)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        step, loss = state["step"], state["loss"]
    ids, marks = rows
    many, saved = max(1, settings.tokens // ids.shape[1]), time.monotonic()
    while step < settings.steps:
        random = np.random.default_rng([seed, step])
        pick = random.integers(0, len(ids), size=many)
        truth = ids[pick].astype(np.int64)
        hidden, where = mask_pieces(truth, random, share=settings.masked, mask=mask, vocabulary=encoder.size.vocabulary)
        places = torch.from_numpy(where).to(device)
        scores = model(
            torch.from_numpy(hidden).to(device), torch.from_numpy(marks[pick].astype(np.int64)).to(device), places
        )
        cost = functional.cross_entropy(scores, torch.from_numpy(truth.ravel()[where]).to(device))
        for group in optimiser.param_groups:
            group["lr"] = settings.learning_rate * learning_curve(step / settings.steps, settings.warm_up)
        optimiser.zero_grad()
        cost.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step += 1
        loss = float(cost.detach()) if step == 1 else 0.98 * loss + 0.02 * float(cost.detach())
        if time.monotonic() - saved > 60 * settings.save_minutes or step == settings.steps:
            saved = time.monotonic()
            state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step, "loss": loss}
            save_state(part, state)
            log.info("pretraining: step %d of %d, loss %.3f", step, settings.steps, loss)
    encoder.cpu()
    return loss
