"""Write records as the files that `gliomine.kb.knowledge_base` maps. Same records, same bytes."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np
import numpy.typing as npt

from gliomine.entity_types import ENTITY_TYPES
from gliomine.errors import ConfigError
from gliomine.kb.concepts import SCOPES, STYLES, styled
from gliomine.kb.curies import TEXT_CODE, pack_curie
from gliomine.kb.fuzzy import SHORTEST, build_fuzzy
from gliomine.kb.knowledge_base import FORMAT, NAMES_IN_BLOCK
from gliomine.kb.records import Record, Source
from gliomine.resources import sha256_of
from gliomine.text.normalize import normal_key, singular

_MOST_CONCEPTS = 1 << 20
_MANY = 1 << 31
_LONGEST_FUZZY = 45
_MOST_ORIGINS = 15
_ACRONYM = re.compile(r"^(?=(?:.*[A-Z]){2})[^a-z]*$|^[A-Z][^a-z]*\d[^a-z]*$")
_Arrays = dict[str, npt.NDArray[Any]]


def write_index(
    folder: Path,
    records: Sequence[Record],
    *,
    sources: Sequence[Source],
    version: str,
    fuzzy: Callable[[Record], object] = bool,
) -> dict[str, Any]:
    """Write an index into an empty folder and return its facts.

    Args:
        folder: made if missing.
        records: concepts, each CURIE once.
        sources: vocabularies that the records name.
        version: shown to users and stored in every run.
        fuzzy: whether the names of a record may be matched with spelling errors.

    Raises:
        ConfigError: there are too many concepts, or an entity type or source is unknown.
    """
    folder.mkdir(parents=True, exist_ok=True)
    types = list(ENTITY_TYPES)
    _check(records, types, sources)
    texts = sorted({curie for record in records for curie in _curies_of(record) if pack_curie(curie) is None})
    packed = {curie: TEXT_CODE << 24 | place for place, curie in enumerate(texts)}
    pack = _Packer(packed)
    ordered = sorted(records, key=lambda record: pack(record.curie))
    arrays, trie = _names_arrays(ordered, fuzzy)
    trie.save(str(folder / "keys.marisa"))
    kinds = sorted({_kind_of(record) for record in records})
    arrays |= _concept_arrays(ordered, pack, kinds)
    for name in sorted(arrays):
        np.save(folder / f"{name}.npy", arrays[name], allow_pickle=False)
    return _write_facts(folder, ordered, kinds, sources, texts=texts, version=version, keys=len(trie))


class _Packer:
    def __init__(self, texts: dict[str, int]) -> None:
        self._texts = texts

    def __call__(self, curie: str) -> int:
        packed = pack_curie(curie)
        return self._texts[curie] if packed is None else packed


def _curies_of(record: Record) -> list[str]:
    return [record.curie, *record.xrefs]


def _check(records: Sequence[Record], types: Sequence[str], sources: Sequence[Source]) -> None:
    if len(records) > _MOST_CONCEPTS:
        raise ConfigError(f"too many concepts ({len(records)})", expected=f"at most {_MOST_CONCEPTS}")
    known = {source.name for source in sources}
    seen: set[str] = set()
    for record in records:
        unknown = [name for name in record.types if name not in types]
        if unknown or record.source not in known or record.curie in seen or not record.types:
            raise ConfigError(
                f"cannot index {record.curie}",
                where=f"types {record.types}, source {record.source}",
                expected="known types and source, each identifier once",
            )
        seen.add(record.curie)


def _style_of(name: str, key: str) -> int:
    return next((number for number in range(len(STYLES) - 1) if styled(key, number) == name), len(STYLES) - 1)


def _keys_of(name: str, record: Record) -> list[str]:
    """Return the keys of a name: MeSH has plurals as headings, which must be found in the singular too."""
    key = normal_key(name)
    if not key:
        return []
    origin = record.origins.get(key, record.curie)
    words = key.split()
    base = " ".join([*words[:-1], singular(words[-1])])
    if base == key or not origin.startswith("MESH:") or name.isupper():
        return [key]
    if key in record.origins:
        record.origins.setdefault(base, origin)
    return [key, base]


def _entries(records: Sequence[Record]) -> dict[str, dict[int, int]]:
    """Return key -> concept -> packed posting; of several names with one key the best scope stays."""
    found: dict[str, dict[int, int]] = {}
    for index, record in enumerate(records):
        origins = {curie: number for number, curie in enumerate(record.xrefs[:_MOST_ORIGINS], start=1)}
        for name, scope in [(record.name, "name"), *record.names.items()]:
            for key in _keys_of(name, record):
                rank, origin = SCOPES.index(scope), origins.get(record.origins.get(key, ""), 0)
                packed = origin << 27 | (_ACRONYM.match(name) is not None) << 26 | _style_of(name, key) << 23
                own = found.setdefault(key, {})
                if index not in own or (own[index] >> 20 & 7) > rank:
                    own[index] = packed | rank << 20 | index
    return found


def _names_arrays(records: Sequence[Record], fuzzy: Callable[[Record], object]) -> tuple[_Arrays, Any]:
    entries = _entries(records)
    trie = marisa_trie.Trie(sorted(entries), num_tries=5, binary=False, cache_size=marisa_trie.TINY_CACHE)
    postings, more = np.zeros(len(trie), dtype=np.uint32), [0]
    allowed = [fuzzy(record) for record in records]
    near = []
    for key in sorted(entries):
        number, own = trie[key], entries[key]
        packed = [own[index] for index in sorted(own)]
        if len(packed) == 1:
            postings[number] = packed[0]
        else:
            postings[number] = _MANY + len(more)
            more += [len(packed), *packed]
        if SHORTEST <= len(key) <= _LONGEST_FUZZY and any(allowed[index] for index in own) and _is_wordy(key):
            near.append((key, number))
    arrays: _Arrays = {"postings": postings, "more": np.array(more, dtype=np.uint32), **build_fuzzy(near)}
    return arrays, trie


def _is_wordy(key: str) -> bool:
    """Whether spelling errors can be told from other names: a word of five letters, and more letters than digits."""
    return re.search(r"[^\W\d]{5}", key) is not None and sum(map(str.isdigit, key)) * 4 <= len(key)


def _kind_of(record: Record) -> tuple[str, ...]:
    """Return source and types together: there are few such kinds, so that a byte tells both."""
    return (record.source, *record.types)


def _concept_arrays(records: Sequence[Record], pack: _Packer, kinds: list[tuple[str, ...]]) -> _Arrays:
    place = {record.curie: index for index, record in enumerate(records)}
    parents = [
        sorted({place[one] for one in record.parents if one in place} - {index})[:255]
        for index, record in enumerate(records)
    ]
    xrefs = [(index, pack(curie)) for index, record in enumerate(records) for curie in record.xrefs]
    names, ends = _name_blocks([record.name for record in records])
    return {
        "curies": np.array([pack(record.curie) for record in records], dtype=np.uint32),
        "kinds": np.array([kinds.index(_kind_of(record)) for record in records], dtype=np.uint8),
        "xref_owners": np.array([owner for owner, _ in xrefs], dtype=np.uint32),
        "xref_curies": np.array([curie for _, curie in xrefs], dtype=np.uint32),
        "parent_counts": np.array([len(one) for one in parents], dtype=np.uint8),
        "parents": np.array([index for one in parents for index in one], dtype=np.uint32),
        "names": names,
        "name_ends": ends,
    }


def _name_blocks(names: Sequence[str]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    blocks = [
        zlib.compress("\n".join(names[begin : begin + NAMES_IN_BLOCK]).encode(), 9)
        for begin in range(0, len(names), NAMES_IN_BLOCK)
    ]
    return np.frombuffer(b"".join(blocks), dtype=np.uint8), np.cumsum([len(one) for one in blocks], dtype=np.uint32)


def _write_facts(
    folder: Path,
    records: Sequence[Record],
    kinds: Iterable[tuple[str, ...]],
    sources: Iterable[Source],
    *,
    texts: list[str],
    version: str,
    keys: int,
) -> dict[str, Any]:
    counts: dict[str, int] = {}
    for record in records:
        counts[record.source] = counts.get(record.source, 0) + 1
    files = [path for path in sorted(folder.iterdir()) if path.suffix in {".npy", ".marisa"}]
    facts = {
        "format": FORMAT,
        "version": version,
        "concepts": len(records),
        "keys": keys,
        "kinds": [list(kind) for kind in kinds],
        "sources": [
            {
                "name": source.name,
                "priority": source.priority,
                "version": source.version,
                "licence": source.licence,
                "origin": source.origin,
                "concepts": counts.get(source.name, 0),
            }
            for source in sources
        ],
        "curies": texts,
        "files": {path.name: {"size": path.stat().st_size, "sha256": sha256_of(path)} for path in files},
    }
    text = json.dumps(facts, indent=1, ensure_ascii=False) + "\n"
    (folder / "kb.json").write_text(text, encoding="utf-8", newline="\n")
    return facts
