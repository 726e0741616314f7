"""What documents are about: first claims, and the main entities of each section; as a command and in the report."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from gliomine.cli.main import app
from gliomine.config import ReportOptions
from gliomine.document import Section
from gliomine.errors import ConfigError
from gliomine.report.payload import build
from gliomine.tables.digests import digests
from typer.testing import CliRunner

from tests.writers.conftest import make_document, related, write_run

DRUG, GLIOMA = ("temozolomide", "chemical", "CHEBI:72564"), ("glioma", "disease", "MONDO:0021042")
TEXT = "Notes\ntemozolomide for glioma. temozolomide again. glioma and \x1b[31m temozolomide. rats and glioma"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    paper = make_document(
        "paper.txt", TEXT, [DRUG, GLIOMA, DRUG, GLIOMA, DRUG, ("rats", "organism", None), GLIOMA], title="Notes"
    )
    cut = TEXT.index("rats")
    sections = (
        *paper.sections[:1],
        Section(6, cut - 1, "abstract"),
        Section(cut, len(TEXT), "body", "2. Results", level=1, path="2. Results"),
        Section(cut + 9, len(TEXT), "body", "Rats", "body", "Rats", 2, "2. Results > Rats"),
    )
    paper = related(
        replace(paper, sections=sections),
        (0, "treats", 1, "present"),
        (2, "treats", 3, "present"),
        (3, "causes", 4, "absent"),
    )
    return write_run(tmp_path / "run", [make_document("a.txt", "Rain fell.", []), paper])


def test_a_digest_holds_first_claims_and_the_main_entities_of_each_section(run: Path) -> None:
    empty, paper = digests(run)
    assert (empty.doc_id, empty.claims, empty.sections) == ("a.txt", (), ())
    assert paper.title == "Notes"
    # What is said twice stands once.
    assert [(item.subject, item.predicate, item.object, item.status) for item in paper.claims] == [
        ("temozolomide", "treats", "glioma", "present"),
        ("glioma", "causes", "temozolomide", "absent"),
    ]
    said = paper.claims[0]
    assert TEXT[said.start : said.end] == said.sentence
    assert [(part, [(item.name, item.mentions, item.absent) for item in named]) for part, named in paper.sections] == [
        ("abstract", [("temozolomide", 3, 1), ("glioma", 2, 0)]),
        ("2. Results", [("rat", 1, 0), ("glioma", 1, 0)]),
    ]


def test_the_command_shows_some_or_one_and_no_controls(run: Path) -> None:
    def call(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, ["summary", str(run), *arguments])
        assert result.exit_code == code, result.output
        return result.output

    shown = call()
    assert "a.txt\n  no entity was found\n" in shown
    assert "  2. Results: rat (organism, 1), glioma (disease, 1)\n" in shown
    assert "    glioma causes temozolomide (absent)\n" in shown
    assert "\x1b" not in shown
    assert call("--limit", "1").startswith("a.txt")
    assert "paper.txt" not in call("--limit", "1")
    (line,) = call("--doc", "paper.txt", "--format", "jsonl").splitlines()
    assert json.loads(line)["sections"][0][0] == "abstract"


def test_an_unknown_document_is_named_with_the_nearest(run: Path) -> None:
    with pytest.raises(ConfigError, match=r"papers\.txt.*did you mean.*paper\.txt"):
        digests(run, ["papers.txt"])


def test_the_report_shows_what_a_document_is_about(run: Path) -> None:
    data = build(run, options=ReportOptions())
    claims, parts = data["documents"][1]["digest"]
    assert claims[0][:4] == ["temozolomide", "treats", "glioma", "present"]
    assert parts[1] == ["2. Results", [["rat", 1], ["glioma", 1]]]
