"""Roles of sentences: titles of the author decide, the classifier reads the rest."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from gliomine.config import Config
from gliomine.document import Document, Label, Section, Sentence
from gliomine.errors import ResourceError
from gliomine.pages.stages import sections
from gliomine.resources import models_folder
from gliomine.sentences.assign_roles import _allowed, _Titled, _titled_parts, line_openings
from gliomine.sentences.roles import ROLES, load_weights, posteriors, roles_of_label
from gliomine.sentences.stage import build as sentences

PLAIN = (
    "Exosomes in glioma\nGlioma is the most common malignant tumour of the brain. Little is known of exosomes "
    "in these patients. We randomly assigned 120 patients to exosomes or placebo. Survival was recorded for 24 months. "
    "Median survival was 14 months versus 9 months (p = 0.01). There were no serious adverse events in either group. "
    "Exosomes may improve the survival of patients with glioma and should be studied further."
)


def sentences_of(text: str, *, layout: str = "abstract") -> tuple[Sentence, ...]:
    (document,) = sections(Config())([Document("a", text, layout=layout)])
    (document,) = sentences(Config())([document])
    return document.sentences


def test_classifier_reads_a_plain_abstract() -> None:
    found = sentences_of(PLAIN)
    assert [item.role for item in found] == [
        None,
        "background",
        "background",
        "methods",
        "methods",
        "results",
        "results",
        "conclusions",
    ]
    assert found[0].role_score is None
    assert all(item.role_score is not None and 0.2 <= item.role_score <= 1 for item in found[1:])


def test_same_answer_alone_and_in_a_batch() -> None:
    stage = sentences(Config())
    made = sections(Config())([Document("a", PLAIN, layout="abstract"), Document("b", "T\nWe ran.", layout="abstract")])
    assert stage(made)[0] == stage(made[:1])[0]


@pytest.mark.parametrize("layout", ["page", "abstract"])
def test_titles_decide(layout: str) -> None:
    body = "AIMS: Rats were weighed. RESULTS: Rats were bought. METHODS: Rats grew by 5%. CONCLUSION: Rats are animals."
    text = f"Title\nRats\nAbstract\n{body}" if layout == "page" else f"Rats\n{body}"
    found = [item for item in sentences_of(text, layout=layout) if item.section == "abstract"]
    assert [(item.role, item.role_score) for item in found] == [
        ("objective", None),
        ("results", None),
        ("methods", None),
        ("conclusions", None),
    ]


def test_titles_of_parts_that_the_text_does_not_show_decide_as_well() -> None:
    """As those of a record that names the parts in its mark-up."""
    text = "Rats\n\nRats were weighed. Rats were bought.\n\nRats grew by 5%."
    given = (
        Section(0, 4, "title"),
        Section(6, len(text), "abstract"),
        Section(6, 42, "abstract", None, "abstract", "AIM"),
        Section(44, len(text), "abstract", None, "abstract", "CONCLUSIONS"),
    )
    (document,) = sections(Config())([Document("a", text, layout="structured", sections=given)])
    (document,) = sentences(Config())([document])
    assert [(item.role, item.role_score) for item in document.sentences] == [
        (None, None), ("objective", None), ("objective", None), ("conclusions", None),
    ]  # fmt: skip


def test_joint_title_leaves_the_choice_to_the_classifier() -> None:
    text = "Rats\nBACKGROUND: Rats are common. METHODS AND RESULTS: Rats were given water. Weight rose by 5% (p<0.01)."
    found = sentences_of(text)
    assert [item.role for item in found] == [None, "background", "methods", "results"]
    assert found[1].role_score is None
    assert found[2].role_score is not None


@pytest.mark.parametrize(
    ("label", "roles"),
    [
        ("Patients & Methods", ("methods",)),
        ("Main outcome measures", ("methods",)),
        ("CONCLUSIONS/SIGNIFICANCE:", ("conclusions",)),
        ("Background/Aims", ("background", "objective")),
        ("Clinical trial registration", ()),
        ("Aim", ("objective",)),
        ("Study objective", ("objective",)),
        ("Aim of the study design", ("objective",)),
        ("Design of the study", ("methods",)),
        ("Aims and methods", ("objective", "methods")),
        ("Objective/Methods", ("objective", "methods")),
        ("Hypothesis and study design", ("objective", "methods")),
        ("Methods and results", ("methods", "results")),
        ("Results and conclusions", ("results", "conclusions")),
        ("Introduction", ("background",)),
        ("", None),
        ("Glioma", None),
    ],
)
def test_labels(label: str, roles: tuple[str, ...] | None) -> None:
    assert roles_of_label(label) == roles


def test_line_breaks_of_wrapped_text_mean_nothing() -> None:
    def spans(text: str, *bounds: tuple[int, int]) -> list[Sentence]:
        return [Sentence(start, end, number, "abstract", text[start:end]) for number, (start, end) in enumerate(bounds)]

    parts = "A b. C d.\nE f."
    assert line_openings(parts, spans(parts, (0, 4), (5, 9), (10, 14))) == [False, False, True]
    wrapped = "A\nb. C d.\nE f."
    assert line_openings(wrapped, spans(wrapped, (0, 4), (5, 9), (10, 14))) == [False] * 3


def test_posteriors_are_probabilities_and_keep_to_what_is_allowed() -> None:
    weights = load_weights(models_folder())
    allowed = np.array([[1.0, 0, 0, 0, 0], [1.0, 1, 1, 1, 1], [0, 0, 0, 1.0, 1]])
    shares = posteriors(weights, ["", "É ß 5.", "x" * 5000], [False, True, False], allowed)
    assert np.allclose(shares.sum(axis=1), 1)
    assert shares[0, 0] == 1
    assert np.allclose(shares[2, :3], 0)


def test_features_do_not_depend_on_the_hash_seed() -> None:
    # Within one process the hash of a string is always the same; another seed needs another process.
    code = (
        "from gliomine.sentences.roles import features\n"
        "print([list(map(int, item)) for item in features(['We ran.', 'It grew by 5%.'], [False, True])], hash('a'))"
    )
    shown = []
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        shown.append(done.stdout.rpartition(" "))
    (first, _, one), (second, _, other) = shown
    assert one != other  # the seeds are seen at work
    assert first == second
    assert first.count("], [") == 1


def test_damaged_model_is_refused(tmp_path: Path) -> None:
    source = models_folder()
    (tmp_path / "manifest.toml").write_bytes((source / "manifest.toml").read_bytes())
    (tmp_path / "roles").mkdir()
    (tmp_path / "roles" / "weights.npz").write_bytes(b"cut short")
    with pytest.raises(ResourceError, match="damaged"):
        load_weights(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "manifest.toml").write_text("", encoding="utf-8")
    with pytest.raises(ResourceError, match="no sentence-role model"):
        load_weights(tmp_path / "empty")


def test_long_body_keeps_no_roles() -> None:
    text = "Rats were bought. " * 40
    assert {item.role for item in sentences_of(text)} == {None}
    short = sentences_of("Rats are common. We bought rats. Rats grew by 5%.")
    assert all(item.role in ROLES for item in short)


def test_quality_floor(shared: Path) -> None:
    from gliomine.training.roles import read_jats

    weights = load_weights(models_folder())
    right = total = 0
    for item in list(read_jats(shared / "corpora" / "jats_sections" / "dev.jsonl.gz"))[:80]:
        shares = posteriors(weights, item.sentences, [False] * len(item.opens), np.ones((len(item.opens), len(ROLES))))
        for names, row in zip(item.allowed, shares, strict=True):
            right += len(names) == 1 and ROLES[int(row.argmax())] == names[0]
            total += len(names) == 1
    assert right / total >= 0.89


@pytest.mark.parametrize(
    ("spans", "allowed"),
    [
        ([(0, 10, ("methods",))], ("methods",)),
        ([(0, 4, ("methods",)), (4, 10, ("results",))], ("results",)),
        ([(0, 5, ("methods",)), (5, 10, ("results",))], ("methods",)),  # of equal shares the first
        ([(10, 20, ("methods",))], None),
        ([(9, 20, ("methods",))], ("methods",)),
        ([(0, 6, None), (6, 10, ("results",))], None),  # a title that says nothing
        ([], None),
    ],
)
def test_a_sentence_has_the_roles_of_the_part_that_holds_most_of_it(
    spans: list[tuple[int, int, tuple[str, ...] | None]], allowed: tuple[str, ...] | None
) -> None:
    sentence = Sentence(0, 10, 0, "abstract", "x" * 10)
    assert _allowed(sentence, [_Titled(*item) for item in spans]) == allowed


def test_titled_parts_are_those_of_the_record_else_the_labels_that_the_page_shows() -> None:
    text = "Aim: one two. Methods: three four. Funding: five."
    labels = (
        Label(0, 3, 5, 13, "Aim"),
        Label(14, 21, 23, 34, "Methods"),
        Label(35, 42, 44, 49, "Funding"),  # outside of the abstract
    )
    whole = Section(0, 34, "abstract")
    document = Document("a", text, sections=(whole,), labels=labels)
    wanted = [(0, 13, roles_of_label("Aim")), (14, 34, roles_of_label("Methods"))]
    assert [(item.start, item.end, item.roles) for item in _titled_parts(document, "abstract")] == wanted
    assert wanted[1][2] == ("methods",)
    assert _titled_parts(document, "body") == []
    parts = (
        Section(14, 34, "abstract", label="Results", parent="abstract"),
        Section(0, 9, "abstract", parent="abstract"),
    )
    told = Document("a", text, sections=(whole, *parts), labels=labels)
    assert [(item.start, item.end, item.roles) for item in _titled_parts(told, "abstract")] == [(14, 34, ("results",))]
