"""Short forms and their long forms: the cases that the original algorithm gets wrong, nasty text, and later uses."""

from __future__ import annotations

import gzip
import json
import re
import time
from pathlib import Path

import pytest
from gliomine.abbreviations.find import find_abbreviations, find_pairs
from gliomine.abbreviations.pairs import bar
from gliomine.abbreviations.short_forms import is_short_form
from gliomine.abbreviations.stage import build
from gliomine.abbreviations.uses import occurrences
from gliomine.config import Config
from gliomine.document import Abbreviation, Document, Sentence
from gliomine.sentences.split import split_sentences
from gliomine.text.tries import pattern_of
from hypothesis import given
from hypothesis import strategies as st


def found(text: str) -> dict[str, str]:
    records = find_abbreviations(text, split_sentences(text, 0, len(text)))
    for item in records:
        assert text[item.start : item.end] == item.short_form
        assert text[item.long_start : item.long_end] == item.long_form
    assert len({item.short_form for item in records}) == len(records)
    return {item.short_form: item.long_form for item in records}


@pytest.mark.parametrize(
    ("text", "short_form", "long_form"),
    [
        ("We used mesenchymal stem cells (MSCs).", "MSCs", "mesenchymal stem cells"),
        ("Their exosomes (Exo) were given.", "Exo", "exosomes"),
        ("We gave β-alanine (BA) to them.", "BA", "β-alanine"),
        ("Levels of α-linolenic acid (ALA) fell.", "ALA", "α-linolenic acid"),
        ("MSCs (mesenchymal stem cells) were given.", "MSCs", "mesenchymal stem cells"),
        ("The barrier (blood-brain barrier, BBB) held.", "BBB", "blood-brain barrier"),
        ("It held (BBB, blood-brain barrier).", "BBB", "blood-brain barrier"),
        ("Levels of transforming growth factor-β1 (TGF-β1) rose.", "TGF-β1", "transforming growth factor-β1"),
        ("A three-dimensional (3D) culture.", "3D", "three-dimensional"),
        ("We gave lansoprazole (AG-1749, LPZ).", "LPZ", "lansoprazole"),
        ("Nerol was mixed with farnesyl pyrophosphate (a terpene, code 12; FPP).", "FPP", "farnesyl pyrophosphate"),
        (
            "It rose. In rats, many extracellular vesicles of glioma cells (GC-EVs) rose.",
            "GC-EVs",
            "extracellular vesicles of glioma cells",
        ),
        (
            "Rats slept. Then exosomes from stem cells (exosomes-SC) rose.",
            "exosomes-SC",
            "exosomes from stem cells",
        ),
        ("They got 2,4,6-trinitrobenzene sulfonic acid (TNBS; 1 M).", "TNBS", "2,4,6-trinitrobenzene sulfonic acid"),
        ("The relative risk [RR] was high.", "RR", "relative risk"),
        ("It is [magnetic resonance imaging (MRI)].", "MRI", "magnetic resonance imaging"),
        ("Smoking and subarachnoid hemorrhage (SAH) are linked.", "SAH", "subarachnoid hemorrhage"),
        ("The alpha-1-antitrypsin deficiency (ATD) form.", "ATD", "alpha-1-antitrypsin deficiency"),
        ("GABA(A)/benzodiazepine receptors (GBRs) bind.", "GBRs", "GABA(A)/benzodiazepine receptors"),
        ("An M protein-positive (M+) strain.", "M+", "M protein-positive"),
        ("The mesenchymal\nstem  cells (MSCs).", "MSCs", "mesenchymal\nstem  cells"),
    ],
)
def test_definition_is_found(text: str, short_form: str, long_form: str) -> None:
    assert found(text).get(short_form) == long_form


@pytest.mark.parametrize(
    "text",
    [
        "Patients (n = 12) were seen.",
        "The tidal volume V(T) fell.",
        "We list (a) cells and (b) cartilage; (c) cones.",
        "Glioma is common. (GBM) is worst.",
        "We saw growth (see Table 1) and loss (P < 0.05).",
        "Pyridostigmine (2 mg, p.o.) was given with olive spread (each morning; os).",
        "Early breast cancer. (c) 2007 The Authors.",
        "Two sentences end here: grade of glioma. MRI (magnet) was used.",
    ],
)
def test_other_brackets_define_nothing(text: str) -> None:
    assert found(text) == {}


