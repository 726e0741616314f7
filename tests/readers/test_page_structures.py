"""Saved pages in the structures of different publishers, and manuscripts whose headings are bold paragraphs."""

from __future__ import annotations

import io

import docx
import pytest
from gliomine.document import Document

from tests.readers.conftest import Read, parts
from tests.readers.test_pages_and_manuscripts import captions, only, paths

LONG = "Marsh mint was grown in a wet meadow for two summers, and its oil was given to mice with a glioma every day. "


def page(inner: str, *, head: str = '<meta name="citation_title" content="Of mint">') -> str:
    return f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>{head}</head><body>{inner}</body></html>"


def paper(inner: str) -> str:
    return page(
        f"<article><h1>Of mint</h1><h2>Abstract</h2><p>{LONG}</p><h2>Introduction</h2><p>{LONG}</p>{inner}"
        f"<h2>Results</h2><p>{LONG}</p></article>"
    )


TABLE = "<table><tr><th>Oil</th><th>Days</th></tr><tr><td>mint</td><td>7</td></tr></table>"


@pytest.mark.parametrize(
    "figure",
    [
        '<figure><figcaption><b>Fig. 1</b></figcaption><div class="pic"><img></div><div class="figure-description">'
        '<p>A leaf of mint.</p></div><p><a href="#">Full size image</a></p></figure>',
        '<figure><img><span class="captions text-s"><span><p>Fig. 1. A leaf of mint.</p></span></span></figure>',
        '<div class="Imageheaders"></div><div class="FigureDesc"><p><strong>Fig. 1</strong>. A leaf of mint.</p></div>',
        '<div class="html-fig_description"><b>Fig. 1.</b> A leaf of mint.</div><div class="html-fig_show">'
        '<div class="html-caption"><b>Fig. 1.</b> A leaf of mint.</div></div>',
        '<figure><h4>Fig. 1.</h4><p class="img-box"><a><img></a></p><div class="p"><a>Open in a new tab</a></div>'
        "<figcaption><p>A leaf of mint.</p></figcaption></figure>",
    ],
)
def test_captions_of_figures(read: Read, figure: str) -> None:
    found = only(read("a.html", paper(figure)))
    assert captions(found) == [("Fig. 1", "A leaf of mint.")]
    assert "new tab" not in found.text and "Full size" not in found.text


@pytest.mark.parametrize(
    "table",
    [
        f'<section><h4>Table 2.</h4><div class="caption p"><p>Days of oil.</p></div>{TABLE}'
        '<div class="tw-foot p"><div class="fn"><p>Oil: of mint.</p></div></div></section>',
        f'<div><header class="article-table-caption"><span>Table 2. </span>Days of oil.</header>{TABLE}'
        '<div class="article-section__table-footnotes"><ul><li>Oil: of mint.</li></ul></div></div>',
        f'<div class="tables"><span class="captions"><span><p>Table 2. Days of oil.</p></span></span>{TABLE}'
        '<p class="legend">Oil: of mint.</p></div>',
    ],
)
def test_tables_with_captions_and_notes(read: Read, table: str) -> None:
    found = only(read("a.html", paper(table)))
    assert captions(found) == [("Table 2", "Days of oil.")]
    (section,) = [item for item in found.sections if item.place == "table"]
    assert found.text[section.start : section.end] == "Oil | Days\nmint | 7\nOil: of mint."
    assert section.path == "Introduction"


def test_a_note_far_from_a_table_is_text(read: Read) -> None:
    found = only(read("a.html", paper('<p class="legend">Oil was of mint.</p>')))
    assert "Oil was of mint." in parts(found, "body")[0][1]


def test_abbreviations_below_a_table_do_not_end_the_methods(read: Read) -> None:
    found = only(
        read("a.html", paper(f"<h2>Methods</h2><p>{LONG}</p><p>Abbreviations: MM, mint.</p><p>We counted.</p>"))
    )
    assert parts(found, "abbreviations") == [("Abbreviations", "MM, mint.")]
    assert ("Methods", f"{LONG.strip()}\n\nWe counted.") in parts(found, "body")
    behind = paper("").replace("</article>", "<p>Funding: the Fen Trust.</p><p>We owe them all.</p></article>")
    assert "We owe them all." not in "".join(text for _, text in parts(only(read("b.html", behind)), "body"))


def test_an_abstract_without_a_heading(read: Read) -> None:
    front = (
        f"<article><h1>Of mint</h1><p>Ada Moor</p><p>Department of Botany, University of Fenland, {'Fen, ' * 20}UK</p>"
    )
    body = f"<p>{LONG}</p><h2>1. Introduction</h2><p>It grows.</p><h2>Results</h2><p>It grew.</p></article>"
    found = only(read("a.html", page(front + body)))
    assert parts(found, "abstract") == [(None, LONG.strip())]
    assert "University" not in found.text
    other = only(read("b.html", page(front + body.replace("1. Introduction", "Early days"))))
    assert parts(other, "abstract") == []
    assert parts(other, "body")[0] == (None, LONG.strip())


def test_what_stands_above_and_below_the_paper(read: Read) -> None:
    around = page(
        f"<article><h2>Fen Letters of malaria</h2><p>Volume 7</p><h1>Of mint</h1><h2>Abstract</h2><p>{LONG}</p>"
        "<h2>Cited by (3)</h2><p>Mint in migraine.</p><h2>Citing Literature</h2><p>Oil in asthma.</p></article>"
    )
    text = only(read("a.html", around)).text
    assert not any(word in text for word in ("malaria", "migraine", "asthma", "Volume"))


@pytest.mark.parametrize("title", ["Of mint | Fen Press", "Of mint - Fen Letters | Fen Press"])
def test_the_title_of_an_old_page(read: Read, title: str) -> None:
    bold = f"<p><font><b>Of mint</b></font></p><p><b>Abstract</b></p><p>{LONG}</p>"
    assert only(read("a.html", page(bold, head=f"<title>{title}</title>"))).title == "Of mint"
    assert only(read("a.html", page(f"<p>{LONG}</p>", head=f"<title>{title}</title>"))).title == title


HEADS = [
    ("bi", "Growth of the mint", LONG),
    ("b", "Results", LONG),
    ("b", "The oil was given every day.", LONG),  # a sentence in bold
    ("", "Days and nights", LONG),  # in the look of the text
    ("b", "Of moors and fens", LONG),
]


def bold_page() -> str:
    made = f"<h1>Of mint</h1><p><b>Abstract</b></p><p>{LONG}</p><p><b>Methods</b></p>"
    for look, head, text in HEADS:
        shown = head
        for mark in look:
            shown = f"<{mark}>{shown}</{mark}>"
        made += f"<p>{shown}</p><p>{text}</p>"
    return page(made)


def bold_manuscript() -> bytes:
    file = docx.Document()
    file.add_paragraph().add_run("Of mint").bold = True
    for look, head, text in [("b", "Abstract", LONG), ("b", "Methods", ""), *HEADS]:
        run = file.add_paragraph().add_run(head)
        run.bold, run.italic = "b" in look, "i" in look
        if text:
            file.add_paragraph(text)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(("name", "content"), [("a.html", bold_page()), ("a.docx", bold_manuscript())])
def test_bold_paragraphs_as_headings(read: Read, name: str, content: str | bytes) -> None:
    found: Document = only(read(name, content))
    assert paths(found) == ["Methods", "Methods > Growth of the mint", "Results", "Of moors and fens"]
    assert "Days and nights" in dict(parts(found, "body"))["Results"]
