"""Recognise entities with one small transformer: an encoder in int8 and a linear head for each label set.

Needs onnxruntime, tokenizers and numpy. The same sentence gets the same scores, bit for bit, whatever it is batched
with: a sentence is padded to a length of its own, activations are quantised row by row, and integer sums are exact.
Each sentence stands for itself; `gliomine.mentions.recognise` judges the occurrences of a name in a document together.

Performance: strict F1 for each head in models/MODEL_CARD.md, words/s by tests/benchmarks/ner_speed.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.encoder.inputs import Window, batches, cut_windows, feed_of, shapes, word_spans
from gliomine.encoder.reading import as_read
from gliomine.encoder.tags import Tagged, decode, tag_count
from gliomine.errors import ResourceError, unknown_name
from gliomine.resources import manifest, verify

ENCODER, TOKENIZER, HEADS = "encoder.onnx", "tokenizer.json", "heads"
AT_ONCE = 1024  # sentences whose scores are held at the same time
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
        vectors: words x width, the encoder's vectors in half precision, for a long text has many; None where they were
            not asked for.
    """

    spans: list[tuple[int, int]]
    counts: list[int]
    documents: list[int]
    vectors: NDArray[Any] | None = None

    def by_word(self) -> list[int]:
        """Return the text of each word."""
        return [document for document, count in zip(self.documents, self.counts, strict=True) for _ in range(count)]


@dataclass(frozen=True, slots=True)
class HeadOutput:
    """What one label set says of some sentences.

    Attributes:
        schema: its name.
        head: the label set.
        scores: words x tags.
        found: the spans of the best tags, in order, each within one sentence.
    """

    schema: str
    head: Head
    scores: NDArray[Any]
    found: list[Tagged]

    def mention(self, words: Words, item: Tagged) -> Found:
        """Return a span of words as a mention in its text."""
        start, end = words.spans[item.first][0], words.spans[item.last - 1][1]
        return Found(start, end, self.head.labels[item.kind], round(item.score, 4))


