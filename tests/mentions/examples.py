"""Tables of examples: a text with mentions in brackets, `a [glioma] disease`, a bar, and what is expected of them."""

from __future__ import annotations

import re
from pathlib import Path

from gliomine.mentions.merge import Proposal

_MARK = re.compile(r"\[(?P<shown>[^\]]+)\] (?P<kind>[a-z_]+)")


def examples(name: str) -> list[tuple[str, ...]]:
    """Return the rows of a table beside this file: the marked text and what is expected."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [tuple(part.strip() for part in line.split(" | ")) for line in lines if line and not line.startswith("#")]


def read(marked: str) -> tuple[str, list[Proposal]]:
    """Return the text of an example and its mentions, at least one."""
    text, mentions, last = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        mentions.append(Proposal(len(text), len(text) + len(mark["shown"]), mark["kind"], 0.9, "model"))
        text, last = text + mark["shown"], mark.end()
    assert mentions
    return text + marked[last:], mentions
