"""A run folder made of hand-built documents, and a browser to look at its report."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from gliomine.config import ReportOptions
from gliomine.document import (
    Abbreviation,
    Affiliation,
    Assertion,
    Document,
    Failure,
    Funder,
    Link,
    Mention,
    Section,
    Sentence,
    mention_id,
)
from gliomine.report.page import write_report
from gliomine.tables.arrow import rows_to_arrow
from gliomine.tables.parquet import write_table
from gliomine.tables.rows import failure_row, rows
from gliomine.tables.schema import table_schemas

HOSTILE = (
    "<script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 2'>",
    "</script><script>window.hacked = 3</script>",
    "<!--<script>",
    "\u2028window.hacked = 4\u2029",
    "{{ 7 * 7 }} {% raw %}",
    "javascript:window.hacked=5",
    "\"'><svg onload=window.hacked=6>",
)

CONCEPTS = {
    "Glioma stem cells": ("cell_type", None, None),
    "Glioma": ("disease", "MONDO:0021042", "glioma"),
    "glioma": ("disease", "MONDO:0021042", "glioma"),
    "MSCs": ("cell_type", "CL:0000134", "mesenchymal stem cell"),
    "exosomes": ("vesicle", "GO:0070062", "extracellular exosome"),
    "temozolomide": ("chemical", "CHEBI:72564", "temozolomide"),
    "metastases": ("disease", None, None),
}


def make_document(doc_id: str, title: str, sentences: list[tuple[str, str | None]], **more: Any) -> Document:
    """Return a document with a title, an abstract of these sentences, and the mentions that `CONCEPTS` names."""
    text = title + "\n" + " ".join(sentence for sentence, _ in sentences)
    sections = (Section(0, len(title), "title"), Section(len(title) + 1, len(text), "abstract", "Abstract"))
    spans = [Sentence(0, len(title), 0, "title", title)]
    at = len(title) + 1
    for index, (sentence, role) in enumerate(sentences, 1):
        spans.append(Sentence(at, at + len(sentence), index, "abstract", sentence, role))
        at += len(sentence) + 1
    mentions, links, assertions = [], [], []
    for name, (entity_type, curie, concept) in {**CONCEPTS, **more.pop("concepts", {})}.items():
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            key = mention_id(doc_id, start, end, entity_type=entity_type)
            mentions.append(Mention(start, end, key, name, entity_type, 0.875, "gliomine"))
            if curie:
                links.append(Link(key, 1, curie, concept or name, 1.0, "exact"))
            absent = text[max(0, start - 14) : start] == "no evidence of "[-14:]
            assertions.append(Assertion(key, "absent" if absent else "present", "no evidence of" if absent else None))
            start = text.find(name, end)
    mentions.sort(key=lambda item: (item.start, -item.end))
    return Document(
        doc_id, text, f"in/{doc_id}", "text", "utf-8", "abstract", title, None, sections=sections,
        sentences=tuple(spans), mentions=tuple(mentions), links=tuple(links), assertions=tuple(assertions), **more,
    )  # fmt: skip


def make_documents() -> list[Document]:
    """Return a plain document, one with signs outside the basic plane, a hostile one, and one without entities."""
    plain = make_document(
        "a/glioma.txt", "Glioma stem cells and exosomes",
        [("Glioma recurs after surgery.", "background"), ("We loaded exosomes of MSCs with temozolomide.", "methods"),
         ("There was no evidence of metastases.", "results"), ("MSCs reach glioma.", "conclusions")],
        cited_by_count=2,
        abbreviations=(Abbreviation(80, 84, "MSCs", "mesenchymal stem cells", 0, 5),),
        affiliations=(
            Affiliation(0, 5, 1, "Lanzhou University, Lanzhou, China", None, "Lanzhou University", "Lanzhou", "CN"),
        ),
        funders=(Funder(0, 5, 1, "NSFC 812", "National Natural Science Foundation of China", "812"),),
    )  # fmt: skip
    astral = make_document("b/emoji.txt", "😀𝛽 Glioma 👩‍🔬", [("𝛾-rays and MSCs 😀 treat glioma.", "results")])
    bad = " ".join(HOSTILE)
    hostile = make_document(
        f"c/{HOSTILE[1]}.txt", bad, [(f"{bad} glioma.", None)],
        concepts={text: ("gene", f"evil:{text}", text) for text in HOSTILE},
        abbreviations=(Abbreviation(0, 5, HOSTILE[0], HOSTILE[2], 0, 5),),
        affiliations=(Affiliation(0, 5, 1, bad, HOSTILE[0], HOSTILE[1], HOSTILE[2], "CN"),),
        funders=(Funder(0, 5, 1, bad, HOSTILE[1], HOSTILE[2]),),
    )  # fmt: skip
    return [plain, astral, hostile, make_document("d/none.txt", "Nothing here", [("Rain fell.", None)])]


def write_run(folder: Path, documents: list[Document]) -> Path:
    """Write the tables of a run of these documents."""
    (folder / "tables").mkdir(parents=True)
    failures = rows_to_arrow(
        "failures", map(failure_row, [Failure(HOSTILE[2], "in/x", "read", f"the file is empty {HOSTILE[1]}")])
    )
    for name in table_schemas():
        table = failures if name == "failures" else rows_to_arrow(name, rows(name, documents))
        write_table(name, [table], folder / "tables" / f"{name}.parquet")
    (folder / "run.json").write_text(
        json.dumps({"finished": "2020-01-01T08:00:00+00:00", "configuration": {"profile": "glioma"}}), encoding="utf-8"
    )
    return folder


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run folder whose name holds signs that paths, SQL and glob patterns give a meaning."""
    return write_run(tmp_path_factory.mktemp("run") / "it's [a] run? #1", make_documents())


@pytest.fixture(scope="session")
def report(run: Path) -> Path:
    """Return the report of the run."""
    return write_report(run, options=ReportOptions())


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return a headless browser; a test that needs one is skipped where none is installed."""
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    if found is None:
        pytest.skip("no browser is installed")
    playwright = pytest.importorskip("playwright.sync_api")
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=found, args=[*sandbox, "--disable-gpu"])
        yield started
        started.close()


class Visit:
    """An open page and what it complained about or asked for."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.address = page, address
        self.problems: list[str] = []
        page.on("console", lambda message: self.problems.append(message.text))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("dialog", lambda dialog: self.problems.append("dialog"))
        page.on("request", self._request)

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.problems.append(request.url)

    def go(self, route: str) -> None:
        """Open the page at an address behind its `#`."""
        self.page.goto("about:blank")
        self.page.goto(self.address + route)
        self.page.wait_for_selector("body[data-ready]")

    def texts(self, selector: str) -> list[str]:
        """Return the texts of the elements that fit."""
        found: list[str] = self.page.locator(selector).all_text_contents()
        return found


def open_views(browser: Any, report: Path, views: Iterable[str], *, width: int, theme: str) -> None:
    """Open views of a report one after another: none is wider than the screen, runs what it shows, or complains."""
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)
    visit = Visit(context.new_page(), report.as_uri())
    for route in views:
        visit.go(route)
        assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), route
        assert visit.page.evaluate("window.hacked") is None
    context.close()
    assert visit.problems == []
