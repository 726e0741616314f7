"""Recognise entities with one small transformer: an encoder in int8 and a linear head for each label set.

Needs onnxruntime, tokenizers and numpy. The same sentence gets the same scores, bit for bit, whatever it is batched
with: a sentence is padded to a length of its own, activations are quantised row by row, and integer sums are exact.
The occurrences of a name in a document are then judged together (`gliomine.mentions.consistency`).

Performance: strict F1 for each head in models/MODEL_CARD.md, words/s by tests/benchmarks/ner_speed.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.document import Abbreviation
from gliomine.encoder.decoding import decode
from gliomine.encoder.inputs import Window, batches, cut_windows, feed_of
from gliomine.encoder.pieces import shapes, word_spans
from gliomine.encoder.tags import tag_count
from gliomine.errors import ResourceError, unknown_name
from gliomine.mentions.consistency import Key, Tagged, Vocabulary, agree
from gliomine.resources import manifest, verify

ENCODER, TOKENIZER, HEADS = "encoder.onnx", "tokenizer.json", "heads"
AT_ONCE = 1024  # sentences whose scores are held at the same time; of longer documents so many vote together
TAG_STEP = 16
LEAST_TAGS = 80  # up to 64 columns are summed up in another order, which shows in the last digits


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
        alone: whether each sentence stands for itself, as for words that negate; names are judged over a document.
    """

    labels: tuple[str, ...]
    weight: NDArray[Any]
    bias: NDArray[Any]
    temperature: float
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The words of some sentences, one after another.

    Attributes:
        spans: their half-open spans in their texts.
        counts: words of each sentence.
        documents: text of each sentence.
    """

    spans: list[tuple[int, int]]
    counts: list[int]
    documents: list[int]


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
        self,
        texts: Sequence[str],
        sentences: Sequence[Sequence[tuple[int, int]]],
        *,
        schemas: Sequence[str],
        definitions: Sequence[Sequence[Abbreviation]] | None = None,
    ) -> list[dict[str, list[Found]]]:
        """Return for each text what each label set finds in it, in order of position.

        Args:
            texts: any texts.
            sentences: their sentences, as half-open spans; nothing is found outside them.
            schemas: the label sets wanted; the encoder runs once for all of them.
            definitions: the short forms that each text defines: the occurrences of a name in a text are then judged
                together. None: each sentence stands for itself.

        Raises:
            ConfigError: an unknown label set.
        """
        heads = {name: self._head(name) for name in schemas}
        answers: list[dict[str, list[Found]]] = [{name: [] for name in schemas} for _ in texts]
        for places in _chunks(sentences) if heads else ():
            words, windows = self._encode(texts, places)
            if windows:
                scores = self._scores(windows, words, heads)
                names = None if definitions is None else _Names(texts, words, definitions)
                for name, document, found in _decode(scores, words, heads, names):
                    answers[document][name].append(found)
        for answer in answers:
            for several in answer.values():
                several.sort(key=lambda item: (item.start, item.end))
        return answers

    def vectors(
        self, text: str, sentences: Sequence[tuple[int, int]]
    ) -> list[tuple[list[tuple[int, int]], NDArray[Any]]]:
        """Return for each sentence its words (spans within the sentence) and one encoder vector a word."""
        width = next(iter(self._heads.values())).weight.shape[0]
        words, windows = self._encode([text], [(0, *span) for span in sentences])
        plain = Head((), np.eye(width, dtype=np.float32), np.zeros(width, dtype=np.float32), 1.0)
        values = self._scores(windows, words, {"": plain})[:, :width]
        ends = np.cumsum(words.counts)
        return [
            ([(low - start, high - start) for low, high in words.spans[end - count : end]], values[end - count : end])
            for (start, _), count, end in zip(sentences, words.counts, ends, strict=True)
        ]

    def _head(self, name: str) -> Head:
        if name not in self._heads:
            raise unknown_name("schema", name, self._heads)
        return self._heads[name]

    def _encode(self, texts: Sequence[str], places: Sequence[tuple[int, int, int]]) -> tuple[Words, list[Window]]:
        words = Words([], [], [])
        windows: list[Window] = []
        for document, start, end in places:
            text = texts[document][start:end]
            encoding = self._tokenizer.encode(text)
            firsts, spans = word_spans(encoding.word_ids, encoding.offsets)
            if spans:
                ids = np.array(encoding.ids, dtype=np.int64)
                offsets = np.array(encoding.offsets, dtype=np.int64)
                shape = shapes(text, offsets[:, 0], offsets[:, 1])
                shape[offsets[:, 0] == offsets[:, 1]] = 0
                windows += cut_windows(len(words.spans), ids, shape, np.array(firsts, dtype=np.int64))
            words.spans.extend((start + low, start + high) for low, high in spans)
            words.counts.append(len(spans))
            words.documents.append(document)
        return words, windows

    def _scores(self, windows: Sequence[Window], words: Words, heads: Mapping[str, Head]) -> NDArray[Any]:
        """Return the scores of all heads side by side, for all words."""
        weight = np.concatenate([head.weight for head in heads.values()], axis=1)
        bias = np.concatenate([head.bias for head in heads.values()])
        if (spare := LEAST_TAGS - len(bias)) > 0:
            weight, bias = np.pad(weight, ((0, 0), (0, spare))), np.pad(bias, (0, spare))
        scores = np.zeros((len(words.spans), len(bias)), dtype=np.float32)
        for batch in batches(windows):
            feed, counts = feed_of(batch)
            (made,) = self._session.run(None, {**feed, "weight": weight, "bias": bias})
            place = 0
            for window, count in zip(batch, counts, strict=True):
                low, high = window.keep
                begin = place + window.skip
                scores[low:high] = made[begin : begin + high - low]
                place += count
        return scores


def _chunks(sentences: Sequence[Sequence[tuple[int, int]]]) -> Iterator[list[tuple[int, int, int]]]:
    """Yield (text, start, end) of whole texts at a time; a text of very many sentences comes in parts of its own."""
    chunk: list[tuple[int, int, int]] = []
    for number, spans in enumerate(sentences):
        if chunk and len(chunk) + len(spans) > AT_ONCE:
            yield chunk
            chunk = []
        chunk += [(number, *span) for span in spans]
        while len(chunk) > AT_ONCE:
            yield chunk[:AT_ONCE]
            chunk = chunk[AT_ONCE:]
    if chunk:
        yield chunk


class _Names:
    """The vocabularies of the documents of a chunk, made when a label set asks for them."""

    def __init__(self, texts: Sequence[str], words: Words, definitions: Sequence[Sequence[Abbreviation]]) -> None:
        self._texts, self._words, self._definitions = texts, words, definitions
        self._known: dict[int, tuple[Vocabulary, dict[Key, tuple[int, int]]]] = {}
        self._sentences = np.repeat(np.arange(len(words.counts)), words.counts)
        counts = np.bincount(np.repeat(words.documents, words.counts).astype(np.int64), minlength=len(texts))
        self._ends = np.cumsum(counts)
        self._starts = self._ends - counts

    def agreed(self, document: int, found: Sequence[Tagged], scores: NDArray[Any]) -> list[Tagged]:
        """Return the spans of a document (words counted over the chunk) after the vote of the occurrences."""
        low, high = int(self._starts[document]), int(self._ends[document])
        if document not in self._known:
            self._known[document] = self._look_up(document, low, high)
        vocabulary, long_forms = self._known[document]
        own = [Tagged(item.first - low, item.last - low, item.kind, item.score) for item in found]
        after = agree(vocabulary, scores[low:high], own, long_forms)
        return [Tagged(item.first + low, item.last + low, item.kind, item.score) for item in after]

    def _look_up(self, document: int, low: int, high: int) -> tuple[Vocabulary, dict[Key, tuple[int, int]]]:
        text, spans = self._texts[document], self._words.spans[low:high]
        vocabulary = Vocabulary([text[start:end] for start, end in spans], self._sentences[low:high].tolist())
        long_forms: dict[Key, tuple[int, int]] = {}
        if self._definitions[document]:
            firsts = {start: place for place, (start, _) in enumerate(spans)}
            lasts = {end: place + 1 for place, (_, end) in enumerate(spans)}
            for item in self._definitions[document]:
                short = firsts.get(item.start), lasts.get(item.end)
                long = firsts.get(item.long_start), lasts.get(item.long_end)
                if None not in short and None not in long:
                    long_forms.setdefault(vocabulary.key(*short), long)  # type: ignore[arg-type]
        return vocabulary, long_forms


def _decode(
    scores: NDArray[Any], words: Words, heads: Mapping[str, Head], names: _Names | None = None
) -> Iterator[tuple[str, int, Found]]:
    """Yield label set, text and mention."""
    counts = np.array(words.counts)
    starts = (np.cumsum(counts) - counts)[counts > 0]
    documents = np.repeat(words.documents, counts).tolist()
    column = 0
    for name, head in heads.items():
        own = scores[:, column : column + tag_count(len(head.labels))]
        column += len(head.bias)
        spans = decode(own, starts)
        chances = np.exp(spans.log_probability / head.temperature).tolist()
        found = [
            Tagged(*row)
            for row in zip(spans.first.tolist(), spans.last.tolist(), spans.kind.tolist(), chances, strict=True)
        ]
        for document, several in groupby(found, key=lambda item: documents[item.first]):
            tagged = list(several)
            if names is not None and not head.alone:
                tagged = names.agreed(document, tagged, own)
            for item in tagged:
                start, end = words.spans[item.first][0], words.spans[item.last - 1][1]
                yield name, document, Found(start, end, head.labels[item.kind], round(item.score, 4))


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
            alone = bool(values["alone"]) if "alone" in values else False
    except (OSError, ValueError, KeyError) as error:
        raise ResourceError(f"not a head of a recogniser ({error})", where=str(path)) from error
    spare = -weight.shape[0] % TAG_STEP
    return Head(
        labels,
        np.ascontiguousarray(np.pad(weight.astype(np.float32), ((0, spare), (0, 0))).T),
        np.pad(bias.astype(np.float32), (0, spare), constant_values=-1e4),
        temperature,
        alone,
    )
