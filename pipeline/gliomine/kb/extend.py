"""Add concepts to a finished index, without its sources: for a user who has only the installed package."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gliomine.kb.build.build import add_records, is_fuzzy, replace_index
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.kb.merge import Merger
from gliomine.kb.records import Record, Source
from gliomine.kb.vocabulary import read_vocabulary
from gliomine.text.normalize import normal_key


def extend(base: Path, target: Path, *, added: Sequence[Path], entity_type: str = "") -> dict[str, Any]:
    """Write an index that holds another one's concepts and those of added vocabularies; return its facts.

    Spellings that the other index does not keep are those of its keys.

    Raises:
        ResourceError: the other index is damaged.
        InputError: a vocabulary is wrong.
    """
    kb = KnowledgeBase.open(base)
    own = [(path, read_vocabulary(path, source=path.stem, entity_type=entity_type)) for path in added]
    merger = Merger({record.curie: record for record in records_of(kb)})
    for curie, index in _by_xref(kb).items():
        merger.taken.setdefault(curie, kb.curie(index))
    sources = [
        Source(entry["name"], entry["priority"], entry["version"], entry["licence"], entry["origin"])
        for entry in kb.facts["sources"]
    ]
    for path, records in own:
        add_records(merger, records)
        sources.append(Source(path.stem, 0, "", "the user's", path.name))
    merger.redirect_parents()
    return replace_index(target, list(merger.records.values()), sources=sources, version=kb.version, fuzzy=is_fuzzy)


def records_of(kb: KnowledgeBase) -> list[Record]:
    """Return the concepts of an index as records."""
    records = []
    for index in range(len(kb)):
        concept = kb.concept(index)
        record = Record(concept.curie, concept.name, list(concept.entity_types), concept.source)
        record.xrefs = list(concept.xrefs)
        record.parents = [kb.curie(parent) for parent in kb.parents(index)]
        records.append(record)
    for key in kb.names():
        for posting in kb.postings(key):
            record = records[posting.concept]
            if posting.origin:
                record.origins[key] = record.xrefs[posting.origin - 1]
            if normal_key(record.name) != key:
                name = posting.name or (key.upper() if posting.acronym else key)
                record.names.setdefault(name, posting.scope if posting.scope != "name" else "exact")
    return records


def _by_xref(kb: KnowledgeBase) -> dict[str, int]:
    found: dict[str, list[int]] = {}
    for index in range(len(kb)):
        for curie in kb.xrefs(index)[:1]:
            found.setdefault(curie, []).append(index)
    return {curie: indexes[0] for curie, indexes in found.items() if len(indexes) == 1 and kb.find(curie) is None}
