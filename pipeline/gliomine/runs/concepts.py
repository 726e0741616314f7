"""The tables that are made of a whole run: its concepts, and what is above each of them in the knowledge base."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from gliomine.config import Config
from gliomine.document import SEPARATOR
from gliomine.kb.overlay import Overlay
from gliomine.linking.stage import knowledge_base_of
from gliomine.tables.arrow import rows_to_arrow
from gliomine.tables.parquet import write_table
from gliomine.tables.schema import Row
from gliomine.tables.stored import SETTINGS, parquet_sql, quoted

# The earliest year and the first document of it are one text, so that one minimum finds both; 9999: no year known.
# Each step groups by more than the next, so that DuckDB can go to the disk; a count of distinct documents could not.
_CONCEPTS = """
WITH typed AS (
    SELECT curie, doc_id, entity_type, count(*) AS mentions, min(concept_name) AS name, min(xrefs) AS xrefs
    FROM {entities} WHERE curie IS NOT NULL GROUP BY curie, doc_id, entity_type
), paper AS (
    SELECT curie, doc_id, sum(mentions) AS mentions, min(name) AS name, min(xrefs) AS xrefs
    FROM typed GROUP BY curie, doc_id
), most AS (
    SELECT curie, entity_type, row_number() OVER (PARTITION BY curie ORDER BY sum(mentions) DESC, entity_type) AS place
    FROM typed GROUP BY curie, entity_type
), counted AS (
    SELECT curie, min(paper.name) AS name, count(*) AS documents, CAST(sum(mentions) AS BIGINT) AS mentions,
           min(lpad(CAST(coalesce(year, 9999) AS VARCHAR), 4, '0') || doc_id) AS first, min(xrefs) AS xrefs
    FROM paper JOIN (SELECT doc_id, year FROM {documents}) USING (doc_id) GROUP BY curie
)
SELECT counted.curie, name, entity_type, documents, mentions,
       nullif(CAST(first[:4] AS BIGINT), 9999) AS first_year, first[5:] AS first_doc_id, xrefs
FROM counted JOIN most ON counted.curie = most.curie AND most.place = 1
ORDER BY documents DESC, mentions DESC, counted.curie"""
_MEMORY = "512MB"
"""What DuckDB may use before it writes to the disk."""


def write_concepts(places: Mapping[str, Path], config: Config) -> dict[str, int]:
    """Write `concepts` and `concept_ancestors` and return the number of rows of each.

    Args:
        places: name -> file of every table; `entities` and `documents` are written already.
        config: names the knowledge base.
    """
    import duckdb

    sources = {name: parquet_sql(places[name]) for name in ("entities", "documents")}
    settings = {**SETTINGS, "memory_limit": _MEMORY}
    with tempfile.TemporaryDirectory(prefix="gliomine-") as scratch, duckdb.connect(config=settings) as database:
        database.execute(f"SET temp_directory = {quoted(scratch)}")
        found = database.execute(_CONCEPTS.format(**sources)).fetchall()
    kb = knowledge_base_of(config) if found else None
    indices = {row[0]: _index(kb, row[0]) for row in found} if kb is not None else {}
    shown = {} if kb is None else _shown(kb, indices)
    names = {row[0]: row[1] for row in found}
    made: dict[str, list[Row]] = {
        "concepts": [(*row[:-1], _parents(kb, indices[row[0]], shown), row[-1]) for row in found] if kb else [],
        "concept_ancestors": list(_ancestors(kb, indices, shown, names)) if kb else [],
    }
    return {name: write_table(name, [rows_to_arrow(name, rows)], places[name]) for name, rows in made.items()}


def _index(kb: Overlay, curie: str) -> int | None:
    """Return the place of a concept; where another vocabulary's identifiers stand first, by one of its others."""
    concept = kb.find(curie)
    if concept is not None:
        return concept.index
    return next(iter(kb.by_xref(curie)), None)


def _shown(kb: Overlay, indices: Mapping[str, int | None]) -> dict[int, str]:
    """Return the identifier under which the run knows each of its concepts."""
    found: dict[int, str] = {}
    for curie, index in indices.items():
        if index is not None and (index not in found or kb.curie(index) == curie):
            found[index] = curie
    return found


def _parents(kb: Overlay, index: int | None, shown: Mapping[int, str]) -> str | None:
    above = () if index is None else kb.parents(index)
    return SEPARATOR.join(sorted({shown.get(parent, kb.curie(parent)) for parent in above})) or None


def _ancestors(
    kb: Overlay, indices: Mapping[str, int | None], shown: Mapping[int, str], names: Mapping[str, str]
) -> Iterator[Row]:
    for curie in sorted(indices):
        yield curie, curie, names[curie], 0
        index = indices[curie]
        distances = {} if index is None else _distances(kb, index)
        above = {shown.get(one, kb.curie(one)): (kb.name(one), steps) for one, steps in distances.items()}
        for ancestor, (name, steps) in sorted(above.items(), key=lambda item: (item[1][1], item[0])):
            if ancestor != curie:
                yield curie, ancestor, names.get(ancestor, name), steps


def _distances(kb: Overlay, index: int) -> dict[int, int]:
    """Return each concept above one, with the fewest steps up to it."""
    found: dict[int, int] = {}
    level, steps = {index}, 0
    while level:
        steps += 1
        level = {parent for one in level for parent in kb.parents(one)} - found.keys() - {index}
        found |= dict.fromkeys(level, steps)
    return found
