"""Find keys that are spelled nearly like a given one, through the rarest character trigrams of each key.

Two strings within edit distance d share at least one of their 3d + 1 rarest trigrams (the prefix filter: Chaudhuri,
Ganti and Kaushik 2006, doi:10.1109/ICDE.2006.9; Xiao, Wang and Lin 2008, doi:10.14778/1453856.1453957). Only those are
indexed, which keeps the index a fraction of a full one. Candidates are ranked by rapidfuzz's normalised similarity.
Deviation: a distance of one is assumed for keys below ten characters, two above; strings farther apart are found when
they share a rare trigram.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

SHORTEST = 5
"""Keys below this length are never matched fuzzily."""
PAGE = 1 << 16


def trigrams(key: str) -> list[str]:
    """Return the distinct trigrams of a key, its border counted as a space.

    >>> trigrams("glia")
    [' gl', 'gli', 'ia ', 'lia']
    """
    padded = f" {key} "
    return sorted({padded[place : place + 3] for place in range(len(padded) - 2)})


def distance_of(length: int) -> int:
    """Return the edit distance for which keys of a length are indexed."""
    return 1 if length < 10 else 2


def gram_code(gram: str) -> int:
    """Pack a trigram into one number."""
    first, second, third = map(ord, gram)
    return first << 42 | second << 21 | third


def build_fuzzy(keys: Sequence[tuple[str, int]]) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of the index for (key, number) pairs.

    Keys are ordered by length, so that a page of the index holds keys of nearly one length.
    """
    ordered = sorted(keys, key=lambda item: (len(item[0]), item[0]))
    counts: dict[str, int] = {}
    for key, _ in ordered:
        for gram in trigrams(key):
            counts[gram] = counts.get(gram, 0) + 1
    grams = sorted(counts, key=lambda gram: (counts[gram], gram))
    rank = {gram: number for number, gram in enumerate(grams)}
    pages = max(1, -(-len(ordered) // PAGE))
    lists: list[list[int]] = [[] for _ in range(len(grams) * pages)]
    for number, (key, _) in enumerate(ordered):
        page, low = divmod(number, PAGE)
        ranks = sorted(rank[gram] for gram in trigrams(key))
        for chosen in ranks[: 3 * distance_of(len(key)) + 1]:
            lists[chosen * pages + page].append(low)
    return {
        "fuzzy_keys": np.array([number for _, number in ordered], dtype=np.uint32),
        "fuzzy_lengths": np.bincount([len(key) for key, _ in ordered], minlength=1).astype(np.uint32),
        "fuzzy_grams": np.array([gram_code(gram) for gram in grams], dtype=np.uint64),
        "fuzzy_counts": np.array([len(one) for one in lists], dtype=np.uint16),
        "fuzzy_lists": np.array([low for one in lists for low in one], dtype=np.uint16),
    }


class FuzzyIndex:
    """The arrays of `build_fuzzy`, ready to be asked."""

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        """Take the arrays, by name; nothing is copied but the table of trigrams."""
        self._keys, self._lists = arrays["fuzzy_keys"], arrays["fuzzy_lists"]
        self._rank = {code: number for number, code in enumerate(arrays["fuzzy_grams"].tolist())}
        self._pages = max(1, -(-len(self._keys) // PAGE))
        self._ends = np.concatenate([[0], np.cumsum(arrays["fuzzy_counts"], dtype=np.int64)])
        self._before = np.concatenate([[0], np.cumsum(arrays["fuzzy_lengths"], dtype=np.int64)])

    def block(self, length: int) -> tuple[int, int]:
        """Return the places of the keys of a length, half-open; `key_at` names them in alphabetical order."""
        last = len(self._before) - 1
        return int(self._before[min(length, last)]), int(self._before[min(length + 1, last)])

    def key_at(self, place: int) -> int:
        """Return the number of the key at a place."""
        return int(self._keys[place])

    def candidates(
        self, key: str, blocks: Callable[[int], tuple[int, int]] | None = None, *, most: int = 2
    ) -> npt.NDArray[Any]:
        """Return the numbers of the keys that may be near; many are not.

        Args:
            key: the key looked for.
            blocks: the places wanted of each length; None: all.
            most: edits at most; fewer are faster.
        """
        length = len(key)
        allowed = min(distance_of(length), most)
        last = len(self._before) - 1
        first = int(self._before[min(max(length - allowed, 0), last)])
        behind = int(self._before[min(length + allowed + 1, last)])
        if length < SHORTEST or first >= behind:
            return self._keys[:0]
        codes = [self._rank.get(gram_code(gram), -1) for gram in trigrams(key)]
        found = []
        for rank in sorted(codes)[: 3 * allowed + 1]:
            if rank >= 0:
                found += self._listed(rank, first, behind)
        if not found:
            return self._keys[:0]
        places = np.unique(np.concatenate(found))
        if blocks is not None:
            borders = [
                place for size in range(max(length - allowed, 0), length + allowed + 1) for place in blocks(size)
            ]
            cuts = np.searchsorted(places, borders).tolist()
            places = np.concatenate([places[low:high] for low, high in zip(cuts[::2], cuts[1::2], strict=True)])
        return np.asarray(self._keys[places])

    def _listed(self, rank: int, first: int, behind: int) -> list[npt.NDArray[Any]]:
        parts = []
        for page in range(first // PAGE, (behind - 1) // PAGE + 1):
            place = rank * self._pages + page
            lows = self._lists[self._ends[place] : self._ends[place + 1]]
            base = page * PAGE
            # Borders of the same dtype: of another one, the whole list would be converted.
            borders = np.array([max(first - base, 0), min(behind - base, PAGE - 1)], dtype=lows.dtype)
            begin, end = lows.searchsorted(borders).tolist()
            if behind - base >= PAGE:
                end = len(lows)
            if begin < end:
                parts.append(lows[begin:end].astype(np.int64) + base)
        return parts
