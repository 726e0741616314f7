"""The stage `relations` of `gliomine train`: heads fitted, calibrated, measured and written."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch

from gliomine.encoder.model import NerModel, load_recogniser
from gliomine.relations.candidates import Labels
from gliomine.relations.classify import RelationModel, load_relations
from gliomine.relations.stage import FOLDER, OWN, SHARED
from gliomine.training.data import Prepared
from gliomine.training.export import write_manifest
from gliomine.training.exported import relation_weights
from gliomine.training.kept import load_state
from gliomine.training.learning import begun_from
from gliomine.training.relation_data import PreparedRelations, prepare_relations
from gliomine.training.relation_evaluate import best_threshold, calibrate, claims_about, curve, with_words
from gliomine.training.relation_export import PREFIX, write_relations
from gliomine.training.relation_fit import fit, fit_whole, read_pieces
from gliomine.training.relation_model import Relations
from gliomine.training.settings import RelationSettings, TrainSettings
from gliomine.training.start import grown, start_relations

log = logging.getLogger("gliomine.train")


def make_relations(settings: TrainSettings, prepared: Prepared, tokenizer: Any) -> None:
    """Fit, calibrate, measure and write all relation heads, on the exported encoder in `output`."""
    model = load_recogniser(Path(settings.output))
    folder = Path(settings.output).parent / FOLDER
    measured: dict[str, Any] = {}
    before = start_relations(begun_from(settings))
    for file, chosen in _files(settings).items():
        related = prepare_relations(
            chosen,
            Path(settings.corpora) / settings.relations_root,
            tokenizer,
            examples=prepared.train,
            apart=prepared.held_out,
            most=settings.finetune.relation_pairs,
            before=before,
        )
        network = begun_network(settings, file if chosen[0].continued else SHARED, related.labels, width=model.width)
        if settings.fit.passes > 0:
            loss = _fitted(network, model, chosen, related, settings)
            log.info("%s: loss of a pair %.3f", file, loss)
        state = {PREFIX + name: values.detach().numpy() for name, values in network.state_dict().items()}
        write_relations(folder / file, state, related.labels, attention_heads=network.heads)
        labels, scores = _measured(load_relations(folder / file), model, related, settings)
        write_relations(folder / file, state, labels, attention_heads=network.heads)
        measured |= scores
    text = json.dumps(
        {
            "measured_on": "documents that training held out, annotated mentions given, micro F1 of mention pairs "
            "(bc5cdr, biored: of concept pairs of a document)",
            "heads": measured,
        },
        indent=2,
        sort_keys=True,
    )
    (folder / "metrics.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    write_manifest(folder, part=FOLDER)


def _fitted(
    network: Relations,
    model: NerModel,
    chosen: Sequence[RelationSettings],
    related: PreparedRelations,
    settings: TrainSettings,
) -> float:
    """Fit the network of a file on the finished encoder's vectors and return the loss of a pair."""
    shares = {item.name: item.fit for item in chosen}
    if chosen[0].whole:
        units = {name: [unit for unit in related.train if unit.corpus == name] for name in shares}
        return fit_whole(network, model, units, shares, settings.fit, seed=settings.seed)
    pieces = {name: read_pieces(model, network, related.train, name, related.labels[name]) for name in shares}
    return fit(network, pieces, shares, settings.fit, seed=settings.seed)


def _files(settings: TrainSettings) -> dict[str, list[RelationSettings]]:
    """Return file -> the corpora whose heads it holds; those with 0 passes only helped to train the encoder."""
    found: dict[str, list[RelationSettings]] = {}
    for item in settings.relations:
        if item.fit > 0:
            found.setdefault(f"{item.name}.npz" if item.apart else SHARED, []).append(item)
    return found


def begun_network(settings: TrainSettings, file: str, labels: Mapping[str, Labels], *, width: int) -> Relations:
    """Return a network that begins as fine-tuning left it; what a new head alone has begins at random.

    Args:
        file: a file of the model to start from, whose network is gone on from; the shared one: fine-tuning has done so.
    """
    torch.manual_seed(settings.seed)
    network = Relations(labels, width)
    mine = network.state_dict()
    path = Path(settings.work) / "averaged.safetensors"
    saved = load_state(path)["model"] if path.is_file() else {}
    saved |= _apart(settings, file)
    known = {name.removeprefix(PREFIX): values for name, values in saved.items() if name.startswith(PREFIX)}
    state = {name: grown(values, mine[name]) for name, values in known.items() if name in mine}
    network.load_state_dict(state, strict=False)
    return network


def _apart(settings: TrainSettings, file: str) -> dict[str, torch.Tensor]:
    """Return the weights of a file of the model to start from, the shared one excepted; copied, as it is replaced."""
    path = Path(settings.work) / f"start-{file}"
    source = Path(settings.finetune.start).parent / FOLDER / file
    if file == SHARED or not settings.finetune.start:
        return {}
    if source.is_file() and not path.is_file():
        shutil.copyfile(source, path)
    return {name: torch.from_numpy(values) for name, values in relation_weights(path).items()}


def _measured(
    relations: RelationModel, model: NerModel, related: PreparedRelations, settings: TrainSettings
) -> tuple[dict[str, Labels], dict[str, Any]]:
    labels, scores = {}, {}
    for name, documents in related.held_out.items():
        own = related.labels[name]
        read = with_words(model, documents)
        own = calibrate(claims_about(relations, name, documents, read), documents, own)
        relations.labels[name] = own
        points = curve(claims_about(relations, name, documents, read), documents, own)
        best = best_threshold(points, precision=settings.fit.precision if name == OWN else 0.0)
        labels[name] = replace(own, threshold=best.threshold)
        scores[name] = {**asdict(best), "curve": [asdict(point) for point in points]}
        log.info("%s: F1 %.2f at %.2f (precision %.2f)", name, best.f1, best.threshold, best.precision)
    return labels, scores
