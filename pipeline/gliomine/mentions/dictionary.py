"""Find the names of a vocabulary in text: longest match over folded words, guarded against ambiguous short names.

A match begins and ends at word borders of the text. A name in capitals (`SET`, `MET`) is only found where the text has
capitals too, an everyday word never stands for a concept of a large vocabulary, and each entity type can ask for more
(see `gliomine.entity_types.Guard`). Names of a topic's own vocabulary were chosen by people and are not guarded.

Performance: F1 with the dictionary alone and beside the model in models/MODEL_CARD.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Protocol

from gliomine.entity_traits import Guard
from gliomine.entity_types import ENTITY_TYPES
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.kb.vocabulary import Row
from gliomine.resources import data_text
from gliomine.text.normalize import KeyWord, key_words, normal_key, singular

SOURCE, SCORE = "dictionary", 0.9
"""Of a mention that is there because a vocabulary or the index has its name."""
LONGEST = 10
"""Most words of a name."""

_LONGEST_KNOWN = 1000  # characters of a text whose words are kept for the next set of names

_SCOPES = frozenset({"name", "exact", "abbreviation"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found in a text; half-open span, one of our types."""

    start: int
    end: int
    entity_type: str


class Names(Protocol):
    """A set of names: which keys begin a text, and what a key stands for where it is spelled like this."""

    def begins(self, word: str) -> bool:
        """Tell whether a key may begin with a word."""

    def prefixes(self, text: str) -> Sequence[str]:
        """Return the keys that the text begins with."""

    def type_of(self, key: str, surface: str) -> str | None:
        """Return the entity type that a key stands for, None where it stands for nothing in this spelling."""


def find_names(text: str, start: int, end: int, *, names: Names) -> Iterator[Hit]:
    """Yield the longest names in a range of a text, from left to right, without overlap."""
    piece = text[start:end]
    # A sentence is read for each of several sets of names, and so is a mention.
    words, plain, single = _known(piece) if len(piece) <= _LONGEST_KNOWN else _read(piece)
    place = 0
    while place < len(words):
        if not (names.begins(plain[place]) or names.begins(single[place])):
            place += 1
            continue
        hit = _longest_at(text, start, words, plain, single, place, names)
        if hit is None:
            place += 1
            continue
        found, place = hit
        yield found


def _read(piece: str) -> tuple[list[KeyWord], list[str], list[str]]:
    words = [word for word in key_words(piece) if word.end > word.start]
    plain = [word.word for word in words]
    return words, plain, [singular(word) for word in plain]


_known = lru_cache(maxsize=512)(_read)


def whole_name(text: str, start: int, end: int, *, names: Sequence[Names]) -> str | None:
    """Return the type of a range that is, as a whole, a name of one of several sets, else None."""
    for known in names:
        # A name that is the whole range is the first in it.
        hit = next(find_names(text, start, end, names=known), None)
        if hit is not None and (hit.start, hit.end) == (start, end):
            return hit.entity_type
    return None


def _longest_at(
    text: str,
    offset: int,
    words: Sequence[KeyWord],
    plain: Sequence[str],
    single: Sequence[str],
    place: int,
    names: Names,
) -> tuple[Hit, int] | None:
    if place and words[place - 1].end > words[place].start:
        return None  # the second half of a piece that folds into two words
    counts: dict[int, list[str]] = {}
    spelled = " ".join(plain[place : place + LONGEST])
    singulars = " ".join(single[place : place + LONGEST])
    for whole in (spelled, singulars) if singulars != spelled else (spelled,):
        for key in names.prefixes(whole):
            if len(key) == len(whole) or whole[len(key)] == " ":
                counts.setdefault(key.count(" ") + 1, []).append(key)
    for count in sorted(counts, reverse=True):
        last = place + count - 1
        if last + 1 < len(words) and words[last + 1].start < words[last].end:
            continue
        low, high = offset + words[place].start, offset + words[last].end
        for key in counts[count]:
            entity_type = names.type_of(key, text[low:high])
            if entity_type is not None:
                return Hit(low, high, entity_type), last + 1
    return None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names of a topic's own vocabularies.

    Attributes:
        types: key -> entity type.
        capitals: keys of names in capitals, which are only found where the text has capitals.
        firsts: first word of a key -> words of the longest key that begins with it.
    """

    types: Mapping[str, str]
    capitals: frozenset[str]
    firsts: Mapping[str, int]

    def begins(self, word: str) -> bool:
        """Tell whether a key begins with a word."""
        return word in self.firsts

    def prefixes(self, text: str) -> Sequence[str]:
        """Return the keys that the text begins with."""
        words = text.split(" ")
        longest = min(len(words), self.firsts.get(words[0], 0))
        keys = (" ".join(words[:count]) for count in range(1, longest + 1))
        return [key for key in keys if key in self.types]

    def without(self, names: Iterable[str]) -> Vocabulary:
        """Return the vocabulary without some names, in singular and plural."""
        left_out = {key for name in names for key in (normal_key(name), singular(normal_key(name)))}
        kept = {
            key: entity_type
            for key, entity_type in self.types.items()
            if key not in left_out and singular(key) not in left_out
        }
        return replace(self, types=kept)

    def type_of(self, key: str, surface: str) -> str | None:
        """Return the entity type of a key; a name in capitals needs a spelling with capitals."""
        if key in self.capitals and not _has_capitals(surface):
            return None
        return self.types[key]


def read_vocabulary(rows: Sequence[tuple[str, str]]) -> Vocabulary:
    """Build a vocabulary from (name, entity type); of two types for one name the first counts."""
    types: dict[str, str] = {}
    capitals = set()
    for name, entity_type in rows:
        key = normal_key(name)
        if key and key not in types:
            types[key] = entity_type
            if is_symbol(name):
                capitals.add(key)
    firsts: dict[str, int] = {}
    for key in types:
        words = key.split(" ")
        firsts[words[0]] = max(firsts.get(words[0], 0), len(words))
    return Vocabulary(types, frozenset(capitals), firsts)


def names_of_rows(rows: Iterable[Row]) -> Vocabulary:
    """Build the vocabulary of the rows of a topic's file; of several types of a concept the first counts."""
    return read_vocabulary([(name, row.entity_types[0]) for row in rows for name in row.names])


