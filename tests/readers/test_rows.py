"""JSON lines, CSV, TSV, PubTator, BioC JSON."""

from __future__ import annotations

import gzip
import json

import pytest
from gliomine.config import Config
from gliomine.document import Document, Failure
from gliomine.pages.stages import sections

from tests.readers.conftest import Read, parts


def test_json_lines(read: Read) -> None:
    lines = [
        '{"doc_id": "a", "text": "Title here\\nGlioma grows.", "other": 1}',
        '{"doc_id": 7, "text": "Abstract\\nGlioma.\\nFunding\\nNIH"}',
        '{"doc_id": "a", "text": "again"}',
        "",
        '{"doc_id": "bad"',
        '{"doc_id": "none"}',
        '{"text": "no id", "title": "A  title"}',
        '{"doc_id": "half", "text": "\\ud800"}',
        "[1]",
    ]
    found = read("x.jsonl.gz", "\n".join(lines))
    assert [item.doc_id.split("#")[1] for item in found] == [
        "a", "7", "a~2", "record-5", "none", "record-7", "half", "record-9",
    ]  # fmt: skip
    assert [type(item) for item in found] == [Document] * 3 + [Failure] * 2 + [Document] + [Failure] * 2
    first, page, _, bad, none, titled, half, _ = found
    assert isinstance(first, Document)
    assert isinstance(page, Document)
    assert isinstance(titled, Document)
    assert (first.layout, page.layout, titled.layout) == ("unknown", "unknown", "abstract")
    assert [item.layout for item in sections(Config())([first, page, titled])] == ["abstract", "page", "abstract"]
    assert (titled.title, titled.text) == ("A title", "A title\nno id")
    assert isinstance(bad, Failure)
    assert "line 5" in bad.error
    assert isinstance(none, Failure)
    assert "--text-column" in none.error
    assert isinstance(half, Failure)
    assert "surrogate" in half.error


@pytest.mark.parametrize(("name", "delimiter"), [("x.csv", ","), ("x.tsv", "\t"), ("x.csv.gz", ";")])
def test_tables_with_a_text_column(read: Read, name: str, delimiter: str) -> None:
    rows = [["doc_id", "text", "year"], ["NA", '"Glioma, ""here""\nnext\tline"', "2020"], ["007", "nan", ""]]
    found = read(name, "\ufeff" + "\r\n".join(delimiter.join(row) for row in rows) + "\r\n")
    assert [(item.doc_id, item.text) for item in found if isinstance(item, Document)] == [
        (f"{name}#NA", 'Glioma, "here"\nnext\tline'),
        (f"{name}#007", "nan"),
    ]


def test_named_columns_and_missing_ones(read: Read) -> None:
    content = "pmid,body_text\n1,Glioma\n"
    (found,) = read("a.csv", content, text_column="body_text", id_column="pmid")
    assert found.doc_id == "a.csv#1"
    (found,) = read("a.csv", content)
    assert isinstance(found, Failure)
    assert "--text-column body_text" in found.error
    (found,) = read("a.csv", content, text_column="body_text", id_column="nope")
    assert isinstance(found, Failure)
    assert "--id-column" in found.error
    (found,) = read("a.csv", content, text_column="body_text")
    assert found.doc_id == "a.csv#record-1"


def test_damaged_rows_cost_only_themselves(read: Read) -> None:
    content = b'doc_id,text\n1,one\n2,"t"wo\n3\n4,fo\xffur\n5,five\n6,six,7\n'
    found = read("a.csv", content)
    assert [item.text for item in found if isinstance(item, Document)] == ["one", "five"]
    errors = [item.error for item in found if isinstance(item, Failure)]
    assert [
        "malformed row" in errors[0],
        "the row ends before" in errors[1],
        "encoding" in errors[2],
        "more cells" in errors[3],
    ] == [True] * 4


def test_cells_longer_than_the_default_limit(read: Read) -> None:
    (found,) = read("a.csv", "text\n" + "glioma " * 40_000 + "\n")
    assert isinstance(found, Document)
    assert len(found.text) == 280_000


def test_a_table_from_an_old_spreadsheet(read: Read) -> None:
    (found,) = read("a.csv", "text\nThe dose was 5 µg at 37 °C ±2.\n".encode("cp1252"))
    assert isinstance(found, Document)
    assert found.text == "The dose was 5 µg at 37 °C ±2."


PUBTATOR = """1|t|Exosomes in glioma.
1|a|MSCs carry them | far.
1\t0\t8\tExosomes\tCellPart\tGO:1

2|t|No abstract
2|a|
3|t|Joined to the last
3|a|Still read.

4|x|nothing

5|t|Two
5|t|titles
"""


def test_pubtator(read: Read) -> None:
    found = read("p.pubtator", PUBTATOR)
    assert [item.doc_id for item in found] == [
        "p.pubtator#1",
        "p.pubtator#2",
        "p.pubtator#3",
        "p.pubtator#4|x|nothing",
        "p.pubtator#5",
        "p.pubtator#5~2",
    ]
    first = found[0]
    assert isinstance(first, Document)
    assert first.text == "Exosomes in glioma.\nMSCs carry them | far."
    assert parts(first, "abstract") == [(None, "MSCs carry them | far.")]
    assert [type(item) for item in found[:4]] == [Document, Document, Document, Failure]


