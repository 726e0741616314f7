"""Let the knowledge base correct the type of a symbol that it knows in one sense only.

A recogniser goes by the words around a name; where these say little ("growth of U87 was slowed") its type is a guess.
A name of the topic has the type that people gave it, and a name that the whole index knows as a cell line only is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from gliomine.entity_traits import AILMENT, BEING, CERTAIN, LINE, SYMBOL
from gliomine.entity_types import naming_of, type_with, types_with
from gliomine.kb.concepts import Posting
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.mentions.dictionary import main_type
from gliomine.mentions.merge import Proposal
from gliomine.text.normalize import normal_key, singular

_SYMBOL = re.compile(r"(?=.*[A-Z0-9])[^\W_][^\s]{1,15}")
_CELLS = re.compile(r"[\s-][Cc]ells?\Z")
_GERM = re.compile(r"(?:virus(?:es)?|viridae|phages?|bacteri(?:um|a)|bacilli|mycobacteria)\Z")
_DOUBT = 0.8  # score below which an approved symbol speaks against the model
_NAME_DOUBT = 0.9  # score below which a written-out name does
_PIECE = r"[^\sa-zß-ÿ]*[a-zß-ÿ]\S*"  # hyphens part no pieces: were they to, a long name could be read in 2^n ways
_WRITTEN_OUT = re.compile(
    rf"[^\W\d_]?[a-zß-ÿ-]{{7,}}|[^\W\d_][a-zß-ÿ-]{{3,}}(?:-{_PIECE}(?:\s{_PIECE})*|(?:\s{_PIECE})+)"
)


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
        kind = of_topic(item.start, item.end)
        if kind is None and kb is not None:
            kind = _of_index(shown, item, kb) or _of_name(shown, item, kb)
        if kind is None and item.entity_type == type_with(AILMENT) and _GERM.search(shown):
            kind = type_with(BEING)
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


def _of_name(shown: str, item: Proposal, kb: KnowledgeBase) -> str | None:
    """Return the type of a written-out name that the index knows as things of one other type only, where it is sure.

    Gangliosides are no disease. Between types whose names are shared, as those of peptides and their genes or of beams
    and their particles, the model chooses; so it does where the index gives a type that is not `CERTAIN`.
    """
    if item.score >= _NAME_DOUBT or not _WRITTEN_OUT.fullmatch(shown):
        return None
    *before, last = normal_key(shown).split(" ")
    postings = [
        posting
        for key in dict.fromkeys((normal_key(shown), " ".join([*before, singular(last)])))
        for posting in kb.postings(key)
    ]
    if any(item.entity_type in kb.entity_types(posting.concept) for posting in postings):
        return None
    kinds = {_main_type(kb, posting.concept) for posting in postings if posting.scope in ("name", "exact")}
    sure = types_with(CERTAIN).difference(naming_of(item.entity_type).compatible)
    return kinds.pop() if len(kinds) == 1 and kinds <= sure else None


def _main_type(kb: KnowledgeBase, place: int) -> str:
    concept = kb.concept(place)
    return main_type(concept.curie, concept.entity_types)


def _is_symbol(kb: KnowledgeBase, posting: Posting, shown: str) -> bool:
    return posting.scope == "name" and kb.name(posting.concept) == shown
