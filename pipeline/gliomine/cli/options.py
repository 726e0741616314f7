"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Topic = Annotated[
    str | None,
    typer.Option(
        "--topic",
        "--profile",
        help="Topic: a shipped one by its name, or your own TOML file.",
        show_default="glioma",
    ),
]
Model = Annotated[
    str | None, typer.Option(help="default, none, or an installed spaCy package.", show_default="default")
]
Prefer = Annotated[
    str | None,
    typer.Option(help="Vocabulary whose identifiers come first: mesh, ...", show_default="none"),
]
Settings = Annotated[Path | None, typer.Option("--config", help="Settings in TOML.", show_default="none")]
