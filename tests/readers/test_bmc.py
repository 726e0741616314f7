"""The XML of BioMed Central's own archive."""

from __future__ import annotations

from gliomine.document import Document, Failure
from gliomine.validate import validate

from tests.readers.conftest import Read, parts

ART = """<?xml version='1.0'?>
<!DOCTYPE art SYSTEM 'http://www.biomedcentral.com/xml/article.dtd'>
<art><ui>9999-1-7</ui><ji>9999</ji><fm><dochead>Research</dochead><bibl>
<title><p>Mint slows <it>glioma</it></p></title>
<aug><au id="A1"><snm>Moor</snm><mi>B</mi><fnm>Ada</fnm><insr iid="I1"/></au></aug>
<insg><ins id="I1"><p>Department of Botany, Fen University, Ely, UK</p></ins></insg>
<source>Fen Letters</source><pubdate>2011</pubdate>
<xrefbib><pubidlist><pubid idtype="doi">10.9999/fen.7</pubid>
<pubid idtype="pmpid">20000001</pubid></pubidlist></xrefbib>
</bibl><kwdg><kwd>mint</kwd><kwd>glioma</kwd></kwdg>
<abs><sec><st><p>Abstract</p></st><sec><st><p>Background</p></st><p>Gliomas grow.</p></sec></sec></abs></fm>
<bdy><sec><st><p>Methods</p></st><sec><st><p>Cell culture</p></st>
<p>Cells were kept warm <abbrgrp><abbr bid="B1">1</abbr><abbr bid="B2">2</abbr></abbrgrp>.
See Table <tblr tid="T1">1</tblr>.</p>
<table id="T1"><title><p>Table 1</p></title><caption><p><b>Doses</b></p></caption><tgroup cols="2">
<thead><row><entry><p>Drug</p></entry><entry><p>Dose</p></entry></row></thead>
<tbody><row><entry><p>Menthol</p></entry><entry><p>5 mg</p></entry></row></tbody></tgroup></table>
<fig id="F1"><title><p>Figure 1</p></title><caption><p>A dish</p></caption><text><p>It holds oil.</p></text></fig>
</sec></sec></bdy>
<bm><ack><sec><st><p>Acknowledgements</p></st><p>We thank the gardener.</p></sec></ack>
<refgrp><bibl id="B1"><title><p>Oils in brains</p></title><aug><au><snm>Fenn</snm><fnm>C</fnm></au></aug>
<source>Fen J</source><pubdate>1999</pubdate><xrefbib><pubid idtype="pmpid">10000001</pubid></xrefbib></bibl>
</refgrp></bm></art>"""


def test_an_article_of_biomed_central(read: Read) -> None:
    (found,) = read("a.xml", ART)
    assert isinstance(found, Document)
    validate(found)
    assert (found.input_format, found.doc_id, found.title) == ("bmc", "a.xml", "Mint slows glioma")
    assert (found.doi, found.pmid, found.year, found.journal) == ("10.9999/fen.7", "20000001", 2011, "Fen Letters")
    assert [(item.name, item.family, item.affiliations) for item in found.authors] == [("Ada B Moor", "Moor", "1")]
    assert parts(found, "abstract")[1:] == [(">Background", "Gliomas grow.")]
    assert (">Cell culture", "Cells were kept warm [1, 2]. See Table 1.") in parts(found, "body")
    floats = [item for item in found.sections if item.place != "text"]
    assert [(item.place, item.label, found.text[item.start : item.end]) for item in floats] == [
        ("caption", "Table 1", "Doses"),
        ("table", "Table 1", "Drug | Dose\nMenthol | 5 mg"),
        ("caption", "Figure 1", "A dish\n\nIt holds oil."),
    ]
    assert {item.path for item in floats} == {"Methods > Cell culture"}
    assert [(item.cell, item.row_heading, item.column_heading) for item in found.tables][2:] == [
        ("Menthol", None, "Drug"),
        ("5 mg", "Menthol", "Dose"),
    ]
    assert parts(found, "keywords") == [(None, "mint; glioma")]
    assert "We thank the gardener." in found.text
    (reference,) = found.bibliography
    assert (reference.label, reference.pmid, reference.year) == ("1", "10000001", 1999)
    assert reference.text == "Fenn C. Oils in brains. Fen J. 1999"


def test_an_article_without_its_front_fails(read: Read) -> None:
    (found,) = read("a.xml", "<art><ui>9-1</ui><bdy><p>Text.</p></bdy></art>")
    assert isinstance(found, Failure)
    assert "fm/bibl" in found.error
