"""Scores are chances, and a models folder without weights leaves them as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from gliomine.errors import ResourceError
from gliomine.kb.knowledge_base import open_knowledge_base
from gliomine.mentions.merge import Proposal
from gliomine.mentions.score import Calibration, calibrated, features_of, known_types, load_calibration, with_features
from gliomine.resources import models_folder, sha256_of

GIVEN = Proposal(0, 7, "disease", 0.9, "model:gliomine")


def of(shown: str, *, before: str = "", behind: str = "", **more: object) -> dict[str, float]:
    """Return the features of a mention within a text."""
    values = {"repeats": 1, "defined": False, "known": False, **more}
    item = Proposal(len(before), len(before) + len(shown), "disease", 0.9, "model:gliomine")
    return features_of(item, before + shown + behind, **values)  # type: ignore[arg-type]


def test_features_say_what_is_known_of_a_mention() -> None:
    found = of("HCC", repeats=9, defined=True, known=True)
    assert found["odds"] == pytest.approx(2.1972, abs=1e-4)
    assert found["repeats"] == 1.0
    assert {"type:disease", "source:model", "short, defined", "known"} <= set(found)
    plain = of("Hepatitis")
    assert "capital" in plain
    assert not {"short", "known", "plain"} & set(plain)


def test_features_say_what_stands_around_a_mention() -> None:
    assert "head behind" in of("pain", behind=" processing")
    assert not {"head behind", "adjective before"} & set(of("pain", before="of ", behind=" and fear"))
    assert "adjective before" in of("pain", before="chronic ")
    assert "plain" in of("gadgetitis")
    assert "plain" not in of("gadgetitis", listed=True)


def test_a_text_without_company_speaks_against_a_mention() -> None:
    kb = open_knowledge_base(None)
    text = "glioma" + " word" * 99
    item = Proposal(0, 6, "disease", 0.9, "model")
    ((_, features),) = with_features(text, [item], defined=(), kb=kb)
    assert features["density"] == pytest.approx(0.04)
    assert features["known"] == 1.0


def test_a_chance_grows_with_the_odds_and_an_unknown_feature_does_not_count() -> None:
    model = Calibration({"odds": 1.0})
    assert model.chance({"odds": 2.0, "type:thing": 1.0}) > model.chance({"odds": 1.0}) > 0.5
    assert 0 < model.chance({"odds": -1e9}) < model.chance({"odds": 1e9}) <= 1


def test_without_weights_scores_stay() -> None:
    kb = open_knowledge_base(None)
    assert list(calibrated("glioma.", [GIVEN], None, defined=(), kb=kb)) == [GIVEN]
    (found,) = calibrated("glioma.", [GIVEN], Calibration({"type:disease": 0.0}), defined=(), kb=kb)
    assert found.score == 0.5
    assert list(calibrated("glioma.", [GIVEN], Calibration({"type:gene": 1.0}), defined=(), kb=kb)) == [GIVEN]


def test_the_index_knows_names_by_type_and_number() -> None:
    kb = open_knowledge_base(None)
    assert "disease" in known_types(kb, "gliomas")
    assert "gene" not in known_types(kb, "gliomas")
    assert not known_types(kb, "no such name")


def test_the_shipped_weights_trust_what_the_index_knows() -> None:
    model = load_calibration(models_folder())
    assert model is not None
    known, unknown = (of("a glioma", known=one, listed=one) for one in (True, False))
    assert model.chance(known) > model.chance(unknown)


def test_a_folder_without_the_part_and_a_damaged_part(tmp_path: Path) -> None:
    (tmp_path / "manifest.toml").write_text("", encoding="utf-8")
    assert load_calibration(tmp_path) is None
    path = tmp_path / "scores.toml"
    path.write_text('[weights]\nodds = "much"\n', encoding="utf-8")
    entry = f'[scores]\nfile = "scores.toml"\nsize = {path.stat().st_size}\nsha256 = "{sha256_of(path)}"\n'
    (tmp_path / "manifest.toml").write_text(entry, encoding="utf-8")
    with pytest.raises(ResourceError, match="not a table of weights"):
        load_calibration(tmp_path)


def test_what_is_found_by_its_notation_keeps_its_score() -> None:
    item = Proposal(0, 7, "gene", 0.95, "pattern")
    found = calibrated(
        "miR-999 fell.", [item], Calibration({"type:gene": -3.0}), defined=(), kb=open_knowledge_base(None)
    )
    assert list(found) == [item]


def test_what_is_not_read_is_no_company() -> None:
    kb = open_knowledge_base(None)
    text = "glioma" + " word" * 9 + " Department of Words." * 50
    item = Proposal(0, 6, "disease", 0.9, "model")
    ((_, features),) = with_features(text, [item], defined=(), kb=kb, read=[(0, 51)])
    assert features["density"] == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("text", "entity_type", "known", "head"),
    [
        ("exosomes", "vesicle", True, False),
        ("curcumin-loaded exosomes", "vesicle", True, False),
        ("human fibroblasts", "cell_type", True, False),
        ("curcumin-fed exosomes", "vesicle", False, True),
        ("curcumin-loaded exosomes", "chemical", False, False),
        ("U-87 MG cells", "cell_line", True, False),
        ("qzvortan", "vesicle", False, False),
    ],
)
def test_the_index_knows_a_name_or_its_head(text: str, entity_type: str, known: bool, head: bool) -> None:
    item = Proposal(0, len(text), entity_type, 0.9, "model")
    ((_, features),) = with_features(text, [item], defined=(), kb=open_knowledge_base(None))
    assert ("known" in features, "known head" in features) == (known, head)
