"""Words that tell what a sentence claims, by class, and which of them is the trigger of a claim.

The classes stand in `data/claim_words.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from gliomine.errors import ResourceError
from gliomine.relations.shape import Token
from gliomine.resources import data_text

FOLDER, FILE = "relations/data", "claim_words.toml"
NEARBY = 5  # tokens before or behind two mentions in which a trigger can stand

Classes = Mapping[str, tuple[str, ...]]

SMALL = frozenset({"in", "of", "from", "into", "with", "against", "via", "through", "than", "to"})
"""Words of classes that are too common to be a trigger."""


@cache
def word_classes() -> Classes:
    """Return word -> its classes.

    Raises:
        ResourceError: the file is missing or damaged.
    """
    found: dict[str, tuple[str, ...]] = {}
    for name, (_, words) in _read().items():
        for word in words:
            found[word] = (*found.get(word, ()), name)
    return MappingProxyType(found)


@cache
def predicate_classes() -> Classes:
    """Return predicate -> the classes whose words can be its trigger."""
    found: dict[str, tuple[str, ...]] = {}
    for name, (predicates, _) in _read().items():
        for predicate in predicates:
            found[predicate] = (*found.get(predicate, ()), name)
    return MappingProxyType(found)


@cache
def _read() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    try:
        values = tomllib.loads(data_text(FOLDER, FILE))
        return {name: (tuple(item["predicates"]), tuple(item["words"])) for name, item in values.items()}
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ResourceError(f"not a list of words ({error!r})", where=FILE, advice="reinstall gliomine") from error


def trigger_of(tokens: Sequence[Token], low: int, high: int, predicate: str) -> tuple[int, int] | None:
    """Return the span of the word that says a predicate of two mentions, None where no word of its classes is near.

    Between the two the last one counts, which governs the second; then the first behind them, then the last before.

    Args:
        low: token of the earlier mention; `high`: of the later.
    """
    wanted = predicate_classes().get(predicate, ())
    behind = _until_mention(tokens[high + 1 : high + 1 + NEARBY])
    before = _until_mention(reversed(tokens[max(0, low - NEARBY) : low]))
    for token in (*reversed(tokens[low + 1 : high]), *behind, *before):
        known = word_classes().get(token.text, ()) if not token.kind and token.text not in SMALL else ()
        if any(name in known for name in wanted):
            return token.start, token.end
    return None


def _until_mention(tokens: Iterable[Token]) -> list[Token]:
    found: list[Token] = []
    for token in tokens:
        if token.kind:
            break
        found.append(token)
    return found
