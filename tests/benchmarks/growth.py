"""How time and memory grow with the size of an input: each kind is made three times as large, again and again.

`python tests/benchmarks/growth.py [NAME] [--table]` works on each kind in a process of its own and prints the largest
size tried, its time and memory, and the exponent between the last two sizes: 1 is in proportion, 2 quadratic. With
--table it prints the rows of docs/limits.md. The exit code is 1 where an exponent is over 1.2.
"""

from __future__ import annotations

import io
import itertools
import json
import math
import random
import re
import string
import subprocess
import sys
import tarfile
import tempfile
import time
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from pathlib import Path

LIMIT = 1.2
LONGEST = 4.0  # seconds: then the size is not raised further
SHORTEST = 0.2  # below this, times are noise and say nothing of growth
STEPS = 9
MOST = 60_000_000  # characters: a file of one document may have no more


def read(name: str, text: str | bytes) -> None:
    """Read a file of this content."""
    from gliomine.config import ReadConfig
    from gliomine.readers import read_documents

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        for _ in read_documents(path, doc_id=name, source=name, config=ReadConfig()):
            pass


def jats(front: str = "", body: str = "") -> None:
    """Read an article."""
    title = "<title-group><article-title>Glioma</article-title></title-group>"
    front = f"<front><article-meta>{title}{front}</article-meta></front>"
    read("a.nxml", f"<article>{front}<body>{body}</body></article>")


def stage(name: str, text: str, *, model: str = "none") -> None:
    """Send a text through the stages up to one; without a limit of time."""
    from gliomine.config import Config, MentionConfig
    from gliomine.document import Document
    from gliomine.stages import Pipeline, finished

    config = Config(mentions=MentionConfig(model=model))
    (found,) = Pipeline(config, until=name, timeout=None)([Document("a", text)])
    finished(found)


def docx(paragraphs: int) -> bytes:
    """Return a manuscript of so many paragraphs: the parts of a file of Word, put together by hand."""
    import docx as library

    stream = io.BytesIO()
    library.Document().save(stream)
    with zipfile.ZipFile(stream) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    written = f"<w:p><w:r><w:t>{PROSE}</w:t></w:r></w:p>".encode() * paragraphs
    parts["word/document.xml"] = re.sub(rb"(<w:body>)", lambda match: match[1] + written, parts["word/document.xml"])
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def package(articles: int) -> bytes:
    """Return a package of so many articles."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for number in range(articles):
            data = ARTICLE.format(n=number).encode()
            entry = tarfile.TarInfo(f"PMC{number}/a{number}.nxml")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return made.getvalue()


def pdf(pages: int) -> bytes:
    """Return a PDF of so many pages of forty lines."""
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from tests.readers.pdf_maker import Shown, make_pdf

    page = [Shown(72, 740 - 15 * number, PROSE.strip()) for number in range(40)]
    return make_pdf(*[page] * pages)


def link(names: list[str], kind: str) -> None:
    """Link mentions that lie one behind the other."""
    from gliomine.config import Config
    from gliomine.document import Document, Mention, Section, mention_id
    from gliomine.linking.stage import build

    found, at = [], 0
    for name in names:
        found.append(
            Mention(at, at + len(name), mention_id("a", at, at + len(name), entity_type=kind), name, kind, 1.0, "x")
        )
        at += len(name) + 1
    text = " ".join(names)
    sections = (Section(0, len(text), "body"),)
    build(Config())([Document("a", text, layout="structured", sections=sections, mentions=tuple(found))])


def acronyms(number: int) -> list[str]:
    """Return so many words of four capitals."""
    return [
        "".join(letters) for letters in itertools.islice(itertools.product(string.ascii_uppercase, repeat=4), number)
    ]


def passage(number: int) -> str:
    return json.dumps({"id": str(number), "passages": [{"offset": 0, "text": "Glioma cells grow in mice."}]})


def nested(number: int) -> None:
    from gliomine.readers.jats_front import grants

    list(grants(ET.parse(io.StringIO(f"<m>{'<award-group>' * number}{'</award-group>' * number}</m>")).getroot()))


ARTICLE = (
    "<article><front><article-meta><article-id pub-id-type='pmid'>{n}</article-id><title-group><article-title>Glioma"
    "</article-title></title-group></article-meta></front><body><p>Glioma cells grow.</p></body></article>"
)
TEI = (
    "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt><title>Glioma</title></titleStmt></fileDesc>"
    "</teiHeader><text><body><div>{body}</div></body></text></TEI>"
)
SAVED = """{n}. J Test. 2020 Jan;1(1):1-2. doi: 10.1000/{n}.

