"""Tables, references and citations of JATS articles."""

from __future__ import annotations

import pytest
from gliomine.config import Config, ReadConfig
from gliomine.document import Document
from gliomine.readers.grid import RawCell, laid_out
from gliomine.sentences.stage import build
from gliomine.validate import validate

from tests.readers.conftest import Read

TITLE = "<title-group><article-title>Drugs in gliomas</article-title></title-group>"
HEAD = f"<front><article-meta>{TITLE}{{}}</article-meta></front>"


def read_one(read: Read, body: str, *, back: str = "", meta: str = "") -> Document:
    (document,) = read("a.nxml", f"<article>{HEAD.format(meta)}<body>{body}</body><back>{back}</back></article>")
    assert isinstance(document, Document), document
    validate(document)
    return document


def sentences(document: Document, **settings: int) -> list[str]:
    (document,) = build(Config(read=ReadConfig(**settings)))([document])  # type: ignore[arg-type]
    validate(document)
    return [item.text for item in document.sentences]


TABLE = """<sec><title>Results</title><sec><title>Survival</title><p>Two drugs were given (Table 2).</p>
<table-wrap><label>Table 2.</label><caption><title>Drugs by arm</title><p>All patients.</p></caption>
<alternatives><graphic/><table><thead><tr><th rowspan="2">Drug</th><th colspan="2">Months</th></tr>
<tr><th>Mean</th><th>Cause of death</th></tr></thead>
<tbody><tr><td colspan="3">Second line</td></tr>
<tr><td rowspan="2">Lomustine<xref ref-type="table-fn"><sup>a</sup></xref></td><td>7.5</td><td>Sepsis. Stroke.</td></tr>
<tr><td>6.0<sup>a,b</sup></td><td/></tr></tbody></table></alternatives>
<table-wrap-foot><fn><label>a</label><p>Given for a year. OS, overall survival.</p></fn></table-wrap-foot></table-wrap>
</sec></sec>"""


def test_cells_have_their_headings_and_stand_in_the_text(read: Read) -> None:
    document = read_one(read, TABLE)
    (caption, table) = [item for item in document.sections if item.place != "text"]
    assert (caption.place, caption.label, caption.path) == ("caption", "Table 2", "Results > Survival")
    assert (table.place, table.label, table.path, table.level) == ("table", "Table 2", "Results > Survival", None)
    assert document.text[table.start : table.end].split("\n") == [
        "Drug | Months",
        "Mean | Cause of death",
        "Second line",
        "Lomustine | 7.5 | Sepsis. Stroke.",
        "6.0",
        "Given for a year. OS, overall survival.",
    ]
    assert {(item.table, item.label, item.caption) for item in document.tables} == {(1, "Table 2", "Drugs by arm")}
    assert [(item.row, item.column, item.cell, item.is_heading) for item in document.tables][:5] == [
        (1, 1, "Drug", True),
        (1, 2, "Months", True),
        (2, 2, "Mean", True),
        (2, 3, "Cause of death", True),
        (3, 1, "Second line", False),
    ]
    assert [(item.cell, item.row_heading, item.column_heading) for item in document.tables][5:] == [
        ("Lomustine", "Second line", "Drug"),
        ("7.5", "Second line > Lomustine", "Months > Mean"),
        ("Sepsis. Stroke.", "Second line > Lomustine", "Months > Cause of death"),
        ("6.0", "Second line > Lomustine", "Months > Mean"),
    ]


def test_no_sentence_reaches_over_cells_and_numbers_are_none(read: Read) -> None:
    document = read_one(read, TABLE)
    read_cells = ["Drug", "Months", "Mean", "Cause of death", "Second line", "Lomustine", "Sepsis.", "Stroke."]
    assert sentences(document)[-10:] == [*read_cells, *NOTES]
    assert sentences(document, table_cells=0)[-3:] == ["All patients.", *NOTES]
    assert [text for text in sentences(document, table_cells=2) if text in ("Drug", "Months", "Mean")] == [
        "Drug",
        "Months",
    ]


NOTES = ["Given for a year.", "OS, overall survival."]


@pytest.mark.parametrize("cell", ["p53", "IL-6", "EGFR", "mTOR", "U87", "Sepsis"])
def test_cells_that_may_name_something_are_read(read: Read, cell: str) -> None:
    document = read_one(read, f"<p>Text.</p><table-wrap><table><tr><td>{cell}</td><td>3</td></tr></table></table-wrap>")
    assert sentences(document)[-1] == cell


@pytest.mark.parametrize("cell", ["0.5 ± 0.1", "12 (40%)", "&lt; 0.05", "—", "5 m", "N = 7", "*"])
def test_cells_of_numbers_are_not(read: Read, cell: str) -> None:
    document = read_one(read, f"<p>Text.</p><table-wrap><table><tr><td>{cell}</td></tr></table></table-wrap>")
    assert sentences(document)[-1] == "Text."
    assert len(document.tables) == 1


def test_headings_are_told_where_the_source_does_not() -> None:
    def made(*rows: str) -> list[list[bool]]:
        raw = [[RawCell(text.strip()) for text in row.split("|")] for row in rows]
        return [[item.is_heading for item in row] for row in laid_out(raw)]

    assert made("Drug | Dose", "TMZ | 5") == [[True, True], [False, False]]
    assert made("Group | 2019 | 2020", "TMZ | 5 | 6")[0] == [False] * 3  # years may be cells, too
    assert made("TMZ | lomustine") == [[False, False]]


