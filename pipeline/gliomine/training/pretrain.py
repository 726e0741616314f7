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

    Returns:
        The smoothed loss of a piece.
    """
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = Cloze(encoder).to(device).train()
    optimiser = torch.optim.AdamW(
        model.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay, betas=(0.9, 0.98), fused=True
    )
    part, step, loss, before = work / "pretrain.part", 0, torch.zeros((), device=device), 0.0
    if part.is_file():
        state = load_state(part, device=device)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        step, loss, before = state["step"], torch.tensor(state["loss"], device=device), state["seconds"]
    ids, marks = (torch.from_numpy(values).to(device) for values in rows)
    goes_on = torch.from_numpy(inner).to(device)
    many, begun = max(1, settings.tokens // ids.shape[1]), time.monotonic()
    saved = first = begun
    random = torch.Generator(device)
    while (done := _done(step, before + time.monotonic() - begun, settings)) < 1.0:
        random.manual_seed((seed << 32) + step)
        pick = torch.randint(len(ids), (many,), generator=random, device=device)
        truth = ids[pick].long()
        hidden, where = mask_words(truth, goes_on, random, share=settings.masked, mask=mask)
        if not len(where):
            step += 1
            continue
        with torch.autocast(device, torch.bfloat16, enabled=settings.bfloat16):
            scores = model(hidden, marks[pick].long(), where)
        cost = functional.cross_entropy(scores.float(), truth.flatten()[where])
        for group in optimiser.param_groups:
            group["lr"] = settings.learning_rate * learning_curve(done, settings.warm_up)
        optimiser.zero_grad()
        cost.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step += 1
        loss = cost.detach() if step == 1 else 0.98 * loss + 0.02 * cost.detach()
        if step % EVERY == 0:
            now = time.monotonic()
            rate = EVERY * many * ids.shape[1] / (now - first)
            log.info("pretraining: step %d, %.0f%%, loss %.3f, %.0f pieces/s", step, 100 * done, float(loss), rate)
            first = now
        if time.monotonic() - saved > 60 * settings.save_minutes:
            saved = time.monotonic()
            state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step}
            save_state(part, {**state, "loss": float(loss), "seconds": before + saved - begun})
    log.info("pretraining: %d steps of %d pieces, loss %.3f", step, many * ids.shape[1], float(loss))
    encoder.cpu()
    return float(loss)


def _done(step: int, seconds: float, settings: PretrainSettings) -> float:
    done = step / settings.steps
    return max(done, seconds / (60 * settings.minutes)) if settings.minutes else done
