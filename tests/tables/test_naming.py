"""Concepts composed of a kind and of the origin that a name tells."""

from __future__ import annotations

from dataclasses import replace

import pytest
from gliomine.document import Abbreviation, Document, Link, Mention, Relation, Sentence, mention_id
from gliomine.tables.naming import Naming, head_of, parts_of
from gliomine.tables.rows import rows
from gliomine.tables.schema import table_schemas

EXOSOME = ("GO:0070062", "extracellular exosome")
MARROW = ("CL:0002540", "mesenchymal stem cell of the bone marrow")
STEM = ("CL:0000134", "mesenchymal stem cell")
TISSUE = ("UBERON:0002371", "bone marrow")


def document(
    text: str,
    mentions: dict[str, tuple[str, tuple[str, str] | None]],
    inner: dict[tuple[str, str], tuple[str, str] | None],
    **more: object,
) -> Document:
    """Return a document; `mentions`: name -> type and concept; `inner`: name and part of it -> concept of the part."""
    found, links = [], []
    for name, (kind, concept) in mentions.items():
        start = text.index(name)
        key = mention_id("d", start, start + len(name), entity_type=kind)
        found.append(Mention(start, start + len(name), key, name, kind, 0.9, "gliomine"))
        links += [Link(key, 1, *concept, 1.0, "head")] if concept else []
    by_name = {item.text: item for item in found}
    relations = []
    for (name, part), concept in inner.items():
        start = by_name[name].start + name.index(part)
        curie, called = concept or (None, None)
        relations.append(
            Relation(
                f"r{start}", 0, by_name[name].mention_id, "derived_from", None, "present", 0.9, inner_start=start,
                inner_end=start + len(part), inner_curie=curie, inner_name=called, inner_type=None,
            )
        )  # fmt: skip
    found.sort(key=lambda item: item.start)
    made = Document("d", text, mentions=tuple(found), links=tuple(links), relations=tuple(relations))
    return replace(made, sentences=(Sentence(0, len(text), 0, "abstract", text),), **more)


def named(made: Document) -> dict[str, tuple[str | None, str]]:
    naming = Naming(made)
    return {mention.text: naming.concept(mention) for mention in made.mentions}


def test_an_origin_in_the_name_makes_a_concept_of_its_own() -> None:
    made = document(
        "hBMSC-derived exosomes and exosomes.",
        {"hBMSC-derived exosomes": ("vesicle", EXOSOME), " exosomes.": ("vesicle", EXOSOME)},
        {("hBMSC-derived exosomes", "hBMSC"): MARROW},
    )
    found = named(made)
    assert found["hBMSC-derived exosomes"] == (
        "GO:0070062~derived_from~CL:0002540",
        "extracellular exosome from mesenchymal stem cell of the bone marrow",
    )
    assert found[" exosomes."] == EXOSOME  # nothing is told of these


def test_a_name_is_the_same_wherever_it_stands_and_a_short_form_is_its_long_form() -> None:
    text = "MSC-derived exosomes (MDX) act. MSC-derived exosome. MDX."
    made = document(
        text,
        {
            "MSC-derived exosomes": ("vesicle", EXOSOME),
            "MDX": ("vesicle", EXOSOME),
            "MSC-derived exosome.": ("vesicle", EXOSOME),
        },
        {("MSC-derived exosomes", "MSC"): STEM},
        abbreviations=(Abbreviation(22, 25, "MDX", "MSC-derived exosomes", 0, 20),),
    )
    assert {curie for curie, _ in named(made).values()} == {"GO:0070062~derived_from~CL:0000134"}


def test_the_link_of_the_part_where_it_stands_alone_is_that_of_the_part() -> None:
    made = document(
        "QCells and QCells-derived exosomes",
        {"QCells": ("cell_type", STEM), "QCells-derived exosomes": ("vesicle", EXOSOME)},
        {("QCells-derived exosomes", "QCells"): None},
    )
    assert named(made)["QCells-derived exosomes"][0] == "GO:0070062~derived_from~CL:0000134"


@pytest.mark.parametrize(
    ("name", "part", "concept", "origin"),
    [
        ("bone marrow MSCs", "bone marrow", MARROW, TISSUE),  # the concept tells it
        ("bacterial vesicles", "bacterial", ("GO:0097691", "bacterial extracellular vesicle"), ("X:2", "Bacteria")),
        ("platelet-derived platelets", "platelet", ("CL:0000233", "platelet"), ("CL:0000233", "platelets")),
        ("oddase-derived exosomes", "oddase", EXOSOME, None),  # nobody knows oddase
        ("stem cell-derived qwertz", "stem cell", None, STEM),  # nor qwertz
    ],
)
def test_where_nothing_is_to_be_composed(
    name: str, part: str, concept: tuple[str, str] | None, origin: tuple[str, str] | None
) -> None:
    made = document(f"{name} grew.", {name: ("vesicle", concept)}, {(name, part): origin})
    assert named(made)[name][0] == (concept and concept[0])


def test_rows_of_entities_keep_the_link_and_tell_the_concept() -> None:
    made = document(
        "MSC exosomes", {"MSC exosomes": ("vesicle", EXOSOME)}, {("MSC exosomes", "MSC"): STEM}
    )  # fmt: skip
    columns = [item.name for item in table_schemas()["entities"].columns]
    (row,) = (dict(zip(columns, row, strict=True)) for row in rows("entities", [made]))
    assert (row["curie"], row["concept_name"]) == EXOSOME
    assert row["concept"] == "GO:0070062~derived_from~CL:0000134"
    assert row["name"] == "extracellular exosome from mesenchymal stem cell"


def test_that_exosomes_of_stem_cells_come_from_stem_cells_is_said_of_exosomes() -> None:
    made = document(
        "MSC exosomes shrank glioma",
        {"MSC exosomes": ("vesicle", EXOSOME), "glioma": ("disease", ("MONDO:0021042", "glioma"))},
        {("MSC exosomes", "MSC"): STEM},
    )
    vesicle, disease = made.mentions
    treats = Relation("t", 0, vesicle.mention_id, "treats", disease.mention_id, "present", 0.9)
    made = replace(made, relations=(*made.relations, treats))
    columns = [item.name for item in table_schemas()["claims"].columns]
    found = [dict(zip(columns, row, strict=True)) for row in rows("claims", [made])]
    assert [(row["subject"], row["predicate"], row["object"]) for row in found] == [
        ("GO:0070062", "derived_from", "CL:0000134"),
        ("GO:0070062~derived_from~CL:0000134", "treats", "MONDO:0021042"),
    ]


def test_parts_and_heads_of_identifiers() -> None:
    assert parts_of("CVCL_0022~derived_from~MONDO:0018177") == ("CVCL_0022", "derived_from", "MONDO:0018177")
    assert parts_of("LAB:a~b") is None and head_of("LAB:a~b") == "LAB:a~b"
    assert head_of("GO:0070062~derived_from~CL:0000134") == "GO:0070062"
