"""`gliomine evidence`: what the papers of a run claim, with the sentences that say so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gliomine.cli.words import counted

if TYPE_CHECKING:
    from rich.text import Text

    from gliomine.tables.query import Answer

_PREDICATES = (
    "affects, associated_with, binds, carries, causes, combined_with, decreases, delivered_to, derived_from, "
    "increases, located_in, treats, or one of your topic."
)
FORMATS = ("table", "csv", "tsv", "json", "jsonl")
_SENTENCE = 240  # characters of a sentence that the table shows


def evidence(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Output folder of a finished run.")],
    subject: Annotated[str | None, typer.Option(help="Name, synonym or CURIE of what acts.")] = None,
    predicate: Annotated[str | None, typer.Option(help=_PREDICATES)] = None,
    object_: Annotated[str | None, typer.Option("--object", help="Name, synonym or CURIE of what is acted on.")] = None,
    broader: Annotated[
        bool, typer.Option("--broader", help="Count all concepts below, too: glioblastoma for glioma.")
    ] = False,
    min_score: Annotated[float, typer.Option(min=0.0, max=1.0, help="Least combined score.")] = 0.0,
    format_: Annotated[str, typer.Option("--format", "-f", help="table, csv, tsv, json or jsonl.")] = "table",
    limit: Annotated[int, typer.Option(min=0, help="Most claims of the printed table; 0 for all.")] = 20,
) -> None:
    """Show what the papers claim: who does what to whom, in how many documents, and a sentence that says so."""
    import sys

    from gliomine.errors import unknown_name
    from gliomine.tables.find_evidence import Sought, find_evidence
    from gliomine.writers.csv import write_cells

    if format_ not in FORMATS:
        raise unknown_name("format", format_, FORMATS)
    answer = find_evidence(run, Sought(subject, predicate, object_, broader, min_score))
    if format_ == "table":
        _print(answer, limit)
    elif format_ in ("csv", "tsv"):
        write_cells(
            sys.stdout, answer.columns, answer.rows, delimiter="," if format_ == "csv" else "\t", neutralise=True
        )
    else:
        for piece in _json(answer, lines=format_ == "jsonl"):
            typer.echo(piece)


def _json(answer: Answer, *, lines: bool) -> Iterator[str]:
    import json

    texts = (json.dumps(dict(zip(answer.columns, row, strict=True)), ensure_ascii=False) for row in answer.rows)
    if lines:
        yield from texts
        return
    before = "["
    for text in texts:
        yield before + text
        before = ","
    yield "]" if before == "," else "[]"


def _print(answer: Answer, limit: int) -> None:
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table

    console = Console(highlight=False)
    shown, more = 0, 0
    for row in answer.rows:
        if limit and shown == limit:
            more += 1
            continue
        values = dict(zip(answer.columns, row, strict=True))
        if not shown:
            console.print("docs  yes   no  may  score  claim", style="bold")
        line = Table.grid(padding=(0, 2, 0, 0))
        counts = " ".join(f"{values[name]:4,}" for name in ("documents", "present", "absent", "possible"))
        line.add_row(f"{counts}   {values['combined_score']:.2f}", _claim(values))
        console.print(line)
        console.print(Padding(_example(values), (0, 0, 0, 6), expand=False))
        shown += 1
    left = f"; --limit 0 shows {more:,} more" if more else ""
    typer.echo(f"{counted(shown, 'claim')}{left}", err=True)


def _claim(values: dict[str, Any]) -> Text:
    from rich.text import Text

    from gliomine.predicates import PREDICATES
    from gliomine.text.inline import inline

    predicate = PREDICATES.get(values["predicate"])
    return Text.assemble(
        (inline(values["subject_name"]), "bold"),
        (f" {values['predicate'].replace('_', ' ')} ", predicate.colour if predicate else ""),
        (inline(values["object_name"]), "bold"),
    )


def _example(values: dict[str, Any]) -> Text:
    """Return the example sentence around the claim, subject and object marked, and where it stands."""
    from rich.text import Text

    from gliomine.text.inline import inline

    start, sentence = values["start"], values["sentence"]
    places = [(values[f"{side}_start"] - start, values[f"{side}_end"] - start) for side in ("subject", "object")]
    low = min(place[0] for place in places)
    high = max(place[1] for place in places)
    spare = max(0, _SENTENCE - (high - low)) // 2
    begin, behind = max(0, low - spare), min(len(sentence), high + spare)
    if begin:  # not within a word
        begin = min(low, sentence.find(" ", begin) + 1)
    if behind < len(sentence):
        behind = max(high, sentence.rfind(" ", 0, behind))
    borders = sorted({begin, behind, *(border for place in places for border in place)})
    text = Text("..." if begin else "", style="dim")
    for left, right in pairwise(borders):
        marked = any(a <= left and right <= b for a, b in places)
        piece = sentence[left:right]
        # White space at the border of a piece would be lost.
        shown = (" " if piece[:1].isspace() else "") + inline(piece) + (" " if piece[-1:].isspace() else "")
        text.append(shown if piece.strip() else " ", style="underline" if marked else "")
    text.append("..." if behind < len(sentence) else "")
    status = "" if values["status"] == "present" else f"{values['status']}, "
    return text.append(f" ({status}{inline(values['doc_id'])} {values['start']}-{values['end']})")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(evidence)
