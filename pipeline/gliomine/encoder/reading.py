"""A sentence as the encoder reads it: without what a typesetter put into its words, each character with its place.

Soft hyphens and characters without width are left out, a minus sign within a name is a hyphen, an apostrophe is
straight, and a word that is broken at the end of a line is whole again where the whole is known: "temozo-" and "lomide"
are one word, "marrow-" and "derived" are two. The text itself is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from gliomine.text.normalize import HIDDEN

_TYPESET = re.compile(rf"[{HIDDEN}−’´`ʼ\n]")
_HIDDEN = re.compile(rf"[{HIDDEN}]+")
_MINUS = re.compile(r"(?<=[^\W\d_])−(?=[^\W_])|(?<=\d)−(?=[^\W\d_])")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])[’´`ʼ](?=s\b|\s)")
_BROKEN = re.compile(r"([^\W\d_]{2,})(-[ \t]*\r?\n[ \t]*)([a-zß-ÿ]{2,})(?!-)")


def as_read(text: str, is_word: Callable[[str], bool] | None = None) -> tuple[str, list[int] | None]:
    """Return a sentence as it is read, and the place in the text of each of its characters and of its end.

    Args:
        text: the sentence.
        is_word: tells whether a word is known; None: broken words stay broken.

    Returns:
        The text and the places; None in their stead where the text is read as it stands, or has as many characters.

    >>> as_read("temozo-" + chr(10) + "lomide", lambda word: word == "temozolomide")
    ('temozolomide', [0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, 14])
    """
    if _TYPESET.search(text) is None:
        return text, None
    text = _APOSTROPHE.sub("'", _MINUS.sub("-", text))
    cut = [match.span() for match in _HIDDEN.finditer(text)]
    if is_word is not None:
        cut += [match.span(2) for match in _BROKEN.finditer(text) if is_word(match[1] + match[3])]
    if not cut:
        return text, None
    places: list[int] = []
    at = 0
    for start, end in sorted(cut):
        places += range(at, start)
        at = end
    places += range(at, len(text) + 1)
    return "".join(text[place] for place in places[:-1]), places
