"""Read the vocabularies of a topic: tab-separated files of names, identifiers and entity types.

Columns: `curie`, `entity_type`, `name`, `synonyms` (parted by ` | `), `xrefs` (likewise; may be empty).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from gliomine.document import SEPARATOR
from gliomine.entity_types import ENTITY_TYPES
from gliomine.errors import InputError, unknown_name
from gliomine.mentions.dictionary import Vocabulary, read_vocabulary
from gliomine.resources import data_text

COLUMNS = ("curie", "entity_type", "name", "synonyms", "xrefs")


@cache
def load_vocabulary(name: str) -> Vocabulary:
    """Read a vocabulary of the package by its name, or any file by its path (ending in .tsv).

    Raises:
        InputError: a line is not as it should be, or the file cannot be read.
        ConfigError: an unknown entity type.
    """
    return read_vocabulary(list(_names(name)))


def _names(name: str) -> Iterator[tuple[str, str]]:
    where, text = _read(name)
    lines = text.split("\n")
    if tuple(lines[0].rstrip("\r").split("\t")) != COLUMNS:
        raise InputError("not a vocabulary", where=f"{where}, line 1", expected="the columns " + ", ".join(COLUMNS))
    for number, line in enumerate(lines[1:], 2):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.rstrip("\r").split("\t")
        if len(cells) != len(COLUMNS):
            raise InputError(
                f"a row of {len(cells)} cells",
                where=f"{where}, line {number}",
                expected=f"{len(COLUMNS)} cells parted by tabs; empty ones may not be left out",
            )
        _, entity_type, preferred, synonyms, _ = cells
        if entity_type not in ENTITY_TYPES:
            raise unknown_name(f"entity type in {where}, line {number}", entity_type, ENTITY_TYPES)
        for item in (preferred, *synonyms.split(SEPARATOR)):
            if item.strip():
                yield item.strip(), entity_type


def _read(name: str) -> tuple[str, str]:
    if not name.endswith(".tsv"):
        return f"topics/{name}.tsv", data_text("data/topics", f"{name}.tsv")
    try:
        return name, Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read the vocabulary ({error})", where=name, expected="UTF-8 text") from error
