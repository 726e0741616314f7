"""The frozen form of a run: its tables without what repeats or moves, sorted, as lines that version control can show.

A frozen table is a TSV file with one row a line. An empty cell is null, an empty text is `\\e`; backslash, tab, line
feed and carriage return are written as `\\\\`, `\\t`, `\\n`, `\\r`. Scores have six decimals at most.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gliomine.errors import InputError
from gliomine.predicates import PREDICATES
from gliomine.tables.schema import JOINED, table_schemas

if TYPE_CHECKING:
    import pyarrow

DECIMALS = 6
"""Decimals of a frozen score."""

DIGEST = "text_sha256"
"""Column of the frozen `documents` that stands for the text."""

_MADE_OF_OTHERS = ("links", "assertions", "entities", "claims", *(name for name in JOINED if name != "evidence"))
"""Tables that are not frozen by themselves: their facts are columns of the frozen `mentions`, or made from others."""

_OMITTED = {
    "documents": {"text", "source", "authors", "words", "read_share", "sentence_count", "mention_count"},
    "sentences": {"text", "index"},
    "mentions": {"mention_id"},
    "failures": {"source", "error"},
    "relations": {item.name for item in table_schemas()["relations"].columns},
}
"""Columns left out: what repeats the text, counts rows of other tables, or names places on a disk."""

_OF_EVIDENCE = ("subject", "subject_name", "predicate", "object", "object_name")
_COUNTS = ("documents", "sentences", "present", "absent", "possible")
_KEPT = {"evidence": {*_OF_EVIDENCE, *_COUNTS}}
"""Of these tables only this is frozen; the example of a row of evidence moves with every score."""

_OF_RELATION: tuple[tuple[str, type], ...] = (
    ("doc_id", str),
    ("start", int),
    ("end", int),
    ("subject_text", str),
    ("subject_type", str),
    ("predicate", str),
    ("object_start", int),
    ("object_end", int),
    ("object_text", str),
    ("object_type", str),
    ("status", str),
    ("score", float),
    ("trigger", str),
    ("trigger_start", int),
)
"""A frozen relation stands by the places of its two mentions, whose identifiers a reader cannot see."""

_OF_MENTION: tuple[tuple[str, type], ...] = (
    ("curie", str),
    ("concept_name", str),
    ("concept_score", float),
    ("match", str),
    ("assertion", str),
)

_ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))


@cache
def frozen_columns() -> dict[str, tuple[tuple[str, type], ...]]:
    """Return name -> columns (name, Python kind) of every frozen table; `doc_id` stands first, if it has one."""
    found = {}
    for name, schema in table_schemas().items():
        if name in _MADE_OF_OTHERS:
            continue
        kept = [
            (item.name, item.kind)
            for item in schema.columns
            if item.name not in _OMITTED.get(name, ()) and item.name in _KEPT.get(name, (item.name,))
        ]
        extra = {"documents": ((DIGEST, str),), "mentions": _OF_MENTION, "relations": _OF_RELATION}.get(name, ())
        found[name] = (*kept, *extra)
    return found


def in_order(table: pyarrow.Table) -> pyarrow.Table:
    """Return the rows of a frozen table sorted by document, place and then every other column."""
    names = table.column_names
    first = [name for name in ("doc_id", "start", "end") if name in names]
    return table.sort_by([(name, "ascending") for name in [*first, *(name for name in names if name not in first)]])


def write_frozen(table: pyarrow.Table, path: Path) -> None:
    """Write a frozen table."""
    import pyarrow.compute as pc

    lines = pc.binary_join_element_wise(*(_cells(column) for column in table.columns), "\t")
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write("\t".join(table.column_names) + "\n")
        for chunk in lines.chunks:
            stream.writelines(f"{line}\n" for line in chunk.to_pylist())


def _cells(column: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_floating(column.type):
        column = pc.round(column, DECIMALS)
    if not pa.types.is_string(column.type):
        return pc.fill_null(pc.cast(column, pa.string()), "")
    if pc.any(pc.match_substring_regex(column, r"[\\\t\n\r]|^$")).as_py():
        for plain, escape in _ESCAPES:
            column = pc.replace_substring(column, plain, escape)
        column = pc.if_else(pc.equal(column, ""), "\\e", column)
    return pc.fill_null(column, "")


def read_frozen(name: str, path: Path) -> pyarrow.Table:
    """Read a frozen table.

    Raises:
        InputError: the file is missing, or a line is not what `write_frozen` writes.
    """
    import pyarrow as pa
    import pyarrow.csv

    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    types = {column: kinds[kind] for column, kind in frozen_columns()[name]}
    try:
        table = pyarrow.csv.read_csv(
            path,
            parse_options=pyarrow.csv.ParseOptions(delimiter="\t", quote_char=False, escape_char=False),
            convert_options=pyarrow.csv.ConvertOptions(column_types=types, null_values=[""], strings_can_be_null=True),
        )
    except (OSError, pa.ArrowInvalid, pa.ArrowKeyError) as error:
        raise _damaged(path, str(error).splitlines()[0]) from error
    if table.column_names != list(types):
        raise _damaged(path, f"its columns are {', '.join(table.column_names)}")
    for at, column in enumerate(table.column_names):
        if types[column] == pa.string():
            table = table.set_column(at, column, _unescaped(table[column]))
    return table


def _unescaped(column: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pc.any(pc.match_substring(column, "\\")).as_py():
        return column
    return pa.chunked_array([pa.array([_plain(value) for value in column.to_pylist()], pa.string())])


def _plain(value: str | None) -> str | None:
    if value is None or "\\" not in value:
        return value
    plain = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r", "e": ""}
    parts = iter(value)
    return "".join(plain.get(next(parts, ""), "\\") if part == "\\" else part for part in parts)


def _damaged(path: Path, reason: str) -> InputError:
    return InputError(
        f"cannot read the baseline ({reason})",
        where=str(path),
        expected="a file written by `gliomine snapshot`",
        advice="restore it from version control, or write the baseline anew with `gliomine snapshot`",
    )


def freeze(name: str, read: Callable[[str, list[str]], pyarrow.Table]) -> pyarrow.Table:
    """Return the frozen form of a run's table.

    Args:
        name: the table.
        read: reads columns of a table of the run.
    """
    wanted = [column for column, _ in frozen_columns()[name]]
    if name == "relations":
        return in_order(_by_place(read, wanted))
    own = {item.name for item in table_schemas()[name].columns}
    table = read(name, [*(column for column in wanted if column in own), *(["mention_id"] * (name == "mentions"))])
    if name == "mentions":
        links = read("links", ["mention_id", "rank", "curie", "name", "score", "match"])
        asserted = read("assertions", ["mention_id", "status"])
        table = _with_facts(table, links=links, asserted=asserted)
    return in_order(table.select(wanted))


def _by_place(read: Callable[[str, list[str]], pyarrow.Table], wanted: list[str]) -> pyarrow.Table:
    """Return relations by place: of those that hold both ways the earlier mention first, whatever it is linked to."""
    import pyarrow as pa
    import pyarrow.compute as pc

    of_subject = {"start": "subject_start", "end": "subject_end"}
    both = [f"{side}_{name}" for side in ("subject", "object") for name in ("start", "end", "text", "type")]
    table = read("claims", [*(name for name in wanted if name not in of_subject and name not in both), *both])
    symmetric = pa.array([name for name, item in PREDICATES.items() if item.symmetric])
    turned = pc.and_(pc.is_in(table["predicate"], symmetric), pc.less(table["object_start"], table["subject_start"]))
    columns = {}
    for name in wanted:
        own = of_subject.get(name, name)
        side, _, rest = own.partition("_")
        other = {"subject": f"object_{rest}", "object": f"subject_{rest}"}.get(side, own)
        columns[name] = pc.if_else(turned, table[other], table[own])
    return pa.table(columns)


def _with_facts(mentions: pyarrow.Table, *, links: pyarrow.Table, asserted: pyarrow.Table) -> pyarrow.Table:
    import pyarrow.compute as pc

    best = links.filter(pc.equal(links["rank"], 1))
    best = best.select(["mention_id", "curie", "name", "score", "match"])
    best = best.rename_columns(["mention_id", "curie", "concept_name", "concept_score", "match"])
    status = asserted.rename_columns(["mention_id", "assertion"])
    return mentions.join(best, "mention_id").join(status, "mention_id")
