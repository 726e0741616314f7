"""All settings, each default written once.

`Config` says what is extracted: it is part of a run's fingerprint. `RunOptions` says how the work is carried out: it
never changes a byte of the tables.
"""

from __future__ import annotations

import dataclasses
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

from gliomine.errors import ConfigError, cause, unknown_name
from gliomine.time_limit import SECONDS

Decoded = TypeVar("Decoded")


class Settings:
    """Base of the dataclasses that `decode` builds from a file."""

    __slots__ = ()
    __pydantic_config__ = {"extra": "forbid", "strict": True}  # noqa: RUF012 - pydantic reads it under this name


@dataclass(frozen=True, slots=True)
class ReadConfig(Settings):
    """What is accepted as input."""

    input_format: str | None = None  # None: by suffix and content
    max_bytes: int = 64 * 1024 * 1024
    max_chars: int = 2_000_000
    text_column: str | tuple[str, ...] = "text"  # several are joined by empty lines
    title_column: str | None = None  # None: `title`, or as exports of PubMed, Zotero and Scopus call it
    id_column: str = "doc_id"
    table_cells: int = 3_000  # cells of the tables of a paper that are read for entities, the first ones; 0: none


@dataclass(frozen=True, slots=True)
class MentionConfig(Settings):
    """Who proposes entities."""

    model: str = "default"  # `default`: the shipped model; `none`: dictionary alone; else an installed spaCy package
    dictionary: bool = True
    min_score: float = 0.4  # by the F1 of right rows and by single sentences, see docs/training.md
    calibrate: bool = True  # with the shipped model: a score is the chance that the mention is right


@dataclass(frozen=True, slots=True)
class LinkConfig(Settings):
    """How mentions become concepts."""

    prefer: str | None = None  # vocabulary prefix whose identifiers come first, e.g. `mesh`
    max_candidates: int = 5
    min_score: float = 0.5  # of the best candidate of a recognised mention: more often right than wrong
    knowledge_base: str | None = None  # folder of another index; None: the shipped one


@dataclass(frozen=True, slots=True)
class RelationConfig(Settings):
    """Which relations are kept."""

    model: str = (
        "default"  # `default`: the shipped voices; `none`: names that hold a relation inside, and own predicates
    )
    min_score: float = 0.36  # of the relations shown then, two of three are right (docs/relations.md)


@dataclass(frozen=True, slots=True)
class Config(Settings):
    """Everything that decides what a run writes."""

    profile: str = "glioma"
    read: ReadConfig = field(default_factory=ReadConfig)
    mentions: MentionConfig = field(default_factory=MentionConfig)
    links: LinkConfig = field(default_factory=LinkConfig)
    relations: RelationConfig = field(default_factory=RelationConfig)


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
    # Seconds a document may take, for each 50,000 characters (500,000 bytes while it is read).
    timeout: float = SECONDS
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
    claims: int = 2_000  # claims of the evidence, the best supported first
    claim_sentences: int = 20  # sentences behind each, the surest first


@dataclass(frozen=True, slots=True)
class PlotOptions:
    """How charts are saved as pictures."""

    formats: tuple[str, ...] = ("png", "svg")
    theme: str = "light"
    width: int = 560  # of the plotting area, in pixels
    scale: float = 2.0  # pixels of a PNG per pixel of the chart


def configured(
    config: Config,
    *,
    model: str | None = None,
    topic: str | None = None,
    profile: str | None = None,
    prefer: str | None = None,
) -> Config:
    """Return the settings with these overrides; None keeps what is there. `topic` and `profile` are one setting."""
    mentions = config.mentions if model is None else dataclasses.replace(config.mentions, model=model)
    links = config.links if prefer is None else dataclasses.replace(config.links, prefer=prefer)
    return dataclasses.replace(config, profile=topic or profile or config.profile, mentions=mentions, links=links)


def to_dict(config: Config) -> dict[str, Any]:
    """Return the settings as nested plain dictionaries, as they are again when they were written as JSON."""
    return dataclasses.asdict(config, dict_factory=_plain)


