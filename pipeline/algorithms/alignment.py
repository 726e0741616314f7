"""Align the letters of a short form with the words of a long form, best-scoring rather than first-found.

Schwartz and Hearst (2003, doi:10.1142/9789812776303_0042) walk from right to left and take the first letter that fits.
Here every placement is scored by dynamic programming: letters at the start of a word or of a part of a word count most,
letters inside a word count only when the word is already entered, skipped words, crossed commas and words left over
before the bracket cost. The idea of grading an alignment by where its letters fall is that of Ab3P (Sohn et al. 2008,
doi:10.1186/1471-2105-9-402), which grades by strategy; the weights here are our own.

Performance: see `pipeline/algorithms/abbreviations.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "µ": "mu",
    "τ": "tau",
    "ω": "omega",
}
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
_SIGNS = {"+": ("positive", "plus"), "-": ("negative", "minus"), "&": ("and",), "x": ("ex", "trans", "cross")}
_STOP = re.compile(r"a|an|and|as|at|by|for|from|in|into|of|on|or|per|the|to|via|with|that|which|using|after")
_WORD = re.compile(r"\S+")
_MORPHEME = re.compile(
    r"(?:hydr|oxy|meth|eth|phen|benz|chlor|fluor|amin|acet|prop|but|carb|thio|cyclo|nitr|sulf|sulph|phosph|glyc|gluc|gram|"
    r"graph|scop|card|cephal|cyt|path|plast|derm|enter|gastr|hepat|nephr|neur|nucle|oste|pneum|pulmon|vascul|ventric|"
    r"villous|immun|microsc|morph|globul|lip|peptid|protein|sacchar|toxi|trop|troph|virus|blast|genic|genesis|itis|emia|"
    r"aemia|oma\b|osis|ectomy|stomy|therapy|metry|assay|ferase|kinase|synthase|oxidase|reductase|in\b|ine\b|ol\b|ide\b|ate\b)"
)


@dataclass(frozen=True, slots=True)
class Weights:
    """What a feature of an alignment is worth; about the natural logarithm of odds."""

    word: float = 2.2
    part: float = 1.9
    morpheme: float = 1.2
    run: float = 1.0
    inside: float = 0.35
    capital: float = 0.5
    unentered: float = -2.2
    skipped: float = -1.6
    stop: float = -0.15
    stop_word: float = 0.5
    skipped_part: float = -0.35
    comma: float = -1.2
    bracket: float = -4.0
    left_over: float = -2.6
    unmatched_letter: float = -4.0
    unmatched_digit: float = -2.5
    unmatched_index: float = -0.7
    unmatched_x: float = -1.5
    unmatched_sign: float = -0.6
    base: float = -2.6


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Symbol:
    """A letter, digit or sign of a short form with the ways in which a long form may spell it."""

    text: str
    spellings: tuple[str, ...]
    optional: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where a long form starts and how well the short form fits; above zero is a good fit."""

    start: int
    score: float


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
        if character in _GREEK:
            found.append(Symbol(key, (_GREEK[character], key, _GREEK[character][0]), weights.unmatched_letter))
        elif character.isdigit():
            index = "(" in text[:place]  # FEV(1)
            cost = weights.unmatched_index if index else weights.unmatched_digit
            found.append(Symbol(key, (key, *_NUMBERS.get(key, ())), cost))
        elif character.isalpha():
            plural = last and character == "s" and len(text) > 2 and text[-2].isupper()
            spelled, cost = (key,), 0.0 if plural else weights.unmatched_letter
            if key == "x":  # ovariectomized: OVX
                spelled, cost = (key, "ex", "trans", "cross"), weights.unmatched_x
            found.append(Symbol(key, spelled, cost))
        elif character in "+&" or (character == "-" and last):
            found.append(Symbol(key, (key, *_SIGNS[key]), weights.unmatched_sign))
    return found


