"""The same name in one document is the same thing: occurrences vote, and the long form of a short form votes with them.

A recogniser that reads one sentence at a time finds a name where the sentence explains it and misses it where it does
not. Here all occurrences of a name and, for a short form, the long form that defines it, are judged together: where
they are an entity on the whole, the missed ones are added; where they clearly are not, the found ones are dropped;
where their types differ, they get the type that fits them best together.

The idea that one text uses a name in one sense: Gale, Church and Yarowsky 1992, doi:10.3115/1075527.1075579; across the
sentences of a document: Krishnan and Manning 2006, doi:10.3115/1220175.1220316. Deviation: no second model, a vote over
the scores of the first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.document import Abbreviation
from gliomine.encoder.model import Words
from gliomine.encoder.tags import BEGIN, END, INSIDE, PARTS, SINGLE, Tagged
from gliomine.text.normalize import without_plural

LIMIT = 4.0  # one vote is at most so strong, in log-odds a word
LONG_FORM = 3  # votes of a long form
ADD = -1.0  # mean vote above which missed occurrences are added
DROP = -1.25  # mean vote below which found occurrences are dropped
CLEARLY = 1.0  # mean vote by which a type has to lead another of the same name

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordsSeen:
    """The words of a document as a label set sees them.

    Attributes:
        text: the document.
        spans: its words, as half-open spans.
        sentences: number of the sentence of each word.
        scores: words x tags.
    """

    text: str
    spans: Sequence[tuple[int, int]]
    sentences: Sequence[int]
    scores: NDArray[Any]


More = Callable[[WordsSeen, Sequence[Tagged]], Sequence[Tagged]] | None


class DocumentWords:
    """The words of a document, to look names up in.

    Args:
        words: the words, verbatim.
        sentences: number of the sentence of each word; a name lies within one sentence.
    """

    def __init__(self, words: Sequence[str], sentences: Sequence[int]) -> None:
        self.words = [without_plural(word) if word[-1:] == "s" else word for word in words]
        self.sentences = sentences

    def key(self, first: int, last: int) -> Key:
        """Return what two occurrences of one name have in common."""
        return tuple(self.words[first:last])

    def occurrences(self, keys: Iterable[Key]) -> dict[Key, list[int]]:
        """Return the first words of all occurrences of some names."""
        found: dict[Key, list[int]] = {key: [] for key in keys}
        sizes: dict[str, set[int]] = defaultdict(set)
        for key in found:
            sizes[key[0]].add(len(key))
        for place, word in enumerate(self.words):
            for size in sizes.get(word, ()):
                last = place + size - 1
                if last < len(self.words) and self.sentences[place] == self.sentences[last]:
                    key = tuple(self.words[place : last + 1])
                    if key in found:
                        found[key].append(place)
        return found


def agree(
    words: DocumentWords,
    scores: NDArray[Any],
    found: Sequence[Tagged],
    long_forms: Mapping[Key, tuple[int, int]],
) -> list[Tagged]:
    """Return the spans of a document after the vote, in order.

    Args:
        words: its words.
        scores: words x tags, as decoded.
        found: spans without overlap, in order.
        long_forms: the words of a short form -> the words of its long form, as a range.
    """
    by_name: dict[Key, list[Tagged]] = defaultdict(list)
    for item in found:
        by_name[words.key(item.first, item.last)].append(item)
    by_place = {(item.first, item.last): item for item in found}
    short = {key: by_place[place] for key, place in long_forms.items() if place in by_place}
    taken = {word for item in found for word in range(item.first, item.last)}
    dropped: set[tuple[int, int]] = set()
    added: list[Tagged] = []
    names = sorted({*by_name, *short}, key=lambda key: (-len(key), key))
    for key, places in words.occurrences(filter(_is_name, names)).items():
        missed = [place for place in places if taken.isdisjoint(range(place, place + len(key)))]
        if not missed:
            continue
        tagged = by_name.get(key, [])
        kind, score = _followed(tagged, short.get(key))
        votes = [vote(scores, place, place + len(key), kind) for place in missed]
        votes += [vote(scores, item.first, item.last, kind) for item in tagged]
        if key in long_forms and (key not in short or short[key].kind == kind):
            votes += [vote(scores, *long_forms[key], kind)] * LONG_FORM
        mean = sum(votes) / len(votes)
        if mean > ADD:
            # Occurrences of one name can overlap: of "a b a b a" the first stands.
            for place in missed:
                span = range(place, place + len(key))
                if taken.isdisjoint(span):
                    taken.update(span)
                    added.append(Tagged(place, place + len(key), kind, score))
        elif mean < DROP:
            dropped.update((item.first, item.last) for item in tagged)
    stay = [item for item in found if (item.first, item.last) not in dropped]
    return sorted(_of_one_type(words, scores, [*stay, *added]), key=lambda item: item.first)


def _of_one_type(words: DocumentWords, scores: NDArray[Any], spans: Sequence[Tagged]) -> Iterator[Tagged]:
    """Yield the spans; those of one name get the type that fits all of them best, where it fits clearly better."""
    by_name: dict[Key, list[Tagged]] = defaultdict(list)
    for item in spans:
        by_name[words.key(item.first, item.last)].append(item)
    for several in by_name.values():
        kinds = sorted({item.kind for item in several})
        if len(kinds) < 2:
            yield from several
            continue
        fit = {
            kind: sum(vote(scores, item.first, item.last, kind, limit=2 * LIMIT) for item in several) / len(several)
            for kind in kinds
        }
        best = max(kinds, key=lambda kind: fit[kind])
        for item in several:
            yield replace(item, kind=best) if fit[best] - fit[item.kind] > CLEARLY else item


def _is_name(key: Key) -> bool:
    return (len(key) > 1 or len(key[0]) > 1) and any(letter.isalpha() for word in key for letter in word)


def _followed(tagged: Sequence[Tagged], long_form: Tagged | None) -> tuple[int, float]:
    """Return the type that most occurrences have, else that of the long form, and the lowest score behind it."""
    if not tagged and long_form is not None:
        return long_form.kind, long_form.score
    counts = Counter(item.kind for item in tagged)
    kind = min(counts, key=lambda kind: (-counts[kind], kind))
    return kind, min(item.score for item in tagged if item.kind == kind)


def vote(scores: NDArray[Any], first: int, last: int, kind: int, *, limit: float = LIMIT) -> float:
    """Return the log-odds a word of being this entity against being none, within a limit."""
    base, size = PARTS * kind, last - first
    if size == 1:
        row = scores[first]
        total = float(row[base + SINGLE]) - float(row[0])
    else:
        rows = scores[first:last]
        total = float(rows[0, base + BEGIN]) + float(rows[-1, base + END]) - float(rows[:, 0].sum())
        if size > 2:
            total += float(rows[1:-1, base + INSIDE].sum())
    return min(limit, max(-limit, total / size))


class Names:
    """The names of the documents of a chunk, looked up when a label set asks for them.

    Args:
        texts: the texts.
        words: the words of some of their sentences, as the encoder saw them.
        definitions: the short forms that each text defines.
    """

    def __init__(self, texts: Sequence[str], words: Words, definitions: Sequence[Sequence[Abbreviation]]) -> None:
        self._texts, self._words, self._definitions = texts, words, definitions
        self._known: dict[int, tuple[DocumentWords, dict[Key, tuple[int, int]]]] = {}
        self._sentences = np.repeat(np.arange(len(words.counts)), words.counts)
        counts = np.bincount(np.array(words.by_word(), dtype=np.int64), minlength=len(texts))
        self._ends = np.cumsum(counts)
        self._starts = self._ends - counts

    def agreed(
        self, document: int, found: Sequence[Tagged], scores: NDArray[Any], *, more: More = None
    ) -> list[Tagged]:
        """Return the spans of a document (words counted over the chunk) after the vote of the occurrences.

        Args:
            document: which.
            found: its spans, without overlap, in order.
            scores: words x tags, of the chunk.
            more: finds what else the document names, beside the spans after the vote.
        """
        low, high = int(self._starts[document]), int(self._ends[document])
        if document not in self._known:
            self._known[document] = self._look_up(document, low, high)
        words, long_forms = self._known[document]
        own = [Tagged(item.first - low, item.last - low, item.kind, item.score) for item in found]
        after = agree(words, scores[low:high], own, long_forms)
        if more is not None:
            seen = WordsSeen(self._texts[document], self._words.spans[low:high], words.sentences, scores[low:high])
            after = sorted([*after, *more(seen, after)], key=lambda item: item.first)
        return [Tagged(item.first + low, item.last + low, item.kind, item.score) for item in after]

    def _look_up(self, document: int, low: int, high: int) -> tuple[DocumentWords, dict[Key, tuple[int, int]]]:
        text, spans = self._texts[document], self._words.spans[low:high]
        words = DocumentWords([text[start:end] for start, end in spans], self._sentences[low:high].tolist())
        long_forms: dict[Key, tuple[int, int]] = {}
        if self._definitions[document]:
            firsts = {start: place for place, (start, _) in enumerate(spans)}
            lasts = {end: place + 1 for place, (_, end) in enumerate(spans)}
            for item in self._definitions[document]:
                short = firsts.get(item.start), lasts.get(item.end)
                long = firsts.get(item.long_start), lasts.get(item.long_end)
                if None not in short and None not in long:
                    long_forms.setdefault(words.key(*short), long)  # type: ignore[arg-type]
        return words, long_forms
