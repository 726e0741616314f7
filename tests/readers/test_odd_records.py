"""What real PubMed and JATS records hold beside the plain case."""

from __future__ import annotations

from gliomine.config import Config
from gliomine.document import Document, Failure
from gliomine.pages.stages import affiliations

from tests.readers.conftest import Read, parts


def article(front: str = "", body: str = "", back: str = "", *, title: str = "") -> str:
    title = title or "<article-title>A title</article-title>"
    return (
        '<article xmlns:mml="http://www.w3.org/1998/Math/MathML" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<front><article-meta><title-group>{title}</title-group>"
        f"{front}</article-meta></front>{body}{back}</article>"
    )


def one(found: list[Document | Failure]) -> Document:
    (document,) = found
    assert isinstance(document, Document), document
    return document


def test_of_alternative_forms_of_a_formula_the_text_is_taken(read: Read) -> None:
    math = "<mml:math><mml:mi>α</mml:mi><mml:mo>=</mml:mo><mml:mn>2</mml:mn></mml:math>"
    forms = f"<alternatives><tex-math>\\documentclass{{x}}</tex-math>{math}<inline-graphic/></alternatives>"
    picture = "<alternatives><inline-graphic/></alternatives>"
    text = f"<p>With <inline-formula>{forms}</inline-formula> we <inline-formula>{picture}</inline-formula>saw it.</p>"
    document = one(read("a.nxml", article(f"<abstract>{text}</abstract>")))
    assert parts(document, "abstract") == [(None, "With α=2 we saw it.")]


def test_mark_up_in_a_title_stays_text(read: Read) -> None:
    title = "Role of <italic>TP53</italic> and CD4<sup>+</sup> cells &amp; H<sub>2</sub>O<xref ref-type='fn'>*</xref>"
    content = article().replace("A title", f"\n  {title}<fn><p>Hidden note</p></fn>\n")
    assert one(read("a.nxml", content)).title == "Role of TP53 and CD4+ cells & H2O"


def test_translated_titles_are_left_out_and_abstracts_shown(read: Read) -> None:
    trans = '<trans-abstract xml:lang="fr"><p>En français.</p></trans-abstract>'
    group = '<trans-title-group xml:lang="fr"><trans-title>Un titre</trans-title></trans-title-group>'
    content = article(f"<abstract><p>In English.</p></abstract>{trans}").replace(
        "</title-group>", f"{group}</title-group>"
    )
    document = one(read("a.nxml", content))
    assert parts(document, "abstract") == [(None, "In English.")]
    assert parts(document, "translated_abstract") == [(None, "En français.")]
    assert "Un titre" not in document.text


def test_several_abstracts_are_read_unless_they_repeat(read: Read) -> None:
    content = article(
        "<abstract><p>The abstract.</p></abstract>"
        '<abstract abstract-type="summary"><title>Author Summary</title><p>For all.</p></abstract>'
        '<abstract abstract-type="graphical"><p>A picture.</p></abstract>'
    )
    document = one(read("a.nxml", content))
    assert parts(document, "abstract") == [(None, "The abstract."), ("Author Summary", "For all.")]
    assert parts(document, "graphical_abstract") == [(None, "A picture.")]


def test_groups_and_unusual_names_are_authors(read: Read) -> None:
    names = (
        "<contrib><collab>The Glioma Group<contrib-group><contrib><name><surname>Member</surname></name></contrib>"
        "</contrib-group></collab></contrib>"
        "<contrib><string-name>Li Zhao</string-name></contrib>"
        "<contrib><name-alternatives><name><surname>Zhao</surname><given-names>Mei</given-names></name>"
        "<name><surname>赵</surname><given-names>梅</given-names></name></name-alternatives></contrib>"
        "<contrib><anonymous/></contrib>"
    )
    document = one(read("a.nxml", article(f"<contrib-group>{names}</contrib-group>")))
    assert parts(document, "authors") == [(None, "The Glioma Group; Li Zhao; Mei Zhao")]


def test_an_author_may_have_several_addresses_and_others_share_them(read: Read) -> None:
    front = (
        "<contrib-group><contrib><name><surname>A</surname></name><aff>University of Oslo, Oslo, Norway</aff>"
        "<aff>University of Turku, Turku, Finland</aff></contrib>"
        "<contrib><name><surname>B</surname></name><aff>University of Oslo, Oslo, Norway</aff></contrib>"
        '</contrib-group><aff id="c"><label>c</label>Inserm, <addr-line>75013 Paris</addr-line>, '
        '<country country="FR">France</country></aff>'
    )
    document = one(read("a.nxml", article(front)))
    assert [(item.index, item.text, item.country) for item in document.affiliations] == [
        (1, "University of Oslo, Oslo, Norway", None),
        (2, "University of Turku, Turku, Finland", None),
        (3, "Inserm, 75013 Paris, France", "France"),
    ]
    (filled,) = affiliations(Config())([document])
    assert [item.country for item in filled.affiliations] == ["NO", "FI", "FR"]


