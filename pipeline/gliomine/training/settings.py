"""The one configuration file of `gliomine train`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gliomine.config import Settings, decode, read_toml


@dataclass(frozen=True, slots=True)
class CorpusSettings(Settings):
    """One label set and what it is trained on.

    Attributes:
        name: the head's name, and the folder under `corpora`, unless `files` says otherwise.
        share: how often a sentence of it is seen, relative to the others.
        types: label order; empty: collected from the training files.
        files: JSON-lines files (or .gz), relative to `corpora`; empty: its train and dev files.
        held_out: share of the documents of files named dev* that are only measured on.
        held_out_of: the same for other files, by the beginning of their names.
        reads: which annotations of a line become mentions, a name of `gliomine.training.annotations.READS`.
        taught: in a run with `start`, whether the head also learns what the starting model says on other corpora.
        silver: with `taught`: corpus -> its label -> the label of this head that its mentions are examples of.
        exported: whether the head is part of the recogniser; else it only helps to train the encoder.
        shifts: label -> what is added to the log-odds of a mention of it in the exported head, for texts where it is
            rarer or more frequent than in the corpus.
    """

    name: str
    share: float = 1.0
    types: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    held_out: float = 0.15
    reads: str = "entities"
    taught: bool = False
    held_out_of: Mapping[str, float] = field(default_factory=dict)
    silver: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    exported: bool = True
    shifts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RelationSettings(Settings):
    """One corpus of relations, `[[relations]]`.

    Attributes:
        name: the head's name, and its folder under `relations_root`, unless `files` says otherwise.
        share: how often a piece of it is seen, relative to the others.
        files: JSON-lines files (or .gz), relative to that folder; empty: its train and dev files.
        held_out: share of the documents of files named dev* that are only measured on; `held_out_of` as for a head.
        undirected: whether subject and object have no order.
        symmetric: predicates that have none.
        least: relations that a pair of types needs to be asked about.
        fit: times that a pair is seen, times the passes of `[fit]`, on the finished encoder; 0: no head is made.
        frozen: whether the encoder is left alone.
        whole: whether all layers of its network are fitted, not only the upper ones; decided by the first of a file.
        apart: whether the head has a network and a file of its own.
        continued: whether that network goes on from the one of the model to start from, in place of the shared one.
    """

    name: str
    share: float = 1.0
    files: tuple[str, ...] = ()
    held_out: float = 0.3
    held_out_of: Mapping[str, float] = field(default_factory=dict)
    undirected: bool = False
    symmetric: tuple[str, ...] = ()
    least: int = 2
    fit: float = 1.0
    frozen: bool = False
    whole: bool = False
    apart: bool = False
    continued: bool = False


@dataclass(frozen=True, slots=True)
class FinetuneSettings(Settings):
    """How the encoder and its heads are trained together."""

    passes: float = 3.0  # times that a sentence of share 1 is seen
    minutes: float = 0.0  # time over which the learning rate falls to zero; 0: over the passes
    learning_rate: float = 3e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.9
    weight_decay: float = 0.01
    warm_up: float = 0.06
    dropout: float = 0.1
    micro_tokens: int = 200  # padded pieces in one forward pass
    micro_batches: int = 4  # passes whose gradients make one step
    max_pieces: int = 128
    bfloat16: bool = False  # multiply in half the bits: about 1.6 times as fast where the processor can
    plain_share: float = 0.5  # how often a sentence without entities is seen, relative to one with
    save_minutes: float = 4.0
    keep: int = 4  # checkpoints that are kept, for averaging
    start: str = ""  # averaged.pt of an earlier run, or the folder of an exported recogniser; empty: the base model
    kept: float = 0.0  # share of the starting weights in the average of the checkpoints
    exchanged: float = 0.0  # chance of a mention to be exchanged for another of its type
    hidden: float = 0.0  # chance of a word to be hidden
    taught_weight: float = 0.3  # weight of a word that the starting model has tagged
    relation_rate: float = 1e-3
    relation_weight: float = 0.5  # of the mean loss of a pair, beside that of a word
    relation_passes: float = 6.0  # times that a pair of a corpus of share 1 is seen
    relation_pairs: int = 160  # most pairs of mentions in one piece
    sure: float = 0.8  # the starting model's words of a lower probability are left out
    alike: int = 40  # so many steps' sentences are sorted by length together; a GPU wastes little on padding


@dataclass(frozen=True, slots=True)
class FitSettings(Settings):
    """How relation heads learn from the finished encoder's vectors; 0 passes leave them as fine-tuning made them."""

    passes: float = 2.0  # times that a pair of a corpus of share 1 is seen
    rate: float = 5e-4
    weight_decay: float = 0.02
    warm_up: float = 0.05
    pairs: int = 200  # groups in one step
    precision: float = 0.65  # the head of our own predicates shows what is as precise as this


