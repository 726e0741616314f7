"""Claims that were read with their sentences: most of the right ones must be found, and few of the wrong ones.

`tests/baselines/evidence_read.tsv` has the 86 rows of `gliomine evidence --predicate treats --object glioma --broader`
over 200 abstracts of the home topic that training did not see. The abstracts lie in the shared folder.
"""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest
from gliomine.config import Config
from gliomine.document import Document
from gliomine.relations.stage import load_heads
from gliomine.stages import Pipeline
from gliomine.tables.naming import folded_name
from gliomine.tables.rows import rows
from gliomine.tables.schema import table_schemas

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "tests" / "baselines" / "evidence_read.tsv"
LEAST_FOUND = 0.7
LEAST_RIGHT = 0.75


def read_list() -> list[dict[str, str]]:
    with LIST.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_each_row_of_the_list_has_a_verdict() -> None:
    verdicts = [row["verdict"] for row in read_list()]
    assert (len(verdicts), verdicts.count("right"), verdicts.count("wrong")) == (86, 72, 14)
    assert all(row["remark"] for row in read_list() if row["verdict"] == "wrong")


@pytest.mark.slow
def test_most_claims_that_were_read_as_right_are_found(shared: Path) -> None:
    if load_heads() is None:
        pytest.skip("the models have no heads of relations")
    listed = read_list()
    wanted = {row["doc_id"] for row in listed}
    with gzip.open(shared / "text" / "abstracts-00.jsonl.gz", "rt", encoding="utf-8") as stream:
        texts = {item["id"]: item["text"] for item in map(json.loads, stream) if item["id"] in wanted}
    given = [Document(doc_id, text, layout="abstract") for doc_id, text in sorted(texts.items())]
    documents = list(Pipeline(Config()).process(given))
    columns = [item.name for item in table_schemas()["claims"].columns]
    claims = [dict(zip(columns, row, strict=True)) for row in rows("claims", documents)]
    found = {(item["doc_id"], item["predicate"], folded_name(item["subject_name"])) for item in claims}
    known = [(row["doc_id"], row["predicate"], folded_name(row["subject_name"])) in found for row in listed]
    right = sum(there for there, row in zip(known, listed, strict=True) if row["verdict"] == "right")
    wrong = sum(there for there, row in zip(known, listed, strict=True) if row["verdict"] == "wrong")
    assert right >= LEAST_FOUND * sum(row["verdict"] == "right" for row in listed)
    assert right >= LEAST_RIGHT * (right + wrong)
