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
from numpy.typing import NDArray

from gliomine.document import CUE_KINDS, Abbreviation, Document, WordVectors
from gliomine.encoder.tags import PARTS
from gliomine.entity_types import type_of_label
from gliomine.mentions.consistency import Names
from gliomine.mentions.dictionary import Names as KnownNames
from gliomine.mentions.known import known_names
from gliomine.mentions.merge import Proposal
from gliomine.resources import models_folder

if TYPE_CHECKING:
    from gliomine.encoder.model import Found, HeadOutput, NerModel, Words

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
    hear: Callable[[Words, Sequence[HeadOutput]], None] | None = None,
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
        hear: called with the words of some texts and what the heads of cues say of them.

    Raises:
        ConfigError: an unknown label set.
    """
    from gliomine.encoder.model import in_order

    answers: list[dict[str, list[Found]]] = [{name: [] for name in schemas} for _ in texts]
    for words, outputs in model.outputs(texts, sentences, schemas=schemas, vectors=keep is not None):
        if keep is not None:
            keep(words)
        if hear is not None:
            hear(words, [output for output in outputs if output.schema in CUE_HEADS])
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
    asked = CUE_HEADS if set(CUE_HEADS) <= set(model.schemas) else ()
    wanted = list(dict.fromkeys([*([schema] if schema else []), *asked]))
    definitions = [document.abbreviations for document in documents]
    kept: list[list[WordVectors]] = [[] for _ in documents]
    votes: list[list[WordVectors]] = [[] for _ in documents]
    answers = recognise(
        model, texts, spans, schemas=wanted, definitions=definitions,
        keep=partial(_kept, kept) if vectors else None,
        known={schema: known} if schema and known is not None else None,
        hear=partial(_heard, votes) if asked else None,
    )  # fmt: skip
    made: list[tuple[Document, Sequence[Found]]] = []
    for document, found, words, heard in zip(documents, answers, kept, votes, strict=True):
        changes: dict[str, Any] = {}
        # Sentences without a word may be left out; then nobody knows which are meant.
        if asked and len(heard) == len(document.sentences):
            changes["votes"] = tuple(heard)
        if vectors:
            changes["words"] = tuple(words)
        after = replace(document, **changes) if changes else document
        made.append((after, found[schema] if schema else ()))
    return made


def _kept(kept: list[list[WordVectors]], words: Words) -> None:
    """Add the words of some texts with their vectors, a sentence at a time."""
    if words.vectors is not None:
        _by_sentence(kept, words, words.vectors)


def _heard(votes: list[list[WordVectors]], words: Words, outputs: Sequence[HeadOutput]) -> None:
    """Add what the heads of cues say of the words of some texts, a sentence at a time."""
    scores = {output.schema: output.scores for output in outputs}
    labels = {output.schema: output.head.labels for output in outputs}
    cues, *scopes = CUE_HEADS
    columns = [scores[cues][:, :1]]
    for kind in CUE_KINDS:
        first = 1 + PARTS * labels[cues].index(kind)
        columns.append(scores[cues][:, first : first + PARTS])
    within = np.zeros((len(words.spans), len(scopes)), dtype=np.float32)
    for output in outputs:
        if output.schema in scopes:
            for item in output.found:
                within[item.first : item.last, scopes.index(output.schema)] = range(1, item.last - item.first + 1)
    _by_sentence(votes, words, np.concatenate([*columns, *(scores[head] for head in scopes), within], axis=1))


def _by_sentence(target: list[list[WordVectors]], words: Words, values: NDArray[Any]) -> None:
    firsts, lasts = np.array(words.spans, dtype=np.int32).reshape(-1, 2).T.copy()
    ends = np.cumsum(words.counts)
    for document, count, end in zip(words.documents, words.counts, ends.tolist(), strict=True):
        part = slice(end - count, end)
        target[document].append(WordVectors(firsts[part], lasts[part], values[part]))
