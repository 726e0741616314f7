"""Train the models of assertion: `python -m gliomine.training.assertion DOMAIN CORPORA FOLDER [--folds 5]`.

DOMAIN holds abstracts of our own types with `assertion` at each mention (`train.jsonl`, `more.jsonl`, `wild.jsonl`),
CORPORA the texts of the sentences that `training/data/judged.tsv` judges: where each mention lies, its type and its
status. `training/data/said.txt` holds sentences of our own. Kept apart, and never learnt, is the share of a file's
documents that `HELD_OUT` names, by their ids, and all of `dev.jsonl`. The recogniser in the models folder reads the
sentences first, as in a run. The loss starts at one point and has no chance in it: the same data give the same weights.
Needs scipy. `--folds` measures by cross-validation over documents before it trains on all.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gliomine.assertion.affixes import affixed
from gliomine.assertion.assess import pairs_of
from gliomine.assertion.cue_model import load_cue_weights
from gliomine.assertion.signs import signs_of
from gliomine.assertion.stage import readings
from gliomine.assertion.weigh import SIGN_BUCKETS, PairWeights, places_of
from gliomine.config import Config
from gliomine.document import Document, Failure, Mention, Sentence, mention_id
from gliomine.resources import data_text, models_folder
from gliomine.stages import Pipeline
from gliomine.text.hashing import hashed
from gliomine.training.data import document_hash

log = logging.getLogger(__name__)

Floats = npt.NDArray[np.float64]
Statuses = Mapping[tuple[int, int], str]
"""First character and one past the last of a mention -> its status."""

HELD_OUT = {"train": 0.0, "more": 0.12, "wild": 0.2}
"""File -> share of its documents that are only measured on."""

STRENGTHS = {True: 8.0, False: 12.0}
"""Of the quadratic penalty on the weights: negations, hedges. Chosen by the likelihood of abstracts left out."""

ROUNDS = 3
"""Cross-validations, each with folds of its own, whose mean chooses the bars: one alone chooses by accident."""

_STEPS = 30
_START = -1.0  # log-odds of a pair before anything is learnt
_RARE = 2  # pairs that must show a feature
_SAID = 2
"""Times that a sentence of our own counts."""

_STATUS = {"a": "absent", "p": "possible", ".": "present"}
_BARS = np.arange(0.2, 0.75, 0.05)


@dataclass(frozen=True, slots=True)
class Judged:
    """A mention with its gold status.

    Attributes:
        group: document that it stands in; what is left out together.
        status: present, absent or possible.
        affixed: whether an affix makes it absent without any cue.
        pairs: for each cue of its sentence whether the cue negates, and the places of its features.
    """

    group: str
    status: str
    affixed: bool
    pairs: tuple[tuple[bool, tuple[int, ...]], ...]


def domain_documents(folder: Path) -> Iterator[tuple[Document, Statuses]]:
    """Yield the annotated abstracts that may be learnt, with the status of each mention."""
    for name, share in HELD_OUT.items():
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if document_hash(str(row.get("pmid") or row["doc_id"])) >= share:
                found = [(item["start"], item["end"], item["type"], item["assertion"]) for item in row["entities"]]
                yield _document(f"{name}/{row['doc_id']}", row["text"], found)


def judged_documents(corpora: Path) -> Iterator[tuple[Document, Statuses]]:
    """Yield the documents of corpora whose sentences were judged; mentions of other sentences are left out."""
    wanted: dict[str, dict[str, list[tuple[int, int, str, str]]]] = {}
    for line in data_text("training/data", "judged.tsv").splitlines():
        if line.startswith("#"):
            continue
        where, *items = line.split("\t")
        corpus, _, doc_id = where.partition("/")
        kept = wanted.setdefault(corpus, {}).setdefault(doc_id, [])
        for item in items:
            start, end, kind, status = item.split(":")
            kept.append((int(start), int(end), kind, _STATUS[status]))
    for corpus, documents in wanted.items():
        with gzip.open(corpora / corpus / "train.jsonl.gz", "rt", encoding="utf-8") as stream:
            for row in map(json.loads, stream):
                if found := documents.get(row["doc_id"]):
                    yield _document(f"{corpus}/{row['doc_id']}", row["text"], found)


def said_documents() -> Iterator[tuple[Document, Statuses]]:
    """Yield a document for each sentence of our own: `no [sepsis|disease|a] was seen`, behind its role and a tab."""
    for number, line in enumerate(data_text("training/data", "said.txt").splitlines()):
        if not line or line.startswith("#"):
            continue
        role, _, marked = line.partition("\t")
        text, found = "", []
        for at, part in enumerate(marked.replace("]", "[").split("[")):
            if at % 2:
                shown, kind, status = part.split("|")
                found.append((len(text), len(text) + len(shown), kind, _STATUS[status]))
                text += shown
            else:
                text += part
        document, statuses = _document(f"said/{number}", text, found)
        sentence = Sentence(0, len(text), 0, "abstract", text, None if role == "-" else role)
        yield replace(document, sentences=(sentence,)), statuses


def _document(doc_id: str, text: str, found: Sequence[tuple[int, int, str, str]]) -> tuple[Document, Statuses]:
    mentions = tuple(
        Mention(start, end, mention_id(doc_id, start, end, entity_type=kind), text[start:end], kind, 1.0, "gold")
        for start, end, kind, _ in sorted(found)
    )
    statuses = {(start, end): status for start, end, _, status in found}
    return Document(doc_id=doc_id, text=text, layout="abstract", mentions=mentions), statuses


def read(documents: Iterable[tuple[Document, Statuses]]) -> list[tuple[Document, Statuses]]:
    """Return the documents with sentences and the recogniser's votes, and with the mentions that they came with."""
    given = list(documents)
    pipeline = Pipeline(Config(), until="mentions", check=False)
    answers = pipeline([replace(document, mentions=()) for document, _ in given])
    return [
        (replace(answer, mentions=document.mentions, words=()), statuses)
        for (document, statuses), answer in zip(given, answers, strict=True)
        if not isinstance(answer, Failure)
    ]


