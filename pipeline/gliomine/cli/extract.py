"""`gliomine extract`: the entities of one text, in the terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gliomine.cli.options import Topic

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from gliomine.document import Document


def extract(
    text: Annotated[str, typer.Argument(help="The text; `-` reads standard input.")],
    model: Annotated[str | None, typer.Option(help="default, none, or an installed spaCy package.")] = None,
    profile: Topic = None,
    prefer: Annotated[str | None, typer.Option(help="Vocabulary whose identifiers come first: mesh, ...")] = None,
    config: Annotated[Path | None, typer.Option(help="Settings in TOML.")] = None,
) -> None:
    """Show the entities of one text: highlighted, and as a table with their concepts."""
    from rich.console import Console

    from gliomine.api import load
    from gliomine.config import Config, configured, load_config

    settings = configured(
        Config() if config is None else load_config(config), model=model, profile=profile, prefer=prefer
    )
    shown = _standard_input() if text == "-" else text
    (document,) = load(config=settings).process([shown])
    console = Console()
    console.print(_highlighted(document))
    console.print(_table(document))


def _standard_input() -> str:
    from gliomine.errors import InputError

    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"standard input is not UTF-8 ({error})", expected="UTF-8 text", advice="convert it, e.g. with iconv"
        ) from error


def _highlighted(document: Document) -> Text:
    from rich.style import Style
    from rich.text import Text

    from gliomine.entity_types import ENTITY_TYPES

    text = Text(document.text)
    for mention in document.mentions:
        entry = ENTITY_TYPES.get(mention.entity_type)
        colour = entry.colour if entry else "#CCCCCC"
        text.stylize(Style(color="#000000", bgcolor=colour), mention.start, mention.end)
    return text


def _table(document: Document) -> Table:
    from rich.table import Table
    from rich.text import Text

    from gliomine.entity_types import ENTITY_TYPES

    best = {link.mention_id: link for link in document.links if link.rank == 1}
    asserted = {item.mention_id: item.status for item in document.assertions}
    table = Table("start", "end", "mention", "type", "score", "concept", "name", "match", "source", "assertion")
    for mention in document.mentions:
        link, entry = best.get(mention.mention_id), ENTITY_TYPES.get(mention.entity_type)
        kind = Text(mention.entity_type, style=f"#000000 on {entry.colour}" if entry else "")
        concept = (link.curie, link.name, link.match) if link else ("", "", "")
        table.add_row(
            str(mention.start),
            str(mention.end),
            Text(mention.text),
            kind,
            f"{mention.score:.2f}",
            Text(concept[0]),
            Text(concept[1]),
            concept[2],
            mention.source,
            asserted.get(mention.mention_id, ""),
        )
    return table


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(extract)
