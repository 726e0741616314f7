"""Find the uses of defined short forms, and which definition each use means."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from gliomine.document import Abbreviation
from gliomine.text.normalize import without_plural
from gliomine.text.tries import pattern_of

_COMPARED = re.compile(r"\s?[<>=≤≥]")
"""What stands behind a statistic: P < 0.01 is no use of "placebo (P)"."""


def other_number(short_form: str) -> str:
    """Return the plural of a singular short form, and the singular of a plural one.

    >>> other_number("MSC"), other_number("MSCs"), other_number("AS")
    ('MSCs', 'MSC', 'ASs')
    """
    bare = without_plural(short_form)
    return bare if bare != short_form else short_form + "s"


class Definitions:
    """The definitions of a document, asked for by short form and place.

    Of several definitions of one short form each holds from where it stands; before the first, the first holds.
    """

    def __init__(self, abbreviations: Sequence[Abbreviation]) -> None:
        self._by_form: dict[str, list[Abbreviation]] = {}
        for item in abbreviations:
            self._by_form.setdefault(item.short_form, []).append(item)
        for item in abbreviations:
            short = item.short_form
            if len(short) > 1 and any(letter.isupper() for letter in short):
                self._by_form.setdefault(other_number(short), self._by_form[short])
        self._starts = {
            form: [min(item.start, item.long_start) for item in items] for form, items in self._by_form.items()
        }

    @property
    def forms(self) -> tuple[str, ...]:
        """Return the short forms, in singular and plural."""
        return tuple(self._by_form)

    def at(self, short_form: str, place: int) -> Abbreviation | None:
        """Return the definition of a short form, of either number, that holds at a place; None where there is none."""
        items = self._by_form.get(short_form)
        if items is None:
            return None
        return items[max(0, bisect_right(self._starts[short_form], place) - 1)]


def uses(text: str, ranges: Iterable[tuple[int, int]], definitions: Definitions) -> list[tuple[int, int, Abbreviation]]:
    """Return all uses of defined short forms, plural included, each with the definition that holds there, by position.

    Args:
        text: the document.
        ranges: where to look, for example its sentences.
        definitions: the definitions.
    """
    if not definitions.forms:
        return []
    pattern = re.compile(rf"(?<![^\W_])(?:{pattern_of(definitions.forms)})(?![^\W_])")
    found = []
    for start, end in ranges:
        for match in pattern.finditer(text, start, end):
            item = definitions.at(match.group(), match.start())
            if item is not None and not (len(match.group()) == 1 and _COMPARED.match(text, match.end())):
                found.append((match.start(), match.end(), item))
    return sorted(found, key=lambda use: use[:2])


def occurrences(
    text: str, ranges: Iterable[tuple[int, int]], abbreviations: Sequence[Abbreviation]
) -> list[tuple[int, int, str]]:
    """Return all uses of defined short forms as (start, end, short form), by position."""
    return [(start, end, item.short_form) for start, end, item in uses(text, ranges, Definitions(abbreviations))]
