"""The table `evidence`: what all documents of a run together say of two concepts, counted from its `claims`.

It is made when a run's parts are joined. DuckDB sorts and counts, on the disk where the memory ends; every count is a
whole number and every order is total, so that the same claims give the same bytes. What is claimed of a concept and
itself, such as of a long and a short form, is left out.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gliomine.tables.arrow import rows_to_arrow
from gliomine.tables.parquet import write_table
from gliomine.tables.schema import Row
from gliomine.tables.stored import SETTINGS, parquet_sql

if TYPE_CHECKING:
    import pyarrow

MEMORY = "256MB"
"""What DuckDB may use before it writes to the disk."""

DECIMALS = 4
"""Of the scores."""

_BATCH = 8192
_KEY = "subject, predicate, object"

_SQL = f"""
WITH claim AS (
    SELECT *, sentence_role IN ('results', 'conclusions') AS concluded FROM {{claims}} WHERE subject <> object
), place AS (
    SELECT {_KEY}, doc_id, sentence_index, any_value(year) AS year, max(score) AS score,
           bool_or(coalesce(concluded, false)) AS concluded, bool_or(status = 'present') AS present,
           bool_or(status = 'absent') AS absent, bool_or(status = 'possible') AS possible
    FROM claim GROUP BY {_KEY}, doc_id, sentence_index
), paper AS (
    SELECT {_KEY}, any_value(year) AS year, max(score) AS score, count(*) AS sentences,
           count_if(present) AS present, count_if(absent) AS absent, count_if(possible) AS possible,
           count_if(concluded) AS concluded, count_if(concluded AND present) AS affirmed
    FROM place GROUP BY {_KEY}, doc_id
), counted AS (
    -- A sum of whole numbers is the same in any order, one of fractions is not.
    SELECT {_KEY}, count(*) AS documents, sum(sentences)::BIGINT AS sentences, sum(present)::BIGINT AS present,
           sum(absent)::BIGINT AS absent, sum(possible)::BIGINT AS possible, sum(concluded)::BIGINT AS concluded,
           sum(affirmed)::BIGINT AS affirmed, max(score) AS best,
           1 - exp(sum((ln(1 - least(score, 0.9999)) * 1e6)::BIGINT) / 1e6) AS combined,
           min(year) AS first_year, max(year) AS last_year
    FROM paper GROUP BY {_KEY}
), ranked AS (
    SELECT {_KEY}, doc_id, relation_id, row_number() OVER (
        PARTITION BY {_KEY} ORDER BY same DESC, status <> 'present', status = 'absent', NOT coalesce(concluded, false),
        score DESC, doc_id, sentence_index, subject_start, object_start, relation_id
    ) AS nth
    FROM (SELECT *, count(*) OVER (PARTITION BY {_KEY}, status) AS same FROM claim)
)
SELECT subject, x.subject_name, x.subject_type, predicate, object, x.object_name, x.object_type,
       c.documents, c.sentences, c.present, c.absent, c.possible, c.concluded, c.affirmed,
       round(c.best, {DECIMALS}), round(c.combined, {DECIMALS}), c.first_year, c.last_year,
       x.status, x.doc_id, x.sentence_start, x.sentence_start + length(x.sentence), x.sentence,
       x.subject_start, x.subject_end, x.object_start, x.object_end
FROM counted c JOIN (SELECT {_KEY}, doc_id, relation_id FROM ranked WHERE nth = 1) USING ({_KEY})
JOIN claim x USING ({_KEY}, doc_id, relation_id)
ORDER BY c.documents DESC, c.sentences DESC, c.combined DESC, subject, predicate, object
"""


def evidence_chunks(claims: Path) -> Iterator[pyarrow.Table]:
    """Yield the table in pieces.

    Args:
        claims: the Parquet file of the table `claims`.
    """
    import duckdb

    with tempfile.TemporaryDirectory(prefix=".evidence-", dir=claims.parent) as scratch:
        settings: dict[str, Any] = {**SETTINGS, "memory_limit": MEMORY, "temp_directory": scratch, "threads": 1}
        with duckdb.connect(":memory:", config=settings) as database:
            result = database.execute(_SQL.format(claims=parquet_sql(claims)))
            while rows := result.fetchmany(_BATCH):
                yield rows_to_arrow("evidence", rows)


def evidence_rows(claims: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows of the table for claims that are held in memory."""
    with tempfile.TemporaryDirectory(prefix="gliomine-") as folder:
        path = Path(folder) / "claims.parquet"
        write_table("claims", [rows_to_arrow("claims", claims)], path)
        for chunk in evidence_chunks(path):
            yield from zip(*(column.to_pylist() for column in chunk.columns), strict=True)
