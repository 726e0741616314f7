"""How XML is cut into records, wherever a piece of the file ends, and what each kind of damage costs."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.readers import xml_records
from gliomine.readers.xml_records import read_records, with_file_id

OWN_ID = re.compile(r"<id>(\w+)</id>")


def convert(element: ET.Element, doc_id: str, number: int) -> Document | list[Failure]:
    text = " ".join("".join(element.itertext()).split())
    if text == "failures":
        return [Failure(f"{doc_id}#{number}{letter}", "", "read", "told") for letter in "ab"]
    if text == "wrong":
        raise ValueError("no such thing")
    if text == "told":
        raise InputError("it is odd", where="here")
    return Document(f"{doc_id}#{number}", text)


def read(path: Path, content: str | bytes, **settings: Any) -> list[str]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = read_records(
        path, doc_id="f", config=ReadConfig(**settings), tags=("rec", "record"), own_id=OWN_ID, convert=convert
    )
    return [item.text if isinstance(item, Document) else shown(item) for item in found]


def shown(item: Failure) -> str:
    number = re.search(r"record-(\d+)", item.doc_id)
    assert number is None or re.search(rf"where: (?:record {number[1]} of the file|here)(?:;|$)", item.error), item
    return f"{item.doc_id}: {re.split(r';| [(]', item.error)[0]}"


CUT = "f: the file ends within a record"
STRAY = "f: an end tag whose record has no start"
SHORT = "f: the file is cut short"
CASES = [
    ("<set><rec>one</rec><rec>two</rec></set>", ["one", "two"]),
    ("<set><record>one</record > <rec a='1'>two</rec\n></set>", ["one", "two"]),
    ("<rec>one</rec>", ["one"]),
    ("<set><rec/><rec>two</rec><rec /></set>", ["", "two", ""]),
    # Other names that begin alike.
    ("<recs><rec>one<recent>x</recent></rec></recs>", ["onex"]),
    # A record without its end costs only itself, as does one without its start.
    ("<set><rec>one<rec>two</rec></set>", ["f#record-1: malformed XML", "two"]),
    ("<set>one</rec><rec>two</rec></set>", [STRAY, "two"]),
    ("<set><rec>one</rec><rec>two", ["one", CUT]),
    ("<set><rec>one</rec>", ["one", SHORT]),
    ("<set><rec>one</rec></sot>", ["one", "f: malformed XML outside the records"]),
    # What looks like a tag in a comment or in CDATA is none.
    ("<set><!-- <rec>no</rec> --><rec>one</rec></set>", ["one"]),
    ("<set><rec>a<!-- </rec> -->b</rec><rec>two</rec></set>", ["ab", "two"]),
    ("<set><rec><![CDATA[a</rec>b]]></rec><rec>two</rec></set>", ["a</rec>b", "two"]),
    # A comment that never ends costs the record that it stands in.
    ("<set><rec>a<!-- no end</rec><rec>two</rec><rec>three</rec></set>",
     ["f#record-1: malformed XML", "two", "three"]),
    # Names of characters; those that nobody knows.
    ("<set><rec>&alpha; &lt; &amp; &eacute;</rec></set>", ["α < & é"]),
    ("<set><rec><id>x7</id>&nosuchname;</rec></set>", ["f#x7: malformed XML"]),
    # Prefixes that a wrapper declares, and the record itself.
    ("<set xmlns:m='urn:m'><rec><m:a>one</m:a></rec></set>", ["one"]),
    ("<set xmlns:m='urn:m' xmlns:n='urn:n'><rec xmlns:m='urn:o' m:k='1'><n:a>one</n:a></rec></set>", ["one"]),
    ("<set><rec><m:a>one</m:a></rec></set>", ["f#record-1: malformed XML"]),
    # What the record's reader says.
    ("<set><rec>failures</rec><rec>two</rec></set>", ["f#1a: told", "f#1b: told", "two"]),
    ("<set><rec>x</rec><rec>wrong</rec></set>", ["x", "f#record-2: malformed XML"]),
    ("<set><rec>told</rec></set>", ["f#record-1: it is odd"]),
    ("<set><rec><!ENTITY a 'b'></rec></set>",
     ["f#record-1: the XML declares entities, which could expand without bound or open other files"]),
    ("<set></set>", []),
]  # fmt: skip


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64, 1 << 17])
@pytest.mark.parametrize(("content", "expected"), CASES)
def test_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, expected: list[str], chunk: int
) -> None:
    """The same of pieces of any size: a tag may be cut at every letter."""
    monkeypatch.setattr(xml_records, "_CHUNK", chunk)
    assert read(tmp_path / "a.xml", content) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<?xml version='1.0' encoding='latin-1'?><set><rec>é</rec></set>".encode("latin-1"), ["é"]),
        ("<?xml version='1.0' encoding=\"UTF-8\"?><set><rec>é</rec></set>".encode(), ["é"]),
        ("<set><rec>é</rec></set>".encode("utf-16"), ["é"]),
        (b"<rec><id>9</id>\xe9</rec>", ["f#9: bytes that do not fit the encoding of the file"]),
    ],
)  # fmt: skip
def test_encodings(tmp_path: Path, content: bytes, expected: list[str]) -> None:
    assert read(tmp_path / "a.xml", content) == expected


@pytest.mark.parametrize("name", ["utf-7", "x-none", "base64", "unicode_escape"])
def test_an_encoding_that_is_none_for_text_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=f"the XML declares the encoding '{name}'"):
        read(tmp_path / "a.xml", f"<?xml version='1.0' encoding='{name}'?><set><rec>a</rec></set>")


def test_declared_entities_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="declares entities"):
        read(tmp_path / "a.xml", "<!DOCTYPE set [<!ENTITY a 'b'>]><set><rec>&a;</rec></set>")


@pytest.mark.parametrize(("size", "refused"), [(900, False), (1200, True)])
@pytest.mark.parametrize("shape", ["<set><rec>{}</rec></set>", "<set><rec>a</rec><x>{}</x><rec>b</rec></set>"])
def test_a_stretch_has_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, refused: bool, shape: str
) -> None:
    monkeypatch.setattr(xml_records, "_CHUNK", 16)
    content = shape.format("x" * size)
    if refused:
        with pytest.raises(InputError, match="at most 1,000 characters"):
            read(tmp_path / "a.xml", content, max_bytes=1000)
    else:
        found = read(tmp_path / "a.xml", content, max_bytes=1000)
        assert found in (["x" * size], ["a", "b"])


def test_the_only_record_bears_the_name_of_its_file() -> None:
    one, two, three = (Document(name, "x") for name in "abc")
    assert [item.doc_id for item in with_file_id(iter([one]), "f", expected="e")] == ["f"]
    assert [item.doc_id for item in with_file_id(iter([one, two]), "f", expected="e")] == ["a", "b"]
    assert [item.doc_id for item in with_file_id(iter([one, two, three]), "f", expected="e")] == ["a", "b", "c"]
    with pytest.raises(InputError, match="no article in the file"):
        list(with_file_id(iter([]), "f", expected="e"))
