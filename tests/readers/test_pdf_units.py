"""Lines of a PDF by place and type alone: captions, rows of tables, margins, authors, at and beside each limit."""

from __future__ import annotations

import pytest
from gliomine.readers.pdf_authors import affiliations, author_line
from gliomine.readers.pdf_floats import caption_end, caption_label, is_table, table_end
from gliomine.readers.pdf_glyphs import Type
from gliomine.readers.pdf_lines import TextLine
from gliomine.readers.pdf_margins import without_margins
from gliomine.readers.pdf_types import Types

BODY, BOLD, ITALIC = (
    Type(10.0, "Roman", bold, italic) for bold, italic in ((False, False), (True, False), (False, True))
)
SMALL, SMALLER, SANS = (
    Type(8.0, "Roman", False, False),
    Type(7.0, "Roman", False, False),
    Type(10.0, "Sans", False, False),
)
TYPES = Types(10.0, frozenset({"Roman"}), 12.0, {})
WORDS: frozenset[str] = frozenset()


def line(
    text: str, y: float = 700.0, kind: Type = BODY, *, x: float = 60.0, width: float = 240.0, page: int = 0,
    lead: int = 0, lead_type: Type | None = None, gaps: int = 0,
) -> TextLine:  # fmt: skip
    return TextLine(page, x, x + width, y, kind, text, lead, lead_type or kind, gaps, False)


@pytest.mark.parametrize(
    ("text", "label", "table"),
    [
        ("Figure 1. Drops of oil.", "Figure 1", False),
        ("Fig 2: drops of oil", "Fig 2", False),
        ("Supplementary Table S3. Doses", "Supplementary Table S3", True),
        ("Tab. IV. Doses", "Tab. IV", True),
        ("Box 2. Doses", "Box 2", True),
        ("Scheme 12b | Doses", "Scheme 12b", False),
        ("Table 2", "Table 2", True),  # nothing behind it
        # Sentences, and what is no label.
        ("Table 2 lists doses of the oil.", None, False),
        ("Figure 3 and Figure 4 are alike.", None, False),
        ("Figures of speech.", None, False),
        ("Figure 1234. Oil", None, False),
        ("Tables 1 and 2", None, False),
        ("Table two", None, False),
    ],
)
def test_labels_of_captions(text: str, label: str | None, table: bool) -> None:
    found = caption_label([line(text, kind=SMALL)], 0, TYPES, before=None)
    assert (found and found.group("label")) == label
    assert found is None or is_table(found) is table


@pytest.mark.parametrize(
    ("text", "kind", "lead", "before", "is_label"),
    [
        # In the type of running text, a label needs a mark or a line of its own.
        ("Figure 1. Oil.", BODY, 0, None, True),
        ("Figure 1", BODY, 0, None, True),
        ("Figure 1 Oil.", BODY, 0, None, False),
        ("Figure 1 Oil.", BODY, 8, None, True),
        ("Figure 1 Oil.", BOLD, 0, None, True),
        ("Figure 1 Oil.", SANS, 0, None, True),
        # Right below a line of text whose sentence goes on it is none: 1.6 times the leading, the same page.
        ("Figure 1. Oil.", BODY, 0, line("as is seen in the", 712.0), False),
        ("Figure 1. Oil.", BODY, 0, line("as is seen in the", 719.0), False),
        ("Figure 1. Oil.", BODY, 0, line("as is seen in the", 719.2), True),
        ("Figure 1. Oil.", BODY, 0, line("as is seen in the", 712.0, page=1), True),
        ("Figure 1. Oil.", BODY, 0, line("as is seen there.", 712.0), True),
        ("Figure 1. Oil.", BODY, 0, line("as is seen (there)", 712.0), True),
        ("Figure 1. Oil.", BODY, 0, line("as is seen in the", 690.0), True),
        ("Figure 1. Oil.", BODY, 0, line("as is seen in the", 700.0), True),
        ("Figure 1. Oil.", BOLD, 0, line("as is seen in the", 712.0), True),
    ],
)
def test_a_label_in_running_text(text: str, kind: Type, lead: int, before: TextLine | None, is_label: bool) -> None:
    found = caption_label([line(text, kind=kind, lead=lead)], 0, TYPES, before=before)
    assert (found is not None) is is_label