class Window:
    """The text before (or in) a bracket, prepared once for any number of short forms.

    Args:
        text: the document.
        start, end: range in which the long form lies; it has to end where the range ends.
    """

    def __init__(self, text: str, start: int, end: int, *, weights: Weights = WEIGHTS) -> None:
        self.text, self.start, self.end, self.weights = text, start, end, weights
        lowered = text[start:end].casefold()
        # Folding may lengthen a string (ß): then letters are compared as they stand.
        self.folded = lowered if len(lowered) == end - start else text[start:end]
        self.words = [(item.start(), item.end()) for item in _WORD.finditer(text[start:end])]
        self.word_at = [0] * (end - start + 1)
        self.cost = [0.0]
        self.closed: set[int] = set()  # words within brackets: a definition before this one
        self.stops: set[int] = set()
        depth = 0
        for number, (first, last) in enumerate(self.words):
            for place in range(first, last):
                self.word_at[place] = number
            word = text[start + first : start + last]
            if depth or (word[0] in "([" and word.rstrip(",;:.")[-1:] in (")", "]")):
                self.closed.add(number)
            elif _STOP.fullmatch(word.strip("()[],;:.").casefold()):
                self.stops.add(number)
            self.cost.append(self.cost[-1] + self._skip_cost(word, number))
            depth = max(0, depth + word.count("(") + word.count("[") - word.count(")") - word.count("]"))
        if depth:  # the last bracket is still open: what stands in it may be the long form
            self.closed = {number for number in self.closed if number < self._opened()}
        self.kind = [self._kind(place) for place in range(end - start)]

    def _opened(self) -> int:
        """Return the word that holds the last bracket which is not closed."""
        depth = 0
        for number in range(len(self.words) - 1, -1, -1):
            first, last = self.words[number]
            word = self.text[self.start + first : self.start + last]
            depth += word.count(")") + word.count("]") - word.count("(") - word.count("[")
            if depth < 0:
                return number
        return 0

    def _skip_cost(self, word: str, number: int) -> float:
        weights = self.weights
        if number in self.closed:
            return weights.bracket
        core = word.strip("()[],;:.").casefold()
        cost = weights.stop if _STOP.fullmatch(core) or not core else weights.skipped
        return cost + (weights.comma if word[-1] in ",;:" else 0.0)

    def _kind(self, place: int) -> float:
        """Return what a letter at this place is worth; negative: inside a word."""
        text, at = self.text, self.start + place
        if self.word_at[place] in self.stops:
            return self.weights.stop_word if place == self.words[self.word_at[place]][0] else -1.0
        if not text[at].isalnum():
            return self.weights.part
        if place == 0 or text[at - 1].isspace() or text[at - 1] in "([\"'“‘":
            return self.weights.word
        before = text[at - 1]
        if not before.isalnum() or before.isdigit() != text[at].isdigit() or (before.islower() and text[at].isupper()):
            return self.weights.part
        return -1.0

    def align(self, short_form: str) -> Alignment | None:
        """Return the best alignment of a short form with words up to the end of the window, None if none fits."""
        symbols = symbols_of(short_form, weights=self.weights)
        if not symbols or not self.words:
            return None
        best: dict[int, tuple[float, int]] = {}
        for number, symbol in enumerate(symbols):
            best = self._step(symbol, best, number == 0)
            if not best:
                return None
        weights, words = self.weights, len(self.words)
        finals = []
        for place, (score, origin) in best.items():
            word = self.word_at[place]
            left = self.cost[words] - self.cost[word + 1]
            comma = weights.comma if self.text[self.start + self.words[word][1] - 1] in ",;:" and left else 0.0
            finals.append((score + comma + left * weights.left_over / weights.skipped, origin))
        score, origin = max(finals)
        return Alignment(self.start + origin, score + weights.base)

    def _step(self, symbol: Symbol, best: dict[int, tuple[float, int]], first: bool) -> dict[int, tuple[float, int]]:
        found: dict[int, tuple[float, int]] = {}
        for spelling in symbol.spellings:
            place = self.folded.find(spelling)
            while place >= 0:
                kind = self.kind[place]
                if (kind > 0 or len(spelling) == 1) and self.word_at[place] not in self.closed:
                    option = self._enter(place, kind, best, first, spelled=len(spelling) > 1)
                    # A spelled-out sign or number is entered at its first letter and left at its last.
                    at = place + (len(spelling) - 1 if len(spelling) > 2 else 0)
                    if option is not None and (at not in found or option > found[at]):
                        found[at] = option
                place = self.folded.find(spelling, place + 1)
        if not first and symbol.optional > -9:
            for place, (score, origin) in best.items():
                option = (score + symbol.optional, origin)
                if place not in found or option > found[place]:
                    found[place] = option
        return found

    def _enter(
        self, place: int, kind: float, best: dict[int, tuple[float, int]], first: bool, *, spelled: bool
    ) -> tuple[float, int] | None:
        weights = self.weights
        if first:
            return (kind, place) if kind > self.weights.stop_word else None
        word = self.word_at[place]
        top: tuple[float, int] | None = None
        for before, (score, origin) in best.items():
            if before > place or (before == place and not spelled):
                continue
            entered = self.word_at[before]
            value = score
            if entered == word:
                value += self._same_word(before, place, kind)
            else:
                value += kind if kind > 0 else weights.unentered
                value += self.cost[word] - self.cost[entered + 1]
                if self.text[self.start + self.words[entered][1] - 1] in ",;:":
                    value += weights.comma
            if top is None or (value, origin) > top:
                top = (value, origin)
        return top

    def _same_word(self, before: int, place: int, kind: float) -> float:
        weights = self.weights
        if place <= before + 1:
            return max(weights.run, kind)
        if kind > 0:
            skipped = (at for at in range(before + 1, place) if self.kind[at] > 0)
            between = sum(self.text[self.start + at].isalnum() for at in skipped)
            return kind + between * weights.skipped_part
        if self.text[self.start + place].isupper():
            return weights.part
        if _MORPHEME.match(self.folded, place):
            return weights.morpheme
        return weights.inside
