"""Recognise entities with one small transformer: an encoder in int8 and a linear head for each label set.

Needs onnxruntime, tokenizers and numpy. The same sentence gets the same answer, bit for bit, whatever it is batched
with: a sentence is padded to a length of its own, activations are quantised row by row, and integer sums are exact.

Performance: strict F1 for each head in models/MODEL_CARD.md, words/s by tests/benchmarks/ner_speed.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.algorithms.pieces import shapes, word_spans
from pipeline.algorithms.tagging import best_tags, tags_to_spans
from pipeline.errors import ResourceError, unknown_name
from pipeline.resources import manifest, verify

ENCODER, TOKENIZER, HEADS = "encoder.onnx", "tokenizer.json", "heads"
LENGTH_STEP = 8  # a sentence is padded to a multiple of this many pieces
WINDOW = 128  # most pieces in one piece of work, as in training
OVERLAP = 24  # pieces that a window of a long sentence shares with each neighbour
BATCH_PIECES = 1024
TAG_STEP = 16
WORD_STEP = 16


@dataclass(frozen=True, slots=True)
class Found:
    """One recognised mention: half-open span in the text, label of the head, score in [0, 1]."""

    start: int
    end: int
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class Head:
    """One label set.

    Attributes:
        labels: its types, in tag order.
        weight: width x tags, as the encoder takes it.
        bias: tags.
        temperature: calibrates the score of a mention, p ** (1 / temperature); does not change what is found.
    """

    labels: tuple[str, ...]
    weight: NDArray[Any]
    bias: NDArray[Any]
    temperature: float


@dataclass(frozen=True, slots=True)
class Window:
    """Some words of a sentence, ready for the encoder.

    Attributes:
        sentence: number of the sentence among all of one call.
        keep: words (low, high) of the sentence whose scores are taken from this window.
        skip: words at the window's begin that only give context.
    """

    sentence: int
    keep: tuple[int, int]
    skip: int
    ids: NDArray[Any]
    shape: NDArray[Any]
    firsts: NDArray[Any]


class NerModel:
    """A loaded recogniser: call `predict`."""

    def __init__(self, session: Any, tokenizer: Any, heads: Mapping[str, Head]) -> None:
        self._session, self._tokenizer, self._heads = session, tokenizer, dict(heads)

    @property
    def schemas(self) -> tuple[str, ...]:
        """Return the names of the label sets."""
        return tuple(self._heads)

    def labels(self, schema: str) -> tuple[str, ...]:
        """Return the labels of one label set."""
        return self._head(schema).labels

    def predict(
        self, texts: Sequence[str], sentences: Sequence[Sequence[tuple[int, int]]], *, schemas: Sequence[str]
    ) -> list[dict[str, list[Found]]]:
        """Return for each text what each label set finds in it, in order of position.

        Args:
            texts: any texts.
            sentences: their sentences, as half-open spans; nothing is found outside them.
            schemas: the label sets wanted; the encoder runs once for all of them.

        Raises:
            ConfigError: an unknown label set.
        """
        heads = {name: self._head(name) for name in schemas}
        places = [(number, *span) for number, spans in enumerate(sentences) for span in spans]
        answers: list[dict[str, list[Found]]] = [{name: [] for name in schemas} for _ in texts]
        if not places or not heads:
            return answers
        words, windows = self._encode(texts, places)
        scores = self._scores(windows, words, heads)
        for (document, start, _), spans, part in zip(places, words, scores, strict=True):
            if spans:
                for name, found in _decode(part, spans, start, heads):
                    answers[document][name] += found
        for answer in answers:
            for name in schemas:
                answer[name].sort(key=lambda item: (item.start, item.end))
        return answers

    def vectors(
        self, text: str, sentences: Sequence[tuple[int, int]]
    ) -> list[tuple[list[tuple[int, int]], NDArray[Any]]]:
        """Return for each sentence its words (spans within the sentence) and one encoder vector a word."""
        width = next(iter(self._heads.values())).weight.shape[0]
        words, windows = self._encode([text], [(0, *span) for span in sentences])
        plain = Head((), np.eye(width, dtype=np.float32), np.zeros(width, dtype=np.float32), 1.0)
        return list(zip(words, self._scores(windows, words, {"": plain}), strict=True))

    def _head(self, name: str) -> Head:
        if name not in self._heads:
            raise unknown_name("schema", name, self._heads)
        return self._heads[name]

    def _encode(
        self, texts: Sequence[str], places: Sequence[tuple[int, int, int]]
    ) -> tuple[list[list[tuple[int, int]]], list[Window]]:
        words: list[list[tuple[int, int]]] = []
        windows: list[Window] = []
        for number, (document, start, end) in enumerate(places):
            text = texts[document][start:end]
            encoding = self._tokenizer.encode(text)
            firsts, spans = word_spans(encoding.word_ids, encoding.offsets)
            words.append(spans)
            if not spans:
                continue
            ids = np.array(encoding.ids, dtype=np.int64)
            offsets = np.array(encoding.offsets, dtype=np.int64)
            shape = shapes(text, offsets[:, 0], offsets[:, 1])
            shape[offsets[:, 0] == offsets[:, 1]] = 0
            windows += cut_windows(number, ids, shape, np.array(firsts, dtype=np.int64))
        return words, windows

    def _scores(
        self, windows: Sequence[Window], words: Sequence[Sequence[Any]], heads: Mapping[str, Head]
    ) -> list[NDArray[Any]]:
        weight = np.concatenate([head.weight for head in heads.values()], axis=1)
        bias = np.concatenate([head.bias for head in heads.values()])
        scores = [np.zeros((len(spans), len(bias)), dtype=np.float32) for spans in words]
        for batch in _batches(windows):
            feed, counts = _feed(batch)
            (made,) = self._session.run(None, {**feed, "weight": weight, "bias": bias})
            place = 0
            for window, count in zip(batch, counts, strict=True):
                low, high = window.keep
                begin = place + window.skip
                scores[window.sentence][low:high] = made[begin : begin + high - low]
                place += count
        return scores


def cut_windows(sentence: int, ids: NDArray[Any], shape: NDArray[Any], firsts: NDArray[Any]) -> Iterator[Window]:
    """Yield a sentence as one window, or as overlapping ones where it is too long."""
    if len(ids) <= WINDOW:
        yield Window(sentence, (0, len(firsts)), 0, ids, shape, firsts)
        return
    last = len(ids) - 1
    ends = np.append(firsts[1:], last)
    room = WINDOW - 2 - 2 * OVERLAP
    low = 0
    while low < len(firsts):
        # A word longer than a window is cut at the window's end: it is judged at its first piece anyway.
        high = max(low + 1, int(np.searchsorted(ends, firsts[low] + room, side="right")))
        begin = int(np.searchsorted(firsts, firsts[low] - OVERLAP))
        stop = max(high, int(np.searchsorted(ends, ends[high - 1] + OVERLAP, side="right")))
        pick = np.arange(firsts[begin], min(ends[stop - 1], firsts[begin] + WINDOW - 2))
        pick = np.concatenate([[0], pick, [last]])
        inside = firsts[begin:high] - firsts[begin] + 1
        yield Window(sentence, (low, high), low - begin, ids[pick], shape[pick], inside)
        low = high


def _padded(window: Window) -> int:
    return -(-len(window.ids) // LENGTH_STEP) * LENGTH_STEP


def _batches(windows: Sequence[Window]) -> Iterator[list[Window]]:
    batch: list[Window] = []
    for window in sorted(windows, key=_padded):
        if batch and (_padded(batch[0]) != _padded(window) or (len(batch) + 1) * _padded(window) > BATCH_PIECES):
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def _feed(batch: Sequence[Window]) -> tuple[dict[str, NDArray[Any]], list[int]]:
    length = _padded(batch[0])
    ids = np.zeros((len(batch), length), dtype=np.int64)
    shape = np.zeros_like(ids)
    firsts = []
    for row, window in enumerate(batch):
        ids[row, : len(window.ids)], shape[row, : len(window.ids)] = window.ids, window.shape
        firsts.append(window.firsts + row * length)
    counts = [len(part) for part in firsts]
    # A single row takes another path through matrix multiplication; whole blocks of rows take the same one.
    firsts.append(np.zeros(-sum(counts) % WORD_STEP, dtype=np.int64))
    lengths = np.array([len(window.ids) for window in batch], dtype=np.int32)
    return {"ids": ids, "shape": shape, "lengths": lengths, "firsts": np.concatenate(firsts)}, counts


def _decode(
    scores: NDArray[Any], spans: Sequence[tuple[int, int]], offset: int, heads: Mapping[str, Head]
) -> Iterator[tuple[str, list[Found]]]:
    column = 0
    for name, head in heads.items():
        part = scores[:, column : column + 4 * len(head.labels) + 1]
        column += len(head.bias)
        tags = best_tags(part)
        found = [
            Found(
                offset + spans[first][0],
                offset + spans[last - 1][1],
                head.labels[kind],
                _probability(part[first:last], tags[first:last], head.temperature),
            )
            for first, last, kind in tags_to_spans(tags)
        ]
        yield name, found


def _probability(scores: NDArray[Any], tags: Sequence[int], temperature: float) -> float:
    """Return the product of the probabilities of a span's tags, calibrated."""
    exact = scores.astype(np.float64)
    exact -= exact.max(axis=1, keepdims=True)
    chosen = exact[np.arange(len(tags)), list(tags)]
    logarithm = (chosen - np.log(np.exp(exact).sum(axis=1))).sum()
    return round(float(np.exp(logarithm / temperature)), 4)


