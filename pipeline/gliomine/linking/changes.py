"""Names of a disorder that say what has changed: "impaired renal function", "decrease in arterial blood pressure".

Vocabularies list them as renal insufficiency and hypotension. What rises and falls, and what a rise or fall of it is
called, stands in `words.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gliomine.linking.words import Words
from gliomine.text.normalize import singular

_POOR = r"impaired|abnormal|deteriorat(?:ed|ing)|poor|worsen(?:ed|ing)|compromised|disturbed"
_HARM = r"impairments?|deteriorations?|abnormalit(?:y|ies)|disturbances?|disorders?|worsening|defects?|deficits?"
_LOSS = r"alterations?|changes?"
_FELL = r"loss|declines?|reductions?|decreases?|falls?|failure"
_FALLEN = (
    re.compile(r"(?:reduced|decreased|diminished|declining|low) (?P<of>.+?) functions?"),
    re.compile(rf"(?:{_FELL}) (?:of|in) (?:the )?(?P<of>.+?) functions?"),
    re.compile(rf"(?P<of>.+?) function (?:{_FELL})"),
)
_FUNCTIONS = (
    re.compile(rf"(?:{_POOR}) (?P<of>.+?) functions?"),
    re.compile(rf"(?:{_HARM}|{_LOSS}) (?:of|in) (?:the )?(?P<of>.+?) functions?"),
    re.compile(rf"(?P<of>.+?) (?:function|functional|functioning) (?:{_HARM}|{_LOSS})"),
)
_IMPAIRED = re.compile(r"(?:impaired|disturbed|disordered|abnormal) (?P<of>[a-z]+)")
_LESS = (
    r"decreas(?:e|es|ed|ing)|reduc(?:ed|tion|tions)|falls?|drops?|low|lower|lowered|declin(?:e|ed)|diminished|depressed"
    r"|suppressed|suppression|shorten(?:ed|ing)|loss|lack|absence|absent|impaired|impairment"
)
_MORE = (
    r"increas(?:e|es|ed|ing)|elevat(?:ed|ion|ions)|high|higher|rise|rises|raised|enhanced"
    r"|excess|excessive|prolong(?:ed|ation)|lengthening"
)
_BEFORE = re.compile(rf"(?:an? )?(?:(?P<less>{_LESS})|(?P<more>{_MORE})) (?:(?:of|in) )?(?:the )?(?P<of>.+)")
_BEHIND = re.compile(rf"(?P<of>.+) (?:(?P<less>{_LESS})|(?P<more>{_MORE}))")
_LEVEL = re.compile(r" (?:levels?|concentrations?|values?)$")


def altered(key: str, words: Words) -> Iterator[str]:
    """Yield the names of disorders that a changed function or measure is known by.

    Args:
        key: a folded name.
        words: the linker's tables.

    Example:
        >>> from gliomine.linking.words import load_words
        >>> list(altered("decrease in arterial blood pressure", load_words()))
        ['hypotension']
        >>> list(altered("impaired renal function", load_words()))[:2]
        ['renal dysfunction', 'renal insufficiency']
    """
    for pattern in (_BEFORE, _BEHIND):
        found = pattern.fullmatch(key)
        name = _of_measure(_LEVEL.sub("", found["of"]), found["less"] is not None, words) if found else ""
        if name:
            yield name
            return
    for patterns, has_fallen in ((_FALLEN, True), (_FUNCTIONS, False)):
        for pattern in patterns:
            found = pattern.fullmatch(key)
            if found is not None:
                yield from _of_function(found["of"], words, has_fallen=has_fallen)
                return
    impaired = _IMPAIRED.fullmatch(key)
    if impaired is not None:
        yield from (f"{impaired['of']} {head}" for head in ("impairment", "disorder", "abnormality"))


def _of_measure(measure: str, is_less: bool, words: Words) -> str:
    """Return the name of a low or high measure; modifiers before it say where it was taken."""
    parts = measure.split(" ")
    for place in range(len(parts)):
        asked = " ".join([*parts[place:-1], singular(parts[-1])])
        if asked in words.altered:
            return words.altered[asked][0 if is_less else 1]
    return ""


def _of_function(organ: str, words: Words, *, has_fallen: bool) -> Iterator[str]:
    heads = ("dysfunction", "insufficiency")
    yield from (f"{organ} {head}" for head in (reversed(heads) if has_fallen else heads))
    yield f"{organ} disorder"
    *before, last = organ.split(" ")
    for noun in (last, *words.nouns_of(last)):
        yield f"{' '.join([*before, noun])} disease"
