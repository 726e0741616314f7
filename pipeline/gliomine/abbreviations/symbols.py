"""What has to be found in a long form for each letter, digit and sign of a short form, and what each find is worth."""

from __future__ import annotations

from dataclasses import dataclass

from gliomine.text.greek import GREEK
from gliomine.text.normalize import without_plural

_NUMBERS = {
    "1": ("one", "first", "mono", "single"),
    "2": ("two", "second", "di", "bi", "double", "dual"),
    "3": ("three", "third", "tri", "triple"),
    "4": ("four", "fourth", "tetra"),
    "5": ("five", "fifth", "penta"),
    "6": ("six", "sixth", "hexa"),
    "7": ("seven", "seventh", "hepta"),
    "8": ("eight", "eighth", "octa"),
    "9": ("nine", "ninth"),
}
_GREEK_FOR = {
    initial: tuple(letter for letter, name in GREEK.items() if letter.islower() and name[0] == initial)
    for initial in {name[0] for name in GREEK.values()}
}
"""Latin letter -> the Greek ones that it stands for in short forms: BA is β-alanine, ALA α-linolenic acid."""
_SIGNS = {"+": ("positive", "plus"), "-": ("negative", "minus"), "&": ("and",), "x": ("ex", "trans", "cross")}


@dataclass(frozen=True, slots=True)
class Weights:
    """What a feature of an alignment is worth, in twentieths of the natural logarithm of odds.

    They are whole numbers so that equally good alignments come out equal, whatever the order of the sums.
    """

    word: int = 44
    part: int = 38
    morpheme: int = 24
    run: int = 20
    inside: int = 7
    unentered: int = -44
    skipped: int = -32
    stop: int = -3
    stop_word: int = 10
    skipped_part: int = -7
    comma: int = -24
    bracket: int = -80
    left_over: int = -52
    unmatched_letter: int = -80
    unmatched_digit: int = -50
    unmatched_index: int = -14
    unmatched_x: int = -30
    unmatched_sign: int = -12
    base: int = -52


WEIGHTS = Weights()
SCALE = 20
"""What a weight is divided by to give the logarithm of odds."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A letter, digit or sign of a short form with the ways in which a long form may spell it."""

    text: str
    spellings: tuple[str, ...]
    optional: int


def symbols_of(short_form: str, *, weights: Weights = WEIGHTS) -> list[Symbol]:
    """Return what has to be found in a long form, in order.

    >>> [item.text for item in symbols_of("IL-6")]
    ['i', 'l', '6']
    """
    found: list[Symbol] = []
    spelled: tuple[str, ...]
    text = short_form
    for place, character in enumerate(text):
        key = character.casefold()
        last = place == len(text) - 1
        if character in GREEK:
            found.append(Symbol(key, (GREEK[character], key, GREEK[character][0]), weights.unmatched_letter))
        elif character.isdigit():
            index = "(" in text[:place]  # FEV(1)
            cost = weights.unmatched_index if index else weights.unmatched_digit
            found.append(Symbol(key, (key, *_NUMBERS.get(key, ())), cost))
        elif character.isalpha():
            plural = last and len(text) > 2 and without_plural(text) != text
            spelled, cost = (key, *_GREEK_FOR.get(key, ())), 0 if plural else weights.unmatched_letter
            if key == "x":  # ovariectomized: OVX
                spelled, cost = (key, "ex", "trans", "cross"), weights.unmatched_x
            found.append(Symbol(key, spelled, cost))
        elif character in "+&" or (character == "-" and last):
            found.append(Symbol(key, (key, *_SIGNS[key]), weights.unmatched_sign))
    return found