@dataclass(frozen=True, slots=True)
class PretrainSettings(Settings):
    """Masked-language-model training on unlabelled text before fine-tuning; 0 steps leave it out."""

    steps: int = 0
    minutes: float = 0.0  # the learning rate falls to zero by then, whatever the steps; 0: no limit
    text: tuple[str, ...] = ()  # JSON-lines files (or .gz) with `text`, relative to `corpora`
    learning_rate: float = 3e-4
    warm_up: float = 0.06
    weight_decay: float = 0.01
    tokens: int = 2048  # pieces in one step
    masked: float = 0.15
    max_pieces: int = 128
    save_minutes: float = 5.0
    bfloat16: bool = False


@dataclass(frozen=True, slots=True)
class TeacherSettings(Settings):
    """Models of the same size that a run trains first; the shipped one learns what they say together.

    Attributes:
        count: how many; they differ in their seed. 0: none.
        minutes: of training for each.
        text: JSON-lines files (or .gz) with `text`, relative to `corpora`, whose sentences the last model learns too.
        sentences: so many of them, spread evenly over the files.
        share: how often such a sentence is seen, relative to one of a corpus of share 1.
        weight: of what teachers say of a label set that a sentence has no annotations of, beside an annotation.
        annotated: of what teachers say of an annotated word; the annotation has the rest.
    """

    count: int = 0
    minutes: float = 60.0
    text: tuple[str, ...] = ()
    sentences: int = 50000
    share: float = 1.0
    weight: float = 0.3
    annotated: float = 0.5


@dataclass(frozen=True, slots=True)
class TrainSettings(Settings):
    """Everything that decides what training makes."""

    base: str  # folder of a BERT-like model: config.json, model.safetensors, tokenizer.json; or package:NAME/FOLDER
    corpora: str = "corpora"
    work: str = "outputs/training"  # prepared data and checkpoints
    output: str = "models/ner"
    seed: int = 13
    workers: int = 0  # gradient workers; 0: one a core on a CPU, one on a GPU
    heads: tuple[CorpusSettings, ...] = ()
    relations_root: str = "../relations"  # folder of the corpora of relations, relative to `corpora`
    relations: tuple[RelationSettings, ...] = ()
    finetune: FinetuneSettings = field(default_factory=FinetuneSettings)
    fit: FitSettings = field(default_factory=FitSettings)
    average: int = 1  # checkpoints whose weights are averaged
    pretrain: PretrainSettings = field(default_factory=PretrainSettings)
    teachers: TeacherSettings = field(default_factory=TeacherSettings)


def load_settings(path: Path) -> TrainSettings:
    """Read the settings from a TOML file; relative paths in it are relative to the working folder.

    Raises:
        ConfigError: the file is missing, is not TOML, or holds an unknown setting or a value of the wrong kind.
    """
    values = read_toml(path, what="the training settings", expected="a TOML file such as models/train.toml")
    return decode(TrainSettings, values, where=str(path))


def with_paths(settings: TrainSettings, **paths: str | None) -> TrainSettings:
    """Return the settings with some paths replaced; None keeps the file's."""
    changed: dict[str, Any] = {name: path for name, path in paths.items() if path is not None}
    return dataclasses.replace(settings, **changed)
