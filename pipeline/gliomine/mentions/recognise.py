"""Who recognises entities: a head of the shipped model, or a plugged-in model.

The encoder answers sentence by sentence; what it says of a name in one place is applied to the other places of the
document here (`gliomine.mentions.consistency`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from gliomine.document import Abbreviation, Document, Vote, WordVectors, containing
from gliomine.entity_types import type_of_label
from gliomine.mentions.consistency import Names
from gliomine.mentions.dictionary import Names as KnownNames
from gliomine.mentions.known import known_names
from gliomine.mentions.merge import Proposal
from gliomine.resources import models_folder

if TYPE_CHECKING:
    from gliomine.encoder.model import Found, NerModel, Words

HEAD = "gliomine"
"""The head of the shipped model that answers in our types."""

CUE_HEADS = ("cues", "negation_scope", "speculation_scope")
"""The heads that see words which negate or hedge; asked in the same pass for the stage `assertions`."""

Recognise = Callable[[Sequence[Document]], list[tuple[Document, list[Proposal]]]]
"""Documents -> each with what the recogniser says of its cues, and the proposals in it."""


def recognise(
    model: NerModel,
    texts: Sequence[str],
    sentences: Sequence[Sequence[tuple[int, int]]],
    *,
    schemas: Sequence[str],
    definitions: Sequence[Sequence[Abbreviation]],
    keep: Callable[[Words], None] | None = None,
    known: Mapping[str, KnownNames] | None = None,
) -> list[dict[str, list[Found]]]:
    """Return for each text what each label set finds in it, the occurrences of a name judged together.

    Args:
        model: the recogniser.
        texts: any texts.
        sentences: their sentences, as half-open spans; nothing is found outside them.
        schemas: the label sets wanted; the encoder runs once for all of them.
        definitions: the short forms that each text defines.
        keep: called with the words of some texts and their vectors, which come in the same pass.
        known: label set -> names that are added where it nearly found them.

    Raises:
        ConfigError: an unknown label set.
    """
    from gliomine.encoder.model import in_order

    answers: list[dict[str, list[Found]]] = [{name: [] for name in schemas} for _ in texts]
    for words, outputs in model.outputs(texts, sentences, schemas=schemas, vectors=keep is not None):
        if keep is not None:
            keep(words)
        names, documents = Names(texts, words, definitions), words.by_word()
        for output in outputs:
            listed = known.get(output.schema) if known is not None else None
            more = None if listed is None else partial(known_names, labels=output.head.labels, names=listed)
            for document, several in groupby(output.found, key=lambda item: documents[item.first]):
                tagged = list(several)
                if not output.head.alone:
                    tagged = names.agreed(document, tagged, output.scores, more=more)
                answers[document][output.schema] += [output.mention(words, item) for item in tagged]
    return in_order(answers)


def load_heads(*schemas: str) -> NerModel:
    """Load the shipped model and check that it has some label sets.

    Raises:
        ConfigError: it has no such label set.
        ResourceError: the model is missing or damaged.
    """
    from gliomine.encoder.model import load_recogniser

    model = load_recogniser(models_folder() / "ner")
    for schema in schemas:
        model.labels(schema)
    return model


def recogniser(
    name: str,
    *,
    vectors: bool = False,
    known: KnownNames | None = None,
    is_word: Callable[[str], bool] | None = None,
) -> Recognise | None:
    """Load what recognises entities.

    Args:
        known: names of the index, added where the shipped model nearly found them.
        vectors: whether to keep the words' vectors of the shipped model, for the stages `assertions` and `relations`.
        is_word: tells the shipped model which words are known, to read them where a line ends within them.
        name: `default`, the shipped model; `none`; else an installed spaCy or scispaCy package.

    Raises:
        ResourceError: the model is missing or damaged.
    """
    if name == "none":
        return None
    if name == "default":
        model = load_heads(HEAD) if is_word is None else load_heads(HEAD).reading(is_word)
        return lambda documents: _by_head(model, documents, vectors, known)
    from gliomine.mentions.spacy_model import load_recogniser

    plugged = load_recogniser(name)

    def by_plugged(documents: Sequence[Document]) -> list[tuple[Document, list[Proposal]]]:
        # A model is given the sentences of title, abstract and body only, never affiliations or funders.
        texts = [sentence.text for document in documents for sentence in document.sentences]
        answers = iter(plugged(texts))
        made = []
        for document in documents:
            found = [
                Proposal(sentence.start + start, sentence.start + end, entity_type, 1.0, f"model:{name}")
                for sentence in document.sentences
                for start, end, label in next(answers)
                if (entity_type := type_of_label(label)) is not None
            ]
            made.append((document, found))
        return made

    return by_plugged


def _by_head(
    model: NerModel, documents: Sequence[Document], vectors: bool, known: KnownNames | None
) -> list[tuple[Document, list[Proposal]]]:
    return [
        (document, [Proposal(item.start, item.end, item.label, item.score, f"model:{HEAD}") for item in found])
        for document, found in answers_of(model, documents, HEAD, vectors=vectors, known=known)
    ]


def answers_of(
    model: NerModel,
    documents: Sequence[Document],
    schema: str | None,
    *,
    vectors: bool = False,
    known: KnownNames | None = None,
) -> list[tuple[Document, Sequence[Found]]]:
    """Return each document with what the model says of its cues, and what a label set finds in it, in one pass.

    Args:
        model: the recogniser.
        documents: with sentences and abbreviations.
        schema: the label set; None: the cues alone.
        vectors: whether to keep the words' vectors, for the stages `assertions` and `relations`.
        known: names that are added where the label set nearly found them.
    """
    texts = [document.text for document in documents]
    spans = [[(item.start, item.end) for item in document.sentences] for document in documents]
    asked = [head for head in CUE_HEADS if head in model.schemas]
    wanted = list(dict.fromkeys([*([schema] if schema else []), *asked]))
    definitions = [document.abbreviations for document in documents]
    kept: list[list[WordVectors]] = [[] for _ in documents]
    keep = partial(_kept, kept) if vectors else None
    listed = {schema: known} if schema and known is not None else None
    answers = recognise(model, texts, spans, schemas=wanted, definitions=definitions, keep=keep, known=listed)
    made: list[tuple[Document, Sequence[Found]]] = []
    for document, found, words in zip(documents, answers, kept, strict=True):
        changes: dict[str, Any] = {}
        if asked:
            changes["votes"] = _votes(document, [(head, item) for head in asked for item in found[head]])
        if vectors:
            changes["words"] = tuple(words)
        after = replace(document, **changes) if changes else document
        made.append((after, found[schema] if schema else ()))
    return made


def _kept(kept: list[list[WordVectors]], words: Words) -> None:
    """Add the words of some texts, a sentence at a time."""
    if words.vectors is None:
        return
    firsts, lasts = np.array(words.spans, dtype=np.int32).reshape(-1, 2).T.copy()
    ends = np.cumsum(words.counts)
    for document, count, end in zip(words.documents, words.counts, ends.tolist(), strict=True):
        part = slice(end - count, end)
        kept[document].append(WordVectors(firsts[part], lasts[part], words.vectors[part]))


def _votes(document: Document, found: Sequence[tuple[str, Found]]) -> tuple[tuple[Vote, ...], ...]:
    votes: list[list[Vote]] = [[] for _ in document.sentences]
    for head, item in found:
        where = containing(document.sentences, item.start)
        if where is not None:
            votes[where].append(Vote(item.start, item.end, item.label if head == CUE_HEADS[0] else head))
    return tuple(map(tuple, votes))
