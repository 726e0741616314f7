"""What of the marks within a paragraph of JATS is text: citations, notes, powers, identifiers, alternatives, blocks."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from gliomine.readers.jats_text import local, loose_text, paragraphs, plain, without_namespaces


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        # Raised numbers behind a digit are powers.
        ("10<sup>6</sup> cells", "10^6 cells"),
        ("10<sup>−3</sup> M", "10^−3 M"),
        ("10<sup>1.5</sup>", "10^1.5"),
        ("2<sup>-ΔCt</sup>", "2^-ΔCt"),
        ("x<sup>6</sup>", "x6"),
        ("10<sup>th</sup>", "10th"),
        ("CD8<sup>+</sup>", "CD8+"),
        ("10 <sup>6</sup>", "10 6"),
        # Raised citations are none of the text, those in brackets and in the line are.
        ("seen<sup><xref ref-type='bibr'>3</xref></sup>.", "seen."),
        ("seen<sup><xref ref-type='bibr'>3</xref>–<xref ref-type='bibr'>5</xref>, 7</sup>.", "seen."),
        ("seen<xref ref-type='bibr'><sup>3</sup></xref>.", "seen."),
        ("seen<sup><xref ref-type='bibr'>Fenn</xref></sup>.", "seenFenn."),
        ("seen<sup><xref ref-type='fig'>3</xref></sup>.", "seen3."),
        ("seen [<xref ref-type='bibr'>3</xref>].", "seen [3]."),
        ("by <xref ref-type='bibr'>Fenn</xref><xref ref-type='bibr'>Moor</xref>.", "by Fenn Moor."),
        ("by <xref ref-type='bibr'>Fenn</xref>, <xref ref-type='bibr'>Moor</xref>.", "by Fenn, Moor."),
        # Marks of notes: by what they refer to, or a raised sign of at most three letters.
        ("Moor<xref ref-type='fn'>a</xref> saw", "Moor saw"),
        ("Moor<xref ref-type='corresp'>*</xref> saw", "Moor saw"),
        ("Moor<xref ref-type='fig'>a</xref> saw", "Moora saw"),
        ("Moor<xref ref-type='other'><sup>abc</sup></xref> saw", "Moor saw"),
        ("Moor<xref ref-type='other'><sup>abcd</sup></xref> saw", "Moorabcd saw"),
        ("Moor<sup><xref ref-type='other'>a</xref></sup> saw", "Moor saw"),
        ("Moor <xref ref-type='other'>a</xref> saw", "Moor a saw"),
        ("Moor<xref ref-type='other'>†</xref> saw", "Moor saw"),
        ("Moor<sup>*†</sup> saw", "Moor saw"),
        ("Moor<sup>*a</sup> saw", "Moor*a saw"),
        # Identifiers, notes, TeX and pictures are silent; the text behind them is not.
        ("Fen <named-content content-type='grid'>12</named-content>Fund", "Fen Fund"),
        ("Fen <named-content content-type='funder-id'>12</named-content>Fund", "Fen Fund"),
        ("Fen <named-content content-type='gene'>12</named-content> Fund", "Fen 12 Fund"),
        ("Fen <named-content content-type='idea'>12</named-content> Fund", "Fen 12 Fund"),
        ("Fen<fn>note</fn> mint", "Fen mint"),
        ("Fen <alternatives><tex-math>$x$</tex-math><math>y</math></alternatives>", "Fen y"),
        ("Fen <alternatives><tex-math>$x$</tex-math></alternatives>mint", "Fen mint"),
        ("Fen<break/>mint", "Fen mint"),
        ("Fen\n  <italic>mint</italic>\n oil", "Fen mint oil"),
    ],
)  # fmt: skip
def test_text_within_a_line(inner: str, text: str) -> None:
    element = ET.fromstring(f"<p>{inner}</p>")
    assert plain(element) == text
    assert paragraphs(element) == [text]


def test_what_is_skipped_and_how_deep_elements_may_lie() -> None:
    element = ET.fromstring("<title>Oil <xref>1</xref><label>2</label>of mint</title>")
    assert plain(element, skipped=frozenset({"label"})) == "Oil 1of mint"
    deep = ET.fromstring("<p>" + "<b>" * 20_000 + "oil" + "</b>" * 20_000 + "</p>")
    assert plain(deep) == "oil"


@pytest.mark.parametrize(
    ("block", "found", "floats"),
    [
        ("<sec><title>Oil</title><p>One.</p><p>Two.</p></sec>", ["Oil", "One.", "Two."], []),
        # A list in a paragraph follows it, and what stands behind it is text of the paragraph.
        ("<p>Of: <list><list-item><label>1</label><p>oil</p></list-item></list>mint.</p>", ["Of: mint.", "oil"], []),
        ("<list><list-item>an <sc>oil</sc><p>x</p>mint</list-item></list>", ["an oil", "x", "mint"], []),
        ("<def-list><def-item><term>O</term><def><p>oil</p></def></def-item></def-list>", ["O", "oil"], []),
        ("<boxed-text><p>oil</p></boxed-text>", ["oil"], []),
        ("<disp-quote>oil<attrib>Fenn</attrib></disp-quote>", ["oil", "Fenn"], []),
        # Of figures the caption alone, or nothing where they are taken apart.
        ("<p>See <fig><label>1</label><caption><p>oil</p></caption></fig> here.</p>", ["See here.", "oil"], ["fig"]),
        ("<fig-group><fig><caption><p>oil</p></caption><p>no</p></fig></fig-group>", ["oil"], ["fig-group"]),
        ("<sec><table-wrap><caption><p>dose</p></caption><table/></table-wrap></sec>", ["dose"], ["table-wrap"]),
        ("<sec><table><tr><td>1</td></tr></table><p>oil</p></sec>", ["oil"], ["table"]),
        ("<sec><fn><p>note</p></fn><p>oil</p></sec>", ["oil"], []),
        ("<p>oil<fn><label>1</label><p>note</p></fn> of mint</p>", ["oil of mint"], []),
        ("<p>oil <italic>of<fn><p>note</p><p>more</p></fn></italic> mint</p>", ["oil of mint"], []),
        ("<p>oil<fn><p>note</p></fn><list><list-item><p>mint<fn><p>b</p></fn></p></list-item></list></p>",
         ["oil", "mint"], []),
    ],
)  # fmt: skip
def test_blocks_in_order(block: str, found: list[str], floats: list[str]) -> None:
    element = ET.fromstring(block)
    assert paragraphs(element) == found
    apart: list[ET.Element] = []
    left = paragraphs(element, floats=apart)
    assert [local(item) for item in apart] == floats
    captions = [text for item in apart if local(item) != "table" for text in paragraphs(item)]
    assert left == [text for text in found if text not in captions]


@pytest.mark.parametrize(
    ("block", "loose"),
    [("<p>oil</p>", True), ("<a><b>x</b>oil</a>", True), ("<a> <b>oil</b>\n</a>", False), ("<a/>", False)],
)
def test_text_that_stands_in_an_element_itself(block: str, loose: bool) -> None:
    assert loose_text(ET.fromstring(block)) is loose


def test_names_lose_their_namespaces() -> None:
    article = ET.fromstring("<a xmlns='urn:x' xmlns:m='urn:y'><m:b/><c/></a>")
    without_namespaces(article)
    assert [item.tag for item in article.iter()] == ["a", "b", "c"]
