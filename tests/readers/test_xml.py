"""PubMed, JATS and BioC XML; and what hostile XML does."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from pathlib import Path

import pytest
from gliomine.config import Config, ReadConfig
from gliomine.document import Document, Failure
from gliomine.pages.stages import affiliations
from gliomine.readers import read_documents
from gliomine.sentences.stage import build as sentences

from tests.readers.conftest import Read, parts

DATA = Path(__file__).resolve().parents[1] / "data"


def read_file(path: Path) -> list[Document | Failure]:
    return list(read_documents(path, doc_id=path.name, source=str(path), config=ReadConfig()))


def test_pubmed_records_are_read_past_a_damaged_one() -> None:
    found = read_file(DATA / "pubmed.xml")
    assert [item.doc_id for item in found] == [
        "pubmed.xml#101",
        "pubmed.xml#102",
        "pubmed.xml#101~2",
        "pubmed.xml#103",
    ]
    assert isinstance(found[1], Failure)
    assert "malformed XML" in found[1].error
    assert "record 2" in found[1].error
    first = found[0]
    assert isinstance(first, Document)
    assert first.title == "Exosomes from MSCs slow glioma growth & spread: IC50 values."
    assert first.text.startswith(f"{first.title}\nBACKGROUND: Gliomas are hard to treat.")
    assert (first.language, first.reference_count, first.input_format) == ("eng", 42, "pubmed")
    assert parts(first, "abstract")[1:] == [
        (">BACKGROUND", "Gliomas are hard to treat."),
        (">RESULTS", "Growth fell at 10^6 vesicles."),
    ]
    assert parts(first, "authors") == [(None, "Li Zhao; The Glioma Group")]
    assert parts(first, "keywords") == [(None, "exosome; stem cell")]
    assert [(item.name, item.award_ids) for item in first.funders] == [
        ("NCI NIH HHS", "R01 1"),
        ("Wellcome Trust", None),
    ]
    assert isinstance(found[3], Document)
    assert found[3].text == "A chapter\nGlial cells."


def test_addresses_of_pubmed_get_their_country() -> None:
    document = read_file(DATA / "pubmed.xml")[0]
    assert isinstance(document, Document)
    (document,) = affiliations(Config())([document])
    assert [(item.index, item.country, item.city) for item in document.affiliations] == [
        (1, "CN", "Lanzhou"),
        (2, "DE", "Berlin"),
    ]
    assert all(document.text[item.start : item.end] == item.text for item in document.affiliations)


def test_jats_article() -> None:
    (document,) = read_file(DATA / "article.nxml")
    assert isinstance(document, Document)
    assert (document.doc_id, document.title, document.language) == ("article.nxml", "Stem cells in glioma", "en")
    assert document.reference_count == 12
    assert parts(document, "abstract") == [
        ("Abstract", "Background\nGliomas recur often.\n\nResults\nWe saw 10^6 cells."),
        (">Background", "Gliomas recur often."),
        (">Results", "We saw 10^6 cells."),
    ]
    assert parts(document, "graphical_abstract") == [(None, "Only a picture.")]
    assert parts(document, "body") == [
        (None, "Before any section."),
        ("Introduction", "Known for long. See Figure 1.\n\nfirst item\n\nsecond item"),
        (None, "A cell."),
        ("Methods", "Cells\nCells were grown.\n\nStatistics\n\nTests\nWe used tests."),
        (">Cells", "Cells were grown."),
        (">Statistics", "Statistics"),
        (">Tests", "We used tests."),
        (None, "Counts."),
        (None, "Drug | Cells\nTemozolomide | U87 | 12.5\nTMZ, temozolomide."),
    ]
    assert parts(document, "supplement") == [("Supporting information", "Supporting information")]
    body = [item for item in document.sections if item.name == "body"]
    assert [(item.label, item.place, item.path) for item in body if item.place != "text"] == [
        ("Figure 1", "caption", "Introduction"),
        (None, "caption", "Methods > Statistics > Tests"),
        (None, "table", "Methods > Statistics > Tests"),
    ]
    assert [(item.level, item.path) for item in body if item.level] == [
        (1, "Introduction"),
        (1, "Methods"),
        (2, "Methods > Cells"),
        (2, "Methods > Statistics"),
        (3, "Methods > Statistics > Tests"),
    ]
    assert "hidden" not in document.text.lower()
    (document,) = affiliations(Config())([document])
    assert [
        (item.text, item.department, item.institution, item.city, item.country) for item in document.affiliations
    ] == [
        (
            "Department of Surgery, Lanzhou University, Lanzhou, China",
            "Department of Surgery",
            "Lanzhou University",
            "Lanzhou",
            "CN",
        ),
        ("Karolinska Institutet, Stockholm, Sweden", None, "Karolinska Institutet", "Stockholm", "SE"),
        ("First form, Oslo, Norway", None, "First form", "Oslo", "NO"),
    ]
    assert [(item.name, item.award_ids) for item in document.funders] == [("Nature Fund", "81500606 | 81572489")]


def test_labels_of_structured_records_are_in_no_sentence() -> None:
    (document,) = read_file(DATA / "article.nxml")
    assert isinstance(document, Document)
    (document,) = sentences(Config())([document])
    shown = [item.text for item in document.sentences]
    assert "Gliomas recur often." in shown
    assert not [text for text in shown if text.startswith(("Background", "Results", "Introduction", "Cells\n"))]


def test_articles_of_a_set_have_ids_of_their_own(read: Read) -> None:
    article = (DATA / "article.nxml").read_text(encoding="utf-8").split("\n", 1)[1]
    found = read("set.xml", f"<pmc-articleset>{article}{article.replace('777', '778')}</pmc-articleset>")
    assert [item.doc_id for item in found] == ["set.xml#777", "set.xml#778"]


BIOC = """<?xml version="1.0"?><!DOCTYPE collection SYSTEM "BioC.dtd"><collection><source>x</source><date/><key>k</key>
<document><id>5</id><passage><infon key="type">title</infon><offset>0</offset><text>Exosomes</text></passage>
<passage><infon key="section_type">INTRO</infon><infon key="type">title_1</infon><offset>9</offset>
<text>Start</text></passage>
<passage><infon key="section_type">INTRO</infon><infon key="type">paragraph</infon><offset>17</offset>
<sentence><offset>17</offset><text>One.</text></sentence><sentence><offset>22</offset><text>Two.</text></sentence></passage></document>
<document><id>6</id><passage><offset>nine</offset><text>x</text></passage></document>
<document><id>7</id><passage><offset>0</offset><text>Glioma</text></passage>
<passage><offset>999999</offset><text>far away</text></passage></document></collection>"""


def test_bioc_offsets_hold_where_they_can(read: Read) -> None:
    first, second, third = read("c.xml", BIOC)
    assert isinstance(first, Document)
    assert isinstance(third, Document)
    assert (first.doc_id, first.title, first.input_format) == ("c.xml#5", "Exosomes", "bioc-xml")
    assert (first.text[17:21], first.text[22:26]) == ("One.", "Two.")
    assert parts(first, "body") == [("Start", "One. Two.")]
    assert isinstance(second, Failure)
    assert "the offset 'nine'" in second.error
    assert third.text == "Glioma\nfar away"


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE PubmedArticleSet [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
    + "]><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>&j;</ArticleTitle>"
    "</Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
)


def test_entity_bombs_and_outside_entities_are_refused(read: Read, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    outside = BOMB.replace('<!ENTITY a "aaaaaaaaaa">', f'<!ENTITY a SYSTEM "{secret.as_uri()}">')
    for content in (BOMB, outside, outside.replace("<!ENTITY a", "<!ENTITY % a")):
        (found,) = read("bomb.xml", content)
        assert isinstance(found, Failure)
        assert "declares entities" in found.error


def test_entities_within_a_record_are_refused(read: Read) -> None:
    content = collection("<PubmedArticle><!DOCTYPE a [<!ENTITY x 'y'>]><PMID>1</PMID></PubmedArticle>")
    (found,) = read("inner.xml", content)
    assert isinstance(found, Failure)
    assert found.doc_id == "inner.xml#1"


def record(number: int, title: str = "A title of a record") -> str:
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{number}</PMID><Article><ArticleTitle>{title}</ArticleTitle>"
        "</Article></MedlineCitation></PubmedArticle>\n"
    )


def collection(*records: str) -> str:
    return "<PubmedArticleSet>" + "".join(records) + "</PubmedArticleSet>"


@pytest.mark.parametrize(
    ("content", "documents", "message"),
    [
        (collection(record(1), record(2))[:-30], 1, "ends within a record"),
        (collection(record(1), record(2)).removesuffix("</PubmedArticleSet>"), 2, "cut short"),
        (collection(record(1), "<junk><more>", record(2)), 2, "outside the records"),
        (collection(record(1), record(2, "&undefined;"), record(3)), 2, "undefined entity"),
        (collection(record(1), record(2, "<a>" * 5000 + "x" + "</a>" * 5000), record(3)), 3, ""),
        (collection(record(1), record(2, "\x00\x01"), record(3)), 2, "malformed XML"),
        (collection(record(1), record(2, ""), record(3)), 2, "no text"),
    ],
)
def test_what_is_damaged_becomes_a_failure(read: Read, content: str, documents: int, message: str) -> None:
    found = read("a.xml", content)
    assert sum(isinstance(item, Document) for item in found) == documents
    failures = [item.error for item in found if isinstance(item, Failure)]
    assert len(failures) == (1 if message else 0)
    assert not message or message in failures[0]


def test_encodings_of_xml(read: Read) -> None:
    text = collection(record(1, "Mäuse"), record(2, "plain"))
    declared = '<?xml version="1.0" encoding="ISO-8859-1"?>' + text
    for data in (declared.encode("latin-1"), text.encode("utf-8-sig"), text.encode("utf-16")):
        found = read("e.xml", data, input_format="pubmed")
        assert [item.text for item in found if isinstance(item, Document)] == ["Mäuse", "plain"]
    mixed = text.encode().replace("ä".encode(), b"\xe4")
    first, second = read("m.xml", mixed)
    assert isinstance(first, Failure)
    assert "do not fit the encoding" in first.error
    assert isinstance(second, Document)
    (unknown,) = read("u.xml", '<?xml version="1.0" encoding="klingon"?>' + text)
    assert isinstance(unknown, Failure)
    assert "klingon" in unknown.error


def test_truncated_gzip_gives_what_was_whole_and_a_failure(read: Read) -> None:
    text = collection(*(record(number, f"Title {number * 7919}") for number in range(5000)))
    data = gzip.compress(text.encode())
    found = read("t.xml.gz", data[: len(data) // 2])
    assert isinstance(found[-1], Failure)
    assert "gzip data is damaged or cut short" in found[-1].error
    assert sum(isinstance(item, Document) for item in found) > 1000


def test_a_gzip_bomb_and_an_endless_record_stop_early(read: Read) -> None:
    for content in ("<PubmedArticleSet>" + " " * 40_000_000, "<PubmedArticleSet><PubmedArticle>" + "x" * 40_000_000):
        (found,) = read("bomb.xml.gz", content, max_bytes=1_000_000)
        assert isinstance(found, Failure)
        assert "too long" in found.error


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_records(tmp_path: Path) -> None:
    peaks = []
    for count in (20, 200):
        path = tmp_path / f"{count}.xml.gz"
        path.write_bytes(gzip.compress(collection(*(record(n, "word " * 10_000) for n in range(count))).encode()))
        tracemalloc.start()
        seen = sum(1 for _ in read_documents(path, doc_id="a.xml.gz", source="", config=ReadConfig()))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert seen == count
    # Only the ids of the records are kept, to number repeated ones.
    # The second file holds nine million characters more; the allowance is for the ids, kept to number repeated ones.
    assert peaks[1] < peaks[0] + 300_000


def test_xml_of_no_known_kind_is_told(read: Read) -> None:
    (found,) = read("x.xml", "<html><body>glioma</body></html>")
    assert isinstance(found, Failure)
    assert "--input-format" in found.error


@pytest.mark.parametrize(
    ("infons", "name"),
    [
        ({"section_type": "TITLE", "type": "front"}, "title"),
        ({"section_type": "ABSTRACT", "type": "abstract"}, "abstract"),
        ({"section": "abstract"}, "abstract"),
        ({"section": "Abstract", "type": "paragraph"}, "abstract"),
        ({"section": "Keywords"}, "keywords"),
        ({"section_type": "METHODS", "section": "abstract"}, "body"),  # what the type says goes before
        ({"type": "abstract"}, "abstract"),
        ({"type": "footnote"}, "boilerplate"),
        ({"section_type": "REF", "type": "ref"}, "references"),
        ({"section_type": "COMP_INT", "type": "paragraph"}, "conflicts"),
        ({"section_type": "zorv", "type": "zorv"}, "body"),
        ({}, "body"),
    ],
)
def test_what_a_passage_is_called(read: Read, infons: dict[str, str], name: str) -> None:
    passages = [
        {"offset": 0, "infons": {"type": "title"}, "text": "Rats"},
        {"offset": 5, "infons": infons, "text": "Rats were fed."},
    ]
    (document,) = read("a.json", json.dumps({"documents": [{"id": "1", "passages": passages}]}))
    assert isinstance(document, Document), document
    found = [(item.name, document.text[item.start : item.end]) for item in document.sections]
    assert found[-1] == (name, "Rats were fed.")
