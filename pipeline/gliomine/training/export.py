"""From a checkpoint to the files that the run-time reads, and their entry in the manifest."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.encoder.model import ENCODER, HEADS, TOKENIZER
from gliomine.encoder.tags import BEGIN, PARTS, SINGLE
from gliomine.errors import unknown_name
from gliomine.resources import sha256_of


def average(states: Sequence[Mapping[str, Any]]) -> dict[str, NDArray[Any]]:
    """Return the mean of the weights of some checkpoints (Izmailov et al. 2018, arXiv:1803.05407)."""
    return {name: np.mean([state[name].numpy() for state in states], axis=0, dtype=np.float32) for name in states[0]}


def head_arrays(state: Mapping[str, NDArray[Any]], name: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return weight (tags x width) and bias of a head, its shared parts added in."""
    kind, part = state[f"heads.{name}.kind"], state[f"heads.{name}.part"]
    weight = state[f"heads.{name}.own"].copy()
    weight[1:] += (kind[:, None, :] + part[None, :, :]).reshape(PARTS * len(kind), -1)
    return weight, state[f"heads.{name}.bias"]


def shifted(bias: NDArray[Any], labels: Sequence[str], shifts: Mapping[str, float]) -> NDArray[Any]:
    """Return the bias of a head with the log-odds of a mention of some labels moved, at the tags that begin one.

    Where only the shares of the labels differ between the texts learnt from and those read, this is what the chances
    change by (Saerens et al. 2002, doi:10.1162/089976602753284446).

    Raises:
        ConfigError: there is no such label.

    >>> shifted(np.zeros(5), ["cell"], {"cell": -0.5}).tolist()
    [0.0, -0.5, 0.0, 0.0, -0.5]
    """
    moved = bias.copy()
    for label, value in shifts.items():
        if label not in labels:
            raise unknown_name("label in shifts", label, labels)
        base = PARTS * list(labels).index(label)
        moved[[base + BEGIN, base + SINGLE]] += value
    return moved


def write_head(
    folder: Path,
    name: str,
    weight: NDArray[Any],
    bias: NDArray[Any],
    *,
    labels: Sequence[str],
    temperature: float = 1.0,
    alone: bool = False,
) -> Path:
    """Write the file of one head; `alone`: its sentences stand for themselves (`gliomine.encoder.model.Head`)."""
    path = folder / HEADS / f"{name}.npz"
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        path,
        weight=weight.astype(np.float32),
        bias=bias.astype(np.float32),
        labels=np.array(list(labels)),
        temperature=np.array(temperature, np.float64),
        alone=np.array(alone),
    )
    return path


def write_tokenizer(source: Path, folder: Path) -> None:
    """Copy the tokenizer without truncation and padding, as compact JSON."""
    values = json.loads(source.read_text(encoding="utf-8"))
    values["truncation"] = values["padding"] = None
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    (folder / TOKENIZER).write_text(text, encoding="utf-8", newline="\n")


def export(
    state: Mapping[str, NDArray[Any]],
    folder: Path,
    *,
    labels: Mapping[str, Sequence[str]],
    tokenizer: Path,
    attention_heads: int,
    epsilon: float,
    temperatures: Mapping[str, float] | None = None,
    alone: Collection[str] = (),
    shifts: Mapping[str, Mapping[str, float]] | None = None,
    quantised: bool = True,
) -> None:
    """Write encoder, tokenizer and heads into a folder, and describe them in manifest.toml beside it.

    The sentences of the label sets in `alone` stand for themselves; `shifts` of a label set move its mentions.
    """
    from gliomine.training.graph import build_graph

    shutil.rmtree(folder / HEADS, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    data = build_graph(dict(state), attention_heads=attention_heads, epsilon=epsilon, quantised=quantised)
    (folder / ENCODER).write_bytes(data)
    write_tokenizer(tokenizer, folder)
    for name, types in labels.items():
        weight, bias = head_arrays(state, name)
        bias = shifted(bias, types, (shifts or {}).get(name, {}))
        temperature = (temperatures or {}).get(name, 1.0)
        write_head(folder, name, weight, bias, labels=types, temperature=temperature, alone=name in alone)
    write_manifest(folder)


def write_manifest(folder: Path, details: Mapping[str, str | list[str]] | None = None, *, part: str = "ner") -> None:
    """Put the sizes and checksums of a recogniser's files, or of relation heads, into manifest.toml beside its folder.

    Other parts of the manifest stay as they are; without details the known ones are kept.

    Args:
        part: what the manifest calls the folder.
    """
    import tomllib

    path = folder.parent / "manifest.toml"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    known = tomllib.loads(text).get(part, {})
    kept = {name: value for name, value in known.items() if name != "files"}
    kept.update(details or {})
    lines = [f"[{part}]", *(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in kept.items())]
    first = [name for name in (ENCODER, TOKENIZER) if (folder / name).is_file()]
    names = [*first, *(item.relative_to(folder).as_posix() for item in sorted(folder.rglob("*.npz")))]
    for name in names:
        file = folder / name
        lines += ["", f'[{part}.files."{name}"]', f"size = {file.stat().st_size}", f'sha256 = "{sha256_of(file)}"']
    others = [item for item in re.split(r"(?m)^(?=\[)", text) if not re.match(rf"\[{part}[\].]", item)]
    rest = "".join(others).strip()
    path.write_text((rest + "\n\n" if rest else "") + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")
