"""The content of a BioC document, shared by its XML and JSON forms: a section is a passage, a mention an annotation.

A relation stands in the document, with the nodes Subject and Object. Where the object is a part of the subject's name,
which is no annotation of its own, the infons `object_offset`, `object_length` and `object_text` say which.
"""

from __future__ import annotations

from typing import Any

from gliomine.document import Document, Mention, Relation, asserted, best_links
from gliomine.writers.layout import mentions_in, shown_sections

SOURCE, KEY = "gliomine", "gliomine.key"


def bioc_document(document: Document) -> dict[str, Any]:
    """Return the document as BioC's JSON has it; offsets are those of the document's text.

    All values of `infons` are text, and absent ones are left out.
    """
    links = best_links(document)
    said = asserted(document)
    passages = []
    for section in shown_sections(document):
        annotations = []
        for mention in mentions_in(document, section):
            link = links.get(mention.mention_id)
            found: dict[str, str | None] = {
                "type": mention.entity_type,
                "identifier": link.curie if link else None,
                "name": link.name if link else None,
                "match": link.match if link else None,
                "score": repr(mention.score),
                "source": mention.source,
                "assertion": said[mention.mention_id].status if mention.mention_id in said else None,
            }
            annotations.append(_annotation(mention, found))
        passages.append(
            {
                "bioctype": "BioCPassage",
                "offset": section.start,
                "infons": _present({"type": section.name, "heading": section.heading}),
                "text": document.text[section.start : section.end],
                "sentences": [],
                "annotations": annotations,
                "relations": [],
            }
        )
    infons = _present({"title": document.title, "language": document.language, "input_format": document.input_format})
    return {
        "bioctype": "BioCDocument",
        "id": document.doc_id,
        "infons": infons,
        "passages": passages,
        "annotations": [],
        "relations": [_relation(document, item) for item in document.relations],
    }


def _relation(document: Document, relation: Relation) -> dict[str, Any]:
    start, end = relation.inner_start, relation.inner_end
    inside = start is not None and end is not None
    found: dict[str, str | None] = {
        "type": relation.predicate,
        "status": relation.status,
        "score": repr(relation.score),
        "trigger": relation.trigger,
        "trigger_offset": None if relation.trigger_start is None else str(relation.trigger_start),
        "object_text": document.text[start:end] if inside else None,
        "object_offset": str(start) if inside else None,
        "object_length": str((end or 0) - (start or 0)) if inside else None,
    }
    ends = (("Subject", relation.subject_id), ("Object", relation.object_id))
    return {
        "id": relation.relation_id,
        "infons": _present(found),
        "nodes": [{"refid": refid, "role": role} for role, refid in ends if refid is not None],
    }


def _annotation(mention: Mention, infons: dict[str, str | None]) -> dict[str, Any]:
    return {
        "id": mention.mention_id,
        "infons": _present(infons),
        "text": mention.text,
        "locations": [{"offset": mention.start, "length": mention.end - mention.start}],
    }


def _present(infons: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in infons.items() if value is not None}
