"""Records with named cells: which hold title, text and identifier; every other one is kept as a field."""

from __future__ import annotations

import difflib
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gliomine.config import ReadConfig
from gliomine.document import Document, Field
from gliomine.errors import InputError
from gliomine.readers.bibliography import with_named
from gliomine.readers.running_text import text_document

_TITLES = ("title", "Title", "Article Title", "Document Title")
_ABSTRACTS = ("Abstract Note", "Abstract", "abstract", "AbstractText")
_IDENTIFIERS = ("PMID", "pmid", "Key", "EID", "DOI", "doi")
# Only what a spreadsheet would count with: 007 and 1e5-like codes with letters are identifiers.
_NUMBER = re.compile(r"[+-]?(?:0|[1-9]\d{0,14})(?:\.\d+)?(?:[eE][+-]?\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Names of the cells that are no fields."""

    texts: tuple[str, ...]
    title: str | None = None
    identifier: str | None = None


def text_columns(config: ReadConfig) -> tuple[str, ...]:
    """Return the names of the columns of the text, in order."""
    return (config.text_column,) if isinstance(config.text_column, str) else tuple(config.text_column)


def choose(names: Sequence[str], config: ReadConfig) -> Chosen | None:
    """Return which columns are which, None where there is no text.

    Without a column of the default name, exports of PubMed, Zotero and Scopus are known by the names that they use.

    >>> choose(["PMID", "Title", "Journal/Book"], ReadConfig())
    Chosen(texts=(), title='Title', identifier='PMID')
    """
    texts = text_columns(config)
    identifier = config.id_column if config.id_column in names else None
    if not all(name in names for name in texts):
        if config.text_column != ReadConfig().text_column:
            return None
        texts = next(((name,) for name in _ABSTRACTS if name in names), ())
        identifier = identifier or next((name for name in _IDENTIFIERS if name in names), None)
        if not texts and (identifier is None or (config.title_column is None and not set(_TITLES) & set(names))):
            return None
    title = config.title_column or next((name for name in _TITLES if name in names and name not in texts), None)
    return None if title is not None and title not in names else Chosen(texts, title, identifier)


def check_once(names: Sequence[str], chosen: Chosen, *, kind: str = "column") -> None:
    """Check that what is read stands once: of two columns of a name nobody knows which is meant.

    Raises:
        InputError: it stands twice.
    """
    for name in (*chosen.texts, chosen.title, chosen.identifier):
        if name is not None and names.count(name) > 1:
            raise InputError(
                f"{names.count(name)} {kind}s named '{name}'",
                where="the first line" if kind == "column" else "",
                expected=f"each {kind} once",
                advice=f"rename all but one {kind}",
            )


def no_text(names: Sequence[str], config: ReadConfig, *, kind: str = "column") -> InputError:
    """Return the error for names among which the wanted ones are not."""
    wanted = [name for name in (*text_columns(config), config.title_column or "") if name and name not in names]
    missing = wanted[0] if wanted else str(config.text_column)
    option = "--title-column" if missing == config.title_column else "--text-column"
    nearest = difflib.get_close_matches(missing, names, n=1)
    return InputError(
        f"no {kind} '{missing}'",
        where="the first line" if kind == "column" else "",
        expected=f"this {kind}; the {kind}s are " + ", ".join(names[:20]),
        advice=f"did you mean {option} {nearest[0]}?" if nearest else f"name the {kind} with {option}",
    )


def record_document(doc_id: str, values: Mapping[str, str], chosen: Chosen) -> Document:
    """Return the document of a record: several texts are joined by empty lines, what is left are fields.

    Raises:
        InputError: the record ends before its text.
    """
    missing = [name for name in chosen.texts if name not in values]
    if missing:
        raise InputError(f"the row ends before the column '{missing[0]}'", expected="as many cells as columns")
    texts = [text for name in chosen.texts if (text := values[name]).strip()]
    text = texts[0] if len(texts) == 1 else "\n\n".join(item.strip() for item in texts)
    title = values.get(chosen.title, "") if chosen.title is not None else ""
    document = text_document(doc_id, text, title=title)
    read = {*chosen.texts, chosen.title, chosen.identifier}
    others = {name: value for name, value in values.items() if name not in read and value.strip()}
    document = replace(document, fields=tuple(Field(name, value, number(value)) for name, value in others.items()))
    identifier = {} if chosen.identifier is None else {chosen.identifier: values.get(chosen.identifier, "")}
    return with_named(document, {**others, **identifier})


def number(value: str) -> float | None:
    """Return a cell as a number, None where it is none.

    >>> number("12.5"), number("007"), number("n/a"), number("-3")
    (12.5, None, None, -3.0)
    """
    found = float(value) if _NUMBER.fullmatch(value.strip()) else math.inf
    return found if math.isfinite(found) else None


def shown(value: Any) -> str | None:
    """Return a JSON value as a cell, lists of words joined by semicolons; None for what is nested.

    >>> shown(["a", "b"]), shown(None), shown(3), shown(True), shown([{"a": 1}])
    ('a; b', '', '3', 'true', None)
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(value) if all(isinstance(item, str) for item in value) else None
    return None if isinstance(value, dict) else json.dumps(value)
