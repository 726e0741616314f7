"""How a mention is spelled against the name that it was found by: case, capitals, word order, words in common."""

from __future__ import annotations

import re

from gliomine.kb.concepts import Posting
from gliomine.text.normalize import normal_key, singular, without_plural

SHORT = 4
"""Most letters of a short form whose case speaks for or against it."""
MIXED_CASE = 0.97


def spelled(key: str, text: str) -> str:
    """Return the word of a text that a form of one word is made of: its case speaks for or against a short form."""
    if " " not in key:
        for word in re.split(r"[\s\-/()]+", text):
            if normal_key(word.removesuffix("s")) == key or normal_key(word) == key:
                # A capital that is its only one may be that of any name: "John Smith" has no SMITH in it.
                return word if word.isupper() or any(map(str.isupper, word[1:])) else word.lower()
    return text


def case_fit(posting: Posting, key: str, text: str) -> float:
    """Return how the case of a mention agrees with that of the name: "set" does not mean SET, nor "a fast cat" CAT."""
    if posting.acronym and key.isalpha() and text.islower():
        return 0.4 if len(key) <= SHORT else 0.8
    if posting.acronym and mixed(text):
        return MIXED_CASE
    if not posting.acronym and text.isupper() and len(text) <= SHORT:
        return 0.9
    return 1.0


def same_head(key: str, name: str) -> bool:
    """Tell whether a concept's preferred name says what the last word of a key says: cancer is malignant."""
    return " " in key and singular(key.rpartition(" ")[2]) in _said(name)


def shared(key: str, name: str) -> int:
    """Return how many words of a key of several words a concept's preferred name says."""
    return len(_said(name).intersection(map(singular, key.split(" ")))) if " " in key else 0


def is_inverted(key: str, name: str) -> bool:
    """Tell whether a key is a preferred name whose words stand in another order, as MeSH has them behind commas.

    >>> is_inverted("left ventricular dysfunction", "Ventricular Dysfunction, Left")
    True
    """
    return ", " in name and sorted(key.split(" ")) == sorted(map(singular, normal_key(name).split(" ")))


def mixed(text: str) -> bool:
    """Tell whether a short form is written with a small letter: Na is not NA; the plural of MSC is MSCs."""
    return len(text) <= SHORT and not without_plural(text).isupper()


def _said(name: str) -> set[str]:
    words = set(map(singular, normal_key(name).split(" ")))
    return words | {"cancer"} if "malignant" in words else words
