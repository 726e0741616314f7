"""Verdicts for machines: JUnit XML, and the annotations and job summary of GitHub Actions."""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from gliomine.compare.diff import Change
from gliomine.compare.show import context, describe, markdown, of_document
from gliomine.compare.verdicts import CheckResult, Verdict

SHOWN = 20
"""Changes listed under one failed budget."""

SUMMARY_CHANGES = 200
"""Changes in a Markdown summary; GitHub cuts off a job summary at one megabyte."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_junit(result: CheckResult, path: Path) -> None:
    """Write the verdicts as JUnit XML: a test case for each budget, with the changes that exceeded it."""
    listed = _by_budget(result)
    failed = [item for item in result.verdicts if not item.passed]
    counts = {"tests": str(len(result.verdicts)), "failures": str(len(failed)), "errors": "0"}
    root = ET.Element("testsuites", counts)
    suite = ET.SubElement(root, "testsuite", {"name": "gliomine check", **counts})
    for item in result.verdicts:
        case = ET.SubElement(suite, "testcase", {"classname": f"gliomine.{item.group}", "name": item.kind})
        if not item.passed:
            failure = ET.SubElement(case, "failure", {"message": _message(item), "type": "budget"})
            failure.text = _NOT_XML.sub("?", "\n".join(_listing(listed.get((item.group, item.kind), []))))
    ET.indent(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _message(item: Verdict) -> str:
    relation = "at least" if item.kind == "ratio" else "at most"
    return f"{item.name} is {item.shown(item.found)}, allowed is {relation} {item.shown(item.allowed)}"


def _by_budget(result: CheckResult) -> dict[tuple[str, str], list[Change]]:
    found: dict[tuple[str, str], list[Change]] = {}
    if result.comparison is None or result.passed:
        return found
    for change in result.comparison.changes():
        if change.table == "mentions":
            key = ((change.before or change.row)["entity_type"], change.kind)
        elif change.table == "relations":
            key = ((change.before or change.row)["predicate"], change.kind)
        else:
            key = (change.table, change.kind if change.table == "documents" else "rows")
        found.setdefault(key, []).append(change)
    return found


def _listing(found: Sequence[Change]) -> Iterator[str]:
    for change in found[:SHOWN]:
        yield f"{of_document(change.doc_id)}: {describe(change)}"
        around = context(change)
        if around is not None:
            yield f"    {around}"
    if len(found) > SHOWN:
        yield f"... and {len(found) - SHOWN:,} more"


def verdict_lines(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """Yield a line for every budget that was exceeded, and one for the result."""
    kept = list(verdicts)
    failed = [item for item in kept if not item.passed]
    for item in failed:
        yield f"FAILED  {_message(item)}"
    yield f"{len(kept) - len(failed)} of {len(kept)} budgets kept"


def annotation_lines(result: CheckResult, against: Path) -> Iterator[str]:
    """Yield a workflow command of GitHub Actions for every exceeded budget (one notice where all were kept)."""
    listed = _by_budget(result)
    file = _property(f"{against.as_posix()}/mentions.tsv")
    for item in result.verdicts:
        if not item.passed:
            text = "\n".join([_message(item), *_listing(listed.get((item.group, item.kind), [])[:3])])
            yield f"::error file={file},title={_property(f'gliomine check, {item.name}')}::{_data(text)}"
    if result.passed:
        yield f"::notice title=gliomine check::{len(result.verdicts)} budgets kept"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def job_summary(result: CheckResult) -> str:
    """Return the Markdown summary of a check."""
    if result.comparison is None:
        return f"## gliomine: what changed\n\n{result.note}; everything is accepted.\n"
    return markdown(result.comparison, limit=SUMMARY_CHANGES, verdicts=result.verdicts)


def append_job_summary(text: str, environment: Mapping[str, str] | None = None) -> Path | None:
    """Append a Markdown text to the job summary of GitHub Actions and return its file; None outside of it."""
    name = (os.environ if environment is None else environment).get("GITHUB_STEP_SUMMARY")
    if not name:
        return None
    with Path(name).open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(text + "\n")
    return Path(name)
