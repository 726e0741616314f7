"""Weights that a run goes on from: those of an earlier run, or of an exported recogniser."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.errors import ResourceError, cause
from gliomine.relations.candidates import Labels
from gliomine.relations.classify import labels_from, load_relations
from gliomine.relations.stage import FOLDER, SHARED
from gliomine.training.exported import read_exported
from gliomine.training.kept import load_state
from gliomine.training.relation_export import PREFIX

log = logging.getLogger("gliomine.train")


def start_labels(start: str) -> dict[str, tuple[str, ...]]:
    """Return the label order of the heads of the model to start from: the weights of its tags stand in it.

    Raises:
        ResourceError: it cannot be read.
    """
    if not start:
        return {}
    if Path(start).is_dir():
        return read_exported(Path(start))[1]
    return {head: tuple(labels) for head, labels in _saved(start).get("labels", {}).items()}


def start_relations(start: str) -> dict[str, Labels]:
    """Return what the heads of relations of the model to start from tell apart: the rows of their weights stand in it.

    Raises:
        ResourceError: it cannot be read.
    """
    if not start:
        return {}
    if not Path(start).is_dir():
        return {name: labels_from(item) for name, item in json.loads(_saved(start).get("relations", "{}")).items()}
    path = Path(start).parent / FOLDER / SHARED
    return dict(load_relations(path).labels) if path.is_file() else {}


def start_state(start: str) -> dict[str, NDArray[Any]]:
    """Return the weights to start from.

    Raises:
        ResourceError: they cannot be read.
    """
    if Path(start).is_dir():
        return read_exported(Path(start))[0]
    return {name: values.numpy() for name, values in _saved(start)["model"].items()}


def _saved(start: str) -> dict[str, Any]:
    try:
        saved = load_state(Path(start))
        if "model" in saved:
            return saved
        error: Exception = KeyError("no model in it")
    except ResourceError as unreadable:
        error = unreadable
    raise ResourceError(
        f"cannot start from these weights ({cause(error)})",
        where=start,
        expected="averaged.safetensors of a run with the same base, or the folder of an exported recogniser",
    ) from error


def take_up(model: Any, start: str) -> None:
    """Fill a model with the weights to start from; what they lack (heads that are new) keeps its random beginning.

    So do rows of relations that stand for new pairs of types or predicates.

    Raises:
        ResourceError: they cannot be read, or do not hold a whole encoder of this size.
    """
    import torch

    own = model.state_dict()
    state = {
        name: grown(torch.from_numpy(values), own[name]) if name.startswith(PREFIX) else torch.from_numpy(values)
        for name, values in start_state(start).items()
        if name in own
    }
    try:
        missing, _ = model.load_state_dict(state, strict=False)
    except RuntimeError as error:
        raise ResourceError(
            f"cannot start from these weights ({cause(error)})", where=start, expected="weights of the same size"
        ) from error
    new = sorted({".".join(name.split(".")[:2]) for name in missing})
    if any(name.startswith("encoder.") for name in new):
        raise ResourceError("the weights hold no whole encoder", where=start, expected="all of its layers")
    log.info("started from %s; new: %s", start, ", ".join(new) or "nothing")


def grown(values: Any, own: Any) -> Any:
    """Return the weights of a part of relations, as large as it is now: known rows before those that are new."""
    if values.shape == own.shape:
        return values
    made = own.clone()
    if values.shape[1:] == own.shape[1:] and len(values) <= len(own):
        made[: len(values)] = values
    return made


def blended(
    state: Mapping[str, NDArray[Any]], start: Mapping[str, NDArray[Any]], kept: float
) -> dict[str, NDArray[Any]]:
    """Return weights that keep a share of those the run started from; what is new stays as it is.

    A short run on new data forgets some of the old; between the two ends lies what knows both (Wortsman et al. 2022,
    arXiv:2109.01903).
    """
    return {
        name: ((1 - kept) * values + kept * start[name]).astype(np.float32)
        if name in start and start[name].shape == values.shape
        else values
        for name, values in state.items()
    }
