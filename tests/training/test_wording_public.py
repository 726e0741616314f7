"""What public corpora, whose labels are not ours, teach the wording."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
from gliomine.predicates import PREDICATES
from gliomine.relations.votes import joined_claims
from gliomine.training.wording import fit, keys_of
from gliomine.training.wording_mix import hear, mix_of, model_of, silent
from gliomine.training.wording_public import Partly, corpora_of, read_public

from tests.relations.test_rules import document
from tests.training.test_wording import CLASSES, DOCUMENTS, PAIRS

NUMBER = {one: place for place, one in enumerate(CLASSES, 1)}
LISTED = {
    "small": {
        "documents": 9,
        "types": {"Drug": "chemical", "Harm": "disease"},
        "says": {"brings": ["causes"], "harmed_by": ["causes<"], "near": ["causes", "none"]},
    }
}


def written(folder: Path, text: str, relations: list[tuple[str, str, str]], *, first: str = "Drug") -> list[Partly]:
    """Write a corpus of one sentence with a drug, a harm and a place, and read it."""
    entities: list[dict[str, Any]] = []
    for name, kind, word in (("T1", first, "zavir"), ("T2", "Harm", "rash"), ("T3", "Place", "ward")):
        start = text.index(word)
        entities.append({"id": name, "type": kind, "start": start, "end": start + len(word), "text": word})
    said = [{"type": label, "subject": one, "object": two} for label, one, two in relations]
    line = {"doc_id": "d1", "text": text, "entities": entities, "relations": said}
    (folder / "small").mkdir(exist_ok=True)
    with gzip.open(folder / "small" / "train.jsonl.gz", "wt", encoding="utf-8") as stream:
        stream.write(json.dumps(line) + "\n")
    return read_public(folder, LISTED, classes=CLASSES, symmetric=(), pairs=PAIRS)


TEXT = "The zavir led to a rash on the ward."


def test_a_label_is_what_it_can_be_in_our_classes(tmp_path: Path) -> None:
    (pair,) = written(tmp_path, TEXT, [("brings", "T1", "T2")])
    assert pair.can == frozenset({NUMBER["causes", True]})
    (pair,) = written(tmp_path, TEXT, [("harmed_by", "T2", "T1")])
    assert pair.can == frozenset({NUMBER["causes", True]})
    (pair,) = written(tmp_path, TEXT, [("near", "T1", "T2")])
    assert pair.can == frozenset({0, NUMBER["causes", True]})
    (pair,) = written(tmp_path, "A rash on the ward came from zavir.", [("brings", "T1", "T2")])
    assert pair.can == frozenset({NUMBER["causes", False]})


def test_a_pair_without_a_label_is_none_of_the_corpus_labels(tmp_path: Path) -> None:
    (pair,) = written(tmp_path, TEXT, [])
    assert pair.can is None and pair.every == frozenset({NUMBER["causes", True], NUMBER["causes", False]})


def test_labels_and_types_that_are_not_listed_teach_nothing(tmp_path: Path) -> None:
    assert written(tmp_path, TEXT, [("soothes", "T1", "T2")]) == []
    assert written(tmp_path, TEXT, [("brings", "T1", "T2")], first="Brand") == []


def test_how_often_a_corpus_has_its_labels_is_kept_apart(tmp_path: Path) -> None:
    (pair,) = written(tmp_path, TEXT, [("brings", "T1", "T2")])
    ours = set(keys_of(DOCUMENTS).tolist())
    assert len(pair.apart) > 3 and ours.isdisjoint(pair.apart.tolist())
    assert not ours.isdisjoint(pair.features.tolist())


def test_a_word_that_only_a_public_corpus_has_is_learnt_from_it(tmp_path: Path) -> None:
    known = {"[chemical {}] led to [disease {}] at once": True, "[chemical {}] lay near [disease {}] at once": False}
    ours = list(DOCUMENTS)
    keys = np.unique(np.concatenate([keys_of(ours), *(_hashes(form) for form in known)]))
    public = [_pair(form.format(f"zavir{n}", f"rash{n}"), said) for n in range(60) for form, said in known.items()]
    mute = silent(CLASSES)
    found = {}
    for name, more in (("without", []), ("with", public)):
        weights = fit(ours, keys, 1 + len(CLASSES), public=more)
        model = model_of(weights, keys, CLASSES, PAIRS, (mute, mute))
        mix = mix_of(hear(model, ours, ()), model, network=False)
        model = model_of(weights, keys, CLASSES, PAIRS, (mix, mix))
        given = document("[chemical temozolomide] led to [disease glioma] at once")
        best = {item.predicate: item.score for item in joined_claims(given, model, None)}
        found[name] = best.get("causes", 0.0)
    assert found["with"] > found["without"] + 0.1


def _hashes(form: str) -> np.ndarray[Any, Any]:
    from gliomine.relations.votes import asked_of

    (asked,) = asked_of(document(form.format("zavir", "rash")), PAIRS)
    return np.array(asked.features, dtype=np.uint32)


def _pair(form: str, causes: bool) -> Partly:
    every = frozenset({NUMBER["causes", True], NUMBER["causes", False]})
    can = frozenset({NUMBER["causes", True]}) if causes else None
    return Partly(_hashes(form), np.zeros(0, dtype=np.uint32), can, every)


def test_the_list_speaks_of_our_predicates_and_types_that_they_allow() -> None:
    for name, item in corpora_of().items():
        assert item["documents"] > 0, name
        for said in item["says"].values():
            for one in said:
                predicate = PREDICATES[one.removesuffix("<")]
                kinds = set(item["types"].values())
                assert kinds & set(predicate.subjects) and kinds & set(predicate.objects), (name, one)
