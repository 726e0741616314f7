"""What the relations of a run claim, from its tables `evidence` and `claims`, with the sentences behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gliomine.config import ReportOptions
from gliomine.tables.stored import Schema

if TYPE_CHECKING:
    import duckdb

Row = tuple[Any, ...]

STATUSES = ("present", "absent", "possible")
"""Status of a claim's sentence, in the order of the counts."""

_TABLES = {
    "claims": (
        *("doc_id", "sentence_index", "sentence_role", "status", "score", "trigger_start", "trigger_end"),
        *("subject", "subject_name", "subject_type", "subject_text", "subject_start", "subject_end", "predicate"),
        *("object", "object_name", "object_type", "object_text", "object_start", "object_end"),
        *("sentence_start", "sentence"),
    ),
    "evidence": (
        *("subject", "subject_name", "subject_type", "predicate", "object", "object_name", "object_type"),
        *("documents", "sentences", "present", "absent", "possible", "concluded", "best_score", "combined_score"),
    ),
}
_YEARS = ("first_year", "last_year")

_CLAIMS = """
create table chosen as select * from (
    select row_number() over (order by documents desc, sentences desc, combined_score desc, subject, predicate, object)
        - 1 as place, *
    from (select *, {years} from evidence) where subject <> object)
where place < ?
"""
# A name without an identifier is listed among the concepts by its type and its text.
_NODES = """
with side as (
    select subject as key, subject_name as name, subject_type as kind from chosen
    union all select object, object_name, object_type from chosen),
said as (
    select subject as key, subject_type || ' ' || lower(subject_text) as wording from claims
    union select object, object_type || ' ' || lower(object_text) from claims),
spelt as (select said.key, min(number) as number from said join c on c.key = wording where curie is null group by 1)
select side.key, min(side.name), min(kind), min(c.curie), coalesce(min(c.number), min(spelt.number), -1),
       bool_or(coalesce(c.background, false) or list_contains(?, side.key) or list_contains(?, lower(side.name)))
from side left join c on c.key = side.key left join spelt on spelt.key = side.key group by side.key order by side.key
"""
_SUPPORTS = """
select place, doc_id, sentence_index, sentence_start, status, score, sentence_role, subject_start, subject_end,
       object_start, object_end, trigger_start, trigger_end, sentence
from (select *, row_number() over (partition by place order by score desc, doc_id, sentence_index, sentence_start,
                                   subject_start, object_start, status) as nth
      from claims join (select place, subject, predicate, object from chosen) using (subject, predicate, object))
where nth <= ? order by place, nth
"""


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a run, the best supported first, and what they refer to by position.

    Attributes:
        total: claims of the whole run.
        nodes: key, name, entity type or None, CURIE or None, number in the list of concepts or -1, whether it is a
            background word.
        claims: subject node, predicate, object node, sentences, documents, sentences that are present, absent,
            possible, in results or conclusions, best score, combined score, first and last year.
        supports: claim, sentence, status, score, role, offsets of subject, object and trigger.
        sentences: paper, first character, text.
        papers: document ids.
    """

    total: int
    nodes: list[Row]
    claims: list[Row]
    supports: list[Row]
    sentences: list[Row]
    papers: list[str]


def find_claims(
    database: duckdb.DuckDBPyConnection, stored: Schema, *, options: ReportOptions, background: list[str]
) -> Claims | None:
    """Return what the relations of a run claim, None where it has none.

    Args:
        database: the run's tables, with `m` and `c` of the summary.
        stored: table -> columns.
        options: how many claims, and sentences of each.
        background: identifiers and words that are hidden.
    """
    if any(not stored.get(name, {}).keys() >= set(columns) for name, columns in _TABLES.items()):
        return None

    def rows(query: str, *values: Any) -> list[Row]:
        return database.execute(query, list(values)).fetchall()

    absent = [f"null::bigint as {name}" for name in _YEARS if name not in stored["evidence"]]
    database.execute(_CLAIMS.format(years=", ".join(absent) or "0 as nothing"), [options.claims])
    ((total,),) = rows("select count(*) from evidence where subject <> object")
    if not total:
        return None
    nodes = rows(_NODES, background, background)
    node = {row[0]: place for place, row in enumerate(nodes)}
    claims = rows(
        "select subject, predicate, object, sentences, documents, present, absent, possible, concluded, best_score,"
        " combined_score, first_year, last_year from chosen order by place"
    )
    supports = rows(_SUPPORTS, options.claim_sentences)
    papers = sorted({row[1] for row in supports})
    paper = {doc_id: place for place, doc_id in enumerate(papers)}
    sentences = {row[1:4]: row[-1] for row in sorted(supports, key=lambda row: row[1:4])}
    sentence = {key: place for place, key in enumerate(sentences)}
    return Claims(
        total=total,
        nodes=nodes,
        claims=[(node[subject], predicate, node[object_], *more) for subject, predicate, object_, *more in claims],
        supports=[
            (place, sentence[doc_id, index, start], STATUSES.index(status), *more)
            for place, doc_id, index, start, status, *more, _ in supports
        ],
        sentences=[(paper[doc_id], start, text) for (doc_id, _, start), text in sentences.items()],
        papers=papers,
    )
