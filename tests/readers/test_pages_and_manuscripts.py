"""Papers as saved pages, DOCX, Markdown, TEI of GROBID and packages of PubMed Central."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Sequence

import docx
import pytest
from gliomine.config import Config
from gliomine.document import Document, Failure
from gliomine.pages.stages import affiliations, funders, sections
from gliomine.validate import validate

from tests.readers.conftest import Read, parts


def only(found: Sequence[Document | Failure]) -> Document:
    (document,) = found
    assert isinstance(document, Document), document
    validate(document)
    for stage in (sections, affiliations, funders):
        (document,) = stage(Config())([document])
    validate(document)
    return document


def failure(found: Sequence[Document | Failure]) -> str:
    (item,) = found
    assert isinstance(item, Failure)
    assert "expected:" in item.error
    assert "what to do:" in item.error
    return item.error


def paths(document: Document) -> list[str]:
    return [item.path for item in document.sections if item.path and item.level]


def captions(document: Document) -> list[tuple[str | None, str]]:
    return [(item.label, document.text[item.start : item.end]) for item in document.sections if item.place == "caption"]


def cells(document: Document) -> list[tuple[str | None, str | None, str]]:
    assert all(document.text[item.start : item.end] == item.cell for item in document.tables)
    return [(item.label, item.caption, item.cell) for item in document.tables]


HTML = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Mint slows glioma | Fen Press</title>
<meta name="citation_title" content="Marsh mint slows glioma">
<meta name="citation_author" content="Moor, Ada"><meta name="citation_author_institution"
 content="Department of Botany, Fen University, Ely, UK">
<meta name="citation_author" content="Fenn, Ben"><meta name="citation_doi" content="10.9999/fen.7">
<meta name="citation_publication_date" content="2021/03/04"><meta name="citation_journal_title" content="Fen Letters">
<script>var cancer = "leukemia";</script><style>p { color: red }</style></head>
<body><header><p>Fen Press, home of malaria research</p></header>
<nav><a href="/">Home</a><ul><li>Asthma journals</li></ul></nav>
<main><article>
<h1>Marsh mint slows glioma<sup>*</sup></h1>
<ul class="authors"><li>Ada Moor</li><li>Ben Fenn</li></ul><div class="share-box">Share on diabetes</div>
<section><h2>Abstract</h2><h3>Background</h3><p>Glioma is hard to treat.</p>
<h3>Results</h3><p>Mint slowed <i>TP53</i> cells.</p></section>
<section><h2>1. Introduction</h2><p>Mint was used by healers<sup><a href="#r1">1</a>,<a href="#r2">2</a></sup>. It
grows in <b>wet</b> meadows, at 10<sup>6</sup> plants a field &amp; CO<sub>2</sub>.</p></section>
<section><h2>2. Methods</h2><h3>2.1. Cell culture</h3><p>Cells were kept warm.</p>
<ul><li>Flasks were turned.</li></ul>
<figure><img src="a.png" alt="epilepsy"><figcaption><b>Figure 1.</b> A dish with oil.</figcaption></figure>
<section class="tw"><h4>Table 1.</h4><div class="caption"><p>Counts of the cells.</p></div>
<table><tr><td>stroke</td><td>7</td></tr></table></section></section>
<section><h2>Acknowledgements</h2><p>We thank the keepers of the garden.</p></section>
<section><h2>References</h2><ol class="ref-list"><li>Moor A. Mint against malaria. 1999.</li></ol></section>
<section><h2>Similar articles</h2><p>Mint in the treatment of migraine.</p></section>
</article></main>
<aside><p>Subscribe to our letters on obesity.</p></aside><footer><p>All rights of sepsis.</p></footer>
</body></html>"""


def test_saved_page(read: Read) -> None:
    found = only(read("a.html", HTML))
    assert (found.title, found.doi, found.year, found.journal) == (
        "Marsh mint slows glioma",
        "10.9999/fen.7",
        2021,
        "Fen Letters",
    )
    assert [item.name for item in found.authors] == ["Ada Moor", "Ben Fenn"]
    assert [item.institution for item in found.affiliations] == ["Fen University"]
    assert parts(found, "abstract")[1:] == [
        (">Background", "Glioma is hard to treat."),
        (">Results", "Mint slowed TP53 cells."),
    ]
    assert paths(found) == ["1. Introduction", "2. Methods", "2. Methods > 2.1. Cell culture"]
    said = "Mint was used by healers. It grows in wet meadows, at 10^6 plants a field & CO2."
    assert ("1. Introduction", said) in parts(found, "body")
    assert (">2.1. Cell culture", "Cells were kept warm.\n\nFlasks were turned.") in parts(found, "body")
    assert captions(found) == [("Figure 1", "A dish with oil."), ("Table 1", "Counts of the cells.")]
    assert [item[:2] for item in cells(found)][:1] == [("Table 1", "Counts of the cells.")]
    assert parts(found, "acknowledgements") == [("Acknowledgements", "We thank the keepers of the garden.")]
    for word in [
        "leukemia",
        "malaria",
        "Asthma",
        "diabetes",
        "epilepsy",
        "migraine",
        "obesity",
        "sepsis",
        "Share",
    ]:
        assert word not in found.text


