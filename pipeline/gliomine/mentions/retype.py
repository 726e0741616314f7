"""Let the knowledge base correct the type of a symbol that it knows in one sense only.

A recogniser goes by the words around a name; where these say little ("growth of U87 was slowed") its type is a guess.
A name of the topic has the type that people gave it, and a name that the whole index knows as a cell line only is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from gliomine.entity_traits import LINE, SYMBOL
from gliomine.entity_types import types_with
from gliomine.kb.concepts import Posting
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.mentions.dictionary import main_type
from gliomine.mentions.merge import Proposal
from gliomine.text.normalize import normal_key

_SYMBOL = re.compile(r"(?=.*[A-Z0-9])[^\W_][^\s]{1,15}")
_CELLS = re.compile(r"[\s-][Cc]ells?\Z")
_DOUBT = 0.8  # score below which an approved symbol speaks against the model


def retyped(
    text: str,
    mentions: Sequence[Proposal],
    *,
    of_topic: Callable[[int, int], str | None],
    kb: KnowledgeBase | None,
    defined: frozenset[str],
) -> Iterator[Proposal]:
    """Yield the mentions, those with a type that their name cannot have under the one that it has.

    Args:
        text: the document.
        mentions: resolved mentions.
        of_topic: the type of a range that is a name of the topic, else None.
        kb: the index; None: only the topic is asked.
        defined: short forms that the document defines, which mean what it says.
    """
    for item in mentions:
        shown = text[item.start : item.end]
        if shown in defined:
            yield item
            continue
        kind = of_topic(item.start, item.end) or (_of_index(shown, item, kb) if kb is not None else None)
        yield replace(item, entity_type=kind) if kind is not None and kind != item.entity_type else item


def _of_index(shown: str, item: Proposal, kb: KnowledgeBase) -> str | None:
    """Return the type of a name that the index knows as a cell line only, or as the approved symbol of a gene.

    A line may have "cells" behind it. The symbol counts where the model is in doubt.
    """
    bare = _CELLS.sub("", shown)
    if not _SYMBOL.fullmatch(bare) or not any(map(str.isupper, bare)):
        return None
    postings = kb.postings(normal_key(bare))
    kinds = {_main_type(kb, posting.concept) for posting in postings}
    if len(kinds) != 1:
        return None
    (kind,) = kinds
    if kind in types_with(LINE):
        return kind
    doubtful = bare == shown and item.score < _DOUBT and kind in types_with(SYMBOL)
    return kind if doubtful and any(_is_symbol(kb, posting, bare) for posting in postings) else None


def _main_type(kb: KnowledgeBase, place: int) -> str:
    concept = kb.concept(place)
    return main_type(concept.curie, concept.entity_types)


def _is_symbol(kb: KnowledgeBase, posting: Posting, shown: str) -> bool:
    return posting.scope == "name" and kb.name(posting.concept) == shown
