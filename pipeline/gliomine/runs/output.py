"""The output folder of a run: what is in it, what a run wrote, and the manifest `run.json`."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from gliomine.about import __version__
from gliomine.config import Config, RunOptions, WriteOptions, to_dict
from gliomine.errors import ConfigError, ResourceError
from gliomine.runs.identity import check_same
from gliomine.runs.join import Plan
from gliomine.runs.parts import SUFFIX
from gliomine.runs.storage import Store, is_url, open_store
from gliomine.tables.schema import SCHEMA_VERSION, table_schemas
from gliomine.tables.stored import MANIFEST, counted, place_of

PARTS = ".parts"
IDENTITY = "run-identity.json"
WRITTEN = "files.json"
_LIBRARIES = ("numpy", "onnxruntime", "pandas", "pyarrow", "rapidfuzz", "spacy", "tokenizers")


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did and what its tables hold.

    Attributes:
        output: the output folder, as given.
        documents: rows of `documents`.
        failures: rows of `failures`.
        mentions: entity type -> number of mentions.
        tables: table -> number of rows.
        skipped: reason -> number of entries that the rules left out.
        worked: documents and failures that this run worked on; the rest was there already.
        words: words read in this run.
        seconds: that this run took.
        files: what was written.
    """

    output: str
    documents: int
    failures: int
    mentions: dict[str, int]
    tables: dict[str, int]
    skipped: dict[str, int]
    worked: int
    words: int
    seconds: float
    files: list[str] = field(default_factory=list)


class Output:
    """An output folder."""

    def __init__(self, place: str, *, staging: Path | None = None) -> None:
        """Name the folder; nothing is touched.

        Args:
            place: a path, or an fsspec address.
            staging: for an address, a local folder where the tables are made before they are sent.
        """
        self.place = place.rstrip("/") if is_url(place) else place
        self.folder = Path(place) if staging is None else staging
        self.remote = staging is not None
        self.parts = f"{self.place}/{PARTS}" if self.remote else str(self.folder / PARTS)
        self.store = open_store(self.parts, make=True)
        self.root = open_store(self.place, make=True)

    def prepare(self, wanted: dict[str, Any], *, force: bool) -> None:
        """Make the folder ready for a run of this identity.

        Raises:
            ConfigError: it holds another run or other files, and `force` is false.
        """
        stored = self._load(self.store, IDENTITY)
        if stored is not None and not force:
            check_same(stored, wanted, where=self.place)
        elif stored is not None:
            self._clear()
        elif stored is None and not force and self._holds_other_files():
            raise ConfigError(
                "the output folder is not empty and holds no run",
                where=self.place,
                expected="an empty or new folder, or that of an earlier run",
                advice="choose another --output, or --force to write beside what is there",
            )
        if self._load(self.store, IDENTITY) is None:
            self.store.write(IDENTITY, _json(wanted))

    def check_there(self) -> None:
        """Check that the folder is still the one that was prepared.

        Raises:
            ResourceError: it has vanished, and finished work with it.
        """
        if not self.store.has(IDENTITY):
            raise ResourceError(
                "the output folder vanished during the run",
                where=self.place,
                expected="a folder that stays",
                advice="run the same command again; work in the folder is lost",
            )

    def _holds_other_files(self) -> bool:
        if not self.remote and self.folder.exists() and not self.folder.is_dir():
            raise ConfigError("the output is a file", where=self.place, expected="a folder")
        return any(name != PARTS for name in self.root.names(""))

    def _clear(self) -> None:
        """Delete what a run wrote, and nothing else."""
        for name in self.files():
            self.root.delete(name)
        self.root.delete(MANIFEST)
        for name in [*self.store.names(SUFFIX), *self.store.names(".tmp"), WRITTEN, IDENTITY]:
            self.store.delete(name)

    def files(self) -> list[str]:
        """Return the files that runs wrote here, relative to the folder."""
        return list(self._load(self.store, WRITTEN) or [])

    def note_files(self, paths: Iterable[Path]) -> None:
        """Remember files as written by a run."""
        names = {path.relative_to(self.folder).as_posix() for path in paths}
        self.store.write(WRITTEN, _json(sorted({*self.files(), *names})))

    def begin_tables(self) -> None:
        """Mark the tables as out of date until the manifest is written again."""
        self.root.delete(MANIFEST)
        self.note_files(self.folder / place_of(name) for name in table_schemas())

    def finished_counts(self, digest: str) -> dict[str, int] | None:
        """Return the rows of each table if the tables hold just this content, else None."""
        manifest = self._load(self.root, MANIFEST) or {}
        if manifest.get("content") != digest:
            return None
        there = all(self.root.has(place_of(name)) for name in table_schemas())
        return dict(manifest["tables"]) if there else None

    def finished_formats(self, digest: str, options: WriteOptions) -> list[str]:
        """Return the formats that have been written of just this content, in this way, and are still there."""
        manifest = self._load(self.root, MANIFEST) or {}
        if manifest.get("content") != digest or not all(self.root.has(name) for name in manifest["files"]):
            return []
        if manifest["options"].get("write") != asdict(options):
            return []
        return list(manifest["formats"])

    def mentions_by_type(self) -> dict[str, int]:
        """Return entity type -> number of mentions in the tables."""
        with self.root.open(place_of("mentions")) as stream:
            total = counted(stream, "entity_type")
        return dict(sorted(total.items(), key=lambda pair: (-pair[1], pair[0])))

    def write_manifest(self, summary: RunSummary, *, plan: Plan, config: Config, options: RunOptions) -> None:
        """Write run.json, the only file with a time stamp."""
        stored = self._load(self.store, IDENTITY) or {}
        earlier = self.finished_formats(plan.digest, options.write)
        values = {
            "gliomine": __version__,
            "schema": SCHEMA_VERSION,
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "content": plan.digest,
            "configuration": to_dict(config),
            "identity": stored,
            "options": {**asdict(options), "formats": list(options.formats)},
            "formats": sorted({*earlier, *options.formats, "parquet"}),
            "versions": {"python": platform.python_version(), **_versions()},
            "models": stored.get("models", {}),
            "inputs": {"files": plan.files, "checksums": plan.checksums, "skipped": summary.skipped},
            "tables": summary.tables,
            "mentions": summary.mentions,
            "failures": summary.failures,
            "timings": {
                "seconds": round(summary.seconds, 3),
                "documents": summary.worked,
                "words": summary.words,
                "words_per_second": round(summary.words / summary.seconds) if summary.seconds else 0,
            },
            "files": summary.files,
        }
        self.root.write(MANIFEST, _json(values))

    def send(self) -> None:
        """Copy what was made in the staging folder to its place; nothing to do for a local folder."""
        if self.remote:
            for path in sorted(self.folder.rglob("*")):
                if path.is_file():
                    self.root.write(path.relative_to(self.folder).as_posix(), path.read_bytes())

    @staticmethod
    def _load(store: Store, name: str) -> Any:
        try:
            with store.open(name) as stream:
                return json.loads(stream.read())
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise ResourceError(
                f"a file that a run wrote is damaged ({error})",
                where=name,
                expected="JSON",
                advice="delete the output folder and run again",
            ) from error


def _versions() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
