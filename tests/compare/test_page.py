"""A sentence on the page of changes, cut into its mentions and what lies between."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from gliomine.compare.page import _pieces

SENTENCE = (10, "Mice got oil of mint.")


def mention(start: int, end: int) -> dict[str, Any]:
    return {"text": "oil", "entity_type": "chemical", "start": start, "end": end}


def relation(subject: tuple[int, int], object_: tuple[int, int]) -> dict[str, Any]:
    places = {"start": subject[0], "end": subject[1], "object_start": object_[0], "object_end": object_[1]}
    return {**places, "subject_type": "organism", "object_type": "chemical"}


@pytest.mark.parametrize(
    ("table", "sentence", "row", "pieces"),
    [
        ("mentions", SENTENCE, mention(19, 22), [("Mice got ", None), ("oil", "chemical"), (" of mint.", None)]),
        ("mentions", SENTENCE, mention(10, 14), [("", None), ("Mice", "chemical"), (" got oil of mint.", None)]),
        ("mentions", SENTENCE, mention(5, 14), [("", None), ("Mice", "chemical"), (" got oil of mint.", None)]),
        ("mentions", SENTENCE, None, [("Mice got oil of mint.", None)]),
        ("mentions", None, mention(19, 22), [("oil", "chemical")]),
        ("mentions", None, None, []),
        ("relations", None, relation((10, 14), (19, 22)), []),
        ("relations", SENTENCE, relation((10, 14), (19, 22)),
         [("", None), ("Mice", "organism"), (" got ", None), ("oil", "chemical"), (" of mint.", None)]),
        ("relations", SENTENCE, relation((19, 22), (10, 14)),
         [("", None), ("Mice", "chemical"), (" got ", None), ("oil", "organism"), (" of mint.", None)]),
        # A part lies within its whole, and is not shown twice.
        ("relations", SENTENCE, relation((19, 30), (26, 30)),
         [("Mice got ", None), ("oil of mint", "organism"), (".", None)]),
        ("documents", SENTENCE, mention(19, 22), []),
    ],
)  # fmt: skip
def test_a_sentence_with_its_mentions(
    table: str, sentence: tuple[int, str] | None, row: dict[str, Any] | None, pieces: list[tuple[str, str | None]]
) -> None:
    change = cast(Any, SimpleNamespace(table=table, sentence=sentence))
    assert [(piece.text, piece.entity_type) for piece in _pieces(change, row)] == pieces
