"""TSV: as CSV, with tabs between the cells; cells with tabs or line breaks are quoted."""

from __future__ import annotations

from pathlib import Path

from gliomine.config import WriteOptions
from gliomine.writers.csv import write_delimited


def write(run: Path, options: WriteOptions) -> list[Path]:
    """Write every table of a run as `tables/NAME.tsv`."""
    return write_delimited(run, ".tsv", delimiter="\t", neutralise=options.neutralise)
