"""Words and word pieces of a sentence as the encoder sees them.

A word is what the tokenizer splits at white space and punctuation; it is judged at its first piece. The vocabulary is
uncased, so letter case (and whether a piece touches the character before it) enters as a second input, the shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

SHAPES = 10
"""Five kinds of letter case, each free-standing or touching the character before it."""


@cache
def _kinds(codes: int) -> NDArray[Any]:
    """Return for each of so many code points whether it is a capital, a letter, white space."""
    characters = [chr(number) for number in range(codes)]
    tests = (str.isupper, str.isalpha, str.isspace)
    return np.array([[test(character) for character in characters] for test in tests])


def letter_marks(text: str) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return running counts of capitals and letters before each position, and whether each character is white space.

    The counts have one entry more than the text.
    """
    if text.isascii():
        kinds = _kinds(0x80)[:, np.frombuffer(text.encode("ascii"), dtype=np.uint8)]
    else:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        kinds = _kinds(0x10000)[:, np.minimum(codes, 0xFFFF)]
        for place in np.flatnonzero(codes > 0xFFFF):
            character = text[place]
            kinds[:, place] = character.isupper(), character.isalpha(), character.isspace()
    counts = np.zeros((2, len(text) + 1), dtype=np.int32)
    np.cumsum(kinds[:2], axis=1, out=counts[:, 1:])
    return counts[0], counts[1], kinds[2]


def shapes(text: str, starts: NDArray[Any], ends: NDArray[Any]) -> NDArray[Any]:
    """Return the shape of each piece, given by its half-open span in the text.

    0 no capital, 1 capital first, 2 all capitals (two or more letters), 3 a lone capital, 4 mixed; plus 5 where the
    piece touches the character before it.

    >>> shapes("IL-2 Bcl", np.array([0, 2, 3, 5]), np.array([2, 3, 4, 8])).tolist()
    [2, 5, 5, 1]
    """
    if not text:
        return np.zeros(len(starts), dtype=np.int64)
    upper, letter, space = letter_marks(text)
    first = np.minimum(starts, len(text) - 1)
    capitals, letters = upper[ends] - upper[starts], letter[ends] - letter[starts]
    leads = (upper[first + 1] - upper[first]) > 0
    kind = np.where(capitals == 0, 0, 4)
    kind = np.where((capitals == 1) & leads, 1, kind)
    kind = np.where((capitals == letters) & (capitals > 1), 2, kind)
    kind = np.where((capitals == 1) & (letters == 1), 3, kind)
    touches = (starts > 0) & ~space[np.maximum(starts, 1) - 1]
    shape: NDArray[Any] = (kind + 5 * touches).astype(np.int64)
    return shape


def word_spans(
    word_ids: Sequence[int | None], offsets: Sequence[tuple[int, int]]
) -> tuple[list[int], list[tuple[int, int]]]:
    """Return for each word the index of its first piece and its span in the text.

    Args:
        word_ids: word number of each piece, None for the special ones.
        offsets: span of each piece.

    >>> word_spans([None, 0, 1, 1, None], [(0, 0), (0, 2), (3, 5), (5, 7), (0, 0)])
    ([1, 2], [(0, 2), (3, 7)])
    """
    firsts: list[int] = []
    spans: list[tuple[int, int]] = []
    last: int | None = None
    for piece, word in enumerate(word_ids):
        if word is None:
            continue
        start, end = offsets[piece]
        if word != last:
            firsts.append(piece)
            spans.append((start, end))
        else:
            spans[-1] = (spans[-1][0], end)
        last = word
    return firsts, spans