Glioma cells in mice number {n}.

Silva A(1), Lindgren B(1).

Author information:
(1)University of Oslo, Oslo, Norway.

Glioma cells were not treated with temozolomide in mice.

PMID: {n}


"""
PROSE = "Glioma cells were not treated with temozolomide (TMZ) in mice. "
ADDRESSES = "Unit; A University, Lyon, France; B, Rome, Italy\n"
ROW = '{n},"Glioma cells, number {n}, grow."\n'
RANDOM = random.Random(1)
KINDS: dict[str, tuple[Callable[[int], None], int]] = {  # name: (work on so many characters or elements, first size)
    "text: prose": (lambda n: read("a.txt", PROSE * (n // 63)), 200_000),
    "text: lines with headings": (lambda n: read("a.txt", "Abstract\nGlioma.\nFunding\nNone.\n" * (n // 30)), 30_000),
    "pubmed-text: records": (lambda n: read("a.txt", "".join(SAVED.format(n=i) for i in range(1, n + 1))), 1000),
    "medline: records": (
        lambda n: read("a.nbib", "".join(f"PMID- {i}\nTI  - Glioma.\nAB  - It grows.\n\n" for i in range(n))),
        3000,
    ),
    "medline: lines of an abstract": (lambda n: read("a.nbib", "PMID- 1\nAB  - It\n" + "      grows\n" * n), 10_000),
    "ris: records": (lambda n: read("a.ris", "TY  - JOUR\nTI  - Glioma\nAB  - It grows.\nER  - \n\n" * n), 3000),
    "tei: paragraphs": (
        lambda n: read("a.tei.xml", TEI.format(body="<p>Glioma cells grow.</p>" * n)),
        3000,
    ),
    "html: paragraphs": (
        lambda n: read(
            "a.html", f"<html><body><article><h1>Glioma</h1>{f'<p>{PROSE}</p>' * n}</article></body></html>"
        ),
        1000,
    ),
    "html: nested boxes": (
        lambda n: read(
            "a.html", f"<html><body><h1>Glioma</h1>{'<div><p>Cells grow.</p>' * n}{'</div>' * n}</body></html>"
        ),
        1000,
    ),
    "docx: paragraphs": (lambda n: read("a.docx", docx(n)), 300),
    "markdown: paragraphs": (lambda n: read("a.md", "# Glioma\n\n" + f"## Methods\n\n{PROSE}\n\n" * n), 1000),
    "pdf: pages": (lambda n: read("a.pdf", pdf(n)), 3),
    "pmc-package: articles": (lambda n: read("a.tar", package(n)), 300),
    "csv: rows": (lambda n: read("a.csv", "doc_id,text\n" + "".join(ROW.format(n=i) for i in range(n))), 3000),
    "csv: open quotes": (lambda n: read("a.csv", "doc_id,text\n" + '1,"open\n2,"""x\n' * (n // 2)), 1000),
    "jsonl: lines": (lambda n: read("a.jsonl", '{"text": "Glioma"}\n' * n), 10_000),
    "pubtator: records": (lambda n: read("a.pubtator", "".join(f"{i}|t|T\n{i}|a|A\n\n" for i in range(n))), 3000),
    "bioc-json: documents": (
        lambda n: read("a.json", f'{{"documents": [{",".join(map(passage, range(n)))}]}}'),
        3000,
    ),
    "bioc-json: damaged documents": (
        lambda n: read("a.json", f'{{"documents": [{",".join(passage(i)[:-3] for i in range(n))}]}}'),
        1000,
    ),
    "bioc-json: objects without an end": (lambda n: read("a.json", '{"documents": [' + '{"a": [1, ' * n), 1000),
    "bioc-xml: offsets": (
        lambda n: read(
            "a.xml",
            "<collection><document>"
            + "".join(f"<passage><offset>{2000 * i}</offset><text>a</text></passage>" for i in range(n))
            + "</document></collection>",
        ),
        3000,
    ),
    "pubmed: records without their ends": (
        lambda n: read("a.xml", "<PubmedArticleSet>" + "<PubmedArticle><PMID>1</PMID>" * n),
        3000,
    ),
    "jats: lists in a paragraph": (
        lambda n: jats(body="<p>" + "<list><list-item><p>a</p></list-item></list>" * n + "</p>"),
        1000,
    ),
    "jats: children of an address": (lambda n: jats(front="<aff>" + "<x/>a" * n + "</aff>"), 10_000),
    "jats: nested award groups": (nested, 3000),
    "jats: paragraphs": (lambda n: jats(body="<p>Glioma cells<sup>2</sup> grow.</p>" * n), 3000),
    "stage sections: headings": (
        lambda n: stage("sections", "Abstract\nGlioma.\nFunding\nNone.\n" * (n // 30)),
        30_000,
    ),
    "stage affiliations: addresses": (
        lambda n: stage(
            "affiliations", "Affiliations\n" + "Unit; A University, Lyon, France; B, Rome, Italy\n" * (n // 49)
        ),
        10_000,
    ),
    "stage funders: lines": (
        lambda n: stage("funders", "Funding\n" + "National Institutes of Health (R01 CA1)\n" * (n // 40)),
        10_000,
    ),
    "stage sentences: prose": (lambda n: stage("sentences", PROSE * (n // 63)), 60_000),
    "stage abbreviations: brackets": (lambda n: stage("abbreviations", "glioma stem cells (GSC) " * (n // 24)), 20_000),
    "stage mentions: names": (lambda n: stage("mentions", "glioma, mice and temozolomide. " * (n // 31)), 30_000),
    "stage mentions: compounds": (
        lambda n: stage("mentions", "DOX-loaded exosomes, 5-FU+RT, Vero cells, TP53-null mice, asthma1,2 " * (n // 68)),
        10_000,
    ),
    "stage links: acronyms": (lambda n: link(acronyms(n), "gene"), 1000),
    "stage links: a mention of many words": (lambda n: link([" ".join(f"w{i}" for i in range(n))], "chemical"), 3000),
    "stages mentions and relations with the model: prose": (
        lambda n: stage("relations", PROSE * (n // 63), model="default"),
        1000,
    ),
    "stage assertions: hedges in one sentence": (lambda n: stage("assertions", "might " * (n // 6)), 2000),
    "stage assertions: a table of Yes, No, NA": (
        lambda n: stage("assertions", " ".join(RANDOM.choice(["Yes", "No", "NA"]) for _ in range(n // 4))),
        3000,
    ),
    "stage assertions: citations in a bracket": (
        lambda n: stage(
            "assertions",
            "This may reflect hypoxia ("
            + "; ".join(f"{word.title()} et al., {1950 + i % 70}" for i, word in enumerate(acronyms(n // 19)))
            + ") in glioma.",
        ),
        1000,
    ),
}


def measure(name: str) -> None:
    """Work on a kind at growing sizes and print what was found as JSON."""
    import resource

    work, size = KINDS[name]
    work(size)  # what is loaded once is no growth
    times: list[tuple[int, float]] = []
    while len(times) < STEPS and size <= MOST and (not times or times[-1][1] < LONGEST / 3):
        began = time.process_time()
        work(size)
        times.append((size, time.process_time() - began))
        size *= 3
    told = len(times) > 1 and times[-1][1] >= SHORTEST
    exponent = math.log(times[-1][1] / max(times[-2][1], 1e-6), 3) if told else 0.0
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps([times[-1][0], round(times[-1][1], 2), memory, round(exponent, 2)]))


def main() -> int:
    """Measure every kind, or those whose names hold a word, each in a process of its own."""
    if sys.argv[1:2] == ["--child"]:
        measure(sys.argv[2])
        return 0
    wanted = [word for word in sys.argv[1:] if not word.startswith("--")]
    worst = 0.0
    for name in KINDS:
        if wanted and not any(word in name for word in wanted):
            continue
        done = subprocess.run([sys.executable, __file__, "--child", name], capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{name}: {done.stderr.strip().splitlines()[-1]}")
            worst = math.inf
            continue
        size, seconds, memory, exponent = json.loads(done.stdout)
        worst = max(worst, exponent)
        if "--table" in sys.argv:
            print(f"| {name} | {size:,} | {seconds:.1f} | {memory:,} | {exponent:.2f} |", flush=True)
        else:
            mark = "OVER" if exponent > LIMIT else "ok"
            print(f"{mark:5}{name}: {size:,}, {seconds:.2f} s, {memory:,} MB, exponent {exponent:.2f}", flush=True)
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
