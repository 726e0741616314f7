"""Tables and views of the databases, in SQL that DuckDB and SQLite share."""

from __future__ import annotations

from functools import cache
from typing import Any

from gliomine.resources import data_text

VIEWS: dict[str, str] = {
    "top_concepts": """
SELECT concept AS curie, min(name) AS concept_name, entity_type,
       count(DISTINCT doc_id) AS documents, count(*) AS mentions
FROM entities WHERE concept IS NOT NULL
GROUP BY concept, entity_type
ORDER BY documents DESC, mentions DESC, concept, entity_type""",
    "concept_by_document": """
SELECT doc_id, concept AS curie, min(name) AS concept_name, entity_type, count(*) AS mentions
FROM entities WHERE concept IS NOT NULL
GROUP BY doc_id, concept, entity_type
ORDER BY doc_id, mentions DESC, concept, entity_type""",
    "cooccurrence": """
WITH present AS (
    SELECT doc_id, sentence_index, concept AS curie, min(name) AS concept_name
    FROM entities WHERE concept IS NOT NULL AND sentence_index IS NOT NULL
    GROUP BY doc_id, sentence_index, concept
), single AS (
    SELECT curie, min(concept_name) AS concept_name, count(*) AS sentences FROM present GROUP BY curie
), pair AS (
    SELECT a.curie AS curie_a, b.curie AS curie_b, count(*) AS sentences, count(DISTINCT a.doc_id) AS documents
    FROM present a JOIN present b
    ON a.doc_id = b.doc_id AND a.sentence_index = b.sentence_index AND a.curie < b.curie
    GROUP BY a.curie, b.curie
), total AS (SELECT count(*) AS sentences FROM sentences)
SELECT pair.curie_a, x.concept_name AS concept_name_a, pair.curie_b, y.concept_name AS concept_name_b,
       pair.sentences, pair.documents,
       round(ln(1.0 * pair.sentences * total.sentences / (x.sentences * y.sentences)) / ln(2.0), 4) AS pmi
FROM pair JOIN single x ON x.curie = pair.curie_a JOIN single y ON y.curie = pair.curie_b CROSS JOIN total
ORDER BY pair.sentences DESC, pmi DESC, pair.curie_a, pair.curie_b""",
    "affiliations_by_country": """
SELECT country, count(DISTINCT doc_id) AS documents, count(*) AS affiliations
FROM affiliations
GROUP BY country
ORDER BY documents DESC, affiliations DESC, country""",
    "claims_by_document": """
SELECT doc_id, subject, min(subject_name) AS subject_name, predicate, object, min(object_name) AS object_name,
       count(DISTINCT sentence_index) AS sentences,
       count(DISTINCT CASE WHEN status = 'present' THEN sentence_index END) AS present,
       count(DISTINCT CASE WHEN status = 'absent' THEN sentence_index END) AS absent,
       count(DISTINCT CASE WHEN status = 'possible' THEN sentence_index END) AS possible,
       max(score) AS best_score
FROM claims WHERE subject <> object
GROUP BY doc_id, subject, predicate, object
ORDER BY doc_id, sentences DESC, best_score DESC, subject, predicate, object""",
    "author_affiliations": """
SELECT authors.doc_id, authors."index" AS author_index, authors.name, authors.orcid,
       affiliations."index" AS affiliation_index, affiliations.institution, affiliations.city, affiliations.country
FROM authors LEFT JOIN affiliations
ON affiliations.doc_id = authors.doc_id
AND ' | ' || authors.affiliations || ' | ' LIKE '% | ' || affiliations."index" || ' | %'
ORDER BY authors.doc_id, author_index, affiliation_index""",
    "entities_within": """
SELECT entities.*, coalesce(concept_ancestors.ancestor, entities.concept) AS within,
       coalesce(concept_ancestors.ancestor_name, entities.name) AS within_name
FROM entities LEFT JOIN concept_ancestors ON concept_ancestors.curie = entities.concept""",
}
"""Name -> query."""


@cache
def views() -> dict[str, str]:
    """Return name -> query of all views: those of `VIEWS`, and `countries` with the code and the name of each."""
    lines = (line.split("\t") for line in data_text("pages/data", "countries.tsv").splitlines())
    rows = [(code, names[0].split("|")[0]) for code, *names in lines if names]
    values = ", ".join(f"('{code}', '{name.replace(chr(39), 2 * chr(39))}')" for code, name in rows)
    query = f"WITH country(code, name) AS (VALUES {values}) SELECT code, name FROM country ORDER BY name"
    return {**VIEWS, "countries": query}


FIELDS_VIEW = "documents_with_fields"
"""The view of `documents` with a column for each of the user's own fields, which are other ones in every run."""


def fields_view(connection: Any) -> str:
    """Return its query: `documents` without texts, and `field_NAME`, a number where every value of a field is one.

    Args:
        connection: a DuckDB connection with the tables.
    """
    rows = connection.execute(
        "SELECT name, count(number) = count(*) FROM fields GROUP BY name ORDER BY name"
    ).fetchall()
    columns = []
    for name, numeric in rows:
        shown, value = name.replace('"', '""'), name.replace("'", "''")
        kept = "number" if numeric else "value"
        columns.append(f"""(SELECT min({kept}) FROM fields WHERE fields.doc_id = documents.doc_id
        AND fields.name = '{value}') AS "field_{shown}\"""")
    return "SELECT documents.* EXCLUDE (text)" + "".join(f", {column}" for column in columns) + " FROM documents"


PRIMARY_KEYS: dict[str, tuple[str, ...]] = {
    "documents": ("doc_id",),
    "sentences": ("doc_id", "index"),
    "mentions": ("mention_id",),
    "links": ("mention_id", "rank"),
    "assertions": ("mention_id",),
    "relations": ("relation_id",),
    "claims": ("relation_id",),
    "evidence": ("subject", "predicate", "object"),
    "authors": ("doc_id", "index"),
    "concepts": ("curie",),
    "concept_ancestors": ("curie", "ancestor"),
    "affiliations": ("doc_id", "index"),
    "funders": ("doc_id", "index"),
    "bibliography": ("doc_id", "index"),
}
"""Table -> columns that identify a row."""


def foreign_keys(table: str, columns: list[str]) -> list[tuple[str, str]]:
    """Return (column, table it refers to) pairs; failed documents are in `failures` alone.

    >>> foreign_keys("links", ["doc_id", "mention_id", "rank"])
    [('doc_id', 'documents'), ('mention_id', 'mentions')]
    """
    if table in ("documents", "failures") or "doc_id" not in columns:
        return []
    found = [("doc_id", "documents")]
    if "mention_id" in columns and table != "mentions":
        found.append(("mention_id", "mentions"))
    return found


def create_table(table: str, columns: list[tuple[str, str, bool]]) -> str:
    """Return the statement that makes a table with its keys.

    Args:
        table: its name.
        columns: name, SQL type and whether it may be null.
    """
    parts = [f'"{name}" {kind}' + ("" if nullable else " NOT NULL") for name, kind, nullable in columns]
    if table in PRIMARY_KEYS:
        parts.append("PRIMARY KEY (" + ", ".join(f'"{name}"' for name in PRIMARY_KEYS[table]) + ")")
    for column, other in foreign_keys(table, [name for name, _, _ in columns]):
        parts.append(f'FOREIGN KEY ("{column}") REFERENCES {other} ("{column}")')
    return f"CREATE TABLE {table} (\n  " + ",\n  ".join(parts) + "\n)"
