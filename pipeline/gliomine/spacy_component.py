"""A spaCy pipeline component that runs our stages: `nlp.add_pipe("gliomine")`, `spacy.load("models/en_gliomine_sm")`.

spaCy finds it by the entry point `spacy_factories` of this package. It holds no weights; it opens those of `models/ner`
when the first text comes.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from gliomine.about import __version__
from gliomine.config import Config, configured
from gliomine.document import Document, Mention
from gliomine.errors import ConfigError, ResourceError
from gliomine.resources import SPACY_PACKAGE
from gliomine.spacy_extensions import Given, register, store
from gliomine.stages import Pipeline, finished

if TYPE_CHECKING:
    from gliomine.encoder.model import NerModel

SPANS_KEY = "gliomine"
ALIGN = ("split", "expand")
Found = tuple[int, int, str, str, float, Mention | None]
"""Start, end, label, CURIE or nothing, score, and the mention of our own types."""


class Gliomine:
    """Puts our entities into `doc.spans["gliomine"]` (all) and `doc.ents` (no overlaps, longest first)."""

    def __init__(self, *, schema: str, model: str, profile: str, prefer: str | None, align: str) -> None:
        if align not in ALIGN:
            raise ConfigError(f"unknown alignment '{align}'", expected="one of " + ", ".join(ALIGN))
        self._schema, self._align = schema, align
        self._settings: dict[str, Any] = {"model": model, "profile": profile, "prefer": prefer}
        self._loaded: tuple[Pipeline, NerModel | None] | None = None
        self._process = os.getpid()
        register()

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is loaded, so that `nlp.pipe(..., n_process=2)` can send the component to its workers."""
        return {**self.__dict__, "_loaded": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Make the attributes known in the process that gets the component."""
        self.__dict__.update(state)
        register()

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        """Annotate documents; sentences of a batch go through the encoder together."""
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            for doc, (document, found) in zip(batch, self._found([doc.text for doc in batch]), strict=True):
                _annotate(doc, document, found, align=self._align)
            yield from batch

    def _found(self, texts: Sequence[str]) -> Iterator[tuple[Document, list[Found]]]:
        pipeline, heads = self._load()
        batch = [Document(doc_id=str(number), text=text, layout="abstract") for number, text in enumerate(texts)]
        documents = [finished(item) for item in pipeline(batch)]
        if heads is None:
            yield from ((document, _own(document)) for document in documents)
            return
        from gliomine.mentions.recognise import recognise

        spans = [[(item.start, item.end) for item in document.sentences] for document in documents]
        definitions = [document.abbreviations for document in documents]
        answers = recognise(heads, texts, spans, schemas=[self._schema], definitions=definitions)
        for document, answer in zip(documents, answers, strict=True):
            yield document, [(item.start, item.end, item.label, "", item.score, None) for item in answer[self._schema]]

    def _load(self) -> tuple[Pipeline, NerModel | None]:
        if os.getpid() != self._process:
            self._loaded, self._process = None, os.getpid()
        if self._loaded is None:
            config = configured(Config(), **self._settings)
            if self._schema == SPANS_KEY:
                self._loaded = Pipeline(config), None
            else:
                from gliomine.mentions.recognise import load_heads

                self._loaded = Pipeline(config, until="abbreviations"), load_heads(self._schema)
        return self._loaded


@Language.factory(
    "gliomine",
    default_config={"schema": "gliomine", "model": "default", "profile": "glioma", "prefer": None, "align": "split"},
    assigns=[
        *("doc.ents", "doc.spans", "token.ent_iob", "token.ent_type", "token.is_sent_start"),
        *(f"span._.{name}" for name in ("assertion", "links", "kb_ents", "long_form", "role")),
        *("doc._.abbreviations", "doc._.relations"),
    ],
)
def make_component(
    nlp: Language, name: str, schema: str, model: str, profile: str, prefer: str | None, align: str
) -> Gliomine:
    """Return the component for a spaCy pipeline.

    Args:
        nlp: the pipeline; not used.
        name: the name of the component; not used.
        schema: label set: our types with their concepts, or a head of the model, such as `bc5cdr`.
        model: `default`, `none` (dictionary alone) or an installed spaCy package.
        profile: the topic profile.
        prefer: vocabulary whose identifiers come first, such as `mesh`.
        align: a token that reaches over the border of an entity is cut there (`split`), or the entity grows (`expand`).

    Raises:
        ConfigError: an unknown alignment.
    """
    del nlp, name
    return Gliomine(schema=schema, model=model, profile=profile, prefer=prefer, align=align)


def write_package(folder: Path) -> None:
    """Write the spaCy pipeline package: configuration, scispaCy's tokenizer rules and meta data, no weights.

    The rules are written out: who loads the package needs no scispaCy.

    Raises:
        ResourceError: scispaCy is not installed.
    """
    import spacy

    try:
        from scispacy.custom_tokenizer import combined_rule_tokenizer
    except ImportError as error:
        raise ResourceError(
            f"scispaCy is not installed ({error})",
            where="writing the spaCy package",
            expected="scispacy, on a Python before 3.13",
            advice="`pip install scispacy`; only writing the package needs it, not loading it",
        ) from error
    nlp = spacy.blank("en")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        nlp.tokenizer = combined_rule_tokenizer(nlp)
    # Within a set of characters, where it stands, `||` is `|`; so Python does not warn every user of the package.
    suffixes: str = nlp.tokenizer.suffix_search.__self__.pattern
    nlp.tokenizer.suffix_search = re.compile(suffixes.replace("||", "|")).search
    nlp.add_pipe("gliomine")
    nlp.meta.update(
        name=SPACY_PACKAGE.removeprefix("en_"),
        description="Biomedical entities by gliomine; opens the weights in models/ner, holds none.",
        license="MIT",
        version=__version__,
        spacy_version=">=3.8,<3.9",
        spacy_git_version="",
    )
    nlp.to_disk(folder, exclude=["vocab"])


def _own(document: Document) -> list[Found]:
    concepts = {link.mention_id: link.curie for link in document.links if link.rank == 1}

    def found(item: Mention) -> Found:
        return item.start, item.end, item.entity_type, concepts.get(item.mention_id, ""), item.score, item

    return [found(item) for item in document.mentions]


def _annotate(doc: Doc, document: Document, found: Sequence[Found], *, align: str) -> None:
    if align == "split":
        _cut(doc, {place for item in found for place in item[:2]})
    spans, scores, given = [], [], list[Given]()
    for start, end, label, curie, score, mention in found:
        span = doc.char_span(start, end, label=label, kb_id=curie, alignment_mode="expand")
        if span is not None:
            spans.append(span)
            scores.append(score)
            given.append((span, mention))
    doc.spans[SPANS_KEY] = spans
    doc.spans[SPANS_KEY].attrs["scores"] = scores
    doc.set_ents(filter_spans(spans))
    if not doc.has_annotation("SENT_START"):
        starts = {item.start for item in document.sentences}
        for token in doc:
            token.is_sent_start = token.i == 0 or token.idx in starts
    store(doc, document, given)


def _cut(doc: Doc, borders: set[int]) -> None:
    """Split the tokens that reach over a border of an entity."""
    cuts = {}
    for token in doc:
        end = token.idx + len(token)
        inside = [token.idx, *sorted(place for place in borders if token.idx < place < end), end]
        if len(inside) > 2:
            cuts[token.i] = [doc.text[low:high] for low, high in pairwise(inside)]
    if not cuts:
        return
    # spaCy does not move span groups along when it splits a token.
    kept = {key: ([_place(span) for span in group], dict(group.attrs)) for key, group in doc.spans.items()}
    with doc.retokenize() as retokenizer:
        for number, pieces in cuts.items():
            token = doc[number]
            first = (token, 0) if token.head.i == number else token.head
            retokenizer.split(token, pieces, heads=[first, *[(token, 0)] * (len(pieces) - 1)])
    for key, (places, attributes) in kept.items():
        moved = [doc.char_span(start, end, **names) for start, end, names in places]
        doc.spans[key] = [span for span in moved if span is not None]
        doc.spans[key].attrs.update(attributes)


def _place(span: Span) -> tuple[int, int, dict[str, Any]]:
    names = {"label": span.label_, "kb_id": span.kb_id_, "span_id": span.id_}
    return span.start_char, span.end_char, names
