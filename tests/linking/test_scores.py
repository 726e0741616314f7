"""How sure each kind of match is: all candidates of a name in order, with their scores and what speaks for them."""

from __future__ import annotations

import pytest
from gliomine.document import Abbreviation, Document, Mention
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.kb.overlay import Overlay
from gliomine.kb.records import Record, Source
from gliomine.kb.write_index import write_index
from gliomine.linking.context import candidates_of
from gliomine.linking.linker import Linker

RECORDS = [
    ("MONDO:0000001", "fennish sore", "disease", {"moor sore": "exact", "FSO": "abbreviation", "sore of fens": "narrow",
                                                  "reed fever": "related", "sedge fever": "broad"}),
    ("MONDO:0000002", "moorland gout", "disease", {"reed fever": "exact", "qzx": "exact"}),
    ("UBERON:0000001", "fen gland", "anatomy", {"zib": "exact"}),
    ("CHEBI:1", "zorbine", "chemical", {"FEZ": "exact", "zorbaline acid": "exact"}),
    ("HGNC:1", "ZORB", "gene", {"zorbine": "exact", "FEZ": "exact"}),
    ("NCBITaxon:10", "Fenna lobata", "organism", {}),
    ("NCBITaxon:11", "Pfenna lobata", "organism", {}),
]  # fmt: skip


@pytest.fixture(scope="module")
def linker(tmp_path_factory: pytest.TempPathFactory) -> Linker:
    folder = tmp_path_factory.mktemp("kb")
    records = [Record(curie, name, [kind], "own", names=dict(names)) for curie, name, kind, names in RECORDS]
    write_index(folder, records, sources=[Source("own", 1)], version="test", fuzzy=bool)
    return Linker(Overlay(KnowledgeBase.open(folder)))


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("fennish sore", "disease", [("MONDO:0000001", 1.0, "exact", "name")]),
        ("Fennish sores", "disease", [("MONDO:0000001", 0.98, "plural", "name")]),
        ("sore, fennish", "disease", [("MONDO:0000001", 0.98, "word_order", "name")]),
        ("moor sore", "disease", [("MONDO:0000001", 0.98, "exact", "exact")]),
        ("FSO", "disease", [("MONDO:0000001", 0.95, "exact", "abbreviation")]),
        ("sore of fens", "disease", [("MONDO:0000001", 0.9, "exact", "narrow")]),
        ("sedge fever", "disease", [("MONDO:0000001", 0.82, "exact", "broad")]),
        (
            "reed fever",
            "disease",
            [("MONDO:0000002", 0.98, "exact", "exact"), ("MONDO:0000001", 0.84, "exact", "related")],
        ),
        # A longer name of another type that fits may be meant, one of a type that does not fit never.
        ("fennish sore", "", [("MONDO:0000001", 1.0, "exact", "name")]),
        ("fennish sore", "gene", []),
        # The gene that bears the name stands before the substance that does.
        ("zorbine", "gene", [("HGNC:1", 0.98, "exact", "exact"), ("CHEBI:1", 0.7566, "exact", "name")]),
        ("zorbine", "chemical", [("CHEBI:1", 1.0, "exact", "name"), ("HGNC:1", 0.7644, "exact", "exact")]),
        # Of four letters the type has to be that of the name.
        ("FEZ", "chemical", [("CHEBI:1", 0.98, "exact", "exact")]),
        ("FEZ", "", [("CHEBI:1", 0.98, "exact", "exact"), ("HGNC:1", 0.98, "exact", "exact")]),
        # A symbol in small letters, and a word in capitals.
        ("fso", "disease", []),
        ("Fso", "disease", [("MONDO:0000001", 0.9215, "exact", "abbreviation")]),
        ("QZX", "disease", [("MONDO:0000002", 0.882, "exact", "exact")]),
        # Misspelt: from nine letters on, with the first letter as it is.
        ("moorlnad gout", "disease", [("MONDO:0000002", 0.6462, "fuzzy", "name")]),
        ("morlnad gout", "disease", []),
        ("morland gout", "disease", [("MONDO:0000002", 0.72, "fuzzy", "name")]),
        ("noorland gout", "disease", []),
    ],
)
def test_candidates_with_their_scores(
    linker: Linker, text: str, kind: str, expected: list[tuple[str, float, str, str]]
) -> None:
    found = linker.candidates(text, kind)
    assert [(linker.kb.curie(one.concept), one.score, one.match, one.status) for one in found] == expected


def document(text: str, kind: str, *names: str, short: str = "", long: str = "") -> Document:
    mentions = tuple(
        Mention(text.index(name), text.index(name) + len(name), name, name, kind, 1.0, "test") for name in names
    )
    defined = (Abbreviation(text.index(short), text.index(short) + len(short), short, long, text.index(long), 0),)
    return Document("a", text, mentions=mentions, abbreviations=defined if short else ())


@pytest.mark.parametrize(
    ("text", "kind", "names", "defined", "expected"),
    [
        # A long form is a little less sure than the name itself, surer where the letters are a name of it, too.
        (
            "Fennish sore (FSX) and FSX",
            "disease",
            ("FSX",),
            ("FSX", "Fennish sore"),
            ("MONDO:0000001", 0.99, "long_form"),
        ),
        (
            "Fennish sore (FSO) and FSO",
            "disease",
            ("FSO",),
            ("FSO", "Fennish sore"),
            ("MONDO:0000001", 1.0, "long_form"),
        ),
        # Letters of a name whose long form nobody knows: only where a name of it shares a word.
        (
            "Fennish sorrow (FSO) and FSO",
            "disease",
            ("FSO",),
            ("FSO", "Fennish sorrow"),
            ("MONDO:0000001", 0.855, "exact"),
        ),
        ("Feline sorrow (FSO) and FSO", "disease", ("FSO",), ("FSO", "Feline sorrow"), None),
        # Initials of a name in the document.
        ("Fennish sore, then FS", "disease", ("FS", "Fennish sore"), ("", ""), ("MONDO:0000001", 0.96, "initials")),
        ("Fennish sore, then SF", "disease", ("SF", "Fennish sore"), ("", ""), ("MONDO:0000001", 0.96, "initials")),
        ("Fennish sore, then fs", "disease", ("fs", "Fennish sore"), ("", ""), None),
        ("Fennish sore, then SX", "disease", ("SX", "Fennish sore"), ("", ""), None),
        # A genus by its first letter.
        (
            "Fenna lobata, then F. lobata",
            "organism",
            ("F. lobata", "Fenna lobata"),
            ("", ""),
            ("NCBITaxon:10", 0.96, "initials"),
        ),
        (
            "Pfenna lobata, then P. lobata",
            "organism",
            ("P. lobata", "Pfenna lobata"),
            ("", ""),
            ("NCBITaxon:11", 0.96, "initials"),
        ),
        ("Fenna lobata, then P. lobata", "organism", ("P. lobata", "Fenna lobata"), ("", ""), None),
    ],
)
def test_what_the_document_says_of_a_short_form(
    linker: Linker,
    text: str,
    kind: str,
    names: tuple[str, ...],
    defined: tuple[str, str],
    expected: tuple[str, float, str] | None,
) -> None:
    found = candidates_of(linker, document(text, kind, *names, short=defined[0], long=defined[1]))[0]
    assert [(linker.kb.curie(one.concept), one.score, one.match) for one in found[:1]] == [expected] * bool(expected)
