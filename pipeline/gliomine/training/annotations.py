"""What of an annotated line becomes the mentions of a head: its entities, or the cues and scopes of BioScope.

BioScope (Vincze et al. 2008, doi:10.1186/1471-2105-9-S11-S9) marks words that negate or hedge, and what they act on. A
line holds `cues`: `start`, `end`, `kind` (negation or speculation), `scope_start` and `scope_end`, which may be null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from gliomine.errors import unknown_name


@dataclass(frozen=True, slots=True)
class Entity:
    """One annotated mention."""

    start: int
    end: int
    label: str


Read = Callable[[dict[str, Any]], Iterable[Entity]]
"""One line, parsed -> its mentions. Raises KeyError, TypeError or ValueError where the line has another form."""


def _entities(values: dict[str, Any]) -> Iterator[Entity]:
    for item in values["entities"]:
        yield Entity(int(item["start"]), int(item["end"]), item["type"])


def _cues(values: dict[str, Any]) -> Iterable[Entity]:
    return _once(Entity(int(cue["start"]), int(cue["end"]), cue["kind"]) for cue in values["cues"])


def _scopes(values: dict[str, Any], *, kind: str) -> Iterable[Entity]:
    """Return the scopes of one kind of cue, the cue included: it may stand at the border or outside."""
    return _once(
        Entity(min(int(cue["scope_start"]), int(cue["start"])), max(int(cue["scope_end"]), int(cue["end"])), "scope")
        for cue in values["cues"]
        if cue["kind"] == kind and cue.get("scope_start") is not None
    )


def _once(found: Iterable[Entity]) -> Iterable[Entity]:
    """Keep the first mention of each span; a cue of two scopes stands there twice."""
    kept: dict[tuple[int, int], Entity] = {}
    for item in found:
        kept.setdefault((item.start, item.end), item)
    return kept.values()


READS: dict[str, Read] = {
    "entities": _entities,
    "bioscope_cues": _cues,
    "bioscope_negation_scope": partial(_scopes, kind="negation"),
    "bioscope_speculation_scope": partial(_scopes, kind="speculation"),
}
"""Setting `reads` of a head -> what it takes from a line."""


def reading(name: str) -> Read:
    """Return the function of a name.

    Raises:
        ConfigError: there is no such name.
    """
    if name not in READS:
        raise unknown_name("setting reads", name, READS)
    return READS[name]
