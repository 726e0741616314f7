"""spaCy: `DocBin` files, for training and for looking at documents in notebooks.

The tokens are scispaCy's, by the rules in the spaCy package, so that they fit its models.

`doc.spans["gliomine"]` holds every mention, nested ones included; `doc.ents` those that do not overlap, longest first.
The concept is the span's `kb_id_`. Tokens are cut at the borders of mentions, so that no mention is lost or moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gliomine.config import WriteOptions
from gliomine.document import Document, best_links
from gliomine.errors import InvariantError, ResourceError
from gliomine.files import whole
from gliomine.resources import SPACY_PACKAGE, models_folder
from gliomine.tables.stored import stored_documents

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

SPANS_KEY = "gliomine"
_DOCUMENTS_A_FILE = 5000
_ATTRIBUTES = ("ORTH", "ENT_IOB", "ENT_TYPE", "ENT_KB_ID")


def write(run: Path, options: WriteOptions) -> list[Path]:
    """Write `documents.spacy`, and `documents-2.spacy` and so on for more than 5,000 documents."""
    from spacy.tokens import DocBin

    del options
    tokenizer = _tokenizer()
    made: list[Path] = []
    store = DocBin(attrs=_ATTRIBUTES, store_user_data=True)
    for document in stored_documents(run):
        store.add(_doc(document, tokenizer))
        if len(store) == _DOCUMENTS_A_FILE:
            made.append(_save(store, run, len(made)))
            store = DocBin(attrs=_ATTRIBUTES, store_user_data=True)
    if len(store) or not made:
        made.append(_save(store, run, len(made)))
    return made


def _tokenizer() -> Any:
    """Return scispaCy's tokenizer, from the rules in the spaCy package: it is the same with scispaCy and without."""
    import spacy

    rules = models_folder() / SPACY_PACKAGE / "tokenizer"
    if not rules.is_file():
        raise ResourceError(
            "the rules of the tokenizer are missing",
            where=str(rules),
            expected=f"the folder {SPACY_PACKAGE} among the models",
            advice="reinstall gliomine, or copy that folder from the shipped models",
        )
    tokenizer: Any = spacy.blank("en").tokenizer
    return tokenizer.from_disk(rules)


def _save(store: Any, run: Path, number: int) -> Path:
    path = run / ("documents.spacy" if number == 0 else f"documents-{number + 1}.spacy")
    with whole(path) as temporary:
        temporary.write_bytes(store.to_bytes())
    return path


def _doc(document: Document, tokenizer: Any) -> Doc:
    from spacy.tokens import Doc
    from spacy.util import filter_spans

    borders = sorted({place for item in document.mentions for place in (item.start, item.end)})
    pieces = list(_pieces(tokenizer(document.text), borders))
    doc = Doc(tokenizer.vocab, words=[word for word, _ in pieces], spaces=[space for _, space in pieces])
    doc.user_data["doc_id"] = document.doc_id
    spans = list(_spans(document, doc))
    doc.spans[SPANS_KEY] = spans
    doc.set_ents(filter_spans(spans))
    return doc


def _pieces(doc: Doc, borders: list[int]) -> Iterator[tuple[str, bool]]:
    """Yield words, cut at the borders, and whether a space follows."""
    at = 0
    for token in doc:
        begin, end = token.idx, token.idx + len(token.text)
        while at < len(borders) and borders[at] <= begin:
            at += 1
        while at < len(borders) and borders[at] < end:
            yield token.text[begin - token.idx : borders[at] - token.idx], False
            begin, at = borders[at], at + 1
        yield token.text[begin - token.idx :], bool(token.whitespace_)


def _spans(document: Document, doc: Doc) -> Iterator[Span]:
    links = best_links(document)
    for mention in document.mentions:
        link = links.get(mention.mention_id)
        kb_id = link.curie if link else ""
        span = doc.char_span(mention.start, mention.end, label=mention.entity_type, kb_id=kb_id)
        if span is None:
            raise InvariantError(
                f"the mention {mention.text!r} begins or ends in white space",
                where=f"{document.doc_id}, {mention.start}-{mention.end}",
                expected="mentions without white space around them",
            )
        yield span
