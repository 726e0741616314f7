"""What a user owns stays as it is, and one bad line of `predict` costs only itself."""

from __future__ import annotations

import json
import os
from pathlib import Path

import gliomine
import pytest
from gliomine.config import Config, MentionConfig
from gliomine.errors import ConfigError, InputError
from gliomine.kb.build.build import replace_index
from gliomine.kb.records import Record, Source
from gliomine.predict import predict
from gliomine.tables.query import query
from gliomine.text.inline import visible

RECORDS = [Record("X:1", "glioma", ["disease"], "own")]
SOURCES = [Source("own", 0, "", "", "")]


def test_an_index_replaces_an_index_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "papers"
    target.mkdir()
    (target / "thesis.txt").write_text("three years of work", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"thesis\.txt"):
        replace_index(target, RECORDS, sources=SOURCES)
    assert (target / "thesis.txt").read_text(encoding="utf-8") == "three years of work"
    index = tmp_path / "index"
    replace_index(index, RECORDS, sources=SOURCES)
    replace_index(index, RECORDS, sources=SOURCES)
    (index / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"notes\.txt"):
        replace_index(index, RECORDS, sources=SOURCES)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    (folder / "a.txt").write_text("Glioma cells grow.", encoding="utf-8")
    gliomine.run(folder / "a.txt", output=folder / "out", engine="inline", model="none")
    return folder / "out"


@pytest.mark.parametrize(
    "sql",
    [
        "EXPLAIN ANALYZE COPY (SELECT 1 AS doc_id) TO '{table}' (FORMAT parquet, USE_TMP_FILE false)",
        "explain /* x */ analyze copy (select 1) to '{table}'",
        "EXPLAIN (FORMAT json) COPY (SELECT 1) TO '{table}'",
        "COPY (SELECT 1 AS doc_id) TO '{table}'",
        "COPY (PIVOT documents ON layout USING count(*)) TO '{table}'",
        "SELECT 1; COPY (SELECT 1) TO '{table}'",
        "SELECT content FROM read_text('.tmp/secret.txt')",
        "SELECT * FROM read_csv('../a.txt')",
        "ATTACH '{table}.db'",
    ],
)
def test_a_query_writes_nothing_and_reads_nothing_else(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".tmp").mkdir()
    (tmp_path / ".tmp" / "secret.txt").write_text("secret", encoding="utf-8")
    table = finished / "tables" / "funders.parquet"
    before = table.read_bytes()
    with pytest.raises(InputError):
        list(query(finished, sql.format(table=table)).rows)
    assert table.read_bytes() == before
    assert os.listdir(tmp_path) == [".tmp"]  # noqa: PTH208 (names alone)


@pytest.mark.parametrize(
    "sql",
    [
        "select doc_id from documents",
        "explain select doc_id from documents",
        "EXPLAIN ANALYZE SELECT count(*) FROM documents",
        "-- a remark\nwith one as (select 1 as x) select * from one",
        "PIVOT documents ON layout USING count(*)",
        "describe documents",
        "summarize documents",
    ],
)
def test_what_reads_is_answered(finished: Path, sql: str) -> None:
    assert list(query(finished, sql).rows)


def test_a_bad_line_costs_only_its_answer(tmp_path: Path) -> None:
    good = [json.dumps({"doc_id": str(number), "text": "Glioma cells grow."}).encode() for number in range(2)]
    bad = [
        b'{"doc_id":"\\ud800","text":"x"}',
        b'{"doc_id":"c","text":"x\\udc80"}',
        b"[" * 100_000,
        b'{"doc_id":"c","text":"xyz","entities":[{"start":1e999,"end":2}]}',
        b'{"doc_id":"c","text":"xyz","entities":5}',
        b'{"doc_id":"c","text":"caf\xe9"}',
        b'{"doc_id":{"a":1},"text":"xyz"}',
        b"null",
        b"7",
        b'"\\ud800"',
        b'{"doc_id":"c"}',
        b"",
    ]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b"\xef\xbb\xbf" + b"\n".join([good[0], *bad, good[1]]) + b"\n")
    failed = predict(source, target, config=Config(mentions=MentionConfig(model="none")))
    answers = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert failed == len(bad)
    assert ["error" in answer for answer in answers] == [False, *[True] * len(bad), False]
    assert [answers[0]["doc_id"], answers[-1]["doc_id"]] == ["0", "1"]
    assert answers[-1]["entities"]


def test_control_characters_are_shown_at_their_places() -> None:
    text = "Glioma \x1b]52;c;x\x07 \x9b31m\u202e\tand\n\x7f."
    assert len(visible(text)) == len(text)
    assert visible(text) == "Glioma ␛]52;c;x␇ \ufffd31m\ufffd\tand\n␡."
