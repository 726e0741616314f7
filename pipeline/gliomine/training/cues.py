"""Train cues and scopes: `python -m gliomine.training.cues CORPORA FOLDER [--with-dev]`.

CORPORA holds `bioscope/train.jsonl.gz` (sentences, cues and scopes), `genia_pos/train.jsonl.gz` (words with Penn tags),
and the full papers of which `training/data/judged_cues.tsv` judges sentences. `--with-dev` learns from the development
abstracts of BioScope too, once the figures have been taken. Both losses of cues and scopes are convex and start at
zero, the tagger sees its words in a fixed order: the same data give the same weights. Needs scipy.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gliomine.assertion.cue_model import CueWeights
from gliomine.assertion.cues import CUE_BUCKETS, KINDS, Phrase, Token, cue_features, phrases_of, tokens_of
from gliomine.assertion.scopes import SCOPE_BITS, Candidates, begins, ends, places
from gliomine.assertion.tagger import TAG_BUCKETS, TAGS, classes_of, tag_features
from gliomine.resources import data_text

Gold = tuple[Phrase, str, tuple[int, int]]
"""A cue: phrase, kind, and scope as a half-open range of the tokens of its sentence."""

Floats = npt.NDArray[np.float64]
Small = npt.NDArray[np.int8]

CUE_STRENGTH = 1.0
"""Of the quadratic penalty on the weights of cues."""

SCOPE_STRENGTH = 0.3

PAPERS = 3
"""Times that a sentence of a full paper counts."""

_STEPS = 60
_TAGGER_PASSES = 4
_MERGED = {
    tag: merged
    for merged, tags in {
        "NN": ("NNP",),
        "NNS": ("NNPS",),
        "JJ": ("JJR", "JJS"),
        "RB": ("RBR", "RBS", "FW"),
        "WDT": ("WP", "WP$", "WRB"),
        "DT": ("PRP$", "PDT"),
        "PRP": ("EX",),
    }.items()
    for tag in tags
}
"""Penn tag -> the tag that it is merged into."""

_KINDS = {kind[0]: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence with gold cues."""

    text: str
    tokens: list[Token]
    cues: list[Gold]

    @property
    def words(self) -> list[str]:
        """Return the lower-case tokens."""
        return [token.word for token in self.tokens]

    @property
    def shown(self) -> list[str]:
        """Return the tokens as written."""
        return [self.text[token.start : token.end] for token in self.tokens]


def read_bioscope(path: Path) -> Iterator[Marked]:
    """Yield the sentences of a bioscope file."""
    for row in _rows(path):
        for sentence in row["sentences"]:
            inside = [item for item in row["cues"] if sentence["start"] <= item["start"] < sentence["end"]]
            tokens = tokens_of(row["text"], sentence["start"], sentence["end"])
            yield Marked(row["text"], tokens, [_gold(tokens, item) for item in inside])


def read_judged(corpora: Path, lines: Iterable[str] | None = None) -> Iterator[Marked]:
    """Yield judged sentences of full papers, whose texts lie in the corpora folder.

    Args:
        corpora: the folder.
        lines: where the sentences, cues and scopes are; None: `training/data/judged_cues.tsv`.
    """
    texts: dict[str, dict[str, str]] = {}
    for line in data_text("training/data", "judged_cues.tsv").splitlines() if lines is None else lines:
        if line.startswith("#"):
            continue
        where, place, *cues = line.split("\t")
        corpus, _, doc_id = where.partition("/")
        if corpus not in texts:
            texts[corpus] = {row["doc_id"]: row["text"] for row in _rows(corpora / corpus / "train.jsonl.gz")}
        text, (start, end) = texts[corpus][doc_id], map(int, place.split(":"))
        tokens = tokens_of(text, start, end)
        found = []
        for cue in cues:
            first, last, kind, begin, stop = cue.split(":")
            places = (int(first), int(last), int(begin), int(stop))
            item = dict(zip(("start", "end", "scope_start", "scope_end"), places, strict=True))
            found.append(_gold(tokens, {**item, "kind": _KINDS[kind]}))
        yield Marked(text, tokens, found)


