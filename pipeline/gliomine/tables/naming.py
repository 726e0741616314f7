"""What the mentions of a document are called in the tables: by concept, by composed concept, or by folded name.

Ontologies have a concept for exosomes and one for mesenchymal stem cells, and none for the exosomes of these cells.
Where a relation inside a name says where the thing comes from, the mention counts for a concept composed of the two:
`GO:0070062~derived_from~CL:0000134`. It is made of what the document itself says, so that it is the same in every run,
and it lies below its head, so that whoever asks for exosomes finds all of them. A concept that tells its origin in its
own name ("mesenchymal stem cell of the bone marrow") is composed with none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from gliomine.document import Document, Link, Mention, Relation, best_links
from gliomine.predicates import PREDICATES
from gliomine.text.normalize import normal_key, numbers_of, singular

_STEM = 6
"""Letters that a noun and its adjective share."""

JOINT = "~"
"""Parts head, predicate and origin of a composed identifier."""


@dataclass(frozen=True, slots=True)
class Side:
    """Subject or object of a claim.

    Attributes:
        key: CURIE, composed identifier, or folded name.
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


class Origin(NamedTuple):
    """Where a thing comes from, as its name says: the predicate, and the concept of the origin."""

    predicate: str
    curie: str
    name: str


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


def composed_curie(head: str, origin: Origin) -> str:
    """Return the identifier of what is a kind of one concept and comes from another.

    >>> composed_curie("GO:0070062", Origin("derived_from", "CL:0000134", "mesenchymal stem cell"))
    'GO:0070062~derived_from~CL:0000134'
    """
    return JOINT.join((head, origin.predicate, origin.curie))


def parts_of(curie: str) -> tuple[str, str, str] | None:
    """Return head, predicate and origin of a composed identifier, None for any other.

    >>> parts_of("GO:0070062~derived_from~CL:0000134"), parts_of("GO:0070062")
    (('GO:0070062', 'derived_from', 'CL:0000134'), None)
    """
    for predicate, entry in PREDICATES.items():
        head, joint, origin = curie.partition(f"{JOINT}{predicate}{JOINT}")
        if entry.composes and joint:
            return head, predicate, origin
    return None


def head_of(key: str) -> str:
    """Return the head of a composed identifier, any other key as it is: what formats of single identifiers can hold."""
    parts = parts_of(key)
    return key if parts is None else parts[0]


def _word(predicate: str) -> str:
    entry = PREDICATES.get(predicate)
    return entry.composes if entry else ""


def _tells(name: str, origin: str) -> bool:
    """Tell whether a concept's own name holds its origin: "bacterial extracellular vesicle", from bacteria."""
    held = {word[:_STEM] for word in folded_name(name).split()}
    return held >= {word[:_STEM] for word in folded_name(origin).split()}


class Naming:
    """What the mentions of a document are called."""

    def __init__(self, document: Document) -> None:
        """Take a document with its relations, if any."""
        self._text = document.text
        self._mentions = {mention.mention_id: mention for mention in document.mentions}
        self._links = best_links(document)
        self._long_forms = {item.short_form: item.long_form for item in document.abbreviations}
        self._named: dict[str, Mention] | None = None
        self._origins: dict[str, Origin] = {}
        for relation in document.relations:
            if relation.object_id is None and _word(relation.predicate):
                self._add_origin(relation)

    def _add_origin(self, relation: Relation) -> None:
        part = self._inner(relation)
        if is_curie(part.key):
            name = folded_name(self._mentions[relation.subject_id].text)
            self._origins.setdefault(name, Origin(relation.predicate, part.key, part.name))

    def concept(self, mention: Mention) -> tuple[str | None, str]:
        """Return the identifier that a mention counts for, None where it has none, and its name."""
        link = self._links.get(mention.mention_id)
        if link is None:
            return None, folded_name(mention.text)
        origin = self._origin(mention.text, link)
        if origin is None:
            return link.curie, link.name
        return composed_curie(link.curie, origin), f"{link.name} {_word(origin.predicate)} {origin.name}"

    def sides(self, relation: Relation) -> tuple[Side, Side]:
        """Return subject and object of a relation."""
        if relation.object_id is not None:
            object_ = self._side(self._mentions[relation.object_id])
        else:
            object_ = self._inner(relation)
        return self._side(self._mentions[relation.subject_id], told=(relation.predicate, object_.key)), object_

    def _side(self, mention: Mention, *, told: tuple[str, str] | None = None) -> Side:
        """Return a side; that exosomes of stem cells come from stem cells is said of exosomes."""
        link = self._links.get(mention.mention_id)
        key, name = self._called(mention.text, link)
        origin = None if link is None else self._origin(mention.text, link)
        if origin is not None and origin[:2] != told:
            composed, name = self.concept(mention)
            key = composed or key
        return Side(key, name, mention.entity_type, mention.text, mention.start, mention.end)

    def _origin(self, text: str, link: Link) -> Origin | None:
        if not self._origins:
            return None
        long_form = self._long_form(text)
        found = self._origins.get(folded_name(text)) or (long_form and self._origins.get(folded_name(long_form)))
        return found if found and not _tells(link.name, found.name) else None

    def _long_form(self, text: str) -> str | None:
        return next((self._long_forms[short] for short in numbers_of(text) if short in self._long_forms), None)

    def _called(self, text: str, link: Link | None) -> tuple[str, str]:
        if link is not None:
            return link.curie, link.name
        name = " ".join((self._long_form(text) or text).split())
        return folded_name(name), name

    def _inner(self, relation: Relation) -> Side:
        """Return the part of the subject's name that is the object."""
        start, end = relation.inner_start or 0, relation.inner_end or 0
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
