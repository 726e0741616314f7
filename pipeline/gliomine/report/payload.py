"""What the page is given: plain lists, ready for JSON. The page's script reads them by position (see `KEYS`)."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gliomine.about import __version__
from gliomine.config import ReportOptions
from gliomine.entity_types import ENTITY_TYPES
from gliomine.kb.curies import CONCEPT_PAGES
from gliomine.report.charts import chart_specs, vega_config
from gliomine.report.claims import STATUSES
from gliomine.report.summary import Summary, summarise
from gliomine.report.theme import THEMES
from gliomine.resources import data_text
from gliomine.tables.digests import digests
from gliomine.tables.said import predicates_of
from gliomine.tables.schema import SCHEMA_VERSION
from gliomine.tables.stored import column_batches, manifest, read_columns, stored_schema

if TYPE_CHECKING:
    import pyarrow

KEYS: dict[str, tuple[str, ...]] = {
    "documents": (
        "doc_id",
        "title",
        "source",
        "input_format",
        "language",
        "cited_by_count",
        "reference_count",
        "words",
        "mention_count",
        "text",
    ),
    "sections": ("start", "end", "name", "heading", "parent", "label"),
    "sentences": ("start", "end", "role"),
    "abbreviations": ("short_form", "long_form", "start"),
    "affiliations": ("text", "department", "institution", "city", "country"),
    "funders": ("text", "name", "award_ids"),
    "entities": (
        "start",
        "end",
        "entity_type",
        "mention_score",
        "concept",
        "name",
        "concept_score",
        "match",
        "long_form",
        "assertion",
        "cue",
        "source",
        "sentence_role",
        "sentence_index",
        "text",
    ),
}
"""Table -> the columns that a row of the page's data holds, in this order."""

_SHOWN = {"concept": "curie", "name": "concept_name", "text": "concept"}
"""Column of `entities` -> what the page calls it; the place of the text is given to the number of the concept."""

_BIBLIOGRAPHY = ("doi", "pmid", "pmcid", "year", "journal", "authors")
"""Columns of `documents` that a run may lack."""

_FAILURES = ("doc_id", "source", "stage", "error")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DECIMALS = 3
_BATCH = 200


def build(run: Path, *, options: ReportOptions) -> dict[str, Any]:
    """Return everything that the page of a finished run shows.

    Raises:
        InputError: the folder does not hold the tables of a finished run.
    """
    summary = summarise(run, options=options)
    keys = _keys(run)
    documents = _documents(run, options, keys)
    _number(documents, summary)
    return {
        "version": __version__,
        "schema": SCHEMA_VERSION,
        "facts": _facts(run),
        "totals": summary.totals,
        "run": _run(run),
        "keys": {**keys, "entities": tuple(_SHOWN.get(key, key) for key in KEYS["entities"])},
        "types": [[entry.name, entry.name.replace("_", " "), entry.definition] for entry in ENTITY_TYPES.values()],
        "type_counts": summary.types,
        "concepts": _concepts(summary),
        "groups": [list(dataclasses.astuple(group)) for group in summary.groups],
        "claims": _claims(run, summary, keys["documents"]),
        "documents": documents,
        "failures": list(_rows(run, "failures", columns=_FAILURES, limit=options.failures)),
        "roles": [role for role, _ in summary.roles],
        "assertions": [status for status, _ in summary.assertions],
        "charts": [
            {"name": chart.name, "title": chart.title, "meaning": chart.meaning, "spec": chart.spec}
            for chart in chart_specs(summary, countries=country_names())
        ],
        "vega": {theme.name: vega_config(theme) for theme in THEMES},
        "pages": CONCEPT_PAGES,
        "country_names": country_names(),
    }


def country_names() -> dict[str, str]:
    """Return ISO 3166-1 alpha-2 code -> the name to display."""
    text = data_text("pages/data", "countries.tsv")
    lines = (line.split("\t") for line in text.splitlines() if line and line[0] != "#")
    return {code: names.split("|")[0] for code, names, *_ in lines}


def _keys(run: Path) -> dict[str, tuple[str, ...]]:
    _, stored = stored_schema(run)
    more = tuple(name for name in _BIBLIOGRAPHY if name in stored["documents"])
    *head, text = KEYS["documents"]
    return {**KEYS, "documents": (*head, *more, text)}


def _run(run: Path) -> dict[str, Any]:
    # The day, not the minute: runs that differ in speed only give reports of equal bytes.
    finished = str(manifest(run).get("finished") or "")[:10]
    return {"name": run.resolve().name, "date": finished if _DAY.fullmatch(finished) else None}


