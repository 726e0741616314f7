"""Read a vocabulary of the user's own, or a curated one: TSV, OBO, or the JSON lines of scispaCy's knowledge bases."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from gliomine.entity_types import ENTITY_TYPES, type_of_label
from gliomine.errors import ConfigError, InputError, ResourceError
from gliomine.kb.records import Record

COLUMNS = ("curie", "entity_type", "name", "synonyms", "xrefs")
"""Columns of a TSV vocabulary; the last two may be empty or missing, and hold lists parted by ` | `."""


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
        raise ConfigError(f"unknown vocabulary format '{path.suffix}'", where=str(path), expected=", ".join(_READERS))
    if entity_type and entity_type not in ENTITY_TYPES:
        raise ConfigError(f"unknown entity type '{entity_type}'", expected=", ".join(ENTITY_TYPES))
    try:
        return list(reader(path, source, entity_type))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read the vocabulary ({error})", where=str(path), expected="UTF-8 text") from error


def _split(cell: str | None) -> list[str]:
    return [part.strip() for part in (cell or "").split("|") if part.strip()]


def _read_tsv(path: Path, source: str, entity_type: str) -> Iterator[Record]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.reader((line for line in stream if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
        header = next(rows, [])
        if header[:3] != list(COLUMNS[:3]):
            raise InputError(
                "no vocabulary table", where=f"{path}, first line", expected="columns " + ", ".join(COLUMNS)
            )
        for number, cells in enumerate(rows, start=2):
            if not any(cells):
                continue
            row = dict(zip(header, cells, strict=False))
            yield _record_of_row(row, f"{path}, line {number}", source, entity_type)


def _record_of_row(row: dict[str, str], where: str, source: str, entity_type: str) -> Record:
    curie, name = row.get("curie", "").strip(), row.get("name", "").strip()
    types = [one.strip() for one in (row.get("entity_type") or entity_type).replace(",", "|").split("|") if one.strip()]
    if not curie or not name or not types or any(one not in ENTITY_TYPES for one in types):
        raise InputError(
            f"cannot use the concept '{curie}'",
            where=where,
            expected="curie, entity_type (one of " + ", ".join(ENTITY_TYPES) + "), name",
        )
    record = Record(curie, name, types, source)
    record.add_names(_split(row.get("synonyms")), row.get("scope") or "exact")
    record.add_xrefs(_split(row.get("xrefs")))
    return record


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
        raise InputError(f"cannot read the OBO file ({error})", where=str(path)) from error
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
