"""What stands above the concepts of a run: plain ones, composed ones, and those known by another vocabulary."""

from __future__ import annotations

from pathlib import Path

import pytest
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.kb.overlay import Overlay
from gliomine.kb.records import Record, Source
from gliomine.kb.write_index import write_index
from gliomine.runs.hierarchy import Hierarchy

RECORDS = [
    ("CL:0000001", "cell", "cell_type", (), ()),
    ("CL:0000002", "stem cell", "cell_type", ("CL:0000001",), ()),
    ("CL:0000003", "marrow stem cell", "cell_type", ("CL:0000002",), ()),
    ("GO:0000001", "vesicle", "vesicle", (), ()),
    ("GO:0000002", "exosome", "vesicle", ("GO:0000001",), ()),
    ("MONDO:0000001", "sore", "disease", (), ("MESH:D000001",)),
    ("MONDO:0000002", "ear sore", "disease", ("MONDO:0000001", "CL:0000001"), ("MESH:D000002",)),
    ("MONDO:0000003", "left ear sore", "disease", ("MONDO:0000002", "MONDO:0000001"), ()),
]


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Overlay:
    records = []
    for curie, name, kind, parents, xrefs in RECORDS:
        records.append(Record(curie, name, [kind], "own", xrefs=list(xrefs), parents=list(parents)))
    folder: Path = tmp_path_factory.mktemp("kb")
    write_index(folder, records, sources=[Source("own", 1)], version="test")
    return Overlay(KnowledgeBase.open(folder))


def of(head: int, cell: int) -> str:
    return f"GO:000000{head}~derived_from~CL:000000{cell}"


@pytest.mark.parametrize(
    ("known", "curie", "parents", "distances"),
    [
        (["CL:0000003"], "CL:0000003", ["CL:0000002"], {"CL:0000002": 1, "CL:0000001": 2}),
        (["CL:0000001"], "CL:0000001", [], {}),
        (["XX:1"], "XX:1", [], {}),
        # The fewest steps: the second parent is also the parent of the first.
        (["MONDO:0000003"], "MONDO:0000003", ["MONDO:0000001", "MONDO:0000002"],
         {"MONDO:0000001": 1, "MONDO:0000002": 1, "CL:0000001": 2}),
        # As the run knows them: its own identifier, or that of another vocabulary where it has only this.
        (["MESH:D000002", "MESH:D000001"], "MESH:D000002", ["CL:0000001", "MESH:D000001"],
         {"CL:0000001": 1, "MESH:D000001": 1}),
        (["MESH:D000001", "MONDO:0000001", "MONDO:0000002"], "MONDO:0000002", ["CL:0000001", "MONDO:0000001"],
         {"CL:0000001": 1, "MONDO:0000001": 1}),
        (["MONDO:0000001", "MESH:D000001", "MONDO:0000002"], "MONDO:0000002", ["CL:0000001", "MONDO:0000001"],
         {"CL:0000001": 1, "MONDO:0000001": 1}),
        # Composed: below its head, and below those of the run with wider parts; the nearest alone.
        ([of(2, 3)], of(2, 3), ["GO:0000002"], {"GO:0000002": 1, "GO:0000001": 2}),
        ([of(2, 3), of(2, 1)], of(2, 3), [of(2, 1)], {of(2, 1): 1, "GO:0000002": 2, "GO:0000001": 3}),
        ([of(2, 3), of(2, 1), of(2, 2)], of(2, 3), [of(2, 2)],
         {of(2, 2): 1, of(2, 1): 2, "GO:0000002": 3, "GO:0000001": 4}),
        ([of(2, 3), of(1, 3)], of(2, 3), [of(1, 3), "GO:0000002"],
         {of(1, 3): 1, "GO:0000002": 1, "GO:0000001": 2}),
        ([of(2, 3), of(2, 1), of(1, 3)], of(2, 3), [of(1, 3), of(2, 1)],
         {of(1, 3): 1, of(2, 1): 1, "GO:0000001": 2, "GO:0000002": 2}),
        ([of(1, 3), of(2, 3), of(2, 1)], of(1, 3), ["GO:0000001"], {"GO:0000001": 1}),
    ],
)  # fmt: skip
def test_what_is_above(
    kb: Overlay, known: list[str], curie: str, parents: list[str], distances: dict[str, int]
) -> None:
    above = Hierarchy(kb, known)
    assert list(above.parents(curie)) == parents
    assert above.distances(curie) == distances
    assert list(above.parents(curie)) == parents  # asked again


def test_names_of_what_is_above(kb: Overlay) -> None:
    above = Hierarchy(kb, ["MESH:D000002"])
    assert [above.name(curie) for curie in ("MESH:D000002", "MONDO:0000001", "XX:1")] == ["ear sore", "sore", "XX:1"]
