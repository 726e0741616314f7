"""The tables that are made of a whole run: its concepts, and what is above each of them in the knowledge base."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from gliomine.config import Config
from gliomine.document import SEPARATOR
from gliomine.linking.stage import knowledge_base_of
from gliomine.runs.hierarchy import Hierarchy
from gliomine.tables.arrow import rows_to_arrow
from gliomine.tables.naming import parts_of
from gliomine.tables.parquet import write_table
from gliomine.tables.schema import Row
from gliomine.tables.stored import SETTINGS, parquet_sql, quoted

# The earliest year and the first document of it are one text, so that one minimum finds both; 9999: no year known.
# Each step groups by more than the next, so that DuckDB can go to the disk; a count of distinct documents could not.
_CONCEPTS = """
WITH typed AS (
    SELECT concept AS curie, doc_id, entity_type, count(*) AS mentions, min(name) AS name,
           min(CASE WHEN concept = curie THEN xrefs END) AS xrefs
    FROM {entities} WHERE concept IS NOT NULL GROUP BY concept, doc_id, entity_type
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
    names = {row[0]: row[1] for row in found}
    above = Hierarchy(knowledge_base_of(config), names) if found else None
    made: dict[str, list[Row]] = {
        "concepts": [_row(row, above) for row in found] if above else [],
        "concept_ancestors": list(_ancestors(above, names)) if above else [],
    }
    return {name: write_table(name, [rows_to_arrow(name, rows)], places[name]) for name, rows in made.items()}


def _row(counted: Row, above: Hierarchy) -> Row:
    *first, xrefs = counted
    head, _, origin = parts_of(counted[0]) or (None, None, None)
    return *first, SEPARATOR.join(above.parents(counted[0])) or None, head, origin, xrefs


def _ancestors(above: Hierarchy, names: Mapping[str, str]) -> Iterator[Row]:
    for curie in sorted(names):
        yield curie, curie, names[curie], 0
        for ancestor, steps in sorted(above.distances(curie).items(), key=lambda item: (item[1], item[0])):
            yield curie, ancestor, names.get(ancestor) or above.name(ancestor), steps
