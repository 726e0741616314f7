"""Stage `abbreviations`: short forms and their long forms, one pair for each short form in a document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from gliomine.abbreviations.find import find_abbreviations
from gliomine.config import Config
from gliomine.document import Document

_LISTS = "abbreviations"  # the section whose text is no sentences, but defines short forms


def build(config: Config) -> Callable[[Sequence[Document]], list[Document]]:
    """Return the stage; it loads nothing."""
    del config
    return lambda documents: [_with_abbreviations(document) for document in documents]


def _with_abbreviations(document: Document) -> Document:
    spans = [(sentence.start, sentence.end) for sentence in document.sentences]
    lists = [(item.start, item.end) for item in document.sections if item.name == _LISTS and item.parent is None]
    return replace(document, abbreviations=tuple(find_abbreviations(document.text, spans, lists=lists)))
