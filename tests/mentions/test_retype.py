"""The topic and the index correct the types of names that they know in one sense."""

from __future__ import annotations

import time

import pytest
from gliomine.kb.knowledge_base import open_knowledge_base
from gliomine.mentions.merge import Proposal
from gliomine.mentions.retype import retyped


def kind_of(shown: str, kind: str, *, score: float = 0.6, topic: str | None = None, defined: str = "") -> str:
    given = Proposal(0, len(shown), kind, score, "model")
    (found,) = retyped(
        shown,
        [given],
        of_topic=lambda start, end: topic,
        kb=open_knowledge_base(None),
        defined=frozenset({defined}),
    )
    return found.entity_type


@pytest.mark.parametrize(
    ("shown", "kind", "expected"),
    [
        ("SK-OV-3", "gene", "cell_line"),
        ("SK-OV-3 cells", "cell_type", "cell_line"),
        ("ERBB4", "chemical", "gene"),
        ("liver", "disease", "disease"),
        ("aspirin", "gene", "gene"),
        ("Sox2", "chemical", "gene"),  # as other animals spell it
        ("HUVECs", "vesicle", "cell_type"),
        ("N₂", "chemical", "chemical"),  # no line with the key of its plain letters
        ("mRNA", "gene", "gene"),
    ],
)
def test_a_symbol_of_one_sense(shown: str, kind: str, expected: str) -> None:
    assert kind_of(shown, kind) == expected


@pytest.mark.parametrize(
    ("text", "shown", "kind", "expected"),
    [
        ("LNCaP cells rest.", "LNCaP", "cell_type", "cell_line"),
        ("AGS cells rest.", "AGS cells", "cell_type", "cell_line"),  # the letters stand for syndromes, too
        ("AGS was seen.", "AGS", "disease", "disease"),
        ("NK cells rest.", "NK cells", "cell_type", "cell_type"),
        ("HSC cells rest.", "HSC", "cell_type", "cell_type"),
    ],
)
def test_the_name_of_a_line_before_cells(text: str, shown: str, kind: str, expected: str) -> None:
    given = Proposal(0, len(shown), kind, 0.99, "model")
    (found,) = retyped(
        text, [given], of_topic=lambda start, end: None, kb=open_knowledge_base(None), defined=frozenset()
    )
    assert found.entity_type == expected


def test_a_confident_model_is_believed_and_a_definition_stands() -> None:
    assert kind_of("ERBB4", "chemical", score=0.95) == "chemical"
    assert kind_of("SK-OV-3", "gene", defined="SK-OV-3") == "gene"
    assert kind_of("hypoxia", "disease", topic="process", score=0.99) == "process"


@pytest.mark.parametrize(
    ("shown", "kind", "score", "expected"),
    [
        ("ceramides", "disease", 0.7, "chemical"),
        ("ceramides", "disease", 0.95, "disease"),  # a sure model is believed
        ("hyperthermia", "treatment", 0.7, "treatment"),  # the index has no type that is certain
        ("oxytocin receptor", "gene", 0.7, "gene"),
        ("grey seals", "anatomy", 0.7, "organism"),
        ("protons", "treatment", 0.7, "treatment"),  # of beams and their particles the model says which
        ("angiogenesis", "disease", 0.7, "process"),
        ("Zika virus", "disease", 0.99, "organism"),  # no germ is a disease, however sure the model is
        ("Zika virus infection", "disease", 0.99, "disease"),
        ("rotavirus", "delivery_system", 0.99, "delivery_system"),
    ],
)
def test_a_written_out_name_of_one_sense(shown: str, kind: str, score: float, expected: str) -> None:
    assert kind_of(shown, kind, score=score) == expected


def test_a_name_of_many_pieces_is_read_once() -> None:
    """Each further piece would double the time, if hyphens could be read in more than one way."""
    began = time.process_time()
    assert kind_of("amino" + "-ab" * 200 + " 1", "gene") == "gene"
    assert kind_of("amino" + "-ab" * 200, "gene") == "gene"
    assert time.process_time() - began < 2.0


@pytest.mark.parametrize(
    ("text", "shown", "kind", "expected"),
    [
        ("Immunoliposomes were made.", "Immunoliposomes", "chemical", "delivery_system"),
        ("Nanoparticles deliver drugs.", "Nanoparticles", "chemical", "delivery_system"),
        ("Nanoparticles shine.", "Nanoparticles", "chemical", "chemical"),
        ("Liposome bupivacaine was encapsulated.", "Liposome bupivacaine", "chemical", "chemical"),
        ("Exosome-like nanoparticles deliver drugs.", "Exosome-like nanoparticles", "vesicle", "vesicle"),
    ],
)
def test_what_carries_a_substance(text: str, shown: str, kind: str, expected: str) -> None:
    given = Proposal(0, len(shown), kind, 0.99, "model")
    (found,) = retyped(
        text, [given], of_topic=lambda start, end: None, kb=open_knowledge_base(None), defined=frozenset()
    )
    assert found.entity_type == expected
