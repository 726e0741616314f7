"""Readers of gold annotations, a function for each format; each counts what it has to leave out."""

from __future__ import annotations

import gzip
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from gliomine.evaluate.gold import GoldDocument, GoldEntity, GoldRelation

OTHER_TEXT = "entity whose text is not what stands at its offsets"
DISCONTINUOUS = "entity in several pieces"
NO_PLACE = "relation without the places of its two entities"

_IDS = re.compile(r"[|;,]")
_MESH = re.compile(r"[CD]\d{6,}")
_ID_KEYS = {"identifier", "identifiers", "id", "curie", "mesh", "ncbi gene"}
_NUMBER_OF = {"gene": "NCBIGene", "species": "NCBITaxon", "organism": "NCBITaxon"}


def _text_of(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.name.endswith(".gz") else data).decode("utf-8")


def _objects(path: Path) -> Iterator[dict[str, Any]]:
    # Lines end at line feeds only: a text may hold other characters that Python takes for line ends.
    for number, line in enumerate(_text_of(path).split("\n"), 1):
        if line.strip():
            try:
                values = json.loads(line)
            except ValueError as error:
                raise ValueError(f"line {number}: {error}") from error
            if not isinstance(values, dict):
                raise ValueError(f"line {number} is not an object")
            yield values


def read_jsonl(path: Path, left_out: Counter[str]) -> list[GoldDocument]:
    """Read our JSON lines: doc_id, text, any of entities, sentences, abbreviations or pairs, sections, relations."""
    return [
        GoldDocument(
            str(values["doc_id"]),
            values["text"],
            layout=values.get("layout", "abstract"),
            entities=_entities(values, values["text"], left_out),
            sentences=_places(values.get("sentences")),
            abbreviations=_pairs(values),
            sections=_sections(values),
            relations=_relations(values, left_out),
        )
        for values in _objects(path)
    ]


def _entities(values: dict[str, Any], text: str, left_out: Counter[str]) -> tuple[GoldEntity, ...] | None:
    if values.get("entities") is None:
        return None
    found = []
    for item in values["entities"]:
        start, end = int(item["start"]), int(item["end"])
        if item.get("text", text[start:end]) != text[start:end]:
            left_out[OTHER_TEXT] += 1
        else:
            found.append(GoldEntity(start, end, str(item["type"]), tuple(item.get("ids") or ())))
    return tuple(found)


def _places(items: list[dict[str, Any]] | None) -> tuple[tuple[int, int], ...] | None:
    return None if items is None else tuple((int(item["start"]), int(item["end"])) for item in items)


def _pairs(values: dict[str, Any]) -> tuple[tuple[str, str], ...] | None:
    if values.get("pairs") is not None:
        return tuple((str(short), str(long)) for short, long in values["pairs"])
    if values.get("abbreviations") is not None:
        return tuple((str(item["short_form"]), str(item["long_form"])) for item in values["abbreviations"])
    return None


def _sections(values: dict[str, Any]) -> tuple[tuple[int, int, str], ...] | None:
    items = values.get("sections")
    if items is None or not all("name" in item for item in items):
        return None
    return tuple((int(item["start"]), int(item["end"]), str(item["name"])) for item in items)


def _relations(values: dict[str, Any], left_out: Counter[str]) -> tuple[GoldRelation, ...] | None:
    """Return relations; their ends are given by place, or as in the public corpora by the ids of entities."""
    if values.get("relations") is None:
        return None
    places = {item["id"]: item for item in values.get("entities") or () if "id" in item}
    found = []
    for item in values["relations"]:
        ends = [item.get(side) for side in ("subject", "object")]
        known = [end if isinstance(end, dict) else places.get(end) for end in ends]
        if known[0] is None or known[1] is None:
            left_out[NO_PLACE] += 1
            continue
        subject, object_ = ((int(end["start"]), int(end["end"])) for end in known if end is not None)
        predicate = str(item["predicate"] if "predicate" in item else item["type"])
        found.append(GoldRelation(subject, predicate, object_, str(item.get("status") or "present")))
    return tuple(found)


def read_pages(path: Path, left_out: Counter[str]) -> list[GoldDocument]:
    """Read a folder of pages with gold.jsonl; the document's id is the name of its file."""
    found = []
    for values in _objects(path / "gold.jsonl"):
        name = str(values["page_id"])
        file = path / name if (path / name).is_file() else path / f"{name}.txt"
        text = file.read_bytes().decode("utf-8")
        found.append(
            GoldDocument(
                file.name,
                text,
                layout="page",
                entities=_entities(values, text, left_out),
                sentences=_places(values.get("sentences")),
                abbreviations=_pairs(values),
                sections=_sections(values),
                page=values,
            )
        )
    return found