FIRST = line("Figure 1. Drops of oil in dishes that stood on a shelf,", kind=SMALL)


@pytest.mark.parametrize(
    ("following", "lines"),
    [
        ([line("seen from above.", 690.0, SMALL)], 2),
        ([line("seen from above.", 690.0, SMALL), line("By day.", 680.0, SMALL)], 3),
        # How far below: less than 1.9 times the size.
        ([line("seen from above.", 684.9, SMALL)], 2),
        ([line("seen from above.", 684.7, SMALL)], 1),
        ([line("seen from above.", 702.3, SMALL)], 2),  # a raised start
        ([line("seen from above.", 702.5, SMALL)], 1),
        ([line("seen from above.", 690.0, SMALL, page=1)], 1),
        # How large: within eight hundredths.
        ([line("seen from above.", 690.0, Type(8.6, "Roman", False, False))], 2),
        ([line("seen from above.", 690.0, Type(8.7, "Roman", False, False))], 1),
        ([line("seen from above.", 690.0, Type(7.4, "Roman", False, False))], 2),
        ([line("seen from above.", 690.0, Type(7.3, "Roman", False, False))], 1),
        # Where: below it, not in the column beside.
        ([line("seen from above.", 690.0, SMALL, x=300.0)], 1),
        ([line("seen from above.", 690.0, SMALL, x=299.0)], 2),
        ([line("seen from above.", 690.0, SMALL, x=20.0, width=8.0)], 1),
        ([line("seen from above.", 690.0, SMALL, x=20.0, width=9.0)], 2),
        # A row of cells, in one line or in pieces beside each other.
        ([line("Dose Oil", 690.0, SMALL, gaps=1)], 1),
        ([line("Dose", 690.0, SMALL, width=30.0), line("Oil", 690.0, SMALL, x=120.0)], 1),
        ([line("seen from", 690.0, SMALL, width=30.0), line("another", 687.9, SMALL, x=120.0)], 2),
        # The next caption, with its label set apart.
        ([line("Figure 2. Drops.", 690.0, SMALL, lead=7)], 1),
        ([line("Figure 2. Drops.", 690.0, SMALL)], 2),
        # A heading in bold.
        ([line("Drops of water", 690.0, Type(8.0, "Roman", True, False))], 1),
    ],
)
def test_where_a_caption_ends(following: list[TextLine], lines: int) -> None:
    assert caption_end([FIRST, *following], 0, TYPES) == lines


def test_a_caption_in_the_type_of_the_text_ends_with_a_short_line() -> None:
    text = [
        line("Figure 1. Drops of oil in dishes that stood on a shelf,", kind=BODY),
        line("and of water.", 688.0, width=209.0),
        line("Cells were kept there.", 676.0),
    ]
    assert caption_end(text, 0, TYPES) == 2
    for last in (line("and of water.", 688.0, width=211.0), line("and of water", 688.0, width=209.0)):
        assert caption_end([text[0], last, text[2]], 0, TYPES) == 3
    # Below a smaller caption the text is none of it, though its size would fit.
    near = Types(8.6, frozenset({"Roman"}), 10.0, {})
    assert caption_end([FIRST, line("Cells were kept", 690.0, Type(8.6, "Roman", False, False))], 0, near) == 1


def test_a_label_alone_takes_the_size_of_the_line_below() -> None:
    label = line("Figure 1", kind=BOLD)
    below = [line("Drops of oil.", 690.0, SMALL), line("Seen from above.", 680.0, SMALL)]
    assert caption_end([label, *below], 0, TYPES) == 3
    long = line("Figure 1, which is in all of its parts of oil", kind=BOLD)
    assert caption_end([long, *below], 0, TYPES) == 1
    assert caption_end([line("Figure 1", kind=BOLD, lead_type=BODY), *below], 0, TYPES) == 1


