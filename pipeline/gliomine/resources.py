"""Find the shipped models and data files, and verify them before they are used."""

from __future__ import annotations

import hashlib
import os
import tomllib
from pathlib import Path
from typing import Any

from gliomine.errors import ResourceError, cause

PACKAGE = Path(__file__).resolve().parent
TOPICS = PACKAGE / "data" / "topics"
"""The shipped topics: a TOML file and vocabularies each; the one folder that a user copies from."""

MODELS_VARIABLE = "GLIOMINE_MODELS"

SPACY_PACKAGE = "en_gliomine_sm"
"""Folder of the spaCy package among the models; it holds the tokenizer's rules."""


def models_folder() -> Path:
    """Return the folder of trained models: $GLIOMINE_MODELS, the one in an installed wheel, or the checkout's.

    Raises:
        ResourceError: none of them exists.
    """
    named = os.environ.get(MODELS_VARIABLE)
    places = [Path(named)] if named else [PACKAGE / "_models", PACKAGE.parents[1] / "models"]
    for place in places:
        if (place / "manifest.toml").is_file():
            return place
    raise ResourceError(
        "no models found",
        where=", ".join(str(place) for place in places),
        expected="a folder that holds manifest.toml",
        advice=f"reinstall gliomine, or set {MODELS_VARIABLE} to the folder `models` of a checkout",
    )


def data_text(folder: str, name: str) -> str:
    """Return the text of a data file that stands beside the code that reads it.

    Args:
        folder: path of its folder inside the package, such as `pages/data`.
        name: the file's name.

    Raises:
        ResourceError: there is no such file.
    """
    path = PACKAGE / folder / name
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ResourceError(
            f"data file missing ({cause(error)})", where=str(path), advice="reinstall gliomine"
        ) from error


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def manifest(folder: Path) -> dict[str, Any]:
    """Return the parsed manifest.toml of a models folder: one table a resource.

    Raises:
        ResourceError: it is missing or is not TOML.
    """
    path = folder / "manifest.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ResourceError(
            f"cannot read the model manifest ({cause(error)})",
            where=str(path),
            expected="TOML",
            advice="reinstall gliomine",
        ) from error


def listed_file(folder: Path, name: str, *, what: str, advice: str = "reinstall gliomine") -> Path:
    """Return the verified file of a part of a models folder.

    Args:
        folder: the models folder.
        name: the part's table in manifest.toml, with `file`, `size` and `sha256`.
        what: how an error calls the part.
        advice: what an error says to do where the part is not listed.

    Raises:
        ResourceError: the part is not listed, or its file is missing or damaged.
    """
    entry = manifest(folder).get(name)
    if entry is None:
        raise ResourceError(f"no {what}", where=str(folder), expected=f"[{name}] in manifest.toml", advice=advice)
    path = folder / str(entry["file"])
    verify(path, size=entry["size"], sha256=entry["sha256"])
    return path


def verify(path: Path, *, size: int, sha256: str) -> None:
    """Check that a file is the one that its manifest describes.

    Raises:
        ResourceError: the file is missing, cut short or changed.
    """
    if not path.is_file():
        raise ResourceError("resource file missing", where=str(path), advice="reinstall gliomine")
    if path.stat().st_size != size or sha256_of(path) != sha256:
        raise ResourceError(
            "resource file is damaged (size or checksum differ from the manifest)",
            where=str(path),
            expected=f"{size} bytes, sha256 {sha256}",
            advice="reinstall gliomine, or restore the file from version control",
        )