def test_page_without_fields_or_headings(read: Read) -> None:
    page = "<html><body><h1>Of mint</h1><div>Mint slows glioma.<p>It grows.</p>In meadows.</div></body></html>"
    found = only(read("a.htm", page))
    assert found.title == "Of mint"
    assert parts(found, "body") == [(None, "Mint slows glioma.\n\nIt grows.\n\nIn meadows.")]


def test_old_page_in_a_table_and_another_encoding(read: Read) -> None:
    page = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"></head><body>'
        "<table><tr><td><h1>Mint</h1><h2>Introduction</h2><p>Guillain–Barré and Sjögren.</p></td></tr></table>"
        "</body></html>"
    )
    found = only(read("a.html", page.encode("cp1252")))
    assert ("Introduction", "Guillain–Barré and Sjögren.") in parts(found, "body")
    assert found.encoding == "cp1252"


@pytest.mark.parametrize(
    "around",
    ['<form id="all">{}</form>', '<div class="has-sidebar" aria-hidden="true">{}</div>', "<my-app>{}</my-app>"],
)
def test_frame_around_the_whole_page_is_no_box_of_the_site(read: Read, around: str) -> None:
    paper = "<h1>Mint</h1><h2>Introduction</h2><p>Mint slows glioma.</p><form><p>Your e-mail, please.</p></form>"
    found = only(read("a.html", f"<html><body>{around.format(paper)}</body></html>"))
    assert parts(found, "body") == [("Introduction", "Mint slows glioma.")]


@pytest.mark.parametrize("page", ["<html><body><script>var a;</script></body></html>", "<html></html>", "<!-- -->"])
def test_page_without_text_fails(read: Read, page: str) -> None:
    failure(read("a.html", page))


MARKDOWN = """# Marsh mint slows glioma

## Abstract
Mint was tried in glioma.

## Introduction
Glioma is hard to treat.

## Methods

### Cell culture
Cells were kept warm.

## Acknowledgements
We thank the gardener.

## References
1. Moor A. Mint against malaria. 1999.
"""


def test_markdown(read: Read) -> None:
    found = only(read("a.md", MARKDOWN))
    assert found.input_format == "markdown"
    assert found.title == "Marsh mint slows glioma"
    assert parts(found, "abstract") == [("## Abstract", "Mint was tried in glioma.")]
    assert paths(found) == ["Introduction", "Methods", "Methods > Cell culture"]
    assert parts(found, "acknowledgements") == [("## Acknowledgements", "We thank the gardener.")]
    assert [name for name, _ in parts(found, "references")] == ["## References"]


@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_fields_at_the_head_of_markdown(read: Read, quote: str) -> None:
    head = f"---\ntitle: {quote}Marsh mint slows glioma{quote}\ntags: [malaria]\n---\n\n"
    found = only(read("a.md", head + MARKDOWN.partition("\n\n")[2]))
    assert found.title == "Marsh mint slows glioma"
    assert paths(found) == ["Introduction", "Methods", "Methods > Cell culture"]
    assert "malaria" not in found.text.partition("## References")[0]
    assert only(read("b.md", head + MARKDOWN)).text == MARKDOWN


def test_line_at_the_head_of_markdown_is_no_field(read: Read) -> None:
    text = "---\nMint slows glioma.\n---\n\nIt grows in meadows."
    assert only(read("a.md", text)).text == text


