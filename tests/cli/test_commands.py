"""Every command called in this process with its options: what it prints, what it writes, how it ends."""

from __future__ import annotations

import csv
import json
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from gliomine.kb.knowledge_base import KnowledgeBase

from tests.cli.conftest import TEXT, Command
from tests.writers.conftest import documents, write_run


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text(f"Abstract\n{TEXT}\n", encoding="utf-8")
    return folder


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return write_run(tmp_path / "run", documents())


RUN = ("--engine", "inline", "--model", "none")


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_run_writes_the_formats_of_a_list_with_spaces_and_notes_its_report(command: Command, pages: Path) -> None:
    out = pages.parent / "out"
    code, shown, _ = command("run", pages, "-o", out, "-f", "csv, tsv", "-f", "jsonl", *RUN)
    assert code == 0
    for suffix in ("csv", "tsv"):
        assert (out / "tables" / f"entities.{suffix}").is_file()
    assert list(out.rglob("*.jsonl"))
    manifest = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert "report.html" in json.dumps(manifest)
    assert re.search(r"documents\W+2\b", shown)
    assert f"open {out / 'report.html'}" in shown.splitlines()


def test_run_without_a_report_and_with_failures(command: Command, pages: Path) -> None:
    out = pages.parent / "out"
    (pages / "c.xml").write_text("<a>", encoding="utf-8")
    code, shown, _ = command("run", pages, "-o", out, "--no-report", "--log-json", *RUN)
    assert code == 1
    assert "1 could not be processed" in shown
    assert not (out / "report.html").exists()
    assert not any(line.startswith("open ") and "report.html" in line for line in shown.splitlines())
    failures = cells(out / "tables" / "failures.csv")
    assert [row[failures[0].index("doc_id")] for row in failures[1:]] == ["c.xml"]


def test_run_reads_the_columns_that_are_named(command: Command, tmp_path: Path) -> None:
    source, out = tmp_path / "a.csv", tmp_path / "out"
    source.write_text("key,head,one,two\nk1,Glioma,It grows.,It stays.\n", encoding="utf-8")
    named = ("--text-column", "one", "--text-column", "two", "--title-column", "head", "--id-column", "key")
    code, _, _ = command("run", source, "-o", out, "--no-report", *named, *RUN)
    assert code == 0
    head, row = cells(out / "tables" / "documents.csv")
    found = dict(zip(head, row, strict=True))
    assert (found["doc_id"], found["title"]) == ("a.csv#k1", "Glioma")
    assert found["text"].split("\n")[0] == "Glioma"
    assert found["text"].index("It grows.") < found["text"].index("It stays.")


def test_run_refuses_other_settings_and_begins_anew_when_forced(command: Command, pages: Path) -> None:
    out = pages.parent / "out"
    assert command("run", pages, "-o", out, *RUN)[0] == 0
    assert (out / "report.html").is_file()
    other = ("run", pages, "-o", out, "--no-report", *RUN, "--prefer", "mesh")
    code, _, error = command(*other)
    assert code == 2
    assert "--force" in error
    assert command(*other, "--force")[0] == 0
    assert not (out / "report.html").exists()  # of the run before


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("-f", "cvs"), "'csv'"),
        (("--engine", "lokal"), "'local'"),
        (("--input-format", "pubmde"), "'pubmed'"),
        (("--model", "no_such_model"), "no_such_model"),
        (("--config", "missing.toml"), "missing.toml"),
    ],
)
def test_run_names_what_is_wrong(command: Command, pages: Path, options: tuple[str, str], named: str) -> None:
    out = pages.parent / "out"
    code, _, error = command("run", pages, "-o", out, *RUN, *options)
    assert code in (1, 2)
    assert named in error
    assert not (out / "tables").exists()


def test_extract_puts_the_name_before_its_curie_and_tells_the_status(command: Command) -> None:
    code, shown, _ = command("extract", TEXT, "--model", "none")
    assert code == 0
    shown = shown.partition("\nsubject ")[0]  # what is claimed stands below
    (line,) = (line for line in shown.splitlines() if line.startswith("glioblastoma "))
    assert re.match(r"glioblastoma +disease +glioblastoma MONDO:0018177 +absent +15-27 ", line)
    (line,) = (line for line in shown.splitlines() if line.startswith("temozolomide "))
    assert re.match(r"temozolomide +chemical +temozolomide \w+:\w+ ", line)
    assert "present" not in shown


def test_extract_follows_prefer(command: Command) -> None:
    plain, preferred = (command("extract", TEXT, "--model", "none", *more)[1] for more in ((), ("--prefer", "mesh")))
    assert "MESH:D005909" not in plain
    assert "MESH:D005909" in preferred


