"""Counts over a whole run, by SQL on its Parquet tables: memory depends on the number of concepts, not of mentions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gliomine.config import ReportOptions
from gliomine.report.claims import Claims, find_claims
from gliomine.report.groups import Group, find_groups
from gliomine.resources import data_text
from gliomine.tables.stored import Schema, extra_views, open_run

Row = tuple[Any, ...]

# A concept is a CURIE; mentions without one are grouped by their type and text without case.
_MENTIONS = """
create table m as select doc_id, sentence_index, section, sentence_role as role, assertion, entity_type, text,
    concept as curie, case when concept is null then null else name end as concept_name, long_form,
    mention_score as score, coalesce(concept, entity_type || ' ' || lower(text)) as key
from entities
"""
_CONCEPTS = """
create table c as
with counted as (select key, count(*) as mentions, count(distinct doc_id) as documents, max(score) as best
                 from m group by key),
typed as (select key, entity_type, row_number() over (partition by key order by count(*) desc, entity_type) as place
          from m group by key, entity_type),
formed as (select key, text, row_number() over (partition by key order by count(*) desc, text) as place
           from m group by key, text),
named as (select key, min(curie) as curie, min(concept_name) as name from m group by key)
select row_number() over (order by mentions desc, documents desc, key) - 1 as number, key, curie,
       coalesce(name, text) as name, typed.entity_type, mentions, documents, best,
       list_contains(?, coalesce(curie, lower(text))) as background
from counted join typed using (key) join formed using (key) join named using (key)
where typed.place = 1 and formed.place = 1 order by number
"""
_FORMS = """
select number, text from (
    select number, text, row_number() over (partition by number order by count(*) desc, text) as place
    from m join c using (key) where number < ? group by number, text)
where place <= 6 order by number, place
"""
_ALSO = """
select distinct number, long_form from m join c using (key)
where number < ? and long_form is not null and lower(long_form) <> lower(name) order by all
"""
_NAMES = """
select distinct m.entity_type, m.text, number from m join c using (key) where m.curie is null and number < ?
"""
_CELLS = """
select number, assertion, role, count(*), count(distinct doc_id), grouping(assertion), grouping(role)
from m join c using (key) where number < ?
group by grouping sets ((number, assertion, role), (number, assertion), (number, role))
order by number, assertion nulls last, role nulls last, 6, 7
"""
_TOP = """
select number, entity_type, name, curie, mentions, documents, key, background from (
    select *, row_number() over (partition by entity_type, background order by number) as place from c
    where curie is not null or not exists (select 1 from c where curie is not null))
where place <= ? order by number
"""
_MATRIX = """
with chosen as (select number, key from c
                where not background and (curie is not null or not exists (select 1 from c where curie is not null))
                order by number limit ?),
seen as (select distinct number, doc_id, sentence_index from m join chosen using (key)
         where sentence_index is not null)
select one.number, two.number, count(*) from seen as one join seen as two using (doc_id, sentence_index)
where one.number < two.number group by 1, 2 order by 1, 2
"""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the overview and the charts show; every list is sorted.

    Attributes:
        totals: documents, words, sentences, mentions, linked mentions, concepts, unlinked names, failures.
        types: entity type, mentions, concepts, documents.
        concepts: number, CURIE or None, name, entity type, mentions, documents, best score of a mention, whether it is
            a background word, key; number is the rank from 0, the key stays the same from run to run.
        names: entity type and text of mentions without a CURIE -> number of their concept.
        forms: number of a concept -> its most frequent wordings.
        also: number of a concept -> other names to find it by: long forms, identifiers in other vocabularies.
        cells: number of a concept -> (assertion or "*", role or "*", mentions, documents); "" is an empty column.
        top: number, entity type, name, CURIE, mentions, documents, key, whether it is a background word; the first of
            every type.
        matrix: number, number, sentences that hold both.
        sections: section, entity type, mentions.
        countries: ISO code, documents.
        funders: name, documents.
        roles: role, mentions. assertions: status, mentions.
        groups: concepts with what is below them; empty where the run has no table of ancestors.
        claims: what the relations say, None where the run has none.
    """

    totals: dict[str, int]
    types: list[Row]
    concepts: list[Row]
    names: dict[tuple[str, str], int]
    forms: dict[int, list[str]]
    also: dict[int, list[str]]
    cells: dict[int, list[Row]]
    top: list[Row]
    matrix: list[Row]
    sections: list[Row]
    countries: list[Row]
    funders: list[Row]
    roles: list[Row]
    assertions: list[Row]
    groups: list[Group]
    claims: Claims | None


