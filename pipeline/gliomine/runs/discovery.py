"""Find the input files, in the order of their document ids, without looking at them all first."""

from __future__ import annotations

import heapq
import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from gliomine.errors import ConfigError
from gliomine.readers import claimed
from gliomine.runs.storage import filesystem, is_url
from gliomine.runs.unit import Item


def printable(path: str) -> str:
    """Return a path with undecodable bytes percent-escaped and POSIX separators.

    >>> printable("a" + chr(0xDCFF) + ".txt")
    'a%FF.txt'
    """
    if path.isascii():
        return path.replace(os.sep, "/")
    escaped = "".join(f"%{ord(char) - 0xDC00:02X}" if "\udc80" <= char <= "\udcff" else char for char in path)
    return escaped.replace(os.sep, "/") if os.sep != "/" else escaped


def discover(inputs: Sequence[str], *, skipped: Counter[str] | None = None) -> Iterator[Item]:
    """Yield the input files sorted by `doc_id` (code points), whatever the order of the inputs.

    Folders are read one at a time while the caller works, so that the first files come at once.

    Args:
        inputs: files and folders, as given.
        skipped: counts what the rules leave out, reason -> number.

    Raises:
        ConfigError: an input is missing, or two files have the same id.
    """
    counts: Counter[str] = Counter() if skipped is None else skipped
    roots = [_root(name, counts) for name in inputs]
    last: Item | None = None
    for item in heapq.merge(*roots, key=lambda item: item.doc_id):
        if last is not None and item.doc_id == last.doc_id:
            raise ConfigError(
                f"two inputs have the same document id '{item.doc_id}'",
                where=f"{last.source}, {item.source}",
                expected="different paths relative to the input folders",
                advice="give the folder that holds both, or run them separately",
            )
        last = item
        yield item


def check_inputs(inputs: Sequence[str]) -> None:
    """Check that every input exists.

    Raises:
        ConfigError: no input, or one that does not exist.
    """
    if not inputs:
        raise ConfigError("no input", expected="at least one file or folder")
    for name in inputs:
        if not (_exists_remote(name) if is_url(name) else os.path.lexists(name)):
            raise ConfigError(
                "there is no such input", where=printable(name), expected="a file or folder", advice="check the path"
            )


def _root(name: str, skipped: Counter[str]) -> Iterator[Item]:
    if is_url(name):
        return _remote(name, skipped)
    path = Path(name)
    source = printable(os.path.normpath(name))
    if path.is_dir():
        return _walk(name, skipped)
    return _named_file(name, source, skipped)


def _exists_remote(name: str) -> bool:
    fs, path = filesystem(name)
    return bool(fs.exists(path))


def _remote(name: str, skipped: Counter[str]) -> Iterator[Item]:
    """Yield the files below an fsspec address; such file systems list everything at once."""
    fs, root = filesystem(name)
    if fs.isfile(root):
        yield Item(root.rsplit("/", 1)[-1], name, name, int(fs.size(root) or 0))
        return
    base = root.rstrip("/") + "/"
    for path, status in sorted(fs.find(root, detail=True).items()):
        relative = path.removeprefix(base)
        if any(part.startswith(".") for part in relative.split("/")):
            skipped["hidden"] += 1
        elif not claimed(relative.rsplit("/", 1)[-1]):
            skipped["suffix that no reader claims"] += 1
        else:
            address = str(fs.unstrip_protocol(path))
            yield Item(relative, address, f"{name.rstrip('/')}/{relative}", int(status.get("size") or 0))


def _named_file(name: str, source: str, skipped: Counter[str]) -> Iterator[Item]:
    doc_id = printable(Path(name).name)
    try:
        status = Path(name).stat()
    except OSError as error:
        yield Item(doc_id, name, source, problem=_broken(name, error))
        return
    if stat.S_ISREG(status.st_mode):
        yield Item(doc_id, name, source, status.st_size)
    else:
        skipped["not a regular file"] += 1


def _walk(root: str, skipped: Counter[str]) -> Iterator[Item]:
    # A stack of listings instead of recursion: folders may be nested deeper than Python's call stack.
    real_root = os.path.realpath(root)
    base = os.path.normpath(root)
    stack = [iter(_listing(base, ""))]
    while stack:
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
            continue
        relative, found = entry
        if isinstance(found, str):
            yield Item(relative or ".", base, printable(base), problem=found)
            continue
        item = _entry_item(found, relative, real_root, skipped)
        if item is not None:
            yield item
        if _is_folder(found) and not found.name.startswith("."):
            stack.append(iter(_listing(found.path, relative + "/")))


def _listing(folder: str, prefix: str) -> list[tuple[str, os.DirEntry[str] | str]]:
    """Return the entries of a folder in the order of the full paths below it: a folder sorts as `name/`."""
    try:
        with os.scandir(folder) as entries:
            keyed = [(printable(entry.name) + ("/" if _is_folder(entry) else ""), entry) for entry in entries]
    except OSError as error:
        return [(prefix.rstrip("/"), f"the folder cannot be read ({error.strerror})")]
    keyed.sort(key=lambda pair: pair[0])
    return [(prefix + key.rstrip("/"), entry) for key, entry in keyed]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _entry_item(entry: os.DirEntry[str], relative: str, real_root: str, skipped: Counter[str]) -> Item | None:
    """Return the item of an entry, None where a rule skips it."""
    source = printable(entry.path)
    if entry.name.startswith("."):
        skipped["hidden"] += 1
        return None
    if not claimed(entry.name):
        if not _is_folder(entry):
            reason = "link to a folder" if entry.is_dir() else "suffix that no reader claims"
            skipped[reason] += 1
        return None
    if _is_folder(entry):
        problem = "it is a folder whose name has the suffix of a file; what to do: rename it (its files are read)"
        return Item(relative, entry.path, source, problem=problem)
    return _file_item(entry, relative, real_root, skipped)


def _file_item(entry: os.DirEntry[str], relative: str, real_root: str, skipped: Counter[str]) -> Item | None:
    source = printable(entry.path)
    try:
        status = entry.stat()
        linked = entry.is_symlink()
    except OSError as error:
        return Item(relative, entry.path, source, problem=_broken(entry.path, error))
    if linked:
        real = os.path.realpath(entry.path)
        if os.path.commonpath([real, real_root]) != real_root:
            skipped["link that leaves the input folder"] += 1
            return None
        if stat.S_ISDIR(status.st_mode):
            loop = os.path.realpath(os.path.dirname(entry.path))  # noqa: PTH120 (paths may hold surrogates)
            if os.path.commonpath([real, loop]) == real:
                return Item(relative, entry.path, source, problem="it is a link to a folder that holds it: a loop")
            skipped["link to a folder"] += 1
            return None
    if not stat.S_ISREG(status.st_mode):
        skipped["not a regular file"] += 1
        return None
    return Item(relative, entry.path, source, status.st_size)


def _broken(path: str, error: OSError) -> str:
    if os.path.islink(path):  # noqa: PTH114
        return f"it is a broken link or a loop of links ({error.strerror})"
    return f"the file cannot be read ({error.strerror})"
