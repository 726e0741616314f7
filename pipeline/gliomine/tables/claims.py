"""The rows of `claims`: each relation with the names, concepts, places and sentence that make it readable.

What a row is about is given by two keys, which are also those of `evidence`: the identifier of the concept (a composed
one where the name tells an origin) or, for a name that is linked to none, the name itself, folded. An abbreviation that
the document defines has the key of its long form; a part of a name has that of the mentions of the document that are
named so.
"""

from __future__ import annotations

from collections.abc import Iterator

from gliomine.document import Document, containing
from gliomine.predicates import PREDICATES
from gliomine.tables.naming import Naming, Side
from gliomine.tables.schema import Row

LONGEST_SENTENCE = 4_000
"""Characters of a sentence that a row of `claims` or `entities` repeats; more would make gigabytes of one bad page."""


def claim_rows(document: Document) -> Iterator[Row]:
    """Yield the claims of a document, in the order of its relations.

    Of a predicate that holds both ways, the side with the smaller key is the subject: so all who say it stand together.
    """
    if not document.relations:
        return
    naming = Naming(document)
    sections = [section for section in document.sections if section.parent is None]
    year = getattr(document, "year", None)
    for relation in document.relations:
        subject, object_ = naming.sides(relation)
        predicate = PREDICATES.get(relation.predicate)
        if predicate is not None and predicate.symmetric and object_.key < subject.key:
            subject, object_ = object_, subject
        at = containing(sections, subject.start)
        sentence = document.sentences[relation.sentence_index]
        # A claim can take one of the two from the sentence before.
        start = min(sentence.start, subject.start, object_.start)
        end = max(sentence.end, subject.end, object_.end)
        first = min(subject.start, object_.start) - start
        cut = start + (max(0, first - LONGEST_SENTENCE // 2) if end - start > LONGEST_SENTENCE else 0)
        yield (
            document.doc_id,
            relation.relation_id,
            year,
            None if at is None else sections[at].name,
            relation.sentence_index,
            sentence.role,
            *_cells(subject),
            relation.predicate,
            *_cells(object_),
            relation.status,
            relation.score,
            relation.trigger,
            relation.trigger_start,
            relation.trigger_end,
            cut,
            document.text[cut : min(end, cut + LONGEST_SENTENCE)],
        )


def _cells(side: Side) -> tuple[str, str, str | None, str, int, int]:
    return side.key, side.name, side.entity_type, side.text, side.start, side.end
