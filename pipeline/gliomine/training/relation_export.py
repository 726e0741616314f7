"""From the network of relations in torch to the file that the run-time reads."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.relations.candidates import Labels

PREFIX = "relations."


def write_relations(
    path: Path, state: Mapping[str, NDArray[Any]], labels: Mapping[str, Labels], *, attention_heads: int
) -> Path:
    """Write the weights of `state` that belong to the relations, in half precision, and what their heads tell apart."""
    mine = {
        name.removeprefix(PREFIX): values.astype(np.float16)
        for name, values in sorted(state.items())
        if name.startswith(PREFIX)
    }
    kept = {
        name: values for name, values in mine.items() if not name.startswith("outputs.") or name.split(".")[1] in labels
    }
    about = {
        "attention_heads": attention_heads,
        "labels": {name: dataclasses.asdict(item) for name, item in sorted(labels.items())},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, about=np.array(json.dumps(about, sort_keys=True)), **kept)
    return path
