"""The example pages through the command line give the tables that are kept in tests/golden.

`python tests/test_golden.py` writes them anew; look at the difference before you commit it. Scores may differ a little
on another kind of processor, all else may not.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
TABLES = ("entities", "sections", "abbreviations", "affiliations", "funders", "failures")
TOLERANCE = 0.02


def run_seeds(output: Path, *, workers: int) -> Path:
    command = [sys.executable, "-m", "gliomine", "run", "seeds", "--output", str(output), "--no-report"]
    command += ["--format", "csv", "--workers", str(workers)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return output / "tables"


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_seeds(tmp_path_factory.mktemp("one") / "run", workers=1)


@pytest.mark.slow
def test_two_workers_give_the_same_bytes_as_one(one: Path, tmp_path: Path) -> None:
    two = run_seeds(tmp_path / "run", workers=2)
    names = sorted(path.name for path in one.iterdir())
    assert names == sorted(path.name for path in two.iterdir())
    for name in names:
        assert (one / name).read_bytes() == (two / name).read_bytes(), name


@pytest.mark.slow
@pytest.mark.parametrize("table", TABLES)
def test_tables_are_as_they_were(one: Path, table: str) -> None:
    found, known = (list(rows(folder / f"{table}.csv")) for folder in (one, GOLDEN))
    assert [row[0] for row in found] == [row[0] for row in known]
    for (_, scores), (_, expected) in zip(found, known, strict=True):
        assert scores == pytest.approx(expected, abs=TOLERANCE)


def rows(path: Path) -> list[tuple[list[str], list[float]]]:
    """Return the rows of a table, the scores apart from the rest."""
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        scores = [name for name in reader.fieldnames or () if name.endswith("score")]
        return [
            ([value for name, value in row.items() if name not in scores], [float(row[name] or -1) for name in scores])
            for row in reader
        ]


if __name__ == "__main__":
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        made = run_seeds(Path(folder) / "run", workers=1)
        GOLDEN.mkdir(exist_ok=True)
        for table in TABLES:
            shutil.copy(made / f"{table}.csv", GOLDEN / f"{table}.csv")
