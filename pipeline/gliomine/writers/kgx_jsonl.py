"""KGX as JSON lines: the nodes and edges of `kgx.py`, an object a line."""

from __future__ import annotations

from pathlib import Path

from gliomine.config import WriteOptions
from gliomine.writers.kgx import json_lines, write_graph


def write(run: Path, options: WriteOptions) -> list[Path]:
    """Write `kgx_nodes.jsonl` and `kgx_edges.jsonl`."""
    del options
    return write_graph(run, ".jsonl", json_lines)