def _gold(tokens: Sequence[Token], item: dict[str, Any]) -> tuple[Phrase, str, tuple[int, int]]:
    starts = {token.start: number for number, token in enumerate(tokens)}
    stops = {token.end: number + 1 for number, token in enumerate(tokens)}
    first, last = starts[item["start"]], stops[item["end"]]
    known = [
        found for found in phrases_of([token.word for token in tokens]) if (found.first, found.last) == (first, last)
    ]
    text = " ".join(token.word for token in tokens[first:last])
    phrase = known[0] if known else Phrase(first, last, text, "other", item["kind"])
    # Where a subject stands before its cue's clause, a few scopes leave out the cue itself.
    scope = min(first, starts[item["scope_start"]]), max(last, stops[item["scope_end"]])
    return phrase, item["kind"], scope


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def read_tags(path: Path) -> Iterator[tuple[list[str], list[int]]]:
    """Yield the sentences of a genia_pos file: words as written, and the numbers of their merged tags."""
    for row in _rows(path):
        for sentence in row["sentences"]:
            tags = [_MERGED.get(tag, tag) for _, tag in sentence]
            yield [word for word, _ in sentence], [TAGS.index(tag if tag in TAGS else "X") for tag in tags]


def train_tagger(sentences: Iterable[tuple[list[str], list[int]]]) -> Small:
    """Return the weights of an averaged perceptron, rounded to small integers."""
    rows: list[list[int]] = []
    tags: list[int] = []
    for shown, numbers in sentences:
        words = [word.lower() for word in shown]
        rows += [tag_features(words, shown, at) for at in range(len(words))]
        tags += numbers
    features, gold = np.array(rows, dtype=np.int32), np.array(tags)
    weights, sums = np.zeros((TAG_BUCKETS, len(TAGS))), np.zeros((TAG_BUCKETS, len(TAGS)))
    generator, count = np.random.default_rng(13), 1
    for _ in range(_TAGGER_PASSES):
        for at in generator.permutation(len(gold)):
            row, right = features[at], gold[at]
            found = int(weights[row].sum(axis=0).argmax())
            if found != right:
                for tag, step in ((right, 1), (found, -1)):
                    weights[row, tag] += step
                    sums[row, tag] += step * count
            count += 1
    return _small(weights - sums / count)[0]


def _small(weights: Floats) -> tuple[Small, float]:
    scale = float(np.abs(weights).max()) / 127
    return np.rint(weights / scale).astype(np.int8), scale


