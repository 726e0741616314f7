"""What makes two runs the same run: settings, code, models and input names. Kept beside the parts."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from gliomine.about import __version__
from gliomine.config import Config, to_dict
from gliomine.errors import ConfigError, ResourceError
from gliomine.resources import PACKAGE, models_folder, sha256_of
from gliomine.runs.discovery import printable
from gliomine.runs.storage import without_credentials
from gliomine.tables.schema import SCHEMA_VERSION
from gliomine.topics import topic_files


def identity(inputs: Sequence[str], config: Config) -> dict[str, Any]:
    """Return what a run is known by, as nested plain values; opens no model."""
    return {
        "version": __version__,
        "code": _code_checksum(),
        "schema": SCHEMA_VERSION,
        "settings": to_dict(config),
        "models": model_checksums(config),
        "inputs": sorted(
            printable(os.path.normpath(name)) if "://" not in name else without_credentials(name) for name in inputs
        ),
    }


@cache
def _code_checksum() -> str:
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        parts = path.relative_to(PACKAGE).parts
        if path.is_file() and parts[0] not in ("_models", "training", "report") and "__pycache__" not in parts:
            digest.update("/".join(parts).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def model_checksums(config: Config) -> dict[str, str]:
    """Return name -> checksum or version of everything that is loaded besides the code."""
    found = {}
    try:
        # The manifest holds the checksum of every file; loading verifies them.
        found["manifest"] = sha256_of(models_folder() / "manifest.toml")
    except ResourceError:
        found["manifest"] = "none"
    if config.mentions.model not in ("default", "none"):
        found[config.mentions.model] = _package_version(config.mentions.model)
    for path in topic_files(config.profile):
        found[path.name] = sha256_of(path)
    if config.links.knowledge_base is not None:
        found["knowledge_base"] = _folder_checksum(Path(config.links.knowledge_base))
    return found


def _package_version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return _folder_checksum(Path(name)) if Path(name).is_dir() else "not installed"


def _folder_checksum(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder).as_posix()} {sha256_of(path)}\n".encode())
    return digest.hexdigest()


def check_same(stored: dict[str, Any], wanted: dict[str, Any], *, where: str) -> None:
    """Check that a stored run is the wanted one.

    Raises:
        ConfigError: it is not; the message lists what differs.
    """
    lines = differences(stored, wanted)
    if lines:
        raise ConfigError(
            "the output folder holds a run with other settings or inputs: " + "; ".join(lines),
            where=where,
            expected="the same settings, code, models and inputs, or an empty folder",
            advice="choose another --output, or --force to replace what that run wrote",
        )


def differences(old: Any, new: Any, prefix: str = "") -> list[str]:
    """Return one line for each value that differs.

    >>> differences({"a": {"b": 1}, "c": 2}, {"a": {"b": 3}, "c": 2})
    ['a.b: 1 -> 3']
    """
    if isinstance(old, dict) and isinstance(new, dict):
        lines: list[str] = []
        for key in sorted({*old, *new}):
            lines += differences(old.get(key), new.get(key), f"{prefix}{key}.")
        return lines
    return [] if old == new else [f"{prefix[:-1]}: {_short(old)} -> {_short(new)}"]


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:38] + " ... " + text[-38:]