def test_funding_is_found_where_articles_put_it(read: Read) -> None:
    back = (
        "<back><ack><title>Acknowledgements</title><p>Thanks.</p></ack>"
        "<sec><title>Funding</title><p>Paid by the Nature Fund (No. 81500606).</p></sec>"
        "<notes notes-type='funding'><p>More money.</p></notes>"
        "<fn-group><fn fn-type='financial-disclosure'><p>Even more.</p></fn></fn-group></back>"
    )
    content = article(body="<body><sec><title>Funding</title><p>A section of the text.</p></sec></body>", back=back)
    assert parts(one(read("a.nxml", content)), "funders") == [
        (None, "Paid by the Nature Fund (No. 81500606).\n\nMore money.\n\nEven more.")
    ]
    tagged = "<funding-group><award-group><funding-source>Nature Fund</funding-source></award-group></funding-group>"
    document = one(read("b.nxml", article(tagged, back=back)))
    assert [item.name for item in document.funders] == ["Nature Fund"]


def test_captions_behind_the_text_are_read(read: Read) -> None:
    floats = (
        "<floats-group><fig><label>Figure 1</label><caption><p>A glioma.</p></caption><graphic/></fig></floats-group>"
    )
    content = article(body="<body><sec><title>Results</title><p>See it.</p></sec></body>", back=floats)
    assert parts(one(read("a.nxml", content)), "body") == [("Results", "See it."), (None, "A glioma.")]


def test_sections_may_nest_deeply(read: Read) -> None:
    inner = "<p>Deep.</p>"
    for level in range(6, 0, -1):
        inner = f"<sec><title>Level {level}</title>{inner}</sec>"
    document = one(read("a.nxml", article(body=f"<body>{inner}</body>")))
    assert parts(document, "body")[0][0] == "Level 1"
    assert [label for label, _ in parts(document, "body")[1:]] == [f">Level {level}" for level in range(2, 7)]


def pubmed(*records: str) -> str:
    return f"<PubmedArticleSet>{''.join(records)}</PubmedArticleSet>"


def citation(inside: str, beside: str = "") -> str:
    inside = f"<MedlineCitation><PMID>1</PMID><Article>{inside}</Article>{beside}</MedlineCitation>"
    return f"<PubmedArticle>{inside}</PubmedArticle>"


def test_tags_in_comments_and_cdata_are_no_records(read: Read) -> None:
    odd = "<ArticleTitle><![CDATA[A <PubmedArticle> & its end </PubmedArticle>]]></ArticleTitle>"
    for size in (0, 200_000):
        comment = f"<!-- {'x' * size}<PubmedArticle>not one</PubmedArticle> -->"
        found = read(
            "a.xml", pubmed(comment, citation(odd + comment), comment, citation("<ArticleTitle>B</ArticleTitle>"))
        )
        assert [item.text for item in found if isinstance(item, Document)] == [
            "A <PubmedArticle> & its end </PubmedArticle>",
            "B",
        ]
        assert len(found) == 2


def test_an_abstract_with_labels_and_mark_up(read: Read) -> None:
    inside = (
        "<ArticleTitle>The <i>TP53</i> gene.</ArticleTitle><Abstract>"
        '<AbstractText Label="AIM" NlmCategory="OBJECTIVE">To see 10<sup>6</sup>\n cells.</AbstractText>'
        '<AbstractText Label="UNLABELLED">No label.</AbstractText><AbstractText/>'
        "<CopyrightInformation>Copyright.</CopyrightInformation></Abstract>"
    )
    document = one(read("a.xml", pubmed(citation(inside))))
    assert document.text == "The TP53 gene.\nAIM: To see 10^6 cells.\n\nNo label."


def test_another_abstract_stands_in_where_there_is_none(read: Read) -> None:
    title = "<ArticleTitle>[A title].</ArticleTitle><VernacularTitle>Ein Titel.</VernacularTitle>"
    others = (
        '<OtherAbstract Language="ger"><AbstractText>Deutsch.</AbstractText></OtherAbstract>'
        '<OtherAbstract Type="Publisher"><AbstractText>English.</AbstractText></OtherAbstract>'
    )
    assert one(read("a.xml", pubmed(citation(title, others)))).text == "[A title].\nEnglish."
    own = f"{title}<Abstract><AbstractText>Own.</AbstractText></Abstract>"
    assert one(read("b.xml", pubmed(citation(own, others)))).text == "[A title].\nOwn."
    assert (
        one(read("c.xml", pubmed(citation("<ArticleTitle/><VernacularTitle>Ein Titel.</VernacularTitle>")))).text
        == "Ein Titel."
    )