WIDTHS = {0: 240.0}
CELLS = [line("Table 1", 712.0, BOLD), line("Oil Dose", 700.0, gaps=1), line("Fen 12", 688.0, gaps=1)]


@pytest.mark.parametrize(
    ("following", "rows"),
    [
        ([], 3),
        ([line("12 13", 676.0, SMALL), line("ns", 664.0, SMALL)], 5),
        # Text of full width (0.8 of the column) and of the body's type; not so a row with gaps, or a note.
        ([line("Cells were kept.", 676.0, width=192.0)], 3),
        ([line("Cells were kept.", 676.0, width=191.0)], 4),
        ([line("Cells were kept.", 676.0, width=192.0, gaps=1)], 4),
        ([line("Cells were kept.", 676.0, SMALL, width=240.0)], 4),
        # Lines of nearly one width below each other, wider than 16 letters.
        ([line("Cells were", 676.0, width=170.0), line("kept in a", 664.0, width=170.0)], 3),
        ([line("Cells were", 676.0, width=170.0), line("kept in a", 664.0, width=136.0)], 5),
        ([line("Cells were", 676.0, width=160.0), line("kept in a", 664.0, width=160.0)], 5),
        ([line("Cells were", 676.0, width=170.0), line("kept in a", 655.5, width=170.0)], 5),
        ([line("Cells were", 676.0, width=170.0), line("kept in a", 664.0, width=170.0, gaps=1)], 5),
        # A heading over text, another label, another page.
        ([line("Keeping of cells", 676.0, BOLD), line("Cells", 664.0, width=170.0), line("or", 652.0, width=170.0)], 3),
        ([line("Keeping of cells", 676.0, BOLD), line("Cells", 664.0, SMALL)], 5),
        ([line("Figure 2. Oil.", 676.0, SMALL, lead=7)], 3),
        ([line("Figure 2. Oil.", 676.0, BOLD)], 3),
        ([line("Figure 2. Oil.", 676.0, SMALL)], 4),
        ([line("12 13", 676.0, SMALL, page=1)], 3),
    ],
)
def test_where_the_rows_of_a_table_end(following: list[TextLine], rows: int) -> None:
    assert table_end([*CELLS, *following], 1, TYPES, widths=WIDTHS) == rows


def page_of(number: int, *shown: tuple[str, float]) -> list[TextLine]:
    return [line(text, y, page=number) for text, y in shown]


@pytest.mark.parametrize(
    ("text", "y", "page", "kept"),
    [
        # Page numbers within twelve hundredths of an edge of a page of 1000 points.
        ("12", 119.0, 1, False),
        ("12", 120.0, 1, True),
        ("12", 881.0, 1, False),
        ("12", 880.0, 1, True),
        ("Page 3 of 12", 50.0, 1, False),
        ("xii", 50.0, 1, False),
        ("S12", 50.0, 1, False),
        ("ABC12", 50.0, 1, True),
        ("Doses 12", 50.0, 1, True),
        # A running foot or head, the outermost row and apart from the text, at the foot not of the first page.
        ("Fenn et al", 50.0, 1, False),
        ("Fenn et al", 50.0, 0, True),
        ("Fenn et al", 950.0, 0, False),
        ("Fenn et al " + "x" * 149, 950.0, 0, False),
        ("Fenn et al " + "x" * 150, 950.0, 0, True),
        ("Fenn et al", 915.0, 1, True),  # 15 points above the text
        ("Fenn et al", 917.0, 1, False),
        ("Oil of fen mint", 950.0, 1, True),
    ],
)
def test_margins(text: str, y: float, page: int, kept: bool) -> None:
    body = [("A line of text about oil.", 900.0 - 12 * number) for number in range(60)]
    pages = [page_of(number, ("Other", 500.0)) for number in range(3)]
    pages[page] = page_of(page, *body, (text, y))
    left, dropped = without_margins(pages, [1000.0] * 3)
    assert (text in [item.text for item in left[page]]) is kept
    assert dropped == ([] if kept else [text])


