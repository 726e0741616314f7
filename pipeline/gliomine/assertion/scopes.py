"""Find the part of the sentence that a cue negates or hedges: its scope.

A scope begins at the cue or at a word before it (the subject of "X was not detected"), and ends at a word after it
or at the end of the sentence. One log-linear model chooses the first word among the places where a scope can begin,
another the last; both see the cue, how its clause goes on, and the words, marks and finite verbs that a wider scope
would take in. This replaces the syntax tree that the rules of Velldal et al. 2012 (doi:10.1162/COLI_a_00126) read.
Trained on BioScope, whose scopes hold their cue and leave out the final stop (Vincze et al. 2008, PMID 19025695).

Performance: see docs/assertion.md and tests/benchmarks/score_cues.py (BioScope abstracts).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from gliomine.assertion.cues import Phrase
from gliomine.assertion.heard import Heard
from gliomine.assertion.tagger import AUXILIARIES, BE, FINITE, closed_words
from gliomine.text.hashing import hashed

SCOPE_BITS = 17
"""The feature hash has two to this power places."""

BEGIN_VOTE, END_WEIGHT, TRAIL_WEIGHT = 230, 140, 24
"""What the recogniser's opinion is worth: its first word of a scope, its log-probabilities of a last word, and of all
words from the cue to the last inside the scope. Chosen on sentences of full papers, unknown to the recogniser."""

MARKS = frozenset(",;:()[]")
_OPENERS = frozenset(("either", "neither", "whether", "which", "that", "both"))
_MINOR = frozenset(("~RB", "also", "only", "even", "still", "yet", "then"))
_CLAUSE_WORDS = frozenset((",", ";", "and", "but", "or", "which", "that", "because", "whereas", "(", ")"))
_LINKING = frozenset(("be", "been", "being", "to", "have", "by"))
_ALTERNATIVES = 8  # words before "or" at each of which its scope can begin

Candidates = list[tuple[int, list[str]]]
"""Places where a scope can begin or end, each with its features."""


@cache
def _breaks() -> frozenset[str]:
    return MARKS | closed_words("breaks")


def _clause(words: Sequence[str], classes: Sequence[str], phrase: Phrase) -> tuple[str, str]:
    """Return what the cue hangs on ("be": is not, "do": did not, else a class), and how its clause goes on."""
    seen: list[str] = []
    for word, kind in zip(words[phrase.last : phrase.last + 6], classes[phrase.last : phrase.last + 6], strict=True):
        if kind in _MINOR:
            continue
        seen.append(word if word in _LINKING else kind)
        if word not in _LINKING:
            break
    at = phrase.first - 1
    while at >= 0 and classes[at] in _MINOR:
        at -= 1
    if at < 0:
        return "<", " ".join(seen[:3])
    word = words[at]
    if word in BE:
        before = "be"
    elif word in ("do", "does", "did"):
        before = "do"
    elif word in ("has", "have", "had"):
        before = "have"
    else:
        before = "modal" if word in AUXILIARIES else classes[at]
    return before, " ".join(seen[:3])


def _heads(phrase: Phrase) -> tuple[str, ...]:
    return "", phrase.kind, phrase.group, phrase.words


def begins(words: Sequence[str], classes: Sequence[str], phrase: Phrase) -> Candidates:
    """Return the tokens at which the scope of a cue can begin, from the cue leftwards."""
    hangs_on, goes_on = _clause(words, classes, phrase)
    around, breaks = ["<", "<", *classes, ">", ">", ">"], _breaks()
    found = [(phrase.first, _stays(words, around, phrase, hangs_on, goes_on))]
    verbs = commas = depth = crossed = 0
    passed: set[str] = set()
    own = True  # still among the auxiliaries of the cue's own clause
    for at in range(phrase.first - 1, -1, -1):
        word, kind = words[at], classes[at]
        depth += (word in ")]") - (word in "([")
        verbs += kind in FINITE and not own
        own = own and (kind in FINITE or kind in _MINOR)
        before, before2 = around[at + 1], around[at]
        stop = before if before in breaks or before == "<" else "-"
        near = phrase.group == "alternative" and phrase.first - at <= _ALTERNATIVES
        if near or stop != "-" or kind in _OPENERS:
            few = min(verbs, 3)
            names = [
                *("move", f"b {before}", f"b2 {before2} {before}", f"bk {before} {kind}", f"k {kind}"),
                *(f"v {few} {before}", f"v {few} {stop} {kind}", f"d {depth != 0}", f"d- {depth < 0}"),
                *(f"c {min(commas, 3)} {stop}", f"br {min(crossed, 4)} {stop}", f"far {min(phrase.first - at, 6)}"),
                *(f"h {hangs_on} {goes_on} {stop}", f"hv {few} {hangs_on} {goes_on} {stop}"),
                *(f"b2k {before2} {before} {kind}", f"verb {kind in FINITE}", f"w {word}"),
            ]
            found.append((at, names + [f"past {item}" for item in passed] + [f"past {few} {item}" for item in passed]))
        if kind in breaks or kind in FINITE:
            passed |= {f"{before} {kind} {around[at + 3]}", f"{kind} {around[at + 3]}", kind}
            crossed += kind in breaks
        commas += word == ","
    return found


def _stays(words: Sequence[str], around: Sequence[str], phrase: Phrase, hangs_on: str, goes_on: str) -> list[str]:
    """Return the features of a scope that begins at its cue; `around` has two marks before the first word."""
    before, after = around[phrase.first + 1], around[phrase.last + 2]
    word_before = words[phrase.first - 1] if phrase.first else "<"
    word_after = words[phrase.last] if phrase.last < len(words) else ">"
    return [
        *("stay", f"s {hangs_on}", f"s+ {goes_on}", f"s {hangs_on} {goes_on}", f"s> {word_after}", f"s< {word_before}"),
        *(f"s<< {around[phrase.first]} {before}", f"s>> {after} {around[phrase.last + 3]}", f"s<> {before} {after}"),
        *(f"sl {around[phrase.last + 1]} {goes_on}", f"sf {around[phrase.first + 2]} {hangs_on} {goes_on}"),
    ]


def ends(words: Sequence[str], classes: Sequence[str], phrase: Phrase, *, begin: int) -> Candidates:
    """Return the tokens before which the scope of a cue can end, from the cue rightwards.

    Args:
        words: the lower-case tokens of the sentence.
        classes: their word classes.
        phrase: the cue.
        begin: the token at which the scope begins.
    """
    stop = len(words)
    while stop > phrase.last and words[stop - 1] in ".?!":
        stop -= 1
    clause = (*_clause(words, classes, phrase), begin < phrase.first, _open_brackets(words[: phrase.first]) > 0)
    around, breaks = ["<", "<", *classes, ">", ">", ">", ">"], _breaks()
    left = _verbs_left(classes)
    depth = verbs = commas = 0
    passed: set[str] = set()
    path: list[str] = []
    found: Candidates = []
    for at in range(phrase.last, stop + 1):
        last, after = around[at + 1], around[at + 3]
        here = "E" if at >= stop else around[at + 2]
        if here == "E" or here in breaks or here in FINITE or _closes_noun(last, here):
            names = _end_names(phrase, clause, (around[at], last, here, after, around[at + 4]), at)
            names += _passed_names(clause, here, (verbs, left[at], commas, depth), " ".join(path[-3:]))
            names += [f"x {words[at - 1]} {here}", f"first {phrase.first == 0} {here} {min(left[at], 2)}"]
            names += [f"past {item}" for item in passed] + [f"past {clause[2]} {item}" for item in passed]
            found.append((at, names))
        if at < stop:
            word, kind = words[at], classes[at]
            depth += (word in "([") - (word in ")]")
            verbs += kind in FINITE
            commas += word == ","
            if kind in breaks or kind in FINITE:
                passed |= {f"{kind} {after}", f"{kind} {after} {around[at + 4]}", kind, f"{last} {kind}"}
            if kind in _CLAUSE_WORDS or kind in FINITE:
                path.append("F" if kind in FINITE else kind)
    return found


def _end_names(
    phrase: Phrase, clause: tuple[str, str, bool, bool], near: tuple[str, str, str, str, str], at: int
) -> list[str]:
    """Return the features of the words around an end, and of how far it is from the cue."""
    hangs_on, goes_on, wide, _ = clause
    last2, last, here, after, after2 = near
    mark = here if here == "E" or here in _breaks() else "-"
    size = at - phrase.last
    return [
        *(f"e {here}", f"e2 {here} {after}", f"e3 {here} {after} {after2}", f"l {last}", f"le {last} {here}"),
        *(f"lle {last2} {last} {here}", f"w {wide} {here} {after}", f"far {min(size, 8)} {mark}"),
        *(f"h {hangs_on} {goes_on} {mark} {min(size, 3)}", f"h {hangs_on} {here} {after}", f"empty {size == 0}"),
    ]


def _passed_names(
    clause: tuple[str, str, bool, bool], here: str, counts: tuple[int, int, int, int], trail: str
) -> list[str]:
    """Return the features of what lies between the cue and an end: verbs, commas, brackets; and of the verbs left."""
    _, _, wide, inside = clause
    verbs, left, commas, depth = counts
    mark = here if here == "E" or here in _breaks() else "-"
    few, rest, close, verb = min(verbs, 2), min(left, 2), here == ")", here in FINITE
    return [
        *(f"v {few} {here}", f"d {depth} {close}", f"c {min(commas, 3)} {here}", f"wv {wide} {few} {mark} {verb}"),
        *(f"r {rest} {mark} {wide}", f"vr {few} {rest} {mark} {wide}", f"vf {few} {verb} {wide}"),
        *(f"in {inside} {depth < 0} {close}", f"t {trail} | {mark}", f"tw {wide} {trail} | {mark}"),
        f"tv {few} {trail} {here}",
    ]


def _closes_noun(last: str, here: str) -> bool:
    return last in ("~NN", "~NNS", ")") and here not in ("~NN", "~NNS", "(")


def _verbs_left(classes: Sequence[str]) -> list[int]:
    left = [0] * (len(classes) + 1)
    for at in range(len(classes) - 1, -1, -1):
        left[at] = left[at + 1] + (classes[at] in FINITE)
    return left


def _open_brackets(words: Sequence[str]) -> int:
    depth = 0
    for word in words:
        depth = max(0, depth + (word in "([") - (word in ")]"))
    return depth


def places(candidates: Candidates, phrase: Phrase) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return the features of all candidates as places of the hash (features x heads), and where each begins."""
    base = np.array(hashed([name for _, names in candidates for name in names]), dtype=np.uint64)
    heads = np.array(hashed(_heads(phrase)), dtype=np.uint64)
    mixed = (base[:, None] ^ heads[None, :]) * np.uint64(0x9E3779B1)
    starts = np.cumsum([0, *(len(names) for _, names in candidates)])[:-1]
    return (mixed & np.uint64(0xFFFFFFFF)) >> np.uint64(32 - SCOPE_BITS), starts