# A funder is called as it is most often, and as briefly as it is so often.
_FUNDERS = """
with named as (select {key} as key, name, count(distinct doc_id) as times from funders group by all),
counted as (select {key} as key, count(distinct doc_id) as documents from funders group by all)
select first(name order by times desc, length(name), name), any_value(documents) from named join counted using (key)
group by key order by 2 desc, 1 limit ?
"""


def summarise(run: Path, *, options: ReportOptions) -> Summary:
    """Return the counts of a finished run.

    Raises:
        InputError: the folder does not hold the tables of a finished run.
    """
    with open_run(run) as database:

        def rows(query: str, *values: Any) -> list[Row]:
            named = values[0] if values and isinstance(values[0], dict) else list(values)
            return database.execute(query, named).fetchall()

        stored = extra_views(database, run)
        database.execute(_MENTIONS)
        hidden = background()
        database.execute(_CONCEPTS, [hidden])
        return Summary(
            totals=_totals(rows, _funder_key(stored)),
            types=rows(
                "select entity_type, count(*), count(distinct key), count(distinct doc_id) from m"
                " group by 1 order by 2 desc, 1"
            ),
            concepts=rows(
                "select number, curie, name, entity_type, mentions, documents, best, background, key from c"
                " where number < ? order by number",
                options.concepts,
            ),
            names={(kind, text): number for kind, text, number in rows(_NAMES, options.concepts)},
            forms=_grouped(rows(_FORMS, options.concepts), first=True),
            also=_also(rows, stored, options.concepts),
            cells=_grouped([_cell(row) for row in rows(_CELLS, options.concepts)]),
            top=rows(_TOP, options.top),
            matrix=rows(_MATRIX, options.matrix),
            sections=rows("select coalesce(section, 'none'), entity_type, count(*) from m group by 1, 2 order by 1, 2"),
            countries=rows(
                "select country, count(distinct doc_id) from affiliations where country is not null"
                " group by 1 order by 2 desc, 1 limit ?",
                options.top,
            ),
            funders=rows(_FUNDERS.format(key=_funder_key(stored)), options.top),
            roles=rows("select role, count(*) from m where role is not null group by 1 order by 2 desc, 1"),
            assertions=rows(
                "select assertion, count(*) from m where assertion is not null group by 1 order by 2 desc, 1"
            ),
            groups=find_groups(rows, stored, limit=options.concepts, left_out=hidden),
            claims=find_claims(database, stored, options=options, background=hidden),
        )


def background() -> list[str]:
    """Return identifiers and lower-case words of what nearly every document names: people, cells, diseases as such."""
    lines = data_text("report/data", "background.tsv").splitlines()
    return [word for line in lines if line and line[0] != "#" for word in line.split("\t")[1].split(" | ")]


def _also(rows: Any, stored: Schema, limit: int) -> dict[int, list[str]]:
    found = rows(_ALSO, limit)
    if "xrefs" in stored.get("concepts", {}):
        found += rows(
            "select number, unnest(string_split(xrefs, ' | ')) from concepts join c using (curie) where number < ?"
            " order by all",
            limit,
        )
    return _grouped(found, first=True)


def _funder_key(stored: Schema) -> str:
    """Return the column by which funders are counted: runs of earlier versions know no other than the name."""
    return "coalesce(key, name)" if "key" in stored.get("funders", {}) else "name"


def _totals(rows: Any, funder: str) -> dict[str, int]:
    (documents, words, sentences), *_ = rows(
        "select count(*), coalesce(sum(words), 0)::bigint, coalesce(sum(sentence_count), 0)::bigint from documents"
    )
    (mentions, linked), *_ = rows("select count(*), count(curie) from m")
    (concepts, names), *_ = rows("select count(curie), count(*) - count(curie) from c")
    (failures,), *_ = rows("select count(*) from failures")
    (countries,), *_ = rows("select count(distinct country) from affiliations")
    (funders,), *_ = rows(f"select count(distinct {funder}) from funders")
    return {
        "documents": documents,
        "words": words,
        "sentences": sentences,
        "mentions": mentions,
        "linked": linked,
        "concepts": concepts,
        "unlinked_names": names,
        "failures": failures,
        "countries": countries,
        "funders": funders,
    }


def _cell(row: Row) -> Row:
    number, assertion, role, mentions, documents, any_assertion, any_role = row
    return number, "*" if any_assertion else assertion or "", "*" if any_role else role or "", mentions, documents


def _grouped(found: list[Row], *, first: bool = False) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for number, *values in found:
        groups.setdefault(number, []).append(values[0] if first else tuple(values))
    return groups
