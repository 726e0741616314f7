"""Whole files of a run of two small documents, byte for byte: what a user's own program reads.

The files stand in `whole/`; where a format is changed on purpose, put the new file there after reading what differs.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from gliomine.document import Document
from gliomine.writers import write_format

from tests.writers.conftest import make_document, related, write_run

WHOLE = Path(__file__).parent / "whole"
TEXT = "No glioma here\nThe exosome carries miR-21 to MSCs."
FOUND = [
    ("glioma", "disease", "MONDO:1"),
    ("exosome", "vesicle", "GO:1"),
    ("miR-21", "gene", None),
    ("MSCs", "cell_type", "CL:1"),
]
FILES = {
    "brat": ("brat/d%2Fone.ann", "brat/d%2Fone.txt", "brat/two.ann"),
    "pubtator": ("documents.pubtator",),
    "kgx": ("kgx_edges.tsv", "kgx_nodes.tsv"),
    "kgx-jsonl": ("kgx_edges.jsonl", "kgx_nodes.jsonl"),
    "bioc-xml": ("documents.bioc.xml",),
    "bioc-json": ("documents.bioc.json",),
    "graphml": ("claims.graphml",),
}


def small() -> list[Document]:
    one = make_document("d/one.txt", TEXT, FOUND, title="No glioma here")
    one = related(one, (1, "carries", 2, "present"), (1, "delivered_to", 3, "possible"))
    return [replace(one, pmid="77"), make_document("two", "glioma", FOUND[:1])]


@pytest.mark.parametrize("name", FILES)
def test_whole_files(tmp_path: Path, name: str) -> None:
    run = write_run(tmp_path / "run", small())
    made = {path.relative_to(run).as_posix(): path for path in write_format(name, run)}
    assert set(FILES[name]) <= set(made)
    for shown in FILES[name]:
        assert made[shown].read_text(encoding="utf-8") == (WHOLE / Path(shown).name).read_text(encoding="utf-8"), shown
