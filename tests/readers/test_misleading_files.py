"""Small files that are easily read wrongly without a word: each is read rightly, or a failure says why not."""

from __future__ import annotations

from pathlib import Path

import pytest
from gliomine.config import ReadConfig
from gliomine.document import Failure
from gliomine.readers import read_documents


def read(folder: Path, name: str, content: str | bytes) -> dict[str, str]:
    """Return id -> text, or a dash and the error's beginning."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    found: dict[str, str] = {}
    for item in read_documents(path, doc_id=name, source=name, config=ReadConfig()):
        assert item.doc_id not in found
        found[item.doc_id] = f"- {item.error.partition(';')[0]}" if isinstance(item, Failure) else item.text
    return found


def pubmed(*abstracts: str) -> str:
    records = (
        f"<PubmedArticle><MedlineCitation><PMID>{number}</PMID><Article><ArticleTitle>T</ArticleTitle><Abstract>"
        f"<AbstractText>{text}</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>"
        for number, text in enumerate(abstracts, 1)
    )
    return f"<PubmedArticleSet>{''.join(records)}</PubmedArticleSet>"


def declared(encoding: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>'


def page(text: str, charset: str = "") -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}</head><body><h1>T</h1><h2>Abstract</h2><p>{text}</p></body></html>"


UNFIT = "- bytes that do not fit the encoding of the file"


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        # What was converted to UTF-8 often keeps its old declaration.
        ("a.xml", declared("iso-8859-1") + pubmed("TNF-α", "plain", "café"), ["T\nTNF-α", "T\nplain", "T\ncafé"]),
        ("a.xml", declared("windows-1252") + pubmed("“TNF”"), ["T\n“TNF”"]),
        ("a.xml", (declared("iso-8859-1") + pubmed("café", "naïve")).encode("latin-1"), ["T\ncafé", "T\nnaïve"]),
        ("a.xml", (declared("windows-1251") + pubmed("мыши")).encode("cp1251"), ["T\nмыши"]),
        ("a.xml", (declared("shift_jis") + pubmed("細胞")).encode("shift_jis"), ["T\n細胞"]),
        ("a.xml", (declared("utf-8") + pubmed("café", "plain")).encode("latin-1"), [UNFIT, "T\nplain"]),
        ("a.html", page("TNF-α and café", "iso-8859-1"), ["T\nAbstract\nTNF-α and café"]),
        ("a.html", page("café", "windows-1252").encode("cp1252"), ["T\nAbstract\ncafé"]),
        ("a.html", page("мыши", "windows-1251").encode("cp1251"), ["T\nAbstract\nмыши"]),
        # A text file that is a page or JSON lines inside.
        ("a.txt", "<!DOCTYPE html>" + page("Mice &lt; rats"), ["T\nAbstract\nMice < rats"]),
        ("a.txt", "\ufeff\n" + page("Mice"), ["T\nAbstract\nMice"]),
        ("a.txt", "<htmlish> tags", ["<htmlish> tags"]),
        ("a.txt", '{"doc_id": "1", "text": "Mice"}\n{"doc_id": "2", "text": "Rats"}\n', ["Mice", "Rats"]),
        ("a.txt", '{"mice"} and "text": "no"', ['{"mice"} and "text": "no"']),
        ("a.txt", "{mice and rats}", ["{mice and rats}"]),
        # Of two columns or fields of a name nobody knows which is meant.
        ("a.csv", "doc_id,text,text\n1,Mice,Rats\n", ["- 2 columns named 'text'"]),
        ("a.csv", "doc_id,text,doc_id\n1,Mice,2\n", ["- 2 columns named 'doc_id'"]),
        ("a.csv", "doc_id,note,text,note\n1,x,Mice,y\n", ["Mice"]),
        ("a.jsonl", '{"text": "Mice", "text": "Rats"}\n{"text": "a \\"text\\" b", "x": {"text": 1}}\n',
         ["- 2 fields named 'text'", 'a "text" b']),
        # Title and abstract in either order.
        ("a.pubtator", "1|a|Mice\n1|t|Rats\n1\t0\t4\tRats\tS\t1\n\n2|t|Cats\n2|a|Dogs\n", ["Rats\nMice", "Cats\nDogs"]),
        ("a.pubtator", "1|a|Mice\n\n1|t|Rats\n", ["\nMice", "Rats\n"]),
        ("a.pubtator", "1|t|Mice\n1|t|Rats\n", ["Mice\n", "Rats\n"]),
        ("a.pubtator", "1|t|Mice\n1|a|Rats\n1|t|Cats\n", ["Mice\nRats", "Cats\n"]),
        ("a.pubtator", "1|a|Mice\n2|t|Rats\n", ["\nMice", "Rats\n"]),
    ],
)  # fmt: skip
def test_what_is_read_of_a_misleading_file(tmp_path: Path, name: str, content: str | bytes, found: list[str]) -> None:
    assert list(read(tmp_path, name, content).values()) == found


@pytest.mark.parametrize(
    ("abstract", "body", "text"),
    [
        ("<p>A</p>", "<p>B</p>loose", "T\nA\n\nB\n\nloose"),
        ("<p>A</p>", "x<p>B</p> and <sec><title>H</title><p>C</p></sec>y", "T\nA\n\nx\n\nB\n\nand\n\nH\nC\n\ny"),
        ("<sec><title>Aim</title>loose <italic>in</italic> it</sec>", "", "T\nAim\nloose in it"),
        ("<title>Abstract</title>loose", "", "T\nAbstract\nloose"),
        ("<sec><title>Aim</title><p>A</p>loose<p>B</p></sec>", "", "T\nAim\nA\n\nloose\n\nB"),
    ],
)  # fmt: skip
def test_text_beside_paragraphs_is_read(tmp_path: Path, abstract: str, body: str, text: str) -> None:
    content = (
        "<article><front><article-meta><title-group><article-title>T</article-title></title-group>"
        f"<abstract>{abstract}</abstract></article-meta></front><body>{body}</body></article>"
    )
    assert list(read(tmp_path, "a.nxml", content).values()) == [text]


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        ('<article xmlns="https://jats.nlm.nih.gov/ns/archiving/1.3/">', "</article>"),
        ('<set xmlns="urn:x"><article>', "</article></set>"),
        ("<article>", "</article>"),
    ],
)
def test_an_article_in_a_namespace_is_read_as_one_without(tmp_path: Path, opens: str, closes: str) -> None:
    content = (
        f"{opens}<front><article-meta><title-group><article-title>T <italic>x</italic></article-title></title-group>"
        "<abstract><sec><title>Aim</title><p>A</p></sec></abstract></article-meta></front>"
        f"<body><sec><title>H</title><p>B<fn><p>no</p></fn></p></sec></body>{closes}"
    )
    assert list(read(tmp_path, "a.nxml", content).values()) == ["T x\nAim\nA\n\nH\nB"]
