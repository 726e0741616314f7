"""Align the letters of a short form with the words of a long form, best-scoring rather than first-found.

Schwartz and Hearst (2003, doi:10.1142/9789812776303_0042) walk from right to left and take the first letter that fits.
Here every placement is scored by dynamic programming: letters at the start of a word or of a part of a word count most,
letters inside a word count only when the word is already entered, skipped words, crossed commas and words left over
before the bracket cost. The idea of grading an alignment by where its letters fall is that of Ab3P (Sohn et al. 2008,
doi:10.1186/1471-2105-9-402), which grades by strategy; the weights here are our own.

Performance: see `find.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from gliomine.abbreviations.symbols import SCALE, WEIGHTS, Symbol, Weights, symbols_of

_STOP = re.compile(r"a|an|and|as|at|by|for|from|in|into|of|on|or|per|the|to|via|with|that|which|using|after")
_WORD = re.compile(r"\S+")
_GLUED = re.compile(r"((?<![^\W_])[Pp]oly)\(([^()]*)\)")
"""The bracket of a polymer's name, `poly(lactic acid)`: what stands in it is part of the name."""
_MORPHEME = re.compile(
    r"(?:hydr|oxy|meth|eth|phen|benz|chlor|fluor|amin|acet|prop|but|carb|thio|cyclo|nitr|sulf|sulph|phosph|glyc|gluc|gram|"
    r"graph|scop|card|cephal|cyt|path|plast|derm|enter|gastr|hepat|nephr|neur|nucle|oste|pneum|pulmon|vascul|ventric|"
    r"villous|immun|microsc|morph|globul|lip|peptid|protein|sacchar|toxi|trop|troph|virus|blast|genic|genesis|itis|emia|"
    r"aemia|oma\b|osis|ectomy|stomy|therapy|metry|assay|ferase|kinase|synthase|oxidase|reductase|in\b|ine\b|ol\b|ide\b|ate\b)"
)


Scored = tuple[int, int]
"""The score of an alignment so far, and where its long form begins."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where a long form starts and how well the short form fits; above zero is a good fit."""

    start: int
    score: float


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
        self.cost = [0]
        self.closed: set[int] = set()  # words within brackets: a definition before this one
        self.stops: set[int] = set()
        depth = 0
        shown = _GLUED.sub(lambda match: f"{match[1]} {match[2]} ", text[start:end])
        for number, (first, last) in enumerate(self.words):
            for place in range(first, last):
                self.word_at[place] = number
            word = shown[first:last]
            if depth or (word[0] in "([" and word.rstrip(",;:.")[-1:] in (")", "]")):
                self.closed.add(number)
            elif _STOP.fullmatch(word.strip("()[],;:.").casefold()):
                self.stops.add(number)
            self.cost.append(self.cost[-1] + self._skip_cost(word, number))
            depth = max(0, depth + word.count("(") + word.count("[") - word.count(")") - word.count("]"))
        if depth:  # the last bracket is still open: what stands in it may be the long form
            self.closed = {number for number in self.closed if number < self._opened()}
        self.kind = [self._kind(place) for place in range(end - start)]
        parts = (kind > 0 and text[start + place].isalnum() for place, kind in enumerate(self.kind))
        self.parts_before = [0, *accumulate(map(int, parts))]

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

    def _skip_cost(self, word: str, number: int) -> int:
        weights = self.weights
        if number in self.closed:
            return weights.bracket
        core = word.strip("()[],;:.").casefold()
        cost = weights.stop if _STOP.fullmatch(core) or not core else weights.skipped
        return cost + (weights.comma if word[-1] in ",;:" else 0)

    def _kind(self, place: int) -> int:
        """Return what a letter at this place is worth; negative: inside a word."""
        text, at = self.text, self.start + place
        if self.word_at[place] in self.stops:
            return self.weights.stop_word if place == self.words[self.word_at[place]][0] else -1
        if not text[at].isalnum():
            return self.weights.part
        if place == 0 or text[at - 1].isspace() or text[at - 1] in "([\"'“‘":
            return self.weights.word
        before = text[at - 1]
        if not before.isalnum() or before.isdigit() != text[at].isdigit() or (before.islower() and text[at].isupper()):
            return self.weights.part
        return -1

    def align(self, short_form: str) -> Alignment | None:
        """Return the best alignment of a short form with words up to the end of the window, None if none fits."""
        symbols = symbols_of(short_form, weights=self.weights)
        if not symbols or not self.words:
            return None
        best: dict[int, Scored] = {}
        for number, symbol in enumerate(symbols):
            best = self._step(symbol, best, number == 0)
            if not best:
                return None
        weights, words = self.weights, len(self.words)
        finals = []
        for place, (score, origin) in best.items():
            word = self.word_at[place]
            left = self.cost[words] - self.cost[word + 1]
            comma = self.comma_after(word) if left else 0
            finals.append((score + comma + left * weights.left_over / weights.skipped, origin))
        total, origin = max(finals)
        return Alignment(self.start + origin, (total + weights.base) / SCALE)

    def comma_after(self, word: int) -> int:
        """Return what it costs to leave a word that a comma ends."""
        return self.weights.comma if self.text[self.start + self.words[word][1] - 1] in ",;:" else 0

    def _step(self, symbol: Symbol, best: Mapping[int, Scored], first: bool) -> dict[int, Scored]:
        found: dict[int, Scored] = {}
        for spelling in symbol.spellings:
            sweep = _Sweep(self, best)
            place = self.folded.find(spelling)
            while place >= 0:
                kind = self.kind[place]
                option: Scored | None = None
                if (kind <= 0 and len(spelling) > 1) or self.word_at[place] in self.closed:
                    pass
                elif not first:
                    option = sweep.enter(place, spelled=len(spelling) > 1)
                elif kind > self.weights.stop_word:
                    option = (kind, place)
                # A spelled-out sign or number is entered at its first letter and left at its last.
                at = place + (len(spelling) - 1 if len(spelling) > 2 else 0)
                if option is not None and (at not in found or option > found[at]):
                    found[at] = option
                place = self.folded.find(spelling, place + 1)
        if not first:
            for place, (score, origin) in best.items():
                option = (score + symbol.optional, origin)
                if place not in found or option > found[place]:
                    found[place] = option
        return found


