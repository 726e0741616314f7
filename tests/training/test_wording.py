"""Learning what wording says of relations, and how it is joined with the network."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from gliomine.relations.candidates import STATUSES
from gliomine.relations.stage import load_second
from gliomine.relations.votes import asked_of, joined_claims, load_wording
from gliomine.training.annotations import Entity
from gliomine.training.relation_corpora import Claim, Related
from gliomine.training.wording import Learnt, classes_of, fit, keys_of, targets_of
from gliomine.training.wording_mix import fit_mix, hear, mix_of, model_of, silent, write

from tests.relations.test_rules import document

PAIRS = frozenset({("chemical", "disease")})
SAID = (
    ("[chemical {}] eased [disease {}] in all", "treats", True, "present"),
    ("[disease {}] was eased by [chemical {}] in all", "treats", False, "present"),
    ("[chemical {}] may have eased [disease {}]", "treats", True, "possible"),
    ("[chemical {}] brought [disease {}] on", "causes", True, "present"),
    ("[chemical {}] sat beside [disease {}]", None, True, ""),
)


def learnt(number: int) -> Learnt:
    form, predicate, forward, status = SAID[number % len(SAID)]
    given = document(form.format(f"drug{number}", f"illness{number}"))
    entities = tuple(Entity(item.start, item.end, item.entity_type) for item in given.mentions)
    ends = (0, 1) if forward else (1, 0)
    claims = () if predicate is None else (Claim(*ends, predicate, status),)
    related = Related(f"d{number}", None, given.text, entities, ((), ()), claims, False, False)
    asked = asked_of(given, PAIRS)
    return Learnt(related, given, asked, *targets_of(related, asked, CLASSES, ()), None)


CLASSES = [("treats", True), ("causes", True), ("treats", False), ("causes", False)]
DOCUMENTS = [learnt(number) for number in range(40)]


def test_classes_are_both_ways_but_of_what_is_symmetric() -> None:
    found = classes_of([item.related for item in DOCUMENTS], ["causes"])
    assert found == [("treats", True), ("causes", True), ("treats", False)]


def test_what_is_taught_is_told_of_other_names(tmp_path: Path) -> None:
    keys = keys_of(DOCUMENTS)
    weights = fit(DOCUMENTS, keys, 1 + len(CLASSES))
    assert np.array_equal(weights, fit(DOCUMENTS, keys, 1 + len(CLASSES)))
    mute = silent(CLASSES)
    model = model_of(weights, keys, CLASSES, PAIRS, (mute, mute))
    mix = mix_of(hear(model, DOCUMENTS, ()), model, network=False)
    model = model_of(weights, keys, CLASSES, PAIRS, (mix, mix))
    (tmp_path / "manifest.toml").write_text('[ner]\nversion = "1"\n', encoding="utf-8")
    path = write(tmp_path / "wording", weights, keys, model, sources=["ours"], score="none")
    read = load_wording(path)
    for form, predicate, forward, status in SAID:
        given = document(form.format("temozolomide", "glioma") if forward else form.format("glioma", "temozolomide"))
        found = joined_claims(given, read, None, least=0.5)
        ends = (0, 1) if forward else (1, 0)
        assert [(one.subject, one.object, one.predicate, one.status) for one in found] == (
            [(*ends, predicate, status)] if predicate else []
        )
    listing = (tmp_path / "manifest.toml").read_text(encoding="utf-8")
    assert listing.startswith("[ner]") and 'file = "wording/weights.npz"' in listing
    assert json.dumps(["ours"]) in listing


def test_the_better_voice_gets_the_greater_weight() -> None:
    target = np.array([0, 1, 2] * 30)
    random = np.random.default_rng(3)
    knows = np.log(np.full((90, 3), 0.2) + 0.4 * np.eye(3)[target])
    noise = np.log(random.dirichlet([1, 1, 1], 90))
    weights, shifts = fit_mix([knows, noise], target, np.array([0, 1, 1]))
    assert weights[0] > 5 * abs(weights[1]) and shifts[0] == 0 and len(shifts) == 2


def test_a_models_folder_without_the_second_voice_has_none(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "manifest.toml").write_text('[ner]\nversion = "1"\n', encoding="utf-8")
    monkeypatch.setenv("GLIOMINE_MODELS", str(tmp_path))
    assert load_second() is None and len(STATUSES) == 3