def manuscript(*, styled: bool = True) -> bytes:
    file = docx.Document()
    lines = [
        ("Title", "Marsh mint slows glioma"),
        ("", "Ada Moor, Ben Fenn"),
        ("", "Department of Botany, Fen University, Ely, UK"),
        ("", "Correspondence: ada@fen.example"),
        ("Heading 1", "Abstract"),
        ("", "Background: Glioma is hard to treat. Results: Mint slowed it."),
        ("", "Keywords: mint; glioma"),
        ("Heading 1", "Introduction"),
        ("", "Mint was used by healers."),
        ("Heading 1", "Methods"),
        ("Heading 2", "Cell culture"),
        ("", "Cells were kept warm."),
        ("Caption", "Figure 1. A dish with oil."),
        ("Heading 1", "References"),
        ("", "Moor A. Mint against malaria. 1999."),
        ("", "Table 1: Counts of the cells."),
    ]
    for style, text in lines:
        paragraph = file.add_paragraph(text, style=(style or None) if styled else None)
        if text.startswith("Ada"):
            paragraph.add_run("2").font.superscript = True
        if text.startswith("Cells"):
            paragraph.add_run("3,4").font.superscript = True
            paragraph.add_run(" Then 10")
            paragraph.add_run("6").font.superscript = True
            paragraph.add_run(" were counted.")
    table = file.add_table(1, 2)
    table.cell(0, 0).text = "stroke"
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("styled", [True, False])
def test_docx(read: Read, styled: bool) -> None:
    found = only(read("a.docx", manuscript(styled=styled)))
    assert found.title == "Marsh mint slows glioma"
    assert parts(found, "authors") == [(None, "Ada Moor, Ben Fenn")]
    assert [item.country for item in found.affiliations] == ["GB"]
    assert [name for name, _ in parts(found, "abstract")] == ["Abstract", ">Background", ">Results"]
    assert parts(found, "keywords") == [("Keywords", "mint; glioma")]
    assert paths(found)[:2] == ["Introduction", "Methods"]
    assert "Cells were kept warm. Then 10^6 were counted." in found.text
    if styled:
        assert paths(found)[2:] == ["Methods > Cell culture"]
    assert captions(found) == [("Figure 1", "A dish with oil."), ("Table 1", "Counts of the cells.")]
    assert [item[:2] for item in cells(found)][:1] == [("Table 1", "Counts of the cells.")]
    assert "malaria" not in found.text
    assert [item.cell for item in found.tables] == ["stroke"]


def test_inserted_text_of_a_docx_is_read(read: Read) -> None:
    with zipfile.ZipFile(io.BytesIO(manuscript())) as archive:
        files = {item.filename: archive.read(item) for item in archive.infolist()}
    body = files["word/document.xml"].decode()
    run = "<w:r><w:t>Mint was used by healers.</w:t></w:r>"
    assert run in body
    changed = f'<w:ins w:id="1" w:author="x">{run}</w:ins><w:del><w:r><w:delText>Gone.</w:delText></w:r></w:del>'
    files["word/document.xml"] = body.replace(run, changed).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    text = only(read("a.docx", stream.getvalue())).text
    assert "Mint was used by healers." in text
    assert "Gone" not in text


def test_damaged_docx_and_bomb_fail(read: Read) -> None:
    failure(read("a.docx", manuscript()[:2000]))
    failure(read("a.docx", b"no archive"))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(40_000_000))
    assert "unpacks" in failure(read("a.docx", stream.getvalue()))


