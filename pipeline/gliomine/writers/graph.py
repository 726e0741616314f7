"""The claims of a run as a graph: a node for each concept or unlinked name, an edge for each thing said of two of them.

What is stated, denied and held possible are edges of their own: a denial must not be lost among the affirmations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gliomine.entity_types import ENTITY_TYPES
from gliomine.tables.naming import is_curie
from gliomine.tables.stored import open_run, stored_schema

NO_CATEGORY = "biolink:NamedThing"
SENTENCES = 3
"""Sentences that an edge quotes, the best first."""

_PREFIXES = {"pmid": "PMID", "doi": "DOI"}
"""Column of `documents` -> prefix of its identifiers, the best first."""

_BATCH = 1000

_NODES = """
WITH side AS (
    SELECT subject AS key, subject_name AS name, subject_type AS type FROM claims WHERE subject <> object
    UNION ALL SELECT object, object_name, object_type FROM claims WHERE subject <> object
), counted AS (SELECT key, name, type, count(*) AS n FROM side GROUP BY key, name, type)
SELECT key, name, type FROM counted
QUALIFY row_number() OVER (PARTITION BY key ORDER BY type IS NULL, n DESC, name, type) = 1
ORDER BY key
"""

_EDGES = """
WITH place AS (
    SELECT subject, predicate, object, status, doc_id, sentence_index, max(score) AS score,
           any_value(sentence) AS sentence
    FROM claims WHERE subject <> object GROUP BY subject, predicate, object, status, doc_id, sentence_index
)
SELECT subject, predicate, object, status, list(DISTINCT doc_id ORDER BY doc_id), count(*), max(score),
       list(sentence ORDER BY score DESC, doc_id, sentence_index)[1:{sentences}]
FROM place GROUP BY subject, predicate, object, status
ORDER BY subject, predicate, object, status
"""


@dataclass(frozen=True, slots=True)
class Node:
    """A concept, or what is linked to none; `entity_type` is None for a part of a name that is no mention elsewhere."""

    id: str
    name: str
    entity_type: str | None

    @property
    def category(self) -> str:
        """Category of the Biolink Model."""
        entry = ENTITY_TYPES.get(self.entity_type or "")
        return entry.biolink if entry else NO_CATEGORY


@dataclass(frozen=True, slots=True)
class Edge:
    """What some documents say of two nodes.

    Attributes:
        status: present, absent or possible.
        documents: CURIEs of the documents: PMID or DOI where they are known, else our own.
        sentences: number of sentences that say so.
        score: of the best.
        quoted: some of the sentences.
    """

    subject: str
    predicate: str
    object: str
    status: str
    documents: tuple[str, ...]
    sentences: int
    score: float
    quoted: tuple[str, ...]


def node_id(key: str) -> str:
    """Return a key as a CURIE; a name and a composed concept have one of our own.

    >>> node_id("MONDO:0018177"), node_id("CVCL_0022"), node_id("umbilical cord vesicle")
    ('MONDO:0018177', 'cellosaurus:CVCL_0022', 'gliomine:name-umbilical_cord_vesicle')
    """
    if key.startswith("CVCL_"):
        return f"cellosaurus:{key}"
    if is_curie(key) and ":" in key and "~" not in key:
        return key
    return "gliomine:name-" + quote(key.replace(" ", "_"), safe="")


def nodes(run: Path) -> Iterator[Node]:
    """Yield the nodes, sorted.

    Raises:
        InputError: there is no finished run.
    """
    for key, name, entity_type in _rows(open_run(run).execute(_NODES)):
        yield Node(node_id(key), name, entity_type)


def edges(run: Path) -> Iterator[Edge]:
    """Yield the edges, sorted.

    Raises:
        InputError: there is no finished run.
    """
    database = open_run(run)
    numbered = _numbered(database, [name for name in _PREFIXES if name in stored_schema(run)[1]["documents"]])
    result = database.execute(_EDGES.format(sentences=SENTENCES))
    for subject, predicate, object_, status, documents, sentences, score, quoted in _rows(result):
        named = tuple(numbered.get(doc_id) or "gliomine:document-" + quote(doc_id, safe="") for doc_id in documents)
        ends = node_id(subject), node_id(object_)
        yield Edge(ends[0], predicate, ends[1], status, named, sentences, score, tuple(quoted))


def _numbered(database: Any, columns: list[str]) -> dict[str, str]:
    """Return document -> its identifier in the first of these columns that has one."""
    if not columns:
        return {}
    ids = ", ".join(f"'{_PREFIXES[name]}:' || {name}" for name in columns)
    rows = database.execute(f"SELECT doc_id, coalesce({ids}) AS id FROM documents WHERE id IS NOT NULL")
    return dict(_rows(rows))


def _rows(result: Any) -> Iterator[Any]:
    while rows := result.fetchmany(_BATCH):
        yield from rows
