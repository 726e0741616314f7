"""Find the input files, in the order of their document ids, without looking at them all first."""

from __future__ import annotations

import heapq
import itertools
import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from gliomine.errors import ConfigError
from gliomine.readers import READERS, claimed
from gliomine.runs.storage import filesystem, is_url, without_credentials
from gliomine.runs.unit import Item
from gliomine.runs.unread import skipped_advice, unclaimed
from gliomine.tables.stored import MANIFEST

_WRITTEN = (".parts", "tables")
_IDENTITY = (".parts", "run-identity.json")


def printable(path: str) -> str:
    """Return a path with undecodable bytes percent-escaped and POSIX separators.

    >>> printable("a" + chr(0xDCFF) + ".txt")
    'a%FF.txt'
    """
    if path.isascii():
        return path.replace(os.sep, "/")
    escaped = "".join(f"%{ord(char) - 0xDC00:02X}" if "\udc80" <= char <= "\udcff" else char for char in path)
    return escaped.replace(os.sep, "/") if os.sep != "/" else escaped


def discover(
    inputs: Sequence[str], *, skipped: Counter[str] | None = None, output: str | None = None
) -> Iterator[Item]:
    """Yield the input files sorted by `doc_id` (code points), whatever the order of the inputs.

    Folders are read one at a time while the caller works, so that the first files come at once.

    Args:
        inputs: files and folders, as given.
        skipped: counts what the rules leave out, reason -> number.
        output: the output folder of this run, which is left out where an input holds it, as those of other runs are.

    Raises:
        ConfigError: an input is missing, or two files have the same id.
    """
    counts: Counter[str] = Counter() if skipped is None else skipped
    own = None if output is None or is_url(output) else os.path.realpath(output)
    roots = [_root(name, counts, own) for name in inputs]
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


def check_claimed(inputs: Sequence[str], *, output: str | None = None) -> None:
    """Check that a reader claims something; it looks no further than the first such file.

    Raises:
        ConfigError: nothing in the inputs is read.
    """
    skipped: Counter[str] = Counter()
    if next(discover(inputs, skipped=skipped, output=output), None) is not None:
        return
    seen = ", ".join(f"{count:,} skipped ({reason})" for reason, count in sorted(skipped.items()))
    advice = next(filter(None, (skipped_advice(reason) for reason in sorted(skipped))), "check the path")
    raise ConfigError(
        "nothing in the input is read" + (f": {seen}" if seen else ": it is empty"),
        where=", ".join(printable(name) for name in inputs),
        expected="files of these kinds: "
        + " ".join(sorted({item for one in READERS.values() for item in one.suffixes})),
        advice=advice,
    )


def check_inputs(inputs: Sequence[str], *, output: str | None = None) -> None:
    """Check that every input exists, and that none is what the run itself writes.

    Raises:
        ConfigError: no input, one that does not exist, or one that is the output folder or lies in its tables.
    """
    if not inputs:
        raise ConfigError("no input", expected="at least one file or folder")
    for name in inputs:
        if not (_exists_remote(name) if is_url(name) else os.path.lexists(name)):
            raise ConfigError(
                "there is no such input",
                where=printable(name) or "''",
                expected="a file or folder",
                advice="check the path",
            )
        if output is not None and not is_url(output) and not is_url(name) and _is_written(name, output):
            raise ConfigError(
                "the input is the output folder, or what a run writes there",
                where=printable(name),
                expected="an input that the run does not write",
                advice="choose another --output",
            )


def _is_written(name: str, output: str) -> bool:
    real, own = os.path.realpath(name), os.path.realpath(output)
    return real == own or any(real == place or real.startswith(place + os.sep) for place in _places(own))


def _places(output: str) -> list[str]:
    return [os.path.join(output, folder) for folder in _WRITTEN]  # noqa: PTH118 (paths may hold surrogates)


def _root(name: str, skipped: Counter[str], own: str | None) -> Iterator[Item]:
    if is_url(name):
        return _remote(name, skipped)
    path = Path(name)
    source = printable(os.path.normpath(name))
    if path.is_dir():
        return _walk(name, skipped, own)
    return _named_file(name, source, skipped)


def _exists_remote(name: str) -> bool:
    fs, path = filesystem(name)
    return bool(fs.exists(path))


def _remote(name: str, skipped: Counter[str]) -> Iterator[Item]:
    """Yield the files below an fsspec address; such file systems list everything at once."""
    fs, root = filesystem(name)
    if fs.isfile(root):
        yield Item(root.rsplit("/", 1)[-1], name, without_credentials(name), int(fs.size(root) or 0))
        return
    base = root.rstrip("/") + "/"
    for path, status in sorted(fs.find(root, detail=True).items()):
        relative = path.removeprefix(base)
        if any(part.startswith(".") for part in relative.split("/")):
            skipped["hidden"] += 1
        elif not claimed(relative.rsplit("/", 1)[-1]):
            skipped[unclaimed(relative)] += 1
        else:
            address = str(fs.unstrip_protocol(path))
            yield Item(
                relative, address, f"{without_credentials(name).rstrip('/')}/{relative}", int(status.get("size") or 0)
            )


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


def _walk(root: str, skipped: Counter[str], own: str | None) -> Iterator[Item]:
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
            yield Item(relative, base, printable(base), problem=found)
        elif not relative.endswith("/"):
            item = _entry_item(found, relative, real_root, skipped)
            if item is not None:
                yield item
        elif _is_output(found.path, own):
            skipped["output folder of a run"] += 1
        elif not found.name.startswith("."):
            stack.append(iter(_listing(found.path, relative)))


def _listing(folder: str, prefix: str) -> list[tuple[str, os.DirEntry[str] | str]]:
    """Return the entries of a folder by their paths, in order; a folder also as `name/`, where its files come.

    A folder stands under its bare name for what is said of it, such as that it is named like a file.
    """
    try:
        with os.scandir(folder) as entries:
            keyed = [(prefix + shown, entry) for shown, entry in _shown(list(entries))]
    except OSError as error:
        return [(prefix + ".", f"the folder cannot be read ({error.strerror})")]
    keyed += [(key + "/", entry) for key, entry in keyed if _is_folder(entry)]
    keyed.sort(key=lambda pair: pair[0])
    return list(keyed)


def _shown(entries: Sequence[os.DirEntry[str]]) -> list[tuple[str, os.DirEntry[str]]]:
    """Return the entries by their printable names; one that is escaped into the name of another gets `~2`."""
    found: dict[str, os.DirEntry[str]] = {}
    for entry in sorted(entries, key=lambda entry: (printable(entry.name) != entry.name, entry.name)):
        shown = printable(entry.name)
        if shown in found:
            stem, suffix = os.path.splitext(shown)  # noqa: PTH122 (a name, no path)
            tried = (f"{stem}~{number}{suffix}" for number in itertools.count(2))
            shown = next(name for name in tried if name not in found)
        found[shown] = entry
    return list(found.items())


def _is_output(folder: str, own: str | None) -> bool:
    """Tell whether a folder is the output of this run or of another."""
    if own is not None and os.path.realpath(folder) == own:
        return True
    parts, manifest, tables = (Path(folder, *names) for names in (_IDENTITY, (MANIFEST,), ("tables",)))
    return parts.exists() or (manifest.exists() and (tables / "documents.parquet").exists())


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
            reason = "link to a folder" if entry.is_dir() else unclaimed(entry.name)
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