def choose(
    candidates: Candidates, phrase: Phrase, weights: npt.NDArray[Any], *, opinion: npt.NDArray[Any] | float = 0.0
) -> int:
    """Return the likeliest of the candidates' tokens, to whose scores an opinion of others may be added."""
    index, starts = places(candidates, phrase)
    scores = np.add.reduceat(weights[index].sum(axis=1, dtype=np.int32), starts)
    return candidates[int((scores + opinion).argmax())][0]


def scope_of(
    words: Sequence[str],
    classes: Sequence[str],
    phrase: Phrase,
    *,
    begin_weights: npt.NDArray[Any],
    end_weights: npt.NDArray[Any],
    kind: str,
    heard: Heard | None = None,
) -> tuple[int, int]:
    """Return the scope of a cue as a half-open range of the sentence's tokens; it holds the cue.

    Args:
        words, classes: the lower-case tokens of the sentence and their word classes.
        phrase: the cue.
        begin_weights, end_weights: of the two models.
        kind: negation or speculation.
        heard: what the recogniser says of the sentence; None where it was not asked.
    """
    firsts = begins(words, classes, phrase)
    # A scope that can only begin at its cue needs no opinion.
    opinion: npt.NDArray[Any] | float = 0.0
    if heard is not None and len(firsts) > 1:
        opinion = BEGIN_VOTE * np.array(heard.begins(kind, phrase, [token for token, _ in firsts]))
    begin = choose(firsts, phrase, begin_weights, opinion=opinion)
    lasts, opinion = ends(words, classes, phrase, begin=begin), 0.0
    if heard is not None and len(lasts) > 1:
        stops, trails = heard.ends(kind, phrase, [token for token, _ in lasts])
        opinion = END_WEIGHT * stops + TRAIL_WEIGHT * trails
    return begin, choose(lasts, phrase, end_weights, opinion=opinion)