def test_ask_lists_its_questions_and_answers_one(command: Command, pages: Path) -> None:
    out = pages.parent / "out"
    command("run", pages, "-o", out, "--no-report", *RUN)
    code, shown, _ = command("ask", out, "list")
    assert code == 0
    assert "denied: " in shown
    code, shown, _ = command("ask", out, "denied", "--csv")
    assert code == 0
    assert shown.count("glioblastoma") >= 1
    code, _, error = command("ask", out, "denid")
    assert (code, "'denied'" in error) == (2, True)


def test_query_prints_so_many_rows_as_the_limit_says(command: Command, run: Path) -> None:
    sql = "select doc_id from documents order by doc_id"
    code, shown, error = command("query", run, sql, "--limit", "2")
    assert code == 0
    assert [name in shown for name in ("007", "NA", "a/one.txt", "z.xml")] == [True, True, False, False]
    assert "the first 2 rows" in error
    code, shown, error = command("query", run, sql, "--limit", "0")
    assert "z.xml#1~2" in shown
    assert error.strip() == "4 rows"
    code, shown, _ = command("query", run, sql, "--limit", "4")
    assert "z.xml#1~2" in shown
    code, shown, _ = command("query", run, sql, "--limit", "2", "--csv")
    assert shown.splitlines() == ["doc_id", "007", "NA", "a/one.txt", "z.xml#1~2"]


def test_query_refuses_what_is_no_select(command: Command, run: Path) -> None:
    code, _, error = command("query", run, "drop table documents")
    assert code == 1
    assert error.startswith("gliomine: ")


def test_convert_takes_a_list_with_spaces(command: Command, run: Path) -> None:
    code, shown, _ = command("convert", run, "--format", "tsv, jsonl")
    assert code == 0
    assert [line.partition(":")[0] for line in shown.splitlines()] == ["tsv", "jsonl"]
    assert (run / "tables" / "entities.tsv").is_file()


def test_report_and_plot_write_where_they_are_told(command: Command, run: Path) -> None:
    page = run.parent / "page.html"
    code, shown, _ = command("report", run, "-o", page, "--documents", "1", "--concepts", "1")
    assert code == 0
    assert shown.startswith(f"{page} (")
    assert page.is_file()
    assert not (run / "report.html").exists()
    assert command("report", run, "--documents", "0")[0] == 2


def test_snapshot_diff_and_check(command: Command, run: Path, tmp_path: Path) -> None:
    less, kept = write_run(tmp_path / "less", documents()[1:]), tmp_path / "kept"
    code, shown, _ = command("snapshot", run, "--to", kept)
    assert code == 0
    assert re.search(rf"{re.escape(str(kept))}: {len(list(kept.iterdir()))} files, [\d,]+ bytes", shown)
    code, shown, _ = command("diff", run, less, "--json", "-")
    assert code == 0
    assert "a/one.txt" in json.dumps(json.loads(shown))
    places = {name: tmp_path / f"d.{name}" for name in ("json", "markdown", "html")}
    code, shown, _ = command("diff", run, less, *(x for n, p in places.items() for x in (f"--{n}", p)))
    assert code == 0
    assert "a/one.txt" in shown
    assert all("a/one.txt" in path.read_text(encoding="utf-8") for path in places.values())
    assert command("check", run, "--against", kept)[0] == 0
    junit = tmp_path / "j.xml"
    assert command("check", less, "--against", kept, "--junit", junit)[0] == 1
    assert "<failure" in junit.read_text(encoding="utf-8")
    assert command("check", less, "--against", kept, "--update")[0] == 0
    assert command("check", less, "--against", kept)[0] == 0


