"""Each kind of bad input, to each command that can meet it: exit code, what, where, what was expected, what to do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from gliomine.cli.main import told
from gliomine.errors import InputError

from tests.cli.conftest import TEXT, Command

# What reads a finished run; RUN is the run, OTHER one that is whole.
READERS = {
    "query": ["query", "RUN", "select * from entities"],
    "ask": ["ask", "RUN", "denied"],
    "evidence": ["evidence", "RUN"],
    "summary": ["summary", "RUN"],
    "convert": ["convert", "RUN", "-f", "tsv"],
    "report": ["report", "RUN", "-o", "OUT/r.html"],
    "plot": ["plot", "RUN", "-o", "OUT/plots"],
    "diff": ["diff", "RUN", "OTHER"],
    "snapshot": ["snapshot", "RUN", "--to", "OUT/base"],
    "check": ["check", "RUN", "--against", "OTHER"],
    "evaluate": ["evaluate", "OUT/gold.jsonl", "--predictions", "RUN"],
}


def broken_manifest(run: Path) -> None:
    (run / "run.json").write_text("{", encoding="utf-8")


def no_object(run: Path) -> None:
    (run / "run.json").write_text('{"inputs": 3}', encoding="utf-8")


def damaged_tables(run: Path) -> None:
    for path in (run / "tables").glob("*.parquet"):
        path.write_bytes(b"no table")


def cut_tables(run: Path) -> None:
    for path in (run / "tables").glob("*.parquet"):
        path.write_bytes(path.read_bytes()[:200])


def lost_table(run: Path) -> None:
    (run / "tables" / "links.parquet").unlink()


def lost_documents(run: Path) -> None:
    (run / "tables" / "documents.parquet").unlink()


DAMAGES = {
    broken_manifest: "cannot read run.json",
    no_object: "run.json is none",
    damaged_tables: "cannot read a table",
    cut_tables: "cannot read a table",
    lost_table: "the run has lost tables: links",
    lost_documents: "the run has lost tables: documents",
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder with files of which none is what a command expects of it."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "bytes.bin").write_bytes(b"\x00\xff\xfe" * 20)
    (tmp_path / "broken.toml").write_text("[a\n", encoding="utf-8")
    (tmp_path / "other.toml").write_text("[raed]\nx = 1\n", encoding="utf-8")
    entity = {"start": 15, "end": 27, "text": "glioblastoma", "type": "disease"}
    gold = {"doc_id": "a.txt", "text": TEXT, "entities": [entity]}
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold) + "\n", encoding="utf-8")
    (tmp_path / "cut.jsonl").write_text('{"doc_id": "1"\n', encoding="utf-8")
    (tmp_path / "bare.jsonl").write_text('{"doc_id": "1"}\n', encoding="utf-8")
    return tmp_path


def is_told(error: str, *words: str) -> bool:
    """Tell whether an error is a message of ours, with what to do, and holds these words."""
    assert error.startswith("gliomine: ")
    assert "\n  what to do: " in error
    missing = [word for word in words if word not in error]
    assert not missing, error
    return True


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("reader", READERS)
def test_a_damaged_run_is_told_by_all_that_read_it(
    command: Command, place: Path, finished_run: Path, reader: str, damage: Callable[[Path], None]
) -> None:
    run = Path(shutil.copytree(finished_run, place / "run"))
    damage(run)
    places = {"RUN": str(run), "OTHER": str(finished_run)}
    code, _, error = command(*(places.get(word, word.replace("OUT", str(place))) for word in READERS[reader]))
    assert code == 1
    assert is_told(error, DAMAGES[damage], str(run))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nothing", "folder", "text.txt"])
@pytest.mark.parametrize("reader", [name for name in READERS if name not in ("check", "evaluate")])
def test_what_is_no_run_is_told(command: Command, place: Path, finished_run: Path, reader: str, name: str) -> None:
    places = {"RUN": str(place / name), "OTHER": str(finished_run)}
    code, _, error = command(*(places.get(word, word.replace("OUT", str(place))) for word in READERS[reader]))
    assert code == 1
    assert is_told(error, "no finished run" if reader != "diff" else "neither a finished run nor a baseline", name)


def test_a_run_near_the_path_is_named(command: Command, finished_run: Path) -> None:
    for wrong in (finished_run.parent, finished_run / "tables", finished_run.parent / "rnu"):
        assert is_told(command("summary", wrong)[2], f"did you mean {finished_run}?")
    assert "did you mean" not in command("summary", finished_run.parent / "something else")[2]


# Arguments, in which PLACE is the folder of `place` and RUN a finished run; exit code; words of the error.
WRONG: list[tuple[str, int, tuple[str, ...]]] = [
    ("run PLACE/nothing -o PLACE/out", 2, ("no such input", "nothing")),
    ("run PLACE/folder -o PLACE/out", 2, ("nothing in the input is read: it is empty", ".txt")),
    ("run PLACE/text.txt -o PLACE/empty.txt", 2, ("the output is a file",)),
    ("run PLACE/text.txt -o PLACE/text.txt", 2, ("the input is the output folder",)),
    ("run PLACE/text.txt -o ''", 2, ("the output has no name", "--output FOLDER")),
    ("run PLACE/text.txt -o PLACE/text.txt/out", 1, ("cannot be written", "text.txt/out")),
    ("run PLACE/folder -o PLACE/folder", 2, ("the input is the output folder",)),
    ("run PLACE/text.txt -o PLACE", 2, ("not empty and holds no run", "--force")),
    ("run PLACE/text.txt -o PLACE/out -f xlsx", 2, ("unknown format 'xlsx'", "did you mean 'excel'?")),
    ("run PLACE/text.txt -o PLACE/out --prefer mehs", 2, ("vocabulary", "did you mean 'mesh'?")),
    ("run PLACE/text.txt -o PLACE/out --topic gliom", 2, ("unknown topic", "did you mean 'glioma'?")),
    ("run PLACE/text.txt -o PLACE/out --topic PLACE/no.toml", 2, ("cannot read the topic (No such file", "no.toml")),
    ("run PLACE/text.txt -o PLACE/out --topic PLACE/broken.toml", 2, ("cannot read the topic", "broken.toml")),
    ("run PLACE/text.txt -o PLACE/out --config PLACE/no.toml", 2, ("configuration (No such file", "[relations]")),
    ("run PLACE/text.txt -o PLACE/out --config PLACE/folder", 2, ("configuration (Is a directory)",)),
    ("run PLACE/text.txt -o PLACE/out --config PLACE/broken.toml", 2, ("cannot read the configuration",)),
    ("run PLACE/text.txt -o PLACE/out --config PLACE/other.toml", 2, ("unknown setting", "did you mean 'read'?")),
    ("run PLACE/text.txt -o PLACE/out --config PLACE/bytes.bin", 2, ("cannot read the configuration",)),
    ("extract Glioma --model no_such_model", 1, ("not installed", "no_such_model")),
    ("extract Glioma --config PLACE/no.toml", 2, ("cannot read the configuration",)),
    ("ask RUN denid", 2, ("unknown question", "did you mean 'denied'?")),
    ("ask RUN denied typ=x", 2, ("unknown parameter of 'denied'", "did you mean 'type'?")),
    ("ask RUN treats one two", 2, ("a value too many: 'two'", "quotes")),
    ("evidence RUN --predicate treat", 2, ("unknown predicate", "did you mean 'treats'?")),
    ("evidence RUN -f jsnl", 2, ("unknown format", "did you mean 'jsonl'?")),
    ("summary RUN --doc a.tx", 2, ("unknown document", "did you mean 'a.txt'?")),
    ("summary RUN -f jsn", 2, ("unknown format", "'jsonl'")),
    ("query RUN 'select nam from entities'", 1, ("the query failed", "did you mean name")),
    ("query RUN 'select * from entties'", 1, ('Did you mean "entities"?', "describe entities")),
    ("query RUN ''", 1, ("0 statements", "one SELECT")),
    ("query RUN 'select 1; select 2'", 1, ("2 statements",)),
    ("convert RUN -f tvs", 2, ("unknown format", "did you mean 'tsv'?")),
    ("convert RUN -f ,", 2, ("unknown format ''",)),
    ("report RUN -o PLACE/folder", 1, ("PLACE/folder\n", "Is a directory")),
    ("report RUN -o PLACE/text.txt/r.html", 1, ("where: PLACE/text.txt", "File exists")),
    ("plot RUN -f pgn -o PLACE/plots", 2, ("unknown picture format", "did you mean 'png'?")),
    ("plot RUN --theme drak -o PLACE/plots", 2, ("unknown theme", "did you mean 'dark'?")),
    ("diff RUN RUN --html PLACE/folder", 1, ("Is a directory", "PLACE/folder")),
    ("snapshot RUN --to PLACE/text.txt", 2, ("not a folder", "text.txt")),
    ("snapshot RUN --to PLACE", 2, ("the folder holds other files",)),
    ("check PLACE/nothing --against RUN", 2, ("no such run or input",)),
    ("check RUN --against PLACE/nothing", 1, ("there is no baseline", "--update")),
    ("check RUN --against PLACE/folder", 1, ("neither a finished run nor a baseline",)),
    ("check RUN --against RUN --config PLACE/broken.toml", 2, ("cannot read the budgets",)),
    ("check RUN --against RUN --config PLACE/other.toml", 2, ("unknown setting",)),
    ("predict PLACE/nothing -o PLACE/p.jsonl", 1, ("cannot predict (No such file", "nothing")),
    ("predict PLACE/folder -o PLACE/p.jsonl", 1, ("cannot predict (Is a directory)",)),
    ("predict PLACE/gold.jsonl -o PLACE/folder", 1, ("cannot predict", "folder")),
    ("predict PLACE/gold.jsonl -o PLACE/gold.jsonl", 2, ("would replace the input",)),
    ("predict PLACE/gold.jsonl -o PLACE/p.jsonl --schema gliomin", 2, ("unknown schema", "did you mean 'gliomine'?")),
    ("evaluate PLACE/nothing", 1, ("no such gold file", "pubtator")),
    ("evaluate PLACE/folder", 1, ("no known format of gold", "--format")),
    ("evaluate PLACE/text.txt", 1, ("no known format of gold",)),
    ("evaluate PLACE/cut.jsonl", 1, ("cannot read the gold annotations (line 1: ",)),
    ("evaluate PLACE/bare.jsonl", 1, ("an object has no 'text'",)),
    ("evaluate PLACE/gold.jsonl --task entites", 2, ("unknown task", "did you mean 'entities'?")),
    ("evaluate PLACE/gold.jsonl --format jsonll", 2, ("unknown gold format", "did you mean 'jsonl'?")),
    (
        "evaluate PLACE/gold.jsonl --predictions PLACE/no",
        1,
        ("cannot read the predictions (No such file", "PLACE/no\n"),
    ),
    ("evaluate PLACE/gold.jsonl --predictions PLACE/cut.jsonl", 1, ("cannot read the predictions", "line 1")),
    ("kb info --kb PLACE/nothing", 1, ("cannot read the knowledge base (No such file", "gliomine kb build")),
    ("kb info --kb PLACE/text.txt", 1, ("cannot read the knowledge base (Not a directory)",)),
    ("kb lookup glioma --type diseas", 2, ("unknown entity type", "did you mean 'disease'?")),
    ("kb lookup glioma --topic gliom", 2, ("unknown topic", "did you mean 'glioma'?")),
    ("kb lookup 'no such thing'", 1, ("nothing is called 'no such thing'",)),
    ("kb export PLACE/x.jsonl --format scipacy", 2, ("unknown format", "did you mean 'scispacy'?")),
    ("kb export PLACE/x.jsonl --vocabulary mehs", 2, ("unknown vocabulary", "did you mean 'MeSH'?")),
    ("kb build -o PLACE/kb --base shipped --add PLACE/no.tsv", 1, ("cannot read the vocabulary (No such file",)),
    ("kb build -o PLACE/kb --base shipped --add PLACE/text.txt", 2, ("unknown vocabulary format '.txt'", ".tsv")),
    ("kb build -o PLACE/kb --base shipped --add PLACE/no.tsv --type diseas", 2, ("did you mean 'disease'?",)),
    ("train", 2, ("no training settings given", "docs/training.md")),
    ("train --config PLACE/no.toml", 2, ("cannot read the training settings (No such file",)),
    ("train --config PLACE/other.toml", 2, ("is missing", "other.toml")),
]


@pytest.mark.parametrize(("line", "code", "words"), WRONG, ids=[line for line, _, _ in WRONG])
def test_what_is_wrong_is_told(
    command: Command, place: Path, finished_run: Path, line: str, code: int, words: tuple[str, ...]
) -> None:
    import shlex

    before = sorted(path for path in place.rglob("*") if path.is_file())
    contents = [path.read_bytes() for path in before]
    filled = [word.replace("PLACE", str(place)).replace("RUN", str(finished_run)) for word in shlex.split(line)]
    found, _, error = command(*filled)
    assert found == code
    assert is_told(error, *(word.replace("PLACE", str(place)) for word in words))
    # What was there is as it was.
    assert [path.read_bytes() for path in before] == contents


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("rn", "'run'"),
        ("kb lookpu", "'lookup'"),
        ("train haed", "'head'"),
        ("run", "INPUT"),
        ("run in", "--output"),
        ("run in -o out --workers -1", "--workers"),
        ("run in -o out --timeout 0", "--timeout"),
        ("extract", "TEXT"),
        ("ask", "RUN"),
        ("query run", "SQL"),
        ("evidence run --min-score 2", "--min-score"),
        ("report run --claims 0", "--claims"),
        ("plot run --width 10", "--width"),
        ("diff run", "RUN_B"),
        ("snapshot run", "--to"),
        ("check run", "--against"),
        ("predict in.jsonl", "--output"),
        ("evaluate gold --limit 0", "--limit"),
        ("kb build", "--output"),
        ("train head", "--corpus"),
        ("stages now", "now"),
    ],
)
def test_a_wrong_use_is_told(command: Command, line: str, word: str) -> None:
    code, shown, error = command(*line.split())
    assert (code, shown) == (2, "")
    assert "Usage: gliomine" in error
    assert word in error


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_empty_text_is_told(command: Command, text: str) -> None:
    code, _, error = command("extract", text, "--model", "none")
    assert (code, "the text is empty" in error) == (2, True)


def test_failures_are_told_at_the_end_of_a_run(command: Command, place: Path) -> None:
    (place / "folder" / "records.jsonl").write_text('{"doc_id": "x"}\n{"doc_id": "y"}\n', encoding="utf-8")
    (place / "folder" / "a.xml").write_text("<a>", encoding="utf-8")
    (place / "folder" / "b.txt").write_text(TEXT, encoding="utf-8")
    code, shown, _ = command("run", place / "folder", "-o", place / "out", "--engine", "inline", "--model", "none")
    assert code == 1
    told_lines = shown.split("3 could not be processed")[1].splitlines()[1:3]
    assert told_lines[0].startswith("  records.jsonl#")
    assert " and 1 more: " in told_lines[0]
    assert told_lines[1].startswith("  a.xml: ")


def test_the_parts_of_an_error_are_lines_in_which_a_terminal_finds_no_command(
    command: Command, finished_run: Path
) -> None:
    error = InputError("what", where="where", expected="this", advice="do that")
    assert told(error).splitlines() == ["gliomine: what", "  where: where", "  expected: this", "  what to do: do that"]
    assert told(InputError("what", advice="do that")).splitlines() == ["gliomine: what", "  what to do: do that"]
    assert "\x1b" not in command("summary", finished_run, "--doc", "\x1b[31mred")[2]
