"""Every other form under which a name is looked up, in whole and in order: forms.txt, one name a paragraph.

A line is a form: its key, how it was made, what is left of the score, and the modifiers that went. Written again, after
reading what differs, with GLIOMINE_FORMS=write.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from gliomine.linking.changes import altered
from gliomine.linking.forms import other_forms
from gliomine.linking.respelled import elements, symbols
from gliomine.linking.variants import change_of
from gliomine.linking.words import load_words

STORED = Path(__file__).parent / "forms.txt"
NAMES = [
    ("Lesch-Nyhan", "disease"),
    ("carcinomas of the urinary bladder (grade 2)", "disease"),
    ("renal failures", "disease"),
    ("breast and ovarian cancers", "disease"),
    ("decreased arterial blood pressure", "disease"),
    ("severe chronic glial tumours", "disease"),
    ("lesions", "disease"),
    ("pulmonary artery smooth muscle cells", "cell_type"),
    ("human umbilical vein stem cells", "cell_type"),
    ("U87 cells", "cell_line"),
    ("galantamine hydrobromide", "chemical"),
    ("valproic acid", "chemical"),
    ("risedronate", "chemical"),
    ("Rosa canina L.", "organism"),
    ("Salix alba var. vitellina (L.) Stokes", "organism"),
    ("EGFR gene", "gene"),
    ("hypotensive agents", ""),
    ("one two three four five six seven eight nine ten eleven twelve thirteen", "disease"),
]


def lines() -> list[str]:
    words, found = load_words(), []
    for text, entity_type in NAMES:
        found.append(f"{text} | {entity_type}")
        for form in other_forms(text, entity_type, words=words):
            dropped = f" -{' -'.join(form.dropped)}" if form.dropped else ""
            found.append(f"    {form.key} | {form.match} {form.factor:.3f}{dropped}")
    return found


@pytest.mark.skipif("GLIOMINE_FORMS" not in os.environ, reason="writes the list anew")
def test_write() -> None:
    STORED.write_text("\n".join(lines()) + "\n", encoding="utf-8", newline="\n")


def test_the_forms_of_names_in_whole() -> None:
    assert lines() == STORED.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("decrease in arterial blood pressure", ["hypotension"]),
        ("blood pressure elevated", ["hypertension"]),
        ("high blood pressure levels", ["hypertension"]),
        (
            "impaired renal function",
            ["renal dysfunction", "renal insufficiency", "renal disorder", "renal disease", "kidney disease"],
        ),
        ("impaired zorvation", ["zorvation impairment", "zorvation disorder", "zorvation abnormality"]),
        ("increase in zorvaquine", []),
        ("blood pressure", []),
    ],
)
def test_a_changed_measure_or_function_has_a_name(key: str, names: list[str]) -> None:
    assert list(altered(key, load_words())) == names


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("hsa-miR-124a-3p", ["miR-124a", "miR-124"]),
        ("mmu-miR-21", ["miR-21"]),
        ("let-7i-5p", ["let-7i"]),
        ("K-Ras", ["KRas"]),
        ("phospho-ERK", ["ERK"]),
        ("p-AKT", ["pAKT", "AKT"]),
        ("pSTAT3", ["STAT3"]),
        ("c-Myc", ["cMyc", "Myc"]),
        ("hEGFR", ["EGFR"]),
        ("rhVEGF", ["VEGF"]),
        ("TGF-b1", ["TGF beta 1"]),
        ("PKC-a", ["PKC alpha"]),
        ("IL-1b", []),  # the vocabularies have it
        ("anti-p", []),
        ("EGFR", []),
        ("pH", []),
    ],
)
def test_other_spellings_of_symbols(text: str, others: list[str]) -> None:
    assert list(symbols(text)) == others


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Na", ["sodium"]),
        ("Zr", ["zirconium"]),
        ("K", []),
        ("(225)Ac", ["actinium 225", "actinium"]),
        ("99mTc", ["technetium 99", "technetium"]),
        ("I-131", ["iodine 131", "iodine"]),
        ("F18", ["fluorine 18", "fluorine"]),
        ("Xx", []),
        ("12345", []),
    ],
)
def test_elements(text: str, names: list[str]) -> None:
    assert list(elements(text)) == names


@pytest.mark.parametrize(
    ("shown", "change", "histone"),
    [
        ("V600E", "p.Val600Glu", None),
        ("p.(Arg132His)", "p.Arg132His", None),
        ("R132", "R132", None),
        ("H3.3K27M", "p.Lys27Met", "H3.3"),
        ("C228T", "C228T", None),
        ("p.C228T", "p.Cys228Thr", None),
        ("C228Y", "p.Cys228Tyr", None),
        ("Q61*", "p.Gln61Ter", None),
        ("L858fs", "p.Leu858fs", None),
        ("c.35 delG", "c.35delG", None),
        ("c.34G > T", "c.34G>T", None),
        ("1691 G→A", "1691G>A", None),
        ("exon 19  deletion", "exon 19 deletion", None),
    ],
)
def test_changes_as_hgvs_writes_them(shown: str, change: str, histone: str | None) -> None:
    assert change_of(shown) == (change, histone)
