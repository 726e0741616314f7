"""Finished runs near a path that is none: what was probably meant."""

from __future__ import annotations

import difflib
from pathlib import Path

_SHOWN = 3


def meant_run(place: Path, table: str) -> str:
    """Return the advice that names the runs near a path; empty where there are none.

    They are those in the folder, or else the one that it lies in, or else those beside it with a name like its own.

    Args:
        place: a path that may not exist.
        table: the file, relative to the folder of a run, that makes it one.
    """
    inside = sorted(run for run in _folders(place) if (run / table).is_file())
    above = [folder for folder in place.absolute().parents[:2] if (folder / table).is_file()]
    beside = {run.name: run for run in _folders(place.parent) if (run / table).is_file()}
    near = [beside[name] for name in difflib.get_close_matches(place.name, beside)]
    found = (inside or above[:1] or near)[:_SHOWN]
    return f"did you mean {', '.join(map(str, found))}?" if found else ""


def _folders(place: Path) -> list[Path]:
    try:
        return [path for path in place.iterdir() if path.is_dir()]
    except OSError:
        return []
