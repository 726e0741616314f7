"""Names that hold a relation inside; one row is one kind of name."""

from __future__ import annotations

import pytest
from gliomine.relations.inner import inner_relations

FOUND = [
    ("hBMSC-derived exosomes", "vesicle", [("derived_from", "hBMSC")]),
    ("Astrocyte–derived exosomal", "vesicle", [("derived_from", "Astrocyte")]),
    (
        "Human bone marrow stromal cell (hBMSC)–derived exosomes",
        "vesicle",
        [("derived_from", "Human bone marrow stromal cell")],
    ),
    ("ginger exosome-like nanovesicles", "vesicle", [("derived_from", "ginger")]),
    ("ginger vesicle–like EVs", "vesicle", [("derived_from", "ginger")]),
    ("bone-marrow MSCs", "cell_type", [("derived_from", "bone-marrow")]),
    ("MSC-EVs", "vesicle", [("derived_from", "MSC")]),
    ("hBMSC exosomes", "vesicle", [("derived_from", "hBMSC")]),
    ("Ginseng-Derived Nanoparticles", "vesicle", [("derived_from", "Ginseng")]),
    ("bone marrow MSCs", "cell_type", [("derived_from", "bone marrow")]),
    ("BM-MSCs", "cell_type", [("derived_from", "BM")]),
    ("human umbilical cord (UC) MSCs", "cell_type", [("derived_from", "human umbilical cord")]),
    ("autologous bone marrow-derived stem cells", "cell_type", [("derived_from", "bone marrow")]),
    ("human glioblastoma cell lines", "cell_type", [("derived_from", "human glioblastoma")]),
    ("curcumin-loaded liposomes", "delivery_system", [("carries", "curcumin")]),
    ("Paclitaxel-loaded exosomes", "vesicle", [("carries", "Paclitaxel")]),
    ("siRNA-loaded MSC exosomes", "vesicle", [("carries", "siRNA"), ("derived_from", "MSC")]),
    ("PTX-loaded macrophage-derived EVs", "vesicle", [("carries", "PTX"), ("derived_from", "macrophage")]),
    ("liposome-encapsulated doxorubicin", "chemical", [("carries", "doxorubicin")]),
    ("131I-labeled antibody", "chemical", [("carries", "131I")]),
    ("Centella asiatica extract", "chemical", [("derived_from", "Centella asiatica")]),
    ("gelatin-based microgels", "delivery_system", [("derived_from", "gelatin")]),
]
NOTHING = [
    ("exosomes", "vesicle"),
    ("small extracellular vesicles", "vesicle"),
    ("engineered exosomes", "vesicle"),
    ("glioma cells", "cell_type"),
    ("cell lines", "cell_type"),
    ("U87", "cell_line"),
    ("liposomes", "delivery_system"),
    ("bone marrow MSCs", "disease"),
    ("", "vesicle"),
]


@pytest.mark.parametrize(("name", "entity_type", "expected"), FOUND)
def test_a_name_tells_its_origin_or_load(name: str, entity_type: str, expected: list[tuple[str, str]]) -> None:
    found = [(item.predicate, name[item.start : item.end]) for item in inner_relations(name, entity_type)]
    assert found == expected


@pytest.mark.parametrize(("name", "entity_type"), NOTHING)
def test_other_names_tell_nothing(name: str, entity_type: str) -> None:
    assert list(inner_relations(name, entity_type)) == []
