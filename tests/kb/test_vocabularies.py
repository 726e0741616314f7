"""The curated vocabularies: well-formed tables of facts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from gliomine.entity_types import ENTITY_TYPES
from gliomine.resources import TOPICS

FILES = sorted((TOPICS).glob("*.tsv"))
CURIE = re.compile(r"(?:MONDO|MESH|CL|GO|CHEBI|UBERON|HGNC|HP|NCBITaxon|DOID|OMIM|GLIOMINE):[A-Z]?\d+|CVCL_[A-Z0-9]{4}")


def rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_row_is_well_formed(path: Path) -> None:
    head, *body = rows(path)
    assert head == ["curie", "entity_type", "name", "synonyms", "xrefs"]
    assert len({(row[0], row[1]) for row in body}) == len(body)
    for curie, entity_type, name, synonyms, xrefs in body:
        assert CURIE.fullmatch(curie), curie
        assert entity_type in ENTITY_TYPES and name.strip() == name != ""
        parts = synonyms.split(" | ") if synonyms else []
        assert all(part.strip() == part and part for part in parts) and len(set(parts)) == len(parts), curie
        assert all(CURIE.fullmatch(xref) for xref in (xrefs.split(" | ") if xrefs else [])), curie


def test_the_home_topic_is_covered() -> None:
    names = {name.casefold() for row in rows(TOPICS / "glioma.tsv")[1:] for name in row[3].split(" | ")}
    assert {"gbm", "mscs", "evs", "mesenchymal stromal cells", "ttfields", "car-t cell therapy"} <= names
