"""The one reader of vocabularies, the user's own and the curated ones.

Formats: TSV, OBO, and the JSON lines of scispaCy's knowledge bases.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gliomine.entity_types import ENTITY_TYPES, type_of_label
from gliomine.errors import ConfigError, InputError, ResourceError, cause, unknown_name
from gliomine.kb.records import Record
from gliomine.resources import data_text

COLUMNS = ("curie", "entity_type", "name", "synonyms", "xrefs")
"""Columns of a TSV vocabulary; the last two may be empty or missing, and hold lists parted by ` | `."""
_MORE = (*COLUMNS, "scope")
_NEEDED = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A concept as a vocabulary's table states it.

    Attributes:
        curie: identifier.
        entity_types: what it can be recognised as, the likeliest first.
        name: preferred name.
        synonyms: other names.
        xrefs: identifiers of the same concept elsewhere.
        scope: how the synonyms stand to the concept, one of `concepts.SCOPES`.
    """

    curie: str
    entity_types: tuple[str, ...]
    name: str
    synonyms: tuple[str, ...] = ()
    xrefs: tuple[str, ...] = ()
    scope: str = "exact"

    @property
    def names(self) -> tuple[str, ...]:
        """Return all names, the preferred one first."""
        return (self.name, *self.synonyms)


def topic_rows(name: str) -> list[Row]:
    """Return the rows of a topic's vocabulary: one of the package by its name, or a file by its path (ending in .tsv).

    Raises:
        InputError: a line is not as it should be, or the file cannot be read.
        ResourceError: the package has no such vocabulary.
    """
    if name.endswith(".tsv"):
        return read_rows(Path(name))
    return list(_parsed(data_text("data/topics", f"{name}.tsv"), f"topics/{name}.tsv", ""))


def read_rows(path: Path, *, entity_type: str = "") -> list[Row]:
    """Return the rows of a TSV vocabulary.

    Args:
        path: the file; lines that begin with `#` are remarks.
        entity_type: type of concepts whose row does not tell it.

    Raises:
        InputError: a line is not as it should be, or the file cannot be read.
    """
    try:
        return list(_parsed(path.read_text(encoding="utf-8-sig"), str(path), entity_type))
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error


def read_vocabulary(path: Path, *, source: str, entity_type: str = "") -> list[Record]:
    """Read a vocabulary in the format that its file name tells.

    Args:
        path: .tsv, .obo or .jsonl.
        source: name under which the concepts are listed.
        entity_type: type of concepts whose file does not tell it.

    Raises:
        ConfigError: the format is unknown.
        InputError: the file cannot be read, or a line of it is wrong.
    """
    reader = _READERS.get(path.suffix.casefold())
    if reader is None:
        raise ConfigError(
            f"unknown vocabulary format '{path.suffix}'",
            where=str(path),
            expected=", ".join(_READERS),
            advice="save it as one of these",
        )
    if entity_type and entity_type not in ENTITY_TYPES:
        raise unknown_name("entity type", entity_type, ENTITY_TYPES)
    try:
        return list(reader(path, source, entity_type))
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> InputError:
    return InputError(
        f"cannot read the vocabulary ({cause(error)})", where=str(path), expected="UTF-8 text", advice="check the path"
    )


def _parsed(text: str, where: str, entity_type: str) -> Iterator[Row]:
    lines = [(number, line.rstrip("\r")) for number, line in enumerate(text.split("\n"), 1) if not line.startswith("#")]
    header = lines[0][1].split("\t") if lines else []
    if tuple(header[:_NEEDED]) != COLUMNS[:_NEEDED] or not set(header) <= set(_MORE):
        raise InputError(
            "no vocabulary table",
            where=f"{where}, first line",
            expected="columns " + ", ".join(COLUMNS) + ", parted by tabs",
            advice="write these names into the first line",
        )
    for number, line in lines[1:]:
        if line.strip():
            yield _row(dict(zip(header, line.split("\t"), strict=False)), f"{where}, line {number}", entity_type)


def _row(cells: dict[str, str], where: str, entity_type: str) -> Row:
    curie, name = cells.get("curie", "").strip(), cells.get("name", "").strip()
    types = _split((cells.get("entity_type") or entity_type).replace(",", "|"))
    for one in types:
        if one not in ENTITY_TYPES:
            raise InputError(
                f"unknown entity type '{one}' of the concept '{curie}'",
                where=where,
                expected="one of " + ", ".join(ENTITY_TYPES),
                advice=unknown_name("entity type", one, ENTITY_TYPES).advice,
            )
    if not curie or not name or not types:
        raise InputError(
            f"cannot use the concept '{curie}'",
            where=where,
            expected="curie, entity_type and name, parted by tabs",
            advice="fill the empty cells, or leave the line out",
        )
    return Row(
        curie, types, name, _split(cells.get("synonyms")), _split(cells.get("xrefs")), cells.get("scope") or "exact"
    )


def _split(cell: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (cell or "").split("|") if part.strip())


def _read_tsv(path: Path, source: str, entity_type: str) -> Iterator[Record]:
    for row in read_rows(path, entity_type=entity_type):
        record = Record(row.curie, row.name, list(row.entity_types), source)
        record.add_names(row.synonyms, row.scope)
        record.add_xrefs(row.xrefs)
        yield record


def _read_obo(path: Path, source: str, entity_type: str) -> Iterator[Record]:
    try:
        import obonet
    except ImportError as error:
        raise ResourceError(
            "reading OBO needs a library", where=str(path), advice="install gliomine with its extra `kb`"
        ) from error
    if not entity_type:
        raise ConfigError("OBO does not tell entity types", where=str(path), advice="give --type, as in --type disease")
    try:
        graph = obonet.read_obo(str(path), ignore_obsolete=True)
    except (ValueError, AttributeError, TypeError) as error:
        raise InputError(f"cannot read the OBO file ({cause(error)})", where=str(path)) from error
    for curie, data in sorted(graph.nodes(data=True)):
        if "name" not in data:
            continue
        record = Record(curie, data["name"], [entity_type], source)
        for synonym in data.get("synonym", []):
            text, _, rest = synonym[1:].partition('"')
            scope = (rest.split() or ["RELATED"])[0].casefold()
            record.add_names([text], scope if scope in {"exact", "narrow", "broad", "related"} else "related")
        record.add_xrefs(one.split(" ")[0].replace("MSH:", "MESH:") for one in data.get("xref", []))
        record.parents = sorted(set(data.get("is_a", [])))
        yield record


def _read_jsonl(path: Path, source: str, entity_type: str) -> Iterator[Record]:
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
                curie, name = str(entry["concept_id"]), str(entry["canonical_name"])
                aliases, labels = list(entry.get("aliases", [])), list(entry.get("types", []))
            except (ValueError, KeyError, TypeError) as error:
                expected = "concept_id, canonical_name, aliases, types"
                raise InputError(
                    f"no concept ({error!r})", where=f"{path}, line {number}", expected=expected
                ) from error
            types = [found for label in labels if (found := type_of_label(label))] or [entity_type]
            if not types[0]:
                raise ConfigError("no entity type known", where=f"{path}, line {number}", advice="give --type")
            record = Record(curie, name, list(dict.fromkeys(types)), source)
            record.add_names(map(str, aliases))
            yield record


_READERS: dict[str, Callable[[Path, str, str], Iterator[Record]]] = {
    ".tsv": _read_tsv,
    ".obo": _read_obo,
    ".jsonl": _read_jsonl,
}
