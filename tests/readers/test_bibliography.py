from __future__ import annotations

import re
from pathlib import Path

import pytest
from gliomine.config import Config, ReadConfig
from gliomine.document import Document
from gliomine.pages.stages import affiliations, sections
from gliomine.readers import read_documents
from gliomine.readers.bibliography import shown_year
from gliomine.tables.rows import rows

from tests.readers.conftest import Read
from tests.readers.pdf_maker import Shown, make_pdf

NBIB = """PMID- 20925951
OWN - NLM
DP  - 2010 Oct 6
TI  - Carbon ions versus photons in
      recurrent glioma.
AID - 10.1186/1471-2407-10-533 [doi]
AB  - BACKGROUND: Gliomas recur. RESULTS: Survival was
      12 months.
FAU - Combs, Stephanie E
AU  - Combs SE
AUID- ORCID: 0000-0002-1825-0097
AD  - Department of Radiation Oncology, Heidelberg, Germany.
FAU - Kieser, Meinhard
AU  - Kieser M
AD  - Institute of Biometry, Heidelberg, Germany.
LA  - eng
PT  - Journal Article
PT  - Randomized Controlled Trial
JT  - BMC cancer
PMC - PMC2958944

PMID- 2
TI  - Second.
"""

RIS = """TY  - JOUR
AU  - Combs, Stephanie E.
AU  - Kieser, Meinhard
TI  - Carbon ions in glioma
AB  - Gliomas recur.
T2  - BMC Cancer
PY  - 2010
DO  - 10.1186/1471-2407-10-533
KW  - glioma
ER  -

TY  - JOUR
TI  - Second
ER  -
"""


def only(found: list[object]) -> Document:
    (document,) = found
    assert isinstance(document, Document), document
    return document


def test_a_record_of_pubmed_as_medline_text(read: Read) -> None:
    first, second = read("a.nbib", NBIB)
    assert isinstance(first, Document)
    assert first.doc_id == "a.nbib#20925951"
    assert first.title == "Carbon ions versus photons in recurrent glioma."
    assert (first.pmid, first.pmcid, first.doi) == ("20925951", "PMC2958944", "10.1186/1471-2407-10-533")
    assert (first.year, first.journal, first.language) == (2010, "BMC cancer", "eng")
    assert first.article_type == "Journal Article | Randomized Controlled Trial"
    assert [item.label for item in first.sections if item.parent] == ["BACKGROUND", "RESULTS"]
    assert [(item.name, item.family, item.orcid, item.affiliations) for item in first.authors] == [
        ("Stephanie E Combs", "Combs", "0000-0002-1825-0097", "1"),
        ("Meinhard Kieser", "Kieser", None, "2"),
    ]
    assert isinstance(second, Document)
    assert second.authors == ()


def test_a_record_of_a_reference_manager(read: Read) -> None:
    first, second = read("a.ris", RIS)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.doi, first.year, first.journal) == ("10.1186/1471-2407-10-533", 2010, "BMC Cancer")
    assert [item.name for item in first.authors] == ["Stephanie E. Combs", "Meinhard Kieser"]
    assert first.text[first.sections[1].start : first.sections[1].end] == "Gliomas recur."
    assert second.title == "Second"


def test_exports_are_read_as_they_come(read: Read) -> None:
    zotero = '"Key","Item Type","Publication Year","Author","Title","Publication Title","DOI","Abstract Note"\n'
    zotero += '"AB12","journalArticle","2019","Smith, Ann; Wu, K.","Glioma grows","Neuro","10.1000/x1","It grows."\n'
    document = only(read("zotero.csv", zotero))
    assert document.text == "Glioma grows\nIt grows."
    assert (document.doc_id, document.year, document.journal) == ("zotero.csv#AB12", 2019, "Neuro")
    assert [item.name for item in document.authors] == ["Ann Smith", "K. Wu"]
    pubmed = "PMID,Title,Authors,Journal/Book,Publication Year,PMCID,DOI\n"
    pubmed += '123,Glioma grows,"Smith AB, Wu K.",Neuro,2019,,10.1000/x1\n'
    document = only(read("pubmed.csv", pubmed))
    assert (document.pmid, document.pmcid, document.title) == ("123", None, "Glioma grows")
    assert [item.name for item in document.authors] == ["Smith AB", "Wu K"]


