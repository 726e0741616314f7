"""`gliomine train`: build the recogniser, or add a head of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Train the recogniser (needs the extra `train`).")


@app.callback(invoke_without_command=True)
def train(
    context: typer.Context,
    config: Annotated[
        list[Path] | None, typer.Option(help="Training settings in TOML; may be repeated: one run after another.")
    ] = None,
    stage: Annotated[list[str] | None, typer.Option(help="Only this stage; may be repeated.")] = None,
    corpora: Annotated[str | None, typer.Option(help="Folder of corpora, instead of the file's.")] = None,
    work: Annotated[str | None, typer.Option(help="Folder for checkpoints of one run, instead of the file's.")] = None,
    output: Annotated[str | None, typer.Option(help="Folder for the recogniser of one run, likewise.")] = None,
) -> None:
    """Run the stages prepare, pretrain, finetune, average, export, evaluate; a stopped run goes on."""
    if context.invoked_subcommand is not None:
        return
    from gliomine.errors import ConfigError
    from gliomine.training.sequence import run_in_order
    from gliomine.training.settings import load_settings, with_paths

    if not config:
        raise ConfigError("no training settings given", expected="--config FILE.toml", advice="see docs/training.md")
    if len(config) > 1 and (work is not None or output is not None):
        raise ConfigError(
            "--work and --output are for one run",
            where=f"{len(config)} times --config",
            expected="`work` and `output` in the files, which say who goes on from whom",
        )
    _show_progress()
    runs = [with_paths(load_settings(path), corpora=corpora, work=work, output=output) for path in config]
    run_in_order(runs, stage or [])


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
