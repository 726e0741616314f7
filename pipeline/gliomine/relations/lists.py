"""Treatments that are listed without their disease: "Gliomas recur early. Despite treatments like surgery and ...".

A reader takes the disease from the sentence before. The rule does so only where nothing else can be meant: the list has
its head ("treatments such as"), its own sentence names no disease, and the sentence before has one disease for its
subject. Such a claim spans two sentences; the guideline of our annotations leaves these out, so on them it would be an
error at every time (on 239 abstracts it never is), and it is kept this narrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gliomine.document import Document
from gliomine.predicates import PREDICATES
from gliomine.relations.answer import Claim
from gliomine.relations.claim_words import word_classes
from gliomine.relations.sentences import ReadSentence, read_sentences
from gliomine.relations.shape import Shape

SCORE = 0.7
_TREATS = PREDICATES["treats"]
_HEADS = frozenset(
    ("treatments", "therapies", "treatment", "options", "modalities", "strategies", "approaches", "methods")
)
_WAYS = frozenset(("treatments", "therapies", "treatment", "therapeutic", "therapy"))  # one of them must be said
_LEADS = (("like",), ("such", "as"), (",", "such", "as"), ("including",), (",", "including"))
_LISTING = frozenset((",", "and", "or", "/"))
_NEW = frozenset(("new", "novel", "emerging", "experimental", "future", "alternative"))


def listed_treatments(document: Document, sentences: Sequence[ReadSentence] | None = None) -> Iterator[Claim]:
    """Yield that each treatment of a list treats the disease of which the sentence before speaks."""
    spoken_of: int | None = None
    end_before = -1
    for sentence in read_sentences(document) if sentences is None else sentences:
        start, inside = sentence.start, sentence.inside
        kinds = [document.mentions[number].entity_type for number in inside]
        follows = end_before >= 0 and "\n" not in document.text[end_before:start].strip(" ")
        if spoken_of is not None and follows and not any(kind in _TREATS.objects for kind in kinds):
            yield from _of_sentence(document, sentence.shape, spoken_of)
        spoken_of, end_before = _spoken_of(document, inside, start), sentence.end


def _spoken_of(document: Document, inside: Sequence[int], start: int) -> int | None:
    """Return the disease with which a sentence begins, if it is alone there."""
    if not inside:
        return None
    first = document.mentions[inside[0]]
    lead = document.text[start : first.start].split()
    if first.entity_type not in _TREATS.objects or len(lead) > 1:
        return None
    follows = document.text[first.end : first.end + 40].split(maxsplit=1)
    return None if not follows or follows[0] in _LISTING else inside[0]


def _of_sentence(document: Document, shape: Shape, disease: int) -> Iterator[Claim]:
    words = [token.text for token in shape.tokens]
    for place, token in enumerate(shape.tokens):
        lead = next(
            (lead for lead in _LEADS if token.kind and tuple(words[max(0, place - len(lead)) : place]) == lead), None
        )
        if lead is None:
            continue
        head = place - len(lead) - 1
        near = words[max(0, head - 2) : head + 1]
        if head < 0 or words[head] not in _HEADS or _WAYS.isdisjoint(near):
            continue
        classes = {name for word in words[max(0, head - 4) : head] for name in word_classes().get(word, ())}
        status = "possible" if "hedge" in classes or not _NEW.isdisjoint(near) else "present"
        span = shape.tokens[head].start, shape.tokens[head].end
        for number, at in shape.place.items():
            if at == place and document.mentions[number].entity_type in _TREATS.subjects:
                yield Claim(number, disease, _TREATS.name, SCORE, status, span)