def read_pubtator(path: Path, left_out: Counter[str]) -> list[GoldDocument]:
    """Read PubTator (Wei, Kao and Lu 2013, doi:10.1093/nar/gkt441): the text is title, line feed, abstract."""
    found = []
    for block in re.split(r"\n[ \t\r]*\n", _text_of(path).replace("\r\n", "\n").strip("\n")):
        if not block.strip():
            continue
        doc_id, texts, rows = _pubtator_block(block)
        text = "\n".join(texts[kind] for kind in ("t", "a") if kind in texts)
        entities = []
        for row in rows:
            start, end = int(row[1]), int(row[2])
            # In a title longer than its line says, or an abstract after a lost blank, the offsets do not fit.
            if text[start:end] != row[3]:
                left_out[OTHER_TEXT] += 1
                continue
            ids = tuple(curie(item, row[4]) for item in _IDS.split(row[5])) if len(row) > 5 else ()
            entities.append(GoldEntity(start, end, row[4], tuple(item for item in ids if item)))
        found.append(GoldDocument(doc_id, text, entities=tuple(entities)))
    return found


def _pubtator_block(block: str) -> tuple[str, dict[str, str], list[list[str]]]:
    texts: dict[str, str] = {}
    rows, doc_id = [], ""
    for line in block.split("\n"):
        if line and (match := re.match(r"([^|\t]+)\|([ta])\|", line)):
            doc_id = match[1]
            texts[match[2]] = line[match.end() :]
        elif line.strip():
            row = line.rstrip("\r").split("\t")
            # Relations have a word where annotations have a number.
            if len(row) >= 5 and row[1].isdigit() and row[2].isdigit():
                rows.append(row)
    if "t" not in texts:
        raise ValueError(f"a block has no title line: {block[:60]!r}")
    return doc_id, texts, rows


def curie(identifier: str, entity_type: str) -> str:
    """Return an identifier with its prefix; bare MeSH, gene and taxon numbers get theirs; "" where there is none.

    >>> curie("D005910", "Disease"), curie("7157", "Gene"), curie("MESH:D005910", "Disease"), curie("-1", "Disease")
    ('MESH:D005910', 'NCBIGene:7157', 'MESH:D005910', '')
    """
    bare = identifier.strip()
    if bare in ("", "-1", "-", "None"):
        return ""
    if _MESH.fullmatch(bare):
        return f"MESH:{bare}"
    prefix = _NUMBER_OF.get(entity_type.lower()) if bare.isdigit() else None
    return f"{prefix}:{bare}" if prefix else bare


def read_bioc(path: Path, left_out: Counter[str]) -> list[GoldDocument]:
    """Read BioC XML or JSON (Comeau et al. 2013, doi:10.1093/database/bat064); gaps between passages are line feeds."""
    content = _text_of(path).lstrip("\ufeff \t\r\n")
    if not content.startswith("<"):
        collection = json.loads(content)
        documents = collection.get("documents", collection.get("PubTator3"))
        if documents is None:
            raise ValueError("the JSON has no list of documents")
        return _if_annotated([_bioc_document(document, left_out) for document in documents])
    if "<!ENTITY" in content:
        raise ValueError("the XML declares entities, which BioC does not need")
    found = ET.fromstring(content.encode("utf-8")).iterfind("document")
    return _if_annotated([_bioc_document(_bioc_object(document), left_out) for document in found])


def _bioc_object(element: ET.Element) -> dict[str, Any]:
    """Return an element of BioC XML as BioC JSON has it."""
    made: dict[str, Any] = {"id": element.get("id", element.findtext("id")), "text": element.findtext("text")}
    made["offset"] = int(element.findtext("offset") or 0)
    made["infons"] = {item.get("key", ""): item.text or "" for item in element.iterfind("infon")}
    made["locations"] = [
        {name: int(item.attrib[name]) for name in ("offset", "length")} for item in element.iterfind("location")
    ]
    made["nodes"] = [dict(item.attrib) for item in element.iterfind("node")]
    for name in ("passage", "sentence", "annotation", "relation"):
        made[f"{name}s"] = [_bioc_object(item) for item in element.iterfind(name)]
    return made


def _bioc_document(document: dict[str, Any], left_out: Counter[str]) -> GoldDocument:
    text = ""
    annotations, relations = list(document.get("annotations") or ()), list(document.get("relations") or ())
    for passage in document.get("passages") or ():
        sentences = passage.get("sentences") or ()
        for part in [passage] if passage.get("text") is not None else sentences:
            text = text + "\n" * (part["offset"] - len(text)) + (part.get("text") or "")
        for part in (passage, *sentences):
            annotations += part.get("annotations") or ()
            relations += part.get("relations") or ()
    entities, places = [], {}
    for item in annotations:
        if len(item["locations"]) != 1:
            left_out[DISCONTINUOUS] += 1
            continue
        start = item["locations"][0]["offset"]
        end = start + item["locations"][0]["length"]
        if item.get("text") != text[start:end]:
            left_out[OTHER_TEXT] += 1
            continue
        infons = item.get("infons") or {}
        kind = infons.get("type") or "entity"
        entities.append(GoldEntity(start, end, kind, _bioc_ids(infons, kind)))
        places[str(item.get("id"))] = (start, end)
    made = tuple(_bioc_relations(relations, places, left_out))
    return GoldDocument(str(document["id"]), text, entities=tuple(entities), relations=made)