def test_long_form_stays_in_its_sentence() -> None:
    text = "We grew magnetic cells. Resonance imaging (MRI) followed."
    assert "magnetic" not in found(text).get("MRI", "")


def test_one_long_form_for_each_short_form() -> None:
    text = "Use of stem cells (SCs) and stromal cells (SCs). Then SCs and squamous carcinoma (SC)."
    assert found(text)["SCs"] == "stem cells"


def test_shapes() -> None:
    assert is_short_form("S. pyogenes")
    assert not any(is_short_form(item) for item in ("120 mmol/l", "group 2", "IV", "and", "12", "", "mesenchymal"))


def test_later_uses_include_plural_and_singular() -> None:
    text = "EV and MSCs: EVs, an MSC, MSCs-derived; not EVIL, MSCX or msc."
    forms = [Abbreviation(0, 2, "EV", "extracellular vesicle", 0, 2), Abbreviation(7, 11, "MSCs", "x", 7, 11)]
    uses = occurrences(text, [(0, len(text))], forms)
    assert [(text[start:end], form) for start, end, form in uses] == [
        ("EV", "EV"),
        ("MSCs", "MSCs"),
        ("EVs", "EV"),
        ("MSC", "MSCs"),
        ("MSCs", "MSCs"),
    ]
    assert occurrences(text, [(13, 20)], forms)[0][:2] == (13, 16)
    assert occurrences(text, [(0, 5)], []) == []


def test_later_uses_of_very_many_short_forms_take_no_longer() -> None:
    names = [f"A{number}B" for number in range(8000)]
    forms = [Abbreviation(0, 1, name, "x", 0, 1) for name in names]
    text = " ".join(names)
    begin = time.process_time()
    assert [form for _, _, form in occurrences(text, [(0, len(text))], forms)] == names
    assert time.process_time() - begin < 3


@given(st.lists(st.text(alphabet="aAb+.(", min_size=1, max_size=5), min_size=1), st.text(alphabet="aAb+.( "))
def test_pattern_of_many_words(words: list[str], text: str) -> None:
    longest_first = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    wanted = [match.span() for match in re.finditer(rf"(?<!\w)(?:{longest_first})(?!\w)", text)]
    assert [match.span() for match in re.finditer(rf"(?<!\w)(?:{pattern_of(words)})(?!\w)", text)] == wanted


@given(st.text(alphabet="()[] aAbBµß.,;-+1́\u200b\r\n\tİ", max_size=80))
def test_nasty_text_keeps_offsets(text: str) -> None:
    found(text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 20_000 + "A" + ")" * 20_000,
        "a" * 200_000 + " (AA)",
        "Aa (A) " * 10_000,
        "ab(Ab)" * 10_000,
        "beta-cell-of-the-gland(BG)" * 1000,
    ],
)
def test_time_grows_linearly(text: str) -> None:
    begin = time.process_time()
    find_abbreviations(text, [(0, len(text))])
    assert time.process_time() - begin < 4


def test_stage_reads_sentences_only() -> None:
    text = "Exosomes (Exo) help. Glioma (GBM, glioblastoma)"
    document = Document("d", text, sentences=(Sentence(0, 20, 0, "abstract", text[:20]),))
    (done,) = build(Config())([document])
    assert [item.short_form for item in done.abbreviations] == ["Exo"]


@pytest.mark.parametrize(
    ("text", "short_form"),
    [("We saw type the mass (TEA) here.", "TEA"), ("We saw nest fen the nest heat (NETSH) here.", "NETSH")],
)
def test_an_alignment_that_just_reaches_the_bar_is_a_definition(text: str, short_form: str) -> None:
    (pair,) = find_pairs(text, 0, len(text))
    assert text[pair.start : pair.end] == short_form
    assert pair.score == bar(short_form)


def test_quality_floor(shared: Path) -> None:
    path = shared / "corpora" / "ab3p" / "dev.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    gold = made = right = 0
    for row in rows:
        wanted = {tuple(" ".join(part.split()) for part in pair) for pair in row["pairs"]}
        pairs = {tuple(" ".join(part.split()) for part in pair) for pair in found(row["text"]).items()}
        gold, made, right = gold + len(wanted), made + len(pairs), right + len(wanted & pairs)
    assert right / made >= 0.955
    assert right / gold >= 0.865
