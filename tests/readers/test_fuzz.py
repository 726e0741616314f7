"""Small real-looking files of every format with a few bytes changed: nothing raises, and no record is lost silently.

Every record bears its own marker in its id, title and text. A record that is undamaged up to its title needs a
document that shows its marker, or a failure. What was found once lies in finds/ (FORMAT--what-it-was--ROWS.SUFFIX) and
is read again by the fast tests.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.readers import READERS, read_documents
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.readers.pdf_maker import Shown, make_pdf
from tests.readers.test_pages_and_manuscripts import HTML, JATS, MARKDOWN, TEI, manuscript, package

RECORDS = 5
EXAMPLES = int(os.environ.get("GLIOMINE_FUZZ", "400"))  # of each format; with 400 all take less than a minute
FINDS = Path(__file__).parent / "finds"
_MARKER = re.compile(r"marker\d\d")
_PYTHON = re.compile(r"[A-Z]\w*(?:Error|Exception|Iteration|Interrupt)\b")


def words(name: str) -> str:
    return f"Glioma {name} was treated with temozolomide. Cells (n = 5) died."


def bioc_json(name: str) -> str:
    passages = [{"offset": 0, "infons": {"type": "title"}, "text": f"On {name}", "annotations": [], "relations": []}]
    passages.append({**passages[0], "offset": 12, "infons": {"type": "abstract"}, "text": words(name)})
    return json.dumps({"id": name, "infons": {}, "passages": passages}, indent=1)


def bioc_xml(name: str) -> str:
    passages = "".join(
        f'<passage><infon key="type">{kind}</infon><offset>{offset}</offset><text>{text}</text></passage>\n'
        for kind, offset, text in (("title", 0, f"On {name}"), ("abstract", 12, words(name)))
    )
    return f"<document><id>{name}</id>\n{passages}</document>\n"


def pubmed(name: str) -> str:
    return (
        f"<PubmedArticle><MedlineCitation><PMID Version='1'>{name}</PMID><Article><Journal><Title>J {name}</Title>"
        f"</Journal><ArticleTitle>On {name} &amp; <i>mice</i></ArticleTitle>\n<Abstract>"
        f"<AbstractText Label='AIM'>{words(name)}"
        f"</AbstractText><AbstractText>More of {name}.</AbstractText></Abstract></Article></MedlineCitation>"
        "</PubmedArticle>\n"
    )


def jats(name: str) -> str:
    return (
        f"<article><front><article-meta><article-id pub-id-type='pmid'>{name}</article-id><title-group><article-title>"
        f"On {name}</article-title></title-group>\n<abstract><p>{words(name)}</p></abstract></article-meta></front>"
        f"<body><sec><title>Results</title><p>More of {name}.</p></sec></body></article>\n"
    )


def bmc(name: str) -> str:
    return (
        f"<art><ui>{name}</ui><fm><bibl><title><p>On {name}</p></title><xrefbib><pubidlist><pubid idtype='pmpid'>{name}"
        f"</pubid></pubidlist></xrefbib></bibl>\n<abs><sec><st><p>Abstract</p></st><p>{words(name)}</p></sec></abs></fm>"
        f"<bdy><sec><st><p>Results</p></st><p>More of {name}.</p></sec></bdy></art>\n"
    )


def saved(name: str) -> str:
    number = 1 + int(name[-2:])
    return (
        f"{number}. J Glioma. 2020 Jan;1(1):1-9. doi: 10.1/{name}.\n\nOn {name} in mice.\n\nSmith J(1), Doe A(1).\n\n"
        f"Author information:\n(1)University, Lyon, France.\n\n{words(name)}\n\nDOI: 10.1/{name}\nPMID: {number}\n\n\n"
    )


def medline(name: str) -> str:
    return f"PMID- {name}\nTI  - On {name}\n      in mice.\nAB  - {words(name)}\nFAU - Smith, John\nAU  - Smith J\n\n"


def ris(name: str) -> str:
    return f"TY  - JOUR\nID  - {name}\nT1  - On {name}\nAB  - {words(name)}\nAU  - Smith, J.\nER  - \n\n"


FORMATS: dict[str, tuple[str, Callable[[str], str], str, str, str]] = {  # suffix, record, begin, between, end
    "bioc-json": ("json", bioc_json, '{"source": "x", "documents": [', ",\n", "]}\n"),
    "bioc-xml": ("xml", bioc_xml, '<?xml version="1.0"?>\n<collection><source>x</source>', "", "</collection>\n"),
    "pubmed": ("xml", pubmed, '<?xml version="1.0"?>\n<PubmedArticleSet>\n', "", "</PubmedArticleSet>\n"),
    "jats": ("xml", jats, '<?xml version="1.0"?>\n<pmc-articleset>', "", "</pmc-articleset>"),
    "bmc": ("xml", bmc, '<?xml version="1.0"?>\n<articles>', "", "</articles>"),
    "pubmed-text": ("txt", saved, "", "", ""),
    "medline": ("nbib", medline, "", "", ""),
    "ris": ("ris", ris, "", "", ""),
    "pubtator": (
        "pubtator",
        lambda n: f"{n}|t|On {n}\n{n}|a|{words(n)}\n{n}\t3\t9\tglioma\tDisease\tD1\n\n",
        "",
        "",
        "",
    ),
    "jsonl": ("jsonl", lambda n: json.dumps({"doc_id": n, "title": f"On {n}", "text": words(n)}) + "\n", "", "", ""),
    "csv": ("csv", lambda n: f'{n},"On {n}","{words(n)}\n""More"" of {n}"\n', "doc_id,title,text\n", "", ""),
    "tsv": ("tsv", lambda n: f"{n}\tOn {n}\t{words(n)}\n", "doc_id\ttitle\ttext\n", "", ""),
    "text": ("txt", lambda n: f"On {n}\n\nAbstract\n{words(n)}\n\n", "", "", ""),
}


def paper() -> bytes:
    pages = [[Shown(72, 700, f"On marker{n:02}", 16), Shown(72, 600, words(f"marker{n:02}"))] for n in range(RECORDS)]
    return make_pdf(*pages, title="On markers")


WHOLE: dict[str, tuple[str, Callable[[], bytes]]] = {  # formats of one document a file: suffix, content
    "pdf": ("pdf", paper),
    "html": ("html", HTML.encode),
    "markdown": ("md", MARKDOWN.encode),
    "tei": ("tei", TEI.encode),
    "docx": ("docx", manuscript),
    "pmc-package": ("tar", lambda: package({"a.nxml": JATS.format(11).encode()}, mode="w")),
}
NAMES = [*FORMATS, *WHOLE]


def whole(name: str) -> tuple[str, bytes]:
    """Return name and content of an undamaged file of a format."""
    if name in WHOLE:
        suffix, made = WHOLE[name]
        return f"a.{suffix}", made()
    suffix, record, begin, between, end = FORMATS[name]
    records = between.join(record(f"marker{number:02}") for number in range(RECORDS))
    return f"a.{suffix}", f"{begin}{records}{end}".encode()


def lost(path: Path, data: bytes) -> str | None:
    """Read a file of this content and say what is wrong with the answer, None if nothing is."""
    path.write_bytes(data)
    found = list(read_documents(path, doc_id=path.name, source=path.name, config=ReadConfig()))
    failures = [item for item in found if isinstance(item, Failure)]
    for item in failures:
        if _PYTHON.match(item.error):
            return f"a fault of the program: {item.error}"
    if not found:
        return "neither a document nor a failure"
    if len({item.doc_id for item in found}) < len(found):
        return "two rows of the same id"
    shown = " ".join(
        f"{item.doc_id} {item.title} {item.text}" if isinstance(item, Document) else f"{item.doc_id} {item.error}"
        for item in found
    )
    # The failure of a file stands for all its records, so that any failure may be that of a missing one.
    missing = _opened(path.suffix, data) - set(_MARKER.findall(shown))
    return f"lost without a word: {sorted(missing)}" if missing and not failures else None


def _opened(suffix: str, data: bytes) -> set[str]:
    """Return the markers of the records that are undamaged up to their titles, and begin a line if they should."""
    found = set()
    text = "\n" + data.decode("latin-1").replace("\r", "\n")
    for own, record, begin, _, _ in FORMATS.values():
        if f".{own}" == suffix and begin.split("\n")[0] in text:
            for name in set(_MARKER.findall(text)):
                opening = record(name).partition(f"On {name}")[0] + f"On {name}"
                found |= {name} if opening in text and (begin or f"\n{opening}" in text) else set()
    return found


_TOKENS = (
    *(
        b"<",
        b">",
        b"</",
        b"/>",
        b"&",
        b"&#0;",
        b"]]>",
        b"<x>",
        b"\x00",
        b"\xff",
        b"\xe2\x82",
        b"\xef\xbb\xbf",
        b"\r",
        b"\n",
    ),
    *(b"\n\n", b"\t", b",", b'"', b'""', b"'", b"{", b"}", b"[", b"]", b"null", b"1e999", b"-1", b"|", b"|t|", b"|a|"),
    *(b"\\", b"\\ud800", b"\x1b[2J", b"\xc2\x85", b"\xe2\x80\xa8", b";", b":", b"#", b"  - ", b"- ", b"ER  - \n", b"%"),
)
EDITS = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.sampled_from(("insert", "delete", "replace", "double", "cut")),
        st.integers(1, 24),
        st.sampled_from(_TOKENS),
    ),
    min_size=1,
    max_size=3,
)


def edited(data: bytes, edits: list[tuple[float, str, int, bytes]]) -> bytes:
    """Return the content with the edits, one after the other."""
    for where, kind, length, token in edits:
        at = int(where * len(data))
        piece = data[at : at + length]
        if kind == "cut":
            data = data[: at + 1]
        else:
            put = {"insert": token + piece, "delete": b"", "replace": token, "double": piece + piece}[kind]
            data = data[:at] + put + data[at + length :]
    return data


@pytest.mark.parametrize("name", NAMES)
def test_the_undamaged_file_is_read_whole(tmp_path: Path, name: str) -> None:
    file, data = whole(name)
    assert lost(tmp_path / file, data) is None
    found = list(read_documents(tmp_path / file, doc_id=file, source=file, config=ReadConfig()))
    assert [type(item) for item in found] == [Document] * (1 if name in WHOLE or name == "text" else RECORDS)


def test_every_format_has_its_file() -> None:
    assert set(NAMES) == set(READERS)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_change_of_a_few_bytes_loses_a_record(tmp_path: Path, name: str) -> None:
    file, data = whole(name)

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(EDITS)
    def check(edits: list[tuple[float, str, int, bytes]]) -> None:
        changed = edited(data, edits)
        problem = lost(tmp_path / file, changed)
        assert problem is None, f"{problem}; keep as a file of {FINDS.name}/: {changed!r}"

    check()


@pytest.mark.parametrize("find", sorted(path.name for path in FINDS.glob("*--*")))
def test_what_was_found_stays_mended(tmp_path: Path, find: str) -> None:
    path = tmp_path / find
    assert lost(path, (FINDS / find).read_bytes()) is None
    rows = list(read_documents(path, doc_id=find, source=find, config=ReadConfig()))
    assert len(rows) == int(path.stem.rpartition("--")[2])
