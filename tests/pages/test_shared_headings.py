"""Headings that papers share: alone, numbered, spread, and several in one."""

from __future__ import annotations

import pytest
from gliomine.pages.headings import paper_heading


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Methods", "body"),
        ("2. MATERIALS AND METHODS:", "body"),
        ("R E F E R E N C E S", "references"),
        ("Acknowledgments", "acknowledgements"),
        # Of several the first says what stands below.
        ("Results and references", "body"),
        ("References / Results", "references"),
        ("Results, discussion and conclusions", "body"),
        ("Methods & Results", "body"),
        # Where one of them is none, or only a note, it is no heading that papers share.
        ("Results and mint", None),
        ("Results and acknowledgements", None),
        ("Mint", None),
        ("Resultsanddiscussion", None),
        ("", None),
    ],
)
def test_what_a_heading_stands_over(text: str, name: str | None) -> None:
    found = paper_heading(text)
    assert (found and found.name) == name
