"""Stage `relations`: what a sentence claims of two of its mentions, and what names say of their own parts.

The words' vectors come from the one pass of the encoder in the stage `mentions`; they are dropped here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from gliomine.assertion.tagger import AUXILIARIES, closed_words
from gliomine.config import Config
from gliomine.document import Document, Mention, Relation, containing, relation_id
from gliomine.entity_traits import LADEN
from gliomine.entity_types import types_with
from gliomine.linking.linker import Linker
from gliomine.linking.stage import knowledge_base_of
from gliomine.relations.answer import Claim, Given, claims_of, judged_of
from gliomine.relations.classify import RelationModel, load_relations
from gliomine.relations.inner import inner_relations
from gliomine.relations.link_inner import InnerLinker
from gliomine.relations.lists import listed_treatments
from gliomine.relations.rules import Rules, rules_of, shipped_rules
from gliomine.relations.sentences import ReadSentence, read_sentences
from gliomine.relations.votes import Wording, joined_claims, load_wording
from gliomine.resources import listed_file, manifest, models_folder, verify
from gliomine.topics import load_topic

FOLDER, SHARED, OWN = "relations", "shared.npz", "home"
"""Where the heads lie in the models folder; the file of most of them; the head that answers in our predicates."""

WORDING = "wording"
"""What the manifest calls the second voice."""

_FARTHEST = 80
_A_KIND = re.compile(
    r"\A(?:[^.;:,()]|\)|\([^()]*\))*\b(?:as|is|are|was|were)\s+an?\s+"
    r"(?:(?!(?:of|for|in|with|from|by|to|on|at|and|or|that|than|behind|against)\b)[\w-]+\s+){0,3}\Z"
)
"""Between two names: the second says what the first is; "is a target of X" says more."""

INNER_SCORE = 0.87
"""Share of the relations inside names that are right, on the annotated abstracts."""


def build(config: Config) -> Callable[[Sequence[Document]], list[Document]]:
    """Load the heads and return the stage.

    Raises:
        ResourceError: a file is missing or damaged.
    """
    asked = config.relations.model == "default"
    topic = load_topic(config.profile)
    voices = Voices(
        load_heads() if asked else None,
        load_second() if asked else None,
        shipped_rules() if asked else None,
        rules_of(topic.predicates),
        frozenset(topic.without),
    )
    linker = InnerLinker(Linker(knowledge_base_of(config)))
    least = config.relations.min_score
    return lambda documents: [related(document, voices, min_score=least, linker=linker) for document in documents]


@dataclass(frozen=True, slots=True)
class Voices:
    """Who says what a sentence claims.

    Attributes:
        model: the heads of the network; None, or a document without vectors: the wording alone.
        wording: the linear model; None: the heads alone.
        rules: our own wordings.
        own: those of the topic's own predicates; what they find stands before what the others say of two mentions.
        without: predicates that the topic leaves out.
    """

    model: RelationModel | None = None
    wording: Wording | None = None
    rules: Rules | None = None
    own: Rules | None = None
    without: frozenset[str] = frozenset()


def load_heads(file: str = SHARED) -> RelationModel | None:
    """Load one file of relation heads of the models folder, after checking it; None where the manifest names none.

    Raises:
        ResourceError: it is missing or damaged.
    """
    folder = models_folder()
    entry = manifest(folder).get(FOLDER, {}).get("files", {}).get(file)
    if entry is None:
        return None
    verify(folder / FOLDER / file, size=entry["size"], sha256=entry["sha256"])
    return load_relations(folder / FOLDER / file)


def load_second() -> Wording | None:
    """Load the model of wording of the models folder, after checking it; None where the manifest names none.

    Raises:
        ResourceError: it is missing or damaged.
    """
    folder = models_folder()
    if WORDING not in manifest(folder):
        return None
    return load_wording(listed_file(folder, WORDING, what="model of wording"))


def related(document: Document, voices: Voices, *, min_score: float, linker: InnerLinker | None = None) -> Document:
    """Return a document with its relations, the words' vectors dropped.

    Args:
        document: a document with its mentions and, for a model, its words' vectors.
        voices: who says what it claims; without any, relations inside names alone.
        min_score: least score of a claim.
        linker: links the parts of names; None: they stay without a concept.
    """
    inner = (item if linker is None else _linked(item, document, linker) for item in _inner(document))
    found = [*_claimed(document, _chosen(document, voices, min_score)), *inner]
    found = [item for item in found if item.predicate not in voices.without]
    order = {mention.mention_id: number for number, mention in enumerate(document.mentions)}
    found.sort(key=lambda item: (item.sentence_index, order[item.subject_id], order.get(item.object_id or "", -1)))
    return replace(document, relations=tuple(found), words=())


def _chosen(document: Document, voices: Voices, min_score: float) -> list[Claim]:
    """Return the claims that are shown: those of the topic's own predicates, then the best about each other pair."""
    sentences = read_sentences(document)
    own = shown(voices.own.claims(document, sentences) if voices.own else [], min_score=min_score)
    taken = {frozenset((claim.subject, claim.object)) for claim in own}
    claims = [
        *_claims(document, sentences, voices, min_score),
        *(voices.rules.claims(document, sentences) if voices.rules else ()),
        *(listed_treatments(document, sentences) if voices.rules else ()),
    ]
    # A predicate that is left out does not hide a worse one.
    claims = [
        claim
        for claim in claims
        if claim.predicate not in voices.without
        and not _of_itself(document.mentions, claim)
        and not _is_one(document, claim)
    ]
    rest = shown(claims, min_score=min_score)
    return [*own, *(claim for claim in rest if frozenset((claim.subject, claim.object)) not in taken)]


