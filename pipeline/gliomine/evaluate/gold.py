"""Gold annotations: what people marked, in one form whatever the format. `GOLD_FORMATS` lists the formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from gliomine.errors import InputError, cause, unknown_name


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """An annotated mention; `ids` are the acceptable CURIEs, empty where none was given."""

    start: int
    end: int
    entity_type: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldRelation:
    """An annotated relation; subject and object are (start, end), the object maybe a part of the subject."""

    subject: tuple[int, int]
    predicate: str
    object: tuple[int, int]
    status: str = "present"


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """An annotated text; None means that this kind of thing was not annotated.

    Attributes:
        doc_id: identifier in the gold file.
        text: the text that offsets refer to.
        layout: `abstract` or `page`, as in `Document`.
        entities: annotated mentions.
        sentences: start and end of every sentence.
        abbreviations: short form and long form, once for each pair.
        sections: start, end and name of every section.
        relations: annotated relations.
        page: the values of a page's `gold.jsonl`: affiliations, funders, counts.
    """

    doc_id: str
    text: str
    layout: str = "abstract"
    entities: tuple[GoldEntity, ...] | None = None
    sentences: tuple[tuple[int, int], ...] | None = None
    abbreviations: tuple[tuple[str, str], ...] | None = None
    sections: tuple[tuple[int, int, str], ...] | None = None
    relations: tuple[GoldRelation, ...] | None = None
    page: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Annotated documents, in file order.

    Attributes:
        path: where they come from.
        documents: the documents; every annotation lies inside its text.
        left_out: reason -> number of annotations that could not be used.
    """

    path: Path
    documents: tuple[GoldDocument, ...]
    left_out: dict[str, int] = field(default_factory=dict)


Read = Callable[[Path, Counter[str]], list[GoldDocument]]


@dataclass(frozen=True, slots=True)
class GoldFormat:
    """A format of gold annotations: name, module and function that read it, one line for listings."""

    name: str
    module: str
    function: str
    meaning: str


_READERS = "gliomine.evaluate.gold_formats"

_FORMATS = (
    GoldFormat("jsonl", _READERS, "read_jsonl", "one object a line with doc_id, text and entities, sentences, ..."),
    GoldFormat("pages", _READERS, "read_pages", "a folder of pages with gold.jsonl"),
    GoldFormat("pubtator", _READERS, "read_pubtator", "PubTator: title and abstract lines, then annotations"),
    GoldFormat("bioc", _READERS, "read_bioc", "BioC XML or JSON"),
    GoldFormat("brat", _READERS, "read_brat", "a folder of .txt and .ann files"),
)

GOLD_FORMATS: dict[str, GoldFormat] = {item.name: item for item in _FORMATS}


def load_gold(path: Path, *, name: str | None = None, limit: int | None = None) -> GoldSet:
    """Read gold annotations.

    Args:
        path: file or folder.
        name: format; None: told by the path and the first bytes.
        limit: number of documents to take from the beginning; None: all.

    Raises:
        InputError: it cannot be read, or holds no document.
        ConfigError: there is no such format.
    """
    if name is not None and name not in GOLD_FORMATS:
        raise unknown_name("gold format", name, GOLD_FORMATS)
    chosen = GOLD_FORMATS[name or detect(path)]
    read: Read = getattr(import_module(chosen.module), chosen.function)
    left_out: Counter[str] = Counter()
    try:
        found = read(path, left_out)
    except (OSError, EOFError, UnicodeDecodeError, ValueError, KeyError, TypeError, SyntaxError) as error:
        raise InputError(
            f"cannot read the gold annotations ({_wrong(error)})",
            where=str(path),
            expected=f"{chosen.name}: {chosen.meaning}",
            advice="check the file, or name its format with --format",
        ) from error
    documents = tuple(_inside(document, left_out) for document in found[:limit])
    if not documents:
        raise InputError("there is no gold document", where=str(path), expected="at least one annotated document")
    repeated = [doc_id for doc_id, count in Counter(item.doc_id for item in documents).items() if count > 1]
    if repeated:
        raise InputError(
            f"the gold has several documents with the id {repeated[0]!r}",
            where=str(path),
            expected="an id of its own for every document",
            advice="rename or merge them",
        )
    return GoldSet(path, documents, dict(left_out))


def _wrong(error: Exception) -> str:
    """Return what is wrong with a file; a name alone is that of a value which an object lacks."""
    return f"an object has no {error}" if isinstance(error, KeyError) else cause(error)


def detect(path: Path) -> str:
    """Return the name of the format of a file or folder.

    Raises:
        InputError: it is none of the known ones.
    """
    if path.is_dir():
        if (path / "gold.jsonl").is_file():
            return "pages"
        if any(path.glob("**/*.ann")):
            return "brat"
    elif path.is_file():
        names = {".jsonl": "jsonl", ".pubtator": "pubtator", ".xml": "bioc", ".json": "bioc", ".bioc": "bioc"}
        suffix = Path(path.name.lower().removesuffix(".gz")).suffix
        if suffix in names:
            return names[suffix]
        with path.open("rb") as stream:
            if b"|t|" in stream.read(4096):
                return "pubtator"
    raise InputError(
        "this is no known format of gold annotations" if path.exists() else "there is no such gold file or folder",
        where=str(path),
        expected="; ".join(f"{item.name} ({item.meaning})" for item in _FORMATS),
        advice="check the path, or name the format with --format",
    )


def _inside(document: GoldDocument, left_out: Counter[str]) -> GoldDocument:
    size = len(document.text)
    kept = [item for item in document.entities or () if 0 <= item.start < item.end <= size]
    left_out["entity outside the text"] += len(document.entities or ()) - len(kept)
    if not left_out["entity outside the text"]:
        del left_out["entity outside the text"]
    return document if document.entities is None else replace(document, entities=tuple(kept))
