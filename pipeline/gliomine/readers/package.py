"""The packages of PubMed Central (`PMC1234567.tar.gz`): the article in them, as JATS; nothing else is unpacked."""

from __future__ import annotations

import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from gliomine.config import ReadConfig
from gliomine.document import Document, Failure
from gliomine.errors import InputError, describe_error
from gliomine.readers import jats, open_input, too_large
from gliomine.readers.building import record_id

_LARGEST_RATIO = 100
_FREE_BYTES = 64 * 1024 * 1024
_MOST_MEMBERS = 100_000


def read(path: Path, *, doc_id: str, source: str, config: ReadConfig) -> Iterator[Document | Failure]:
    """Yield the articles of a package; the only one bears the file's own id.

    Raises:
        InputError: the file is no archive, is damaged, unpacks to far more than articles do, or holds no article.
    """
    waiting: list[Document | Failure] = []
    several = False
    # The reader of articles takes a path, as it reads those of many gigabytes too.
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "article.nxml"
        for name, data in _articles(path, config):
            if waiting:
                several = True
                yield from waiting
            place.write_bytes(data)
            waiting = [_with_name(item, doc_id, name) for item in _read(place, doc_id, source, config)]
    if not waiting:
        raise InputError(
            "the archive holds no article",
            expected="a package of PubMed Central with an .nxml file",
            advice="unpack it, and name the files that hold text",
        )
    yield from waiting if several or len(waiting) > 1 else [replace(waiting[0], doc_id=doc_id)]


def _with_name(found: Document | Failure, doc_id: str, name: str) -> Document | Failure:
    return replace(found, doc_id=record_id(doc_id, name, number=1)) if found.doc_id == doc_id else found


def _articles(path: Path, config: ReadConfig) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the articles; the archive is read once, from its start, and nothing is written."""
    most = max(_FREE_BYTES, _LARGEST_RATIO * path.stat().st_size)
    size = 0
    try:
        with open_input(path) as stream, tarfile.open(fileobj=stream, mode="r|*") as archive:
            for number, member in enumerate(archive, 1):
                size += member.size
                if size > most or number > _MOST_MEMBERS:
                    raise InputError(
                        "the archive unpacks to far more than a package does",
                        expected=f"at most {_LARGEST_RATIO} times its size",
                        advice="unpack it yourself if it is what it should be",
                    )
                if not member.isfile() or not member.name.lower().endswith(".nxml"):
                    continue
                if member.size > config.max_bytes:
                    raise too_large(config)
                content = archive.extractfile(member)
                if content is not None:
                    yield PurePosixPath(member.name).stem, content.read()
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise InputError(
            f"the archive cannot be read ({describe_error(error)[:200]})",
            expected="a whole .tar.gz file",
            advice="fetch it anew",
        ) from error


def _read(path: Path, doc_id: str, source: str, config: ReadConfig) -> list[Document | Failure]:
    return [
        replace(item, source=source) if isinstance(item, Failure) else item
        for item in jats.read(path, doc_id=doc_id, source=source, config=config)
    ]
