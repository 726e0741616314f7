"""The rows of `claims`: each relation with the names, concepts, places and sentence that make it readable.

What a row is about is given by two keys, which are also those of `evidence`: the identifier of the concept or, for a
name that is linked to none, the name itself, folded. An abbreviation that the document defines has the key of its long
form; a part of a name has that of the mentions of the document that are named so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from gliomine.document import Document, Link, Mention, Relation, best_links, containing
from gliomine.predicates import PREDICATES
from gliomine.tables.schema import Row
from gliomine.text.normalize import normal_key, numbers_of, singular

LONGEST_SENTENCE = 4_000
"""Characters of a sentence that a row of `claims` or `entities` repeats; more would make gigabytes of one bad page."""


@dataclass(frozen=True, slots=True)
class Side:
    """Subject or object of a claim.

    Attributes:
        key: CURIE, or folded name.
        name: preferred name of the concept, or the name as it stands.
        entity_type: None for a part of a name that is named nowhere else in the document.
        text: as it stands in the document.
    """

    key: str
    name: str
    entity_type: str | None
    text: str
    start: int
    end: int


@lru_cache(maxsize=65536)
def folded_name(name: str) -> str:
    """Return the key of a name that is linked to nothing; `is_curie` tells it from an identifier.

    >>> folded_name("MSC-derived Exosomes"), folded_name("IL-6"), folded_name("??")
    ('msc derived exosome', 'il 6', '??')
    """
    words = normal_key(name).split()
    if not words:
        return " ".join(name.casefold().replace(":", " ").replace("_", " ").split()) or "-"
    return " ".join([*words[:-1], singular(words[-1])])


def is_curie(key: str) -> bool:
    """Tell whether a key is the identifier of a concept; a folded name has neither a colon nor an underscore.

    >>> is_curie("MONDO:0018177"), is_curie("CVCL_0022"), is_curie(folded_name("CVCL_0022"))
    (True, True, False)
    """
    return ":" in key or "_" in key


def claim_rows(document: Document) -> Iterator[Row]:
    """Yield the claims of a document, in the order of its relations.

    Of a predicate that holds both ways, the side with the smaller key is the subject: so all who say it stand together.
    """
    if not document.relations:
        return
    naming = _Naming(document)
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


class _Naming:
    """What the mentions of a document are called."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._mentions = {mention.mention_id: mention for mention in document.mentions}
        self._links = best_links(document)
        self._long_forms = {item.short_form: item.long_form for item in document.abbreviations}
        self._named: dict[str, Mention] | None = None

    def sides(self, relation: Relation) -> tuple[Side, Side]:
        subject = self._mentions[relation.subject_id]
        if relation.object_id is not None:
            return self._side(subject), self._side(self._mentions[relation.object_id])
        start, end = relation.inner_start or 0, relation.inner_end or 0
        return self._side(subject), self._inner(relation, start, end)

    def _side(self, mention: Mention) -> Side:
        key, name = self._called(mention.text, self._links.get(mention.mention_id))
        return Side(key, name, mention.entity_type, mention.text, mention.start, mention.end)

    def _called(self, text: str, link: Link | None) -> tuple[str, str]:
        if link is not None:
            return link.curie, link.name
        long_form = next((self._long_forms[short] for short in numbers_of(text) if short in self._long_forms), text)
        name = " ".join(long_form.split())
        return folded_name(name), name

    def _inner(self, relation: Relation, start: int, end: int) -> Side:
        text = self._text[start:end]
        if self._named is None:
            # The linked mention of a name stands for all of them, of several the first.
            order = sorted(self._mentions.values(), key=lambda item: (item.mention_id not in self._links, item.start))
            self._named = {folded_name(item.text): item for item in reversed(order)}
        same = self._named.get(folded_name(text))
        link = None if same is None else self._links.get(same.mention_id)
        if link is None and relation.inner_curie is not None and relation.inner_name is not None:
            return Side(relation.inner_curie, relation.inner_name, relation.inner_type, text, start, end)
        key, name = self._called(text, link)
        return Side(key, name, None if same is None else same.entity_type, text, start, end)
