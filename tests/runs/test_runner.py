"""Runs as a user makes them: folders in, tables out, again and again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import gliomine
import pytest
from gliomine.config import Config, ReadConfig, RunOptions
from gliomine.errors import ConfigError, PipelineError, ResourceError
from gliomine.runs import runner
from gliomine.runs.identity import identity
from gliomine.runs.output import Output
from gliomine.tables.stored import read_tables

PAGE = """Abstract
Glioma cells were treated with exosomes. Survival was longer in {name}.
Affiliations
1. Lanzhou University, Lanzhou, China.
"""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    for name in ("b.txt", "a.txt", "sub/c.txt", "sub-d.txt"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(name=name), encoding="utf-8")
    return folder


def tables_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "tables").iterdir())}


def run(inputs: list[Path], output: Path, **settings: object) -> object:
    return gliomine.run(inputs, output=output, engine="inline", **settings)


def test_a_run_writes_every_table_in_the_order_of_the_ids(pages: Path, tmp_path: Path) -> None:
    summary = gliomine.run(pages, output=tmp_path / "out", engine="inline")
    tables = read_tables(tmp_path / "out")
    assert list(tables["documents"]["doc_id"]) == ["a.txt", "b.txt", "sub-d.txt", "sub/c.txt"]
    assert summary.documents == 4
    assert summary.failures == 0
    assert list(tables["affiliations"]["country"]) == ["CN"] * 4
    assert tables["documents"]["text"][0] == PAGE.format(name="a.txt")
    manifest = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert manifest["tables"]["documents"] == 4
    assert set(manifest["inputs"]["checksums"]) == {"a.txt", "b.txt", "sub-d.txt", "sub/c.txt"}


def test_a_second_run_does_nothing_and_changes_nothing(pages: Path, tmp_path: Path) -> None:
    run([pages], tmp_path / "out")
    before = tables_of(tmp_path / "out")
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "tables").iterdir()}
    again = gliomine.run([pages], output=tmp_path / "out", engine="inline")
    assert again.worked == 0
    assert tables_of(tmp_path / "out") == before
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "tables").iterdir()} == times


def test_changed_new_and_removed_files(pages: Path, tmp_path: Path) -> None:
    run([pages], tmp_path / "out")
    (pages / "a.txt").write_text("Abstract\nAstrocytoma instead.\n", encoding="utf-8")
    (pages / "b.txt").unlink()
    (pages / "aa.txt").write_text("Abstract\nNew.\n", encoding="utf-8")
    summary = gliomine.run([pages], output=tmp_path / "out", engine="inline")
    assert summary.worked == 2
    run([pages], tmp_path / "fresh")
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "fresh")
    assert list(read_tables(tmp_path / "out")["documents"]["doc_id"]) == ["a.txt", "aa.txt", "sub-d.txt", "sub/c.txt"]


def test_other_settings_are_refused_with_what_differs(pages: Path, tmp_path: Path) -> None:
    run([pages], tmp_path / "out")
    with pytest.raises(ConfigError, match=r"settings\.links\.prefer: null -> \"mesh\""):
        run([pages], tmp_path / "out", prefer="mesh")
    (tmp_path / "out" / "mine.txt").write_text("keep me", encoding="utf-8")
    run([pages], tmp_path / "out", prefer="mesh", force=True)
    assert (tmp_path / "out" / "mine.txt").read_text(encoding="utf-8") == "keep me"


def test_other_inputs_are_refused(pages: Path, tmp_path: Path) -> None:
    run([pages], tmp_path / "out")
    with pytest.raises(ConfigError, match="inputs"):
        run([pages / "sub"], tmp_path / "out")


def test_a_folder_with_other_files_is_refused_without_force(pages: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    output.mkdir()
    (output / "thesis.docx").write_bytes(b"precious")
    with pytest.raises(ConfigError, match="not empty"):
        run([pages], output)
    run([pages], output, force=True)
    assert (output / "thesis.docx").read_bytes() == b"precious"


def test_equal_ids_are_a_usage_error(pages: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="same document id"):
        run([pages, pages], tmp_path / "out")


@pytest.mark.parametrize("setting", ["formats", "engine", "profile"])
def test_unknown_names_are_usage_errors(pages: Path, tmp_path: Path, setting: str) -> None:
    value = ("cvs",) if setting == "formats" else "gliom"
    with pytest.raises(ConfigError):
        gliomine.run(pages, output=tmp_path / "out", **{setting: value})
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"config": Config(read=ReadConfig(input_format="pfd"))}, "pdf"),
        ({"prefer": "mehs"}, "mesh"),
        ({"profile": "gliom"}, "glioma"),
        ({"formats": ("cvs",)}, "csv"),
        ({"engine": "dusk"}, "dask"),
    ],
)
def test_a_name_that_is_wrong_is_told_before_anything_is_touched(
    pages: Path, tmp_path: Path, settings: dict[str, object], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def touched(*given: object, **more: object) -> None:
        raise AssertionError

    monkeypatch.setattr(runner, "_place", touched)
    with pytest.raises(ConfigError, match=f"did you mean '{told}'"):
        gliomine.run(pages, output=tmp_path / "out", **settings)  # type: ignore[arg-type]


def test_a_folder_of_which_nothing_is_read_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jpeg").write_bytes(b"x")
    with pytest.raises(ConfigError, match=r"nothing in the input is read: 1 skipped \(\.jpeg"):
        run([tmp_path / "in"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(28, "No space left on device", "here/a"), r"\(No space left on device\); where: here/a; expected"),
        (OSError("odd"), r"\(odd\); where: .*out; expected"),
    ],
)
def test_what_the_disk_refuses_is_told(
    pages: Path, tmp_path: Path, error: OSError, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given: object, **more: object) -> None:
        raise error

    with monkeypatch.context() as patch, pytest.raises(ResourceError, match=f"the output cannot be written {told}"):
        patch.setattr(runner, "write_tables", refuse)
        run([pages], tmp_path / "out")
    assert gliomine.run([pages], output=tmp_path / "out", engine="inline").worked == 0


def test_another_run_in_the_same_folder_is_noticed(pages: Path, tmp_path: Path) -> None:
    output, options = tmp_path / "out", RunOptions(engine="inline")

    def intrude(progress: runner.Progress) -> None:
        if progress.step == "working":
            Output(str(output)).prepare(identity([str(pages)], Config()), force=False)

    with pytest.raises(ResourceError, match="another run has worked in the output folder"):
        runner.run([str(pages)], output=output, config=Config(), options=options, on_progress=intrude)


def test_a_missing_input_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such input"):
        run([tmp_path / "nothing"], tmp_path / "out")


def test_an_output_that_vanishes_is_an_error_and_not_a_shorter_table(pages: Path, tmp_path: Path) -> None:
    output, options = tmp_path / "out", RunOptions(engine="inline")

    def vanish(progress: runner.Progress) -> None:
        if progress.documents and output.exists():
            shutil.rmtree(output)

    with pytest.raises(PipelineError, match=r"vanished|cannot be"):
        runner.run([str(pages)], output=output, config=Config(), options=options, on_progress=vanish)
    assert runner.run([str(pages)], output=output, config=Config(), options=options).documents == 4
