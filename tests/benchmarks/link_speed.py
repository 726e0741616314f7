"""Speed of the linker and links of made-up names: `python tests/benchmarks/link_speed.py [--kb FOLDER]`.

Distinct names, so that nothing comes from a cache: preferred names of the knowledge base for exact matches, the same
names with a letter left out for near ones. Made-up names are built from syllables; ordinary words are a short list.

`--peer VOCABULARY` measures scispaCy's candidate generator beside it, over the names of one vocabulary of the knowledge
base (CL builds in seconds; a larger one takes much longer). scispaCy's own function refuses to build an index with a
current scipy, so the same index is built here with nmslib and the same settings.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

import numpy as np
from gliomine.entity_types import ENTITY_TYPES
from gliomine.kb.export import export
from gliomine.kb.knowledge_base import KnowledgeBase, open_knowledge_base
from gliomine.kb.overlay import Overlay, shipped_rows
from gliomine.linking.linker import Linker

BEGINNINGS = [
    "glor",
    "bra",
    "dosta",
    "ter",
    "vel",
    "quin",
    "zan",
    "tri",
    "olo",
    "mep",
    "fax",
    "cri",
    "sor",
    "bel",
    "nu",
    "va",
    "xo",
    "yst",
    "pli",
    "kro",
    "dra",
]
MIDDLES = ["ba", "ti", "ro", "lo", "mi", "re", "su", "ka", "vo", "ne", "da"]
ENDINGS = [
    "tinib",
    "limab",
    "mab",
    "ciclib",
    "prazole",
    "sartan",
    "vir",
    "pril",
    "olol",
    "zumab",
    "parib",
    "tecan",
    "platin",
    "mycin",
    "cillin",
    "xaban",
]
SURNAMES = [
    "Varner",
    "Hest",
    "Mulkin",
    "Prenn",
    "Oskel",
    "Dravin",
    "Lotz",
    "Quenn",
    "Zorbin",
    "Talmer",
    "Wexin",
    "Brol",
    "Kanter",
    "Velde",
    "Jarnik",
]
WORDS = [
    "kitchen table",
    "bicycle",
    "mortgage",
    "football match",
    "airport",
    "constitution",
    "guitar",
    "newspaper",
    "sandwich",
    "umbrella",
    "happiness",
    "philosophy",
    "elevator",
    "software",
    "holiday",
    "restaurant",
    "concert",
    "museum",
    "tax return",
    "election",
    "blue sky",
    "winter coat",
    "bus stop",
    "novel",
    "poem",
    "painting",
    "democracy",
    "London",
    "Berlin",
    "Tokyo",
    "quarterly report",
    "interest rate",
    "swimming pool",
    "garden fence",
    "machine learning",
    "random forest",
    "corresponding author",
    "peer review",
    "ethics committee",
    "in contrast",
    "questionnaire",
    "budget",
    "teacher",
    "engineer",
    "lawyer",
    "soldier",
    "village",
    "castle",
    "island",
    "John Smith",
    "Maria Gonzalez",
    "Wei Zhang",
    "Anna Kowalska",
]


def made_up(chance: random.Random) -> list[tuple[str, str]]:
    drugs = ["".join(map(chance.choice, (BEGINNINGS, MIDDLES, ENDINGS))) for _ in range(200)]
    eponyms = [f"{'-'.join(chance.sample(SURNAMES, 2))} {chance.choice(['syndrome', 'disease'])}" for _ in range(100)]
    words = [(word, kind) for word in WORDS for kind in chance.sample([*ENTITY_TYPES, ""], 4)]
    return [(name, "chemical") for name in drugs] + [(name, "disease") for name in eponyms] + words


def rate(linker: Linker, names: list[tuple[str, str]]) -> tuple[float, int]:
    begin = time.perf_counter()
    linked = sum(bool(linker.candidates(*name)) for name in names)
    return len(names) / (time.perf_counter() - begin), linked


def peer(kb: KnowledgeBase, vocabulary: str) -> None:
    """Print how fast scispaCy's candidate generator finds 30 candidates for near names, and the time to build it."""
    import nmslib
    from scispacy.candidate_generation import CandidateGenerator
    from scispacy.linking_utils import KnowledgeBase as TheirBase
    from sklearn.feature_extraction.text import TfidfVectorizer

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kb.jsonl"
        export(kb, path, format_="scispacy", vocabulary=vocabulary)
        theirs = TheirBase(str(path))
    begin = time.perf_counter()
    aliases = list(theirs.alias_to_cuis)
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), min_df=10, dtype=np.float32)
    vectors = vectorizer.fit_transform(aliases)
    filled = np.asarray(vectors.sum(axis=1) != 0).ravel()
    aliases = [alias for alias, full in zip(aliases, filled, strict=True) if full]
    index = nmslib.init(method="hnsw", space="cosinesimil_sparse", data_type=nmslib.DataType.SPARSE_VECTOR)
    index.addDataPointBatch(vectors[filled])
    index.createIndex({"M": 100, "indexThreadQty": 1, "efConstruction": 2000, "post": 0})
    index.setQueryTimeParams({"efSearch": 200})
    print(f"scispaCy: index of {len(aliases):,} names built in {time.perf_counter() - begin:.0f} s")
    generator = CandidateGenerator(index, vectorizer, aliases, theirs)
    names = [name[:6] + name[7:] for name in aliases if len(name) > 12][:2_000]
    begin = time.perf_counter()
    generator(names, k=30)
    speed = len(names) / (time.perf_counter() - begin)
    print(f"scispaCy near {speed:10,.0f} names/s on all cores, before any choice among the candidates")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kb")
    parser.add_argument("--peer", metavar="VOCABULARY")
    options = parser.parse_args()
    kb = open_knowledge_base(options.kb)
    linker, chance = Linker(Overlay(kb, shipped=shipped_rows())), random.Random(1)
    linker.candidates("glioblastomaa", "disease")
    exact = [(kb.name(place), kb.entity_types(place)[0]) for place in chance.sample(range(len(kb)), 20_000)]
    near = [(name[:6] + name[7:], kind) for name, kind in exact if len(name) > 12][:2_000]
    for label, names in (("exact", exact), ("near", near)):
        speed, linked = rate(linker, names)
        print(f"{label:8} {speed:10,.0f} names/s  {linked:,} of {len(names):,} linked")
    if options.peer:
        peer(kb, options.peer)
    names = made_up(chance)
    linked = [name for name in names if linker.candidates(*name)]
    print(f"made up  {len(names) - len(linked)} of {len(names)} without a link ({1 - len(linked) / len(names):.3f})")
    for name, kind in linked[:20]:
        item = linker.candidates(name, kind)[0]
        print(f"    {name!r} as {kind or 'anything'}: {kb.curie(item.concept)} {kb.name(item.concept)} ({item.match})")


if __name__ == "__main__":
    main()