def test_own_columns_are_kept_as_fields(read: Read) -> None:
    content = "doc_id,head,intro,findings,arm,age,code\n1,Glioma,It grows.,It shrank.,A,61.5,007\n"
    document = only(read("s.csv", content, title_column="head", text_column=("intro", "findings")))
    assert document.text == "Glioma\nIt grows.\n\nIt shrank."
    assert list(rows("fields", [document])) == [
        ("s.csv#1", "arm", "A", None),
        ("s.csv#1", "age", "61.5", 61.5),
        ("s.csv#1", "code", "007", None),
    ]
    (missing,) = read("s.csv", content, title_column="headd", text_column="intro")
    assert not isinstance(missing, Document)
    assert "did you mean --title-column head?" in missing.error


def test_fields_of_json_lines(read: Read) -> None:
    line = '{"id": 1, "text": "Glioma", "authors": ["A B", "C D"], "n": 3, "doi": "https://doi.org/10.1000/x"}\n'
    document = only(read("a.jsonl", line, id_column="id"))
    assert [item.name for item in document.authors] == ["A B", "C D"]
    assert document.doi == "10.1000/x"
    assert [(item.name, item.number) for item in document.fields if item.name == "n"] == [("n", 3.0)]


def test_bioc_and_pubtator_tell_their_identifier(read: Read) -> None:
    assert only(read("p.pubtator", "1234|t|Glioma\n1234|a|It grows.\n")).pmid == "1234"
    infons = {"type": "title", "year": "2012", "article-id_doi": "10.1000/x", "name_0": "surname:Wu;given-names:Kay"}
    passage = {"offset": 0, "infons": infons, "text": "Glioma"}
    collection = {"documents": [{"id": "PMC123", "passages": [passage]}]}
    import json

    document = only(read("b.json", json.dumps(collection)))
    assert (document.pmcid, document.year, document.doi) == ("PMC123", 2012, "10.1000/x")
    assert [(item.name, item.family) for item in document.authors] == [("Kay Wu", "Wu")]


PAGE = """Authors
1. Ann Smith , 2. Kay Wu*

Abstract
A trial (doi:10.1000/other) showed it.

Link
https://doi.org/10.1000/own-1

References
1. Someone. doi:10.1000/cited. PMID: 12345
"""


def test_a_page_shows_its_identifier_and_not_that_of_others() -> None:
    (document,) = affiliations(Config())(sections(Config())([Document("a.txt", PAGE)]))
    assert (document.doi, document.pmid) == ("10.1000/own-1", None)
    assert [item.name for item in document.authors] == ["Ann Smith", "Kay Wu"]


@pytest.mark.parametrize("space", [" ", "\u00a0"])
def test_the_doi_of_this_article_is_its_own(space: str) -> None:
    own = space.join(("The online version of", "this article (doi:10.1000/own.2) holds", "films."))
    other = space.join(("The online version of", "that article (doi:10.1000/other) holds", "films."))
    page = "Abstract\nGliomas grew. {}\n"
    shown = [Document(f"{number}.txt", page.format(said)) for number, said in enumerate((own, other))]
    assert [item.doi for item in affiliations(Config())(sections(Config())(shown))] == ["10.1000/own.2", None]


def test_authors_keep_their_addresses_through_the_stages(read: Read) -> None:
    (document,) = affiliations(Config())(sections(Config())([only(read("a.nbib", NBIB.split("\n\n")[0]))]))
    assert {item.index for item in document.affiliations} == {1, 2}
    assert [item.affiliations for item in document.authors] == ["1", "2"]