def _of_itself(mentions: Sequence[Mention], claim: Claim) -> bool:
    """Tell whether both ends are the same name: a list that is taken for one mention can hold it, too."""
    one, two = mentions[claim.subject], mentions[claim.object]
    return one.entity_type == two.entity_type and _folded(one.text) == _folded(two.text)


def _is_one(document: Document, claim: Claim) -> bool:
    """Tell whether a sentence says that one is the other: "exosomes serve as a drug delivery system" carry none."""
    one, two = sorted((document.mentions[claim.subject], document.mentions[claim.object]), key=lambda item: item.start)
    between = document.text[one.end : two.start]
    # Of other types annotations hold claims of such pairs.
    both = {one.entity_type, two.entity_type} <= types_with(LADEN)
    return both and len(between) <= _FARTHEST and _A_KIND.search(between) is not None


def _claims(document: Document, sentences: Sequence[ReadSentence], voices: Voices, least: float) -> list[Claim]:
    """Return what the network and the wording, where there are such, say of the mentions with such a score."""
    model, wording = voices.model, voices.wording
    given = [Given(item.start, item.end, item.entity_type) for item in document.mentions]
    if wording is None:
        return [] if model is None or not document.words else claims_of(model, OWN, document.words, given, least=least)
    if model is None or not document.words:
        return joined_claims(document, wording, None, least=least, sentences=sentences)
    heard = judged_of(model, OWN, document.words, given)
    predicates = model.of(OWN).predicates
    return joined_claims(document, wording, heard, predicates=predicates, least=least, sentences=sentences)


def _claimed(document: Document, claims: Sequence[Claim]) -> Iterator[Relation]:
    mentions = document.mentions
    for claim in claims:
        subject, object_ = mentions[claim.subject], mentions[claim.object]
        where = containing(document.sentences, subject.start)
        if where is None:
            continue
        start, end = told(document, claim.trigger) or (None, None)
        yield Relation(
            relation_id(subject.mention_id, claim.predicate, object_.mention_id),
            where,
            subject.mention_id,
            claim.predicate,
            object_.mention_id,
            claim.status or "present",
            claim.score,
            None if start is None else document.text[start:end],
            start,
            end,
        )


def told(document: Document, trigger: tuple[int, int] | None) -> tuple[int, int] | None:
    """Return the word that a claim heeded most, if it can say what the relation is.

    The network heeds names, marks and articles too; these explain nothing to a reader.
    """
    if trigger is None:
        return None
    start, end = trigger
    word = document.text[start:end].lower()
    if not any(map(str.isalpha, word)) or word in AUXILIARIES or word in closed_words("closed"):
        return None
    return None if any(item.start < end and start < item.end for item in document.mentions) else trigger


def shown(claims: Sequence[Claim], *, min_score: float) -> list[Claim]:
    """Return the claims that are good enough, of two mentions the better one: a sentence says one thing of them."""
    best: dict[tuple[int, int], Claim] = {}
    for claim in claims:
        if claim.score >= min_score:
            key = min(claim.subject, claim.object), max(claim.subject, claim.object)
            if key not in best or claim.score > best[key].score:
                best[key] = claim
    return list(best.values())


def _inner(document: Document) -> Iterator[Relation]:
    known: set[tuple[str, str]] = set()
    for mention in document.mentions:
        for item in inner_relations(mention.text, mention.entity_type):
            part = _folded(mention.text)
            where = containing(document.sentences, mention.start)
            if (part, item.predicate) not in known and where is not None:
                known.add((part, item.predicate))
                yield _inside(mention, item.predicate, where, mention.start + item.start, mention.start + item.end)


def _inside(mention: Mention, predicate: str, where: int, start: int, end: int) -> Relation:
    return Relation(
        relation_id(mention.mention_id, predicate, f"{start}-{end}"),
        where,
        mention.mention_id,
        predicate,
        None,
        "present",
        INNER_SCORE,
        inner_start=start,
        inner_end=end,
    )


def _linked(relation: Relation, document: Document, linker: InnerLinker) -> Relation:
    part = document.text[relation.inner_start : relation.inner_end]
    long_forms = {item.short_form: item.long_form for item in document.abbreviations}
    concept = linker.find(part, relation.predicate, long_forms=long_forms)
    if concept is None:
        return relation
    return replace(relation, inner_curie=concept.curie, inner_name=concept.name, inner_type=concept.entity_type)


def _folded(text: str) -> str:
    """Return a name beyond case and number: each distinct name of a document says what it holds once."""
    return text.casefold().removesuffix("s")
