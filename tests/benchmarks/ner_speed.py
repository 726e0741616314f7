"""Words/s of recognition, side by side with spaCy's CNN NER pipeline, on one thread.

    python tests/benchmarks/ner_speed.py ABSTRACTS.jsonl.gz [--documents 300] [--rounds 3]

Ours is sentence splitting and recognition. The peer is a spaCy pipeline of tokenizer and NER with a CNN of width 96 and
depth 4, the shape of scispaCy's models; it is trained here for a moment on our own answers, so that it finds about as
much. Four of them run one after another are what it takes to get the types of four corpora. Each round measures all
three; the best round of each counts. Seconds are processor time, which other programs on the machine disturb least;
elapsed time is printed too. Words are what stands between white space.
"""

from __future__ import annotations

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1", TOKENIZERS_PARALLELISM="false")

import argparse
import gzip
import itertools
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import spacy
from gliomine.encoder.model import NerModel, load_recogniser
from gliomine.mentions.recognise import recognise as recognise_texts
from gliomine.resources import models_folder
from gliomine.sentences.split import split_sentences
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch

HEAD = "gliomine"
BATCH = 64
PEER = {
    "@architectures": "spacy.HashEmbedCNN.v2",
    "width": 96,
    "depth": 4,
    "embed_size": 2000,
    "window_size": 1,
    "maxout_pieces": 3,
    "subword_features": True,
    "pretrained_vectors": None,
}


def read_texts(path: Path, number: int) -> list[str]:
    """Return the first texts of a JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in itertools.islice(lines, number)]


def recognise(model: NerModel, texts: list[str]) -> list[list[tuple[int, int, str]]]:
    """Split and recognise, in batches as the pipeline does."""
    found = []
    for begin in range(0, len(texts), BATCH):
        part = texts[begin : begin + BATCH]
        spans = [split_sentences(text, 0, len(text)) for text in part]
        for answer in recognise_texts(model, part, spans, schemas=[HEAD], definitions=[()] * len(part)):
            found.append([(item.start, item.end, item.label) for item in answer[HEAD]])
    return found


def make_peer(texts: list[str], found: list[list[tuple[int, int, str]]]) -> Any:
    """Return a spaCy CNN NER pipeline, trained for a moment."""
    fix_random_seed(1)
    nlp = spacy.blank("en")
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": PEER,
    }
    nlp.add_pipe("ner", config={"model": model})
    examples = []
    for text, spans in zip(texts, found, strict=True):
        doc = nlp.make_doc(text)
        kept = [item for item in spans if doc.char_span(item[0], item[1]) is not None]
        examples.append(Example.from_dict(doc, {"entities": kept}))
    optimiser = nlp.initialize(lambda: examples)
    for _ in range(6):
        for batch in minibatch(examples, 4):
            nlp.update(batch, sgd=optimiser)
    return nlp


def measure(work: Callable[[], int]) -> tuple[float, float, int]:
    """Return processor seconds, elapsed seconds and the number of entities."""
    began, elapsed = time.process_time(), time.perf_counter()
    entities = work()
    return time.process_time() - began, time.perf_counter() - elapsed, entities


def load_seconds() -> tuple[float, float]:
    """Return processor and elapsed seconds that loading takes in a fresh process."""
    code = (
        "import time; from pathlib import Path; from gliomine.resources import models_folder\n"
        "c, e = time.process_time(), time.perf_counter()\n"
        "from gliomine.encoder.model import load_recogniser; load_recogniser(models_folder() / 'ner')\n"
        "print(time.process_time() - c, time.perf_counter() - e)"
    )
    rounds = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(3)
    ]
    processor, elapsed = zip(*(map(float, done.stdout.split()) for done in rounds), strict=True)
    return min(processor), min(elapsed)


def main() -> None:
    """Measure and print; exit code 1 where a ratio is below 0.5 or 2."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    texts = read_texts(arguments.source, arguments.documents)
    words = sum(len(text.split()) for text in texts)
    model = load_recogniser(models_folder() / "ner")
    found = recognise(model, texts)
    nlp = make_peer(texts[:64], found[:64])
    works: dict[str, Callable[[], int]] = {
        "ours": lambda: sum(map(len, recognise(model, texts))),
        "one CNN": lambda: sum(len(doc.ents) for doc in nlp.pipe(texts)),
        "four CNNs": lambda: sum(len(doc.ents) for _ in range(4) for doc in nlp.pipe(texts)),
    }
    best: dict[str, tuple[float, float, int]] = {}
    for _ in range(arguments.rounds):
        for name, work in works.items():
            best[name] = min(best.get(name, (1e9, 1e9, 0)), measure(work))
    for name, (processor, elapsed, entities) in best.items():
        print(f"{name:10} {words / processor:8.0f} words/s ({words / elapsed:.0f} elapsed), {entities} entities")
    one, four = (best[name][0] / best["ours"][0] for name in ("one CNN", "four CNNs"))
    loading = load_seconds()
    print(f"{words} words; ours is {one:.2f} times one CNN, {four:.2f} times four")
    print(f"loading: {loading[0]:.2f} s ({loading[1]:.2f} elapsed)")
    sys.exit(0 if one >= 0.5 and four >= 2 else 1)


if __name__ == "__main__":
    main()
