"""What a training run keeps in its working folder: encoded corpora and tags as .npz, weights as .safetensors.

Neither form can carry code. A working folder may come from anywhere; a pickle in it could run whatever it liked.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.errors import ResourceError, cause
from gliomine.files import whole
from gliomine.training.annotations import Entity
from gliomine.training.data import Annotated, Example, Prepared

Tags = Mapping[str, NDArray[Any]]
_DAMAGE = (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, zipfile.BadZipFile)
_PARTS = ("ids", "shape", "firsts")


def write_prepared(path: Path, prepared: Prepared, *, key: str) -> None:
    """Write encoded corpora; `key` tells the settings that they were encoded with."""
    values = {
        "key": key,
        "labels": {head: list(labels) for head, labels in prepared.labels.items()},
        "held_out": {head: [asdict(item) for item in items] for head, items in prepared.held_out.items()},
        "lost": prepared.lost,
    }
    arrays: dict[str, NDArray[Any]] = {}
    for part in _PARTS:
        arrays |= _joined(part, [getattr(item, part) for item in prepared.train])
    _write(path, values, {**arrays, **_joined_tags([item.tags for item in prepared.train])})


def read_prepared(path: Path, *, key: str) -> Prepared | None:
    """Return the encoded corpora of a file; None where it was written with other settings, or is damaged."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            values = json.loads(bytes(arrays["values"]))
            if values["key"] != key:
                return None
            columns = [_cut(arrays, part) for part in _PARTS]
            tags = _cut_tags(arrays, values["heads"], len(columns[0]))
    except _DAMAGE:
        return None
    ids, shape, firsts = columns
    train = [Example(*row) for row in zip(ids, shape, firsts, tags, strict=True)]
    held_out = {head: [_annotated(item) for item in items] for head, items in values["held_out"].items()}
    labels = {head: tuple(found) for head, found in values["labels"].items()}
    return Prepared(labels, train, held_out, values["lost"])


def _annotated(values: dict[str, Any]) -> Annotated:
    return Annotated(**{**values, "entities": tuple(Entity(**item) for item in values["entities"])})


def write_rows(path: Path, ids: NDArray[Any], shapes: NDArray[Any], *, key: str) -> None:
    """Write rows of pieces and their shapes; `key` tells the settings that they were encoded with."""
    _write(path, {"key": key}, {"ids": ids.astype(np.uint16), "shapes": shapes.astype(np.uint8)})


def read_rows(path: Path, *, key: str) -> tuple[NDArray[Any], NDArray[Any]] | None:
    """Return what `write_rows` was given; None where it was written with other settings, or is damaged."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            if json.loads(bytes(arrays["values"]))["key"] != key:
                return None
            return arrays["ids"].astype(np.int32), arrays["shapes"].astype(np.int8)
    except _DAMAGE:
        return None


def write_taught(path: Path, taught: Sequence[Tags]) -> None:
    """Write the tags that a model gave to each sentence."""
    _write(path, {"sentences": len(taught)}, _joined_tags(taught))


def read_taught(path: Path) -> list[dict[str, NDArray[Any]]]:
    """Return what `write_taught` was given.

    Raises:
        ResourceError: the file is damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            values = json.loads(bytes(arrays["values"]))
            return _cut_tags(arrays, values["heads"], values["sentences"])
    except _DAMAGE as error:
        raise _damaged(path, error) from error


def _write(path: Path, values: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
    heads = [name.removeprefix("which.") for name in arrays if name.startswith("which.")]
    told = json.dumps({**values, "heads": heads}).encode()
    with whole(path) as temporary, temporary.open("wb") as stream:
        np.savez(stream, values=np.frombuffer(told, dtype=np.uint8), **arrays)


def _joined(name: str, rows: Sequence[NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Return rows of different length as one array and the border of each."""
    ends = np.cumsum([len(row) for row in rows], dtype=np.int64)
    return {name: np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64), f"{name}.ends": ends}


def _joined_tags(tags: Sequence[Tags]) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {}
    for head in dict.fromkeys(head for item in tags for head in item):
        which = [number for number, item in enumerate(tags) if head in item]
        arrays |= _joined(f"tags.{head}", [tags[number][head] for number in which])
        arrays[f"which.{head}"] = np.array(which, dtype=np.int64)
    return arrays


def _cut(arrays: Mapping[str, NDArray[Any]], name: str) -> list[NDArray[Any]]:
    ends = arrays[f"{name}.ends"]
    return np.split(arrays[name], ends[:-1]) if len(ends) else []


def _cut_tags(arrays: Mapping[str, NDArray[Any]], heads: Sequence[str], count: int) -> list[dict[str, NDArray[Any]]]:
    found: list[dict[str, NDArray[Any]]] = [{} for _ in range(count)]
    for head in heads:
        for number, row in zip(arrays[f"which.{head}"], _cut(arrays, f"tags.{head}"), strict=True):
            found[number][head] = row
    return found


def save_state(path: Path, state: Mapping[str, Any]) -> None:
    """Write nested dictionaries, lists and plain values with tensors in them, as those of networks and optimisers."""
    from safetensors.torch import save_file

    tensors: dict[str, Any] = {}
    shape = json.dumps(_taken_apart(state, tensors))
    with whole(path) as temporary:
        save_file(tensors, str(temporary), metadata={"state": shape})


def load_state(path: Path, *, device: str = "cpu") -> dict[str, Any]:
    """Return what `save_state` was given.

    Raises:
        ResourceError: it is not such a file.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), framework="pt", device=device) as stored:
            tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118 (no dictionary)
            found: dict[str, Any] = _put_together(json.loads((stored.metadata() or {})["state"]), tensors)
    except (SafetensorError, OSError, ValueError, KeyError) as error:
        raise _damaged(path, error) from error
    return found


def _damaged(path: Path, error: Exception) -> ResourceError:
    return ResourceError(
        f"a file of the training cannot be read ({cause(error)})",
        where=str(path),
        expected="a file as the training wrote it",
        advice="delete it, and run its stage again",
    )


def _taken_apart(value: Any, tensors: dict[str, Any]) -> Any:
    import torch

    if isinstance(value, torch.Tensor):
        name = str(len(tensors))
        tensors[name] = value.detach().contiguous().clone()  # weights that two layers share are stored twice
        return {"tensor": name}
    if isinstance(value, Mapping):
        return {"dict": [[key, _taken_apart(item, tensors)] for key, item in value.items()]}
    if isinstance(value, list | tuple):
        return {type(value).__name__: [_taken_apart(item, tensors) for item in value]}
    return value


def _put_together(value: Any, tensors: Mapping[str, Any]) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, held),) = value.items()
    if kind == "tensor":
        return tensors[held]
    if kind == "dict":
        return {key: _put_together(item, tensors) for key, item in held}
    items = [_put_together(item, tensors) for item in held]
    return tuple(items) if kind == "tuple" else items
