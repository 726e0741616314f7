"""Corpora in, encoded sentences out: what `gliomine train` calls `prepare`.

A document of several corpora is one document: the sentence is encoded once and carries one tag sequence a corpus.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gliomine.encoder.inputs import shapes, word_spans
from gliomine.encoder.tags import spans_to_tags
from gliomine.errors import InputError, cause
from gliomine.sentences.split import split_sentences
from gliomine.training.annotations import Entity, Read, reading
from gliomine.training.settings import CorpusSettings, RelationSettings, TrainSettings
from gliomine.training.standoff import PREFIX, annotated_texts, corpus_file, texts_of


@dataclass(frozen=True, slots=True)
class Annotated:
    """One document of one corpus."""

    doc_id: str
    pmid: str | None
    text: str
    entities: tuple[Entity, ...]
    held_out: bool


@dataclass(slots=True)
class Example:
    """One encoded sentence.

    Attributes:
        ids: word pieces, special ones included.
        shape: shape of each piece.
        firsts: first piece of each word.
        tags: head -> one tag a word.
    """

    ids: NDArray[Any]
    shape: NDArray[Any]
    firsts: NDArray[Any]
    tags: dict[str, NDArray[Any]] = field(default_factory=dict)


def read_documents(path: Path, *, held_out: float = 0.0, reads: str = "entities") -> Iterator[Annotated]:
    """Yield the documents of a JSON-lines file: `doc_id`, `text`, `entities` with `start`, `end`, `type`.

    Args:
        path: the file, maybe gzip.
        held_out: share of the documents, chosen by their ids, that are only measured on.
        reads: which annotations become entities.

    Raises:
        ConfigError: an unknown `reads`.
        InputError: a line is not such an object, or an entity lies outside its text.
    """
    entities_of = reading(reads)
    opener: Any = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield _document(line, entities_of, held_out, where=f"{path}, line {number}")
    except OSError as error:
        raise InputError(
            f"cannot read the corpus ({cause(error)})", where=str(path), expected="JSON lines", advice="check the path"
        ) from error


def _document(line: str, entities_of: Read, held_out: float, *, where: str) -> Annotated:
    try:
        values = json.loads(line)
        text, doc_id = values["text"], str(values["doc_id"])
        entities = tuple(entities_of(values))
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"not an annotated document ({type(error).__name__}: {error})",
            where=where,
            expected='{"doc_id": ..., "text": ..., "entities": [{"start": 0, "end": 5, "type": "..."}]}',
        ) from error
    for item in entities:
        if not 0 <= item.start < item.end <= len(text):
            raise InputError(f"entity {item.start}-{item.end} lies outside the text", where=where)
    pmid = values.get("pmid")
    return Annotated(doc_id, pmid, text, entities, document_hash(str(pmid or doc_id)) < held_out)


def document_hash(key: str) -> float:
    """Return a fixed number in [0, 1) for a document id."""
    return int.from_bytes(hashlib.sha256(key.encode("utf-8")).digest()[:6], "big") / 2**48


def corpus_files(settings: CorpusSettings, root: Path) -> list[Path]:
    """Return the files of a corpus, train first.

    Raises:
        InputError: there is none.
    """
    if settings.files:
        return [corpus_file(root, name) for name in settings.files]
    folder = root / settings.name
    found = [folder / f"{part}.jsonl{end}" for part in ("train", "dev") for end in (".gz", "")]
    found = [path for path in found if path.is_file()]
    if not found:
        raise InputError("corpus not found", where=str(folder), expected="train.jsonl.gz or train.jsonl")
    return found


def load_corpus(settings: CorpusSettings, root: Path) -> list[Annotated]:
    """Return all documents of a corpus; only documents of dev files and of those in `held_out_of` can be held out."""
    return [document for _, documents in _files_read(settings, root) for document in documents]


def held_out_files(settings: CorpusSettings, root: Path) -> Iterator[tuple[Path, list[Annotated]]]:
    """Yield each file of a corpus with the documents of it that training does not see."""
    for path, documents in _files_read(settings, root):
        yield path, [document for document in documents if document.held_out]


def _files_read(settings: CorpusSettings, root: Path) -> Iterator[tuple[Path, Iterator[Annotated]]]:
    for path in corpus_files(settings, root):
        share = held_out_share(path, settings)
        if path.name.startswith(PREFIX):
            yield path, _annotated(texts_of(path), held_out=share)
        else:
            yield path, read_documents(path, held_out=share, reads=settings.reads)


def held_out_share(path: Path, settings: CorpusSettings | RelationSettings) -> float:
    """Return the share of the documents of a file that are only measured on, by the beginning of its name."""
    shares = {"dev": settings.held_out, **settings.held_out_of}
    return next((value for name, value in shares.items() if path.name.startswith(name)), 0.0)


def _annotated(texts: Path, *, held_out: float) -> Iterator[Annotated]:
    for doc_id, text, marks in annotated_texts(texts):
        entities = tuple(Entity(mark.start, mark.end, mark.label) for mark in marks)
        yield Annotated(doc_id, None, text, entities, document_hash(doc_id) < held_out)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the sentences of a title, a line break and an abstract."""
    head = text.find("\n") + 1
    return split_sentences(text, 0, head) + split_sentences(text, head, len(text))