@pytest.mark.parametrize(("pages", "repeats", "kept"), [(2, 2, False), (2, 1, True), (9, 3, False), (9, 2, True)])
def test_what_is_repeated_at_the_edge_is_a_running_head(pages: int, repeats: int, kept: bool) -> None:
    made = [
        page_of(number, ("Text of oil", 500.0), *([(f"Oil {number} of fen mint", 950.0)] if number < repeats else []))
        for number in range(pages)
    ]
    left, dropped = without_margins(made, [1000.0] * pages)
    assert [len(page) for page in left] == [1 + (kept and number < repeats) for number in range(pages)]
    assert len(dropped) == (0 if kept else repeats)


@pytest.mark.parametrize(
    ("numbers", "x", "dropped"),
    [
        (list(range(1, 13)), 30.0, True),
        (list(range(1, 12)), 30.0, False),  # eleven are too few
        (list(range(12, 0, -1)), 30.0, False),
        (list(range(1, 13)), 100.0, False),  # within the text
        (list(range(1, 13)), 320.0, True),
        ([*range(1, 12), 3], 30.0, True),  # one of eleven steps falls
        ([*range(1, 11), 3, 2], 30.0, False),
    ],
)
def test_numbers_of_lines(numbers: list[int], x: float, dropped: bool) -> None:
    page = [line("A line of text.", 700.0 - 12 * at) for at in range(12)]
    page += [line(str(number), 700.0 - 12 * at, x=x, width=12.0) for at, number in enumerate(numbers)]
    (left,), _ = without_margins([page], [1000.0])
    assert len(left) == (12 if dropped else len(page))


TITLE = line("Oil of fen mint", 740.0, Type(18.0, "Roman", True, False))


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ([("Ada Moor1,2, Ben Fenn*", 715.0)], "Ada Moor, Ben Fenn"),
        ([("Ada Moor,1", 715.0), ("Ben Fenn2", 703.0)], "Ada Moor, Ben Fenn"),
        ([("Ada Moor1,", 715.0), ("Ben Fenn2", 695.0)], "Ada Moor"),  # further below than 1.9 times the size
        ([("Fen University, Moor", 715.0), ("Ada Moor", 703.0)], "Ada Moor"),
        ([("Received in May by Ada", 715.0), ("Ada Moor", 703.0)], "Ada Moor"),
        ([("of oil and mint", 715.0)], ""),
        ([("Moor", 715.0)], ""),
        ([("Authors: Ada Moor", 715.0)], ""),
        ([("Ada Moor", 760.0)], ""),  # above the title
    ],
)
def test_authors_below_the_title(below: list[tuple[str, float]], names: str) -> None:
    assert author_line([TITLE, *(line(text, y) for text, y in below)], TITLE, WORDS) == names
    assert author_line([line(text, y) for text, y in below], None, WORDS) == ""


@pytest.mark.parametrize(
    ("shown", "addresses"),
    [
        (
            [("1 Department of Fens, Moor University, Moor", 700.0), ("2 Fen Hospital, Fen, UK", 688.0)],
            ["Department of Fens, Moor University, Moor", "Fen Hospital, Fen, UK"],
        ),
        ([("a Moor University, b Fen Hospital, Fen", 700.0)], ["Moor University", "Fen Hospital, Fen"]),
        ([("Moor University,", 700.0), ("Moor, UK", 688.0)], ["Moor University, Moor, UK"]),
        ([("Moor University", 700.0), ("Moor, UK", 679.0)], ["Moor University"]),  # too far below
        ([("Moor University, Moor. E-mail: a@moor.uk", 700.0)], ["Moor University, Moor"]),
        ([("Address: Moor University", 700.0)], ["Moor University"]),
        ([("Moor University", 700.0), ("Received: 1 May", 688.0)], ["Moor University"]),
        ([("Moor Uni", 700.0)], []),
        ([("Correspondence: Moor University", 700.0)], []),
    ],
)
def test_addresses_around_the_title(shown: list[tuple[str, float]], addresses: list[str]) -> None:
    assert affiliations([line(text, y) for text, y in shown], WORDS) == addresses
