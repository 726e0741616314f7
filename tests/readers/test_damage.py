"""One bad record costs only itself, and what cannot be read for sure is a failure, in every reader that has records."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from gliomine.document import Document, Failure

from tests.readers.conftest import Read

RECORDS = 12
BAD = 5


def bioc_json(number: int) -> str:
    return json.dumps({"id": str(number), "passages": [{"offset": 0, "infons": {}, "text": f"Glioma {number}"}]})


def pubmed(number: int) -> str:
    title = f"<ArticleTitle>Glioma {number}</ArticleTitle>"
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{number}</PMID><Article>{title}</Article></MedlineCitation>"
        "</PubmedArticle>\n"
    )


def bioc_xml(number: int) -> str:
    return f"<document><id>{number}</id><passage><offset>0</offset><text>Glioma {number}</text></passage></document>\n"


def jats(number: int) -> str:
    title = f"<title-group><article-title>Glioma {number}</article-title></title-group>"
    own = f'<article-id pub-id-type="pmid">{number}</article-id>'
    return f"<article><front><article-meta>{own}{title}</article-meta></front></article>\n"


def names(found: list[Document | Failure]) -> tuple[list[str], list[str]]:
    documents = [item.text.strip() for item in found if isinstance(item, Document)]
    return documents, [item.doc_id for item in found if isinstance(item, Failure)]


OTHERS = [f"Glioma {number}" for number in range(1, RECORDS + 1) if number != BAD]


def with_damage(make: Callable[[int], str], damage: Callable[[str], str], between: str = "") -> str:
    return between.join(damage(make(n)) if n == BAD else make(n) for n in range(1, RECORDS + 1))


@pytest.mark.parametrize(
    "damage",
    [
        lambda record: "null",
        lambda record: '"lost"',
        lambda record: "42",
        lambda record: f"[{record}]",
        lambda record: record.replace('5"}]', '5"}}]'),
        lambda record: record.replace('"infons": {}', '"infons": [1]'),
        lambda record: record.replace('"infons": {}', '"infons": 7'),
        lambda record: record[1:],
        lambda record: record[:-1],
        lambda record: record[:-2],
        lambda record: record[: len(record) // 2],
        lambda record: record.replace('"Glioma 5"', '"Glioma 5'),
        lambda record: record.replace('"offset": 0', '"offset": 1e400'),
        lambda record: record.replace('"offset": 0', '"offset": null'),
        lambda record: record.replace('"Glioma 5"', "[1, 2]"),
        lambda record: record.replace('"id": "5"', '"id": "\\ud800"'),
        lambda record: "[" * 2000,
        lambda record: '{"id": ' + "1" * 10_000 + "}",
    ],
)
def test_a_damaged_member_of_bioc_json_costs_only_itself(read: Read, damage: Callable[[str], str]) -> None:
    documents, failures = names(read("a.json", '{"documents": [' + with_damage(bioc_json, damage, ",") + "]}"))
    assert documents == OTHERS
    assert len(failures) == 1


def test_a_stray_bracket_in_bioc_json_loses_nothing_and_is_told(read: Read) -> None:
    text = '{"documents": [' + with_damage(bioc_json, lambda record: record + "]", ",") + '], "infons": {"a": "b"}}'
    documents, failures = names(read("a.json", text))
    assert documents == [f"Glioma {number}" for number in range(1, RECORDS + 1)]
    assert len(failures) == 1


@pytest.mark.parametrize(
    "behind",
    [
        "}",
        ', "infons": {"text": "the key of a passage"}, "more": [1, "text", {"x": "passages"}]}',
        ', "PubTator3": [SECOND]}',
        '}\n{"source": "y", "infons": {"list": [1, {}]}, "documents": [SECOND]}',
        '}\ufeff{"documents": [SECOND]}',
        '}, {"id": "y", "documents": [SECOND]}]',
        ', "next": {"inner": {"documents": [SECOND]}}}',
        '}\n{"meta": [{"version": 2}]}\n{"documents": [SECOND]}',
        "}\n-- the end --",
    ],
)
def test_what_may_stand_behind_a_list_of_documents_is_no_damage(read: Read, behind: str) -> None:
    """Members of the collection, other collections, other objects, and remarks at the end."""
    found = read("a.json", f'{{"id": "x", "documents": [{bioc_json(1)}]{behind.replace("SECOND", bioc_json(2))}')
    assert names(found) == (["Glioma 1", "Glioma 2"] if "SECOND" in behind else ["Glioma 1"], [])


@pytest.mark.parametrize(
    ("behind", "documents"),
    [
        ('}, {"offset": 9, "text": "Glioma"}, SECOND]}', 2),
        ('}, {"offset": 9, "text": "Glioma"}SECOND]}', 2),
        (', "text": "Glioma", "annotations": []}, SECOND]}', 2),
        (', "annotations": []}]}]}', 1),
        (' "id": "7", "passages": []}, SECOND]}', 2),
        ('}, {"source": "y", "documents?": [SECOND]}', 1),
        ('}, {"source": "y", "documents": {SECOND]}', 2),
    ],
)
def test_what_belongs_to_documents_is_noticed_behind_their_list(read: Read, behind: str, documents: int) -> None:
    found = read("a.json", f'{{"source": "x", "documents": [{bioc_json(1)}]{behind.replace("SECOND", bioc_json(2))}')
    texts, failures = names(found)
    assert texts == ["Glioma 1", "Glioma 2"][:documents]
    assert len(failures) == 1


def test_what_is_not_like_the_documents_before_it_is_none(read: Read) -> None:
    """Of the objects behind the list only one that begins as the documents do may be one that lost its passages."""
    first = bioc_json(1).replace('"passages"', '"infons": {}, "passages"')
    for behind, failures in (('{"infons": {"licence": "free"}}', 0), ('{"id": "3", "infons": {}}', 2)):
        found = read("a.json", f'{{"documents": [{first}]}}\n{behind}\n{{"documents": [{bioc_json(2)}]}}')
        assert [len(rows) for rows in names(found)] == [2, failures]


def test_every_document_in_brackets_of_its_own_is_named(read: Read) -> None:
    documents, failures = names(read("a.json", f'{{"documents": [[{bioc_json(1)}, {bioc_json(2)}], {bioc_json(3)}]}}'))
    assert (documents, len(failures)) == (["Glioma 3"], 2)


def test_bytes_of_another_encoding_in_bioc_json_cost_their_document(read: Read) -> None:
    text = with_damage(bioc_json, lambda record: record.replace("Glioma 5", "Gliom\u00e9"), ",")
    documents, failures = names(read("a.json", ('{"documents": [' + text + "]}").encode("cp1252")))
    assert (documents, failures) == (OTHERS, [f"a.json#record-{BAD}"])


XML = [
    (pubmed, "PubmedArticle", "PubmedArticleSet"),
    (bioc_xml, "document", "collection"),
    (jats, "article", "pmc-articleset"),
]
XML_DAMAGE: dict[str, Callable[[str, str], str]] = {
    "no end tag": lambda record, tag: record.replace(f"</{tag}>", ""),
    "another end tag": lambda record, tag: record.replace(f"</{tag}>", f"</{tag[:-1]}>"),
    "cut in half": lambda record, tag: record[: len(record) // 2],
    "an empty element": lambda record, tag: f"<{tag}/>",
    "an empty element with a blank": lambda record, tag: f"<{tag} />",
    "a comment that never ends": lambda record, tag: record.replace("Glioma 5", "Glioma <!-- 5"),
    "character data that never end": lambda record, tag: record.replace("Glioma 5", "Glioma <![CDATA[ 5"),
    "NUL": lambda record, tag: record.replace("Glioma 5", "Glioma \x00"),
    "an unknown entity": lambda record, tag: record.replace("Glioma 5", "&nothing;"),
}


@pytest.mark.parametrize("damage", XML_DAMAGE)
@pytest.mark.parametrize(("make", "tag", "root"), XML)
def test_a_damaged_record_of_xml_costs_only_itself(
    read: Read, make: Callable[[int], str], tag: str, root: str, damage: str
) -> None:
    text = with_damage(make, lambda record: XML_DAMAGE[damage](record, tag))
    documents, failures = names(read("a.xml", f"<{root}>{text}</{root}>"))
    assert documents == OTHERS
    assert len(failures) == 1


def test_an_end_tag_without_its_start_is_told_also_the_second_time(read: Read) -> None:
    text = "".join(pubmed(n).replace("<PubmedArticle>", "<Pubmed>") if n in (3, 7) else pubmed(n) for n in range(1, 10))
    documents, failures = names(read("a.xml", f"<PubmedArticleSet>{text}</PubmedArticleSet>"))
    assert documents == [f"Glioma {n}" for n in range(1, 10) if n not in (3, 7)]
    assert len(failures) >= 2


@pytest.mark.parametrize(
    ("name", "header", "row"),
    [
        ("a.csv", "doc_id,text\n", "{n},Glioma {n}\n"),
        ("a.tsv", "doc_id\ttext\n", "{n}\tGlioma {n}\n"),
        ("a.jsonl", "", '{{"doc_id": "{n}", "text": "Glioma {n}"}}\n'),
        ("a.pubtator", "", "{n}|t|Glioma {n}\n\n"),
    ],
)
@pytest.mark.parametrize("bad", ["Glioma \x00", "Glioma \udc81\udcfe"])
def test_a_byte_that_is_none_of_the_encoding_costs_its_line(
    read: Read, name: str, header: str, row: str, bad: str
) -> None:
    lines = "".join(
        row.format(n=n).replace(f"Glioma {BAD}", bad) if n == BAD else row.format(n=n) for n in range(1, 13)
    )
    documents, failures = names(read(name, (header + lines).encode("utf-8", "surrogateescape")))
    assert (documents, len(failures)) == (OTHERS, 1)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "doc_id,text\ncaf\udce9,Glioma 1\n2,Glioma 2\n"),
        ("a.jsonl", '{"doc_id": "\\ud800", "text": "Glioma 1"}\n{"doc_id": "2", "text": "Glioma 2"}\n'),
        ("a.jsonl", '{"doc_id": "1", "te\\udc80xt": "Glioma 1"}\n{"doc_id": "2", "text": "Glioma 2"}\n'),
        ("a.jsonl", '{"doc_id": "1", "text": "Glioma \\u0000"}\n{"doc_id": "2", "text": "Glioma 2"}\n'),
    ],
)
def test_an_id_or_field_that_no_table_can_store_costs_its_record(read: Read, name: str, text: str) -> None:
    found = read(name, text.encode("utf-8", "surrogateescape"))
    documents, failures = names(found)
    assert (documents, len(failures)) == (["Glioma 2"], 1)
    for item in found:
        assert isinstance(item, Document) or (item.doc_id + item.error).encode("utf-8")


ROWS = ['1{d}"Tumor in tumor is rare.', "2{d}Exosomes carry drugs.", '3{d}The "seed and soil".', "4{d}Fourth."]


def test_an_open_quote_between_tabs_is_a_character(read: Read) -> None:
    found = read("a.tsv", "doc_id\ttext\n" + "\n".join(ROWS).format(d="\t") + "\n")
    assert [(item.doc_id, item.text) for item in found if isinstance(item, Document)] == [
        ("a.tsv#1", '"Tumor in tumor is rare.'),
        ("a.tsv#2", "Exosomes carry drugs."),
        ("a.tsv#3", 'The "seed and soil".'),
        ("a.tsv#4", "Fourth."),
    ]


@pytest.mark.parametrize("ending", ["4{d}Fourth.", '4{d}Fourth."'])
def test_an_open_quote_between_commas_costs_its_row(read: Read, ending: str) -> None:
    found = read(
        "a.csv", "doc_id,text\n" + "\n".join([*ROWS[:2], "3{d}Third.", ending, "5{d}Fifth."]).format(d=",") + "\n"
    )
    documents, failures = names(found)
    assert failures == ["a.csv#1"]
    assert documents[:2] == ["Exosomes carry drugs.", "Third."]
    assert documents[-1] == "Fifth."


def test_a_cell_of_several_lines_stays_one_cell(read: Read) -> None:
    text = 'doc_id,text\n1,"However, this\n1,200 cells grew\nmeanwhile, others"\n2,Glioma.\n'
    assert names(read("a.csv", text)) == (["However, this\n1,200 cells grew\nmeanwhile, others", "Glioma."], [])


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.pubtator"])
def test_lines_of_an_old_macintosh(read: Read, name: str) -> None:
    shown = {
        "a.csv": "doc_id,text\r1,Glioma 1\r2,Glioma 2\r",
        "a.jsonl": '{"doc_id": 1, "text": "Glioma 1"}\r{"doc_id": 2, "text": "Glioma 2"}\r',
        "a.pubtator": "1|t|Glioma 1\r\r2|t|Glioma 2\r",
    }
    assert names(read(name, shown[name])) == (["Glioma 1", "Glioma 2"], [])


@pytest.mark.parametrize("first", ["sep=;\n", '"sep=;"\n', "\ufeffsep=;\r\n", "\n\n"])
def test_what_spreadsheets_write_before_the_header(read: Read, first: str) -> None:
    assert names(read("a.csv", f"{first}doc_id;text;\n1;Glioma 1;\n2;Glioma 2;;\n")) == (["Glioma 1", "Glioma 2"], [])


def test_pubtator_records_are_told_by_their_ids(read: Read) -> None:
    text = (
        "1|t|A title\n1|a|First line\nsecond line\n\n"
        "2|t|Behind an\n\n2|a|empty line\n2\t0\t5\tBehind\tDisease\tD1\n\n2\tCID\tD1\tD2\n\n"
        "3|t|No abstract\n4|a|No title\n\n"
        "5|t|One\n5|a|A\n5|a|B\n\n"
        "6|t|Stray\n6|a|text\n6\t0\t5\tStray\tDisease\tD1\nbehind annotations\n"
    )
    found = read("a.pubtator", text)
    assert [(item.doc_id, item.text) for item in found if isinstance(item, Document)] == [
        ("a.pubtator#1", "A title\nFirst line\nsecond line"),
        ("a.pubtator#2", "Behind an\nempty line"),
        ("a.pubtator#3", "No abstract\n"),
        ("a.pubtator#4", "\nNo title"),
    ]
    assert names(found)[1] == ["a.pubtator#5", "a.pubtator#6"]


@pytest.mark.parametrize(
    ("text", "reader"),
    [
        ("1|t|Glioma\n1|a|Text\n1\t0\t6\tGlioma\tDisease\tD1\n", "pubtator"),
        (f"<?xml version='1.0'?>\n<PubmedArticleSet>{pubmed(1)}</PubmedArticleSet>", "pubmed"),
        (f"<PubmedArticleSet>{pubmed(1)}</PubmedArticleSet>", "pubmed"),
        (f"<?xml version='1.0'?><collection>{bioc_xml(1)}</collection>", "bioc-xml"),
        (jats(1), "jats"),
        (f'{{"source": "x", "documents": [{bioc_json(1)}]}}', "bioc-json"),
        ("Glioma <10% of 5|t|6\nThe {documents} of [1]\n", "text"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_a_text_file_holds_is_read_as_what_it_is(read: Read, text: str, reader: str, encoding: str) -> None:
    (found,) = read("a.txt", text.encode(encoding))
    assert isinstance(found, Document)
    assert found.input_format == reader
    (as_text,) = read("b.txt", text.encode(encoding), input_format="text")
    assert isinstance(as_text, Document)
    assert as_text.text.removeprefix("\ufeff") == text


def test_a_text_file_of_a_format_that_is_not_read_is_a_failure(read: Read) -> None:
    (found,) = read("a.txt", "<?xml version='1.0'?>\n<nothing/>")
    assert isinstance(found, Failure)
    assert "named as text" in found.error


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.xml", f"<?xml version='1.0' encoding='UTF-16'?><PubmedArticleSet>{pubmed(1)}</PubmedArticleSet>"),
        ("a.json", f'{{"documents": [{bioc_json(1)}]}}'),
        ("a.jsonl", '{"doc_id": "1", "text": "Glioma 1"}\n'),
        ("a.csv", "doc_id,text\n1,Glioma 1\n"),
    ],
)
def test_structured_files_in_utf_16(read: Read, name: str, text: str, encoding: str) -> None:
    if encoding == "utf-8-sig":
        text = text.replace("UTF-16", "UTF-8")
    assert names(read(name, text.encode(encoding))) == (["Glioma 1"], [])


def test_stated_offsets_fill_no_memory(read: Read) -> None:
    far = {"offset": 0, "sentences": [{"offset": 0, "text": "Glioma"}, {"offset": 999_999_999, "text": "x"}]}
    near = {"offset": 0, "text": "", "sentences": [{"offset": 0, "text": "Glioma."}, {"offset": 9, "text": "More."}]}
    many = [{"offset": 2000 * n, "text": "a"} for n in range(1, 2000)]
    records = [{"id": "1", "passages": [far]}, {"id": "2", "passages": [near]}, {"id": "3", "passages": many}]
    found = read("a.json", json.dumps({"documents": records}))
    assert isinstance(found[0], Failure)
    assert isinstance(found[1], Document)
    assert found[1].text == "Glioma.  More."
    assert isinstance(found[2], Document)
    assert len(found[2].text) < 5000


def test_mixed_encodings_are_refused(tmp_path: Path) -> None:
    from gliomine.errors import InputError
    from gliomine.readers.text import decode

    for data in (
        "TNF-α and TGF-β rose; 5 µg; p ≤ 0.05.\n".encode() * 3 + "The patient’s tumour – “well”.\n".encode("cp1252"),
        "TNF-α and TGF-β1 rose; NF-κB and IFN-γ fell.\n".encode("cp1253") * 5,
        "The patient’s tumour “shrank” at 37 °C.\n".encode("mac_roman") * 5,
        "range 5–10 and “well” tumours\n".encode("mac_roman") * 5,
        "TNF-α rose in glioma, and so did TGF-β.\n".encode("gbk") * 5,
    ):
        with pytest.raises(InputError, match="encoding"):
            decode(data)
