"""What the encoder is given: words and word pieces of a sentence, cut into windows, in batches of like length.

A word is what the tokenizer splits at white space and punctuation; it is judged at its first piece. The vocabulary is
uncased, so letter case (and whether a piece touches the character before it) enters as a second input, the shape. What
a window is padded to depends on itself alone, so that its answer does not depend on the batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

SHAPES = 10
"""Five kinds of letter case, each free-standing or touching the character before it."""

LENGTH_STEP = 4  # a sentence is padded to a multiple of so many pieces; 8 means 4% more of them
WINDOW = 128  # most pieces in one piece of work, as in training
OVERLAP = 24  # pieces that a window of a long sentence shares with each neighbour
BATCH_PIECES = 512
WORD_STEP = 16


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


@dataclass(frozen=True, slots=True)
class Window:
    """Some words of a sentence, ready for the encoder.

    Attributes:
        keep: words (low, high), counted over all sentences, whose scores are taken from this window.
        skip: words at the window's begin that only give context.
    """

    keep: tuple[int, int]
    skip: int
    ids: NDArray[Any]
    shape: NDArray[Any]
    firsts: NDArray[Any]


def cut_windows(before: int, ids: NDArray[Any], shape: NDArray[Any], firsts: NDArray[Any]) -> Iterator[Window]:
    """Yield a sentence as one window, or as overlapping ones where it is too long; `before` words come before it."""
    if len(ids) <= WINDOW:
        yield Window((before, before + len(firsts)), 0, ids, shape, firsts)
        return
    last = len(ids) - 1
    ends = np.append(firsts[1:], last)
    room = WINDOW - 2 - 2 * OVERLAP
    low = 0
    while low < len(firsts):
        # A word longer than a window is cut at the window's end: it is judged at its first piece anyway.
        high = max(low + 1, int(np.searchsorted(ends, firsts[low] + room, side="right")))
        begin = int(np.searchsorted(firsts, firsts[low] - OVERLAP))
        stop = max(high, int(np.searchsorted(ends, ends[high - 1] + OVERLAP, side="right")))
        pick = np.arange(firsts[begin], min(ends[stop - 1], firsts[begin] + WINDOW - 2))
        pick = np.concatenate([[0], pick, [last]])
        inside = firsts[begin:high] - firsts[begin] + 1
        yield Window((before + low, before + high), low - begin, ids[pick], shape[pick], inside)
        low = high


def _padded(window: Window) -> int:
    return -(-len(window.ids) // LENGTH_STEP) * LENGTH_STEP


def batches(windows: Sequence[Window]) -> Iterator[list[Window]]:
    """Yield windows of one padded length together."""
    batch: list[Window] = []
    for window in sorted(windows, key=_padded):
        if batch and (_padded(batch[0]) != _padded(window) or (len(batch) + 1) * _padded(window) > BATCH_PIECES):
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def feed_of(batch: Sequence[Window]) -> tuple[dict[str, NDArray[Any]], list[int]]:
    """Return the inputs of the encoder for a batch, and the words of each window that it answers for."""
    length = _padded(batch[0])
    ids = np.zeros((len(batch), length), dtype=np.int64)
    shape = np.zeros_like(ids)
    firsts = []
    for row, window in enumerate(batch):
        ids[row, : len(window.ids)], shape[row, : len(window.ids)] = window.ids, window.shape
        firsts.append(window.firsts + row * length)
    counts = [len(part) for part in firsts]
    # A single row takes another path through matrix multiplication; whole blocks of rows take the same one.
    firsts.append(np.zeros(-sum(counts) % WORD_STEP, dtype=np.int64))
    lengths = np.array([len(window.ids) for window in batch], dtype=np.int32)
    return {"ids": ids, "shape": shape, "lengths": lengths, "firsts": np.concatenate(firsts)}, counts