class _Sweep:
    """The best ways on from where a letter may stand, for places asked for from left to right.

    What a step costs is a sum of what belongs to its two ends, so running maxima do for all pairs of places.
    """

    def __init__(self, window: Window, best: Mapping[int, Scored]) -> None:
        self.window = window
        self.placed = sorted(best.items())
        self.next = 0  # the first of them that has not been passed
        self.word = -1
        self.earlier: Scored | None = None  # best way out of the words before this one
        self.leaving: Scored | None = None  # best way out of this word
        self.here: Scored | None = None  # best within this word
        self.parts: Scored | None = None  # the same, less what its parts so far cost to skip

    def enter(self, place: int, *, spelled: bool) -> Scored | None:
        """Return the best way to a letter at this place; a spelled-out one may begin where the last one stands."""
        window, weights = self.window, self.window.weights
        word, kind = window.word_at[place], window.kind[place]
        self._pass(place - 1)
        self._open(word)
        options: list[Scored] = []
        if self.earlier is not None:
            step = (kind if kind > 0 else weights.unentered) + window.cost[word]
            options.append((self.earlier[0] + step, self.earlier[1]))
        if kind > 0 and self.parts is not None:
            step = kind + weights.skipped_part * window.parts_before[place]
            options.append((self.parts[0] + step, self.parts[1]))
        elif self.here is not None:
            options.append((self.here[0] + self._inside(place), self.here[1]))
        for before, (score, origin) in self.placed[self.next : self.next + 2]:
            if before == place - 1 or (before == place and spelled):
                options.append((score + max(weights.run, kind), origin))
        return max(options, default=None)

    def _pass(self, limit: int) -> None:
        """Take in the placements before a limit."""
        window = self.window
        while self.next < len(self.placed) and self.placed[self.next][0] < limit:
            place, (score, origin) = self.placed[self.next]
            self.next += 1
            word = window.word_at[place]
            self._open(word)
            out = score - window.cost[word + 1] + window.comma_after(word)
            self.leaving = max(self.leaving or (out, origin), (out, origin))
            self.here = max(self.here or (score, origin), (score, origin))
            skipped = score - window.weights.skipped_part * window.parts_before[place + 1]
            self.parts = max(self.parts or (skipped, origin), (skipped, origin))

    def _open(self, word: int) -> None:
        if word == self.word:
            return
        if self.leaving is not None:
            self.earlier = max(self.earlier or self.leaving, self.leaving)
        self.word, self.leaving, self.here, self.parts = word, None, None, None

    def _inside(self, place: int) -> int:
        """Return what a letter inside a word is worth when the word is already entered."""
        window = self.window
        if window.text[window.start + place].isupper():
            return window.weights.part
        return window.weights.morpheme if _MORPHEME.match(window.folded, place) else window.weights.inside