class KnowledgeBaseNames:
    """All names of a knowledge base that are safe to recognise."""

    def __init__(self, knowledge_base: KnowledgeBase, entity_types: Sequence[str]) -> None:
        """Take the types to be recognised."""
        self._base = knowledge_base
        self._types = frozenset(entity_types)
        self.type_of = lru_cache(maxsize=1 << 16)(self._type_of)

    def begins(self, word: str) -> bool:
        """Tell whether a key may begin with a word: to look is faster than to know."""
        return bool(word)

    def prefixes(self, text: str) -> Sequence[str]:
        """Return the keys that the text begins with."""
        return self._base.prefixes(text)

    def _type_of(self, key: str, surface: str) -> str | None:
        best: tuple[int, int, str] | None = None
        for posting in self._base.postings(key):
            if posting.scope not in _SCOPES or (posting.acronym and not _has_capitals(surface)):
                continue
            concept = self._base.concept(posting.concept)
            entity_type = main_type(concept.curie, concept.entity_types)
            guard = ENTITY_TYPES[entity_type].guard
            if entity_type in self._types and is_safe(surface, guard, concept.curie, symbol=posting.acronym):
                rank = (int(posting.scope != "name"), concept.priority, entity_type)
                best = rank if best is None or rank < best else best
        return best[2] if best is not None else None


def type_of_concept(kb: KnowledgeBase, place: int) -> str:
    """Return the type that a concept of the index is recognised as."""
    concept = kb.concept(place)
    return main_type(concept.curie, concept.entity_types)


def main_type(curie: str, entity_types: Sequence[str]) -> str:
    """Return the type that a concept is recognised as: the one whose vocabularies prefer its identifier most.

    >>> main_type("HGNC:12362", ("chemical", "gene"))
    'gene'
    """

    def distance(entity_type: str) -> int:
        prefixes = ENTITY_TYPES[entity_type].prefixes
        fitting = [place for place, prefix in enumerate(prefixes) if curie.startswith(prefix)]
        return fitting[0] if fitting else len(prefixes)

    return min(entity_types, key=distance)


def is_safe(surface: str, guard: Guard, curie: str, *, symbol: bool) -> bool:
    """Tell whether a spelling may stand for a concept of a large vocabulary."""
    if guard.prefixes and not curie.startswith(guard.prefixes):
        return False
    if len(surface) < (guard.shortest_symbol if symbol else guard.shortest):
        return False
    if guard.digit and not any(sign.isdigit() for sign in surface):
        return False
    if guard.capitals and not any(sign.isupper() for sign in surface):
        return False
    return guard.everyday or surface.casefold() not in everyday_words()


@cache
def everyday_words() -> frozenset[str]:
    """Return words that are names of something and nearly always mean something else."""
    lines = data_text("mentions/data", "everyday_words.txt").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def is_symbol(name: str) -> bool:
    """Tell whether a name is spelled as a symbol: one word, most of its letters capitals.

    >>> is_symbol("MET"), is_symbol("siRNA"), is_symbol("Glioma"), is_symbol("U-87 MG")
    (True, True, False, True)
    """
    letters = [sign for sign in name if sign.isalpha()]
    return len(letters) < 12 and sum(sign.isupper() for sign in letters) * 2 > len(letters)


def _has_capitals(surface: str) -> bool:
    return any(sign.isupper() for sign in surface[1:]) or (
        len(surface) > 1 and surface[0].isupper() and surface[1:].isdigit()
    )
