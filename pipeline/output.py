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

from pipeline import __version__
from pipeline.config import Config, RunOptions, to_dict
from pipeline.errors import ConfigError
from pipeline.identity import check_same
from pipeline.joining import Plan
from pipeline.parts import SUFFIX
from pipeline.storage import write_whole
from pipeline.tables import SCHEMA_VERSION, table_schemas

PARTS = ".parts"
_LIBRARIES = ("numpy", "onnxruntime", "pandas", "pyarrow", "rapidfuzz", "spacy", "tokenizers")


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did and what its tables hold.

    Attributes:
        output: the output folder.
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

    output: Path
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

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.parts = folder / PARTS
        self._identity = self.parts / "run-identity.json"
        self._written = self.parts / "files.json"
        self._manifest = folder / "run.json"

    def prepare(self, wanted: dict[str, Any], *, force: bool) -> None:
        """Make the folder ready for a run of this identity.

        Raises:
            ConfigError: it holds another run or other files, and `force` is false.
        """
        stored = _load(self._identity)
        if stored is not None and not force:
            check_same(stored, wanted, where=str(self.folder))
        elif stored is not None:
            self._clear()
        elif stored is None and not force and self._holds_other_files():
            raise ConfigError(
                "the output folder is not empty and holds no run",
                where=str(self.folder),
                expected="an empty or new folder, or that of an earlier run",
                advice="choose another --output, or --force to write beside what is there",
            )
        self.parts.mkdir(parents=True, exist_ok=True)
        if _load(self._identity) is None:
            write_whole(self._identity, _json(wanted))

    def _holds_other_files(self) -> bool:
        if self.folder.exists() and not self.folder.is_dir():
            raise ConfigError("the output is a file", where=str(self.folder), expected="a folder")
        return self.folder.is_dir() and any(path.name != PARTS for path in self.folder.iterdir())

    def _clear(self) -> None:
        """Delete what a run wrote, and nothing else."""
        for name in self.files():
            (self.folder / name).unlink(missing_ok=True)
        self._manifest.unlink(missing_ok=True)
        for path in self.parts.iterdir():
            if path.name.endswith((SUFFIX, ".tmp")):
                path.unlink(missing_ok=True)
        self._written.unlink(missing_ok=True)
        self._identity.unlink(missing_ok=True)

    def files(self) -> list[str]:
        """Return the files that runs wrote here, relative to the folder."""
        return list(_load(self._written) or [])

    def note_files(self, paths: Iterable[Path]) -> None:
        """Remember files as written by a run."""
        names = {path.relative_to(self.folder).as_posix() for path in paths}
        write_whole(self._written, _json(sorted({*self.files(), *names})))

    def begin_tables(self) -> None:
        """Mark the tables as out of date until the manifest is written again."""
        self._manifest.unlink(missing_ok=True)
        self.note_files(self.folder / "tables" / f"{name}.parquet" for name in table_schemas())

    def finished_counts(self, digest: str) -> dict[str, int] | None:
        """Return the rows of each table if the tables hold just this content, else None."""
        manifest = _load(self._manifest) or {}
        if manifest.get("content") != digest:
            return None
        there = all((self.folder / "tables" / f"{name}.parquet").is_file() for name in table_schemas())
        return dict(manifest["tables"]) if there else None

    def finished_formats(self, digest: str) -> list[str]:
        """Return the formats that have been written of just this content and are still there."""
        manifest = _load(self._manifest) or {}
        if manifest.get("content") != digest or not all((self.folder / name).is_file() for name in manifest["files"]):
            return []
        return list(manifest["formats"])

    def mentions_by_type(self) -> dict[str, int]:
        """Return entity type -> number of mentions in the tables."""
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        path = self.folder / "tables" / "mentions.parquet"
        total: dict[str, int] = {}
        for batch in pq.ParquetFile(path).iter_batches(columns=["entity_type"]):
            for item in pc.value_counts(batch.column(0)).to_pylist():
                total[item["values"]] = total.get(item["values"], 0) + item["counts"]
        return dict(sorted(total.items(), key=lambda pair: (-pair[1], pair[0])))

    def write_manifest(self, summary: RunSummary, *, plan: Plan, config: Config, options: RunOptions) -> None:
        """Write run.json, the only file with a time stamp."""
        stored = _load(self._identity) or {}
        earlier = self.finished_formats(plan.digest)
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
        write_whole(self._manifest, _json(values))


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


def _load(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