def test_predict_ends_in_1_where_lines_failed_and_answers_the_others(command: Command, tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    good, other = (json.dumps({"doc_id": name, "text": TEXT}) for name in "ab")
    source.write_text(f"{good}\nnonsense\n{other}\n", encoding="utf-8")
    code, _, error = command("predict", source, "-o", out, "--model", "none")
    assert code == 1
    assert "1 line could not be answered" in error
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert ["error" in answer for answer in answers] == [False, True, False]
    assert answers[0]["entities"] == answers[2]["entities"] != []
    source.write_text(good + "\n", encoding="utf-8")
    assert command("predict", source, "-o", out, "--model", "none")[0] == 0
    assert command("predict", tmp_path / "none.jsonl", "-o", out)[0] in (1, 2)


def test_evaluate_scores_and_takes_the_first_documents(command: Command, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    right = {"start": 15, "end": 27, "text": "glioblastoma", "type": "disease"}
    wrong = {"start": 3, "end": 11, "text": "evidence", "type": "disease"}
    lines = [
        {"doc_id": str(number), "text": TEXT, "entities": [entity]} for number, entity in enumerate((right, wrong))
    ]
    gold.write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    code, shown, _ = command("evaluate", gold, "--model", "none", "--json")
    assert code == 0
    both = json.loads(shown)
    code, shown, _ = command("evaluate", gold, "--model", "none", "--json", "--limit", "1")
    one = json.loads(shown)
    assert (both["documents"], one["documents"]) == (2, 1)
    code, shown, _ = command("evaluate", gold, "--model", "none", "--errors", "1")
    assert code == 0
    assert "evidence" in shown
    code, shown, _ = command("evaluate", gold, "--model", "none", "--errors", "0")
    assert "evidence" not in shown
    assert command("evaluate", gold, "--task", "entites")[0] == 2


def test_kb_lookup_tells_names_from_synonyms(command: Command) -> None:
    for name, why in (("temozolomide", "exact "), ("Temodar", "exact, synonym "), ("temozolamide", "fuzzy 0.92")):
        code, shown, _ = command("kb", "lookup", name, "--limit", "1")
        assert code == 0
        (line,) = (line for line in shown.splitlines() if "CHEBI:72564" in line)
        assert re.split(r"  +", line)[4].startswith(why.strip())
        assert ("synonym" in line) == ("synonym" in why)
    code, shown, _ = command("kb", "lookup", "GBM", "--type", "disease")
    assert (code, "curated name" in shown) == (0, True)
    code, _, error = command("kb", "lookup", "no such thing at all")
    assert (code, "nothing is called" in error) == (1, True)
    code, _, error = command("kb", "lookup", "glioma", "--type", "diseas")
    assert (code, "'disease'" in error) == (2, True)


def test_kb_info_and_stages(command: Command) -> None:
    code, shown, _ = command("kb", "info")
    assert code == 0
    assert re.search(r"MONDO.* \d", shown, re.IGNORECASE)
    code, shown, _ = command("stages")
    assert code == 0
    assert shown.index("sentences") < shown.index("abbreviations") < shown.index("links")


def test_train_without_settings_is_a_usage_error(command: Command, tmp_path: Path) -> None:
    code, _, error = command("train")
    assert code == 2
    assert "--config FILE.toml" in error
    several = ("--config", tmp_path / "a.toml", "--config", tmp_path / "b.toml")
    for option in ("--work", "--output"):
        code, _, error = command("train", *several, option, tmp_path)
        assert code == 2
        assert "2 times --config" in error
    code, _, error = command("train", *several)
    assert code == 2
    assert str(tmp_path / "a.toml") in error


def test_kb_build_adds_to_a_finished_index(command: Command, tiny_kb: KnowledgeBase, tmp_path: Path) -> None:
    code, _, error = command("kb", "build", "-o", tmp_path / "out", "--base", tiny_kb.folder)
    assert code == 2
    assert "--add FILE" in error
    names = tmp_path / "mine.tsv"
    rows = ("curie entity_type name synonyms xrefs", "MINE:1 chemical zorvaquine zorvidone ")
    names.write_text("".join(row.replace(" ", "\t") + "\n" for row in rows), encoding="utf-8")
    code, shown, error = command("kb", "build", "-o", tmp_path / "out", "--base", tiny_kb.folder, "--add", names)
    assert code == 0, error
    assert re.fullmatch(rf"{re.escape(str(tmp_path / 'out'))}: 11 concepts, [\d,]+ names, \d+\.\d MB\n", shown)
    code, shown, error = command("kb", "lookup", "Zorvidone", "--kb", tmp_path / "out")
    assert (code, "MINE:1" in shown) == (0, True), error


@pytest.mark.skipif(find_spec("vl_convert") is None, reason="charts are saved with the extra `plot`")
def test_plot_saves_what_is_asked_for(command: Command, run: Path, tmp_path: Path) -> None:
    code, shown, error = command("plot", run, "-o", tmp_path / "charts", "-f", "svg")
    assert code == 0, error
    paths = [Path(line) for line in shown.splitlines()]
    assert paths and all(path.is_file() and path.suffix == ".svg" for path in paths)
    assert {path.parent for path in paths} == {tmp_path / "charts"}
    code, _, error = command("plot", run, "-o", tmp_path / "charts", "--theme", "no-such-theme")
    assert code == 2
