"""A document in a notebook: as data frames, and as a text with its mentions marked."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from gliomine.document import Document, asserted, best_links
from gliomine.entity_types import ENTITY_TYPES
from gliomine.errors import unknown_name
from gliomine.tables.arrow import rows_to_arrow
from gliomine.tables.rows import rows
from gliomine.tables.schema import document_tables

if TYPE_CHECKING:
    import pandas

_LONGEST = 20_000
"""Characters of a text that a notebook shows."""

_STYLE = "border-radius:3px;padding:0 2px;color:#000;background:"
_STATUS = {"absent": ";text-decoration:line-through", "possible": ";border-bottom:2px dashed #000"}


def to_frame(document: Document, table: str = "entities") -> pandas.DataFrame:
    """Return the rows that a document gives to a table, with the columns of docs/tables.md.

    Raises:
        ConfigError: there is no such table.
    """
    known = [name for name in document_tables() if name != "failures"]
    if table not in known:
        raise unknown_name("table", table, known)
    frame: pandas.DataFrame = rows_to_arrow(table, rows(table, [document])).to_pandas()
    return frame


def as_html(document: Document) -> str:
    """Return the text with its mentions marked, as HTML: struck through where absent, dashed where possible."""
    best, said = best_links(document), asserted(document)
    pieces, at = [], 0
    for mention in sorted(document.mentions, key=lambda item: (item.start, -item.end)):
        if mention.start < at or mention.end > _LONGEST:
            continue
        entry, link = ENTITY_TYPES.get(mention.entity_type), best.get(mention.mention_id)
        status = said[mention.mention_id].status if mention.mention_id in said else ""
        colour = entry.colour if entry else "#CCCCCC"
        told = " · ".join(filter(None, (mention.entity_type, f"{link.name} ({link.curie})" if link else "", status)))
        pieces.append(escape(document.text[at : mention.start]))
        pieces.append(
            f'<mark style="{_STYLE}{colour}{_STATUS.get(status, "")}" title="{escape(told)}">'
            f"{escape(document.text[mention.start : mention.end])}</mark>"
        )
        at = mention.end
    pieces.append(escape(document.text[at : max(at, _LONGEST)]))
    cut = " ..." if len(document.text) > max(at, _LONGEST) else ""
    return f'<div style="white-space:pre-wrap;line-height:1.6">{"".join(pieces)}{cut}</div>'
