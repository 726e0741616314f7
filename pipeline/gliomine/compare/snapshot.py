"""Freeze a run as a baseline: a folder of small text files to keep under version control."""

from __future__ import annotations

import json
from pathlib import Path

from gliomine.compare.frozen import frozen_columns, write_frozen
from gliomine.compare.state import SNAPSHOT, State, load_state
from gliomine.errors import ConfigError
from gliomine.tables.stored import require_run


def snapshot(run: Path, target: Path) -> list[Path]:
    """Freeze a finished run and return the files written.

    Raises:
        InputError: there is no finished run, or its tables cannot be read.
        ConfigError: the target holds files that no snapshot wrote.
    """
    require_run(run)
    return write_baseline(load_state(run), target)


def write_baseline(state: State, target: Path) -> list[Path]:
    """Write a state as a baseline, in place of the one that may be there, and return the files.

    Raises:
        ConfigError: the target holds files that no snapshot wrote.
    """
    _require_baseline_place(target)
    target.mkdir(parents=True, exist_ok=True)
    made = []
    for name, table in state.tables.items():
        path = target / f"{name}.tsv"
        write_frozen(table, path)
        made.append(path)
    description = {
        "schema_version": state.schema_version,
        "rows": {name: table.num_rows for name, table in state.tables.items()},
        "words_per_second": None if state.words_per_second is None else round(state.words_per_second),
        "schema": state.schema,
    }
    path = target / SNAPSHOT
    path.write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8", newline="\n")
    return [*made, path]


def _require_baseline_place(target: Path) -> None:
    names = {f"{name}.tsv" for name in frozen_columns()} | {SNAPSHOT}
    if target.is_dir():
        others = sorted(path.name for path in target.iterdir() if path.name not in names)
        if others:
            raise ConfigError(
                f"the folder holds other files: {', '.join(others[:3])}",
                where=str(target),
                expected="a new or empty folder, or an earlier baseline",
                advice="name another folder",
            )
    elif target.exists():
        raise ConfigError(
            "not a folder",
            where=str(target),
            expected="a new or empty folder, or an earlier baseline",
            advice="name another one",
        )