@pytest.mark.parametrize("kind", ["pubmed", "jats"])
def test_cells_of_real_records(shared: Path, kind: str) -> None:
    """Every cell that a plain search finds in the record is there and the same."""
    patterns = {
        "pubmed": {
            "pmid": r"<PMID[^>]*>(\d+)",
            "doi": r'<ArticleId IdType="doi">([^<]+)',
            "pmcid": r'<ArticleId IdType="pmc">([^<]+)',
            "journal": r"<Title>([^<&]+)</Title>",
            "year": r"<PubDate>\s*(?:<Year>|<MedlineDate>)(\d{4})",
        },
        "jats": {
            "pmid": r'<article-id pub-id-type="pmid">(\d+)',
            "doi": r'<article-id pub-id-type="doi">([^<]+)',
            "pmcid": r'<article-id pub-id-type="pmc(?:id)?">([^<]+)',
            "journal": r"<journal-title>([^<&]+)",
            "year": (
                r'<pub-date[^>]*"(?:collection|ppub)">'
                r"(?:<(?:day|month|season)>[^<]*</(?:day|month|season)>)*<year>(\d{4})"
            ),
        },
    }
    right, cells, authors = 0, 0, 0
    for path in sorted((shared / "xml" / kind).glob("*ml")):
        (document,) = read_documents(path, doc_id=path.name, source=str(path), config=ReadConfig())
        assert isinstance(document, Document)
        record = path.read_text(encoding="utf-8")
        for name, pattern in patterns[kind].items():
            if match := re.search(pattern, record):
                cells += 1
                right += str(getattr(document, name)).removeprefix("PMC") == match.group(1).strip().removeprefix("PMC")
        authors += bool(document.authors)
        order = [record.find(item.family) for item in document.authors[:1] if item.family]
        assert all(place >= 0 for place in order)
    assert cells > 100
    assert right / cells >= 0.99
    assert authors >= 38


def test_a_paper_shows_its_doi_and_data_have_others(read: Read) -> None:
    lines = ["Drops slow glioma", "doi:10.1000/paper.7 Registered: https://doi.org/10.17605/OSF.IO/AB1C2", "It grew."]
    page = [Shown(60, 700 - 40 * number, line, 20 - 5 * number) for number, line in enumerate(lines)]
    assert only(read("p.pdf", make_pdf(page))).doi == "10.1000/paper.7"


@pytest.mark.parametrize(
    ("lines", "heads", "year"),
    [
        (["Holm et al. Tests 2015, 16:1"], ["Tests 2015, 16:1"], 2015),
        (["Copyright \u00a9 2020 the Author(s)."], ["Tests (2021) 100:5", "Tests (2021) 100:5"], 2021),
        (["Tests 8 (2017) 263-265", "\u00a9 2017 A Society"], [], 2017),
        (["Volume 2016, Article ID 12", "Copyright \u00a9 2016 Ida Berg et al."], [], 2016),
        (["Received: 5 May 2013, Accepted: 2 June 2013, Published online: 20-01-2014"], [], 2014),
        (["Published: October 17, 2014"], [], 2014),
        # A citation of others, a study's years, and numbers.
        (["1. Berg I. Tests 2003;12(3):45-50", "\u00a9 2014 Holm et al."], [], 2014),
        (["1. Berg I. Tests 2003;12(3):45-50"], [], None),
        (["Patients of 2010, 2011 and 2012 were treated.", "Received: 5 May 2013"], [], None),
        (["We published, in 2009, a trial of 2012, 14 patients."], [], None),
        (["Copyright of the pictures: see 20155, 12:3"], [], None),
    ],
)
def test_a_paper_shows_its_year(lines: list[str], heads: list[str], year: int | None) -> None:
    assert shown_year(lines, heads=heads) == year


def test_the_year_of_a_pdf_is_that_of_its_publication(read: Read) -> None:
    lines = ["Drops slow glioma", "Published: 3 June 2014. Tests 2014, 16:1", "It grew in 1999."]
    page = [Shown(60, 700 - 40 * number, line, 20 - 5 * number) for number, line in enumerate(lines)]
    assert only(read("p.pdf", make_pdf(page))).year == 2014


