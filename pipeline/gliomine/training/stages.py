"""The stages of `gliomine train`, each from files to files, so that any of them can be run again alone."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from gliomine.errors import ResourceError, unknown_name
from gliomine.training.kept import load_state, save_state
from gliomine.training.learning import labels_file, own_start, run_finetune, run_pretrain, run_teachers
from gliomine.training.prepared import (
    base_folder,
    load_tokenizer,
    run_prepare,
    run_prepare_held_out,
    run_prepare_text,
    run_prepare_unlabelled,
)
from gliomine.training.settings import TrainSettings
from gliomine.training.start import blended, start_state

log = logging.getLogger("gliomine.train")


def run_prepare_all(settings: TrainSettings) -> None:
    """Encode all that the later stages read."""
    prepared = run_prepare(settings)
    if settings.pretrain.steps > 0:
        run_prepare_text(settings)
    if settings.teachers.count > 0:
        run_prepare_unlabelled(settings)
        run_prepare_held_out(settings, prepared)


def run_average(settings: TrainSettings) -> None:
    """Average the weights of the newest checkpoints, and a share of those the run started from, into one file.

    Raises:
        ResourceError: there is no checkpoint.
    """
    import torch

    from gliomine.training.export import average
    from gliomine.training.finetune import checkpoints

    folder = Path(settings.work) / "checkpoints"
    found = checkpoints(folder)[-settings.average :]
    if not found:
        raise ResourceError("no checkpoint", where=str(folder), advice="run the stage finetune first")
    states = [load_state(path) for path in found]
    mean = average([state["model"] for state in states])
    kept = settings.finetune.kept if settings.finetune.start else 0.0
    if kept:
        mean = blended(mean, start_state(own_start(settings)), kept)
    steps, seconds = states[-1]["step"], states[-1]["seconds"]
    related = labels_file(settings)
    save_state(
        Path(settings.work) / "averaged.safetensors",
        {
            "model": {name: torch.from_numpy(values) for name, values in mean.items()},
            "steps": steps,
            "seconds": seconds,
            "averaged": [path.stem for path in found],
            "kept": kept,
            "labels": {head: list(labels) for head, labels in run_prepare(settings).labels.items()},
            "relations": related.read_text(encoding="utf-8") if related.is_file() else "{}",
        },
    )


def run_export(settings: TrainSettings) -> None:
    """Write the averaged model in int8 into the output folder, and in single precision into the work folder."""
    _export(settings, {})


def _export(settings: TrainSettings, temperatures: Mapping[str, float], *, alone: Collection[str] = ()) -> None:

    from gliomine.training.export import export
    from gliomine.training.model import read_size

    base, labels = base_folder(settings), run_prepare(settings).labels
    size = read_size(base)
    saved = load_state(Path(settings.work) / "averaged.safetensors")
    state = {name: values.numpy() for name, values in saved["model"].items()}
    for folder, quantised in ((Path(settings.output), True), (Path(settings.work) / "single" / "ner", False)):
        export(
            state,
            folder,
            labels={item.name: labels[item.name] for item in settings.heads if item.exported},
            tokenizer=base / "tokenizer.json",
            attention_heads=size.attention_heads,
            epsilon=size.epsilon,
            temperatures=temperatures,
            alone={item.name for item in settings.heads if item.reads != "entities"} | set(alone),
            shifts={item.name: item.shifts for item in settings.heads},
            quantised=quantised,
        )


def run_evaluate(settings: TrainSettings) -> None:
    """Measure int8 and single precision on the held-out documents, calibrate scores, write metrics.json.

    A head that finds mentions better sentence by sentence than with the vote of a name's occurrences is exported so.
    """

    from gliomine.encoder.model import load_recogniser
    from gliomine.training.evaluate import evaluate, fit_temperature

    prepared, output = run_prepare(settings), Path(settings.output)
    model = load_recogniser(output)
    held_out = {name: documents for name, documents in prepared.held_out.items() if name in model.schemas}
    voted, separate = evaluate(model, held_out), evaluate(model.alone(), held_out)
    alone = {head for head, score in separate.items() if score.f1 > voted[head].f1}
    scores = {head: separate[head] if head in alone else score for head, score in voted.items()}
    _export(settings, dict.fromkeys(scores, 1.0), alone=alone)
    single = evaluate(load_recogniser(Path(settings.work) / "single" / "ner"), held_out)
    model = load_recogniser(output)
    temperatures = {head: fit_temperature(model, held_out[head], head) for head in scores}
    _export(settings, temperatures, alone=alone)
    saved = load_state(Path(settings.work) / "averaged.safetensors")
    heads = {
        head: {
            **dataclasses.asdict(score),
            "f1_single_precision": single[head].f1,
            "f1_sentence_by_sentence": separate[head].f1,
            "temperature": temperatures[head],
        }
        for head, score in scores.items()
    }
    loss = [single[head].f1 - score.f1 for head, score in scores.items()]
    made = {
        "measured_on": "documents of the development parts that training held out; strict span and type, micro F1",
        "heads": heads,
        "int8_mean_f1_loss": round(sum(loss) / max(1, len(loss)), 3),
        "steps": saved["steps"],
        "seconds": round(saved["seconds"]),
        "averaged": saved["averaged"],
        "mentions_not_expressible": prepared.lost,
        "train_sentences": len(prepared.train),
    }
    text = json.dumps(made, indent=2, sort_keys=True) + "\n"
    (output / "metrics.json").write_text(text, encoding="utf-8", newline="\n")
    for head, score in scores.items():
        log.info("%s: F1 %.2f (single precision %.2f)", head, score.f1, single[head].f1)


def run_relations(settings: TrainSettings) -> None:
    """Fit the relation heads on the exported encoder, calibrate and measure them, write them beside the recogniser."""
    from gliomine.training.relation_stage import make_relations

    if settings.relations:
        make_relations(settings, run_prepare(settings), load_tokenizer(settings))


STAGES: dict[str, Callable[[TrainSettings], object]] = {
    "prepare": run_prepare_all,
    "pretrain": run_pretrain,
    "teachers": run_teachers,
    "finetune": run_finetune,
    "average": run_average,
    "export": run_export,
    "evaluate": run_evaluate,
    "relations": run_relations,
}
"""The stages in the order in which they run."""


def run_stages(settings: TrainSettings, names: Sequence[str]) -> None:
    """Run some stages, or all of them, in their order.

    Raises:
        ConfigError: an unknown stage.
    """
    for name in names:
        if name not in STAGES:
            raise unknown_name("training stage", name, STAGES)
    for name, stage in STAGES.items():
        if not names or name in names:
            log.info("stage %s", name)
            stage(settings)
