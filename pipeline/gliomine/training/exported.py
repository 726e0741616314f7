"""Take up an exported recogniser again: its int8 files as a state of the network in torch's names.

A model that is read and exported again is the same one but for the last step of rounding.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.encoder.model import ENCODER, HEADS
from gliomine.encoder.tags import PARTS
from gliomine.errors import ResourceError
from gliomine.relations.stage import FOLDER, SHARED
from gliomine.training.relation_export import PREFIX

_LINEAR = ("query_key_value", "attended", "inner", "outer")
_NORMAL = ("attended_norm", "outer_norm")


def read_exported(folder: Path) -> tuple[dict[str, NDArray[Any]], dict[str, tuple[str, ...]]]:
    """Return the weights of an exported recogniser and the labels of its heads.

    The shared parts of a head are zero, all of its weight is its own. The network of relations is that of the folder
    `relations` beside it, where there is one.

    Raises:
        ResourceError: a file is missing or is no such model.
    """
    import onnx
    from onnx import numpy_helper

    try:
        graph = onnx.load(str(folder / ENCODER)).graph
        given = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
        state = _encoder(given)
        labels: dict[str, tuple[str, ...]] = {}
        for path in sorted((folder / HEADS).glob("*.npz")):
            with np.load(path, allow_pickle=False) as values:
                labels[path.stem] = tuple(str(label) for label in values["labels"])
                state |= _head(path.stem, values["weight"], values["bias"], types=len(labels[path.stem]))
        state |= relation_weights(folder.parent / FOLDER / SHARED)
    except (OSError, KeyError, ValueError) as error:
        raise ResourceError(
            f"cannot read the exported recogniser ({type(error).__name__}: {error})",
            where=str(folder),
            expected=f"{ENCODER}, {HEADS}/*.npz and maybe ../{FOLDER}/{SHARED} as `gliomine train` writes them",
        ) from error
    return state, labels


def _encoder(given: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    state = {
        "encoder.words.weight": _plain(given, "words"),
        "encoder.positions.weight": given["positions"],
        "encoder.shapes.weight": given["shapes"],
        "encoder.norm.weight": given["norm.weight"],
        "encoder.norm.bias": given["norm.bias"],
    }
    number = 0
    while f"{number}.inner" in given:
        for name in _LINEAR:
            state[f"encoder.layers.{number}.{name}.weight"] = np.ascontiguousarray(_plain(given, f"{number}.{name}").T)
            state[f"encoder.layers.{number}.{name}.bias"] = given[f"{number}.{name}.bias"]
        for name in _NORMAL:
            for kind in ("weight", "bias"):
                state[f"encoder.layers.{number}.{name}.{kind}"] = given[f"{number}.{name}.{kind}"]
        number += 1
    return {name: np.array(values, dtype=np.float32) for name, values in state.items()}


def relation_weights(path: Path) -> dict[str, NDArray[Any]]:
    """Return the weights of a file of relation heads in the names of the state; none where there is no such file."""
    if not path.is_file():
        return {}
    with np.load(path, allow_pickle=False) as values:
        return {PREFIX + name: values[name].astype(np.float32) for name in values.files if name != "about"}


def _plain(given: Mapping[str, NDArray[Any]], name: str) -> NDArray[Any]:
    values = given[name].astype(np.float32)
    return values * given[f"{name}.scale"] if f"{name}.scale" in given else values


def _head(name: str, weight: NDArray[Any], bias: NDArray[Any], *, types: int) -> dict[str, NDArray[Any]]:
    width = weight.shape[1]
    return {
        f"heads.{name}.own": weight.astype(np.float32),
        f"heads.{name}.bias": bias.astype(np.float32),
        f"heads.{name}.kind": np.zeros((types, width), dtype=np.float32),
        f"heads.{name}.part": np.zeros((PARTS, width), dtype=np.float32),
    }
