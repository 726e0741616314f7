"""`gliomine summary`: what each document of a run is about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gliomine.tables.digests import Digest

FORMATS = ("text", "jsonl")
_SENTENCE = 300  # characters of a sentence that are shown


def summary(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Output folder of a finished run.")],
    doc: Annotated[list[str] | None, typer.Option(help="A document's doc_id; may be repeated. Default: all.")] = None,
    format_: Annotated[str, typer.Option("--format", "-f", help="text or jsonl.")] = "text",
    limit: Annotated[int, typer.Option(min=0, help="Most documents; 0 for all.")] = 20,
) -> None:
    """Show what documents are about: title, first claims, and the main entities of each section."""
    import dataclasses
    import json

    from gliomine.errors import unknown_name
    from gliomine.tables.digests import digests

    if format_ not in FORMATS:
        raise unknown_name("format", format_, FORMATS)
    for number, found in enumerate(digests(run, doc or None, limit=0 if doc else limit)):
        if format_ == "jsonl":
            typer.echo(json.dumps(dataclasses.asdict(found), ensure_ascii=False))
            continue
        if number:
            typer.echo("")
        for line in _lines(found):
            typer.echo(line)


def _lines(found: Digest) -> list[str]:
    from gliomine.text.inline import inline

    lines = [inline(found.doc_id) + (f": {inline(found.title)}" if found.title else "")]
    if found.claims:
        lines.append("  claims")
    for said in found.claims:
        status = "" if said.status == "present" else f" ({said.status})"
        predicate = said.predicate.replace("_", " ")
        lines.append(f"    {inline(said.subject)} {predicate} {inline(said.object)}{status}")
        shown = inline(said.sentence)
        lines.append(f"      {shown if len(shown) <= _SENTENCE else shown[:_SENTENCE].rstrip() + '...'}")
    for part, named in found.sections:
        names = ", ".join(
            f"{inline(item.name)} ({item.entity_type.replace('_', ' ')}, {item.mentions})" for item in named
        )
        lines.append(f"  {inline(part)}: {names}")
    if not found.claims and not found.sections:
        lines.append("  no entity was found")
    return lines


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(summary)