def judged(documents: Iterable[tuple[Document, Statuses]]) -> list[Judged]:
    """Return every mention of analysed documents with the features of its cues."""
    weights, found = load_cue_weights(models_folder()), []
    for document, statuses in documents:
        pairs: dict[str, list[tuple[bool, tuple[int, ...]]]] = {}
        for role, reading, mentions in readings(document, weights):
            for seen, pair in pairs_of(reading, mentions, role=role):
                places = tuple(places_of(signs_of(seen, pair, role=role)))
                pairs.setdefault(pair.item.mention.mention_id, []).append((pair.denies, places))
        free = {mention.mention_id for mention, _, _ in affixed(document.text, document.mentions)}
        for item in document.mentions:
            status = statuses[item.start, item.end]
            heard = tuple(pairs.get(item.mention_id, ()))
            found.append(Judged(document.doc_id, status, item.mention_id in free, heard))
    return found


def fit(items: Sequence[Judged], *, denies: bool) -> tuple[npt.NDArray[np.int8], float]:
    """Return the weights of one of the models, rounded to small integers, and what one step of them is worth."""
    from scipy import sparse
    from scipy.optimize import minimize

    status, strength = "absent" if denies else "possible", STRENGTHS[denies]
    rows: list[tuple[int, ...]] = []
    owners: list[int] = []
    gold: list[bool] = []
    for item in items:
        mine = [places for kind, places in item.pairs if kind == denies]
        if mine and not item.affixed:
            rows += mine
            owners += [len(gold)] * len(mine)
            gold.append(item.status == status)
    pointers = np.cumsum([0, *map(len, rows)])
    flat = np.fromiter((place for row in rows for place in row), dtype=np.int64, count=int(pointers[-1]))
    common = np.flatnonzero(np.bincount(flat, minlength=SIGN_BUCKETS) >= _RARE)
    matrix = sparse.csr_matrix((np.ones(len(flat)), flat, pointers), shape=(len(rows), SIGN_BUCKETS))[:, common]
    turned, owner, right, count = matrix.T.tocsr(), np.array(owners), np.array(gold), len(gold)

    def loss(vector: Floats) -> tuple[float, Floats]:
        odds = matrix @ vector[:-1] + vector[-1]
        none = np.bincount(owner, np.logaddexp(0, odds), count)  # -log of the chance that no cue concerns it
        some = np.clip(-np.expm1(-none), 1e-9, 1.0)
        value = float(np.where(right, -np.log(some), none).sum()) + 0.5 * strength * float(vector[:-1] @ vector[:-1])
        step = np.where(right, -np.exp(-none) / some, 1.0)[owner] / (1 + np.exp(-odds))
        return value, np.append(turned @ step + strength * vector[:-1], step.sum())

    start = np.append(np.zeros(len(common)), _START)
    done = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    full = np.zeros(SIGN_BUCKETS)
    full[common] = done.x[:-1]
    # Every pair has the feature "bias": the constant goes there.
    full[places_of(["bias"])] += done.x[-1]
    scale = float(np.abs(full).max()) / 127
    return np.rint(full / scale).astype(np.int8), scale