def load_recogniser(folder: Path, *, threads: int = 1) -> NerModel:
    """Load the recogniser of a models folder's `ner`, after checking its files against manifest.toml beside it.

    Raises:
        ResourceError: a file is missing or damaged, or the manifest does not describe the recogniser.
    """
    files = manifest(folder.parent).get("ner", {}).get("files", {})
    if ENCODER not in files or TOKENIZER not in files:
        raise ResourceError(
            "the manifest does not describe the recogniser",
            where=str(folder.parent / "manifest.toml"),
            expected=f'[ner.files] with "{ENCODER}" and "{TOKENIZER}"',
            advice="reinstall gliomine, or train a model with `gliomine train`",
        )
    for name, entry in files.items():
        verify(folder / name, size=entry["size"], sha256=entry["sha256"])
    names = sorted(name for name in files if name.startswith(f"{HEADS}/"))
    heads = {Path(name).stem: load_head(folder / name) for name in names}
    return NerModel(_session(folder / ENCODER, threads), _tokenizer(folder / TOKENIZER), heads)


def _session(path: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # More would fuse nodes of the encoder into SkipLayerNormalization, which takes ten times as long.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _tokenizer(path: Path) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def load_head(path: Path) -> Head:
    """Read the file of one head; its tags are padded with scores that never win.

    Raises:
        ResourceError: it is not such a file.
    """
    try:
        with np.load(path, allow_pickle=False) as values:
            weight, bias = values["weight"], values["bias"]
            labels = tuple(str(label) for label in values["labels"])
            temperature = float(values["temperature"])
    except (OSError, ValueError, KeyError) as error:
        raise ResourceError(f"not a head of a recogniser ({error})", where=str(path)) from error
    spare = -weight.shape[0] % TAG_STEP
    return Head(
        labels,
        np.ascontiguousarray(np.pad(weight.astype(np.float32), ((0, spare), (0, 0))).T),
        np.pad(bias.astype(np.float32), (0, spare), constant_values=-1e4),
        temperature,
    )
