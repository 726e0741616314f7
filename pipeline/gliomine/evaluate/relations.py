"""Relations of a document as what they claim of names, so that each way to say it counts once.

Names of a document are one where their folded spelling is, or where one is the long form and the other stands behind it
in brackets: "mesenchymal stem cells (MSCs)".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from gliomine.evaluate.gold import GoldDocument, GoldRelation
from gliomine.predicates import PREDICATES

MODES = ("document", "status", "pair", "mention")
"""By names over the document; its status too; without the predicate; by the places of the two mentions."""

Claim = tuple[str, str, str, str]
"""Subject, predicate, object, status; what a mode does not look at is empty."""

_NO_NAME = re.compile("[^0-9a-zα-ω]+")
_OPENING = re.compile(r"\s*[(\[]\s*")


def folded(name: str) -> str:
    """Return a name beyond case, signs and number.

    >>> folded("MSC-EVs"), folded("msc EV")
    ('msc ev', 'msc ev')
    """
    return _NO_NAME.sub(" ", name.casefold()).strip().removesuffix("s")


class Names:
    """What the mentions of a gold document are called."""

    def __init__(self, document: GoldDocument) -> None:
        self._text = document.text
        self._same: dict[str, str] = {}
        entities = sorted(document.entities or (), key=lambda item: item.start)
        for long, short in pairwise(entities):
            between, behind = self._text[long.end : short.start], self._text[short.end : short.end + 1]
            if long.entity_type == short.entity_type and _OPENING.fullmatch(between) and behind and behind in ")];,":
                one, other = (self.of((item.start, item.end)) for item in (long, short))
                if one != other:
                    self._same[one] = other

    def of(self, place: tuple[int, int]) -> str:
        """Return the name that stands for all names of what is mentioned somewhere."""
        name = folded(self._text[place[0] : place[1]])
        while name in self._same:
            name = self._same[name]
        return name


def claims(relations: Iterable[GoldRelation], names: Names, mode: str) -> set[Claim]:
    """Return what relations claim, in one of `MODES`; where direction means nothing, the two stand in order."""
    found = set()
    for item in relations:
        ends = (item.subject, item.object)
        subject, object_ = (f"{a:09}-{b:09}" if mode == "mention" else names.of((a, b)) for a, b in ends)
        predicate = PREDICATES.get(item.predicate)
        if (mode == "pair" or (predicate is not None and predicate.symmetric)) and object_ < subject:
            subject, object_ = object_, subject
        said = "" if mode == "pair" else item.predicate
        found.add((subject, said, object_, item.status if mode == "status" else ""))
    return found
