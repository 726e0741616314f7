"""Make a document of a text that stands in a cell or field of a record."""

from __future__ import annotations

from gliomine.document import Document
from gliomine.pages.segment import segment
from gliomine.readers.building import one_line

_LONGEST_TITLE = 400


def text_document(doc_id: str, text: str, *, title: str = "") -> Document:
    """Return the document of a text: a raw page if it shows headings, else title, newline, abstract.

    A title that has a field of its own becomes the first line of the text.

    >>> text_document("a", "Glioma grows.").layout, text_document("a", "Abstract\\nGlioma grows.").layout
    ('abstract', 'page')
    """
    title = one_line(title)
    if title:
        return Document(doc_id, f"{title}\n{text}", layout="abstract", title=title)
    if any(section.name != "body" for section in segment(text)):
        return Document(doc_id, text)
    short = len(text.lstrip().split("\n", 1)[0]) <= _LONGEST_TITLE
    return Document(doc_id, text, layout="abstract" if short or "\n" not in text.strip() else "page")
