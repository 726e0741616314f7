"""All settings, each default written once.

`Config` says what is extracted: it is part of a run's fingerprint. `RunOptions` says how the work is carried out: it
never changes a byte of the tables.
"""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gliomine.errors import ConfigError, unknown_name


@dataclass(frozen=True, slots=True)
class ReadConfig:
    """What is accepted as input."""

    input_format: str | None = None  # None: by suffix and content
    max_bytes: int = 64 * 1024 * 1024
    max_chars: int = 2_000_000
    text_column: str = "text"
    id_column: str = "doc_id"


@dataclass(frozen=True, slots=True)
class MentionConfig:
    """Who proposes entities."""

    model: str = "default"  # `default`: the shipped model; `none`: dictionary alone; else an installed spaCy package
    dictionary: bool = True
    min_score: float = 0.0


@dataclass(frozen=True, slots=True)
class LinkConfig:
    """How mentions become concepts."""

    prefer: str | None = None  # vocabulary prefix whose identifiers come first, e.g. `mesh`
    max_candidates: int = 5
    knowledge_base: str | None = None  # folder of another index; None: the shipped one


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that decides what a run writes."""

    profile: str = "glioma"
    read: ReadConfig = field(default_factory=ReadConfig)
    mentions: MentionConfig = field(default_factory=MentionConfig)
    links: LinkConfig = field(default_factory=LinkConfig)


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """How much is worked on at once: a unit is what a crash can lose, a batch is what goes through a stage together."""

    unit_documents: int = 128
    unit_chars: int = 400_000  # a unit ends with the document that passes this
    batch_documents: int = 64
    batch_chars: int = 200_000


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How output formats are written."""

    neutralise: bool = True  # a leading apostrophe before what a spreadsheet would execute


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run is carried out."""

    formats: tuple[str, ...] = ("parquet", "csv")
    engine: str = "local"
    scheduler: str | None = None
    workers: int = 0  # 0: one per physical core
    timeout: float = 60.0  # seconds a document may take
    force: bool = False
    limits: WorkLimits = field(default_factory=WorkLimits)
    write: WriteOptions = field(default_factory=WriteOptions)


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """How much of a run the report holds; the tables always hold everything."""

    documents: int = 300  # documents in the reader
    characters: int = 2_000_000  # characters of their texts, all together
    concepts: int = 3_000  # rows of the entity browser, the most frequent first
    top: int = 20  # bars of a chart
    matrix: int = 24  # rows and columns of the co-occurrence chart
    failures: int = 200  # failures that are listed


@dataclass(frozen=True, slots=True)
class PlotOptions:
    """How charts are saved as pictures."""

    formats: tuple[str, ...] = ("png", "svg")
    theme: str = "light"
    width: int = 560  # of the plotting area, in pixels
    scale: float = 2.0  # pixels of a PNG per pixel of the chart


def configured(
    config: Config, *, model: str | None = None, profile: str | None = None, prefer: str | None = None
) -> Config:
    """Return the settings with these overrides; None keeps what is there."""
    mentions = config.mentions if model is None else dataclasses.replace(config.mentions, model=model)
    links = config.links if prefer is None else dataclasses.replace(config.links, prefer=prefer)
    return dataclasses.replace(config, profile=profile or config.profile, mentions=mentions, links=links)


def to_dict(config: Config) -> dict[str, Any]:
    """Return the settings as nested plain dictionaries."""
    return dataclasses.asdict(config)


def from_dict(values: dict[str, Any], *, where: str = "settings") -> Config:
    """Build a Config from nested dictionaries; missing settings keep their defaults.

    Raises:
        ConfigError: an unknown setting or a value of the wrong kind.
    """
    config: Config = _build(Config, values, where)
    return config


def load_config(path: Path) -> Config:
    """Read a Config from a TOML file.

    Raises:
        ConfigError: the file is missing, is not TOML, or holds an unknown setting.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(
            f"cannot read the configuration ({error})",
            where=str(path),
            expected="a TOML file with the tables [read], [mentions], [links]",
            advice="correct the file or leave out --config",
        ) from error
    return from_dict(values, where=str(path))


def _build(kind: type, values: dict[str, Any], where: str) -> Any:
    fields = {item.name: item for item in dataclasses.fields(kind)}
    arguments: dict[str, Any] = {}
    for name, value in values.items():
        if name not in fields:
            raise unknown_name(f"setting in {where}", name, fields)
        default = getattr(kind(), name)
        if dataclasses.is_dataclass(default):
            if not isinstance(value, dict):
                raise ConfigError(
                    f"setting '{name}' is not a table", where=where, expected=f"[{name}] and its settings"
                )
            arguments[name] = _build(type(default), value, f"{where} [{name}]")
        else:
            arguments[name] = _checked(name, value, default, where)
    return kind(**arguments)


def _checked(name: str, value: Any, default: Any, where: str) -> Any:
    # A setting whose default is None holds text.
    expected = str if default is None else type(default)
    if value is None and default is None:
        return value
    if expected is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
        raise ConfigError(f"setting '{name}' has the value {value!r}", where=where, expected=f"a {expected.__name__}")
    return value
