"""A plugged-in spaCy model: a real one, made here."""

from __future__ import annotations

from pathlib import Path

import pytest
from gliomine.errors import ResourceError
from gliomine.mentions.spacy_model import load_recogniser


def test_an_installed_model_is_a_recogniser(tmp_path: Path) -> None:
    import spacy

    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "CHEMICAL", "pattern": "temozolomide"}])  # type: ignore[attr-defined]
    nlp.to_disk(tmp_path / "model")
    recognise = load_recogniser(str(tmp_path / "model"))
    assert list(recognise(["Oral temozolomide was given.", "None."])) == [[(5, 17, "CHEMICAL")], []]


def test_a_missing_scispacy_model_says_how_to_install_it() -> None:
    with pytest.raises(ResourceError, match="scispaCy releases page"):
        load_recogniser("en_core_sci_sm")


def test_a_missing_spacy_package_says_how_to_install_it() -> None:
    with pytest.raises(ResourceError, match="pip install"):
        load_recogniser("xx_no_such_model")
