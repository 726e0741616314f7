"""How a document is laid out for formats that show its text."""

from __future__ import annotations

from gliomine.writers.layout import shown_sections

from tests.writers.conftest import make_document


def test_mention_outside_the_sections_shows_the_whole_text() -> None:
    document = make_document("a", "title\nglioma", [("glioma", "disease", None)], title="title")
    assert [item.name for item in shown_sections(document, ("title", "abstract"))] == ["title", "abstract"]
    (only,) = shown_sections(document, ("title",))
    assert (only.start, only.end, only.name) == (0, len(document.text), "body")
