"""BioC XML: one collection, written document by document.

Characters that XML cannot hold become U+FFFD, one for one, so that offsets keep their meaning.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from gliomine.config import WriteOptions
from gliomine.files import whole
from gliomine.tables.stored import stored_documents
from gliomine.writers.bioc import KEY, SOURCE, bioc_document
from gliomine.writers.layout import xml_text

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE collection SYSTEM "BioC.dtd">\n<collection>'


def write(run: Path, options: WriteOptions) -> list[Path]:
    """Write `documents.bioc.xml`."""
    del options
    target = run / "documents.bioc.xml"
    with whole(target) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(f"{_HEAD}<source>{SOURCE}</source><date></date><key>{KEY}</key>\n")
        for document in stored_documents(run):
            stream.write("".join(_document(bioc_document(document))) + "\n")
        stream.write("</collection>\n")
    return [target]


def _infons(infons: dict[str, str]) -> Iterator[str]:
    for key, value in infons.items():
        yield f"<infon key={quoteattr(key)}>{xml_text(value)}</infon>"


def _document(document: dict[str, Any]) -> Iterator[str]:
    yield f"<document><id>{xml_text(document['id'])}</id>"
    yield from _infons(document["infons"])
    for passage in document["passages"]:
        yield "<passage>"
        yield from _infons(passage["infons"])
        yield f"<offset>{passage['offset']}</offset><text>{xml_text(passage['text'])}</text>"
        for annotation in passage["annotations"]:
            yield f'<annotation id="{annotation["id"]}">'
            yield from _infons(annotation["infons"])
            for place in annotation["locations"]:
                yield f'<location offset="{place["offset"]}" length="{place["length"]}"/>'
            yield f"<text>{xml_text(annotation['text'])}</text></annotation>"
        yield "</passage>"
    for relation in document["relations"]:
        yield f'<relation id="{relation["id"]}">'
        yield from _infons(relation["infons"])
        for node in relation["nodes"]:
            yield f'<node refid="{node["refid"]}" role="{node["role"]}"/>'
        yield "</relation>"
    yield "</document>"