def _plain(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in pairs}


def restored(values: Mapping[str, Any]) -> Config:
    """Return the Config that `to_dict` was given, without a check: a worker starts faster so."""
    made: dict[str, Any] = dict(values)
    for item in dataclasses.fields(Config):
        if item.default_factory is not dataclasses.MISSING:
            made[item.name] = item.default_factory(**values[item.name])
    return Config(**made)


def from_dict(values: Mapping[str, Any], *, where: str = "settings") -> Config:
    """Build a Config from nested dictionaries; missing settings keep their defaults.

    `topic` and `profile` are two names of one setting.

    Raises:
        ConfigError: an unknown setting or a value of the wrong kind.
    """
    named = dict(values)
    if "topic" in named:
        if "profile" in named:
            raise ConfigError("both 'topic' and 'profile' are set", where=where, advice="keep 'topic'; it is the same")
        named["profile"] = named.pop("topic")
    return decode(Config, named, where=where)


def load_config(path: Path) -> Config:
    """Read a Config from a TOML file.

    Raises:
        ConfigError: the file is missing, is not TOML, or holds an unknown setting.
    """
    values = read_toml(
        path, what="the configuration", expected="a TOML file with the tables [read], [mentions], [links], [relations]"
    )
    return from_dict(values, where=str(path))


def read_toml(path: Path, *, what: str, expected: str) -> dict[str, Any]:
    """Return the content of a TOML file of settings.

    Args:
        path: the file.
        what: what it holds, for the error.
        expected: the file that is expected, for the error.

    Raises:
        ConfigError: the file is missing or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(
            f"cannot read {what} ({cause(error)})",
            where=str(path),
            expected=expected,
            advice="correct the file",
        ) from error


def decode(kind: type[Decoded], values: Mapping[str, Any], *, where: str, called: str = "setting") -> Decoded:
    """Build a dataclass of settings, and those in it, from nested dictionaries; missing settings keep their defaults.

    Args:
        kind: the dataclass, a `Settings`.
        values: as read from TOML or JSON.
        where: where they stand, for errors.
        called: what one of them is called, for errors.

    Raises:
        ConfigError: an unknown or missing setting, or a value of the wrong kind.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        # As JSON, so that a strict dataclass may be made from a dictionary, and a tuple from a list.
        return TypeAdapter(kind).validate_json(json.dumps(values, default=_not_a_setting))
    except ValidationError as error:
        raise _explained(kind, error.errors(include_url=False)[0], where, called) from error


def _not_a_setting(value: Any) -> Any:
    raise ConfigError(f"a setting has the value {value!r}", expected="text, a number, true, false, a list or a table")


def _explained(kind: type, error: Any, where: str, called: str) -> ConfigError:
    *tables, name = error["loc"] or ("",)
    inside = "".join(f" [{table}]" if isinstance(table, str) else f" {table + 1}" for table in tables)
    if error["type"] == "unexpected_keyword_argument":
        return unknown_name(f"{called} in {where}{inside}", str(name), _names(kind, tables))
    if error["type"] == "missing":
        return ConfigError(
            f"{called} '{name}' is missing", where=f"{where}{inside}", expected=f"{name} = ...", advice="add it"
        )
    if error["type"] == "dataclass_type":
        return ConfigError(
            f"{called} '{name}' is not a table", where=f"{where}{inside}", expected=f"[{name}] and its settings"
        )
    return ConfigError(
        f"{called} '{name}' has the value {error['input']!r}",
        where=f"{where}{inside}",
        expected=str(error["msg"]).removeprefix("Input should be "),
    )


def _names(kind: Any, tables: Sequence[str | int]) -> list[str]:
    """Return the settings of a table within the settings of a kind."""
    for table in tables:
        if isinstance(table, str):
            hint = get_type_hints(kind)[table]
            kind = next((item for item in (hint, *get_args(hint)) if dataclasses.is_dataclass(item)), kind)
    return [item.name for item in dataclasses.fields(kind)]
