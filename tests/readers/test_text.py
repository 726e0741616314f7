"""Plain text as it comes: encodings, and what is no text."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest
from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError
from gliomine.readers import read_documents
from gliomine.readers.text import decode

CZECH = "Buňky gliomu rychle rostou a šíří se do zdravé tkáně mozku. Léčba prodloužila přežití žen. " * 3
FRENCH = "Résumé: l'étude des gliomes à été réalisée chez des patients âgés, où les cellules ont été prélevées."
POLISH = "Glejak wielopostaciowy jest najczęstszym złośliwym nowotworem mózgu. Łódź, Kraków, źródło"
ENGLISH = "Cells were kept at 37 °C ± 1 – the patients’ survival was “longer” with 5 µg."
CHINESE = "胶质瘤是最常见的颅内肿瘤。间充质干细胞外泌体是药物载体。"
JAPANESE = "神経膠腫は脳腫瘍の一種である。間葉系幹細胞のエクソソーム。"
RUSSIAN = "Глиома является наиболее распространенной опухолью головного мозга."


def only(path: Path, **settings: object) -> Document | Failure:
    (found,) = read_documents(path, doc_id=path.name, source=str(path), config=ReadConfig(**settings))  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "cp1252"),
        (ENGLISH, "cp1252"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859-2"),
        (CHINESE, "gb18030"),
        (JAPANESE, "shift-jis"),
        (JAPANESE, "euc-jp"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
    ],
)
def test_detected_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "utf-8-sig"])
def test_a_byte_order_mark_decides_and_is_kept(encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    text, _ = decode((mark + CHINESE + "\r\n").encode(encoding))
    assert text == "\ufeff" + CHINESE + "\r\n"


def test_newlines_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"a\r\nb\rc\n")
    found = only(tmp_path / "a.txt")
    assert isinstance(found, Document)
    assert (found.text, found.encoding) == ("a\r\nb\rc\n", "utf-8")


@pytest.mark.parametrize(
    "data",
    [
        FRENCH.encode("mac-roman"),
        CZECH.encode("iso8859-2"),  # reads as well in cp1250, with other letters
        CZECH.encode("cp1250"),
        bytes(random.Random(3).choices([*range(32, 127), *range(128, 256)], k=3000)),
        b"caf\xe9",
        b"\xff\xfea",
        "half".encode("utf-16") + b"\x00\xd8",
    ],
)
def test_an_unsure_encoding_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        decode(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"glioma\x00cells",
        b"%PDF-1.7 text",
        b"{\\rtf1 text}",
        b"\x01\x02\x03\x04text",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"x" * 257 + b"ustar" + b"x" * 200,
    ],
)
def test_what_is_no_text_is_a_failure(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    found = only(tmp_path / "a.txt")
    assert isinstance(found, Failure)
    assert found.stage == "read"
    assert "not text" in found.error


def test_an_archive_under_a_text_suffix_is_a_failure(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.txt", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    found = only(tmp_path / "a.txt")
    assert isinstance(found, Failure)
    assert "Office" in found.error


@pytest.mark.parametrize("text", ["", " \n\t", "\ufeff", "\u200b\u200d\u2060\n", "\u00ad\u3164"])
def test_nothing_visible_is_a_failure(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    found = only(tmp_path / "a.txt")
    assert isinstance(found, Failure)
    assert "nothing visible" in found.error


def test_limits(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("glioma " * 100, encoding="utf-8")
    assert isinstance(only(tmp_path / "a.txt"), Document)
    for limits, reason in (({"max_bytes": 699}, "file is too large"), ({"max_chars": 699}, "700 characters")):
        found = only(tmp_path / "a.txt", **limits)
        assert isinstance(found, Failure)
        assert reason in found.error
