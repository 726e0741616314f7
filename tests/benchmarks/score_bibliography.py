"""Which cells of the bibliography are right: `python tests/benchmarks/score_bibliography.py ../shared/xml`.

The folder holds `pubmed/` with PubMed records and `jats/` with articles, one a file. The truth is read from the same
files with another parser and by path alone. A cell is one that the record has: PMID, PMCID, DOI, year, journal; the
authors' family names with their given names, in order, are one cell, and so are their ORCIDs. `year` is that of the
issue, where the record tells one, else the earliest.
"""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gliomine.config import Config, ReadConfig
from gliomine.document import Document
from gliomine.pages.stages import affiliations, sections
from gliomine.readers import read_documents

Cells = dict[str, Any]


def main(folder: Path) -> None:
    """Print for each column the share of the cells that are right, and each that is not."""
    right: Counter[tuple[str, str]] = Counter()
    cells: Counter[tuple[str, str]] = Counter()
    for kind, truth in (("pubmed", pubmed), ("jats", jats)):
        for path in sorted((folder / kind).glob("*ml")):
            wanted = {name: value for name, value in truth(ElementTree.parse(path).getroot()).items() if value}
            found = read(path)
            for name, value in wanted.items():
                cells[kind, name] += 1
                right[kind, name] += found.get(name) == value
                if found.get(name) != value:
                    print(f"{path.name} {name}: {found.get(name)!r} is not {value!r}")
    for kind, name in cells:
        share = right[kind, name] / cells[kind, name]
        print(f"{kind:8}{name:10}{right[kind, name]:5} of {cells[kind, name]:4} {share:.4f}")
    print(f"all: {sum(right.values())} of {sum(cells.values())} {sum(right.values()) / sum(cells.values()):.4f}")


def read(path: Path) -> Cells:
    """Return what gliomine makes of a record."""
    (document,) = read_documents(path, doc_id=path.name, source=path.name, config=ReadConfig())
    if not isinstance(document, Document):
        return {}
    (document,) = affiliations(Config())(sections(Config())([document]))
    people = [(one_line(item.family), one_line(item.given)) for item in document.authors if item.family]
    return {
        "pmid": document.pmid,
        "pmcid": document.pmcid,
        "doi": document.doi,
        "year": document.year,
        "journal": document.journal,
        "authors": people,
        "orcid": [item.orcid for item in document.authors if item.orcid],
    }


def pubmed(root: Any) -> Cells:
    """Return the cells of a PubMed record."""
    ids = {item.get("IdType"): item.text for item in root.findall(".//PubmedData/ArticleIdList/ArticleId")}
    date = root.find(".//JournalIssue/PubDate")
    people = [item for item in root.findall(".//AuthorList/Author") if item.find("LastName") is not None]
    return {
        "pmid": root.findtext(".//MedlineCitation/PMID"),
        "pmcid": ids.get("pmc"),
        "doi": ids.get("doi") or root.findtext(".//ELocationID[@EIdType='doi']"),
        "year": first_year(" ".join(date.itertext())) if date is not None else None,
        "journal": one_line(root.findtext(".//Journal/Title")),
        "authors": [(one_line(item.findtext("LastName")), one_line(item.findtext("ForeName"))) for item in people],
        "orcid": orcids(item.text for item in root.findall(".//AuthorList/Author/Identifier[@Source='ORCID']")),
    }


def jats(root: Any) -> Cells:
    """Return the cells of an article."""
    meta = root.find(".//article-meta")
    ids = {item.get("pub-id-type"): item.text for item in meta.findall("article-id")}
    pmcid = ids.get("pmcid") or ids.get("pmc")
    dates = meta.findall("pub-date")
    issue = [item for item in dates if {item.get("pub-type"), item.get("date-type")} & {"collection", "ppub"}]
    years = [int(item.findtext("year")) for item in issue or dates if item.findtext("year")]
    people = [
        item.find("name")
        for group in meta.findall("contrib-group")
        for item in group.findall("contrib[@contrib-type='author']")
        if item.find("name") is not None
    ]
    return {
        "pmid": ids.get("pmid"),
        "pmcid": pmcid and "PMC" + pmcid.removeprefix("PMC"),
        "doi": ids.get("doi"),
        "year": min(years, default=None),
        "journal": one_line(root.findtext(".//journal-title")),
        "authors": [(one_line(item.findtext("surname")), one_line(item.findtext("given-names"))) for item in people],
        "orcid": orcids(item.text for item in meta.findall(".//contrib/contrib-id[@contrib-id-type='orcid']")),
    }


def orcids(texts: Iterator[str | None]) -> list[str]:
    """Return ORCIDs without their addresses."""
    return [match[0] for text in texts if text and (match := re.search(r"(?:\d{4}-){3}\d{3}[\dX]", text))]


def first_year(text: str) -> int | None:
    """Return the first year of a date as shown."""
    match = re.search(r"\b\d{4}\b", text)
    return int(match[0]) if match else None


def one_line(text: str | None) -> str:
    """Return a text with single spaces."""
    return " ".join((text or "").split())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
