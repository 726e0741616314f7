"""What our component says beyond entities, as attributes of spaCy's objects, in the shapes that scispaCy users know.

Everything is computed from plain values in `doc.user_data["gliomine"]`, so that documents can be sent to other
processes and stored; attributes that hold spans, as scispaCy's do, could not. What another component sets goes before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from spacy.tokens import Doc, Span

from gliomine.document import Document, Mention, asserted

KEY = "gliomine"

Given = tuple[Span, Mention | None]
"""A span of spaCy and the mention that it stands for."""


def store(doc: Doc, document: Document, given: Sequence[Given]) -> None:
    """Keep what the attributes are computed from."""
    links: dict[str, list[dict[str, Any]]] = {}
    for link in sorted(document.links, key=lambda item: item.rank):
        kept = {"curie": link.curie, "name": link.name, "score": link.score, "match": link.match}
        links.setdefault(link.mention_id, []).append(kept)
    said = asserted(document)
    entities = {}
    for span, mention in given:
        if mention is not None:
            status = said[mention.mention_id].status if mention.mention_id in said else None
            entities[_key(span)] = {"assertion": status, "links": links.get(mention.mention_id, [])}
    definitions = [[item.short_form, item.long_start, item.long_end] for item in document.abbreviations]
    doc.user_data[KEY] = {
        "entities": entities,
        "roles": [[item.start, item.end, item.role] for item in document.sentences],
        "definitions": definitions,
        "relations": [asdict(item) for item in getattr(document, "relations", ())],
    }


def register() -> None:
    """Make the attributes known to spaCy; more than once changes nothing."""
    for name, compute in _OF_DOCS.items():
        Doc.set_extension(name, getter=_getter(name, compute), setter=_setter(name), force=True)
    for name, compute in _OF_SPANS.items():
        Span.set_extension(name, getter=_getter(name, compute), setter=_setter(name), force=True)


def _place(thing: Doc | Span, name: str) -> tuple[str, str, int | None, int | None]:
    """Return the key under which spaCy itself keeps an attribute that was set."""
    if isinstance(thing, Span):
        return "._.", name, thing.start_char, thing.end_char
    return "._.", name, None, None


def _getter(name: str, compute: Callable[[Any, dict[str, Any]], Any]) -> Callable[[Any], Any]:
    def get(thing: Doc | Span) -> Any:
        data: dict[Any, Any] = thing.doc.user_data
        key = _place(thing, name)
        return data[key] if key in data else compute(thing, data.get(KEY, {}))

    return get


def _setter(name: str) -> Callable[[Any, Any], None]:
    def put(thing: Doc | Span, value: Any) -> None:
        data: dict[Any, Any] = thing.doc.user_data
        data[_place(thing, name)] = value

    return put


def _key(span: Span) -> str:
    return f"{span.start_char}-{span.end_char}-{span.label_}"


def _entity(span: Span, kept: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = kept.get("entities", {}).get(_key(span), {})
    return found


def _assertion(span: Span, kept: dict[str, Any]) -> str | None:
    return _entity(span, kept).get("assertion")


def _links(span: Span, kept: dict[str, Any]) -> list[dict[str, Any]]:
    return list(_entity(span, kept).get("links", []))


def _kb_ents(span: Span, kept: dict[str, Any]) -> list[tuple[str, float]]:
    return [(link["curie"], link["score"]) for link in _links(span, kept)]


def _long_form(span: Span, kept: dict[str, Any]) -> Span | None:
    for short, start, end in kept.get("definitions", []):
        if span.text == short:
            return span.doc.char_span(start, end, alignment_mode="expand")
    return None


def _abbreviations(doc: Doc, kept: dict[str, Any]) -> list[Span]:
    """Return every place of every short form that the document defines, as scispaCy's detector does."""
    found = []
    for short in dict.fromkeys(item[0] for item in kept.get("definitions", [])):
        for match in re.finditer(rf"(?<!\w){re.escape(short)}(?!\w)", doc.text):
            span = doc.char_span(match.start(), match.end())
            if span is not None:
                found.append(span)
    return sorted(found, key=lambda span: (span.start, span.end))


def _role(span: Span, kept: dict[str, Any]) -> str | None:
    """Return the role of the sentence in which a span begins; spaCy's sentences may begin with white space."""
    begin = span.start_char + len(span.text) - len(span.text.lstrip())
    return next((role for start, end, role in kept.get("roles", []) if start <= begin < end), None)


def _relations(_doc: Doc, kept: dict[str, Any]) -> list[dict[str, Any]]:
    return list(kept.get("relations", []))


_OF_DOCS: dict[str, Callable[[Any, dict[str, Any]], Any]] = {"abbreviations": _abbreviations, "relations": _relations}
_OF_SPANS: dict[str, Callable[[Any, dict[str, Any]], Any]] = {
    "assertion": _assertion,
    "links": _links,
    "kb_ents": _kb_ents,
    "long_form": _long_form,
    "role": _role,
}
