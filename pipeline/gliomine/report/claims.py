"""What the relations of a run claim: one claim for each subject, predicate and object, with the sentences behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gliomine.config import ReportOptions
from gliomine.predicates import PREDICATES
from gliomine.tables.stored import Schema

if TYPE_CHECKING:
    import duckdb

Row = tuple[Any, ...]

STATUSES = ("present", "absent", "possible")
"""Status of a claim's sentence, in the order of the counts."""

_NEEDED = {"relation_id", "sentence_index", "subject_id", "predicate", "object_id", "status", "score"}
_OPTIONAL = ("trigger_start", "trigger_end", "inner_start", "inner_end")

_MENTIONS = """
create table k as select mention_id, doc_id, m."start" as low, m."end" as high,
    coalesce(curie, entity_type || ' ' || lower(e.text)) as key
from mentions m join entities e using (doc_id, "start", "end", entity_type)
"""
# The object inside a name ("MSC-derived exosomes") is no mention of its own: it is what its words mean elsewhere.
_WORDING = """
create table wording as select lower(text) as words, arg_min(key, (-n, key)) as key
from (select text, key, count(*) as n from m group by all) group by 1
"""
_RELATIONS = """
create table r as
with found as (
    select r.doc_id, r.relation_id, r.sentence_index, r.predicate, r.status, r.score, {optional},
           s.key as subject, s.low as s_low, s.high as s_high, o.key as object, o.low as o_low, o.high as o_high,
           substr(d.text, inner_start::bigint + 1, (inner_end - inner_start)::bigint) as inner_text
    from (select *, {absent} from relations) r join documents d using (doc_id)
    join k s on s.mention_id = r.subject_id left join k o on o.mention_id = r.object_id
    where o.key is not null or inner_start is not null),
placed as (select * exclude (object), coalesce(object, w.key, ' ' || lower(inner_text)) as object
           from found left join wording w on w.words = lower(inner_text)),
-- What holds in both directions stands once, the first key as subject.
turned as (select *, list_contains(?, predicate) and object < subject as turn from placed where subject <> object)
select turned.doc_id, relation_id, sentence_index, predicate, status, score, trigger_start, trigger_end, inner_text,
    if(turn, object, subject) as subject, if(turn, subject, object) as object,
    coalesce(o_low, inner_start) as x_low, coalesce(o_high, inner_end) as x_high,
    if(turn, x_low, s_low) as s_low, if(turn, x_high, s_high) as s_high,
    if(turn, s_low, x_low) as o_low, if(turn, s_high, x_high) as o_high, sentences.role
from turned left join sentences on sentences.doc_id = turned.doc_id and sentences."index" = turned.sentence_index
"""
_CLAIMS = """
create table claim as
select row_number() over (order by count(distinct doc_id) desc, count(*) desc, max(score) desc, subject, predicate,
    object) - 1 as place, subject, predicate, object, count(*) as n, count(distinct doc_id) as documents,
    count(*) filter (where status = 'present'), count(*) filter (where status = 'absent'),
    count(*) filter (where status = 'possible'),
    count(*) filter (where role in ('results', 'conclusions')), max(score) as best
from r group by subject, predicate, object
"""
_NODES = """
select key, coalesce(min(c.name), min(inner_text)), min(c.entity_type), min(c.curie), coalesce(min(c.number), -1),
       coalesce(bool_or(background), false)
from (select subject as key, null as inner_text from r join claim using (subject, predicate, object) where place < $most
      union all
      select object, inner_text from r join claim using (subject, predicate, object) where place < $most)
left join c using (key) group by key order by key
"""
_SUPPORTS = """
select place, doc_id, sentence_index, status, score, role, s_low, s_high, o_low, o_high, trigger_start, trigger_end
from (
    select *, row_number() over (partition by place order by score desc, doc_id, sentence_index, s_low, o_low) as rank
    from r join claim using (subject, predicate, object) where place < ?)
where rank <= ? order by place, rank
"""
_SENTENCES = """
select distinct sentences.doc_id, "index", "start", sentences.text from sentences
join r on sentences.doc_id = r.doc_id and "index" = sentence_index join claim using (subject, predicate, object)
where place < ? order by 1, 2
"""


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a run, the best supported first, and what they refer to by position.

    Attributes:
        total: claims of the whole run.
        relations: relations of the whole run.
        nodes: key, name, entity type or None, CURIE or None, number in the list of concepts or -1, whether it is a
            background word.
        claims: subject node, predicate, object node, sentences, documents, sentences that are present, absent,
            possible, in results or conclusions, best score.
        supports: claim, sentence or -1, paper, status, score, role, offsets of subject, object and trigger.
        sentences: paper, index, first character, text.
        papers: document ids.
    """

    total: int
    relations: int
    nodes: list[Row]
    claims: list[Row]
    supports: list[Row]
    sentences: list[Row]
    papers: list[str]


def find_claims(database: duckdb.DuckDBPyConnection, stored: Schema, *, options: ReportOptions) -> Claims | None:
    """Return what the relations of a run claim, None where it has none.

    Args:
        database: the run's tables, with `m` and `c` of the summary.
        stored: table -> columns.
        options: how many claims, and sentences of each.
    """
    if not stored.get("relations", {}).keys() >= _NEEDED:
        return None

    def rows(query: str, *values: Any) -> list[Row]:
        return database.execute(query, list(values)).fetchall()

    absent = [name for name in _OPTIONAL if name not in stored["relations"]]
    database.execute(_MENTIONS)
    database.execute(_WORDING)
    symmetric = [name for name, item in PREDICATES.items() if item.symmetric]
    columns = ", ".join(f"null::bigint as {name}" for name in absent) or "0 as nothing"
    database.execute(_RELATIONS.format(optional=", ".join(_OPTIONAL), absent=columns), [symmetric])
    database.execute(_CLAIMS)
    ((relations,),) = rows("select count(*) from r")
    if not relations:
        return None
    most = options.claims
    nodes = database.execute(_NODES, {"most": most}).fetchall()
    supports = rows(_SUPPORTS, most, options.claim_sentences)
    papers = sorted({row[1] for row in supports})
    sentences = [row for row in rows(_SENTENCES, most) if row[0] in set(papers)]
    used = {(row[1], row[2]) for row in supports}
    sentences = [row for row in sentences if (row[0], row[1]) in used]
    paper = {doc_id: place for place, doc_id in enumerate(papers)}
    node = {row[0]: place for place, row in enumerate(nodes)}
    sentence = {row[:2]: place for place, row in enumerate(sentences)}
    return Claims(
        total=rows("select count(*) from claim")[0][0],
        relations=relations,
        nodes=nodes,
        claims=[
            (node[subject], predicate, node[object_], *counts)
            for _, subject, predicate, object_, *counts in rows(
                "select * from claim where place < ? order by place", most
            )
        ],
        supports=[
            (place, sentence.get((doc_id, index), -1), paper[doc_id], STATUSES.index(status), round(score, 3), *others)
            for place, doc_id, index, status, score, *others in supports
        ],
        sentences=[(paper[doc_id], *others) for doc_id, *others in sentences],
        papers=papers,
    )