def label_order(documents: Sequence[Annotated]) -> tuple[str, ...]:
    """Return the labels of a corpus, the frequent ones first."""
    counts = Counter(item.label for document in documents for item in document.entities)
    return tuple(sorted(counts, key=lambda label: (-counts[label], label)))


@dataclass(frozen=True, slots=True)
class Prepared:
    """What fine-tuning reads.

    Attributes:
        labels: head -> its types.
        train: sentences to learn from.
        held_out: head -> its documents to measure on.
        lost: head -> mentions that no tag sequence can express (nested, crossing a sentence).
    """

    labels: dict[str, tuple[str, ...]]
    train: list[Example]
    held_out: dict[str, list[Annotated]]
    lost: dict[str, int]


def prepare(
    settings: TrainSettings, tokenizer: Any, *, labels: Mapping[str, tuple[str, ...]] | None = None
) -> Prepared:
    """Read, split, encode and tag all corpora; a document held out of one corpus is held out of all.

    Args:
        labels: label order of heads that are not new.
    """
    root = Path(settings.corpora)
    corpora = {item.name: load_corpus(item, root) for item in settings.heads}
    kept_apart = {
        key for documents in corpora.values() for item in documents if item.held_out for key in document_keys(item)
    }
    known, labels = labels or {}, {}
    pool: dict[str, Example] = {}
    lost: dict[str, int] = {}
    held_out: dict[str, list[Annotated]] = {}
    for item in settings.heads:
        documents = corpora[item.name]
        labels[item.name] = item.types or known.get(item.name) or label_order(documents)
        index = {label: number for number, label in enumerate(labels[item.name])}
        held_out[item.name] = [document for document in documents if document.held_out]
        for document in documents:
            if kept_apart.isdisjoint(document_keys(document)):
                missed = _add(document, item.name, index, tokenizer, settings.finetune.max_pieces, pool)
                lost[item.name] = lost.get(item.name, 0) + missed
    return Prepared(labels, list(pool.values()), held_out, lost)


def held_out_examples(prepared: Prepared, tokenizer: Any, most: int) -> list[Example]:
    """Return the sentences of the documents to measure on, each with the tags of the corpora that hold it out."""
    pool: dict[str, Example] = {}
    for head, documents in prepared.held_out.items():
        index = {label: number for number, label in enumerate(prepared.labels[head])}
        for document in documents:
            _add(document, head, index, tokenizer, most, pool)
    return list(pool.values())


