"""Score found mentions against gold mentions: strict, partial and span-only, with the errors by kind.

The measures are those of SemEval-2013 task 9.1 (Segura-Bedmar et al. 2013, ACL Anthology S13-2056), as the package
nervaluate computes them: strict wants span and type, span wants the span alone (there called exact), partial gives half
a point to any overlap and looks at no type. One deviation: a mention that matches exactly is paired before any that
merely overlaps, so that nested mentions are scored the same in any order; on mentions that do not overlap each other
the figures are equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Span = tuple[int, int, str]
"""Start, end (half-open) and type of a mention."""

MODES = ("strict", "partial", "span")

ALL = ""
"""Stands for all types together."""

NONE = "none"
"""In a confusion table: no mention on that side."""

LEAST_SHARE = 100
"""An overlap counts from a hundredth of the gold span's length on, as in nervaluate."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts from which precision and recall follow; `credit` counts a partial match as a half."""

    gold: int = 0
    predicted: int = 0
    credit: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.gold + other.gold, self.predicted + other.predicted, self.credit + other.credit)

    @property
    def precision(self) -> float:
        """Share of the predicted that is right; 0 where nothing was predicted."""
        return self.credit / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found; 0 where there is none."""
        return self.credit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall.

        >>> Tally(gold=4, predicted=2, credit=2).f1
        0.6666666666666666
        """
        return 2 * self.credit / (self.gold + self.predicted) if self.gold + self.predicted else 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mention: a pair, or a mention of one side alone.

    Attributes:
        kind: correct, wrong type, wrong boundary, wrong type and boundary, missed or spurious.
        gold: the gold mention, None if spurious.
        predicted: the predicted mention, None if missed.
    """

    kind: str
    gold: Span | None
    predicted: Span | None


def tallies(gold: Sequence[Span], predicted: Sequence[Span]) -> dict[tuple[str, str], Tally]:
    """Return (mode, type) -> counts of a document; the type `ALL` holds those of all types together.

    >>> found = tallies([(0, 6, "disease")], [(0, 5, "disease")])
    >>> found["strict", ALL].f1, found["partial", ALL].f1
    (0.0, 0.5)
    """
    found = {}
    for kind in (ALL, *sorted({item[2] for item in (*gold, *predicted)})):
        left = [item for item in gold if kind in (ALL, item[2])]
        right = [item for item in predicted if kind in (ALL, item[2])]
        strict = (Counter(left) & Counter(right)).total()
        spans = (Counter(item[:2] for item in left) & Counter(item[:2] for item in right)).total()
        credit = {"strict": float(strict), "span": float(spans), "partial": spans + 0.5 * _partial(left, right)}
        for mode in MODES:
            found[mode, kind] = Tally(len(left), len(right), credit[mode])
    return found


def _partial(gold: Sequence[Span], predicted: Sequence[Span]) -> int:
    # Overlaps among the mentions whose exact span is not on the other side, each from left to right.
    free, seekers = _unequal(gold, predicted), _unequal(predicted, gold)
    count, first = 0, 0
    taken = [False] * len(free)
    for start, end in seekers:
        while first < len(free) and (taken[first] or free[first][1] <= start):
            first += 1
        for at in range(first, len(free)):
            if free[at][0] >= end:
                break
            shared = min(end, free[at][1]) - max(start, free[at][0])
            if not taken[at] and shared > 0 and shared * LEAST_SHARE >= free[at][1] - free[at][0]:
                taken[at] = True
                count += 1
                break
    return count


def _unequal(own: Sequence[Span], other: Sequence[Span]) -> list[tuple[int, int]]:
    rest = Counter((start, end) for start, end, _ in own) - Counter((start, end) for start, end, _ in other)
    return sorted(rest.elements())


def outcomes(gold: Sequence[Span], predicted: Sequence[Span]) -> list[Outcome]:
    """Return what became of every mention of a document, by place.

    Pairs are formed in this order: same span and type; same span; overlap of one type; any overlap; the pair whose
    bounds differ least goes first.
    """
    equal = Counter(gold) & Counter(predicted)
    found = [Outcome("correct", item, item) for item in equal.elements()]
    left = sorted((Counter(gold) - equal).elements())
    right = sorted((Counter(predicted) - equal).elements())
    used_left: set[int] = set()
    used_right: set[int] = set()
    for other_span, other_type, _, a, b in sorted(_candidates(left, right)):
        if a not in used_left and b not in used_right:
            used_left.add(a)
            used_right.add(b)
            found.append(Outcome(_ERRORS[other_span, other_type], left[a], right[b]))
    found += [Outcome("missed", item, None) for at, item in enumerate(left) if at not in used_left]
    found += [Outcome("spurious", None, item) for at, item in enumerate(right) if at not in used_right]
    return sorted(found, key=lambda item: (item.gold or item.predicted or (0, 0, ""), item.kind))


_ERRORS = {
    (False, True): "wrong type",
    (True, False): "wrong boundary",
    (True, True): "wrong type and boundary",
}


def _candidates(left: Sequence[Span], right: Sequence[Span]) -> Iterator[tuple[bool, bool, int, int, int]]:
    first = 0
    for a, (start, end, kind) in enumerate(left):
        while first < len(right) and right[first][1] <= start:
            first += 1
        for b in range(first, len(right)):
            other_start, other_end, other_kind = right[b]
            if other_start >= end:
                break
            if other_end > start:
                distance = abs(start - other_start) + abs(end - other_end)
                yield distance > 0, kind != other_kind, distance, a, b


def confusion(found: Sequence[Outcome]) -> Counter[tuple[str, str]]:
    """Return (gold type, predicted type) -> count; `NONE` stands for a missing side."""
    return Counter(
        (item.gold[2] if item.gold else NONE, item.predicted[2] if item.predicted else NONE) for item in found
    )
