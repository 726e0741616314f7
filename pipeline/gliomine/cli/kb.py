"""`gliomine kb`: build, describe, ask and export the knowledge base."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gliomine.errors import ConfigError, InputError

app = typer.Typer(help="The knowledge base: what mentions are linked to.", no_args_is_help=True)

_FOLDER_HELP = "Folder of an index, instead of the shipped one."
_Folder = Annotated[Path | None, typer.Option("--kb", metavar="FOLDER", help=_FOLDER_HELP)]


SHIPPED = "shipped"
"""What `--base` calls the index that comes with gliomine."""

_COLUMNS = ("identifier", "name", "type", "score", "why", "matched name", "also")


def _open(folder: Path | None) -> Any:
    from gliomine.kb.knowledge_base import open_knowledge_base

    return open_knowledge_base(None if folder is None else str(folder))


@app.command()
def build(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Folder of the index; replaced when the new one is whole.")
    ],
    archives: Annotated[Path, typer.Option(help="Folder of the pinned packages; missing ones are downloaded.")] = Path(
        ".cache/kb"
    ),
    add: Annotated[
        list[Path] | None, typer.Option(help="A vocabulary of your own: .tsv, .obo or .jsonl; may be repeated.")
    ] = None,
    type_: Annotated[str, typer.Option("--type", help="Entity type of added concepts whose file tells none.")] = "",
    base: Annotated[
        Path | None,
        typer.Option(
            help="Add to this finished index (`shipped`: the one of gliomine) instead of building from the sources."
        ),
    ] = None,
) -> None:
    """Build the index from pinned packages, reproducibly; with --add, with concepts of your own."""
    import logging

    from gliomine.kb.build.build import build as make
    from gliomine.kb.extend import extend

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    if base is not None and not add:
        raise ConfigError("nothing to add", where="--base", expected="--add FILE beside it")
    if base is not None:
        facts = extend(_open(None).folder if str(base) == SHIPPED else base, output, added=add or (), entity_type=type_)
    else:
        facts = make(output, archives=archives, added=add or (), entity_type=type_)
    size = sum(entry["size"] for entry in facts["files"].values())
    typer.echo(f"{output}: {facts['concepts']:,} concepts, {facts['keys']:,} names, {size / 1e6:.1f} MB")


@app.command()
def info(folder: _Folder = None) -> None:
    """Describe the index: version, vocabularies, licences, sizes."""
    from gliomine.cli.grid import print_grid

    kb = _open(folder)
    size = sum(entry["size"] for entry in kb.facts["files"].values())
    typer.echo(
        f"version {kb.version}: {len(kb):,} concepts, {kb.facts['keys']:,} names, {size / 1e6:.1f} MB in {kb.folder}"
    )
    print_grid(
        ("vocabulary", "concepts", "rank", "version", "licence", "from"),
        [
            (item["name"], f"{item['concepts']:,}", item["priority"], item["version"], item["licence"], item["origin"])
            for item in kb.facts["sources"]
        ],
    )


@app.command()
def lookup(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name, or an identifier such as MESH:D005909.")],
    type_: Annotated[str, typer.Option("--type", help="Answer as for a mention of this entity type.")] = "",
    topic: Annotated[str, typer.Option(help="Topic whose names are asked first: a name, or your own .toml file.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="Most answers.")] = 10,
    folder: _Folder = None,
) -> None:
    """Show what the linker takes a name for, best first, with the reason for each answer."""
    from gliomine.cli.grid import print_grid
    from gliomine.entity_types import ENTITY_TYPES
    from gliomine.errors import unknown_name
    from gliomine.kb.overlay import open_overlay
    from gliomine.linking.lookup import look_up
    from gliomine.topics import load_topic

    if type_ and type_ not in ENTITY_TYPES:
        raise unknown_name("entity type", type_, ENTITY_TYPES)
    kb = open_overlay(None if folder is None else str(folder), load_topic(topic).vocabularies if topic else ())
    answers = look_up(kb, name, entity_type=type_, limit=limit)
    if not answers:
        raise InputError(
            f"nothing is called '{name}'" + (f" among type {type_}" if type_ else ""),
            expected="a name, or one that is near it, or an identifier of the index",
            advice="leave out --type" if type_ else "`gliomine kb info` lists the vocabularies",
        )
    print_grid(
        _COLUMNS,
        [
            (
                answer.curie,
                answer.name,
                ", ".join(answer.entity_types),
                f"{answer.score:.2f}" if answer.score else "no link",
                _reason(answer),
                answer.matched,
                " ".join(answer.xrefs[:4]),
            )
            for answer in answers
        ],
    )


def _reason(answer: Any) -> str:
    """Say how an answer was found, with each factor of its score that is not 1."""
    from gliomine.linking.lookup import FACTORS

    match = answer.match if answer.score else f"{answer.match} {answer.similarity:.2f}"
    synonym = {"name": "", "identifier": "", "exact": ", synonym", "curated": ", curated name"}
    factors = [f"{name} {value:.2f}" for name, value in zip(FACTORS, answer.factors, strict=True) if value < 1]
    made = f" ({' x '.join(factors)})" if len(factors) > 1 else ""
    return match + synonym.get(answer.status, f", {answer.status} synonym") + made


@app.command()
def export(
    output: Annotated[Path, typer.Argument(metavar="FILE", help="File to write.")],
    format_: Annotated[str, typer.Option("--format", "-f", help="Format: scispacy (JSON lines).")] = "scispacy",
    vocabulary: Annotated[str, typer.Option(help="Only concepts of this vocabulary, as `kb info` names it.")] = "",
    folder: _Folder = None,
) -> None:
    """Write the concepts in the format of another tool."""
    from gliomine.kb.export import export as write

    typer.echo(f"{write(_open(folder), output, format_=format_, vocabulary=vocabulary):,} concepts in {output}")


def register(parent: typer.Typer) -> None:
    """Add the commands to the application."""
    parent.add_typer(app, name="kb")
