"""Hashes of features, the same on every machine and in every process."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32


def hashed(features: Sequence[str]) -> list[int]:
    """Return the hashes of features, which hold no line break.

    >>> hashed(["w glioma"]) == hashed(["w glioma", "bias"])[:1]
    True
    """
    return list(map(crc32, "\n".join(features).encode("utf-8", "surrogatepass").split(b"\n")))
