"""Budgets decide, and the reports say what exceeded them."""

from __future__ import annotations

import json
import shutil
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from gliomine.cli.main import main
from gliomine.compare.budgets import Allowance, Budgets, MentionBudget, load_budgets
from gliomine.compare.check import check
from gliomine.compare.diff import compare
from gliomine.compare.page import render
from gliomine.compare.snapshot import snapshot
from gliomine.compare.verdicts import verdicts
from gliomine.document import Document, Section
from gliomine.errors import ConfigError, InputError

from tests.compare.runs import TEXT, document, relinked, with_mention, without_mention, write_run

NAMES = ("a.txt", "b.txt", "c.txt")
LESS = (document("a.txt"), without_mention(document("b.txt"), 3), document("c.txt"))


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a run, its baseline, and a run that lost a mention."""
    folder = tmp_path_factory.mktemp("check")
    snapshot(write_run(folder / "run", map(document, NAMES)), folder / "kept")
    write_run(folder / "less", LESS)
    return folder


@pytest.fixture
def kept(originals: Path, tmp_path: Path) -> Path:
    shutil.copytree(originals, tmp_path, dirs_exist_ok=True)
    return tmp_path / "kept"


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


Gliomine = Callable[..., Done]


@pytest.fixture
def gliomine(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Gliomine:
    """Return a function that runs the command line in this process."""

    def run(*arguments: str | Path, **environment: str) -> Done:
        with monkeypatch.context() as patch:
            for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
                patch.delenv(name, raising=False)
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["gliomine", *map(str, arguments)])
            capsys.readouterr()
            with pytest.raises(SystemExit) as caught:
                main()
                raise SystemExit(0)
        return Done(int(caught.value.code or 0), *capsys.readouterr())

    return run


NOTHING = Budgets()


def failed(
    kept: Path, documents: Iterable[Document], budgets: Budgets = NOTHING, *, speed: float = 1000.0
) -> list[str]:
    run = kept.parent / "less" if documents is LESS else write_run(kept.parent / "other", documents, speed=speed)
    result = check(run, kept, budgets=budgets, scratch=kept.parent)
    assert result.passed == all(item.passed for item in result.verdicts)
    return [item.name for item in result.verdicts if not item.passed]


def test_the_same_documents_pass(kept: Path) -> None:
    assert failed(kept, map(document, NAMES)) == []


def test_a_lost_mention_fails_its_type(kept: Path) -> None:
    assert failed(kept, LESS) == ["chemical: lost"]


def test_every_budget_is_zero_unless_given(kept: Path) -> None:
    documents = [
        with_mention(relinked(document("a.txt"), 2, "MESH:D005910", "Glioma"), 5, entity_type="cell_line"),
        with_mention(document("b.txt"), 3, end=61),
        replace(document("d.txt"), text=TEXT + "\n"),
    ]
    assert failed(kept, documents) == [
        "documents: document_missing",
        "documents: document_added",
        "chemical: moved",
        "disease: relinked",
        "gene: retyped",
    ]


def test_a_budget_of_a_type_stands_before_the_general_one(kept: Path) -> None:
    budgets = Budgets(types={"chemical": MentionBudget(lost=Allowance(count=1))})
    assert failed(kept, LESS, budgets) == []


def test_a_share_is_counted_on_the_baseline(kept: Path) -> None:
    assert failed(kept, LESS, Budgets(budget=MentionBudget(lost=Allowance(share=0.34)))) == []


@pytest.mark.parametrize(("allowed", "names"), [(1, ["sections: rows"]), (2, [])])
def test_lost_and_gained_rows_of_a_table_count_together(kept: Path, allowed: int, names: list[str]) -> None:
    less, more = document("a.txt"), document("b.txt")
    less = replace(less, sections=less.sections[1:])
    more = replace(more, sections=(*more.sections, Section(20, 30, "keywords")))
    documents = [less, more, document("c.txt")]
    assert failed(kept, documents, Budgets(tables={"sections": Allowance(count=allowed)})) == names


def test_what_is_over_the_limit_is_counted(kept: Path, gliomine: Gliomine) -> None:
    run = write_run(kept.parent / "none", [document("a.txt")])
    shown = {limit: gliomine("diff", kept, run, "--limit", limit).stdout for limit in ("1", "2", "0")}
    assert shown["1"].endswith("... and 1 more\n")
    assert "more" not in shown["2"]
    assert shown["0"].endswith("... and 2 more\n")


def test_speed_is_compared_when_asked(kept: Path) -> None:
    assert failed(kept, map(document, NAMES), Budgets(speed_ratio=0.5), speed=499) == ["speed: ratio"]


def test_a_drop_of_f1_fails(kept: Path) -> None:
    gold = kept.parent / "gold.jsonl"
    entities = [{"start": 48, "end": 60, "text": "temozolomide", "type": "Chemical"}]
    rows = [{"doc_id": name, "text": TEXT, "entities": entities} for name in NAMES]
    gold.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    loose = MentionBudget(lost=Allowance(count=5), f1_drop=0.1)
    names = failed(kept, LESS, Budgets(budget=loose, gold=gold))
    assert names == ["all types: f1_drop", "chemical: f1_drop"]  # F1 falls from 1 to 0.8


def test_a_type_that_is_found_no_more_has_lost_all_of_its_f1(kept: Path) -> None:
    gold = kept.parent / "gold.jsonl"
    entities = [{"start": 48, "end": 60, "text": "temozolomide", "type": "Chemical"}]
    gold.write_text("".join(json.dumps({"doc_id": n, "text": TEXT, "entities": entities}) + "\n" for n in NAMES))
    none = write_run(kept.parent / "none", [replace(document(name), mentions=(), links=()) for name in NAMES])
    drops = {
        item.name: (item.found, item.allowed)
        for item in verdicts(compare(kept, none), Budgets(budget=MentionBudget(f1_drop=0.25), gold=gold))
        if item.kind == "f1_drop"
    }
    assert drops == {"all types: f1_drop": (1.0, 0.25), "chemical: f1_drop": (1.0, 0.25)}


def test_gold_of_another_text_is_refused(kept: Path) -> None:
    gold = kept.parent / "gold.jsonl"
    gold.write_text(json.dumps({"doc_id": "a.txt", "text": "Another.", "entities": []}), encoding="utf-8")
    with pytest.raises(InputError, match="the gold was made on another text"):
        list(verdicts(compare(kept, kept), Budgets(gold=gold)))


def test_budgets_are_read_from_toml(tmp_path: Path) -> None:
    path = tmp_path / "check.toml"
    path.write_text(
        'gold = "g.jsonl"\nspeed_ratio = 0.5\n[budget]\nlost = 1\nrelinked = "2%"\n[budget.gene]\nlost = 7\n'
        "[tables]\nsections = 3\n[run.mentions]\nmodel = 'none'\n"
    )
    found = load_budgets(path)
    assert found.of_type("disease").lost == Allowance(count=1)
    assert found.of_type("gene") == MentionBudget(lost=Allowance(count=7), relinked=Allowance(share=0.02))
    assert (found.gold, found.run.mentions.model) == (tmp_path / "g.jsonl", "none")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[budgets]\nlost = 1", "did you mean 'budget'"),
        ("[budget]\nlots = 1", "did you mean 'lost'"),
        ("[budget.genes]\nlost = 1", "did you mean 'gene'"),
        ("[tables]\nsection = 1", "did you mean 'sections'"),
        ("[budget]\nlost = -1", "is not a budget"),
        ('[budget]\nlost = "few"', "is not a budget"),
        ("[run]\nprofil = 'x'", "did you mean 'profile'"),
        ("lost", "cannot read the budgets"),
    ],
)
def test_a_wrong_setting_is_a_usage_error(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "check.toml").write_text(text)
    with pytest.raises(ConfigError, match=message):
        load_budgets(tmp_path / "check.toml")


def test_exit_codes_and_reports(kept: Path, gliomine: Gliomine) -> None:
    run = kept.parent / "less"
    junit, summary, page = kept.parent / "r" / "junit.xml", kept.parent / "summary.md", kept.parent / "page.html"
    done = gliomine(
        *("check", run, "--against", kept, "--junit", junit, "--html", page),
        GITHUB_ACTIONS="true",
        GITHUB_STEP_SUMMARY=str(summary),
    )
    assert done.returncode == 1
    assert 'lost              "temozolomide" chemical 48-60 CHEBI:72564' in done.stdout
    assert "[temozolomide]" in done.stdout
    annotation = next(line for line in done.stdout.splitlines() if line.startswith("::error"))
    assert "title=gliomine check%2C chemical%3A lost::" in annotation
    assert "chemical: lost is 1, allowed is at most 0%0Ab.txt: " in annotation
    suite = ET.parse(junit).getroot().find("testsuite")
    assert suite is not None
    assert suite.attrib["failures"] == "1"
    (failure,) = [(case.attrib["classname"], case[0].text) for case in suite if len(case)]
    assert failure[0] == "gliomine.chemical"
    assert "temozolomide" in str(failure[1])
    assert "| chemical: lost | 1 | 0 |" in summary.read_text("utf-8")
    assert '<mark class="m t-chemical" title="chemical">temozolomide</mark>' in page.read_text("utf-8")


def test_update_accepts_and_says_what(kept: Path, gliomine: Gliomine) -> None:
    run = kept.parent / "less"
    done = gliomine("check", run, "--against", kept, "--update")
    assert done.returncode == 0
    assert "accepting:" in done.stdout
    assert "temozolomide" in done.stdout
    assert gliomine("check", run, "--against", kept).returncode == 0


def test_a_baseline_is_made_by_update_only(kept: Path, gliomine: Gliomine) -> None:
    run, new = kept.parent / "run", kept.parent / "new"
    done = gliomine("check", run, "--against", new)
    assert (done.returncode, new.exists()) == (1, False)
    assert "there is no baseline" in done.stderr
    assert gliomine("check", run, "--against", new, "--update").returncode == 0
    assert gliomine("check", run, "--against", new).returncode == 0


def test_a_changed_schema_is_an_error_until_it_is_accepted(kept: Path, gliomine: Gliomine) -> None:
    run = kept.parent / "run"
    description = kept / "snapshot.json"
    description.write_text(description.read_text("utf-8").replace('"score"', '"confidence"'), encoding="utf-8")
    done = gliomine("check", run, "--against", kept)
    assert done.returncode == 1
    assert "the schema changed" in done.stderr
    assert "mentions.confidence" in done.stderr
    assert gliomine("check", run, "--against", kept, "--update").returncode == 0
    assert gliomine("check", run, "--against", kept).returncode == 0


@pytest.mark.parametrize(
    "arguments", [("check", "nowhere", "--against", "KEPT"), ("check",), ("check", "KEPT", "--what")]
)
def test_usage_errors(kept: Path, gliomine: Gliomine, arguments: tuple[str, ...]) -> None:
    assert gliomine(*(item.replace("KEPT", str(kept)) for item in arguments)).returncode == 2


def test_hostile_names_and_texts_stay_inert(tmp_path: Path, gliomine: Gliomine) -> None:
    name, bad = "<script>alert(1)</script>|`a`\n::error::x.txt", "<img src=x onerror=alert(2)>\x1b[31m"
    first = document(name)
    second = replace(first, mentions=tuple(replace(item, text=bad) for item in first.mentions[:1]), title=bad)
    a, b = write_run(tmp_path / "a", [first]), write_run(tmp_path / "b", [second])
    result = check(b, a, budgets=Budgets(), scratch=tmp_path)
    assert result.comparison is not None
    page = render(result.comparison)
    assert "<script>" not in page
    assert "<img" not in page
    snapshot(a, tmp_path / "kept")
    done = gliomine("check", b, "--against", tmp_path / "kept", "--markdown", tmp_path / "s.md", GITHUB_ACTIONS="true")
    assert "\x1b" not in done.stdout
    commands = [line for line in done.stdout.splitlines() if line.lstrip().startswith("::")]
    assert all(line.startswith("::error file=") and "title=gliomine check" in line for line in commands)
    assert "<script>" not in (tmp_path / "s.md").read_text("utf-8")
