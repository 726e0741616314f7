"""The digest of a document: its title, the first things that it claims, and its main entities section by section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gliomine.document import PATH
from gliomine.errors import unknown_name
from gliomine.tables.stored import open_run

MOST_CLAIMS = 5
MOST_SECTIONS = 12
MOST_ENTITIES = 6

_CLAIMS = f"""
WITH said AS (
    SELECT *, row_number() OVER (PARTITION BY doc_id, subject, predicate, object ORDER BY score DESC, subject_start)
        AS again
    FROM claims WHERE doc_id IN (SELECT unnest($1))
), ordered AS (
    SELECT *, row_number() OVER (PARTITION BY doc_id ORDER BY subject_start, object_start, relation_id) AS place
    FROM said WHERE again = 1
)
SELECT doc_id, subject_name, predicate, object_name, status, sentence_role, score, sentence_start,
    sentence_start + length(sentence), sentence
FROM ordered WHERE place <= {MOST_CLAIMS} ORDER BY doc_id, place
"""
_ENTITIES = f"""
WITH placed AS (
    SELECT doc_id, CASE WHEN section = 'body' THEN coalesce(split_part(path, '{PATH}', 1), heading, section)
        ELSE section END AS part, start, name, entity_type, assertion
    FROM entities WHERE doc_id IN (SELECT unnest($1))
), parts AS (
    SELECT doc_id, part, row_number() OVER (PARTITION BY doc_id ORDER BY min(start)) AS number
    FROM placed GROUP BY doc_id, part
), counted AS (
    SELECT doc_id, part, name, mode(entity_type) AS entity_type, count(*) AS mentions,
        count(*) FILTER (assertion = 'absent') AS absent, min(start) AS first
    FROM placed GROUP BY doc_id, part, name
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY doc_id, part ORDER BY mentions DESC, first, name) AS place FROM counted
)
SELECT doc_id, part, name, entity_type, mentions, absent FROM ranked JOIN parts USING (doc_id, part)
WHERE place <= {MOST_ENTITIES} AND number <= {MOST_SECTIONS} ORDER BY doc_id, number, place
"""


@dataclass(frozen=True, slots=True)
class Said:
    """A claim of a document, the surest of those that say the same, and the sentence that makes it."""

    subject: str
    predicate: str
    object: str
    status: str
    role: str | None
    score: float
    start: int
    end: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Named:
    """An entity of a section: mentions, and how many of them the text denies."""

    name: str
    entity_type: str
    mentions: int
    absent: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What a document is about.

    Attributes:
        doc_id: its identifier.
        title: as displayed.
        claims: the first ones, in the order of the text.
        sections: name or main heading, with the entities that it mentions most; in the order of the text.
    """

    doc_id: str
    title: str | None
    claims: tuple[Said, ...]
    sections: tuple[tuple[str, tuple[Named, ...]], ...]


def digests(run: Path, doc_ids: Sequence[str] | None = None, *, limit: int = 0) -> list[Digest]:
    """Return the digests of documents of a finished run, in its order.

    Args:
        run: output folder of a finished run.
        doc_ids: the documents; None: all.
        limit: the most documents; 0: all.

    Raises:
        InputError: there is no finished run.
        ConfigError: it has no such document.
    """
    database = open_run(run)
    titles: dict[str, str | None] = dict(database.execute("SELECT doc_id, title FROM documents").fetchall())
    for doc_id in doc_ids or ():
        if doc_id not in titles:
            raise unknown_name("document", doc_id, titles)
    wanted = [doc_id for doc_id in titles if doc_ids is None or doc_id in set(doc_ids)]
    wanted = wanted[:limit] if limit else wanted
    claims: dict[str, list[Said]] = {}
    for doc_id, *values in _rows(database, _CLAIMS, wanted):
        claims.setdefault(doc_id, []).append(Said(*values))
    parts: dict[str, dict[str, list[Named]]] = {}
    for doc_id, part, *values in _rows(database, _ENTITIES, wanted):
        parts.setdefault(doc_id, {}).setdefault(part, []).append(Named(*values))
    return [
        Digest(
            doc_id,
            titles[doc_id],
            tuple(claims.get(doc_id, ())),
            tuple((part, tuple(named)) for part, named in parts.get(doc_id, {}).items()),
        )
        for doc_id in wanted
    ]


def _rows(database: Any, sql: str, wanted: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    yield from database.execute(sql, [list(wanted)]).fetchall()
