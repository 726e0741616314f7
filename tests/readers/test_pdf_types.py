"""What the type of a PDF's lines says: running text, headings, and what only looks like one."""

from __future__ import annotations

import pytest
from gliomine.readers.pdf_glyphs import Type
from gliomine.readers.pdf_lines import TextLine
from gliomine.readers.pdf_types import Types, find_types, heading_number, like_heading, look, stands_out

from tests.readers.test_pdf_units import BODY, BOLD, ITALIC, SANS, SMALL, TYPES, line


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        *(("2.3.1 Cells", 3), ("2.3. Cells", 2), ("2 Cells", 1), ("IV. Cells", 1), ("B. Cells", 1)),
        *(("2 12", 0), ("2Cells", 0), ("123 Cells", 0)),
    ],
)
def test_numbers_of_headings(text: str, levels: int) -> None:
    assert heading_number(text) == levels


@pytest.mark.parametrize(
    ("kind", "text", "apart"),
    [
        (BODY, "Keeping of cells", False),
        (BOLD, "Keeping of cells", True),
        (ITALIC, "Keeping of cells", True),
        (SANS, "Keeping of cells", True),
        (BODY, "KEEPING OF CELLS", True),
        (BODY, "DNA", False),  # three capitals are a short form
        (Type(10.5, "Roman", False, False), "Keeping of cells", False),
        (Type(10.6, "Roman", False, False), "Keeping of cells", True),
        (Type(8.4, "Sans", False, False), "Keeping of cells", False),
        (Type(8.5, "Sans", False, False), "Keeping of cells", True),
        (Type(7.7, "Sans", True, False), "Keeping of cells", False),
        (Type(7.9, "Sans", True, False), "Keeping of cells", True),
    ],
)
def test_what_stands_out(kind: Type, text: str, apart: bool) -> None:
    assert stands_out(line(text, kind=kind), TYPES) is apart


@pytest.mark.parametrize(
    ("shown", "heading"),
    [
        (line("Keeping of cells", kind=BOLD), True),
        (line("Keeping of cells"), False),
        (line("Methods", kind=BOLD), True),
        (line("keeping of cells", kind=BOLD), False),
        (line("“Keeping” of cells", kind=BOLD), True),
        (line("Keeping of cells,", kind=ITALIC), False),
        (line("Keeping of cells.", kind=BOLD), True),
        (line("2. Keeping of cells.", kind=ITALIC), True),
        (line("K 1 2", kind=BOLD), False),
        (line("Keeping of cells", kind=BOLD, gaps=1), False),
        (line("K" + "e" * 149, kind=BOLD), True),
        (line("K" + "e" * 150, kind=BOLD), False),
        (line("Keeping. Cells were kept", kind=ITALIC, lead=8), False),
        (line("Keeping. Cells", kind=ITALIC, lead=8), True),
    ],
)
def test_what_looks_like_a_heading(shown: TextLine, heading: bool) -> None:
    assert like_heading(shown, Types(10.0, frozenset({"Roman"}), 12.0, {look(line("x", kind=SANS)): 1})) is heading


def test_the_types_of_a_paper_are_those_of_most_letters() -> None:
    text = [line("Cells were kept in a warm place for nine days.", 700.0 - 12.5 * at) for at in range(20)]
    notes = [line("A note.", 300.0 - 9 * at, SMALL) for at in range(9)]
    heads = [line(name, 760.0 - at, BOLD) for at, name in enumerate(("Introduction", "Methods"))]
    symbols = [line("Greek letters", 100.0, Type(10.0, "Symbol", False, False))]
    found = find_types([*heads, *text, *symbols, *notes])
    assert (found.size, found.fonts, found.leading) == (10.0, frozenset({"Roman"}), 12.5)
    assert found.levels == {look(heads[0]): 1}
    assert find_types([]) == Types(10.0, frozenset(), 12.0, {})
    # A font of six hundredths of the text is one of the text.
    more = [line("Greek letters" * 5, 100.0, Type(10.0, "Symbol", False, False))]
    assert find_types([*text, *more]).fonts == {"Roman", "Symbol"}
