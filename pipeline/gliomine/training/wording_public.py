"""What the wording learns from public corpora of relations, beside our own abstracts.

Their labels are not ours, so a pair of mentions says only which of our classes it can be (`data/wording_corpora.toml`):
one or several where the corpus has a label, all but those of its labels where it has none. The chance of the set is
made large (learning with partial labels; Cour, Sapp and Taskar 2011, JMLR 12:1501). How often a corpus has its labels
between two types is its own affair: features of types and distance are kept apart by corpus (Daume 2007,
arXiv:0907.1815).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.config import Config
from gliomine.document import Document, Mention, mention_id
from gliomine.relations.candidates import FARTHEST
from gliomine.relations.sentences import read_sentences
from gliomine.relations.votes import askable
from gliomine.relations.wording import features_of
from gliomine.resources import data_text
from gliomine.stages import Pipeline
from gliomine.text.hashing import hashed
from gliomine.training.relation_corpora import Related, read_related

FOLDER, FILE = "training/data", "wording_corpora.toml"
NONE, TURNED = "none", "<"
_OF_TYPES = re.compile(r"(?:t|t1|t2|a1|a2|n|l|adj|same|nested) ")  # features that say how often, not how
_COPIES = 6  # of the feature that stands for a corpus and two types, so that it is learnt before the words are


@dataclass(frozen=True, slots=True)
class Partly:
    """A pair of mentions of a public corpus.

    Attributes:
        features: hashes of those that our own abstracts have, too.
        apart: hashes of those of this corpus alone.
        can: classes that it can be, 0 for none; None: any but those of `every`.
        every: classes that the labels of its corpus can be.
    """

    features: NDArray[Any]
    apart: NDArray[Any]
    can: frozenset[int] | None
    every: frozenset[int]


def corpora_of() -> dict[str, Any]:
    """Return the list of corpora: name -> how many documents are read, types, and what the labels say."""
    return tomllib.loads(data_text(FOLDER, FILE))


def read_public(
    root: Path,
    listed: Mapping[str, Any],
    *,
    classes: Sequence[tuple[str, bool]],
    symmetric: Sequence[str],
    pairs: frozenset[tuple[str, str]],
) -> list[Partly]:
    """Return the pairs of mentions of corpora.

    Args:
        root: folder of the corpora of relations.
        listed: as `corpora_of` gives them.
        classes: predicate, and whether the earlier mention is the subject.
        symmetric: predicates without a direction.
        pairs: types between which relations are asked for.

    Raises:
        InputError: a corpus is missing or not readable.
    """
    split = Pipeline(Config(), until="abbreviations", check=False)
    found: list[Partly] = []
    for name, item in listed.items():
        documents = list(islice(read_related(root / name / "train.jsonl.gz"), item["documents"]))
        sets = {label: _numbers(said, classes, symmetric) for label, said in item["says"].items()}
        bare = [Document(one.doc_id, one.text, layout="abstract") for one in documents]
        for one, document in zip(documents, split(bare), strict=True):
            if isinstance(document, Document):
                found += _of_document(name, one, document, item["types"], sets, pairs)
    return found


Numbers = tuple[frozenset[int], frozenset[int]]
"""Classes of a label: where its subject is the earlier mention, and where it is the later."""


def _numbers(said: Sequence[str], classes: Sequence[tuple[str, bool]], symmetric: Sequence[str]) -> Numbers:
    number = {one: place for place, one in enumerate(classes, 1)}
    ways: tuple[set[int], set[int]] = set(), set()
    for one in said:
        name, turned = one.removesuffix(TURNED), one.endswith(TURNED)
        for way, own in enumerate(ways):
            along = (way == 0) != turned or name in symmetric
            own.add(0 if name == NONE else number[name, along])
    return frozenset(ways[0]), frozenset(ways[1])


def _of_document(
    corpus: str,
    related: Related,
    document: Document,
    types: Mapping[str, str],
    sets: Mapping[str, Numbers],
    pairs: frozenset[tuple[str, str]],
) -> Iterator[Partly]:
    kept = [number for number, item in enumerate(related.entities) if item.label in types]
    mentions = tuple(_mention(document, related, number, types) for number in kept)
    document = replace(document, mentions=mentions)
    said = _said(related, {number: at for at, number in enumerate(kept)}, sets)
    every = frozenset(number for ways in sets.values() for way in ways for number in way) - {0}
    statuses = [""] * len(mentions)
    for sentence in read_sentences(document):
        for at, first in enumerate(sentence.inside):
            for second in sentence.inside[at + 1 : at + 1 + FARTHEST]:
                wanted = said.get((first, second))
                one, two = mentions[first], mentions[second]
                if wanted == frozenset() or not askable(one, two, pairs):
                    continue
                names = features_of(document.text, sentence.shape, first, second, mentions, statuses=statuses)
                yield _partly(names, f"{corpus} {one.entity_type}>{two.entity_type}", corpus, wanted, every)


def _said(
    related: Related, place: Mapping[int, int], sets: Mapping[str, Numbers]
) -> dict[tuple[int, int], frozenset[int]]:
    """Return what each pair of mentions can say, either way round; an empty set: something that we have no word for."""
    nothing: Numbers = (frozenset(), frozenset())
    said: dict[tuple[int, int], frozenset[int]] = {}
    for claim in related.claims:
        if claim.subject in place and claim.object in place:
            along, back = sets.get(claim.predicate, nothing)
            said.setdefault((place[claim.subject], place[claim.object]), along)
            said.setdefault((place[claim.object], place[claim.subject]), back)
    return said


def _partly(
    names: Sequence[str], types: str, corpus: str, wanted: frozenset[int] | None, every: frozenset[int]
) -> Partly:
    names = list(dict.fromkeys(names))
    shared = [name for name in names if not _OF_TYPES.match(name)]
    apart = [f"{corpus}: {name}" for name in names if _OF_TYPES.match(name)]
    apart += [f"{types} {copy}" for copy in range(_COPIES)]
    return Partly(np.array(hashed(shared), dtype=np.uint32), np.array(hashed(apart), dtype=np.uint32), wanted, every)


def _mention(document: Document, related: Related, number: int, types: Mapping[str, str]) -> Mention:
    item = related.entities[number]
    name = mention_id(document.doc_id, item.start, item.end, entity_type=f"{item.label}{number}")
    text = document.text[item.start : item.end]
    return Mention(item.start, item.end, name, text, types[item.label], 1.0, "gold")