def test_several_addresses_of_one_author(read: Read) -> None:
    affiliation = "<AffiliationInfo><Affiliation>University of {0}, {0}, {1}.</Affiliation></AffiliationInfo>"
    author = "<Author><LastName>Zhao</LastName><ForeName>Li</ForeName>" + affiliation.format("Oslo", "Norway")
    author += affiliation.format("Turku", "Finland") + "</Author>"
    group = "<Author><CollectiveName>The Group</CollectiveName></Author>"
    inside = f"<ArticleTitle>A</ArticleTitle><AuthorList>{author}{author}{group}</AuthorList>"
    document = one(read("a.xml", pubmed(citation(inside))))
    assert [item.text for item in document.affiliations] == [
        "University of Oslo, Oslo, Norway.",
        "University of Turku, Turku, Finland.",
    ]
    assert parts(document, "authors") == [(None, "Li Zhao; Li Zhao; The Group")]


def test_figures_and_tables_are_sections_behind_their_part(read: Read) -> None:
    figure = "<fig><label>Fig. 2.</label><caption><title>Oil.</title><p>A drop.</p></caption></fig>"
    cells = "<table><tr><td>9</td></tr></table>"
    table = f"<table-wrap><label>Table 1</label><caption><p>Counts.</p></caption>{cells}</table-wrap>"
    body = f"<sec><title>Results</title><p>It grew {figure} fast.</p>{table}<p>It stopped.</p></sec>"
    document = one(read("a.nxml", article(body=f"<body>{body}</body>")))
    shown = [
        (item.heading, item.label, item.place, document.text[item.start : item.end])
        for item in document.sections
        if item.name == "body"
    ]
    assert shown == [
        ("Results", None, "text", "It grew fast.\n\nIt stopped."),
        (None, "Fig. 2", "caption", "Oil.\n\nA drop."),
        (None, "Table 1", "caption", "Counts."),
        (None, "Table 1", "table", "9"),
    ]


def test_citations_that_are_superscripts_are_left_out(read: Read) -> None:
    text = (
        "<p>Oil slows glioma.<sup><xref ref-type='bibr'>1</xref>,<xref ref-type='bibr'>2</xref></sup> "
        "Ca<sup>2+</sup> rose 10<sup>9</sup> times<xref ref-type='bibr'><sup>3</sup></xref> "
        "[<xref ref-type='bibr'>4</xref>].</p>"
    )
    document = one(read("a.nxml", article(f"<abstract>{text}</abstract>")))
    assert parts(document, "abstract") == [(None, "Oil slows glioma. Ca2+ rose 10^9 times [4].")]


def test_titles_without_marks_and_with_subtitles(read: Read) -> None:
    for inside, subtitle, title in (
        ("Oil in glioma<xref ref-type='author-notes'><sup>1</sup></xref>*", "", "Oil in glioma"),
        ("Oil in TH1<sup>+</sup> cells", "A trial", "Oil in TH1+ cells: A trial"),
        ("Oil in glioma?", "A trial", "Oil in glioma? A trial"),
    ):
        content = article(title=f"<article-title>{inside}</article-title><subtitle>{subtitle}</subtitle>")
        assert one(read("a.nxml", content)).title == title


def test_parts_that_are_not_read_have_names(read: Read) -> None:
    body = (
        "<sec><title>Methods</title><p>Oil.</p><sec><title>Ethics statement</title><p>Mice were asked.</p></sec></sec>"
        "<sec><title>Competing interests</title><p>Tea.</p></sec>"
    )
    cited = "<ref-list><ref><mixed-citation>Leukaemia.</mixed-citation></ref></ref-list>"
    back = f"<back><ack><p>Thanks.</p></ack>{cited}</back>"
    document = one(read("a.nxml", article(body=f"<body>{body}</body>", back=back)))
    assert parts(document, "conflicts") == [("Competing interests", "Tea.")]
    assert parts(document, "acknowledgements") == [(None, "Thanks.")]
    assert parts(document, "body")[1] == (">Ethics statement", "Mice were asked.")
    assert "Leukaemia" not in document.text


def test_text_beside_the_paragraphs_of_a_quotation(read: Read) -> None:
    quoted = "Rats <italic>were</italic> <bold>fed</bold>.<p>They <bold>grew</bold>.</p>Then 10<sup>2</sup> slept."
    body = f"<body><sec><title>R</title><disp-quote>{quoted}</disp-quote><p>End.</p></sec></body>"
    assert parts(one(read("a.nxml", article(body=body))), "body")[-1] == (
        "R",
        "Rats were fed.\n\nThey grew.\n\nThen 10^2 slept.\n\nEnd.",
    )


def test_prefix_declared_around_the_record(read: Read) -> None:
    """Once by the set and once, otherwise, by the record itself; a prefix that nobody declares is damage."""
    declared = ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    inside = "<abstract><p>See <ext-link xlink:href='x'>{}</ext-link>.</p></abstract>"
    bare, own = article(inside.format("oil")).replace(declared, ""), article(inside.format("salt"))
    assert "xmlns:xlink" not in bare
    first, second = read("a.nxml", f"<set{declared}>{bare}{own}</set>")
    assert isinstance(first, Document) and isinstance(second, Document)
    assert [parts(item, "abstract") for item in (first, second)] == [[(None, "See oil.")], [(None, "See salt.")]]
    assert [type(item) for item in read("a.nxml", f"<set>{bare}{own}</set>")] == [Failure, Document]
