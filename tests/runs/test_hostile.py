"""Files that nobody should be given: each becomes a document, a failure with a reason, or is skipped by a rule."""

from __future__ import annotations

import gzip
import json
import os
import random
import resource
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from gliomine.document import Document
from gliomine.stages import Pipeline
from gliomine.tables.stored import read_tables
from gliomine.validate import validate

ROOT = Path(__file__).resolve().parents[2]

DOCUMENTS: dict[str, bytes] = {
    "formula.txt": b"=cmd|'/c calc'!A1\n@SUM(1)\nGlioma",
    "html.txt": b"<html><script>alert(1)</script>Glioma</html>",
    "control.txt": b"Glioma\x07\x08\x0b\x0c\x1b[31mcells\x7f and text that goes on so that it is not binary",
    "latin1.txt": "Résumé de l'étude des gliomes à cellules, réalisée en été".encode("cp1252"),
    "utf16.txt": "Abstract\nGlioma cells.".encode("utf-16"),
    "crlf.txt": b"Abstract\r\nGlioma\r\n",
    "cr.txt": b"Abstract\rGlioma\r",
    "token.txt": b"a" * 1_000_000,
    "words.txt": b"Abstract\n" + b"Glioma cells (GC) were treated. " * 10_000,
    "brackets.txt": b"(" * 50_000 + b")" * 50_000,
    "open.txt": b"Abstract\n" + b"(a [b {c " * 10_000,
    "combining.txt": ("e" + "\u0301" * 100_000 + " glioma").encode(),
    "newlines.txt": b"\n" * 1_000_000 + b"Glioma",
    "headings.txt": b"Abstract\nFunders\nAffiliations\n" * 10_000,
    "addresses.txt": b"Affiliations\n" + b"1. University of X, Y, China, " * 20_000,
    "packed.txt.gz": gzip.compress(b"Abstract\nGlioma"),
    "a" * 250 + ".txt": b"Glioma",
    "tab\tand\nline.txt": b"Glioma",
    "emoji\U0001f600.txt": "Glioma \U0001f600".encode(),
    "-dash.txt": b"Glioma",
}

FAILURES: dict[str, bytes] = {
    "empty.txt": b"",
    "space.txt": b" \n\t ",
    "mark.txt": b"\xef\xbb\xbf",
    "nul.txt": b"glioma\0 cells",
    "png.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "encoding.txt": b"Glioma \xff\xfe\xfa cells \x81\x8d",
    "line.txt": b"glioma cells were treated with exosomes and " * 700_000,
    "bomb.txt.gz": gzip.compress(b"0" * 200_000_000, compresslevel=1),
    "cut.txt.gz": gzip.compress(random.Random(1).randbytes(5000))[:-20],
}


MEASURED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""
"""Runs a command and prints the memory of its largest process, in kilobytes."""


def make_inputs(folder: Path) -> None:
    folder.mkdir()
    for name, data in (DOCUMENTS | FAILURES).items():
        (folder / name).write_bytes(data)
    with zipfile.ZipFile(folder / "office.txt", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "broken.txt").symlink_to("nowhere.txt")
    (folder / "folder.txt").mkdir()
    os.mkfifo(folder / "fifo.txt")
    (folder / "outside.txt").symlink_to(ROOT / "README.md")
    with (folder / "large.txt").open("wb") as stream:
        stream.truncate(65 * 1024 * 1024)
    here = Path.cwd()
    os.chdir(folder)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.txt")
    os.chdir(here)


@pytest.mark.slow
def test_hostile_files(tmp_path: Path) -> None:
    make_inputs(tmp_path / "in")
    # A process of its own measures: what this one counts includes the children of other tests.
    command = [sys.executable, "-c", MEASURED]
    command += [sys.executable, "-m", "gliomine", "run", str(tmp_path / "in"), "--output", str(tmp_path / "out")]
    done = subprocess.run(
        [*command, "--workers", "1"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "pipeline")},
    )
    assert done.returncode == 1, done.stderr
    tables = read_tables(tmp_path / "out")
    assert set(tables["documents"]["doc_id"]) == set(DOCUMENTS)
    failures = dict(zip(tables["failures"]["doc_id"], tables["failures"]["error"], strict=True))
    assert set(failures) == {*FAILURES, "office.txt", "loop.txt", "broken.txt", "folder.txt", "large.txt"}
    assert all(failures.values())
    manifest = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert manifest["inputs"]["skipped"] == {"link that leaves the input folder": 1, "not a regular file": 2}
    kilobytes = int(done.stdout.split()[-1])
    assert kilobytes < 1024 * 1024


@pytest.mark.slow
@pytest.mark.parametrize(
    "make",
    [
        lambda size: "a" * size,
        lambda size: "(" * size,
        lambda size: "Abstract\n" + "(a [b {c " * (size // 9),
        lambda size: "Abstract\n" + "mesenchymal stem cells (MSCs) (" * (size // 31),
        lambda size: "Abstract\n" + "; " * (size // 2),
        lambda size: "Affiliations\n" + "1. University of X, Y, China, " * (size // 30),
        lambda size: "Abstract\nFunders\nAffiliations\n" * (size // 30),
        lambda size: "glioma" + " " * size + "cells",
        lambda size: "Abstract\n" + "a.b. " * (size // 5),
        lambda size: "Abstract\n" + "." * size + "a",
        lambda size: "Abstract\n" + "?" * size + "a",
        lambda size: "Abstract\n" + "Aim\nXx Yy\n" * (size // 10),
        lambda size: "\u8ba2\u9605\u6b64\u8bba\u6587\nabc\n" * (size // 10),
        lambda size: "Affiliations\n" + ("a" * 3999 + "\n") * (size // 4000),
        lambda size: "Affiliations\n" + ("a@" * 1999 + "a\n") * (size // 4000),
        lambda size: "\n" * size + "Glioma",
        lambda size: "Abstract\nGlioma cells.\n" + " \n" * (size // 2) + "Methods\nCells.",
        lambda size: "Authors\nOna Li" + " *" * (size // 2) + "x",
        lambda size: "Authors\nOna Li" + " " * size + "x",
    ],
    ids=[
        *("token", "brackets", "storm", "abbreviations", "semicolons", "addresses", "headings", "spaces", "dots"),
        *("full stops", "question marks", "labels", "boilerplate", "long words", "mail"),
        *("newlines", "blank lines", "marks", "spaced names"),
    ],
)
def test_time_grows_with_the_size_and_not_faster(make: Callable[[int], str]) -> None:
    stages = Pipeline().stages

    def seconds(size: int) -> float:
        documents = [Document("a.txt", make(size))]
        began = time_of_this_process()
        for _, process in stages:
            documents = process(documents)
        taken = time_of_this_process() - began
        validate(documents[0])
        return taken

    seconds(1000)
    small, large = seconds(20_000), seconds(80_000)
    # Four times the text: four times the time, with room for what a busy machine adds; a square would be sixteen.
    assert large < 9 * max(small, 0.05)


def time_of_this_process() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
