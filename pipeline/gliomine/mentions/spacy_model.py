"""An installed spaCy or scispaCy model becomes one more recogniser (`spacy_component` is the way back)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from gliomine.errors import ResourceError

Recognise = Callable[[Sequence[str]], Iterator[list[tuple[int, int, str]]]]
"""Texts -> for each its entities as start, end and the model's own label."""

_SCISPACY = ("en_core_sci_", "en_ner_")


def load_recogniser(name: str) -> Recognise:
    """Load an installed spaCy package (or a model folder) as a recogniser.

    Raises:
        ResourceError: spaCy finds no such model.
    """
    import spacy

    try:
        nlp = spacy.load(name, exclude=["tagger", "attribute_ruler", "lemmatizer", "parser"])
    except (OSError, ImportError, ValueError) as error:
        raise _missing(name, error) from error
    return lambda texts: _entities(nlp, texts)


def _entities(nlp: Any, texts: Iterable[str]) -> Iterator[list[tuple[int, int, str]]]:
    for doc in nlp.pipe(texts):
        yield [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]


def _missing(name: str, error: Exception) -> ResourceError:
    first = str(error).splitlines()[0] if str(error) else type(error).__name__
    if name.startswith(_SCISPACY):
        advice = (
            f"download {name}-VERSION.tar.gz from the scispaCy releases page on a machine with network access, then "
            f"`pip install {name}-VERSION.tar.gz` into this environment; or leave out --model to use the shipped model"
        )
    else:
        advice = (
            f"`pip install` the package {name} (or name a model folder); or leave out --model for the shipped model"
        )
    return ResourceError(
        f"model '{name}' is not installed ({first})",
        where="--model",
        expected="`default`, `none`, or the name of an installed spaCy or scispaCy package",
        advice=advice,
    )
