"""Options that several commands have."""

from __future__ import annotations

from typing import Annotated

import typer

Topic = Annotated[
    str | None, typer.Option("--topic", "--profile", help="Topic: a shipped one by its name, or your own TOML file.")
]