FRONT = """<article article-type="preprint" xmlns:xlink="http://www.w3.org/1999/xlink"><front><journal-meta>
<journal-title-group><journal-title>bioRxiv</journal-title></journal-title-group></journal-meta><article-meta>
{ids}<title-group><article-title>Vesicles slow gliomas</article-title></title-group>
<contrib-group>{people}</contrib-group><pub-date pub-type="epub"><year>2021</year></pub-date>
<history><date date-type="received"><year>2020</year></date></history></article-meta></front></article>"""
WEST = "<name {mark}><surname>Yamada</surname><given-names>Hanako</given-names></name>"
EAST = "<name {mark}><surname>\u5c71\u7530</surname><given-names>\u82b1\u5b50</given-names></name>"


@pytest.mark.parametrize(
    "versions", [("10.1101/2021.02", "10.1101/2021.02v2"), ("10.1101/2021.02v2", "10.1101/2021.02")]
)
def test_a_preprint_has_the_identifier_of_all_its_versions(read: Read, versions: tuple[str, str]) -> None:
    marks = ['specific-use="version"' if item.endswith("v2") else "" for item in versions]
    ids = "".join(
        f'<article-id pub-id-type="doi" {mark}>{item}</article-id>' for mark, item in zip(marks, versions, strict=True)
    )
    document = only(read("a.xml", FRONT.format(ids=ids, people="")))
    assert (document.doi, document.year, document.journal) == ("10.1101/2021.02", 2021, "bioRxiv")
    assert document.article_type == "preprint"


@pytest.mark.parametrize(
    ("east", "west"), [('name-style="eastern"', 'name-style="western"'), ('xml:lang="ja"', 'xml:lang="en"')]
)
def test_of_a_name_in_two_scripts_the_latin_one_is_taken(read: Read, east: str, west: str) -> None:
    pair = [EAST.format(mark=east), WEST.format(mark=west)]
    for names in (pair, pair[::-1]):
        people = f'<contrib contrib-type="author"><name-alternatives>{"".join(names)}</name-alternatives></contrib>'
        (author,) = only(read("a.xml", FRONT.format(ids="", people=people))).authors
        assert (author.name, author.family, author.given) == ("Hanako Yamada", "Yamada", "Hanako")
    people = f'<contrib contrib-type="author">{EAST.format(mark=east)}</contrib>'
    (author,) = only(read("b.xml", FRONT.format(ids="", people=people))).authors
    assert author.family == "\u5c71\u7530"


def test_of_a_group_in_two_languages_the_english_name_is_taken(read: Read) -> None:
    names = '<collab xml:lang="fr">Le groupe</collab><collab xml:lang="en">The group</collab>'
    for inner, name in ((names, "The group"), ("<collab>Le groupe</collab>", "Le groupe")):
        group = f"<contrib><collab-alternatives>{inner}</collab-alternatives></contrib>"
        (author,) = only(read("a.xml", FRONT.format(ids="", people=group))).authors
        assert (author.name, author.family) == (name, None)


def test_a_chapter_is_published_in_its_book(read: Read) -> None:
    people = "<Author><LastName>{}</LastName><ForeName>Ida</ForeName></Author>"
    record = (
        "<PubmedBookArticle><BookDocument><PMID>31</PMID><Book><BookTitle>A Book of Tumours</BookTitle>"
        f"<PubDate><Year>2019</Year></PubDate><AuthorList Type='editors'>{people.format('Editor')}</AuthorList></Book>"
        f"<ArticleTitle>Glioma in brief</ArticleTitle><AuthorList Type='authors'>{people.format('Berg')}</AuthorList>"
        "<Abstract><AbstractText>Gliomas recur.</AbstractText></Abstract></BookDocument></PubmedBookArticle>"
    )
    document = only(read("a.xml", f"<PubmedArticleSet>{record}</PubmedArticleSet>"))
    assert (document.pmid, document.year, document.journal) == ("31", 2019, "A Book of Tumours")
    assert [item.family for item in document.authors] == ["Berg"]
