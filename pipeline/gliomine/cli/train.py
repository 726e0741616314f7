"""`gliomine train`: build the recogniser, or add a head of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Train the recogniser (needs the extra `train`).")


@app.callback(invoke_without_command=True)
def train(
    context: typer.Context,
    config: Annotated[Path | None, typer.Option(help="Training settings in TOML.")] = None,
    stage: Annotated[list[str] | None, typer.Option(help="Only this stage; may be repeated.")] = None,
    corpora: Annotated[str | None, typer.Option(help="Folder of corpora, instead of the file's.")] = None,
    work: Annotated[str | None, typer.Option(help="Folder for checkpoints, instead of the file's.")] = None,
    output: Annotated[str | None, typer.Option(help="Folder for the recogniser, instead of the file's.")] = None,
) -> None:
    """Run the stages prepare, pretrain, finetune, average, export, evaluate; a stopped run goes on."""
    if context.invoked_subcommand is not None:
        return
    from gliomine.errors import ConfigError
    from gliomine.training.settings import load_settings, with_paths
    from gliomine.training.stages import run_stages

    if config is None:
        raise ConfigError("no training settings given", expected="--config FILE.toml", advice="see docs/training.md")
    _show_progress()
    run_stages(with_paths(load_settings(config), corpora=corpora, work=work, output=output), stage or [])


@app.command()
def head(
    corpus: Annotated[list[Path], typer.Option(help="JSON lines with doc_id, text and entities; may be repeated.")],
    name: Annotated[str, typer.Option(help="Name of the new label set.")],
    folder: Annotated[Path | None, typer.Option(help="Folder of the recogniser; by default the shipped one.")] = None,
) -> None:
    """Train a head on the shipped encoder and add it; the other heads stay as they are."""
    from gliomine.resources import models_folder
    from gliomine.training.head import add_head

    _show_progress()
    score = add_head(folder or models_folder() / "ner", corpus, name)
    if score is None:
        typer.echo(f"added {name}; too few documents to measure it")
    else:
        typer.echo(f"added {name}: F1 {score.f1} on {score.documents} held-out documents ({score.gold} mentions)")


def _show_progress() -> None:
    import logging

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")


def register(parent: typer.Typer) -> None:
    """Add the commands to the application."""
    parent.add_typer(app, name="train")
