"""In which order the identifiers of candidates stand: by type, by a preferred vocabulary, and beside each threshold."""

from __future__ import annotations

from pathlib import Path

import pytest
from gliomine.document import Document, Link, Mention
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.kb.overlay import Overlay
from gliomine.kb.records import Record, Source
from gliomine.kb.write_index import write_index
from gliomine.linking.candidates import Candidate
from gliomine.linking.identifiers import BROADER, identifiers, in_order
from gliomine.linking.linker import Linker

RECORDS = [
    ("MONDO:0000001", "fen sore", "disease", ["MESH:D000001", "OMIM:100001"]),
    ("MONDO:0000002", "moor sore", "disease", ["OMIM:100002"]),
    ("MONDO:0000003", "reed sore", "disease", ["MESH:D000003", "MESH:D000001"]),
    ("GO:0000004", "soreness", "process", ["MESH:D000004"]),
    ("MONDO:0000005", "sedge sore", "disease", []),
    ("MONDO:0000006", "chronic fen sore", "disease", []),
]


@pytest.fixture(scope="module")
def linker(tmp_path_factory: pytest.TempPathFactory) -> Linker:
    folder: Path = tmp_path_factory.mktemp("kb")
    records = [Record(curie, name, [kind], "own", xrefs=list(xrefs)) for curie, name, kind, xrefs in RECORDS]
    write_index(folder, records, sources=[Source("own", 1)], version="test")
    return Linker(Overlay(KnowledgeBase.open(folder)))


def place(linker: Linker, curie: str) -> int:
    found = linker.kb.find(curie)
    assert found is not None
    return found.index


def answers(linker: Linker, wanted: str, kind: str, *found: tuple[str, float, int]) -> list[tuple[str, str]]:
    candidates = [Candidate(place(linker, curie), score, "exact", "x", origin) for curie, score, origin in found]
    mention = Mention(0, 4, "m", "sore", kind, 1.0, "test")
    return [(item.curie, item.match) for item in in_order(linker, candidates, wanted, mention)]


ONE, TWO, THREE, FOUR, FIVE, SIX = (curie for curie, *_ in RECORDS)


@pytest.mark.parametrize(
    ("kind", "curie", "first"),
    [
        ("disease", ONE, ONE),
        ("disease", FOUR, "MESH:D000004"),  # inflammation is a process, and MeSH's disease
        ("process", FOUR, FOUR),
        ("", FOUR, FOUR),
        ("gene", FIVE, FIVE),
    ],
)
def test_the_vocabulary_of_a_type(linker: Linker, kind: str, curie: str, first: str) -> None:
    assert answers(linker, "", kind, (curie, 1.0, 0)) == [(first, "exact")]


@pytest.mark.parametrize(
    ("found", "curies"),
    [
        ([], []),
        ([(ONE, 1.0, 0)], ["MESH:D000001"]),
        # Candidates within a tenth of the best are asked first, the others later; those without one follow.
        ([(TWO, 1.0, 0), (ONE, 0.9, 0)], ["MESH:D000001", TWO]),
        ([(TWO, 1.0, 0), (ONE, 0.89, 0)], ["OMIM:100002", "MESH:D000001"]),
        ([(FIVE, 1.0, 0), (ONE, 0.9, 0)], ["MESH:D000001", FIVE]),
        # What another bears, too, is named once, and the concept whose every identifier is taken under its own.
        ([(ONE, 1.0, 0), (THREE, 0.95, 0)], ["MESH:D000001", "MESH:D000003"]),
        ([(THREE, 1.0, 0), (ONE, 0.95, 0)], ["MESH:D000003", "MESH:D000001", ONE]),
        # The vocabulary that holds the very name goes before one that is 0.05 surer, not before one that is more so.
        ([(ONE, 1.0, 0), (THREE, 0.96, 1)], ["MESH:D000003", "MESH:D000001", ONE]),
        ([(ONE, 1.0, 0), (THREE, 0.94, 1)], ["MESH:D000001", "MESH:D000003"]),
        ([(THREE, 1.0, 2)], ["MESH:D000001", "MESH:D000003"]),
        ([(THREE, 1.0, 3)], ["MESH:D000003", "MESH:D000001"]),  # no such place: nothing holds it
    ],
)
def test_a_preferred_vocabulary(linker: Linker, found: list[tuple[str, float, int]], curies: list[str]) -> None:
    assert [curie for curie, _ in answers(linker, "mesh", "disease", *found)] == curies


@pytest.mark.parametrize(
    ("shown", "curie", "found"),
    [
        ("sore", SIX, [("MESH:D000001", BROADER), (SIX, "exact")]),  # by the name of the concept
        ("acute fen sore", FIVE, [("MESH:D000001", BROADER), (FIVE, "exact")]),  # by that of the mention
        ("acute reed sore", SIX, [("MESH:D000003", BROADER), (SIX, "exact")]),  # which is asked first
        ("acute moor sore", TWO, [("OMIM:100002", "exact")]),
        ("sore", FIVE, [(FIVE, "exact")]),
    ],
)
def test_what_a_vocabulary_lacks_is_called_by_something_broader(
    linker: Linker, shown: str, curie: str, found: list[tuple[str, str]]
) -> None:
    mention = Mention(0, len(shown), "m", shown, "disease", 1.0, "test")
    candidates = [Candidate(place(linker, curie), 1.0, "exact", "x", 0)]
    assert [(item.curie, item.match) for item in in_order(linker, candidates, "mesh", mention)] == found


def test_all_identifiers_of_linked_mentions(linker: Linker) -> None:
    links = (
        Link("m1", 2, TWO, "moor sore", 0.9, "exact"),
        Link("m1", 1, "MESH:D000001", "reed sore", 1.0, "exact"),
        Link("m2", 1, "MESH:D000001", "fen sore", 1.0, "exact"),
        Link("m3", 1, "MESH:D000001", "fen sore", 0.8, BROADER),
        Link("m4", 1, "XX:1", "unknown", 0.8, "exact"),
        Link("m5", 1, ONE, "another name", 0.8, "exact"),
    )
    document = Document("a", "x", links=links)
    assert identifiers(document, linker.kb) == {
        "m1": ["MESH:D000001", THREE, "MESH:D000003", TWO, "OMIM:100002"],
        "m2": ["MESH:D000001", ONE, "OMIM:100001"],
        "m3": ["MESH:D000001"],
        "m4": ["XX:1"],
        "m5": [ONE],
    }
    preferred = identifiers(document, linker.kb, prefer="mesh")
    assert preferred["m1"] == ["MESH:D000001", TWO, THREE, "MESH:D000003", "OMIM:100002"]
