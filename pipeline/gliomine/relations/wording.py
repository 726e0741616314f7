"""What the words around two mentions are, as features: the tokens between and beside them, and their classes.

Many claims are told by few words ("X for the treatment of Y", "Y treated with X"), which a linear model over words and
their neighbours learns from far fewer examples than a network needs. A list counts as one mention (`shape`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from gliomine.document import Mention
from gliomine.relations.claim_words import SMALL, word_classes
from gliomine.relations.shape import Shape, Token, stem

_NEAR = 4  # tokens before and behind the two that count by their place
_WHOLE = 6  # tokens between that count as a whole
_SMALL_WORDS = "in of by from to with for and , on into against via through which that between than"
_FRAME = frozenset(_SMALL_WORDS.split())
_ASIDE = ("denial", "hedge")  # classes that do not say what is claimed
_LAST_WORD = re.compile(r"[\s\-\u2010-\u2015]+")
_ATTACHED = re.compile(r"[-\u2010-\u2015]([a-z]+)")


@lru_cache(maxsize=16384)
def _head(name: str) -> str:
    return stem(_LAST_WORD.split(name)[-1].lower())


def features_of(
    text: str, shape: Shape, first: int, second: int, mentions: Sequence[Mention], *, statuses: Sequence[str]
) -> list[str]:
    """Return the features of two mentions of a sentence, in order of position.

    Args:
        text: the document's text.
        first: number of the earlier mention; `second`: of the later.
        statuses: assertion of each mention of the document, empty where there is none.
    """
    one, two = mentions[first], mentions[second]
    types = f"{one.entity_type}>{two.entity_type}"
    found = [f"t {types}", f"t1 {one.entity_type}", f"t2 {two.entity_type}"]
    found += [f"h1 {_head(one.text)}", f"h2 {_head(two.text)}"]
    found += [f"a1 {statuses[first]}", f"a2 {statuses[second]}"]
    low, high = shape.place.get(first), shape.place.get(second)
    if low is None or high is None:
        return found
    between = shape.tokens[low + 1 : high]
    if low >= high:
        low = high = min(low, high)
        found += _together(text, one, two, types, nested=shape.unit[first] == shape.unit[second])
    found += _of_between([token.form for token in between], types, two.entity_type, one.entity_type)
    found += _of_sides(shape.tokens, low, high, types, [token.form for token in between])
    found += _of_classes(shape.tokens, low, high, types)
    attached = _ATTACHED.match(text, one.end)
    if attached is not None:
        word = stem(attached[1])
        found += [f"y {word}", f"y {word} {types}"]
    attached = _ATTACHED.match(text, two.end)
    if attached is not None:
        found.append(f"y2 {stem(attached[1])}")
    return found


def _together(text: str, one: Mention, two: Mention, types: str, *, nested: bool) -> list[str]:
    """Return what joins two mentions of a list, or of a name and one within it."""
    if nested:
        return ["nested", f"nested {types}"]
    between = text[one.end : two.start].strip().lower()[:12]
    return [f"same {types}", "same", f"join {between}", f"join {between} {types}"]


def _of_between(forms: Sequence[str], types: str, kind: str, other: str) -> list[str]:
    mentions = [number for number, form in enumerate(forms) if form == "<m>"]
    near = "f" if mentions else "n"
    length = min(len(forms), 12) // 2
    found = [f"n {min(len(mentions), 4)}", f"n {min(len(mentions), 3)} {types}", f"l {length}", f"l {length} {types}"]
    for form in dict.fromkeys(forms):
        found += (f"b {form}", f"b {form} {near}", f"b {form} {types}", f"b {form} >{kind}", f"b {form} {other}>")
    edged = ["^", *forms, "$"]
    for left, right in pairwise(edged):
        found += (f"bb {left} {right}", f"bb {left} {right} >{kind}")
    found += [f"bt {a} {b} {c}" for a, b, c in zip(edged, edged[1:], edged[2:], strict=False)]
    if len(forms) <= _WHOLE:
        whole = " ".join(forms)
        found += [f"w {whole}", f"w {whole} {types}"]
    if mentions:
        found += [f"f1 {form}" for form in dict.fromkeys(forms[: mentions[0]])]
        found += [f"f2 {form}" for form in dict.fromkeys(forms[mentions[-1] + 1 :])]
    return found


def _of_sides(tokens: Sequence[Token], low: int, high: int, types: str, between: Sequence[str]) -> list[str]:
    left = [token.form for token in tokens[max(0, low - _NEAR) : low]][::-1]
    right = [token.form for token in tokens[high + 1 : high + 1 + _NEAR]]
    far = [token.form for token in (*tokens[: max(0, low - _NEAR)], *tokens[high + 1 + _NEAR :])]
    found: list[str] = []
    for side, forms in (("l", left), ("r", right)):
        found += [f"{side}s {form}" for form in dict.fromkeys(forms)]
        for place, form in enumerate(forms[:2]):
            found += (f"{side}{place} {form}", f"{side}{place} {form} {types}")
        if len(forms) > 1:
            found.append(f"{side}p {forms[0]} {forms[1]}")
    if between:
        found += [f"lb {form} {between[0]}" for form in left[:1]]
        found += [f"br {between[-1]} {form}" for form in right[:1]]
    else:
        found.append(f"adj {types}")
        found += [f"adjr {form}" for form in right[:1]]
        found += [f"adjl {form}" for form in left[:1]]
    found += [f"o {form}" for form in dict.fromkeys(far)]
    found += [f"s {form} {types}" for form in dict.fromkeys((*left, *far, *right, *between))]
    return found


def _of_classes(tokens: Sequence[Token], low: int, high: int, types: str) -> list[str]:
    """Return the classes of the words between the two, nearest to either, beside them and elsewhere."""
    classes = word_classes()
    between = tokens[low + 1 : high]
    known = [() if token.kind else classes.get(token.text, ()) for token in between]
    found: list[str] = []
    said = [number for number, names in enumerate(known) if names and any(name not in _ASIDE for name in names)]
    for mark, number in (("x2", said[-1]), ("x1", said[0])) if said else ():
        by = " by" if any(token.text == "by" for token in between[number + 1 :]) else ""
        for name in known[number]:
            if name not in _ASIDE:
                found += (f"{mark} {name}{by}", f"{mark} {name}{by} {types}")
    for name in dict.fromkeys(name for names in known for name in names):
        found += (f"xm {name}", f"xm {name} {types}")
    sides = (("xl", reversed(tokens[max(0, low - _NEAR - 1) : low])), ("xr", tokens[high + 1 : high + _NEAR + 2]))
    for mark, side in sides:
        for token in side:
            names = () if token.kind else classes.get(token.text, ())
            for name in names:
                found += (f"{mark} {name}", f"{mark} {name} {types}")
            if token.kind or names:
                break
    rest = (*tokens[:low], *tokens[high + 1 :])
    others = dict.fromkeys(name for token in rest if token.text in classes for name in classes[token.text])
    found += [f"xo {name} {types}" for name in others]
    frame = [sign for token, names in zip(between, known, strict=True) if (sign := _sign(token, names))]
    if len(frame) <= _WHOLE:
        found += [f"z {' '.join(frame)}", f"z {' '.join(frame)} {types}"]
    return found


def _sign(token: Token, names: Sequence[str]) -> str:
    """Return what a token is in the frame of a claim: a mention, a class, a small word, or nothing."""
    if token.kind:
        return "m"
    if token.text in _FRAME:
        return token.text
    return "/".join(name for name in names if name not in ("hedge", "comparison")) if token.text not in SMALL else ""
