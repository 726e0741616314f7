"""Where things stand: line numbers in errors, offsets behind blanks, limits to the byte, which of two is taken."""

from __future__ import annotations

import json

import pytest
from gliomine.document import Document, Failure

from tests.readers.conftest import Read


def told(found: list[Document | Failure]) -> list[str]:
    """Return the text of each document, and of each failure its id and error up to what to expect."""
    return [
        item.text if isinstance(item, Document) else f"{item.doc_id}: {item.error.split('; expected')[0]}"
        for item in found
    ]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_failures_of_a_table_name_row_and_line(read: Read, name: str) -> None:
    mark = "," if name == "a.csv" else "\t"
    rows = [
        ["doc_id", "text"],
        ["1", '"of two\nlines"'],
        ["2", "one", "more"],
        ["", ""],
        ["3", "fine"],
        ["4", "a", "", ""],  # empty cells more are no matter
        ["5", "a", "", "b"],
    ]
    found = read(name, "\n".join(mark.join(row) for row in rows) + "\n")
    assert told(found)[:2] == [
        "of two\nlines",
        f"{name}#2: 3 cells, more cells than columns; where: row 2, before line 5",
    ]
    assert told(found)[-3:] == [
        "fine", "a", f"{name}#5: 4 cells, more cells than columns; where: row 6, before line 9",
    ]  # fmt: skip


def test_a_title_column_is_the_title_and_no_text(read: Read) -> None:
    content = "doc_id,title,text,note\n1,Glioma in rats,Rats were fed.,x\n2,,Rats slept.,\n3,Alone,,y\n"
    first, second, third = read("a.csv", content)
    assert isinstance(first, Document) and isinstance(second, Document)
    assert (first.title, first.text) == ("Glioma in rats", "Glioma in rats\nRats were fed.")
    assert (second.title, second.text) == (None, "Rats slept.")
    assert isinstance(third, Document)
    assert (third.title, third.text) == ("Alone", "Alone\n")
    (other,) = read("b.csv", "doc_id,head,text\n1,Heading,Rats.\n", title_column="head")
    assert isinstance(other, Document)
    assert (other.title, other.text) == ("Heading", "Heading\nRats.")


MANY = {
    "a.csv": ("doc_id,text\n", "{n},Glioma grows.\n", ""),
    "a.tsv": ("doc_id\ttext\n", "{n}\tGlioma grows.\n", ""),
    "a.jsonl": ("", '{{"doc_id": "{n}", "text": "Glioma grows."}}\n', ""),
    "a.pubtator": ("", "{n}|t|Glioma\n{n}|a|It grows.\n\n", ""),
    "a.nbib": ("", "PMID- {n}\nTI  - Glioma.\n\n", ""),
    "a.ris": ("", "TY  - JOUR\nID  - {n}\nTI  - Glioma\nAB  - Grows.\nER  - \n\n", ""),
    "a.xml": ("<PubmedArticleSet>", "<PubmedArticle><MedlineCitation><PMID>{n}</PMID><Article><ArticleTitle>Glioma"
              "</ArticleTitle></Article></MedlineCitation></PubmedArticle>\n", "</PubmedArticleSet>"),
}  # fmt: skip


@pytest.mark.parametrize("name", MANY)
def test_a_file_of_many_records_may_be_larger_than_a_file_of_one(read: Read, name: str) -> None:
    head, record, tail = MANY[name]
    content = head + "".join(record.format(n=number) for number in range(1, 301)) + tail
    assert len(content) > 3000
    found = read(name, content, max_bytes=3000)
    assert [type(item) for item in found] == [Document] * 300
    text = "Glioma grows. " * 300
    assert [type(item) for item in read("a.txt", text, max_bytes=3000)] == [Failure]


@pytest.mark.parametrize(("limit", "kind"), [(99, Failure), (100, Document)])
@pytest.mark.parametrize("setting", ["max_bytes", "max_chars"])
def test_limits_are_exact(read: Read, setting: str, limit: int, kind: type) -> None:
    (found,) = read("a.txt", "x" * 99 + "\n", **{setting: limit})
    assert isinstance(found, kind)


def bioc(*passages: tuple[int, str]) -> str:
    listed = [{"offset": offset, "infons": {"type": "paragraph"}, "text": text} for offset, text in passages]
    return json.dumps({"documents": [{"id": "1", "passages": listed}]})


@pytest.mark.parametrize(
    ("passages", "text"),
    [
        ([(0, "Glioma"), (7, "grows.")], "Glioma\ngrows."),
        ([(3, "Glioma"), (10, "grows.")], "\n\n\nGlioma\ngrows."),  # leading blanks count
        ([(0, "Glioma"), (9, "grows.")], "Glioma\n\n\ngrows."),
        ([(0, "Glioma"), (6, "grows.")], "Gliomagrows."),  # side by side, as stated
        ([(0, "Glioma"), (5, "grows.")], "Glioma\ngrows."),  # not sound: they overlap
        ([(0, "  Glioma"), (9, " grows.")], "  Glioma\n grows."),
    ],
)
def test_offsets_of_bioc_hold_where_they_are_sound(read: Read, passages: list[tuple[int, str]], text: str) -> None:
    (found,) = read("a.json", bioc(*passages))
    assert isinstance(found, Document)
    assert found.text == text
    for section, (_, shown) in zip(found.sections, passages, strict=False):
        assert found.text[section.start : section.end].strip() in text
        assert shown.strip() in found.text[section.start : section.end] or len(found.sections) == 1


OTHER = '<OtherAbstract Type="{kind}" Language="{language}"><AbstractText>{text}</AbstractText></OtherAbstract>'


@pytest.mark.parametrize(
    ("own", "others", "text"),
    [
        ("", [("eng", "First."), ("eng", "Second.")], "Glioma\nFirst."),
        ("", [("ger", "Deutsch."), ("eng", "Second."), ("eng", "Third.")], "Glioma\nSecond."),
        ("", [("ger", "Deutsch.")], "Glioma"),
        ("<Abstract><AbstractText>Own.</AbstractText></Abstract>", [("eng", "First.")], "Glioma\nOwn."),
    ],
)
def test_which_of_several_abstracts_is_read(read: Read, own: str, others: list[tuple[str, str]], text: str) -> None:
    more = "".join(OTHER.format(kind="Publisher", language=language, text=shown) for language, shown in others)
    article = f"<Article><ArticleTitle>Glioma</ArticleTitle>{own}</Article>"
    citation = f"<PubmedArticle><MedlineCitation><PMID>1</PMID>{article}{more}</MedlineCitation></PubmedArticle>"
    (found,) = read("a.xml", f"<PubmedArticleSet>{citation}</PubmedArticleSet>")
    assert isinstance(found, Document)
    assert found.text == text
