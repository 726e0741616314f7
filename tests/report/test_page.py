from __future__ import annotations

import base64
import dataclasses
import hashlib
import html
import html.parser
import json
import re
from pathlib import Path
from typing import Any

import pytest
from gliomine.config import ReportOptions
from gliomine.errors import InputError
from gliomine.report.page import SCRIPTS, render, safe_json, write_report
from gliomine.report.payload import build

from tests.report.conftest import HOSTILE, make_documents, write_run


class Collector(html.parser.HTMLParser):
    """Collects the elements of a page, and the text of scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside = ""
        self.texts: dict[str, list[str]] = {"script": [], "style": []}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = tag
        if tag in self.texts:
            self.texts[tag].append("")

    def handle_data(self, data: str) -> None:
        if self.inside in self.texts:
            self.texts[self.inside][-1] += data

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""


@pytest.fixture(scope="module")
def page(report: Path) -> Collector:
    collector = Collector()
    collector.feed(report.read_text(encoding="utf-8"))
    return collector


def data_of(path: Path) -> Any:
    block = re.search(
        r'<script type="application/json" id="data">(.*?)</script>', path.read_text(encoding="utf-8"), re.S
    )
    assert block
    return json.loads(block[1])


def test_input_makes_no_elements(report: Path, page: Collector) -> None:
    names = [tag for tag, _ in page.tags]
    assert names.count("script") == 1 + len(SCRIPTS) and "img" not in names and "svg" not in names
    text = report.read_text(encoding="utf-8")
    for hostile in HOSTILE[:4]:
        assert hostile not in text


def test_the_policy_allows_just_the_page_itself(page: Collector) -> None:
    policy = next(attrs["content"] for _, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy and policy.startswith("default-src 'none'; ") and "unsafe" not in policy and "http" not in policy
    for kind in ("script", "style"):
        for text in page.texts[kind]:
            if text.startswith("{"):  # the data block is no script
                continue
            digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()
            assert f"'sha256-{digest}'" in policy


def test_nothing_is_loaded(page: Collector) -> None:
    for tag, attrs in page.tags:
        assert "src" not in attrs and tag not in ("iframe", "object", "embed", "base")
        assert not (attrs.get("href") or "#").startswith(("http", "//"))


@pytest.mark.parametrize("text", HOSTILE)
def test_json_in_a_script_comes_back_and_holds_no_markup(text: str) -> None:
    made = safe_json([text])
    assert json.loads(made) == [text]
    assert not set(made) & set("<>&\u2028\u2029")


def test_the_page_without_data_is_small(report: Path) -> None:
    total, data = report.stat().st_size, len(safe_json(data_of(report)).encode())
    assert total - data < 1_200_000


def test_equal_runs_of_one_day_give_equal_bytes(report: Path, run: Path, tmp_path: Path) -> None:
    again = write_run(tmp_path / run.name, make_documents())
    manifest = again / "run.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("T08:00", "T09:30"), encoding="utf-8")
    assert write_report(again, options=ReportOptions()).read_bytes() == report.read_bytes()


def test_the_run_has_its_name_and_its_day(report: Path, run: Path, tmp_path: Path) -> None:
    assert data_of(report)["run"] == {"name": run.name, "date": "2020-01-01"}
    assert f"Run {html.escape(run.name)}, 2020-01-01." in report.read_text(encoding="utf-8").replace("&#39;", "&#x27;")
    other = write_run(tmp_path / "other", make_documents())
    (other / "run.json").write_text('{"finished": "<img src=x>"}', encoding="utf-8")
    assert build(other, options=ReportOptions())["run"] == {"name": "other", "date": None}


def test_the_facts_are_those_of_the_manifest_without_what_differs_between_equal_runs(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", make_documents())
    facts = {"input files": 4, "skipped by rule": {"hidden": 1}, "configuration": {"a": 1}, "models": {"ner": "x"}}
    stored = {"inputs": {"files": 4, "skipped": {"hidden": 1}}, "configuration": {"a": 1}, "models": {"ner": "x"}}
    (run / "run.json").write_text(json.dumps({**stored, "timings": {"seconds": 1}}), encoding="utf-8")
    assert build(run, options=ReportOptions())["facts"] == facts
    (run / "run.json").unlink()
    assert build(run, options=ReportOptions())["facts"] == {}


def test_everything_is_counted(report: Path) -> None:
    data = data_of(report)
    documents = make_documents()
    assert data["totals"]["documents"] == len(documents) and data["totals"]["failures"] == 1
    assert data["totals"]["mentions"] == sum(len(item.mentions) for item in documents)
    glioma = next(row for row in data["concepts"] if row[0] == "MONDO:0021042")
    assert glioma[1:6] == ["glioma", "disease", 6, 3, ["Glioma", "glioma"]]
    assert ["present", "conclusions", 1, 1] in glioma[6] and ["*", "background", 1, 1] in glioma[6]
    stem = next(row for row in data["concepts"] if row[1] == "Glioma stem cells")
    assert stem[0] is None and stem[2] == "cell_type"
    assert data["facts"]["configuration"] == {"profile": "glioma"}


def test_every_mention_knows_its_concept(report: Path) -> None:
    data = data_of(report)
    keys = data["keys"]["entities"]
    for entry, document in zip(data["documents"], make_documents(), strict=True):
        found = [dict(zip(keys, row, strict=True)) for row in entry["entities"]]
        linked = {link.mention_id: link.curie for link in document.links}
        for row, mention in zip(found, document.mentions, strict=True):
            assert (row["start"], row["end"]) == (mention.start, mention.end)
            concept = data["concepts"][row["concept"]]
            assert concept[0] == linked.get(mention.mention_id)
            assert concept[2] == mention.entity_type


@pytest.mark.parametrize(
    ("limits", "documents"),
    [({"documents": 1}, 1), ({"documents": 2}, 2), ({"characters": 1}, 1), ({"characters": 10_000}, 4)],
)
def test_large_runs_are_capped(run: Path, limits: dict[str, int], documents: int) -> None:
    data = build(run, options=dataclasses.replace(ReportOptions(), **limits))
    assert len(data["documents"]) == documents
    assert data["totals"]["documents"] == 4


def test_concepts_are_capped(run: Path) -> None:
    data = build(run, options=dataclasses.replace(ReportOptions(), concepts=2))
    assert len(data["concepts"]) == 2
    keys = data["keys"]["entities"]
    rows = [dict(zip(keys, row, strict=True)) for entry in data["documents"] for row in entry["entities"]]
    assert {row["concept"] for row in rows} == {-1, 0, 1}
    assert all(row["curie"] is None for row in rows if row["concept"] >= 0)
    assert any(row["curie"] for row in rows if row["concept"] < 0)


def test_an_empty_run_has_a_report(tmp_path: Path) -> None:
    data = build(write_run(tmp_path / "empty", []), options=ReportOptions())
    assert data["claims"] is None and data["groups"] == [] and data["charts"] == [] and data["totals"]["mentions"] == 0
    assert "</html>" in render(data)


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no finished run"):
        write_report(tmp_path, options=ReportOptions())
