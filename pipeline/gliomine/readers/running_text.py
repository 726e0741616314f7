"""Make a document of a text that stands in a cell or field of a record."""

from __future__ import annotations

from gliomine.document import Document
from gliomine.readers.building import one_line


def text_document(doc_id: str, text: str, *, title: str = "") -> Document:
    """Return the document of a text of which only its sections tell whether it is a page or an abstract.

    A title that has a field of its own becomes the first line of the text, which then is an abstract.

    >>> text_document("a", "Glioma grows.").layout, text_document("a", "It grows.", title="Glioma").layout
    ('unknown', 'abstract')
    """
    title = one_line(title)
    if title:
        return Document(doc_id, f"{title}\n{text}", layout="abstract", title=title)
    return Document(doc_id, text, layout="unknown")
