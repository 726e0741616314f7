"""Time and memory of reading large and hostile files.

`python tests/benchmarks/read_memory.py [RECORDS]` writes MEDLINE files of a thousandth, a tenth and all of so many
records (30,000 by default), record files of other formats, and gzip bombs and damaged files of every format, and reads
each in a process of its own. A line is: file, size, documents, failures, seconds, peak memory, the last failure.
"""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

WORDS = [f"word{number}" for number in range(3000)]
BOMB_BYTES = 2_000_000_000

CHILD = """
import resource, sys, time
from pathlib import Path
from gliomine.config import ReadConfig
from gliomine.document import Document
from gliomine.readers import read_documents
path, began, documents, failures, last = Path(sys.argv[1]), time.perf_counter(), 0, 0, ""
for found in read_documents(path, doc_id=path.name, source=path.name, config=ReadConfig()):
    if isinstance(found, Document):
        documents += 1
    else:
        failures, last = failures + 1, found.error
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(f"{documents:7} documents {failures:5} failures {time.perf_counter() - began:7.1f} s {peak:5} MB  {last[:90]}")
"""


def sentences(chance: random.Random) -> str:
    """Return an abstract of about 1,500 characters."""
    return " ".join(" ".join(chance.choices(WORDS, k=20)).capitalize() + "." for _ in range(10))


def medline(count: int) -> Iterator[str]:
    """Yield the pieces of a MEDLINE file."""
    chance = random.Random(count)
    yield '<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n'
    for number in range(count):
        yield (
            f"<PubmedArticle><MedlineCitation><PMID>{number}</PMID><Article><ArticleTitle>Title {number}</ArticleTitle>"
            f"<Abstract><AbstractText>{sentences(chance)}</AbstractText></Abstract><AuthorList><Author><LastName>A"
            f"</LastName><AffiliationInfo><Affiliation>University {number}, Oslo, Norway</Affiliation>"
            "</AffiliationInfo></Author></AuthorList></Article></MedlineCitation></PubmedArticle>\n"
        )
    yield "</PubmedArticleSet>\n"


def rows(count: int, kind: str) -> Iterator[str]:
    """Yield the lines of a file of records."""
    chance = random.Random(count)
    if kind == "csv":
        yield "doc_id,text\n"
    for number in range(count):
        text = sentences(chance)
        if kind == "jsonl":
            yield json.dumps({"doc_id": str(number), "text": text}) + "\n"
        elif kind == "csv":
            yield f'{number},"{text}"\n'
        elif kind == "pubtator":
            yield f"{number}|t|Title\n{number}|a|{text}\n\n"


def write(path: Path, pieces: Iterable[str]) -> Path:
    """Write pieces to a file, packed if its name says so."""
    if path.suffix == ".gz":
        with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as packed:
            packed.writelines(pieces)
    else:
        with path.open("w", encoding="utf-8") as plain:
            plain.writelines(pieces)
    return path


def bomb(path: Path, head: bytes, filling: bytes) -> Path:
    """Write a gzip file of some megabytes that unpacks to two gigabytes."""
    block = filling * (1_000_000 // len(filling))
    with gzip.open(path, "wb", compresslevel=9) as stream:
        stream.write(head)
        for _ in range(BOMB_BYTES // len(block)):
            stream.write(block)
    return path


def files(folder: Path, count: int) -> Iterator[Path]:
    """Yield the files to read."""
    for number in (count // 1000, count // 10, count):
        yield write(folder / f"medline-{number}.xml", medline(number))
    packed = write(folder / f"medline-{count}.xml.gz", medline(count))
    yield packed
    for kind in ("jsonl", "csv", "pubtator"):
        yield write(folder / f"rows-{count}.{kind}", rows(count, kind))
    cut = folder / "truncated.xml.gz"
    cut.write_bytes(packed.read_bytes()[: packed.stat().st_size // 2])
    yield cut
    heads = {
        "bomb.txt.gz": (b"", b"a "),
        "bomb.xml.gz": (b"<PubmedArticleSet><PubmedArticle>", b"a "),
        "between.xml.gz": (b"<PubmedArticleSet>", b"a "),
        "comment.xml.gz": (b"<PubmedArticleSet><PubmedArticle><!--", b"a "),
        "open.xml.gz": (b"<PubmedArticleSet><PubmedArticle>", b"<a>"),
        "bomb.nxml.gz": (b"<article><body><p>", b"a "),
        "bomb.json.gz": (b'{"documents": [{"id": "', b"a "),
        "list.json.gz": (b'{"documents": [', b"[["),
        "bomb.jsonl.gz": (b'{"text": "', b"a "),
        "bomb.csv.gz": (b'doc_id,text\n1,"', b"a "),
        "lines.csv.gz": (b'doc_id,text\n1,"', b"a\n"),
        "bomb.pubtator.gz": (b"1|t|", b"a "),
        "lines.pubtator.gz": (b"1|t|a\n", b"1|a|b\n"),
        "bomb.pdf.gz": (b"%PDF-1.4\n", b"a "),
    }
    for name, (head, filling) in heads.items():
        yield bomb(folder / name, head, filling)


def main() -> None:
    """Read each file and print a line for it."""
    count = int(next((item for item in sys.argv[1:] if item.isdigit()), "30000"))
    with tempfile.TemporaryDirectory() as scratch:
        for path in files(Path(scratch), count):
            done = subprocess.run([sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True)
            size = path.stat().st_size / 1e6
            print(f"{path.name:20} {size:6.1f} MB {done.stdout.rstrip()}{done.stderr[-300:]}", flush=True)


if __name__ == "__main__":
    main()