def encoded(text: str, tokenizer: Any, most: int) -> list[Example]:
    """Return the sentences of a text without tags; those of more pieces than `most` are cut."""
    found: list[Example] = []
    texts = [text[start:end] for start, end in sentence_spans(text)]
    for sentence, encoding in zip(texts, tokenizer.encode_batch(texts), strict=True):
        whole = example_of(sentence, encoding)
        if len(whole.firsts):
            found += [_cut(whole, low, high) for low, high in windows(whole.firsts.tolist(), len(whole.ids), most)]
    return found


def document_keys(document: Any) -> set[str]:
    """Return what tells that two documents are the same: PubMed id, and the beginning of the text."""
    start = "".join(character for character in document.text[:400].casefold() if character.isalnum())[:120]
    return {start} | ({f"pmid:{document.pmid}"} if document.pmid else set())


def _add(
    document: Annotated, head: str, index: dict[str, int], tokenizer: Any, most: int, pool: dict[str, Example]
) -> int:
    spans = sentence_spans(document.text)
    texts = [document.text[start:end] for start, end in spans]
    placed = 0
    for (start, end), text, encoding in zip(spans, texts, tokenizer.encode_batch(texts), strict=True):
        inside = [item for item in document.entities if start <= item.start and item.end <= end]
        firsts, words = word_spans(encoding.word_ids, encoding.offsets)
        if not words:
            continue
        marked = [to_words(item, start, words, index[item.label]) for item in inside if item.label in index]
        tags = spans_to_tags([span for span in marked if span is not None], len(words))
        placed += sum(tag > 0 and (tag - 1) % 4 in (2, 3) for tag in tags)
        whole = example_of(text, encoding)
        for number, (low, high) in enumerate(windows(firsts, len(encoding.ids), most)):
            key = f"{number} {text}"
            if key not in pool:
                pool[key] = _cut(whole, low, high)
            pool[key].tags.setdefault(head, np.array(tags[low:high], dtype=np.int64))
    return len(document.entities) - placed


def to_words(item: Entity, offset: int, words: Sequence[tuple[int, int]], kind: int) -> tuple[int, int, int] | None:
    """Return an entity as (first word, past the last word, kind); words that it touches belong to it.

    Args:
        offset: begin of the sentence that the word spans refer to.
    """
    start, end = item.start - offset, item.end - offset
    touched = [number for number, (low, high) in enumerate(words) if low < end and high > start]
    return (touched[0], touched[-1] + 1, kind) if touched else None


def example_of(text: str, encoding: Any) -> Example:
    """Return an encoded sentence without tags."""
    firsts, _ = word_spans(encoding.word_ids, encoding.offsets)
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    shape = shapes(text, offsets[:, 0], offsets[:, 1])
    shape[offsets[:, 0] == offsets[:, 1]] = 0
    return Example(np.array(encoding.ids, dtype=np.int64), shape, np.array(firsts, dtype=np.int64))


def windows(firsts: Sequence[int], pieces: int, most: int) -> list[tuple[int, int]]:
    """Cut a sentence into ranges of words that fit, special pieces included; most sentences are one range."""
    if pieces <= most:
        return [(0, len(firsts))]
    ends = [*firsts[1:], pieces - 1]
    ranges, low = [], 0
    for word, end in enumerate(ends):
        if end - firsts[low] > most - 2 and word > low:
            ranges.append((low, word))
            low = word
    return [*ranges, (low, len(firsts))]


def _cut(whole: Example, low: int, high: int) -> Example:
    if low == 0 and high == len(whole.firsts):
        return Example(whole.ids, whole.shape, whole.firsts)
    begin = whole.firsts[low]
    end = whole.firsts[high] if high < len(whole.firsts) else len(whole.ids) - 1
    pick = np.concatenate([[0], np.arange(begin, end), [len(whole.ids) - 1]])
    return Example(whole.ids[pick], whole.shape[pick], whole.firsts[low:high] - begin + 1)
