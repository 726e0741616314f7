"""Relations with the labels of a public corpus, as its own head sees them, to compare with other systems."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gliomine.document import Document
from gliomine.relations.answer import Claim, Given, claims_of
from gliomine.relations.classify import RelationModel
from gliomine.relations.stage import FOLDER, OWN, SHARED, load_heads, shown
from gliomine.resources import manifest, models_folder


def relation_schemas() -> tuple[str, ...]:
    """Return the names of the corpora whose relations can be asked for."""
    model = load_heads(SHARED)
    files = manifest(models_folder()).get(FOLDER, {}).get("files", {})
    own = [name.removesuffix(".npz") for name in files if name != SHARED]
    return tuple(sorted({*(model.labels if model else ()), *own} - {OWN}))


def schema_heads(schema: str) -> RelationModel | None:
    """Load the file with the head of a corpus; None where there is none.

    Raises:
        ResourceError: the file is damaged.
    """
    model = load_heads(SHARED)
    if model is not None and schema in model.labels and schema != OWN:
        return model
    return load_heads(f"{schema}.npz") if schema in relation_schemas() else None


def claims_by_schema(
    model: RelationModel, schema: str, document: Document, entities: Sequence[tuple[int, int, str, Sequence[str]]]
) -> list[Claim]:
    """Return the relations that a corpus' head sees between some entities: start, end, type, identifiers.

    Entities without an identifier stand for their name; a short form for its long form.
    """
    long_forms = {item.short_form: item.long_form for item in document.abbreviations}
    given = []
    for start, end, kind, ids in entities:
        name = document.text[start:end]
        given.append(Given(start, end, kind, tuple(ids) or (_folded(long_forms.get(name, name)),)))
    title_end = document.sentences[0].end if document.sentences else 0
    labels = model.of(schema)
    found = claims_of(model, schema, document.words, given, title_end=title_end)
    return shown(found, min_score=labels.threshold)


def _folded(name: str) -> str:
    return re.sub(r"[^0-9a-zα-ω]+", " ", name.casefold()).strip().removesuffix("s")
