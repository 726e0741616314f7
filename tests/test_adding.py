"""One of each thing is added in the places that CONTRIBUTING.md names, and in no others, and is seen to work.

What needs code is added to a copy of the package; a topic needs none.
"""

from __future__ import annotations

import csv
import fnmatch
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "pipeline/gliomine"
TOPIC = "--topic"

pytestmark = pytest.mark.slow


@dataclass
class Checkout:
    """A copy of the package that a test changes, with a folder for a user's files beside it."""

    root: Path
    touched: set[str] = field(default_factory=set)

    @property
    def work(self) -> Path:
        return self.root / "work"

    def add(self, name: str, text: str) -> None:
        path = self.root / PACKAGE / name
        assert not path.exists()
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.touched.add(name)

    def insert(self, name: str, line: str, *, before: str) -> None:
        """Write a line before the one place of a file that begins like this."""
        path = self.root / name[1:] if name.startswith("/") else self.root / PACKAGE / name
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{name} has {text.count(before)} times {before!r}"
        path.write_text(text.replace(before, line + before), encoding="utf-8")
        self.touched.add(name)

    def call(self, *command: str, code: int = 0, folder: Path | None = None) -> str:
        environment = {**os.environ, "PYTHONPATH": str(self.root / "pipeline"), "COLUMNS": "200"}
        environment["GLIOMINE_MODELS"] = str(ROOT / "models")
        done = subprocess.run(command, cwd=folder or self.work, env=environment, capture_output=True, text=True)
        assert done.returncode == code, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def gliomine(self, *arguments: str, code: int = 0) -> str:
        return self.call(sys.executable, "-m", "gliomine", *arguments, code=code)

    def rows(self, table: str, run: str = "out") -> list[dict[str, str]]:
        with (self.work / run / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    shutil.copytree(ROOT / "pipeline", tmp_path / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "work").mkdir()
    return Checkout(tmp_path)


def check_places(kind: str, checkout: Checkout) -> None:
    """Check that exactly the places were touched that the row of CONTRIBUTING.md names."""
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| {kind} \|([^|]*)\|", guide, re.MULTILINE)
    assert row is not None, f"CONTRIBUTING.md has no row {kind!r}"
    places = [place.replace("<name>", "*") for place in re.findall(r"`([^`]+)`", row[1])]
    assert all(any(fnmatch.fnmatch(name, place) for place in places) for name in checkout.touched)
    assert all(any(fnmatch.fnmatch(name, place) for name in checkout.touched) for place in places)


NUMBERS = '''"""Stage `numbers`: the numbers of the sentences."""

import re
from dataclasses import replace

from gliomine.document import Number


def build(config):
    """Return the stage."""
    return lambda documents: [replace(item, numbers=tuple(_numbers(item))) for item in documents]


def _numbers(document):
    for sentence in document.sentences:
        for match in re.finditer(r"\\d+", sentence.text):
            start, end = sentence.start + match.start(), sentence.start + match.end()
            yield Number(start, end, "another" if match[0] == "13" else match[0], int(match[0]))
'''


def test_a_stage(checkout: Checkout) -> None:
    checkout.add("numbers/__init__.py", '"""Numbers of a text."""\n')
    checkout.add("numbers/stage.py", NUMBERS)
    line = 'Stage("numbers", "numbers.stage:build", ("sentences",), ("numbers",), "find numbers"),\n'
    checkout.insert("stages.py", line, before=")\n\nSTAGES")
    record = (
        "@dataclass(frozen=True, slots=True)\nclass Number(Span):\n"
        '    """A number."""\n\n    text: str = column("as it stands")\n    value: int = column("its value")\n\n\n'
    )
    checkout.insert("document.py", record, before="@dataclass(frozen=True, slots=True)\nclass Document:")
    checkout.insert("document.py", "    numbers: tuple[Number, ...] = ()\n", before="    votes: tuple[")
    checkout.insert("document.py", '    "numbers": Number,\n', before='}\n"""Field of Document')
    checkout.insert("tables/schema.py", '    "numbers": "one number",\n', before='    "failures": "one file or')
    checkout.insert("/pyproject.toml", '    "numbers",\n', before='    "linking",\n')
    settings = checkout.root / "pyproject.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('"gliomine.sentences",', '"gliomine.sentences", "gliomine.numbers",'), "utf-8")
    (checkout.work / "a.txt").write_text("Abstract\nOf 27 mice 5 lived.\n", encoding="utf-8")
    (checkout.work / "b.txt").write_text("Abstract\nOf 13 mice 5 lived.\n", encoding="utf-8")

    assert "find numbers" in checkout.gliomine("stages")
    checkout.gliomine("run", "a.txt", "b.txt", "--output", "out", "--format", "jsonl", "--format", "csv", code=1)
    found = [(row["doc_id"], row["start"], row["text"], row["value"]) for row in checkout.rows("numbers")]
    assert found == [("a.txt", "12", "27", "27"), ("a.txt", "20", "5", "5")]
    (failure,) = checkout.rows("failures")
    assert (failure["doc_id"], failure["stage"]) == ("b.txt", "validate"), "a text that is not its slice is noticed"
    assert '"value": 27' in (checkout.work / "out" / "tables" / "numbers.jsonl").read_text(encoding="utf-8")
    assert "32" in checkout.gliomine("query", "out", "select sum(value) as total from numbers")
    checkout.call(str(Path(sys.executable).parent / "lint-imports"), "--no-cache", folder=checkout.root)
    check_places("a stage", checkout)


def test_an_entity_type(checkout: Checkout) -> None:
    entry = (
        'EntityType(name="device", definition="what is implanted", colour="#DDCC77", '
        'prefixes=("MINE",), labels=("Medical_device",)),\n'
    )
    checkout.insert("entity_types.py", entry, before=")\n\nENTITY_TYPES")
    (checkout.work / "own.toml").write_text('entity_types = ["device", "disease"]\nvocabularies = ["own.tsv"]\n')
    (checkout.work / "own.tsv").write_text(
        "curie\tentity_type\tname\tsynonyms\txrefs\nMINE:7\tdevice\tZorvex reservoir\treservoir ZX\t\n"
    )
    (checkout.work / "a.txt").write_text("Abstract\nThe Zorvex reservoirs slow glioma.\n", encoding="utf-8")

    checkout.gliomine("run", "a.txt", "--output", "out", TOPIC, "own.toml")
    found = {row["text"]: (row["entity_type"], row["curie"]) for row in checkout.rows("entities")}
    assert found["Zorvex reservoirs"] == ("device", "MINE:7")
    assert found["glioma"][0] == "disease"
    assert "#DDCC77" in (checkout.work / "out" / "report.html").read_text(encoding="utf-8").upper()
    checkout.gliomine("convert", "out", "--format", "pubtator")
    (written,) = (checkout.work / "out").rglob("*.pubtator")
    assert "\tdevice\tMINE:7" in written.read_text(encoding="utf-8")
    check_places("an entity type", checkout)


def test_a_topic(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "pipeline").symlink_to(ROOT / "pipeline")
    checkout = Checkout(tmp_path)
    (checkout.work / "malaria.toml").write_text(
        'entity_types = ["chemical", "organism", "treatment"]\nvocabularies = ["malaria.tsv"]\n'
    )
    (checkout.work / "malaria.tsv").write_text(
        "curie\tentity_type\tname\tsynonyms\txrefs\n"
        "MINE:0001\ttreatment\tquarvex combination therapy\tQuarvex triple course\tMESH:D013812\n"
        "MINE:0002\tchemical\tzorvaquine\tZVQ-7\t\n"
    )
    text = "Abstract\nZorvaquine (ZVQ-7) came after the Quarvex triple courses against glioma.\n"
    (checkout.work / "a.txt").write_text(text, encoding="utf-8")

    checkout.gliomine("run", "a.txt", "--output", "out", TOPIC, "malaria.toml", "--no-report")
    found = {row["text"]: (row["entity_type"], row["curie"]) for row in checkout.rows("entities")}
    assert found["Zorvaquine"] == found["ZVQ-7"] == ("chemical", "MINE:0002")
    assert found["Quarvex triple courses"] == ("treatment", "MINE:0001")
    assert "glioma" not in found, "only the types of the topic are reported"

    # The same folder, edited: the next call sees it.
    table = checkout.work / "malaria.tsv"
    table.write_text(table.read_text().replace("MINE:0002", "MINE:0003"))
    checkout.gliomine("run", "a.txt", "--output", "again", TOPIC, "malaria.toml", "--no-report")
    assert {row["text"]: row["curie"] for row in checkout.rows("entities", "again")}["Zorvaquine"] == "MINE:0003"


READER = '''"""Memos: the first line is the title."""

from gliomine.document import Document


def read(path, *, doc_id, source, config):
    """Yield the memo."""
    yield Document(doc_id, path.read_text(encoding="utf-8"), layout="abstract")
'''


def test_an_input_format(checkout: Checkout) -> None:
    checkout.add("readers/memo.py", READER)
    line = 'Reader("memo", (".memo",), "gliomine.readers.memo", "memos"),\n'
    checkout.insert("readers/__init__.py", line, before=")\n\nREADERS")
    (checkout.work / "in").mkdir()
    (checkout.work / "in" / "a.memo").write_text("A memo\nTemozolomide slows glioma.\n", encoding="utf-8")

    checkout.gliomine("run", "in", "--output", "out", "--no-report")
    (document,) = checkout.rows("documents")
    assert (document["doc_id"], document["title"], document["input_format"]) == ("a.memo", "A memo", "memo")
    assert {row["text"] for row in checkout.rows("entities")} == {"Temozolomide", "glioma"}
    shutil.copy(checkout.work / "in" / "a.memo", checkout.work / "a.other")
    checkout.gliomine("run", "a.other", "--input-format", "memo", "--output", "named", "--no-report")
    assert len(checkout.rows("entities", "named")) == 2
    check_places("an input format", checkout)


WRITER = '''"""How many rows each table has."""

from gliomine.tables.stored import stored_rows, table_paths


def write(run, options):
    """Write the numbers as one file."""
    target = run / "counts.txt"
    lines = [f"{name} {sum(1 for _ in stored_rows(path))}" for name, path in table_paths(run).items()]
    target.write_text("\\n".join(lines), encoding="utf-8")
    return [target]
'''


def test_an_output_format(checkout: Checkout) -> None:
    checkout.add("writers/counts.py", WRITER)
    line = 'Writer("counts", "gliomine.writers.counts", "numbers of rows"),\n'
    checkout.insert("writers/__init__.py", line, before=")\n\nWRITERS")
    (checkout.work / "a.txt").write_text("Abstract\nTemozolomide slows glioma.\n", encoding="utf-8")

    checkout.gliomine("run", "a.txt", "--output", "out", "--format", "counts", "--no-report")
    written = checkout.work / "out" / "counts.txt"
    assert {"mentions 2", "documents 1", "failures 0"} <= set(written.read_text(encoding="utf-8").split("\n"))
    written.unlink()
    checkout.gliomine("convert", "out", "--format", "counts")
    assert written.is_file()
    check_places("an output format", checkout)


ENGINE = '''"""Engine `backwards`: the units from the last to the first."""

from pathlib import Path

from gliomine.runs.engines import Units
from gliomine.runs.engines.inline import run as one_by_one


def run(units, job):
    """Yield what was done of each unit."""
    waiting = []
    while (unit := units.take()) is not None:
        waiting.append(unit)
    Path("order.txt").write_text("\\n".join(unit.entries[0].item.doc_id for unit in reversed(waiting)))
    yield from one_by_one(Units(lambda: waiting.pop() if waiting else None, waiting.append), job)
'''


def test_an_engine(checkout: Checkout) -> None:
    checkout.add("runs/engines/backwards.py", ENGINE)
    line = '    "backwards": Engine("backwards", "gliomine.runs.engines.backwards", "from last to first"),\n'
    checkout.insert("runs/engines/__init__.py", line, before='    "inline": Engine(')
    (checkout.work / "in").mkdir()
    for number in range(130):  # a unit holds 128 documents
        text = f"Abstract\nTemozolomide slows glioma {number}.\n"
        (checkout.work / "in" / f"{number:03}.txt").write_text(text, encoding="utf-8")

    for engine in ("backwards", "inline"):
        checkout.gliomine("run", "in", "--output", engine, "--engine", engine, "--no-report")
    order = (checkout.work / "order.txt").read_text().split("\n")
    assert len(order) > 1 and order == sorted(order, reverse=True)
    for table in ("entities", "documents", "links"):
        one, two = (checkout.work / name / "tables" / f"{table}.parquet" for name in ("backwards", "inline"))
        assert one.read_bytes() == two.read_bytes()
    check_places("an engine", checkout)
