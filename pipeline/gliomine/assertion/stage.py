"""Stage `assertions`: the cues of negation and hedging in every sentence, and what they say of its mentions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from gliomine.assertion.assess import assess
from gliomine.assertion.cue_model import CueWeights, load_cue_weights, read_sentence
from gliomine.config import Config
from gliomine.document import Assertion, Cue, Document, Mention, containing
from gliomine.resources import models_folder


def build(config: Config) -> Callable[[Sequence[Document]], list[Document]]:
    """Load the model of cues and return the stage.

    Raises:
        ResourceError: the model is missing or damaged.
    """
    del config
    weights = load_cue_weights(models_folder())
    return lambda documents: [_with_assertions(document, weights) for document in documents]


def _with_assertions(document: Document, weights: CueWeights) -> Document:
    by_sentence: dict[int, list[Mention]] = {}
    for mention in document.mentions:
        where = containing(document.sentences, mention.start)
        by_sentence.setdefault(-1 if where is None else where, []).append(mention)
    found: dict[str, Assertion] = {}
    cues: list[Cue] = []
    for number, sentence in enumerate(document.sentences):
        votes = document.votes[number] if document.votes else None
        reading = read_sentence(document.text, sentence.start, sentence.end, weights=weights, votes=votes)
        cues += [cue for _, cue in reading.cues]
        mentions = by_sentence.get(number, ())
        if mentions:
            for item in assess(document.text, reading, mentions, role=sentence.role):
                found[item.mention_id] = item
    everything = (found.get(item.mention_id) or Assertion(item.mention_id, "present") for item in document.mentions)
    return replace(document, assertions=tuple(everything), cues=tuple(cues), votes=())