def _bioc_relations(
    relations: list[dict[str, Any]], places: dict[str, tuple[int, int]], left_out: Counter[str]
) -> Iterator[GoldRelation]:
    """Yield the relations of two annotations, Subject and Object by role, else in order."""
    for item in relations:
        infons, nodes = item.get("infons") or {}, item.get("nodes") or []
        by_role = {str(node.get("role", "")).lower(): node for node in nodes}
        ends = [by_role.get(role, node) for role, node in zip(("subject", "object"), nodes, strict=False)]
        known = [places[node["refid"]] for node in ends if node.get("refid") in places]
        if "object_offset" in infons and len(nodes) == len(known) == 1:
            start = int(infons["object_offset"])
            known.append((start, start + int(infons["object_length"])))
        if len(known) != 2:
            left_out[NO_PLACE] += 1
            continue
        predicate = str(infons.get("type") or "relation")
        yield GoldRelation(known[0], predicate, known[1], str(infons.get("status") or "present"))


def _bioc_ids(infons: dict[str, str], entity_type: str) -> tuple[str, ...]:
    names = [name for name in infons if name.lower() in _ID_KEYS]
    found = [curie(part, entity_type) for name in names for part in _IDS.split(str(infons[name] or ""))]
    return tuple(item for item in found if item)


def read_brat(path: Path, left_out: Counter[str]) -> list[GoldDocument]:
    """Read brat standoff (Stenetorp et al. 2012, ACL Anthology E12-2021); the id is the path of the text file."""
    found = []
    for file in sorted(path.glob("**/*.ann")):
        source = file.with_suffix(".txt")
        text = source.read_bytes().decode("utf-8")
        lines = file.read_text(encoding="utf-8")
        entities = _brat_entities(lines, text, left_out)
        relations = _brat_relations(lines, entities, left_out)
        found.append(
            GoldDocument(
                source.relative_to(path).as_posix(),
                text,
                layout="page",
                entities=tuple(entities.values()),
                relations=relations,
            )
        )
    return _if_annotated(found)


def _if_annotated(documents: list[GoldDocument]) -> list[GoldDocument]:
    """Return documents of which none has relations as such where relations were not annotated."""
    return (
        documents
        if any(item.relations for item in documents)
        else [replace(item, relations=None) for item in documents]
    )


def _brat_relations(lines: str, entities: dict[str, GoldEntity], left_out: Counter[str]) -> tuple[GoldRelation, ...]:
    """Return the binary relations; a note that is the word absent or possible is the status of one."""
    statuses = dict(re.findall(r"^#\d+\tAnnotatorNotes (R\d+)\t(absent|possible)\s*$", lines, re.MULTILINE))
    found = []
    for name, predicate, first, second in re.findall(r"^(R\d+)\t(\S+) \w+:(T\d+) \w+:(T\d+)\s*$", lines, re.MULTILINE):
        subject, object_ = entities.get(first), entities.get(second)
        if subject is None or object_ is None:
            left_out[NO_PLACE] += 1
            continue
        places = (subject.start, subject.end), (object_.start, object_.end)
        found.append(GoldRelation(places[0], predicate, places[1], statuses.get(name, "present")))
    return tuple(found)


def _brat_entities(lines: str, text: str, left_out: Counter[str]) -> dict[str, GoldEntity]:
    spans: dict[str, tuple[int, int, str]] = {}
    ids: dict[str, list[str]] = {}
    for line in lines.split("\n"):
        row = line.rstrip("\r").split("\t")
        if line.startswith("T") and len(row) == 3:
            kind, place = row[1].split(" ", 1)
            if ";" in place:
                left_out[DISCONTINUOUS] += 1
                continue
            start, end = map(int, place.split())
            if text[start:end].replace("\n", " ") != row[2].replace("\n", " "):
                left_out[OTHER_TEXT] += 1
                continue
            spans[row[0]] = (start, end, kind)
        elif line.startswith("N") and len(row) >= 2:
            _, target, reference = row[1].split(" ", 2)
            ids.setdefault(target, []).append(reference)
    return {name: GoldEntity(*span, tuple(ids.get(name, ()))) for name, span in spans.items()}
