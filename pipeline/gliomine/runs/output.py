"""The output folder of a run: what is in it, what a run wrote, and the manifest `run.json`."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from gliomine.about import __version__
from gliomine.config import Config, RunOptions, WriteOptions, to_dict
from gliomine.errors import ConfigError, ResourceError
from gliomine.runs.identity import check_same
from gliomine.runs.join import Plan
from gliomine.runs.lock import NAME as LOCK
from gliomine.runs.lock import locked
from gliomine.runs.parts import SUFFIX
from gliomine.runs.storage import Store, is_url, open_store, without_credentials
from gliomine.runs.summary import RunSummary, versions
from gliomine.tables.schema import SCHEMA_VERSION, table_schemas
from gliomine.tables.stored import MANIFEST, counted, place_of
from gliomine.topics import load_topic

PARTS = ".parts"
IDENTITY = "run-identity.json"
WRITTEN = "files.json"
RUNS = "runs.json"


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
        self.identity, self.number = "", 0

    @property
    def run(self) -> str:
        """What parts bear of the run that makes them."""
        return f"{self.identity}-{self.number}"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder's lock; an address has none.

        Raises:
            ConfigError: another run holds it.
        """
        if self.remote:
            yield
            return
        if not self.place:
            raise ConfigError("the output has no name", expected="a folder", advice="name it: --output FOLDER")
        if self.folder.exists() and not self.folder.is_dir():
            raise ConfigError("the output is a file", where=self.place, expected="a folder", advice="name another")
        made = [folder for folder in (self.folder, *self.folder.parents) if not folder.exists()]
        try:
            with locked(Path(self.parts), where=self.place):
                yield
        except ConfigError:
            # A usage error leaves no trace: what only the lock needed goes again.
            self._leave_nothing(made)
            raise

    def _leave_nothing(self, made: Sequence[Path]) -> None:
        if not self.folder.is_dir() or self.store.has(IDENTITY):
            return
        if [path.name for path in Path(self.parts).iterdir()] == [LOCK]:
            (Path(self.parts) / LOCK).unlink()
            for folder in (Path(self.parts), *made):
                with suppress(OSError):
                    folder.rmdir()

    def prepare(self, wanted: dict[str, Any], *, force: bool) -> None:
        """Make the folder ready for a run of this identity.

        Raises:
            ConfigError: it holds another run or other files, and `force` is false.
        """
        stored = self._identity(force=force)
        if not stored:  # none, or a damaged one
            stored = self._without_parts() or stored
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
        if self._identity(force=False) is None:
            self.store.write(IDENTITY, _json(wanted))
        self.identity = hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()[:16]
        self.number = self._last_run() + 1
        self.store.write(RUNS, _json({"last": self.number}))

    def _identity(self, *, force: bool) -> Any:
        """Return what the folder's run is known by, None without one; with `force` something for a damaged one."""
        try:
            stored = self._load(self.store, IDENTITY)
            if stored is not None and not isinstance(stored, dict):
                raise self._damaged(IDENTITY, "no object")
        except ResourceError:
            if not force:
                raise
            return {}
        return stored

    def _without_parts(self) -> Any:
        """Return the identity of a run whose parts were deleted: its outputs are its own, the work begins anew."""
        manifest = self._manifest(None)
        if manifest is None or not isinstance(manifest.get("identity"), dict) or not manifest["identity"]:
            return None
        self.store.write(WRITTEN, _json([name for name in manifest["files"] if self._is_own(name)]))
        return manifest["identity"]

    def _last_run(self) -> int:
        try:
            last = (self._load(self.store, RUNS) or {})["last"]
        except (ResourceError, KeyError, TypeError):
            return 0
        return last if isinstance(last, int) else 0

    def check_there(self) -> None:
        """Check that the folder is still the one that was prepared.

        Raises:
            ResourceError: it has vanished, and finished work with it.
        """
        if self.store.has(IDENTITY) and self._last_run() != self.number:
            raise ResourceError(
                "another run has worked in the output folder at the same time",
                where=self.place,
                expected="one run at a time in a folder",
                advice="run the same command again when no other run is at work",
            )
        if not self.store.has(IDENTITY):
            raise ResourceError(
                "the output folder vanished during the run",
                where=self.place,
                expected="a folder that stays",
                advice="run the same command again; work in the folder is lost",
            )

    def _holds_other_files(self) -> bool:
        return any(name != PARTS for name in self.root.names(""))

    def _clear(self) -> None:
        """Delete what a run wrote, and nothing else."""
        self._remove(self.files())
        self.root.delete(MANIFEST)
        for name in [*self.store.names(SUFFIX), *self.store.names(".tmp"), WRITTEN, IDENTITY]:
            self.store.delete(name)

    def _remove(self, names: Iterable[str]) -> None:
        for name in names:
            self.root.delete(name)

    def drop_stale(self, written: Iterable[str]) -> None:
        """Delete the files of earlier content that this run did not write again."""
        kept = set(written)
        self._remove(name for name in self.files() if name not in kept)
        self.store.write(WRITTEN, _json(sorted(kept)))

    def files(self) -> list[str]:
        """Return the files that runs wrote here, relative to the folder."""
        try:
            names = self._load(self.store, WRITTEN) or []
        except ResourceError:
            return []
        return [name for name in names if self._is_own(name)] if isinstance(names, list) else []

    def _is_own(self, name: object) -> bool:
        """Tell whether a noted file lies in the folder: a list that says otherwise was not written by a run."""
        if not isinstance(name, str) or not name or PurePosixPath(name).is_absolute() or ".." in name.split("/"):
            return False
        if self.remote:
            return True
        parent, root = (self.folder / name).parent.resolve(), self.folder.resolve()
        return parent == root or root in parent.parents

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
        manifest = self._manifest(digest)
        if manifest is None or not self._are_whole(manifest, [place_of(name) for name in table_schemas()]):
            return None
        return dict(manifest["tables"])

    def finished_formats(self, digest: str, options: WriteOptions) -> list[str]:
        """Return the formats that have been written of just this content, in this way, and are still there."""
        manifest = self._manifest(digest)
        if manifest is None or not self._are_whole(manifest, manifest["files"]):
            return []
        if manifest["options"].get("write") != asdict(options):
            return []
        return list(manifest["formats"])

    def earlier_formats(self) -> list[str]:
        """Return the formats of the run that wrote what is there, whatever its content."""
        manifest = self._manifest(None) or {"formats": []}
        return [name for name in manifest["formats"] if name != "parquet"]

    def _manifest(self, digest: str | None) -> dict[str, Any] | None:
        """Return run.json if it is whole and of this content; a damaged one is written again."""
        try:
            manifest = self._load(self.root, MANIFEST)
        except ResourceError:
            return None
        if not isinstance(manifest, dict) or (digest is not None and manifest.get("content") != digest):
            return None
        kinds = {"files": list, "formats": list, "tables": dict, "options": dict, "checksums": dict}
        return manifest if all(isinstance(manifest.get(name), kind) for name, kind in kinds.items()) else None

    def _are_whole(self, manifest: dict[str, Any], names: Iterable[str]) -> bool:
        """Tell whether files are as they were when run.json was written; behind an address, whether they are there."""
        if self.remote:
            return all(self.root.has(name) for name in names)
        return all(self._sum(name) == manifest["checksums"].get(name) is not None for name in names)

    def _sum(self, name: str) -> str | None:
        path = self.folder / name
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def note_sums(self, names: Iterable[str]) -> None:
        """Take files that were added after the run, such as a report, into run.json."""
        manifest = self._manifest(None)
        if manifest is not None:
            manifest["files"] = sorted({*manifest["files"], *names})
            manifest["checksums"] |= {name: self._sum(name) for name in names}
            self.root.write(MANIFEST, _json(manifest))

    def mentions_by_type(self) -> dict[str, int]:
        """Return entity type -> number of mentions in the tables."""
        with self.root.open(place_of("mentions")) as stream:
            total = counted(stream, "entity_type")
        return dict(sorted(total.items(), key=lambda pair: (-pair[1], pair[0])))

    def write_manifest(self, summary: RunSummary, *, plan: Plan, config: Config, options: RunOptions) -> None:
        """Write run.json, the only file with a time stamp."""
        stored = self._load(self.store, IDENTITY) or {}
        earlier = self.finished_formats(plan.digest, options.write)
        own = load_topic(config.profile).predicates
        values = {
            "gliomine": __version__,
            "schema": SCHEMA_VERSION,
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "content": plan.digest,
            "configuration": to_dict(config),
            "identity": stored,
            "options": {
                **asdict(options),
                "formats": list(options.formats),
                "scheduler": options.scheduler and without_credentials(options.scheduler),
            },
            "formats": sorted({*earlier, *options.formats, "parquet"}),
            "versions": {"python": platform.python_version(), **versions()},
            "models": stored.get("models", {}),
            "predicates": {item.predicate.name: asdict(item.predicate) for item in own},
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
            "checksums": {name: self._sum(name) for name in summary.files},
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
            raise Output._damaged(name, str(error)) from error

    @staticmethod
    def _damaged(name: str, why: str) -> ResourceError:
        return ResourceError(
            f"a file that a run wrote is damaged ({why})",
            where=name,
            expected="JSON as the run wrote it",
            advice="run with --force, which begins anew, or delete the output folder",
        )


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
