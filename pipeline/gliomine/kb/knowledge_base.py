"""The knowledge base: concepts of public ontologies under folded names, memory-mapped from one folder.

`kb.json` names every other file with its size and SHA-256. Nothing is used before it is verified, so that a damaged
index gives an error and never a wrong link. `gliomine.kb` builds the folder.
"""

from __future__ import annotations

import json
import os
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from gliomine.errors import ResourceError, cause
from gliomine.kb.concepts import SCOPES, Concept, Posting, styled
from gliomine.kb.curies import FORMS, TEXT_CODE, pack_curie, unpack_curie, vocabulary_of
from gliomine.kb.fuzzy import FuzzyIndex
from gliomine.resources import listed_file, models_folder, sha256_of, verify

FORMAT = 1
KB_VARIABLE = "GLIOMINE_KB"
NAMES_IN_BLOCK = 128
_KEPT = 4096  # names, and concepts, that are kept as they were last read
_MANY = 1 << 31
_ADVICE = "name the folder of an index: the shipped one comes with gliomine, others are made by `gliomine kb build`"
_LONGEST_FUZZY = 500  # letters: no name of the shipped index has half as many, and the time grows with their square


class KnowledgeBase:
    """An opened index. Safe to share between threads; processes share its pages."""

    def __init__(self, folder: Path, facts: dict[str, Any], trie: Any, arrays: dict[str, npt.NDArray[Any]]) -> None:
        """Take the verified parts; use `open`."""
        self.folder, self.facts, self._trie, self._arrays = folder, facts, trie, arrays
        # Single elements are read several times faster through a memoryview than from an array.
        self._postings, self._more = _view(arrays["postings"]), _view(arrays["more"])
        self._kinds = _view(arrays["kinds"])
        sources: dict[str, int] = {source["name"]: source["priority"] for source in facts["sources"]}
        self._kind: list[tuple[str, int, tuple[str, ...]]] = [
            (name, sources[name], tuple(types)) for name, *types in facts["kinds"]
        ]
        self._curies: npt.NDArray[Any] = arrays["curies"]
        self._block = lru_cache(maxsize=512)(self._read_block)
        # What is looked up in one stage is in the next.
        self._named = lru_cache(maxsize=_KEPT)(self._read_postings)
        self._known = lru_cache(maxsize=_KEPT)(self._read_concept)

    @classmethod
    def open(cls, folder: Path) -> KnowledgeBase:
        """Verify and map an index.

        Raises:
            ResourceError: a file is missing, cut short or changed, or the format is another one.
        """
        facts = _read_facts(folder / "kb.json")
        arrays: dict[str, npt.NDArray[Any]] = {}
        for name, entry in facts["files"].items():
            verify(folder / name, size=entry["size"], sha256=entry["sha256"])
            if name.endswith(".npy"):
                arrays[name[:-4]] = _map_array(folder / name)
        trie = marisa_trie.Trie()
        trie.mmap(str(folder / "keys.marisa"))
        return cls(folder, facts, trie, arrays)

    @property
    def version(self) -> str:
        """Return the version that the build was given."""
        return str(self.facts["version"])

    def __len__(self) -> int:
        return len(self._curies)

    def vocabularies(self) -> frozenset[str]:
        """Return the prefixes of all identifiers, those of cross-references too."""
        codes = {int(code) for name in ("curies", "xref_curies") for code in np.unique(self._arrays[name] >> 24)}
        spelled = [FORMS[code].prefix for code in codes if code != TEXT_CODE]
        return frozenset(map(vocabulary_of, [*spelled, *self.facts["curies"]]))

    def concept(self, index: int) -> Concept:
        """Return the concept at a place."""
        return self._known(index)

    def _read_concept(self, index: int) -> Concept:
        source, priority, types = self._kind[self._kinds[index]]
        return Concept(index, self.curie(index), self.name(index), types, self.xrefs(index), source, priority)

    def curie(self, index: int) -> str:
        """Return the identifier of a concept."""
        return self._spelled(int(self._curies[index]))

    def name(self, index: int) -> str:
        """Return the preferred name of a concept."""
        return self._block(index // NAMES_IN_BLOCK)[index % NAMES_IN_BLOCK]

    def entity_types(self, index: int) -> tuple[str, ...]:
        """Return the types of a concept, without the cost of the whole record."""
        return self._kind[self._kinds[index]][2]

    def priority(self, index: int) -> int:
        """Return the rank of a concept's vocabulary; the lower is preferred."""
        return self._kind[self._kinds[index]][1]

    def xrefs(self, index: int) -> tuple[str, ...]:
        """Return the identifiers of the same concept elsewhere, in the order of preference."""
        owners = self._arrays["xref_owners"]
        # Of another dtype, the whole array would be converted first.
        first, behind = np.searchsorted(owners, np.array([index, index + 1], dtype=owners.dtype))
        return tuple(self._spelled(packed) for packed in self._arrays["xref_curies"][first:behind].tolist())

    def find(self, curie: str) -> Concept | None:
        """Return the concept with an identifier of its own vocabulary."""
        packed = self._packed(curie)
        if packed is None:
            return None
        place = int(np.searchsorted(self._curies, self._curies.dtype.type(packed)))
        return self.concept(place) if place < len(self) and int(self._curies[place]) == packed else None

    def by_xref(self, curie: str) -> tuple[int, ...]:
        """Return the concepts that name an identifier as a cross-reference."""
        packed = self._packed(curie)
        if packed is None:
            return ()
        order, ordered = self._xref_order
        first, behind = np.searchsorted(ordered, [packed, packed + 1])
        return tuple(self._arrays["xref_owners"][order[first:behind]].tolist())

    @cached_property
    def _xref_order(self) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        order = np.argsort(self._arrays["xref_curies"], kind="stable")
        return order, self._arrays["xref_curies"][order].astype(np.int64)

    def __contains__(self, key: str) -> bool:
        return key in self._trie

    def begins(self, beginning: str) -> bool:
        """Tell whether some key begins so."""
        return next(self._trie.iterkeys(beginning), None) is not None

    def postings(self, key: str) -> tuple[Posting, ...]:
        """Return what a key names, in the order of the concepts; nothing for an unknown key."""
        return self._named(key)

    def _read_postings(self, key: str) -> tuple[Posting, ...]:
        number = self._trie.get(key)
        if number is None:
            return ()
        return tuple(self._posting(key, packed) for packed in self._packed_postings(number))

    def _packed_postings(self, number: int) -> list[int]:
        packed = self._postings[number]
        if packed < _MANY:
            return [packed]
        place = packed - _MANY
        return self._more[place + 1 : place + 1 + self._more[place]].tolist()

    def _posting(self, key: str, packed: int) -> Posting:
        style = packed >> 23 & 7
        return Posting(
            packed & 0xFFFFF, SCOPES[packed >> 20 & 7], styled(key, style), bool(packed >> 26 & 1), packed >> 27 & 15
        )

    def parents(self, index: int) -> tuple[int, ...]:
        """Return the direct parents of a concept."""
        ends = self._parent_ends
        return tuple(self._arrays["parents"][ends[index] : ends[index + 1]].tolist())

    @cached_property
    def _parent_ends(self) -> npt.NDArray[Any]:
        return np.concatenate([[0], np.cumsum(self._arrays["parent_counts"], dtype=np.int64)])

    def ancestors(self, index: int) -> frozenset[int]:
        """Return all concepts above one, without itself."""
        found: set[int] = set()
        todo = list(self.parents(index))
        while todo:
            one = todo.pop()
            if one not in found:
                found.add(one)
                todo += self.parents(one)
        return frozenset(found - {index})

    def prefixes(self, folded_text: str) -> list[str]:
        """Return the keys with which a folded text begins and which end where a word ends, shortest first."""
        length = len(folded_text)
        return [key for key in self._trie.prefixes(folded_text) if len(key) == length or folded_text[len(key)] == " "]

    def names(self, beginning: str = "") -> Iterator[str]:
        """Yield all keys with a beginning."""
        yield from self._trie.iterkeys(beginning)

    def fuzzy(
        self, key: str, *, limit: int = 10, types: tuple[str, ...] = (), least: float = 0.0, same_start: bool = False
    ) -> list[tuple[str, float]]:
        """Return keys spelled nearly alike, best first, with a similarity in [0, 1].

        Keys whose numbers differ are left out: type 1 is not a misspelt type 2. Short keys have no near ones. With
        `same_start` only keys that begin with the same letter are looked at, which takes a tenth of the time.

        Args:
            key: a folded name.
            limit: most keys returned.
            types: entity types, of which a key must have one; empty: any.
            least: similarity below which a key is of no use; the higher, the faster. Some below it may be returned.
            same_start: whether the first letter must agree.
        """
        if len(key) > _LONGEST_FUZZY:
            return []
        blocks = partial(self._same_start, key[:1]) if same_start else None
        # An insertion takes one of the letters of both away from the similarity, an exchange two.
        edits = int((1 - least) * (2 * len(key) + 1) + 1e-9) if least else 2
        places = self._fuzzy.candidates(key, blocks, most=max(1, edits))
        names = [self._trie.restore_key(number) for number in places.tolist()]
        numbers = _numbers(key)
        ranked = process.extract(
            key, names, scorer=fuzz.ratio, limit=max(limit * 5, 20), score_cutoff=60, processor=None
        )
        found = []
        for name, score, _ in sorted(ranked, key=lambda item: (-item[1], item[0])):
            if _numbers(name) == numbers and self._has_type(name, types):
                found.append((name, score / 100))
        return found[:limit]

    @cached_property
    def _fuzzy(self) -> FuzzyIndex:
        return FuzzyIndex(self._arrays)

    def _same_start(self, first: str, length: int) -> tuple[int, int]:
        """Return the places in the fuzzy index of the keys of a length that begin with a letter."""
        known = self._blocks.get((first, length))
        if known is None:
            low, high = self._fuzzy.block(length)

            def letter(place: int) -> str:
                return str(self._trie.restore_key(self._fuzzy.key_at(place)))[:1]

            begin = bisect_left(range(low, high), first, key=letter)
            known = low + begin, low + bisect_right(range(low, high), first, lo=begin, key=letter)
            self._blocks[first, length] = known
        return known

    @cached_property
    def _blocks(self) -> dict[tuple[str, int], tuple[int, int]]:
        return {}

    def _has_type(self, key: str, types: tuple[str, ...]) -> bool:
        if not types:
            return True
        indexes = (packed & 0xFFFFF for packed in self._packed_postings(self._trie[key]))
        return any(name in types for index in indexes for name in self.entity_types(index))

    def _spelled(self, packed: int) -> str:
        return str(self.facts["curies"][packed & 0xFFFFFF]) if packed >> 24 == TEXT_CODE else unpack_curie(packed)

    def _packed(self, curie: str) -> int | None:
        packed = pack_curie(curie)
        return packed if packed is not None else self._text_curies.get(curie)

    @cached_property
    def _text_curies(self) -> dict[str, int]:
        return {curie: TEXT_CODE << 24 | place for place, curie in enumerate(self.facts["curies"])}

    def _read_block(self, number: int) -> list[str]:
        ends = self._arrays["name_ends"]
        begin = int(ends[number - 1]) if number else 0
        return zlib.decompress(self._arrays["names"][begin : int(ends[number])].tobytes()).decode().split("\n")


def _view(array: Any) -> memoryview:
    return memoryview(array)


def _numbers(key: str) -> list[str]:
    return sorted(word for word in key.split(" ") if word.isdecimal())


def _read_facts(path: Path) -> dict[str, Any]:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        known = facts["format"] == FORMAT and isinstance(facts["files"], dict)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ResourceError(
            f"cannot read the knowledge base ({cause(error)})", where=str(path), expected="kb.json", advice=_ADVICE
        ) from error
    if not known:
        raise ResourceError("knowledge base of another format", where=str(path), expected=str(FORMAT), advice=_ADVICE)
    return dict(facts)


def _map_array(path: Path) -> npt.NDArray[Any]:
    try:
        return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except ValueError:
        # An empty array cannot be mapped.
        return np.asarray(np.load(path, allow_pickle=False))


def open_knowledge_base(folder: str | None) -> KnowledgeBase:
    """Return the knowledge base in a folder; None: the one named by $GLIOMINE_KB, or else the shipped one.

    An index is opened once a process, and again after it was replaced.

    Raises:
        ResourceError: it is missing or damaged.
    """
    named = folder or os.environ.get(KB_VARIABLE)
    if not named:
        named = str(listed_file(models_folder(), "kb", what="knowledge base in the models", advice=_ADVICE).parent)
    # kb.json holds the checksums of all other files.
    facts = Path(named) / "kb.json"
    return _opened(named, sha256_of(facts) if facts.is_file() else "")


@lru_cache(maxsize=2)
def _opened(folder: str, _checksum: str) -> KnowledgeBase:
    return KnowledgeBase.open(Path(folder))