def bioc(*documents: object) -> str:
    return json.dumps({"source": "s", "infons": {"a": "{[\"'"}, "documents": list(documents)}, indent=1)


def passage(offset: object, text: str, **infons: str) -> dict[str, object]:
    return {"offset": offset, "infons": infons, "text": text, "annotations": [{"text": "} ] {"}]}


def test_bioc_json(read: Read) -> None:
    good = {"id": "1", "passages": [passage(0, 'A "title" {', type="title"), passage(12, "Text \\ ]", type="abstract")]}
    bad = {"id": "2", "passages": [passage("x", "y")]}
    found = read("b.json", bioc(good, bad, {"id": 3, "passages": []}, good))
    assert [item.doc_id for item in found] == ["b.json#1", "b.json#2", "b.json#3", "b.json#1~2"]
    assert [type(item) for item in found] == [Document, Failure, Failure, Document]
    assert isinstance(found[0], Document)
    assert found[0].text == 'A "title" {\nText \\ ]'
    assert found[0].title == 'A "title" {'


def test_bioc_json_that_is_cut_or_damaged(read: Read) -> None:
    one = {"id": "1", "passages": [passage(0, "Glioma")]}
    whole = bioc(one, one)
    found = read("b.json", whole[: len(whole) // 2 + 60])
    assert isinstance(found[-1], Failure)
    assert "cut short" in found[-1].error
    found = read("b.json", whole.replace('"text": "Glioma"', '"text": Glioma', 1))
    assert [type(item) for item in found] == [Failure, Document]
    (found_,) = read("b.json", '{"a": 1}')
    assert isinstance(found_, Failure)
    assert "no list of documents" in found_.error


def test_what_we_write_we_read(read: Read, tmp_path_factory: pytest.TempPathFactory) -> None:
    from gliomine.writers import write_format

    from tests.writers.conftest import documents, write_run

    run = write_run(tmp_path_factory.mktemp("written") / "run", documents())
    for name, suffix in (("bioc-xml", ".xml"), ("bioc-json", ".json")):
        (path,) = write_format(name, run)
        again = [item for item in read(f"again{suffix}", path.read_bytes()) if isinstance(item, Document)]
        assert len(again) == len(documents())
        for found, document in zip(again, documents(), strict=True):
            for item in document.sections:
                kept = document.text[item.start : item.end].replace("\x01", "\ufffd")
                assert found.text[item.start : item.end].replace("\x01", "\ufffd") == kept
    write_format("jsonl", run)
    again = read("again.jsonl", (run / "tables" / "documents.jsonl").read_bytes())
    assert [item.doc_id for item in again] == [
        f"again.jsonl#{item.doc_id.replace('#', '_').replace('~', '_')}" for item in documents()
    ]


@pytest.mark.parametrize(
    ("name", "head", "filling", "message"),
    [
        ("a.json", '{"documents": [{"id": "', "a ", "a document, or a stretch without one, is too long"),
        ("a.json", '{"documents": [', "[", "a document, or a stretch without one, is too long"),
        ("a.csv", 'doc_id,text\n1,"', "a\n", "a cell is too long"),
        ("a.csv", 'doc_id,text\n1,"', "a ", "a line is too long"),
        ("a.jsonl", '{"text": "', "a ", "a line is too long"),
        ("a.pubtator", "1|t|x\n", "1|a|b\n", "a record is too long"),
        ("a.pubtator", "1|t|", "a ", "a line is too long"),
    ],
)
def test_what_never_ends_stops_early(read: Read, name: str, head: str, filling: str, message: str) -> None:
    (found,) = read(name, head + filling * (3_000_000 // len(filling)), max_bytes=1_000_000)
    assert isinstance(found, Failure)
    assert message in found.error


@pytest.mark.parametrize(
    "name", ["a.txt.gz", "a.xml.gz", "a.json.gz", "a.jsonl.gz", "a.csv.gz", "a.pubtator.gz", "a.pdf.gz"]
)
def test_a_gzip_bomb_is_refused(read: Read, name: str) -> None:
    heads = {"a.xml.gz": b"<PubmedArticleSet>", "a.json.gz": b'{"documents": [', "a.csv.gz": b"doc_id,text\n"}
    found = read(name, gzip.compress(heads.get(name, b"") + b" " * 40_000_000))
    assert isinstance(found[-1], Failure)
    assert "unpack to more than 100 times their size" in found[-1].error


def test_a_file_without_a_readable_record_is_given_up(read: Read) -> None:
    good = json.dumps({"text": "Glioma grows."}) + "\n"
    found = read("a.jsonl", good + "{}\n" * 9_999 + good + "{}\n" * 50_000)
    assert len(found) == 1 + 9_999 + 1 + 10_000 + 1
    assert isinstance(found[-1], Failure)
    assert "10,000 records in a row cannot be read" in found[-1].error


@pytest.mark.parametrize("mark", ["\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028"])
@pytest.mark.parametrize(("name", "begin"), [("a.tsv", "doc_id\ttext\n1\t"), ("a.pubtator", "1|t|Rats\n1|a|")])
def test_only_newlines_end_a_line(read: Read, name: str, begin: str, mark: str) -> None:
    """Not what Python's splitlines() takes for one besides."""
    (found,) = read(name, f"{begin}Glioma{mark}cells.\n")
    assert isinstance(found, Document), found
    assert found.text.rstrip("\n").endswith(f"Glioma{mark}cells.")
