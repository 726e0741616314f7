"""The one table of predicates: what a relation between two mentions can say, and how other vocabularies say it.

Adding a predicate is adding an entry here; no code asks for a predicate by name. Definitions, directions and worked
examples stand in docs/relations.md. Biolink predicates and qualifiers: Unni et al. 2022, doi:10.1111/cts.13302.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gliomine.entity_types import ENTITY_TYPES

_ANY = tuple(ENTITY_TYPES)
_AGENTS = tuple(name for name in _ANY if name not in ("anatomy", "organism"))
_CHANGED = ("gene", "process", "chemical", "cell_type", "cell_line", "vesicle", "cellular_component", "disease")
_CARGO = ("chemical", "gene", "vesicle", "cell_type", "delivery_system")
_THERAPIES = ("treatment", "chemical", "vesicle", "cell_type", "gene", "delivery_system")


@dataclass(frozen=True, slots=True)
class Predicate:
    """What a subject does to an object, or what the two have in common.

    Attributes:
        name: lower case, as the tables have it.
        definition: what it says, as in the annotation guideline.
        inverse: its wording from the object's side.
        symmetric: whether it holds in both directions.
        subjects: entity types of the subject.
        objects: entity types of the object.
        biolink: the predicate of the Biolink Model.
        qualifiers: Biolink qualifiers that make it as narrow as ours, (name, value).
        colour: sRGB colour of an arrow.
        composes: the word between a thing and the part of its name that is the object, where the two make a concept of
            their own: exosome from stem cell; empty where they do not.
    """

    name: str
    definition: str
    inverse: str
    symmetric: bool
    subjects: tuple[str, ...]
    objects: tuple[str, ...]
    biolink: str
    colour: str
    qualifiers: tuple[tuple[str, str], ...] = ()
    composes: str = ""


def _direction(value: str) -> tuple[tuple[str, str], ...]:
    return (
        ("qualified_predicate", "biolink:causes"),
        ("object_aspect_qualifier", "activity_or_abundance"),
        ("object_direction_qualifier", value),
    )


_PREDICATES = (
    Predicate(
        "treats",
        "used, tried, proposed or shown to treat, prevent or relieve a disease",
        "treated_by",
        False,
        (*_THERAPIES, "organism"),
        ("disease",),
        "biolink:treats_or_applied_or_studied_to_treat",
        "#228833",
    ),
    Predicate(
        "causes",
        "brings about, drives, worsens, or raises the risk of a disease; adverse effects",
        "caused_by",
        False,
        _ANY,
        ("disease",),
        "biolink:causes",
        "#CC3311",
    ),
    Predicate(
        "increases",
        "raises amount, expression, activity, release or number; activates, induces, promotes",
        "increased_by",
        False,
        _AGENTS,
        _CHANGED,
        "biolink:affects",
        "#EE7733",
        _direction("increased"),
    ),
    Predicate(
        "decreases",
        "lowers; inhibits, silences, blocks, degrades, kills",
        "decreased_by",
        False,
        _AGENTS,
        _CHANGED,
        "biolink:affects",
        "#0077BB",
        _direction("decreased"),
    ),
    Predicate(
        "affects",
        "regulates, modulates, mediates or alters, without a stated direction",
        "affected_by",
        False,
        _AGENTS,
        _CHANGED,
        "biolink:affects",
        "#AA7744",
    ),
    Predicate(
        "carries",
        "contains, is loaded with, is enriched in, transports",
        "carried_by",
        False,
        ("vesicle", "delivery_system", "cell_type", "cell_line", "chemical", "organism"),
        _CARGO,
        "biolink:has_part",
        "#AA3377",
    ),
    Predicate(
        "derived_from",
        "origin: isolated from, released by, differentiated from, made of",
        "source_of",
        False,
        ("vesicle", "cell_type", "cell_line", "chemical", "delivery_system", "cellular_component"),
        ("cell_type", "cell_line", "anatomy", "organism", "disease", "chemical"),
        "biolink:derives_from",
        "#66CCEE",
        composes="from",
    ),
    Predicate(
        "delivered_to",
        "reaches, enters, crosses, homes to, is taken up by, is given to",
        "receives",
        False,
        ("chemical", "gene", "vesicle", "cell_type", "cell_line", "delivery_system", "treatment"),
        ("anatomy", "cell_type", "cell_line", "disease", "organism", "cellular_component"),
        "biolink:related_to",
        "#009988",
    ),
    Predicate(
        "located_in",
        "is expressed, produced, found or lies in",
        "location_of",
        False,
        ("gene", "chemical", "vesicle", "cell_type", "cell_line", "cellular_component", "disease", "anatomy"),
        ("anatomy", "cell_type", "cell_line", "cellular_component", "vesicle", "disease", "organism"),
        "biolink:located_in",
        "#CCBB44",
    ),
    Predicate(
        "associated_with",
        "correlates with, is a marker or predictor of, is altered in, is involved in",
        "associated_with",
        True,
        _ANY,
        _ANY,
        "biolink:associated_with",
        "#BBBBBB",
    ),
    Predicate(
        "binds",
        "physical interaction, complex, receptor and ligand",
        "binds",
        True,
        ("gene", "chemical", "vesicle", "cell_type"),
        ("gene", "chemical", "cell_type", "cellular_component", "vesicle"),
        "biolink:directly_physically_interacts_with",
        "#332288",
    ),
    Predicate(
        "combined_with",
        "given or acting together as a therapy or experimental treatment",
        "combined_with",
        True,
        _THERAPIES,
        _THERAPIES,
        "biolink:related_to",
        "#117733",
    ),
)

PREDICATES: dict[str, Predicate] = {item.name: item for item in _PREDICATES}


def restored(values: Mapping[str, Any]) -> Predicate:
    """Return a predicate from its fields as JSON gives them back.

    Raises:
        TypeError: they are not those of a predicate.
    """
    lists = {name: tuple(values[name]) for name in ("subjects", "objects")}
    return Predicate(**{**values, **lists, "qualifiers": tuple(tuple(pair) for pair in values.get("qualifiers", ()))})


def describe() -> str:
    """Return the table of predicates for the documentation, in Markdown."""
    lines = ["| predicate | says that the subject | from the other side | subjects | objects | Biolink |"]
    lines.append("|---|---|---|---|---|---|")
    for item in PREDICATES.values():
        inverse = "the same" if item.symmetric else f"`{item.inverse}`"
        directions = [value for name, value in item.qualifiers if name.endswith("direction_qualifier")]
        biolink = ", ".join([f"`{item.biolink}`", *directions])
        types = (_shown(types) for types in (item.subjects, item.objects))
        lines.append(f"| `{item.name}` | {item.definition} | {inverse} | {' | '.join(types)} | {biolink} |")
    return "\n".join(lines) + "\n"


def _shown(types: tuple[str, ...]) -> str:
    left = [name for name in _ANY if name not in types]
    if len(left) > 4:
        return ", ".join(name.replace("_", " ") for name in types)
    return "any" + (" but " + ", ".join(name.replace("_", " ") for name in left) if left else "")


def allows(predicate: str, subject: str, object_: str) -> bool:
    """Tell whether the table of types foresees a predicate between a subject and an object of some types.

    >>> allows("treats", "chemical", "disease"), allows("treats", "disease", "chemical")
    (True, False)
    """
    item = PREDICATES.get(predicate)
    return item is not None and subject in item.subjects and object_ in item.objects