TEI = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xml:space="preserve" xmlns="http://www.tei-c.org/ns/1.0"><teiHeader xml:lang="en"><fileDesc>
<titleStmt><title level="a" type="main">Marsh mint slows glioma</title></titleStmt>
<sourceDesc><biblStruct><analytic><author><persName><forename type="first">Ada</forename><surname>Moor</surname>
</persName><affiliation key="aff0"><note type="raw_affiliation"><label>1</label> Department of Botany, Fen University,
Ely, UK.</note><orgName type="department">Department of Botany</orgName><orgName type="institution">Fen University
</orgName><address><settlement>Ely</settlement><country key="GB">UK</country></address></affiliation></author>
</analytic>
<monogr><title level="j">Fen Letters</title><imprint><date type="published" when="2021-03-04"/></imprint></monogr>
<idno type="DOI">10.9999/fen.7</idno></biblStruct></sourceDesc></fileDesc>
<profileDesc><textClass><keywords><term>mint</term><term>glioma</term></keywords></textClass>
<abstract><div xmlns="http://www.tei-c.org/ns/1.0"><head>Background:</head><p>Glioma is hard to treat.</p></div>
</abstract></profileDesc></teiHeader>
<text xml:lang="en"><body>
<div><head n="1.">Introduction</head><p>Mint was used by healers.<ref type="bibr" target="#b0">1</ref> It grows in
meadows
<ref type="bibr" target="#b1">[2]</ref>.</p></div>
<div><head n="2.">Methods</head></div>
<div><head n="2.1.">Cell culture</head><p>Cells were kept warm.<note place="foot" n="1">On malaria.</note></p>
<formula>x = y</formula></div>
<figure xml:id="fig_0"><head>Figure 1 .</head><label>1</label><figDesc>Figure 1. A dish with oil.</figDesc></figure>
<figure type="table" xml:id="tab_0"><head>Table 1 .</head><label>1</label><figDesc><div><p>Counts of
cells.</p></div></figDesc>
<table><row><cell>stroke</cell></row></table></figure></body>
<back><div type="acknowledgement"><div><head>Acknowledgements</head><p>We thank the gardener.</p></div></div>
<div type="funding"><div><p>The Fen Fund paid (AB-12).</p></div></div>
<div type="references"><listBibl><biblStruct><analytic><title>Mint against malaria</title></analytic></biblStruct>
</listBibl></div></back></text></TEI>"""


@pytest.mark.parametrize("name", ["a.tei.xml", "a.tei", "a.xml", "a.tei.xml.gz"])
def test_tei(read: Read, name: str) -> None:
    found = only(read(name, TEI))
    assert (found.input_format, found.doc_id) == ("tei", name)
    assert (found.title, found.doi, found.year, found.journal) == (
        "Marsh mint slows glioma",
        "10.9999/fen.7",
        2021,
        "Fen Letters",
    )
    assert [(item.name, item.affiliations) for item in found.authors] == [("Ada Moor", "1")]
    assert [(item.institution, item.city, item.country) for item in found.affiliations] == [
        ("Fen University", "Ely", "GB")
    ]
    assert "Department of Botany, Fen University" in found.affiliations[0].text
    assert parts(found, "keywords") == [(None, "mint; glioma")]
    assert [text for _, text in parts(found, "abstract")][-1] == "Glioma is hard to treat."
    assert paths(found) == ["1. Introduction", "2. Methods", "2. Methods > 2.1. Cell culture"]
    assert ("1. Introduction", "Mint was used by healers. It grows in meadows [2].") in parts(found, "body")
    assert captions(found) == [("Figure 1", "A dish with oil."), ("Table 1", "Counts of cells.")]
    assert parts(found, "acknowledgements") == [("Acknowledgements", "We thank the gardener.")]
    assert [item.award_ids for item in found.funders] == ["AB-12"]
    assert "malaria" not in found.text
    assert cells(found) == [("Table 1", "Counts of cells.", "stroke")]
    assert {item.path for item in found.sections if item.place != "text"} == {"2. Methods > 2.1. Cell culture"}


def test_damaged_tei_fails(read: Read) -> None:
    failure(read("a.tei", TEI[:900]))
    failure(read("a.tei", "<book/>"))


JATS = (
    "<article><front><article-meta><article-id pub-id-type='pmid'>{0}</article-id><title-group><article-title>Mint {0}"
    "</article-title></title-group></article-meta></front><body><sec><title>Results</title>"
    "<p>It slowed glioma.</p></sec></body></article>"
)


def package(files: dict[str, bytes], *, mode: str = "w:gz") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return stream.getvalue()


@pytest.mark.parametrize(("name", "mode"), [("P1.tar.gz", "w:gz"), ("P1.tgz", "w:gz"), ("P1.tar", "w")])
def test_package(read: Read, name: str, mode: str) -> None:
    files = {"P1/fig.jpg": b"\xff\xd8\xff", "../../evil.nxml.sh": b"x", "P1/paper.nxml": JATS.format(11).encode()}
    found = only(read(name, package(files, mode=mode)))
    assert (found.doc_id, found.title, found.pmid, found.input_format) == (name, "Mint 11", "11", "pmc-package")
    assert parts(found, "body") == [("Results", "It slowed glioma.")]


def test_package_of_several_articles(read: Read) -> None:
    found = read("p.tar.gz", package({f"{item}.nxml": JATS.format(item).encode() for item in (11, 12)}))
    assert [item.doc_id for item in found] == ["p.tar.gz#11", "p.tar.gz#12"]


def test_bad_packages_fail(read: Read) -> None:
    assert "no article" in failure(read("a.tar.gz", package({"a.txt": b"x"})))
    whole = package({"a.nxml": JATS.format(11).encode() * 50})
    failure(read("b.tar.gz", whole[: len(whole) // 2]))
    failure(read("c.tgz", b"no archive"))
    failure(read("d.tar.gz", package({"a.nxml": b"<article><front>"})))
    big = package({"a.nxml": b" " * 3000 + JATS.format(11).encode()})
    assert "too large" in failure(read("e.tar.gz", big, max_bytes=2000))
    assert "unpack" in failure(read("f.tgz", package({"a.bin": bytes(80_000_000)})))
