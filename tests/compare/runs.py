"""Finished runs made by hand: documents with known mentions, written by the package's own tables and writer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from gliomine.document import Assertion, Document, Link, Mention, Section, Sentence, mention_id
from gliomine.tables.arrow import rows_to_arrow
from gliomine.tables.parquet import write_table
from gliomine.tables.rows import rows
from gliomine.tables.schema import table_schemas

TEXT = "Glioma and exosomes\nThe glioma was treated with temozolomide. Exosomes carried TP53 to the brain.\n"

FOUND = (
    ("Glioma", 0, "disease", "MONDO:0021042", "glioma"),
    ("exosomes", 0, "vesicle", "GO:0070062", "extracellular exosome"),
    ("glioma", 20, "disease", "MONDO:0021042", "glioma"),
    ("temozolomide", 20, "chemical", "CHEBI:72564", "temozolomide"),
    ("Exosomes", 20, "vesicle", "GO:0070062", "extracellular exosome"),
    ("TP53", 20, "gene", "HGNC:11998", "TP53"),
    ("brain", 20, "anatomy", None, None),
)


def document(doc_id: str) -> Document:
    """Return a document with seven mentions, six of them linked."""
    mentions, links, assertions = [], [], []
    for text, least, kind, curie, name in FOUND:
        start = TEXT.index(text, least)
        found = mention(doc_id, start, start + len(text), kind)
        mentions.append(found)
        assertions.append(Assertion(found.mention_id, "present"))
        if curie is not None and name is not None:
            links.append(Link(found.mention_id, 1, curie, name, 0.95, "exact"))
            links.append(Link(found.mention_id, 2, "MESH:D000001", "another", 0.5, "fuzzy"))
    first, second = TEXT.index("The glioma"), TEXT.index("Exosomes carried")
    bounds = ((0, 19, "title"), (first, second - 1, "abstract"), (second, len(TEXT) - 1, "abstract"))
    sentences = tuple(Sentence(a, b, at, name, TEXT[a:b]) for at, (a, b, name) in enumerate(bounds))
    sections = (Section(0, 19, "title"), Section(20, len(TEXT) - 1, "abstract"))
    return Document(
        doc_id,
        TEXT,
        source=doc_id,
        encoding="utf-8",
        title=TEXT[:19],
        cited_by_count=2,
        sections=sections,
        sentences=sentences,
        mentions=tuple(mentions),
        links=tuple(links),
        assertions=tuple(assertions),
    )


def mention(doc_id: str, start: int, end: int, entity_type: str, *, score: float = 0.9) -> Mention:
    """Return a mention of TEXT."""
    identifier = mention_id(doc_id, start, end, entity_type=entity_type)
    return Mention(start, end, identifier, TEXT[start:end], entity_type, score, "model")


def with_mention(found: Document, number: int, **changes: object) -> Document:
    """Return the document with one mention changed; its links and assertion follow it."""
    old = found.mentions[number]
    values = {"start": old.start, "end": old.end, "entity_type": old.entity_type, "score": old.score, **changes}
    new = mention(found.doc_id, values["start"], values["end"], values["entity_type"], score=values["score"])  # type: ignore[arg-type]
    swap = {old.mention_id: new.mention_id}
    return replace(
        found,
        mentions=tuple(new if item is old else item for item in found.mentions),
        links=tuple(replace(item, mention_id=swap.get(item.mention_id, item.mention_id)) for item in found.links),
        assertions=tuple(
            replace(item, mention_id=swap.get(item.mention_id, item.mention_id)) for item in found.assertions
        ),
    )


def without_mention(found: Document, number: int) -> Document:
    """Return the document without one mention and its links."""
    gone = found.mentions[number].mention_id
    return replace(
        found,
        mentions=tuple(item for item in found.mentions if item.mention_id != gone),
        links=tuple(item for item in found.links if item.mention_id != gone),
        assertions=tuple(item for item in found.assertions if item.mention_id != gone),
    )


def relinked(found: Document, number: int, curie: str, name: str) -> Document:
    """Return the document with another best concept for one mention."""
    concerned = found.mentions[number].mention_id
    links = tuple(
        replace(item, curie=curie, name=name) if item.mention_id == concerned and item.rank == 1 else item
        for item in found.links
    )
    return replace(found, links=links)


def write_run(folder: Path, documents: Iterable[Document], *, speed: float = 1000.0) -> Path:
    """Write documents as a finished run."""
    (folder / "tables").mkdir(parents=True)
    kept = list(documents)
    for name in table_schemas():
        table = rows_to_arrow("failures", []) if name == "failures" else rows_to_arrow(name, rows(name, kept))
        write_table(name, [table], folder / "tables" / f"{name}.parquet")
    (folder / "run.json").write_text(json.dumps({"timings": {"words_per_second": speed}}), encoding="utf-8")
    return folder
