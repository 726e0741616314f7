"""Differences and verdicts as text: lines for a terminal, Markdown, and plain dictionaries for JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gliomine.compare.diff import Change, Comparison, Summary
from gliomine.text.inline import inline

if TYPE_CHECKING:
    from gliomine.compare.verdicts import Verdict

CONTEXT = 60
"""Characters shown on either side of a mention."""

_MARKDOWN = re.compile(r"([\\`*_\[\]|#~])")


def describe(change: Change) -> str:
    """Return what changed, in one line without its kind and document."""
    if change.table in _DESCRIBED:
        return _DESCRIBED[change.table](change)
    before, after = change.before, change.after
    if before is None or after is None:
        row = change.row
        if change.table == "documents":
            return ""
        shown = [f"{name} {_value(value)}" for name, value in row.items() if name != "doc_id" and value is not None]
        return f"{change.table}: " + ", ".join(shown)
    return f"{change.table}: " + ", ".join(_differences(before, after))


def _describe_mention(change: Change) -> str:
    before, after = change.before, change.after
    row = change.row
    named = f'"{inline(row["text"])}" {row["entity_type"]} {row["start"]}-{row["end"]}'
    if before is None or after is None:
        return f"{named} {_concept(row)}".rstrip()
    if change.kind == "relinked":
        return f"{named}: {_concept(before) or 'no concept'} -> {_concept(after) or 'no concept'}"
    if change.kind == "moved":
        return f'{named} was "{inline(before["text"])}" {before["start"]}-{before["end"]}'
    skipped = ("text", "curie", "concept_name", "concept_score", "score", "match") if change.kind == "retyped" else ()
    return f"{named}: " + ", ".join(item for item in _differences(before, after) if item.split(":")[0] not in skipped)


def _describe_relation(change: Change) -> str:
    before, after, row = change.before, change.after, change.row
    shown = f'"{inline(row["subject_text"])}" {row["predicate"]} "{inline(row["object_text"])}"'
    places = f"{row['start']}-{row['end']}, {row['object_start']}-{row['object_end']}"
    if before is None or after is None:
        return f"{shown} {row['status']} {places}"
    return f"{shown} {places}: " + ", ".join(_differences(before, after))


def _describe_evidence(change: Change) -> str:
    before, after, row = change.before, change.after, change.row
    shown = f"{inline(row['subject_name'])} {row['predicate']} {inline(row['object_name'])}"
    if before is None or after is None:
        counts = [f"{row[name]} {name}" for name in ("documents", "present", "absent", "possible") if row[name]]
        return f"{shown}: " + ", ".join(counts)
    return f"{shown}: " + ", ".join(_differences(before, after))


_DESCRIBED: dict[str, Callable[[Change], str]] = {
    "mentions": _describe_mention,
    "relations": _describe_relation,
    "evidence": _describe_evidence,
}


def _concept(row: dict[str, Any]) -> str:
    return "" if row["curie"] is None else f"{row['curie']} {inline(row['concept_name'] or '')}"


def _differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [
        f"{name}: {_value(value)} -> {_value(after[name])}" for name, value in before.items() if value != after[name]
    ]


def _value(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4f}"
    return "null" if value is None else f'"{inline(value)}"' if isinstance(value, str) else str(value)


def context(change: Change) -> str | None:
    """Return the words around what changed, with the mentions in brackets; None where no sentence is known."""
    if change.sentence is None:
        return None
    start, text = change.sentence
    places = [(low - start, min(high - start, len(text))) for low, high in mentions_of(change.row)]
    low, high = places[0][0], max(place[1] for place in places)
    shown, at = "", low
    for begin, end in places:
        # Of a name that holds a relation inside, the part lies in the whole.
        shown += text[at:begin] + f"[{text[begin:end]}]" if begin >= at else ""
        at = max(at, end)
    left, right = text[max(0, low - CONTEXT) : low], text[high : high + CONTEXT]
    dots = ("..." if low > CONTEXT else "", "..." if high + CONTEXT < len(text) else "")
    return inline(f"{dots[0]}{left}{shown}{right}{dots[1]}")


def mentions_of(row: dict[str, Any]) -> list[tuple[int, int]]:
    """Return the places of a mention, or of the two of a relation, by position; a part comes behind its whole."""
    places = [(row["start"], row["end"])]
    if "object_start" in row:
        places.append((row["object_start"], row["object_end"]))
    return sorted(places, key=lambda place: (place[0], -place[1]))


def of_document(doc_id: str) -> str:
    """Return how a list of changes names a document; evidence is of all of them."""
    return inline(doc_id) or "(all documents)"


def summary_lines(summary: Summary) -> Iterator[str]:
    """Yield the counts of differences."""
    if not summary.by_kind:
        yield "no difference"
        return
    for kind, count in summary.by_kind.items():
        yield f"{kind:18} {count:8,}"
    for name, kinds in (*summary.by_type.items(), *summary.by_predicate.items()):
        yield f"  {name:18} " + ", ".join(f"{count:,} {kind}" for kind, count in kinds.items())
    for (curie, concept), (lost, gained) in list(summary.by_concept.items())[:10]:
        yield f"  {curie:18} -{lost} +{gained} {inline(concept)}"


def change_lines(comparison: Comparison, *, limit: int) -> Iterator[str]:
    """Yield the differences document by document: (document), then indented changes with their sentence."""
    document = None
    for change in comparison.changes(limit):
        if change.doc_id != document:
            document = change.doc_id
            yield of_document(document)
        yield f"  {change.kind:17} {describe(change)}".rstrip()
        around = context(change)
        if around is not None:
            yield f"  {'':17} {around}"
    if comparison.total > limit:
        yield f"... and {comparison.total - limit:,} more"


def markdown(comparison: Comparison, *, limit: int, verdicts: Sequence[Verdict] = ()) -> str:
    """Return a summary for people, with the first so many differences."""
    summary = comparison.summary
    lines = ["## gliomine: what changed", "", f"`{comparison.before.path.name}` -> `{comparison.after.path.name}`", ""]
    failed = [item for item in verdicts if not item.passed]
    if verdicts:
        lines += [f"**{'failed' if failed else 'passed'}**: {len(failed)} of {len(verdicts)} budgets exceeded", ""]
    if failed:
        lines += ["| what | found | allowed |", "|---|---:|---:|"]
        rows = ((escaped(item.name), item.shown(item.found), item.shown(item.allowed)) for item in failed)
        lines += [f"| {name} | {found} | {allowed} |" for name, found, allowed in rows]
        lines.append("")
    if not summary.by_kind:
        return "\n".join([*lines, "No difference.", ""])
    lines += ["| change | count |", "|---|---:|"]
    lines += [f"| {escaped(kind)} | {count} |" for kind, count in summary.by_kind.items()]
    lines += ["", "| document | change | what | sentence |", "|---|---|---|---|"]
    for change in comparison.changes(limit):
        cells = (of_document(change.doc_id), change.kind, describe(change), context(change) or "")
        lines.append("| " + " | ".join(escaped(cell) for cell in cells) + " |")
    if comparison.total > limit:
        lines += ["", f"and {comparison.total - limit:,} more"]
    return "\n".join([*lines, ""])


def escaped(text: str) -> str:
    """Return a text that Markdown shows as it is.

    >>> escaped("a|b <i>")
    'a\\\\|b &lt;i&gt;'
    """
    harmless = inline(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKDOWN.sub(r"\\\1", harmless)


def json_text(comparison: Comparison, *, verdicts: Sequence[Verdict] = ()) -> str:
    """Return everything as JSON."""
    return json.dumps(to_dict(comparison, verdicts=verdicts), ensure_ascii=False, indent=1) + "\n"


def to_dict(comparison: Comparison, *, verdicts: Sequence[Verdict] = ()) -> dict[str, Any]:
    """Return everything as plain values for JSON."""
    summary = comparison.summary
    return {
        "before": str(comparison.before.path),
        "after": str(comparison.after.path),
        "same": comparison.same,
        "passed": all(item.passed for item in verdicts) if verdicts else None,
        "verdicts": [
            {"name": item.name, "found": item.found, "allowed": item.allowed, "passed": item.passed}
            for item in verdicts
        ],
        "by_kind": summary.by_kind,
        "by_type": summary.by_type,
        "by_predicate": summary.by_predicate,
        "by_concept": [
            {"curie": curie, "name": name, "lost": lost, "gained": gained}
            for (curie, name), (lost, gained) in summary.by_concept.items()
        ],
        "changes": [
            {
                "doc_id": item.doc_id,
                "table": item.table,
                "kind": item.kind,
                "before": item.before,
                "after": item.after,
                "sentence": None if item.sentence is None else item.sentence[1],
                "sentence_start": None if item.sentence is None else item.sentence[0],
            }
            for item in comparison.changes()
        ],
    }