def train(items: Sequence[Judged], bars: tuple[float, float]) -> PairWeights:
    """Return both models, with the probabilities from which a mention is absent, and possible."""
    (absent, first), (possible, second) = fit(items, denies=True), fit(items, denies=False)
    return PairWeights(np.stack([absent, possible], axis=1), (first, second), bars)


def probabilities(items: Sequence[Judged], weights: PairWeights) -> Floats:
    """Return how likely each mention is absent, and possible."""
    found = np.zeros((len(items), 2))
    for number, item in enumerate(items):
        none = [0.0, 0.0]
        for denies, places in item.pairs:
            kind = 0 if denies else 1
            odds = float(weights.values[list(places), kind].sum(dtype=np.int64)) * weights.scales[kind]
            none[kind] += float(np.logaddexp(0, odds))
        found[number] = -np.expm1(-np.array(none))
        if item.affixed:
            found[number, 0] = 1.0
    return found


def f1(items: Sequence[Judged], chances: Floats, bars: tuple[float, float]) -> tuple[float, float, float]:
    """Return F1 of absent and possible mentions together, of the absent, and of the possible."""
    gold = np.array([("present", "absent", "possible").index(item.status) for item in items])
    said = np.where(chances[:, 0] >= bars[0], 1, np.where(chances[:, 1] >= bars[1], 2, 0))
    values = []
    for kinds in ((1, 2), (1,), (2,)):
        right = ((gold == said) & np.isin(gold, kinds)).sum()
        values.append(2 * right / max(1, np.isin(gold, kinds).sum() + np.isin(said, kinds).sum()))
    return float(values[0]), float(values[1]), float(values[2])


def cross_validated(items: Sequence[Judged], folds: int, *, rounds: int = 1) -> Floats:
    """Return what models that have not learnt a mention's document say of it, on the mean of several rounds."""
    chances = np.zeros((rounds, len(items), 2))
    for turn in range(rounds):
        names = [item.group if turn == 0 else f"{item.group} {turn}" for item in items]
        fold = np.array([value % folds for value in hashed(names)])
        for number in range(folds):
            away = np.flatnonzero(fold == number)
            learnt = train([items[at] for at in np.flatnonzero(fold != number)], (0.5, 0.5))
            chances[turn, away] = probabilities([items[at] for at in away], learnt)
    return np.asarray(chances.mean(axis=0))


def best_bars(items: Sequence[Judged], chances: Floats) -> tuple[float, float]:
    """Return the probabilities from which calling a mention absent, and possible, gives the best F1."""
    pairs = [(float(first), float(second)) for first in _BARS for second in _BARS]
    return max(pairs, key=lambda bars: f1(items, chances, bars)[0])


def _of(items: Sequence[Judged], *names: str) -> list[int]:
    """Return the places of the mentions of some files or corpora."""
    return [at for at, item in enumerate(items) if item.group.split("/")[0] in names]


def main() -> None:
    """Measure, train and write `weights.npz`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("domain", type=Path)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    given: Any = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    sources = [*domain_documents(given.domain), *judged_documents(given.corpora)]
    items = judged([*read(sources), *(_SAID * list(said_documents()))])
    chances = cross_validated(items, given.folds, rounds=ROUNDS)
    abstracts = _of(items, *HELD_OUT)
    bars = best_bars([items[at] for at in abstracts], chances[abstracts])
    others = sorted({item.group.split("/")[0] for item in items} - {*HELD_OUT, "said"})
    for names in (("train", "more"), ("wild",), ("said",), tuple(others)):
        part = _of(items, *names)
        values = f1([items[at] for at in part], chances[part], bars)
        log.info("%s: F1 %s of %d mentions", ", ".join(names), " ".join(f"{item:.3f}" for item in values), len(part))
    weights = train(items, bars)
    given.folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        given.folder / "weights.npz",
        values=weights.values,
        scales=np.array(weights.scales),
        bars=np.array(weights.bars),
    )


if __name__ == "__main__":
    main()
