"""Options of the commands, called in this process: each one has its effect, and commands end as they should."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import TEXT, Command
from tests.writers.conftest import documents, write_run

RUN = ("--engine", "inline", "--model", "none", "--no-report")
FORMULA = "=1+1 glioma"

pytestmark = pytest.mark.slow


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "a.txt"
    path.parent.mkdir()
    path.write_text(f"{FORMULA}\nAbstract\n{TEXT}\n", encoding="utf-8")
    return path


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    entity = {"start": 15, "end": 27, "text": "glioblastoma", "type": "disease", "ids": ["MESH:D005909"]}
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"doc_id": "1", "text": TEXT, "entities": [entity]}) + "\n", encoding="utf-8")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_spreadsheet_finds_no_formula_unless_it_is_asked_for(command: Command, page: Path) -> None:
    titles = []
    for name, option in (("safe", ()), ("raw", ("--no-neutralise",))):
        out = page.parent.parent / name
        assert command("run", page, "-o", out, *RUN, *option)[0] == 0
        titles.append(rows(out / "tables" / "documents.csv")[0]["title"])
    assert titles == [f"'{FORMULA}", FORMULA]


def test_progress_for_machines_is_one_object_a_line(command: Command, page: Path) -> None:
    code, _, error = command("run", page, "-o", page.parent.parent / "out", *RUN, "--log-json")
    assert code == 0
    told = [json.loads(line) for line in error.splitlines()]
    assert told[-1]["step"] == "finished"
    assert told[-1]["documents"] == 1


def test_a_run_follows_topic_config_and_prefer(command: Command, page: Path) -> None:
    root = page.parent.parent
    (root / "c.toml").write_text("[mentions]\nmin_score = 0.99\n", encoding="utf-8")
    found = {}
    for name, options in {
        "plain": (),
        "topic": ("--topic", "general"),
        "prefer": ("--prefer", "mesh"),
        "config": ("--config", root / "c.toml"),
    }.items():
        assert command("run", page, "-o", root / name, *RUN, *options)[0] == 0
        found[name] = [row["curie"] for row in rows(root / name / "tables" / "entities.csv")]
        told = json.loads((root / name / "run.json").read_text(encoding="utf-8"))["configuration"]
        assert told["profile"] == ("general" if name == "topic" else "glioma")
    assert "MONDO:0018177" in found["plain"]
    assert "MESH:D005909" in found["prefer"]
    assert len(found["config"]) < len(found["plain"])


def test_a_document_that_takes_too_long_is_a_failure(command: Command, page: Path) -> None:
    page.write_text(f"Abstract\n{TEXT * 400}\n", encoding="utf-8")
    out = page.parent.parent / "out"
    code, shown, _ = command("run", page, "-o", out, *RUN, "--timeout", "0.001")
    assert code == 1
    assert "raise --timeout" in shown
    assert rows(out / "tables" / "failures.csv")[0]["stage"] == "timeout"


def test_worker_processes_and_the_input_format_are_chosen(command: Command, page: Path) -> None:
    page.rename(odd := page.with_suffix(".odd"))
    out = page.parent.parent / "out"
    local = ("--model", "none", "--no-report", "--engine", "local", "--workers", "1", "--input-format", "text")
    assert command("run", odd, "-o", out, *local)[0] == 0
    (found,) = rows(out / "tables" / "documents.csv")
    assert found["input_format"] == "text"
    code, shown, _ = command("run", odd, "-o", out, *local)
    assert (code, "0: all was there" in shown) == (0, True)


def test_extract_reads_standard_input_and_settings(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "c.toml").write_text('[mentions]\nmodel = "none"\n', encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    code, shown, _ = command("extract", "-", "--config", tmp_path / "c.toml", "--topic", "glioma")
    assert code == 0
    assert "MONDO:0018177" in shown
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe")))
    code, _, error = command("extract", "-", "--model", "none")
    assert (code, "not UTF-8" in error) == (1, True)
    code, shown, _ = command("extract", "It rained.", "--model", "none")
    assert (code, "no entity was found" in shown) == (0, True)


def test_ask_lists_without_a_name_and_stops_at_the_limit(command: Command, finished_run: Path) -> None:
    assert command("ask", finished_run)[1] == command("ask", finished_run, "list")[1]
    code, shown, error = command("ask", finished_run, "sentences", "glioblastoma", "--limit", "1")
    assert code == 0
    assert "the first 1 row; --limit 0 shows all" in error
    both = command("ask", finished_run, "sentences", "concept=glioblastoma", "--limit", "0")[1]
    assert len(both.splitlines()) > len(shown.splitlines())


def test_convert_query_and_ask_leave_formulas_on_request(command: Command, page: Path) -> None:
    out = page.parent.parent / "out"
    command("run", page, "-o", out, *RUN)
    sql = "select title from documents"
    assert command("query", out, sql, "--csv")[1].splitlines() == ["title", f"'{FORMULA}"]
    assert command("query", out, sql, "--csv", "--no-neutralise")[1].splitlines() == ["title", FORMULA]
    assert command("convert", out, "-f", "tsv", "--no-neutralise")[0] == 0
    assert f"\t{FORMULA}\t" in (out / "tables" / "documents.tsv").read_text(encoding="utf-8")


def test_plot_saves_what_it_is_told(command: Command, tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", documents())
    code, shown, _ = command("plot", run, "-o", tmp_path / "p", "-f", "svg, png", "--theme", "dark", "--width", "300")
    assert code == 0
    made = {Path(line) for line in shown.splitlines()}
    assert made == set((tmp_path / "p").iterdir())
    assert {path.suffix for path in made} == {".svg", ".png"}
    (one,) = command("plot", run, "-o", tmp_path / "q", "-f", "svg", "--scale", "1")[1].split()[:1]
    assert Path(one).read_text(encoding="utf-8").startswith("<svg")


def test_a_report_has_its_limits(command: Command, finished_run: Path, tmp_path: Path) -> None:
    sizes = []
    for option in ((), ("--characters", "1", "--documents", "1", "--concepts", "1", "--claims", "1")):
        page = tmp_path / "r.html"
        assert command("report", finished_run, "-o", page, *option)[0] == 0
        sizes.append(page.stat().st_size)
    assert sizes[1] < sizes[0]


def test_check_writes_what_it_is_told_and_follows_budgets(command: Command, tmp_path: Path) -> None:
    run, less = write_run(tmp_path / "run", documents()), write_run(tmp_path / "less", documents()[1:])
    (tmp_path / "b.toml").write_text("score_tolerance = 0.5\n", encoding="utf-8")
    plain, _, _ = command("check", less, "--against", run)
    outputs = ("--markdown", tmp_path / "c.md", "--html", tmp_path / "c.html", "--annotate", "--limit", "1")
    code, shown, _ = command("check", less, "--against", run, "--config", tmp_path / "b.toml", *outputs)
    assert (plain, code) == (1, 1)
    assert "::error" in shown
    assert "| " in (tmp_path / "c.md").read_text(encoding="utf-8")
    assert "<html" in (tmp_path / "c.html").read_text(encoding="utf-8")
    assert "::error" not in command("check", less, "--against", run, "--no-annotate")[1]


def test_predict_links_given_mentions_and_follows_prefer(command: Command, gold: Path) -> None:
    out = gold.with_name("out.jsonl")
    found = {}
    for name, options in {"mondo": (), "mesh": ("--prefer", "mesh")}.items():
        assert command("predict", gold, "-o", out, "--gold-mentions", "--model", "none", *options)[0] == 0
        (entity,) = json.loads(out.read_text(encoding="utf-8"))["entities"]
        found[name] = json.dumps(entity)
    assert "MONDO:0018177" in found["mondo"].split("MESH:")[0]
    assert "MESH:D005909" in found["mesh"].split("MONDO:")[0]


def test_evaluate_scores_other_tasks_and_answers(command: Command, gold: Path) -> None:
    options = ("--model", "none", "--prefer", "mesh", "--format", "jsonl", "--json")
    code, shown, _ = command("evaluate", gold, "--task", "links", *options)
    assert code == 0
    assert json.loads(shown)["documents"] == 1
    answers = gold.with_name("answers.jsonl")
    command("predict", gold, "-o", answers, "--model", "none")
    found = [
        command("evaluate", gold, *more, "--json")[1] for more in (("--predictions", answers), ("--model", "none"))
    ]
    assert found[0] == found[1]


def test_kb_lookup_follows_type_topic_and_limit(command: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        'entity_types = ["delivery_system"]\nvocabularies = ["mine.tsv"]\n', encoding="utf-8"
    )
    (tmp_path / "mine.tsv").write_text(
        "curie\tentity_type\tname\tsynonyms\nLAB:1\tdelivery_system\tglue gel\tGG-1\n", encoding="utf-8"
    )
    code, shown, _ = command("kb", "lookup", "GG-1", "--topic", tmp_path / "mine.toml", "--limit", "1")
    assert (code, "LAB:1" in shown) == (0, True)
    assert "LAB:1" not in "".join(command("kb", "lookup", "GG-1")[1:])
    many, few = (len(command("kb", "lookup", "MSC", "--limit", limit)[1].splitlines()) for limit in ("5", "1"))
    assert few < many
    code, _, error = command("kb", "lookup", "glioma", "--type", "vesicle")
    assert (code, "leave out --type" in error) == (1, True)