def train_cues(sentences: Iterable[Marked]) -> tuple[Small, float]:
    """Return the weights of the cue classifier and their scale."""
    from scipy import sparse
    from scipy.optimize import minimize

    indices: list[int] = []
    pointers, gold = [0], []
    for sentence in sentences:
        kinds = {(phrase.first, phrase.last): kind for phrase, kind, _ in sentence.cues}
        for phrase in phrases_of(sentence.words):
            indices += cue_features(sentence.words, phrase)
            pointers.append(len(indices))
            kind = kinds.get((phrase.first, phrase.last))
            gold.append(0 if kind is None else 1 + KINDS.index(kind))
    matrix = sparse.csr_matrix((np.ones(len(indices)), indices, pointers), shape=(len(gold), CUE_BUCKETS))
    wanted = np.eye(3)[gold]

    def loss(vector: Floats) -> tuple[float, Floats]:
        weights = vector.reshape(CUE_BUCKETS, 3)
        scores = matrix @ weights
        top = scores.max(axis=1, keepdims=True)
        total = np.log(np.exp(scores - top).sum(axis=1, keepdims=True)) + top
        value = float(total.sum() - (scores * wanted).sum()) + 0.5 * CUE_STRENGTH * float(vector @ vector)
        gradient = matrix.T @ (np.exp(scores - total) - wanted) + CUE_STRENGTH * weights
        return value, gradient.ravel()

    done = minimize(loss, np.zeros(CUE_BUCKETS * 3), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return _small(done.x.reshape(CUE_BUCKETS, 3))


def train_begins(sentences: Iterable[Marked], tagger: Small) -> Small:
    """Return the weights that choose where scopes begin."""
    return _train_choice(
        [
            (begins(words, classes, phrase), phrase, begin)
            for words, classes, cues in _classed(sentences, tagger)
            for phrase, _, (begin, _) in cues
        ]
    )


def train_ends(sentences: Iterable[Marked], tagger: Small) -> Small:
    """Return the weights that choose where scopes end."""
    return _train_choice(
        [
            (ends(words, classes, phrase, begin=begin), phrase, end)
            for words, classes, cues in _classed(sentences, tagger)
            for phrase, _, (begin, end) in cues
        ]
    )


def _classed(sentences: Iterable[Marked], tagger: Small) -> Iterator[tuple[list[str], list[str], list[Gold]]]:
    """Yield words, word classes and cues of the sentences that have cues."""
    for sentence in sentences:
        if sentence.cues:
            yield sentence.words, classes_of(sentence.words, sentence.shown, tagger), sentence.cues


def _train_choice(examples: Sequence[tuple[Candidates, Phrase, int]]) -> Small:
    """Fit a log-linear choice among candidates; examples whose gold place is no candidate are left out."""
    from scipy import sparse
    from scipy.optimize import minimize

    indices: list[npt.NDArray[np.int32]] = []
    sizes: list[int] = []
    pointers, gold = [0], []
    for candidates, phrase, place in examples:
        tokens = [token for token, _ in candidates]
        if place not in tokens:
            continue
        found, starts = places(candidates, phrase)
        gold.append(sum(sizes) + tokens.index(place))
        sizes.append(len(candidates))
        indices.append(found.ravel().astype(np.int32))
        pointers += [pointers[-1] + step * found.shape[1] for step in np.diff([*starts, len(found)]).cumsum()]
    flat = np.concatenate(indices)
    shape = (len(pointers) - 1, 1 << SCOPE_BITS)
    matrix = sparse.csr_matrix((np.ones(len(flat), dtype=np.float32), flat, np.array(pointers)), shape=shape)
    matrix.sum_duplicates()
    turned = matrix.T.tocsr()
    opens = np.cumsum([0, *sizes])[:-1]

    def loss(vector: Floats) -> tuple[float, Floats]:
        scores = matrix @ vector
        top = np.maximum.reduceat(scores, opens)
        total = np.log(np.add.reduceat(np.exp(scores - np.repeat(top, sizes)), opens)) + top
        value = float(total.sum() - scores[gold].sum()) + 0.5 * SCOPE_STRENGTH * float(vector @ vector)
        difference = np.exp(scores - np.repeat(total, sizes))
        difference[gold] -= 1
        return value, turned @ difference + SCOPE_STRENGTH * vector

    options = {"maxiter": _STEPS, "maxcor": 6}
    done = minimize(loss, np.zeros(1 << SCOPE_BITS), jac=True, method="L-BFGS-B", options=options)
    return _small(done.x)[0]


def train(abstracts: Sequence[Marked], papers: Sequence[Marked], tagger: Small) -> CueWeights:
    """Return everything that finds cues and scopes.

    Args:
        abstracts: sentences of BioScope.
        papers: sentences of full papers. They teach cues and begins of scopes; ends are learnt from the abstracts
            alone, as in the papers our eyes let stand much of what a model had said of them.
        tagger: weights of the word classes.
    """
    both = [*abstracts, *(PAPERS * list(papers))]
    cues, scale = train_cues(both)
    return CueWeights(cues, scale, tagger, train_begins(both, tagger), train_ends(abstracts, tagger))


def main() -> None:
    """Train and write `weights.npz`."""
    corpora, folder = Path(sys.argv[1]), Path(sys.argv[2])
    parts = ("train", "dev") if "--with-dev" in sys.argv else ("train",)
    sentences = [item for part in parts for item in read_bioscope(corpora / "bioscope" / f"{part}.jsonl.gz")]
    tagger = train_tagger(read_tags(corpora / "genia_pos" / "train.jsonl.gz"))
    weights = train(sentences, list(read_judged(corpora)), tagger)
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        folder / "weights.npz",
        cues=weights.cues,
        cue_scale=np.float64(weights.cue_scale),
        tagger=weights.tagger,
        scope_begin=weights.scope_begin,
        scope_end=weights.scope_end,
    )


if __name__ == "__main__":
    main()