class NerModel:
    """A loaded recogniser: call `predict`."""

    def __init__(
        self, session: Any, tokenizer: Any, heads: Mapping[str, Head], is_word: Callable[[str], bool] | None = None
    ) -> None:
        self._session, self._tokenizer, self._heads, self._is_word = session, tokenizer, dict(heads), is_word

    @property
    def schemas(self) -> tuple[str, ...]:
        """Return the names of the label sets."""
        return tuple(self._heads)

    def alone(self) -> NerModel:
        """Return the same recogniser with every sentence standing for itself, whatever its heads say."""
        heads = {name: replace(head, alone=True) for name, head in self._heads.items()}
        return NerModel(self._session, self._tokenizer, heads, self._is_word)

    def reading(self, is_word: Callable[[str], bool]) -> NerModel:
        """Return the same recogniser, which reads words that are broken at the ends of lines as whole where known."""
        return NerModel(self._session, self._tokenizer, self._heads, is_word)

    @property
    def width(self) -> int:
        """Return the size of a word's vector."""
        return int(next(iter(self._heads.values())).weight.shape[0])

    def labels(self, schema: str) -> tuple[str, ...]:
        """Return the labels of one label set."""
        return self._head(schema).labels

    def predict(
        self, texts: Sequence[str], sentences: Sequence[Sequence[tuple[int, int]]], *, schemas: Sequence[str]
    ) -> list[dict[str, list[Found]]]:
        """Return for each text what each label set finds in it, in order of position, each sentence for itself.

        Args:
            texts: any texts.
            sentences: their sentences, as half-open spans; nothing is found outside them.
            schemas: the label sets wanted; the encoder runs once for all of them.

        Raises:
            ConfigError: an unknown label set.
        """
        answers: list[dict[str, list[Found]]] = [{name: [] for name in schemas} for _ in texts]
        for words, outputs in self.outputs(texts, sentences, schemas=schemas):
            documents = words.by_word()
            for output in outputs:
                for item in output.found:
                    answers[documents[item.first]][output.schema].append(output.mention(words, item))
        return in_order(answers)

    def outputs(
        self,
        texts: Sequence[str],
        sentences: Sequence[Sequence[tuple[int, int]]],
        *,
        schemas: Sequence[str],
        vectors: bool = False,
    ) -> Iterator[tuple[Words, list[HeadOutput]]]:
        """Yield the words of whole texts at a time, and what each label set says of them; see `predict`.

        Args:
            vectors: whether to give the words' vectors too, in the same pass.
        """
        heads = {name: self._head(name) for name in schemas}
        for places in _chunks(sentences) if heads or vectors else ():
            words, windows = self._encode(texts, places)
            if windows:
                kept = np.float16 if vectors else None
                scores, values = self._run(windows, len(words.spans), heads, vectors=kept)
                yield replace(words, vectors=values if vectors else None), list(_decode(scores, words, heads))

    def vectors(
        self, text: str, sentences: Sequence[tuple[int, int]]
    ) -> list[tuple[list[tuple[int, int]], NDArray[Any]]]:
        """Return for each sentence its words (spans within the sentence) and one encoder vector a word."""
        words, windows = self._encode([text], [(0, *span) for span in sentences])
        _, values = self._run(windows, len(words.spans), {})
        ends = np.cumsum(words.counts)
        return [
            ([(low - start, high - start) for low, high in words.spans[end - count : end]], values[end - count : end])
            for (start, _), count, end in zip(sentences, words.counts, ends, strict=True)
        ]

    def encoded(self, sentences: Sequence[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]]) -> list[NDArray[Any]]:
        """Return the words' vectors of sentences that are given as pieces, their shapes and the words' first pieces."""
        windows: list[Window] = []
        counts = [len(firsts) for _, _, firsts in sentences]
        ends = np.cumsum(counts).tolist()
        for (ids, shape, firsts), end in zip(sentences, ends, strict=True):
            windows += cut_windows(end - len(firsts), ids, shape, firsts)
        _, values = self._run(windows, sum(counts), {})
        return [values[end - count : end] for count, end in zip(counts, ends, strict=True)]

    def _head(self, name: str) -> Head:
        if name not in self._heads:
            raise unknown_name("schema", name, self._heads)
        return self._heads[name]

    def _encode(self, texts: Sequence[str], places: Sequence[tuple[int, int, int]]) -> tuple[Words, list[Window]]:
        words = Words([], [], [])
        windows: list[Window] = []
        for document, start, end in places:
            text, places_of = as_read(texts[document][start:end], self._is_word)
            encoding = self._tokenizer.encode(text)
            # The tokenizer makes a new list each time that it is asked.
            pieces = encoding.offsets
            firsts, spans = word_spans(encoding.word_ids, pieces)
            if spans:
                ids = np.array(encoding.ids, dtype=np.int64)
                offsets = np.array(pieces, dtype=np.int64)
                shape = shapes(text, offsets[:, 0], offsets[:, 1])
                shape[offsets[:, 0] == offsets[:, 1]] = 0
                windows += cut_windows(len(words.spans), ids, shape, np.array(firsts, dtype=np.int64))
            if places_of is not None:
                spans = [(places_of[low], places_of[high - 1] + 1) for low, high in spans]
            words.spans.extend((start + low, start + high) for low, high in spans)
            words.counts.append(len(spans))
            words.documents.append(document)
        return words, windows

    def _run(
        self, windows: Sequence[Window], words: int, heads: Mapping[str, Head], *, vectors: type | None = np.float32
    ) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the scores of all heads side by side and the vectors for all words, as such numbers; None: without."""
        weight = np.concatenate([np.zeros((self.width, 0), np.float32), *(head.weight for head in heads.values())], 1)
        bias = np.concatenate([np.zeros(0, np.float32), *(head.bias for head in heads.values())])
        if (spare := LEAST_TAGS - len(bias)) > 0:
            weight, bias = np.pad(weight, ((0, 0), (0, spare))), np.pad(bias, (0, spare))
        scores = np.zeros((words, len(bias)), dtype=np.float32)
        values = np.zeros((words, self.width if vectors else 0), dtype=vectors)
        for batch in batches(windows):
            feed, counts = feed_of(batch)
            made = self._session.run(["scores", "vectors"], {**feed, "weight": weight, "bias": bias})
            place = 0
            for window, count in zip(batch, counts, strict=True):
                low, high = window.keep
                part = slice(place + window.skip, place + window.skip + high - low)
                scores[low:high], values[low:high] = made[0][part], made[1][part, : values.shape[1]]
                place += count
        return scores, values


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


def _decode(scores: NDArray[Any], words: Words, heads: Mapping[str, Head]) -> Iterator[HeadOutput]:
    counts = np.array(words.counts)
    starts = (np.cumsum(counts) - counts)[counts > 0]
    column = 0
    for name, head in heads.items():
        own = scores[:, column : column + tag_count(len(head.labels))]
        column += len(head.bias)
        spans = decode(own, starts)
        chances = np.exp(spans.log_probability / head.temperature).tolist()
        places = spans.first.tolist(), spans.last.tolist(), spans.kind.tolist()
        yield HeadOutput(name, head, own, [Tagged(*row) for row in zip(*places, chances, strict=True)])


def in_order(answers: list[dict[str, list[Found]]]) -> list[dict[str, list[Found]]]:
    """Sort what was found in each text by position, in place, and return it."""
    for answer in answers:
        for several in answer.values():
            several.sort(key=lambda item: (item.start, item.end))
    return answers


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
    # Plans of the memory, one a shape of the input: there are hundreds of shapes, and without is faster.
    options.enable_mem_pattern = False
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
