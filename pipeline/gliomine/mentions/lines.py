"""Cell lines that are called so: "Vero cells", where the index knows Vero as nothing but a line.

A recogniser that has not seen a line takes it for none in a sentence that says little else. "Cells" behind a name that
means a line alone leaves no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gliomine.entity_traits import LINE
from gliomine.entity_types import type_with
from gliomine.kb.concepts import OWN_SCOPES
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.mentions.dictionary import SCORE, SOURCE, type_of_concept
from gliomine.mentions.merge import Proposal, resolve
from gliomine.text.normalize import normal_key

_CALLED = re.compile(r"(?<![^\s(\[/,;])(?P<name>(?=[\w./-]{0,12}[A-Z0-9])[A-Za-z0-9][\w./-]{2,12})[\s-]cells?\b")


def with_lines(
    text: str, sentences: Sequence[tuple[int, int]], mentions: Sequence[Proposal], *, kb: KnowledgeBase
) -> list[Proposal]:
    """Return the mentions with the cell lines that nobody saw, in order.

    Args:
        text: the document.
        sentences: half-open spans, in order.
        mentions: resolved mentions, in order.
        kb: the index.
    """
    kind = type_with(LINE)
    found = [
        Proposal(match.start(), match.end(), kind, SCORE, SOURCE, 1)
        for low, high in sentences
        for match in _CALLED.finditer(text, low, high)
        if _is_line(match["name"], kb)
    ]
    return resolve([*mentions, *found]) if found else list(mentions)


def _is_line(name: str, kb: KnowledgeBase) -> bool:
    """Tell whether the index knows a name as that of a cell line and of nothing else."""
    postings = kb.postings(normal_key(name))
    kinds = {type_of_concept(kb, item.concept) for item in postings}
    return kinds == {type_with(LINE)} and any(item.scope in OWN_SCOPES for item in postings)
