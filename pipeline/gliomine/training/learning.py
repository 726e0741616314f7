"""The stages of `gliomine train` that change weights: pretraining, teachers, fine-tuning."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gliomine.relations.candidates import Labels
from gliomine.training.data import Prepared
from gliomine.training.kept import load_state, read_taught, save_state, write_taught
from gliomine.training.prepared import (
    base_folder,
    load_tokenizer,
    run_prepare,
    run_prepare_held_out,
    run_prepare_relations,
    run_prepare_text,
    run_prepare_unlabelled,
)
from gliomine.training.relation_data import PreparedRelations
from gliomine.training.settings import TrainSettings
from gliomine.training.start import start_relations, start_state, take_up

if TYPE_CHECKING:
    from gliomine.training.distil import Teachers
    from gliomine.training.model import Tagger

log = logging.getLogger("gliomine.train")

_ENCODER = "encoder."


def run_pretrain(settings: TrainSettings) -> None:
    """Train the encoder on unlabelled text; nothing is done where the settings ask for 0 steps."""
    import torch

    from gliomine.training.model import Encoder, load_base, read_size
    from gliomine.training.pretrain import inner_pieces, pretrain

    work, base = Path(settings.work), base_folder(settings)
    if settings.pretrain.steps <= 0 or (work / "pretrained.safetensors").is_file():
        return
    work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(settings.seed)
    tokenizer, rows = load_tokenizer(settings), run_prepare_text(settings)
    size = read_size(base)
    encoder = Encoder(size)
    if settings.finetune.start:
        state = start_state(own_start(settings)).items()
        encoder.load_state_dict(
            {name.removeprefix(_ENCODER): torch.from_numpy(v) for name, v in state if name.startswith(_ENCODER)}
        )
    else:
        load_base(encoder, base)
    inner = inner_pieces(tokenizer, vocabulary=size.vocabulary)
    mask = tokenizer.token_to_id("[MASK]")
    loss = pretrain(encoder, rows, settings.pretrain, work=work, seed=settings.seed, mask=mask, inner=inner)
    save_state(work / "pretrained.safetensors", encoder.state_dict())
    log.info("pretrained: loss %.3f", loss)


def run_teachers(settings: TrainSettings) -> None:
    """Train models that differ in their seed, without relations; those that are there are left as they are."""
    import torch

    prepared, none = run_prepare(settings), PreparedRelations({}, [], {})
    for number in range(settings.teachers.count):
        path = _teacher(settings, number)
        if path.is_file():
            continue
        seed = settings.seed + 1 + number
        torch.manual_seed(seed)
        model = _begun(settings, prepared, none)
        chosen = dataclasses.replace(settings.finetune, minutes=settings.teachers.minutes)
        own = dataclasses.replace(settings, finetune=chosen, seed=seed)
        _learn(own, prepared, model, none, folder=path.with_suffix(""))
        save_state(path, {"model": model.cpu().state_dict()})
        _told(settings, prepared, model, f"teacher {number}")


def run_finetune(settings: TrainSettings) -> None:
    """Train encoder and heads, or go on with a run that was stopped."""
    import torch

    prepared = run_prepare(settings)
    torch.manual_seed(settings.seed)
    related = run_prepare_relations(settings, prepared, before=start_relations(begun_from(settings)))
    labels_file(settings).write_text(_told_apart(related.labels), encoding="utf-8", newline="\n")
    model = _begun(settings, prepared, related)
    teachers = _teachers(settings, prepared) if settings.teachers.count else None
    if teachers is not None:
        first = teachers.models[0].state_dict()
        model.load_state_dict(first, strict=False)
    _learn(settings, prepared, model, related, folder=Path(settings.work) / "checkpoints", teachers=teachers)
    if teachers is not None:
        _told(settings, prepared, model, "the learner")


def labels_file(settings: TrainSettings) -> Path:
    """Return the file that says what the heads of relations of a run tell apart; it is written as the run begins."""
    return Path(settings.work) / "relations.json"


def _told_apart(labels: Mapping[str, Labels]) -> str:
    return json.dumps({name: dataclasses.asdict(item) for name, item in labels.items()})


def _begun(settings: TrainSettings, prepared: Prepared, related: PreparedRelations) -> Tagger:
    """Return the network as training begins: of the base, of the model to start from, of pretraining."""
    from gliomine.training.model import Tagger, load_base, read_size

    base = base_folder(settings)
    model = Tagger(
        read_size(base),
        prepared.labels,
        dropout=settings.finetune.dropout,
        sparse=True,
        relations=related.labels,
    )
    if settings.finetune.start:
        take_up(model, own_start(settings))
    else:
        load_base(model.encoder, base)
    pretrained = Path(settings.work) / "pretrained.safetensors"
    if pretrained.is_file():
        model.encoder.load_state_dict(load_state(pretrained))
    return model


def _learn(
    settings: TrainSettings,
    prepared: Prepared,
    model: Tagger,
    related: PreparedRelations,
    *,
    folder: Path,
    teachers: Teachers | None = None,
) -> None:
    from gliomine.training.batch import fastest_device
    from gliomine.training.finetune import Trainer, finetune, worker_count
    from gliomine.training.plan import make_plan
    from gliomine.training.variants import Variants

    device = fastest_device()
    workers = worker_count(settings.workers, device)
    examples = [*prepared.train, *(run_prepare_unlabelled(settings) if teachers else ())]
    plan = make_plan(
        examples,
        settings.heads,
        settings.finetune,
        seed=settings.seed,
        units=related.train,
        relations=settings.relations if related.labels else (),
        unlabelled=settings.teachers.share,
    )
    taught = [] if settings.teachers.count else _taught(settings, prepared, model, workers=workers, device=device)
    variants = Variants(
        examples,
        [item.name for item in settings.heads if item.reads == "entities"],
        exchanged=settings.finetune.exchanged,
        hidden=settings.finetune.hidden,
        mask=load_tokenizer(settings).token_to_id("[MASK]") or 0,
        most=settings.finetune.max_pieces,
    )
    trainer = Trainer(model, settings.finetune, folder=folder, workers=workers, device=device, teachers=teachers)
    finetune(trainer, examples, plan, variants=variants, taught=taught, units=related.train, seed=settings.seed)


def _teacher(settings: TrainSettings, number: int) -> Path:
    return Path(settings.work) / f"teacher-{number}.safetensors"


def _teachers(settings: TrainSettings, prepared: Prepared) -> Teachers:
    """Return the trained teachers, on the device that learns."""
    from gliomine.training.batch import fastest_device
    from gliomine.training.distil import Teachers
    from gliomine.training.model import Tagger, read_size

    models = []
    for number in range(settings.teachers.count):
        model = Tagger(read_size(base_folder(settings)), prepared.labels)
        model.load_state_dict(load_state(_teacher(settings, number))["model"], strict=False)
        models.append(model.to(fastest_device()))
    chosen = settings.teachers
    return Teachers(models, list(prepared.labels), weight=chosen.weight, annotated=chosen.annotated)


def _told(settings: TrainSettings, prepared: Prepared, model: Tagger, who: str) -> None:
    """Log the strict F1 of each label set on the sentences that training does not see."""
    from gliomine.training.distil import sentence_scores

    scores = sentence_scores(model, run_prepare_held_out(settings, prepared), bfloat16=settings.finetune.bfloat16)
    log.info("%s, sentence by sentence: %s", who, json.dumps(scores))


def begun_from(settings: TrainSettings) -> str:
    """Return the weights that a run starts from, its own copy of them; empty: the base model."""
    return own_start(settings) if settings.finetune.start else ""


def own_start(settings: TrainSettings) -> str:
    """Return a copy of the weights to start from: `output` may be the folder they come from."""
    import torch

    path = Path(settings.work) / "start.safetensors"
    if not path.is_file():
        start = settings.finetune.start
        state = {name: torch.from_numpy(values) for name, values in start_state(start).items()}
        save_state(path, {"model": state, "relations": _told_apart(start_relations(start))})
    return str(path)


def _taught(settings: TrainSettings, prepared: Prepared, model: Tagger, *, workers: int, device: str) -> Sequence[Any]:
    """Return what the starting model says on sentences of other corpora; kept for a resume."""
    from gliomine.training.teach import corrected, teach

    chosen = settings.finetune
    heads = [item.name for item in settings.heads if item.taught]
    path = Path(settings.work) / "taught.npz"
    if not heads or not chosen.start:
        return []
    if path.is_file():
        found = read_taught(path)
    else:
        found = teach(
            model, prepared.train, heads, sure=chosen.sure, bfloat16=chosen.bfloat16, workers=workers, device=device
        )
        write_taught(path, found)
    corrected(found, prepared.train, [item for item in settings.heads if item.taught], prepared.labels)
    return found
