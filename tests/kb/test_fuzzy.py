"""Names that are spelled nearly alike: what is found of a few, and that the index loses none, however it is paged."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from gliomine.kb import fuzzy
from gliomine.kb.fuzzy import SHORTEST, FuzzyIndex, build_fuzzy, distance_of
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.kb.records import Record, Source
from gliomine.kb.write_index import write_index
from rapidfuzz.distance import Levenshtein

NAMES = (
    *("glioma of brain", "gliomas of brain", "glioma of drain", "glioma type 1", "glioma type 2", "temozolomide"),
    *("temozolamide", "temozolomid", "xemozolomide", "astrocytoma", "astrocytomas", "oligoastrocytoma", "short"),
    *("shirt", "carmustine"),
)


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    kinds = ("chemical", "disease")
    records = [Record(f"CL:{n:07d}", name, [kinds[n % 2]], "own") for n, name in enumerate(NAMES, 1)]
    folder: Path = tmp_path_factory.mktemp("kb")
    write_index(folder, records, sources=[Source("own", 1)], version="test")
    return KnowledgeBase.open(folder)


TEMOZOLOMIDE = [("temozolomide", 1.0), ("temozolomid", 0.957), ("temozolamide", 0.917), ("xemozolomide", 0.917)]


@pytest.mark.parametrize(
    ("key", "asked", "found"),
    [
        ("temozolomide", {}, TEMOZOLOMIDE),
        ("temozolomide", {"limit": 2}, TEMOZOLOMIDE[:2]),
        ("temozolomide", {"same_start": True}, TEMOZOLOMIDE[:3]),
        ("temozolomide", {"types": ("disease",)}, TEMOZOLOMIDE[2:]),
        ("temozolomide", {"types": ("disease", "chemical")}, TEMOZOLOMIDE),
        ("temozolomide", {"types": ("gene",)}, []),
        ("glioma of brain", {}, [("glioma of brain", 1.0), ("gliomas of brain", 0.968), ("glioma of drain", 0.933)]),
        ("gliomaofbrain", {}, [("glioma of brain", 0.929), ("glioma of drain", 0.857)]),
        # Another number is another thing.
        ("glioma type 1", {}, [("glioma type 1", 1.0)]),
        ("glioma type 3", {}, []),
        ("astrocitoma", {}, [("astrocytoma", 0.909), ("astrocytomas", 0.87)]),
        ("short", {}, [("short", 1.0), ("shirt", 0.8)]),
        ("shor", {}, []),
        ("carmutsine", {}, [("carmustine", 0.9)]),
        ("karmustine", {}, [("carmustine", 0.9)]),
        ("karmustine", {"same_start": True}, []),
        ("", {}, []),
    ],
)
def test_names_nearly_alike(kb: KnowledgeBase, key: str, asked: dict[str, Any], found: list[tuple[str, float]]) -> None:
    assert [(name, round(similarity, 3)) for name, similarity in kb.fuzzy(key, **asked)] == found


def block_of(index: FuzzyIndex, own: int, size: int) -> tuple[int, int]:
    return index.block(size) if size == own else (0, 0)


@pytest.mark.parametrize("page", [1, 3, 7, fuzzy.PAGE])
def test_no_name_within_the_distance_is_lost(page: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzzy, "PAGE", page)
    chance = random.Random(5)
    keys = sorted({"".join(chance.choices("abcd", k=chance.randint(1, 14))) for _ in range(300)})
    arrays = build_fuzzy([(key, 1000 + number) for number, key in enumerate(keys)])
    index = FuzzyIndex(arrays)
    for length in range(18):
        low, high = index.block(length)
        assert [keys[index.key_at(place) - 1000] for place in range(low, high)] == [k for k in keys if len(k) == length]
    asked = [*chance.sample(keys, 25), *("".join(chance.choices("abcd", k=chance.randint(3, 16))) for _ in range(25))]
    for key in asked:
        for most in (1, 2):
            found = [keys[number - 1000] for number in index.candidates(key, most=most).tolist()]
            assert len(set(found)) == len(found)
            edits = min(distance_of(len(key)), most)
            near = {one for one in keys if distance_of(len(one)) >= edits and Levenshtein.distance(one, key) <= edits}
            assert near <= set(found) or len(key) < SHORTEST
            assert all(abs(len(one) - len(key)) <= edits for one in found)
            within = index.candidates(key, partial(block_of, index, len(key)), most=most)
            assert [keys[number - 1000] for number in within.tolist()] == [k for k in found if len(k) == len(key)]
    assert [distance_of(length) for length in (9, 10)] == [1, 2]