def test_endless_spans_and_tables_end(read: Read) -> None:
    (row,) = laid_out([[RawCell("a", rows=99_999, columns=99_999), RawCell("b")]])
    assert [item.column for item in row] == [1, 201]
    rows = "<tr><td>gliomas in many rats and mice</td></tr>" * 20_000
    document = read_one(read, f"<p>Text.</p><table-wrap><table>{rows}</table></table-wrap><p>More text.</p>")
    assert len(document.text) < 600_000
    assert sentences(document).count("gliomas in many rats and mice") == 3_000


def test_tables_without_a_wrapper_and_boxes_behind_the_text_are_read(read: Read) -> None:
    document = read_one(read, "<p>Text. <table><tr><td>Sepsis</td></tr></table></p>")
    assert [item.cell for item in document.tables] == ["Sepsis"]
    (boxed,) = read(
        "b.nxml",
        f"<article>{HEAD.format('')}<body><p>Text.</p></body><floats-group><boxed-text><caption><title>Box 1</title>"
        "</caption><p>Rules of care.</p></boxed-text></floats-group></article>",
    )
    assert isinstance(boxed, Document)
    assert "Rules of care." in boxed.text


REFERENCES = """<ref-list><title>References</title>
<ref><label>1.</label><mixed-citation><name><surname>Moss</surname></name> et al.
<article-title>Growth of gliomas</article-title>. <source>J Made-up Oncol</source> <year>2011</year>;
doi: 10.9999/jmo.2011.7.
<pub-id pub-id-type="pmid">20000001</pub-id></mixed-citation></ref>
<ref><label>2</label><element-citation><person-group><name><surname>Ilk</surname><given-names>O</given-names></name>
<name><surname>Rua</surname><given-names>P</given-names></name></person-group><article-title>Stem cells.</article-title>
<source>Cells</source><year>2015a</year><pub-id pub-id-type="doi">10.9999/c.1</pub-id></element-citation></ref>
<ref><label>3</label><note><p>Not a work.</p></note></ref></ref-list>"""


def test_references_are_records_and_no_text(read: Read) -> None:
    document = read_one(read, "<p>Text.</p>", back=REFERENCES)
    first, second = document.bibliography
    assert (first.index, first.label, first.pmid, first.doi, first.year, first.title) == (
        *(1, "1", "20000001", "10.9999/jmo.2011.7", 2011),
        "Growth of gliomas",
    )
    assert first.text.startswith("Moss et al. Growth of gliomas. J Made-up Oncol 2011; doi: 10.9999/jmo.2011.7.")
    assert second.text == "Ilk O, Rua P. Stem cells. Cells. 2015a"
    assert (second.year, second.doi, second.pmid) == (2015, "10.9999/c.1", None)
    assert "Moss" not in document.text


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        ("Gliomas grow [{1}, {2}–{5}]. They kill.", "Gliomas grow [1, 2–5]. They kill."),
        (
            "Gliomas grow ({Moss et al., 2011}; {Ilk and Rua, 2015}).",
            "Gliomas grow (Moss et al., 2011; Ilk and Rua, 2015).",
        ),
        ("Gliomas grow (reviewed in {7}).", "Gliomas grow (reviewed in 7)."),
        ("As in reference {7}, gliomas grow.", "As in reference 7, gliomas grow."),
        ("{Moss and Ilk} saw them grow.", "Moss and Ilk saw them grow."),
        ("Gliomas grow<sup>{7}</sup>. They kill.", "Gliomas grow. They kill."),
        ("Gliomas grow.<sup>{7},{9}</sup> They kill.", "Gliomas grow. They kill."),
    ],
)
def test_raised_citations_are_in_no_sentence_and_brackets_stay(read: Read, marked: str, shown: str) -> None:
    body = marked.replace("{", "<xref ref-type='bibr' rid='r'>").replace("}", "</xref>")
    assert read_one(read, f"<p>{body}</p>").text.split("\n")[-1] == shown


def test_abstracts_in_other_languages_and_highlights_are_shown_and_not_read(read: Read) -> None:
    meta = (
        "<abstract abstract-type='graphical'><title>Graphical abstract</title><p>Cells take up drugs.</p></abstract>"
        "<abstract><p>Drugs slow gliomas.</p></abstract>"
        "<abstract abstract-type='key-points'><p>Gliomas are slowed.</p></abstract>"
        "<trans-abstract xml:lang='de'><p>Gliome wachsen langsamer.</p></trans-abstract>"
    )
    document = read_one(read, "<p>Text.</p>", meta=meta)
    assert [(item.name, item.place) for item in document.sections][1:5] == [
        ("abstract", "text"),
        ("graphical_abstract", "text"),
        ("highlights", "text"),
        ("translated_abstract", "text"),
    ]
    assert sentences(document) == ["Drugs in gliomas", "Drugs slow gliomas.", "Text."]


def test_endless_headings_and_spaces_take_no_more_than_their_length(read: Read) -> None:
    rows = "".join(f"<tr><th>Head {number}</th></tr>" for number in range(20_000))
    long = "word " * 2_000
    table = f"<table><thead>{rows}</thead><tbody><tr><td>{long}</td>{'<td>TMZ</td>' * 500}</tr></tbody></table>"
    spaces = "Gliomas grow." + " " * 200_000 + "<xref ref-type='bibr' rid='r'>1</xref>" + " " * 200_000
    document = read_one(read, f"<p>{spaces}</p><table-wrap>{table}</table-wrap>")
    assert max(len(item.column_heading or "") for item in document.tables) < 400
    assert max(len(item.row_heading or "") for item in document.tables) == 200
    assert "Gliomas grow. 1" in document.text
