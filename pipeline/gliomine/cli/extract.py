"""`gliomine extract`: the entities and relations of one text, in the terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from gliomine.cli.options import Model, Prefer, Settings, Topic
from gliomine.text.inline import visible

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from gliomine.document import Document

_WIDE = 130  # columns of a terminal from which on everything is shown


def extract(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The text; `-` reads standard input.")],
    model: Model = None,
    profile: Topic = None,
    prefer: Prefer = None,
    config: Settings = None,
) -> None:
    """Show the entities of one text, highlighted and with their concepts, and what it claims of them."""
    from rich.console import Console

    from gliomine.api import load
    from gliomine.config import Config, configured, load_config
    from gliomine.errors import ConfigError

    settings = configured(
        Config() if config is None else load_config(config), model=model, profile=profile, prefer=prefer
    )
    shown = _standard_input() if text == "-" else text
    if not shown.strip():
        raise ConfigError("the text is empty", expected="a text in quotes, or - for standard input")
    (document,) = load(config=settings).process([shown])
    console = Console()
    console.print(_highlighted(document), "")
    if document.mentions:
        console.print(_table(document, wide=console.width >= _WIDE))
    else:
        console.print("no entity was found")
    if document.relations:
        console.print("", _relations(document))


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

    text = Text(visible(document.text))
    for mention in document.mentions:
        entry = ENTITY_TYPES.get(mention.entity_type)
        colour = entry.colour if entry else "#CCCCCC"
        text.stylize(Style(color="#000000", bgcolor=colour), mention.start, mention.end)
    return text


def _table(document: Document, *, wide: bool) -> Table:
    """Return a table of mentions that fits into 80 columns; a wide one has places, scores and reasons, too."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Column, Table
    from rich.text import Text

    from gliomine.document import asserted, best_links
    from gliomine.entity_types import ENTITY_TYPES

    best, said = best_links(document), asserted(document)
    names = ["mention", "type", "concept", "status", *(("place", "score", "match", "source") if wide else ())]
    columns = [Column(name, overflow="fold", no_wrap=name in ("type", "status")) for name in names]
    table = Table(*columns, box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for mention in document.mentions:
        link, entry = best.get(mention.mention_id), ENTITY_TYPES.get(mention.entity_type)
        status = said[mention.mention_id].status if mention.mention_id in said else ""
        cells = [
            Text(visible(mention.text)),
            Text(mention.entity_type, style=f"#000000 on {entry.colour}" if entry else ""),
            Text.assemble(link.name, (f" {link.curie}", "dim")) if link else Text("-", style="dim"),
            Text("" if status == "present" else status, style="bold"),
        ]
        if wide:
            scores = f"{mention.score:.2f}" + (f" {link.score:.2f}" if link else "")
            place = f"{mention.start}-{mention.end}"
            cells += [Text(place), Text(scores), Text(link.match if link else ""), Text(mention.source)]
        table.add_row(*cells)
    return table


def _relations(document: Document) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from gliomine.predicates import PREDICATES

    mentions = {item.mention_id: item for item in document.mentions}
    names = ("subject", "predicate", "object", "status", "score", "trigger")
    table = Table(*names, box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for item in document.relations:
        predicate = PREDICATES.get(item.predicate)
        inner = document.text[item.inner_start : item.inner_end]
        table.add_row(
            Text(visible(mentions[item.subject_id].text)),
            Text(item.predicate, style=predicate.colour if predicate else ""),
            Text(visible(inner if item.object_id is None else mentions[item.object_id].text)),
            item.status,
            f"{item.score:.2f}",
            Text(visible(item.trigger or "")),
        )
    return table


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(extract)
