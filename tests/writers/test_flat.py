"""CSV, TSV, JSON lines."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest
from gliomine.config import WriteOptions
from gliomine.tables.schema import table_schemas
from gliomine.tables.stored import read_tables
from gliomine.writers import write_format
from gliomine.writers.csv import neutralised

from tests.writers.conftest import FORMULA


@pytest.mark.parametrize(("name", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_cells_come_back(run: Path, name: str, delimiter: str) -> None:
    made = write_format(name, run, options=WriteOptions(neutralise=False))
    assert len(made) == len(table_schemas())
    for table, frame in read_tables(run).items():
        path = run / "tables" / f"{table}.{name}"
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream, delimiter=delimiter))
        assert rows[0] == list(frame.columns)
        shown = [["" if pd.isna(value) else str(value) for value in row] for row in frame.itertuples(index=False)]
        assert rows[1:] == shown
        assert b"\r\n" not in path.read_bytes().replace(b"\r\n\r\nThe", b"").replace(b"carries\r\n", b"")


def test_pandas_sees_the_same_rows_despite_bare_returns(run: Path) -> None:
    write_format("csv", run)
    frame = pd.read_csv(run / "tables" / "documents.csv", keep_default_na=False, dtype=str)
    assert list(frame["doc_id"]) == ["a/one.txt", "NA", "007", "z.xml#1~2"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\r+", "\n-", "＝", "－", f"+{'a' * 9999}", '+"a"&'])
def test_what_a_spreadsheet_would_compute_is_neutralised(sign: str) -> None:
    assert neutralised(f"{sign}HYPERLINK(A1)")[:2] == f"'{sign[0]}"
    assert neutralised(f"{sign}x|y!A0")[:2] == f"'{sign[0]}"


@pytest.mark.parametrize(
    "value", ["-IgA", "+/+", "-/-", "@lab", "-80 °C", "+", "-5.2", "-IgA and IgG", "a; -IgA | +/-"]
)
def test_names_keep_their_signs(value: str) -> None:
    assert neutralised(value) == value


def test_no_cell_begins_with_a_formula_sign(run: Path) -> None:
    write_format("csv", run)
    cells = []
    for path in sorted((run / "tables").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            cells += [cell for row in csv.reader(stream) for cell in row]
    assert f"'{FORMULA}" in cells
    assert not [cell for cell in cells if neutralised(cell) != cell or cell.startswith(("=", "\t", "\r"))]


def test_json_lines_hold_every_value(run: Path) -> None:
    write_format("jsonl", run)
    for table, frame in read_tables(run).items():
        lines = (run / "tables" / f"{table}.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
        rows = [json.loads(line) for line in lines]
        assert len(rows) == len(frame)
        assert all(list(row) == list(frame.columns) for row in rows)
    first = json.loads((run / "tables" / "documents.jsonl").read_text(encoding="utf-8").split("\n")[0])
    assert first["text"] == read_tables(run)["documents"]["text"][0]
    assert first["cited_by_count"] is None
