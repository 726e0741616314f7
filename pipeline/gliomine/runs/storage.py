"""Where a run is kept: a folder, or any place that fsspec reaches. Files appear whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from gliomine.errors import ResourceError
from gliomine.files import write_whole

_USER = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*://)[^/]*@")
_ASKED = re.compile(r"[?#].*$", re.DOTALL)
_URL = re.compile(r"^[a-z][a-z0-9+.-]+://")


class Store(Protocol):
    """A folder of files, named by their paths in it."""

    def __hash__(self) -> int:
        """Stores are told apart by identity."""

    def names(self, suffix: str) -> list[str]:
        """Return the names of the finished files with this suffix, sorted."""

    def write(self, name: str, data: bytes) -> None:
        """Write a file so that it is there whole, or not at all."""

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading."""

    def has(self, name: str) -> bool:
        """Tell whether there is such a file."""

    def delete(self, name: str) -> None:
        """Remove a file; it may be gone already."""


def is_url(place: str) -> bool:
    """Tell whether a place is an fsspec address rather than a path.

    >>> is_url("s3://bucket/run"), is_url("runs/a")
    (True, False)
    """
    return _URL.match(place) is not None


def without_credentials(place: str) -> str:
    """Return an address without the name, password, key or token that it may hold; a path as it is.

    >>> without_credentials("s3://key:secret@bucket/run?token=x"), without_credentials("runs/a@b")
    ('s3://bucket/run', 'runs/a@b')
    """
    if "://" not in place:
        return place
    return _USER.sub(r"\1", _ASKED.sub("", place))


def open_store(place: str, *, make: bool = False) -> Store:
    """Return the store of a folder or fsspec address.

    Args:
        place: where it is.
        make: whether a missing folder is made when a file is written. Workers do not: a folder that vanished during a
            run took finished work with it, and the run must not end as if nothing had happened.
    """
    return RemoteStore(place) if is_url(place) else LocalStore(Path(place), make=make)


class LocalStore:
    """A folder of the local or a shared file system."""

    def __init__(self, folder: Path, *, make: bool = False) -> None:
        self.folder, self.make = folder, make

    def names(self, suffix: str) -> list[str]:
        """Return the names of the finished files with this suffix, sorted."""
        if not self.folder.is_dir():
            return []
        return sorted(entry.name for entry in os.scandir(self.folder) if entry.name.endswith(suffix))

    def write(self, name: str, data: bytes) -> None:
        """Write to a temporary name, flush to the disk, rename, and flush the folder."""
        target = self.folder / name
        if self.make:
            target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, data)

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading."""
        return (self.folder / name).open("rb")

    def has(self, name: str) -> bool:
        """Tell whether there is such a file."""
        return (self.folder / name).is_file()

    def delete(self, name: str) -> None:
        """Remove a file; it may be gone already."""
        (self.folder / name).unlink(missing_ok=True)


class RemoteStore:
    """A place that fsspec reaches; object stores show an object only when it has been sent whole."""

    def __init__(self, place: str) -> None:
        self.fs, self.root = filesystem(place)

    def names(self, suffix: str) -> list[str]:
        """Return the names of the finished files with this suffix, sorted."""
        self.fs.invalidate_cache()
        try:
            found = self.fs.ls(self.root, detail=False)
        except FileNotFoundError:
            return []
        return sorted(name for path in found if (name := path.rstrip("/").rsplit("/", 1)[-1]).endswith(suffix))

    def write(self, name: str, data: bytes) -> None:
        """Send a file whole; on file systems that show partial files, under a temporary name first."""
        target = f"{self.root}/{name}"
        self.fs.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
        if "file" in self.fs.protocol or "local" in self.fs.protocol:
            write_whole(Path(target), data)
        else:
            self.fs.pipe_file(target, data)

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading."""
        return cast(BinaryIO, self.fs.open(f"{self.root}/{name}", "rb"))

    def has(self, name: str) -> bool:
        """Tell whether there is such a file."""
        self.fs.invalidate_cache()
        return bool(self.fs.isfile(f"{self.root}/{name}"))

    def delete(self, name: str) -> None:
        """Remove a file; it may be gone already."""
        try:
            self.fs.rm_file(f"{self.root}/{name}")
        except FileNotFoundError:
            return


def filesystem(place: str) -> tuple[Any, str]:
    """Return the fsspec file system of an address and the path in it.

    Raises:
        ResourceError: fsspec, or its part for this kind of address, is not installed.
    """
    try:
        import fsspec

        fs, path = fsspec.core.url_to_fs(place)
    except (ImportError, ValueError) as error:
        raise ResourceError(
            f"this kind of address cannot be opened ({error})",
            where=without_credentials(place),
            expected="an address that an installed fsspec package opens, such as s3:// with s3fs",
            advice="pip install 'gliomine[dask]' and the package of that storage",
        ) from error
    return fs, str(path).rstrip("/")


@contextmanager
def local_copy(path: str) -> Iterator[Path]:
    """Give a local path to a file: the file itself, or a copy of a remote one for as long as it is needed."""
    if not is_url(path):
        yield Path(path)
        return
    import tempfile

    fs, remote = filesystem(path)
    with tempfile.TemporaryDirectory(prefix="gliomine-") as folder:
        target = Path(folder) / remote.rsplit("/", 1)[-1]
        fs.get_file(remote, str(target))
        yield target
