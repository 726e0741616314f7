"""Annotations that stand apart from their texts: `data/annotated.tsv` says where and what, the texts lie elsewhere.

`data/annotated_relations.tsv` says what some of these abstracts claim between their mentions.

The abstracts belong to their publishers and are no part of this project; what was annotated of them is ours.
"""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gliomine.errors import InputError, cause
from gliomine.resources import data_text

log = logging.getLogger("gliomine.train")

PREFIX = "annotated:"
"""Before the path of a file of texts, in the `files` of a head: its documents that are annotated here."""

STATUS = {"a": "absent", "p": "possible", ".": "present"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One annotated mention: half-open span, type, and what its sentence says of it."""

    start: int
    end: int
    label: str
    assertion: str


@dataclass(frozen=True, slots=True)
class Stated:
    """One annotated relation: the numbers of two mentions, predicate and status."""

    subject: int
    object: int
    predicate: str
    status: str


def corpus_file(root: Path, name: str) -> Path:
    """Return the path of a file of a corpus; what tells texts that are annotated here stays before its last part."""
    path = root / name.removeprefix(PREFIX)
    return path.with_name(PREFIX + path.name) if name.startswith(PREFIX) else path


def texts_of(path: Path) -> Path:
    """Return the path of the texts of such a file."""
    return path.with_name(path.name.removeprefix(PREFIX))


def parsed(name: str) -> dict[str, list[Mark]]:
    """Return document -> its mentions, of a table in `training/data`: `DOCUMENT<TAB>start:end:type:status...`."""
    found: dict[str, list[Mark]] = {}
    for where, items in _rows(name):
        marks = (Mark(int(start), int(end), label, STATUS[status]) for start, end, label, status in items)
        found.setdefault(where, []).extend(marks)
    return found


def _rows(name: str) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield the document of each row of a table, and the parts of each of its items."""
    for line in data_text("training/data", name).splitlines():
        if not line.startswith("#"):
            where, *items = line.split("\t")
            yield where, [item.split(":") for item in items]


def claims_of(marks: Mapping[str, Sequence[Mark]]) -> dict[str, list[Stated]]:
    """Return document -> its relations, of `annotated_relations.tsv`: `DOCUMENT<TAB>number:predicate:number:status...`.

    Args:
        marks: the mentions, which the numbers count from 0.
    """
    found: dict[str, list[Stated]] = {}
    for where, items in _rows("annotated_relations.tsv"):
        kept = found.setdefault(where, [])
        for subject, predicate, object_, status in items:
            ends = int(subject), int(object_)
            if max(ends) >= len(marks.get(where, ())):
                raise InputError(f"no mention {max(ends)}", where=f"annotated_relations.tsv, {where}")
            kept.append(Stated(*ends, predicate, STATUS[status]))
    return found


def annotated_texts(path: Path) -> Iterator[tuple[str, str, list[Mark]]]:
    """Yield id, text and mentions of the annotated documents of a file of texts (`source`, `id`, `text`; maybe gzip).

    Raises:
        InputError: the file cannot be read, a text is not the one that was annotated, or none of them is there.
    """
    marks = parsed("annotated.tsv")
    missed = set(marks)
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as stream:
            for line in stream:
                values = json.loads(line)
                doc_id, text = f"{values['source']}/{values['id']}", values["text"]
                if doc_id not in marks:
                    continue
                if any(item.end > len(text) for item in marks[doc_id]):
                    raise InputError("not the text that was annotated", where=f"{path}, {doc_id}")
                missed.discard(doc_id)
                yield doc_id, text, marks[doc_id]
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            f"cannot read the annotated texts ({cause(error)})",
            where=str(path),
            expected="JSON lines with source, id and text",
            advice="check the path",
        ) from error
    if len(missed) == len(marks):
        raise InputError(
            "none of the annotated texts is here", where=str(path), advice="name the file that they came from"
        )
    if missed:
        log.warning("%d of %d annotated texts are not in %s", len(missed), len(marks), path)
