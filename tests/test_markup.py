"""The helper that writes expected mentions into the text of a test."""

from __future__ import annotations

import pytest
from gliomine.validate import validate

from tests.markup import parse


def test_text_and_mentions() -> None:
    document, written = parse("No <m type=disease assertion=absent>glioma</m> here.", role="results")
    validate(document)
    assert document.text == "No glioma here."
    assert [(item.start, item.end, item.text, item.entity_type) for item in document.mentions] == [
        (3, 9, "glioma", "disease")
    ]
    assert written == [{"type": "disease", "assertion": "absent"}]


@pytest.mark.parametrize("marked", ["<m type=gene>a", "a</m>", "<m type=gene>a <m type=gene>b</m></m>", "<m type"])
def test_broken_markup_is_refused(marked: str) -> None:
    with pytest.raises(ValueError, match="m"):
        parse(marked)