def _claims(run: Path, summary: Summary, columns: Sequence[str]) -> dict[str, Any] | None:
    if summary.claims is None:
        return None
    found: dict[str, Any] = dataclasses.asdict(summary.claims)
    for name in ("claims", "supports"):
        found[name] = [[_short(value) for value in row] for row in found[name]]
    shown = [name for name in columns if name in ("doc_id", "title", *_BIBLIOGRAPHY)]
    rows = _values(read_columns(run, "documents", shown, doc_ids=summary.claims.papers))
    papers = {row[0]: row for row in rows}
    found["papers"] = [papers[doc_id] for doc_id in summary.claims.papers]
    predicates = {row[1] for row in found["claims"]}
    known = [item for item in predicates_of(run).values() if item.name in predicates]
    listed = [[item.name, item.definition, item.symmetric] for item in known]
    found["predicates"] = listed + [[name, None, False] for name in sorted(predicates - {item.name for item in known})]
    return {**found, "paper_keys": shown, "statuses": STATUSES}


def _facts(run: Path) -> dict[str, Any]:
    # Only what equal runs share: a time would give every report other bytes.
    recorded = manifest(run)
    if not recorded:
        return {}
    inputs = recorded.get("inputs", {})
    return {
        "input files": inputs.get("files"),
        "skipped by rule": inputs.get("skipped"),
        "configuration": recorded.get("configuration"),
        "models": recorded.get("models"),
    }


def _concepts(summary: Summary) -> list[list[Any]]:
    return [
        [
            *(curie, name, entity_type, mentions, documents),
            *(summary.forms.get(number, []), summary.cells.get(number, [])),
            *(None if curie else key, _short(best), int(background), summary.also.get(number, [])),
        ]
        for number, curie, name, entity_type, mentions, documents, best, background, key in summary.concepts
    ]


def _documents(run: Path, options: ReportOptions, keys: dict[str, tuple[str, ...]]) -> list[dict[str, Any]]:
    chosen: list[dict[str, Any]] = []
    characters = 0
    for row in _rows(run, "documents", columns=keys["documents"], limit=options.documents):
        characters += len(row[-1])
        if chosen and characters > options.characters:
            break
        chosen.append({"documents": row})
    for name in KEYS:
        if name == "documents":
            continue
        found = _rows_of(run, name, [entry["documents"][0] for entry in chosen])
        for entry in chosen:
            entry[name] = found.get(entry["documents"][0], [])
    _add_digests(run, chosen)
    return chosen


def _add_digests(run: Path, chosen: list[dict[str, Any]]) -> None:
    """Add what each document is about; a run of an earlier version may lack what it is made of."""
    _, stored = stored_schema(run)
    if "claims" not in stored or "path" not in stored["entities"]:
        return
    for entry, found in zip(chosen, digests(run, [item["documents"][0] for item in chosen]), strict=True):
        claims = [[item.subject, item.predicate, item.object, item.status, item.sentence] for item in found.claims]
        parts = [[part, [[item.name, item.mentions] for item in named]] for part, named in found.sections]
        entry["digest"] = [claims, parts]


def _number(documents: list[dict[str, Any]], summary: Summary) -> None:
    """Put the number of its concept in place of a mention's CURIE, -1 where the concept is not in the list."""
    numbers = {row[1]: row[0] for row in summary.concepts if row[1] is not None}
    kind, curie = KEYS["entities"].index("entity_type"), KEYS["entities"].index("concept")
    for entry in documents:
        for row in entry["entities"]:
            text = row.pop()
            number = summary.names.get((row[kind], text), -1) if row[curie] is None else numbers.get(row[curie], -1)
            row.append(number)
            if number >= 0 or row[curie] is None:
                row[curie] = row[curie + 1] = None


def _rows(run: Path, name: str, *, columns: Sequence[str], limit: int) -> Iterator[list[Any]]:
    left = limit
    for batch in column_batches(run, name, columns, size=_BATCH):
        yield from _values(batch.slice(0, left))
        left -= batch.num_rows
        if left <= 0:
            return


def _rows_of(run: Path, name: str, doc_ids: Sequence[str]) -> dict[str, list[list[Any]]]:
    found: dict[str, list[list[Any]]] = {}
    for doc_id, *values in _values(read_columns(run, name, ["doc_id", *KEYS[name]], doc_ids=doc_ids)):
        found.setdefault(doc_id, []).append(values)
    return found


def _values(table: pyarrow.Table | pyarrow.RecordBatch) -> Iterator[list[Any]]:
    columns = [[_short(value) for value in column.to_pylist()] for column in table.columns]
    return map(list, zip(*columns, strict=True))


def _short(value: Any) -> Any:
    return round(value, _DECIMALS) if isinstance(value, float) else value
