"""One annotated text in every format reads as the same mentions."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import bioc
import pytest
from bioc import biocjson, biocxml
from gliomine.errors import ConfigError, InputError
from gliomine.evaluate.gold import GoldDocument, GoldEntity, load_gold

TEXT = "Glioma – a review\nα-synuclein in glioma.\n"
ENTITIES = (GoldEntity(0, 6, "Disease", ("MESH:D005910",)), GoldEntity(18, 29, "Gene", ("NCBIGene:6622",)))


def check(path: Path, *, name: str | None = None, left_out: dict[str, int] | None = None) -> GoldDocument:
    found = load_gold(path, name=name)
    (document,) = found.documents
    assert document.entities == ENTITIES
    assert [document.text[item.start : item.end] for item in document.entities] == ["Glioma", "α-synuclein"]
    assert found.left_out == (left_out or {})
    return document


def row(**more: object) -> dict[str, object]:
    entities = [
        {"start": item.start, "end": item.end, "type": item.entity_type, "ids": list(item.ids)} for item in ENTITIES
    ]
    return {"doc_id": "1", "text": TEXT, "entities": entities, **more}


def test_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    more = {"sentences": [{"start": 0, "end": 17}], "pairs": [["GBM", "glioblastoma"]], "unknown": 1}
    path.write_text(json.dumps(row(**more)), encoding="utf-8")
    document = check(path)
    assert (document.sentences, document.sections) == (((0, 17),), None)
    assert document.abbreviations == (("GBM", "glioblastoma"),)
    packed = tmp_path / "gold.jsonl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    check(packed)


def test_pages(tmp_path: Path) -> None:
    (tmp_path / "p1.txt").write_bytes(TEXT.encode("utf-8"))
    values = row(page_id="p1", sections=[{"name": "title", "start": 0, "end": 17}])
    (tmp_path / "gold.jsonl").write_text(json.dumps(values), encoding="utf-8")
    document = check(tmp_path)
    assert (document.doc_id, document.layout, document.sections) == ("p1.txt", "page", ((0, 17, "title"),))


def test_pubtator(tmp_path: Path) -> None:
    path = tmp_path / "gold.txt"
    title, abstract = TEXT.strip("\n").split("\n")
    lines = (
        *(f"1|t|{title}", f"1|a|{abstract}"),
        *("1\t0\t6\tGlioma\tDisease\tD005910", "1\t18\t29\tα-synuclein\tGene\t6622", "1\tCID\tD1\tD2", "", ""),
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    assert check(path).text == TEXT.strip("\n")
    path.write_bytes("\r\n".join(lines).encode("utf-8"))
    check(path)


def test_a_pubtator_mention_at_another_place_is_left_out_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "gold.pubtator"
    path.write_text("1|t|Glioma\n1|a|\n1\t1\t7\tGlioma\tDisease\t-1\n1\t0\t6\tGlioma\tDisease\t-1\n", encoding="utf-8")
    found = load_gold(path)
    assert found.documents[0].entities == (GoldEntity(0, 6, "Disease"),)
    assert found.left_out == {"entity whose text is not what stands at its offsets": 1}


def collection() -> bioc.BioCCollection:
    made, document = bioc.BioCCollection(), bioc.BioCDocument()
    made.source = made.date = made.key = ""
    document.id = "1"
    for offset, text in ((0, "Glioma – a review"), (18, "α-synuclein in glioma.")):
        passage = bioc.BioCPassage()
        passage.offset, passage.text = offset, text
        document.add_passage(passage)
    for number, (passage, entity) in enumerate(zip(document.passages, ENTITIES, strict=True)):
        annotation = bioc.BioCAnnotation()
        annotation.id, annotation.text = str(number), TEXT[entity.start : entity.end]
        annotation.infons = {"type": entity.entity_type, "identifier": entity.ids[0]}
        annotation.add_location(bioc.BioCLocation(entity.start, entity.end - entity.start))
        passage.add_annotation(annotation)
    split = bioc.BioCAnnotation()
    split.id, split.text, split.infons = "9", "Glioma review", {"type": "Disease"}
    split.add_location(bioc.BioCLocation(0, 6))
    split.add_location(bioc.BioCLocation(11, 6))
    document.passages[0].add_annotation(split)
    made.add_document(document)
    return made


@pytest.mark.parametrize(("name", "dumps"), [("gold.xml", biocxml.dumps), ("gold.json", biocjson.dumps)])
def test_bioc(tmp_path: Path, name: str, dumps: object) -> None:
    path = tmp_path / name
    path.write_text(dumps(collection()), encoding="utf-8")  # type: ignore[operator]
    check(path, left_out={"entity in several pieces": 1})


def test_bioc_with_entities_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gold.xml"
    path.write_text('<!DOCTYPE c [<!ENTITY a "x">]><collection/>', encoding="utf-8")
    with pytest.raises(InputError, match="declares entities"):
        load_gold(path)


def test_brat(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "1.txt").write_bytes(TEXT.encode("utf-8"))
    lines = (
        *("T1\tDisease 0 6\tGlioma", "T2\tGene 18 29\tα-synuclein", "T3\tDisease 0 6;11 17\tGlioma review"),
        *("N1\tReference T1 MESH:D005910\tglioma", "N2\tReference T2 NCBIGene:6622\tSNCA", "R1\tPart Arg1:T1 Arg2:T2"),
    )
    (tmp_path / "sub" / "1.ann").write_text("\n".join(lines), encoding="utf-8")
    assert check(tmp_path, left_out={"entity in several pieces": 1}).doc_id == "sub/1.txt"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("gold.jsonl", '{"doc_id": "1"}', "cannot read the gold"),
        ("gold.jsonl", "not json", "line 1"),
        ("gold.jsonl", "", "no gold document"),
        ("gold.jsonl", '{"doc_id": "1", "text": "a"}\n{"doc_id": "1", "text": "b"}', "several documents"),
        ("gold.xml", "<collection>", "cannot read the gold"),
        ("gold.pubtator", "1\t0\t6\tGlioma\tDisease", "no title line"),
        ("gold.dat", "what is this", "no known format"),
    ],
)
def test_unusable_gold_is_a_clear_error(tmp_path: Path, name: str, content: str, message: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load_gold(tmp_path / name)


def test_missing_gold_and_unknown_formats(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such gold"):
        load_gold(tmp_path / "none.jsonl")
    with pytest.raises(ConfigError, match="did you mean 'pubtator'"):
        load_gold(tmp_path, name="pubator")


def test_an_entity_outside_the_text_is_left_out_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"doc_id": "1", "text": "abc", "entities": [{"start": 1, "end": 9, "type": "Gene"}]}', "utf-8")
    found = load_gold(path)
    assert (found.documents[0].entities, found.left_out) == ((), {"entity outside the text": 1})
